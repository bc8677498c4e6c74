"""From the cells of one block of rows to columns as they are held, with the rows that could not be understood.

What a cell means is asked once for each different text of a column, so that half a million rows cost no more than
their few thousand different times and names. Runs in the limited child process; the reading of a cell is the same
as for the register.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kollegie.intake.cells import EARLIEST, ERROR_SIGN, LATEST, Cell, Misread
from kollegie.intake.clocks_written import NO_CLOCKS, ClocksWritten
from kollegie.intake.coded import Coded, Problems, at, pairs
from kollegie.intake.days_apart import DaysApart
from kollegie.intake.days_written import TWO_WAYS, DaysWritten
from kollegie.intake.mapping import ColumnMapping
from kollegie.intake.month_apart import MonthApart
from kollegie.intake.record_cells import GROUPING
from kollegie.intake.record_kinds import CellType, ColumnRule, RecordKind
from kollegie.language import say
from kollegie.model.records import REFUSED_ROW, SHAPES, Held, RecordShape

EXTRA = "x:"
"""What the name of a column that no kind knows begins with; its header follows."""
ROW = "row"
A_PART = 1 << 16
_EPOCH = date(1970, 1, 1)
_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}|\d{5,6}")
"""A day without a clock time, also as a spreadsheet's number."""
_PLAIN = r"^[\x21-\x7e\p{L}]([^\x00\x{a0}\r\n]*[\x21-\x7e\p{L}])?$"
"""A text that begins and ends with a letter or another sign one can see, and holds no sign that is replaced."""
_OTHER_SIGN = re.compile(rb"[^!-~]")
TYPES: dict[Held, pa.DataType] = {
    Held.NAME: pa.dictionary(pa.int32(), pa.string()),
    Held.DAY: pa.int32(),
    Held.MINUTE: pa.int32(),
    Held.SECONDS: pa.int64(),
    Held.ORE: pa.int64(),
    Held.NUMBER: pa.float64(),
    Held.FLAG: pa.int8(),
}


class Converter:
    """Turns blocks of one file into record batches of the kind's shape."""

    def __init__(
        self,
        kind: RecordKind,
        mapping: ColumnMapping,
        today: date,
        names: Sequence[str],
        clocks: ClocksWritten = NO_CLOCKS,
    ) -> None:
        self.kind = kind
        self.shape: RecordShape = SHAPES[kind.name]
        self._mapping = mapping
        self._today = today
        self._known: dict[str, dict[str, Cell | Misread]] = {name: {} for name in names}
        self.problems = Problems()
        dated = (CellType.DATE, CellType.MOMENT)
        self._days = {rule.name: DaysWritten() for rule in kind.columns if rule.type in dated and rule.name in names}
        self._apart: DaysApart | MonthApart | None = None
        if kind.days:
            self._apart = DaysApart(kind, self._cell, mapping, clocks)
        elif kind.of_month:
            self._apart = MonthApart(kind, self._cell)

    @property
    def clocks(self) -> ClocksWritten:
        """How the clock times so far were written, by which those that can mean two are read (`days_apart`)."""
        return self._apart.written if isinstance(self._apart, DaysApart) else NO_CLOCKS

    def batch(self, columns: Mapping[str, Coded | pa.Array], rows: pa.Array, empty: pa.Array | None = None) -> pa.Table:
        """One block: coded columns, or columns whose moments and days are read already; rows by number.

        Shape: rows with a refused cell are left out and listed in `problems`; columns the file lacks are left out.
        `empty` are rows in which nothing stands, which are neither kept nor refused.
        """
        if empty is not None:
            there = pc.invert(empty)
            rows = rows.filter(there)
            columns = {name: _only(given, there) for name, given in columns.items()}
        for name, days in self._days.items():
            self._doubt_two_ways(name, days, columns[name], rows)
        keep: pa.Array | None = None
        made: dict[str, pa.Array] = {}
        written = columns
        if self._apart is not None:
            columns, keep = self._apart.joined(columns, rows, self.problems)
        for rule in self.kind.columns:
            if rule.name not in columns:
                continue
            given = columns[rule.name]
            array, good = self._column(rule, given, rows) if isinstance(given, Coded) else _present(rule, given)
            if not isinstance(given, Coded) and good is not None:
                self._refuse_empty(rule, pc.invert(good), rows)
            made[rule.name] = array
            if good is not None:
                keep = good if keep is None else pc.and_(keep, good)
        for name, given in columns.items():
            if name.startswith(EXTRA) and isinstance(given, Coded):
                made[name] = (
                    pa.DictionaryArray.from_arrays(given.codes, given.names)
                    if _as_they_are(given.names)
                    else _names(given.codes, [text.strip() for text in given.texts])
                )
        self._finish(made, written)
        table = pa.table({**made, ROW: rows})
        if keep is None:
            return table
        if REFUSED_ROW in table.column_names:
            marks = table.filter(pc.invert(keep))[REFUSED_ROW].unique().to_pylist()
            self.problems.torn += [mark for mark in marks if mark]
        return table.filter(keep)

    def _finish(self, made: dict[str, pa.Array], columns: Mapping[str, Coded | pa.Array]) -> None:
        """A sick claim may have days or moments; a last day is over when the next begins.

        A spreadsheet's date without a time is a moment, midnight, where the claim begins at a time of day.
        """
        if self.kind.name != "sick-claims":
            return
        dated, sure = {}, {}
        for name in ("from", "to"):
            given = columns[name]
            assert isinstance(given, Coded)
            rule = next(rule for rule in self.kind.columns if rule.name == name)
            days = [_DAY.fullmatch(self._mapping.meant(rule, text).strip()) is not None for text in given.texts]
            dated[name] = pa.array(days, pa.bool_()).take(given.codes)
            sure[name] = pc.invert(at(given.codes, sorted(given.timeless)))
        over = pc.and_(dated["to"], pc.or_(dated["from"], sure["to"]))
        made["to"] = pc.if_else(over, pc.add(made["to"], 1440), made["to"])
        made["whole_days"] = pc.cast(pc.and_(dated["from"], dated["to"]), pa.int8())

    def _column(self, rule: ColumnRule, given: Coded, rows: pa.Array) -> tuple[pa.Array, pa.Array | None]:
        held = self.shape.column(rule.name).held
        if rule.type is CellType.TEXT and rule.name not in self._mapping.values and _as_they_are(given.names):
            array = pa.DictionaryArray.from_arrays(given.codes, given.names)
            if not rule.required or not given.codes.null_count:
                return array, None
            self._refuse_empty(rule, given.codes.is_null(), rows)
            return array, given.codes.is_valid()
        texts = given.texts
        cells = [self._cell(rule, text) for text in texts]
        empty = self._cell(rule, "")
        bad = [place for place, cell in enumerate(cells) if isinstance(cell, Misread)]
        values = [None if isinstance(cell, Misread) else _held(held, cell.value) for cell in cells]
        codes = given.codes
        if held is Held.NAME:
            names = [value or "" for value in values]
            if isinstance(empty, Cell) and empty.value:  # an empty cell that means something, such as assistance
                codes, names = pc.fill_null(codes, len(names)), [*names, empty.value]
            array = _names(codes, names)
        else:
            array = pa.array(values, TYPES[held]).take(codes)
        good: pa.Array | None = None
        if isinstance(empty, Misread) and codes.null_count:
            good = codes.is_valid()
            self._refuse_empty(rule, codes.is_null(), rows)
        if bad:
            wrong = at(codes, bad)
            for place, number in pairs(codes, rows, wrong):
                cell = cells[place]
                assert isinstance(cell, Misread)
                self.problems.refused.append((number, rule.name, texts[place].strip()[:200], cell.expected))
            good = pc.invert(wrong) if good is None else pc.and_(good, pc.invert(wrong))
        doubtful = [place for place, cell in enumerate(cells) if isinstance(cell, Cell) and cell.doubt]
        if doubtful:
            for place, number in pairs(codes, rows, at(codes, doubtful)):
                cell = cells[place]
                assert isinstance(cell, Cell)
                self.problems.doubted.append((number, rule.name, cell.doubt))
        return array, good

    def _doubt_two_ways(self, name: str, days: DaysWritten, given: Coded | pa.Array, rows: pa.Array) -> None:
        """Look at how the days of a column are written in this block; of rows read already only the first is told."""
        if not isinstance(given, Coded):
            if given.null_count < len(given) and days.dates_seen():
                self.problems.doubted.append((rows.filter(given.is_valid())[0].as_py(), name, TWO_WAYS))
            return
        texts = given.texts
        odd = days.odd_among(texts)
        if odd:
            which = at(given.codes, [place for place, text in enumerate(texts) if text in odd])
            self.problems.doubted += [(number, name, TWO_WAYS) for number in rows.filter(which).to_pylist()]

    def _refuse_empty(self, rule: ColumnRule, empty: pa.Array, rows: pa.Array) -> None:
        expected = say("ett värde; kolumnen är obligatorisk", "a value; the column is required")
        for number in rows.filter(empty).to_pylist():
            self.problems.refused.append((number, rule.name, "", expected))

    def _cell(self, rule: ColumnRule, text: str) -> Cell | Misread:
        known = self._known.setdefault(rule.name, {})
        found = known.get(text)
        if found is None:
            found = self._mapping.read(rule, text, self._today)
            if isinstance(found, Cell) and found.doubt == GROUPING and self._mapping.decimal:
                found = Cell(found.value)  # somebody has said what stands before the decimals
            known[text] = found
        return found


def codes_type(names: int) -> pa.DataType:
    """The narrowest whole numbers that are codes of so many names: half of what a large file brings is codes."""
    return pa.int8() if names < 1 << 7 else pa.int16() if names < 1 << 15 else pa.int32()


def in_shape(table: pa.Table, shape: RecordShape) -> pa.Table:
    """The table with all columns of its kind in their order, those the file lacks without a value, and the others."""
    names = [column.name for column in shape.columns]
    made = {
        column.name: table[column.name]
        if column.name in table.column_names
        else _nothing(table.num_rows, TYPES[column.held])
        for column in shape.columns
    }
    return pa.table(made | {name: table[name] for name in table.column_names if name not in names})


def _nothing(rows: int, type_: pa.DataType) -> pa.ChunkedArray:
    """A column without a value, in the room of a part of it."""
    part = pa.nulls(min(rows, A_PART), type_)
    whole, rest = divmod(rows, A_PART)
    return pa.chunked_array([*[part] * whole, part.slice(0, rest)], type_)


def _only(given: Coded | pa.Array, rows: pa.Array) -> Coded | pa.Array:
    """A column of just these rows."""
    return replace(given, codes=given.codes.filter(rows)) if isinstance(given, Coded) else given.filter(rows)


def _present(rule: ColumnRule, array: pa.Array) -> tuple[pa.Array, pa.Array | None]:
    """A column of moments or days that is read already; only a missing required cell can be wrong in it."""
    return array, array.is_valid() if rule.required and array.null_count else None


def _held(held: Held, value: Any) -> Any:
    match value:
        case None:
            return None
        case datetime():
            minute = (value.date() - _EPOCH).days * 1440 + value.hour * 60 + value.minute
            return minute if held is Held.MINUTE else minute // 1440
        case date():
            return (value - _EPOCH).days * (1440 if held is Held.MINUTE else 1)
        case bool():
            return int(value)
        case str() if held is Held.NUMBER:
            return float(value) if value else None
        case str() if held is Held.NAME:
            return value or None
        case _:
            return value


def _as_they_are(names: pa.StringArray) -> bool:
    """Whether each of these texts means just what is written: no space around it, nothing in it that is to be told."""
    if _all_seen(names):
        return not pc.any(pc.starts_with(names, ERROR_SIGN), min_count=0).as_py()
    plain = pc.and_not(pc.match_substring_regex(names, _PLAIN), pc.starts_with(names, ERROR_SIGN))
    return bool(pc.all(plain, min_count=0).as_py())


def _all_seen(names: pa.StringArray) -> bool:
    """Whether none is empty and every sign of them all is a plain one, as in most numbers: looked at as one text."""
    _, _, letters = names.buffers()
    empty = names.null_count or pc.min(pc.binary_length(names)).as_py() == 0
    return bool(len(names)) and not empty and _OTHER_SIGN.search(letters) is None


def _names(codes: pa.Array, texts: Sequence[str]) -> pa.Array:
    """Names by code; a name that is empty once its spaces are gone is missing."""
    if "" in texts:
        empty = pa.array([None if text == "" else place for place, text in enumerate(texts)], pa.int32())
        codes = empty.take(codes)
    return pa.DictionaryArray.from_arrays(codes, pa.array(texts, pa.string()))


def minutes_of(stamps: pa.Array) -> pa.Array:
    """Minutes since 1970 of wall-clock time stamps in seconds."""
    return pc.cast(pc.divide(pc.cast(stamps, pa.int64()), 60), pa.int32())


class OutOfBounds(Exception):
    """A day or moment that no record can have: its row is to be refused by name, cell by cell."""


def look_within_bounds(array: pa.Array, *, a_day: int) -> None:
    """See that all moments or days of a column that is read already lie where a record's can.

    Units: `a_day` is 1440 for minutes and 1 for days. Missing cells do not count. A moment on the very first day is
    how a database writes a time of day, and is to be looked at cell by cell too.
    Raises: OutOfBounds.
    """
    ends = pc.min_max(array).as_py()
    earliest, latest = ((day - _EPOCH).days * a_day for day in (EARLIEST, LATEST))
    earliest += a_day * (a_day > 1)
    if ends["min"] is not None and not (earliest <= ends["min"] and ends["max"] < latest):
        raise OutOfBounds
