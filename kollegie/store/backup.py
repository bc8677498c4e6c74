"""Copies of the store: encrypted, checked before they count, and restored beside what is there.

A backup is opened by the passphrase the store had when it was made. Restoring never writes over a store, and a
restored store does not sync until somebody has said that it should: it may be older than what the hub knows.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from contextlib import closing, suppress
from datetime import datetime
from io import BufferedWriter
from pathlib import Path

from sqlcipher3 import dbapi2

from kollegie.language import say
from kollegie.progress import Progress
from kollegie.store.connecting import as_store_error, connect, give_key
from kollegie.store.damage_words import damage_words
from kollegie.store.erasing import apply_purge_list
from kollegie.store.errors import DiskFull, StoreDamaged, StoreError, StoreExists, StoreMissing
from kollegie.store.keys import key_file_of, read_key, write_whole
from kollegie.store.opening import Store, open_store
from kollegie.store.purge_file import purge_file_of, read_purge_file
from kollegie.store.whole_copies import FOLDERS, is_taken, remove_parts, take_name, unfinished
from kollegie.store.work import Reading

PAUSED = "sync_paused"
"""The setting that holds the sync back after a restore, until a person takes it away."""
MADE = "backup_made"
"""The setting that tells when the latest copy of this store was made."""
PAGES_AT_A_TIME = 256
BLOCK = 4_000_000
"""Bytes copied between two looks at whether the copy has been given up; a slow stick, too, takes them in a second."""
AT_ONCE = 0.2
"""Seconds within which a disk that is not slow takes what it is given; then it is given twice as much the next time."""
MOST_AT_ONCE = 16
"""Blocks that are on their way to the disk at most; more of them would not be faster."""


def back_up(store: Store, out: Path, progress: Progress | None = None) -> Path:
    """Write an encrypted copy of the store and its key slots, and check it before it gets its name.

    Shape: `out` and `out` + ".keys", and beside them, where there are any, the imported files (".records"), the
    contents of attachments (".attachments") and the list of what has been erased (".purged"). A failed or cancelled
    copy leaves nothing behind, and one the program ended in is out of sight until a later one to that name takes it
    away. Of two that are made to one name at the same moment the first that is whole has it.
    Raises: StoreExists when `out` is there already; DiskFull; FolderReadOnly; StoreDamaged; Cancelled.
    """
    if is_taken(out):
        raise StoreExists(name=out.name)
    _room_for(store.path, out)
    progress = progress or Progress()
    try:
        with unfinished(out) as copy:
            _copy_pages(store, copy, progress)
            _check_copy(copy, store.key)
            _copy_beside(store.path, copy, progress)  # after the rows: what they speak of is written before them
            with copy.open("rb+") as file:
                os.fsync(file.fileno())
            write_whole(key_file_of(copy), key_file_of(store.path).read_bytes())
            if not take_name(copy, out):
                raise StoreExists(name=out.name)
    except OSError as problem:
        raise as_store_error(problem, out) from problem
    with suppress(StoreError), store.work() as work:  # the copy is whole, also where its age cannot be noted
        work.set_setting(MADE, work.at.isoformat())
    return out


def last_backup(reading: Reading) -> datetime | None:
    """When the latest whole copy of this store was made; None where none has been."""
    made = reading.setting(MADE)
    return datetime.fromisoformat(made) if made else None


def restore(backup: Path, passphrase: str, path: Path, progress: Progress | None = None) -> Path:
    """Put a backup in place as `path`, or beside it under a name of its own when there is a store already.

    Returns: where the restored store stands, with its imported files and attachments. What has been erased since the
    backup was made is erased in it too, by the lists beside the backup and beside the store. Its sync is off until
    somebody turns it on. A failed or cancelled restore leaves nothing behind; what one had written when the program
    ended is taken away by a restore to that name on a later day.
    Raises: StoreMissing; WrongPassphrase; KeyFileMissing; StoreDamaged; DiskFull; FolderReadOnly; Cancelled.
    """
    progress = progress or Progress()
    if not backup.is_file():
        raise StoreMissing(name=backup.name, folder=str(backup.resolve().parent))
    key = read_key(backup, passphrase)
    _check_copy(backup, key)
    progress.check()
    _room_for(backup, path)
    try:
        with unfinished(path) as copy:
            _copy_blocks(backup, copy, progress)
            _copy_beside(backup, copy, progress)
            write_whole(key_file_of(copy), key_file_of(backup).read_bytes())
            _hold_sync(copy, key)
            progress.check()
            target = _take_first_name(copy, path)
    except OSError as problem:
        raise as_store_error(problem, path) from problem
    try:
        with closing(open_store(target, passphrase)) as restored:
            for beside in (backup, path):
                apply_purge_list(restored, read_purge_file(restored, purge_file_of(beside)))
    except Exception:
        remove_parts(target)
        raise
    return target


def take_away_restored(restored: Store) -> None:
    """Close a store that was just put back, and take it away again: it was given up before anybody worked in it."""
    restored.close()
    remove_parts(restored.path)


def _take_first_name(copy: Path, path: Path) -> Path:
    """Give a restored store the first name of its own that nothing has."""
    target, number = path, 1
    while not take_name(copy, target):
        number += 1
        target = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return target


def _hold_sync(copy: Path, key: bytes) -> None:
    """Turn the sync off in a copy before it bears a store's name: an interruption must not leave one that sends."""
    connection = connect(copy, key)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT INTO setting (name, value) VALUES (?, 'restored')"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (PAUSED,),
        )
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
    for suffix in ("-wal", "-shm"):
        copy.with_name(copy.name + suffix).unlink(missing_ok=True)


def _copy_beside(source: Path, target: Path, progress: Progress) -> None:
    """Copy the sealed files that stand beside a store, each one read back and compared.

    Raises: StoreDamaged when a copy is not what was read; DiskFull; FolderReadOnly; Cancelled.
    """
    for suffix in FOLDERS:
        folder = source.with_name(source.name + suffix)
        if not folder.is_dir():
            continue
        files = [path for path in sorted(folder.iterdir()) if not path.name.startswith(".") and path.suffix != ".part"]
        made = target.with_name(target.name + suffix)
        for number, path in enumerate(files, start=1):
            made.mkdir(mode=0o700, exist_ok=True)
            _copy_file(path, made / path.name, progress)
            progress.step(number, len(files), say("filer kopierade", "files copied"))
    listed = purge_file_of(source)
    if listed.is_file():
        _copy_file(listed, purge_file_of(target), progress)


def _copy_blocks(source: Path, target: Path, progress: Progress) -> None:
    """Copy a file so that it can be given up within a second or so, whatever waits on its way to a slow disk.

    Shape: a block is on the disk before the next one is read; where the disk takes what it is given at once, it is
    given more at a time, since each look costs it a turn of its own.
    Raises: Cancelled.
    """
    with source.open("rb") as read, target.open("wb") as written:
        at_a_time, waiting = 1, 0
        while block := read.read(BLOCK):
            progress.check()
            written.write(block)
            waiting += 1
            if waiting >= at_a_time:
                at_a_time, waiting = min(MOST_AT_ONCE, at_a_time * 2) if _sent(written) < AT_ONCE else 1, 0
        if waiting:
            _sent(written)


def _sent(file: BufferedWriter) -> float:
    """Have what was written be on the disk; the seconds it took."""
    begun = time.monotonic()
    file.flush()
    os.fsync(file.fileno())
    return time.monotonic() - begun


def _copy_file(source: Path, target: Path, progress: Progress) -> None:
    try:
        _copy_blocks(source, target, progress)
        if _digest(source) != _digest(target):
            raise StoreDamaged(name=target.name, what=say("kopian skiljer sig", "the copy differs"))
    except FileNotFoundError:
        if source.exists():
            raise
        return  # disposed of while the copy was made
    except OSError as problem:
        raise as_store_error(problem, target) from problem


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _copy_pages(store: Store, target: Path, progress: Progress) -> None:
    source = connect(store.path, store.key)
    try:
        copy = dbapi2.connect(str(target), isolation_level=None)
        try:
            give_key(copy, store.key)
            source.backup(
                copy,
                pages=PAGES_AT_A_TIME,
                progress=lambda _status, remaining, total: progress.step(
                    total - remaining, total, say("sidor kopierade", "pages copied")
                ),
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
        give_key(connection, key)
        for pragma in ("cipher_integrity_check", "integrity_check"):
            for row in connection.execute(f"PRAGMA {pragma}"):
                if row != ("ok",):
                    raise StoreDamaged(name=path.name, what=damage_words(row))
    except dbapi2.DatabaseError as problem:
        raise StoreDamaged(name=path.name, what=damage_words([problem])) from problem
    finally:
        connection.close()


def _room_for(source: Path, target: Path) -> None:
    if not target.parent.is_dir():
        raise StoreMissing(name=target.parent.name, folder=str(target.resolve().parent.parent))
    free = shutil.disk_usage(target.parent).free
    needed = source.stat().st_size * 1.1
    for suffix in FOLDERS:
        folder = source.with_name(source.name + suffix)
        needed += sum(path.stat().st_size for path in folder.iterdir()) if folder.is_dir() else 0
    if free < needed:
        raise DiskFull(name=target.name, free=free // 1_000_000)
