"""The questions of one section, in the middle of the visit: a card each, or one at a time.

Answers never move when others appear: a question that opens folds in where it belongs, and what is on screen stays
where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from time import monotonic

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from kollegie.language import say
from kollegie.model.checklist_tables import tables_of
from kollegie.visiting.evaluation import Cell
from ui.theme import theme
from ui.tokens import PAGE_EDGE
from ui.visiting.asked import asked_of
from ui.visiting.in_hand import VisitInHand
from ui.visiting.in_turn import WHILE, made_first
from ui.visiting.lower_parts import LowerParts
from ui.visiting.question_card import QuestionCard
from ui.visiting.reading_order import ReadingOrder
from ui.visiting.row_bar import RowBar
from ui.visiting.row_bars import RowBars
from ui.visiting.rows_in_hand import RepeatPlace
from ui.visiting.section_column import Place, SectionColumn
from ui.visiting.section_head import SectionHead
from ui.visiting.section_steps import SectionSteps
from ui.visiting.table_row import TableRow

WIDEST = 760
"""Pixels at 100 % text: wider than this a question is not read at a glance."""
PREPARED_AFTER = 250
"""Milliseconds at a question before the next one is prepared: nobody who presses key after key waits for that too."""


class SectionView(QWidget):
    """Shows a section of a visit in hand. `entered` tells the question the person has come to, `single_chosen`
    whether one question at a time is wanted, `stepped` one step on (+1) or back (−1), `wanted` the question that an
    arrow in a table leads to. `made` tells every new card, so that the page can listen to it, `came` one of a long
    section that is made later and has to be filled, `completed` that all are made; `row_wanted`, `row_added` and
    `row_removed` a repeat's place, with the row."""

    entered = Signal(object)
    single_chosen = Signal(bool)
    stepped = Signal(int)
    made = Signal(object)
    came = Signal(object)
    completed = Signal()
    wanted = Signal(object)
    row_wanted = Signal(object, object)
    row_added = Signal(object)
    row_removed = Signal(object, object)

    def __init__(
        self,
        clock: Callable[[], datetime],
        parent: QWidget | None = None,
        *,
        in_turn: bool = False,
        trial: bool = False,
    ) -> None:
        """`in_turn` lets a long section's cards be made one after the other, for whoever listens to `came`; in a
        `trial` nothing is noted or marked."""
        super().__init__(parent)
        self._clock = clock
        self._trial = trial
        self._in_turn = in_turn
        self._scroll_wanted = 0
        self._making = False
        self.cards: dict[Cell, QuestionCard] = {}
        self._bars = RowBars(self)
        self.section = ""
        self.current: Cell | None = None
        self._visit: VisitInHand | None = None
        self._single = False
        self._arranging = 0
        self._lower = LowerParts(self)
        self._order = ReadingOrder()
        self._preparing = QTimer(self, singleShot=True, interval=PREPARED_AFTER)
        self._preparing.timeout.connect(self._prepare_next)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._make_more)
        self._ordering = QTimer(self, singleShot=True, interval=0)
        self._ordering.timeout.connect(self._order_stops)
        self.head = SectionHead()
        self.area = SectionColumn(self._card_at, self._first)
        self.area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.steps = SectionSteps()
        self._head_holder = QWidget()
        above = QVBoxLayout(self._head_holder)
        above.setContentsMargins(PAGE_EDGE - 2, 12, PAGE_EDGE - 2, 10)
        above.addWidget(self.head)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head_holder)
        column.addWidget(self.area, 1)
        self.area.add(self.steps)
        self._bars.wanted.connect(self.row_wanted)
        self._bars.adding.connect(self.row_added)
        self._bars.removing.connect(self.row_removed)
        self.head.single.clicked.connect(self.single_chosen)
        self.steps.single_chosen.connect(self.single_chosen)
        self.steps.stepped.connect(self.stepped)
        self.area.verticalScrollBar().actionTriggered.connect(self.let_anchor_go)
        self.area.turned.connect(self.let_anchor_go)
        self.area.row_wanted.connect(self._go_to_row)
        theme().changed.connect(self._fit)
        self._fit()

    @property
    def single(self) -> bool:
        """Whether one question stands alone."""
        return self._single

    @property
    def visit(self) -> VisitInHand | None:
        """The visit whose section it is."""
        return self._visit

    @property
    def bars(self) -> dict[RepeatPlace, RowBar]:
        """The bar of each repeat that is shown, by its place."""
        return self._bars.shown

    @property
    def whole(self) -> bool:
        """Whether every card of the section is made."""
        return not self._making

    def show_section(self, visit: VisitInHand, section: str, at: Sequence[Cell] = ()) -> None:
        """Make the cards of a section's questions; `reveal` shows them, once they are filled.

        Shape: the cards of the questions `at` are there at once, also in a long section.
        """
        self.area.hold_back()
        self.forget()
        self._visit, self.section = visit, section
        self.area.show_tables(tables_of(visit.checklist))
        self.show_changes(at)

    def reveal(self) -> None:
        """Show the section that was made."""
        self.area.reveal()

    def forget(self) -> None:
        """Take every card away."""
        gone: list[QWidget] = [*self.cards.values(), *self.bars.values()]
        self.cards, self._bars.shown = {}, {}
        self.current = None
        self._scroll_wanted = 0
        self._later.stop()
        self._making = False
        with self._rearranging():
            self._lower.keep_of(gone)
            for part in gone:
                self.area.remove(part)
            self.area.let_frames_go()

    def show_changes(self, at: Sequence[Cell] = ()) -> None:
        """Bring the cards in line with what is asked now; what is on screen stays where it is.

        Shape: the cards of the questions `at` are there at once, also in a long section.
        """
        visit = self._visit
        if visit is None:
            return
        wanted = dict.fromkeys(visit.shown(self.section))
        held = self.area.hold_still(self.current)
        with self._rearranging():
            gone: list[QWidget] = [self.cards.pop(cell) for cell in [*self.cards] if cell not in wanted]
            gone += [self.bars.pop(place) for place in [*self.bars] if place not in wanted]
            self._lower.keep_of(gone)
            for part in gone:
                self.area.remove(part)
            self.area.let_frames_go()
        self._bars.put(visit, wanted, self.cards, self.area)
        asked = [one for one in wanted if isinstance(one, Cell)]
        missing = [cell for cell in asked if cell not in self.cards]
        here = (*at, *([self.current] if self.current is not None else []))
        now = made_first(missing, asked, here) if self._in_turn else frozenset(missing)
        for card in self._make(visit, wanted, now):
            self.made.emit(card)
        self._put_in_order(wanted)
        self._making = len(now) < len(missing)
        if self._making:
            self._later.start()
        else:
            self._later.stop()
        self.show_head()
        self._show_single()
        self._ordering.start()
        held()

    def _make(
        self, visit: VisitInHand, wanted: Iterable[Cell | RepeatPlace], now: Collection[Cell]
    ) -> Iterator[QuestionCard]:
        """Make these cards one after the other, each in its place among those that are there."""
        place = Place()
        for one in wanted:
            if isinstance(one, Cell) and one in now and one not in self.cards:
                card = self.cards[one] = self._make_card(visit, one, place)
                yield card
            if one in self.cards or one in self.bars:
                place.pass_by(self.area.frame_at(one))

    def _put_in_order(self, wanted: Iterable[Cell | RepeatPlace]) -> None:
        """Keep cards and bars in reading order, whenever they were made."""
        self.cards = {one: self.cards[one] for one in wanted if isinstance(one, Cell) and one in self.cards}
        self._bars.shown = {one: self.bars[one] for one in wanted if isinstance(one, RepeatPlace)}

    @Slot()
    def _make_more(self) -> None:
        """Make more cards of a long section, for a moment; nothing on screen moves for it."""
        visit = self._visit
        if visit is None:
            return
        wanted = tuple(visit.shown(self.section))
        held, until = self.area.hold_still(self.current), monotonic() + WHILE
        left = {one for one in wanted if isinstance(one, Cell)} - self.cards.keys()
        with self.area.laid_out_once():
            for card in self._make(visit, wanted, left):
                left.discard(card.cell)
                self.made.emit(card)
                self.came.emit(card)
                if monotonic() >= until:
                    break
            self._put_in_order(wanted)
            self._show_single()
        self._ordering.start()
        held()
        self._making = bool(left)
        if left:
            self._later.start()
            return
        self.completed.emit()
        if self._scroll_wanted:
            self.scroll_by_hand(self._scroll_wanted)

    def set_head_shown(self, shown: bool) -> None:
        """Show the section's head, or leave it to the row above, which says the same."""
        self._head_holder.setVisible(shown)
        self._show_single()

    def show_head(self) -> None:
        """Show how far the section has come."""
        visit = self._visit
        if visit is None:
            return
        sections = visit.sections()
        number = next((place for place, one in enumerate(sections, start=1) if one.name == self.section), 0)
        title = next((one.title for one in sections if one.name == self.section), None)
        progress = visit.sheet.progress(self.section)
        count = say("{} av {} besvarade", "{} of {} answered").format(progress.answered, progress.total)
        self.head.show_section(number, title.in_() if title is not None else "", count if progress.total else "")

    def set_single(self, single: bool) -> None:
        """Show one question at a time, or the whole section; place and answers stay."""
        self._single = single
        self.head.single.show_single(single)
        self.steps.single.show_single(single)
        self._show_single()
        if self.current is not None:
            self.bring_into_view(self.current)

    def set_current(self, cell: Cell | None, *, fold_others: bool) -> None:
        """Mark where the person is; the cards they have left fold up only where nothing then moves under the hand."""
        self.current = cell
        with self._rearranging(), self.area.laid_out_once():
            for other, card in self.cards.items():
                if other != cell:
                    card.set_current(False)
                    if fold_others:
                        card.fold()
            here = self.cards.get(cell) if cell is not None else None
            if here is not None:
                here.set_current(True)
                here.unfold(self._lower.for_card(here, self.cards.values()))
            self._show_single()
        self._preparing.start()

    @Slot()
    def _prepare_next(self) -> None:
        """Make what the next question unfolds while the person reads this one: the key that goes there is quick."""
        self._lower.prepare_after(self.current, self.cards)

    def bring_into_view(self, cell: Cell) -> None:
        """Scroll so that the card stands at the top or as near as it can, also while cards still find their size."""
        self._scroll_wanted = 0  # where one was before; what is gone to now goes before it
        self.area.bring_into_view(cell)

    @Slot()
    def let_anchor_go(self) -> None:
        """The person scrolls or writes: from now on nothing moves by itself."""
        self.area.let_anchor_go()
        self._scroll_wanted = 0

    def scrolled(self) -> int:
        """How far down the section is scrolled, in pixels; 0 too while its cards are still made."""
        return self.area.verticalScrollBar().value() if self.whole else 0

    def scroll_by_hand(self, value: int) -> None:
        """Scroll to where it was, as soon as the cards above are there."""
        self._scroll_wanted = 0 if self.whole else value
        if not self.whole:
            return
        QTimer.singleShot(0, self, lambda: self.area.verticalScrollBar().setValue(value))

    def _card_at(self, cell: Cell) -> QuestionCard | None:
        return self.cards.get(cell)

    def _first(self) -> Cell | None:
        return next(iter(self.cards), None)

    @contextmanager
    def _rearranging(self) -> Iterator[None]:
        """While cards fold and go: hiding the part in focus moves the focus on, which is nobody's choice."""
        self._arranging += 1
        try:
            yield
        finally:
            self._arranging -= 1

    @Slot(object)
    def _tell_entered(self, cell: Cell) -> None:
        if not self._arranging:
            self.entered.emit(cell)

    @Slot()
    def _order_stops(self) -> None:
        visit = self._visit
        shown = visit.shown(self.section) if visit is not None else ()
        found = [self.bars.get(one) if isinstance(one, RepeatPlace) else self.cards.get(one) for one in shown]
        here = self.cards.get(self.current) if self.current is not None else None
        below = self.steps
        around: tuple[list[QWidget], ...] = ([self.head.single], [below.back, below.single, below.on])
        self._order.put([part for part in found if part is not None], here, around)

    @Slot()
    def _order_anew(self) -> None:
        card = self.sender()
        if isinstance(card, QuestionCard):
            self._order.forget(card)
        self._ordering.start()

    def _make_card(self, visit: VisitInHand, cell: Cell, place: Place) -> QuestionCard:
        """Make a card at its place in the column, or in the table it belongs to."""
        asked = asked_of(visit, cell, self._clock().date())
        frame = self.area.frame_for(cell, place)
        if frame is None:
            card = QuestionCard(asked, self._clock)
            self.area.insert(place.there, card)
        else:
            card = frame.make_card(asked, self._clock)
            frame.insert(place.within(frame), card)
        card.trial = self._trial
        card.entered.connect(self._tell_entered)
        card.touched.connect(self.let_anchor_go)
        card.reshaped.connect(self._order_anew)
        return card

    @Slot(object, int)
    def _go_to_row(self, row: TableRow, column: int) -> None:
        """An arrow leads to another row of a table: go there, and stay in the column."""
        self.wanted.emit(row.cell)
        row.answers.grid.go_to_column(column)

    def bar_in_hand(self) -> RowBar | None:
        """The repeat the person is in, else the only one of the section."""
        return self._bars.in_hand(self._visit, self.current)

    def _show_single(self) -> None:
        wrong = [
            card
            for cell, card in self.cards.items()
            if card.isHidden() is (not self._single or cell == self.current or self.current is None)
        ]
        if wrong:
            with self.area.laid_out_once():
                for card in wrong:
                    card.setVisible(card.isHidden())
        self.area.follow_cards()
        headless = self._head_holder.isHidden()
        self.steps.show_steps(single=self._single, headless=headless, somewhere=self.current is not None)

    @Slot()
    def _fit(self) -> None:
        widest = theme().px(WIDEST) + 2 * PAGE_EDGE
        self._head_holder.setMaximumWidth(widest)
        self.area.be_at_most(widest)
