"""A table of questions that share their answers: the answers stand once above, and a row of its own below for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from kollegie.model.checklist_tables import TableList
from ui.theme import theme
from ui.tokens import RADIUS_CARD
from ui.visiting.answer_parts import many_options, one_options
from ui.visiting.asked import Asked
from ui.visiting.question_card import QuestionCard
from ui.visiting.table_row import EDGES, TableRow
from ui.widgets.layouts import Column, GrowsDown
from ui.widgets.painting import key_cap, key_cap_size, rounded, text_height
from ui.widgets.table_columns import GAP, ROLE, TableColumns


class TableHead(GrowsDown):
    """The title of the table, and the words of its columns with the keys that choose them."""

    def __init__(self, title: str, columns: TableColumns) -> None:
        super().__init__()
        self._title = title
        self._columns = columns
        self.setAccessibleName(title)
        self.setAccessibleDescription(", ".join(option.word for option in columns.options))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        look = theme()
        widths = self._widths(width)
        title = text_height(look.metrics("strong"), self._title, self._title_width(width)) if self._title else 0
        if not widths and not title:
            return 0
        words = max(
            (
                text_height(look.metrics(ROLE), option.word, wide - look.space(4))
                for option, wide in zip(self._columns.options, widths, strict=False)
            ),
            default=0,
        )
        keys = self._key_height() if widths else 0
        return max(title, words + keys) + 2 * look.space(10)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(400), self.heightForWidth(max(self.width(), theme().px(400))))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, tokens = theme(), theme().tokens
        edge = look.space(10)
        wraps = Qt.TextFlag.TextWordWrap
        with QPainter(self) as painter:
            painter.setPen(QColor(tokens.text))
            painter.setFont(look.font("strong"))
            title = QRect(EDGES[0], edge, self._title_width(self.width()), self.height() - 2 * edge)
            painter.drawText(title, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom | wraps, self._title)
            left = self.width() - EDGES[2] - sum(self._widths(self.width()))
            for option, wide in zip(self._columns.options, self._widths(self.width()), strict=False):
                painter.setFont(look.font(ROLE))
                painter.setPen(QColor(tokens.text))
                high = self.height() - 2 * edge - self._key_height()
                place = QRect(left + look.space(2), edge, wide - look.space(4), high)
                painter.drawText(
                    place, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom | wraps, option.word
                )
                if option.key:
                    cap = QRect(place.topLeft(), key_cap_size(option.key))
                    cap.moveCenter(place.center())
                    cap.moveBottom(self.height() - edge)
                    key_cap(painter, cap, option.key, text=tokens.muted, border=tokens.edge)
                left += wide

    def _widths(self, width: int) -> tuple[int, ...]:
        return self._columns.widths(width - EDGES[0] - EDGES[2])

    def _title_width(self, width: int) -> int:
        columns = sum(self._widths(width))
        return width - EDGES[0] - EDGES[2] - (columns + theme().space(GAP) if columns else 0)

    def _key_height(self) -> int:
        keys = [key_cap_size(option.key).height() for option in self._columns.options if option.key]
        return max(keys, default=0) + theme().space(4)


class TableFrame(QFrame):
    """One sheet for the cards of a table. `wanted` tells the row that an arrow leads to, and the column one is in."""

    wanted = Signal(object, int)

    def __init__(self, table: TableList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = table
        options = one_options(table.choices, yes_no=table.yes_no) if table.one_of else many_options(table.choices)
        self.columns = TableColumns(options)
        self.head = TableHead(table.label.in_(), self.columns)
        self.setAccessibleName(table.label.in_())
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._column = Column(self)
        self._column.setContentsMargins(1, 1, 1, 8)
        self._column.setSpacing(0)
        self._column.addWidget(self.head)

    def make_card(self, asked: Asked, clock: Callable[[], datetime]) -> QuestionCard:
        """The card of a question that stands in the table: a row of it, or what else stands between the rows."""
        is_row = self._table.is_row(asked.cell.name)
        return TableRow(asked, clock, self.columns) if is_row else QuestionCard(asked, clock)

    def insert(self, index: int, card: QuestionCard) -> None:
        """Put a card among those of the table."""
        card.stand_within()
        self._column.insertWidget(index + 1, card)
        if isinstance(card, TableRow):
            card.answers.stepped.connect(self._step)

    def remove(self, card: QuestionCard) -> None:
        """Take a card away."""
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()

    def cards(self) -> Iterator[QuestionCard]:
        """The cards of the table, from the top."""
        items = [self._column.itemAt(index) for index in range(self._column.count())]
        widgets = [item.widget() for item in items if item is not None]
        return (widget for widget in widgets if isinstance(widget, QuestionCard))

    def follow_cards(self) -> None:
        """Stand there only where one of the cards does."""
        self.setVisible(any(not card.isHidden() for card in self.cards()))

    def settle(self) -> None:
        """Lay out what has come and gone."""
        self._column.activate()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme().tokens
        with QPainter(self) as painter:
            rounded(painter, self.rect(), RADIUS_CARD, fill=tokens.surface, border=tokens.line)

    @Slot(int, int)
    def _step(self, by: int, column: int) -> None:
        rows = [card for card in self.cards() if isinstance(card, TableRow) and not card.isHidden()]
        at = next((place for place, row in enumerate(rows) if row.answers is self.sender()), None)
        if at is not None and 0 <= at + by < len(rows):
            self.wanted.emit(rows[at + by], column)
