"""A sync that is killed before any of its statements, and run again, ends as if nothing had happened (R6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sync.scenes import KILLED, KillAt, Scene, set_scene
from sync.worlds import TestClock, answer, grant, make_review, make_visit, withdraw

from kollegie.store import Store
from kollegie.sync.exchange import sync


@pytest.fixture
def scene(
    lead: Store,
    join: Callable[..., Store],
    clock: TestClock,
    tmp_path: Path,
    hub_url: str,
    request: pytest.FixtureRequest,
) -> Scene:
    """Vera comes home: new answers, edits, disagreements, an empty field against a filled one, cases gone and new."""
    vera, ville = join("vera", "Vera Visit"), join("ville", "Ville Visit")
    review = make_review(lead)
    shared, leaving, coming = (make_visit(lead, review, label) for label in ("4-017", "4-018", "4-019"))
    grant(lead, shared, vera, ville)
    grant(lead, leaving, vera)
    answer(lead, shared, "hb01", value="ja", note="Från förra året.")
    for store in (lead, vera, ville):
        sync(store)
    answer(ville, shared, "hb01", note="Ville skrev.")
    answer(ville, shared, "hb02", value="nej")
    answer(ville, shared, "hb03", value="ja", note="Bara Ville skrev något.")
    sync(ville)
    answer(vera, shared, "hb01", value="nej", note="Vera skrev.")
    answer(vera, shared, "hb02", value="delvis")
    answer(vera, shared, "hb03", value="ja")
    answer(vera, leaving, "hb01", value="ja")
    withdraw(lead, leaving, vera)
    grant(lead, coming, vera)
    sync(lead)
    for store in (lead, vera, ville):
        store.close()
    server = request.getfixturevalue("postgres_server") if hub_url.startswith("postgresql") else None
    return set_scene(tmp_path, ("vera", "lead", "ville"), clock.now + timedelta(minutes=1), server, hub_url)


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
        assert scene.end() == oracle, f"killed at statement {number}"
    return killed


@pytest.mark.timeout(900)
def test_a_sync_killed_at_a_statement_ends_the_same_when_it_is_run_again(scene):
    total = statements_of(scene)
    oracle = scene.end()

    points = range(1 + total % 23, total + 1, 23)
    killed = check_killed_at(scene, points, oracle)

    conflicts = [key for key in oracle["hub"] if key[0] == "conflict"]
    assert (total > 100, len(conflicts)) == (True, 2)
    assert killed == len(points)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_a_sync_killed_at_every_statement_ends_the_same_when_it_is_run_again(scene):
    total = statements_of(scene)
    oracle = scene.end()

    killed = check_killed_at(scene, range(1, total + 1), oracle)

    assert killed == total
