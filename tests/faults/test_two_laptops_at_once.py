"""Two laptops that sync at the same time: killed by chance, stopped in the middle, fighting for the hub (R8, R8b)."""

from __future__ import annotations

import logging
import os
import random
import signal
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from faults.processes import TOLD, begin, ended
from sync.scenes import Scene
from sync.worlds import answer, held_by, held_by_hub

from kollegie.model.reviews import Visit
from kollegie.sync import lines
from kollegie.sync.exchange import sync
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody

LOG = logging.getLogger(__name__)
LAPTOPS = ("vera", "ville")


@pytest.fixture
def shared(scene: Scene) -> Visit:
    """The visit both visitors hold."""
    store = scene.store("ville")
    with store.reading() as reading:
        (visit,) = reading.find(Visit)
    store.engine.dispose()
    return visit


def keep_working(scene: Scene, name: str, visit: Visit, seed: int, rounds: int | None) -> None:
    """Answer and sync, again and again; note each answer once it is stored, and how long each sync took."""
    source = random.Random(f"{name}{seed}")
    start, ticks = scene.now, [0]

    def clock() -> datetime:
        ticks[0] += 1
        return start + timedelta(minutes=10 * seed, milliseconds=37 * ticks[0])

    store = scene.store(name, clock)
    done = 0
    with Path(scene.folder / f"{name}.notes").open("a") as notes:
        while rounds is None or done < rounds:
            text = f"{name} {seed} {done}"
            answer(store, visit, f"hb{source.randint(1, 9):02}", note=text)
            print(f"wrote {text}", file=notes, flush=True)
            before = time.monotonic()
            commits = [0]
            sync(store, watch=lambda said, commits=commits: commits.__setitem__(0, commits[0] + ("done:" in said)))
            print(f"waited {time.monotonic() - before:.3f} {commits[0]}", file=notes, flush=True)
            done += 1


def notes_of(scene: Scene, word: str) -> list[str]:
    """What the laptops noted."""
    found = []
    for name in LAPTOPS:
        path = scene.folder / f"{name}.notes"
        lines_ = path.read_text().splitlines() if path.exists() else []
        found += [line.removeprefix(f"{word} ") for line in lines_ if line.startswith(word)]
    return found


def check_whole(scene: Scene, visit: Visit) -> None:
    """Everything that was stored on a laptop is somewhere, and all hold the same."""
    held = scene.end()
    everything = str(list(held["hub"].values()))
    lost = [text for text in notes_of(scene, "wrote") if f"'{text}'" not in everything]
    assert not lost
    stores = [scene.store(name) for name in LAPTOPS]
    hub = held_by_hub(stores[0], visit)
    for store in stores:
        assert held_by(store, visit) == hub
        assert store.check() == ()
        store.engine.dispose()
    for name in LAPTOPS:
        (scene.folder / f"{name}.notes").unlink(missing_ok=True)


def check_killed(scene: Scene, visit: Visit, rounds: int) -> None:
    source = random.Random(rounds)
    kills = 0
    for seed in range(1, rounds + 1):
        children = [
            begin(lambda name=name, seed=seed: keep_working(scene, name, visit, seed, None)) for name in LAPTOPS
        ]
        time.sleep(source.uniform(0.8, 2.5))
        for child in children:
            os.kill(child, signal.SIGKILL)
            kills += ended(child) == -signal.SIGKILL
    LOG.info("kills %d, answers noted %d", kills, len(notes_of(scene, "wrote")))
    assert kills == 2 * rounds
    check_whole(scene, visit)


@pytest.mark.timeout(900)
def test_two_laptops_killed_by_chance_lose_nothing_and_agree(scene, shared):
    check_killed(scene, shared, 3)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_two_laptops_killed_many_times_lose_nothing_and_agree(scene, shared):
    check_killed(scene, shared, 40)


def check_fight(scene: Scene, visit: Visit, rounds: int) -> None:
    children = [begin(lambda name=name: keep_working(scene, name, visit, 1, rounds)) for name in LAPTOPS]
    assert [ended(child) for child in children] == [0, 0]
    waited = sorted(float(line.split()[0]) for line in notes_of(scene, "waited"))
    commits = sum(int(line.split()[1]) for line in notes_of(scene, "waited"))
    LOG.info("syncs %d, transactions %d, p99 %.2f s", len(waited), commits, waited[int(len(waited) * 0.99)])
    assert len(waited) == 2 * rounds
    assert waited[int(len(waited) * 0.99)] < 5 * float(os.environ.get("KOLLEGIE_SLOW", "4"))
    check_whole(scene, visit)


@pytest.mark.timeout(900)
def test_two_laptops_that_fight_for_the_hub_both_get_their_turn(scene, shared):
    check_fight(scene, shared, 8)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_two_laptops_that_fight_for_the_hub_for_long_both_get_their_turn(scene, shared):
    check_fight(scene, shared, 800)


class StopAt:
    """Stops its own process, as a closed lid does, right before the n-th statement."""

    def __init__(self, number: int) -> None:
        self._number, self.count = number, 0

    def __call__(self, _statement: str) -> None:
        self.count += 1
        if self.count == self._number:
            os.kill(os.getpid(), signal.SIGSTOP)


def check_stopped(scene: Scene, oracle: object, numbers: list[int], seconds: float) -> None:
    others = []
    for number in numbers:
        scene.reset()
        child = begin(lambda number=number: sync(scene.store("vera"), watch=StopAt(number)))
        assert os.WIFSTOPPED(os.waitpid(child, os.WUNTRACED)[1]), number
        began = time.monotonic()
        others.append(ended(begin(lambda: sync(scene.store("ville")))))
        time.sleep(max(0.0, seconds - (time.monotonic() - began)))
        os.kill(child, signal.SIGCONT)
        assert ended(child) in (0, TOLD), number
        assert scene.end() == oracle, f"stopped before statement {number}"
    LOG.info("stops %d, the other laptop: %s", len(numbers), others)
    assert set(others) <= {0, TOLD}


@pytest.mark.timeout(900)
def test_a_laptop_whose_lid_is_closed_amid_a_sync_costs_nobody_anything(scene, oracle, monkeypatch):
    monkeypatch.setattr(lines, "LONGEST_TURN", 1.0)
    check_stopped(scene, oracle, [60, 250], 1.0)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_a_laptop_whose_lid_is_closed_for_half_a_minute_costs_nobody_anything(scene, oracle):
    check_stopped(scene, oracle, list(range(30, 330, 60)), 30.0)


def test_a_child_leaves_no_session_open(scene):
    """What the checks above rest on: the store can be opened and read after a child has been killed."""
    child = begin(lambda: sync(scene.store("vera"), watch=lambda _said: os.kill(os.getpid(), signal.SIGKILL)))

    assert ended(child) == -signal.SIGKILL
    store = scene.store("vera")
    with laptop_of(store, nobody) as near:
        assert near.waiting() > 0
    store.engine.dispose()
