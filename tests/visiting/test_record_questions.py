"""Questions that warning signals put to a visit: asked beside the checklist's own, and told back to the signal."""

from __future__ import annotations

import pytest

from kollegie.model.answer_values import Withheld
from kollegie.model.ids import derived_id
from kollegie.model.reviews import Visit
from kollegie.model.severity import Category
from kollegie.model.signals import EvidenceRow, RecordQuestion, SignalState, spoken_by
from kollegie.screening.asking import asked_of
from kollegie.visiting.answering import record_answer
from kollegie.visiting.opening import open_visit
from kollegie.visiting.pinned import asked_at, checklist_of
from kollegie.visiting.record_names import MOST_LETTERS, name_of
from kollegie.visiting.record_questions import SECTION, with_record_questions
from kollegie.visiting.signing import readiness
from kollegie.visiting.undoing import undo

SIGNAL = derived_id("signal", "V01")
EVIDENCE = EvidenceRow("time-reports", "tider_okt-nov.csv", 4812, (("start", "2026-11-12T07:00"),))


@pytest.fixture
def asked(laptop):
    with laptop.store.work("ask") as work:
        visit = work.get(Visit, laptop.visit)
        one = RecordQuestion(
            work.new_id(),
            visit.scope,
            visit.id,
            SIGNAL,
            "u1",
            "V01",
            "Tidrapporten säger att personal 17 var här tors 12 nov 07.00–09.30. Stämmer det?",
            "",
            (EVIDENCE,),
        )
        work.add(one)
    return one


def said(laptop):
    with laptop.store.reading() as reading:
        return asked_of(reading, SIGNAL)


@pytest.mark.usefixtures("asked")
def test_it_is_asked_in_a_section_of_its_own_before_the_last(laptop):
    seen = open_visit(laptop.store, laptop.visit)

    names = [section.name for section in seen.checklist.sections]
    assert names.index(SECTION) == len(names) - 2
    assert [one.id for one in seen.checklist.questions if one.origin] == ["U1"]
    assert "u1" in {cell.name for cell in readiness(laptop.store, laptop.visit).unanswered}


def test_questions_of_one_rule_are_told_apart_by_the_day_the_service_and_the_first_words(asked):
    import dataclasses

    def named(rule, kind, label, *cells):
        rows = tuple(EvidenceRow(kind, "f.csv", row, cells) for row in range(2 if rule == "V18" else 1))
        return name_of(dataclasses.replace(asked, rule=rule, label_sv=label, evidence=rows))

    line = ("service", "hemtjänst")
    names = [
        named("V16", "time-reports", "?", ("staff_id", "S-1"), ("start", "2026-10-13T08:00")),
        named("V16", "invoices", "?", line, ("invoice_id", "F-1"), ("period_from", "2026-10-01")),
        named("V18", "decisions", "I underlaget står att hjälpen kom 2 timmar i oktober 2026.", line),
        named("V18", "decisions", "I underlaget står att hjälpen kom 2 timmar i november 2026.", line),
    ]

    assert names == [
        "13 okt 08.00 · tidrapport · S-1",
        "okt · faktura · hemtjänst · F-1",
        "okt · hemtjänst · hjälpen kom …",
        "nov · hemtjänst · hjälpen kom …",
    ]
    assert max(map(len, names)) <= MOST_LETTERS


@pytest.mark.usefixtures("asked")
def test_the_pinned_checklist_stays_as_it_is(laptop):
    with laptop.store.reading() as reading:
        visit = reading.get(Visit, laptop.visit)
        pinned = checklist_of(reading, visit)

        assert pinned.content_hash == visit.checklist_hash != asked_at(reading, visit).content_hash


@pytest.mark.usefixtures("asked")
def test_a_no_raises_a_finding_and_speaks_for_the_signal(laptop):
    before = said(laptop)

    recorded = record_answer(laptop.store, laptop.visit, "U1", "nej", "Hen kom klockan nio")

    told = said(laptop)
    assert [one.says for one in before] == [None]
    assert [(one.case.label, one.says, one.answer.note) for one in told] == [
        ("4-017", SignalState.CONFIRMED, "Hen kom klockan nio")
    ]
    assert [one.category for one in recorded.raised] == [Category.TIF]


@pytest.mark.usefixtures("asked")
def test_undo_takes_back_what_the_signal_was_told(laptop):
    record_answer(laptop.store, laptop.visit, "u1", "ja")
    before = said(laptop)[0].says

    undo(laptop.store, laptop.visit)

    assert (before, said(laptop)[0].says) == (SignalState.REFUTED, None)


@pytest.mark.parametrize("value", [None, "delvis", *Withheld])
def test_what_says_neither_leaves_the_signal_open(value):
    assert spoken_by(value) is None


def test_a_name_the_checklist_uses_is_not_taken_over(checklist, asked):
    import dataclasses

    taken = dataclasses.replace(asked, question="hb06")

    assert with_record_questions(checklist, [taken]) is checklist


@pytest.mark.usefixtures("asked")
def test_a_visit_it_was_not_put_to_does_not_ask_it(laptop):
    other = open_visit(laptop.store, laptop.visits["4-021"])

    assert other.asked == ()
    assert other.checklist.question("u1") is None


@pytest.mark.usefixtures("asked")
def test_it_follows_when_the_visit_moves_to_another_version(laptop, checklist):
    import dataclasses

    from kollegie.model.checklist_text import checklist_to_text
    from kollegie.model.ids import COMMON_SCOPE
    from kollegie.model.reviews import ChecklistVersion
    from kollegie.model.visits import Finding
    from kollegie.visiting.findings import standing
    from kollegie.visiting.moving import move_visit

    newer = dataclasses.replace(checklist, version="2")
    with laptop.store.work() as work:
        text = checklist_to_text(newer)
        work.add(ChecklistVersion(work.new_id(), COMMON_SCOPE, newer.id, "2", newer.content_hash, text))
    record_answer(laptop.store, laptop.visit, "u1", "nej")

    moved = move_visit(laptop.store, laptop.visit, newer.content_hash)

    assert [one.question for one in moved.along] == ["u1"]
    assert [one.question for one in laptop.read(Finding) if standing(one)] == ["u1"]
