"""What the rules over granted help must find, written from the domain's words in plain Python, day by day."""

from __future__ import annotations

import calendar
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from oracle_decisions import months_on
from oracle_time import cut_months, minutes, runs_without, span, usable, whole_span

Row = dict[str, Any]
ONE_DAY = timedelta(days=1)
FAR = date(2100, 1, 1)


def first_day(decision: Row) -> date:
    """The first granted day."""
    return decision["valid_from"] or decision["decided_on"]


def granted_on(decisions: list[Row], day: date, *, own_only: Row | None = None) -> list[Row]:
    """The decisions of one user and service that hold on a day.

    A later one replaces an earlier one of the same provider from its first day on.
    """
    holding = []
    for decision in decisions:
        first = first_day(decision)
        replaced = any(
            other["provider_id"] == decision["provider_id"] and first < first_day(other) <= day for other in decisions
        )
        if first <= day <= (decision["valid_to"] or FAR) and not replaced:
            holding.append(decision)
    return [one for one in holding if own_only is None or one is own_only]


def hours_a_week(decision: Row) -> float:
    """A decision's rate, double assistance left out; a month is 365.25 / 12 days."""
    amount = decision["amount"]
    return {
        "hours/week": amount,
        "hours/month": amount * 12 * 7 / 365.25,
        "minutes/day": amount * 7 / 60,
    }.get(decision["unit"], 0.0)


def hours_on(decision: Row, day: date) -> float:
    """What a decision grants one day, double assistance counted in."""
    amount, double = decision["amount"], decision.get("double_hours") or 0
    if decision["unit"] == "hours/week":
        return (amount + double) / 7
    if decision["unit"] == "minutes/day":
        return amount / 60 + double
    return (amount + double) / calendar.monthrange(day.year, day.month)[1]


def v13(user: Row, decisions: list[Row], host: str, today: date) -> tuple[str, int] | None:
    """Granted days without registration in the municipality, else days from registration to application if < 60.

    Who was registered only after applying had been so for no day. Where nobody has told when a decision was applied
    for, the day it was made stands for it, and who was registered later than that is asked about for the days granted.
    """
    elsewhere = user["municipality_registered"] not in (None, "", host)
    here_from, here_to = user["registered_from"] or date(1900, 1, 1), user["registered_to"] or FAR
    outside, fresh = set(), []
    for decision in decisions:
        day, gap = first_day(decision), False
        while day <= min(decision["valid_to"] or FAR, today, user["deceased_on"] or FAR):
            here = here_from <= day <= here_to
            if here if elsewhere else not here:
                outside.add(day)
                gap = True
            day += ONE_DAY
        if not elsewhere and user["registered_from"]:
            before = ((decision["applied_on"] or decision["decided_on"]) - user["registered_from"]).days
            if 0 <= before < 60 or (before < 0 and decision["applied_on"] and not gap):
                fresh.append(before)
    if outside:
        return "days", len(outside)
    return ("before", min(fresh)) if fresh else None


def v14(decisions: list[Row], today: date) -> float | None:
    """The largest rise within 90 days of half and of seven hours, in hours a week."""
    best = None
    hourly = [one for one in decisions if hours_a_week(one) > 0]
    day = min((first_day(one) for one in hourly), default=None)
    if day is None:
        return None
    rates: dict[date, float] = {}
    until = min(today, max(first_day(one) for one in hourly))
    look = day - timedelta(days=90)
    while look <= until:
        rates[look] = sum(hours_a_week(one) for one in granted_on(hourly, look))
        look += ONE_DAY
    for at in sorted({first_day(one) for one in hourly if first_day(one) <= today}):
        before = [rates[at - timedelta(days=back)] for back in range(1, 91) if at - timedelta(days=back) in rates]
        low = min((rate for rate in before if rate > 0), default=0.0)
        after = rates[at]
        if low > 0 and after - low >= 7 - 1e-9 and after >= low * 1.5 - 1e-9:
            best = max(best or 0.0, after - low)
    return best


def v15_by_service(decisions: list[Row], lines: list[Row]) -> list[int]:
    """Minutes above what was granted: of the lines for home care, which all these decisions are on, and of the others.

    A line names home care, perhaps with more words, or nothing at all. One of another service is held against nothing;
    one of a name that tells no service against what the lines for home care have left of the grant.
    """
    own = [line for line in lines if not line["service"] or "hemtjänst" in line["service"].lower()]
    other = [line for line in lines if line["service"] == "Ledsagning mars 2026"]
    rest = [line for line in lines if line not in own and line not in other]
    over = v15_months(decisions, own), v15_months([], other), v15_left(decisions, own, rest)
    return sorted(minutes for minutes in over if minutes is not None)


def v15_months(decisions: list[Row], lines: list[Row]) -> int | None:
    """Minutes invoiced above what was granted, over the months where it was."""
    return v15_left(decisions, [], lines)


def v15_left(decisions: list[Row], before: list[Row], lines: list[Row]) -> int | None:
    """Minutes of these lines above what those before them left of the grant, over the months where there are any."""
    first, then = billed_by_month(before), billed_by_month(lines)
    over = 0.0
    for (year, month), hours in then.items():
        granted = sum(
            hours_on(decision, date(year, month, number))
            for number in range(1, calendar.monthrange(year, month)[1] + 1)
            for decision in granted_on(decisions, date(year, month, number))
        )
        used = min(granted, first.get((year, month), 0.0))
        if hours + used > granted + 0.005 + 1e-9:
            over += hours + used - granted
    return round(over * 60) if over else None


def v15_assistance(decision: Row, lines: list[Row]) -> list[tuple[str, int, int]]:
    """Part, severity and minutes: above the grant of a period of six months; in a month; on days nothing is granted.

    Hours may be moved within a period. A line is shared among the periods as what was granted on its days.
    """
    first, until = first_day(decision), max(line["period_to"] for line in lines)
    last = decision["valid_to"] or FAR

    def granted(begin: date, end: date) -> float:
        days = (min(end, last) - max(begin, first)).days + 1
        return sum(hours_on(decision, max(begin, first) + number * ONE_DAY) for number in range(max(0, days)))

    whole = [granted(line["period_from"], line["period_to"]) for line in lines]
    inside = [line for line, hours in zip(lines, whole, strict=True) if hours]
    found, told, begin = [], set(), first
    while begin <= min(last, until):
        end = min(months_on(begin, 6) - ONE_DAY, last)
        hours = sum(
            line["hours"] * granted(max(begin, line["period_from"]), min(end, line["period_to"])) / of
            for line, of in zip(lines, whole, strict=True)
            if of
        )
        if hours > granted(begin, end) + 0.01 + 1e-9:
            found.append(("period", 3, round((hours - granted(begin, end)) * 60)))
            told |= {(day.year, day.month) for day in (begin + n * ONE_DAY for n in range((end - begin).days + 1))}
        begin = end + ONE_DAY
    for part, severity, some in (
        ("month", 1, inside),
        ("outside", 2, [line for line in lines if line not in inside]),
    ):
        over = 0.0
        for (year, month), hours in billed_by_month(some).items():
            days = date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
            allowed = granted(*days) if part == "month" else 0.0
            if hours > allowed + 0.01 + 1e-9 and (part == "outside" or (year, month) not in told):
                over += hours - allowed
        if over:
            found.append((part, severity, round(over * 60)))
    return sorted(found)


def v14_mean(decisions: list[Row], today: date) -> float | None:
    """The largest rise in per cent of a provider's mean of granted hours a week, six months apart, of five users."""

    def on(day: date) -> tuple[int, float]:
        holding = [one for one in decisions if first_day(one) <= day <= (one["valid_to"] or FAR)]
        users = {one["user_id"] for one in holding}
        return len(users), sum(hours_a_week(one) for one in holding) / max(1, len(users))

    best, month = None, months_on(today.replace(day=1), -18)
    while month <= today:
        (many, after), (earlier, before) = on(month), on(months_on(month, -6))
        if min(many, earlier) >= 5 and (after / before - 1) * 100 >= 20 - 1e-9:
            best = max(best or 0.0, (after / before - 1) * 100)
        month = months_on(month, 1)
    return best


def billed_by_month(lines: list[Row]) -> dict[tuple[int, int], float]:
    """Hours by year and month; a line is spread over its days."""
    billed: dict[tuple[int, int], float] = defaultdict(float)
    for line in lines:
        days = (line["period_to"] - line["period_from"]).days + 1
        for number in range(days):
            day = line["period_from"] + number * ONE_DAY
            billed[day.year, day.month] += line["hours"] / days
    return billed


def v18(decision: Row, decisions: list[Row], rows: list[Row], today: date, died: date | None) -> list[tuple[int, int]]:
    """Runs of months with less than half delivered: their length, and the longest stretch of nothing at all.

    An occasion is a day on which anybody came; months after the user's death, or in which it fell, are not asked,
    nor one that all reports begin or end in the middle of; one that those of the decision's provider do only where
    it lies between others.
    """
    kept = usable(rows)
    if not kept:
        return []
    theirs = [row for row in kept if row["user_id"] == decision["user_id"]]
    month, final = whole_span(rows)
    cut = cut_months(rows, decision["provider_id"])
    begun = decision["executed_on"] if decision["executed_on"] and decision["executed_on"] <= today else None
    begun = begun or min((row["start"].date() for row in theirs), default=None)
    short: list[tuple[date, float]] = []
    while month <= final and months_on(month, 1) <= today + ONE_DAY:
        last = months_on(month, 1) - ONE_DAY
        inside = [row for row in theirs if month <= row["start"].date() <= last]
        days = (last - month).days + 1
        if decision["unit"] == "occasions/month":
            wanted, done = decision["amount"], float(len({row["start"].date() for row in inside}))
        else:
            rate = {"hours/week": days / 7, "hours/month": 1.0, "minutes/day": days / 60}[decision["unit"]]
            wanted = decision["amount"] * rate
            done = sum(minutes(span(row)[1] - span(row)[0]) for row in inside) / 60
        whole = begun is not None and max(first_day(decision), begun) <= month
        holds = whole and bool(granted_on(decisions, last, own_only=decision))
        holds = holds and not paused(decision, month, last) and (died is None or last <= died)
        if holds and done < wanted * 0.5 - 1e-9:
            short.append((month, done))
        month = months_on(month, 1)
    came = dict(short)
    runs = [[(month, came[month]) for month in run] for run in runs_without([month for month, _ in short], cut)]
    return [(len(run), longest_nothing(run)) for run in runs]


def paused(decision: Row, first: date, last: date) -> bool:
    """Whether the service was interrupted on any day of the month."""
    interrupted, resumed = decision["interrupted_on"], decision["resumed_on"]
    if interrupted is None or interrupted > last:
        return False
    return resumed is None or resumed < interrupted or resumed > first


def longest_nothing(run: list[tuple[date, float]]) -> int:
    """The most months in a row without anything delivered."""
    most = now = 0
    for _, done in run:
        now = now + 1 if done == 0 else 0
        most = max(most, now)
    return most
