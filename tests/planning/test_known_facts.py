"""What the conditions of a checklist need to know of a case, and where each of it comes from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from kollegie.follow_up.invoice_suggestions import context_of
from kollegie.intake.checklists import find_checklist, shipped_checklists
from kollegie.language import Language, current_language, speak
from kollegie.model.checklist_answers import read_value
from kollegie.model.desk_looks import InvoiceDetail, InvoiceLook
from kollegie.model.ids import COMMON_SCOPE
from kollegie.model.register import Decision, Provider
from kollegie.model.reviews import DECIDED_ON, Case, Track
from kollegie.planning.case_facts import decision_lines, lines_to_read, provider_facts, provider_lines, user_facts
from kollegie.planning.making_visits import make_visits
from kollegie.planning.record_facts import FROM_ATTENDANCE, FROM_CONTACT_NOTES, unread_files
from kollegie.planning.sampling import sample_all
from kollegie.store.records import record_sets, records_folder
from kollegie.visiting.counting import answers_that_count

SAID_AT_THE_VISIT = {"revision_finns", "antal_rekommendationer"}
"""What no register and no record says: how many recommendations an audit has left."""

PROVIDER = Provider(UUID(int=1), COMMON_SCOPE, "P1", "Utförare P1", relatives_allowed=False)
DECISION = Decision(
    UUID(int=2),
    COMMON_SCOPE,
    "B-1",
    "u1",
    "personlig assistans",
    date(2026, 1, 10),
    amount="2,5",
    unit="occasions/month",
    double_hours="4",
    extra=(
        ("Besök per dag", "4"),
        ("Morgonbesök min", "30"),
        ("Väntetid", "12,5 tim"),
        ("Natt", "Vaken natt"),
        ("Rapporterade kvartal", "2"),
    ),
)


MARCH = (date(2026, 3, 1), date(2026, 3, 31))
INVOICE = InvoiceDetail(InvoiceLook("p1", "Omsorg", "F1", "2026-03", *MARCH, 90_000, (), ()), (), (), 0)


def test_every_context_field_of_every_shipped_checklist_has_a_source_that_gives_it_a_value_it_can_take():
    hours = replace(DECISION, service="arbetsmarknadsinsats", amount="10", unit="hours/week")
    register = [*user_facts(DECISION, PROVIDER), *user_facts(hours, PROVIDER)]
    register += provider_facts(PROVIDER, announced=False)
    register += [(name, str(value)) for name, value in context_of(INVOICE).items()]
    known = dict(register)
    declared = {field.name: field for checklist in shipped_checklists() for field in checklist.context_fields}

    sourced = {*known, *FROM_ATTENDANCE, *FROM_CONTACT_NOTES}

    assert set(declared) - sourced == SAID_AT_THE_VISIT
    decided = {**known}.pop(DECIDED_ON)
    known = {name: text for name, text in known.items() if name != DECIDED_ON}
    assert decided == "2026-01-10"
    assert set(known) <= set(declared), "the register fills in what no checklist asks for"
    assert {name: read_value(declared[name], text) for name, text in known.items()} == {
        "privat_utforare": "nej",  # the invoice desk's own word, last
        "avtal_forbjuder_anhorig": "ja",
        "dubbel_beviljad": "ja",
        "beviljade_traffar_per_manad": "2.5",
        "planerade_timmar_manad": "43.33",
        "planerade_besok_per_dag": "4",
        "planerad_morgon_min": "30",
        "antal_rapporter": "2",
        "vantetid_beviljad": "ja",
        "natt_enligt_beslut": "vaken",
        "oanmalt": "ja",
        "sjuklon": "nej",
    }


@pytest.mark.parametrize(
    ("header", "text", "name", "value"),
    [
        ("Väntetid", "0", "vantetid_beviljad", "nej"),
        ("Beviljad väntetid", "ja", "vantetid_beviljad", "ja"),
        ("Natten", "väntetid", "natt_enligt_beslut", "vantetid"),
        ("Natt", "ingen", "natt_enligt_beslut", "ingen"),
    ],
)
def test_the_columns_of_a_decision_file_tell_of_waiting_time_and_the_night(header, text, name, value):
    assert dict(user_facts(replace(DECISION, extra=((header, text),)), None))[name] == value


def test_attendance_and_contact_notes_reach_the_cases_when_their_visits_are_made(
    store, register, review, run, tmp_path: Path
):
    register(P1=3)
    _import(
        run,
        tmp_path,
        "attendance",
        "user_id;date;planned_hours;attended_hours;absence_code",
        "P1-1;2026-10-01;8;8;",
        "P1-1;2026-10-02;8;4;SJ",
        "P1-1;2026-09-30;8;0;SJ",
        "P1-2;2026-10-01;6,5;6,5;",
        "P1-2;2026-10-02;-2;0;",
    )
    _import(
        run,
        tmp_path,
        "contact-notes",
        "user_id;date;kind;outcome",
        "P1-1;2026-10-01;phone;reached",
        "P1-1;2026-11-01;phone;failed",
        "P1-2;2026-10-01;phone;failed",
        "P1-2;2026-11-01;letter;reached",
        "P1-2;2027-01-01;letter;failed",
    )
    sample_all(store, review.id)

    make_visits(store, review.id, {Track.USER: find_checklist("ekonomiskt-bistand-narvaro")}, answers_that_count)

    assert _facts(store, "planerade_timmar_manad", "franvaro", "kontaktperson_ej_nadd") == {
        "P1-1": ("16", "ja", None),
        "P1-2": ("6.5", "nej", None),
        "P1-3": (None, None, None),  # home care by the week is no plan to attend, and there is no attendance
    }

    again = _again(store, review)
    make_visits(store, again.id, {Track.USER: find_checklist("kontaktperson")}, answers_that_count)
    assert _facts(store, "kontaktperson_ej_nadd", review=again) == {"P1-1": ("ja",), "P1-2": ("nej",), "P1-3": (None,)}


def test_visits_are_made_also_where_a_file_of_records_is_gone_and_it_is_named(
    store, register, review, run, tmp_path: Path
):
    register(P1=2)
    header = "user_id;date;planned_hours;attended_hours;absence_code"
    _import(run, tmp_path, "attendance", header, "P1-1;2026-10-01;8;8;")
    (tmp_path / "attendance.csv").rename(tmp_path / "oktober.csv")
    _import(run, tmp_path, "attendance", header, "P1-2;2026-10-01;6;6;")
    gone = next(one for one in record_sets(store) if one.file == "attendance.csv" and one.rows)
    (records_folder(store) / f"{gone.id.hex}.columns").unlink()
    asked = find_checklist("ekonomiskt-bistand-narvaro")

    status, told, _ = run("round", "sample", review.name, "--size", "2", "--user-checklist", asked.id, "--no-providers")

    assert (status, told["visits"], told["missing_files"]) == (0, 2, ["attendance.csv"])
    known = _facts(store, "planerade_timmar_manad")
    assert sorted(known.values(), key=str) == [("6",), (None,)]
    assert unread_files(store, [find_checklist("kontaktperson")]) == ()


def _import(run, folder: Path, kind: str, *lines: str) -> None:
    file = folder / f"{kind}.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    status, told, said = run("import", kind, str(file))
    assert (status, told.get("refused")) == (0, []), said


def _again(store, review):
    from kollegie.planning.rounds import create_review

    made = create_review(store, "Igen", "hemtjänst", review_day=review.review_day, seed=8)
    sample_all(store, made.id)
    return made


def _facts(store, *names: str, review=None) -> dict[str, tuple[str | None, ...]]:
    with store.reading() as reading:
        cases = reading.find(Case, **({} if review is None else {"review_id": review.id}))
    return {case.subject_ref: tuple(dict(case.facts).get(name) for name in names) for case in cases}


def test_the_lines_of_a_case_are_read_in_the_language_of_the_window_whichever_it_was_planned_in():
    decision = replace(DECISION, valid_from=date(2026, 2, 1), extra=(("Dusch", "2 ggr/vecka"),))
    spoken = current_language()
    written = {}
    try:
        for language in Language:
            speak(language)
            written[language] = (*decision_lines(decision), *provider_lines(PROVIDER))

        for language in Language:
            speak(language)
            read = {planned: lines_to_read(lines) for planned, lines in written.items()}
            assert read == dict.fromkeys(Language, written[language])
    finally:
        speak(spoken)
    assert ("Omfattning", "2,5 gånger per månad") in written[Language.SV]
    assert ("Valid", "2026-02-01 – until further notice") in written[Language.EN]
    assert ("Dusch", "2 ggr/vecka") in written[Language.EN]
