"""What the rules over decisions, payouts and registers must find, written from the domain's words in plain Python."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

Row = dict[str, Any]


def months_on(day: date, months: int) -> date:
    """The same date that many calendar months on, clamped to the month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def clock(decision: Row, today: date) -> date | None:
    """The day a waiting decision's clock began, None where it does not wait."""
    interrupted, resumed = decision.get("interrupted_on"), decision.get("resumed_on")
    if interrupted and interrupted <= today:
        return interrupted if not resumed or resumed < interrupted or resumed > today else None
    executed = decision.get("executed_on")
    if executed and executed <= today:
        return None
    return decision["decided_on"] if decision["decided_on"] <= today else None


def v19(decision: Row, today: date) -> int | None:
    """The severity of a decision that waits, None where nothing is to be said."""
    start = clock(decision, today)
    if start is None:
        return None
    end = min(today, decision.get("valid_to") or today)
    if end <= months_on(start, 3):
        return 1 if end == today and (end - start).days >= 60 else None
    return 4 if end >= months_on(start, 12) else 3 if end >= months_on(start, 6) else 2


def v20(decision: Row, notes: list[Row], today: date) -> int | None:
    """The longest silence in days where it is more than 31; 0 where only the effect is never noted; else None."""
    start = clock(decision, today)
    if start is None:
        return None
    end = min(today, decision.get("valid_to") or today)
    within = [note for note in notes if start <= note["date"] <= end]
    days = [start, *sorted(note["date"] for note in within if note["outcome"] != "failed"), end]
    longest = max((later - earlier).days for earlier, later in pairwise(days))
    if longest > 31:
        return longest
    effects = {note["effect_documented"] for note in within}
    return 0 if False in effects and True not in effects else None


def v21(decision: Row, today: date) -> int | None:
    """Severity 2 after twelve months without follow-up, 3 after twenty-four."""
    begin = decision.get("valid_from") or decision["decided_on"]
    if begin > today or (decision.get("valid_to") or today) < today:
        return None
    followed = decision.get("followed_up_on")
    last = max(followed, decision["decided_on"]) if followed and followed <= today else decision["decided_on"]
    if months_on(last, 12) >= today:
        return None
    return 3 if months_on(last, 24) < today else 2


def v17(months_paid: set[tuple[int, int]], months_worked: set[tuple[int, int]], today: date) -> list[int]:
    """The lengths of the runs of months paid for without a report, those within 31 days of grace let be."""
    idle = []
    for year, month in sorted(months_paid - months_worked):
        last = date(year, month, calendar.monthrange(year, month)[1])
        if today > last + timedelta(days=31):
            idle.append(year * 12 + month)
    runs: list[int] = []
    for place, month in enumerate(idle):
        if place and month == idle[place - 1] + 1:
            runs[-1] += 1
        else:
            runs.append(1)
    return sorted(runs)


def v27(cases: int, share: float | None) -> int | None:
    """The severity of a caseload: above 100 per full time, above 200, from 300."""
    ratio = cases / (share or 1.0)
    return None if ratio <= 100 else 4 if ratio >= 300 else 3 if ratio > 200 else 2
