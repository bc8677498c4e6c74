"""Findings by area and severity as bars on one scale, each part with its figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from kollegie.model.severity import Severity
from ui.theme import theme
from ui.widgets.painting import rounded, severity_mark

GAP = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its words and how many of each severity."""

    words: str
    counts: dict[Severity, int]

    @property
    def total(self) -> int:
        """All of them together."""
        return sum(self.counts.values())


class StackedBars(QLabel):
    """Shows how many findings of each severity each area has; lightest first, and the sum at right.

    Every part is told by colour, by place, by its figure and, above, by the shape and word of its severity.
    """

    def __init__(self, bars: Sequence[Bar] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[Bar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_bars(bars)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show other rows."""
        self._bars = tuple(bars)
        self.setAccessibleName("; ".join(self._spoken(bar) for bar in bars))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = theme()
        return QSize(self._words_width() + look.px(240), (len(self._bars) + 1) * self._row_height())

    def minimumSizeHint(self) -> QSize:
        legend = sum(self._legend_width(severity) for severity in Severity)
        return QSize(max(legend, self._words_width() + theme().px(120)), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        look, tokens = theme(), theme().tokens
        high, words_width = self._row_height(), self._words_width()
        sums = look.metrics("meta-strong").horizontalAdvance("0000") + look.space(8)
        most = max((bar.total for bar in self._bars), default=0)
        with QPainter(self) as painter:
            self._paint_legend(painter, QRect(0, 0, self.width(), high))
            for index, bar in enumerate(self._bars, start=1):
                line = QRect(0, index * high, self.width(), high)
                painter.setFont(look.font("meta-text"))
                painter.setPen(QColor(tokens.text))
                painter.drawText(line.adjusted(0, 0, words_width - line.width(), 0), _MIDDLE, bar.words)
                painter.setFont(look.font("meta-strong"))
                painter.drawText(line, _MIDDLE | Qt.AlignmentFlag.AlignRight, str(bar.total))
                if most:
                    room = self.width() - words_width - sums
                    self._paint_parts(painter, bar, QRect(words_width, line.top(), room, high), most)

    def _paint_parts(self, painter: QPainter, bar: Bar, place: QRect, most: int) -> None:
        look, tokens = theme(), theme().tokens
        thick = look.metrics("key").height() + 2
        x = float(place.left())
        top = place.top() + (place.height() - thick) / 2
        metrics = look.metrics("key")
        painter.setFont(look.font("key"))
        for severity in Severity:
            count = bar.counts.get(severity, 0)
            if not count:
                continue
            wide = max(4.0, (place.width() - 4 * GAP) * count / most)
            part = QRectF(x, top, wide, thick)
            rounded(painter, part, 2, fill=tokens.severity(severity))
            if metrics.horizontalAdvance(str(count)) + 4 <= wide:
                painter.setPen(QColor(tokens.surface))
                painter.drawText(part, Qt.AlignmentFlag.AlignCenter, str(count))
            x += wide + GAP

    def _paint_legend(self, painter: QPainter, place: QRect) -> None:
        look = theme()
        side, x = look.px(13), place.left()
        painter.setFont(look.font("meta"))
        for severity in Severity:
            severity_mark(
                painter, QRect(x, place.top() + (place.height() - side) // 2, side, side), severity, filled=True
            )
            painter.setPen(look.colour("muted"))
            words = QRect(x + side + look.space(6), place.top(), place.width(), place.height())
            painter.drawText(words, _MIDDLE, severity.word)
            x += self._legend_width(severity)

    def _legend_width(self, severity: Severity) -> int:
        look = theme()
        return look.px(13) + look.space(6) + look.metrics("meta").horizontalAdvance(severity.word) + look.space(16)

    def _words_width(self) -> int:
        look = theme()
        widest = max((look.metrics("meta-text").horizontalAdvance(bar.words) for bar in self._bars), default=0)
        return widest + look.space(14)

    def _row_height(self) -> int:
        return theme().metrics("meta").height() + theme().space(10)

    @staticmethod
    def _spoken(bar: Bar) -> str:
        parts = [f"{bar.counts[severity]} {severity.word}" for severity in Severity if bar.counts.get(severity)]
        return f"{bar.words}: {', '.join(parts) or '0'}"


_MIDDLE = Qt.AlignmentFlag.AlignVCenter
