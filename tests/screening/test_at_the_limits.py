"""Each rule at its very limit: silent on one side of it, and speaking one minute, day, hour or person further."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from finer_limits import FINER
from limit_worlds import (
    EVEN,
    MARCH,
    Made,
    alike,
    born,
    by_agreement,
    cases,
    changed,
    contract,
    delivered,
    died,
    followed,
    given_on,
    home_since,
    hours_in,
    march,
    move,
    overlap,
    pass_of,
    people,
    performed,
    registered,
    represents,
    rest_between,
    sick_on,
    silence,
    stay,
    substitute,
    unmet,
    waiting,
)
from limit_worlds_of_money import (
    attended,
    invoiced,
    licensed_until,
    money,
    owner_changed,
    paid_after,
    paid_for,
    rise,
    with_death,
    with_stay,
)
from limit_worlds_people import (
    aged,
    alone,
    applied_for,
    comes_at,
    cut_short,
    each_day,
    licence_gone,
    licensed_anew,
    not_licensed,
    others_than_planned,
    shares,
    tireless,
    told_of_the_end,
    weekly_rest,
    written_within,
)
from planting import AS_OF, World, material_of

from kollegie.model.signals import WarningSignal
from kollegie.screening.all_rules import rules_named
from kollegie.screening.rules import Setting
from kollegie.screening.running import run_rules


def told(rule: str, make: Made, instead: dict[str, Setting] | None = None) -> list[WarningSignal]:
    """What a rule finds in a world, with some of its parameters set."""
    world = World()
    make(world)
    run = run_rules(material_of(world), rules_named((rule,)), scope=UUID(int=1), instead={rule: instead or {}})
    return [found.signal for found in run.found]


A_YEAR = (date(2025, 1, 7), date(2025, 5, 8), date(2025, 9, 6))
MONDAYS = (date(2026, 1, 5), date(2026, 1, 26))
LIMITS: list[tuple[str, Made, Made, dict[str, Setting]]] = [
    ("V01", overlap(0), overlap(1), {}),
    ("V01", overlap(5), overlap(6), {"tol_min": 5}),
    ("V02", move(32), move(31), {}),
    ("V02", move(18), move(17), {"kmh": 120}),
    ("V03", hours_in(208 * 60, 28, "HushL"), hours_in(208 * 60 + 1, 28, "HushL"), {}),
    ("V03", hours_in(200 * 60, 28, "HushL"), hours_in(200 * 60 + 1, 28, "HushL"), {"hushl_hours": 50}),
    ("V04", hours_in(208 * 60, 28, "HushL"), hours_in(208 * 60 + 1, 28, "HushL"), {}),
    ("V05", rest_between(11 * 60), rest_between(11 * 60 - 1), {}),
    ("V05", pass_of(13), pass_of(14), {}),
    ("V05", home_since(MARCH - timedelta(days=1)), home_since(MARCH), {}),
    ("V07", sick_on(*EVEN[:3]), sick_on(*EVEN), {}),
    ("V07", sick_on(*EVEN[:2]), sick_on(*EVEN[:3]), {"n": 3}),
    ("V08", substitute(8 * 60 - 15), substitute(8 * 60 - 16), {}),
    ("V08", substitute(7 * 60), substitute(7 * 60 - 1), {"tol_h": 1}),
    ("V09", contract(MARCH, MARCH), contract(MARCH + timedelta(days=1), MARCH + timedelta(days=9)), {}),
    ("V09", contract(date(2026, 1, 1), MARCH), contract(date(2026, 1, 1), MARCH - timedelta(days=1)), {}),
    ("V10", born(date(2008, 3, 2)), born(date(2008, 3, 3)), {}),
    ("V11", stay(MARCH, MARCH + timedelta(days=5)), stay(MARCH - timedelta(days=1), MARCH + timedelta(days=5)), {}),
    ("V11", stay(MARCH - timedelta(days=5), MARCH), stay(MARCH - timedelta(days=5), MARCH + timedelta(days=1)), {}),
    (
        "V11",
        with_stay(money("sick-claims", march(9), march(9))),
        with_stay(money("sick-claims", march(9), march(10))),
        {},
    ),
    (
        "V11",
        with_stay(money("sick-claims", march(19), march(22))),
        with_stay(money("sick-claims", march(18), march(22))),
        {"grace": 2},
    ),
    ("V11", with_stay(money("payouts", march(20), march(31))), with_stay(money("payouts", march(19), march(31))), {}),
    ("V11", with_stay(money("payouts", march(1), march(10))), with_stay(money("payouts", march(1), march(11))), {}),
    ("V11", with_stay(money("invoices", march(10), march(19))), with_stay(money("invoices", march(11), march(19))), {}),
    ("V11", with_stay(money("invoices", march(11), march(20))), with_stay(money("invoices", march(11), march(19))), {}),
    (
        "V11",
        with_stay(money("invoices", march(12), march(14), -1)),
        with_stay(money("invoices", march(12), march(14), 1)),
        {},
    ),
    (
        "V12",
        with_death(money("sick-claims", march(10), march(10))),
        with_death(money("sick-claims", march(10), march(11))),
        {},
    ),
    ("V12", with_death(money("payouts", march(1), march(10))), with_death(money("payouts", march(1), march(11))), {}),
    ("V12", with_death(money("invoices", march(1), march(10))), with_death(money("invoices", march(1), march(11))), {}),
    (
        "V12",
        with_death(money("invoices", march(11), march(12), -1)),
        with_death(money("invoices", march(11), march(12), 1)),
        {},
    ),
    ("V09", given_on(MARCH), given_on(MARCH + timedelta(days=1)), {}),
    ("V12", died(MARCH), died(MARCH - timedelta(days=1)), {}),
    ("V12", died(MARCH, "24:00"), died(MARCH, "24:01"), {}),
    ("V13", registered(60), registered(59), {}),
    ("V13", registered(-1), registered(0), {}),
    ("V13", applied_for(60), applied_for(59), {}),
    ("V13", registered(30), registered(29), {"d": 30}),
    ("V14", rise(14, 20.99), rise(14, 21), {}),
    ("V14", rise(10, 16.99), rise(10, 17), {}),
    ("V15", invoiced(10.01), invoiced(10.02), {}),
    ("V15", invoiced(11.01), invoiced(11.02), {"tol_pct": 10}),
    ("V16", invoiced(10.25, 600), invoiced(10.2503, 600), {}),
    ("V17", paid_for(date(2026, 8, 30)), paid_for(date(2026, 7, 31)), {}),
    ("V18", delivered(300), delivered(299), {}),
    ("V18", delivered(480), delivered(479), {"share": 0.8}),
    ("V19", waiting(AS_OF - timedelta(days=59)), waiting(AS_OF - timedelta(days=60)), {}),
    ("V20", silence(31), silence(32), {}),
    ("V21", followed(date(2025, 9, 30)), followed(date(2025, 9, 29)), {}),
    ("V22", people(15), people(16), {}),
    ("V22", people(10), people(11), {"hi": 10}),
    (
        "V03",
        by_agreement(90, 617.13),
        by_agreement(90, 617.16),
        {"agreements": "Annat=30/12;Sobona=48/3"},
    ),
    ("V04", by_agreement(28, 210), by_agreement(28, 210 + 1 / 60), {"agreements": "Sobona=50/200"}),
    ("V23", performed(480), performed(479), {}),
    ("V23", performed(660), performed(661), {}),
    ("V24", alike(14), alike(15), {}),
    ("V24", alike(17, 2), alike(18, 2), {}),
    ("V25", changed(91), changed(90), {}),
    ("V26", represents(4), represents(5), {}),
    ("V27", cases(100), cases(101), {}),
    ("V27", cases(50, 0.5), cases(51, 0.5), {}),
    ("V28", unmet(60), unmet(61), {}),
    ("V28", unmet(10, 2), unmet(10, 3), {}),
    ("V28", unmet(10, 3, 30), unmet(10, 3, 29), {}),
    ("V29", attended(40), attended(39.9), {}),
    ("V29", attended(42, 2), attended(42, 3), {}),
    ("V31", licensed_until(date(2026, 3, 31)), licensed_until(date(2026, 3, 30)), {}),
    ("V31", owner_changed(MARCH, MARCH), owner_changed(MARCH, None), {}),
    ("V31", owner_changed(MARCH, MARCH + timedelta(days=1)), owner_changed(MARCH, MARCH - timedelta(days=1)), {}),
    ("V31", owner_changed(AS_OF + timedelta(days=1), None), owner_changed(AS_OF, None), {}),
    ("V31", licensed_anew(AS_OF), licensed_anew(AS_OF + timedelta(days=1)), {}),
    ("V31", owner_changed(MARCH, AS_OF), owner_changed(MARCH, AS_OF + timedelta(days=1)), {}),
    ("V31", owner_changed(date(2019, 12, 31), None), owner_changed(date(2020, 1, 1), None), {}),
    ("V02", move(29), move(28), {"fixed": 0}),
    ("V02", move(26), move(25), {"detour": 1}),
    ("V03", hours_in(49371, 120, "ATL"), hours_in(49372, 120, "ATL"), {}),
    (  # an agreement that is listed binds nobody who is said to work by the law
        "V03",
        hours_in(30857, 90, "ATL", "Sobona"),
        hours_in(30858, 90, "ATL", "Sobona"),
        {"atl_hours": 40, "atl_months": 3, "agreements": "Sobona=48/6"},
    ),
    ("V03", hours_in(74468, 181, "agreement"), hours_in(74469, 181, "agreement"), {}),
    (
        "V03",
        hours_in(30857, 90, "agreement"),
        hours_in(30858, 90, "agreement"),
        {"agreement_hours": 40, "agreement_months": 3},
    ),
    ("V03", each_day(891, 28, "HushL"), each_day(892, 28, "HushL"), {"window_anchor": "2026-01-15"}),
    ("V04", hours_in(13628, 31, "ATL"), hours_in(13629, 31, "ATL"), {}),
    ("V04", hours_in(12428, 31, "ATL"), hours_in(12429, 31, "ATL"), {"month": 30}),
    ("V04", hours_in(170 * 60, 28, "ATL"), hours_in(170 * 60 + 1, 28, "ATL"), {"year_atl": 10}),
    ("V04", hours_in(170 * 60, 28, "HushL"), hours_in(170 * 60 + 1, 28, "HushL"), {"year_hushl": 10}),
    ("V04", hours_in(168 * 60, 28, "HushL"), hours_in(168 * 60 + 1, 28, "HushL"), {"ordinary": 30}),
    ("V04", hours_in(180 * 60, 28, "HushL"), hours_in(180 * 60 + 1, 28, "HushL"), {"four_weeks": 20}),
    ("V05", weekly_rest(36 * 60), weekly_rest(36 * 60 - 1), {}),
    ("V05", rest_between(9 * 60), rest_between(9 * 60 - 1), {"daily_h": 9}),
    ("V06", tireless(257), tireless(258), {}),
    ("V06", tireless(171), tireless(172), {"full_time": 0.5}),
    ("V06", tireless(idle=2), tireless(idle=1), {}),
    ("V06", tireless(400, idle=3), tireless(400, idle=2), {"worked_months": 10}),
    ("V06", tireless(away=date(2025, 10, 1)), tireless(away=date(2025, 9, 30)), {}),
    (
        "V06",
        tireless(contract_from=date(2025, 10, 2)),
        tireless(contract_from=date(2025, 10, 1)),
        {},
    ),
    ("V06", tireless(contract_to=date(2026, 9, 29)), tireless(contract_to=date(2026, 9, 30)), {}),
    ("V07", sick_on(*A_YEAR, date(2026, 1, 7)), sick_on(*A_YEAR, date(2026, 1, 6)), {}),
    (
        "V07",
        sick_on(*MONDAYS, date(2026, 6, 16), date(2026, 8, 20)),
        sick_on(*MONDAYS, date(2026, 6, 15), date(2026, 8, 20)),
        {},
    ),
    ("V10", born(date(2010, 3, 2)), born(date(2010, 3, 3)), {"age": 16}),
    ("V10", licence_gone(date(2026, 2, 16)), licence_gone(date(2026, 2, 15)), {}),
    ("V10", not_licensed("SoL"), not_licensed("LSS"), {}),
    ("V10", not_licensed("SoL"), not_licensed("SoL", "hemtjänst"), {}),
    ("V31", not_licensed("SoL"), not_licensed(""), {}),
    ("V31", not_licensed("LSS", credited=100), not_licensed("LSS", credited=99), {}),
    ("V10", told_of_the_end(date(2026, 2, 16)), told_of_the_end(date(2026, 2, 15)), {}),
    ("V10", licence_gone(date(2026, 2, 25)), licence_gone(date(2026, 2, 24)), {"grace": 5}),
    ("V14", rise(30, 38.9), rise(30, 39), {"pct": 30}),
    ("V14", rise(6, 9.99), rise(6, 10), {"abs": 4}),
    ("V15", invoiced(10), invoiced(10.01), {"round_h": 0}),
    ("V16", invoiced(11, 600), invoiced(11.01, 600), {"tol_h": 1}),
    ("V17", paid_for(date(2026, 7, 31)), paid_for(date(2026, 7, 30)), {"grace": 61}),
    ("V19", waiting(date(2026, 6, 30)), waiting(date(2026, 6, 29)), {"warn_days": 1000}),
    ("V19", waiting(date(2026, 3, 30)), waiting(date(2026, 3, 28)), {"warn_days": 1000, "months": 6}),
    ("V20", silence(20), silence(21), {"d": 20}),
    ("V21", followed(date(2026, 3, 30)), followed(date(2026, 3, 29)), {"months": 6}),
    ("V22", comes_at("22:00"), comes_at("21:59"), {}),
    ("V22", comes_at("06:59"), comes_at("07:00"), {}),
    ("V22", aged(date(1961, 3, 16)), aged(date(1961, 3, 15)), {}),
    ("V22", alone(27), alone(28), {}),
    ("V22", others_than_planned(3), others_than_planned(2), {}),
    ("V23", cut_short(2), cut_short(3), {}),
    ("V23", cut_short(4, of=4), cut_short(5, of=5), {"low": 0.4}),
    ("V23", cut_short(4), cut_short(5), {"short_share": 0.4, "low": 0.5}),
    ("V24", written_within(61), written_within(60), {}),
    ("V25", changed(31), changed(30), {"d": 30}),
    ("V26", represents(2), represents(3), {"n": 3}),
    ("V27", cases(50), cases(51), {"warn": 50}),
    ("V28", unmet(30), unmet(31), {"no_meeting_days": 30}),
    ("V28", unmet(10, 1), unmet(10, 2), {"failed": 2}),
    ("V29", attended(25), attended(24.9), {"share": 0.5}),
    ("V29", attended(45, 1), attended(40, 2), {"unexcused_days": 2}),
    *(("V30", shares(column, False), shares(column, True), {}) for column in ("telephone", "bank_account", "address")),
    ("V32", pass_of(12), pass_of(13), {"hours": 12}),
    ("V32", overlap(0), lambda world: world.work("a", "x", MARCH, "08:00", "08:00", backwards=True), {}),
    *FINER,
]


@pytest.mark.parametrize(
    ("rule", "silent", "speaks", "instead"), LIMITS, ids=[f"{one[0]}-{n}" for n, one in enumerate(LIMITS)]
)
def test_a_rule_is_silent_at_its_limit_and_speaks_just_beyond(
    rule: str, silent: Made, speaks: Made, instead: dict[str, Setting]
) -> None:
    assert told(rule, silent, instead) == []
    assert len(told(rule, speaks, instead)) == 1


@pytest.mark.parametrize(
    ("rule", "make", "severity"),
    [
        ("V19", waiting(date(2026, 6, 29)), 2),
        ("V19", waiting(date(2026, 4, 1)), 2),
        ("V19", waiting(date(2026, 3, 30)), 3),
        ("V19", waiting(date(2025, 10, 1)), 3),
        ("V19", waiting(date(2025, 9, 30)), 4),
        ("V21", followed(date(2024, 9, 30)), 2),
        ("V21", followed(date(2024, 9, 29)), 3),
        ("V22", people(20), 2),
        ("V22", people(21), 3),
        ("V27", cases(200), 2),
        ("V27", cases(299), 3),
        ("V27", cases(201), 3),
        ("V27", cases(300), 4),
        ("V05", pass_of(24), 1),
        ("V28", unmet(61), 2),
        ("V28", unmet(10, 3), 2),
        ("V28", unmet(61, 3), 3),
        ("V28", paid_after(unmet(61)), 3),
    ],
)
def test_what_weighs_more_does_so_from_its_limit_on(rule: str, make: Made, severity: int) -> None:
    (signal,) = (one for one in told(rule, make) if one.part in ("", "high", "daily"))

    assert int(signal.severity) == severity


@pytest.mark.parametrize(
    ("agreement", "words", "severity"), [("", "ett antagande", 2), ("Sobona", "kollektivavtalets gräns", 3)]
)
def test_v03_tells_a_limit_nobody_has_written_down_as_an_assumption(agreement: str, words: str, severity: int) -> None:
    made = hours_in(74469, 181, "agreement", agreement)

    (signal,) = told("V03", made, {"agreements": "Sobona=48/6"})

    assert words in signal.explanation[0][0]
    assert int(signal.severity) == severity
