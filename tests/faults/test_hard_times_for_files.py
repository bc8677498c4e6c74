"""A full disk, a hub nobody may write to, a hub that is gone in the middle: told in a sentence, nothing lost (R13)."""

from __future__ import annotations

import logging
import os
import resource
import shutil
import signal
import tempfile
from pathlib import Path
from typing import Any

import pytest
from faults.processes import TOLD, begin, ended
from sync.scenes import Scene

from kollegie.store import Store
from kollegie.sync.errors import HubReadOnly
from kollegie.sync.exchange import sync
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody

pytestmark = pytest.mark.parametrize("hub_kind", ["sqlite"])
LOG = logging.getLogger(__name__)
NOBODY = 65534


def sync_with_room_for(scene: Scene, size: int) -> int:
    """Vera syncs where no file may grow past a size, as on a full disk; give back how it ended."""

    def work() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        sync(scene.store("vera"))

    return ended(begin(work))


def check_full(scene: Scene, oracle: dict[str, Any], levels: int) -> None:
    largest = max(path.stat().st_size for path in scene.folder.glob("*.kollegie"))
    told = whole = 0
    for level in range(levels):
        scene.reset()
        room = int(largest * (0.02 + 1.3 * level / levels))
        status = sync_with_room_for(scene, room)
        assert status in (0, TOLD), f"with room for {room} bytes it ended with {status}"
        told, whole = told + (status == TOLD), whole + (status == 0)
        assert scene.end_of_what_is_left() == oracle, f"with room for {room} bytes"
    LOG.info("fill levels %d, told %d, went through %d", levels, told, whole)
    assert told > 0


@pytest.mark.timeout(900)
def test_a_disk_that_is_full_at_some_level_is_told_and_costs_nothing(scene, oracle):
    check_full(scene, oracle, 6)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_a_disk_that_is_full_at_any_level_is_told_and_costs_nothing(scene, oracle):
    check_full(scene, oracle, 60)


def moved(scene: Scene) -> tuple[Path, Store]:
    """Vera's laptop and the hub in a folder that anybody may enter, owned by nobody."""
    folder = Path(tempfile.mkdtemp(prefix="kollegie-readonly-"))
    for path in scene.folder.glob("*.kollegie*"):
        shutil.copy(path, folder / path.name)
    store = Scene(folder, scene.aside, scene.names, scene.now, None, "").store("vera")
    with laptop_of(store, nobody) as near:
        near.line.run("UPDATE enrolment SET url = ?", (f"sqlite:///{folder / 'hub.kollegie'}",))
    if os.geteuid() == 0:
        for path in (folder, *folder.iterdir()):
            os.chown(path, NOBODY, NOBODY)
    return folder, store


def test_a_hub_nobody_may_write_to_is_told_and_left_as_it_is(scene):
    folder, store = moved(scene)
    hub = folder / "hub.kollegie"
    hub.chmod(0o444)
    before = hub.read_bytes()
    store.engine.dispose()

    def work() -> None:
        if os.geteuid() == 0:
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
        with pytest.raises(HubReadOnly):
            sync(store)

    assert ended(begin(work)) == 0
    assert hub.read_bytes() == before
    shutil.rmtree(folder)


class TakeAwayAt:
    """Takes the hub's file away right before the n-th statement."""

    def __init__(self, scene: Scene, number: int) -> None:
        self.hub = scene.folder / "hub.kollegie"
        self.away = scene.folder / "hub.elsewhere"
        self._number, self.count = number, 0

    def __call__(self, _statement: str) -> None:
        self.count += 1
        if self.count == self._number:
            self.hub.rename(self.away)


def check_gone(scene: Scene, oracle: dict[str, Any], step: int) -> None:
    counting = TakeAwayAt(scene, 0)
    store = scene.store("vera")
    sync(store, watch=counting)
    store.engine.dispose()
    points = range(1 + counting.count % step, counting.count + 1, step)
    told = 0
    for number in points:
        scene.reset()
        taking = TakeAwayAt(scene, number)
        status = ended(begin(lambda taking=taking: sync(scene.store("vera"), watch=taking)))
        assert status in (0, TOLD), f"gone before statement {number} it ended with {status}"
        told += status == TOLD
        taking.away.rename(taking.hub)
        assert scene.end_of_what_is_left() == oracle, f"gone before statement {number}"
    LOG.info(
        "statements %d, points %d, told %d, different things left %d",
        counting.count,
        len(points),
        told,
        len(scene.ends),
    )


@pytest.mark.timeout(900)
def test_a_hub_that_is_gone_in_the_middle_and_comes_back_costs_nothing(scene, oracle):
    check_gone(scene, oracle, 80)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_a_hub_that_is_gone_before_any_statement_costs_nothing(scene, oracle):
    check_gone(scene, oracle, 1)
