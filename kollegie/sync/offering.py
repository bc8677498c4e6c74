"""All that a laptop holds, for a hub that has lost it: a restored or rebuilt hub is filled again from the laptops."""

from __future__ import annotations

from collections.abc import Iterator

from kollegie.sync.carried import Carried, Row, names
from kollegie.sync.laptop import Laptop


def rows_held(near: Laptop, one: Carried, size: int) -> Iterator[list[Row]]:
    """A table's rows, page by page in the order of their keys, without bases: they claim nothing over what stands.

    Shape: rows with unsent edits are left out, since those are sent as edits.
    """
    key = names(one.key)
    bases = "" if one.is_history else "".join(", NULL" for _ in one.editable)
    unsent = "sent = 1" if one.is_history else "dirty IS NULL"
    marks = ", ".join("?" for _ in one.key)
    after: tuple[object, ...] | None = None
    while True:
        beyond = "" if after is None else f" AND ({key}) > ({marks})"
        page = near.line.rows(
            f'SELECT {names(one.columns)}{bases} FROM "{one.name}" WHERE {unsent}{beyond} ORDER BY {key} LIMIT ?',
            (*(after or ()), size),
        )
        if page:
            yield page
            after = tuple(page[-1][one.place(column)] for column in one.key)
        if len(page) < size:
            return
