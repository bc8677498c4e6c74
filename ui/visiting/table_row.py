"""One question as a row of a table: its words at left, its answers in the columns, and below all a card can do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from ui.theme import theme
from ui.visiting.asked import Asked
from ui.visiting.question_card import QuestionCard
from ui.visiting.table_parts import GridManyPart, GridPart, row_part
from ui.widgets.grid_choice import grid_height
from ui.widgets.layouts import GrowsDown, ListLayout, height_of, put_at
from ui.widgets.table_columns import GAP, TableColumns

EDGES = (23, 6, 18, 10)
"""Left, top, right and bottom of a row within its table, the same for its head: their columns stand in line."""


class TableRow(QuestionCard):
    """A card whose answers stand in the columns of its table, or below its words where those have no room."""

    def __init__(self, asked: Asked, clock: Callable[[], datetime], columns: TableColumns) -> None:
        self._columns = columns
        self.answers = row_part(asked.question)
        super().__init__(asked, clock, self.answers)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        wide = self._beside.geometry()
        widths = self._columns.widths(wide.width())
        with QPainter(self) as painter:
            x = wide.right() + 1
            for one in reversed(widths):
                x -= one
                painter.fillRect(x, 1, 1, wide.bottom() + EDGES[3], QColor(theme().tokens.line))

    def _put_question(self, head: QGridLayout) -> None:
        self.body.setContentsMargins(*EDGES)
        self._words.set_role("answer-chosen")
        tags = QHBoxLayout()
        tags.setSpacing(6)
        for tag in (self._next, self._back):
            head.removeWidget(tag)
            tags.addWidget(tag)
        tags.addStretch()
        head.addLayout(tags, 2, 1)
        head.setRowMinimumHeight(0, 0)
        head.setRowMinimumHeight(2, self._next.sizeHint().height())  # nothing moves when a tag comes or goes
        words = GrowsDown()
        words.setLayout(head)
        head.setContentsMargins(0, 4, 0, 0)
        self._beside = GrowsDown()
        _BesideColumns(self._beside, words, self.answers, self._columns)
        self.body.addWidget(self._beside)
        if self.claim is not None:
            self.body.addWidget(self.claim)


class _BesideColumns(ListLayout):
    """The words of a question with its answers to the right, in the columns of the table, or below where those do not
    fit."""

    def __init__(
        self, parent: QWidget, words: QWidget, answers: GridPart | GridManyPart, columns: TableColumns
    ) -> None:
        super().__init__(parent)
        self._answers = answers
        self._columns = columns
        self.setContentsMargins(0, 0, 0, 0)
        self.addWidget(words)
        self.addWidget(answers)

    def _measure_hint(self) -> QSize:
        words, answers = (item.sizeHint() for item in self._items)
        return QSize(words.width() + answers.width(), max(words.height(), grid_height()))

    def _measure_least(self) -> QSize:
        return QSize(max(item.minimumSize().width() for item in self._items), 0)

    def _place(self, rect: QRect, *, apply: bool) -> int:
        words, answers = self._items
        widths = self._columns.widths(rect.width())
        if apply:
            self._answers.grid.stand_in(widths)
        if not widths:
            top = put_at(words, rect.topLeft(), rect.width(), apply=apply) + theme().space(8)
            below = QPoint(rect.x(), rect.y() + top)
            return top + put_at(answers, below, rect.width(), apply=apply)
        columns = sum(widths)
        left = rect.width() - columns - theme().space(GAP)
        high = max(height_of(words, left), grid_height())
        if apply:
            own = height_of(words, left)
            words.setGeometry(QRect(rect.x(), rect.y() + (high - own) // 2, left, own))
            at = QPoint(rect.x() + rect.width() - columns, rect.y() + (high - grid_height()) // 2)
            taken = sum(widths[: len(self._answers.grid.widths)])
            answers.setGeometry(QRect(at, QSize(taken, grid_height())))
        return high
