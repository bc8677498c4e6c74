"""One kind of record that travels: its table on the laptop and at the hub, and the stamps its columns have.

A synced table has an id, a scope, a creation stamp `s0`, and for each editable column `c` a sparse stamp `c_s`
(empty means `s0`). On the laptop an editable column also has `c_b`, the stamp the unsent edit replaced (0 for a
row the hub has not seen), and the row has `dirty`, the stamp of its last local edit. On the hub the row has `seq`, and
its key leads with the scope.
Columns marked fixed are set when the row is made and never change, so they carry no stamps.
"""

from __future__ import annotations

import builtins
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, MetaData, PrimaryKeyConstraint, Table, Text
from sqlalchemy.types import TypeEngine

from kollegie.store.columns import Day, Flag, Id, LongInteger, Moment, Pairs


@dataclass(frozen=True)
class Cell:
    """One column of a synced table. `fixed` columns never change after the row is made."""

    name: str
    type: TypeEngine[Any]
    nullable: bool = False
    fixed: bool = False
    enum: builtins.type[Enum] | None = None


@dataclass(frozen=True)
class Synced:
    """One kind of record that travels between laptops: its model class and its table on either side."""

    name: str
    kind: type
    cells: tuple[Cell, ...]
    local: Table
    hub: Table
    listed_by: tuple[str, ...] = ()

    @property
    def editable(self) -> tuple[str, ...]:
        """The columns that carry a stamp of their own; `deleted` is one of them."""
        return tuple(cell.name for cell in self.cells if not cell.fixed)


DELETED = Cell("deleted", Flag())


def synced_in(
    laptop: MetaData,
    hub: MetaData,
    name: str,
    kind: type,
    *cells: Cell,
    parents: dict[str, str] | None = None,
    id_type: type[Any] = Id,
    listed_by: tuple[str, ...] = (),
) -> Synced:
    """Make the table of a record on either side; `parents` names what its columns point at."""
    every = (*cells, DELETED)
    tables = []
    for metadata in (laptop, hub):
        columns: list[Column[Any]] = [
            Column("id", id_type(), primary_key=metadata is laptop, nullable=False),
            Column("scope", Id(), nullable=False),
            Column("s0", LongInteger, nullable=False, server_default="0"),
        ]
        for cell in every:
            default = "0" if cell is DELETED else None
            columns.append(Column(cell.name, cell.type, nullable=cell.nullable, server_default=default))
        for cell in every:
            if not cell.fixed:
                columns.append(Column(f"{cell.name}_s", LongInteger, nullable=True))
                if metadata is laptop:
                    columns.append(Column(f"{cell.name}_b", LongInteger, nullable=True))
        if metadata is laptop:
            columns.append(Column("dirty", LongInteger, nullable=True))
        else:
            columns.append(Column("seq", LongInteger, nullable=False))
        keys: list[ForeignKeyConstraint | PrimaryKeyConstraint] = [
            ForeignKeyConstraint([column], [f"{parent}.id"], deferrable=True, initially="DEFERRED")
            for column, parent in (parents or {}).items()
            if metadata is laptop
        ]
        if metadata is hub:  # no id tells by being taken what another scope holds, and none is taken from its owner
            keys = [PrimaryKeyConstraint("scope", "id")]
        table = Table(name, metadata, *columns, *keys, sqlite_strict=True)
        if metadata is laptop:
            Index(f"ix_{name}_dirty", table.c.dirty, sqlite_where=table.c.dirty.is_not(None))
            Index(f"ix_{name}_scope", table.c.scope)
            for column in parents or {}:
                Index(f"ix_{name}_{column}", table.c[column])
            for column in listed_by:  # a long list is read in this order from the index alone; text: see ordering.py
                Index(f"ix_{name}_by_{column}", table.c.deleted, table.c[column])
        else:
            Index(f"ix_{name}_seq_scope", table.c.seq, table.c.scope, table.c.id)
        tables.append(table)
    return Synced(name, kind, every, tables[0], tables[1], listed_by)


def text(name: str, *, nullable: bool = False, fixed: bool = False) -> Cell:
    return Cell(name, Text(), nullable, fixed)


def ident(name: str, *, nullable: bool = False, fixed: bool = False) -> Cell:
    return Cell(name, Id(), nullable, fixed)


def choice(name: str, enum: type[Enum], *, fixed: bool = False) -> Cell:
    return Cell(name, Integer() if issubclass(enum, int) else Text(), fixed=fixed, enum=enum)


def day(name: str) -> Cell:
    return Cell(name, Day(), nullable=True)


def moment(name: str) -> Cell:
    return Cell(name, Moment(), nullable=True)


def flag(name: str, *, nullable: bool = False, fixed: bool = False) -> Cell:
    return Cell(name, Flag(), nullable, fixed)


def pairs(name: str, *, fixed: bool = False) -> Cell:
    return Cell(name, Pairs(), fixed=fixed)


def number(name: str, *, fixed: bool = False) -> Cell:
    return Cell(name, LongInteger, fixed=fixed)
