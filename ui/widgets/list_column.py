"""The column of a list at the left of a room, as wide as the size of the text asks for."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import theme

LEAST = 280


class ListColumn(QWidget):
    """Holds a list with what narrows it above, in `column`. Units: `widest` in pixels at the usual size of text."""

    def __init__(self, widest: int, *, top: int = 14, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._widest = widest
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, top, 0, 0)
        self.column.setSpacing(10)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        self.setMinimumWidth(theme().space(LEAST))
        self.setMaximumWidth(theme().px(self._widest))
