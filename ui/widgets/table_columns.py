"""Where the columns of a table of answers stand: worked out alike by its head and by each of its rows."""

from __future__ import annotations

from collections.abc import Sequence

from ui.theme import theme
from ui.tokens import TARGET_ANSWER
from ui.widgets.choice import Option
from ui.widgets.painting import key_cap_size

LEAST_WORDS = 210
"""Pixels at 100 % text that a question needs beside its answers, or they stand below it."""
ROLE = "meta-strong"
GAP = 14
_PADDING = 8


class TableColumns:
    """The columns of these answers.

    Units: pixels; `whole` is the width of a row within its card.
    """

    def __init__(self, options: Sequence[Option]) -> None:
        self.options = tuple(options)
        self._known: dict[tuple[int, float], tuple[int, ...]] = {}

    def widths(self, whole: int) -> tuple[int, ...]:
        """How wide each column is, or nothing where they do not fit beside the questions without cutting a word."""
        key = (whole, theme().text_scale)
        if key not in self._known:
            if len(self._known) > 16:
                self._known.clear()
            self._known[key] = self._worked_out(whole)
        return self._known[key]

    def _worked_out(self, whole: int) -> tuple[int, ...]:
        look = theme()
        metrics = look.metrics(ROLE)
        least = [
            max(
                look.px(TARGET_ANSWER),
                key_cap_size(option.key).width() if option.key else 0,
                *(metrics.horizontalAdvance(word) + 2 * look.space(_PADDING) for word in option.word.split() or [""]),
            )
            for option in self.options
        ]
        spare = whole - sum(least) - look.space(GAP) - look.px(LEAST_WORDS)
        if spare < 0:
            return ()
        wanted = [
            max(0, metrics.horizontalAdvance(option.word) + 2 * look.space(_PADDING) - low)
            for option, low in zip(self.options, least, strict=True)
        ]
        share = min(1.0, spare / 2 / sum(wanted)) if sum(wanted) else 0.0
        return tuple(low + int(more * share) for low, more in zip(least, wanted, strict=True))
