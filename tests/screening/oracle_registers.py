"""What the rules over staff, providers, licences, choices and contacts must find, in plain Python row by row."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from oracle_time import usable

Row = dict[str, Any]
ONE_DAY = timedelta(days=1)
FAR = date(2100, 1, 1)
LONG_AGO = date(1900, 1, 1)


def days_between(first: date, last: date) -> list[date]:
    """Every day from one to another, both counted."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def eighteen(born: date) -> date:
    """The day somebody turns eighteen; who is born on a leap day does so on the 28th of February."""
    try:
        return born.replace(year=born.year + 18)
    except ValueError:
        return date(born.year + 18, 2, 28)


def v10(rows: list[Row], staff: list[Row], forbidding: set[str], born: dict[str, date]) -> dict[tuple[str, str], int]:
    """Staff and reason → entries: under eighteen, living outside the EEA, or a relative where the contract forbids."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for row in usable(rows):
        theirs, day = [one for one in staff if one["staff_id"] == row["staff_id"]], row["start"].date()
        if not theirs:
            continue
        if day < eighteen(born[row["staff_id"]]):
            found[row["staff_id"], "age"] += 1
        holding = holding_on(day, theirs)
        if any(one["resident_in"] == "USA" for one in holding):
            found[row["staff_id"], "residence"] += 1
        if any(one["relation"] == "syster" for one in holding) and row["provider_id"] in forbidding:
            found[row["staff_id"], "relation"] += 1
    return dict(found)


def holding_on(day: date, contracts: list[Row]) -> list[Row]:
    """The contracts of a person that hold on a day, of each provider's the one begun last.

    On a day that none covers: the one begun last before it, else the first of all.
    """

    def begins(one: Row) -> date:
        return one["contract_from"] or LONG_AGO

    covering = []
    for provider in {one["provider_id"] for one in contracts}:
        begun = [one for one in contracts if one["provider_id"] == provider and begins(one) <= day]
        last = max(map(begins, begun), default=None)
        covering += [one for one in begun if begins(one) == last and day <= (one["contract_to"] or FAR)]
    if covering:
        return covering
    last = max((begins(one) for one in contracts if begins(one) <= day), default=min(map(begins, contracts)))
    return [one for one in contracts if begins(one) == last]


def unlicensed_days(licences: list[Row], first: date, last: date, today: date | None = None) -> set[date]:
    """The days without any valid licence; with a day to be today, the two weeks of grace are let be.

    They are counted from when the user was told; where nobody has noted that, from the end of the licence.
    """
    covered: set[date] = set()
    for licence in licences:
        begin, end = licence["from"] or LONG_AGO, licence["to"]
        if licence["status"] == "återkallat" and end is None:
            continue
        until = end or FAR
        if end and today:
            told = licence["users_told_on"]
            known = told if told and told <= today else end
            until = max(end, known + 14 * ONE_DAY)
        covered |= {day for day in days_between(first, last) if begin <= day <= until}
    return set(days_between(first, last)) - covered


LICENSED = ("personlig assistans", "kontaktperson")


def v10_licence(rows: list[Row], licences: list[Row], decisions: list[Row], today: date) -> dict[str, int]:
    """Service → entries of the private provider “p” on days without licence for it, the two weeks of grace let be.

    It came for what the decisions of that day name it for; where none does, for any of those that name nobody.
    """
    kept = usable(rows)
    found: dict[str, int] = defaultdict(int)
    if not kept:
        return found
    days = [row["start"].date() for row in kept]
    bare = {
        service: unlicensed_days([one for one in licences if one["service"] == service], min(days), max(days), today)
        for service in LICENSED
    }
    for day in days:
        held = [
            one
            for one in decisions
            if (one["valid_from"] or one["decided_on"]) <= day <= (one["valid_to"] or FAR)
            and one["provider_id"] in ("p", None)
        ]
        named = {one["service"] for one in held if one["provider_id"]}
        lacking = {one["service"] for one in held if day in bare.get(one["service"], ())}
        if named:
            lacking &= named
        elif any(one["service"] not in lacking for one in held):
            lacking = set()
        for service in lacking:
            found[service] += 1
    return found


def v31(lines: list[Row], licences: list[Row], decisions: list[Row]) -> dict[str, int]:
    """Licensed service → invoice lines for it whose period holds a day without licence.

    A line names its service, perhaps with more words; one without a word about it is of the user's only service.
    """
    found: dict[str, int] = defaultdict(int)
    theirs = {one["service"] for one in decisions}
    for line in lines:
        name = (line["service"] or "").lower()
        only = min(theirs) if len(theirs) == 1 and not name else None
        service = next((service for service in LICENSED if service in name), only)
        own = [one for one in licences if one["service"] == service]
        if service in LICENSED and unlicensed_days(own, line["period_from"], line["period_to"]):
            found[service] += 1
    return found


def v25(choices: list[Row], events: list[tuple[date, str, str]], today: date) -> dict[tuple[str, str], set[str]]:
    """Old and new provider → users who changed within 90 days of the latest thing a review did."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for user in {row["user_id"] for row in choices}:
        theirs = sorted((row for row in choices if row["user_id"] == user), key=lambda row: row["from"])
        for old, new in pairwise(theirs):
            day = new["from"]
            before = [
                when
                for when, whom, at in events
                if when <= day and (whom == user if whom else at == old["provider_id"])
            ]
            late = before and (day - max(before)).days <= 90
            if old["provider_id"] != new["provider_id"] and day <= today and late:
                found[old["provider_id"], new["provider_id"]].add(user)
    return dict(found)


def v26(rows: list[Row], today: date) -> int | None:
    """The most users one representative has on any one day that has come, where they are five or more."""
    most = 0
    for day in {row["from"] or LONG_AGO for row in rows}:
        if day <= today:
            users = {row["user_id"] for row in rows if (row["from"] or LONG_AGO) <= day <= (row["to"] or FAR)}
            most = max(most, len(users))
    return most if most >= 5 else None


def v28(
    begun: date | None, notes: list[Row], met: list[date], fees: list[tuple[date, str | None]], today: date
) -> tuple[int, int] | None:
    """Failed contacts in the first sixty days that hold three, and days since the last meeting where over sixty."""
    known = [note for note in notes if note["date"] <= today]
    failed = sorted(note["date"] for note in known if note["outcome"] == "failed")
    attempts = 0
    for first in failed:
        inside = sum(first <= day < first + timedelta(days=60) for day in failed)
        if inside >= 3:
            attempts = inside
            break
    own = [day for day, service in fees if service in (None, "kontaktperson")]
    start = begun if begun and begun <= today else min(own, default=None)
    meetings = [note["date"] for note in known if note["kind"] in ("meeting", "visit") and note["outcome"] != "failed"]
    last = max([*meetings, *(day for day in met if day <= today), *([start] if start else [])], default=None)
    silent = (today - last).days if last and (today - last).days > 60 else 0
    return (attempts, silent) if attempts or silent else None


def v30(parties: list[tuple[str, str, str]]) -> set[frozenset[str]]:
    """Names that share one telephone number across registers without a declared relation.

    Shape: each party is its register, its name, and "related" where the relation is declared.
    """
    names = {name for _, name, _ in parties}
    kinds = {kind for kind, _, _ in parties}
    loose = any(kind == "providers" or (kind != "users" and declared != "related") for kind, _, declared in parties)
    return {frozenset(names)} if len(kinds) > 1 and len(names) > 1 and loose else set()
