"""The key slots of an encrypted file: the passphrase opens a slot, the slot gives the data key.

The data key is 32 random bytes and never changes, so a new passphrase never re-encrypts data. Each slot wraps it with
AES-256-GCM: a passphrase's slot under a key from Argon2id with its own salt, a recovery key's under one from HKDF, for
256 random bits need no stretching. The format version, the file's id, the kind of slot and its costs are bound in as
associated data, so that a slot can be neither moved to another file nor weakened. The slots stand in a small file
beside the database, in two copies, written whole (temporary file, fsync, rename, fsync of the folder): a change that
is broken off anywhere leaves the old slots or the new.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kollegie.store.errors import (
    KeyFileDamaged,
    KeyFileMissing,
    LastKey,
    NoSuchKey,
    PassphraseTooShort,
    RecoveryKeyMistyped,
    TooLittleMemory,
    WrongPassphrase,
)
from kollegie.store.recovery_keys import looks_like_recovery_key, secret_of

FORMAT = 1
LEAST_PASSPHRASE = 12
"""Characters of a new passphrase: twelve letters drawn at random are 56 bits, more than four words of a list of 7,776,
which last ten years against a thousand of today's fastest cards. Six digits last minutes, so digits alone never do."""
LEAST_UNLIKE = 5
"""Different characters of a new passphrase; "aaaaaaaaaaaa" is long and nothing else."""
FLOOR_MEMORY_KIB = 64 * 1024
FLOOR_PASSES = 3
CEILING_MEMORY_KIB = 2 * 1024 * 1024
CEILING_PASSES = 64
LANES = 4
AIM_MEMORY_KIB = 256 * 1024
AIM_SECONDS, MOST_SECONDS = 0.8, 1.5
"""How long an unlocking should take on the laptop a slot is made on, and how long it may."""
MOST_SLOTS = 8
"""Each slot of a passphrase is one try, at its own cost; ours have two at most."""
MOST_BYTES = 1 << 16
"""Of a key file; two slots in two copies take about a thousand."""


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


PASSPHRASE, RECOVERY = "passphrase", "recovery"
"""The kinds of slots: the one of every day, and the one for when the passphrase is forgotten."""


@dataclass(frozen=True, slots=True)
class KeySlot:
    """One way in, as it may be listed: its place from 1 on, its kind and, of a passphrase, what a guess costs."""

    number: int
    kind: str
    cost: Cost | None = None


def key_file_of(path: Path) -> Path:
    """Where the key slots of a database stand: `lead.kollegie` has `lead.kollegie.keys`."""
    return path.with_name(path.name + ".keys")


def calibrated_cost(clock: Callable[[], float] = time.perf_counter) -> Cost:
    """What a guess should cost on this computer, never below the floor.

    Shape: the memory is doubled up to 256 MiB, and then the passes raised, until one guess takes 0.8 s; what would take
    longer than 1.5 s is not asked for. Units: `clock` in seconds.
    Raises: TooLittleMemory when there is not even enough for the floor.
    """
    began = clock()
    _stretch("", bytes(16), Cost())
    took = max(clock() - began, 0.001)
    memory, passes = FLOOR_MEMORY_KIB, FLOOR_PASSES
    while memory < AIM_MEMORY_KIB and took < AIM_SECONDS and 2 * took <= MOST_SECONDS:
        memory, took = 2 * memory, 2 * took
    if memory == AIM_MEMORY_KIB and took < AIM_SECONDS:
        passes = min(math.ceil(passes * AIM_SECONDS / took), CEILING_PASSES)
    return Cost(memory, passes)


def refuse_guessable(passphrase: str) -> None:
    """Refuse a new passphrase that a thief of the file would find. Raises: PassphraseTooShort."""
    typed = passphrase.strip()
    if len(typed) < LEAST_PASSPHRASE or len(set(typed)) < LEAST_UNLIKE or "".join(typed.split()).isdigit():
        raise PassphraseTooShort(least=LEAST_PASSPHRASE, unlike=LEAST_UNLIKE)


def make_keys(path: Path, passphrase: str, cost: Cost | None = None, *, made_up: bool = False) -> bytes:
    """Write a key file for a new database and return its data key.

    Shape: `cost` is calibrated to this computer where none is given. `made_up` is for a database of made-up people, as
    the demonstration's: any passphrase will do, at the least cost.
    Raises: PassphraseTooShort; TooLittleMemory.
    """
    if not made_up:
        refuse_guessable(passphrase)
    data_key = secrets.token_bytes(32)
    file_id = secrets.token_hex(16)
    write_whole(
        key_file_of(path), _two_copies(file_id, [_sealed(data_key, passphrase, file_id, Cost() if made_up else cost)])
    )
    return data_key


def read_key(path: Path, passphrase: str) -> bytes:
    """Open the slot the passphrase fits, or the recovery key, and return the data key.

    Raises: KeyFileMissing, KeyFileDamaged, TooLittleMemory, WrongPassphrase, RecoveryKeyMistyped.
    """
    file_id, slots = _read_slots(path)
    return _unlocked(path, file_id, slots, passphrase)[1]


def key_slots(path: Path) -> tuple[KeySlot, ...]:
    """The ways into a database; nothing secret is read. Raises: KeyFileMissing, KeyFileDamaged."""
    _, slots = _read_slots(path)
    return tuple(KeySlot(number, slot.get("kind", ""), _cost(slot, path)) for number, slot in enumerate(slots, start=1))


def change_passphrase(path: Path, old: str, new: str, cost: Cost | None = None) -> None:
    """Replace the slot the old passphrase opens; the data stays as it is.

    Shape: `old` may be the recovery key: then the new passphrase takes the place of every forgotten one.
    Raises: as `read_key`; PassphraseTooShort for the new one.
    """
    file_id, slots = _read_slots(path)
    place, data_key = _unlocked(path, file_id, slots, old)
    refuse_guessable(new)
    made = _sealed(data_key, new, file_id, cost)
    if slots[place]["kind"] == RECOVERY:
        slots = [made, *(slot for slot in slots if slot["kind"] == RECOVERY)]
    else:
        slots[place] = made
    _write_slots(path, file_id, slots)


def add_recovery(path: Path, passphrase: str, recovery: str) -> None:
    """Let a recovery key open the database too, in place of an earlier one.

    Shape: `recovery` is a key of `recovery_keys.new_recovery_key`, as it was typed back.
    Raises: as `read_key`; RecoveryKeyMistyped.
    """
    file_id, slots = _read_slots(path)
    _add_recovery(path, file_id, slots, _unlocked(path, file_id, slots, passphrase)[1], recovery)


def add_recovery_to_open(path: Path, data_key: bytes, recovery: str) -> None:
    """The same for a database that is open, right after it was made. Raises: RecoveryKeyMistyped; as `key_slots`."""
    file_id, slots = _read_slots(path)
    _add_recovery(path, file_id, slots, data_key, recovery)


def _add_recovery(path: Path, file_id: str, slots: list[dict[str, Any]], data_key: bytes, recovery: str) -> None:
    secret = secret_of(recovery)
    if secret is None:
        raise RecoveryKeyMistyped
    kept = [slot for slot in slots if slot["kind"] != RECOVERY]
    _write_slots(path, file_id, [*kept, _seal_recovery(data_key, secret, file_id)])


def remove_slot(path: Path, passphrase: str, number: int) -> None:
    """Take a way in away, but never the last one.

    Raises: as `read_key`; NoSuchKey; LastKey.
    """
    file_id, slots = _read_slots(path)
    _unlocked(path, file_id, slots, passphrase)
    if not 1 <= number <= len(slots):
        raise NoSuchKey(number=number, name=path.name)
    if len(slots) == 1 or not any(one["kind"] == PASSPHRASE for at, one in enumerate(slots, 1) if at != number):
        raise LastKey(name=path.name)
    _write_slots(path, file_id, slots[: number - 1] + slots[number:])


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a crash leaves either the old content or the new, never a part."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
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
    return json.dumps([FORMAT, file_id, PASSPHRASE, cost.memory_kib, cost.passes, LANES]).encode()


def _bound_recovery(file_id: str) -> bytes:
    return json.dumps([FORMAT, file_id, RECOVERY, "HKDF-SHA-256"]).encode()


def _sealed(data_key: bytes, passphrase: str, file_id: str, cost: Cost | None) -> dict[str, Any]:
    """A new slot, at this computer's own cost where none is given; at the floor where there is no memory for that."""
    if cost is not None:
        return _seal(data_key, passphrase, file_id, cost)
    try:
        return _seal(data_key, passphrase, file_id, calibrated_cost())
    except TooLittleMemory:
        return _seal(data_key, passphrase, file_id, Cost())


def _seal(data_key: bytes, passphrase: str, file_id: str, cost: Cost) -> dict[str, Any]:
    salt = secrets.token_bytes(16)
    wrapped = _wrap(data_key, _stretch(passphrase, salt, cost), salt, _bound(file_id, cost))
    return {"kind": PASSPHRASE, "memory_kib": cost.memory_kib, "passes": cost.passes, **wrapped}


def _seal_recovery(data_key: bytes, secret: bytes, file_id: str) -> dict[str, Any]:
    salt = secrets.token_bytes(16)
    return {"kind": RECOVERY, **_wrap(data_key, _derive(secret, salt), salt, _bound_recovery(file_id))}


def _wrap(data_key: bytes, key: bytes, salt: bytes, bound: bytes) -> dict[str, Any]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(12)
    parts = {"salt": salt, "nonce": nonce, "sealed": AESGCM(key).encrypt(nonce, data_key, bound)}
    return {name: base64.b64encode(part).decode() for name, part in parts.items()}


def _derive(secret: bytes, salt: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, salt=salt, info=b"kollegie:recovery").derive(secret)


def _unlocked(path: Path, file_id: str, slots: list[dict[str, Any]], typed: str) -> tuple[int, bytes]:
    """The place of the slot that opens, and the data key. Raises: WrongPassphrase; RecoveryKeyMistyped."""
    secret = secret_of(typed)
    for place, slot in enumerate(slots):
        data_key = _open(slot, typed, secret, file_id, path)
        if data_key is not None:
            return place, data_key
    if secret is None and looks_like_recovery_key(typed) and any(slot["kind"] == RECOVERY for slot in slots):
        raise RecoveryKeyMistyped
    raise WrongPassphrase(name=path.name)


def _open(slot: dict[str, Any], typed: str, secret: bytes | None, file_id: str, path: Path) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cost = _cost(slot, path)
    try:
        salt, nonce, sealed = (base64.b64decode(slot[part]) for part in ("salt", "nonce", "sealed"))
    except (KeyError, ValueError, TypeError) as problem:
        raise KeyFileDamaged(key_file=key_file_of(path).name) from problem
    if cost is None and secret is None:
        return None
    try:
        if cost is not None:
            return AESGCM(_stretch(typed, salt, cost)).decrypt(nonce, sealed, _bound(file_id, cost))
        return AESGCM(_derive(secret or b"", salt)).decrypt(nonce, sealed, _bound_recovery(file_id))
    except InvalidTag:
        return None
    except ValueError as problem:  # a nonce of another length
        raise KeyFileDamaged(key_file=key_file_of(path).name) from problem


def _cost(slot: dict[str, Any], path: Path) -> Cost | None:
    """What a guess at a slot costs; None for a recovery key. Raises: KeyFileDamaged when it is not acceptable."""
    if slot.get("kind") == RECOVERY:
        return None
    try:
        cost = Cost(int(slot["memory_kib"]), int(slot["passes"]))
    except (KeyError, ValueError, TypeError) as problem:
        raise KeyFileDamaged(key_file=key_file_of(path).name) from problem
    if slot.get("kind") != PASSPHRASE or not cost.acceptable:
        raise KeyFileDamaged(key_file=key_file_of(path).name)
    return cost


def _write_slots(path: Path, file_id: str, slots: list[dict[str, Any]]) -> None:
    """Put the slots in the place of those that stand, and clear away what an earlier change left when it broke off."""
    key_file = key_file_of(path)
    write_whole(key_file, _two_copies(file_id, slots))
    for left in key_file.parent.glob(f".{key_file.name}.*"):
        left.unlink(missing_ok=True)


def _two_copies(file_id: str, slots: list[dict[str, Any]]) -> bytes:
    content = json.dumps({"format": FORMAT, "file": file_id, "slots": slots}, sort_keys=True)
    line = f"{hashlib.sha256(content.encode()).hexdigest()} {content}\n"
    return (line * 2).encode()


def _read_slots(path: Path) -> tuple[str, list[dict[str, Any]]]:
    key_file = key_file_of(path)
    try:
        with key_file.open("rb") as file:
            lines = file.read(MOST_BYTES).decode(errors="replace").splitlines()
    except FileNotFoundError as problem:
        raise KeyFileMissing(key_file=key_file.name, name=path.name) from problem
    for line in lines:
        digest, _, content = line.partition(" ")
        if hashlib.sha256(content.encode()).hexdigest() == digest:
            return _slots_told(content, key_file.name)
    raise KeyFileDamaged(key_file=key_file.name)


def _slots_told(content: str, name: str) -> tuple[str, list[dict[str, Any]]]:
    """The check sum stops accidents, not a forger: whoever may write the file can write anything."""
    try:
        read = json.loads(content)
        file_id, slots = read["file"], read["slots"]
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise KeyFileDamaged(key_file=name) from problem
    listed = isinstance(slots, list) and len(slots) <= MOST_SLOTS and all(isinstance(slot, dict) for slot in slots)
    if not listed or not isinstance(file_id, str):
        raise KeyFileDamaged(key_file=name)
    return file_id, slots
