"""What the line at the bottom says: when something was stored last, and how much waits for sync."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from kollegie.errors import KollegieError
from kollegie.language import say
from ui.sync.waiting import badge_words

if TYPE_CHECKING:
    from kollegie.sync.state import SyncState
    from ui.desk import Desk
    from ui.sync.syncing import Syncing
    from ui.widgets.rail import Rail
    from ui.widgets.status_line import StatusLine

LOOK_AFTER = 600
"""Milliseconds after the last save before the changes that wait are counted."""


class BottomLine(QObject):
    """Keeps the line, and the number on the rail's room Synk, in step with what is stored and what waits."""

    def __init__(self, status: StatusLine, rail: Rail, desk: Desk, syncing: Syncing, parent: QObject) -> None:
        super().__init__(parent)
        self._status = status
        self._rail = rail
        self.desk = desk
        self.syncing = syncing
        self._looking = QTimer(self)
        self._looking.setSingleShot(True)
        self._looking.setInterval(LOOK_AFTER)
        self._looking.timeout.connect(self.syncing.look)

    @property
    def saved(self) -> str:
        """What it says of the last save."""
        return self._status.saved

    @Slot()
    def show_saved(self) -> None:
        self.show_saved_at(self.desk.now())

    @Slot(datetime)
    def show_saved_at(self, at: datetime) -> None:
        """Say when something was stored last, and look how much waits once the typing pauses."""
        moment = at.astimezone().strftime("%H:%M:%S")
        self._status.show_saved(say("Sparat {} på denna dator", "Saved {} on this computer").format(moment))
        self._looking.start()

    @Slot(object)
    def show_trouble(self, problem: KollegieError | None) -> None:
        """Say in the same place that something cannot be stored, and again when it can."""
        if problem is not None:
            self._status.show_trouble(problem.sentence())
        else:
            self.show_saved()

    @Slot(object)
    def show_waiting(self, state: SyncState) -> None:
        if state.hub is None:
            self._status.show_waiting(say("Inget nav anslutet", "No hub joined"))
            return
        words = badge_words(state, self.desk.now())
        self._status.show_waiting(words)
        if any(room.name == "sync" for room in self._rail.rooms):
            self._rail.show_badge("sync", state.unsent, words)

    @Slot(str)
    def show_sync(self, words: str) -> None:
        if words:
            self._status.show_waiting(words)
        else:
            self.syncing.look()
