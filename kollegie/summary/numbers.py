"""How numbers, dates and times are written on paper and in the charts: one rule, one place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from kollegie.language import NBSP as NBSP
from kollegie.language import say
from kollegie.model.amounts import MINUS as MINUS
from kollegie.model.amounts import kronor as kronor
from kollegie.model.amounts import whole as whole
from kollegie.model.calendar_words import month_name

NOTHING = "–"
"""Stands where nothing was counted; where something was counted and none was found stands 0."""

FEWEST_FOR_PERCENT = 30

_WORDS_SV = ["ingen", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"]
_WORDS_EN = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def signed(number: int) -> str:
    """A change: the plus is written out, and no change is 0."""
    return f"+{whole(number)}" if number > 0 else whole(number)


def decimal(number: float, places: int = 1) -> str:
    """A measure with a fixed number of decimals, rounded half away from zero: 6,1. Zero has no sign."""
    text = str(Decimal(str(abs(number))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
    integer, _, fraction = text.partition(".")
    written = whole(int(integer)) + (say(",", ".") + fraction if fraction else "")
    return f"{MINUS}{written}" if number < 0 and float(text) else written


def share(part: int, of: int) -> str:
    """A share with its denominator, never torn over two lines: 39 av 47."""
    return f"{whole(part)}{NBSP}{say('av', 'of')}{NBSP}{whole(of)}"


def percent(part: int, of: int) -> str:
    """A share in whole per cent, or a dash when there are too few answers for one to mean anything."""
    if of < FEWEST_FOR_PERCENT:
        return NOTHING
    return f"{(200 * part + of) // (2 * of)}{NBSP}%"


def in_words(number: int, *, neuter: bool = False) -> str:
    """A small number as it is written in running text (tre), a large one in figures. `neuter` is for ett, inget."""
    if 0 <= number < len(_WORDS_SV):
        if neuter and number < 2:
            return say(("inget", "ett")[number], _WORDS_EN[number])
        return say(_WORDS_SV[number], _WORDS_EN[number])
    return whole(number)


def day(moment: date | None) -> str:
    """A date in a table: 2026-11-21."""
    return NOTHING if moment is None else f"{moment:%Y-%m-%d}"


def long_day(moment: date | None) -> str:
    """A date in running text: 21 november 2026."""
    if moment is None:
        return NOTHING
    return f"{moment.day}{NBSP}{month_name(moment)}{NBSP}{moment.year}"


def long_days(moments: Sequence[date]) -> str:
    """Several dates in running text, each month and year said once: 13 och 14 oktober 2026."""
    ordered = sorted(set(moments))
    if not ordered:
        return NOTHING
    months = [list(group) for _, group in groupby(ordered, key=lambda one: (one.year, one.month))]
    said = [
        f"{listed([str(one.day) for one in group])}{NBSP}{month_name(group[0])}"
        + (f"{NBSP}{group[0].year}" if place == len(months) - 1 or months[place + 1][0].year != group[0].year else "")
        for place, group in enumerate(months)
    ]
    return listed(said)


def month_words(moment: date) -> str:
    """A month in running text: november 2026."""
    return f"{month_name(moment)}{NBSP}{moment.year}"


def clock(moment: datetime | None) -> str:
    """A time of day: 09.05. The moment is already in local time."""
    return NOTHING if moment is None else f"{moment:%H.%M}"


def span(start: datetime | None, end: datetime | None) -> str:
    """A stretch of a day: 09.05–09.55."""
    if start is None:
        return NOTHING
    return f"{clock(start)}–{clock(end)}" if end is not None else clock(start)


def listed(words: Sequence[str]) -> str:
    """Words in a row: a, b och c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {say('och', 'and')} {words[-1]}"


def capital(sentence: str) -> str:
    """The sentence with a capital first letter, the rest untouched."""
    return sentence[:1].upper() + sentence[1:]
