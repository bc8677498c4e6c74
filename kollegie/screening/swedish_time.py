"""Swedish wall time in arrays: true length across the days of 23 and 25 hours, and calendar months.

A moment is minutes since 1970-01-01 by the clock on the wall, a day is days since then. What is compared and summed
is elapsed time: the same moments on a clock that never jumps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from kollegie.model.clock import SWEDEN

Ints = npt.NDArray[Any]
"""32-bit integers: codes, days, minutes. Their width is left to numpy's own rules of promotion."""
Longs = npt.NDArray[Any]
"""64-bit integers: places, sums, öre."""
Floats = npt.NDArray[Any]
Bools = npt.NDArray[Any]

DAY = 1440
NONE = -(2**31)
"""A missing day or moment."""
FAR_PAST = -(2**30)
FAR_FUTURE = 2**30
PART = 1 << 17
FEW_CHANGES = 12
"""Changes of the clock that are told one by one: those of six years."""
_EPOCH = date(1970, 1, 1)


def in_parts(count: int) -> Iterator[slice]:
    """Stretches of a long column, each so short that what is worked out on the way stays in the processor's cache.

    Half of the time of a sweep over ten million rows went to clearing the memory of columns that are thrown away.
    """
    for begin in range(0, count, PART):
        yield slice(begin, min(begin + PART, count))


def rows_where(count: int, holds: Callable[[slice], Bools]) -> Longs:
    """The rows for which something holds, looked at a stretch at a time."""
    found = [part.start + np.flatnonzero(holds(part)) for part in in_parts(count)]
    return np.concatenate(found) if found else np.zeros(0, np.int64)


def day_of(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days


def date_of(day: int) -> date:
    """The calendar day."""
    return _EPOCH + timedelta(days=int(day))


def minute_of(moment: datetime) -> int:
    """Minutes since 1970-01-01 of a moment on the wall clock; seconds are left out."""
    return day_of(moment.date()) * DAY + moment.hour * 60 + moment.minute


def moment_of(minute: int) -> datetime:
    """The moment on the wall clock."""
    return datetime(1970, 1, 1) + timedelta(minutes=int(minute))  # noqa: DTZ001 - wall time on purpose


def add_months(day: int, months: int) -> int:
    """The same day of the month that many months on, clamped to the month's last day.

    Source: LSS 28 f §: three calendar months, not 90 days.
    """
    start = date_of(day)
    number = start.year * 12 + start.month - 1 + months
    return first_of_month(number) + min(start.day, days_in_month(number)) - 1


def month_of(day: int) -> int:
    """Months since the year 0: 12 × year + month − 1."""
    found = date_of(day)
    return found.year * 12 + found.month - 1


def first_of_month(month: int) -> int:
    """The first day of a month."""
    return day_of(date(month // 12, month % 12 + 1, 1))


def days_in_month(month: int) -> int:
    """28 to 31."""
    return first_of_month(month + 1) - first_of_month(month)


def last_whole_month(day: int) -> int:
    """The latest month that has ended by the end of a day."""
    return month_of(day + 1) - 1


def months_in_a_row(months: Iterable[int]) -> Iterator[list[int]]:
    """Months that follow on one another, out of months in order."""
    run: list[int] = []
    for month in months:
        if run and month != run[-1] + 1:
            yield run
            run = []
        run.append(month)
    if run:
        yield run


def month_text(month: int) -> str:
    """`2026-03`."""
    return f"{month // 12:04}-{month % 12 + 1:02}"


def months_of(days: Ints) -> Ints:
    """The month of each day; a missing day has month 0."""
    if not len(days):
        return np.zeros(0, np.int32)
    given = None if _all_given(days) else days != NONE
    told = days if given is None else days[given]
    if not len(told):
        return np.zeros(len(days), np.int32)
    low, high = int(told.min()), int(told.max())
    if high - low > 400_000:  # a slipped digit somewhere: no table of a thousand years for its sake
        return np.asarray([month_of(day) if day != NONE else 0 for day in days.tolist()], np.int32)
    table = _months(low, high)
    if given is None:
        return table.take(days - low)
    return np.where(given, table[np.clip(days, low, high) - low], np.int32(0))


@lru_cache(maxsize=8)
def _months(low: int, high: int) -> Ints:
    """The month of each day from one to another."""
    return np.asarray([month_of(day) for day in range(low, high + 1)], np.int32)


def weekdays_of(days: Ints) -> Ints:
    """Monday 0 to Sunday 6."""
    return np.asarray((days + 3) % 7, np.int32)


def elapsed(wall: Ints) -> Ints:
    """Minutes on a clock that never jumps (UTC), of moments on the wall clock.

    An hour that comes twice counts as the first of the two; an hour that does not exist as if the clock had not yet
    been put forward.
    """
    if not len(wall):
        return wall.astype(np.int32)
    low, high = _hour_range(wall)
    offsets = _offsets(low, high)[0]
    changes = np.flatnonzero(offsets[1:] != offsets[:-1])
    if len(changes) > FEW_CHANGES:
        limits = (low + changes + 1) * 60
        ahead = offsets[np.append(0, changes + 1)]
        moments = np.asarray(wall - ahead[np.searchsorted(limits.astype(wall.dtype), wall, "right")], np.int32)
    else:
        moments = np.empty(len(wall), np.int32)
        for part in in_parts(len(wall)):
            moments[part] = wall[part] - offsets[0]
            for at in changes.tolist():  # two a year, each told by one comparison
                later = wall[part] >= (low + at + 1) * 60
                moments[part] -= np.multiply(later, offsets[at + 1] - offsets[at], dtype=np.int32)
    return moments if _all_given(wall) else np.where(wall != NONE, moments, np.int32(NONE))


def elapsed_spans(start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Start and end on a clock that never jumps.

    Shape: an end that would lie at or before its start, in the hour that comes twice, is the second of the two.
    """
    begun, ended = elapsed(start), elapsed(end)
    backwards = rows_where(len(begun), lambda part: ended[part] <= begun[part])
    backwards = backwards[(start[backwards] != NONE) & (end[backwards] != NONE)]
    if len(backwards):
        hours = end[backwards] // 60
        low, high = int(hours.min()), int(hours.max())
        twice = np.asarray([hour in _twice_hours(low, high) for hour in hours.tolist()], bool)
        ended = ended.copy()
        ended[backwards[twice]] += 60
    return begun, ended


def skipped_hours(wall: Ints) -> Longs:
    """Rows whose moment is in the hour that is left out when the clock is put forward."""
    if not len(wall):
        return np.zeros(0, np.int64)
    low, high = _hour_range(wall)
    hours = (low + np.flatnonzero(_offsets(low, high)[1])).tolist()
    if not hours:
        return np.zeros(0, np.int64)

    def inside(part: slice) -> Bools:
        found = np.zeros(len(wall[part]), bool)
        for hour in hours:
            found |= (wall[part] >= hour * 60) & (wall[part] < (hour + 1) * 60)
        return found

    return rows_where(len(wall), inside)


_EARLIEST, _LATEST = day_of(date(1980, 1, 1)) * 24, day_of(date(2100, 1, 1)) * 24
"""Hours between which the clock's changes are known; outside them a moment counts as winter time."""


def _all_given(cells: Ints) -> bool:
    """Whether no day or moment is missing, of one or more: a missing one is less than every other."""
    return int(cells.min()) != NONE


def _hour_range(wall: Ints) -> tuple[int, int]:
    given = wall if _all_given(wall) else wall[wall != NONE]
    low, high = (int(given.min()) // 60, int(given.max()) // 60) if len(given) else (0, 0)
    low, high = (min(max(hour, _EARLIEST), _LATEST) for hour in (low, high))
    return low - 1, high + 1


@lru_cache(maxsize=8)
def _offsets(low: int, high: int) -> tuple[Ints, Bools]:
    """For each hour of the wall clock: minutes ahead of UTC, and whether the hour is left out."""
    ahead = np.empty(high - low + 1, np.int32)
    left_out = np.zeros(high - low + 1, bool)
    for day in range(low // 24, high // 24 + 1):
        hours = range(max(low, day * 24), min(high, day * 24 + 23) + 1)
        first, after = _ahead(day * 24), _ahead(day * 24 + 24)
        if first == after:
            ahead[hours.start - low : hours.stop - low] = first
            continue
        for hour in hours:
            ahead[hour - low] = _ahead(hour)
            left_out[hour - low] = _missing(hour)
    return ahead, left_out


def _wall(hour: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=SWEDEN) + timedelta(hours=hour)


def _ahead(hour: int) -> int:
    offset = _wall(hour).utcoffset()
    assert offset is not None
    return int(offset.total_seconds()) // 60


def _missing(hour: int) -> bool:
    moment = _wall(hour)
    return moment.astimezone(UTC).astimezone(SWEDEN).replace(tzinfo=None) != moment.replace(tzinfo=None)


@lru_cache(maxsize=8)
def _twice_hours(low: int, high: int) -> frozenset[int]:
    found = set()
    for day in range(low // 24, high // 24 + 1):
        if _ahead(day * 24) > _ahead(day * 24 + 24):
            for hour in range(day * 24, day * 24 + 24):
                moment = _wall(hour)
                if moment.replace(fold=1).utcoffset() != moment.utcoffset():
                    found.add(hour)
    return frozenset(found)
