"""What a rule counts and what it leaves out, one small world each: cases the made-up worlds seldom meet."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planting import AS_OF, World, at, days, material_of

from kollegie.cli.screening import _signal
from kollegie.model.severity import Severity
from kollegie.model.signals import WarningSignal
from kollegie.screening import sweep
from kollegie.screening.agreements import AgreementUnreadable, limits_of_agreements
from kollegie.screening.all_rules import RULES, rules_named
from kollegie.screening.identity import surname_of
from kollegie.screening.material import ReviewEvent
from kollegie.screening.payout_desk import PayoutDesk
from kollegie.screening.pictures import Pictures
from kollegie.screening.reported_rules import reported_seconds
from kollegie.screening.rules import Chosen
from kollegie.screening.running import run_rules
from kollegie.screening.swedish_time import day_of
from kollegie.screening.sweep import by_one, order_by, order_of_runs
from kollegie.summary.desk_pictures import wait_figure

MARCH = date(2026, 3, 2)


def told(rule: str, world: World, as_of: date = AS_OF) -> list[WarningSignal]:
    """What one rule finds."""
    run = run_rules(material_of(world, as_of), rules_named((rule,)), scope=UUID(int=1))
    return [found.signal for found in run.found]


@settings(max_examples=30)
@given(st.lists(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9)), min_size=20, max_size=60), max_size=4))
def test_stretches_that_stand_in_order_are_put_together_as_a_sort_would(sets: list[list[tuple[int, int]]]) -> None:
    pairs = [pair for one in sets for pair in sorted(one)] or [(0, 0)] * 4
    who, start = np.asarray(pairs, np.int32).T

    order = order_of_runs(who, start)

    assert order is None or order.tolist() == order_by(who, start).tolist()
    assert order is not None or len(sets) > 1


@pytest.mark.parametrize("last", [0, 9, 70_000])
def test_rows_laid_in_order_a_part_at_a_time_stand_as_a_sort_would_have_them(
    monkeypatch: pytest.MonkeyPatch, last: int
) -> None:
    monkeypatch.setattr(sweep, "AT_ONCE", 7)
    key = np.asarray([(place * place) % 11 * last // 10 - 3 for place in range(60)], np.int32)

    order, ordered = by_one(key, key)

    assert order.tolist() == sorted(range(60), key=lambda place: key[place])
    assert ordered.tolist() == sorted(key.tolist())


@pytest.mark.parametrize("year", [1970, 2126])
def test_every_rule_runs_over_a_claim_of_another_century(year: int) -> None:
    world = World()
    world.add(
        "sick-claims",
        claim_id="c",
        user_id="x",
        staff_id="a",
        substitute_id="b",
        hours=8,
        **{"from": date(year, 3, 2), "to": date(year, 3, 3)},
    )

    run = run_rules(material_of(world), RULES.values(), scope=UUID(int=1))

    assert len(run.rules) == len(RULES)


def standby_at_night(world: World) -> None:
    """One person who can be called to two homes the same night, and sleeps in neither."""
    world.user("x", latitude=59.0, longitude=15.0)
    world.user("y", latitude=59.9, longitude=15.0)
    for user in "xy":
        world.work("a", user, MARCH, "22:00", "06:00", kind="standby")
    world.work("a", "y", MARCH, "06:05", "07:00", kind="standby")


@pytest.mark.parametrize("rule", ["V01", "V02"])
def test_standby_is_not_being_there(rule: str) -> None:
    world = World()
    standby_at_night(world)

    assert told(rule, world) == []


def test_a_licence_that_ran_out_held_to_its_last_day_and_none_is_looked_for_without_a_company_number() -> None:
    world = World()
    service = "hemtjänst"
    for provider, number in (("p1", "556000-1233"), ("p2", "")):
        world.provider(provider, organisation_number=number, kind="private")
        line = {"invoice_id": f"i-{provider}", "provider_id": provider, "user_id": "u", "service": service}
        world.add("invoices", **line, period_from=MARCH, period_to=date(2026, 3, 31), hours=2, amount=100)
    span = {"from": date(2020, 1, 1), "to": date(2026, 6, 30)}
    world.add("licences", organisation_number="5560001233", service=service, status="upphört", **span)

    assert told("V31", world) == []
    assert [one.part for one in told("V32", world) if "no-number" in one.part] == ["providers:no-number:providers.csv"]


def licensed_world(*entries: tuple[str, date], **decisions: dict[str, object]) -> World:
    """Three firms, of which o and q have a licence for home care and p has none, and their work at one user."""
    world = World()
    for provider in "oqp":
        number = f"55600{ord(provider)}-1233"
        world.staff(f"s{provider}", world.provider(provider, kind="private", organisation_number=number))
        if provider != "p":
            licence = {"organisation_number": number, "service": "hemtjänst", "from": date(2020, 1, 1)}
            world.add("licences", **licence)
    for name, cells in decisions.items():
        world.decision(name, "u", **{"provider_id": "", **cells})
    for provider, day in entries:
        world.work(f"s{provider}", "u", day, "08:00", "09:00", provider)
    return world


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


def test_a_payout_for_nobody_known_is_not_asked_for_its_reports() -> None:
    world = World()
    for payee, user in (("", "u"), ("k", ""), ("k", "u")):
        month = {"period_from": date(2026, 3, 1), "period_to": date(2026, 3, 31)}
        world.add("payouts", payee_id=payee, user_id=user, service="kontaktperson", amount=500, **month)
    world.work("a", "x", MARCH, "08:00", "09:00")

    assert [one.subjects_of("user") for one in told("V17", world)] == [("u",)]


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


def test_running_numbers_of_two_registers_are_nobody_in_common() -> None:
    world = World()
    world.staff("12", "p", bank_account="8327-9", relation="")
    world.user("12", bank_account="8327-9")
    world.add("representatives", user_id="x", representative_id="12", **{"from": date(2026, 1, 1)})

    assert told("V26", world) == []
    shared = [{("user", "12"), ("staff", "12")}]
    assert [set(one.subjects) for one in told("V30", world)] == shared
    world.staff("12", "p", contract_from=date(2025, 1, 1))  # which tells no account
    world.staff("12", "p", contract_from=AS_OF + timedelta(days=1), bank_account="1111-1")  # and one to come
    assert [set(one.subjects) for one in told("V30", world)] == shared
    world.staff("12", "p", contract_from=AS_OF, bank_account="1111-1")
    assert told("V30", world) == []  # what a contract said that another has followed is no longer so


def test_v17_sums_what_was_paid_for_the_silent_months_when_what_was_taken_back_is_drawn_off() -> None:
    world = World()
    for user, first, last, ore in (
        ("quarter", (1, 1), (3, 31), 300_000),
        ("reversed", (1, 1), (1, 31), 50_000),
        ("reversed", (1, 1), (1, 31), -50_000),
        ("lowered", (1, 1), (1, 31), 50_000),
        ("lowered", (1, 1), (1, 31), -20_000),
    ):
        span = {"period_from": date(2026, *first), "period_to": date(2026, *last)}
        world.add("payouts", payee_id="k", user_id=user, service="kontaktperson", amount=ore / 100, **span)
    world.work("k", "quarter", date(2026, 2, 10), "10:00", "12:00")

    found = {(one.subjects_of("user")[0], one.first_day.month): dict(one.measure) for one in told("V17", world)}
    desk = PayoutDesk(material_of(world)).without_report("2026-01", "2026-03")

    assert {key: int(measure["amount_ore"]) for key, measure in found.items()} == {
        ("quarter", 1): 103_333,
        ("quarter", 3): 103_334,
        ("lowered", 1): 30_000,
    }
    assert sum(look.amount_ore for look in desk) == 103_333 + 103_334 + 30_000


@pytest.mark.parametrize("paid", [True, False])
def test_home_care_in_the_same_home_is_no_meeting_with_the_contact_person(paid: bool) -> None:
    """The founding case (S0-2, S0-3): paid for months, never there, while home care came every day."""
    world = World()
    world.decision("hl", "u", "hemtjänst", provider_id="p1", amount=10.0, unit="hours/month")
    world.decision("kp", "u", "kontaktperson", amount=4.0, unit="occasions/month", executed_on=None if paid else MARCH)
    world.staff("s1", "p1")
    for day in days(MARCH, 150):
        world.work("s1", "u", day, "08:00", "09:00")
    if paid:
        span = {"period_from": date(2026, 2, 1), "period_to": date(2026, 2, 28)}
        world.add("payouts", payee_id="k1", user_id="u", service="kontaktperson", amount=500, **span)
    world.add("contact-notes", user_id="other", date=MARCH, kind="phone", outcome="reached")

    assert [one.subjects_of("decision") for one in told("V28", world)] == [("kp",)]
    assert [one.subjects_of("decision") for one in told("V18", world)] == [("kp",)]
    for day in days(date(2026, 2, 3), 60, 4):
        world.work("k1" if paid else "friend", "u", day, "15:00", "17:00")
    for month in range(3, 10):
        for day in range(1, 5):
            world.work("k1" if paid else "friend", "u", date(2026, month, day), "15:00", "17:00")
    assert told("V28", world) == told("V18", world) == []


def test_a_waiting_decision_is_the_same_signal_whoever_handles_it_and_v06_when_its_year_has_moved_on() -> None:
    def waiting(caseworker: str) -> WarningSignal:
        world = World()
        world.user("u")
        world.decision("d", "u", executed_on=None, followed_up_on=None, caseworker=caseworker)
        return next(iter(told("V19", world)))

    def tireless(months: int) -> WarningSignal:
        world = World()
        world.staff("a", "p", full_time_share=1.0)
        world.add("absences", staff_id="b", kind="sick", **{"from": MARCH, "to": MARCH})
        for day in days(date(2025, 1, 1), months * 15, 2):
            world.work("a", "u", day, "07:00", "19:00", "p")
        return next(iter(told("V06", world)))

    assert waiting("HL1").id == waiting("HL2").id
    assert tireless(14).id == tireless(16).id
    assert tireless(14).first_day < tireless(16).first_day


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


@pytest.mark.parametrize(("first", "second", "found"), [(90, 101, True), (101, 90, False)])
def test_of_two_caseloads_of_a_day_the_later_row_counts(first: int, second: int, found: bool) -> None:
    world = World()
    for many in (first, second):
        world.add("caseloads", caseworker="h", date=AS_OF, cases=many, full_time_share=1.0)

    assert bool(told("V27", world)) is found


@pytest.mark.parametrize(("users", "severity"), [(1, 1), (2, 2), (4, 2), (5, 3)])
def test_a_change_of_provider_weighs_more_the_more_who_make_it(users: int, severity: int) -> None:
    world = World()
    for number in range(users):
        world.events.append(ReviewEvent(day_of(MARCH), "visit", f"u{number}"))
        for provider, day in (("p", date(2025, 1, 1)), ("q", MARCH)):  # the very day of the visit
            world.add("provider-choices", user_id=f"u{number}", provider_id=provider, **{"from": day})

    assert [int(one.severity) for one in told("V25", world, MARCH)] == [severity]
    assert told("V25", world, MARCH - timedelta(days=1)) == []


@pytest.mark.parametrize(("clock", "found"), [("22:00", True), ("21:59", False), ("05:59", True), ("06:00", False)])
def test_sick_pay_for_rare_night_shifts_is_a_pattern_where_the_days_are_worked(clock: str, found: bool) -> None:
    world = World()
    for number in range(40):
        world.work("a", "x", MARCH + timedelta(days=number), "07:00", "08:00")
    for number, day in enumerate((MARCH, date(2026, 3, 13), date(2026, 6, 7), date(2026, 8, 20))):
        start = at(day, clock)
        names = {"claim_id": f"c{number}", "user_id": "x", "staff_id": "a", "substitute_id": f"s{number}"}
        world.add("sick-claims", **names, **{"from": start, "to": start + timedelta(hours=4)}, hours=4)

    patterns = [step for one in told("V07", world) for step, _ in one.explanation]

    assert any("nattpass" in step for step in patterns) is found


@pytest.mark.parametrize(("weeks", "found"), [(4, True), (5, True), (6, False)])
def test_a_month_that_repeats_the_one_before_by_whole_weeks_is_told(weeks: int, found: bool) -> None:
    world = World()
    for number in range(18):
        for shift in (timedelta(), timedelta(weeks=weeks)):
            day = date(2026, 2, 2) + timedelta(days=number) + shift
            start = at(day, f"{7 + number % 5:02}:{number * 7 % 13 + 1:02}")
            end = start + timedelta(minutes=61 + number * 3)
            world.add("time-reports", staff_id="a", user_id="x", start=start, end=end)

    said = " ".join(step for one in told("V24", world) for step, _ in one.explanation)

    assert (f"flyttade {7 * weeks} dagar" in said) is found


@pytest.mark.parametrize(("months", "level"), [(3, 1), (6, 2), (12, 3), (17, 4)])
def test_a_wait_goes_up_a_level_at_three_six_twelve_and_seventeen_months(months: int, level: int) -> None:
    def waiting(decided: date) -> str:
        world = World()
        world.user("u")
        world.decision("d", "u", decided_on=decided, executed_on=None, followed_up_on=None)
        return dict(told("V19", world)[0].measure)["level"]

    year, month = divmod(2026 * 12 + 8 - months, 12)
    reached = date(year, month + 1, 30) - timedelta(days=int(months == 3))  # over three months, at the others

    assert waiting(reached) == str(level)
    assert waiting(reached + timedelta(days=2)) == str(level - 1)


@pytest.mark.parametrize("activity", ["Trygghetslarm", "Matdistribution", "HSL-insats"])
def test_who_answers_an_alarm_brings_food_or_nurses_is_not_counted_among_the_people_who_come(activity: str) -> None:
    def of(of_one: str) -> list[WarningSignal]:
        world = World()
        for number, day in enumerate(days(MARCH, 14)):
            for visit, clock in enumerate(("08:00", "13:00", "18:00")):
                world.work(f"s{(3 * number + visit) % 15}", "x", day, clock, f"{clock[:2]}:30")
        world.work("s15", "x", MARCH, "10:00", "10:30", activity=of_one)
        return told("V22", world)

    assert of(activity) == []
    assert len(of("Dusch")) == 1


@pytest.mark.parametrize("written", ["Sobona", "Sobona=48", "Sobona=x/6", "=48/6", "Sobona=48/0"])
def test_an_agreement_that_cannot_be_read_is_refused_by_its_words(written: str) -> None:
    for rule in ("V03", "V04"):
        with pytest.raises(AgreementUnreadable, match=written):
            limits_of_agreements(Chosen(RULES[rule], {"agreements": written}), rule, "Sobona=48/6")


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


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"notice_on": date(2026, 5, 2), "notice_noted_by": "HL1"}, "har inget slutdatum"),
        ({"contract_to": date(2026, 5, 31), "notice_on": date(2026, 5, 2)}, "Vem som noterade"),
        ({"contract_to": date(2026, 5, 31)}, "ingen dag för anmälan"),
        ({"contract_to": date(2026, 5, 31), "notice_on": date(2026, 5, 2), "notice_noted_by": "HL1"}, ""),
        ({}, ""),
    ],
)
def test_the_end_of_a_contact_persons_assignment_is_written_with_its_notice_and_who_noted_it(
    cells: dict[str, object], said: str
) -> None:
    def of(*months: int) -> list[WarningSignal]:
        world = World()
        world.user("u")
        world.decision("kp", "u", "kontaktperson", amount=1, unit="occasions/month", executed_on=date(2026, 9, 1))
        world.add("contact-notes", user_id="u", date=date(2026, 9, 20), kind="meeting", outcome="reached")
        world.staff("k", "p", **cells)
        world.staff("other", "p", contract_to=date(2026, 1, 1), notice_on=date(2026, 1, 1), notice_noted_by="HL2")
        for month in months:
            day = date(2026, month, 1)
            world.add("payouts", payee_id="k", user_id="u", service="kontaktperson", period_from=day, amount=500)
            world.rows["payouts"][-1]["period_to"] = day
        return [one for one in told("V28", world) if one.part.startswith("notice")]

    in_time, late = of(3, 5), of(3, 6, 7)

    assert [said in one.explanation[0][0] for one in in_time] == ([True] if said else [])
    assert all(dict(one.measure)["late_fees"] == "0" for one in in_time)
    if cells:
        assert [dict(one.measure)["amount_ore"] for one in late] == ["100000"]
        assert "1\xa0000" in late[0].explanation[-1][0]
        assert "HL1" not in repr(late)


def test_a_contact_person_with_another_assignment_is_paid_for_that_one() -> None:
    world = World()
    world.user("u")
    world.decision("kp", "u", "kontaktperson", amount=1, unit="occasions/month", executed_on=date(2026, 9, 1))
    world.add("contact-notes", user_id="u", date=date(2026, 9, 20), kind="meeting", outcome="reached")
    ended = {"contract_to": date(2026, 5, 31), "notice_on": date(2026, 5, 2)}
    world.staff("k", "p", **ended)
    world.staff("k", "q")
    world.staff("later", "p", contract_to=date(2026, 12, 31), notice_on=date(2026, 9, 1))
    for provider in "pq":
        world.staff("two", provider, **ended)
    world.staff("two", "q", **ended)  # and one of them twice
    for payee in ("k", "later", "two"):
        span = {"period_from": date(2026, 8, 1), "period_to": date(2026, 8, 31)}
        world.add("payouts", payee_id=payee, user_id="u", service="kontaktperson", amount=500, **span)

    asked = [one for one in told("V28", world) if one.part.startswith("notice")]
    next_day = [one for one in told("V28", world, AS_OF + timedelta(days=1)) if one.part.startswith("notice")]

    late = [(one.subjects_of("staff")[0], dict(one.measure)["late_fees"]) for one in asked]
    assert late == [("k", "0"), ("later", "0"), *[("two", "1")] * 3]
    assert all(one.first_day <= one.last_day for one in asked)
    assert [one.id for one in asked] == [one.id for one in next_day]  # also of an assignment whose end is to come
    assert len({one.id for one in asked}) == 5


def test_a_wait_tells_what_was_offered_meanwhile() -> None:
    world = World()
    world.user("u")
    world.decision("d", "u", decided_on=MARCH, executed_on=None)
    for day, decision, answer in (
        (MARCH, "d", "declined"),
        (date(2026, 5, 4), "", "accepted"),
        (date(2026, 6, 1), "d", ""),
        (date(2026, 6, 2), "d", "Karin vill vänta"),
        (date(2026, 3, 1), "d", "declined"),
        (date(2026, 6, 1), "other", "declined"),
    ):
        offered = {"kind": "offer", "offer": "rum hos Karin", "answer": answer}
        world.add("contact-notes", user_id="u", decision_id=decision, date=day, **offered)
    world.add("contact-notes", user_id="u", decision_id="d", date=date(2026, 6, 2), kind="phone", reason="Karin")

    (signal,) = told("V19", world)

    assert dict(signal.measure)["offers"] == "4"
    assert signal.rows_in_all == 5
    assert signal.explanation[-1][0] == (
        "4 erbjudanden under väntan: 2026-03-02 tackat nej; 2026-05-04 tackat ja; 2026-06-01 inget svar noterat; "
        "2026-06-02 annat svar, se raden."
    )
    assert "Karin" not in repr(signal)
    (wait,) = Pictures(material_of(world)).waits()
    assert (wait.offers, wait.declined) == (4, 1)
    assert wait_figure([wait]).rows[0].told.endswith(" · 4 erbjudanden, 1 avböjt")
    notes = world.rows["contact-notes"]
    for many, begins, ends in ((1, "1 erbjudande under", "nej."), (8, "8 erbjudanden under", "nej … och 2 till.")):
        notes[:] = notes[:1] * many
        (signal,) = told("V19", world)
        said = signal.explanation[-1][0]
        assert said.startswith(begins)
        assert said.endswith(ends)


def test_what_is_billed_outside_every_decision_says_when_they_hold() -> None:
    world = World()
    world.user("u")
    world.decision(
        "d", "u", "personlig assistans", amount=10, unit="hours/week", valid_from=MARCH, valid_to=date(2026, 4, 30)
    )
    world.add(
        "invoices",
        provider_id="p",
        invoice_id="1",
        user_id="u",
        period_from=date(2026, 6, 1),
        period_to=date(2026, 6, 30),
        service="personlig assistans",
        hours=5,
        amount=1500,
    )

    (signal,) = told("V15", world)

    assert signal.part == "outside"
    assert signal.explanation[-1][0].endswith("Inlästa beslut gäller 2026-03-02 – 2026-04-30.")
    assert "finns inläst" not in signal.explanation[-1][0]


def test_two_decisions_of_one_day_are_held_together_over_the_longer_ones_periods() -> None:
    world = World()
    for name, hours, last in (("short", 10, date(2026, 1, 31)), ("long", 20, None)):
        span = {"valid_from": date(2026, 1, 1), "valid_to": last, "unit": "hours/week"}
        world.decision(name, "u", "personlig assistans", amount=hours, **span)
    for month in range(2, 6):
        first = date(2026, month, 1)
        line = {"provider_id": "p", "invoice_id": f"{month}", "user_id": "u", "service": "personlig assistans"}
        world.add("invoices", **line, period_from=first, period_to=first.replace(day=28), hours=200, amount=100)

    (signal,) = told("V15", world)

    assert (signal.part, signal.severity, signal.last_day) == ("period", 3, date(2026, 6, 30))
    assert dict(signal.measure)["invoiced_hours"] == "800.0"


def test_lines_that_do_not_say_which_of_several_services_they_are_for_are_named() -> None:
    world = World()
    for service in ("hemtjänst", "boendestöd"):
        world.decision(service, "u", service, amount=10, unit="hours/week")
    for name in ("Hemtjänst mars 2026", "Omvårdnad", None):
        line = {"provider_id": "p", "invoice_id": f"i-{name}", "user_id": "u", "service": name}
        world.add("invoices", **line, period_from=MARCH, period_to=MARCH, hours=1, amount=100)

    (signal,) = [one for one in told("V32", world) if "service-untold" in one.part]

    assert signal.rows_in_all == 2


def test_a_line_with_another_name_is_of_no_service_but_counts_with_the_others_to_what_was_granted() -> None:
    world = World()
    world.provider("p", kind="private")
    world.user("u")
    world.add("licences", organisation_number="5560000000", service="hemtjänst", **{"from": MARCH})
    world.decision("d", "u", "hemtjänst", amount=10, unit="hours/week")
    for name in ("Hyra möteslokal", "Arbetsmarknadsinsats", "Ledsagning mars 2026", "hemtjänst"):
        line = {"provider_id": "p" if name != "hemtjänst" else "q", "invoice_id": name, "user_id": "u", "service": name}
        world.add("invoices", **line, period_from=MARCH, period_to=MARCH, hours=40, amount=100)

    assert [signal.part for signal in told("V31", world)] == ["ledsagarservice"]
    signals = {signal.part: signal for signal in told("V15", world)}
    over = {part: dict(signal.measure)["invoiced_hours"] for part, signal in signals.items()}
    assert over == {"": "40.0", "arbetsmarknadsinsats": "40.0", "ledsagarservice": "40.0"}
    assert signals[""].severity is Severity.NOTE
    assert "40 h på rader som inte säger vilken insats" in signals[""].explained[0]
    assert signals[""].explained[0].endswith("40 h inom beslutet på de andra, beviljat 44,29 h: 35,71 h mer.")
    assert {row.cell("invoice_id") for row in signals[""].evidence if row.kind == "invoices"} == {
        "Hyra möteslokal",
        "hemtjänst",
    }


def test_what_nobody_with_decisions_has_is_called_as_it_stands() -> None:
    world = World()
    world.decision("d", "x", amount=10, unit="hours/week")
    line = {"provider_id": "p", "invoice_id": "1", "user_id": "u", "service": "Hemvård", "hours": 5, "amount": 100}
    world.add("invoices", **line, period_from=MARCH, period_to=MARCH)

    assert [signal.part for signal in told("V15", world)] == ["hemvård"]


def test_a_line_names_the_longest_service_that_its_words_hold() -> None:
    world = World()
    for user, service in (("x", "hemtjänst"), ("u", "hemtjänst natt"), ("u", "boendestöd")):
        world.decision(f"{user}-{service}", user, service, amount=10, unit="hours/week")
    line = {"provider_id": "p", "invoice_id": "1", "user_id": "u", "service": "Hemtjänst natt mars 2026"}
    world.add("invoices", **line, period_from=date(2026, 3, 1), period_to=date(2026, 3, 31), hours=70, amount=100)

    assert [signal.part for signal in told("V15", world)] == ["hemtjänst natt"]
    assert not [one for one in told("V32", world) if "service-untold" in one.part]


def test_time_that_is_reported_again_at_the_same_user_counts_once_and_is_named() -> None:
    world = World()
    world.user("u")
    for begin, end, kind in (
        ("08:00", "10:00", "assistance"),
        ("08:00", "09:45", "assistance"),  # corrected and sent anew
        ("13:00", "17:00", "waiting"),
        ("14:00", "15:00", "assistance"),
    ):
        world.work("s", "u", MARCH, begin, end, "p", kind)
    world.work("s", "other", MARCH, "09:00", "09:30", "p")
    period = {"period_from": date(2026, 3, 1), "period_to": date(2026, 3, 31)}
    world.add("invoices", provider_id="p", invoice_id="i", user_id="u", hours=3.75, amount=100, **period)
    claim = {"claim_id": "c", "user_id": "u", "staff_id": "ill", "substitute_id": "s", "hours": 8}
    world.add("sick-claims", **claim, **{"from": at(MARCH, "13:00"), "to": at(MARCH, "21:00")})

    assert reported_seconds(material_of(world).reports).sum() / 3600 == 2 + 1 + 3 / 4 + 0.5
    assert told("V16", world) == []
    [signal] = told("V08", world)
    assert dict(signal.measure)["minutes"] == "240"
    assert ["time-reports:overlaps" in one.part for one in told("V32", world)].count(True) == 1


def test_schedules_that_end_first_or_stand_twice_are_named() -> None:
    world = World()
    for end, many in (("07:00", 1), ("09:00", 2)):
        for _ in range(many):
            world.plan("a", "u", MARCH, "08:00", end)

    parts = {one.part for one in told("V32", world) if one.part.startswith("schedules")}
    assert {part.split(":")[1] for part in parts} == {"ends-first", "twice"}


def test_v02_looks_from_one_stay_to_the_next_past_the_standby_between_them() -> None:
    world = World()
    standby_at_night(world)
    world.work("a", "x", MARCH, "20:00", "21:50")
    world.work("a", "y", MARCH, "22:10", "23:00")

    (signal,) = told("V02", world)

    assert "21:50" in signal.explained[0]
    assert "22:10" in signal.explained[0]
    assert len(signal.evidence) == 2


@pytest.mark.parametrize(
    ("host", "written", "here"),
    [
        ("Västerås stad", "Västerås", True),
        ("Västerås", "Västerås kommun", True),
        ("Borås Stad", "Borås kommun", True),
        ("Stockholm", "Stockholms stad", True),
        ("Hult", "Hults kommun", True),
        ("Hults kommun", "Hulta", False),
        ("Västerås", "Västerå", False),
    ],
)
def test_v13_knows_a_municipality_by_its_short_name_and_its_whole(host: str, written: str, *, here: bool) -> None:
    world = World()
    world.user("x", municipality_registered=written)
    world.decision("d", "x")
    material = material_of(world)
    material.host = host

    run = run_rules(material, rules_named(("V13",)), scope=UUID(int=1))

    assert (run.found == ()) is here


@pytest.mark.parametrize(
    ("law", "basis", "decided", "has", "lacks"),
    [
        ("LSS", "decision", date(2026, 3, 1), "(LSS 28 e §)", "Dom"),
        ("SoL", "decision", date(2026, 3, 1), "särskild avgift måste delges senast 2028-03-01.", "LSS"),
        ("SoL", "judgment", date(2026, 3, 1), "kan ge särskild avgift.", "LSS"),
        ("LSS", "judgment", date(2026, 7, 15), "(LSS 28 a §)", "Rapporteringspliktigt"),
        ("LSS", "decision", date(2026, 7, 15), "Rapporteringspliktigt efter 2026-10-15", "28 e §"),
    ],
)
def test_v19_names_the_law_of_the_decision_and_no_duty_to_report_a_judgment(
    law: str, basis: str, decided: date, has: str, lacks: str
) -> None:
    world = World()
    world.decision("d", "x", decided_on=decided, valid_from=None, executed_on=None, law=law, basis=basis)

    (signal,) = told("V19", world)

    words = "\n".join(signal.explained)
    assert has in words
    assert lacks not in words


@pytest.mark.parametrize(("noted", "severity"), [(None, 2), (False, 3), (True, 2)])
def test_v20_asks_for_the_effect_only_where_the_notes_say_that_it_is_not_there(
    noted: bool | None, severity: int
) -> None:
    world = World()
    world.decision("d", "x", decided_on=date(2026, 6, 1), valid_from=None, executed_on=None)
    note = {"user_id": "x", "decision_id": "d", "kind": "phone", "outcome": "reached"}
    world.add("contact-notes", date=date(2026, 6, 10), effect_documented=noted, **note)

    (signal,) = told("V20", world)

    assert int(signal.severity) == severity
    assert any("påverkat" in step for step in signal.explained) is (severity == 3)


def test_v26_meets_an_identity_number_with_and_without_its_century() -> None:
    world = World()
    world.staff("a", "p", identity_number="800101-1234")
    world.add("representatives", representative_id="198001011234", user_id="x", **{"from": MARCH, "to": None})

    (signal,) = told("V26", world)

    assert signal.subjects_of("staff") == ("a",)


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


@pytest.mark.parametrize(("resumed", "months"), [(None, [1]), (date(2026, 4, 1), [1, 4]), (date(2026, 4, 2), [1, 5])])
def test_v18_asks_nothing_of_a_month_in_which_the_help_was_interrupted(resumed: date | None, months: list[int]) -> None:
    world = World()
    pause = {"interrupted_on": date(2026, 2, 28), "resumed_on": resumed}
    world.decision("d", "x", amount=4, unit="occasions/month", **pause)
    for day in (date(2026, 1, 1), date(2026, 6, 30)):
        world.work("a", "other", day, "10:00", "11:00")

    assert sorted(signal.first_day.month for signal in told("V18", world)) == months


def test_v18_asks_nothing_of_a_month_in_which_the_user_died() -> None:
    world = World()
    world.user("x", deceased_on=date(2026, 4, 20))
    world.decision("d", "x", amount=4, unit="occasions/month")
    for day in (date(2026, 1, 2), date(2026, 8, 3)):
        world.work("a", "other", day, "10:00", "11:00")

    (signal,) = told("V18", world)

    assert (signal.first_day, signal.last_day) == (date(2026, 1, 1), date(2026, 3, 31))


def test_a_month_in_which_one_providers_reports_stop_is_not_said_to_have_had_too_little_help() -> None:
    world = World()
    for user, provider, last in (("x", "p", 90), ("y", "q", 69)):  # p reports to 31 March, q's file stops on 10 March
        world.user(user)
        world.decision(user, user, amount=14, unit="hours/week", valid_from=date(2025, 1, 1), provider_id=provider)
        for day in days(date(2026, 1, 1), last):
            visit = {"staff_id": f"s-{user}", "user_id": user, "provider_id": provider, "start": at(day, "08:00")}
            world.add("time-reports", **visit, end=at(day, "10:00"))
        for day in days(date(2026, 1, 1), 90):
            world.plan(f"s-{user}", user, day, "08:00", "10:00")

    assert told("V18", world) == told("V23", world) == []


@pytest.mark.parametrize(("first", "months"), [(5, ["1"]), (6, [])])
def test_v18_asks_of_a_month_whose_first_five_days_hold_a_report(first: int, months: list[str]) -> None:
    world = World()
    world.decision("d", "x", amount=4, unit="occasions/month", provider_id="p", executed_on=date(2025, 1, 1))
    for month, days_of_month in ((1, (first,)), (2, (1, 9, 17, 28)), (3, (1, 9, 17, 31))):
        for day in days_of_month:
            world.work("x", "x", date(2026, month, day), "08:00", "09:00", "p")

    assert [dict(one.measure)["months"] for one in told("V18", world, date(2026, 4, 1))] == months


def test_v18_asks_a_provider_that_stops_reporting_while_decisions_run_and_none_the_user_has_left() -> None:
    world, since = World(), date(2025, 1, 1)
    for user, provider, to in (("x", "p", None), ("y", "p", date(2026, 3, 31)), ("z", "q", None)):
        world.decision(user, user, amount=4, unit="occasions/month", provider_id=provider, executed_on=since)
        world.add("provider-choices", user_id=user, provider_id=provider, **{"from": since, "to": to})
    world.decision("ended", "w", amount=4, unit="occasions/month", provider_id="p", valid_to=date(2026, 3, 31))
    world.add("provider-choices", user_id="y", provider_id="q", **{"from": date(2026, 5, 1), "to": None})
    for month in range(1, 7):
        for user in "xyzw" if month < 4 else "z":
            for day in (1, 9, 17, 28):
                world.work(user, user, date(2026, month, day), "08:00", "09:00", "q" if user == "z" else "p")

    stopped, left = sorted(told("V18", world), key=lambda one: one.subjects)

    assert [one.subjects_of("decision") for one in (stopped, left)] == [("x",), ("y",)]
    assert [one.subjects_of("provider") for one in (stopped, left)] == [("p",), ("q",)]
    assert {(one.first_day, one.last_day) for one in (stopped, left)} == {(date(2026, 4, 1), date(2026, 6, 30))}
    assert stopped.explained[-1] == "p har inte rapporterat något alls efter 2026-03-28."
    assert left.explained[-1] == "p har inte uppdraget efter 2026-03-31, men beslutet gäller."

    world.work("z", "z", date(2026, 5, 2), "08:00", "09:00")  # it names no provider and may be anybody's
    assert not any("rapporterat" in step for one in told("V18", world) for step in one.explained)


def test_v18_counts_an_occasion_by_its_day_as_the_payout_desk_does() -> None:
    world = World()
    world.decision("d", "x", amount=4, unit="occasions/month", valid_to=date(2026, 1, 31))
    for clock in ("08:00", "11:00", "14:00", "17:00"):
        world.work("a", "x", date(2026, 1, 2), clock, "18:00")
    world.work("a", "other", date(2026, 2, 28), "10:00", "11:00")

    (signal,) = told("V18", world)

    assert dict(signal.measure)["delivered"] == "1.0"


def test_v28_takes_no_payout_of_another_service_for_the_contact_persons() -> None:
    world = World()
    world.decision("d", "x", "kontaktperson", executed_on=date(2026, 1, 1))
    for service, amount in (("kontaktperson", 500), ("ekonomiskt bistånd", 8000), ("", 30)):
        month = {"period_from": date(2026, 8, 1), "period_to": date(2026, 8, 31)}
        world.add("payouts", payee_id=f"k-{service}", user_id="x", service=service, amount=amount, **month)
    world.add("contact-notes", user_id="y", date=MARCH, kind="phone", outcome="reached")

    (signal,) = told("V28", world)

    assert dict(signal.measure)["amount_ore"] == "53000"
    assert signal.subjects_of("staff") == ("k-", "k-kontaktperson")


def test_a_claims_number_stays_as_it_is_written_in_the_result() -> None:
    world = World()
    for user, number in (("x", "007"), ("y", "nan")):
        claim = {"claim_id": number, "user_id": user, "staff_id": user, "substitute_id": f"for-{user}", "hours": 8}
        world.add("sick-claims", **claim, **{"from": MARCH, "to": MARCH})
    world.work("c", "z", MARCH, "08:00", "09:00")

    run = run_rules(material_of(world), rules_named(("V08",)), scope=UUID(int=1))

    told = [_signal(one)["measure"] for one in run.found]
    assert sorted(measure["claim"] for measure in told) == ["007", "nan"]
    assert all(isinstance(measure["minutes"], int) for measure in told)


def test_v32_names_days_of_attendance_that_no_day_holds() -> None:
    world = World()
    for day, hours in ((1, 24), (2, 24.5), (3, -1)):
        cells = {"user_id": "u", "measure": "SFI", "planned_hours": 8, "attended_hours": hours}
        world.add("attendance", **cells, date=date(2026, 3, day))

    found = {one.part.partition(":")[2].partition(":")[0]: one.rows_in_all for one in told("V32", world)}

    assert {key: count for key, count in found.items() if key in ("long", "negative")} == {"long": 1, "negative": 1}
