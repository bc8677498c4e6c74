"""Going about the rows of a repeat on the page of a visit, and showing rows that come and go."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot

from kollegie.model.answer_values import Row
from kollegie.model.visits import VisitRow
from kollegie.visiting.evaluation import AnswerState, Changed
from ui.visiting.row_bar import RowBar
from ui.visiting.rows_in_hand import RepeatPlace

if TYPE_CHECKING:
    from ui.visiting.visit_page import VisitPage


class RowSteps(QObject):
    """Shows one row after the other on its page."""

    def __init__(self, page: VisitPage) -> None:
        super().__init__(page)
        self._page = page

    @Slot(str)
    def show_empty_section(self, section: str) -> None:
        """Show a section that has only a repeat without rows, ready for the first of them."""
        visit = self._page.visit
        if visit is None:
            return
        self._page.finish()
        self._page.section.show_section(visit, section)
        self._page.section.reveal()
        self._page.columns.show_progress(visit)
        for bar in self._page.section.bars.values():
            bar.add.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def at_bar(self, act: Callable[[RowBar], object]) -> None:
        bar = self._page.section.bar_in_hand()
        if bar is not None:
            act(bar)

    @Slot(object, object)
    def show_row(self, place: RepeatPlace, row: Row) -> None:
        """Go to a row of a repeat: to its first unanswered question, else to its first."""
        visit = self._page.visit
        if visit is None:
            return
        visit.rows.take_in_hand(place.repeat, row)
        cells = [cell for cell in visit.shown_cells(self._page.section.section) if cell.row[: len(row)] == row]
        asked = [cell for cell in cells if visit.question(cell).answerable]
        left = [cell for cell in asked if visit.state(cell) is AnswerState.UNANSWERED]
        if cells:
            self._page.go_to((left or asked or cells)[0])

    @Slot(object, object)
    def show_rows(self, place: RepeatPlace, changed: Changed) -> None:
        """A row came or went: show the one in hand."""
        visit = self._page.visit
        if visit is None:
            return
        current = self._page.section.current
        if current is not None:
            self._page.showing.show_changed(visit, current, changed)
        else:
            self._page.showing.show_rows(visit)
        row = visit.rows.in_hand(place)
        target = None if row is not None or (current is not None and visit.stands(current)) else visit.first()
        if row is not None:
            self.show_row(place, row)
        elif target is not None:
            self._page.go_to(target)
        else:
            self._page.columns.show_progress(visit)

    @Slot(object)
    def say_removed(self, row: VisitRow) -> None:
        if self._page.visit is not None:
            self._page.strip.say_row_removed(
                self._page.visit.rows.group(RepeatPlace(row.repeat)).label.in_() or row.repeat
            )
