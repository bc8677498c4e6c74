"""A picture in the handbook: a screen of the program, as wide as the text beside it allows."""

from __future__ import annotations

from importlib.resources import files

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import theme

WIDEST = 760
"""Pixels at 100 % text; a wider column leaves the rest empty."""


class Picture(QWidget):
    """Shows one picture of `ui/help/pictures` in its own proportions; a screen reader hears what it shows."""

    def __init__(self, name: str, says: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixmap = QPixmap()
        self._pixmap.loadFromData(files(__package__).joinpath("pictures", name).read_bytes())
        self.setAccessibleName(says)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        wide = min(width, theme().px(WIDEST))
        return round(wide * self._pixmap.height() / max(1, self._pixmap.width())) + theme().space(16)

    def sizeHint(self) -> QSize:
        wide = theme().px(WIDEST)
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.heightForWidth(120))

    def paintEvent(self, event: QPaintEvent) -> None:
        wide = min(self.width(), theme().px(WIDEST))
        gap = theme().space(8)
        place = QRect(0, gap, wide, self.heightForWidth(wide) - 2 * gap)
        ratio = self.devicePixelRatioF()
        drawn = self._pixmap.scaled(
            place.size() * ratio, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        drawn.setDevicePixelRatio(ratio)
        with QPainter(self) as painter:
            painter.drawPixmap(place.topLeft(), drawn)
            painter.setPen(QColor(theme().tokens.line))
            painter.drawRect(place.adjusted(0, 0, -1, -1))
