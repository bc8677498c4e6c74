"""A visitor's desk with three visits: one to a user in good progress, one to a provider, one not begun."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from clocks import GoingClock
from faults.event_loop import let_run
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kollegie.intake.checklists import find_checklist
from kollegie.model.checklist_text import checklist_to_text
from kollegie.model.ids import COMMON_SCOPE, derived_id
from kollegie.model.register import Person
from kollegie.model.reviews import (
    Assignment,
    Case,
    CaseIdentity,
    ChecklistVersion,
    Participant,
    Review,
    Role,
    Track,
    Visit,
)
from kollegie.model.visits import Answer
from kollegie.settings import Settings
from kollegie.store import Store, create_store
from kollegie.store.connecting import engine_of
from kollegie.store.keys import key_file_of
from kollegie.visiting.answering import record_answer
from kollegie.visiting.evaluation import Cell
from ui.desk import Desk
from ui.visiting import VisitPage
from ui.visiting.question_card import QuestionCard

NOON = datetime(2026, 11, 24, 13, 2, tzinfo=UTC)
BERIT, LEAD = derived_id("person", "Berit"), derived_id("person", "Lo")
PLAN = (("4-017", Track.USER), ("4-021", Track.USER), ("P-03", Track.PROVIDER))


@dataclass
class Made:
    """The store as it was made once for all tests."""

    path: Path
    key: bytes
    visits: dict[str, UUID]


def quick_clock(now: datetime = NOON) -> GoingClock:
    """A clock that goes a tenth of a second for each look at it."""
    return GoingClock(now, timedelta(milliseconds=100))


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Made:
    path = tmp_path_factory.mktemp("visiting") / "anna.kollegie"
    store = create_store(
        path,
        "fyra ord i rad",
        municipality="Hult",
        person="Anna Ek",
        clock=quick_clock(NOON - timedelta(hours=2)),
        source=random.Random(1),
    )
    visits = plan(store)
    for question, value in (
        ("hb01", "ja"),
        ("hb02", ("anhorig",)),
        ("hb03", "ja"),
        ("hb04", "ja"),
        ("hb05", "Frukost"),
    ):
        record_answer(store, visits["4-017"], question, value)
    store.close()
    return Made(path, store.key, visits)


def plan(store: Store) -> dict[str, UUID]:
    """Three visits on the shipped checklists."""
    lists = {
        Track.USER: find_checklist("hemtjanst-brukarbesok"),
        Track.PROVIDER: find_checklist("utforarbesok-oanmalt"),
    }
    review = derived_id("review", "höst")
    with store.work("plan") as work:
        for one in lists.values():
            text = checklist_to_text(one)
            version = derived_id("version", one.content_hash)
            work.add(ChecklistVersion(version, COMMON_SCOPE, one.id, one.version, one.content_hash, text))
        work.add(
            Person(BERIT, COMMON_SCOPE, "Berit Sand", derived_id("Ås")),
            Person(LEAD, COMMON_SCOPE, "Lo Ledare", derived_id("Ås")),
            Review(review, review, "Hemtjänst hösten 2026", "hemtjänst", store.me, LEAD),
            Participant(derived_id("lead"), review, review, LEAD, Role.LEAD, telephone="070-123 45 67"),
        )
        for hours, (label, track) in enumerate(PLAN):
            case, visit = derived_id("case", label), derived_id("visit", label)
            start = NOON + timedelta(hours=hours)
            facts = (("privat_utforare", "nej"), ("planerade_besok_per_dag", "4"), ("planerad_morgon_min", "30"))
            work.add(
                Case(
                    case,
                    case,
                    review,
                    track,
                    label,
                    f"U-{label}",
                    "P-03",
                    service="hemtjänst",
                    decision_ref="SoL · D-2207",
                    decision_lines=(("Omfattning", "86 h/mån"), ("Dusch", "2 ggr/vecka")),
                    facts=facts if track is Track.USER else (("oanmalt", "ja"),),
                ),
                CaseIdentity(case, case, "Tolvan Tolvansson", "19121212-1212", "Exempelgatan 1", "123 45 Hult"),
                Visit(
                    visit,
                    case,
                    review,
                    case,
                    track,
                    lists[track].id,
                    lists[track].content_hash,
                    planned_start=start,
                    planned_end=start + timedelta(hours=1),
                ),
                *(Assignment(derived_id("task", label, one), case, visit, one) for one in (store.me, BERIT)),
            )
    return {label: derived_id("visit", label) for label, _ in PLAN}


@pytest.fixture
def prepare() -> list[Callable[[Store], object]]:
    """What a test does to the store before the page is opened on it; empty unless the test's file says otherwise."""
    return []


@pytest.fixture
def open_desk(
    made_once: Made, tmp_path: Path, prepare: list[Callable[[Store], object]]
) -> Iterator[Callable[[], Desk]]:
    """Opens a desk on the laptop's file: what each start of the program does."""
    path = tmp_path / made_once.path.name
    for old, new in ((made_once.path, path), (key_file_of(made_once.path), key_file_of(path))):
        shutil.copy(old, new)
    desks: list[Desk] = []
    clock = quick_clock()

    def again() -> Desk:
        store = Store(path, engine_of(path, made_once.key), made_once.key, clock, random.Random(len(desks) + 2))
        while prepare:
            prepare.pop(0)(store)
        desks.append(Desk(store, Settings(tmp_path / "settings.json")))
        return desks[-1]

    yield again
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(open_desk: Callable[[], Desk]) -> Desk:
    return open_desk()


@pytest.fixture
def visits(made_once: Made) -> dict[str, UUID]:
    """The visits by case number."""
    return made_once.visits


class Reviewer:
    """Somebody at the page: opens visits, presses keys, looks at what is shown and at what is stored."""

    def __init__(self, desk: Desk, page: VisitPage) -> None:
        self.desk = desk
        self.page = page

    def open(self, visit: UUID, question: str | None = None) -> Reviewer:
        self.page.open_visit(visit, question)
        self.wait(lambda: self.page.visit is not None and self.page.visit.visit.id == visit)
        self.settle()
        return self

    def settle(self) -> None:
        """Let everything asked for be stored and shown."""
        self.page.writer.flush()
        for _ in range(6):
            QApplication.sendPostedEvents()
            QApplication.processEvents()

    def wait(self, holds: Callable[[], bool], seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, "it never came true"
            let_run(5)

    def press(self, key: Qt.Key | str, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is; letters in ASCII, since the test keyboard knows no others."""
        target = QApplication.focusWidget() or self.page
        if isinstance(key, str):
            QTest.keyClicks(target, key)
        else:
            QTest.keyClick(target, key, modifiers)
        self.settle()

    def ctrl(self, key: Qt.Key) -> None:
        self.press(key, Qt.KeyboardModifier.ControlModifier)

    @property
    def card(self) -> QuestionCard:
        """The card the person is at."""
        current = self.page.section.current
        assert current is not None
        return self.page.section.cards[current]

    @property
    def at(self) -> str:
        """The id of the question the person is at."""
        return self.card.question.id

    def card_of(self, name: str) -> QuestionCard:
        return self.page.section.cards[Cell(name)]

    def stored(self, kind: type = Answer, **equal: object):
        with self.desk.store.reading() as reading:
            return reading.find(kind, visit_id=self.page.visit.visit.id, **equal)

    def answer(self, name: str):
        """What is stored about a question, None where nothing is."""
        return next(iter(self.stored(question=name)), None)


@pytest.fixture
def page(desk: Desk, qtbot) -> VisitPage:
    made = VisitPage(desk)
    qtbot.addWidget(made)
    made.resize(1316, 840)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


@pytest.fixture
def reviewer(desk: Desk, page: VisitPage, visits: dict[str, UUID]) -> Iterator[Reviewer]:
    """Somebody with the visit to 4-017 open at HB06."""
    yield Reviewer(desk, page).open(visits["4-017"], "hb06")
    page.flush()
    page.writer.close()


@pytest.fixture
def take_up(desk: Desk, page: VisitPage) -> Iterator[Callable[..., Reviewer]]:
    """Opens a visit by the number of its case, at a question."""

    def open_at(label: str, question: str | None = None) -> Reviewer:
        return Reviewer(desk, page).open(derived_id("visit", label), question)

    yield open_at
    page.flush()
    page.writer.close()
