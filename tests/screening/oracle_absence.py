"""What the rules over sick leave must find, written from the domain's words in plain Python."""

from __future__ import annotations

import statistics
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import combinations, pairwise
from typing import Any

from oracle_decisions import months_on
from oracle_time import SWEDEN, minutes, span, usable

Row = dict[str, Any]
ONE_DAY = timedelta(days=1)


def occasions(absences: list[tuple[date, date]]) -> list[tuple[date, date]]:
    """Sick occasions in order; what overlaps or lies day to day is one."""
    joined: list[tuple[date, date]] = []
    for first, last in sorted(absences):
        if joined and first <= joined[-1][1] + ONE_DAY:
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    return joined


def v07(absences: list[tuple[date, date]]) -> int | None:
    """The most occasions within twelve months that come in a pattern, where there are four or more."""
    begun = [first for first, _ in occasions(absences)]
    found = []
    for at, first in enumerate(begun):
        window = [day for day in begun[at:] if day < months_on(first, 12)]
        if len(window) >= 4 and regular(window):
            found.append(len(window))
    return max(found, default=None)


def v07_claims(claims: list[Row], shifts_worked: list[int]) -> int | None:
    """The same of claims by the clock: also three in four in one shift that is rare, or with the same substitute.

    Claims from day to day are one occasion, of all their shifts and substitutes.
    """
    joined: list[tuple[date, date, set[int], set[str]]] = []
    for claim in sorted(claims, key=lambda one: one["from"]):
        first, last = claim["from"].date(), (claim["to"] - timedelta(minutes=1)).date()
        shift, substitute = shift_of(claim["from"].hour), {claim["substitute_id"]} - {None}
        if joined and first <= joined[-1][1] + ONE_DAY:
            begun, until, shifts, names = joined[-1]
            joined[-1] = begun, max(until, last), shifts | {shift}, names | substitute
        else:
            joined.append((first, last, {shift}, substitute))
    rare = {shift for shift in range(3) if shifts_worked and shifts_worked.count(shift) / len(shifts_worked) < 0.5}
    found = []
    for at, (begun, *_) in enumerate(joined):
        window = [one for one in joined[at:] if one[0] < months_on(begun, 12)]
        most = len(window) * 0.75
        same = [sum(shift in one[2] for one in window) for shift in rare]
        same += [sum(name in one[3] for one in window) for name in "stu"]
        if len(window) >= 4 and (regular([one[0] for one in window]) or max(same) >= most):
            found.append(len(window))
    return max(found, default=None)


def shift_of(hour: int) -> int:
    """Day from six to fourteen, evening until twenty-two, night."""
    return 0 if 6 <= hour < 14 else 1 if 14 <= hour < 22 else 2


def regular(starts: list[date]) -> bool:
    """Even intervals (coefficient of variation under 0.25), or three in four on one weekday or near one date."""
    most = len(starts) * 0.75
    apart = [(later - earlier).days for earlier, later in pairwise(starts)]
    even = statistics.pstdev(apart) / statistics.mean(apart) < 0.25
    weekday = any(sum(day.weekday() == one for day in starts) >= most for one in range(7))
    dated = any(sum(is_near(day, one) for day in starts) >= most for one in range(1, 32))
    return even or weekday or dated


@cache
def is_near(day: date, wanted: int) -> bool:
    """Whether a day is at most one from that date of some month, or from the end of a month that has no such date."""
    near = []
    for step in range(-40, 41):
        month = (day + step * ONE_DAY).replace(day=1)
        near.append(month.replace(day=min(wanted, monthrange(month.year, month.month)[1])))
    return any(abs((day - one).days) <= 1 for one in near)


def stretch(claim: Row) -> tuple[datetime, datetime]:
    """A claim's time in UTC: whole days, or the moments it names."""
    first, last = claim["from"], claim["to"]
    if not isinstance(first, datetime):
        first, last = datetime.combine(first, time()), datetime.combine(last + ONE_DAY, time())
    return tuple(moment.replace(tzinfo=SWEDEN).astimezone(UTC) for moment in (first, last))


def shared(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> int:
    """Minutes two stretches have in common."""
    return max(0, minutes(min(one[1], other[1]) - max(one[0], other[0])))


def covered_minutes(stretches: list[tuple[datetime, datetime]], within: tuple[datetime, datetime]) -> int:
    """Minutes of a stretch that at least one of these covers."""
    covered: set[int] = set()
    for start, end in stretches:
        first, last = max(start, within[0]), min(end, within[1])
        covered |= set(range(round(first.timestamp()) // 60, round(last.timestamp()) // 60))
    return len(covered)


def v08(rows: list[Row], claims: list[Row]) -> dict[str, tuple[int | None, int | None]]:
    """Claim → minutes without a substitute (None where covered), and the sick one's own minutes (None without)."""
    found = {}
    kept = usable(rows)
    for claim in claims:
        within = stretch(claim)
        if within[1] <= within[0]:
            continue
        there = [
            span(row)
            for row in kept
            if row["staff_id"] == claim["substitute_id"] and row["user_id"] == claim["user_id"]
        ]
        stood_in = covered_minutes(there, within)
        own = sum(shared(span(row), within) for row in kept if row["staff_id"] == claim["staff_id"])
        missing = claim["hours"] * 60 - stood_in
        if missing > 15 or own:
            found[claim["claim_id"]] = round(missing) if missing > 15 else None, own or None
    return found


def v08_twice(claims: list[Row]) -> dict[tuple[str, str], int]:
    """Pairs of claims for one person that overlap: at one user always, at two where both name clock times."""
    found = {}
    for one, other in combinations(claims, 2):
        exact = all(isinstance(claim["from"], datetime) for claim in (one, other))
        if one["staff_id"] != other["staff_id"] or not (exact or one["user_id"] == other["user_id"]):
            continue
        both = shared(stretch(one), stretch(other))
        if both:
            low, high = sorted((one["claim_id"], other["claim_id"]))
            found[low, high] = both
    return found
