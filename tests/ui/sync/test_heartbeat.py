"""The window stays quick while a sync of some thousand records runs beside it (R4)."""

from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from faults.processes import kept_waiting
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from kollegie.model.ids import derived_id
from kollegie.model.reviews import Case, Review, Role, Track, Visit
from kollegie.model.visits import Answer
from kollegie.settings import Settings
from kollegie.store import Store, create_store
from kollegie.sync.enrolling import add_person, create_hub, enrol
from kollegie.sync.exchange import sync
from ui.desk import Desk
from ui.garbage import leave_program_alone
from ui.main_window import MainWindow
from ui.sync.hub_form import url_of

WORDS = "fyra ord i följd"
RECORDS = 5000
BEAT = 10
"""Milliseconds between two beats."""


class Heartbeat:
    """Notes how long the GUI thread was away, beat by beat, in milliseconds, apart from what other programs took."""

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self._last = 0.0
        self._timer = QTimer()
        self._timer.setInterval(BEAT)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin anew."""
        self.gaps = []
        self._last, self._waited = time.perf_counter(), kept_waiting(os.getpid())
        self._timer.start()

    def latest(self) -> list[float]:
        """The gaps, the longest first."""
        self._timer.stop()
        return sorted(self.gaps, reverse=True)

    def _beat(self) -> None:
        now, waited = time.perf_counter(), kept_waiting(os.getpid())
        self.gaps.append((now - self._last) * 1000 - (waited - self._waited))
        self._last, self._waited = now, waited


@contextmanager
def something_else_running() -> Iterator[None]:
    """A thread that does plain work in Python meanwhile: what the window has to bear beside anything."""
    done = threading.Event()

    def work() -> None:
        while not done.is_set():
            sum(range(2_000))

    thread = threading.Thread(target=work)
    thread.start()
    yield
    done.set()
    thread.join()


def write(store: Store, start: int) -> None:
    """Many answers with notes, in a case of their own."""
    with store.work("test") as work:
        review_id, case_id, visit_id = (derived_id("heartbeat", part, start) for part in ("review", "case", "visit"))
        host = derived_id("municipality", "Exempelkommun")
        work.add(Review(review_id, review_id, "Hemtjänst", "hemtjänst", host, store.me))
        work.add(Case(case_id, case_id, review_id, Track.USER, f"4-{start}", f"B-{start}"))
        work.add(Visit(visit_id, case_id, review_id, case_id, Track.USER, "hemtjanst-brukarbesok", "abc"))
        work.add(
            *(
                Answer(derived_id("beat", n), case_id, visit_id, f"q{n}", "", "ja", "Dusch ges en gång. " * 6)
                for n in range(start, start + RECORDS)
            )
        )


@pytest.mark.timeout(300)
def test_the_window_answers_while_thousands_of_records_come_and_go(tmp_path: Path, qtbot: QtBot) -> None:
    lead = create_store(tmp_path / "lead.kollegie", WORDS, municipality="Exempelkommun", person="Vera Lind")
    other = create_store(tmp_path / "other.kollegie", WORDS, municipality="Grannkommun", person="Ali Berg")
    url = url_of(str(tmp_path / "hub.kollegie"))
    create_hub(lead, url, WORDS)
    add_person(lead, url, "Ali Berg", Role.LEAD)
    enrol(other, url, WORDS)
    write(other, 0)
    sync(other)
    other.close()
    write(lead, RECORDS)
    leave_program_alone()  # as the program does
    desk = Desk(lead, Settings(tmp_path / "settings.json"))
    window = MainWindow(desk, frozenset({"lead"}))
    qtbot.addWidget(window)
    window.greeting.start_at("sync", None, None)
    window.show()
    window.greet()
    qtbot.waitUntil(lambda: window.syncing.state is not None, timeout=20_000)
    heart = Heartbeat()
    heart.start()
    with something_else_running():
        qtbot.wait(1000)
    control = heart.latest()

    heart.start()
    with qtbot.waitSignal(window.syncing.finished, timeout=120_000):
        window.syncing.start()
    busy = heart.latest()

    receipt = window.syncing.receipt
    assert receipt is not None
    assert (receipt.sent >= RECORDS, receipt.received >= RECORDS, receipt.waiting) == (True, True, 0)
    assert len(heart.gaps) > 20
    # The window is late beside any work at all, and a machine may stop once or twice without telling anybody.
    assert busy[2] <= max(100.0, 3 * control[2]), f"{busy[:5]} ms while it syncs, {control[:5]} ms beside plain work"
    desk.close()
    gc.unfreeze()
