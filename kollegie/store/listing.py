"""Long lists: which rows a list holds and in what order as one array of numbers, and its records a page at a time.

A list of 300,000 decisions is never 300,000 values. It opens with its length and first page; the array of all rows in
order follows, and any other page is read by its rows' numbers. Text is ordered as a Swedish reader looks it up, see
`ordering`. Source: performance, tables of a million rows.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import chain
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import literal_column, select, text

from kollegie.store.ordering import order_of
from kollegie.store.rows import synced_of, value_of
from kollegie.store.work import Reading

PAGE = 128

T = TypeVar("T")


def first_page(reading: Reading, kind: type[T], order: Sequence[str]) -> tuple[int, tuple[T, ...]]:
    """How many records there are, and the first of them in that order."""
    table = synced_of(kind).local
    count = reading.count(kind)  # type: ignore[type-var]
    names = _names(kind)
    query = select(*names).where(table.c.deleted == False).order_by(*_ordered(kind, order)).limit(PAGE)  # noqa: E712
    rows = reading.connection.execute(query).mappings()
    return count, tuple(value_of(kind, dict(row)) for row in rows)


def rows_in_order(
    reading: Reading, kind: type[Any], order: Sequence[str], words: Sequence[str] = (), among: Sequence[str] = ()
) -> array[int]:
    """The numbers of all records' rows in an order, or of those that hold every word in one of the fields `among`.

    Units: 64-bit integers; a row keeps its number as long as it exists. Case does not count in the words.
    """
    table = synced_of(kind).local
    fields = " || ' ' || ".join(f"COALESCE({table.c[name].name}, '')" for name in among)
    forms = [tuple(dict.fromkeys((word, word.lower(), word.upper(), word.capitalize()))) for word in words]
    holds = "".join(
        " AND (" + " OR ".join([f"{fields} LIKE ? ESCAPE '\\'"] * len(spellings)) + ")" for spellings in forms
    )
    by = ", ".join(order_of(table.name, name) for name in order)
    there = "+deleted = 0" if words else "deleted = 0"  # with words all rows are read as they lie, not in index order
    cursor: Any = (
        reading.connection.connection.cursor()
    )  # the driver's own rows: SQLAlchemy's cost more than the reading
    cursor.execute(
        f"SELECT rowid FROM {table.name} WHERE {there}{holds} ORDER BY {by}, rowid",
        [f"%{_literal(spelling)}%" for spellings in forms for spelling in spellings],
    )
    return array("q", chain.from_iterable(cursor))


def page_of(reading: Reading, kind: type[T], numbers: Sequence[int]) -> tuple[T, ...]:
    """The records of these rows, in this order; one that is gone since is left out."""
    table = synced_of(kind).local
    number = text("rowid")
    query = select(number, *_names(kind)).where(text("rowid IN (SELECT value FROM json_each(:numbers))"))
    found = reading.connection.execute(query.select_from(table), {"numbers": str(list(numbers))}).mappings()
    by_number = {row["rowid"]: row for row in found}
    return tuple(value_of(kind, dict(by_number[one])) for one in numbers if one in by_number)


def number_of(reading: Reading, kind: type[Any], id: UUID) -> int | None:
    """The number of a record's row; None where it is not here."""
    table = synced_of(kind).local
    query = select(text("rowid")).select_from(table).where(table.c.id == id)
    found = reading.connection.execute(query).scalar_one_or_none()
    return None if found is None else int(found)


def _names(kind: type) -> list[Any]:
    table = synced_of(kind).local
    return [column for column in table.c if column.name in kind.__dataclass_fields__]  # type: ignore[attr-defined]


def _ordered(kind: type, order: Sequence[str]) -> list[Any]:
    """What the list is ordered by, then the row's number, so that an index alone can answer."""
    table = synced_of(kind).local
    return [*(literal_column(order_of(table.name, name)) for name in order), literal_column("rowid")]


def _literal(word: str) -> str:
    """The word with the signs that LIKE reads in its own way taken as they stand."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
