"""A severity as colour, shape and word: filled for a finding, outlined for a warning signal, which only asks."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from kollegie.model.severity import Severity
from ui.theme import theme
from ui.tokens import GAP
from ui.widgets.painting import severity_mark


class SeverityMark(QLabel):
    """Shows a severity. `signal=True` draws the outline and says what to check; `worded=False` leaves the word out,
    where the row already says it (the screen reader still hears it)."""

    def __init__(
        self,
        severity: Severity,
        *,
        signal: bool = False,
        worded: bool = True,
        side: int = 16,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._signal = signal
        self._worded = worded
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_severity(severity)

    def show_severity(self, severity: Severity) -> None:
        """Show another severity."""
        self._severity = severity
        self._word = severity.urgency if self._signal else severity.word
        self.setAccessibleName(self._word)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = theme()
        side = look.px(self._side)
        if not self._worded:
            return QSize(side, side)
        metrics = look.metrics("strong")
        return QSize(side + look.space(GAP) + metrics.horizontalAdvance(self._word) + 2, max(side, metrics.height()))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        side = look.px(self._side)
        with QPainter(self) as painter:
            place = QRect(0, (self.height() - side) // 2, side, side)
            severity_mark(painter, place, self._severity, filled=not self._signal)
            if self._worded:
                painter.setFont(look.font("strong"))
                painter.setPen(QColor(look.tokens.severity(self._severity)))
                words = self.rect().adjusted(side + look.space(GAP), 0, 0, 0)
                painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self._word)
