"""Saving the edition that is shown: one file at a time, off the window's thread, with a way to stop it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from kollegie.language import out_of, say
from kollegie.summary.issuing import Issued
from ui.desk import Desk
from ui.new_file import choose_new_file
from ui.summary.making import Made, Wish, file_name, issue
from ui.tasks import Task
from ui.widgets.buttons import LinkButton, PrimaryButton

KINDS = {".pdf": "PDF", ".docx": "Word", ".xlsx": "Excel"}
"""The kinds of file a summary can be saved as, by ending."""


class Saving(QObject):
    """Works the button that saves and the one that stops it.

    `saved` tells what was written, `failed` why it was not.
    """

    saved = Signal(object)
    failed = Signal(Exception)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._over = parent
        self._task: Task | None = None
        self.stop = LinkButton(say("Avbryt", "Cancel"))
        self.save = PrimaryButton(say("Spara som…", "Save as…"), "download", "Ctrl+P")
        self.stop.hide()
        self.stop.clicked.connect(self._stop)

    def choose_file(self, made: Made) -> Path | None:
        """Let the person choose where the file goes and of which kind it is; None if they leave it."""
        kinds = ";;".join(f"{word} (*{ending})" for ending, word in KINDS.items())
        title = say("Spara sammanställningen", "Save the summary")
        return choose_new_file(self._over, title, f"{file_name(made)}.pdf", kinds)

    def start(self, wish: Wish, path: Path) -> None:
        """Save what is wished for; nothing happens while another file is being written."""
        if self._task is not None:
            return
        self._task = Task(partial(issue, self._desk.store, wish, path))
        self._task.progressed.connect(self._tell)
        self._task.succeeded.connect(self._finish)
        self._task.failed.connect(self.failed)
        self._task.ended.connect(self._end)
        self.save.setEnabled(False)
        self.stop.show()
        self._task.start()

    @Slot(int, int, str)
    def _tell(self, done: int, total: int, what: str) -> None:
        self.save.setText(f"{out_of(done, total)} {what}")

    @Slot(object)
    def _finish(self, issued: Issued) -> None:
        self.saved.emit(issued)

    @Slot()
    def _end(self) -> None:
        self._task = None
        self.stop.hide()
        self.save.setEnabled(True)
        self.save.setText(say("Spara som…", "Save as…"))

    @Slot()
    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
