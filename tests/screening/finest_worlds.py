"""Small worlds at the limit of a rule about contracts, hours and waiting, for `finer_limits`."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from limit_worlds import MARCH, Made, march, unmet, waiting
from limit_worlds_of_money import mean_rise
from planting import AS_OF, World, at, days

ONE_DAY = timedelta(days=1)
ABROAD = {"resident_in": "USA", "contract_from": date(2025, 1, 1)}


def abroad(**cells: Any) -> Made:
    """Work on the second of March by somebody whom one employer knows as living abroad, and another does not."""

    def make(world: World) -> None:
        world.staff("a", "p", **(ABROAD | cells))
        world.staff("a", "q", resident_in="Sverige")
        world.work("a", "x", MARCH, "08:00", "09:00", "q")

    return make


def moved_home_between(day: date) -> Made:
    """The same, who lives in Sweden by the next contract of the first employer from a day on."""

    def make(world: World) -> None:
        abroad()(world)
        world.staff("a", "p", resident_in="Sverige", contract_from=day)

    return make


def means_until(day: date) -> Made:
    """A mean that rises among five from January to July, where one of them had help until a day of January."""

    def make(world: World) -> None:
        mean_rise(5, 10, 12)(world)
        world.rows["decisions"][0]["valid_to"] = day

    return make


def resumed_on(day: date | None) -> Made:
    """A decision that was executed, interrupted on the first of May, and resumed on a day."""

    def make(world: World) -> None:
        waiting(date(2026, 1, 1))(world)
        world.rows["decisions"][0] |= {"executed_on": date(2026, 2, 1), "interrupted_on": date(2026, 5, 1)}
        world.rows["decisions"][0]["resumed_on"] = day

    return make


def two_wait(*with_notes: str) -> Made:
    """Two decisions that wait for one user, with notes of contact about these."""

    def make(world: World) -> None:
        for name in ("d0", "d1"):
            world.decision(name, "x", decided_on=AS_OF - 40 * ONE_DAY, valid_from=None, executed_on=None)
        for name in with_notes:
            note = {"kind": "phone", "outcome": "reached", "effect_documented": True}
            world.add("contact-notes", user_id="x", decision_id=name, date=AS_OF - 20 * ONE_DAY, **note)

    return make


def home_help(minutes: int, since: date | None = None, first: date = date(2026, 1, 10)) -> Made:
    """So many minutes in 28 days by somebody a user employs; somebody else worked from the first of January."""

    def make(world: World) -> None:
        world.staff("a", "p", working_time_regime="HushL", contract_from=since)
        world.work("b", "y", date(2026, 1, 1), "08:00", "09:00", "p")
        left = minutes
        for number, day in enumerate(days(first, 28)):
            part = left // (28 - number)
            start = at(day, "06:00")
            names = {"staff_id": "a", "user_id": "x", "provider_id": "p"}
            world.add("time-reports", **names, start=start, end=start + timedelta(minutes=part))
            left -= part

    return make


def two_by_agreement(minutes: int) -> Made:
    """Two who work by one agreement for four weeks: one just to its limit, the other so long."""

    def make(world: World) -> None:
        for name, total in (("a", 210 * 60), ("b", minutes)):
            world.staff(name, "p", working_time_regime="agreement", agreement="Sobona")
            for number, day in enumerate(days(date(2026, 1, 1), 28)):
                start = at(day, "06:00")
                end = start + timedelta(minutes=total // 28 + (number < total % 28))
                world.add("time-reports", staff_id=name, user_id="x", provider_id="p", start=start, end=end)

    return make


def year_end(minutes: int) -> Made:
    """166 hours in the year's last four weeks but a day, and so many minutes on its last day."""

    def make(world: World) -> None:
        world.staff("a", "p")
        for number, day in enumerate(days(date(2025, 12, 3), 29)):
            start = at(day, "06:00")
            end = start + timedelta(minutes=minutes if number == 28 else 355 + (number < 20))
            world.add("time-reports", staff_id="a", user_id="x", provider_id="p", start=start, end=end)

    return make


def still_away(day: date) -> Made:
    """A stay that has not ended, and work on a day."""

    def make(world: World) -> None:
        world.add("stays", user_id="x", **{"from": AS_OF - 9 * ONE_DAY, "to": None}, kind="hospital")
        world.work("a", "x", day, "08:00", "09:00")

    return make


def attended_once(seconds: int) -> Made:
    """Five hours planned on one day of March, so many seconds attended, and the month paid in full."""

    def make(world: World) -> None:
        row = {"planned_hours": 5, "attended_hours": seconds / 3600, "channel": "system", "absence_code": "sjuk"}
        world.add("attendance", user_id="x", date=MARCH, **row)
        span = {"period_from": date(2026, 3, 1), "period_to": date(2026, 3, 31)}
        world.add("payouts", payee_id="x", user_id="x", service="ekonomiskt bistånd", amount=8000, **span)

    return make


def works_but_each(day: int) -> World:
    """A year of work every day but each so-and-so-manieth, by somebody who is never away."""
    world = World()
    world.staff("a", "p")
    world.add("absences", staff_id="b", kind="sick", **{"from": MARCH, "to": MARCH})
    for number, one in enumerate(days(date(2025, 10, 1), 365)):
        if (number + 1) % day:
            start = at(one, "08:00")
            end = start + timedelta(hours=8)
            world.add("time-reports", staff_id="a", user_id="x", provider_id="p", start=start, end=end)
    return world


def reports_begin(day: date) -> Made:
    """Ten hours granted in March and nobody came; all reports begin on a day and reach to the end of April."""

    def make(world: World) -> None:
        first, last = date(2026, 3, 1), date(2026, 3, 31)
        world.decision("d", "x", valid_from=first, executed_on=first, valid_to=last, amount=10, unit="hours/month")
        for one in (day, date(2026, 4, 30)):
            world.work("b", "y", one, "08:00", "09:00", "q")

    return make


def granted_as(**cells: Any) -> Made:
    """The same, the reports from the first of March on, of a decision written otherwise."""

    def make(world: World) -> None:
        reports_begin(date(2026, 3, 1))(world)
        world.rows["decisions"][0] |= cells

    return make


def named_and_not(named: int) -> Made:
    """Ten hours each of one provider and of nobody in particular; somebody else came for the second alone."""

    def make(world: World) -> None:
        first, last = date(2026, 3, 1), date(2026, 3, 31)
        terms = {"valid_from": first, "executed_on": first, "valid_to": last, "amount": 10, "unit": "hours/month"}
        for name, provider, minutes in (("d1", "p", named), ("d2", None, 600)):
            world.decision(name, "x", provider_id=provider, **terms)
            start = at(MARCH, "06:00")
            row = {"staff_id": f"s{name}", "user_id": "x", "provider_id": provider or "r", "kind": "assistance"}
            world.add("time-reports", **row, start=start, end=start + timedelta(minutes=minutes))
        for provider in "pr":
            for day in (date(2026, 2, 1), date(2026, 4, 30)):
                world.work("b", "y", day, "08:00", "09:00", provider)

    return make


def reported_on(moment: datetime) -> Made:
    def make(world: World) -> None:
        names = {"staff_id": "a", "user_id": "x", "kind": "assistance"}
        world.add("time-reports", **names, start=moment, end=moment + timedelta(hours=1))

    return make


def attended_hours(hours: float) -> Made:
    def make(world: World) -> None:
        world.add("attendance", user_id="x", date=MARCH, planned_hours=5, attended_hours=hours, channel="system")

    return make


def quantity(hours: float | None, many: float | None) -> Made:
    """A line whose hours, or whose number of something else, are told."""

    def make(world: World) -> None:
        line = {"provider_id": "p", "invoice_id": "i", "line": "1", "user_id": "x", "service": "", "amount": 100}
        world.add("invoices", **line, period_from=march(1), period_to=march(31), hours=hours, quantity=many)

    return make


def firm_without_number(licences: bool) -> Made:
    def make(world: World) -> None:
        world.provider("p", kind="private", organisation_number=None)
        if licences:
            span = {"from": date(2020, 1, 1), "to": None}
            world.add("licences", organisation_number="556000-0001", service="hemtjänst", **span)

    return make


def choices(many: int, last_alike: bool = False) -> Made:
    """So many rows of one user's choice of provider, all alike or all but the last."""

    def make(world: World) -> None:
        for number in range(many):
            first = date(2026, 1, 1) if last_alike or number < many - 1 else date(2026, 2, 1)
            world.add("provider-choices", user_id="x", provider_id="p", **{"from": first, "to": None})

    return make


def chosen_until(day: date) -> Made:
    """A choice of provider from the fifth of March until a day."""

    def make(world: World) -> None:
        world.add("provider-choices", user_id="x", provider_id="p", **{"from": march(5), "to": day})

    return make


def represents_from(day: date) -> Made:
    """Five users of one representative since the first of March, but the last only from a day on."""

    def make(world: World) -> None:
        for number in range(5):
            row = {"representative_id": "r", "user_id": f"u{number}", "from": MARCH if number < 4 else day, "to": None}
            world.add("representatives", **row)

    return make


def worked_by(staff: str) -> Made:
    """A report by somebody, before the register of those known is read."""

    def make(world: World) -> None:
        world.work(staff, "x", MARCH, "08:00", "09:00")
        world.staff("known", "p")

    return make


def apart(*lengths: int) -> list[date]:
    """Days so far from one another, from the fifth of January on."""
    found = [date(2026, 1, 5)]
    for length in lengths:
        found.append(found[-1] + length * ONE_DAY)
    return found


def billed_by(provider: str) -> Made:
    """One hour in March at x by p and one at y by q, and a line for x's hour by one of three providers."""

    def make(world: World) -> None:
        for name in "pqr":
            world.provider(name)
        for user, by in (("x", "p"), ("y", "q")):
            world.work(f"s{by}", user, MARCH, "08:00", "09:00", by)
        span = {"period_from": march(1), "period_to": march(31)}
        world.add("invoices", provider_id=provider, invoice_id="i", user_id="x", service="", hours=1, amount=1, **span)

    return make


def paused_today(day: date | None) -> Made:
    """A decision of January whose execution nobody noted, and that was interrupted and resumed the same day, or not."""

    def make(world: World) -> None:
        waiting(date(2026, 1, 1))(world)
        world.rows["decisions"][0] |= {"interrupted_on": day, "resumed_on": day}

    return make


def work_in(first: date, count: int, minutes: int, *providers: str) -> Made:
    """So many minutes of work in a number of days, spread evenly, half each for two providers where there are two."""

    def make(world: World) -> None:
        for provider in providers:
            world.staff("a", provider)
            left = minutes // len(providers) + (minutes % len(providers) if provider == providers[0] else 0)
            for number, day in enumerate(days(first, count)):
                part = left // (count - number)
                start = at(day, "06:00" if provider == providers[0] else "16:00")
                row = {"staff_id": "a", "user_id": "x", "provider_id": provider, "start": start}
                world.add("time-reports", **row, end=start + timedelta(minutes=part))
                left -= part

    return make


def from_midnight(days_on: int) -> Made:
    """Fifteen unlike reports of February, the first from midnight on, that March repeats so many days on."""

    def make(world: World) -> None:
        for number, day in enumerate(days(date(2026, 2, 1), 15)):
            clock = f"{number % 5 * 3:02}:{number * 7 % 13:02}"
            for moved in (0, days_on):
                world.work("a", "x", day + moved * ONE_DAY, clock, f"{14 + number % 3}:07")

    return make


def paid_from(day: date) -> Made:
    """A contact person last met sixty-one days ago, and a fee for time from a day on."""

    def make(world: World) -> None:
        unmet(61)(world)
        fee = {"payee_id": "k", "user_id": "x", "service": "kontaktperson", "amount": 500}
        world.add("payouts", **fee, period_from=day, period_to=day + 27 * ONE_DAY)

    return make


def dated(kind: str, column: str, day: date) -> Made:
    """A row that tells of something on a day."""

    def make(world: World) -> None:
        came = {"attended_hours": 1} if kind == "attendance" else {}
        world.add(kind, user_id="x", **{"decided_on": MARCH, "decision_id": "d"} | came | {column: day})

    return make
