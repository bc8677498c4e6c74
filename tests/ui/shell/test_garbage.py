from __future__ import annotations

import gc
import threading
from weakref import ref

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui.garbage import keep_garbage_on_gui_thread


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
