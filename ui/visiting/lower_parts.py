"""The lower parts of a section's cards: a card that was left hands its own on to the one that is come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtWidgets import QWidget

from kollegie.model.answer_values import Withheld
from kollegie.visiting.evaluation import Cell
from ui.visiting.below_answer import BelowAnswer
from ui.visiting.question_card import QuestionCard


class LowerParts:
    """Finds a lower part that is made already, since making one anew would be felt at every key.

    Shape: one fits another card that offers the same reasons for no answer. `keeper` holds those whose cards are gone.
    """

    def __init__(self, keeper: QWidget) -> None:
        self._keeper = keeper
        self._spare: dict[tuple[Withheld, ...], BelowAnswer] = {}

    def for_card(self, to: QuestionCard, cards: Iterable[QuestionCard]) -> BelowAnswer | None:
        """What another card, left before, hands on for this one."""
        if to.below is not None or not to.answerable:
            return None
        if to.reasons in self._spare:
            return self._spare.pop(to.reasons)
        left = (card for card in cards if not card.unfolded and card.reasons == to.reasons)
        return next((below for card in left if (below := card.hand_on()) is not None), None)

    def prepare_after(self, here: Cell | None, cards: Mapping[Cell, QuestionCard]) -> None:
        """Give the next question that is answered what it unfolds, before it is come to."""
        cells = list(cards)
        at = cells.index(here) + 1 if here is not None and here in cards else len(cells)
        following = next((card for cell in cells[at:] if (card := cards[cell]).answerable), None)
        if following is not None and not following.talked:
            following.prepare(self.for_card(following, cards.values()))

    def keep_of(self, gone: Iterable[QWidget]) -> None:
        """Keep the lower parts of cards that go, one with each kind of reasons, for those that are come to instead."""
        for card in gone:
            if isinstance(card, QuestionCard) and card.below is not None and card.reasons not in self._spare:
                below = card.hand_on()
                if below is not None:
                    self._spare[card.reasons] = below
                    below.hide()
                    below.setParent(self._keeper)
