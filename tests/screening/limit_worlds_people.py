"""Small worlds at the limit of a rule about working time, absence and who comes: as in `limit_worlds`."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from limit_worlds import MARCH, Made
from limit_worlds_of_money import owner_changed
from planting import AS_OF, World, at, days, identity


def each_day(minutes: int, count: int, regime: str) -> Made:
    """So many minutes a day, so many days from the first of January 2026."""

    def make(world: World) -> None:
        world.staff("a", "p", working_time_regime=regime, contract_from=date(2026, 1, 1))
        for day in days(date(2026, 1, 1), count):
            start = at(day, "06:00")
            end = start + timedelta(minutes=minutes)
            world.add("time-reports", staff_id="a", user_id="x", provider_id="p", start=start, end=end)

    return make


def weekly_rest(minutes: int) -> Made:
    """Nine days of work with one rest of so many minutes in their middle and nights of sixteen hours."""

    def make(world: World) -> None:
        for number, day in enumerate(days(MARCH, 9)):
            if number == 4:
                continue
            end = at(day, "16:00")
            if number == 3:
                end = at(day + timedelta(days=2), "08:00") - timedelta(minutes=minutes)
            world.add("time-reports", staff_id="a", user_id="x", start=at(day, "08:00"), end=end)

    return make


def tireless(minutes: int = 300, idle: int = 0, away: date | None = None, **terms: Any) -> Made:
    """Work every day of the twelve months until September 2026, but for some in the middle; somebody else was sick."""

    def make(world: World) -> None:
        world.staff("a", "p", **terms)
        world.add("absences", staff_id="b", kind="sick", **{"from": MARCH, "to": MARCH})
        if away is not None:
            world.add("absences", staff_id="a", kind="holiday", **{"from": away, "to": away})
        for day in days(date(2025, 10, 1), 365):
            if not 3 <= (day.year * 12 + day.month) - (2025 * 12 + 10) < 3 + idle:
                start = at(day, "08:00")
                end = start + timedelta(minutes=minutes)
                world.add("time-reports", staff_id="a", user_id="x", provider_id="p", start=start, end=end)

    return make


def licence_gone(last: date) -> Made:
    """Work on the second of March for a private firm whose licence ended that day."""

    def make(world: World) -> None:
        world.provider("p", kind="private", organisation_number="556000-0001")
        span = {"from": date(2020, 1, 1), "to": last}
        world.add("licences", organisation_number="556000-0001", service="personlig assistans", **span)
        world.staff("a", "p")
        world.decision("d", "x", "personlig assistans", provider_id="p", amount=10, unit="hours/week")
        world.work("a", "x", MARCH, "08:00", "09:00", "p")

    return make


def not_licensed(law: str, service: str = "kontaktperson", credited: float = 0) -> Made:
    """Work and an invoice for a private firm without any licence, of which so much of a hundred kronor is credited."""

    def make(world: World) -> None:
        world.provider("p", kind="private", organisation_number="556000-0001")
        held = {"organisation_number": "556000-0001", "service": "ledsagarservice"}
        world.add("licences", **held, **{"from": date(2020, 1, 1)})
        world.staff("a", "p")
        world.decision("d", "x", service, law=law, provider_id="p", amount=10, unit="hours/week")
        world.work("a", "x", MARCH, "08:00", "09:00", "p")
        line = {"provider_id": "p", "user_id": "x", "service": service, "period_from": MARCH, "period_to": MARCH}
        world.add("invoices", **line, invoice_id="i", line="1", hours=1, amount=100)
        if credited:
            world.add("invoices", **line, invoice_id="k", line="1", hours=-1, amount=-credited, credits="i")

    return make


def licensed_anew(day: date) -> Made:
    """New owners the day before today, and another licence from a day on."""

    def make(world: World) -> None:
        owner_changed(AS_OF - timedelta(days=1), None)(world)
        world.add("licences", **world.rows["licences"][0] | {"changed_on": None, "from": day})

    return make


def applied_for(before: int) -> Made:
    """Help applied for so many days after the registration, and decided on long after that."""

    def make(world: World) -> None:
        world.user("x", registered_from=date(2025, 9, 1))
        world.decision("d", "x", applied_on=date(2025, 9, 1) + timedelta(days=before))

    return make


def told_of_the_end(told: date) -> Made:
    """Work on the second of March for a firm whose licence ended in January, which its user was told on a day."""

    def make(world: World) -> None:
        licence_gone(date(2026, 1, 10))(world)
        world.rows["licences"][0]["users_told_on"] = told

    return make


def another_number_from(day: date) -> Made:
    """A representative with the telephone number of somebody on the staff whose next contract tells another one."""

    def make(world: World) -> None:
        number = {"telephone": "070-174 06 05"}
        world.add("representatives", user_id="x", representative_id="r", **{"from": date(2024, 1, 1)}, **number)
        world.staff("a", "p", contract_from=date(2024, 1, 1), **number)
        world.staff("a", "p", contract_from=day, telephone="070-174 06 06")

    return make


def comes_at(clock: str) -> Made:
    """Fifteen people in fourteen days, and one more at that time of the second of March."""

    def make(world: World) -> None:
        for number, day in enumerate(days(MARCH, 14)):
            for visit, begin in enumerate(("08:00", "15:00")):
                world.work(f"s{(2 * number + visit) % 15}", "x", day, begin, f"{begin[:2]}:30")
        start = at(MARCH, clock)
        world.add("time-reports", staff_id="s15", user_id="x", start=start, end=start + timedelta(minutes=20))

    return make


def aged(born: date) -> Made:
    """Sixteen people at somebody born that day, the last visit on the fifteenth of March."""

    def make(world: World) -> None:
        world.user("x", identity_number=identity(born, 7))
        for number, day in enumerate(days(MARCH, 14)):
            for visit, begin in enumerate(("08:00", "15:00")):
                world.work(f"s{(2 * number + visit) % 16}", "x", day, begin, f"{begin[:2]}:30")

    return make


def alone(visits: int) -> Made:
    """One person at all of so many visits in fourteen days, at most two a day."""

    def make(world: World) -> None:
        both = [(day, clock) for day in days(MARCH, 14) for clock in ("08:00", "15:00")]
        for day, clock in [*both[: visits - 1], both[-1]]:
            world.work("a", "x", day, clock, f"{clock[:2]}:30")

    return make


def others_than_planned(common: int, of: int = 5) -> Made:
    """Five people or another number came and as many were planned, so many of them the same; plans go on after that."""

    def make(world: World) -> None:
        world.plan("later", "x", MARCH + timedelta(days=14), "08:00", "08:30")
        for number, day in enumerate(days(MARCH, 14)):
            for visit, clock in enumerate(("08:00", "15:00")):
                place = (2 * number + visit) % of
                world.work(f"s{place}", "x", day, clock, f"{clock[:2]}:30")
                world.plan(f"s{place if place < common else place + 5}", "x", day, clock, f"{clock[:2]}:30")

    return make


def cut_short(count: int, of: int = 10, early: int = 0) -> Made:
    """Ten planned hours in March or another number, so many visits of 29 minutes, the others longer than planned.

    All begin some minutes early.
    """

    def make(world: World) -> None:
        for number, day in enumerate(days(date(2026, 3, 3), of)):
            world.plan("a", "x", day, "08:00", "09:00")
            start = at(day, "08:00") - timedelta(minutes=early)
            minutes = 29 if number < count else 66
            world.add("time-reports", staff_id="a", user_id="x", start=start, end=start + timedelta(minutes=minutes))
        world.plan("b", "y", date(2026, 4, 10), "08:00", "09:00")
        world.work("b", "y", date(2026, 4, 10), "08:00", "09:00")

    return make


def written_within(minutes: int) -> Made:
    """Fifteen unlike reports of a month, written down within so many minutes."""

    def make(world: World) -> None:
        for number, day in enumerate(days(date(2026, 3, 1), 15)):
            start = at(day, f"{6 + number % 5:02}:{number * 7 % 13 + 1:02}")
            written = at(date(2026, 4, 2), "12:00") + timedelta(minutes=minutes if number == 14 else number)
            end = start + timedelta(minutes=61 + number * 3)
            world.add("time-reports", staff_id="a", user_id="x", start=start, end=end, registered_at=written)

    return make


def shares(column: str, alike: bool) -> Made:
    """A staff member and a user with the same telephone, account or address, or each their own."""

    def make(world: World) -> None:
        world.staff("a", "p", **{column: "Provgatan 1, 12345"})
        world.user("x", **{column: "Provgatan 1, 12345" if alike else "Provgatan 2, 54321"})
        world.work("a", "x", MARCH, "08:00", "09:00", "p")

    return make


def telephone_of(*parties: tuple[str, dict[str, Any]]) -> Made:
    """Parties of several registers who go by one telephone number, or one account where the cells say so."""

    def make(world: World) -> None:
        for kind, cells in parties:
            names = {"users": "user_id", "staff": "staff_id", "representatives": "representative_id"}
            row = {names.get(kind, "payee_id"): "1", "telephone": "070-174 06 05"} | cells
            world.add(kind, **row)

    return make


ME = "191212121212"
OF_A_RELATIVE = ("representatives", {"representative_id": "r", "user_id": "1", "kind": "anhörig"})
OF_A_TRUSTEE = ("representatives", {"representative_id": "r", "user_id": "1", "kind": "god man"})
ACCOUNT = {"telephone": None, "bank_account": "8327-9 123"}


def with_account(party: tuple[str, dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    return party[0], party[1] | ACCOUNT
