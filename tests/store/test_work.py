"""An act is stored whole or not at all, and whoever looks meanwhile sees the store as it stood."""

from __future__ import annotations

import pytest

from kollegie.model.ids import COMMON_SCOPE
from kollegie.model.register import Municipality


def test_a_failed_act_leaves_no_trace(store):
    def act() -> None:
        with store.work("plan") as work:
            work.add(Municipality(work.new_id(), COMMON_SCOPE, "halv"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()

    with store.reading() as reading:
        assert reading.first(Municipality, name="halv") is None


def test_a_look_at_the_store_is_consistent_while_others_write(store):
    with store.reading() as reading:
        before = reading.count(Municipality)
        with store.work() as work:
            work.add(Municipality(work.new_id(), COMMON_SCOPE, "ny"))

        assert reading.count(Municipality) == before

    with store.reading() as reading:
        assert reading.count(Municipality) == before + 1
