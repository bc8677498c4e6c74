"""A unit of reading and a unit of work: all of it happens, or none of it, and a named person stands for it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Select, bindparam, func, insert, select, update

from kollegie.model.ids import new_id
from kollegie.model.stamps import milliseconds_since_epoch
from kollegie.store import laptop_tables
from kollegie.store.adding import MANY, add_many
from kollegie.store.errors import RecordMissing
from kollegie.store.rows import cleaned, columns_of, record_name, synced_of, value_of

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


class Reading:
    """One consistent look at the store; everything it gives is a frozen value."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def get(self, kind: type[T], id: UUID | str) -> T:
        """The record with that id. Raises: RecordMissing."""
        found = self.first(kind, id=id)
        if found is None:
            raise RecordMissing(record=record_name(kind), id=id)
        return found

    def first(self, kind: type[T], **equal: object) -> T | None:
        """The record whose fields equal these, or None."""
        for found in self._matching(kind, equal, limit=1):
            return found
        return None

    def find(self, kind: type[T], **equal: object) -> tuple[T, ...]:
        """All records whose fields equal these, in the order they were made; a tuple or set means any of them."""
        return tuple(self._matching(kind, equal))

    def values(self, kind: type[T], field: str, **equal: object) -> tuple[Any, ...]:
        """One field of all records whose fields equal these, in the order they were made; quicker than the records."""
        query = _query(kind, (field,), _shapes(equal))
        return tuple(self.connection.execute(query, _given(equal)).scalars())

    def parts(self, kind: type[T], fields: Iterable[str], **equal: object) -> Sequence[tuple[Any, ...]]:
        """Some fields of all records whose fields equal these, in the order they were made; fetched at once."""
        return [
            tuple(row)
            for row in self.connection.execute(_query(kind, tuple(fields), _shapes(equal)), _given(equal)).fetchall()
        ]

    def texts(self, kind: type[T], fields: tuple[str, ...], **equal: object) -> list[tuple[Any, ...]]:
        """Some fields of all records whose fields equal these, as the store holds them: text, numbers and nothing else.

        They come in one piece that is put together outside Python: where many are only compared with what was there
        before, the window beside has the processor meanwhile.
        """
        query = _gathered(kind, fields, _shapes(equal))
        return [tuple(one) for one in json.loads(self.connection.execute(query, _given(equal)).scalar_one())]

    def count(self, kind: type[T], **equal: object) -> int:
        """How many records have these fields."""
        return int(self.connection.execute(_counted(kind, _shapes(equal)), _given(equal)).scalar_one())

    def setting(self, name: str, default: str = "") -> str:
        """A setting of this laptop, kept in the store."""
        found = self.connection.execute(_SETTING, {"wanted": name}).scalar_one_or_none()
        return default if found is None else str(found)

    def _matching(self, kind: type[T], equal: dict[str, object], limit: int | None = None) -> Iterator[T]:
        query = _query(kind, None, _shapes(equal), limit)
        for row in self.connection.execute(query, _given(equal)).mappings():
            yield value_of(kind, row)  # type: ignore[arg-type]


_Shapes = tuple[tuple[str, str], ...]
"""The fields a look asks for, each with how: "is" one value, "any" of several, or nothing ("none")."""
_SETTING = select(laptop_tables.setting.c.value).where(laptop_tables.setting.c.name == bindparam("wanted"))
_STAND = update(laptop_tables.actor)


def _shapes(equal: dict[str, object]) -> _Shapes:
    return tuple(
        (name, "any" if isinstance(value, (tuple, set, frozenset, list)) else "none" if value is None else "is")
        for name, value in equal.items()
    )


def _given(equal: dict[str, object]) -> dict[str, object]:
    return {name: list(value) if isinstance(value, (set, frozenset)) else value for name, value in equal.items()}


@lru_cache(maxsize=512)
def _query(kind: Any, fields: tuple[str, ...] | None, shapes: _Shapes, limit: int | None = None) -> Select[Any]:
    """The query for some fields of a kind, or all; made once for each shape, since that takes longer than asking it."""
    table = synced_of(kind).local
    names = [column for column in table.c if column.name in kind.__dataclass_fields__]
    wanted = names if fields is None else [table.c[field] for field in fields]
    return select(*wanted).where(*_conditions(kind, shapes)).order_by(table.c.id).limit(limit)


@lru_cache(maxsize=64)
def _gathered(kind: Any, fields: tuple[str, ...], shapes: _Shapes) -> Select[Any]:
    there = _query(kind, fields, shapes).subquery()
    return select(func.json_group_array(func.json_array(*there.c)))


@lru_cache(maxsize=256)
def _counted(kind: Any, shapes: _Shapes) -> Select[Any]:
    return select(func.count()).select_from(synced_of(kind).local).where(*_conditions(kind, shapes))


def _conditions(kind: type, shapes: _Shapes) -> list[Any]:
    table = synced_of(kind).local
    conditions: list[Any] = [table.c.deleted == False]  # noqa: E712 - an SQL expression
    for name, shape in shapes:
        if shape == "any":
            conditions.append(table.c[name].in_(bindparam(name, expanding=True)))
        elif shape == "none":
            conditions.append(table.c[name].is_(None))
        else:
            conditions.append(table.c[name] == bindparam(name))
    return conditions


class Work(Reading):
    """One act of one person: what it writes is stored whole when the block ends, and not at all if it fails.

    Shape: `person_id` and `reason` go into the history of every cell it changes; `at` is the moment of the act.
    """

    def __init__(
        self, connection: Connection, person_id: UUID, reason: str, at: datetime, source: random.Random
    ) -> None:
        super().__init__(connection)
        self.person_id = person_id
        self.at = at
        self._source = source
        self._act(person_id, reason, at)

    def new_id(self) -> UUID:
        """A new record's id."""
        return new_id(self.at, self._source)

    def add(self, *values: DataclassInstance, told: Callable[[int], None] | None = None) -> None:
        """Store new records, in the order given.

        Shape: where they are many of one kind, `told` hears now and then how many are written.
        """
        for kind, alike in _by_kind(values):
            if len(alike) < MANY or not add_many(self.connection, kind, _fields_of(kind, alike), told):
                rows = [columns_of(value) for value in alike]
                self.connection.execute(insert(synced_of(kind).local), rows)

    def add_columns(
        self, kind: type, columns: Mapping[str, Sequence[Any]], told: Callable[[int], None] | None = None
    ) -> None:
        """Store new records of one kind given field by field, as `add` does; many are never made values of.

        Shape: all fields of the kind in their order, each of all records.
        """
        if len(columns["id"]) < MANY or not add_many(self.connection, kind, columns, told):
            self.add(*map(kind, *columns.values()))

    def save(self, value: T) -> T:
        """Store a record: make it if it is new, else change just the fields that differ."""
        kind = type(value)
        table = synced_of(kind).local
        id = value.id  # type: ignore[attr-defined]
        row = self.connection.execute(_stored(kind), {"wanted": id}).mappings().first()
        if row is None:
            self.add(value)
            return value
        wanted = columns_of(value)
        changed = {name: wanted[name] for name in wanted if wanted[name] != row[name]}
        if row["deleted"]:
            changed["deleted"] = False
        if changed:
            self.connection.execute(update(table).where(table.c.id == id).values(changed))
        return value

    def delete(self, value: DataclassInstance) -> None:
        """Mark a record deleted; its content and history stay until it is erased."""
        table = synced_of(type(value)).local
        id = value.id  # type: ignore[attr-defined]
        self.connection.execute(update(table).where(table.c.id == id).values(deleted=True))

    def set_setting(self, name: str, value: str) -> None:
        """Keep a setting of this laptop."""
        self.connection.execute(_set(), {"name": name, "value": value})

    def log_reading(self, act: str, record: str, row_id: object, detail: str = "") -> None:
        """Write down that protected data is shown, printed or exported, before it is."""
        self.connection.execute(
            insert(laptop_tables.reading).values(
                id=self.new_id(),
                at=self.at,
                person_id=self.person_id,
                act=act,
                record=record,
                row_id=str(row_id),
                detail=detail,
            )
        )

    def _act(self, person_id: UUID | None, reason: str, at: datetime | None) -> None:
        self.connection.execute(
            _STAND,
            {
                "person_id": person_id,
                "reason": cleaned(reason),
                "now": None if at is None else milliseconds_since_epoch(at),
            },
        )

    def finish(self) -> None:
        """Step down: the next writer must say who they are."""
        self._act(None, "", None)


@lru_cache(maxsize=64)
def _stored(kind: Any) -> Select[Any]:
    table = synced_of(kind).local
    names = [column for column in table.c if column.name in kind.__dataclass_fields__ or column.name == "deleted"]
    return select(*names).where(table.c.id == bindparam("wanted"))


@lru_cache(maxsize=1)
def _set() -> Any:
    from sqlalchemy.dialects.sqlite import insert as upsert

    statement = upsert(laptop_tables.setting)
    return statement.on_conflict_do_update(index_elements=["name"], set_={"value": statement.excluded.value})


def _fields_of(kind: type, values: Sequence[DataclassInstance]) -> dict[str, list[Any]]:
    """The fields of many values of a kind, each of all of them."""
    return {name: list(map(attrgetter(name), values)) for name in kind.__dataclass_fields__}  # type: ignore[attr-defined]


def _by_kind(values: Iterable[DataclassInstance]) -> Iterator[tuple[type, list[DataclassInstance]]]:
    """Runs of records of one kind, so that many are written by one statement and the order is kept."""
    kind: type | None = None
    alike: list[DataclassInstance] = []
    for value in values:
        if type(value) is not kind and kind is not None:
            yield kind, alike
            alike = []
        kind = type(value)
        alike.append(value)
    if kind is not None:
        yield kind, alike
