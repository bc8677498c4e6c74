"""Files beside the store, sealed in chunks, that can be read from any place without opening the rest.

Shape: a header (mark, salt) and chunks of one mebibyte, each sealed with AES-256-GCM under a key of the file's own
(HKDF over the store's sealing key with the salt). A chunk's number and whether it is the last are bound in, so that
chunks can be neither moved, swapped nor cut off. A file is written whole under another name before it gets its own.
"""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kollegie.store.errors import StoreError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MARK = b"KOLCOL01"
SALT = 16
CHUNK = 1 << 20
TAG = 16
KEPT = 8
"""Chunks kept open at a time while a file is read."""


class SealBroken(StoreError):
    """A sealed file was changed, cut off, or belongs to another store."""

    sv = "Filen {name} är skadad eller hör till en annan databas. Läs in källfilen igen."
    en = "The file {name} is damaged or belongs to another database. Import its source again."


def write_sealed(path: Path, key: bytes, write: Callable[[io.RawIOBase], None]) -> None:
    """Write a file through `write`, sealed; nothing stands at `path` unless all of it does.

    Raises: OSError, as for any file.
    """
    path.parent.mkdir(mode=0o700, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb", buffering=0) as file:
            sealing = _Sealing(file, key)
            write(sealing)
            sealing.finish()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


class _Sealing(io.RawIOBase):
    """Seals what is written to it, chunk by chunk."""

    def __init__(self, file: io.RawIOBase | io.BufferedWriter | io.FileIO, key: bytes) -> None:
        super().__init__()
        self._file = file
        salt = secrets.token_bytes(SALT)
        self._box = _box(key, salt)
        self._waiting = bytearray()
        self._number = 0
        self._written = 0
        file.write(MARK + salt)

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._written

    def write(self, data: object) -> int:
        view = memoryview(data).cast("B")  # type: ignore[arg-type]
        self._waiting += view
        self._written += len(view)
        while len(self._waiting) > CHUNK:  # the last chunk is sealed as such, so one is always held back
            with memoryview(self._waiting) as waiting:
                self._seal(waiting[:CHUNK], last=False)
            del self._waiting[:CHUNK]
        return len(view)

    def finish(self) -> None:
        """Seal the last chunk, which may be empty."""
        self._seal(memoryview(bytes(self._waiting)), last=True)

    def _seal(self, chunk: memoryview, *, last: bool) -> None:
        self._file.write(self._box.encrypt(_nonce(self._number, last), chunk, MARK))
        self._number += 1


class SealedFile(io.RawIOBase):
    """A sealed file open for reading, from any place in it.

    Raises: SealBroken when it is opened or read and a chunk is not what was sealed.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        super().__init__()
        self._name = path.name
        self._file = path.open("rb", buffering=0)
        head = self._file.read(len(MARK) + SALT)
        body = path.stat().st_size - len(MARK) - SALT
        if head[: len(MARK)] != MARK or len(head) < len(MARK) + SALT or body < TAG:
            self._file.close()
            raise SealBroken(name=self._name)
        self._box = _box(key, head[len(MARK) :])
        self._chunks = -(-body // (CHUNK + TAG))
        self._size = body - self._chunks * TAG
        self._place = 0
        self._open: dict[int, bytes] = {}
        self._chunk(self._chunks - 1)  # a file that was cut off ends in a chunk that is not the last

    @property
    def size(self) -> int:
        """How many bytes were sealed."""
        return self._size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]
        self._place = max(0, base + offset)
        return self._place

    def read(self, size: int | None = -1) -> bytes:
        wanted = self._size - self._place if size is None or size < 0 else min(size, self._size - self._place)
        parts: list[bytes] = []
        while wanted > 0:
            number, begin = divmod(self._place, CHUNK)
            part = self._chunk(number)[begin : begin + wanted]
            parts.append(part)
            self._place += len(part)
            wanted -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        part = self.read(len(view))
        view[: len(part)] = part
        return len(part)

    def close(self) -> None:
        self._open.clear()
        self._file.close()
        super().close()

    def _chunk(self, number: int) -> bytes:
        found = self._open.get(number)
        if found is None:
            from cryptography.exceptions import InvalidTag

            self._file.seek(len(MARK) + SALT + number * (CHUNK + TAG))
            sealed = self._file.read(CHUNK + TAG)
            try:
                found = self._box.decrypt(_nonce(number, number == self._chunks - 1), sealed, MARK)
            except InvalidTag as problem:
                raise SealBroken(name=self._name) from problem
            while len(self._open) >= KEPT:
                self._open.pop(next(iter(self._open)))
            self._open[number] = found
        return found


def _box(key: bytes, salt: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return AESGCM(HKDF(SHA256(), 32, salt=salt, info=MARK).derive(key))


def _nonce(number: int, last: bool) -> bytes:
    """The chunk's number and whether it is the last: never twice under one file's key."""
    return number.to_bytes(11) + bytes([last])
