"""Copies of the store: encrypted, checked before they count, and restored beside what is there.

A backup is opened by the passphrase the store had when it was made. Restoring never writes over a store, and a
restored store does not sync until somebody has said that it should: it may be older than what the hub knows.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from sqlcipher3 import dbapi2

from kollegie.progress import Progress
from kollegie.store.connecting import as_store_error, connect
from kollegie.store.errors import DiskFull, StoreDamaged, StoreExists, StoreMissing
from kollegie.store.keys import key_file_of, read_key, write_whole
from kollegie.store.opening import Store, open_store

PAUSED = "sync_paused"
"""The setting that holds the sync back after a restore, until a person takes it away."""
PAGES_AT_A_TIME = 256


def back_up(store: Store, out: Path, progress: Progress | None = None) -> Path:
    """Write an encrypted copy of the store and its key slots, and check it before it gets its name.

    Shape: two files, `out` and `out` + ".keys". A failed or cancelled copy leaves nothing behind.
    Raises: StoreExists when `out` is there already; DiskFull; FolderReadOnly; StoreDamaged; Cancelled.
    """
    if out.exists() or key_file_of(out).exists():
        raise StoreExists(name=out.name)
    _room_for(store.path, out)
    temporary = out.with_name(f".{out.name}.part")
    try:
        _copy_pages(store, temporary, progress or Progress())
        _check_copy(temporary, store.key)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        write_whole(key_file_of(out), key_file_of(store.path).read_bytes())
        temporary.replace(out)
    finally:
        for left in (temporary, temporary.with_name(temporary.name + "-journal")):
            left.unlink(missing_ok=True)
        if not out.exists():
            key_file_of(out).unlink(missing_ok=True)
    return out


def restore(backup: Path, passphrase: str, path: Path) -> Path:
    """Put a backup in place as `path`, or beside it under a name of its own when there is a store already.

    Returns: where the restored store stands. Its sync is off until somebody turns it on.
    Raises: StoreMissing; WrongPassphrase; KeyFileMissing; StoreDamaged; DiskFull; FolderReadOnly.
    """
    if not backup.is_file():
        raise StoreMissing(name=backup.name, folder=str(backup.resolve().parent))
    key = read_key(backup, passphrase)
    _check_copy(backup, key)
    target, number = path, 1
    while target.exists() or key_file_of(target).exists():
        number += 1
        target = path.with_name(f"{path.stem}-{number}{path.suffix}")
    _room_for(backup, target)
    temporary = target.with_name(f".{target.name}.part")
    try:
        try:
            shutil.copyfile(backup, temporary)
        except OSError as problem:
            raise as_store_error(problem, target) from problem
        write_whole(key_file_of(target), key_file_of(backup).read_bytes())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    restored = open_store(target, passphrase)
    with restored.work("restored from a backup") as work:
        work.set_setting(PAUSED, "restored")
    restored.close()
    return target


def _copy_pages(store: Store, target: Path, progress: Progress) -> None:
    source = connect(store.path, store.key)
    try:
        copy = dbapi2.connect(str(target), isolation_level=None)
        try:
            copy.execute("PRAGMA cipher_log_level=NONE")
            copy.execute(f"PRAGMA key=\"x'{store.key.hex()}'\"")
            source.backup(
                copy,
                pages=PAGES_AT_A_TIME,
                progress=lambda _status, remaining, total: progress.step(total - remaining, total, "pages"),
            )
        finally:
            copy.close()
    except dbapi2.DatabaseError as problem:
        raise as_store_error(problem, target) from problem
    finally:
        source.close()


def _check_copy(path: Path, key: bytes) -> None:
    """Every page's seal and every index, on a connection of its own.

    Raises: StoreDamaged with the first thing found.
    """
    connection = dbapi2.connect(str(path), isolation_level=None)
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        for pragma in ("cipher_integrity_check", "integrity_check"):
            for row in connection.execute(f"PRAGMA {pragma}"):
                if row != ("ok",):
                    raise StoreDamaged(name=path.name, what=str(row[0]))
    except dbapi2.DatabaseError as problem:
        raise StoreDamaged(name=path.name, what=str(problem)) from problem
    finally:
        connection.close()


def _room_for(source: Path, target: Path) -> None:
    if not target.parent.is_dir():
        raise StoreMissing(name=target.parent.name, folder=str(target.resolve().parent.parent))
    free = shutil.disk_usage(target.parent).free
    if free < source.stat().st_size * 1.1:
        raise DiskFull(name=target.name, free=free // 1_000_000)
