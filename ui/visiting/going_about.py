"""Where to go next in a visit: the next question of a kind, one question on or back, another section."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from kollegie.visiting.evaluation import AnswerState
from ui.visiting.answer_flow import AnswerFlow
from ui.visiting.filtering import Wanted
from ui.visiting.in_hand import VisitInHand
from ui.visiting.section_view import SectionView


class GoingAbout(QObject):
    """Finds the way. `wanted` tells the question to go to, `none_left` the kind of which there is no other,
    `empty_wanted` a section that has no question yet, only a repeat without rows."""

    wanted = Signal(object)
    empty_wanted = Signal(str)
    none_left = Signal(object)

    def __init__(self, section: SectionView, flow: AnswerFlow, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._section = section
        self._flow = flow

    @property
    def visit(self) -> VisitInHand | None:
        """The visit in hand."""
        return self._flow.visit

    @Slot()
    def next_unanswered(self) -> None:
        """Go to the next question without an answer."""
        self._next(Wanted.UNANSWERED)

    @Slot()
    def next_fault(self) -> None:
        """Go to the next answer to put right."""
        self._next(Wanted.FAULTY)

    @Slot()
    def next_flagged(self) -> None:
        """Go to the next flagged answer."""
        self._next(Wanted.FLAGGED)

    @Slot(int)
    def step(self, by: int) -> None:
        """One question on (+1) or back (−1), over the edge of the section too."""
        visit, current = self.visit, self._section.current
        if visit is None or current is None:
            return
        for cell in visit.going_on(current, by):
            if visit.filter.shows(cell) and visit.question(cell).answerable:
                self.wanted.emit(cell)
                return

    @Slot()
    def next_section(self) -> None:
        """Go to the next section."""
        self._step_section(1)

    @Slot()
    def previous_section(self) -> None:
        """Go to the section before."""
        self._step_section(-1)

    @Slot(object)
    def open_section(self, section: str) -> None:
        """Go to a section: to its first unanswered question, else to its first."""
        visit = self.visit
        if visit is None:
            return
        cells = visit.cells(section)
        asked = [cell for cell in cells if visit.question(cell).answerable]
        left = [cell for cell in asked if visit.state(cell) is AnswerState.UNANSWERED]
        if cells:
            self.wanted.emit((left or asked or list(cells))[0])
        else:
            self.empty_wanted.emit(section)

    def _next(self, kind: Wanted) -> None:
        if self.visit is None:
            return
        cell = self.visit.next_of(kind, self._section.current)
        if cell is None or cell == self._section.current:
            self.none_left.emit(kind)
        else:
            self.wanted.emit(cell)

    def _step_section(self, by: int) -> None:
        if self.visit is None:
            return
        names = [section.name for section in self.visit.sections()]
        at = names.index(self._section.section) + by if self._section.section in names else 0
        if 0 <= at < len(names):
            self.open_section(names[at])
