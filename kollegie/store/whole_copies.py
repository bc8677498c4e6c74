"""Copies of a store that are written out of sight and take their name once they are whole, over nothing that is there.

A copy is several files. All of them are written in a folder whose name nobody else can have chosen, so that two copies
made to one name at the same moment have nothing to do with each other: the one that is whole first has the name.
"""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kollegie.store.keys import key_file_of

FOLDERS = (".records", ".attachments")
"""The sealed files beside a store: what was imported, and what was attached."""
LEFT_AFTER = 86_400
"""Seconds without a write after which an unfinished copy is held to be left by a program that ended in it."""
MOVED_WITHIN = 60
"""Seconds in which the files of a whole copy are moved to their name, if the program does not end in it."""


def parts_of(path: Path) -> tuple[Path, ...]:
    """Everything that belongs to a store or its copy, itself first."""
    return (path, key_file_of(path), *(path.with_name(path.name + suffix) for suffix in (*FOLDERS, ".purged")))


def belongs_to(path: Path) -> tuple[str, ...]:
    """The names of the files and folders that have to be kept together with a store or its copy."""
    return tuple(part.name for part in parts_of(path)[1:] if part.exists())


def is_taken(path: Path) -> bool:
    """Whether anything has that name or one of those that go with it, beside what a program left that ended there."""
    _let_go(path)
    return any(part.exists() for part in parts_of(path))


@contextmanager
def unfinished(target: Path) -> Iterator[Path]:
    """Where a copy that is to become `target` is written; what is left there at the end is taken away.

    Raises: OSError.
    """
    _sweep(target)
    folder = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    folder.mkdir(mode=0o700)
    try:
        yield folder / target.name
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def take_name(copy: Path, target: Path) -> bool:
    """Move the files of a whole copy to a name, the store last, by which it counts. False where the name is taken.

    Raises: OSError, with nothing left under the name.
    """
    if is_taken(target):
        return False
    held = _hold_of(target)
    try:
        held.open("xb").close()
    except FileExistsError:
        return False
    try:
        if is_taken(target):  # another copy became whole just now
            return False
        try:
            for made, part in reversed(tuple(zip(parts_of(copy), parts_of(target), strict=True))):
                if made.exists():
                    made.replace(part)
        except OSError:
            remove_parts(target)
            raise
    finally:
        held.unlink(missing_ok=True)
    return True


def remove_parts(path: Path) -> None:
    """Take away a store or a copy with all that belongs to it."""
    for part in parts_of(path):
        if part.is_dir():
            shutil.rmtree(part)
        else:
            part.unlink(missing_ok=True)
    for beside in ("-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)


def _hold_of(target: Path) -> Path:
    """The file that holds a name while a copy's files are moved to it."""
    return target.with_name(f".{target.name}.taken")


def _let_go(target: Path) -> None:
    """Take away what a program had moved to a name, if it ended before the store was there."""
    held = _hold_of(target)
    with suppress(FileNotFoundError):
        if time.time() - held.stat().st_mtime > MOVED_WITHIN:
            if not target.exists():
                remove_parts(target)
            held.unlink()


def _sweep(target: Path) -> None:
    """Take away what copies to this name had written when the program ended in them."""
    for folder in target.parent.iterdir():
        if folder.name.startswith(f".{target.name}.") and folder.suffix == ".part" and folder.is_dir():
            with suppress(FileNotFoundError):  # it became whole just now, or was given up
                latest = max(path.stat().st_mtime for path in (folder, *folder.rglob("*")))
                if time.time() - latest > LEFT_AFTER:
                    shutil.rmtree(folder)
