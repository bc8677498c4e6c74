"""Which questions of a visit a reviewer wants to see."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import TYPE_CHECKING

from kollegie.visiting.evaluation import Cell

if TYPE_CHECKING:
    from ui.visiting.in_hand import VisitInHand


class Wanted(Enum):
    """What a key jumps to."""

    UNANSWERED = "unanswered"
    FAULTY = "faulty"
    FLAGGED = "flagged"


class Choosing(Enum):
    """What is to be seen."""

    ALL = "all"
    UNANSWERED = "unanswered"
    COMMENTED = "commented"
    FLAGGED = "flagged"
    CHANGED = "changed"
    DEVIATING = "deviating"


class Filter:
    """Chooses among the questions asked in a visit; all of them are shown until something is chosen."""

    def __init__(self, visit: VisitInHand) -> None:
        self._visit = visit
        self._chosen: frozenset[Cell] | None = None

    def choose(self, choosing: Choosing) -> tuple[Cell, ...]:
        """Show only these questions from now on. Returns them, in reading order."""
        asked = self._visit.asked()
        if choosing is Choosing.ALL:
            self._chosen = None
            return tuple(asked)
        found = tuple(cell for cell in asked if self._fits(choosing, cell))
        self._chosen = frozenset(found)
        return found

    def count(self, choosing: Choosing) -> int:
        """How many questions would be shown."""
        return sum(choosing is Choosing.ALL or self._fits(choosing, cell) for cell in self._visit.asked())

    def shows(self, cell: Cell) -> bool:
        """Whether a question is shown."""
        return self._chosen is None or cell in self._chosen

    def show_too(self, cells: Iterable[Cell]) -> None:
        """Show these as well, which an answer has opened."""
        if self._chosen is not None:
            self._chosen |= frozenset(cell for cell in cells if self._visit.stands(cell))

    def _fits(self, choosing: Choosing, cell: Cell) -> bool:
        visit = self._visit
        match choosing:
            case Choosing.UNANSWERED:
                return visit.is_(Wanted.UNANSWERED, cell)
            case Choosing.COMMENTED:
                return visit.thread(cell) is not None
            case Choosing.FLAGGED:
                return visit.is_(Wanted.FLAGGED, cell)
            case Choosing.CHANGED:
                last, value = visit.last_round(cell), visit.answer(cell).value
                return last is not None and None not in (last.answer.value, value) and last.answer.value != value
            case Choosing.DEVIATING:
                return (cell.name, cell.row) in visit.seen.deviating
            case Choosing.ALL:
                return True
