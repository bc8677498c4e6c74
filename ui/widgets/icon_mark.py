"""An icon that stands beside its words."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import icons
from ui.theme import theme


class IconMark(QWidget):
    """An icon beside its words; the words are what a screen reader reads, so the mark itself is silent."""

    def __init__(self, icon: str, token: str, side: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._token = token
        self._side = side
        self._fit()

    def show_icon(self, icon: str, token: str) -> None:
        """Show another icon, in the colour of a token."""
        self._icon, self._token = icon, token
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        side = theme().px(self._side)
        with QPainter(self) as painter:
            colour = str(getattr(theme().tokens, self._token))
            icons.paint(painter, QRect(0, 0, side, side), self._icon, colour)

    def _fit(self) -> None:
        side = theme().px(self._side)
        self.setFixedSize(side, side)
