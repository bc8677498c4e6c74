"""The paper with its outline and its sources beside it, as many of them as leave the paper large enough to be read."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import say
from ui.summary.before_locking import BeforeLocking
from ui.summary.columns import WhiteColumn
from ui.summary.outline import Outline
from ui.summary.paper_bar import PaperBar
from ui.summary.paper_view import PaperView
from ui.summary.sources import Sources
from ui.theme import theme
from ui.tokens import IN_CARD
from ui.widgets.sheet import Sheet

BESIDE = 312
PAPER = 700
"""The paper is never narrower than so many pixels because of what stands beside it."""
COLUMN = 66
"""Nor so narrow that this many characters of the screen's text would not stand in a line."""


class Spread(QWidget):
    """Lets the outline become a drop-down and the sources a panel over `host` where the paper would get too small."""

    def __init__(self, host: QWidget) -> None:
        super().__init__()
        self.outline = Outline()
        self.before = BeforeLocking()
        self.bar = PaperBar()
        self.paper = PaperView()
        self.sources = Sources()
        self.beside = WhiteColumn(width=BESIDE)
        self.sheet = Sheet(say("Utgåva och källor", "Edition and sources"), host)
        self._folding = QTimer(self)
        self._folding.setSingleShot(True)
        self._folding.timeout.connect(self._fold)
        self.bar.sources.clicked.connect(self.sheet.toggle)
        self.sheet.opened_by(self.bar.sources)
        self._lay_out()
        self._fold()

    def panels(self) -> list[QWidget]:
        """The columns that are seen, from left to right."""
        columns = (self.outline, self.paper, self.beside, self.sheet)
        return [column for column in columns if column.isVisible()]

    @Slot()
    def open_sources(self) -> None:
        """Go to the sources, or open and close their panel."""
        if self.beside.isVisible():
            self.sources.editions.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.sheet.toggle()

    def open_sources_asked_for(self) -> None:
        """Open their panel for somebody who asks from the paper, and does not see them."""
        if self.bar.sources.isVisible() and self.sheet.isHidden() and self.paper.hasFocus():
            self.sheet.open_sheet()

    def _lay_out(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.paper, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.outline)
        row.addWidget(middle, 1)
        row.addWidget(self.beside)

    @Slot()
    def _fold(self) -> None:
        beside_outline = self.width() - self.outline.sizeHint().width()
        wide = _fits(beside_outline - max(theme().space(BESIDE), self.sources.minimumSizeHint().width() + 14))
        outline = _fits(beside_outline)
        self.outline.setVisible(outline)
        if outline and not self.outline.isAncestorOf(self.before):
            self.outline.add(self.before)
        elif not outline and not self.sources.isAncestorOf(self.before):
            self.sources.add(self.before)
        self.bar.parts.setVisible(not outline)
        self.bar.sources.setVisible(not wide)
        if wide:
            self.sheet.close_sheet()
            if not self.beside.isAncestorOf(self.sources):
                self.sheet.put_content(QWidget())  # a scroll area goes on sizing a part it has not given back
                self.sources.set_edge(0)
                self.beside.add(self.sources)
                self.sources.show()
        elif not self.sheet.isAncestorOf(self.sources):
            self.sources.set_edge(IN_CARD)
            self.sheet.put_content(self.sources)
        self.beside.setVisible(wide)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._folding.start()  # Qt is going through all parts just now; none may change its place

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fold()


def _fits(width: int) -> bool:
    """Whether paper can be read in a column this wide, beside text of the size chosen."""
    return width >= PAPER and theme().characters(width) >= COLUMN
