"""What the visits made of the warning signals stands in the internal summary's numbers, and nowhere else."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
from sample_review import sample_facts

from kollegie.model.ids import derived_id
from kollegie.model.reviews import Case, Review, Track, Visit
from kollegie.model.severity import Severity
from kollegie.model.signals import RecordQuestion, SignalState, WarningSignal
from kollegie.store import create_store
from kollegie.summary.compiling import compile_content
from kollegie.summary.content import Edition
from kollegie.summary.facts import RuleFact
from kollegie.summary.gathering_signals import rules_asked_about
from kollegie.summary.pdf import print_pdf
from kollegie.summary.workbook import write_workbook

ASKED = (RuleFact("V01", "Samtidigt hos flera brukare", 3, 2, 1),)


def test_rules_are_counted_from_the_visits_of_the_round(tmp_path: Path) -> None:
    store = create_store(tmp_path / "lead.kollegie", "fyra ord i rad", municipality="Hult", person="Anna Ek")
    day, states = date(2026, 10, 13), (SignalState.CONFIRMED, SignalState.REFUTED, SignalState.TO_VISIT)
    with store.work("fill") as work:
        review, case, visit, other = (work.new_id() for _ in range(4))
        work.add(Review(review, review, "Hösten", "hemtjänst", review, work.person_id))
        work.add(Case(case, case, review, Track.USER, "4-001", "B-1"))
        for id in (visit, other):
            work.add(Visit(id, case, review, case, Track.USER, "x", "x"))
        for place, state in enumerate((*states, SignalState.CONFIRMED)):
            id = derived_id("signal", place)
            at = visit if place < len(states) else other
            work.add(WarningSignal(id, case, "V01", Severity.SERIOUS, day, day, state=state))
            work.add(RecordQuestion(work.new_id(), case, at, id, f"v01_{place}", "V01", "?", "?"))
    with store.reading() as reading:
        counted = rules_asked_about(reading, [visit])
    store.close()

    assert counted == (RuleFact("V01", "Samtidigt hos flera brukare", 3, 1, 1),)


def test_the_internal_numbers_tell_what_became_of_them_and_the_others_do_not() -> None:
    facts = replace(sample_facts(), signals=ASKED)
    internal, public = (compile_content(facts, edition) for edition in (Edition.INTERNAL, Edition.PUBLIC))

    book = openpyxl.load_workbook(io.BytesIO(write_workbook(internal)))
    rows = list(book["Varningssignaler"].values)

    assert rows[1] == ("V01", "Samtidigt hos flera brukare", 3, 2, 1)
    assert public.signals == ()
    assert "Varningssignaler" not in openpyxl.load_workbook(io.BytesIO(write_workbook(public))).sheetnames
    titles = [entry.title for entry in print_pdf(internal).outline]
    assert any("Varningssignaler som frågades" in title for title in titles)


def test_a_round_without_questions_keeps_its_checksum() -> None:
    facts = sample_facts()

    assert replace(facts, signals=()).checksum() == facts.checksum() != replace(facts, signals=ASKED).checksum()
