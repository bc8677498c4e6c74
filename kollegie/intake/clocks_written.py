"""Clock times that can mean two: `0.30` is half past midnight by a clock, and twelve past seven as a part of a day.

A spreadsheet that has lost its format writes parts of a day, `0.3125` and `0.5`; a person writes `7.30` and `0.30`.
Which of the two a file does is told by all its clock times together, and never by the block a cell stands in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kollegie.language import say

_PART = re.compile(r"0(?:,\d+|\.\d{3,}|\.[6-9]\d)")
"""A part of a day for sure: nobody writes minutes after a comma, nor three figures of them, nor sixty."""
_SHORT = re.compile(r"0\.\d")
"""Half a day, or fifty minutes past midnight that have lost their last zero."""
_EITHER = re.compile(r"0\.[0-5]\d")
_CLOCK = re.compile(r"(?:kl\.?\s*)?(?:0\d|[1-9]\d?)\.\d{2}(?:\.\d{2})?")
"""A clock time with a point for sure: its hour is another than a bare nought."""
_COLON = re.compile(r"(?:kl\.?\s*)?(?:\d{1,2}:\d{2}(?::\d{2})?|\d{4})")
"""A clock time without a point."""


@dataclass(frozen=True, slots=True)
class ClocksWritten:
    """Which forms the clock times of a file have been seen in."""

    parts: bool = False
    clocks: bool = False
    colons: bool = False
    short: bool = False
    either: bool = False

    def joined_by(self, text: str) -> ClocksWritten:
        """The same, with one more clock time seen."""
        if _PART.fullmatch(text):
            return replace(self, parts=True)
        if _SHORT.fullmatch(text):
            return replace(self, short=True)
        if _EITHER.fullmatch(text):
            return replace(self, either=True)
        if _CLOCK.fullmatch(text):
            return replace(self, clocks=True)
        return replace(self, colons=True) if _COLON.fullmatch(text) else self

    def reads_otherwise(self, known: ClocksWritten) -> bool:
        """Whether a clock time that can mean two is read in another way by this than by what was known."""
        seen = (self.short, "0.5"), (self.either, "0.30")
        return any(there and self.minutes(text) != known.minutes(text) for there, text in seen)

    def is_twofold(self, text: str) -> bool:
        """Whether a clock time can mean two."""
        return bool(_SHORT.fullmatch(text) or _EITHER.fullmatch(text))

    def minutes(self, text: str) -> int | None:
        """The minute of the day of a clock time that can mean two; None where the file leaves both open.

        Shape: a nought is midnight in both ways, whatever the file does.
        """
        part = round(float(text) * 1440)
        if part == 0:
            return part
        if _SHORT.fullmatch(text):
            return None if self.clocks or (self.either and not self.parts) else part
        if self.parts:
            return None if self.clocks or self.colons else part
        return None if self.short and not self.clocks else int(text.partition(".")[2])


NO_CLOCKS = ClocksWritten()


def twofold_words(text: str) -> str:
    """What is expected of a clock time that can mean two, in a file that writes both clocks and parts of a day."""
    minutes = round(float(text) * 1440)
    part, clock = f"{minutes // 60:02}:{minutes % 60:02}", f"00:{text.partition('.')[2]:0<2}"
    return say(
        f"ett klockslag som 07:30; {text} kan vara både {clock} och {part}, för filen skriver klockslag på två sätt",
        f"a clock time such as 07:30; {text} may be both {clock} and {part}, since the file writes them in two ways",
    )
