from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kollegie.model.expressions.graph import Ring, order_of, rings


@given(st.dictionaries(st.integers(0, 12), st.sets(st.integers(0, 12), max_size=4), max_size=12))
def test_either_everything_comes_after_what_it_needs_or_a_true_ring_is_named(needs: dict[int, set[int]]) -> None:
    found = rings(needs)

    for ring in found:
        assert ring[0] == ring[-1]
        assert all(following in needs[member] for member, following in pairwise(ring))
    if not found:
        ordered = order_of(needs)
        assert sorted(ordered) == sorted(needs)
        place = {node: at for at, node in enumerate(ordered)}
        assert all(place[one] < place[node] for node, needed in needs.items() for one in needed & needs.keys())


def test_what_is_free_keeps_the_order_it_was_given_in() -> None:
    assert order_of({"c": [], "b": ["x"], "a": []}) == ("c", "b", "a")


def test_a_value_that_needs_itself_is_a_ring() -> None:
    with pytest.raises(Ring, match="a → a"):
        order_of({"a": ["a"]})


def test_all_rings_are_named_at_once() -> None:
    found = rings({"a": ["b"], "b": ["a"], "c": ["c"], "d": ["a"], "e": []})

    assert [set(ring) for ring in found] == [{"a", "b"}, {"c"}]
