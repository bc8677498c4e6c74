"""The planted municipality, screened once for all tests."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from clocks import GoingClock
from planting import World, material_of, planted
from signal_world import SignalWorld, reopened, signal_world
from taking import NOON, PASSPHRASE

from kollegie.screening.all_rules import RULES
from kollegie.screening.running import Run, run_rules
from kollegie.store import Store, create_store

SCOPE = UUID(int=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A lead's store without records."""
    made = create_store(
        tmp_path / "lead.kollegie",
        PASSPHRASE,
        municipality="Hult",
        person="Anna Ek",
        clock=GoingClock(NOON),
        source=random.Random(5),
    )
    with made.staying_open():
        yield made
    made.close()


@pytest.fixture(scope="session")
def world() -> World:
    """Violations and innocents of every rule."""
    return planted()


@pytest.fixture(scope="session")
def run(world: World) -> Run:
    """What every rule finds in it."""
    return run_rules(material_of(world), RULES.values(), scope=SCOPE)


@pytest.fixture(scope="session")
def screened_once(tmp_path_factory: pytest.TempPathFactory) -> SignalWorld:
    """A store with one signal, made once; its store is closed."""
    return signal_world(tmp_path_factory.mktemp("signal"))


@pytest.fixture
def here(screened_once: SignalWorld, tmp_path: Path) -> Iterator[SignalWorld]:
    """A copy of it to work in."""
    made = reopened(screened_once, tmp_path)
    yield made
    made.store.close()
