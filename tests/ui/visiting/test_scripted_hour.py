"""An hour of somebody's work on a slow disk, and how long the window was ever away from them (R2, R4).

The real window on a real store with a hub: answers, notes, comments, undo, other rooms, searches, syncs, from a script
with a seed. Each commit waits 50 ms, as on a disk that is slow to write. A timer that should beat every 10 ms tells how
long the window's thread was away; what it did meanwhile is looked up from another thread. The same is measured of a
thread that only sleeps: what the machine itself keeps everybody waiting.

    KOLLEGIE_MINUTES=60 KOLLEGIE_PACE=1 python3 packaging/test.py --long tests/ui/visiting/test_scripted_hour.py

`KOLLEGIE_PACE=4` does four times as much in a minute; an hour's work then takes fifteen minutes.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from faults.event_loop import let_run
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import Engine, event
from visiting.conftest import Made, quick_clock

from kollegie.settings import Settings
from kollegie.store import Store
from kollegie.store.connecting import engine_of
from kollegie.store.keys import key_file_of
from kollegie.sync.enrolling import create_hub
from ui.desk import Desk
from ui.garbage import leave_program_alone
from ui.main_window import MainWindow
from ui.visiting import VisitPage

BEAT, AWAY, SLOW_DISK = 0.01, 0.1, 0.05
"""Seconds: between two beats, what nobody should ever wait, what each commit waits."""
ROOMS = ("today", "search", "sync", "settings", "help", "findings")
SEARCHES = ("dusch", "frukost", "promenad", "städ", "4-017")
SLEEPER = """
import sys, time
last, gaps = time.perf_counter(), []
end = last + float(sys.argv[1])
while last < end:
    time.sleep(0.01)
    now = time.perf_counter()
    gaps.append(now - last - 0.01)
    last = now
gaps.sort()
print(*(gaps[int(len(gaps) * share)] for share in (0.5, 0.99, 0.999)), gaps[-1])
"""


class Pulse:
    """Beats on the window's thread; another thread looks what it is doing when a beat is late.

    Units: seconds. `gaps` is how late each beat came, `held` the same apart from what the thread waited for a processor
    that did other things, `worked` how long it worked itself. `doing` is what the person did last.
    """

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self.held: list[float] = []
        self.worked: list[float] = []
        self.found: Counter[str] = Counter()
        self.while_doing: dict[str, list[float]] = {}
        self.doing = ""
        self._window = threading.get_ident()
        statistics = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._statistics = statistics.open("rb", buffering=0) if statistics.exists() else None
        self._last, self._own, self._waited = time.perf_counter(), time.thread_time(), self._kept_waiting()
        self._ended = threading.Event()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(int(BEAT * 1000))
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def end(self) -> None:
        """Stop."""
        self._timer.stop()
        self._ended.set()
        self._watcher.join()
        if self._statistics is not None:
            self._statistics.close()

    def _beat(self) -> None:
        now, own, waited = time.perf_counter(), time.thread_time(), self._kept_waiting()
        self.gaps.append(now - self._last - BEAT)
        self.held.append(self.gaps[-1] - (waited - self._waited))
        self.worked.append(own - self._own)
        if self.held[-1] > AWAY:
            self.while_doing.setdefault(self.doing, []).append(self.held[-1])
        self._last, self._own, self._waited = now, own, waited

    def _kept_waiting(self) -> float:
        """How long the thread has been ready to go on without a processor; 0 where the system does not tell."""
        if self._statistics is None:
            return 0.0
        self._statistics.seek(0)
        return int(self._statistics.read().split()[1]) / 1e9

    def _watch(self) -> None:
        told = 0.0
        while not self._ended.wait(BEAT):
            last = self._last
            if time.perf_counter() - last > AWAY and last != told:
                told = last
                frame = sys._current_frames().get(self._window)
                stack = traceback.extract_stack(frame) if frame is not None else []
                ours = [f"{Path(one.filename).stem}.{one.name}:{one.lineno}" for one in stack if "/ui/" in one.filename]
                self.found[f"{self.doing}: " + " < ".join(ours[:-5:-1])] += 1


class Person:
    """Works in the window, from the dice of a seed; does one thing at a time, as a key or a click does."""

    def __init__(self, window: MainWindow, visits: list[UUID], pulse: Pulse) -> None:
        self.window = window
        self.pulse = pulse
        self.visits = visits
        self.dice = random.Random(4)
        self.did: Counter[str] = Counter()
        self._acts: dict[str, tuple[int, Callable[[], None]]] = {
            "letter": (60, self._type),
            "answer": (12, self._answer),
            "next": (12, lambda: self._key(Qt.Key.Key_F8)),
            "on": (8, lambda: self._key(Qt.Key.Key_Return)),
            "section": (3, lambda: self._key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)),
            "note": (6, lambda: self._key(Qt.Key.Key_A, text="a")),
            "single": (1, lambda: self._key(Qt.Key.Key_F7)),
            "comment": (1, lambda: self._key(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)),
            "undo": (2, lambda: self._key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)),
            "redo": (1, lambda: self._key(Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)),
            "room": (1, self._look_elsewhere),
            "visit": (1, self._change_visit),
            "sync": (1, self.window.syncing.start),
        }

    @property
    def page(self) -> VisitPage:
        page = self.window.page_of("visit")
        assert isinstance(page, VisitPage)
        return page

    def act(self) -> None:
        """Do the next thing."""
        names = list(self._acts)
        name = self.dice.choices(names, [self._acts[one][0] for one in names])[0]
        self.did[name] += 1
        self.pulse.doing = name
        self._acts[name][1]()

    def _key(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, *, text: str = "") -> None:
        focused = QApplication.focusWidget()
        if text and hasattr(focused, "textCursor"):
            return  # there it would be a letter
        QTest.keyClick(focused if isinstance(focused, QWidget) else self.window, key, held)

    def _type(self) -> None:
        focused = QApplication.focusWidget()
        if hasattr(focused, "textCursor"):
            QTest.keyClick(focused, self.dice.choice("abcdefghij  ,."))

    def _answer(self) -> None:
        focused = QApplication.focusWidget()
        if isinstance(focused, QWidget) and not hasattr(focused, "textCursor"):
            QTest.keyClick(focused, self.dice.choice("jndo1"))

    def _look_elsewhere(self) -> None:
        if self.window.room == "visit":
            room = self.dice.choice(ROOMS)
            self.window.enter(room, self.dice.choice(SEARCHES) if room == "search" else None)
            QTimer.singleShot(800, self.window, lambda: self.window.enter("visit"))

    def _change_visit(self) -> None:
        if self.window.room == "visit":
            self.page.open_visit(self.dice.choice(self.visits))


@pytest.fixture
def window(made_once: Made, tmp_path: Path, qapp: QApplication) -> Iterator[MainWindow]:
    path = tmp_path / "anna.kollegie"
    shutil.copy(made_once.path, path)
    shutil.copy(key_file_of(made_once.path), key_file_of(path))
    store = Store(path, engine_of(path, made_once.key), made_once.key, quick_clock(), random.Random(9))
    create_hub(store, f"sqlite:///{tmp_path / 'hub.kollegie'}", "navets fras här")
    leave_program_alone()
    desk = Desk(store, Settings(tmp_path / "settings.json"))
    shown = MainWindow(desk, frozenset({"visitor"}))
    shown.resize(1440, 900)
    shown.greeting.start_at("visit", None, None, made_once.visits["4-017"])
    shown.show()
    shown.activateWindow()
    let_run(1500)
    yield shown
    assert shown.flush()
    shown.close()
    desk.close()


def slow_disk(_connection: object) -> None:
    """What a commit waits; the interpreter goes on with other threads meanwhile, as at a real write."""
    time.sleep(SLOW_DISK)


def told(gaps: list[float]) -> str:
    """Shares of the gaps in milliseconds; they come in seconds."""
    gaps = sorted(gaps)
    shares = [1000 * gaps[min(len(gaps) - 1, int(len(gaps) * share))] for share in (0.5, 0.99, 0.999, 1)]
    return "p50 {:.1f}  p99 {:.1f}  p99.9 {:.1f}  longest {:.1f} ms".format(*shares)


def work_for(window: MainWindow, made: Made, seconds: float, pace: float) -> tuple[Person, Pulse]:
    """Let somebody work so long; two things a second at a pace of 1. The pulse begins when the window stands."""
    pulse = Pulse()
    person = Person(window, list(made.visits.values()), pulse)
    loop, acting = QEventLoop(), QTimer()
    acting.setInterval(int(500 / pace))
    acting.timeout.connect(person.act)
    acting.start()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()
    acting.stop()
    pulse.end()
    return person, pulse


@pytest.mark.long
@pytest.mark.timeout(0)
def test_the_window_is_never_away_in_an_hour_on_a_slow_disk(window: MainWindow, made_once: Made) -> None:
    seconds = float(os.environ.get("KOLLEGIE_MINUTES", "60")) * 60
    pace = float(os.environ.get("KOLLEGIE_PACE", "1"))
    event.listen(Engine, "commit", slow_disk)
    with subprocess.Popen([sys.executable, "-c", SLEEPER, str(seconds)], stdout=subprocess.PIPE, text=True) as sleeper:
        try:
            person, pulse = work_for(window, made_once, seconds, pace)
        finally:
            event.remove(Engine, "commit", slow_disk)
        machine = [float(one) * 1000 for one in sleeper.communicate()[0].split()]

    away = sum(held > AWAY for held in pulse.held)
    held = sorted(pulse.held)[int(len(pulse.held) * 0.999)]
    lines = [
        f"{seconds / 60:.0f} minutes at pace {pace:g}: {sum(person.did.values())} acts {dict(person.did)}",
        f"late: {told(pulse.gaps)}",
        f"late, without waiting for a processor: {told(pulse.held)}; {away} of {len(pulse.held)} by more than 100 ms",
        f"its own work between two beats: {told(pulse.worked)}",
        "a thread that only sleeps: p50 {:.1f}  p99 {:.1f}  p99.9 {:.1f}  longest {:.1f} ms".format(*machine),
        *(
            f"{len(late):4} × held while {doing}, {1000 * max(late):.0f} ms at most"
            for doing, late in sorted(pulse.while_doing.items(), key=lambda one: -len(one[1]))
        ),
        *(f"{times:4} × {where}" for where, times in pulse.found.most_common(20)),
    ]
    sys.stderr.write("\n" + "\n".join(lines) + "\n")
    assert person.did["letter"] > 5
    assert person.did["sync"] > 0
    assert held <= AWAY, "\n".join(lines)
