"""Many new records written at once: what the capture triggers do for each row, done for all of them together.

An import of 300,000 decisions spent most of its time in one trigger per row. Rows written here get the same: a stamp
of their own each, in the order given, their first base, and their line of history. Where they are most of the table,
its indexes are laid anew over all rows afterwards, which takes a third of the time of laying each row into each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from typing import Any

from sqlalchemy import Connection
from sqlcipher3 import dbapi2

from kollegie.store.columns import Id
from kollegie.store.rows import cleaned, synced_of
from kollegie.store.synced_table import Cell

MANY = 500
"""From how many rows on it is worth it."""
AT_ONCE = 10_000
"""Rows made ready at a time."""
BARE = 5_000
"""From how many rows on it is worth it to lay the indexes anew."""
CACHE_KIB = 131_072
"""Memory for pages of the file while many rows are laid into its indexes: with the usual two mebibytes every row reads
and seals pages anew."""


def add_many(
    connection: Connection,
    kind: type,
    columns: Mapping[str, Sequence[Any]],
    told: Callable[[int], None] | None = None,
) -> bool:
    """Write new records of one kind, in the order given, as the capture triggers would have them.

    Shape: `columns` are the values' fields, all of them, each of all records; `told` hears now and then how many are
    written; what it raises takes all of them back.
    Returns whether it did: not where nobody acts or rows from a hub are being written, which is for the triggers.
    """
    run: Any = connection.connection.cursor()
    run.execute("SELECT person_id, now, applying FROM actor WHERE one = 1")
    person, now, applying = run.fetchone()
    if person is None or now is None or applying:
        return False
    table = synced_of(kind).local.name
    run.execute("SELECT last, device FROM clock WHERE one = 1")
    last, device = run.fetchone()
    run.execute(f"SELECT coalesce(max(rowid), 0) FROM {table}")
    before = run.fetchone()[0]
    count = len(columns["id"])
    bare = _bare(run, table) if count >= max(BARE, before) else nullcontext()
    first = max((last >> 11) + 1, now << 10)
    with _large_cache(run), _no_capture(run), bare:
        statement, stored = _statement(kind), _stored(kind)
        for begin in range(0, count, AT_ONCE):
            end = min(begin + AT_ONCE, count)
            stamps = [each << 11 | device for each in range(first + begin, first + end)]
            batch = [column(columns[name][begin:end]) for name, column in stored.items()]
            run.executemany(statement, zip(stamps, *batch, strict=True))
            if told is not None:
                told(end)
        run.execute("UPDATE clock SET last = ? WHERE one = 1", ((first + count - 1) << 11 | device,))
        run.execute(
            "INSERT INTO history (row_id, column_name, stamp, scope, record, person_id, reason)"
            f" SELECT CAST({table}.id AS BLOB), '', s0, scope, '{table}', person_id, reason FROM {table}, actor"
            f" WHERE one = 1 AND {table}.rowid > ? ORDER BY {table}.rowid",
            (before,),
        )
    return True


def _statement(kind: type) -> str:
    """The INSERT of one row, whose first parameter is its stamp."""
    synced = synced_of(kind)
    names = list(_cells(kind))
    bases = [f"{column}_b" for column in synced.editable]
    given = ", ".join(f"?{place}" for place in range(2, len(names) + 2))
    return (
        f"INSERT INTO {synced.local.name} (s0, dirty, {', '.join((*names, *bases))})"
        f" VALUES (?1, ?1, {given}{', 0' * len(bases)})"
    )


def _cells(kind: type) -> dict[str, Cell | None]:
    """The columns of a value in the order of its fields; id and scope have no cell of their own."""
    cells: dict[str, Cell | None] = {cell.name: cell for cell in synced_of(kind).cells}
    return {name: cells.get(name) for name in kind.__dataclass_fields__}  # type: ignore[attr-defined]


_Column = Callable[[Sequence[Any]], Sequence[Any]]


def _stored(kind: type) -> dict[str, _Column]:
    """What makes each column of many values as it is stored; each different value of a column is made once."""
    from sqlalchemy.dialects.sqlite import dialect

    sqlite = dialect()
    table = synced_of(kind).local
    made: dict[str, _Column] = {}
    for name, cell in _cells(kind).items():
        if isinstance(table.c[name].type, Id):
            made[name] = _ids
            continue
        process = table.c[name].type.dialect_impl(sqlite).bind_processor(sqlite)
        enum = cell is not None and cell.enum is not None
        column = _column(process, enum=enum)
        made[name] = partial(_plain_texts, column) if process is None and not enum else column
    return made


def _ids(values: Sequence[Any]) -> Sequence[Any]:
    if len(set(map(id, values))) == 1:  # the scope all of them have
        return [None if values[0] is None else values[0].bytes] * len(values)
    return [None if value is None else value.int.to_bytes(16) for value in values]


def _plain_texts(column: _Column, values: Sequence[Any]) -> Sequence[Any]:
    """Texts as they are where nothing in any of them would be taken away."""
    try:
        whole = "".join(values)
    except TypeError:  # some are no texts
        return column(values)
    return values if cleaned(whole) == whole else column(values)


def _column(process: Callable[[Any], Any] | None, *, enum: bool) -> _Column:
    known: dict[Any, Any] = {}

    def stored(value: Any) -> Any:
        plain = value.value if enum and value is not None else cleaned(value)
        return plain if process is None else process(plain)

    def column(values: Sequence[Any]) -> Sequence[Any]:
        different = set(values)
        if len(different) * 2 > len(values):
            return [stored(value) for value in values]
        known.update((value, stored(value)) for value in different - known.keys())
        return [known[value] for value in values]

    return column


@contextmanager
def _no_capture(run: Any) -> Iterator[None]:
    """The rows bring their own stamps and history; search goes on as ever. A fault rolls the whole act back."""
    run.execute("UPDATE actor SET applying = 1 WHERE one = 1")
    try:
        yield
    finally:  # whoever catches it may go on in the same act
        run.execute("UPDATE actor SET applying = 0 WHERE one = 1")


@contextmanager
def _bare(run: Any, table: str) -> Iterator[None]:
    """Take the table's own indexes and its trigger of new rows away, and put them back word for word.

    All of it is part of the act: whoever looks from elsewhere, or after a fault, finds them as they were.
    """
    run.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL"
        " AND (type = 'index' OR name = 'made_' || tbl_name) ORDER BY rowid",
        (table,),
    )
    taken = run.fetchall()
    run.execute("SAVEPOINT bare")
    try:
        for type_, name, _ in taken:
            run.execute(f"DROP {type_} {name}")
        yield
        for _, _, statement in taken:
            run.execute(statement)
    except BaseException:
        with suppress(dbapi2.Error):  # on a full disk the engine may have taken all of the act back itself
            run.execute("ROLLBACK TO bare")
            run.execute("RELEASE bare")
        raise
    run.execute("RELEASE bare")


@contextmanager
def _large_cache(run: Any) -> Iterator[None]:
    run.execute("PRAGMA cache_size")
    before = run.fetchone()[0]
    run.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    try:
        yield
    finally:
        run.execute(f"PRAGMA cache_size = {before}")
