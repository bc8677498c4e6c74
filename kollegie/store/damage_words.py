"""What SQLite finds amiss in a file, in words for whoever has to do something about it.

Its own words are English and speak of trees and cells. What counts for a person is whether parts cannot be read or
whether what is there does not agree, and whether that is one place or many.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kollegie.language import counted, say

MOST_TOLD = 100
"""Faults after which SQLite looks no further."""

_PAGE = re.compile(r"\bpage (\d+)", re.IGNORECASE)


def damage_words(found: Iterable[object]) -> str:
    """The first fault of a check, to stand after a colon, and how many there are besides, or at least.

    Shape: `found` are the lines of a check, or one thing the engine said; a damaged file has a line for each page.
    """
    told = [line for text in found for line in str(text).splitlines() if line and not line.startswith("***")]
    faults = told or [""]
    if len(faults) == 1:
        return _words(faults[0])
    least = say("minst ", "at least ") if len(faults) >= MOST_TOLD else ""
    more = say("{} (och {}{} fel till)", "{} (and {}{} faults more)")
    return more.format(_words(faults[0]), least, len(faults) - 1)


def astray_words(found: tuple[str, int]) -> str:
    """How many rows of a table point at what is not there, and what to do."""
    table, count = found
    records = counted(count, ("post hör", "poster hör"), ("record belongs", "records belong"))
    return say(
        f"{records} till något som inte finns ({table}). Synka, så hämtas det som saknas; hjälper inte det, återställ"
        " den senaste säkerhetskopian bredvid.",
        f"{records} to what is not there ({table}). Sync, and what is missing is fetched; if that does not help,"
        " restore the latest backup beside it.",
    )


def unguarded_words(trigger: str) -> str:
    """A trigger that is missing or is none of ours, and what to do."""
    return say(
        f"Det som för historiken är ändrat i filen ({trigger}). Stäng Kollegie och öppna filen igen, så görs det om.",
        f"What keeps the history has been changed in the file ({trigger}). Close Kollegie and open the file again, and"
        " it is made anew.",
    )


def _words(fault: str) -> str:
    if page := _PAGE.search(fault):
        return say("sida {} i filen är trasig", "page {} of the file is broken").format(page[1])
    if "index" in fault:
        return say("ett register i filen stämmer inte", "an index in the file does not agree")
    if "not a database" in fault:
        return say("den går inte att läsa", "it cannot be read")
    return say("innehållet stämmer inte", "what is in it does not agree")
