"""The record sets of this laptop: each imported file as a sealed file of columns beside the store, never synced.

What crosses this room's door is an Arrow table. The store holds each set's description; a set is there when its
description is, so that a kill amid an import leaves nothing. Disposal deletes the file, erasure rewrites it.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from kollegie.language import say
from kollegie.model.ids import new_id
from kollegie.model.records import REFUSED_ROW, RecordSet
from kollegie.progress import Progress
from kollegie.store import laptop_tables
from kollegie.store.connecting import as_store_error
from kollegie.store.errors import RecordMissing
from kollegie.store.opening import Store
from kollegie.store.record_order import in_kept_order, kept_schema
from kollegie.store.sealed_files import SealedFile, write_sealed
from kollegie.store.work import Reading

PURPOSE = "records"
KEPT_DAYS = 730
"""Raw records go two years after they came, unless the records schedule says otherwise."""
BATCH_ROWS = 1 << 18
STRAY_SECONDS = 86_400
"""How long a file nobody speaks of is left alone."""


def records_folder(store: Store) -> Path:
    """Where a store's column files stand: `lead.kollegie` has `lead.kollegie.records`."""
    return store.path.with_name(store.path.name + ".records")


def record_sets(store: Store, kind: str = "") -> tuple[RecordSet, ...]:
    """The sets of a kind, or all of them, in the order they came."""
    table = laptop_tables.record_set
    query = select(table).order_by(table.c.imported_at, table.c.id)
    if kind:
        query = query.where(table.c.kind == kind)
    with store.reading() as reading:
        return tuple(RecordSet(**row) for row in reading.connection.execute(query).mappings())


def set_ids(reading: Reading, kind: str) -> frozenset[UUID]:
    """Which sets of a kind there are, also within a unit of work."""
    query = select(laptop_tables.record_set.c.id).where(laptop_tables.record_set.c.kind == kind)
    return frozenset(reading.connection.execute(query).scalars())


def sets_here(store: Store, kind: str = "") -> tuple[RecordSet, ...]:
    """The sets, of a kind or all, whose files stand beside the store; `missing_files` names the others."""
    return tuple(one for one in record_sets(store, kind) if _path(store, one.id).is_file())


def keep_records(
    store: Store,
    kind: str,
    columns: Any,
    *,
    file: str,
    sheet: str = "",
    content_hash: str = "",
    refused: int = 0,
    doubled: int = 0,
    mapping: Sequence[tuple[str, str]] = (),
    days: tuple[date | None, date | None] = (None, None),
    dispose_on: date | None = None,
    look: Callable[[Reading], None] | None = None,
) -> RecordSet:
    """Seal an Arrow table beside the store, then write its description.

    Shape: `look` may look at what stands at the moment the description is written, and raise if that is not as it was.
    Raises: StoreError for what the database or the disk refuses; nothing is kept then.
    """
    now = store.clock()
    made = RecordSet(
        new_id(now, store.source),
        kind,
        file,
        sheet,
        content_hash,
        columns.num_rows,
        refused,
        doubled,
        now,
        store.me,
        tuple(mapping),
        *days,
        dispose_on or now.date() + timedelta(days=KEPT_DAYS),
    )
    path = _path(store, made.id)
    _seal(store, path, columns, kind)
    try:
        with store.work(f"import {kind}") as work:
            if look is not None:
                look(work)
            values = {name: getattr(made, name) for name in RecordSet.__dataclass_fields__}
            work.connection.execute(insert(laptop_tables.record_set).values(**values))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return made


def read_records(store: Store, record_set: RecordSet, columns: Collection[str] | None = None) -> Any:
    """A set's columns as an Arrow table, all or these; a column the set lacks, or has empty, is left out.

    Raises: RecordMissing when its file is gone; SealBroken when it is not what was sealed.
    """
    import pyarrow as pa

    return pa.concat_tables(records_in_parts(store, record_set, columns))


def records_in_parts(store: Store, record_set: RecordSet, columns: Collection[str] | None = None) -> Iterator[Any]:
    """The same a part after the other, so that no more than one need be held.

    Raises: as `read_records`, once the part is asked for.
    """
    import pyarrow as pa

    path = _path(store, record_set.id)
    if not path.is_file():
        raise RecordMissing(record=record_set.file, id=record_set.id)
    with SealedFile(path, store.sealing_key(PURPOSE)) as sealed:
        names = pa.ipc.open_file(pa.PythonFile(sealed, "r")).schema.names
        wanted = None if columns is None else [place for place, name in enumerate(names) if name in columns]
        options = pa.ipc.IpcReadOptions(included_fields=wanted)
        file = pa.ipc.open_file(pa.PythonFile(sealed, "r"), options=options)
        if not file.num_record_batches:
            yield file.schema.empty_table()
        for number in range(file.num_record_batches):
            yield pa.Table.from_batches([file.get_batch(number)])


def rows_about(store: Store, kind: str, users: Collection[str], columns: Sequence[str]) -> tuple[dict[str, Any], ...]:
    """The rows of a kind that are about these users, from the first imported to the last, as plain values.

    Shape: each row has its `user_id` and the columns asked for; None where the cell is empty or its file has none. A
    set whose file is gone is passed over: `missing_files` names it.
    Raises: SealBroken.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    wanted = pa.array(sorted(set(users)), pa.string())
    found: list[dict[str, Any]] = []
    for one in sets_here(store, kind):
        table = read_records(store, one, {"user_id", *columns})
        if "user_id" not in table.column_names:
            continue
        theirs = table.filter(pc.is_in(table["user_id"].cast(pa.string()), wanted))
        empty = dict.fromkeys(columns)
        found += [empty | row for row in theirs.to_pylist()]
    return tuple(found)


def missing_files(store: Store, kinds: Collection[str] = ()) -> tuple[str, ...]:
    """The imported files, of all kinds or these, whose rows are described but no longer stand beside the store."""
    sets = (one for one in record_sets(store) if not kinds or one.kind in kinds)
    return tuple(one.file for one in sets if not _path(store, one.id).is_file())


def dispose_of_records(store: Store, set_id: UUID, reason: str = "disposal") -> None:
    """Delete a set: its description first, then its file."""
    with store.work(reason) as work:
        work.connection.execute(delete(laptop_tables.record_set).where(laptop_tables.record_set.c.id == set_id))
    _path(store, set_id).unlink(missing_ok=True)


def dispose_of_due_records(store: Store, today: date) -> tuple[RecordSet, ...]:
    """Delete the sets whose day has come; tell which."""
    due = tuple(one for one in record_sets(store) if one.dispose_on is not None and one.dispose_on <= today)
    for one in due:
        dispose_of_records(store, one.id)
    return due


def names_in_records(store: Store, column: str) -> Iterator[tuple[RecordSet, dict[str, int]]]:
    """Each set with the names in one of its columns and how many rows each has; sets without it are passed over.

    Shape: a set whose file is gone is passed over too: `missing_files` names it. Raises: SealBroken.
    """
    for one in sets_here(store):
        table = read_records(store, one, {column})
        if column in table.column_names:
            counted = table[column].unify_dictionaries().value_counts().to_pylist()
            yield one, {str(pair["values"]): pair["counts"] for pair in counted if pair["values"]}


def erase_from_records(store: Store, column: str, names: Collection[str], progress: Progress | None = None) -> int:
    """Rewrite every set without the rows of these users, staff … in `column`; tell how many rows went.

    Shape: a set whose file is gone has no rows to lose and is passed over. Each set is rewritten whole, so that what
    was stopped between two of them can be done again.
    Raises: SealBroken; Cancelled out of the progress.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    gone = 0
    every = sets_here(store)
    for number, one in enumerate(every, start=1):
        if progress is not None:
            progress.step(number, len(every), say("filer", "files"))
        table = read_records(store, one)
        if column not in table.column_names:
            continue
        theirs = pc.is_in(table[column].cast(pa.string()), pa.array(list(names), pa.string()))
        count = pc.sum(theirs.cast(pa.int64())).as_py() or 0
        if count:
            _seal(store, _path(store, one.id), compacted(table.filter(pc.invert(theirs))), one.kind)
            with store.work("erasure") as work:
                query = update(laptop_tables.record_set).where(laptop_tables.record_set.c.id == one.id)
                work.connection.execute(query.values(rows=one.rows - count))
            gone += count
    return gone


def remove_strays(store: Store) -> int:
    """Delete column files no description speaks of: what a kill amid an import left behind.

    Shape: a file written to within a day is let be, since another process may be at an import or an erasure.
    """
    known = {_path(store, one.id).name for one in record_sets(store)}
    folder, gone = records_folder(store), 0
    for path in list(folder.iterdir()) if folder.is_dir() else ():
        with suppress(FileNotFoundError):  # another process has given it its name, or taken it away
            if path.name not in known and time.time() - path.stat().st_mtime > STRAY_SECONDS:
                path.unlink()
                gone += 1
    return gone


def _path(store: Store, set_id: UUID) -> Path:
    return records_folder(store) / f"{set_id.hex}.columns"


def _seal(store: Store, path: Path, columns: Any, kind: str) -> None:
    """Seal the columns that have any value, in the order their kind is kept in.

    Shape: that of the refused rows stays also without one, for it tells that the rows join those that stand.
    """
    import pyarrow as pa

    filled = [one for one in columns.column_names if one == REFUSED_ROW or columns[one].null_count < columns.num_rows]
    table = columns.select(filled or columns.column_names)
    options = pa.ipc.IpcWriteOptions(compression="lz4", unify_dictionaries=True)

    def write(file: io.RawIOBase) -> None:
        with pa.ipc.new_file(pa.PythonFile(file, "w"), kept_schema(table), options=options) as writer:
            for rows in in_kept_order(kind, table, BATCH_ROWS):
                writer.write_table(rows, max_chunksize=BATCH_ROWS)

    _guarded(store, lambda: write_sealed(path, store.sealing_key(PURPOSE), write))


def _guarded(store: Store, act: Callable[[], None]) -> None:
    """Raises: DiskFull; FolderReadOnly."""
    try:
        act()
    except OSError as problem:
        raise as_store_error(problem, store.path) from problem


def compacted(table: Any) -> Any:
    """The table with only the names its rows use, so that an erased name is nowhere in the file."""
    import pyarrow as pa

    columns = {}
    for name in table.column_names:
        column = table[name]
        if pa.types.is_dictionary(column.type):
            column = column.cast(pa.string()).dictionary_encode()
        columns[name] = column
    return pa.table(columns)
