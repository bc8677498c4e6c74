"""Goes through every screen of the tour as somebody who listens, uses the keys and needs large text."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import listening
import looking
from draw import PASSPHRASE, afternoon_of
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from scenes import SCENES
from stage import settle
from windows import UNLOCKING, locked_while_copying

import ui
from kollegie.settings import Settings
from kollegie.store import open_store
from kollegie.store.roles import roles_in
from ui.desk import Desk
from ui.help import HandbookWindow
from ui.main_window import MainWindow
from ui.unlocking.recent import RecentStores
from ui.unlocking.unlock_window import UnlockWindow

CHECKS = (
    listening.unheard,
    listening.loose_faults,
    listening.grades_by_colour,
    looking.clipped_texts,
    looking.pushed_out,
    looking.small_targets,
    looking.unnamed,
    listening.faint_texts,
    listening.jumps,
)
USUAL = (1440, 900)
STORES = (("lead", "lead.kollegie"), ("visitor", "visitor-1.kollegie"))


Check = Callable[[QWidget], Sequence[str]]


class Walk:
    """What has been met so far: the screens, the kinds of parts, and what was wrong, by screen."""

    def __init__(self, checks: Sequence[Check] = CHECKS) -> None:
        self.checks = checks
        self.screens: list[str] = []
        self.met: set[str] = set()
        self.faults: list[str] = []

    def look(self, screen: str) -> None:
        """Look at all windows that are open just now."""
        self.screens.append(screen)
        for window in QApplication.topLevelWidgets():
            if window.isWindow() and window.isVisible():  # it may have come to its place in another meanwhile
                self.met |= listening.seen_classes(window)
                for check in self.checks:
                    self.faults += [f"{screen}: {check.__name__}: {fault}" for fault in check(window)]


def walk_everything(demo: Path, checks: Sequence[Check] = CHECKS) -> Walk:
    """Go through all that anybody can open in a demonstration, which is changed by it."""
    walk = Walk(checks)
    turn = sys.getswitchinterval()
    try:
        _walk(walk, demo)
    finally:
        sys.setswitchinterval(turn)  # the window takes shorter turns, and sets what lives long aside
        gc.unfreeze()
    return walk


def _walk(walk: Walk, demo: Path) -> None:
    for who, file in STORES:
        with window_of(demo / file) as window:
            for scene in (scene for scene in SCENES if scene.who == who):
                window.enter(scene.room)
                settle(window)
                scene.act(window)
                settle(window)
                walk.look(scene.name)
                scene.leave(window)
            if who == "lead":
                with shown(locked_while_copying(window)):
                    walk.look("lead-locked")
    recent = RecentStores(demo / "recent.json")
    for name, act in UNLOCKING:
        with shown(UnlockWindow(recent, demo / "lead.kollegie")) as before:
            act(before)
            settle(before)
            walk.look(name)
    with shown(HandbookWindow("borja")):
        walk.look("handbook")


def kinds_of_parts() -> set[str]:
    """Every kind of widget the program has, found in its modules."""
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return {kind.__name__ for kind in _below(QWidget) if kind.__module__.startswith("ui.")}


def _below(kind: type[QWidget]) -> Iterator[type[QWidget]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


@contextmanager
def window_of(file: Path) -> Iterator[Any]:
    """The window of one person's store."""
    store = open_store(file, PASSPHRASE, clock=afternoon_of(file))
    with store.reading() as reading:
        roles = roles_in(reading, store.me)
    desk = Desk(store, Settings(file.with_suffix(".settings.json")))
    window = MainWindow(desk, roles)
    window.greeting.start_at("help", None, None)
    try:
        with shown(window):
            yield window
    finally:
        desk.close()


@contextmanager
def shown(window: QWidget) -> Iterator[QWidget]:
    """A window on the screen, and away again with all its parts."""
    window.resize(*USUAL)
    window.show()
    settle(window)
    yield window
    window.hide()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
