"""The key slots of an encrypted file: the passphrase opens a slot, the slot gives the data key.

The data key is 32 random bytes and never changes, so a new passphrase never re-encrypts data. Each slot wraps it with
AES-256-GCM under a key from Argon2id with its own salt; the format version, the file's id and the costs are bound in
as associated data, so that a slot can be neither moved to another file nor weakened. The slots stand in a small file
beside the database, in two copies, written whole (temporary file, fsync, rename, fsync of the folder).
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kollegie.store.errors import (
    KeyFileDamaged,
    KeyFileMissing,
    PassphraseTooShort,
    TooLittleMemory,
    WrongPassphrase,
)

FORMAT = 1
LEAST_PASSPHRASE = 4
FLOOR_MEMORY_KIB = 64 * 1024
FLOOR_PASSES = 3
CEILING_MEMORY_KIB = 2 * 1024 * 1024
CEILING_PASSES = 64
LANES = 4


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs. Units: `memory_kib` in KiB; never below 64 MiB and 3 passes."""

    memory_kib: int = FLOOR_MEMORY_KIB
    passes: int = FLOOR_PASSES

    @property
    def acceptable(self) -> bool:
        """Neither weakened (a downgrade) nor absurd (a denial of service)."""
        return (
            FLOOR_MEMORY_KIB <= self.memory_kib <= CEILING_MEMORY_KIB and FLOOR_PASSES <= self.passes <= CEILING_PASSES
        )


def key_file_of(path: Path) -> Path:
    """Where the key slots of a database stand: `lead.kollegie` has `lead.kollegie.keys`."""
    return path.with_name(path.name + ".keys")


def make_keys(path: Path, passphrase: str, cost: Cost | None = None) -> bytes:
    """Write a key file for a new database and return its data key.

    Raises: PassphraseTooShort.
    """
    data_key = secrets.token_bytes(32)
    file_id = secrets.token_hex(16)
    write_whole(key_file_of(path), _two_copies(file_id, [_seal(data_key, passphrase, file_id, cost or Cost())]))
    return data_key


def read_key(path: Path, passphrase: str) -> bytes:
    """Open the slot the passphrase fits and return the data key.

    Raises: KeyFileMissing, KeyFileDamaged, TooLittleMemory, WrongPassphrase.
    """
    file_id, slots = _read_slots(path)
    for slot in slots:
        data_key = _open(slot, passphrase, file_id, path)
        if data_key is not None:
            return data_key
    raise WrongPassphrase(name=path.name)


def change_passphrase(path: Path, old: str, new: str, cost: Cost | None = None) -> None:
    """Replace the slot the old passphrase opens; the data stays as it is.

    Raises: as `read_key`; PassphraseTooShort for the new one.
    """
    file_id, slots = _read_slots(path)
    for place, slot in enumerate(slots):
        data_key = _open(slot, old, file_id, path)
        if data_key is not None:
            slots[place] = _seal(data_key, new, file_id, cost or Cost())
            write_whole(key_file_of(path), _two_copies(file_id, slots))
            return
    raise WrongPassphrase(name=path.name)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a crash leaves either the old content or the new, never a part."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _stretch(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    from argon2.exceptions import HashingError
    from argon2.low_level import Type, hash_secret_raw

    try:
        return hash_secret_raw(passphrase.encode(), salt, cost.passes, cost.memory_kib, LANES, 32, Type.ID)
    except (HashingError, MemoryError) as problem:
        raise TooLittleMemory(megabytes=cost.memory_kib // 1024) from problem


def _bound(file_id: str, cost: Cost) -> bytes:
    return json.dumps([FORMAT, file_id, "passphrase", cost.memory_kib, cost.passes, LANES]).encode()


def _seal(data_key: bytes, passphrase: str, file_id: str, cost: Cost) -> dict[str, Any]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if len(passphrase) < LEAST_PASSPHRASE:
        raise PassphraseTooShort(least=LEAST_PASSPHRASE)
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = AESGCM(_stretch(passphrase, salt, cost)).encrypt(nonce, data_key, _bound(file_id, cost))
    return {
        "kind": "passphrase",
        "memory_kib": cost.memory_kib,
        "passes": cost.passes,
        "salt": base64.b64encode(salt).decode(),
        "nonce": base64.b64encode(nonce).decode(),
        "sealed": base64.b64encode(sealed).decode(),
    }


def _open(slot: dict[str, Any], passphrase: str, file_id: str, path: Path) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        cost = Cost(int(slot["memory_kib"]), int(slot["passes"]))
        salt, nonce, sealed = (base64.b64decode(slot[part]) for part in ("salt", "nonce", "sealed"))
    except (KeyError, ValueError, TypeError) as problem:
        raise KeyFileDamaged(key_file=key_file_of(path).name) from problem
    if not cost.acceptable:
        raise KeyFileDamaged(key_file=key_file_of(path).name)
    try:
        return AESGCM(_stretch(passphrase, salt, cost)).decrypt(nonce, sealed, _bound(file_id, cost))
    except InvalidTag:
        return None


def _two_copies(file_id: str, slots: list[dict[str, Any]]) -> bytes:
    content = json.dumps({"format": FORMAT, "file": file_id, "slots": slots}, sort_keys=True)
    line = f"{hashlib.sha256(content.encode()).hexdigest()} {content}\n"
    return (line * 2).encode()


def _read_slots(path: Path) -> tuple[str, list[dict[str, Any]]]:
    key_file = key_file_of(path)
    try:
        lines = key_file.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError as problem:
        raise KeyFileMissing(key_file=key_file.name, name=path.name) from problem
    for line in lines:
        digest, _, content = line.partition(" ")
        if hashlib.sha256(content.encode()).hexdigest() == digest:
            read = json.loads(content)
            return read["file"], list(read["slots"])
    raise KeyFileDamaged(key_file=key_file.name)
