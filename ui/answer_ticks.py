"""How far a question has come, as the cell that stands for it in every list."""

from __future__ import annotations

from kollegie.visiting.evaluation import AnswerState
from ui.widgets.ticks import TickState

TICKS = {
    AnswerState.NOT_ASKED: TickState.UNANSWERED,
    AnswerState.UNANSWERED: TickState.UNANSWERED,
    AnswerState.PARTLY: TickState.BEGUN,
    AnswerState.ANSWERED: TickState.ANSWERED,
    AnswerState.WITHHELD: TickState.PASSED,
}
"""A withheld answer is passed over with a reason; a question under a closed branch has no cell of its own."""
