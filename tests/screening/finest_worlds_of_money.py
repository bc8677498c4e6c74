"""Small worlds at the limit of a rule about money and who stood in, for `finer_limits`."""

from __future__ import annotations

from datetime import date
from typing import Any

from limit_worlds import MARCH, Made, march, stay
from limit_worlds_of_money import invoiced
from planting import World, at, days


def assisted(hours: float) -> Made:
    """So many hours of assistance billed for March, of the ten granted for just that month."""

    def make(world: World) -> None:
        service = "personlig assistans"
        world.decision("d", "x", service, valid_from=march(1), valid_to=march(31), amount=10, unit="hours/month")
        line = {"provider_id": "p", "invoice_id": "i", "user_id": "x", "service": service, "amount": 100}
        world.add("invoices", **line, period_from=march(1), period_to=march(31), hours=hours)

    return make


def granted_in(unit: str) -> Made:
    """Twenty hours billed of ten granted, in one unit or another."""

    def make(world: World) -> None:
        invoiced(20)(world)
        world.rows["decisions"][0]["unit"] = unit

    return make


def claimed_at_two_homes(*, whole_days: bool) -> Made:
    """Two claims for one sick person at two users, by the clock, or one of them for the whole day."""

    def make(world: World) -> None:
        span: dict[str, Any] = {"from": at(MARCH, "08:00"), "to": at(MARCH, "12:00")}
        names = {"staff_id": "sick", "substitute_id": None, "hours": 0}
        world.add("sick-claims", claim_id="c1", user_id="x", **names, **span)
        world.add(
            "sick-claims", claim_id="c2", user_id="y", **names, **({"from": MARCH, "to": MARCH} if whole_days else span)
        )
        world.work("b", "z", MARCH, "08:00", "09:00")

    return make


def paid_while_away(service: str) -> Made:
    """A payout for days of a stay in hospital."""

    def make(world: World) -> None:
        world.add("stays", user_id="x", **{"from": march(10), "to": march(20)}, kind="hospital")
        fee = {"payee_id": "k", "user_id": "x", "service": service, "amount": 500}
        world.add("payouts", **fee, period_from=march(12), period_to=march(14))

    return make


def stay_of_kind(kind: str) -> Made:
    def make(world: World) -> None:
        stay(march(1), march(9))(world)
        world.rows["stays"][0]["kind"] = kind

    return make


def interrupted_on(day: date) -> Made:
    """Ten hours granted in March and nobody came; interrupted on a day."""

    def make(world: World) -> None:
        terms = {"valid_from": march(1), "executed_on": march(1), "valid_to": march(31), "amount": 10}
        world.decision("d", "x", unit="hours/month", interrupted_on=day, **terms)
        for one in (date(2026, 2, 1), date(2026, 4, 30)):
            world.work("b", "y", one, "08:00", "09:00")

    return make


def billed_in_may(provider: str) -> Made:
    """Reports of three providers from March to May, of which one came to x in May; and a line for x's May."""

    def make(world: World) -> None:
        for name in "pqr":
            world.provider(name)
        for user, by, month in (("x", "p", 3), ("x", "q", 4), ("y", "q", 5), ("x", "r", 5)):
            world.work(f"s{by}", user, date(2026, month, 4), "08:00", "09:00", by)
        span = {"period_from": date(2026, 5, 1), "period_to": date(2026, 5, 31)}
        world.add("invoices", provider_id=provider, invoice_id="i", user_id="x", service="", hours=1, amount=1, **span)

    return make


def reported_twice(make_world: Made) -> Made:
    """The same, half of its first report sent once more."""

    def make(world: World) -> None:
        make_world(world)
        row = world.rows["time-reports"][0]
        world.rows["time-reports"].append(row | {"end": row["start"] + (row["end"] - row["start"]) / 2})

    return make


def nobody_for(hours: float) -> Made:
    """A line of so many hours, and no report at its user."""

    def make(world: World) -> None:
        world.work("a", "y", MARCH, "08:00", "09:00", "p")
        line = {"provider_id": "p", "invoice_id": "i", "user_id": "x", "service": "", "amount": 1, "hours": hours}
        world.add("invoices", **line, period_from=march(1), period_to=march(31))

    return make


def planned_at_x_and_came_to(user: str) -> Made:
    """Twenty visits planned at x in March and April, and as many at somebody."""

    def make(world: World) -> None:
        for day in days(MARCH, 20, 3):
            world.plan("a", "x", day, "08:00", "09:00")
            world.work("a", user, day, "08:00", "09:00")

    return make


def followed_long_ago_until(day: date) -> Made:
    """A decision that nobody has followed up for years, and that ends on a day."""

    def make(world: World) -> None:
        world.decision("d", "x", decided_on=date(2020, 1, 1), followed_up_on=date(2024, 1, 1), valid_to=day)

    return make
