"""Cells of records: moments on the wall clock, hours in their three spellings, kronor; as they are held in columns."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from kollegie.intake.cells import EARLIEST, LATEST, Cell, Misread, from_serial, read_decimal
from kollegie.intake.record_kinds import CellType
from kollegie.language import say

GROUPING = "grouping"
"""The doubt about a sum whose separator may stand before decimals or between thousands."""
MOST_HOURS, MOST_KRONOR = 1_000_000, 10**13

_MOMENT = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ]+(\d{1,2})(?:[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?)?)?")
_CLOCK = re.compile(r"(-?)(\d{1,6}):([0-5]\d)(?::([0-5]\d))?")


def read_measured(type_: CellType, text: str) -> Cell | Misread:
    """Read one cell that is not empty.

    Units: a moment as a wall-clock time without zone, hours in seconds, kronor in öre.
    """
    match type_:
        case CellType.MOMENT:
            moment = read_moment(text)
            if moment is None:
                return Misread(say("en tid som 2026-03-01 07:30", "a time such as 2026-03-01 07:30"))
            return Cell(moment)
        case CellType.HOURS:
            seconds = read_hours(text)
            return (
                Misread(say("timmar som 7,5 eller 7:30", "hours such as 7.5 or 7:30"))
                if seconds is None
                else Cell(seconds)
            )
        case _:
            number = read_decimal(text.removesuffix("kr").removesuffix(":-").strip())
            if number is None or abs(number) > MOST_KRONOR:
                return Misread(say("ett belopp som 1 250,50", "an amount such as 1,250.50"))
            return Cell(round(number * 100), GROUPING if may_be_grouped(text) else "")


def read_moment(text: str) -> datetime | None:
    """A date with a clock time, seconds left out; a date alone is its first minute; 24:00 is the next day's.

    All that pyarrow reads as a moment is read alike here, a bare hour too: what a cell means must not turn on which
    block of its file it stands in.
    """
    found = _MOMENT.fullmatch(text)
    if found is None:
        return from_serial(text)
    year, month, day, hour, minute, _ = (int(part or 0) for part in found.groups())
    late = hour == 24 and minute == 0
    try:
        moment = datetime(year, month, day, 0 if late else hour, minute)  # noqa: DTZ001 - wall time on purpose
    except ValueError:
        return None
    return moment + timedelta(days=late) if EARLIEST <= moment.date() < LATEST else None


def read_hours(text: str) -> int | None:
    """Seconds of `7,5`, `7.5`, `7:30` or `7 h 30 min`."""
    spelled = re.fullmatch(r"(\d+)\s*(?:h|tim)(?:\s*(\d{1,2})\s*(?:m|min))?", text)
    clock = _CLOCK.fullmatch(text)
    if clock is not None:
        sign, hours, minutes, seconds = clock.groups()
        total = int(hours) * 3600 + int(minutes) * 60 + int(seconds or 0)
        return -total if sign else total
    if spelled is not None:
        return int(spelled[1]) * 3600 + int(spelled[2] or 0) * 60
    number = read_decimal(text.removesuffix("h").removesuffix("tim").strip())
    return None if number is None or abs(number) > MOST_HOURS else round(number * 3600)


def may_be_grouped(text: str) -> bool:
    """Whether a sum such as 12,500 or 12.500, read as decimals, may be meant as thousands."""
    return re.fullmatch(r"[-+−]?[1-9]\d{0,2}[.,]\d{3}\s*(?:kr|:-)?", text) is not None
