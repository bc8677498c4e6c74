"""What a signal says in words and numbers at places where a little more or less would not be seen by a count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from finer_worlds import (
    ONE_DAY,
    assignment,
    begun_on,
    file_begins,
    granted_ten_hours,
    somebody_gave_notice,
    whole_files,
)
from limit_worlds import Made, hours_in, pass_of, waiting
from limit_worlds_of_money import licensed_until, mean_rise
from limit_worlds_people import applied_for, cut_short, told_of_the_end
from one_rule import MARCH, told
from planting import AS_OF, World, at, days, identity

from kollegie.screening import wording
from kollegie.screening.material import ReviewEvent
from kollegie.screening.swedish_time import day_of

Count = Callable[[World, int], None]


def made(make: Made) -> World:
    world = World()
    make(world)
    return world


def at_two_homes(world: World, count: int) -> None:
    for day in days(MARCH, count):
        world.work("a", "x", day, "08:00", "09:00")
        world.work("a", "y", day, "08:30", "09:30")


def too_fast(world: World, count: int) -> None:
    for user, latitude in (("x", 59.0), ("y", 59.2)):
        world.user(user, latitude=latitude, longitude=15.0)
    for day in days(MARCH, count):
        world.work("a", "x", day, "08:00", "09:00")
        world.work("a", "y", day, "09:00", "10:00")


def long_days(world: World, count: int) -> None:
    for day in days(MARCH, count, 3):
        world.work("a", "x", day, "06:00", "22:00")


def invoices(world: World, count: int, service: str = "hemtjänst") -> None:
    """Twenty hours invoiced and one reported each month, ten granted."""
    world.decision("d", "x", valid_from=date(2024, 1, 1), amount=10, unit="hours/month")
    for number in range(count):
        first = date(2025 + number // 12, number % 12 + 1, 1)
        span = {"period_from": first, "period_to": first + 27 * ONE_DAY, "user_id": "x", "provider_id": "p"}
        world.add("invoices", invoice_id=f"i{number}", service=service, hours=20, amount=100, **span)
        world.work("a", "x", first, "08:00", "09:00", "p")


def invoices_without_service(world: World, count: int) -> None:
    invoices(world, count, "")
    world.decision("e", "x", "ledsagarservice", valid_from=date(2024, 1, 1), amount=1, unit="hours/month")
    line = world.rows["invoices"][0] | {"invoice_id": "own", "service": "hemtjänst", "hours": 1}
    world.rows["invoices"].append(line)


def nobody_came(world: World, count: int) -> None:
    first = date(2025, 3, 1)
    span = {"valid_from": first, "executed_on": first, "valid_to": date(2026, 3, 31)}
    last = date(2025 + (2 + count) // 12, (2 + count) % 12 + 1, 1) - ONE_DAY
    granted_ten_hours(world, "d", **(span | {"valid_to": last}))
    for day in (date(2025, 2, 1), date(2026, 8, 31)):
        world.work("b", "y", day, "08:00", "09:00")


def written_alike(world: World, count: int) -> None:
    for number in range(count):
        for day in days(date(2024 + number // 12, number % 12 + 1, 1), 15):
            world.work("a", "x", day, "08:00", "12:00")


def reported_by_mouth(world: World, count: int) -> None:
    for number in range(count):
        day = date(2024 + number // 12, number % 12 + 1, 5)
        world.add("attendance", user_id="x", date=day, planned_hours=5, attended_hours=5, channel="oral")


def all_left(world: World, count: int) -> None:
    world.events = [ReviewEvent(day_of(MARCH), "visit", provider="p")]
    for number in range(count):
        for provider, day in (("p", date(2025, 1, 1)), ("q", MARCH + ONE_DAY)):
            world.add("provider-choices", user_id=f"u{number:02}", provider_id=provider, **{"from": day})


@pytest.mark.parametrize(
    ("rule", "make", "count", "lines"),
    [
        ("V01", at_two_homes, 10, 11),
        ("V01", at_two_homes, 12, 12),
        ("V02", too_fast, 10, 10),
        ("V02", too_fast, 12, 11),
        ("V05", long_days, 10, 12),
        ("V05", long_days, 12, 13),
        ("V15", invoices, 13, 12),
        ("V15", invoices_without_service, 13, 12),
        ("V16", invoices, 13, 12),
        ("V18", nobody_came, 13, 12),
        ("V24", written_alike, 26, 24),
        ("V25", all_left, 11, 11),
        ("V29", reported_by_mouth, 26, 24),
    ],
)
def test_a_long_list_is_cut_and_what_is_left_out_counted(rule: str, make: Count, count: int, lines: int) -> None:
    world = World()
    make(world, count)

    (signal,) = told(rule, world)

    assert len(signal.explanation) == lines
    assert count != 12 or signal.explanation[10][0].startswith("… och 2 ")


def test_v15_draws_off_what_the_lines_that_name_a_service_have_used_of_the_grant() -> None:
    world = World()
    invoices_without_service(world, 13)

    (signal,) = told("V15", world)

    assert dict(signal.measure)["granted_hours"] == str(13 * 11 - 1.0)


def test_v32_names_at_most_five_hundred_people() -> None:
    world = World()
    world.staff("known", "p")
    for day in days(MARCH - 500 * ONE_DAY, 499):
        world.work("s0", "x", day, "08:00", "09:00")
    for number in range(502):
        world.work(f"s{number}", "x", MARCH, "08:00", "09:00")

    (signal,) = told("V32", world)

    assert len(signal.subjects_of("staff")) == 500
    assert signal.rows_in_all == 1001
    assert " och 494 till: 1\u00a0001." in signal.explained[0]  # of all it says how many, also behind many rows of one


def test_what_is_rounded_to_zero_has_no_sign() -> None:
    assert (wording.number(-0.001), wording.hours(-0.2)) == (("0", "0"), ("0 h", "0 h"))
    assert wording.number(-0.006) == ("-0,01", "-0.01")


def test_whatever_is_counted_has_its_digits_in_groups() -> None:
    assert wording.many(34877, wording.REPORTS) == ("34\u00a0877 tidrapporter", "34\u00a0877 time reports")
    assert wording.hours(-99030) == ("-1\u00a0650,5 h", "-1\u00a0650.5 h")
    assert wording.kronor(-123450) == ("−1\u00a0234,50\u00a0kr", "SEK −1\u00a0234.50")


def test_v32_shows_just_the_rows_that_stand_twice_or_are_below_zero() -> None:
    world = World()
    for number, hours in enumerate((5, 5, -1, 5)):
        day = MARCH + ONE_DAY * (number if number != 1 else 0)
        row = {"planned_hours": 5, "attended_hours": hours, "channel": "system", "measure": "SFI"}
        world.add("attendance", user_id="x", date=day, **row)

    rows = {dict(one.measure)["problem"]: [row.row for row in one.evidence] for one in told("V32", world)}

    assert rows == {"negative": [4], "twice": [2, 3]}


def test_v32_lets_attendance_be_planned_ahead_but_not_told_ahead() -> None:
    world = World()
    for number, told_of in enumerate(({"attended_hours": 0}, {"attended_hours": 3}, {"absence_code": "VAB"})):
        day = {"user_id": "x", "measure": "SFI", "date": AS_OF + ONE_DAY * (number + 1), "planned_hours": 5}
        world.add("attendance", **({"attended_hours": 0, "absence_code": ""} | day | told_of))

    (ahead,) = told("V32", world)

    assert [row.row for row in ahead.evidence] == [3, 4]


@pytest.mark.parametrize(
    ("rule", "make", "part", "severity"),
    [
        ("V05", pass_of(26), "pass", 2),
        ("V05", pass_of(26 + 1 / 60), "pass", 3),
        *[("V17", count, "", severity) for count, severity in ((1, 1), (2, 2), (5, 2), (6, 3), (11, 3), (12, 4))],
        ("V19", waiting(date(2026, 6, 30)), "", 1),
    ],
)
def test_what_weighs_more_does_so_from_its_limit_on(rule: str, make: Made | int, part: str, severity: int) -> None:
    world = unreported(make) if isinstance(make, int) else made(make)

    (signal,) = (one for one in told(rule, world) if one.part == part)

    assert int(signal.severity) == severity


def unreported(months: int) -> World:
    """A fee for each of so many months until July 2026, and no report."""
    world = World()
    for number in range(months):
        first = date(2025 + (18 - number) // 12, (18 - number) % 12 + 1, 1)
        span = {"period_from": first, "period_to": first + 27 * ONE_DAY}
        world.add("payouts", payee_id="k", user_id="x", amount=500, service="kontaktperson", **span)
    world.work("other", "y", date(2026, 1, 5), "08:00", "09:00")
    return world


def test_v17_tells_of_what_was_taken_back_later_and_not_in_its_own_month() -> None:
    world = unreported(1)
    back = world.rows["payouts"][0] | {"service": "ledsagarservice", "amount": -100}
    world.rows["payouts"].append(back)

    (signal,) = told("V17", world)

    assert len(signal.explanation) == 1


def test_v19_on_the_last_day_of_the_three_months_nothing_has_gone_out_yet() -> None:
    (signal,) = told("V19", made(waiting(date(2026, 6, 30))))

    assert dict(signal.measure)["level"] == "0"
    assert len(signal.explanation) == 1
    assert dict(told("V19", made(begun_on(AS_OF + ONE_DAY)))[0].measure)["level"] == "1"


def test_v04_tells_of_one_period_in_the_singular() -> None:
    (signal,) = told("V04", made(hours_in(208 * 60 + 1, 28, "HushL")))

    assert "1 fyraveckorsperiod överskrider den." in signal.explanation[0][0]


def test_v14_shows_every_decision_behind_the_two_means() -> None:
    (signal,) = told("V14", made(mean_rise(5, 10, 12)))

    assert signal.rows_in_all == 10


@pytest.mark.parametrize(
    ("clock", "shift"),
    [
        ("13:59", ""),
        ("14:00", "kvällspass"),
        ("21:59", "kvällspass"),
        ("22:00", "nattpass"),
        ("05:59", "nattpass"),
        ("06:00", ""),
    ],
)
def test_v07_tells_which_shift_it_is_that_is_so_rare(clock: str, shift: str) -> None:
    world = World()
    for number in range(40):
        world.work("a", "x", MARCH + timedelta(days=number), "07:00", "08:00")
    for number, day in enumerate((MARCH, date(2026, 3, 13), date(2026, 6, 7), date(2026, 8, 20))):
        start = at(day, clock)
        names = {"claim_id": f"c{number}", "user_id": "x", "staff_id": "a", "substitute_id": f"s{number}"}
        world.add("sick-claims", **names, **{"from": start, "to": start + timedelta(hours=4)}, hours=4)

    told_of = [step for one in told("V07", world) for step, _ in one.explanation[1:]]

    assert told_of == [f"4 av 4 gäller {shift}, som är ovanliga."] * bool(shift)


@pytest.mark.parametrize("bearers", [3, 4])
def test_v10_a_surname_of_three_users_is_a_hint_and_one_of_four_is_not(bearers: int) -> None:
    world = World()
    world.provider("p", relatives_allowed=False)
    world.staff("a", "p")
    world.rows["staff"][0]["name"] = "Astrid Testprov"
    for number in range(bearers):
        world.user(f"u{number}", surname="testprov")
    world.work("a", "u0", MARCH, "08:00", "09:00", "p")

    assert len(told("V10", world)) == (bearers == 3)


def test_v18_a_cut_month_between_others_stays_and_one_at_the_beginning_does_not() -> None:
    world = made(file_begins(date(2026, 3, 6)))
    world.rows["decisions"][0]["valid_to"] = date(2026, 4, 30)

    (signal,) = told("V18", world)

    assert (signal.first_day, signal.last_day) == (date(2026, 4, 1), date(2026, 4, 30))


@pytest.mark.parametrize(
    ("last", "other", "asked"),
    [
        (date(2026, 3, 1), None, ("p",)),  # the assignment reached into the month
        (date(2026, 2, 28), (date(2026, 3, 31), None), ("q",)),
        (date(2026, 2, 28), (date(2026, 1, 1), date(2026, 3, 1)), ("q",)),
        (date(2026, 2, 28), (date(2026, 4, 1), None), ()),
        (date(2026, 2, 28), (date(2026, 1, 1), date(2026, 2, 28)), ()),
    ],
)
def test_v18_asks_whoever_had_the_assignment_in_the_month(
    last: date, other: tuple[date, date | None] | None, asked: tuple[str, ...]
) -> None:
    world = World()
    granted_ten_hours(world, "d", provider_id="p")
    world.add("provider-choices", user_id="x", provider_id="p", **{"from": date(2025, 1, 1), "to": last})
    if other is not None:
        world.add("provider-choices", user_id="x", provider_id="q", **{"from": other[0], "to": other[1]})
    whole_files(world, "p", "q")

    (signal,) = told("V18", world)

    assert signal.subjects_of("provider") == asked
    assert any("har inte uppdraget" in said for said, _ in signal.explanation) is (last < date(2026, 3, 1))


def test_v23_tells_the_month_in_which_visits_were_cut_and_its_hours_alone() -> None:
    world = made(cut_short(3))
    for number in range(10):
        day = date(2026, 4, 3) + timedelta(days=number)
        world.plan("a", "x", day, "08:00", "09:00")
        world.work("a", "x", day, "08:00", "09:00")
    for send in (world.plan, world.work):
        send("b", "y", date(2026, 4, 30), "08:00", "09:00")

    (signal,) = told("V23", world)

    assert (signal.first_day, signal.last_day) == (date(2026, 3, 1), date(2026, 3, 31))
    measure = dict(signal.measure)
    assert (measure["planned_minutes"], measure["performed_minutes"]) == ("600", str(3 * 29 + 7 * 66))


def test_v24_tells_two_homes_apart_and_rounds_its_shares() -> None:
    world = World()
    for number, day in enumerate(days(date(2026, 3, 1), 19)):
        world.work("a", "x", day, "08:00" if number else "08:07", "12:00")
    for day in days(date(2026, 4, 1), 15):
        world.work("a", "y", day, "14:00", "15:00")

    one, other = told("V24", world)

    assert (one.subjects_of("user"), other.subjects_of("user")) == (("x",), ("y",))
    assert "95 % på hel kvart, 95 % med samma tid" in one.explanation[0][0]


def test_v26_one_who_is_employed_is_not_asked_about_once_more_for_the_own_telephone() -> None:
    world = World()
    number = identity(date(1970, 1, 2), 3)
    for provider in "pq":  # the firm stands on the same row of its register as the person does
        world.provider(provider, telephone="070-174 06 06")
    world.staff("a", "p", identity_number=number, telephone="070-174 06 05")
    row = {"user_id": "u", "representative_id": number, "kind": "god man", "from": date(2024, 1, 1)}
    world.add("representatives", **row, telephone="070-174 06 05")

    assert [one.part for one in told("V26", world)] == ["employed"]
    world.rows["representatives"][0]["telephone"] = "070-174 06 06"
    assert [one.part for one in told("V26", world)] == ["employed", "shared"]


def test_v28_tells_the_assignments_of_a_person_apart_by_their_first_day_and_provider() -> None:
    world = made(somebody_gave_notice(assignment(contract_to=date(2026, 1, 31))))

    (signal,) = told("V28", world)

    assert signal.part == "notice:2020-01-01:p"


def test_v31_counts_the_money_of_what_is_billed_and_not_of_what_is_credited() -> None:
    world = made(licensed_until(date(2026, 3, 30)))
    line = world.rows["invoices"][0]
    for number, amount in enumerate((-40, 0)):
        world.rows["invoices"].append(line | {"invoice_id": f"c{number}", "amount": amount})

    (signal,) = told("V31", world)

    assert dict(signal.measure)["amount_ore"] == "10000"


def test_v29_tells_hours_to_the_hundredth() -> None:
    world = World()
    world.add("attendance", user_id="x", date=MARCH, planned_hours=5.004, attended_hours=4.004, channel="oral")

    (signal,) = told("V29", world)

    assert (dict(signal.measure)["planned_hours"], dict(signal.measure)["attended_hours"]) == ("5.0", "4.0")


@pytest.mark.parametrize(("days", "said"), [(-3, "3 dagar efter"), (0, "0 dagar före"), (59, "59 dagar före")])
def test_v13_tells_how_long_before_or_after_the_registration_help_was_applied_for(days: int, said: str) -> None:
    (signal,) = told("V13", made(applied_for(days)))

    assert f"Folkbokförd i kommunen 2025-09-01, {said} ansökan 2025-" in signal.explained[0]
    assert signal.first_day <= signal.last_day


def test_v10_tells_from_when_the_two_weeks_are_counted_after_the_licence_that_ended_last() -> None:
    world = made(told_of_the_end(date(2026, 1, 12)))
    earlier = {"from": date(2018, 1, 1), "to": date(2019, 6, 30), "users_told_on": date(2019, 7, 1)}
    within = {"from": date(2023, 1, 1), "to": date(2024, 12, 31), "users_told_on": date(2025, 1, 2)}
    world.rows["licences"] += [world.rows["licences"][0] | other for other in (earlier, within)]

    (signal,) = told("V10", world)

    assert "fick veta att tillståndet upphört 2026-01-12; 14 dagar därefter" in signal.explained[-1]
    assert signal.rows_in_all == 2
