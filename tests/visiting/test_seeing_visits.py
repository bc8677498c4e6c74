from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from kollegie.model.answer_values import Withheld
from kollegie.model.ids import derived_id
from kollegie.model.reviews import Assignment, Case, Review, Track, Visit, VisitState
from kollegie.model.severity import Severity
from kollegie.model.visits import Draft
from kollegie.store.drafts import Place, keep_draft, remember_place
from kollegie.visiting.answering import pass_over, record_answer
from kollegie.visiting.evaluation import AnswerState
from kollegie.visiting.findings import remove_finding
from kollegie.visiting.opening import open_visit
from kollegie.visiting.overview import my_visits
from kollegie.visiting.recovery import keep_both, recovered, start_running, stop_running
from kollegie.visiting.signing import readiness, sign_visit


def test_my_visits_come_in_time_order_with_what_is_left(laptop):
    record_answer(laptop.store, laptop.visit, "hb06", "delvis", positive=True)
    record_answer(laptop.store, laptop.visit, "hb11", Withheld.AVSTOD, flagged=True)

    first, second = my_visits(laptop.store)

    assert [one.case.label for one in (first, second)] == ["4-017", "4-021"]
    assert (first.visit.state, second.visit.state) == (VisitState.ONGOING, VisitState.PLANNED)
    assert (first.progress.answered, first.progress.findings) == (2, 1)
    assert first.progress.total == len(first.marks) == second.progress.total
    states = {mark.question: (mark.state, mark.severity) for mark in first.marks}
    assert states["hb06"] == (AnswerState.ANSWERED, Severity.DEFICIENCY)
    assert states["hb11"] == (AnswerState.WITHHELD, None)
    assert (first.positive, first.flagged, first.others) == (1, 1, ("Berit Sand",))
    assert first.waiting >= 4  # the case, the visit, two answers, a finding, the tasks
    assert first.last_written > laptop.clock.now - timedelta(minutes=1)


def test_the_visits_of_one_day_are_chosen_by_the_clock_of_the_place(laptop):
    day = my_visits(laptop.store)[0].visit.planned_start.astimezone().date()

    assert len(my_visits(laptop.store, day)) == 2
    assert my_visits(laptop.store, day + timedelta(days=1)) == ()


def test_a_visit_assigned_to_someone_else_is_not_mine(laptop):
    with laptop.store.work() as work:
        (task,) = work.find(Assignment, visit_id=laptop.visits["4-021"])
        work.delete(task)

    assert [one.case.label for one in my_visits(laptop.store)] == ["4-017"]
    assert len(my_visits(laptop.store, person_id=derived_id("person", "Berit"))) == 1


def test_a_removed_finding_is_not_counted(laptop):
    finding = record_answer(laptop.store, laptop.visit, "hb06", "nej").raised[0]
    remove_finding(laptop.store, laptop.visit, finding.id)

    (first, _) = my_visits(laptop.store)

    assert first.findings == ()
    assert all(mark.severity is None for mark in first.marks)


def test_a_visit_with_every_question_answered_is_ready_to_sign(laptop):
    left = [(cell.name, "") for cell in readiness(laptop.store, laptop.visit).unanswered]
    pass_over(laptop.store, laptop.visit, left, Withheld.EJ_FRAGAD)

    assert my_visits(laptop.store)[0].to_sign
    sign_visit(laptop.store, laptop.visit)
    assert not my_visits(laptop.store)[0].to_sign


def test_opening_a_visit_gives_all_that_a_window_shows(laptop):
    recorded = record_answer(laptop.store, laptop.visit, "hb06", "delvis", note="Dusch saknas.")
    with laptop.store.work() as work:
        keep_draft(work, Draft(laptop.visit, "hb12", "", "note", "I septem", 8, work.at))
        remember_place(work, Place(laptop.visit, "hb12", "", "note", 8, 120), work.at)

    seen = open_visit(laptop.store, laptop.visit)

    assert (seen.case.label, seen.checklist.id, seen.review.name) == (
        "4-017",
        "hemtjanst-brukarbesok",
        "Hemtjänst hösten 2026",
    )
    assert seen.answers == {("hb06", ()): recorded.answer}
    assert seen.findings == recorded.raised
    assert [draft.text for draft in seen.drafts] == ["I septem"]
    assert seen.place == Place(laptop.visit, "hb12", "", "note", 8, 120)
    assert seen.people[seen.authors[recorded.answer.id]["note"].by] == "Anna Ek"
    assert seen.others == ("Berit Sand",)
    assert seen.sheet().progress().answered == 1
    assert seen.last_round == {}


def test_the_last_round_is_shown_as_what_it_was(laptop, checklist):
    spring, case = derived_id("review", "vår"), derived_id("case", "vår")
    old = derived_id("visit", "vår")
    with laptop.store.work() as work:
        work.add(
            Review(spring, spring, "Hemtjänst våren 2026", "hemtjänst", laptop.store.me, laptop.store.me),
            Case(case, case, spring, Track.USER, "2-003", "U-4-017"),
            Visit(old, case, spring, case, Track.USER, checklist.id, checklist.content_hash),
        )
    record_answer(laptop.store, old, "hb06", "ja", note="Alla insatser utförs.")
    assert open_visit(laptop.store, laptop.visit).last_round == {}  # not signed yet: still being written
    left = [(cell.name, "") for cell in readiness(laptop.store, old).unanswered]
    pass_over(laptop.store, old, left, Withheld.EJ_FRAGAD)
    signed = sign_visit(laptop.store, old)

    seen = open_visit(laptop.store, laptop.visit)

    assert seen.last_round["hb06", ()].answer.note == "Alla insatser utförs."
    assert seen.last_round["hb06", ()].at == signed.signed_at
    assert seen.answers == {}


def test_a_stop_out_of_order_tells_which_visit_how_much_and_where_to_go_on(laptop, open_again):
    assert start_running(laptop.store) is None
    record_answer(laptop.store, laptop.visit, "hb05", "Frukost och medicin.")
    record_answer(laptop.store, laptop.visit, "hb06", "delvis")
    with laptop.store.work() as work:
        keep_draft(work, Draft(laptop.visit, "hb06", "", "note", "Dusch sak", 9, work.at))
        remember_place(work, Place(laptop.visit, "hb06", "", "note", 9), work.at)
        typed = work.at

    found = start_running(open_again())

    with laptop.store.work() as work:  # a later draft, of a visit that is here no more
        keep_draft(work, Draft(UUID(int=9), "hb06", "", "note", "Gammal", 6, work.at))
        remember_place(work, Place(UUID(int=9), "hb06"), work.at)
        at_another = recovered(work)
        work.delete(work.get(Case, work.get(Visit, laptop.visit).case_id))
        without_case = recovered(work)

    assert (at_another.visit_id, at_another.question, without_case) == (laptop.visit, "hb06", None)
    assert (found.visit_id, found.case_label, found.version) == (laptop.visit, "4-017", "1")
    assert (found.question, found.question_id, found.answers, found.drafts) == ("hb06", "HB06", 2, 1)
    assert found.since == typed


def test_what_was_being_typed_can_be_kept_beside_what_is_stored(laptop, open_again):
    start_running(laptop.store)
    record_answer(laptop.store, laptop.visit, "hb06", "delvis", note="Dusch saknas.")
    with laptop.store.work() as work:
        keep_draft(work, Draft(laptop.visit, "hb06", "", "note", "Dusch och promenad sak", 9, work.at))
        keep_draft(work, Draft(laptop.visit, "hb12", "", "note", "I septem", 8, work.at))
        remember_place(work, Place(laptop.visit, "hb12", "", "note", 8), work.at)
    store = open_again()
    assert start_running(store).beside == 1

    (kept,) = keep_both(store, laptop.visit)

    seen = open_visit(store, laptop.visit)
    assert (kept.question, kept.text.split(": ")[1]) == ("hb06", "Dusch och promenad sak")
    assert seen.answers["hb06", ()].note == "Dusch saknas."
    assert seen.comments == (kept,)
    assert [draft.question for draft in seen.drafts] == ["hb12"]  # nothing is stored there: it stays in its field
    assert keep_both(store, laptop.visit) == ()


def test_a_stop_in_order_tells_nothing(laptop, open_again):
    start_running(laptop.store)
    record_answer(laptop.store, laptop.visit, "hb06", "ja")
    with laptop.store.work() as work:
        remember_place(work, Place(laptop.visit, "hb06"), work.at)
    stop_running(laptop.store)

    assert start_running(open_again()) is None


@pytest.mark.parametrize("signed", [True, False])
def test_a_visit_that_is_signed_is_not_offered_again(laptop, open_again, signed):
    start_running(laptop.store)
    left = [(cell.name, "") for cell in readiness(laptop.store, laptop.visit).unanswered]
    pass_over(laptop.store, laptop.visit, left, Withheld.EJ_FRAGAD)
    with laptop.store.work() as work:
        remember_place(work, Place(laptop.visit, "hb06"), work.at)
    if signed:
        sign_visit(laptop.store, laptop.visit)

    assert (start_running(open_again()) is None) is signed
