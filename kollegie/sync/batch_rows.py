"""The rows of a batch as this program knows them: each value of its column's kind, or the row is told apart."""

from __future__ import annotations

from kollegie.sync.carried import Carried, Row
from kollegie.sync.sealed_batches import Content
from kollegie.sync.statements import staged_columns


def rows_of(content: Content, one: Carried) -> list[Row]:
    """A table's rows as this program knows them: the columns by name, with bases.

    Shape: a column the writer did not know has its default, made with the row; one this program does not know is left
    to the day it is upgraded, when everything is read again. A row of wrong kinds is left out (see `unsound_rows`).
    """
    return [row for row in _laid_out(content, one) if is_sound(one, row)]


def unsound_rows(content: Content, one: Carried) -> list[Row]:
    """The rows of a table that no program of ours has written."""
    return [row for row in _laid_out(content, one) if not is_sound(one, row)]


def _laid_out(content: Content, one: Carried) -> list[Row]:
    written = content.columns.get(one.name, [])
    wanted, _kinds = staged_columns(one)
    rows = [row for row in content.rows.get(one.name, []) if len(row) == len(written)]
    if tuple(written) == wanted:
        return rows
    places = [written.index(column) if column in written else None for column in wanted]
    fill = [one.defaults.get(column) for column in wanted]
    return [tuple(fill[at] if place is None else row[place] for at, place in enumerate(places)) for row in rows]


_KINDS: dict[str, type] = {"bytea": bytes, "int8": int, "int4": int, "text": str}


def is_sound(one: Carried, row: Row) -> bool:
    """Whether each value is of its column's kind, so that a strict table takes it."""
    return misfit(one, row) is None


def misfit(one: Carried, row: Row) -> str | None:
    """The first column whose value is not of its kind; None where all are."""
    table = one.local.c
    columns, kinds = staged_columns(one)
    for column, kind, value in zip(columns, kinds, row, strict=True):
        if value is None:
            if column in table and not table[column].nullable:
                return column
        elif type(value) is not _KINDS[kind] or (isinstance(value, int) and not -(1 << 63) <= value < 1 << 63):
            return column
    return None
