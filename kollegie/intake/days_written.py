"""Days written in two ways in one column: as dates, and as the day numbers of a spreadsheet that lost their format.

Each can be read by itself; that both stand in one column tells that something went wrong where the file was made.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from enum import Enum

from kollegie.intake.cells import from_serial
from kollegie.language import say

TWO_WAYS = "two ways"
"""The doubt about a day that is written in another way than the others of its column."""
_DATE = re.compile(r"\s*(?:\d{4}-?\d{2}-?\d{2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4})\b")


class _Way(Enum):
    DATES = 1
    NUMBERS = 2


class DaysWritten:
    """How one column of a file writes its days; what is written first is its way, dates before numbers."""

    def __init__(self) -> None:
        self._way: _Way | None = None

    def dates_seen(self) -> bool:
        """Note that some rows hold dates and nothing else. Returns: whether the column wrote numbers before."""
        self._way = self._way or _Way.DATES
        return self._way is _Way.NUMBERS

    def odd_among(self, texts: Iterable[str]) -> Collection[str]:
        """Those of some different texts that write a day in the other way."""
        numbers, dates = [], []
        for text in texts:
            if text[4:5] != "-" and from_serial(text.strip()) is not None:
                numbers.append(text)
            elif self._way is not _Way.DATES and _DATE.match(text):
                dates.append(text)
        if self._way is None and (numbers or dates):
            self._way = _Way.DATES if dates else _Way.NUMBERS
        return numbers if self._way is _Way.DATES else dates


def two_ways_words() -> str:
    """What is said of a day that is written in another way than the others of its column."""
    return say(
        "kolumnen har både datum och dagnummer från ett kalkylprogram; raden är läst, se efter att dagen är rätt",
        "the column has both dates and a spreadsheet's day numbers; the row has been read, see that its day is right",
    )
