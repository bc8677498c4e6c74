"""One file at a time read or written for a page, off the window's thread, with a link that stops it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QAbstractButton

from kollegie.errors import KollegieError
from kollegie.language import say
from kollegie.model.amounts import whole
from kollegie.progress import Progress
from ui.tasks import Task
from ui.widgets.buttons import LinkButton
from ui.widgets.switched_off import SwitchedOff

if TYPE_CHECKING:
    from ui.desk import Desk


class StillWriting(KollegieError):
    """A file was asked for while another one is being read or written."""

    sv = "En annan fil läses eller skrivs just nu. Vänta tills den är klar, eller tryck Avbryt vid den, och välj igen."
    en = "Another file is being read or written. Wait until it is done, or press Cancel beside it, and choose again."


class AfterActs:
    """Work on a file that comes after every act handed over before it: a letter tells what has just been decided.

    Shape: `work` takes `progress` by name. Runs in the thread of the file, so the window does not wait.
    """

    def __init__(self, desk: Desk, work: Callable[..., Any]) -> None:
        self._writer = desk.writer
        self._work = work

    def __call__(self, progress: Progress) -> Any:
        """Wait for the acts, then do it."""
        while not self._writer.flush(0.2):
            progress.wait(say("det som sparas först", "what is stored first"))
        return self._work(progress=progress)


class FileWork(QObject):
    """Does one piece of work on a file. `failed` tells why it was not done, `stopped` that somebody stopped it; `stop`
    is shown while it goes on.

    The button that begins such work, where the page gives one, is off meanwhile and says how far it has come.
    """

    failed = Signal(Exception)
    stopped = Signal()

    def __init__(self, parent: QObject | None = None, begins: QAbstractButton | None = None) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self.begins = begins
        self._by: SwitchedOff | None = None
        self._words = ""
        self.given_up = False
        """Whether what was begun last was stopped, though it may have come to its end before it heard so."""
        self.writing = False
        """Whether what was begun last writes to the store."""
        self.stop = LinkButton(say("Avbryt", "Cancel"))
        self.stop.hide()
        self.stop.clicked.connect(self.give_up)

    @property
    def going_on(self) -> bool:
        """Whether a file is being read or written just now."""
        return self._task is not None

    def start(
        self, work: Callable[[Progress], Any], done: Callable[[Any], None], by: QAbstractButton | None = None
    ) -> None:
        """Begin; `done` is a bound method that takes the result. Where another file is being worked on, say so.

        `by` is the button that was pressed; it is off until the work ends.
        """
        if self._task is not None:
            self.failed.emit(StillWriting())
            return
        self.given_up = False
        self.writing = isinstance(work, AfterActs)
        self._task = Task(work, writes=self.writing)
        self._task.progressed.connect(self._tell_progress)
        self._task.succeeded.connect(done)
        self._task.failed.connect(self.failed)
        self._task.ended.connect(self._end)
        self.stop.show()
        if self.begins is not None:
            self._words = self.begins.text()
            self.begins.setEnabled(False)
        self._by = None if by is None else SwitchedOff(by)
        self._task.start()

    @Slot(int, int, str)
    def _tell_progress(self, done: int, _total: int, what: str) -> None:
        if self.begins is not None:
            self.begins.setText(f"{whole(done)} {what}" if done else say(f"Läser {what}", f"Reading {what}"))

    @Slot()
    def _end(self) -> None:
        self._task = None
        self.stop.hide()
        if self.begins is not None:
            self.begins.setEnabled(True)
            self.begins.setText(self._words)
        if self._by is not None:
            self._by.end()
        self._by = None
        if self.given_up:
            self.stopped.emit()

    @Slot()
    def give_up(self) -> None:
        """Stop what is going on, if anything is."""
        if self._task is not None:
            self.given_up = True
            self._task.cancel()
