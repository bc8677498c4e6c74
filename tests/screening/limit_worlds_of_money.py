"""Small worlds at the limit of a rule about money: decisions that grow, invoices, payouts and licences."""

from __future__ import annotations

from datetime import date, timedelta

from limit_worlds import MARCH, Made
from planting import World, at


def money(kind: str, first: date, last: date, hours: float = 5) -> Made:
    """One claim, payout or invoice line for days of a user."""

    def make(world: World) -> None:
        if kind == "sick-claims":
            claim = {"claim_id": "c", "user_id": "x", "staff_id": "sick", "substitute_id": None, "hours": 0}
            world.add(kind, **claim, **{"from": first, "to": last})
        elif kind == "payouts":
            world.add(kind, payee_id="k", user_id="x", period_from=first, period_to=last, amount=500, service="")
        else:
            line = {"provider_id": "p", "invoice_id": "i", "user_id": "x", "service": "hemtjänst", "amount": hours}
            world.add(kind, **line, period_from=first, period_to=last, hours=hours)

    return make


def with_stay(make_money: Made) -> Made:
    """The user in hospital from the tenth to the twentieth of March."""

    def make(world: World) -> None:
        world.add("stays", user_id="x", **{"from": date(2026, 3, 10), "to": date(2026, 3, 20)}, kind="hospital")
        make_money(world)

    return make


def with_death(make_money: Made) -> Made:
    """The user died on the tenth of March."""

    def make(world: World) -> None:
        world.user("x", deceased_on=date(2026, 3, 10))
        make_money(world)

    return make


def rise(before: float, after: float, later: int = 60) -> Made:
    def make(world: World) -> None:
        first = date(2026, 1, 1)
        for name, day, amount in (("d1", first, before), ("d2", first + timedelta(days=later), after)):
            world.decision(name, "x", valid_from=day, decided_on=day, amount=amount, unit="hours/week", provider_id="p")

    return make


def mean_rise(users: int, before: float, after: float, when: date = date(2026, 7, 1)) -> Made:
    """A provider's users get more from a day on."""

    def make(world: World) -> None:
        for number in range(users):
            for name, day, amount in (("a", date(2025, 6, 1), before), ("b", when, after)):
                world.decision(
                    f"d{number}{name}",
                    f"u{number}",
                    valid_from=day,
                    decided_on=day,
                    amount=amount,
                    unit="hours/week",
                    provider_id="p",
                )

    return make


def invoiced(hours: float, reported: int = 0) -> Made:
    def make(world: World) -> None:
        last = date(2026, 3, 31)
        world.decision("d", "x", valid_from=date(2026, 3, 1), amount=10, unit="hours/month")
        world.add(
            "invoices",
            provider_id="p",
            invoice_id="i",
            user_id="x",
            service="hemtjänst",
            period_from=date(2026, 3, 1),
            period_to=last,
            hours=hours,
            amount=1000,
        )
        start = at(MARCH, "00:00")
        world.add(
            "time-reports",
            staff_id="a",
            user_id="x",
            provider_id="p",
            start=start,
            end=start + timedelta(minutes=reported),
        )

    return make


def paid_for(last: date) -> Made:
    def make(world: World) -> None:
        world.add(
            "payouts",
            payee_id="k",
            user_id="x",
            period_from=last.replace(day=1),
            period_to=last,
            amount=500,
            service="",
        )
        world.work("other", "y", date(2026, 1, 5), "08:00", "09:00")

    return make


def paid_after(make_unmet: Made) -> Made:
    """The same, and a fee for the month before today."""

    def make(world: World) -> None:
        make_unmet(world)
        span = {"period_from": date(2026, 9, 1), "period_to": date(2026, 9, 30)}
        world.add("payouts", payee_id="k", user_id="x", service="kontaktperson", amount=500, **span)

    return make


def attended(hours: float, unexcused: int = 0) -> Made:
    """Ten days of five hours planned; so many hours attended in all, some days missed without reason."""

    def make(world: World) -> None:
        for number in range(10):
            missed = number < unexcused
            world.add(
                "attendance",
                user_id="x",
                date=date(2026, 3, 2 + number),
                planned_hours=5,
                attended_hours=0 if missed else hours / (10 - unexcused),
                absence_code="ogiltig" if missed else None,
                channel="system",
            )
        last = date(2026, 3, 31)
        world.add(
            "payouts",
            payee_id="x",
            user_id="x",
            service="ekonomiskt bistånd",
            period_from=date(2026, 3, 1),
            period_to=last,
            amount=8000,
        )

    return make


def licensed_until(day: date) -> Made:
    def make(world: World) -> None:
        world.provider("p", kind="private", organisation_number="556000-0001")
        world.add(
            "licences",
            organisation_number="556000-0001",
            service="personlig assistans",
            **{"from": date(2020, 1, 1), "to": day},
        )
        world.add(
            "invoices",
            provider_id="p",
            invoice_id="i",
            user_id="x",
            service="personlig assistans",
            period_from=date(2026, 3, 1),
            period_to=date(2026, 3, 31),
            hours=1,
            amount=100,
        )

    return make


def owner_changed(changed: date, checked: date | None) -> Made:
    def make(world: World) -> None:
        licensed_until(date(2027, 1, 1))(world)
        world.rows["licences"][0] |= {"changed_on": changed, "checked_on": checked}

    return make
