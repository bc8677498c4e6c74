"""What came of what a person did at a visit: shown where it belongs, on the cards, in the columns, in the strip."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from kollegie.errors import KollegieError
from kollegie.language import current_language, say
from kollegie.model.visits import Finding
from kollegie.visiting.evaluation import Cell, Changed
from kollegie.visiting.opening import OpenVisit
from kollegie.visiting.undoing import Undone

if TYPE_CHECKING:
    from ui.visiting.visit_page import VisitPage


class Outcomes(QObject):
    """Shows on its page what the flow tells."""

    def __init__(self, page: VisitPage) -> None:
        super().__init__(page)
        self._page = page

    @Slot(object, object)
    def show_changed(self, cell: Cell, changed: Changed | None) -> None:
        """An answer was taken: show what opened, closed, became faulty or right, and how far the visit has come."""
        visit = self._page.visit
        if visit is None:
            return
        if changed is not None:
            visit.filter.show_too(Cell(*one) for one in changed.relevance if one[0] in visit.sheet.plan.questions)
            self._page.showing.show_changed(visit, cell, changed)
        self._page.showing.show_answer(visit, cell)
        self._page.columns.show_progress(visit)

    @Slot(object)
    def show_found(self, cells: tuple[Cell, ...]) -> None:
        """Findings came or went at these questions."""
        visit = self._page.visit
        if visit is None:
            return
        for cell in cells:
            if cell in self._page.section.cards:
                self._page.showing.show_findings(visit, self._page.section.cards[cell])
        self._page.columns.show_progress(visit)

    @Slot(object, datetime)
    def show_stored(self, cell: Cell, at: datetime) -> None:
        """An answer is stored: say when."""
        card = self._page.section.cards.get(cell)
        if card is not None:
            card.show_saved(say("Sparat {}", "Saved {}").format(f"{at.astimezone():%H:%M:%S}"))
        if self._page.visit is not None and not self._page.begun:
            self._page.show_header(self._page.visit)  # the first answer has begun the visit

    @Slot(object, Exception)
    def show_refused(self, cell: Cell | None, problem: Exception) -> None:
        """Something was refused: say why at its question, else on the page."""
        card = self._page.section.cards.get(cell) if cell is not None else None
        if card is not None and isinstance(problem, KollegieError):
            card.show_faults([problem.sentence()])
        else:
            self._page.failed.emit(problem)

    @Slot(object)
    def show_removed(self, finding: Finding) -> None:
        """A finding was taken away: offer it back."""
        if self._page.visit is not None:
            self._page.strip.say_removed(self._page.visit, finding)

    @Slot(object, object)
    def show_reloaded(self, seen: OpenVisit, undone: Undone | None) -> None:
        """The visit was read anew: every card shows what stands in the store."""
        visit = self._page.visit
        if visit is None:
            return
        was_locked, was_dropped = visit.locked, visit.visit.dropped_because
        facts = visit.facts()
        visit.show(seen, current_language())
        if visit.facts() != facts:  # they stand printed on the cards
            self._page.finish()
            self._page.section.forget()
        touched = [visit.cell_named(name, row) for name, row in undone.questions] if undone is not None else []
        first = next((cell for cell in touched if cell is not None), None)
        target = first or self._page.section.current
        if target is None or not visit.stands(target):
            target = visit.first()
        self._page.show_header(visit)
        if target is not None:
            self._page.show_section_of(visit, target)
            self._page.section.show_changes()
            self._page.showing.show_all(visit, undone=[cell for cell in touched if cell is not None])
            self._page.columns.show_context(visit, target)
            self._page.stand_at(target, fold_others=False)
            if first is not None:
                self._page.go_to(first)
        if undone is not None and undone.partly:
            self._page.strip.say_partly()
        self._page.columns.review.follow(visit)
        if visit.locked and not was_locked:
            self._page.strip.say_signed(visit)
        elif visit.visit.dropped_because and not was_dropped:
            self._page.strip.say_dropped(visit)
        elif was_dropped and not visit.visit.dropped_because:
            self._page.strip.hide()
        if self._page.dialog is not None and self._page.dialog.isVisible():
            self._page.dialog.show_visit(visit)

    @Slot(object)
    def show_thread(self, cell: Cell | None) -> None:
        """Something was said about an answer, or about the visit."""
        visit = self._page.visit
        if visit is None:
            return
        if cell is None:
            self._page.columns.context.show_thread(visit)
        elif cell in self._page.section.cards:
            self._page.showing.show_thread(visit, self._page.section.cards[cell])
        self._page.columns.show_progress(visit)
        self._page.columns.review.follow(visit)
