"""A laptop's store with one visit in it, and a clock the test turns."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kollegie.model.ids import derived_id
from kollegie.model.reviews import Case, Review, Track, Visit
from kollegie.store import Store, create_store, open_store

PASSPHRASE = "fyra ord i rad"
NOON = datetime(2026, 11, 24, 13, 2, tzinfo=UTC)


class HandClock:
    """A clock that goes one second for each look at it."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the store lies."""
    return tmp_path


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    """An open store that belongs to Anna of Hult."""
    made = create_store(
        folder / "anna.kollegie",
        PASSPHRASE,
        municipality="Hult",
        person="Anna Ek",
        clock=HandClock(),
        source=random.Random(7),
    )
    yield made
    made.close()


@pytest.fixture
def reopen(store: Store) -> Iterator[Callable[[], Store]]:
    """Opens the same file once more, as the next start of the program does."""
    opened: list[Store] = []

    def again() -> Store:
        opened.append(open_store(store.path, PASSPHRASE, clock=HandClock(), source=random.Random(8)))
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
