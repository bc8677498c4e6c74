"""Moments whose day stands in a column of its own beside the clock time, as simple time lists write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from kollegie.intake.cells import Cell, Misread
from kollegie.intake.clocks_written import NO_CLOCKS, ClocksWritten, twofold_words
from kollegie.intake.coded import Coded, Problems, at, pairs
from kollegie.intake.mapping import ColumnMapping
from kollegie.intake.record_cells import LONG_NEXT_DAY, NEXT_DAY, no_day_words, read_clock
from kollegie.intake.record_kinds import ColumnRule, RecordKind
from kollegie.language import say

_EPOCH = date(1970, 1, 1)
LONGEST_NIGHT = 16 * 60
"""Minutes of a report over midnight above which its clock times are more likely a slip than a night."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What one column says row by row: days or minutes, where it is a clock time alone, where it cannot be read."""

    values: pa.Array
    clocked: pa.Array
    wrong: pa.Array
    given: Coded | pa.Array | None = None

    def texts(self, which: pa.Array) -> list[str]:
        """What stands in these rows, none of which is empty."""
        if not isinstance(self.given, Coded):
            return []
        return [str(text).strip()[:200] for text in self.given.names.take(self.given.codes.filter(which)).to_pylist()]


class DaysApart:
    """Joins the clock times of one file with their days.

    Shape: a report that ends before it begins ends on the next day, unless its last day is told too, and so does one
    from midnight to midnight; 08:00 to 08:00 is no time at all. `cell` reads a cell by its column's rule.
    """

    def __init__(
        self,
        kind: RecordKind,
        cell: Callable[[ColumnRule, str], Cell | Misread],
        mapping: ColumnMapping,
        known: ClocksWritten = NO_CLOCKS,
    ) -> None:
        self._pairs = kind.days
        self._apart = kind.held_apart
        self._rules = {rule.name: rule for rule in kind.columns}
        self._cell = cell
        self._mapping = mapping
        self._clocks: dict[tuple[str, str], int | None] = {}
        self._known = known
        self.written = NO_CLOCKS

    def joined(
        self, columns: Mapping[str, Coded | pa.Array], rows: pa.Array, problems: Problems
    ) -> tuple[dict[str, Coded | pa.Array], pa.Array | None]:
        """The columns with whole moments, and which rows have them; a block that has nothing else is as it was."""
        left = {name: given for name, given in columns.items() if name not in self._apart}
        if not any(isinstance(left.get(moment), Coded) for moment, _ in self._pairs):
            return left, None
        (start, first_day), (end, last_day) = self._pairs
        read = {name: self._read(name, columns.get(name), len(rows)) for name in (start, end, first_day, last_day)}
        begun, over, day, other = (read[name] for name in (start, end, first_day, last_day))
        left[start] = begins = _moment(begun, day.values)
        own_day = pc.floor(pc.divide(pc.cast(left[start], pa.float64()), 1440)).cast(pa.int32())
        left[end] = _moment(over, pc.coalesce(other.values, own_day, day.values))
        a_whole_day = pc.and_(pc.equal(left[end], left[start]), pc.equal(over.values, 0))
        before = pc.or_(pc.less(left[end], left[start]), a_whole_day)
        follows = pc.and_(pc.and_(over.clocked, other.values.is_null()), before)
        follows = pc.fill_null(follows, False)
        left[end] = pc.add(left[end], pc.multiply(follows.cast(pa.int32()), pa.scalar(1440, pa.int32())))
        bad = [
            self._tell(start, columns, begun.wrong, rows, problems),
            self._tell(end, columns, over.wrong, rows, problems),
            self._tell(first_day, columns, pc.and_(day.wrong, begun.clocked), rows, problems),
            self._tell(last_day, columns, pc.and_(other.wrong, over.clocked), rows, problems),
        ]
        lacking = pc.and_(begun.clocked, pc.and_(day.values.is_null(), pc.invert(day.wrong)))
        for number, clock in zip(rows.filter(lacking).to_pylist(), begun.texts(lacking), strict=True):
            problems.refused.append((number, start, clock, no_day_words()))
        keep = pc.invert(reduce(pc.or_, (*bad, lacking)))
        refused = pc.invert(keep)
        for name, out in ((start, refused), (end, pc.or_(refused, begins.is_null()))):
            given = columns[name]
            told = pc.and_(out, (given.codes if isinstance(given, Coded) else given).is_valid())
            left[name] = pc.if_else(told, pc.fill_null(left[name], 0), left[name])
        long = pc.fill_null(pc.greater(pc.subtract(left[end], left[start]), LONGEST_NIGHT), False)
        told = pc.and_(follows, keep)
        for number, strange in zip(rows.filter(told).to_pylist(), long.filter(told).to_pylist(), strict=True):
            problems.doubted.append((number, end, LONG_NEXT_DAY if strange else NEXT_DAY))
        return left, keep

    def _read(self, name: str, given: Coded | pa.Array | None, count: int) -> _Read:
        nowhere = pa.repeat(pa.scalar(False), count)
        if given is None:
            return _Read(pa.nulls(count, pa.int32()), nowhere, nowhere)
        if not isinstance(given, Coded):
            return _Read(given.cast(pa.int32()), nowhere, nowhere)
        values: list[int | None] = []
        clocks, wrong = [], []
        for place, text in enumerate(given.texts):
            value, clocked, misread = self._minutes(self._rules[name], text)
            values.append(value)
            clocks += [place] * clocked
            wrong += [place] * misread
        return _Read(
            pa.array(values, pa.int32()).take(given.codes),
            _among(given.codes, clocks),
            _among(given.codes, wrong),
            given,
        )

    def _minutes(self, rule: ColumnRule, text: str) -> tuple[int | None, bool, bool]:
        """A day, a moment in minutes or the minute of some day; whether it is the last, and whether it is misread.

        Shape: a cell whose meaning is an empty one has no value, and is not misread either.
        """
        if rule.name not in self._apart:
            if (rule.name, text) not in self._clocks:
                self._clocks[rule.name, text] = self._clock(self._mapping.value(rule.name, text).strip())
            if (clock := self._clocks[rule.name, text]) is not None:
                return clock, True, False
        cell = self._cell(rule, text)
        match cell.value if isinstance(cell, Cell) else None:
            case datetime() as moment:
                return (moment.date() - _EPOCH).days * 1440 + moment.hour * 60 + moment.minute, False, False
            case date() as day:
                return (day - _EPOCH).days, False, False
            case _:
                return None, False, isinstance(cell, Misread)

    def _clock(self, written: str) -> int | None:
        """The minute of the day; None for what is no clock time, or may be two by what is known of the file."""
        self.written = self.written.joined_by(written)
        return self._known.minutes(written) if self._known.is_twofold(written) else read_clock(written)

    def _tell(
        self,
        name: str,
        columns: Mapping[str, Coded | pa.Array],
        wrong: pa.Array,
        rows: pa.Array,
        problems: Problems,
    ) -> pa.Array:
        """Refuse these cells by name; tells the same rows."""
        given = columns.get(name)
        if isinstance(given, Coded):
            texts = given.texts
            for place, number in pairs(given.codes, rows, wrong):
                cell = self._cell(self._rules[name], texts[place])
                if isinstance(cell, Misread):
                    stands = self._mapping.value(name, texts[place]).strip()
                    clock = stands and name not in self._apart and self._pairs[0][1] in columns
                    twofold = clock and self._known.is_twofold(stands)
                    expected = twofold_words(stands) if twofold else _clock_words() if clock else cell.expected
                    problems.refused.append((number, name, texts[place].strip()[:200], expected))
        return wrong


def _among(codes: pa.Array, places: Sequence[int]) -> pa.Array:
    return at(codes, places) if places else pa.repeat(pa.scalar(False), len(codes))


def _moment(read: _Read, days: pa.Array) -> pa.Array:
    """Clock times on their days; whole moments as they are."""
    on_day = pc.add(pc.multiply(days, pa.scalar(1440, pa.int32())), read.values)
    return pc.if_else(read.clocked, on_day, read.values)


def _clock_words() -> str:
    """What is expected of a clock time that cannot be read, where its day stands beside it."""
    return say("ett klockslag som 07:30", "a clock time such as 07:30")
