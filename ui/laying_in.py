"""Making searchable what a sync has brought: beside the window, once at a time, no longer than the store is open."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from kollegie.store.searching import lay_in
from ui.desk import Desk
from ui.tasks import Task

LAST_PAGE = 2.0
"""Seconds the page that is being laid in is waited for when the window closes."""


class LayingIn(QObject):
    """Lays what waits into the search index; where nothing waits it is done at once.

    `progressed`, `succeeded`, `failed` and `ended` tell as a `Task` does. What could not be laid in still waits, and
    whoever searches begins it anew.
    """

    progressed = Signal(int, int, str)
    succeeded = Signal(object)
    failed = Signal(Exception)
    ended = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._task: Task | None = None

    @Slot()
    def start(self) -> None:
        """Begin, unless it goes on already."""
        if self._task is not None:
            return
        self._task = Task(partial(lay_in, self._desk.store))
        self._task.progressed.connect(self.progressed)
        self._task.succeeded.connect(self.succeeded)
        self._task.failed.connect(self.failed)
        self._task.ended.connect(self._end)
        self._task.start()

    def close(self) -> bool:
        """Stop after the page that is being laid in; the rest waits until the store is opened again."""
        if self._task is not None:
            self._task.cancel()
            self._task.wait(LAST_PAGE)
        return True

    @Slot()
    def _end(self) -> None:
        self._task = None
        self.ended.emit()


def laying_in_of(desk: Desk) -> LayingIn:
    """The one that belongs to the open store; made when first asked for."""
    found = desk.findChild(LayingIn)
    return found if isinstance(found, LayingIn) else LayingIn(desk)
