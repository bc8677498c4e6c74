"""One pair's day on the board: who they are and what was last heard at left, their visits in time order at right."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kollegie.language import say
from ui.reviews.board_content import BoardCard, BoardPair
from ui.reviews.visit_card import LEAST_WIDTH, VISIT_MIME, VisitCard
from ui.theme import theme
from ui.tokens import GAP, RADIUS_CARD, Tone
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import Heading, WrappedLabel
from ui.widgets.painting import rounded

HEAD_WIDTH = 132


class CardGrid(QWidget):
    """Cards of one width, as many on a line as there is room for; every row of the board has the same columns."""

    def __init__(self, cards: tuple[VisitCard, ...], columns: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards = cards
        self._columns = max(1, columns)
        for card in cards:
            card.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        wide = self._columns * (theme().px(LEAST_WIDTH) + GAP) - GAP
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        high = self._cards[0].sizeHint().height() if self._cards else 0
        return QSize(theme().px(LEAST_WIDTH), high)  # more only by heightForWidth, or the column scrolls for nothing

    def heightForWidth(self, width: int) -> int:
        places = self._places(width)
        return places[-1].bottom() + 1 if places else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for card, place in zip(self._cards, self._places(self.width()), strict=True):
            card.setGeometry(place)

    def _places(self, width: int) -> list[QRect]:
        if not self._cards:
            return []
        fitting = max(1, (width + GAP) // (theme().px(LEAST_WIDTH) + GAP))
        lines = -(-self._columns // fitting)
        columns = -(-self._columns // lines)  # as few lines as needed, and no line much shorter than another
        wide = (width - GAP * (columns - 1)) // columns
        high = self._cards[0].sizeHint().height()
        return [
            QRect((number % columns) * (wide + GAP), (number // columns) * (high + GAP), wide, high)
            for number in range(len(self._cards))
        ]


class PairRow(QWidget):
    """Shows one pair; a visit dropped on it is told by `dropped`, unless `barred` says why the pair cannot take it.

    `opened` tells the visit of a card that was pressed, `focused` the one the person stands on.
    """

    dropped = Signal(str, str)
    opened = Signal(object)
    focused = Signal(object)

    def __init__(
        self,
        pair: BoardPair,
        columns: int,
        barred: Callable[[str, str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._pair = pair
        self._barred = barred
        self._hover = ""
        self.setAcceptDrops(True)
        self.cards = tuple(self._make_card(card) for card in pair.cards)
        self._said = WrappedLabel("", "meta-strong", Tone.FAULT)
        self._said.hide()
        head = QVBoxLayout()
        head.setSpacing(1)
        head.addSpacing(theme().space(6))
        head.addWidget(Heading(say("Par {}", "Pair {}").format(pair.pair), "heading"))
        head.addWidget(WrappedLabel(pair.homes, "meta"))
        head.addWidget(self._heard(pair))
        head.addWidget(self._said)
        head.addStretch()
        holder = QWidget()
        holder.setLayout(head)
        head.setContentsMargins(0, 0, 0, 0)
        holder.setFixedWidth(theme().space(HEAD_WIDTH))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(8))
        row.addWidget(holder, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(CardGrid(self.cards, columns), 1)
        self.setAccessibleName(say("Par {}, {}", "Pair {}, {}").format(pair.pair, pair.names))
        self.setToolTip(pair.names)

    @property
    def pair(self) -> str:
        """The pair's letter."""
        return self._pair.pair

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not event.mimeData().hasFormat(VISIT_MIME):
            event.ignore()
            return
        visit = bytes(event.mimeData().data(VISIT_MIME).data()).decode()
        reason = self._barred(visit, self.pair)
        self._said.show_text(reason)
        self._said.setVisible(bool(reason))
        self._hover = "barred" if reason else "open"
        self.update()
        if reason:
            event.ignore()
        else:
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._end_hover()

    def dropEvent(self, event: QDropEvent) -> None:
        self._end_hover()
        self.dropped.emit(bytes(event.mimeData().data(VISIT_MIME).data()).decode(), self.pair)
        event.acceptProposedAction()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._hover:
            return
        tokens = theme().tokens
        colour = tokens.s3 if self._hover == "barred" else tokens.accent
        fill = tokens.s3_soft if self._hover == "barred" else tokens.soft
        with QPainter(self) as painter:
            rounded(painter, self.rect(), RADIUS_CARD, fill=fill, border=colour, width=2)

    def _end_hover(self) -> None:
        self._hover = ""
        self._said.hide()
        self.update()

    def _make_card(self, card: BoardCard) -> VisitCard:
        made = VisitCard(card)
        made.clicked.connect(self._tell_opened)
        made.focused.connect(self._tell_focused)
        return made

    def _tell_opened(self) -> None:
        sender = self.sender()
        if isinstance(sender, VisitCard):
            self.opened.emit(UUID(sender.visit_id))

    def _tell_focused(self) -> None:
        sender = self.sender()
        if isinstance(sender, VisitCard):
            self.focused.emit(UUID(sender.visit_id))

    def _heard(self, pair: BoardPair) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 2, 0, 0)
        row.setSpacing(6)
        late = pair.late or not pair.heard.startswith(say("Synkat", "Synced"))
        row.addWidget(IconMark("refresh-cw", "s2" if late else "ok", side=14), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(WrappedLabel(pair.heard, "meta-strong", Tone.ATTENTION if late else Tone.OK), 1)
        return holder
