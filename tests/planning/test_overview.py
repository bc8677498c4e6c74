"""The board: what each pair has come to, as far as it has been heard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from kollegie.intake.checklists import find_checklist
from kollegie.model.reviews import Grant, Participant, Review, ReviewState, Role, Track, Visit, VisitState
from kollegie.model.severity import Severity
from kollegie.planning.assigning import assign
from kollegie.planning.errors import LeadStays, Reason, ReviewLocked
from kollegie.planning.making_visits import make_visits
from kollegie.planning.overview import review_overview
from kollegie.planning.rounds import add_participant, change_review, declare_relation
from kollegie.planning.sampling import draw_sample, sample_all
from kollegie.store import Store
from kollegie.visiting.answering import record_answer
from kollegie.visiting.counting import answers_that_count
from kollegie.visiting.findings import acknowledge_finding

MORNING = datetime(2026, 11, 17, 8, 40, tzinfo=UTC)


@pytest.fixture
def visit(store: Store, register: Callable[..., None], review: Review) -> Visit:
    register(P1=1)
    sample_all(store, review.id)
    return make_visits(store, review.id, {Track.USER: find_checklist("hemtjanst-brukarbesok")}, answers_that_count)[0]


def test_a_card_shows_answers_findings_and_when_it_was_last_heard_of(
    store: Store, review: Review, visit: Visit, clock: Any
) -> None:
    anna = add_participant(store, review.id, "Anna Berg", "Lillsjö", pair="A").person_id
    assign(store, visit.id, [anna])
    clock.now = MORNING
    record_answer(store, visit.id, "HB06", "delvis", "Duschen ges en gång.")
    record_answer(store, visit.id, "HB19", "ja", "Vi ringde granskningsledaren.")

    card = review_overview(store, review.id).pairs[0].cards[0]

    assert (card.touched, card.visit.state) == (True, VisitState.ONGOING)
    assert sorted(card.findings) == [("hb06", Severity.DEFICIENCY), ("hb19", Severity.ACUTE)]
    assert card.gravest is Severity.ACUTE
    assert [finding.question for finding in card.acute] == ["hb19"]

    acknowledge_finding(store, card.acute[0].id)
    assert review_overview(store, review.id).pairs[0].cards[0].acute == ()


def test_what_the_lead_has_written_is_not_something_heard_from_the_pair(
    store: Store, review: Review, visit: Visit, clock: Any
) -> None:
    anna = add_participant(store, review.id, "Anna Berg", "Lillsjö", pair="A").person_id
    assign(store, visit.id, [anna])
    record_answer(store, visit.id, "HB01", "ja")
    assert review_overview(store, review.id).pairs[0].heard is None

    clock.now = MORNING
    store.me = anna  # as if her laptop's answers had come in
    record_answer(store, visit.id, "HB06", "ja")
    with store.reading() as reading:
        store.me = reading.get(Review, review.id).lead_id

    heard = review_overview(store, review.id).pairs[0].heard
    assert heard is not None
    assert abs((heard - MORNING).total_seconds()) < 1


def test_a_visit_nobody_has_stands_with_those_who_may_not_take_it(store: Store, review: Review, visit: Visit) -> None:
    anna = add_participant(store, review.id, "Anna Berg", "Lillsjö", pair="A").person_id
    add_participant(store, review.id, "Bo Lind", "Lillsjö", pair="B")
    declare_relation(store, anna, "user", "P1-1", "acquainted")

    overview = review_overview(store, review.id)

    assert [(one.visit.id, one.reasons) for one in overview.unassigned] == [(visit.id, (("A", Reason.KNOWS_USER),))]


def test_a_visitor_outside_any_pair_is_shown_apart(store: Store, review: Review, visit: Visit) -> None:
    anna = add_participant(store, review.id, "Anna Berg", "Lillsjö").person_id
    assign(store, visit.id, [anna])

    overview = review_overview(store, review.id)

    assert [card.visit.id for card in overview.alone] == [visit.id]
    assert overview.pairs == overview.unassigned == ()


def test_joining_again_changes_only_what_is_given_and_makes_nobody_twice(store: Store, review: Review) -> None:
    first = add_participant(store, review.id, "Anna Berg", "Lillsjö", pair="A", telephone="070", safety_contact=True)

    moved = add_participant(store, review.id, "Anna Berg", "Lillsjö", pair="B")
    again = add_participant(store, review.id, "Anna Berg", "Lillsjö", telephone="071")

    assert (moved.id, moved.person_id, moved.pair) == (first.id, first.person_id, "B")
    assert (again.id, again.pair, again.telephone, again.safety_contact) == (first.id, "B", "071", True)


def test_the_lead_who_gives_a_number_goes_on_leading(store: Store, review: Review) -> None:
    lead = add_participant(store, review.id, "Karin Ek", "Exempelkommun", telephone="070-174 06 05")

    with store.reading() as reading:
        standing = reading.find(Participant, review_id=review.id)
        granted = {one.role for one in reading.find(Grant, person_id=review.lead_id)}
    assert [(one.role, one.telephone) for one in standing] == [(Role.LEAD, "070-174 06 05")]
    assert lead.person_id == review.lead_id
    assert granted <= {Role.LEAD}
    with pytest.raises(LeadStays):
        add_participant(store, review.id, "Karin Ek", "Exempelkommun", Role.READER)


def test_a_locked_round_is_planned_no_more(store: Store, review: Review) -> None:
    import dataclasses

    locked = change_review(store, dataclasses.replace(review, state=ReviewState.LOCKED))

    with pytest.raises(ReviewLocked):
        draw_sample(store, review.id, 1)
    with pytest.raises(ReviewLocked):
        change_review(store, locked)
