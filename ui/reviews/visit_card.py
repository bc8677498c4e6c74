"""One visit on the board, as a card that is one button; it can be dragged to another pair."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QDrag, QFocusEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QSizePolicy, QVBoxLayout, QWidget

from kollegie.model.reviews import Track
from ui import icons
from ui.reviews.board_content import BoardCard, CardState
from ui.theme import theme
from ui.tokens import BAR, RADIUS_CARD
from ui.widgets.painting import card_ground, left_bar, severity_mark
from ui.widgets.ticks import Ticks

VISIT_MIME = "application/x-kollegie-visit"
PADDING = 11
LEAST_WIDTH = 132

_MARKS = {
    CardState.SIGNED: ("circle-check", "ok"),
    CardState.TO_SIGN: ("pencil", "s2"),
    CardState.ONGOING: ("pencil", "accent"),
    CardState.PLANNED: ("clock", "muted"),
    CardState.SILENT: ("clock", "s2"),
    CardState.DROPPED: ("circle-minus", "muted"),
}


class Draggable(QAbstractButton):
    """A button that stands for a visit: a press opens it, a drag carries it. `focused` tells that it has the focus."""

    focused = Signal()

    def __init__(self, visit_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.visit_id = visit_id
        self._pressed_at: QPoint | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        moved = event.position().toPoint() - self._pressed_at if self._pressed_at is not None else QPoint()
        if moved.manhattanLength() >= QApplication.startDragDistance():
            self._pressed_at = None
            self.setDown(False)
            self._drag()
            return
        super().mouseMoveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()

    def _drag(self) -> None:
        data = QMimeData()
        data.setData(VISIT_MIME, self.visit_id.encode())
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.setPixmap(self.grab())
        drag.exec(Qt.DropAction.MoveAction)


class VisitCard(Draggable):
    """Shows when, which case, how far, and the gravest finding."""

    def __init__(self, card: BoardCard, parent: QWidget | None = None) -> None:
        super().__init__(str(card.visit_id), parent)
        self._card = card
        self.setAccessibleName(card.spoken)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._ticks = Ticks(card.ticks, high=8)
        self._ticks.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._ticks)
        self._ticks.setVisible(bool(card.ticks))
        self._fit()

    @property
    def card(self) -> BoardCard:
        """What it shows."""
        return self._card

    def sizeHint(self) -> QSize:
        look = theme()
        lines = look.metrics("strong").height() * 2 + look.metrics("meta").height()
        return QSize(look.px(LEAST_WIDTH), lines + look.space(8) + 2 * look.space(PADDING) + look.space(14))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(LEAST_WIDTH), self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, tokens = theme(), theme().tokens
        current = self._card.state is CardState.ONGOING
        with QPainter(self) as painter:
            box = card_ground(painter, self, border=tokens.edge if current else tokens.line)
            if current:
                left_bar(painter, box, RADIUS_CARD, tokens.accent, BAR)
            edge = look.space(PADDING)
            high = look.metrics("strong").height()
            top = edge
            self._paint_marks(painter, QRect(edge, top, self.width() - 2 * edge, high))
            painter.setFont(look.font("strong"))
            painter.setPen(QColor(tokens.text))
            painter.drawText(QRect(edge, top, self.width(), high), Qt.AlignmentFlag.AlignVCenter, self._card.time)
            top += high + look.space(4)
            label = self._card.label
            painter.drawText(QRect(edge, top, self.width(), high), Qt.AlignmentFlag.AlignVCenter, label)
            if self._card.track is Track.PROVIDER:
                x = edge + look.metrics("strong").horizontalAdvance(label) + look.space(8)
                side = look.px(14)
                icons.paint(painter, QRect(x, top + (high - side) // 2, side, side), "building-2", tokens.muted)
            meta = look.metrics("meta").height()
            silent = self._card.state is CardState.SILENT
            painter.setFont(look.font("meta-strong" if silent else "meta"))
            painter.setPen(QColor(tokens.s2 if silent else tokens.muted))
            below = QRect(edge, self.height() - edge - meta, self.width() - 2 * edge, meta)
            words = look.metrics("meta-strong").elidedText(self._card.words, Qt.TextElideMode.ElideRight, below.width())
            painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_marks(self, painter: QPainter, line: QRect) -> None:
        look = theme()
        side = look.px(16)
        x = line.right() + 1 - side
        icon, token = _MARKS[self._card.state]
        place = QRect(x, line.top() + (line.height() - side) // 2, side, side)
        icons.paint(painter, place, icon, str(getattr(look.tokens, token)))
        if self._card.gravest is not None:
            place.translate(-side - look.space(6), 0)
            severity_mark(painter, place.adjusted(1, 1, -1, -1), self._card.gravest, filled=True)

    def _fit(self) -> None:
        look = theme()
        edge, high = look.space(PADDING), look.metrics("strong").height()
        top = edge + 2 * high + look.space(8)
        below = edge + look.metrics("meta").height() + look.space(4)
        self._column.setContentsMargins(edge, top, edge, below)
