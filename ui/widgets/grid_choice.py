"""A row of answers in a table: each under the head of its column, a mark in the place of its word.

Where there is no room for the table the same answers stand with their words, as those of any other question.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui import icons
from ui.theme import theme
from ui.tokens import GAP, RADIUS_BUTTON, TARGET_ANSWER
from ui.widgets.choice import ChoiceButton, Option
from ui.widgets.layouts import FlowLayout
from ui.widgets.many_choice import ManyButton, ManyChoice
from ui.widgets.painting import focus_ring, rounded
from ui.widgets.segmented_choice import Segment, SegmentedChoice

MARK = 24
"""Pixels at 100 % text: the ring or box of an answer."""


def grid_height() -> int:
    """How high a row of a table is at least."""
    return theme().target(TARGET_ANSWER)


def _say_words(buttons: Sequence[ChoiceButton | ManyButton], *, shown: bool) -> None:
    """In a table the words stand in its head; a screen reader hears them in each row all the same."""
    for button in buttons:
        button.setText(button.option.word.replace("&", "&&") if shown else "")


def _stepped(event: QKeyEvent) -> int:
    """How many rows a key goes down or up, 0 for any other."""
    plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
    return {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0) if plain else 0


def _column_in_focus(buttons: Sequence[QWidget]) -> int:
    """The column one is in, the first where one is elsewhere."""
    return next((place for place, button in enumerate(buttons) if button.hasFocus()), 0)


class GridCell(Segment):
    """One answer: in a table a ring, filled with a tick when it is the answer."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if not _painted_in_table(self, MARK // 2):
            super().paintEvent(event)


class GridChoice(SegmentedChoice):
    """One of several, in a row of a table. `stepped` tells by how many rows to go on, and the column one is in."""

    stepped = Signal(int, int)

    def __init__(self, name: str, options: Sequence[Option], parent: QWidget | None = None) -> None:
        self.widths: tuple[int, ...] = ()
        super().__init__(name, options, parent)

    def stand_in(self, widths: Sequence[int]) -> None:
        """Stand in columns so wide, or with words where there are none."""
        if tuple(widths[: len(self._buttons)]) != self.widths:
            self.widths = tuple(widths[: len(self._buttons)])
            _say_words(self._buttons, shown=not widths)
            self._measured = {}
            self._arrange()
            self.update()

    def go_to_column(self, column: int) -> None:
        """Move the focus to the answer in a column; chooses nothing."""
        self._focus(min(column, len(self._buttons) - 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = _stepped(event)
        if by and self.widths:
            self.stepped.emit(by, _column_in_focus(self._buttons))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.widths:
            super().paintEvent(event)
            return
        if self._faulty:
            _paint_faulty(self)

    def _make_button(self, option: Option) -> GridCell:
        return GridCell(option, self)

    def _rows(self, width: int) -> list[list[QRect]]:
        if not self.widths or width != sum(self.widths):
            return super()._rows(width)
        lefts = [sum(self.widths[:place]) for place in range(len(self.widths))]
        return [[QRect(left, 0, wide, grid_height()) for left, wide in zip(lefts, self.widths, strict=True)]]


class GridBox(ManyButton):
    """One answer of several: in a table a box, with a tick when it is switched on."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if not _painted_in_table(self, 5):
            super().paintEvent(event)


class GridMany(ManyChoice):
    """Any number of several, in a row of a table. `stepped` tells by how many rows to go on, and the column."""

    stepped = Signal(int, int)

    @property
    def widths(self) -> tuple[int, ...]:
        """The columns it stands in, none where its answers stand with their words."""
        return self._flow.widths if isinstance(self._flow, _Cells) else ()

    def stand_in(self, widths: Sequence[int]) -> None:
        """Stand in columns so wide, or with words where there are none."""
        if isinstance(self._flow, _Cells) and tuple(widths[: len(self._buttons)]) != self.widths:
            self._flow.widths = tuple(widths[: len(self._buttons)])
            _say_words(self._buttons, shown=not widths)
            self._flow.invalidate()
            self.update()

    def go_to_column(self, column: int) -> None:
        """Move the focus to the answer in a column; chooses nothing."""
        self._buttons[min(column, len(self._buttons) - 1)].setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = _stepped(event)
        if by and self.widths:
            self.stepped.emit(by, _column_in_focus(self._buttons))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.widths and any(button.faulty for button in self._buttons):
            _paint_faulty(self)

    def _make_layout(self) -> FlowLayout:
        return _Cells(self)

    def _make_button(self, option: Option) -> ManyButton:
        return GridBox(option, self)


class _Cells(FlowLayout):
    """Boxes in columns, or one after the other where there is no room for those."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, gap=GAP, line_gap=GAP)
        self.widths: tuple[int, ...] = ()

    def _place(self, rect: QRect, *, apply: bool) -> int:
        if not self.widths or rect.width() != sum(self.widths):
            return super()._place(rect, apply=apply)
        left = rect.x()
        for item, wide in zip(self._shown(), self.widths, strict=False):
            if apply:
                item.setGeometry(QRect(left, rect.y(), wide, grid_height()))
            left += wide
        return grid_height()


def _painted_in_table(button: QAbstractButton, radius: int) -> bool:
    """Paint an answer that stands in a table; tells whether it does."""
    row = button.parentWidget()
    if not isinstance(row, GridChoice | GridMany) or not row.widths:
        return False
    with QPainter(button) as painter:
        _paint_cell(painter, button, radius)
    return True


def _paint_cell(painter: QPainter, button: QAbstractButton, radius: int) -> None:
    """The mark of an answer in the middle of its cell; the whole cell is hit."""
    look, tokens = theme(), theme().tokens
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(button.rect()).adjusted(2, 2, -2, -2)
    on, able = button.isChecked(), button.isEnabled()
    if able and button.isDown():
        rounded(painter, box, RADIUS_BUTTON, fill=tokens.sunken)
    elif able and button.underMouse():
        rounded(painter, box, RADIUS_BUTTON, fill=tokens.soft)
    if button.hasFocus():
        focus_ring(painter, box, RADIUS_BUTTON)
    side = look.px(MARK)
    mark = QRect((button.width() - side) // 2, (button.height() - side) // 2, side, side)
    fill = tokens.surface
    if on:
        fill = tokens.accent if able else tokens.sunken
    edge = tokens.accent if on and able else tokens.edge
    rounded(painter, mark, look.px(radius), fill=fill, border=edge, width=2 if on else 1.5, dashed=not able)
    if on:
        inner = mark.adjusted(look.px(4), look.px(4), -look.px(4), -look.px(4))
        icons.paint(painter, inner, "check", tokens.on_accent if able else tokens.text)


def _paint_faulty(row: QWidget) -> None:
    """The border of what is to be put right."""
    with QPainter(row) as painter:
        rounded(painter, row.rect(), RADIUS_BUTTON, border=theme().tokens.s3, width=2)
