"""Pages in one place, of which one is shown: those that are hidden take no height from it."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QWidget


class ShownPage(QStackedWidget):
    """As high as the page shown needs: a higher one behind it would push it over the header in a low window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currentChanged.connect(self.updateGeometry)

    def minimumSizeHint(self) -> QSize:
        shown, least = self.currentWidget(), super().minimumSizeHint()
        return QSize(least.width(), shown.minimumSizeHint().height()) if shown is not None else least
