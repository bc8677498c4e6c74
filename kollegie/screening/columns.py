"""One record set as columns: codes, days, minutes, seconds and öre in arrays, and where each row was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from kollegie.model.records import SHAPES, Held, RecordColumn, RecordShape
from kollegie.screening.swedish_time import NONE, Ints, Longs, day_of, minute_of

NO_NAME = -1
"""The code of a missing name."""
NO_NUMBER = -(2**63)
"""A missing duration or amount."""
Column = npt.NDArray[Any]

DTYPES: dict[Held, type[np.generic]] = {
    Held.NAME: np.int32,
    Held.DAY: np.int32,
    Held.MINUTE: np.int32,
    Held.SECONDS: np.int64,
    Held.ORE: np.int64,
    Held.NUMBER: np.float64,
    Held.FLAG: np.int8,
}
MISSING: dict[Held, Any] = {
    Held.NAME: NO_NAME,
    Held.DAY: NONE,
    Held.MINUTE: NONE,
    Held.SECONDS: NO_NUMBER,
    Held.ORE: NO_NUMBER,
    Held.NUMBER: np.nan,
    Held.FLAG: -1,
}


class Names:
    """The names behind codes, in the order they were first met."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self._codes: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.all)

    def code(self, name: str) -> int:
        """The code of a name, given one now if it has none; a missing name is -1."""
        if not name:
            return NO_NAME
        found = self._codes.get(name)
        if found is None:
            found = self._codes[name] = len(self.all)
            self.all.append(name)
        return found

    def find(self, name: str) -> int:
        """The code of a name, -1 where nobody goes by it."""
        return self._codes.get(name, NO_NAME)

    def codes(self, names: Sequence[str | None]) -> Ints:
        """The codes of many names."""
        return np.fromiter((self.code(name or "") for name in names), np.int32, len(names))

    def __getitem__(self, code: int) -> str:
        return self.all[code] if code >= 0 else ""

    def matching(self, *wanted: str) -> frozenset[int]:
        """The codes of the names that read like one of these, whatever their case."""
        folded = {word.casefold() for word in wanted}
        return frozenset(code for code, name in enumerate(self.all) if name.casefold() in folded)


class NameTables:
    """One table of names per noun, shared by all record sets, and one per other text column."""

    def __init__(self) -> None:
        self._tables: dict[str, Names] = {}

    def of(self, kind: str, column: RecordColumn) -> Names:
        """The table the codes of this column refer to."""
        return self.named(column.noun or f"{kind}.{column.name}")

    def named(self, noun: str) -> Names:
        """The table of a noun."""
        found = self._tables.get(noun)
        if found is None:
            found = self._tables.setdefault(str(noun), Names())
        return found


@dataclass(frozen=True)
class Records:
    """The rows of one kind as columns.

    Shape: `columns` has one array per column of the kind's shape, all as long as `count`. `file` is a code into
    `files` and `row` the row's number in that file, the header being row 1.
    """

    kind: str
    count: int
    columns: Mapping[str, Column]
    names: NameTables
    file: Ints
    row: Ints
    files: tuple[str, ...] = ()

    def __getitem__(self, column: str) -> Column:
        return self.columns[column]

    def __len__(self) -> int:
        return self.count

    def names_of(self, column: str) -> Names:
        """The names behind a text column's codes."""
        return self.names.of(self.kind, _column_of(self.kind, column))

    def text(self, column: str, at: int) -> str:
        """One cell of a text column."""
        return self.names_of(column)[int(self.columns[column][at])]

    def is_one_of(self, column: str, *wanted: str) -> npt.NDArray[np.bool_]:
        """Rows whose text is one of these, whatever their case."""
        codes = self.names_of(column).matching(*wanted)
        if not codes:
            return np.zeros(self.count, bool)
        return np.isin(self.columns[column], np.fromiter(codes, np.int32, len(codes)))

    def in_file_order(self, places: Longs) -> Longs:
        """These rows in the order they were read: set by set, and by their number in the file."""
        read = self.file[places].astype(np.int64) << 32
        read += self.row[places]
        if (read[1:] >= read[:-1]).all():
            return places
        return np.asarray(places[np.argsort(read, kind="stable")])

    def taking(self, which: Column) -> Records:
        """The same columns with only these rows (a mask or their places)."""
        columns = {name: column[which] for name, column in self.columns.items()}
        row = self.row[which]
        return Records(self.kind, len(row), columns, self.names, self.file[which], row, self.files)


@cache
def _column_of(kind: str, column: str) -> RecordColumn:
    return SHAPES[kind].column(column)


def key_of(records: Records, shape: RecordShape) -> list[Column]:
    """The columns a kind's rows are known by.

    Shape: a line of an invoice that has no number is known by its service instead, so that neither another order of
    the rows nor one that was put right and sent by itself makes it a version of another line.
    """
    columns = [records[name] for name in shape.key]
    if shape.kind == "invoices":
        line = columns[shape.key.index("line")]
        columns[shape.key.index("line")] = np.where(line >= 0, line, -2 - records["service"])
    return columns


def one_value(value: Any, held: Held, count: int) -> Column:
    """A column whose cells are all the same, at the cost of one."""
    return np.broadcast_to(np.asarray(value, DTYPES[held]), count)


def no_records(kind: str, names: NameTables) -> Records:
    """A kind of which nothing was imported."""
    columns = {column.name: np.zeros(0, DTYPES[column.held]) for column in SHAPES[kind].columns}
    nothing = np.zeros(0, np.int32)
    return Records(kind, 0, columns, names, nothing, nothing)


def records_of(
    kind: str,
    rows: Iterable[Mapping[str, Any]],
    names: NameTables,
    places: Sequence[tuple[str, int]] | None = None,
    *,
    file: str = "",
) -> Records:
    """Make columns of rows in memory: of register values, and of small sets that are made rather than imported.

    Shape: cells are text, dates, moments on the wall clock, numbers or None; durations in seconds, money in öre.
    `places` are file and row number of each row; without them the rows count from 2 in `file`.
    """
    held = list(rows)
    columns = {column.name: _column(kind, column, held, names) for column in SHAPES[kind].columns}
    where = places if places is not None else [(file, number) for number in range(2, len(held) + 2)]
    files = Names()
    codes = np.fromiter((files.code(name or " ") for name, _ in where), np.int32, len(held))
    numbers = np.fromiter((number for _, number in where), np.int32, len(held))
    return Records(kind, len(held), columns, names, codes, numbers, tuple(name.strip() for name in files.all))


def _column(kind: str, column: RecordColumn, rows: Sequence[Mapping[str, Any]], names: NameTables) -> Column:
    cells = [row.get(column.name) for row in rows]
    if column.held is Held.NAME:
        return names.of(kind, column).codes([None if cell is None else str(cell) for cell in cells])
    missing = MISSING[column.held]
    return np.asarray([missing if cell is None else _number(cell) for cell in cells], DTYPES[column.held])


def _number(cell: Any) -> Any:
    match cell:
        case datetime():
            return minute_of(cell)
        case date():
            return day_of(cell)
        case _:
            return cell
