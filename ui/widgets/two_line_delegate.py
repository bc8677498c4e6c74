"""Rows of two lines in a list: a mark at left, what and where in the middle, code and state at right."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from kollegie.model.severity import Severity
from ui import icons
from ui.theme import theme
from ui.tokens import TARGET_ROW, Tone
from ui.widgets.painting import rounded, severity_mark

ROW_ROLE = Qt.ItemDataRole.UserRole + 100
"""The item role under which a model hands over its `Row`."""

EDGE = 16
MARK = 18


@dataclass(frozen=True, slots=True)
class Row:
    """What one row of a list shows.

    `severity` gives the mark its shape (outlined where `signal`), `icon` another mark in the colour of `icon_tone`.
    A `head` row starts a group: one line on a sunken ground with a count at right in `code`.
    """

    first: str
    second: str = ""
    code: str = ""
    state: str = ""
    code_tone: Tone = Tone.RECORD
    state_tone: Tone = Tone.TEXT
    severity: Severity | None = None
    signal: bool = False
    icon: str = ""
    icon_tone: Tone = Tone.MUTED
    head: bool = False

    @property
    def spoken(self) -> str:
        """The row as a screen reader says it."""
        grade = ""
        if self.severity is not None and not self.head:
            grade = self.severity.urgency if self.signal else self.severity.word
        return ", ".join(part for part in (self.first, self.second, grade, self.code, self.state) if part)


class TwoLineDelegate(QStyledItemDelegate):
    """Paints the `Row` a model gives under `ROW_ROLE`. Only what is longer than the row's width is shortened.

    With `two_lines_always` a row of one line is as high as the others.
    """

    two_lines_always = False

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        row = index.data(ROW_ROLE)
        look = theme()
        if isinstance(row, Row) and row.head:
            return QSize(100, max(36, look.metrics("strong").height() + look.space(18)))
        if isinstance(row, Row) and not row.second and not row.state and not self.two_lines_always:
            return QSize(100, look.target(TARGET_ROW))
        return QSize(100, self.high())

    def high(self) -> int:
        """The height of a row of two lines."""
        look = theme()
        lines = look.metrics("strong").height() + look.metrics("meta").height() + look.space(6)
        return max(look.target(TARGET_ROW), lines + look.space(24))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, Row):
            super().paint(painter, option, index)
            return
        painter.save()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if row.head:
            self._paint_head(painter, rect, row)
        else:
            self._paint_ground(painter, rect, state)
            self._paint_row(painter, rect, row)
        painter.restore()

    def _paint_ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        tokens = theme().tokens
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(tokens.soft))
            painter.fillRect(QRect(rect.left(), rect.top(), 4, rect.height()), QColor(tokens.accent))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(tokens.bg))
        painter.fillRect(rect.left() + EDGE, rect.bottom(), rect.width() - EDGE, 1, QColor(tokens.line))
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_KeyboardFocusChange:
            rounded(painter, rect.adjusted(2, 2, -2, -2), 6, border=tokens.focus, width=2)

    def _paint_head(self, painter: QPainter, rect: QRect, row: Row) -> None:
        look, tokens = theme(), theme().tokens
        painter.fillRect(rect, QColor(tokens.sunken))
        if tokens.sunken == tokens.surface:
            painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(tokens.line))
        x = rect.left() + EDGE
        if self._paint_mark(painter, QRect(x, rect.top(), look.px(14), rect.height()), row):
            x += look.px(14) + look.space(8)
        right = rect.right() - EDGE
        if row.code:
            right = self._text_at_right(painter, row.code, "meta", Tone.MUTED, right, rect)
        place = QRect(x, rect.top(), right - x, rect.height())
        self._text(painter, row.first, "meta-strong", Tone.TEXT, place)

    def _paint_row(self, painter: QPainter, rect: QRect, row: Row) -> None:
        look = theme()
        first_high, second_high = look.metrics("strong").height(), look.metrics("meta").height()
        gap = look.space(6)
        two = bool(row.second or row.state)
        whole = first_high + (gap + second_high if two else 0)
        top = rect.top() + (rect.height() - whole) // 2
        x = rect.left() + EDGE
        side = look.px(MARK)
        if self._paint_mark(painter, QRect(x, top, side, first_high), row):
            x += side + look.space(10)
        first = QRect(x, top, rect.right() - EDGE - x, first_high)
        right = self._text_at_right(painter, row.code, "tag", row.code_tone, rect.right() - EDGE, first)
        self._text(painter, row.first, "strong", Tone.TEXT, QRect(x, top, right - x, first_high))
        if two:
            second = QRect(x, top + first_high + gap, rect.right() - EDGE - x, second_high)
            right = self._text_at_right(painter, row.state, "tag", row.state_tone, rect.right() - EDGE, second)
            place = QRect(x, second.top(), right - x, second_high)
            self._text(painter, row.second, "meta", Tone.MUTED, place)

    def _paint_mark(self, painter: QPainter, place: QRect, row: Row) -> bool:
        side = place.width()
        box = QRect(place.left(), place.top() + (place.height() - side) // 2, side, side)
        if row.severity is not None:
            severity_mark(painter, box, row.severity, filled=not row.signal)
            return True
        if row.icon:
            icons.paint(painter, box, row.icon, str(getattr(theme().tokens, row.icon_tone)))
            return True
        return False

    def _text(self, painter: QPainter, text: str, role: str, tone: Tone, place: QRect) -> None:
        look = theme()
        painter.setFont(look.font(role))
        painter.setPen(look.colour(tone))
        short = look.metrics(role).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, short)

    def _text_at_right(self, painter: QPainter, text: str, role: str, tone: Tone, right: int, line: QRect) -> int:
        if not text:
            return right
        wide = theme().metrics(role).horizontalAdvance(text) + 2
        self._text(painter, text, role, tone, QRect(right - wide, line.top(), wide, line.height()))
        return right - wide - theme().space(10)
