"""Granted, planned, reported and invoiced hours as bars on one scale, with what is billed past the reports hatched."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from kollegie.language import say
from kollegie.model.desk_looks import Hours
from kollegie.summary.numbers import NOTHING, decimal
from ui.theme import theme
from ui.widgets.painting import rounded

_MIDDLE = Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class _Bar:
    word: str
    seconds: float | None
    dashed: bool = False


class HoursBars(QLabel):
    """Shows the four quantities of one comparison; the figure stands at the end of each bar.

    The invoiced bar is hatched past what was reported. All are the records' voice: violet, planned time dashed.
    """

    def __init__(self, hours: Hours, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_hours(hours)

    def show_hours(self, hours: Hours) -> None:
        """Show other hours."""
        self._hours = hours
        self._bars = [
            _Bar(say("Beviljat", "Granted"), hours.granted),
            _Bar(say("Planerat", "Planned"), hours.planned, dashed=True),
            _Bar(say("Rapporterat", "Reported"), hours.reported),
            _Bar(say("Fakturerat", "Invoiced"), hours.invoiced),
        ]
        other = hours.billed_by_provider
        if other is not None and hours.invoiced is not None and abs(other - hours.invoiced) > 1:
            self._bars.append(_Bar(_with_others(), other))
        self.setAccessibleName("; ".join(f"{bar.word} {_figure(bar.seconds)}" for bar in self._bars))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._words_width() + theme().px(220), len(self._bars) * self._row_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._words_width() + self._figures_width() + theme().px(60), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        look, tokens = theme(), theme().tokens
        high, begin = self._row_height(), self._words_width()
        room = self.width() - begin - self._figures_width()
        most = max((abs(bar.seconds or 0.0) for bar in self._bars), default=0.0)
        thick = look.metrics("key").height() + 2
        with QPainter(self) as painter:
            for index, bar in enumerate(self._bars):
                top = index * high
                painter.setFont(look.font("meta-text"))
                painter.setPen(QColor(tokens.text))
                painter.drawText(0, top, begin, high, _MIDDLE, bar.word)
                wide = room * abs(bar.seconds or 0.0) / most if most else 0.0
                place = QRectF(begin, top + (high - thick) / 2, max(wide, 2.0 if bar.seconds else 0.0), thick)
                if bar.seconds:
                    fill = None if bar.dashed else tokens.record_soft
                    rounded(painter, place, 3, fill=fill, border=tokens.record_line, dashed=bar.dashed)
                    self._paint_over(painter, index, place, room, most)
                painter.setFont(look.font("meta-strong"))
                painter.setPen(QColor(tokens.text if bar.seconds is not None else tokens.muted))
                left = int(place.right()) + look.space(8) if bar.seconds else begin
                painter.drawText(left, top, self._figures_width(), high, _MIDDLE, _figure(bar.seconds))

    def _paint_over(self, painter: QPainter, index: int, place: QRectF, room: float, most: float) -> None:
        """Hatch what is billed past what was reported."""
        reported, seconds = self._hours.reported, self._bars[index].seconds
        if index < 3 or reported is None or seconds is None or seconds <= reported:
            return
        tokens = theme().tokens
        left = place.left() + room * max(0.0, reported) / most
        over = QRectF(left, place.top(), place.right() - left, place.height())
        if over.width() > 2:
            painter.fillRect(over.adjusted(1, 1, -1, -1), QBrush(QColor(tokens.s3), Qt.BrushStyle.BDiagPattern))
            rounded(painter, over, 2, border=tokens.s3, width=2)

    def _words_width(self) -> int:
        """As wide as any comparison needs, so that the bars of several stand under each other."""
        metrics = theme().metrics("meta-text")
        words = [*(bar.word for bar in self._bars), _with_others()]
        return max(metrics.horizontalAdvance(word) for word in words) + theme().space(14)

    def _figures_width(self) -> int:
        metrics = theme().metrics("meta-strong")
        return max(metrics.horizontalAdvance(_figure(bar.seconds)) for bar in self._bars) + theme().space(12)

    def _row_height(self) -> int:
        return theme().metrics("meta-text").height() + theme().space(8)


def _with_others() -> str:
    return say("Med andra fakturor", "With other invoices")


def _figure(seconds: float | None) -> str:
    return NOTHING if seconds is None else f"{decimal(seconds / 3600)} h"
