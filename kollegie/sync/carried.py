"""What travels, told once per table: the columns on the wire and where each cell and its stamp stand."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeDecorator

from kollegie.store.columns import Id
from kollegie.store.synced_table import Cell, Synced
from kollegie.store.tables import SYNCED, history, hub_history

Row = tuple[Any, ...]

MADE_ALIKE = ("municipality", "checklist_version")
"""What any laptop makes by itself, with the same id and the same content, and brings along if the hub lacks it."""
_DIALECT = sqlite.dialect()
_POSTGRES = postgresql.dialect()  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Carried:
    """One table as it travels.

    Shape: a row on the wire is `columns` in their order: the key, the scope, then for a record `s0`, its cells and
    the stamp of each editable cell. On the way to the hub the bases follow after these.
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    editable: tuple[str, ...]
    fixed: tuple[str, ...]
    kinds: tuple[str, ...]
    defaults: dict[str, Any]
    local: Table
    hub: Table
    cells: tuple[Cell, ...] = ()

    @property
    def is_history(self) -> bool:
        """Whether these are lines of history and not records."""
        return self.name == "history"

    @property
    def near_key(self) -> tuple[str, ...]:
        """The key at the laptop, where history lies in the order it was written."""
        return ("stamp", "row_id", "column_name") if self.is_history else self.key

    @property
    def hub_key(self) -> tuple[str, ...]:
        """The key at the hub, where a record's id is its own only within its scope."""
        return ("scope", "stamp", "row_id", "column_name") if self.is_history else ("scope", *self.key)

    @property
    def fetch_key(self) -> tuple[str, ...]:
        """The order in which a hub gives what was committed together: as the rows lie there.

        By their ids alone nearly each of ten thousand edits of whole visits had a page of the index to itself, which
        was written twice: half of the time a hub's file took to merge them (measured).
        """
        return self.near_key if self.is_history else self.hub_key

    @cached_property
    def stamped(self) -> tuple[tuple[str, str, str], ...]:
        """Each editable column with that of its stamp and that of its base."""
        return tuple((column, f"{column}_s", f"{column}_b") for column in self.editable)

    def place(self, column: str) -> int:
        """Where a column stands in a row."""
        return self.columns.index(column)


def stored_kind(cell_type: Any) -> str:
    """How a column's values stand at every database: "bytea", "int8", "int4" or "text", in PostgreSQL's words."""
    words = {"BYTEA": "bytea", "BIGINT": "int8", "INTEGER": "int4", "TEXT": "text"}
    return words[cell_type.compile(dialect=_POSTGRES)]


def stored(cell: Cell, value: Any) -> Any:
    """A value of the model as it stands in the column."""
    if cell.enum is not None and isinstance(value, cell.enum):
        value = value.value
    if isinstance(cell.type, TypeDecorator):
        return cell.type.process_bind_param(value, _DIALECT)
    return value


def is_id(cell: Cell) -> bool:
    """Whether the column holds another record's id."""
    return isinstance(cell.type, Id)


def _default(synced: Synced, cell: Cell) -> dict[str, Any]:
    if cell.name == "deleted":
        return {"deleted": 0}
    for field in dataclasses.fields(synced.kind):
        if field.name == cell.name and field.default is not dataclasses.MISSING:
            return {cell.name: stored(cell, field.default)}
    return {}


def _of(synced: Synced) -> Carried:
    stamps = tuple(f"{name}_s" for name in synced.editable)
    columns = ("id", "scope", "s0", *(cell.name for cell in synced.cells), *stamps)
    defaults: dict[str, Any] = {}
    for cell in synced.cells:
        defaults |= _default(synced, cell)
    return Carried(
        synced.name,
        ("id",),
        columns,
        synced.editable,
        tuple(cell.name for cell in synced.cells if cell.fixed),
        tuple(stored_kind(synced.hub.c[name].type) for name in columns),
        defaults,
        synced.local,
        synced.hub,
        synced.cells,
    )


@cache
def carried() -> tuple[Carried, ...]:
    """Everything that travels, in the order it is written: history first, so that a conflict can say who wrote what."""
    columns = tuple(column.name for column in hub_history.c if column.name != "seq")
    lines = Carried(
        "history",
        ("row_id", "column_name", "stamp"),
        columns,
        (),
        (),
        tuple(stored_kind(hub_history.c[name].type) for name in columns),
        {},
        history,
        hub_history,
    )
    return (lines, *(_of(synced) for synced in SYNCED.values()))


@cache
def carried_named(name: str) -> Carried:
    """The table of that name. Raises: KeyError."""
    return {one.name: one for one in carried()}[name]


def names(columns: Sequence[str], before: str = "") -> str:
    """Columns as they stand in a statement, each in quotation marks: some are words of SQL."""
    return ", ".join(f'{before}"{column}"' for column in columns)
