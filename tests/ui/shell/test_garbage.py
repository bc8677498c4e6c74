from __future__ import annotations

import gc
import threading
from weakref import ref

import pytest
from PySide6.QtCore import QCoreApplication, QObject
from pytestqt.qtbot import QtBot

import ui.garbage as garbage_room
from ui.garbage import YOUNG, Garbage, keep_garbage_on_gui_thread, look_again_in_quiet, set_aside_what_stays


class Knot(QObject):
    """Holds itself, so that only a collection frees it; remembers on which thread that happened."""

    freed_on: str = ""

    def __init__(self) -> None:
        super().__init__()
        self.me = self

    def __del__(self) -> None:
        Knot.freed_on = threading.current_thread().name


def make_much() -> None:
    for _ in range(20):
        list(map(list, [[n] for n in range(5_000)]))


def test_a_background_thread_that_makes_much_frees_no_widget(qtbot: QtBot) -> None:
    keep_garbage_on_gui_thread()
    knot = ref(Knot())

    thread = threading.Thread(target=make_much, name="background")
    thread.start()
    thread.join()

    assert not gc.isenabled()
    assert knot() is not None
    held = [[number] for number in range(20_000)]
    qtbot.waitUntil(lambda: knot() is None, timeout=10_000)
    assert held
    assert Knot.freed_on == "MainThread"


@pytest.mark.usefixtures("qtbot")
def test_what_outlives_a_look_is_looked_at_again_before_it_has_become_much() -> None:
    keep_garbage_on_gui_thread()
    app = QCoreApplication.instance()
    garbage = app.findChild(Garbage) if app is not None else None
    assert isinstance(garbage, Garbage)
    looked: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            looked.append(info["generation"])

    gc.collect(1)
    gc.callbacks.append(note)
    held = []
    for _ in range(4):
        held += [[number] for number in range(YOUNG // 2 + 100)]
        garbage.look()
    gc.callbacks.remove(note)

    assert looked.count(1) >= 1
    assert 2 not in looked


@pytest.mark.usefixtures("qtbot")
def test_what_is_set_aside_is_looked_through_once_more_in_a_quiet_moment_and_at_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keep_garbage_on_gui_thread()
    app = QCoreApplication.instance()
    garbage = app.findChild(Garbage) if app is not None else None
    assert isinstance(garbage, Garbage)
    now = [garbage_room.monotonic()]
    monkeypatch.setattr(garbage_room, "monotonic", lambda: now[0])
    monkeypatch.setattr(garbage, "_set_aside", None)
    knot = ref(Knot())
    set_aside_what_stays()
    look_again_in_quiet()
    early = knot() is not None
    now[0] += garbage_room.AGAIN + 1
    held = [[number] for number in range(20_000)]
    garbage.look()
    working = knot() is not None
    look_again_in_quiet()

    assert held
    assert (early, working) == (True, True)
    assert knot() is None
