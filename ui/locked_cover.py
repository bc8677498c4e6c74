"""What is seen while a locked database is still being copied: that it is locked, and how far the copy is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import say
from ui.settings.backup_work import BackupWork
from ui.theme import theme
from ui.tokens import FORM_WIDTH, PAGE_EDGE, Tone
from ui.widgets.buttons import PrimaryButton
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import Heading, WrappedLabel


class LockedCover(QWidget):
    """Stands in the place of a window that was locked while a backup is made, and shows nothing of what it held.

    `over` tells that the backup has come to its end, whichever way. Closed it gives up the copy at
    once and is silent, and the program ends.
    """

    over = Signal()

    def __init__(self, work: BackupWork) -> None:
        super().__init__()
        self._work = work
        self.setWindowTitle("Kollegie")
        self.heading = Heading(say("Låst", "Locked"), "section")
        self.said = WrappedLabel(
            say(
                "Säkerhetskopian görs klar först. Sedan kan du låsa upp igen. Stängs fönstret blir det ingen kopia.",
                "The backup is finished first. Then you can unlock again. Closing the window gives up the copy.",
            ),
            "body",
            characters=60,
        )
        self.progress = WrappedLabel("", "meta", Tone.MUTED, characters=60)
        self.go = PrimaryButton(say("Avbryt kopian och lås upp", "Give up the copy and unlock"), "lock")
        self._lay_out()
        self.go.clicked.connect(work.stop)
        work.progressed.connect(self.progress.show_text)
        work.ended.connect(self.over)

    def _lay_out(self) -> None:
        middle = QWidget()
        middle.setMaximumWidth(theme().px(FORM_WIDTH))
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(12))
        column.addStretch()
        column.addWidget(IconMark("lock", "accent", side=28))
        for part in (self.heading, self.said, self.progress):
            column.addWidget(part)
        column.addWidget(self.go, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(PAGE_EDGE, PAGE_EDGE, PAGE_EDGE, PAGE_EDGE)
        row.addStretch(1)
        row.addWidget(middle, 100)
        row.addStretch(1)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.blockSignals(True)
        self._work.stop()
        super().closeEvent(event)
