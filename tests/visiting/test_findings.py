from __future__ import annotations

from dataclasses import replace

import pytest

from kollegie.model.answer_values import Withheld
from kollegie.model.conflicts import Conflict
from kollegie.model.ids import derived_id
from kollegie.model.severity import Category, Severity
from kollegie.model.visits import Finding, FindingState, answer_id
from kollegie.visiting.answering import pass_over, record_answer
from kollegie.visiting.errors import FindingMissing, QuestionUnknown, VisitLocked
from kollegie.visiting.findings import (
    Settled,
    acknowledge_finding,
    add_finding,
    confirm_finding,
    edit_finding,
    remove_finding,
    settle_after_conflict,
    settled_words,
)
from kollegie.visiting.signing import sign_visit


@pytest.fixture
def proposed(laptop) -> Finding:
    """The finding that "Delvis" to HB06 proposes."""
    return record_answer(laptop.store, laptop.visit, "hb06", "delvis").raised[0]


def stands(laptop, finding: Finding) -> Finding:
    return laptop.read(Finding, id=finding.id)[0]


def test_a_person_changes_what_the_rule_proposed(laptop, proposed):
    edited = edit_finding(
        laptop.store, laptop.visit, proposed.id, category=Category.BEH, severity=Severity.SERIOUS, text=" Dusch saknas "
    )

    assert stands(laptop, proposed) == edited
    assert (edited.category, edited.severity, edited.text) == (Category.BEH, Severity.SERIOUS, "Dusch saknas")
    assert edited.state is FindingState.CONFIRMED


@pytest.mark.parametrize("act", [confirm_finding, lambda *given: edit_finding(*given, severity=Severity.NOTE)])
def test_what_a_person_has_decided_stays_when_the_answer_changes(laptop, proposed, act):
    decided = act(laptop.store, laptop.visit, proposed.id)

    recorded = record_answer(laptop.store, laptop.visit, "hb06", "ja")

    assert recorded.withdrawn == ()
    assert stands(laptop, proposed) == decided


def test_what_a_person_has_removed_stays_removed_while_its_answer_stands(laptop, proposed):
    remove_finding(laptop.store, laptop.visit, proposed.id)

    recorded = record_answer(laptop.store, laptop.visit, "hb06", note="Dusch en gång i veckan.")

    assert recorded.raised == ()
    assert stands(laptop, proposed).state is FindingState.REMOVED


def test_a_removed_finding_is_proposed_anew_when_its_answer_is_given_anew(laptop, proposed):
    remove_finding(laptop.store, laptop.visit, proposed.id)
    record_answer(laptop.store, laptop.visit, "hb06", "ja")

    recorded = record_answer(laptop.store, laptop.visit, "hb06", "delvis")

    assert [one.id for one in recorded.raised] == [proposed.id]
    assert stands(laptop, proposed).state is FindingState.PROPOSED


def test_a_finding_written_by_hand_stands_whatever_is_answered(laptop):
    made = add_finding(laptop.store, laptop.visit, "HB17", Category.SAK, Severity.DEFICIENCY, "Trasig lyft")

    record_answer(laptop.store, laptop.visit, "hb17", "Rullator och duschpall.")

    assert stands(laptop, made) == made
    assert (made.question, made.rule, made.state) == ("hb17", -1, FindingState.CONFIRMED)


def test_a_finding_must_point_at_a_question(laptop):
    with pytest.raises(QuestionUnknown):
        add_finding(laptop.store, laptop.visit, "zz", Category.SAK, Severity.NOTE, "x")


def test_a_finding_of_another_visit_is_not_changed(laptop, proposed):
    with pytest.raises(FindingMissing):
        confirm_finding(laptop.store, laptop.visits["4-021"], proposed.id)
    with pytest.raises(FindingMissing):
        acknowledge_finding(laptop.store, derived_id("none"))


def test_an_acute_finding_is_acknowledged_by_name_also_after_signing(laptop, checklist):
    (acute,) = record_answer(laptop.store, laptop.visit, "hb19", "ja").raised
    assert acute.severity is Severity.ACUTE
    pass_over(laptop.store, laptop.visit, _left(checklist, "hb19"), Withheld.EJ_FRAGAD)
    sign_visit(laptop.store, laptop.visit)

    told = acknowledge_finding(laptop.store, acute.id)

    assert told.acknowledged_by == laptop.store.me
    assert told.acknowledged_at is not None


def test_findings_of_a_signed_visit_stand(laptop, checklist, proposed):
    pass_over(laptop.store, laptop.visit, _left(checklist, "hb06"), Withheld.EJ_FRAGAD)
    sign_visit(laptop.store, laptop.visit)

    with pytest.raises(VisitLocked):
        remove_finding(laptop.store, laptop.visit, proposed.id)
    with pytest.raises(VisitLocked):
        add_finding(laptop.store, laptop.visit, "hb06", Category.UTF, Severity.NOTE, "x")


def _left(checklist, answered: str) -> list[tuple[str, str]]:
    return [(question.name, "") for question in checklist.control_questions if question.name != answered]


def test_a_finding_in_dispute_stays_until_somebody_has_chosen_and_is_then_told(laptop, proposed):
    answer = answer_id(laptop.visit, "hb06")
    with laptop.store.work("sync") as work:
        work.add(Conflict("tvist", proposed.scope, "answer", answer, "value", '"delvis"', 1, None, '"ja"', 2, None))

    assert record_answer(laptop.store, laptop.visit, "hb06", "ja").withdrawn == ()
    assert stands(laptop, proposed).state is FindingState.PROPOSED
    with laptop.store.work("conflict") as work:
        work.save(replace(work.get(Conflict, "tvist"), resolution="both", resolved_by=work.person_id))
    settled = settle_after_conflict(laptop.store, (answer, proposed.id))

    assert [one.id for one in settled.withdrawn] == [proposed.id]
    assert stands(laptop, proposed).state is FindingState.WITHDRAWN
    (told,) = settled_words(settled)
    assert told.startswith(f"Iakttagelsen vid HB06 föreslås inte längre: {proposed.text}.")
    assert settle_after_conflict(laptop.store, (answer,)) == Settled()
