"""Sweeps over sorted columns: one packed sort, then running over neighbours.

Entries are never joined to entries on a person alone: that would be a thousand times a thousand rows for each. The
person, the start and the row are packed into one 64-bit key, which sorts four to five times faster than a sort by
two keys.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kollegie.screening.swedish_time import Bools, Ints, Longs, in_parts, rows_where

Places = Ints
AT_ONCE = 1 << 17
"""Entries sorted together: a county's year in the room of a municipality's month."""
PEOPLES = 1 << 17
"""Entries of whole people looked at together: what is worked out of them serves its room to the next ones."""

KEPT = 8_000_000
"""Bytes that the allocator is to keep: more than a rule needs at a time for a stretch of rows."""


def keep_room() -> None:
    """Let what is worked out on the way lie where the last of it lay, rather than in room that is cleared for it.

    An allocator keeps about as much as the largest piece it was ever given back, which so large a one, never touched,
    raises for good: three of four pages were else cleared anew for pieces of stretches that had just been there.
    """
    np.empty(KEPT, np.uint8)


def order_by(*keys: Ints, among: Places | None = None) -> Places:
    """The places of the rows (all, or `among` these) in the order of the keys, the first key weighing most.

    Rows that are equal in every key keep their order. Keys must not be below zero once their least value is taken
    off, which holds for any integers.
    """
    columns = [key if among is None else key[among] for key in keys]
    count = len(columns[0])
    if count == 0:
        return np.zeros(0, np.int32)
    lows = [int(column.min()) for column in columns]
    bits = [max(1, int(int(column.max()) - low).bit_length()) for column, low in zip(columns, lows, strict=True)]
    row_bits = max(1, (count - 1).bit_length())
    if sum(bits) + row_bits > 64:
        found = np.lexsort(tuple(reversed(columns))).astype(np.int32)
        return found if among is None else among[found]
    packed = np.zeros(count, np.uint64)
    for column, low, width in zip(columns, lows, bits, strict=True):
        np.left_shift(packed, np.uint64(width), out=packed)
        packed |= (column.astype(np.int64) - low).view(np.uint64)
    np.left_shift(packed, np.uint64(row_bits), out=packed)
    packed |= np.arange(count, dtype=np.uint64)
    packed.sort()
    packed &= np.uint64((1 << row_bits) - 1)
    found = packed.astype(np.int32)
    return found if among is None else among[found]


def order_of_runs(first: Ints, second: Ints) -> Places | None:
    """The order of two keys of rows that stand in long stretches of it already, as record sets are kept.

    Shape: that of `order_by`, the stretches being put in order as wholes; None where they are short or cross.
    """
    begin = np.append(0, np.flatnonzero((first[1:] != first[:-1]) | (second[1:] < second[:-1])) + 1)
    if len(begin) * 4 > len(first):
        return None
    end = np.append(begin[1:], len(first))
    by = order_by(first[begin], second[begin])
    begin, end = begin[by], end[by]
    same, until, since = first[begin[1:]] == first[begin[:-1]], second[end[:-1] - 1], second[begin[1:]]
    if (same & ((until > since) | ((until == since) & (begin[1:] < begin[:-1])))).any():
        return None
    return spread(begin, end).astype(np.int32)


def order_within(key: Ints) -> Places:
    """The places of the rows by one key, rows that are equal in it keeping their order.

    Sorted sixteen bits at a time, which numpy does by counting: three times faster than a sort of packed keys.
    """
    if not len(key):
        return np.zeros(0, np.int32)
    low, high = int(key.min()), int(key.max())
    order = np.argsort((key - low).astype(np.uint16), kind="stable").astype(np.int32)
    for shift in range(16, (high - low).bit_length(), 16):
        rest = ((key[order].astype(np.int64) - low) >> shift).astype(np.uint16)
        order = order[np.argsort(rest, kind="stable")]
    return order


def counts_of(key: Ints) -> Longs:
    """How many rows have each value of a key that is never below zero."""
    counts = np.zeros(int(key.max(initial=-1)) + 1, np.int64)
    for part in in_parts(len(key)):
        counts += np.bincount(key[part], minlength=len(counts))
    return counts


def order_of_one(key: Ints, counts: Longs) -> Places:
    """The places of the rows by one key that is never below zero, rows that are equal in it keeping their order.

    Shape: `counts` are those of the key. A part is sorted at a time, and each of its rows laid where all rows of
    lesser key and those of the parts before leave off: a sort of all at once fills and throws away eight times the
    room of a column.
    """
    count = len(key)
    if not 1 < len(counts) <= 1 << 16:
        return order_within(key)
    begin = np.cumsum(counts) - counts
    order = np.empty(count, np.int32)
    for part in (slice(at, min(at + AT_ONCE, count)) for at in range(0, count, AT_ONCE)):
        size = np.bincount(key[part], minlength=len(counts))
        to = np.repeat(begin - (np.cumsum(size) - size), size)
        to += np.arange(len(to))
        order[to] = np.argsort(key[part].astype(np.uint16), kind="stable") + part.start
        begin += size
    return order


def taken(column: Ints, places: Places) -> Ints:
    """The cells at these places; numpy's own way first makes places of 64 bits of all of them."""
    cells = np.empty(len(places), column.dtype)
    for part in in_parts(len(places)):
        cells[part] = column[places[part]]
    return cells


def is_ordered(first: Ints, second: Ints) -> bool:
    """Whether rows stand in the order of two keys already."""
    for part in in_parts(len(first) - 1):
        following = slice(part.start + 1, part.stop + 1)
        before, after = first[part], first[following]
        fits = second[following] >= second[part]
        fits &= after == before
        fits |= after > before
        if not fits.all():
            return False
    return True


def alike_to_the_next(*keys: Ints) -> Longs:
    """The places of rows that are equal to the next one in every key."""

    def alike(part: slice) -> Bools:
        following = slice(part.start + 1, part.stop + 1)
        same = keys[0][following] == keys[0][part]
        for key in keys[1:]:
            same &= key[following] == key[part]
        return np.asarray(same)

    return rows_where(len(keys[0]) - 1, alike)


def all_but(count: int, places: Longs) -> Places:
    """The places of so many rows but these."""
    stay = np.ones(count, bool)
    stay[places] = False
    return np.flatnonzero(stay).astype(np.int32)


def each_once(places: Ints) -> Ints:
    """These numbers in order, each once; numpy's own `unique` loads much that nothing here needs."""
    places = np.sort(places)
    return places[np.append(True, places[1:] != places[:-1])] if len(places) else places


def with_the_next(places: Longs) -> Longs:
    """These places and those after them, each once."""
    return each_once(np.concatenate((places, places + 1)))


def spread(begin: Longs, end: Longs) -> Longs:
    """Every place of these stretches, one stretch after the other."""
    sizes = end - begin
    if not len(sizes):
        return np.zeros(0, np.int64)
    return np.repeat(begin - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))


def group_starts(*keys: Ints) -> Longs:
    """Where each run of equal keys begins in sorted columns."""
    count = len(keys[0])
    if count == 0:
        return np.zeros(0, np.int64)
    changes = np.zeros(count, bool)
    changes[0] = True
    for key in keys:
        changes[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(changes)


def group_ends(starts: Longs, count: int) -> Longs:
    """Where each run ends (exclusive); as many ends as there are starts, so none where there are none."""
    return np.append(starts[1:], count) if len(starts) else starts


def overlapping_pairs(who: Ints, start: Ints, end: Ints) -> Iterator[tuple[Longs, Longs]]:
    """Pairs of entries of one person whose times intersect, in batches: the earlier one's places and the later one's.

    Shape: the columns are sorted by person and start. Touching entries do not intersect. The lag grows until no
    entry reaches as far, so that what is not part of any overlap is looked at once.
    """
    reaching = np.flatnonzero((who[1:] == who[:-1]) & (start[1:] < end[:-1]))
    lag = 1
    while len(reaching):
        yield reaching, reaching + lag
        lag += 1
        reaching = reaching[reaching + lag < len(who)]
        later = reaching + lag
        reaching = reaching[(who[later] == who[reaching]) & (start[later] < end[reaching])]


def joined(who: Ints, start: Ints, end: Ints, gap: int = 0) -> tuple[Ints, Ints, Ints, Longs]:
    """Entries of one person joined where they overlap, touch or lie less than `gap` minutes apart.

    Shape: sorted by person and start, and so are the results: person, start, end, and the place of the first entry
    of each stretch. With `gap` 0 only overlapping and touching entries join.
    """
    count = len(who)
    if count == 0:
        empty = np.zeros(0, np.int32)
        return empty, empty, empty, np.zeros(0, np.int64)
    reach = furthest_end(who, end)
    fresh = np.ones(count, bool)
    between = start[1:] - reach[:-1]
    fresh[1:] = (who[1:] != who[:-1]) | (between > 0 if gap == 0 else between >= gap)
    if fresh.all():
        return who, start, reach, np.arange(count, dtype=np.int32)
    return who[fresh], start[fresh], reach[np.append(fresh[1:], True)], np.flatnonzero(fresh).astype(np.int32)


def furthest_end(who: Ints, end: Ints) -> Ints:
    """For each entry, the latest end so far of the same person; sorted by person and start."""
    shrinks = np.flatnonzero((who[1:] == who[:-1]) & (end[1:] < end[:-1]))
    if not len(shrinks):
        return end
    people = each_once(who[shrinks])
    if len(people) * 64 < len(who):  # only theirs are looked at
        reach = end.astype(np.int32)
        stretches = zip(*(np.searchsorted(who, people, side).tolist() for side in ("left", "right")), strict=True)
        for begin, after in stretches:
            np.maximum.accumulate(reach[begin:after], out=reach[begin:after])
        return reach
    reach = np.empty(len(who), np.int32)
    for begin, after in whole_people(who):
        ends = end[begin:after].astype(np.int64)
        low = int(ends.min())
        lift = who[begin:after].astype(np.int64)
        lift -= lift[0]
        lift *= int(ends.max()) - low + 1
        ends -= low
        ends += lift
        np.maximum.accumulate(ends, out=ends)
        ends -= lift
        ends += low
        reach[begin:after] = ends
    return reach


def whole_people(who: Ints) -> Iterator[tuple[int, int]]:
    """Stretches of about so many entries, sorted by person, none of whom is cut: first place and the one after."""
    begin = 0
    while begin < len(who):
        after = min(begin + PEOPLES, len(who))
        after += int(np.searchsorted(who[after:], who[after - 1], "right"))
        yield begin, after
        begin = after


def runs_of(flags: Bools) -> Iterator[tuple[int, int]]:
    """Stretches of true: first place and the place after the last."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


class Grouped:
    """The places of the rows with each code, found without looking at the others."""

    def __init__(self, codes: Ints) -> None:
        self._order = np.argsort(codes, kind="stable")
        self._sorted = codes[self._order]

    def places(self, code: int) -> Longs:
        """The rows with that code, in the order of the file."""
        low, high = np.searchsorted(self._sorted, [code, code + 1])
        return np.asarray(self._order[low:high])
