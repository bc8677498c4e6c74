"""What the rules over time reports must find, written from the domain's words in plain Python, row by row.

Nothing of the engine is used. Moments are made aware in Europe/Stockholm and compared in UTC.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]
SWEDEN = ZoneInfo("Europe/Stockholm")


def span(row: Row) -> tuple[datetime, datetime]:
    """Start and end in UTC; an end in the repeated hour that would not be after the start is its second coming."""
    start = row["start"].replace(tzinfo=SWEDEN).astimezone(UTC)
    end = row["end"].replace(tzinfo=SWEDEN).astimezone(UTC)
    if end <= start:
        end = row["end"].replace(tzinfo=SWEDEN, fold=1).astimezone(UTC)
    return start, end


def usable(rows: list[Row]) -> list[Row]:
    """Reports with a length, each exact copy once."""
    seen, kept = set(), []
    for row in rows:
        key = tuple(row[name] for name in ("staff_id", "user_id", "provider_id", "start", "end", "kind"))
        start, end = span(row)
        if end > start and key not in seen:
            seen.add(key)
            kept.append(row)
    return kept


def minutes(length: timedelta) -> int:
    return int(length.total_seconds()) // 60


def v01(rows: list[Row]) -> dict[tuple[str, str, str], int]:
    """Staff and two users: how many minutes the entries at them intersect; standby is being nowhere."""
    found: dict[tuple[str, str, str], int] = defaultdict(int)
    for one, other in combinations([row for row in usable(rows) if row["kind"] != "standby"], 2):
        if one["staff_id"] != other["staff_id"] or one["user_id"] == other["user_id"]:
            continue
        (a, b), (c, d) = span(one), span(other)
        shared = min(b, d) - max(a, c)
        if shared > timedelta():
            low, high = sorted((one["user_id"], other["user_id"]))
            found[one["staff_id"], low, high] += minutes(shared)
    return dict(found)


def stretches(rows: list[Row], staff: str, gap: timedelta = timedelta()) -> list[tuple[datetime, datetime]]:
    """Work of one person joined where it overlaps, touches, or lies less than `gap` apart; standby is no work."""
    joined: list[tuple[datetime, datetime]] = []
    work = [row for row in usable(rows) if row["staff_id"] == staff and row["kind"] != "standby"]
    for start, end in sorted(span(row) for row in work):
        apart = start - joined[-1][1] if joined else None
        if apart is not None and (apart <= timedelta() or apart < gap):
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined


def v05(rows: list[Row], staff: str) -> dict[str, int]:
    """Part → how many times rest was missing, by looking at each stretch of work between two rests."""
    found = {}
    for part, rest, around in (("daily", 11, 24), ("weekly", 36, 168)):
        times, begun, last = 0, None, None
        for start, end in [*stretches(rows, staff), (None, None)]:
            over = start is None or (last is not None and start - last >= timedelta(hours=rest))
            if begun is not None and last is not None and over:
                times += last - begun > timedelta(hours=around - rest)
                begun = None
            if start is not None:
                begun = start if begun is None else begun
            last = end
        if times:
            found[part] = times
    passes = stretches(rows, staff, timedelta(minutes=30))
    long = sum(end - start > timedelta(hours=24) for start, end in passes)
    return found | ({"pass": long} if long else {})


def v09(rows: list[Row], contracts: dict[str, tuple[date, date | None] | None]) -> dict[str, int]:
    """Registered staff → entries on days no contract covers."""
    found: dict[str, int] = defaultdict(int)
    for row in usable(rows):
        if row["staff_id"] not in contracts:
            continue
        contract, day = contracts[row["staff_id"]], row["start"].date()
        if contract is None or day < contract[0] or (contract[1] is not None and day > contract[1]):
            found[row["staff_id"]] += 1
    return dict(found)


def whole_span(rows: list[Row]) -> tuple[date, date]:
    """The first days of the first and last month that these reach from the first five days to the last five of."""
    days = [row["start"].date() for row in usable(rows)]
    first, last = min(days), max(days)
    begin = first.replace(day=1) if first.day <= 5 else (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    whole = (last + timedelta(days=5)).month != last.month
    return begin, last.replace(day=1) if whole else (last.replace(day=1) - timedelta(days=1)).replace(day=1)


def cut_months(rows: list[Row], provider: str | None) -> set[date]:
    """The first days of the months that what one provider sent begins or stops in the middle of."""
    theirs = [row for row in usable(rows) if row["provider_id"] == provider]
    if not theirs:
        return set()
    begin, end = whole_span(theirs)
    days = [row["start"].date().replace(day=1) for row in theirs]
    return {month for month in (min(days), max(days)) if not begin <= month <= end}


def runs_without(months: list[date], cut: set[date]) -> list[list[date]]:
    """Months in a row, without the cut ones that come before or after all the others of the row."""
    runs: list[list[date]] = []
    for month in months:
        if runs and (runs[-1][-1] + timedelta(days=31)).replace(day=1) == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    for run in runs:
        while run and run[0] in cut:
            run.pop(0)
        while run and run[-1] in cut:
            run.pop()
    return [run for run in runs if run]


def v11(rows: list[Row], stay: tuple[str, date, date]) -> int:
    """Entries at the user on the stay's days, those of admission and discharge left out."""
    user, first, last = stay
    begin = datetime.combine(first + timedelta(days=1), datetime.min.time())
    end = datetime.combine(last, datetime.min.time())
    return sum(row["user_id"] == user and min(row["end"], end) > max(row["start"], begin) for row in usable(rows))


def v12(rows: list[Row], user: str, died: date) -> int:
    """Entries with any time on a day after the day of death."""
    after = datetime.combine(died + timedelta(days=1), datetime.min.time())
    return sum(row["user_id"] == user and row["end"] > after for row in usable(rows))


def as_counted(rows: list[Row]) -> list[Row]:
    """Invoice lines on the days they count: a credit of an invoice of other days is drawn off that invoice's days."""
    by_number = {(row["provider_id"], row["invoice_id"]): row for row in rows}
    counted = []
    for row in rows:
        invoice = by_number.get((row["provider_id"], row.get("credits")))
        worth, credited = ((one["amount"] or one["hours"] or 0) if one else 0 for one in (row, invoice))
        if invoice and worth * credited < 0:
            apart = row["period_to"] < invoice["period_from"] or invoice["period_to"] < row["period_from"]
            row = row | {name: invoice[name] for name in ("period_from", "period_to") if apart}
        counted.append(row)
    return counted


def payouts_as_counted(rows: list[Row]) -> list[Row]:
    """Payouts on the days they count: what a deduction is sure to take back stands beside what it takes back.

    That is, of what the same payee was paid for the same user and service, in its own months or, where they were paid
    less, until then: the one of just that sum, or all that is left when it comes to it. Where its months were paid
    nothing it is also of the only one there is, in part. What has been taken back once is not taken back again, so that
    the last of a payout is taken back on the days it is left for.

    All else is of its own months. A krona that was paid back is not asked for again: what one of them has not left is
    drawn off the others, then off what their payouts have left on other days.
    """

    def mirrored(one: int, owed: float) -> list[Row]:
        share = Fraction(owed) / Fraction(left[one])
        taken = [part | {"amount": -part["amount"] * share, "again": True} for part in remains[one]]
        remains[one] += taken
        left[one] -= owed
        return taken

    def kept(row: Row, here: list[int]) -> list[Row]:
        rest, taken = Fraction(-row["amount"]), []
        months = sorted({day.replace(day=1) for day in _days_of(row)})
        shares = {month: rest * _share_in(row, month) for month in months}
        for due in (shares, dict.fromkeys(months, rest)):
            for month in months if rest * 100 > len(here) else ():
                owed = min(rest, due[month])
                of_month = [day for day in _days_of(row) if day.replace(day=1) == month]
                for one in here:
                    there = sum(part["amount"] * _share_in(part, month) for part in remains[one])
                    part = max(Fraction(0), min(owed, Fraction(left[one]), there))
                    part_row = row | {"amount": -part, "period_from": of_month[0], "period_to": of_month[-1]}
                    remains[one].append(part_row)
                    taken.append(part_row)
                    left[one], owed, rest = left[one] - part, owed - part, rest - part
        for one in here:
            part = min(Fraction(left[one]), rest)
            taken += mirrored(one, part) if part else []
            rest -= part
        return [*taken, row | {"amount": -rest}]

    remains = {at: [row] for at, row in enumerate(rows)}
    left = {at: row["amount"] for at, row in enumerate(rows) if row["amount"] > 0}
    order = sorted(range(len(rows)), key=lambda at: (rows[at]["period_from"], at))
    counted = [row for row in rows if row["amount"] >= 0]
    for at in (one for one in order if rows[one]["amount"] < 0):
        row, owed = rows[at], -rows[at]["amount"]
        begin, end = (f"{row[name]:%Y-%m}" for name in ("period_from", "period_to"))
        theirs = [
            one
            for one in order
            if left.get(one) and all(rows[one][name] == row[name] for name in ("payee_id", "user_id", "service"))
        ]
        of_months = {one: [f"{rows[one][name]:%Y-%m}" for name in ("period_from", "period_to")] for one in theirs}
        here = [one for one in theirs if of_months[one][0] <= end and of_months[one][1] >= begin]
        before = [one for one in theirs if of_months[one][0] <= end]
        parts: list[int] = []
        less = sum(left[one] for one in here) < owed
        for group in [here, before] if less else [here]:
            alone = [one for one in group if left[one] == owed]
            parts = parts or (alone if len(alone) == 1 else group if sum(left[one] for one in group) == owed else [])
        if not parts and less and not here and len(before) == 1 and left[before[0]] > owed:
            counted += mirrored(before[0], owed)
        elif not parts:
            counted += kept(row, here)
        for one in parts:
            counted += mirrored(one, left[one])
    return counted


def _days_of(row: Row) -> list[date]:
    first, last = row["period_from"], row["period_to"]
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _share_in(row: Row, month: date) -> Fraction:
    """Which part of a row's days lies in a month."""
    days = _days_of(row)
    return Fraction(sum(day.replace(day=1) == month for day in days), len(days))


def still_paid(rows: list[Row], first: date, last: date, by: tuple[str, ...]) -> int:
    """Rows that pay or bill something for these days, in months where no more is taken back or credited than was paid.

    A credit note that names an invoice is drawn off that one alone first: an invoice that has been credited away does
    not come back because others stand beside it.
    """
    named = {row.get("credits") for row in rows} - {None}
    for row in rows:
        row["account"] = row.get("credits") or (row["invoice_id"] if row["invoice_id"] in named else None)
    tied = {at for at, row in enumerate(rows) if row["account"]}
    left = _standing(rows, tied, first, last, (*by, "account"))
    found = _standing(rows, {at for at in range(len(rows)) if at not in tied or at in left}, first, last, by)
    return sum((rows[at]["amount"] or rows[at]["hours"]) > 0 for at in found if "again" not in rows[at])


def _standing(rows: list[Row], places: set[int], first: date, last: date, by: tuple[str, ...]) -> set[int]:
    """The rows in months of which something is left.

    A row is spread over its days. A month counts in money where all its rows tell money, else in hours where all tell
    hours; else those that tell no money are held by their hours, apart from the others. Months are told apart by these
    columns, a credit note's service being that of the invoice it names.
    """
    services = {row["invoice_id"]: row["service"] for row in rows}
    months: dict[tuple[Any, ...], dict[int, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for at in places:
        row, length = rows[at], (rows[at]["period_to"] - rows[at]["period_from"]).days + 1
        service = services.get(row.get("credits"), row["service"])
        for number in range(length):
            day = row["period_from"] + timedelta(days=number)
            if first <= day <= last and (row["amount"] or row["hours"]):
                key = day.year, day.month, *((row | {"service": service})[name] for name in by)
                months[key][at] += Fraction(1, length)
    standing: set[int] = set()
    for parts in months.values():
        without = {at for at in parts if not rows[at]["amount"]}
        timed = {at for at in parts if rows[at]["hours"]}
        halves = [("hours", set(parts))] if without and timed == set(parts) else []
        for unit, held in halves or [("amount", set(parts) - without), ("hours", without)]:
            if sum(Fraction(rows[at][unit] or 0) * parts[at] for at in held) * 100 >= 1:
                standing |= held
    return standing


def v16(rows: list[Row], invoiced: dict[tuple[str, int, int], float]) -> set[tuple[str, int, int]]:
    """User and month where invoiced hours pass reported ones by more than a quarter of an hour."""
    reported: dict[tuple[str, int, int], float] = defaultdict(float)
    counted: dict[tuple[str, str, str | None, int], tuple[float, tuple[str, int, int]]] = {}
    for row in sorted(usable(rows), key=lambda row: span(row)[0]):
        start, end = span(row)
        worth = {"waiting": 0.25, "standby": 1 / 7}.get(row["kind"], 1.0)
        month = row["user_id"], row["start"].year, row["start"].month
        for minute in range(round(minutes(end - start))):
            moment = row["staff_id"], row["user_id"], row.get("provider_id"), round(start.timestamp()) // 60 + minute
            if worth > counted.get(moment, (0.0, month))[0]:
                counted[moment] = worth, month
    for worth, month in counted.values():
        reported[month] += worth / 60
    return {key for key, hours in invoiced.items() if hours - reported[key] > 0.25 + 1e-9}


def v16_by_user(rows: list[Row], lines: list[Row]) -> dict[str, tuple[int, int]]:
    """User → how many months or stretches of months are invoiced above reported, and lines nobody came for.

    A user's lines that reach over several months are held against those months together, with all that share one.
    """
    found = {}
    for user in {line["user_id"] for line in lines}:
        theirs = [line for line in lines if line["user_id"] == user]
        spans = sorted(tuple(line[name].replace(day=1) for name in ("period_from", "period_to")) for line in theirs)
        groups: list[tuple[date, date]] = []
        for first, last in spans:
            if groups and first <= groups[-1][1]:
                groups[-1] = groups[-1][0], max(last, groups[-1][1])
            else:
                groups.append((first, last))
        over = 0
        for first, last in groups:
            hours = sum(line["hours"] for line in theirs if first <= line["period_from"].replace(day=1) <= last)
            done = {  # what one person reported twice for one provider counts once
                (row["staff_id"], row["provider_id"], minute)
                for row in usable(rows)
                if row["user_id"] == user and first <= row["start"].date().replace(day=1) <= last
                for minute in range(*(round(moment.timestamp()) // 60 for moment in span(row)))
            }
            over += hours - len(done) / 60 > 0.25 + 1e-9
        idle = sum(not any(came_for(row, line) for row in usable(rows)) for line in theirs)
        if over or idle:
            found[user] = over, idle
    return found


def came_for(row: Row, line: Row) -> bool:
    """Whether a report can be the visit a line bills: at the user, on its days, by its provider or an unnamed one."""
    day, by = row["start"].date(), row["provider_id"]
    here = row["user_id"] == line["user_id"] and line["period_from"] <= day <= line["period_to"]
    return here and by in ("", line["provider_id"])


def v22_by_part(rows: list[Row], plans: list[Row], user: str) -> dict[str, tuple[date, int]]:
    """Part → first day and number of people: more than fifteen, one alone, or others than planned.

    Of the fourteen days that tell it most, the first: the most people, the most visits, the largest difference. Days
    before the first or after the last that anybody is planned for at the user may stand in a schedule nobody has read.
    """

    def daytime(sent: list[Row]) -> list[Row]:
        return [row for row in usable(sent) if row["kind"] == "assistance" and 7 <= row["start"].hour < 22]

    came, meant = daytime(rows), daytime(plans)
    best: dict[str, tuple[float, date, int]] = {}
    day = min((row["start"].date() for row in came), default=date(2100, 1, 1))
    while came and day + timedelta(days=13) <= max(row["start"].date() for row in came):
        theirs, wanted = (
            [row for row in sent if row["user_id"] == user and 0 <= (row["start"].date() - day).days < 14]
            for sent in (came, meant)
        )
        per_day = [sum(row["start"].date() == day + timedelta(days=n) for row in theirs) for n in range(14)]
        people, planned = ({row["staff_id"] for row in sent} for sent in (theirs, wanted))
        told: list[tuple[str, float]] = []
        if min(per_day) >= 2 and len(people) > 15:
            told.append(("high", len(people)))
        if len(theirs) >= 28 and len(people) < 2:
            told.append(("low", len(theirs)))
        both = len(people & planned)
        differs = max(1 - both / len(people), 1 - both / len(planned)) if people and planned else 0.0
        days = [row["start"].date() for row in meant if row["user_id"] == user]
        known = bool(days) and min(days) <= day and day + timedelta(days=13) <= max(days)
        if known and min(per_day) >= 2 and differs > 0.4 + 1e-9:
            told.append(("schedule", differs))
        for part, much in told:
            if part not in best or much > best[part][0] + 1e-9:
                best[part] = much, day, len(people)
        day += timedelta(days=1)
    return {part: (day, people) for part, (_, day, people) in best.items()}
