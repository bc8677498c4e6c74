"""What a record has been: who wrote which version of each cell, when and why.

History holds what was replaced, and the row holds what stands; together they give every version. A version whose
value has not arrived from the hub yet is left out rather than guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Table, and_, func, select, union_all
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from kollegie.model.conflicts import Conflict
from kollegie.model.stamps import device_of, moment_of
from kollegie.store import tables
from kollegie.store.columns import Id
from kollegie.store.rows import synced_of
from kollegie.store.synced_table import Cell
from kollegie.store.work import Reading


@dataclass(frozen=True, slots=True)
class Version:
    """A record as one edit left it.

    Shape: `stamp` orders versions over all laptops; `at` is when the edit was made, by the clock of laptop number
    `device`; `changed` are the fields the edit wrote (all of them when it made the record); `fields` is the whole
    record as it then stood, without cells whose earlier value is not known here.
    """

    stamp: int
    by: UUID
    at: datetime
    reason: str
    changed: frozenset[str]
    fields: Mapping[str, Any]

    @property
    def device(self) -> int:
        """The number of the laptop the edit was made on."""
        return device_of(self.stamp)


def versions_of(reading: Reading, kind: type, ids: Iterable[UUID]) -> dict[UUID, tuple[Version, ...]]:
    """Every version of these records, oldest first; the last one is what stands now.

    Shape: records that are not here are left out; marked-deleted ones are here, with `deleted` among their fields.
    """
    wanted = list(ids)
    synced = synced_of(kind)
    table, history = synced.local, tables.history
    found = reading.connection.execute(select(table).where(table.c.id.in_(wanted))).mappings()
    rows = {row["id"]: row for row in found}
    lines: dict[UUID, list[Any]] = {id: [] for id in rows}
    query = _lines_of(select(history), table, wanted).order_by(history.c.stamp)
    for line in reading.connection.execute(query).mappings():
        lines[UUID(bytes=line["row_id"])].append(line)
    kept: dict[UUID, list[Any]] = {id: [] for id in rows}
    conflicts = tables.SYNCED["conflict"].local
    both = select(conflicts).where(conflicts.c.row_id.in_(list(rows)), conflicts.c.record == synced.name)
    for conflict in reading.connection.execute(both).mappings():
        kept[conflict["row_id"]].append(conflict)
    dialect = reading.connection.dialect
    return {id: _versions(rows[id], lines[id], kept[id], synced.cells, dialect) for id in wanted if id in rows}


def _versions(
    row: Any, lines: list[Any], conflicts: list[Any], cells: tuple[Cell, ...], dialect: Dialect
) -> tuple[Version, ...]:
    kinds = {cell.name: cell for cell in cells}
    written: dict[str, list[tuple[int, Any]]] = {name: [] for name in kinds}
    edits: dict[int, tuple[UUID, str, set[str]]] = {}
    for line in lines:
        name = line["column_name"]
        changed = edits.setdefault(line["stamp"], (line["person_id"], line["reason"], set()))[2]
        if name == "":
            changed.update(kinds)
        elif name in kinds:
            changed.add(name)
            with suppress(ValueError, TypeError):  # what is no value of the cell is left out rather than guessed
                written[name].append((line["old_stamp"], value_from_history(line["old_value"], kinds[name], dialect)))
    for conflict in conflicts:  # no later edit replaced the version that lost, so only the conflict has its value
        name = conflict["field"]
        for side in ("a", "b") if name in kinds else ():
            with suppress(ValueError, TypeError):
                value = value_from_history(conflict[f"{side}_value"], kinds[name], dialect)
                written[name].append((conflict[f"{side}_stamp"], value))
    for name, cell in kinds.items():
        stamp = None if cell.fixed else row[f"{name}_s"]
        value = row[name] if cell.enum is None or row[name] is None else cell.enum(row[name])
        written[name].append((row["s0"] if stamp is None else stamp, value))
    made = []
    for stamp, (person, reason, changed) in sorted(edits.items()):
        fields = {}
        for name, values in written.items():
            past = [(at, value) for at, value in values if at <= stamp]
            if past:
                fields[name] = max(past, key=lambda pair: pair[0])[1]
        made.append(Version(stamp, person, moment_of(stamp), reason, frozenset(changed), fields))
    return tuple(made)


def _lines_of(query: Select[Any], table: Table, ids: list[UUID]) -> Select[Any]:
    """The lines of these records of a table: each record's lie in its scope, by which they are found."""
    history = tables.history
    own = and_(history.c.scope == table.c.scope, history.c.row_id == table.c.id)
    return query.select_from(table.join(history, own)).where(table.c.id.in_(ids))


def value_from_history(stored: str | None, cell: Cell, dialect: Dialect) -> Any:
    """A cell's value from the text history keeps: bytes stand in hex, numbers in digits."""
    if stored is None:
        return None
    if cell.enum is not None:
        return cell.enum(int(stored) if issubclass(cell.enum, int) else stored)
    if isinstance(cell.type, Id):
        return UUID(hex=stored)
    if isinstance(cell.type, TypeDecorator):
        storage = cell.type.impl_instance.python_type
        return cell.type.process_result_value(int(stored) if storage is int else stored, dialect)
    return int(stored) if cell.type.python_type is int else stored


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote what stands in a cell now, and when."""

    by: UUID
    at: datetime


def authors_of(reading: Reading, kind: type, ids: Iterable[UUID]) -> dict[UUID, dict[str, Author]]:
    """For each record: the author of every field as it stands, without reading the earlier values."""
    wanted = list(ids)
    synced = synced_of(kind)
    table, history = synced.local, tables.history
    stamps = [table.c[f"{name}_s"] for name in synced.editable]
    rows = reading.connection.execute(select(table.c.id, table.c.s0, *stamps).where(table.c.id.in_(wanted))).mappings()
    standing = {row["id"]: row for row in rows}
    named = select(history.c.row_id, history.c.column_name, history.c.stamp, history.c.person_id)
    query = _lines_of(named, table, wanted)
    persons = {
        (UUID(bytes=line.row_id), line.column_name, line.stamp): line.person_id
        for line in reading.connection.execute(query)
    }
    found: dict[UUID, dict[str, Author]] = {}
    for id, row in standing.items():
        authors = found[id] = {}
        for name in synced.editable:
            stamp = row["s0"] if row[f"{name}_s"] is None else row[f"{name}_s"]
            # Two laptops may have made the same row: the cell then carries the stamp of the other's making.
            by = persons.get((id, name, stamp), persons.get((id, "", stamp)))
            if by is not None:
                authors[name] = Author(by, moment_of(stamp))
    return found


def steps_of(reading: Reading, scope: UUID, id: UUID | str, field: str) -> dict[int, tuple[int | None, str | None]]:
    """Every edit of one cell of a record: by its stamp, the stamp and the stored text of the version it replaced."""
    history = tables.history
    row_id = id.encode() if isinstance(id, str) else id.bytes
    query = select(history.c.stamp, history.c.old_stamp, history.c.old_value).where(
        history.c.scope == scope, history.c.row_id == row_id, history.c.column_name == field
    )
    return {row.stamp: (row.old_stamp, row.old_value) for row in reading.connection.execute(query)}


def all_ids(reading: Reading, kind: type, **equal: UUID) -> tuple[UUID, ...]:
    """The ids of all records whose fields equal these, those marked deleted too."""
    table = synced_of(kind).local
    query = select(table.c.id).where(*(table.c[name] == wanted for name, wanted in equal.items()))
    return tuple(reading.connection.execute(query).scalars())


def is_disputed(reading: Reading, record: str, row_id: UUID) -> bool:
    """Whether somebody still has to choose between two versions of an answer's value."""
    return any(one.open for one in reading.find(Conflict, record=record, row_id=row_id, field="value"))


def fields_of(reading: Reading, kind: type, ids: Iterable[UUID], *names: str) -> tuple[Mapping[str, Any], ...]:
    """Some fields of these records, of those marked deleted too."""
    table = synced_of(kind).local
    query = select(*(table.c[name] for name in names)).where(table.c.id.in_(list(ids)))
    return tuple(dict(row) for row in reading.connection.execute(query).mappings())


def unsent_by_scope(reading: Reading) -> dict[UUID, int]:
    """How many records with edits the hub has not taken yet stand in each scope."""
    return {scope: number for scope, (number, _stamp) in waiting_by_scope(reading).items()}


def waiting_by_scope(reading: Reading) -> dict[UUID, tuple[int, int]]:
    """How many records with edits the hub has not taken yet stand in each scope, and the stamp of the oldest edit."""
    counts = [
        select(synced.local.c.scope, func.count().label("unsent"), func.min(synced.local.c.dirty).label("oldest"))
        .where(synced.local.c.dirty.is_not(None))
        .group_by(synced.local.c.scope)
        for synced in tables.SYNCED.values()
    ]
    found: dict[UUID, tuple[int, int]] = {}
    for scope, unsent, oldest in reading.connection.execute(union_all(*counts)):
        number, stamp = found.get(scope, (0, oldest))
        found[scope] = number + unsent, min(stamp, oldest)
    return found
