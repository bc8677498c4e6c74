"""Everything one screening reads: the record sets, the day it is taken to be, and views that several rules share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from kollegie.model.records import Noun
from kollegie.screening.at_once import Once, made_once
from kollegie.screening.by_user import ByUser
from kollegie.screening.columns import NO_NAME, Names, NameTables, Records, no_records
from kollegie.screening.swedish_time import (
    DAY,
    NONE,
    Bools,
    Ints,
    Longs,
    elapsed_spans,
    month_of,
    months_of,
    rows_where,
)
from kollegie.screening.sweep import (
    Places,
    alike_to_the_next,
    all_but,
    each_once,
    furthest_end,
    group_ends,
    is_ordered,
    order_by,
    order_of_runs,
    taken,
    with_the_next,
)

Shared = TypeVar("Shared")


@dataclass(frozen=True, slots=True)
class ReviewEvent:
    """Something a review did that a provider or a user may react to: a visit, a disputed invoice, a report.

    Shape: `what` is "visit", "dispute" or "report"; `user` and `provider` are the ids of the imported files, "" where
    it concerned none in particular.
    """

    day: int
    what: str
    user: str = ""
    provider: str = ""


class Material:
    """The record sets of one screening; a kind that was never imported is there without rows.

    Shape: `as_of` is the day taken to be today, in days since 1970-01-01; `host` the host municipality's name.
    """

    def __init__(
        self,
        sets: Mapping[str, Records],
        names: NameTables,
        as_of: int,
        host: str = "",
        events: tuple[ReviewEvent, ...] = (),
    ) -> None:
        self._sets = dict(sets)
        self.names = names
        self.as_of = as_of
        self.host = host
        self.events = events
        self.once = Once()

    def __getitem__(self, kind: str) -> Records:
        found = self._sets.get(kind)
        if found is None:
            found = self._sets.setdefault(kind, no_records(kind, self.names))
        return found

    def has(self, *kinds: str) -> bool:
        """Whether each of these kinds has rows."""
        return all(len(self[kind]) for kind in kinds)

    def noun(self, noun: Noun) -> Names:
        """The names of users, staff, providers …"""
        return self.names.named(noun)

    @made_once
    def known_users(self) -> frozenset[int]:
        """The users that the register knows; records may name others."""
        return frozenset(self["users"]["user_id"].tolist())

    def shared(self, made: Callable[[Material], Shared]) -> Shared:
        """What several rules make of the same material, made once."""
        return self.once.made(made, lambda: made(self))

    @made_once
    def persons(self) -> Ints:
        """The person behind each staff code: staff numbers with the same identity number are one person."""
        codes, staff = list(range(len(self.noun(Noun.STAFF)))), self["staff"]
        known = staff["identity_number"] >= 0
        told = list(zip(*(staff[name][known].tolist() for name in ("staff_id", "identity_number")), strict=True))
        joining = True
        while joining:
            joining, lowest = False, dict[int, int]()
            for code, number in told:
                lowest[number] = min(codes[code], lowest.get(number, codes[code]))
            for code, number in told:
                if lowest[number] < codes[code]:
                    codes[code], joining = lowest[number], True
        return np.asarray(codes, np.int32)

    @made_once
    def reports(self) -> Entries:
        """The time reports that can be reckoned with, by person and start."""
        return Entries(self["time-reports"], self.persons)

    @made_once
    def schedule(self) -> Entries:
        """The planned visits, by person and start."""
        return Entries(self["schedules"], self.persons)


class Entries:
    """Time reports or planned visits that have a length, each exact copy once, sorted by person and start.

    Shape: `order` are the places of the entries in `records`; all other columns follow it. Units: `start` and `end`
    are elapsed minutes (UTC), so that lengths hold on the days of 23 and 25 hours; days and clock times are those of
    the wall. Entries that end before they begin and exact copies are named by V32 and counted nowhere else.
    """

    def __init__(self, records: Records, persons: Ints) -> None:
        self.records = records
        self.once = Once()
        start, end = elapsed_spans(records["start"], records["end"])
        staff, user = records["staff_id"], records["user_id"]

        def unusable(part: slice) -> Bools:
            found = end[part] <= start[part]
            for column, missing in ((start, NONE), (end, NONE), (staff, NO_NAME), (user, NO_NAME)):
                found |= column[part] == missing
            return found

        self.unusable: Longs = rows_where(records.count, unusable)
        places = all_but(records.count, self.unusable) if len(self.unusable) else None
        who = staff if _is_one_to_one(persons) else persons[staff]
        filed = is_ordered(who, start) if places is None else is_ordered(who[places], start[places])
        order = places if filed else _in_order(who, start, places)
        if order is not None:
            who, start = who[order], start[order]
        kept, self.copies = _without_copies(records, alike_to_the_next(start, who), order)
        if kept is not None:
            who, start = who[kept], start[kept]
            order = kept.astype(np.int32) if order is None else order[kept]
        self._order = order
        self.who: Ints = who
        self.start: Ints = start
        self.end: Ints = self._column(end)

    def __len__(self) -> int:
        return len(self.who)

    def _column(self, column: Ints) -> Ints:
        """One of the records' columns as the entries stand; the column itself where they stand as the records do."""
        if self._order is None:
            return column
        if column.strides == (0,):  # the same in every row
            return np.broadcast_to(column[:1], len(self._order)) if len(column) else column
        return taken(column, self._order)

    @made_once
    def order(self) -> Places:
        """The place of each entry in the records."""
        return np.arange(len(self.who), dtype=np.int32) if self._order is None else self._order

    @made_once
    def staff(self) -> Ints:
        """The staff number's code; `who` is the person behind it."""
        return self._column(self.records["staff_id"])

    @made_once
    def user(self) -> Ints:
        """The user's code."""
        return self._column(self.records["user_id"])

    @made_once
    def provider(self) -> Ints:
        """The provider's code, -1 where none is given."""
        return self._column(self.records["provider_id"])

    @made_once
    def wall_start(self) -> Ints:
        """The start by the clock on the wall."""
        return self._column(self.records["start"])

    @made_once
    def wall_end(self) -> Ints:
        """The end by the clock on the wall."""
        return self._column(self.records["end"])

    @made_once
    def day(self) -> Ints:
        """The calendar day the entry begins on."""
        return np.asarray(np.floor_divide(self.wall_start, np.int32(DAY)), np.int32)

    def days_of(self, which: Longs | Ints) -> Ints:
        """The calendar days these entries begin on, where few are asked for."""
        return np.asarray(self.wall_start[which] // np.int32(DAY))

    @made_once
    def month(self) -> Ints:
        """The calendar month the entry begins in; a pass over midnight counts where it begins."""
        return months_of(self.day)

    @made_once
    def minutes(self) -> Ints:
        """How long each entry lasted."""
        return self.end - self.start

    def of_kind(self, *kinds: str) -> Bools:
        """Entries of these kinds."""
        return self.told("kind", *kinds)

    def told(self, column: str, *words: str) -> Bools:
        """Entries of which a column says one of these, whatever its case."""
        cells = self.records[column]
        if cells.strides == (0,) and len(cells):  # the same in every row
            first = self.records.taking(np.zeros(1, np.int32))
            return np.broadcast_to(first.is_one_of(column, *words), len(self))
        return self._column(self.records.is_one_of(column, *words))

    @made_once
    def is_work(self) -> Bools:
        """Entries that are work at the workplace: all but standby, which is being reachable elsewhere."""
        standby = self.of_kind("standby")
        if standby.strides == (0,) and len(standby):  # the same in every row
            return np.broadcast_to(~standby[:1], len(standby))
        return ~standby

    @made_once
    def overlapping(self) -> tuple[Longs, ...]:
        """Entries of one person for one provider at one user that overlap each other, stretch by stretch.

        Shape: in order of start. They are re-sent or corrected reports, or two kinds of time at once.
        """
        if len(self) < 2:
            return ()
        reach = furthest_end(self.who, self.end)
        linked = np.flatnonzero((self.start[1:] < reach[:-1]) & (self.who[1:] == self.who[:-1]))
        of_pair: dict[tuple[int, int, int], list[int]] = defaultdict(list)
        for at in with_the_next(linked).tolist():
            of_pair[int(self.who[at]), int(self.user[at]), int(self.provider[at])].append(at)
        found: list[Longs] = []
        for places in of_pair.values():
            begin, until = 0, int(self.end[places[0]])
            for place, at in enumerate(places[1:], start=1):
                if int(self.start[at]) >= until:
                    found += [np.asarray(places[begin:place])] if place - begin > 1 else []
                    begin = place
                until = max(until, int(self.end[at]))
            found += [np.asarray(places[begin:])] if len(places) - begin > 1 else []
        return tuple(found)

    @made_once
    def first_and_last_month(self) -> tuple[int, int]:
        """The months between which anything at all was reported; (0, -1) without entries."""
        if not len(self):
            return 0, -1
        return month_of(int(self.wall_start.min()) // DAY), month_of(int(self.wall_start.max()) // DAY)

    def named(self, column: str, which: Longs | Ints) -> set[str]:
        """The users, staff or providers of these entries."""
        names, codes = self.records.names_of(column), self.records[column][self.places_of(which)]
        if len(codes) and (codes == codes[0]).all():
            return {names[int(codes[0])]}
        return {names[code] for code in set(codes.tolist())}

    def named_in_each(self, column: str, which: Longs | Ints, begin: Longs) -> list[set[str]]:
        """The same of entries in groups, none of them empty, that begin at these places among them."""
        names, codes = self.records.names_of(column), self.records[column][self.places_of(which)]
        least, most = (reduce.reduceat(codes, begin).tolist() for reduce in (np.minimum, np.maximum))
        ends = group_ends(begin, len(codes)).tolist()
        return [
            {names[low]} if low == high else {names[code] for code in set(codes[first:after].tolist())}
            for low, high, first, after in zip(least, most, begin.tolist(), ends, strict=True)
        ]

    def between(self, who: int, start: int, end: int) -> Longs:
        """The entries of one person that begin at or after `start` and before `end`, elapsed minutes both."""
        low, high = _stretch(self.who, who)
        first, after = low + np.searchsorted(self.start[low:high], [start, end])
        return np.arange(first, after)

    def on_days(self, who: int, first: int, last: int) -> Longs:
        """The entries of one person that begin on these days, the last included."""
        low, high = _stretch(self.who, who)
        days = self.day[low:high]
        return np.asarray(low + np.flatnonzero((days >= first) & (days <= last)))

    def places_of(self, which: Longs | Ints | int) -> Longs:
        """The places in `records` of these entries."""
        return np.asarray(which if self._order is None else self._order[which], np.int64)

    @made_once
    def by_user(self) -> ByUser:
        """The entries by user, person and start."""
        return ByUser(self.user, self.who, self.wall_start)


class AtUsers:
    """The entries at a few users, by user and start."""

    def __init__(self, reports: Entries, users: Longs) -> None:
        self._reports = reports
        there = reports.by_user.places_of(each_once(users))
        there = there[order_by(reports.user[there], reports.wall_start[there])]
        self._which, self._user, self._start = there, reports.user[there], reports.wall_start[there]
        self._end = reports.wall_end[self._which]

    @property
    def all(self) -> Longs:
        """Every entry at any of them."""
        return self._which

    def inside(self, user: int, begin: int, end: int) -> tuple[Longs, Longs]:
        """Entries at a user that reach into a stretch of wall time, and how many minutes of each passed in it."""
        low, high = _stretch(self._user, user)
        last, first = np.minimum(self._end[low:high], end), np.maximum(self._start[low:high], begin)
        inside = np.flatnonzero(last > first)
        entered, left = elapsed_spans(first[inside], last[inside])
        return self._which[low + inside], left - entered

    def on_days(self, user: int, first: int, last: int) -> Longs:
        """Entries at a user that begin on these days, the last included."""
        low, high = _stretch(self._user, user)
        start = self._start[low:high]
        return np.asarray(self._which[low:high][(start >= first * DAY) & (start < (last + 1) * DAY)])


def _stretch(codes: Ints, code: int) -> tuple[int, int]:
    """Where one code stands among sorted ones. Asked in their own type: else numpy copies all of them each time."""
    low, high = np.searchsorted(codes, np.asarray((code, code + 1), codes.dtype)).tolist()
    return low, high


def _in_order(who: Ints, start: Ints, places: Places | None) -> Places:
    """The entries, all or these, by person and start."""
    if places is None:
        order = order_of_runs(who, start)
        return order_by(who, start) if order is None else order
    order = order_of_runs(who[places], start[places])
    return order_by(who, start, among=places) if order is None else places[order]


def _is_one_to_one(persons: Ints) -> bool:
    """Whether every staff number is a person of its own, so that the one's code is the other's."""
    return bool((persons[1:] > persons[:-1]).all()) and (not len(persons) or int(persons[-1]) == len(persons) - 1)


def _without_copies(
    records: Records, alike: Longs, order: Places | None
) -> tuple[Longs | None, tuple[tuple[int, int], ...]]:
    """Which entries stay when every exact copy is left out, and which was kept and which left out, as places.

    Shape: `alike` are the entries that begin as the next one of the same person does; None where all stay.
    """
    if not len(alike):
        return None, ()
    pairs = with_the_next(alike)
    suspects = pairs if order is None else order[pairs]
    columns = [records[name] for name in ("staff_id", "start", "end", "user_id", "provider_id", "kind")]
    by_content = suspects[np.lexsort((suspects, *(column[suspects] for column in columns)))]
    same = np.ones(len(by_content) - 1, bool)
    for column in columns:
        same &= column[by_content[1:]] == column[by_content[:-1]]
    if not same.any():
        return None, ()
    kept = by_content[np.maximum.accumulate(np.where(np.concatenate(([True], ~same)), np.arange(len(by_content)), 0))]
    left_out = by_content[1:][same]
    copies = tuple(zip(kept[1:][same].tolist(), left_out.tolist(), strict=True))
    stay = np.ones(records.count, bool)
    stay[left_out] = False
    return np.flatnonzero(stay if order is None else stay[order]), copies
