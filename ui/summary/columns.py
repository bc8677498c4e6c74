"""The two columns beside the paper: the same white ground as the header."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPainter, QPaintEvent

from ui.theme import theme
from ui.widgets.side_column import SideColumn


class WhiteColumn(SideColumn):
    """A scrolling column on the ground of cards and lists."""

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            painter.fillRect(self.viewport().rect(), QColor(theme().tokens.surface))
