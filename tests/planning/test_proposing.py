"""Which pairs are proposed for which visits, within the hours of the day, and which visits are made double."""

from __future__ import annotations

import dataclasses
from collections import Counter
from itertools import pairwise

import pytest

from kollegie.model.reviews import (
    Case,
    Participant,
    Review,
    Track,
    Visit,
)
from kollegie.planning.day import schedule_day
from kollegie.planning.doubling import draw_doubles, make_single
from kollegie.planning.errors import (
    NoVisitors,
    Reason,
)
from kollegie.planning.overview import review_overview
from kollegie.planning.proposing import carry_out_proposal, make_pairs, propose_assignment
from kollegie.planning.rounds import add_participant, declare_relation
from kollegie.store import Store


@pytest.mark.usefixtures("visits", "visitors")
def test_pairs_are_of_mixed_municipalities_and_visits_are_shared_evenly(store: Store, review: Review) -> None:
    make_pairs(store, review.id)

    carry_out_proposal(store, review.id, propose_assignment(store, review.id))

    overview = review_overview(store, review.id)
    assert [row.pair for row in overview.pairs] == ["A", "B"]
    assert all(set(row.municipalities) == {"Lillsjö", "Storåsen"} for row in overview.pairs)
    assert sorted(len(row.cards) for row in overview.pairs) == [4, 5]
    assert overview.unassigned == ()


@pytest.mark.usefixtures("visits")
def test_a_visit_no_pair_may_take_is_left_and_told_why(
    store: Store, review: Review, visitors: list[Participant]
) -> None:
    make_pairs(store, review.id)
    for visitor in visitors[:2]:
        declare_relation(store, visitor.person_id, "provider", "P1", "employer")

    proposal = propose_assignment(store, review.id)

    assert {left.case.provider_ref for left in proposal.left} == {"P1"}
    assert proposal.left[0].reasons == (("A", Reason.WORKS_FOR_PROVIDER), ("B", Reason.WORKS_FOR_PROVIDER))
    carry_out_proposal(store, review.id, proposal)
    assert len(review_overview(store, review.id).unassigned) == len(proposal.left) == 5


@pytest.mark.usefixtures("visits", "visitors")
def test_no_pair_gets_more_than_a_day_holds(store: Store, review: Review) -> None:
    make_pairs(store, review.id)

    proposal = propose_assignment(store, review.id, most=3)

    assert Counter(proposal.pairs.values()) == {"A": 3, "B": 3}
    assert len(proposal.left) == 3
    assert proposal.left[0].reasons == ()


def test_one_person_alone_is_not_sent_where_risk_is_marked(
    store: Store, review: Review, visits: tuple[Visit, ...]
) -> None:
    with store.work("test") as work:
        case = work.get(Case, visits[0].case_id)
        work.save(dataclasses.replace(case, risk_marked=True))
    add_participant(store, review.id, "Anna Berg", "Lillsjö", pair="A")

    proposal = propose_assignment(store, review.id, most=20)

    assert [left.case.id for left in proposal.left] == [case.id]


@pytest.mark.usefixtures("visitors")
def test_an_odd_number_of_visitors_makes_one_pair_of_three_and_the_hosts_own_are_in_none(
    store: Store, review: Review
) -> None:
    add_participant(store, review.id, "Frida Dal", "Lillsjö")
    add_participant(store, review.id, "Erik Holm", "Exempelkommun")

    placed = make_pairs(store, review.id)

    assert Counter(visitor.pair for visitor in placed) == {"A": 2, "B": 3}


def test_without_visitors_there_is_nothing_to_propose(store: Store, review: Review) -> None:
    with pytest.raises(NoVisitors, match="kollegie round add-person"):
        make_pairs(store, review.id)
    with pytest.raises(NoVisitors):
        propose_assignment(store, review.id)


@pytest.mark.usefixtures("visits", "visitors")
def test_the_day_has_room_for_travel_and_lunch_and_nobody_is_in_two_places(store: Store, review: Review) -> None:
    make_pairs(store, review.id)
    carry_out_proposal(store, review.id, propose_assignment(store, review.id))

    schedule_day(store, review.id)

    for row in review_overview(store, review.id).pairs:
        times = [
            (card.visit.planned_start.astimezone(), card.visit.planned_end.astimezone())
            for card in row.cards
            if card.visit.planned_start and card.visit.planned_end
        ]
        assert len(times) == len(row.cards)
        assert times[0][0].strftime("%Y-%m-%d %H:%M") == "2026-11-17 08:30"
        for (start, end), (following, _) in pairwise(times):
            assert 50 <= (end - start).total_seconds() / 60 <= 60
            assert (following - end).total_seconds() >= 15 * 60
        assert not any(start.hour < 13 and end.strftime("%H:%M") > "12:00" for start, end in times)


def test_double_visits_are_drawn_with_the_rounds_seed_and_never_of_what_has_begun(
    store: Store, review: Review, visits: tuple[Visit, ...], visitors: list[Participant]
) -> None:
    assert len(visits) == 9
    assert visitors
    make_pairs(store, review.id)
    carry_out_proposal(store, review.id, propose_assignment(store, review.id))
    schedule_day(store, review.id)

    first = draw_doubles(store, review.id, 2)
    for visit in first:
        make_single(store, visit.id)
    again = draw_doubles(store, review.id, 2)
    more = draw_doubles(store, review.id, 99)

    assert [one.id for one in first] == [one.id for one in again]
    assert {one.kind for one in (*again, *more)} == {Track.USER}
    assert len({one.id for one in (*again, *more)}) == 7
    with store.reading() as reading:
        blind = reading.find(Visit, blind_of=first[0].id)
        assert len(blind) == 2
        assert {one.planned_start for one in blind} == {reading.get(Visit, first[0].id).planned_start}
    cards = [card for row in review_overview(store, review.id).pairs for card in row.cards]
    assert len(cards) == 9  # a double visit stands once on the board
    assert sum(len(card.blind) for card in cards) == 14
