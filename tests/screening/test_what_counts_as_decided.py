"""What the rules about decisions, parties and the records themselves count and leave out, one small world each."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from one_rule import MARCH, told
from planting import AS_OF, World, at, days, material_of

from kollegie.model.severity import Severity
from kollegie.model.signals import WarningSignal
from kollegie.screening.material import ReviewEvent
from kollegie.screening.pictures import Pictures
from kollegie.screening.swedish_time import day_of
from kollegie.summary.desk_pictures import wait_figure


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


def test_schedules_that_end_first_or_stand_twice_are_named() -> None:
    world = World()
    for end, many in (("07:00", 1), ("09:00", 2)):
        for _ in range(many):
            world.plan("a", "u", MARCH, "08:00", end)

    parts = {one.part for one in told("V32", world) if one.part.startswith("schedules")}
    assert {part.split(":")[1] for part in parts} == {"ends-first", "twice"}


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


def test_v32_names_days_of_attendance_that_no_day_holds() -> None:
    world = World()
    for day, hours in ((1, 24), (2, 24.5), (3, -1)):
        cells = {"user_id": "u", "measure": "SFI", "planned_hours": 8, "attended_hours": hours}
        world.add("attendance", **cells, date=date(2026, 3, day))

    found = {one.part.partition(":")[2].partition(":")[0]: one.rows_in_all for one in told("V32", world)}

    assert {key: count for key, count in found.items() if key in ("long", "negative")} == {"long": 1, "negative": 1}


@pytest.mark.parametrize(("begins", "cases"), [(0, ["101"]), (1, [])])
def test_v27_counts_the_decisions_that_hold_today(begins: int, cases: list[str]) -> None:
    world = World()
    for number in range(101):
        world.decision(f"d{number}", f"u{number}", caseworker="h", decided_on=date(2026, 1, 1))
    world.rows["decisions"][-1]["valid_from"] = AS_OF + timedelta(days=begins)
    world.add("caseloads", caseworker="h", date=AS_OF - timedelta(days=9), cases=10, full_time_share=1.0)
    world.add("caseloads", caseworker="h", date=AS_OF + timedelta(days=1), cases=300, full_time_share=1.0)

    found = told("V27", world)

    assert [dict(one.measure)["cases"] for one in found] == cases
    assert [one.first_day for one in found] == [AS_OF for _ in cases]  # the older list says fewer


@pytest.mark.parametrize(("cases", "severity"), [(200, 2), (201, 3), (299, 3), (300, 4)])
def test_v27_weighs_more_above_two_hundred_and_from_three_hundred_on(cases: int, severity: int) -> None:
    world = World()
    world.add("caseloads", caseworker="h", date=AS_OF, cases=cases, full_time_share=1.0)

    assert [int(one.severity) for one in told("V27", world)] == [severity]


def test_v28_sums_what_was_paid_after_the_last_meeting_alone() -> None:
    world = World()
    world.user("u")
    world.decision("kp", "u", "kontaktperson", amount=1, unit="occasions/month", executed_on=date(2025, 1, 1))
    world.add("contact-notes", user_id="u", date=date(2026, 3, 20), kind="meeting", outcome="reached")
    for month in (2, 4, 5):
        span = {"period_from": date(2026, month, 1), "period_to": date(2026, month, 28)}
        world.add("payouts", payee_id="k", user_id="u", service="kontaktperson", amount=500, **span)

    (signal,) = told("V28", world)

    assert dict(signal.measure)["amount_ore"] == "100000"


@pytest.mark.parametrize(("back", "late"), [(-500, []), (-200, [("1", "30000")])])
def test_a_fee_that_is_taken_back_is_not_paid_for_time_after_the_assignment(
    back: int, late: list[tuple[str, str]]
) -> None:
    world = World()
    world.user("u")
    world.decision("kp", "u", "kontaktperson", amount=1, unit="occasions/month", executed_on=date(2026, 1, 1))
    world.add("contact-notes", user_id="u", date=date(2026, 2, 1), kind="meeting", outcome="reached")
    world.staff("k", "p", contract_to=date(2026, 2, 28), notice_on=date(2026, 2, 1), notice_noted_by="HL1")
    span = {"period_from": date(2026, 3, 1), "period_to": date(2026, 3, 31)}
    for amount in (500, back):
        world.add("payouts", payee_id="k", user_id="u", service="kontaktperson", amount=amount, **span)

    signals = told("V28", world)

    asked = [dict(one.measure) for one in signals if one.part.startswith("notice")]
    assert [(one["late_fees"], one["amount_ore"]) for one in asked] == late
    [reach] = [one for one in signals if not one.part.startswith("notice")]
    assert (reach.severity is Severity.SERIOUS) == bool(late)
