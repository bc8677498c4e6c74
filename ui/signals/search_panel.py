"""Where a search for signals is set up and followed: its form, how far it has come, and a way to stop it."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from kollegie.progress import Progress
from kollegie.screening.signals import Screening, screen
from ui.begun_forms import begun_forms_of
from ui.desk import Desk
from ui.signals.forms import RunForm, Running
from ui.tasks import Task
from ui.tokens import PAGE_EDGE
from ui.widgets.bounded import Bounded
from ui.widgets.side_column import ScrollColumn

Period = tuple[date | None, date | None]


class SearchPanel(ScrollColumn):
    """Lets the rules look through the records, off the window's thread. `found` tells what a search found, `failed`
    why it was refused, `stopped` that somebody stopped it, `left` that the person goes back."""

    found = Signal(object)
    stopped = Signal()
    failed = Signal(Exception)
    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(edge=PAGE_EDGE, parent=parent)
        self._desk = desk
        self.task: Task | None = None
        self._given_up = False
        self.form = RunForm()
        forms = begun_forms_of(desk)
        forms.when_known(self._keep)
        self.running = Running()
        self.running.hide()
        self.add(Bounded(self.form, 760))
        self.add(Bounded(self.running, 760))
        self.form.wanted.connect(self.run)
        self.form.left.connect(self.left)
        self.running.stopped.connect(self._stop)

    @Slot()
    def _keep(self) -> None:
        self.form.keep(begun_forms_of(self._desk), self._desk.me)

    @Slot(object, object, object, object)
    def run(self, rules: tuple[str, ...], period: Period, as_of: date | None, instead: dict[str, Any]) -> None:
        """Begin a search, unless one is under way."""
        if self.task is not None:
            return
        self.task = Task(partial(_search, self._desk, rules, period, as_of, instead))
        self.task.progressed.connect(self.running.show_step)
        self.task.succeeded.connect(self._tell_found)
        self.task.failed.connect(self.failed)
        self.task.ended.connect(self._end)
        self.form.hide()
        self.running.show()
        self.task.start()

    @Slot()
    def _stop(self) -> None:
        if self.task is not None:
            self._given_up = True
            self.task.cancel()

    @Slot(object)
    def _tell_found(self, result: Screening) -> None:
        self._given_up = False  # it was done before it could be stopped
        self.found.emit(result)

    @Slot()
    def _end(self) -> None:
        self.task = None
        self.form.show()
        self.running.hide()
        if self._given_up:
            self._given_up = False
            self.stopped.emit()


def _search(
    desk: Desk,
    rules: tuple[str, ...],
    period: Period,
    as_of: date | None,
    instead: dict[str, Any],
    progress: Progress,
) -> Screening:
    return screen(desk.store, rules, period=period, as_of=as_of, instead=instead, progress=progress)
