"""A unit of reading and a unit of work: all of it happens, or none of it, and a named person stands for it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, update

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
        table = synced_of(kind).local
        query = select(table.c[field]).where(*_conditions(kind, equal)).order_by(table.c.id)
        return tuple(self.connection.execute(query).scalars())

    def parts(self, kind: type[T], fields: Iterable[str], **equal: object) -> Sequence[tuple[Any, ...]]:
        """Some fields of all records whose fields equal these, in the order they were made; fetched at once."""
        table = synced_of(kind).local
        query = select(*(table.c[field] for field in fields)).where(*_conditions(kind, equal)).order_by(table.c.id)
        return [tuple(row) for row in self.connection.execute(query).fetchall()]

    def count(self, kind: type[T], **equal: object) -> int:
        """How many records have these fields."""
        table = synced_of(kind).local
        query = select(func.count()).select_from(table).where(*_conditions(kind, equal))
        return int(self.connection.execute(query).scalar_one())

    def setting(self, name: str, default: str = "") -> str:
        """A setting of this laptop, kept in the store."""
        query = select(laptop_tables.setting.c.value).where(laptop_tables.setting.c.name == name)
        found = self.connection.execute(query).scalar_one_or_none()
        return default if found is None else str(found)

    def _matching(self, kind: type[T], equal: dict[str, object], limit: int | None = None) -> Iterator[T]:
        table = synced_of(kind).local
        names = [column for column in table.c if column.name in kind.__dataclass_fields__]
        query = select(*names).where(*_conditions(kind, equal)).order_by(table.c.id).limit(limit)
        for row in self.connection.execute(query).mappings():
            yield value_of(kind, row)  # type: ignore[arg-type]


def _conditions(kind: type, equal: dict[str, object]) -> list[Any]:
    table = synced_of(kind).local
    conditions: list[Any] = [table.c.deleted == False]  # noqa: E712 - an SQL expression
    for name, wanted in equal.items():
        if isinstance(wanted, (tuple, set, frozenset, list)):
            conditions.append(table.c[name].in_(list(wanted)))
        elif wanted is None:
            conditions.append(table.c[name].is_(None))
        else:
            conditions.append(table.c[name] == wanted)
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
            if len(alike) < MANY or not add_many(self.connection, kind, alike, told):
                rows = [columns_of(value) for value in alike]
                self.connection.execute(insert(synced_of(kind).local), rows)

    def save(self, value: T) -> T:
        """Store a record: make it if it is new, else change just the fields that differ."""
        kind = type(value)
        table = synced_of(kind).local
        id = value.id  # type: ignore[attr-defined]
        names = [column for column in table.c if column.name in kind.__dataclass_fields__ or column.name == "deleted"]
        row = self.connection.execute(select(*names).where(table.c.id == id)).mappings().first()
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
        from sqlalchemy.dialects.sqlite import insert as upsert

        statement = upsert(laptop_tables.setting).values(name=name, value=value)
        self.connection.execute(
            statement.on_conflict_do_update(index_elements=["name"], set_={"value": statement.excluded.value})
        )

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
            update(laptop_tables.actor).values(
                person_id=person_id,
                reason=cleaned(reason),
                now=None if at is None else milliseconds_since_epoch(at),
            )
        )

    def finish(self) -> None:
        """Step down: the next writer must say who they are."""
        self._act(None, "", None)


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
