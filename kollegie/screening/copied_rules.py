"""V24: time reports that look written at a desk: even, alike week by week, copied, or registered all at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from kollegie.language import grouped
from kollegie.model.severity import Severity
from kollegie.screening.by_user import OfUsers
from kollegie.screening.material import Entries, Material
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, Said, rows, subjects
from kollegie.screening.swedish_time import (
    DAY,
    NONE,
    Bools,
    Ints,
    Longs,
    first_of_month,
    in_parts,
    month_of,
    month_text,
    months_of,
    weekdays_of,
)
from kollegie.screening.sweep import group_ends, group_starts, spread
from kollegie.screening.wording import moment_text, number


@dataclass(frozen=True)
class Months:
    """Entries grouped by user, person and month: where each group begins and ends among them."""

    entries: OfUsers
    begin: Longs
    end: Longs
    who: Ints
    user: Ints
    month: Ints


@dataclass(slots=True)
class Found:
    """Why one group looks copied."""

    group: int
    steps: list[Said] = field(default_factory=list)
    reasons: set[str] = field(default_factory=set)


def copied(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V24: per person, user and month, at least fifteen entries that are too even, too alike or registered at once."""
    reports = material.reports
    even = np.zeros(len(reports), bool)
    for part in in_parts(len(reports)):
        begun = part.start + np.flatnonzero(reports.wall_start[part] % 15 == 0)
        even[begun] = reports.wall_end[begun] % 15 == 0
    told = int(reports.records["registered_at"].max(initial=NONE)) != NONE
    for entries in reports.by_user.in_turn():
        yield from _copied_among(reports, entries, even, told, chosen)


def _copied_among(reports: Entries, entries: OfUsers, even: Bools, told: bool, chosen: Chosen) -> Iterator[Hit]:
    months = _grouped(entries, int(chosen["n"]))
    if not len(months.begin):
        return
    found: dict[int, Found] = {}
    for group, step in _even_and_alike(reports, months, even, chosen["share"]):
        _note(found, group, step, "even")
    for group, step in _shifted(reports, months, int(chosen["n"])):
        _note(found, group, step, "shifted")
    for group, step in _registered_at_once(reports, months, chosen["at_once_min"]) if told else ():
        _note(found, group, step, "registered")
    run: list[Found] = []
    for group in sorted(found):
        if run and not _follows(months, run[-1].group, group):
            yield _copied_hit(reports, months, run)
            run = []
        run.append(found[group])
    if run:
        yield _copied_hit(reports, months, run)


def _note(found: dict[int, Found], group: int, step: Said, reason: str) -> None:
    known = found.setdefault(group, Found(group))
    known.steps.append(step)
    known.reasons.add(reason)


def _follows(months: Months, one: int, other: int) -> bool:
    same = months.who[one] == months.who[other] and months.user[one] == months.user[other]
    return bool(same and months.month[other] == months.month[one] + 1)


def _grouped(entries: OfUsers, least: int) -> Months:
    """The groups with at least so many of these entries, in order of user, person and month."""
    month = months_of(entries.wall_start // np.int32(DAY))
    begin = group_starts(entries.user, entries.who, month)
    end = group_ends(begin, len(month))
    large = end - begin >= least
    begin, end = begin[large], end[large]
    return Months(entries, begin, end, entries.who[begin], entries.user[begin], month[begin])


def _even_and_alike(reports: Entries, months: Months, even: Bools, share: float) -> Iterator[tuple[int, Said]]:
    """Groups where nearly all times are on the quarter and nearly all of a weekday's passes alike."""
    sizes = months.end - months.begin
    so_far = np.append(0, np.cumsum(even[months.entries.order], dtype=np.int32))
    even_count = so_far[months.end] - so_far[months.begin]
    candidates = even_count >= share * sizes - 1e-9
    places, group = spread(months.begin[candidates], months.end[candidates]), np.flatnonzero(candidates)
    group = np.repeat(group, sizes[candidates])
    start, end = months.entries.wall_start[places], reports.wall_end[months.entries.order[places]]
    weekday = weekdays_of(start // DAY)
    pattern = (start % DAY).astype(np.int64) * (DAY * 8) + np.minimum(end - start, DAY * 8 - 1)
    order = np.lexsort((pattern, weekday, group))
    group, weekday, pattern = group[order], weekday[order], pattern[order]
    begin = group_starts(group, weekday, pattern)
    count = group_ends(begin, len(group)) - begin
    by_weekday = group_starts(group[begin], weekday[begin])
    if not len(by_weekday):
        return
    commonest = np.maximum.reduceat(count, by_weekday)
    alike = np.bincount(group[begin][by_weekday], weights=commonest, minlength=len(sizes))
    for at in np.flatnonzero(candidates & (alike >= share * sizes - 1e-9)).tolist():
        of = int(sizes[at])
        quarters, same = number(even_count[at] / of * 100, 0), number(alike[at] / of * 100, 0)
        month = month_text(int(months.month[at]))
        yield (
            at,
            (
                f"{month}: {of} tidrapporter, {quarters[0]} % på hel kvart, {same[0]} % med samma tid samma veckodag.",
                f"{month}: {of} time reports, {quarters[1]} % on the quarter, {same[1]} % alike on the same weekday.",
            ),
        )


def _shifted(reports: Entries, months: Months, least: int) -> Iterator[tuple[int, Said]]:
    """Groups that repeat the month before to the minute, moved by whole weeks or to the same dates.

    The middle entry is looked for first, then three of the second and third week, each only where the one before is
    found; only where all are, all are compared.
    """
    follows = (months.who[1:] == months.who[:-1]) & (months.user[1:] == months.user[:-1])
    later = np.flatnonzero(follows & (months.month[1:] == months.month[:-1] + 1)) + 1
    if not len(later):
        return
    earliest, latest = int(months.month.min()), int(months.month.max())
    begins = np.asarray([first_of_month(month) for month in range(earliest - 1, latest + 1)], np.int64)
    first = begins[months.month - earliest + 1] * DAY
    lengths = np.diff(begins)[months.month - earliest]
    key = _by_pair(months.entries)
    later = _may_repeat(months, key, later, first, lengths)
    shift = key[months.begin] - months.entries.wall_start[months.begin]
    low = np.searchsorted(key, shift[later] + first[later] + 7 * DAY)
    high = np.searchsorted(key, shift[later] + first[later] + 21 * DAY)
    later, low, high = later[high > low], low[high > low], high[high > low]
    told: set[int] = set()
    for moved in (28, 35, 0):
        days = np.full(len(later), moved, np.int64) if moved else lengths[later]
        likely = np.arange(len(later))
        for probe in ((low + high) // 2, low, high - 1):
            wanted = key[probe[likely]] - days[likely] * DAY
            likely = likely[_stands(key, wanted)]
        for at, by in zip(later[likely].tolist(), days[likely].tolist(), strict=True):
            one, two = (_lasting(reports, months, place) for place in (at - 1, at))
            count = _alike(*one, *two, by, int(first[at - 1]), int(first[at]))
            if count >= least and at not in told:
                told.add(at)
                month = month_text(int(months.month[at]))
                yield (
                    at,
                    (
                        f"{month}: {grouped(count)} tidrapporter är månaden före på minuten, flyttade {by} dagar.",
                        f"{month}: {grouped(count)} time reports are the month before to the minute, {by} days on.",
                    ),
                )


def _may_repeat(months: Months, key: Longs, later: Longs, first: Longs, lengths: Longs) -> Longs:
    """Those of the groups whose middle entry the month before has too, or whose middle entry tells nothing of that.

    Shape: one in the second or third week is in a month moved by any of the three.
    """
    middle = (months.begin[later] + months.end[later]) // 2
    since = months.entries.wall_start[middle] - first[later]
    possible = (since < 7 * DAY) | (since >= 21 * DAY)
    for days in (28, 35, lengths[later]):
        possible |= _stands(key, key[middle] - days * DAY)
    return np.asarray(later[possible])


def _stands(key: Longs, wanted: Longs) -> Bools:
    """Whether these stand among the keys, which are in order."""
    return np.asarray(key[np.minimum(np.searchsorted(key, wanted), len(key) - 1)] == wanted)


def _by_pair(entries: OfUsers) -> Longs:
    """Each entry's start, lifted by its pair of user and person, so that all of them stand in one order."""
    other = (entries.user[1:] != entries.user[:-1]) | (entries.who[1:] != entries.who[:-1])
    lift = np.append(0, np.cumsum(other)) * (int(entries.wall_start.max()) + DAY * 64)
    return np.asarray(lift + entries.wall_start)


def _lasting(reports: Entries, months: Months, group: int) -> tuple[Longs, Longs]:
    """When the entries of a group begin, and how long each lasted by the clock."""
    places = slice(months.begin[group], months.end[group])
    start = months.entries.wall_start[places].astype(np.int64)
    return start, reports.wall_end[months.entries.order[places]] - start


def _alike(start: Longs, length: Longs, later: Longs, lasted: Longs, days: int, first: int, then: int) -> int:
    """How many entries two months share once the first is moved; 0 where any has no counterpart."""
    moved = start + days * DAY
    end = first_of_month(month_of(then // DAY) + 1) * DAY
    inside = (moved >= then) & (moved < end)
    came = sorted(zip(moved[inside].tolist(), length[inside].tolist(), strict=True))
    known = (later - days * DAY >= first) & (later - days * DAY < then)
    return len(came) if came == sorted(zip(later[known].tolist(), lasted[known].tolist(), strict=True)) else 0


def _registered_at_once(reports: Entries, months: Months, most: float) -> Iterator[tuple[int, Said]]:
    """Groups whose entries were all registered within an hour."""
    sizes = months.end - months.begin
    at = reports.records["registered_at"][
        reports.places_of(months.entries.order[spread(months.begin, months.end)])
    ].astype(np.int64)
    begin = np.cumsum(sizes) - sizes
    earliest, latest = np.minimum.reduceat(at, begin), np.maximum.reduceat(at, begin)
    for place in np.flatnonzero((earliest != NONE) & (latest - earliest <= most)).tolist():
        month, count = month_text(int(months.month[place])), int(months.end[place] - months.begin[place])
        within = int(latest[place] - earliest[place])
        yield (
            place,
            (
                f"{month}: {grouped(count)} tidrapporter registrerade inom {within} min, "
                f"{moment_text(int(earliest[place]))}.",
                f"{month}: {grouped(count)} time reports registered within {within} min, "
                f"{moment_text(int(earliest[place]))}.",
            ),
        )


def _copied_hit(reports: Entries, months: Months, run: list[Found]) -> Hit:
    which = np.concatenate([months.entries.order[months.begin[f.group] : months.end[f.group]] for f in run])
    first, last = int(months.month[run[0].group]), int(months.month[run[-1].group])
    reasons = sorted({reason for f in run for reason in f.reasons})
    return Hit(
        subjects(
            staff=reports.named("staff_id", which),
            user=reports.named("user_id", which),
            provider=reports.named("provider_id", which),
        ),
        first_of_month(first),
        first_of_month(last + 1) - 1,
        {"entries": len(which), "months": len(run), "reasons": ", ".join(reasons)},
        (rows("time-reports", reports.places_of(which)),),
        Severity.DEFICIENCY,
        tuple(step for f in run for step in f.steps)[:24],
    )


V24 = Rule(
    "V24",
    ("Kopierade eller jämna tider", "Copied or even times"),
    ("time-reports",),
    copied,
    (
        "Att kontrollera: när och hur skrivs tiden, och stämmer den med vad brukaren har sett?",
        "To look into: when and how is time written, and does it fit what the user has seen?",
    ),
    (
        ("Fast schema med sanna tider.", "A fixed schedule with true times."),
        ("Avrundning enligt avtal.", "Rounding by contract."),
    ),
    ("S1-7", "S1-8"),
    (
        Parameter("share", 0.9, "domain V24 [P]", "Andel jämna och lika tider.", "Share of even and alike times."),
        Parameter("n", 15, "domain V24 [P]", "Minsta antal tidrapporter.", "Least number of time reports."),
        Parameter("at_once_min", 60, "domain V24 [P]", "Minuter för hela månaden.", "Minutes for the whole month."),
    ),
    needs=("time-reports",),
)
