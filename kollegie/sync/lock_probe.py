"""Whether a folder keeps files locked: a second process takes a lock there, and ours must be told that it is taken.

Some shares accept locks and never send them on; two laptops then write at once and the file is lost. A probe that
passes proves only that locks work between processes of this laptop; one that fails proves that they do not work at all.
"""

from __future__ import annotations

import multiprocessing
import secrets
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

_KEPT: set[Path] = set()
"""Folders that have passed while this program runs; several laptops joined from one program are one try."""

SECONDS = 30.0
"""How long the other process may take to start."""


def locks_hold(folder: Path) -> bool:
    """Try it on a file of our own in that folder. Raises: OSError when the folder cannot be written to."""
    if folder in _KEPT:
        return True
    path = folder / f".kollegie-probe-{secrets.token_hex(6)}"
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_hold, args=(str(path), theirs), daemon=True)
    try:
        path.touch(exist_ok=False)
        process.start()
        if not ours.poll(SECONDS) or ours.recv() != "held":
            return False
        if _may_take(path):
            return False
        ours.send("let go")
        if ours.poll(SECONDS) and ours.recv() == "let go" and _may_take(path):
            _KEPT.add(folder)
        return folder in _KEPT
    except EOFError:  # the other process ended before it said anything
        return False
    finally:
        if process.pid is not None:
            process.terminate()
            process.join()
        for left in folder.glob(f"{path.name}*"):
            left.unlink(missing_ok=True)


def _open(path: str) -> Any:
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(path, isolation_level=None, timeout=0)
    connection.execute("PRAGMA journal_mode=DELETE")
    return connection


def _hold(path: str, line: Connection) -> None:
    connection = _open(path)
    connection.execute("BEGIN IMMEDIATE")
    line.send("held")
    line.recv()
    connection.execute("ROLLBACK")
    line.send("let go")


def _may_take(path: Path) -> bool:
    from sqlcipher3 import dbapi2

    connection = _open(str(path))
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except dbapi2.OperationalError:
        return False
    finally:
        connection.close()
    return True
