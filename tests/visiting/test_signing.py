from __future__ import annotations

import pytest

from kollegie.model.answer_values import Withheld
from kollegie.model.reviews import Visit, VisitState
from kollegie.model.visits import Answer
from kollegie.visiting.answering import pass_over, record_answer
from kollegie.visiting.errors import ReasonMissing, SigningStopped, VisitLocked
from kollegie.visiting.findings import acknowledge_finding
from kollegie.visiting.signing import begin_visit, drop_visit, readiness, sign_visit


def pass_the_rest_over(laptop) -> None:
    left = [(cell.name, "") for cell in readiness(laptop.store, laptop.visit).unanswered]
    pass_over(laptop.store, laptop.visit, left, Withheld.EJ_FRAGAD)


def visit(laptop) -> Visit:
    return laptop.read(Visit, id=laptop.visit)[0]


def test_a_visit_begins_once(laptop):
    first = begin_visit(laptop.store, laptop.visit)

    again = begin_visit(laptop.store, laptop.visit)

    assert first.started_at is not None
    assert again.started_at == first.started_at


def test_signing_locks_and_notes_who_and_when(laptop):
    record_answer(laptop.store, laptop.visit, "hb06", "ja")
    pass_the_rest_over(laptop)

    signed = sign_visit(laptop.store, laptop.visit)

    assert signed == visit(laptop)
    assert (signed.state, signed.signed_by) == (VisitState.SIGNED, laptop.store.me)
    assert signed.started_at < signed.signed_at == signed.left_at
    with pytest.raises(VisitLocked):
        sign_visit(laptop.store, laptop.visit)
    with pytest.raises(VisitLocked):
        begin_visit(laptop.store, laptop.visit)


def test_unanswered_questions_stop_signing_and_are_named(laptop):
    record_answer(laptop.store, laptop.visit, "hb06", "ja")

    with pytest.raises(SigningStopped) as stopped:
        sign_visit(laptop.store, laptop.visit)

    assert "HB01" in stopped.value.unanswered
    assert "HB06" not in stopped.value.unanswered
    assert "HB01" in stopped.value.sentence()
    assert visit(laptop).signed_at is None


def test_a_hard_fault_stops_signing_and_is_named(laptop):
    record_answer(laptop.store, laptop.visit, "hb08", "-3")
    pass_the_rest_over(laptop)

    with pytest.raises(SigningStopped) as stopped:
        sign_visit(laptop.store, laptop.visit)

    assert (stopped.value.faulty, stopped.value.unanswered) == (("HB08",), ())
    assert [answer.value for answer in laptop.read(Answer, question="hb08")] == ["-3"]


def test_a_soft_fault_is_named_until_it_has_a_comment_and_never_stops(laptop):
    record_answer(laptop.store, laptop.visit, "hb08", "14")
    pass_the_rest_over(laptop)
    assert [fault.question for fault in readiness(laptop.store, laptop.visit).unexplained] == ["hb08"]

    record_answer(laptop.store, laptop.visit, "hb08", note="Fyra av besöken är nattpatrull.")

    left = readiness(laptop.store, laptop.visit)
    assert (left.unexplained, left.ready) == ((), True)
    sign_visit(laptop.store, laptop.visit)


def test_questions_that_are_not_asked_are_not_missed(laptop):
    record_answer(laptop.store, laptop.visit, "hb02", ("ingen",))

    missing = {cell.name for cell in readiness(laptop.store, laptop.visit).missing}

    assert "hb03" not in missing
    assert "hb14" not in missing  # only where the provider is private
    assert "hb04" in missing


def test_an_acute_finding_the_lead_has_not_been_told_of_is_named(laptop):
    (acute,) = record_answer(laptop.store, laptop.visit, "hb19", "ja").raised
    assert readiness(laptop.store, laptop.visit).untold == (acute,)

    acknowledge_finding(laptop.store, acute.id)

    assert readiness(laptop.store, laptop.visit).untold == ()


def test_a_visit_not_carried_out_keeps_its_answers_and_its_reason(laptop):
    record_answer(laptop.store, laptop.visit, "hb01", "ja")

    drop_visit(laptop.store, laptop.visit, "hospital", note="Inlagd i morse")

    assert (visit(laptop).state, visit(laptop).dropped_because) == (VisitState.DROPPED, "hospital")
    assert len(laptop.read(Answer)) == 1


def test_a_dropped_visit_can_be_opened_again(laptop):
    drop_visit(laptop.store, laptop.visit, "not_home")

    begin_visit(laptop.store, laptop.visit)

    assert visit(laptop).state is VisitState.ONGOING


@pytest.mark.parametrize("reason", ["", "orkade inte"])
def test_a_visit_is_not_dropped_without_a_known_reason(laptop, reason):
    with pytest.raises(ReasonMissing):
        drop_visit(laptop.store, laptop.visit, reason)


def test_a_signed_visit_is_not_dropped(laptop):
    pass_the_rest_over(laptop)
    sign_visit(laptop.store, laptop.visit)

    with pytest.raises(VisitLocked):
        drop_visit(laptop.store, laptop.visit, "other")
