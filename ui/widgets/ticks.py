"""One cell per question: what is answered, passed over, begun, found and left. Stands with the words "7 av 12"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from kollegie.language import counted, say
from kollegie.model.severity import Severity
from ui.theme import theme
from ui.widgets.painting import rounded

MOST_CELLS = 40
GAP = 3
WIDEST_CELL = 44
NARROWEST_CELL = 4


class TickState(Enum):
    """How far one question has come."""

    UNANSWERED = "unanswered"
    BEGUN = "begun"
    ANSWERED = "answered"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Tick:
    """One question: how far it has come and the severity of its finding, if it has one."""

    state: TickState = TickState.UNANSWERED
    finding: Severity | None = None

    @property
    def done(self) -> bool:
        """Whether it counts as answered: also when it was passed over with a reason."""
        return self.state in (TickState.ANSWERED, TickState.PASSED)


class Ticks(QProgressBar):
    """Shows how far a visit or a section has come. Above 40 questions the cells become one plain bar."""

    def __init__(self, ticks: Sequence[Tick] = (), *, high: int = 12, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._high = high
        self._ticks: tuple[Tick, ...] = ()
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_ticks(ticks)

    def show_ticks(self, ticks: Sequence[Tick]) -> None:
        """Show the questions in their order."""
        self._ticks = tuple(ticks)
        done = sum(tick.done for tick in self._ticks)
        self.setRange(0, max(1, len(self._ticks)))
        self.setValue(done)
        found = sum(tick.finding is not None for tick in self._ticks)
        spoken = say("{} besvarade", "{} answered").format(self.words())
        if found:
            findings = counted(found, ("iakttagelse", "iakttagelser"), ("finding", "findings"))
            spoken = f"{spoken}, {findings}"
        self.setAccessibleName(spoken)
        self.updateGeometry()
        self.update()

    def words(self) -> str:
        """The words that stand beside the cells: "7 av 12"."""
        done = sum(tick.done for tick in self._ticks)
        return say("{} av {}", "{} of {}").format(done, len(self._ticks))

    def sizeHint(self) -> QSize:
        cells = min(len(self._ticks), MOST_CELLS)
        return QSize(cells * (24 + GAP), theme().space(self._high))

    def minimumSizeHint(self) -> QSize:
        cells = len(self._ticks) if len(self._ticks) <= MOST_CELLS else 10
        return QSize(cells * (NARROWEST_CELL + 1), theme().space(self._high))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if len(self._ticks) > MOST_CELLS:
                self._paint_bar(painter)
            else:
                for place, tick in zip(self.cells(), self._ticks, strict=True):
                    paint_tick(painter, place, tick)

    def cells(self) -> list[QRectF]:
        """Where each question's cell stands."""
        count = len(self._ticks)
        if not count:
            return []
        gap = GAP if self.width() / count >= 3 * GAP else 1
        wide = min(float(theme().space(WIDEST_CELL)), (self.width() - gap * (count - 1)) / count)
        return [QRectF(index * (wide + gap), 0, wide, self.height()) for index in range(count)]

    def _paint_bar(self, painter: QPainter) -> None:
        tokens = theme().tokens
        whole = QRectF(self.rect())
        rounded(painter, whole, 3, fill=tokens.surface, border=tokens.edge)
        done = sum(tick.done for tick in self._ticks) / len(self._ticks)
        if done:
            rounded(painter, QRectF(0, 0, max(4.0, whole.width() * done), whole.height()), 3, fill=tokens.accent)


def paint_tick(painter: QPainter, place: QRectF, tick: Tick) -> None:
    """Paint one cell."""
    tokens = theme().tokens
    radius = min(2.0, place.width() / 4)
    if tick.finding is not None:
        rounded(painter, place, radius, fill=tokens.severity(tick.finding))
        _triangle(painter, place, tokens.surface)
        return
    match tick.state:
        case TickState.ANSWERED:
            rounded(painter, place, radius, fill=tokens.accent)
        case TickState.PASSED:
            rounded(painter, place, radius, fill=tokens.surface, border=tokens.edge)
            inset = place.width() * 0.2
            bar = QRectF(place.left() + inset, place.center().y() - 1, place.width() - 2 * inset, 2)
            painter.fillRect(bar, QColor(tokens.accent))
        case TickState.BEGUN:
            rounded(painter, place, radius, fill=tokens.surface, border=tokens.accent)
            rounded(
                painter,
                QRectF(place.left(), place.top(), place.width() / 2, place.height()),
                radius,
                fill=tokens.accent,
            )
        case TickState.UNANSWERED:
            rounded(painter, place, radius, fill=tokens.surface, border=tokens.edge)


def _triangle(painter: QPainter, place: QRectF, colour: str) -> None:
    high = min(place.height() * 0.55, place.width() * 0.8)
    half = high * 0.62
    middle, top = place.center().x(), place.center().y() - high / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawPolygon(
        QPolygonF([QPointF(middle, top), QPointF(middle + half, top + high), QPointF(middle - half, top + high)])
    )
