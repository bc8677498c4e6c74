"""The column a section's cards stand in, tables among them, and what of it is on screen.

Nothing on screen moves by itself: where cards come and go above, the card in hand stays where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from kollegie.model.checklist_tables import TableList
from kollegie.visiting.evaluation import Cell, Row
from ui.tokens import BETWEEN_CARDS, PAGE_EDGE
from ui.visiting.question_card import QuestionCard
from ui.visiting.rows_in_hand import RepeatPlace
from ui.visiting.table_frame import TableFrame
from ui.widgets.side_column import ScrollColumn


class Place:
    """Where the next card belongs while one goes through a section from its top: `there` is its place in the column."""

    def __init__(self) -> None:
        self.there = 0
        self._within = 0
        self._frame: TableFrame | None = None

    def within(self, frame: TableFrame) -> int:
        """Its place among the cards of a table."""
        return self._within if frame is self._frame else 0

    def pass_by(self, frame: TableFrame | None) -> None:
        """Go past a card or bar that stands there, in its table or by itself."""
        if frame is None or frame is not self._frame:
            self.there += 1
            self._within = 0
        self._within += 1
        self._frame = frame


class _Wheel(QObject):
    """Notices that the wheel is turned."""

    turned = Signal()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Wheel:
            self.turned.emit()
        return False


class SectionColumn(ScrollColumn):
    """Holds the cards; `card_at` finds the one of a question, and `first` tells which question stands first. `turned`
    tells that the wheel was turned."""

    turned = Signal()
    row_wanted = Signal(object, int)

    def __init__(self, card_at: Callable[[Cell], QuestionCard | None], first: Callable[[], Cell | None]) -> None:
        super().__init__(edge=0, gap=BETWEEN_CARDS)
        self._card_at = card_at
        self._first = first
        self._anchor: Cell | None = None
        self.frames: dict[tuple[str, Row], TableFrame] = {}
        self._tables: Mapping[str, TableList] = {}
        inner = self.widget()
        layout = inner.layout() if inner is not None else None
        if layout is not None:
            layout.setContentsMargins(PAGE_EDGE - 2, 2, PAGE_EDGE - 2, 24)
        self.verticalScrollBar().rangeChanged.connect(self._scroll_to_anchor)
        self._wheel = _Wheel(self)
        self._wheel.turned.connect(self.turned)
        self.viewport().installEventFilter(self._wheel)

    def remove(self, part: QWidget) -> None:
        frame = part.parentWidget()
        if isinstance(frame, TableFrame) and isinstance(part, QuestionCard):
            frame.remove(part)
            return
        super().remove(part)

    def show_tables(self, tables: Mapping[str, TableList]) -> None:
        """Take the tables of a checklist, by the names of their questions: the cards made from now on stand in them."""
        self._tables = tables

    def frame_at(self, one: Cell | RepeatPlace) -> TableFrame | None:
        """The table that a question's card stands in, where there is one already."""
        if not self._tables or isinstance(one, RepeatPlace):
            return None
        table = self._tables.get(one.name)
        return self.frames.get((table.name, one.row)) if table is not None else None

    def frame_for(self, cell: Cell, place: Place) -> TableFrame | None:
        """The table that a question's card is to stand in, made where it is the first; None outside tables."""
        table = self._tables.get(cell.name)
        if table is None:
            return None
        key = (table.name, cell.row)
        if key not in self.frames:
            frame = self.frames[key] = TableFrame(table)
            frame.wanted.connect(self.row_wanted)
            self.insert(place.there, frame)
        return self.frames[key]

    def let_frames_go(self) -> None:
        """Take away the tables that have no card any more."""
        for key in [key for key, frame in self.frames.items() if not any(True for _ in frame.cards())]:
            super().remove(self.frames.pop(key))

    def follow_cards(self) -> None:
        """Let each table stand there only while one of its cards does."""
        for frame in self.frames.values():
            frame.follow_cards()

    def hold_back(self) -> None:
        """Show nothing while a section is made: one hidden column is laid out quicker than card after card."""
        inner = self.widget()
        if inner is not None:
            inner.setMinimumHeight(0)
            inner.hide()

    def reveal(self) -> None:
        """Show the section that was made."""
        inner = self.widget()
        if inner is not None:
            inner.show()

    def be_at_most(self, widest: int) -> None:
        """Let no question be wider than so many pixels."""
        inner = self.widget()
        if inner is not None:
            inner.setMaximumWidth(widest)

    # What is on screen

    def bring_into_view(self, cell: Cell) -> None:
        """Scroll so that the card stands at the top or as near as it can, also while cards still find their size."""
        self._anchor = cell
        QTimer.singleShot(0, self, self._scroll_to_anchor)

    def let_anchor_go(self) -> None:
        """From now on nothing scrolls by itself."""
        self._anchor = None

    def hold_still(self, cell: Cell | None) -> Callable[[], None]:
        """Remember where the card is on screen; the function given back puts it there again, in its turn."""
        card = self._card_at(cell) if cell is not None else None
        if card is None:
            return lambda: None
        bar = self.verticalScrollBar()
        distance = self.top_of(card) - bar.value()

        def put_back() -> None:
            if cell is not None and self._card_at(cell) is card:  # it may have gone with its row
                self.settle()
                self._make_room_for(self.top_of(card) - distance)
                bar.setValue(self.top_of(card) - distance)

        return lambda: QTimer.singleShot(0, self, put_back)

    def top_of(self, card: QuestionCard) -> int:
        """How far down the column a card begins, in pixels."""
        inner = self.widget()
        return card.mapTo(inner, QPoint(0, 0)).y() if inner is not None else card.y()

    @contextmanager
    def laid_out_once(self) -> Iterator[None]:
        """While cards come and go, fold and unfold: Qt lays the whole section out for each of them."""
        inner = self.widget()
        layout = inner.layout() if inner is not None else None
        if layout is None or not layout.isEnabled():
            yield
            return
        layout.setEnabled(False)
        try:
            yield
        finally:
            layout.setEnabled(True)
            self.settle()

    def settle(self) -> None:
        """Lay out what has come and gone."""
        inner = self.widget()
        layout = inner.layout() if inner is not None else None
        for frame in self.frames.values():
            frame.settle()
        if layout is not None:
            layout.activate()

    @Slot()
    def _scroll_to_anchor(self) -> None:
        card = self._card_at(self._anchor) if self._anchor is not None else None
        if card is None:
            return
        self.settle()
        top, bar = self.top_of(card), self.verticalScrollBar()
        high = self.viewport().height()
        wholly = bar.value() <= top - 8 and top + card.height() <= bar.value() + high
        if not wholly:
            bar.setValue(0 if self._first() == self._anchor else top - 4)

    def _make_room_for(self, scrolled: int) -> None:
        """Let the section be long enough to be scrolled so far, where a question at its end has just closed."""
        inner = self.widget()
        layout = inner.layout() if inner is not None else None
        if inner is not None and layout is not None:
            needed = max(layout.totalHeightForWidth(inner.width()), layout.sizeHint().height())
            wanted = scrolled + self.viewport().height()
            inner.setMinimumHeight(wanted if scrolled > 0 and wanted > needed else 0)
