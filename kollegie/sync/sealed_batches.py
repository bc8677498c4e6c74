"""A batch as a file: sealed, numbered, bound to its place, and chained to the one before it.

Shape: a mark, a nonce, the content (JSON, deflated) sealed with AES-256-GCM under the hub's key, and the sha256 of all
that. The hub's epoch, the laptop's folder, the number and the kind are bound in as associated data, so that a file that
was renamed, moved between folders or brought from another hub does not open. No name is ever read out of a file.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import secrets
import stat
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, BinaryIO

from kollegie.errors import reason_of
from kollegie.language import say
from kollegie.model.stamps import MAX_DEVICE
from kollegie.store.keys import write_whole
from kollegie.sync.carried import Row
from kollegie.sync.checking import is_erasure, is_id
from kollegie.sync.errors import BatchRefused

MARK = b"KOLBAT01"
NONCE, TAG, DIGEST = 12, 16, 32

LARGEST_FILE = 96 << 20
LARGEST_CONTENT = 512 << 20
"""Bytes of a file and of what it unfolds to; a larger one was not written by this program."""

FOLDER_NAME = re.compile(r"([1-9][0-9]{0,3})-([0-9a-f]{8})")
FILE_NAME = re.compile(r"([1-9][0-9]{0,8})\.(batch|snapshot)")
MOST_NUMBER = 10**9
"""A file's number has at most nine digits."""

_SURROGATE = re.compile(rb"(?<!\\)(?:\\\\)*\\u[dD][89a-fA-F]")
"""Half a sign, escaped: no database takes it, and no program of ours writes signs that way."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a file stands: its laptop's folder, its number there, and its kind ("batch" or "snapshot")."""

    folder: str
    number: int
    kind: str = "batch"

    @property
    def name(self) -> str:
        """The place as it is told: folder and file."""
        return f"{self.folder}/{self.number}.{self.kind}"

    @property
    def device(self) -> int:
        """The number of the laptop that writes there."""
        return int(self.folder.partition("-")[0])


@dataclass(slots=True)
class Content:
    """What a file holds.

    Shape: `rows` by table, each row its `columns` in their order, the bases last; `seen` tells how far its writer had
    read every other folder; `previous` is the digest of the batch before (of the batch it ends with, for a snapshot).
    `purged` are (id, scope, stamp, reason), `invited` (person, first and last number, first and last number to give),
    `revoked` (folder, its last number that counts), `purge_seen` how many erasures its writer has carried out.
    `awaits` is a number above 0 while its writer waits for a lead to have read what was given up there, `read` how far
    a lead's laptop has read each folder, contents of attachments too.
    """

    person: bytes
    at: str
    token: bytes
    previous: str
    schema: int
    seen: dict[str, int] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    purged: list[Row] = field(default_factory=list)
    invited: list[Row] = field(default_factory=list)
    revoked: list[tuple[str, int]] = field(default_factory=list)
    purge_seen: int = 0
    awaits: int = 0
    read: dict[str, int] = field(default_factory=dict)


KINDS: dict[str, type | tuple[type, ...]] = {
    "person": bytes,
    "at": str,
    "token": bytes,
    "previous": str,
    "schema": int,
    "seen": dict,
    "columns": dict,
    "rows": dict,
    "purged": list,
    "invited": list,
    "revoked": list,
    "purge_seen": int,
    "awaits": int,
    "read": dict,
}


def write_batch(root: Path, place: Place, epoch: str, key: bytes, content: Content) -> str:
    """Write a file that is never changed again; give back its digest.

    Raises: OSError, as for any file; nothing stands at its place then.
    """
    told = {one.name: getattr(content, one.name) for one in fields(content)}
    return write_sealed_file(root / place.folder / f"{place.number}.{place.kind}", place.name, epoch, key, told)


def write_sealed_file(path: Path, name: str, epoch: str, key: bytes, told: object) -> str:
    """Seal what is told, bound to the name of its place; give back its digest."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    plain = zlib.compress(json.dumps(told, default=_as_text, ensure_ascii=False, separators=(",", ":")).encode(), 1)
    nonce = secrets.token_bytes(NONCE)
    body = MARK + nonce + AESGCM(key).encrypt(nonce, plain, _bound(epoch, name))
    digest = hashlib.sha256(body)
    write_whole(path, body + digest.digest())
    return digest.hexdigest()


def read_batch(root: Path, place: Place, epoch: str, key: bytes) -> tuple[Content, str]:
    """Read a file, and its digest. Raises: BatchRefused, which names the file and says what is wrong with it."""
    found, digest = read_sealed_file(root / place.folder / f"{place.number}.{place.kind}", place.name, epoch, key)
    if not isinstance(found, dict):
        raise BatchRefused(file=place.name, why=_unreadable())
    known = {one.name for one in fields(Content)}
    told = {name: value for name, value in found.items() if name in known}  # a newer program may have told more
    if any(name in told and not isinstance(told[name], kind) for name, kind in KINDS.items()):
        raise BatchRefused(file=place.name, why=_unreadable())
    try:
        content = Content(**told)
        content.columns = {str(name): _columns(columns) for name, columns in content.columns.items()}
        content.rows = {str(name): [tuple(row) for row in rows] for name, rows in content.rows.items()}
        content.purged = [_erasure(*row) for row in content.purged]
        content.invited = [_invitation(*row) for row in content.invited]
        content.revoked = [_revocation(*row) for row in content.revoked]
        content.seen = dict(_revocation(folder, number) for folder, number in content.seen.items())
        content.read = dict(_revocation(folder, number) for folder, number in content.read.items())
    except (TypeError, ValueError) as problem:
        raise BatchRefused(file=place.name, why=_unreadable()) from problem
    if not is_id(content.person) or not 0 <= content.purge_seen < 1 << 63:
        raise BatchRefused(file=place.name, why=_unreadable())
    return content, digest


def _columns(columns: object) -> list[str]:
    if not isinstance(columns, list) or any(type(column) is not str for column in columns):
        raise TypeError
    return columns


def _erasure(*row: Any) -> Row:
    id, scope, stamp, reason = row
    if not is_erasure((id, scope, stamp, reason, 0)) or not 0 <= stamp < 1 << 63:
        raise ValueError
    return id, scope, stamp, reason


def _revocation(folder: str, number: int) -> tuple[str, int]:
    if not FOLDER_NAME.fullmatch(folder) or type(number) is not int or not 0 <= number < MOST_NUMBER:
        raise ValueError
    return folder, number


def _invitation(person: bytes, *numbers: int) -> Row:
    if not is_id(person) or len(numbers) != 4:
        raise ValueError
    if any(type(number) is not int or not 0 <= number <= MAX_DEVICE for number in numbers):
        raise ValueError
    return (person, *numbers)


def read_sealed_file(path: Path, name: str, epoch: str, key: bytes) -> tuple[Any, str]:
    """Open a sealed file; give back what it tells and its digest.

    Raises: BatchRefused; FileNotFoundError.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    raw = _bytes_of(path, name)
    if len(raw) < len(MARK) + NONCE + TAG + DIGEST or raw[: len(MARK)] != MARK:
        raise BatchRefused(file=name, why=_unreadable())
    body, digest = raw[:-DIGEST], hashlib.sha256(raw[:-DIGEST])
    if digest.digest() != raw[-DIGEST:]:
        raise BatchRefused(file=name, why=say("den är avklippt eller skadad", "it is cut off or damaged"))
    nonce = body[len(MARK) : len(MARK) + NONCE]
    try:
        plain = AESGCM(key).decrypt(nonce, body[len(MARK) + NONCE :], _bound(epoch, name))
    except InvalidTag as problem:
        why = say("den hör inte hemma där eller kommer från ett annat nav", "it belongs elsewhere or to another hub")
        raise BatchRefused(file=name, why=why) from problem
    try:
        unfolding = zlib.decompressobj()
        text = unfolding.decompress(plain, LARGEST_CONTENT)
        if not unfolding.eof:
            raise BatchRefused(file=name, why=_too_large())
        if _SURROGATE.search(text):
            raise BatchRefused(file=name, why=_unreadable())
        return json.loads(text.decode(), object_pairs_hook=_as_read), digest.hexdigest()
    except (zlib.error, ValueError, RecursionError) as problem:
        raise BatchRefused(file=name, why=_unreadable()) from problem


def digest_at_end(path: Path, name: str) -> str:
    """The digest a file bears at its end, unchecked. Raises: BatchRefused; FileNotFoundError."""
    with _opened(path, name) as file:
        file.seek(-min(DIGEST, os.fstat(file.fileno()).st_size), os.SEEK_END)
        return file.read(DIGEST).hex()


def _bytes_of(path: Path, name: str) -> bytes:
    with _opened(path, name) as file:
        try:
            return file.read(LARGEST_FILE + 1)
        except OSError as problem:
            raise BatchRefused(file=name, why=reason_of(problem)) from problem


def _opened(path: Path, name: str) -> BinaryIO:
    """A plain file, open: never through a link, never more than this program writes, never waiting for a pipe."""
    if path.is_symlink():
        raise BatchRefused(file=name, why=say("den är en länk", "it is a link"))
    careful = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, os.O_RDONLY | careful)
    except FileNotFoundError:
        raise
    except OSError as problem:
        raise BatchRefused(file=name, why=reason_of(problem)) from problem
    file = os.fdopen(descriptor, "rb")
    found = os.fstat(file.fileno())
    if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST_FILE:
        file.close()
        plain = stat.S_ISREG(found.st_mode)
        raise BatchRefused(file=name, why=_too_large() if plain else say("den är ingen fil", "it is not a file"))
    return file


def _bound(epoch: str, name: str) -> bytes:
    return f"{MARK.decode()} {epoch} {name}".encode()


def _unreadable() -> str:
    return say("den är inte skriven av Kollegie", "it was not written by Kollegie")


def _too_large() -> str:
    return say("den är större än någon sådan fil får vara", "it is larger than any such file may be")


def _as_text(value: object) -> object:
    if isinstance(value, (bytes, bytearray, memoryview)):
        return {"b": base64.b64encode(bytes(value)).decode()}
    raise TypeError(type(value).__name__)


def _as_read(pairs: Sequence[tuple[str, Any]]) -> object:
    if len(pairs) == 1 and pairs[0][0] == "b" and isinstance(pairs[0][1], str):
        return base64.b64decode(pairs[0][1], validate=True)
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found
