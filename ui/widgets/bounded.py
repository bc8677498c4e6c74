"""Holds a part to a width one can read, and leaves the rest of the page free."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.theme import theme


class Bounded(QWidget):
    """Shows `part` at most `width` pixels wide at 100 % text; it grows with the text.

    A part with a largest width of its own would be given the height it needs at the page's full width, and be cut off.
    """

    def __init__(self, part: QWidget, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part = part
        self._width = width
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(part, 1)
        row.addStretch(0)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        self._part.setMaximumWidth(theme().px(self._width))
