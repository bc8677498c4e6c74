from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kollegie.model.answer_values import Withheld
from kollegie.model.checklist_answers import AnswerUnfit
from kollegie.model.ids import derived_id
from kollegie.model.reviews import ChecklistVersion, Visit, VisitState
from kollegie.model.severity import Category, Severity
from kollegie.model.visits import Answer, Draft, Finding, FindingState
from kollegie.store.drafts import drafts_of, keep_draft
from kollegie.store.errors import RecordMissing
from kollegie.store.history import versions_of
from kollegie.visiting.answering import amend_answer, pass_over, record_answer
from kollegie.visiting.errors import (
    ChecklistVersionMissing,
    QuestionUnknown,
    ReasonMissing,
    VisitDropped,
    VisitLocked,
    VisitOpen,
)
from kollegie.visiting.signing import drop_visit, sign_visit

NOON = datetime(2026, 11, 24, 13, 2, tzinfo=UTC)


def state_of(laptop, visit=None) -> VisitState:
    (found,) = laptop.read(Visit, id=visit or laptop.visit)
    return found.state


def findings(laptop) -> list[tuple[str, int, str, Severity, FindingState]]:
    return [
        (one.question, one.rule, one.category.value, one.severity, one.state)
        for one in sorted(laptop.read(Finding, visit_id=laptop.visit), key=lambda one: (one.question, one.rule))
    ]


def sign(laptop, checklist) -> None:
    missing = [(question.name, "") for question in checklist.control_questions]
    pass_over(laptop.store, laptop.visit, missing, Withheld.EJ_FRAGAD)
    sign_visit(laptop.store, laptop.visit)


def test_the_first_answer_begins_the_visit_at_the_moment_in_the_field(laptop):
    recorded = record_answer(laptop.store, laptop.visit, "hb06", "ja", at=NOON)

    (visit,) = laptop.read(Visit, id=laptop.visit)
    assert (visit.state, visit.started_at) == (VisitState.ONGOING, NOON)
    assert laptop.read(Answer, visit_id=laptop.visit) == (recorded.answer,)


def test_what_is_not_given_stays_as_it_is(laptop):
    record_answer(laptop.store, laptop.visit, "HB06", "delvis", note="Dusch en gång i veckan.", flagged=True)

    recorded = record_answer(laptop.store, laptop.visit, "hb06", note="Dusch saknas.", positive=True)

    answer = recorded.answer
    assert (answer.question, answer.value, answer.note) == ("hb06", "delvis", "Dusch saknas.")
    assert (answer.positive, answer.flagged) == (True, True)


@pytest.mark.parametrize(
    ("question", "given", "kept"),
    [
        ("hb06", "Delvis", "delvis"),
        ("hb08", "3,5", "3.5"),
        ("hb10", "7", "7"),
        ("hb02", ("personal", "anhorig"), ("anhorig", "personal")),
        ("hb07", "storre", "storre"),
        ("hb05", "Hjälp med frukost och medicin.", "Hjälp med frukost och medicin."),
        ("hb06", Withheld.AVSTOD, Withheld.AVSTOD),
        ("hb08", Withheld.EJ_OBSERVERAT, Withheld.EJ_OBSERVERAT),
    ],
)
def test_every_kind_of_answer_is_kept_in_its_own_form(laptop, checklist, question, given, kept):
    if question == "hb07":
        kept = given = checklist.question("hb07").choices[0].name

    recorded = record_answer(laptop.store, laptop.visit, question, given)

    assert recorded.answer.value == kept
    assert laptop.read(Answer, visit_id=laptop.visit)[0].value == kept


def test_the_four_reasons_not_to_answer_are_never_mixed_up(laptop):
    for reason in Withheld:
        record_answer(laptop.store, laptop.visit, "hb06", reason)

        assert laptop.read(Answer, visit_id=laptop.visit)[0].value is reason


def test_an_answer_that_does_not_fit_is_refused_whole(laptop):
    with pytest.raises(AnswerUnfit):
        record_answer(laptop.store, laptop.visit, "hb08", "många", note="ska inte stå kvar")

    assert laptop.read(Answer, visit_id=laptop.visit) == ()
    assert state_of(laptop) is VisitState.PLANNED


def test_a_hard_fault_never_stops_saving(laptop):
    recorded = record_answer(laptop.store, laptop.visit, "hb08", "-3")

    assert recorded.answer.value == "-3"


def test_an_unknown_question_is_refused_by_name(laptop):
    with pytest.raises(QuestionUnknown) as refused:
        record_answer(laptop.store, laptop.visit, "hb99", "ja")

    assert "hb99" in refused.value.sentence()
    assert "hb01" in refused.value.sentence()


def test_a_visit_on_a_version_this_laptop_lacks_is_refused_with_what_to_do(laptop):
    with laptop.store.work() as work:
        (version,) = work.find(ChecklistVersion)
        work.delete(version)

    with pytest.raises(ChecklistVersionMissing) as refused:
        record_answer(laptop.store, laptop.visit, "hb06", "ja")

    assert "Synka" in refused.value.sentence()
    assert "4-017" in refused.value.sentence()
    assert laptop.read(Answer) == ()


def test_a_visit_that_is_not_here_is_refused(laptop):
    with pytest.raises(RecordMissing):
        record_answer(laptop.store, derived_id("elsewhere"), "hb06", "ja")


def test_the_answer_takes_the_place_of_its_draft_and_leaves_other_drafts_alone(laptop):
    with laptop.store.work() as work:
        for field, text in (("note", "Dusch sak"), ("value", "3")):
            keep_draft(work, Draft(laptop.visit, "hb06", "", field, text, len(text), NOON))

    record_answer(laptop.store, laptop.visit, "hb06", note="Dusch saknas.", at=NOON)

    with laptop.store.reading() as reading:
        assert [draft.field for draft in drafts_of(reading, laptop.visit)] == ["value"]


def test_words_typed_after_an_answer_was_given_outlive_its_storing(laptop):
    with laptop.store.work() as work:  # the act waits its turn, and the next words are written before it
        keep_draft(work, Draft(laptop.visit, "hb06", "", "note", "Dusch saknas.", 13, NOON + timedelta(seconds=1)))

    record_answer(laptop.store, laptop.visit, "hb06", note="Dusch", at=NOON)

    with laptop.store.reading() as reading:
        assert [draft.text for draft in drafts_of(reading, laptop.visit)] == ["Dusch saknas."]

    record_answer(laptop.store, laptop.visit, "hb06", note="Dusch saknas. ", at=NOON)  # the clock has been put back

    with laptop.store.reading() as reading:
        assert drafts_of(reading, laptop.visit) == ()


def test_an_answer_raises_its_finding_at_once_with_words_to_begin_with(laptop):
    recorded = record_answer(laptop.store, laptop.visit, "hb06", "delvis")

    (finding,) = recorded.raised
    assert (finding.category, finding.severity, finding.state) == (
        Category.UTF,
        Severity.DEFICIENCY,
        FindingState.PROPOSED,
    )
    assert finding.text == "Hjälpen stämmer bara delvis med beslutet"
    assert (finding.visit_id, finding.question, finding.rule) == (laptop.visit, "hb06", 1)


def test_another_answer_withdraws_the_proposal_and_raises_its_own(laptop):
    record_answer(laptop.store, laptop.visit, "hb06", "delvis")

    recorded = record_answer(laptop.store, laptop.visit, "hb06", "nej")

    assert [one.rule for one in recorded.withdrawn] == [1]
    assert findings(laptop) == [
        ("hb06", 0, "UTF", Severity.SERIOUS, FindingState.PROPOSED),
        ("hb06", 1, "UTF", Severity.DEFICIENCY, FindingState.WITHDRAWN),
    ]


def test_the_same_proposal_comes_back_when_its_answer_does(laptop):
    record_answer(laptop.store, laptop.visit, "hb06", "delvis")
    record_answer(laptop.store, laptop.visit, "hb06", "ja")

    recorded = record_answer(laptop.store, laptop.visit, "hb06", "delvis")

    assert [one.state for one in recorded.raised] == [FindingState.PROPOSED]
    assert len(findings(laptop)) == 1


@pytest.mark.parametrize(("value", "raised"), [("3", True), ("4", False), ("5", False), (Withheld.AVSTOD, False)])
def test_a_number_is_compared_with_what_the_case_says(laptop, value, raised):
    recorded = record_answer(laptop.store, laptop.visit, "hb08", value)

    assert bool(recorded.raised) is raised


def test_a_finding_under_a_branch_that_closes_is_withdrawn(laptop):
    record_answer(laptop.store, laptop.visit, "hb02", ("anhorig",))
    record_answer(laptop.store, laptop.visit, "hb03", "nej")

    recorded = record_answer(laptop.store, laptop.visit, "hb02", ("ingen",))

    assert [one.question for one in recorded.withdrawn] == ["hb03"]
    assert [answer.value for answer in laptop.read(Answer, question="hb03")] == ["nej"]


def test_two_laptops_give_the_same_ids_to_the_same_answer_and_finding(laptop):
    recorded = record_answer(laptop.store, laptop.visit, "hb06", "delvis")

    assert recorded.answer.id == derived_id("answer", laptop.visit, "hb06", "")
    assert recorded.raised[0].id == derived_id("finding", laptop.visit, "hb06", "", 1)


def test_several_questions_are_passed_over_with_the_same_reason(laptop):
    pass_over(laptop.store, laptop.visit, [("hb06", ""), ("hb11", "")], Withheld.EJ_FRAGAD)

    assert {answer.question: answer.value for answer in laptop.read(Answer)} == {
        "hb06": Withheld.EJ_FRAGAD,
        "hb11": Withheld.EJ_FRAGAD,
    }


def test_a_signed_visit_takes_no_answer_but_an_amendment_with_its_reason(laptop, checklist):
    record_answer(laptop.store, laptop.visit, "hb06", "ja", note="Allt utförs.")
    sign(laptop, checklist)

    with pytest.raises(VisitLocked) as refused:
        record_answer(laptop.store, laptop.visit, "hb06", "nej")
    amended = amend_answer(laptop.store, laptop.visit, "hb06", "delvis", reason="Duschen glömdes i svaret")

    assert "Anna Ek" in refused.value.sentence()
    assert amended.answer.value == "delvis"
    assert [one.rule for one in amended.raised] == [1]
    with laptop.store.reading() as reading:
        last = versions_of(reading, Answer, [amended.answer.id])[amended.answer.id][-1]
    assert (last.reason, last.changed) == ("Duschen glömdes i svaret", {"value"})
    assert state_of(laptop) is VisitState.SIGNED


def test_an_amendment_needs_a_reason_and_a_signed_visit(laptop, checklist):
    with pytest.raises(VisitOpen):
        amend_answer(laptop.store, laptop.visit, "hb06", "nej", reason="skäl")
    sign(laptop, checklist)

    with pytest.raises(ReasonMissing):
        amend_answer(laptop.store, laptop.visit, "hb06", "nej", reason="  ")


def test_a_visit_that_was_not_carried_out_takes_no_answer(laptop):
    drop_visit(laptop.store, laptop.visit, "hospital")

    with pytest.raises(VisitDropped):
        record_answer(laptop.store, laptop.visit, "hb06", "ja")
