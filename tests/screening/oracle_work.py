"""What the rules over working time must find, written from the domain's words in plain Python, minute by minute."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from oracle_decisions import months_on
from oracle_time import minutes, span, usable

Row = dict[str, Any]
ONE_DAY = timedelta(days=1)


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The great circle between two places, by the spherical law of cosines."""
    (a, b), (c, d) = (tuple(map(math.radians, place)) for place in (one, other))
    cosine = math.sin(a) * math.sin(c) + math.cos(a) * math.cos(c) * math.cos(d - b)
    return 6371.0 * math.acos(max(-1.0, min(1.0, cosine)))


def v02(rows: list[Row], homes: dict[str, tuple[float, float]]) -> dict[str, int]:
    """Staff → moves between consecutive entries in less time than 1.3 × the way at 60 km/h and 3 minutes take."""
    found: dict[str, int] = defaultdict(int)
    kept = [row for row in usable(rows) if row["kind"] != "standby"]
    for staff in {row["staff_id"] for row in kept}:
        theirs = sorted((row for row in kept if row["staff_id"] == staff), key=span)
        for one, next_ in pairwise(theirs):
            if one["user_id"] == next_["user_id"] or not {one["user_id"], next_["user_id"]} <= homes.keys():
                continue
            gap = minutes(span(next_)[0] - span(one)[1])
            far = kilometres(homes[one["user_id"]], homes[next_["user_id"]])
            if gap >= 0 and far >= 0.3 and gap < far * 1.3 / 60 * 60 + 3:
                found[staff] += 1
    return dict(found)


def worked_minutes(rows: list[Row], staff: str, provider: str | None = None) -> dict[date, int]:
    """Minutes worked per day of beginning, an hour reported twice counted once; standby is no work."""
    taken: set[int] = set()
    found: dict[date, int] = defaultdict(int)
    theirs = [
        row
        for row in usable(rows)
        if row["staff_id"] == staff and row["kind"] != "standby" and provider in (None, row["provider_id"])
    ]
    for row in sorted(theirs, key=span):
        start, end = (round(moment.timestamp()) // 60 for moment in span(row))
        fresh = set(range(start, end)) - taken
        taken |= fresh
        if fresh:
            found[row["start"].date()] += len(fresh)
    return dict(found)


def worst(worked: dict[date, int], ends: Any, limit: Any) -> int | None:
    """By how many minutes the worst window that begins on any day passes its limit; None where none does."""
    if not worked:
        return None
    most, first = 0.0, min(worked)
    while first <= max(worked):
        end = ends(first)
        total = sum(minutes_ for day, minutes_ in worked.items() if first <= day < end)
        most = max(most, total - limit(first, end))
        first += ONE_DAY
    return round(most) if most > 1e-9 else None


def by_terms(worked: dict[date, int], regime: str, ends: date | None) -> list[tuple[dict[date, int], str]]:
    """What was worked under each regime: an agreement binds until its last day, then ATL, as without an agreement."""
    if regime != "agreement" or ends is None:
        return [(worked, regime)]
    until = {day: minutes_ for day, minutes_ in worked.items() if day <= ends}
    since = {day: minutes_ for day, minutes_ in worked.items() if day > ends}
    return [(until, regime), (since, "ATL")]


def v03(worked: dict[date, int], regime: str, since: date | None) -> int | None:
    """Minutes above the average the regime allows in its worst window: 48 h over 4 months, or 52 h over 28 days."""
    if regime == "HushL":
        if not worked:
            return None
        anchor = since or min(worked)
        blocks: dict[int, int] = defaultdict(int)
        for day, minutes_ in worked.items():
            blocks[(day - anchor).days // 28] += minutes_
        over = max(blocks.values()) - 52 * 4 * 60
        return over if over > 0 else None
    months = 6 if regime == "agreement" else 4
    return worst(worked, lambda day: months_on(day, months), lambda a, b: 48 * 60 * (b - a).days / 7)


def v04(worked: dict[date, int], regime: str) -> int | None:
    """Minutes above the limit passed most: 48 h overtime in 4 weeks, 50 in a month (ATL), 200 or 300 in a year."""
    if regime == "agreement" or not worked:
        return None
    over = [worst(worked, lambda day: day + timedelta(days=28), lambda _a, _b: (160 + 48) * 60) or 0]
    if regime == "ATL":
        months: dict[tuple[int, int], int] = defaultdict(int)
        for day, minutes_ in worked.items():
            months[day.year, day.month] += minutes_
        for (year, month), total in months.items():
            first = date(year, month, 1)
            over.append(total - ((months_on(first, 1) - first).days * 40 / 7 + 50) * 60)
    for year in {day.year for day in worked}:
        total = 0.0
        for block in range(13):  # the year's last day or two belong to the thirteenth
            start = date(year, 1, 1) + timedelta(days=28 * block)
            end = start + timedelta(days=28) if block < 12 else date(year + 1, 1, 1)
            done = sum(minutes_ for day, minutes_ in worked.items() if start <= day < end)
            total += max(0.0, done - 40 * 60 * (end - start).days / 7)
        over.append(total - (300 if regime == "HushL" else 200) * 60)
    most = max(over)
    return round(most) if most > 1e-9 else None


def v06(rows: list[Row], staff: str, away: list[tuple[date, date]], today: date) -> tuple[int, int] | None:
    """The latest twelve whole months with work in eleven, 75 % of full time worked, no day away; their longest run."""
    worked: dict[date, int] = defaultdict(int)
    for row in usable(rows):
        if row["staff_id"] == staff and row["kind"] != "standby":
            start, end = span(row)
            worked[row["start"].date()] += minutes(end - start)
    if not worked:
        return None
    firsts = {day.replace(day=1) for day in worked}
    month, latest = min(firsts), None
    while months_on(month, 12) - ONE_DAY <= today and months_on(month, 11) <= max(firsts):
        end = months_on(month, 12)
        inside = {day: minutes_ for day, minutes_ in worked.items() if month <= day < end}
        busy = len({day.replace(day=1) for day in inside})
        full = (end - month).days / 7 * 40 * 60
        long = sum(inside.values()) >= 0.75 * full
        if busy >= 11 and long and not any(a < end and b >= month for a, b in away):
            latest = busy, longest_run(set(inside))
        month = months_on(month, 1)
    return latest


def longest_run(days: set[date]) -> int:
    """The most days in a row."""
    most = 0
    for day in days:
        length = 0
        while day + length * ONE_DAY in days:
            length += 1
        most = max(most, length)
    return most
