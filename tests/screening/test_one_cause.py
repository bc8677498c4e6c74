"""One cause keeps its signal when a file tells more or less of it: somebody new who came, a decision, a worse month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from limit_worlds_people import licence_gone
from oracles import signals
from planting import World

from kollegie.screening.material import ReviewEvent
from kollegie.screening.swedish_time import day_of

ONE_DAY = timedelta(days=1)
MARCH = date(2026, 3, 2)
Told = Callable[[World], None]


def work(day: date, staff: str = "a", provider: str = "p", end: str = "09:00") -> Told:
    return lambda world: world.work(staff, "x", day, "05:00", end, provider)


def death(world: World) -> None:
    world.user("x", deceased_on=MARCH - ONE_DAY)
    work(MARCH)(world)


def in_hospital(world: World) -> None:
    world.add("stays", user_id="x", kind="hospital", **{"from": MARCH - 2 * ONE_DAY, "to": MARCH + 9 * ONE_DAY})
    work(MARCH)(world)


def elsewhere(world: World) -> None:
    world.user("x", municipality_registered="Annanstans")
    world.decision("d1", "x")


def no_contract(world: World) -> None:
    world.staff("known", "p")
    work(MARCH, "stranger")(world)


def too_far(world: World) -> None:
    for user, latitude in (("x", 59.0), ("y", 59.5), ("z", 60.0)):
        world.user(user, latitude=latitude, longitude=15.0)
    moved("y", MARCH)(world)


def moved(user: str, day: date) -> Told:
    def told(world: World) -> None:
        work(day)(world)
        world.work("a", user, day, "09:00", "10:00", "q")

    return told


def represents(*users: str) -> Told:
    def told(world: World) -> None:
        for user in users:
            world.add("representatives", user_id=user, representative_id="r", **{"from": date(2024, 1, 1)})

    return told


def left(user: str) -> Told:
    def told(world: World) -> None:
        world.add("provider-choices", user_id=user, provider_id="p", **{"from": date(2025, 1, 1)})
        world.add("provider-choices", user_id=user, provider_id="q", **{"from": MARCH})
        world.events = [ReviewEvent(day_of(MARCH - ONE_DAY), "visit", "", "p")]

    return told


def invoiced(provider: str) -> Told:
    def told(world: World) -> None:
        period = {"period_from": MARCH, "period_to": MARCH, "hours": 9, "amount": 100}
        world.add("invoices", provider_id=provider, invoice_id="i", line="1", user_id="x", **period)
        work(date(2026, 1, 1), provider=provider)(world)

    return told


def works_for(begin: date, days: int, hours: int, staff: str = "a") -> Told:
    def told(world: World) -> None:
        for number in range(days):
            world.work(staff, "x", begin + number * ONE_DAY, "06:00", f"{6 + hours:02}:00", "p")

    return told


def helped_by(begin: date, people: int) -> Told:
    def told(world: World) -> None:
        for visit in range(28):
            clock = "09:00" if visit % 2 else "12:00"
            world.work(f"s{visit % people}", "x", begin + visit // 2 * ONE_DAY, clock, f"{clock[:2]}:30", "p")

    return told


def billed(month: int, service: str = "hemtjänst") -> Told:
    def told(world: World) -> None:
        days = {"period_from": date(2026, month, 1), "period_to": date(2026, month, 28)}
        line = {"provider_id": "p", "invoice_id": f"i{month}", "user_id": "x", "service": service, "amount": 100}
        world.add("invoices", **line, **days, hours=30)

    return told


def decided(name: str, first: date, **cells: object) -> Told:
    return lambda world: world.decision(name, "x", valid_from=first, amount=5, unit="hours/month", **cells) and None


def both(*tellers: Told) -> Told:
    def told(world: World) -> None:
        for teller in tellers:
            teller(world)

    return told


def goes_by(kind: str, **cells: str) -> Told:
    return lambda world: world.add(kind, **cells, telephone="070-174 06 05") and None


ONE_NUMBER = both(goes_by("users", user_id="x"), goes_by("staff", staff_id="m"))
OVER_GRANTED = both(decided("d2", date(2026, 2, 1)), billed(2))
NEW_YEAR = date(2026, 1, 1)
FEBRUARY = date(2026, 2, 2)


@pytest.mark.parametrize(
    ("rule", "known", "more"),
    [
        ("V03", works_for(FEBRUARY, 120, 9), works_for(date(2025, 9, 1), 122, 10)),
        ("V04", works_for(FEBRUARY, 28, 9), works_for(date(2025, 12, 1), 28, 10)),
        ("V05", works_for(FEBRUARY, 1, 17), works_for(NEW_YEAR, 1, 17)),
        ("V15", OVER_GRANTED, both(decided("d3", date(2026, 3, 1)), billed(3))),
        ("V15", OVER_GRANTED, both(decided("d1", NEW_YEAR, valid_to=date(2026, 1, 31)), billed(1))),
        ("V22", helped_by(FEBRUARY, 16), helped_by(NEW_YEAR, 18)),
        ("V30", ONE_NUMBER, goes_by("staff", staff_id="b")),
        ("V30", ONE_NUMBER, goes_by("providers", provider_id="p")),
    ],
)
def test_a_cause_keeps_its_signal_whichever_day_is_its_first_or_worst(rule: str, known: Told, more: Told) -> None:
    before, after = World(), World()
    for world in (before, after):
        known(world)
    more(after)

    (first,), (then,) = signals(rule, before), signals(rule, after)

    assert then.id == first.id
    assert (then.subjects, then.first_day, then.rows_in_all) != (first.subjects, first.first_day, first.rows_in_all)


def test_two_numbers_that_one_person_shares_with_others_are_two_causes() -> None:
    world = World()
    for user in ("x", "y"):
        number = {"x": "070-174 06 05", "y": "070-174 06 06"}[user]
        world.add("users", user_id=user, telephone=number)
        world.add("staff", staff_id=f"at {user}", telephone=number)
        world.add("representatives", user_id=user, representative_id="r", kind="god man", telephone=number)

    found = signals("V30", world)

    assert [one.subjects_of("user") for one in found] == [("x",), ("y",)]
    assert len({one.id for one in found}) == 2


@pytest.mark.parametrize(
    ("rule", "known", "more"),
    [
        ("V02", too_far, moved("z", MARCH + ONE_DAY)),
        ("V05", work(MARCH, end="22:00"), work(MARCH + ONE_DAY, provider="q", end="22:00")),
        ("V09", no_contract, work(MARCH, "another stranger")),
        ("V10", licence_gone(date(2026, 1, 1)), work(MARCH, "new")),
        ("V11", in_hospital, work(MARCH + ONE_DAY, "new", "q")),
        ("V12", death, work(MARCH + ONE_DAY, "new", "q")),
        ("V13", elsewhere, lambda world: world.decision("d2", "x")),
        ("V16", invoiced("p"), invoiced("q")),
        ("V25", left("x"), left("y")),
        ("V26", represents(*"uvwxy"), represents("z")),
    ],
)
def test_what_a_later_file_adds_to_a_cause_leaves_its_signal_the_same(rule: str, known: Told, more: Told) -> None:
    before, after = World(), World()
    for world in (before, after):
        known(world)
    more(after)

    (first,), (then,) = signals(rule, before), signals(rule, after)

    assert then.id == first.id
    assert then.subjects != first.subjects


def test_two_deaths_on_one_day_are_two_causes() -> None:
    world = World()
    death(world)
    world.user("y", deceased_on=MARCH - ONE_DAY)
    world.work("a", "y", MARCH, "10:00", "11:00", "p")

    assert len({one.id for one in signals("V12", world)}) == 2
