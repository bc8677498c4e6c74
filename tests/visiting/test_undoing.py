from __future__ import annotations

import dataclasses

import pytest

from kollegie.model.answer_values import Withheld
from kollegie.model.ids import derived_id
from kollegie.model.severity import Severity
from kollegie.model.visits import Answer, Finding, FindingState, answer_id
from kollegie.visiting.answering import pass_over, record_answer
from kollegie.visiting.errors import VisitLocked
from kollegie.visiting.findings import add_finding, edit_finding, remove_finding
from kollegie.visiting.opening import open_visit
from kollegie.visiting.signing import readiness, sign_visit
from kollegie.visiting.undoing import redo, undo

BERIT = derived_id("person", "Berit")


def picture(laptop) -> dict:
    """All a visit shows: answers and findings that stand."""
    seen = open_visit(laptop.store, laptop.visit)
    answers = {
        place: (one.value, one.note, one.positive, one.flagged)
        for place, one in seen.answers.items()
        if (one.value, one.note, one.positive, one.flagged) != (None, "", False, False)
    }
    found = {one.id: (one.severity, one.text, one.state) for one in seen.findings if one.state.value != "withdrawn"}
    return {"answers": answers, "findings": found}


def test_undo_takes_an_answer_back_with_its_finding_and_redo_gives_both_again(laptop):
    before = picture(laptop)
    record_answer(laptop.store, laptop.visit, "hb06", "delvis", note="Dusch saknas.")
    after = picture(laptop)

    undone = undo(laptop.store, laptop.visit)
    assert picture(laptop) == before
    assert undone.questions == (("hb06", ""),)

    redo(laptop.store, laptop.visit)
    assert picture(laptop) == after


def test_sixty_steps_are_undone_and_redone_one_by_one_over_restarts(laptop, open_again):
    pictures = [picture(laptop)]
    for number in range(60):
        if number % 3 == 2:
            record_answer(laptop.store, laptop.visit, f"hb{number % 8 + 11:02}", note=f"anteckning {number}")
        else:
            record_answer(laptop.store, laptop.visit, "hb06", ("ja", "delvis")[number % 3])
        pictures.append(picture(laptop))

    laptop.store = open_again()
    for wanted in reversed(pictures[:-1]):
        assert undo(laptop.store, laptop.visit) is not None
        assert picture(laptop) == wanted
    assert undo(laptop.store, laptop.visit) is None

    laptop.store = open_again()
    for _ in range(60):
        redo(laptop.store, laptop.visit)
    assert picture(laptop) == pictures[-1]


def test_a_new_answer_ends_what_could_be_redone(laptop):
    record_answer(laptop.store, laptop.visit, "hb06", "ja")
    undo(laptop.store, laptop.visit)

    record_answer(laptop.store, laptop.visit, "hb11", "nej")

    assert redo(laptop.store, laptop.visit) is None


def test_answers_under_a_branch_that_an_undo_opens_come_back(laptop):
    record_answer(laptop.store, laptop.visit, "hb02", ("anhorig",))
    record_answer(laptop.store, laptop.visit, "hb03", "nej")
    record_answer(laptop.store, laptop.visit, "hb02", ("ingen",))

    undo(laptop.store, laptop.visit)

    seen = open_visit(laptop.store, laptop.visit)
    assert seen.sheet().is_relevant("hb03")
    assert seen.answers["hb03", ()].value == "nej"
    assert [one.question for one in seen.findings] == ["hb03"]


def test_removing_changing_and_writing_findings_are_undone(laptop):
    finding = record_answer(laptop.store, laptop.visit, "hb06", "delvis").raised[0]
    edit_finding(laptop.store, laptop.visit, finding.id, severity=Severity.SERIOUS)
    remove_finding(laptop.store, laptop.visit, finding.id)
    made = add_finding(laptop.store, laptop.visit, "hb17", finding.category, Severity.NOTE, "Trasig lyft")

    undo(laptop.store, laptop.visit)
    assert laptop.read(Finding, id=made.id) == ()
    undo(laptop.store, laptop.visit)
    assert laptop.read(Finding, id=finding.id)[0].state is FindingState.CONFIRMED
    undo(laptop.store, laptop.visit)
    assert laptop.read(Finding, id=finding.id)[0] == finding


def test_several_questions_passed_over_are_one_step(laptop):
    pass_over(laptop.store, laptop.visit, [("hb11", ""), ("hb12", ""), ("hb13", "")], Withheld.EJ_FRAGAD)

    undone = undo(laptop.store, laptop.visit)

    assert {question for question, _ in undone.questions} == {"hb11", "hb12", "hb13"}
    assert laptop.read(Answer) == ()


def test_what_another_person_has_written_since_is_left_alone(laptop):
    record_answer(laptop.store, laptop.visit, "hb06", "ja", note="Allt utförs.")
    with laptop.store.work(person_id=BERIT) as work:
        mine = work.get(Answer, answer_id(laptop.visit, "hb06"))
        work.save(dataclasses.replace(mine, note="Inte duschen."))
    record_answer(laptop.store, laptop.visit, "hb06", "delvis")

    undo(laptop.store, laptop.visit)
    undone = undo(laptop.store, laptop.visit)

    assert undone is not None
    assert laptop.read(Answer, question="hb06")[0].note == "Inte duschen."


def test_undoing_another_persons_cell_says_it_was_left(laptop):
    record_answer(laptop.store, laptop.visit, "hb06", "ja")
    record_answer(laptop.store, laptop.visit, "hb06", "nej")
    with laptop.store.work(person_id=BERIT) as work:
        mine = work.get(Answer, answer_id(laptop.visit, "hb06"))
        work.save(dataclasses.replace(mine, value="delvis"))

    undone = undo(laptop.store, laptop.visit)

    assert undone.partly
    assert laptop.read(Answer, question="hb06")[0].value == "delvis"


def test_there_is_nothing_to_undo_at_first_and_nothing_after_signing(laptop):
    assert undo(laptop.store, laptop.visit) is None
    record_answer(laptop.store, laptop.visit, "hb06", "ja")
    left = [(cell.name, "") for cell in readiness(laptop.store, laptop.visit).unanswered]
    pass_over(laptop.store, laptop.visit, left, Withheld.EJ_FRAGAD)
    sign_visit(laptop.store, laptop.visit)

    with pytest.raises(VisitLocked):
        undo(laptop.store, laptop.visit)
    with pytest.raises(VisitLocked):
        redo(laptop.store, laptop.visit)
