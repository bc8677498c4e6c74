"""What is seen while a locked database is still being copied: that it is locked, and how far the copy is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.language import say
from ui.problems import problem_of
from ui.settings.backup_work import BackupWork
from ui.theme import theme
from ui.tokens import PAGE_EDGE, Tone
from ui.widgets.buttons import PrimaryButton
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import Heading, WrappedLabel


class LockedCover(QWidget):
    """Stands in the place of a window that was locked while a backup is made, and shows nothing of what it held.

    `over` tells that the backup has come to its end, whichever way, and `leaving` that the lock may be shown: at once,
    or where no copy came of it, when that has been read. Closed it gives up the copy.
    """

    over = Signal()
    leaving = Signal()

    def __init__(self, work: BackupWork) -> None:
        super().__init__()
        self._work = work
        self._failed = False
        self.setWindowTitle("Kollegie")
        self.heading = Heading(say("Låst", "Locked"), "section")
        self.said = WrappedLabel(
            say(
                "Säkerhetskopian görs klar först. Sedan kan du låsa upp igen.",
                "The backup is finished first. Then you can unlock again.",
            ),
            "body",
            characters=60,
        )
        self.progress = WrappedLabel("", "meta", Tone.MUTED, characters=60)
        self.go = PrimaryButton(say("Avbryt kopian och lås upp", "Give up the copy and unlock"), "lock")
        self._lay_out()
        self.go.clicked.connect(self._go)
        work.progressed.connect(self.progress.show_text)
        work.failed.connect(self._tell_failure)
        work.ended.connect(self._end)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(PAGE_EDGE, PAGE_EDGE, PAGE_EDGE, PAGE_EDGE)
        column.setSpacing(theme().space(12))
        column.addWidget(IconMark("lock", "accent", side=28))
        for part in (self.heading, self.said, self.progress):
            column.addWidget(part)
        column.addWidget(self.go, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self._go()

    @Slot()
    def _go(self) -> None:
        if self._work.going_on:
            self._work.stop()
        else:
            self.leaving.emit()

    @Slot(Exception)
    def _tell_failure(self, problem: Exception) -> None:
        self._failed = True
        told = problem_of(problem)
        why = told.sentence if told is not None else ""
        words = say("Säkerhetskopian blev inte gjord.", "The backup was not made.")
        self.said.show_text(f"{words} {why}".strip())
        self.progress.show_text("")
        self.go.setText(say("Lås upp", "Unlock"))

    @Slot()
    def _end(self) -> None:
        self.over.emit()
        if not self._failed:
            self.leaving.emit()
