"""The sealed contents of attachments as files in parts, beside a hub whose rows stand in a file or a folder.

Shape: `hub.kollegie.attachments/ab/<hash>.<number>`; a part is written whole under another name before it gets its own,
so that what is there is whole. Files take no lock, and are several times faster than rows of the same bytes.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Collection
from pathlib import Path

from kollegie.store.keys import write_whole

PART = 512 * 1024
"""Bytes per part of a content on its way."""


class PartFiles:
    """The folder of contents beside one hub; `mode` says who may read and write its files, as of the hub itself."""

    def __init__(self, folder: Path, mode: int = 0o600) -> None:
        self.folder = folder
        self.mode = mode & 0o666

    def numbers(self, content: bytes) -> set[int]:
        """Which parts of a content are there."""
        return {int(path.suffix[1:]) for path in self._of(content)}

    def put(self, content: bytes, number: int, part: bytes) -> None:
        """Keep one part; one that is there already is left alone. Raises: OSError."""
        path = self._path(content, number)
        if not path.is_file():
            for folder in (self.folder, path.parent):
                if not folder.is_dir():
                    folder.mkdir(exist_ok=True)
                    folder.chmod(self.mode | (self.mode & 0o444) >> 2)  # whoever may read it may look into it
            write_whole(path, part)
            path.chmod(self.mode)

    def get(self, content: bytes, number: int) -> bytes | None:
        """One part, None if it is not there, or is no part: a link, a pipe, more than a part holds. Raises: OSError."""
        path = self._path(content, number)
        careful = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        try:
            descriptor = os.open(path, os.O_RDONLY | careful)
        except FileNotFoundError:
            return None
        except OSError as problem:
            if problem.errno == errno.ELOOP:
                return None
            raise
        with os.fdopen(descriptor, "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode) or found.st_size > PART:
                return None
            return file.read(PART)

    def drop(self, content: bytes) -> int:
        """Delete a content; give back how many parts there were. Raises: OSError."""
        parts = self._of(content)
        for path in parts:
            path.unlink(missing_ok=True)
        return len(parts)

    def drop_all_but(self, kept: Collection[bytes], older_than: float) -> int:
        """Delete parts of contents nobody keeps, if they were written before a moment (seconds since 1970)."""
        gone = 0
        for path in self.folder.glob("??/*.*") if self.folder.is_dir() else ():
            if _hash_of(path) not in kept and path.stat().st_mtime < older_than:
                path.unlink(missing_ok=True)
                gone += 1
        return gone

    def _path(self, content: bytes, number: int) -> Path:
        name = content.hex()
        return self.folder / name[:2] / f"{name}.{number}"

    def _of(self, content: bytes) -> list[Path]:
        name = content.hex()
        return [path for path in (self.folder / name[:2]).glob(f"{name}.*") if path.suffix[1:].isdecimal()]


def _hash_of(path: Path) -> bytes | None:
    try:
        return bytes.fromhex(path.stem)
    except ValueError:
        return None
