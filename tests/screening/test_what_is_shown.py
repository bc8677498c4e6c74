"""Which rows, days and numbers a signal shows, at places where one more or less would not be seen by a count."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from finer_worlds import (
    ONE_DAY,
    assignment,
    claim_without_hours,
    employed_by,
    granted_ten_hours,
    somebody_gave_notice,
    whole_files,
)
from finest_worlds import apart, attended_once, home_help, paid_from, work_in, works_but_each
from limit_worlds import Made, cases, given_on, pass_of, sick_on, waiting
from limit_worlds_of_money import invoiced, mean_rise
from limit_worlds_people import comes_at, others_than_planned
from one_rule import MARCH, told
from planting import AS_OF, World, at, days

from kollegie.model.signals import WarningSignal


def only(rule: str, make: Made) -> WarningSignal:
    """The one signal of a rule in a world."""
    world = World()
    make(world)
    (signal,) = told(rule, world)
    return signal


@pytest.mark.parametrize(("day", "severity"), [(21, 2), (22, 3)])
def test_v06_twenty_one_days_worked_in_a_row_weigh_more(day: int, severity: int) -> None:
    (signal,) = told("V06", works_but_each(day))

    assert dict(signal.measure)["longest_run_days"] == str(day - 1)
    assert int(signal.severity) == severity


def test_v08_shows_the_claim_alone_where_nobody_stood_in() -> None:
    def make(world: World) -> None:
        claim_without_hours(world)
        world.rows["sick-claims"][0]["hours"] = 4

    assert only("V08", make).rows_in_all == 1


def test_v09_shows_the_reports_for_the_employer_without_a_contract_alone() -> None:
    def make(world: World) -> None:
        employed_by("q", "p")(world)
        for name in "ab":
            world.staff(name, "q")
            world.work(name, "x", MARCH + ONE_DAY, "08:00", "09:00", "q")
        world.staff("b", "p")
        world.work("b", "x", MARCH, "08:00", "09:00", "p")

    signal = only("V09", make)

    assert (dict(signal.measure)["entries"], signal.subjects_of("staff")) == ("1", ("a",))


@pytest.mark.parametrize(("day", "said"), [(MARCH + ONE_DAY, "2026-03-03"), (None, "–")])
def test_v09_tells_when_the_data_were_given_and_shows_the_row(day: date | None, said: str) -> None:
    signal = only("V09", given_on(day))

    assert f"lämnades {said}, men" in signal.explanation[0][0]
    assert [(row.kind, row.row) for row in signal.evidence if row.kind == "staff"] == [("staff", 2)]


def test_v03_tells_the_days_of_the_block_that_is_too_full() -> None:
    late = home_help(208 * 60 + 1, since=date(2026, 1, 1), first=date(2026, 1, 29))

    signal = only("V03", late)

    assert (signal.first_day, signal.last_day) == (date(2026, 1, 29), date(2026, 2, 25))


@pytest.mark.parametrize(("weeks", "lines"), [(4, 2), (8, 3)])
def test_v03_tells_how_many_periods_pass_the_limit_where_there_are_several(weeks: int, lines: int) -> None:
    def make(world: World) -> None:
        world.staff("a", "p", working_time_regime="HushL", contract_from=MARCH)
        for day in days(MARCH, weeks * 7):
            world.work("a", "x", day, "06:00", "13:26", "p")

    assert len(only("V03", make).explanation) == lines


def works_much(**terms: object) -> World:
    world = World()
    if terms:
        world.staff("a", "p", **terms)
    for day in days(MARCH, 200):
        world.work("a", "x", day, "06:00", "13:59", "p")
    return world


HOME: dict[str, object] = {"working_time_regime": "HushL"}
AGREED: dict[str, object] = {"working_time_regime": "agreement"}
EARLY: dict[str, object] = {"contract_from": date(2026, 2, 1)}


@pytest.mark.parametrize(
    ("terms", "instead", "said"),
    [
        (HOME | EARLY, {}, "följer på varandra från 2026-02-01: anställningens första dag."),
        (
            HOME | {"contract_from": None},
            {},
            "från 2026-03-02: den första arbetade dagen, eftersom anställningens första dag saknas.",
        ),
        (HOME | EARLY, {"window_anchor": "2026-01-15"}, "från 2026-01-15: parametern window_anchor."),
        ({}, {}, "Perioden är 4 månader (parametern atl_months) och får börja vilken dag som helst"),
        (AGREED | {"agreement": "Nytt"}, {}, "Perioden är 6 månader (parametern agreement_months)"),
        (
            AGREED | {"agreement": "Sobona"},
            {"agreements": "Sobona=50/3"},
            "Perioden är 3 månader (avtalets period, ur parametern agreements)",
        ),
    ],
)
def test_v03_tells_from_which_day_the_periods_count_and_what_says_so(
    terms: dict[str, object], instead: dict[str, str], said: str
) -> None:
    (signal,) = told("V03", works_much(**terms), instead=instead)

    assert said in signal.explained[-1]


def test_v04_tells_whose_the_limits_of_an_agreement_are() -> None:
    (signal,) = told("V04", works_much(**AGREED, agreement="Sobona"), instead={"agreements": "Sobona=40/150"})

    assert signal.explained[-1] == "Gränserna är avtalets, ur parametern agreements."


def test_v04_tells_the_four_weeks_that_pass_the_limit_most() -> None:
    def make(world: World) -> None:
        world.staff("a", "p", working_time_regime="HushL")
        world.add("time-reports", staff_id="a", user_id="x", start=at(MARCH, "06:00"), end=at(MARCH, "06:01"))
        for number, day in enumerate(days(MARCH + ONE_DAY, 27)):
            end = at(day, "06:00") + timedelta(minutes=462 + (number < 6))
            world.add("time-reports", staff_id="a", user_id="x", start=at(day, "06:00"), end=end)

    signal = only("V04", make)

    assert dict(signal.measure)["over_minutes"] == "1"
    assert signal.first_day == MARCH


@pytest.mark.parametrize(
    ("rule", "make", "name", "value"),
    [
        ("V14", mean_rise(5, 10.004, 12.346), "hours_after", "12.35"),
        ("V14", mean_rise(5, 10.004, 12.346), "hours_before", "10.0"),
        ("V15", invoiced(10.126), "invoiced_hours", "10.13"),
        ("V27", cases(50, 0.45), "per_full_time", "111.1"),
        ("V28", somebody_gave_notice(assignment(contract_to=date(2026, 1, 1))), "late_fees", "0"),
        ("V28", somebody_gave_notice(assignment(contract_to=date(2025, 12, 31))), "late_fees", "1"),
        ("V19", waiting(date(2026, 3, 30)), "months", "6"),
        ("V19", waiting(date(2026, 4, 1)), "months", "5"),
        ("V28", somebody_gave_notice(assignment(contract_to=date(2026, 1, 31))), "amount_ore", "0"),
    ],
)
def test_a_measure_is_told_to_the_last_digit(rule: str, make: Made, name: str, value: str) -> None:
    assert dict(only(rule, make).measure)[name] == value


@pytest.mark.parametrize(
    ("rule", "make", "words"),
    [
        ("V14", mean_rise(5, 10, 12.34), "23 % mer"),
        ("V19", waiting(date(2026, 6, 30)), "Rapporteringspliktigt efter 2026-09-30"),
        ("V22", others_than_planned(2), "2 var samma; 60 % skiljer"),
        ("V27", cases(51, 0.4), "= 128 per heltid"),
        ("V29", attended_once(14399), "(80 %)"),
    ],
)
def test_shares_are_told_without_decimals_and_days_by_their_limit(rule: str, make: Made, words: str) -> None:
    assert words in only(rule, make).explanation[0][0]


def test_v14_tells_the_greater_of_two_rises_and_the_decisions_behind_it() -> None:
    world = World()
    for number, (month, amount) in enumerate(((1, 10), (2, 20), (8, 100))):
        first = date(2026, month, 1)
        span = {"valid_from": first, "decided_on": first, "unit": "hours/month" if amount == 100 else "hours/week"}
        world.decision(f"d{number}", "x", amount=amount * (2 if amount == 100 else 1), provider_id="p", **span)

    (signal,) = told("V14", world)

    measure = dict(signal.measure)
    assert (measure["hours_before"], measure["hours_after"], signal.rows_in_all) == ("20.0", "46.0", 2)


@pytest.mark.parametrize(("amounts", "told_of"), [((10, 20, 60), ("20.0", "60.0")), ((10, 40, 60), ("10.0", "40.0"))])
def test_v14_tells_the_greater_rise_whether_it_comes_first_or_last(
    amounts: tuple[int, ...], told_of: tuple[str, str]
) -> None:
    world = World()
    for month, amount in zip((1, 2, 8), amounts, strict=True):
        first = date(2026, month, 1)
        span = {"valid_from": first, "decided_on": first, "unit": "hours/week", "amount": amount}
        world.decision(f"d{month}", "x", provider_id="p", **span)

    (signal,) = told("V14", world)

    assert (dict(signal.measure)["hours_before"], dict(signal.measure)["hours_after"]) == told_of


@pytest.mark.parametrize(("minutes", "parts"), [(24 * 60, {"daily"}), (24 * 60 + 1, {"daily", "pass"})])
def test_v05_a_pass_is_long_above_twenty_four_hours(minutes: int, parts: set[str]) -> None:
    world = World()
    pass_of(minutes / 60)(world)

    assert {one.part for one in told("V05", world)} == parts


@pytest.mark.parametrize(("clock", "rows"), [("07:00", 29), ("21:59", 29)])
def test_v22_shows_the_visits_it_has_counted(clock: str, rows: int) -> None:
    def make(world: World) -> None:
        comes_at(clock)(world)
        for before, end in (("06:50", "07:20"), ("22:00", "22:30")):
            world.work("night", "x", MARCH + ONE_DAY, before, end)

    assert only("V22", make).rows_in_all == rows


def test_v15_shows_each_decision_that_held_on_any_day_of_the_month() -> None:
    def make(world: World) -> None:
        invoiced(20)(world)
        last = date(2026, 3, 31)
        for name, begin, end in (("last", last, None), ("first", date(2026, 1, 1), date(2026, 3, 1))):
            span = {"valid_from": begin, "valid_to": end, "amount": 0.1, "unit": "hours/month", "provider_id": name}
            world.decision(name, "x", **span)
        for name, begin, end in (("after", last + ONE_DAY, None), ("before", date(2026, 1, 1), date(2026, 2, 28))):
            world.decision(name, "x", valid_from=begin, valid_to=end, amount=1, unit="hours/month", provider_id=name)

    assert set(only("V15", make).subjects_of("decision")) == {"d", "first", "last"}


def test_v32_knows_the_invoices_of_each_provider_apart() -> None:
    world = World()
    sent = {"p": "12", "q": "23", "r": "3"}
    credits = [(provider, number) for provider in "pqr" for number in "123"]
    span = {"period_from": MARCH, "period_to": MARCH, "user_id": "x", "service": "hemtjänst"}
    for provider, numbers in sent.items():
        for number in numbers:
            world.add("invoices", provider_id=provider, invoice_id=number, line="1", hours=1, amount=100, **span)
    for number, (provider, named) in enumerate(credits):
        note = {"invoice_id": f"c{number}", "line": "1", "credits": named, "hours": -1, "amount": -100}
        world.add("invoices", provider_id=provider, **note, **span)

    (signal,) = (one for one in told("V32", world) if dict(one.measure)["problem"] == "no-invoice")

    missing = [5 + number for number, (provider, named) in enumerate(credits) if named not in sent[provider]]
    assert [row.row for row in signal.evidence] == [row + 2 for row in missing]


@pytest.mark.parametrize(("since", "severity"), [(61, 2), (60, 3)])
def test_v28_a_fee_for_time_after_the_last_meeting_weighs_more(since: int, severity: int) -> None:
    assert int(only("V28", paid_from(AS_OF - since * ONE_DAY)).severity) == severity


def test_v07_tells_how_far_apart_the_occasions_lie_to_the_tenth_of_a_day() -> None:
    assert "i snitt 30,7 dagar" in only("V07", sick_on(*apart(30, 31, 31))).explanation[1][0]


def test_v04_shows_of_a_year_that_year_alone() -> None:
    world = World()
    for first, minutes in ((date(2025, 11, 5), 12300), (date(2026, 1, 10), 60)):
        work_in(first, 28, minutes, "p")(world)

    (signal,) = told("V04", world, instead={"year_atl": 10})

    assert (signal.last_day, signal.rows_in_all) == (date(2025, 12, 2), 28)


def test_v15_a_month_after_a_period_that_was_passed_is_a_month_of_its_own() -> None:
    world = World()
    world.decision("d", "x", "personlig assistans", amount=100, unit="hours/month")
    for month, hours in ((1, 610), (7, 120), (8, 50)):
        span = {"period_from": date(2026, month, 1), "period_to": date(2026, month, 28)}
        line = {"provider_id": "p", "invoice_id": f"i{month}", "user_id": "x", "service": "personlig assistans"}
        world.add("invoices", **line, **span, hours=hours, amount=100)

    signals = {one.part: (one.first_day, one.last_day) for one in told("V15", world)}

    assert signals["month"] == (date(2026, 7, 1), date(2026, 7, 31))
    assert signals["period"] == (date(2026, 1, 1), date(2026, 6, 30))


def test_v22_tells_the_fourteen_days_in_which_others_came_than_planned() -> None:
    signal = only("V22", others_than_planned(2))

    assert (signal.part, signal.first_day, signal.last_day) == ("schedule", MARCH, MARCH + 13 * ONE_DAY)


def test_v23_tells_the_second_month_by_its_name() -> None:
    world = World()
    for first, minutes in ((date(2026, 3, 3), 60), (date(2026, 4, 3), 40)):
        for day in days(first, 10):
            world.plan("a", "x", day, "08:00", "09:00")
            world.work("a", "x", day, "08:00", f"{8 + minutes // 60:02}:{minutes % 60:02}")
    for send in (world.plan, world.work):
        send("b", "y", date(2026, 4, 30), "08:00", "09:00")

    (signal,) = told("V23", world)

    assert signal.explanation[0][0].startswith("2026-04: ")


def test_v18_shows_the_visits_of_the_first_day_and_the_last() -> None:
    world = World()
    granted_ten_hours(world, "d")
    for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)):
        world.work("a", "x", day, "08:00", "09:00")
    whole_files(world, "p")

    (signal,) = told("V18", world)

    assert len([row for row in signal.evidence if row.kind == "time-reports"]) == 2


def test_v03_shows_the_work_for_the_employer_alone_whose_limit_was_passed() -> None:
    world = World()
    world.provider("p")
    work_in(date(2026, 1, 1), 120, 49372, "p")(world)
    world.staff("a", "q")
    world.work("a", "x", date(2026, 1, 2), "20:00", "21:00", "q")

    (signal,) = told("V03", world)

    assert (signal.subjects_of("provider"), signal.rows_in_all) == (("p",), 120)
