"""More small worlds at the limit of a rule, for `finer_limits`."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from limit_worlds import Made, cases, march, unmet
from planting import AS_OF, World, at, days, identity

MARCH = date(2026, 3, 2)
ONE_DAY = timedelta(days=1)
HOME = {"latitude": 59.0, "longitude": 15.0}


def eastward(degrees: float) -> Made:
    """Two homes so far east of each other, left and reached in the same minute: 0.00524 degrees are 300 metres."""

    def make(world: World) -> None:
        world.user("x", **HOME)
        world.user("y", **(HOME | {"longitude": 15.0 + degrees}))
        world.work("a", "x", MARCH, "08:00", "09:00")
        world.work("a", "y", MARCH, "09:00", "10:00")

    return make


def northward(degrees: float) -> Made:
    def make(world: World) -> None:
        eastward(0.0)(world)
        world.rows["users"][1]["latitude"] += degrees

    return make


def two_numbers(last: int, number: int) -> Made:
    """Two staff numbers at two homes at once, of one person where the last digits agree; the register lists b first."""

    def make(world: World) -> None:
        world.work("a", "x", MARCH, "08:00", "09:00", "p")
        world.work("b", "y", MARCH, "08:30", "09:30", "q")
        for name, of in (("b", last), ("a", number)):
            world.staff(name, "pq"[name == "b"], identity_number=identity(date(1980, 5, 5), of))

    return make


def week_without_rest(minutes: int) -> Made:
    """Work from Monday morning that ends so many minutes later, every day in between, with nights of rest."""

    def make(world: World) -> None:
        begun = at(MARCH, "08:00")
        for number in range(6):
            world.work("a", "x", MARCH + number * ONE_DAY, "08:00", "09:00")
        until = begun + timedelta(minutes=minutes)
        world.add("time-reports", staff_id="a", user_id="x", start=until - timedelta(minutes=60), end=until)

    return make


def claim_without_hours(world: World) -> None:
    """A claim for sick pay that tells no hours, and no substitute."""
    begun = at(MARCH, "08:00")
    names = {"claim_id": "c", "user_id": "x", "staff_id": "sick", "substitute_id": None, "hours": None}
    world.add("sick-claims", **names, **{"from": begun, "to": begun + timedelta(hours=4)})
    world.work("b", "y", MARCH, "08:00", "09:00")


def claim_of_a_minute(world: World) -> None:
    claim_without_hours(world)
    world.rows["sick-claims"][0]["hours"] = 1 / 60


def employed_by(contract: str, works_for: str) -> Made:
    """A contract with one provider, and work for one."""

    def make(world: World) -> None:
        for provider in "pq":
            world.provider(provider)
        world.staff("a", contract)
        world.work("a", "x", MARCH, "08:00", "09:00", works_for)

    return make


def moved_home(day: date) -> Made:
    """Somebody registered abroad by an earlier contract of the same employer, whose next one began that day."""

    def make(world: World) -> None:
        world.staff("a", "p", resident_in="USA", contract_from=date(2025, 1, 1))
        world.staff("a", "p", resident_in="Sverige", contract_from=day)
        world.work("a", "x", MARCH, "08:00", "09:00", "p")

    return make


def claimed_until(end: datetime) -> Made:
    """A claim by the clock that begins the day before a stay and ends at that moment."""

    def make(world: World) -> None:
        names = {"claim_id": "c", "user_id": "x", "staff_id": "sick", "substitute_id": None, "hours": 0}
        world.add("sick-claims", **names, **{"from": at(march(9), "20:00"), "to": end})

    return make


def registered_until(day: date) -> Made:
    """Help granted until the last of March to somebody registered here until a day."""

    def make(world: World) -> None:
        world.user("x", registered_to=day)
        world.decision("d", "x", valid_to=date(2026, 3, 31))

    return make


def dip(gap: int) -> Made:
    """Ten hours a week all the time, and ten more but for so many days of February."""

    def make(world: World) -> None:
        first, last = date(2025, 9, 1), date(2026, 2, 10)
        again = last + (1 + gap) * ONE_DAY
        for name, provider, begin, end in (
            ("d1", "p", first, None),
            ("d2", "q", first, last),
            ("d3", "q", again, None),
        ):
            span = {"valid_from": begin, "valid_to": end, "decided_on": begin, "unit": "hours/week", "amount": 10}
            world.decision(name, "x", provider_id=provider, **span)

    return make


def of_kind(make_world: Made, kind: str) -> Made:
    """The same, its reports all of another kind."""

    def make(world: World) -> None:
        make_world(world)
        for row in world.rows["time-reports"]:
            row["kind"] = kind

    return make


def two_months(hours: float, apart: bool = False) -> Made:
    """One line for March and April, or one each for two pairs of months, beside ten reported hours a month.

    There is work before and after too, which answers for none of it.
    """

    def make(world: World) -> None:
        world.work("b", "y", date(2025, 12, 1), "08:00", "09:00", "p")
        for month in (2, 3, 4, 5):
            start = at(date(2026, month, 2), "08:00")
            end = start + timedelta(hours=10)
            names = {"staff_id": "a", "user_id": "x", "provider_id": "p", "kind": "assistance"}
            world.add("time-reports", **names, start=start, end=end)
        spans = [(date(2026, 3, 1), date(2026, 4, 30), hours)]
        if apart:
            spans = [(date(2026, 2, 1), date(2026, 3, 31), hours), (date(2026, 4, 1), date(2026, 5, 31), 40 - hours)]
        for number, (first, last, billed) in enumerate(spans):
            line = {"provider_id": "p", "invoice_id": f"i{number}", "user_id": "x", "service": "", "amount": 1}
            world.add("invoices", **line, period_from=first, period_to=last, hours=billed)

    return make


def line_of(first: date, last: date) -> Made:
    """A line of four hours for these days, beside four reported hours on the first of March."""

    def make(world: World) -> None:
        world.work("a", "x", date(2026, 3, 1), "08:00", "12:00", "p")
        line = {"provider_id": "p", "invoice_id": "i", "user_id": "x", "service": "", "amount": 1, "hours": 4}
        world.add("invoices", **line, period_from=first, period_to=last)

    return make


def granted_ten_hours(world: World, name: str, **cells: Any) -> None:
    """Ten hours granted in March."""
    first, last = date(2026, 3, 1), date(2026, 3, 31)
    terms = {"valid_from": first, "executed_on": first, "valid_to": last, "amount": 10, "unit": "hours/month"}
    world.decision(name, "x", **(terms | cells))


def came(world: World, provider: str, minutes: int) -> None:
    start = at(MARCH, "06:00")
    names = {"staff_id": f"s{provider}", "user_id": "x", "provider_id": provider, "kind": "assistance"}
    world.add("time-reports", **names, start=start, end=start + timedelta(minutes=minutes))


def whole_files(world: World, *providers: str) -> None:
    """Reports of these providers at others from February to April, so that March is whole."""
    for provider in providers:
        for day in (date(2026, 2, 1), date(2026, 4, 30)):
            world.work(f"b{provider}", "y", day, "08:00", "09:00", provider)


def of_two_providers(minutes: int, second: str | None = "q") -> Made:
    """Ten hours each granted of two providers, or of one and nobody in particular; the second came so long."""

    def make(world: World) -> None:
        for name, provider in (("d1", "p"), ("d2", second)):
            granted_ten_hours(world, name, provider_id=provider)
        came(world, "p", 600)
        came(world, second or "r", minutes)
        whole_files(world, "p", second or "r")

    return make


def file_begins(day: date) -> Made:
    """Nobody came in March; the provider's file begins that day, with another user, and other files are whole."""

    def make(world: World) -> None:
        for first in (day, date(2026, 4, 30)):
            world.work("b", "z", first, "08:00", "09:00", "p")
        granted_ten_hours(world, "d", provider_id="p")
        whole_files(world, "q")

    return make


def one_month_of_reports(minutes: int) -> Made:
    """The reports reach from the first to the last of March."""

    def make(world: World) -> None:
        granted_ten_hours(world, "d")
        came(world, "p", minutes)
        for day in (date(2026, 3, 1), date(2026, 3, 31)):
            world.work("b", "y", day, "08:00", "09:00", "p")

    return make


def paused_until(day: date | None) -> Made:
    """Nobody came in March to somebody whose help was interrupted on the first and resumed on a day."""

    def make(world: World) -> None:
        granted_ten_hours(world, "d", interrupted_on=date(2026, 3, 1), resumed_on=day)
        whole_files(world, "p")

    return make


def begun_on(day: date) -> Made:
    """A decision of the last of May, executed on a day."""

    def make(world: World) -> None:
        world.decision("d", "x", decided_on=date(2026, 5, 31), valid_from=None, executed_on=day)

    return make


def effects_noted(*noted: bool) -> Made:
    """Three weeks of waiting, with a note of each visit that does or does not say what the delay meant."""

    def make(world: World) -> None:
        world.decision("d", "x", decided_on=date(2026, 9, 9), valid_from=None, executed_on=None)
        for number, effect in enumerate(noted):
            note = {"user_id": "x", "decision_id": "d", "kind": "phone", "outcome": "reached"}
            world.add("contact-notes", date=date(2026, 9, 12 + number), effect_documented=effect, **note)

    return make


def followed_long_ago_of_somebody_dead_since(day: date) -> Made:
    def make(world: World) -> None:
        world.user("x", deceased_on=day)
        world.decision("d", "x", decided_on=date(2020, 1, 1), followed_up_on=date(2025, 1, 1))

    return make


def counted_on_one_day(*cases_: int) -> Made:
    """Several rows of one caseworker's caseload with the same day; the last one counts."""

    def make(world: World) -> None:
        for many in cases_:
            cases(many)(world)

    return make


def noted_since(kind: str, **cells: Any) -> Made:
    """Last met sixty-one days ago, with a note of another contact yesterday."""

    def make(world: World) -> None:
        unmet(61)(world)
        note = {"user_id": "x", "decision_id": "d", "outcome": "reached", "date": AS_OF - ONE_DAY} | cells
        world.add("contact-notes", kind=kind, **note)

    return make


def assignment(fees: bool = True, service: str = "kontaktperson", **cells: Any) -> Made:
    """A contact person's row in the staff register, and perhaps fees."""

    def make(world: World) -> None:
        world.staff("k", "p", **cells)
        world.decision("d", "x", "kontaktperson", executed_on=AS_OF - ONE_DAY)
        world.add("contact-notes", user_id="x", decision_id="d", date=AS_OF, kind="meeting", outcome="reached")
        if fees:
            span = {"period_from": date(2026, 1, 1), "period_to": date(2026, 1, 31)}
            world.add("payouts", payee_id="k", user_id="x", service=service, amount=500, **span)

    return make


def somebody_gave_notice(make_world: Made) -> Made:
    """The same, where notice is kept of others."""

    def make(world: World) -> None:
        make_world(world)
        world.staff("other", "p", contract_to=date(2026, 1, 1), notice_on=date(2026, 1, 1), notice_noted_by="HL1")

    return make


def even_times(count: int, end: str = "12:00", odd: int = 0) -> Made:
    """So many reports alike on the quarter, and others on another quarter of the hour."""

    def make(world: World) -> None:
        for number, day in enumerate(days(date(2026, 3, 1), count + odd)):
            clock = "08:00" if number < count else f"09:{15 * (number % 4):02}"
            world.work("a", "x", day, clock, end)

    return make


def month_moved(days_on: int, more: bool, late: bool = False) -> Made:
    """Fifteen reports of February that March repeats, so many days on.

    There may be more in March that none can answer for, and a late one in February whose day would be in April.
    """

    def make(world: World) -> None:
        for number, day in enumerate(days(date(2026, 2, 1), 15)):
            for moved in (0, days_on):
                minute = number * 7 % 13 + 1
                later = day + moved * ONE_DAY
                world.work("a", "x", later, f"{7 + number % 5:02}:{minute:02}", f"{14 + number % 3}:{minute:02}")
        if late:
            world.work("a", "x", date(2026, 2, 26), "08:02", "09:03")
        if more:
            world.work("a", "x", date(2026, 3, 27), "08:02", "09:03")
        world.work("a", "x", date(2026, 3, 3), "08:02", "09:03")  # 35 days before it is January

    return make


def attended_days(*, unplanned: bool) -> Made:
    """Two of ten days missed without a reason, and a third that was planned, or not even that."""

    def make(world: World) -> None:
        for number in range(11):
            missed = number < 3
            hours = 0 if unplanned and number == 2 else 5
            row = {"planned_hours": hours, "attended_hours": 0 if missed else 5.6, "channel": "system"}
            world.add("attendance", user_id="x", date=march(2 + number), absence_code=None, **row)
        span = {"period_from": march(1), "period_to": march(31)}
        world.add("payouts", payee_id="x", user_id="x", service="ekonomiskt bistånd", amount=8000, **span)

    return make


def paid_beside_others_who_attend(service: str) -> Made:
    """A payout to somebody of whom no attendance is told, in a month when others' is."""

    def make(world: World) -> None:
        attended = {"planned_hours": 5, "attended_hours": 5, "channel": "system", "absence_code": None}
        world.add("attendance", user_id="other", date=MARCH, **attended)
        span = {"period_from": march(1), "period_to": march(31)}
        world.add("payouts", payee_id="x", user_id="x", service=service, amount=8000, **span)

    return make
