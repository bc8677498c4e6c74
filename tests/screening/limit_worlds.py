"""Small worlds at the limit of a rule: each function makes one, so many minutes, days or hours from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from planting import AS_OF, World, at, days, identity

from kollegie.screening.material import ReviewEvent
from kollegie.screening.swedish_time import day_of

MARCH = date(2026, 3, 2)
Made = Callable[[World], None]


def overlap(minutes: int) -> Made:
    def make(world: World) -> None:
        world.work("a", "x", MARCH, "08:00", "09:00")
        start = at(MARCH, "09:00") - timedelta(minutes=minutes)
        world.add("time-reports", staff_id="a", user_id="y", start=start, end=at(MARCH, "11:00"))

    return make


def move(minutes: int) -> Made:
    """Two homes 0.2 degrees of latitude apart: 22.24 km, 28.9 km by road, 31.9 minutes with getting in and out."""

    def make(world: World) -> None:
        world.user("x", latitude=59.0, longitude=15.0)
        world.user("y", latitude=59.2, longitude=15.0)
        world.work("a", "x", MARCH, "08:00", "09:00")
        start = at(MARCH, "09:00") + timedelta(minutes=minutes)
        world.add("time-reports", staff_id="a", user_id="y", start=start, end=at(MARCH, "11:00"))

    return make


def hours_in(total_minutes: int, over_days: int, regime: str, agreement: str = "") -> Made:
    """So many minutes of work, spread evenly over the first days of 2026."""

    def make(world: World) -> None:
        world.provider("p")
        terms = {"working_time_regime": regime, "agreement": agreement}
        world.staff("a", "p", contract_from=date(2026, 1, 1), **terms)
        left = total_minutes
        for number, day in enumerate(days(date(2026, 1, 1), over_days)):
            part = left // (over_days - number)
            start = at(day, "06:00")
            world.add(
                "time-reports",
                staff_id="a",
                user_id="x",
                provider_id="p",
                start=start,
                end=start + timedelta(minutes=part),
            )
            left -= part

    return make


def by_agreement(over_days: int, hours: float) -> Made:
    """Work by the agreement Sobona."""
    return hours_in(round(hours * 60), over_days, "agreement", "Sobona")


def rest_between(minutes: int) -> Made:
    """A pass of 13 hours and one minute more in all, with a rest of so many minutes inside it."""

    def make(world: World) -> None:
        end = at(MARCH, "08:00") + timedelta(hours=7)
        start = end + timedelta(minutes=minutes)
        world.add("time-reports", staff_id="a", user_id="x", start=at(MARCH, "08:00"), end=end)
        world.add("time-reports", staff_id="a", user_id="x", start=start, end=start + timedelta(hours=7))

    return make


def sick_on(*starts: date) -> Made:
    def make(world: World) -> None:
        for day in starts:
            world.add("absences", staff_id="a", **{"from": day, "to": day}, kind="sick")

    return make


EVEN = (date(2026, 1, 1), date(2026, 2, 3), date(2026, 3, 9), date(2026, 4, 10))
"""Thirty-odd days apart, on four weekdays and dates that have little in common."""


def substitute(minutes: int) -> Made:
    def make(world: World) -> None:
        start = at(MARCH, "08:00")
        world.add(
            "sick-claims",
            claim_id="c",
            user_id="x",
            staff_id="sick",
            substitute_id="sub",
            **{"from": start, "to": start + timedelta(hours=8)},
            hours=8,
        )
        world.add("time-reports", staff_id="sub", user_id="x", start=start, end=start + timedelta(minutes=minutes))

    return make


def contract(begin: date, end: date) -> Made:
    def make(world: World) -> None:
        world.staff("a", "p", contract_from=begin, contract_to=end)
        world.work("a", "x", MARCH, "08:00", "09:00", "p")

    return make


def born(day: date) -> Made:
    def make(world: World) -> None:
        world.staff("a", "p", identity_number=identity(day, 1))
        world.work("a", "x", MARCH, "08:00", "09:00", "p")

    return make


def stay(first: date, last: date) -> Made:
    def make(world: World) -> None:
        world.add("stays", user_id="x", **{"from": first, "to": last}, kind="hospital")
        world.work("a", "x", MARCH, "08:00", "09:00")

    return make


def march(day: int) -> date:
    return date(2026, 3, day)


def given_on(day: date | None) -> Made:
    """Data on the assistant given that day, and work on the second of March."""

    def make(world: World) -> None:
        world.staff("a", "p", reported_on=day)
        world.staff("b", "p", reported_on=date(2020, 1, 1))
        world.work("a", "x", MARCH, "08:00", "09:00", "p")

    return make


def died(day: date, until: str = "09:00") -> Made:
    """A death, and a pass on the second of March until a time, perhaps of the next day."""

    def make(world: World) -> None:
        world.user("x", deceased_on=day)
        hour, minute = map(int, until.split(":"))
        end = at(MARCH, "00:00") + timedelta(hours=hour, minutes=minute)
        world.add("time-reports", staff_id="a", user_id="x", start=at(MARCH, "08:00"), end=end, kind="assistance")

    return make


def registered(before: int) -> Made:
    def make(world: World) -> None:
        world.user("x", registered_from=date(2025, 12, 1) - timedelta(days=before))
        world.decision("d", "x")

    return make


def delivered(minutes: int) -> Made:
    """Ten hours granted in March; the reports reach from February to April, so that March is whole."""

    def make(world: World) -> None:
        first = date(2026, 3, 1)
        world.decision(
            "d", "x", valid_from=first, executed_on=first, valid_to=date(2026, 3, 31), amount=10, unit="hours/month"
        )
        start = at(MARCH, "06:00")
        world.add("time-reports", staff_id="a", user_id="x", start=start, end=start + timedelta(minutes=minutes))
        for day in (date(2026, 2, 1), date(2026, 4, 30)):
            world.work("b", "y", day, "08:00", "09:00")

    return make


def waiting(decided: date) -> Made:
    def make(world: World) -> None:
        world.decision("d", "x", decided_on=decided, valid_from=None, executed_on=None)

    return make


def silence(gap: int) -> Made:
    """Notes so many days apart from the decision of the first of June until today."""

    def make(world: World) -> None:
        decided = AS_OF - timedelta(days=2 * gap)
        world.decision("d", "x", decided_on=decided, valid_from=None, executed_on=None)
        note = {"user_id": "x", "decision_id": "d", "kind": "phone", "outcome": "reached", "effect_documented": True}
        world.add("contact-notes", date=decided + timedelta(days=gap), **note)

    return make


def followed(day: date) -> Made:
    def make(world: World) -> None:
        world.decision("d", "x", decided_on=date(2020, 1, 1), followed_up_on=day)

    return make


def people(many: int) -> Made:
    """Two visits a day for fourteen days by so many different people."""

    def make(world: World) -> None:
        for number, day in enumerate(days(MARCH, 14)):
            for visit, clock in enumerate(("08:00", "15:00")):
                hour = int(clock[:2])
                world.work(f"s{(2 * number + visit) % many}", "x", day, clock, f"{hour}:30")

    return make


def performed(minutes: int) -> Made:
    """Ten planned visits in March, and so many minutes of work in all, no visit cut short."""

    def make(world: World) -> None:
        for number, day in enumerate(days(date(2026, 3, 3), 10)):
            world.plan("a", "x", day, "08:00", "09:00")
            part = minutes // 10 + (1 if number < minutes % 10 else 0)
            start = at(day, "08:00")
            world.add("time-reports", staff_id="a", user_id="x", start=start, end=start + timedelta(minutes=part))
        world.plan("b", "y", date(2026, 4, 10), "08:00", "09:00")
        world.work("b", "y", date(2026, 4, 10), "08:00", "09:00")

    return make


def alike(count: int, odd: int = 0) -> Made:
    """So many reports on the quarter and alike, and a few that are neither."""

    def make(world: World) -> None:
        for number, day in enumerate(days(date(2026, 3, 1), count + odd)):
            clock = "08:00" if number < count else f"08:{number % 7 + 1:02}"
            world.work("a", "x", day, clock, "12:00")

    return make


def changed(after: int) -> Made:
    def make(world: World) -> None:
        reviewed = date(2026, 3, 1)
        world.events = [ReviewEvent(day_of(reviewed), "visit", "x")]
        for provider, day in (("p", date(2025, 1, 1)), ("q", reviewed + timedelta(days=after))):
            world.add("provider-choices", user_id="x", provider_id=provider, **{"from": day})

    return make


def represents(many: int) -> Made:
    def make(world: World) -> None:
        for number in range(many):
            world.add("representatives", representative_id="r", user_id=f"u{number}", **{"from": MARCH, "to": None})

    return make


def cases(many: int, share: float = 1.0) -> Made:
    def make(world: World) -> None:
        world.add("caseloads", caseworker="h", date=AS_OF, cases=many, full_time_share=share)

    return make


def unmet(since: int, failed: int = 0, apart: int = 20) -> Made:
    """A contact person last met so many days ago, with failed attempts before today."""

    def make(world: World) -> None:
        world.decision("d", "x", "kontaktperson", executed_on=date(2026, 1, 1))
        note = {"user_id": "x", "decision_id": "d"}
        last = AS_OF - timedelta(days=since)
        world.add("contact-notes", date=last, kind="meeting", outcome="reached", **note)
        for number in range(failed):
            day = AS_OF - timedelta(days=apart * number)
            world.add("contact-notes", date=day, kind="phone", outcome="failed", **note)

    return make


def pass_of(hours: float) -> Made:
    def make(world: World) -> None:
        start = at(MARCH, "08:00")
        world.add("time-reports", staff_id="a", user_id="x", start=start, end=start + timedelta(hours=hours))

    return make


def home_since(company_until: date) -> Made:
    """A pass of 14 hours by somebody whom a user employs, and whom a company employed until a day."""

    def make(world: World) -> None:
        world.staff("a", "p", contract_from=date(2019, 1, 1), contract_to=company_until, working_time_regime="ATL")
        world.staff("a", "home", contract_from=date(2025, 1, 1), working_time_regime="HushL")
        pass_of(14)(world)

    return make
