"""The purge list in a sealed file beside the store, so that an older backup put back is cleaned before anyone reads it.

The file is sealed with a key derived from the store's data key, which a backup of the same store shares.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kollegie.store.connecting import as_store_error
from kollegie.store.sealed_files import SealBroken, SealedFile, write_sealed

if TYPE_CHECKING:
    from kollegie.store.opening import Store

PURPOSE = "purged"


def purge_file_of(path: Path) -> Path:
    """Where the list of a store stands: `lead.kollegie` has `lead.kollegie.purged`."""
    return path.with_name(path.name + ".purged")


def write_purge_file(store: Store) -> None:
    """Write all of this store's purge list anew. Raises: DiskFull; FolderReadOnly; WriteFailed."""
    with store.reading() as reading:
        run = reading.connection.exec_driver_sql
        rows = run("SELECT id, scope, stamp, reason FROM purged").all()
        subjects = run("SELECT subject_salt, subject_digest FROM erasure WHERE subject_digest <> ''").all()
    listed = [[id.hex(), scope.hex(), stamp, reason] for id, scope, stamp, reason in rows]
    content = json.dumps({"purged": listed, "subjects": [list(pair) for pair in subjects]}).encode()

    def write(file: io.RawIOBase) -> None:
        file.write(content)

    path = purge_file_of(store.path)
    try:
        write_sealed(path, store.sealing_key(PURPOSE), write)
    except OSError as problem:
        raise as_store_error(problem, path) from problem


@dataclass(frozen=True, slots=True)
class PurgeList:
    """What has been erased: rows of the purge list, and the salted digests of the persons."""

    rows: tuple[tuple[bytes, bytes, int, str], ...] = ()
    subjects: tuple[tuple[str, str], ...] = ()


def read_purge_file(store: Store, path: Path) -> PurgeList:
    """A list that lies beside some store; empty when there is none or it was sealed with another store's key."""
    try:
        with SealedFile(path, store.sealing_key(PURPOSE)) as file:
            read: dict[str, Any] = json.loads(file.read())
    except (FileNotFoundError, SealBroken):
        return PurgeList()
    return PurgeList(
        tuple((bytes.fromhex(id), bytes.fromhex(scope), stamp, reason) for id, scope, stamp, reason in read["purged"]),
        tuple((salt, digest) for salt, digest in read["subjects"]),
    )
