"""The confidential suspicions of somebody who reads and does not lead: the copies they have received, and no more."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from kollegie.language import say
from ui.desk import Desk
from ui.file_work import FileWork
from ui.page import Page
from ui.signals.suspicions_panel import SuspicionsPanel
from ui.widgets.strip import StripKind


class SuspicionsPage(Page):
    """Lists what the person of this laptop may read. It looks the same to somebody who may read nothing."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, say("Misstankar", "Suspicions"), parent)
        self.work = FileWork(self)
        self.header.add_action(self.work.stop)
        self.suspicions = SuspicionsPanel(desk, self.work, writes=False)
        self.main_part = self.suspicions
        self.column.addWidget(self.suspicions, 1)
        self.work.failed.connect(self.failed)
        self.suspicions.told.connect(self._tell_done)

    def refresh(self) -> None:
        self.suspicions.refresh()

    @Slot(str)
    def _tell_done(self, words: str) -> None:
        self.telling.emit(StripKind.DONE, words, "")
