"""A connection to an encrypted file: the key first, then every safety setting, each one read back.

One SQLite library only: app databases are opened through sqlcipher3, never through Python's own sqlite3. SQLite before
3.51.3 is refused: its WAL-reset fault can lose committed writes when two connections share one WAL file.
"""

from __future__ import annotations

import errno
import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool
from sqlcipher3 import dbapi2

from kollegie.errors import KollegieError, reason_of
from kollegie.store.damage_words import damage_words
from kollegie.store.errors import (
    DiskFull,
    EngineTooOld,
    FolderMissing,
    FolderReadOnly,
    NotAStore,
    SettingNotTaken,
    StoreBusy,
    StoreDamaged,
    WriteFailed,
)

LEAST_SQLITE = (3, 51, 3)
APPLICATION_ID = 0x4B4F4C4C  # "KOLL"

# cipher_memory_security stays off: measured six times slower inserts, and locking ends the process anyway.
LOCAL_SETTINGS: tuple[tuple[str, str, object], ...] = (
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("foreign_keys", "ON", 1),
    ("secure_delete", "ON", 1),
    ("temp_store", "MEMORY", 2),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("mmap_size", "0", 0),
    ("busy_timeout", "5000", 5000),
    ("recursive_triggers", "ON", 1),
    ("ignore_check_constraints", "OFF", 0),
)
"""Each PRAGMA with the value it is given and the value it must read back."""

SHARED_SETTINGS: tuple[tuple[str, str, object], ...] = tuple(
    {"journal_mode": (name, "DELETE", "delete"), "synchronous": (name, "EXTRA", 3)}.get(name, (name, given, wanted))
    for name, given, wanted in LOCAL_SETTINGS
    if name != "busy_timeout"
)
"""The same for a file on a share or a stick: a rollback journal, whose safety is the file system's locks alone.

How long such a file is waited for at a time whoever opens it says.
"""


def _as_it_is(_nothing: None) -> None:
    return None


# The driver looks long for what to make of a value that is no text, number or bytearray: a missing one or an id took
# 0.9 µs to hand over, with an adapter of its own 0.2.
dbapi2.register_adapter(type(None), _as_it_is)
dbapi2.register_adapter(bytes, bytearray)
dbapi2.register_adapter(memoryview, bytearray)


def check_engine() -> None:
    """Raises: EngineTooOld below SQLite 3.51.3."""
    found = tuple(int(part) for part in dbapi2.sqlite_version.split("."))
    if found < LEAST_SQLITE:
        raise EngineTooOld(found=dbapi2.sqlite_version, least=".".join(map(str, LEAST_SQLITE)))


def connect(path: Path, key: bytes, *, shared: bool = False, page_size: int | None = None, turn: float = 5) -> Any:
    """Open one connection with every setting taken, or none at all.

    Shape: `key` is 32 bytes, given raw. `page_size` in bytes must be the same at every opening of a file. `turn` is
    how many seconds whoever keeps the file from being opened is waited for, and a shared one at every statement.
    Raises: NotAStore when the first page does not open; SettingNotTaken; any OSError turned into a StoreError.
    """
    try:
        connection = dbapi2.connect(str(path), isolation_level=None, timeout=turn, check_same_thread=not shared)
    except dbapi2.OperationalError as problem:
        raise as_store_error(problem, path) from problem
    try:
        give_key(connection, key)
        if page_size is not None:
            connection.execute(f"PRAGMA cipher_page_size={page_size}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for name, given, wanted in SHARED_SETTINGS if shared else LOCAL_SETTINGS:
            connection.execute(f"PRAGMA {name}={given}")
            found = connection.execute(f"PRAGMA {name}").fetchone()[0]
            if found != wanted:
                raise SettingNotTaken(pragma=name, found=found, wanted=wanted)
    except dbapi2.DatabaseError as problem:
        connection.close()
        raise as_store_error(problem, path) from problem
    except KollegieError:
        connection.close()
        raise
    return connection


def give_key(connection: Any, key: bytes) -> None:
    """Give a connection the key, before anything else and with nothing of it in any log."""
    connection.execute("PRAGMA cipher_log_level=NONE")
    connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")


def engine_of(path: Path, key: bytes, *, shared: bool = False, page_size: int | None = None, turn: float = 5) -> Engine:
    """A SQLAlchemy engine over such connections; each unit of work opens its own and begins it explicitly.

    The driver's own transactions are off (they open none for SELECT, so two reads could see different data): a
    `begin` event sends BEGIN IMMEDIATE for writers and BEGIN for readers, chosen by the connection's execution option.
    """
    check_engine()
    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=lambda: connect(path, key, shared=shared, page_size=page_size, turn=turn),
        poolclass=NullPool,
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def as_store_error(problem: Exception, path: Path) -> KollegieError:
    """Turn what the database or the file system says into a sentence of ours.

    Every room that writes files beside the database has its problems told here, with `path` what was written. A full
    disk often reads as "disk I/O error", so the free space is looked at too.
    """
    original = problem.orig if isinstance(problem, DBAPIError) and problem.orig is not None else problem
    name = getattr(original, "sqlite_errorname", "") or ""
    free = shutil.disk_usage(path.parent).free if path.parent.exists() else 0
    if name.startswith("SQLITE_FULL") or (name.startswith("SQLITE_IOERR") and free < 5_000_000):
        return DiskFull(name=path.name, free=free // 1_000_000)
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return FolderReadOnly(name=path.name, folder=str(path.resolve().parent))
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreBusy(name=path.name)
    if name.startswith("SQLITE_NOTADB"):
        return NotAStore(name=path.name)
    if name.startswith("SQLITE_CORRUPT"):
        return StoreDamaged(name=path.name, what=damage_words([original]))
    if isinstance(original, OSError):
        if original.errno in (errno.ENOSPC, errno.EDQUOT):
            return DiskFull(name=path.name, free=free // 1_000_000)
        if original.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            return FolderReadOnly(name=path.name, folder=str(path.resolve().parent))
        if original.errno in (errno.ENOENT, errno.ENOTDIR) and not path.parent.is_dir():
            return FolderMissing(name=path.name, folder=str(path.resolve().parent))
        return WriteFailed(name=path.name, what=reason_of(original))
    return WriteFailed(name=path.name, what=str(original))
