"""The copy that is being made of the open database: it goes on whichever page is shown, and its outcome is told."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from kollegie.language import say
from kollegie.progress import Progress
from kollegie.store import Store
from kollegie.store.backup import back_up
from ui.file_work import StillWriting
from ui.tasks import Task

if TYPE_CHECKING:
    from ui.desk import Desk

END_WAIT = 5.0
"""Seconds a copy that is stopped at the end is given to take away what it has written."""


class BackupWork(QObject):
    """One copy at a time. `made` tells where it stands, `failed` why there is none, `ended` that it is over either way.

    It belongs to the desk, so a page that is made anew in another language shows the copy under way.
    """

    progressed = Signal(str)
    made = Signal(object)
    failed = Signal(Exception)
    ended = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._store = desk.store
        self._task: Task | None = None

    @property
    def going_on(self) -> bool:
        """Whether a copy is being made just now."""
        return self._task is not None

    def begin(self, path: Path) -> None:
        """Make a copy there; where one is being made already, say so."""
        if self._task is not None:
            self.failed.emit(StillWriting())
            return
        self._task = Task(partial(_make, self._store, path), writes=True)
        self._task.progressed.connect(self._tell_progress)
        self._task.succeeded.connect(self.made)
        self._task.failed.connect(self.failed)
        self._task.ended.connect(self._end)
        self._task.start()

    @Slot()
    def stop(self) -> None:
        """Ask it to stop; nothing of the copy is kept."""
        if self._task is not None:
            self._task.cancel()

    def close(self) -> bool:
        """Stop it at the end of the program, and let it take away what it has written: nothing stored waits for it."""
        if self._task is not None:
            self._task.cancel()
            self._task.wait(END_WAIT)
        return True

    @Slot(int, int, str)
    def _tell_progress(self, done: int, _total: int, what: str) -> None:
        self.progressed.emit(f"{done} {what}" if done else say(f"Läser {what}", f"Reading {what}"))

    @Slot()
    def _end(self) -> None:
        self._task = None
        self.ended.emit()


def backup_work_of(desk: Desk) -> BackupWork:
    """The desk's one maker of copies."""
    found = desk.findChild(BackupWork)
    return found if isinstance(found, BackupWork) else BackupWork(desk)


def _make(store: Store, path: Path, progress: Progress) -> Path:
    return back_up(store, path, progress)
