"""What a screen of the tour is, and waiting until it has come to rest."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from ui import tasks


@dataclass(frozen=True)
class Scene:
    """One screen: who sees it, in which room, what is done there before it is looked at, and after."""

    name: str
    who: str
    room: str
    act: Callable[[Any], None] = lambda _window: None
    leave: Callable[[Any], None] = lambda _window: None


def settle(window: Any, *, at_most: float = 30.0) -> None:
    """Let everything that was asked for arrive and be laid out."""
    app = QApplication.instance()
    assert app is not None
    desk = getattr(window, "desk", None)
    until = time.monotonic() + at_most
    quiet = 0
    while quiet < 6 and time.monotonic() < until:
        app.processEvents()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        busy = tasks._running or (desk is not None and (desk.writer.waiting or desk._reader.waiting))
        quiet = 0 if busy else quiet + 1
        time.sleep(0.01)
    if quiet < 6:
        raise TimeoutError("what was asked for is still going on")


def wait_for(window: Any, holds: Callable[[], object], *, at_most: float = 30.0) -> None:
    """Wait until something is so that an act has asked for."""
    until = time.monotonic() + at_most
    while not holds() and time.monotonic() < until:
        settle(window)
    if not holds():
        raise TimeoutError("what was asked for never came")
