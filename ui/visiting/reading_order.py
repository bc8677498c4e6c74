"""Tab goes through a section in reading order, also to parts that were made later than those below them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtWidgets import QWidget

from ui.visiting.question_card import QuestionCard
from ui.visiting.row_bar import RowBar


class ReadingOrder:
    """Puts the stops in order.

    Shape: a card is asked for its stops when it has another shape, and only what follows another stop than before is
    put in its place: of a long section that is a few stops at each step.
    """

    def __init__(self) -> None:
        self._stops: dict[QuestionCard, list[QWidget]] = {}
        self._follows: dict[QWidget, QWidget] = {}

    def forget(self, card: QuestionCard) -> None:
        """The card has another shape: it is asked for its stops anew."""
        self._stops.pop(card, None)

    def put(
        self, parts: Sequence[QuestionCard | RowBar], here: QuestionCard | None, around: tuple[list[QWidget], ...]
    ) -> None:
        """Order the stops of cards and bars, with those `around` them before and after; `here` is the card in hand."""
        kept: dict[QuestionCard, list[QWidget]] = {}
        stops: list[QWidget] = []
        for part in parts:
            if isinstance(part, QuestionCard):
                kept[part] = self._stops[part] if part in self._stops and part is not here else part.stops()
                stops += kept[part]
            else:
                stops += part.stops()
        before, after = around
        pairs = list(pairwise([*before, *stops, *after]))
        for one, following in pairs:
            if self._follows.get(one) is not following:
                QWidget.setTabOrder(one, following)
        self._stops, self._follows = kept, dict(pairs)
