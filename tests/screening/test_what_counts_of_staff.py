"""What the rules about those who give the help count and leave out, one small world each."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from one_rule import MARCH, licensed_world, standby_at_night, told
from planting import World, at, days

from kollegie.model.severity import Severity
from kollegie.model.signals import WarningSignal
from kollegie.screening.identity import surname_of


def test_v10_asks_for_a_licence_of_whoever_came_for_a_service_that_needs_one() -> None:
    def firms(*entries: tuple[str, date], **decisions: dict[str, object]) -> list[tuple[str, ...]]:
        found = told("V10", licensed_world(*entries, **decisions))
        return [(*one.subjects_of("provider"), one.part, dict(one.measure)["entries"]) for one in found]

    signal = [("p", "licence:hemtjänst", "1")]
    later, named = {"valid_from": date(2026, 3, 10)}, {"provider_id": "p"}
    other = {"service": "boendestöd"}
    assert firms(("p", MARCH), d={}) == signal
    assert firms(("o", MARCH), ("p", MARCH), ("q", MARCH), d={}) == signal
    assert firms(("p", MARCH), d=named | later) == []  # before the decision held
    assert firms(("p", date(2026, 3, 10)), d=named | later) == signal
    assert firms(("p", MARCH), d={}, e=other) == []  # it may have come for what needs no licence
    assert firms(("p", MARCH), d={}, e=other | {"valid_to": date(2026, 2, 1)}) == signal
    assert firms(("p", MARCH), d={}, e=other | {"provider_id": "o"}) == signal
    assert firms(("p", MARCH), d={}, e=other | named) == []


@pytest.mark.parametrize(("country", "flagged"), [("Lithuania", False), ("Litauen", False), ("Schweiz", True)])
def test_v10_knows_the_countries_of_the_eea_in_both_languages(country: str, flagged: bool) -> None:
    world = World()
    world.staff("a", "p", resident_in=country)
    world.work("a", "u", MARCH, "08:00", "09:00", "p")

    assert [one.part for one in told("V10", world)] == ["residence"] * flagged


def test_every_residence_a_person_has_had_outside_the_eea_is_told() -> None:
    world = World()
    for country, begun in (("USA", date(2025, 1, 1)), ("Norge", date(2026, 1, 1)), ("Chile", date(2026, 3, 1))):
        world.staff("a", world.provider(f"p{country}"), resident_in=country, contract_from=begun)
    world.work("a", "x", MARCH, "08:00", "09:00")

    (signal,) = told("V10", world)

    assert signal.explanation[0][0] == "Bosatt i USA, Chile, utanför EES."


def test_a_post_that_is_full_on_paper_alone_is_not_asked_about() -> None:
    def of(clock: str) -> list[WarningSignal]:
        world = World()
        world.staff("a", "p", full_time_share=1.0)
        world.add("absences", staff_id="b", kind="sick", **{"from": MARCH, "to": MARCH})
        for day in days(date(2025, 9, 1), 365):
            world.work("a", "u", day, "08:00", clock, "p")
        return told("V06", world)

    assert of("12:00") == []  # 28 of 40 hours a week
    assert len(of("12:30")) == 1


@pytest.mark.parametrize(
    ("starts", "found"),
    [
        ((date(2026, 1, 31), date(2026, 3, 1), date(2026, 4, 30), date(2026, 8, 1)), True),  # the 31st and the 1st
        ((date(2025, 10, 31), date(2026, 1, 30), date(2026, 2, 28), date(2026, 4, 29)), True),  # the ends of months
        ((date(2026, 1, 31), date(2026, 3, 3), date(2026, 4, 27), date(2026, 8, 1)), False),
    ],
)
def test_a_pattern_of_dates_goes_on_over_the_end_of_a_month(starts: tuple[date, ...], found: bool) -> None:
    world = World()
    for start in starts:
        world.add("absences", staff_id="a", kind="sick", **{"from": start, "to": start})

    assert bool(told("V07", world)) is found


@pytest.mark.parametrize(
    ("staff", "cells", "found"),
    [
        ("Astrid Ekdalsprov", {}, True),
        ("Ekdalsprov, Sven", {}, True),
        ("Astrid Annatprov", {}, False),
        ("Ekdalsprov", {}, False),  # one word may be a first name
        ("Astrid Ekdalsprov", {"relatives_allowed": True}, False),
        ("Astrid Ekdalsprov", {"relation": "dotter"}, False),  # told as what it is
        ("Astrid Vanligprov", {}, False),  # four users have it
        ("Astrid Ekdalsprov", {"before": {"name": "Astrid Annatprov"}}, True),  # the newest list's name, which is first
        ("Astrid Annatprov", {"before": {"name": "Astrid Ekdalsprov"}}, False),
        ("Astrid Ekdalsprov", {"before": {"relation": "dotter"}}, False),
    ],
)
def test_a_shared_uncommon_surname_is_a_hint_where_relatives_may_not_be_employed(
    staff: str, cells: dict[str, object], found: bool
) -> None:
    world = World()
    cells, before = dict(cells), cells.get("before", {})
    relatives = cells.pop("relatives_allowed", False)
    cells.pop("before", None)
    world.provider("p", relatives_allowed=relatives)
    world.staff("a", "p", **cells)
    world.rows["staff"][-1]["name"] = staff
    if before:
        world.staff("a", "p", contract_from=date(2019, 1, 1))
        world.rows["staff"][-1].update(before)
    world.user("u", surname=surname_of("Bertil Ekdalsprov"))
    for number in range(4):
        world.user(f"c{number}", surname="vanligprov")
        world.work("a", f"c{number}", MARCH, f"1{number}:00", f"1{number}:30", "p")
    world.work("a", "u", MARCH, "08:00", "09:00", "p")

    hints = [one for one in told("V10", world) if one.part.startswith("surname")]

    assert [one.subjects_of("user") for one in hints] == ([("u",)] if found else [])
    assert all("Ekdal" not in repr(one) and "ekdal" not in repr(one) for one in hints)


def test_v02_looks_from_one_stay_to_the_next_past_the_standby_between_them() -> None:
    world = World()
    standby_at_night(world)
    world.work("a", "x", MARCH, "20:00", "21:50")
    world.work("a", "y", MARCH, "22:10", "23:00")

    (signal,) = told("V02", world)

    assert "21:50" in signal.explained[0]
    assert "22:10" in signal.explained[0]
    assert len(signal.evidence) == 2


def test_v05_shows_the_end_of_the_work_and_not_of_a_standby_begun_in_it() -> None:
    world = World()
    world.work("a", "x", MARCH, "08:00", "22:00")
    world.work("a", "x", MARCH, "21:00", "02:30", kind="standby")

    (signal,) = told("V05", world)

    assert "22:00, 14" in signal.explained[0]


def test_v04_counts_the_last_day_of_the_year_with_the_four_weeks_before_it() -> None:
    world = World()
    world.provider("p")
    world.staff("a", "p")
    for first in days(date(2025, 1, 1), 12, 28):  # 196 hours of overtime in the year's first twelve periods
        for day in days(first, 20):
            world.add(
                "time-reports", staff_id="a", user_id="x", provider_id="p", start=at(day, "08:00"), end=at(day, "16:49")
            )
    world.work("a", "x", date(2025, 12, 31), "08:00", "20:00", "p")

    assert told("V04", world) == []


def test_v03_holds_what_is_worked_after_an_agreement_has_ended_to_the_working_hours_act() -> None:
    def of(**terms: object) -> list[WarningSignal]:
        world = World()
        world.staff("a", world.provider("p"), working_time_regime="agreement", agreement="Sobona", **terms)
        for day in days(date(2026, 1, 5), 230):
            if day.weekday() < 5:
                world.work("a", "u", day, "08:00", "18:00", "p")
        return [one for one in told("V03", world) if one.part != "all-employers"]

    (signal,), (held,), (unended,) = of(agreement_to=date(2026, 3, 31)), of(agreement_to=date(2026, 12, 31)), of()

    assert (held.severity, held.explained) == (unended.severity, unended.explained)
    assert (signal.severity, unended.severity) == (Severity.SERIOUS, Severity.DEFICIENCY)
    assert (signal.part, held.part) == ("since", "")
    assert {row.cell("start")[:7] for row in signal.evidence} <= {f"2026-0{month}" for month in range(4, 9)}
    assert (
        signal.explained[-1] == "Kollektivavtalet gällde till 2026-03-31. Arbete därefter räknas efter arbetstidslagen."
    )


@pytest.mark.parametrize(("plans", "asked"), [(13, []), (14, ["schedule"])])
def test_v22_asks_about_others_than_scheduled_only_where_every_day_lies_within_a_schedule(
    plans: int, asked: list[str]
) -> None:
    """A schedule of the last month, or of another provider's users, says nothing of who should have come before it."""
    world = World()
    for day in days(MARCH, 14):
        for clock in ("08:00", "15:00"):
            for staff in ("a", "b"):
                world.work(staff, "x", day, clock, f"{clock[:2]}:30")
    for day in days(MARCH + timedelta(days=14 - plans), plans):
        world.plan("c", "x", day, "08:00", "08:30")
    for day in days(MARCH, 14):
        world.plan("d", "y", day, "08:00", "08:30")

    assert [one.part for one in told("V22", world)] == asked
