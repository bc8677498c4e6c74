"""What is looked at a stretch of rows at a time sees the same as one look at all of them."""

from __future__ import annotations

import numpy as np
import pytest

from kollegie.screening import swedish_time
from kollegie.screening.sweep import alike_to_the_next, is_ordered


@pytest.fixture(autouse=True)
def short_stretches(monkeypatch):
    monkeypatch.setattr(swedish_time, "PART", 3)


@pytest.mark.parametrize("at", range(7))
def test_a_row_out_of_order_is_seen_wherever_a_stretch_ends(at):
    who, start = np.repeat(np.arange(4), 2), np.tile([5, 9], 4)
    turned = start.copy()
    turned[at : at + 2] = (9, 9) if at % 2 else (9, 5)
    who_turned = who.copy()
    who_turned[at : at + 2] = who[at : at + 2][::-1]

    assert is_ordered(who, start)
    assert is_ordered(who, turned) == bool(at % 2)
    assert is_ordered(who_turned, start) != bool(at % 2)


@pytest.mark.parametrize("at", range(7))
def test_two_rows_alike_are_seen_wherever_a_stretch_ends(at):
    who, start = np.zeros(8, np.int32), np.arange(8)
    start[at + 1 :] -= 1

    assert alike_to_the_next(who, start).tolist() == [at]
    assert alike_to_the_next(np.arange(8), start).tolist() == []
