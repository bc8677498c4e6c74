"""Visits moved to another version from the page of checklists: seen first, done, taken back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from kollegie.visiting.moving import Move, move_back, move_visit, preview_move
from ui.checklists.gathering import Movable
from ui.desk import Desk

if TYPE_CHECKING:
    from kollegie.store import Reading


class MovingVisits(QObject):
    """Carries moves out. `seen` tells what a move would do, `moved` what one has done, `failed` why one was refused."""

    seen = Signal(object)
    moved = Signal(object)
    failed = Signal(Exception)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._latest: UUID | None = None

    @Slot(object)
    def preview(self, movable: Movable) -> None:
        """Find out what a move would do."""
        receipt = self._desk.look(self, partial(_previewed, visit=movable.visit, to=movable.to))
        receipt.done.connect(self.seen)
        receipt.failed.connect(self.failed)

    @Slot(object)
    def move(self, movable: Movable) -> None:
        """Move a visit to the version in use."""
        self._latest = movable.visit
        receipt = self._desk.act(move_visit, self._desk.store, movable.visit, movable.to)
        receipt.done.connect(self.moved)
        receipt.failed.connect(self.failed)

    @Slot(object)
    def move_back(self, movable: Movable) -> None:
        """Move a visit back to where it came from."""
        self._latest = movable.visit
        self.take_back()

    def take_back(self) -> None:
        """Take back the latest move made here."""
        if self._latest is not None:
            receipt = self._desk.act(move_back, self._desk.store, self._latest)
            receipt.done.connect(self.moved)
            receipt.failed.connect(self.failed)


def _previewed(reading: Reading, *, visit: UUID, to: str) -> Move:
    return preview_move(reading, visit, to)
