"""Two fields beside each other, level at the top; below each other where the second would get too narrow."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from ui.theme import theme
from ui.widgets.layouts import GrowsDown

LEAST = 240
"""The width the second must have, in pixels at 100 % text."""


class SideBySide(GrowsDown):
    """The first takes what it needs, the second the rest."""

    def __init__(self, first: QWidget, second: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first = first
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(12)
        self._box.addWidget(first, 0, Qt.AlignmentFlag.AlignTop)
        self._box.addWidget(second, 1, Qt.AlignmentFlag.AlignTop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        room = event.size().width() - self._first.sizeHint().width() - self._box.spacing()
        beside = room >= theme().px(LEAST)
        wanted = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._box.direction() != wanted:
            self._box.setDirection(wanted)
        super().resizeEvent(event)
