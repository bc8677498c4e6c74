"""The line of the day: the hours at left, a dot for each visit on a line, and what happens beside it."""

from __future__ import annotations

from enum import Enum
from itertools import pairwise

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.theme import theme
from ui.tokens import BETWEEN_CARDS, Tone
from ui.widgets.labels import Label
from ui.widgets.layouts import GrowsDown, empty


class StopState(Enum):
    """How far a visit of the day has come."""

    LEFT = "left"  # not begun
    CURRENT = "current"
    HALF = "half"  # done but not signed
    DONE = "done"
    BREAK = "break"  # a break: no dot


class DayLine(GrowsDown):
    """Stacks the day's parts in time order along one line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stops: list[tuple[StopState, QWidget]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(BETWEEN_CARDS)
        self._grid.setHorizontalSpacing(0)
        self._grid.setColumnStretch(2, 1)
        self._fit()

    def add_stop(self, time: str, state: StopState, content: QWidget, until: str = "", note: str = "") -> None:
        """Add the next part of the day: when, how far it has come, its card or row, and a short note under the time."""
        row = len(self._stops)
        times = QWidget()
        column = QVBoxLayout(times)
        column.setContentsMargins(0, 10 if state is not StopState.BREAK else 0, 8, 0)
        column.setSpacing(0)
        if time:
            column.addWidget(Label(time, "time"))
        if until:
            column.addWidget(Label(until, "meta"))
        if note:
            column.addWidget(Label(note, "meta-strong", Tone.ACCENT))
        column.addStretch()
        self._grid.addWidget(times, row, 0)
        self._grid.addWidget(content, row, 2)
        self._grid.setRowStretch(row, 0)
        self._grid.setRowStretch(row + 1, 1)  # what is left below the day is no part of its last card
        self._stops.append((state, times))

    def clear(self) -> None:
        """Take the whole day away."""
        self._stops.clear()
        empty(self._grid)

    def dots(self) -> list[tuple[StopState, QPoint]]:
        """The state and the middle of each dot, from the top; breaks have none."""
        return [(state, self._centre(times)) for state, times in self._stops if state is not StopState.BREAK]

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme().tokens
        self._fit()
        radius = self._dot() / 2
        dots = self.dots()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for (state, above), (_, below) in pairwise(dots):
                passed = state in (StopState.DONE, StopState.HALF)
                painter.setPen(QPen(QColor(tokens.accent if passed else tokens.edge), 2))
                painter.drawLine(QPointF(above) + QPointF(0, radius), QPointF(below) - QPointF(0, radius))
            for state, centre in dots:
                self._paint_dot(painter, QPointF(centre), state)

    def _centre(self, times: QWidget) -> QPoint:
        column = self._grid.cellRect(0, 1)
        first_line = theme().metrics("time").height() // 2
        return QPoint(column.center().x(), times.y() + 10 + first_line)

    def _dot(self) -> int:
        return theme().px(16)

    def _fit(self) -> None:
        self._grid.setColumnMinimumWidth(1, self._dot() + theme().space(24))

    def _paint_dot(self, painter: QPainter, centre: QPointF, state: StopState) -> None:
        tokens = theme().tokens
        radius = self._dot() / 2
        dot = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
        green, white = QColor(tokens.accent), QColor(tokens.surface)
        painter.setPen(QPen(QColor(tokens.edge) if state is StopState.LEFT else green, 2))
        painter.setBrush(green if state in (StopState.DONE, StopState.CURRENT) else white)
        painter.drawEllipse(dot)
        match state:
            case StopState.DONE:
                pen = QPen(QColor(tokens.on_accent), max(1.6, radius / 4.5))
                pen.setCapStyle(Qt.PenCapStyle.RoundCap)
                pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
                painter.setPen(pen)
                unit = radius / 8
                painter.drawPolyline(
                    [
                        centre + QPointF(-3.5 * unit, 0.2 * unit),
                        centre + QPointF(-1 * unit, 2.8 * unit),
                        centre + QPointF(3.7 * unit, -2.6 * unit),
                    ]
                )
            case StopState.CURRENT:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(white)
                painter.drawEllipse(centre, radius * 0.4, radius * 0.4)
            case StopState.HALF:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(green)
                painter.drawPie(dot, 90 * 16, 180 * 16)
            case StopState.LEFT | StopState.BREAK:
                pass
