"""Rows on their way into a table of this program, laid where the bulk statements find them.

The driver asks every cell that is neither text nor number whether it wants to be something else first, and that took
three quarters of the time of laying in a page (measured: 8.7 microseconds for a row of sixteen columns, 2.0 so). So
columns that are the same in the whole page, as marks and sparse stamps mostly are, are told once in the statement, and
bytes go as the driver takes them without asking.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kollegie.sync.carried import Row, names
from kollegie.sync.lines import Line


@dataclass(frozen=True, slots=True)
class Page:
    """Rows turned on their side: for each column its values, row by row, and which types they are of.

    Shape: `marks` tell how a column is told to the driver: by a mark, or by its value where all rows have the same.
    """

    values: Mapping[str, Sequence[Any]]
    kinds: dict[str, set[type]]
    marks: dict[str, str]

    @property
    def alike(self) -> frozenset[str]:
        """The columns that are told once for all rows."""
        return frozenset(column for column, mark in self.marks.items() if mark != "?")

    def texts(self) -> str:
        """Every text of the page after each other, for one search through all of it."""
        return "".join(
            [
                "".join(values if self.kinds[column] == {str} else [one for one in values if type(one) is str])
                for column, values in self.values.items()
                if str in self.kinds[column]
            ]
        )


def by_column(columns: Sequence[str], rows: Sequence[Row]) -> Page:
    """The same rows, column by column."""
    values = dict(zip(columns, zip(*rows, strict=True), strict=True)) if rows else {}
    kinds = {column: set(map(type, given)) for column, given in values.items()}
    return Page(values, kinds, {column: _told_once(given, kinds[column]) for column, given in values.items()})


def put_in(line: Line, table: str, page: Page) -> int:
    """Insert a page; give back how many rows.

    Shape: every column of the page is told, an empty one as NULL: what a table gives a column by itself is for columns
    that the page has not. An edited row's empty base is no base, while the 0 a staging table gives is a new row's.
    """
    ready = [
        _as_taken(values) if page.kinds[column] == {bytes} else values
        for column, values in page.values.items()
        if page.marks[column] == "?"
    ]
    count = len(next(iter(page.values.values()), ()))
    rows: list[Row] = list(zip(*ready, strict=True)) if ready else [()] * count
    if not rows:
        return 0
    return line.many(
        f"INSERT INTO {table} ({names(tuple(page.values))}) VALUES ({', '.join(page.marks.values())})", rows
    )


def _as_taken(values: Sequence[bytes]) -> list[bytearray]:
    """Bytes as the driver takes them; those that follow upon each other again and again are made once."""
    if values[:1] == values[1:2] and values[-1:] == values[-2:-1]:
        made = {one: bytearray(one) for one in set(values)}
        return [made[one] for one in values]
    return list(map(bytearray, values))


ID = 16
"""Bytes of an id."""

_WORD = re.compile("[a-z_]{0,30}")


def _told_once(values: Sequence[Any], kinds: set[type]) -> str:
    """How a column is told in the statement: by its value where that is the same in every row, else by a mark.

    Shape: only what is empty, a number, an id or a short word is told so.
    """
    first = values[0]
    if kinds == {type(None)}:
        return "NULL"
    if kinds not in ({int}, {str}, {bytes}) or first != values[-1] or values.count(first) < len(values):
        return "?"
    if type(first) is int:
        return str(first) if abs(first) < 1 << 62 else "?"
    if type(first) is bytes:
        return f"x'{first.hex()}'" if len(first) == ID else "?"
    return f"'{first}'" if _WORD.fullmatch(first) else "?"
