"""What the rules over whole months of reports must find, written from the domain's words in plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from oracle_decisions import months_on
from oracle_time import cut_months, minutes, runs_without, span, usable, whole_span

Row = dict[str, Any]
ONE_DAY = timedelta(days=1)


def by_month(rows: list[Row], user: str) -> dict[date, list[Row]]:
    """A user's reports by the first day of the month they begin in."""
    found: dict[date, list[Row]] = defaultdict(list)
    for row in usable(rows):
        if row["user_id"] == user:
            found[row["start"].date().replace(day=1)].append(row)
    return dict(found)


def total(rows: list[Row]) -> int:
    return sum(minutes(span(row)[1] - span(row)[0]) for row in rows)


def whole_months(first: date, last: date, today: date) -> list[date]:
    """The months from one to another that are over by today."""
    months = []
    while first <= last and months_on(first, 1) <= today + ONE_DAY:
        months.append(first)
        first = months_on(first, 1)
    return months


def v23(reports: list[Row], plans: list[Row], user: str, today: date) -> list[date]:
    """Months with under 80 or over 110 % of the planned time, or more than a fifth of visits under half as long.

    A planned visit's report is the one that begins nearest to it, at most two hours off; a month speaks of cut visits
    when at least five were matched. One that all reports or plans begin or end in the middle of is not
    asked, and one that those of the user's provider do only where it lies between others.
    """
    done, planned = by_month(reports, user), by_month(plans, user)
    kept, wanted = usable(reports), usable(plans)
    if not kept or not wanted:
        return []
    known, then = whole_span(reports), whole_span(plans)
    providers = {row["provider_id"] for row in (*kept, *wanted) if row["user_id"] == user}
    cut = {month for provider in providers for sent in (reports, plans) for month in cut_months(sent, provider)}
    found = []
    for month in whole_months(max(known[0], then[0]), min(known[1], then[1]), today):
        plan, was = total(planned.get(month, [])), total(done.get(month, []))
        off = plan > 0 and not 0.8 - 1e-9 <= was / plan <= 1.1 + 1e-9
        matched = short = 0
        for visit in planned.get(month, []):
            near = nearest(visit, [row for row in kept if row["user_id"] == user])
            if near is not None:
                matched += 1
                short += total([near]) < 0.5 * total([visit])
        if off or (matched >= 5 and short > 0.2 * matched + 1e-9):
            found.append(month)
    return [month for run in runs_without(found, cut) for month in run]


def nearest(visit: Row, rows: list[Row]) -> Row | None:
    """The report that begins nearest to the planned visit, the earlier of two, at most two hours off."""
    best = min(rows, key=lambda row: (abs(row["start"] - visit["start"]), row["start"]), default=None)
    return best if best is not None and abs(best["start"] - visit["start"]) <= timedelta(hours=2) else None


def v24(rows: list[Row], staff: str, user: str) -> dict[date, set[str]]:
    """Months of fifteen or more reports even and alike, the month before moved, or registered in an hour."""
    theirs = [row for row in usable(rows) if row["staff_id"] == staff and row["user_id"] == user]
    months: dict[date, list[Row]] = defaultdict(list)
    for row in theirs:
        months[row["start"].date().replace(day=1)].append(row)
    months = {month: group for month, group in months.items() if len(group) >= 15}
    found: dict[date, set[str]] = defaultdict(set)
    for month, group in months.items():
        if even_and_alike(group):
            found[month].add("even")
        before = months.get(months_on(month, -1))
        if before and any(moved(before, group, month, days) for days in (28, 35, (month - months_on(month, -1)).days)):
            found[month].add("shifted")
        registered = [row["registered_at"] for row in group]
        if None not in registered and max(registered) - min(registered) <= timedelta(hours=1):
            found[month].add("registered")
    return {month: reasons for month, reasons in found.items() if reasons}


def even_and_alike(group: list[Row]) -> bool:
    """Nine in ten on the quarter, and of those nine in ten of all with the weekday's commonest times."""
    quarters = [row for row in group if row["start"].minute % 15 == 0 and row["end"].minute % 15 == 0]
    weekdays: dict[int, Counter[tuple[Any, Any]]] = defaultdict(Counter)
    for row in group:
        weekdays[row["start"].weekday()][row["start"].time(), row["end"] - row["start"]] += 1
    alike = sum(times.most_common(1)[0][1] for times in weekdays.values())
    most = 0.9 * len(group) - 1e-9
    return len(quarters) >= most and alike >= most


def moved(before: list[Row], group: list[Row], month: date, days: int) -> bool:
    """Whether a month is the one before moved by so many days, where the two overlap, in fifteen reports or more."""
    later = months_on(month, 1)
    by = timedelta(days=days)

    def inside(moment: datetime, first: date, after: date) -> bool:
        return first <= moment.date() < after

    came = sorted((row["start"] + by, row["end"] + by) for row in before if inside(row["start"] + by, month, later))
    known = sorted(
        (row["start"], row["end"]) for row in group if inside(row["start"] - by, months_on(month, -1), month)
    )
    return came == known and len(came) >= 15


def v29(attendance: list[Row], payouts: list[Row], today: date) -> list[int]:
    """The lengths of runs of months to ask about: paid in full in spite of absence, unreported, or oral alone.

    What is drawn off a month makes it less than full; a payout that was taken back whole has not been paid.
    """
    months: dict[date, list[Row]] = defaultdict(list)
    for row in attendance:
        months[row["date"].replace(day=1)].append(row)
    paid: dict[date, float] = defaultdict(float)
    drawn: dict[date, float] = defaultdict(float)
    wholly = {row["amount"] for row in payouts} & {-row["amount"] for row in payouts}
    for row in payouts:
        days = (row["period_to"] - row["period_from"]).days + 1
        for number in range(days):
            month = (row["period_from"] + number * ONE_DAY).replace(day=1)
            paid[month] += row["amount"] / days
            drawn[month] += max(0, -row["amount"]) / days if -row["amount"] not in wholly else 0
    if not months:
        return []
    most, told = max(paid.values(), default=0), set()
    over = [month for month in months if months_on(month, 1) <= today + ONE_DAY]
    for month in {*months, *paid}:
        money = paid.get(month, 0)
        if month not in months:
            if over and money > 0.01 and min(months) <= month <= max(over):
                told.add(month)
            continue
        rows = months[month]
        planned, attended = (sum(max(0, row[name]) for row in rows) for name in ("planned_hours", "attended_hours"))
        missing = {
            row["date"]
            for row in rows
            if row["absence_code"] == "ogiltig"
            or (not row["absence_code"] and row["planned_hours"] > 0 and row["attended_hours"] <= 0)
        }
        absent = planned > 0 and attended / planned < 0.8 - 1e-9
        if (absent or len(missing) >= 3) and money > 0.01 and money >= 0.95 * max(most, money + drawn[month]) - 0.02:
            told.add(month)
        if {row["channel"] for row in rows if row["channel"]} == {"oral"}:
            told.add(month)
    runs: list[list[date]] = []
    for month in sorted(told):
        if runs and months_on(runs[-1][-1], 1) == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    return [len(run) for run in runs]
