"""The sample: repeatable, in strata, never a protected person, and only what a visitor needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kollegie.model.register import Decision, ServiceUser
from kollegie.model.reviews import Case, CaseIdentity, Review, Track
from kollegie.planning.errors import NobodyToSample, NotInSample
from kollegie.planning.rounds import create_review
from kollegie.planning.sampling import allot, choose_user, draw_sample, sample_all, sample_providers
from kollegie.store import Store

Register = Callable[..., None]
DAY = date(2026, 11, 17)


def refs(cases: Sequence[Case]) -> list[str]:
    return [case.subject_ref for case in cases]


def test_the_same_seed_draws_the_same_people_and_another_seed_others(store: Store, register: Register) -> None:
    register(P1=20, P2=20)
    first = create_review(store, "Första", "hemtjänst", review_day=DAY, seed=3)
    again = create_review(store, "Andra", "hemtjänst", review_day=DAY, seed=3)
    other = create_review(store, "Tredje", "hemtjänst", review_day=DAY, seed=4)

    drawn = refs(draw_sample(store, first.id, 12))

    assert refs(draw_sample(store, again.id, 12)) == drawn
    assert refs(draw_sample(store, other.id, 12)) != drawn


def test_each_provider_gets_its_least_number_and_the_rest_follows_size(
    store: Store, register: Register, review: Review
) -> None:
    register(P1=30, P2=8, P3=3)

    cases = draw_sample(store, review.id, 20, least_per_provider=5)

    assert Counter(case.provider_ref for case in cases) == {"P1": 12, "P2": 5, "P3": 3}


def test_a_protected_person_is_never_drawn(
    store: Store, register: Register, review: Review, protect: Callable[[str], None]
) -> None:
    register(P1=3)
    protect("P1-2")

    everyone = sample_all(store, review.id)
    assert sorted(refs(everyone)) == ["P1-1", "P1-3"]
    assert {case.drawn for case in everyone} == {"all"}
    with pytest.raises(NotInSample, match="skyddad identitet"):
        choose_user(store, review.id, "P1-2")


def test_who_has_no_decision_in_force_on_the_day_is_not_drawn(store: Store, register: Register, review: Review) -> None:
    register(P1=2)
    with store.work("test") as work:
        decision = work.first(Decision, user_ref="P1-1")
        assert decision is not None
        work.delete(decision)

    assert refs(sample_all(store, review.id)) == ["P1-2"]
    with pytest.raises(NotInSample, match="inget beslut om hemtjänst"):
        choose_user(store, review.id, "P1-1")


def test_those_left_out_and_those_already_drawn_are_not_drawn_again(
    store: Store, register: Register, review: Review
) -> None:
    register(P1=4)
    first = draw_sample(store, review.id, 2, exclude=["P1-1"])

    rest = draw_sample(store, review.id, 5, exclude=["P1-1"])

    assert sorted(refs(first) + refs(rest)) == ["P1-2", "P1-3", "P1-4"]
    with pytest.raises(NobodyToSample):
        draw_sample(store, review.id, 1, exclude=["P1-1"])


def test_half_the_sample_is_drawn_for_warning_signals_where_there_are_any(
    store: Store, register: Register, review: Review
) -> None:
    register(P1=10)

    cases = draw_sample(store, review.id, 6, signalled=["P1-9", "P1-8", "P1-7", "P1-6"])

    assert sorted(case.subject_ref for case in cases if case.drawn == "signal") == ["P1-7", "P1-8", "P1-9"]
    assert sum(case.drawn == "random" for case in cases) == 3


def test_a_case_holds_the_decision_and_the_context_but_nothing_that_names_the_person(
    store: Store, register: Register, review: Review
) -> None:
    register(P1=1)

    case = choose_user(store, review.id, "P1-1")

    assert case.label == "1-001"
    assert dict(case.decision_lines)["Omfattning"] == "12,5 timmar per vecka"
    assert dict(case.decision_lines)["Besök per dag"] == "4"
    assert dict(case.facts) == {
        "privat_utforare": "ja",
        "avtal_forbjuder_anhorig": "ja",
        "beslutsdatum": "2026-01-10",
        "planerade_besok_per_dag": "4",
        "planerad_morgon_min": "30",
    }
    assert "Brukare" not in repr(case)
    with store.reading() as reading:
        identity = reading.get(CaseIdentity, case.id)
    assert (identity.scope, identity.name, identity.address) == (case.scope, "Brukare P1-1", "Björkvägen 1")


def test_the_facts_are_those_the_checklists_ask_for(store: Store, register: Register, review: Review) -> None:
    from kollegie.intake.checklists import find_checklist

    register(P1=1)
    user = choose_user(store, review.id, "P1-1")
    (provider,) = sample_providers(store, review.id)

    asked = {field.name for field in find_checklist("hemtjanst-brukarbesok").context_fields}
    assert asked <= set(dict(user.facts))
    asked = {field.name for field in find_checklist("utforarbesok-oanmalt").context_fields}
    assert asked <= set(dict(provider.facts))


def test_providers_of_the_sample_are_the_other_track_and_are_taken_once(
    store: Store, register: Register, review: Review
) -> None:
    register(P0=1, P1=1)
    sample_all(store, review.id)

    cases = sample_providers(store, review.id)

    assert [(case.subject_ref, case.track) for case in cases] == [("P0", Track.PROVIDER), ("P1", Track.PROVIDER)]
    assert dict(cases[0].facts) == {"privat_utforare": "nej", "avtal_forbjuder_anhorig": "ja", "oanmalt": "ja"}
    assert sample_providers(store, review.id) == ()


def test_labels_never_tell_the_order_of_the_register(store: Store, register: Register, review: Review) -> None:
    register(P1=12)

    cases = sorted(sample_all(store, review.id, series="4"), key=lambda case: case.label)

    assert [case.label for case in cases] == [f"4-{number:03}" for number in range(1, 13)]
    with store.reading() as reading:
        assert refs(cases) != [user.user_ref for user in reading.find(ServiceUser)]


@given(
    st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 40), max_size=6),
    st.integers(0, 120),
    st.integers(0, 8),
)
def test_places_are_shared_out_wholly_and_no_stratum_is_asked_for_more_than_it_holds(
    sizes: dict[str, int], size: int, least: int
) -> None:
    shares = allot(sizes, size, least)

    assert sum(shares.values()) == min(size, sum(sizes.values()))
    assert all(0 <= shares[name] <= sizes[name] for name in sizes)
    if sum(min(least, count) for count in sizes.values()) <= size:
        assert all(shares[name] >= min(least, sizes[name]) for name in sizes)


def test_nothing_of_a_draw_is_kept_when_it_fails(store: Store, review: Review) -> None:
    with pytest.raises(NobodyToSample):
        draw_sample(store, review.id, 3)

    with store.reading() as reading:
        assert reading.count(Case) == 0
