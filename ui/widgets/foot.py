"""What stands below a column: as high as it must be, and scrolled where that would take most of the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

MOST_OF_WINDOW = 0.6
TAKES = (
    QEvent.Type.LayoutRequest,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.ShowToParent,
    QEvent.Type.HideToParent,
)


class Foot(QScrollArea):
    """Holds one part and gives it the height it wants, up to a share of the window's."""

    def __init__(self, part: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(part)
        part.setAutoFillBackground(False)
        part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in TAKES:
            self._fit()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        part = self.widget()
        if part is None or part.isHidden():
            self.setFixedHeight(0)
            return
        wanted = part.heightForWidth(self.viewport().width()) if part.hasHeightForWidth() else part.sizeHint().height()
        self.setFixedHeight(min(wanted, round(self.window().height() * MOST_OF_WINDOW)))
