"""A sync that is killed before any of its statements, and run again, ends as if nothing had happened (R6)."""

from __future__ import annotations

import logging

import pytest
from sync.scenes import KILLED, KillAt, Scene

from kollegie.sync.exchange import sync

LOG = logging.getLogger(__name__)


def statements_of(scene: Scene) -> int:
    """How many statements the sync has, both sides together."""
    counting = KillAt()
    store = scene.store("vera")
    sync(store, watch=counting)
    store.engine.dispose()
    return counting.count


def check_killed_at(scene: Scene, points: range, oracle: dict[str, object]) -> int:
    killed = 0
    for number in points:
        scene.reset()
        status = scene.sync_in_a_process("vera", KillAt(number))
        assert status in (KILLED, 0), f"at statement {number} the sync failed by itself"
        killed += status == KILLED
        assert scene.end_of_what_is_left() == oracle, f"killed at statement {number}"
    LOG.info("points %d, killed %d, different things left %d", len(points), killed, len(scene.ends))
    return killed


@pytest.mark.timeout(900)
def test_a_sync_killed_at_a_statement_ends_the_same_when_it_is_run_again(scene, oracle):
    total = statements_of(scene)

    points = range(1 + total % 41, total + 1, 41)
    killed = check_killed_at(scene, points, oracle)

    conflicts = [key for key in oracle["hub"] if key[0] == "conflict"]
    assert (total > 100, len(conflicts)) == (True, 2)
    assert killed == len(points)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_a_sync_killed_at_every_statement_ends_the_same_when_it_is_run_again(scene, oracle):
    total = statements_of(scene)

    killed = check_killed_at(scene, range(1, total + 1), oracle)

    assert killed == total
