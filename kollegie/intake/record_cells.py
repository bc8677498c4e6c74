"""Cells of records: moments on the wall clock, hours in their three spellings, kronor; as they are held in columns."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

from kollegie.intake.cells import EARLIEST, LATEST, Cell, Misread, from_serial, read_decimal
from kollegie.intake.record_kinds import CellType
from kollegie.language import say
from kollegie.model.calendar_words import MONTHS
from kollegie.model.clock import SWEDEN

GROUPING = "grouping"
"""The doubt about a sum whose separator may stand before decimals or between thousands."""
NEXT_DAY, LONG_NEXT_DAY = "next day", "long next day"
"""The doubts about a clock time that is read as the next day's: one of a night, and one that may be a slip."""
MOST_HOURS, MOST_KRONOR = 1_000_000, 10**13

_MOMENT = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ]+(\d{1,2})(?:[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?)?)?")
_ZONE = re.compile(r"(?<=\d) ?(Z|[+-]\d{2}:?\d{2})$")
_ZONES = timedelta(hours=-12), timedelta(hours=14)
_TIME_OF_DAY = re.compile(
    r"(?:1899-12-3[01]|1900-01-0[01])(?:[T ]00:00:00)?|"
    r"(?:kl\.?\s*)?(?:(?:1899-12-3[01]|1900-01-0[01])[T ])?(\d{1,2})(?:[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?)?|"
    r"(\d{2})(\d{2})"
)
"""A time of day, also as a database or a spreadsheet writes it: on its first day."""
_PART_OF_DAY = re.compile(r"0(?:,\d+|\.\d|\.\d{3,}|\.[6-9]\d)")
"""A spreadsheet's time of day without its format; 0.25 is not known from 25 minutes past midnight by itself."""
_MONTH = re.compile(r"(\d{4})[-./ ]?(0[1-9]|1[0-2])(?:-01(?:[T ]00:00(?::00)?)?)?")
_NAMED_MONTH = re.compile(r"([a-zåäö]{3,9})\.?[- ]*(\d{4}|\d{2})")
_FROM_TO = re.compile(r"(\d{4}-\d{2}-\d{2})\s*(?:-{1,2}|–|—|till)\s*(\d{4}-\d{2}-\d{2})")
_MONTHS = [tuple(name.casefold() for name in names) for names in MONTHS]
_CLOCK = re.compile(r"(-?)(\d{1,6}):([0-5]\d)(?::([0-5]\d))?")


def read_measured(type_: CellType, text: str) -> Cell | Misread:
    """Read one cell that is not empty.

    Units: a moment as a wall-clock time without zone, hours in seconds, kronor in öre.
    """
    match type_:
        case CellType.MOMENT:
            moment = read_moment(text)
            if moment is None:
                return Misread(no_day_words() if read_clock(text) is not None else moment_words(text))
            return Cell(moment)
        case CellType.MONTH:
            days = read_month(text)
            return Misread(say("en månad som 2026-03", "a month such as 2026-03")) if days is None else Cell(days)
        case CellType.HOURS:
            seconds = read_hours(text)
            return (
                Misread(say("timmar som 7,5 eller 7:30", "hours such as 7.5 or 7:30"))
                if seconds is None
                else Cell(seconds)
            )
        case _:
            number = read_decimal(text.removesuffix("kr").removesuffix("SEK").removesuffix(":-").strip())
            if number is None or abs(number) > MOST_KRONOR:
                return Misread(say("ett belopp som 1 250,50", "an amount such as 1,250.50"))
            return Cell(round(number * 100), GROUPING if may_be_grouped(text) else "")


def read_moment(text: str) -> datetime | None:
    """A date with a clock time, seconds left out; a date alone is its first minute; 24:00 is the next day's.

    A moment that tells its zone, as `2026-03-01T06:30:00Z`, is the time in Sweden then; `2026-03-01 07:30-08:30` is a
    span and no moment. All that pyarrow reads as a
    moment is read alike here, a bare hour too: what a cell means must not turn on which block of its file it stands in.
    """
    found, zone = _MOMENT.fullmatch(text), None
    if found is None and (zone := _ZONE.search(text)) is not None:
        found = _MOMENT.fullmatch(text[: zone.start()])
    if found is None or (zone is not None and (found[4] is None or (zone[1][0] == "-" and " " in text))):
        return from_serial(text)
    year, month, day, hour, minute, _ = (int(part or 0) for part in found.groups())
    late = hour == 24 and minute == 0
    try:
        moment = datetime(year, month, day, 0 if late else hour, minute)  # noqa: DTZ001 - wall time on purpose
        moment += timedelta(days=late)
        moment = moment if zone is None else _in_sweden(moment, zone[1])
    except (ValueError, OverflowError):
        return None
    return moment if EARLIEST <= moment.date() < LATEST else None


def read_zoned_day(text: str) -> date | None:
    """The day in Sweden of a midnight that tells its zone, there or in Sweden: `2026-03-01T00:00:00Z`."""
    zone = _ZONE.search(text)
    moment = None if zone is None else read_moment(text)
    if moment is None or zone is None:
        return None
    there = read_moment(text[: zone.start()])
    midnight = any(one is not None and one.hour == one.minute == 0 for one in (moment, there))
    return moment.date() if midnight else None


def _in_sweden(moment: datetime, zone: str) -> datetime:
    """What the clock on the wall in Sweden shows at a moment told in another zone.

    Raises: ValueError where no zone on earth is so far from Greenwich, or not by quarters of an hour.
    """
    told = datetime.strptime(zone, "%z")
    off = told.utcoffset() or timedelta()
    if not _ZONES[0] <= off <= _ZONES[1] or off % timedelta(minutes=15):
        raise ValueError
    return moment.replace(tzinfo=told.tzinfo).astimezone(SWEDEN).replace(tzinfo=None)


def read_clock(text: str) -> int | None:
    """The minute of the day of `7:30`, `07.30`, `0730`, `7` or a spreadsheet's 0,3125; 24:00 is its end.

    Seconds are left out, as of a moment.
    """
    if _PART_OF_DAY.fullmatch(text):
        return round(float(text.replace(",", ".")) * 1440)
    found = _TIME_OF_DAY.fullmatch(text)
    if found is None:
        return None
    hour, minute, second = (int(part or 0) for part in (found[1] or found[4], found[2] or found[5], found[3]))
    within = (hour < 24 and minute < 60 and second < 60) or (hour, minute, second) == (24, 0, 0)
    return hour * 60 + minute if within else None


def part_of_day(value: float) -> str:
    """A spreadsheet's part of a day, from 0 to 1, as a clock time. The whole day is as likely one o'clock."""
    hours, minutes = divmod(round(value * 1440), 60)
    return "1.0" if value == 1 else f"{hours:02}:{minutes:02}"


def moment_words(text: str) -> str:
    """What is expected of a moment that cannot be read."""
    if re.match(r"\d{1,2}[-./]\d{1,2}[-./]\d{4}", text):
        return say(
            "en tid som 2026-03-01 07:30; säg i mappningen i vilken ordning dag och månad står",
            "a time such as 2026-03-01 07:30; say in the mapping in which order day and month stand",
        )
    return say("en tid som 2026-03-01 07:30", "a time such as 2026-03-01 07:30")


def no_day_words() -> str:
    """What is expected of a clock time that has no day."""
    return say(
        "en tid som 2026-03-01 07:30, eller dagen i kolumnen date (datum)",
        "a time such as 2026-03-01 07:30, or the day in the column date",
    )


def read_month(text: str) -> tuple[date, date] | None:
    """First and last day of `2026-03`, `202603`, `mars 2026`, `mar-26`, `May-26` or `2026-03-01 – 2026-03-15`."""
    if days := _FROM_TO.fullmatch(text):
        try:
            first, last = (date.fromisoformat(day) for day in days.groups())
        except ValueError:
            return None
        return (first, last) if first >= EARLIEST and last < LATEST else None
    numbered, named = _MONTH.fullmatch(text), _NAMED_MONTH.fullmatch(text.casefold())
    if numbered is not None:
        year, month = int(numbered[1]), int(numbered[2])
    elif named is not None:
        year = int(named[2]) + 2000 * (len(named[2]) == 2)
        month = next((at for at, names in enumerate(_MONTHS, 1) if any(name.startswith(named[1]) for name in names)), 0)
    else:
        return None
    if not month or not EARLIEST.year <= year < LATEST.year:
        return None
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


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
    return re.fullmatch(r"[-+−]?[1-9]\d{0,2}[.,]\d{3}\s*(?:kr|SEK|:-)?", text) is not None
