"""A list at the left of a room, as wide as the size of the text asks for, and beside it what is chosen in it."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import theme

LEAST = 280
LOW = 420
"""Pixels at 100 % text a column needs for its list to have room above the note."""


class ListColumn(QWidget):
    """Holds a list with what narrows it above, in `column`. Units: `widest` and `least` in pixels at the usual size of
    text."""

    def __init__(self, widest: int, *, least: int = LEAST, top: int = 14, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._widest = widest
        self._least = least
        self._note: QWidget | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, top, 0, 0)
        self.column.setSpacing(10)
        self._fit()

    def put_note(self, note: QWidget) -> None:
        """Put a note below the list; it gives way where there is no room for both."""
        self._note = note
        edges = self.column.contentsMargins()
        edges.setBottom(16)
        self.column.setContentsMargins(edges)
        self.column.addWidget(note)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._note is not None:
            self._note.setVisible(self.height() >= theme().px(LOW))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        self.setMinimumWidth(theme().space(self._least))
        self.setMaximumWidth(theme().px(self._widest))


class ListAndDetail(QWidget):
    """A column with a list, and `right` with what is chosen in it: two parts of the width to three, until the list has
    all it needs."""

    def __init__(self, widest: int, *, least: int = LEAST, top: int = 14, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.left = ListColumn(widest, least=least, top=top)
        self.right = QVBoxLayout()
        self.right.setSpacing(0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.left, 2)
        row.addLayout(self.right, 3)
