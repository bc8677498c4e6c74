"""A laptop's store with one visit in it, and a clock the test turns."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from clocks import GoingClock
from store.quickly import QUICKLY

from kollegie.model.ids import derived_id
from kollegie.model.reviews import Case, Review, Track, Visit
from kollegie.store import Store, create_store, open_store
from kollegie.store.connecting import engine_of
from kollegie.store.keys import key_file_of

PASSPHRASE = "fyra ord i rad"
NOON = datetime(2026, 11, 24, 13, 2, tzinfo=UTC)


@pytest.fixture
def passphrase() -> str:
    """What opens the store."""
    return PASSPHRASE


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A new store that belongs to Anna of Hult, closed, and its data key: stretching a passphrase takes its time."""
    path = tmp_path_factory.mktemp("made") / "anna.kollegie"
    with QUICKLY.really():
        store = create_store(
            path,
            PASSPHRASE,
            municipality="Hult",
            person="Anna Ek",
            clock=GoingClock(NOON - timedelta(days=1)),
            source=random.Random(7),
        )
    store.close()
    return path, store.key


@pytest.fixture
def closed(tmp_path: Path, made_once: tuple[Path, bytes]) -> Path:
    """A closed store of the test's own."""
    made, _ = made_once
    path = tmp_path / made.name
    for old, new in ((made, path), (key_file_of(made), key_file_of(path))):
        shutil.copy(old, new)
    return path


@pytest.fixture
def store(closed: Path, made_once: tuple[Path, bytes]) -> Iterator[Store]:
    """An open store that belongs to Anna of Hult."""
    key = made_once[1]
    opened = Store(closed, engine_of(closed, key), key, GoingClock(NOON), random.Random(8))
    yield opened
    opened.engine.dispose()


@pytest.fixture
def reopen(store: Store) -> Iterator[Callable[[], Store]]:
    """Opens the same file once more, as the next start of the program does."""
    opened: list[Store] = []

    def again() -> Store:
        opened.append(open_store(store.path, PASSPHRASE, clock=GoingClock(NOON), source=random.Random(9)))
        return opened[-1]

    yield again
    for one in opened:
        one.close()


@pytest.fixture
def visit(store: Store) -> Visit:
    """A visit to case 4-017."""
    review = derived_id("review", 1)
    case = derived_id("case", 17)
    made = Visit(derived_id("visit", 17), case, review, case, Track.USER, "hemtjanst-brukarbesok", "h3")
    with store.work("plan") as work:
        work.add(
            Review(review, review, "Hemtjänst hösten 2026", "hemtjänst", store.me, store.me),
            Case(case, case, review, Track.USER, "4-017", "U-17"),
            made,
        )
    return made
