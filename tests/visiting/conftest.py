"""A visitor's laptop in the middle of a review day: one case, one visit on the shipped checklist, a second visitor."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from clocks import GoingClock
from visiting.hours import MORNING

from kollegie.intake.checklists import find_checklist
from kollegie.model.checklist import Checklist
from kollegie.model.checklist_text import checklist_to_text
from kollegie.model.ids import COMMON_SCOPE, derived_id
from kollegie.model.register import Person
from kollegie.model.reviews import Assignment, Case, ChecklistVersion, Review, Track, Visit
from kollegie.store import Store, create_store
from kollegie.store.connecting import engine_of
from kollegie.store.keys import key_file_of

PASSPHRASE = "fyra ord i rad"
BERIT = derived_id("person", "Berit")


@dataclass
class Laptop:
    """A visitor's laptop: the open store and the visits on it, by case number."""

    store: Store
    clock: GoingClock
    visits: dict[str, UUID]

    @property
    def visit(self) -> UUID:
        """The visit to case 4-017."""
        return self.visits["4-017"]

    def read(self, kind: type, **equal: object):
        """What stands in the store now."""
        with self.store.reading() as reading:
            return reading.find(kind, **equal)


@pytest.fixture(scope="session")
def checklist() -> Checklist:
    """The shipped checklist for visits to service users."""
    return find_checklist("hemtjanst-brukarbesok")


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A new store that belongs to Anna of Hult, closed, and its data key."""
    path = tmp_path_factory.mktemp("made") / "anna.kollegie"
    store = create_store(
        path,
        PASSPHRASE,
        municipality="Hult",
        person="Anna Ek",
        clock=lambda: MORNING - timedelta(days=1),
        source=random.Random(7),
    )
    store.close()
    return path, store.key


@pytest.fixture
def open_again(tmp_path: Path, made_once: tuple[Path, bytes]) -> Iterator[Callable[[], Store]]:
    """Opens the laptop's file: what each start of the program does."""
    made, key = made_once
    path = tmp_path / made.name
    for old, new in ((made, path), (key_file_of(made), key_file_of(path))):
        shutil.copy(old, new)
    opened: list[Store] = []
    clock = GoingClock(MORNING)

    def again() -> Store:
        opened.append(Store(path, engine_of(path, key), key, clock, random.Random(len(opened))))
        return opened[-1]

    yield again
    for store in opened:
        store.engine.dispose()


@pytest.fixture
def laptop(open_again: Callable[[], Store], checklist: Checklist) -> Iterator[Laptop]:
    """The laptop of Anna, who visits case 4-017 with Berit at two and 4-021 alone at half past three."""
    store = open_again()
    review = derived_id("review", "höst")
    visits: dict[str, UUID] = {}
    with store.work("plan") as work:
        work.add(
            ChecklistVersion(
                derived_id("checklist", checklist.content_hash),
                COMMON_SCOPE,
                checklist.id,
                checklist.version,
                checklist.content_hash,
                checklist_to_text(checklist),
            ),
            Person(BERIT, COMMON_SCOPE, "Berit Sand", derived_id("municipality", "Ås")),
            Review(review, review, "Hemtjänst hösten 2026", "hemtjänst", store.me, store.me),
        )
        for label, hours, persons in (("4-021", 8.5, [store.me]), ("4-017", 7, [store.me, BERIT])):
            case = derived_id("case", label)
            start = MORNING + timedelta(hours=hours - 1)
            visit = Visit(
                derived_id("visit", label),
                case,
                review,
                case,
                Track.USER,
                checklist.id,
                checklist.content_hash,
                planned_start=start,
                planned_end=start + timedelta(hours=1),
            )
            visits[label] = visit.id
            work.add(
                Case(
                    case,
                    case,
                    review,
                    Track.USER,
                    label,
                    f"U-{label}",
                    decision_lines=(("Omfattning", "86 h/mån"),),
                    facts=(("privat_utforare", "nej"), ("planerade_besok_per_dag", "4"), ("planerad_morgon_min", "30")),
                ),
                visit,
                *(Assignment(derived_id("task", label, person), case, visit.id, person) for person in persons),
            )
    with store.staying_open():
        yield Laptop(store, store.clock, visits)
