"""A copy of a confidential suspicion for one who is named: a sealed file, opened by four words told to them alone.

Shape: the file and its key slot (name + ".keys") belong together, as a backup and its own do. It opens on the laptop of
the person it is for and on no other. Nothing of it goes by a hub.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_type_hints
from uuid import UUID

from kollegie.errors import KollegieError
from kollegie.model.suspicions import Pairs, Step, StepKind, Suspicion, SuspicionState
from kollegie.store.connecting import as_store_error
from kollegie.store.erasing import erased_subjects
from kollegie.store.errors import StoreExists, StoreMissing
from kollegie.store.keys import key_file_of, make_keys, read_key
from kollegie.store.opening import Store
from kollegie.store.passphrases import propose_passphrase
from kollegie.store.sealed_files import SealBroken, SealedFile, write_sealed
from kollegie.store.suspicions import STORED, goes_with, recorder_of

MOST_BYTES = 4_000_000
"""Of a copy; what somebody writes takes some thousands."""


YEARS = range(2000, 3000)
"""Of the days in a copy: others cannot be told in every time zone, or with the years one is kept added."""


class CopyForAnother(KollegieError):
    """The copy was made for somebody else than the person of this laptop."""

    sv = "Kopian är gjord till någon annan än den som den här databasen tillhör. Ingenting är mottaget."
    en = "The copy was made for somebody else than the person of this database. Nothing has been received."


class CopyDamaged(KollegieError):
    """The file is no copy of a suspicion, or was changed."""

    sv = "Filen {name} är ingen hel kopia av en misstanke. Be om en ny kopia."
    en = "The file {name} is no whole copy of a suspicion. Ask for a new copy."


class CopyErased(KollegieError):
    """Somebody it speaks of has been erased since the copy was made."""

    sv = "Misstanken rör ett ärende eller en person som har gallrats. Ingenting är mottaget; radera filen."
    en = "The suspicion is about a case or a person that has been erased. Nothing is received; delete the file."


class CopyOlder(KollegieError):
    """A newer copy of the same suspicion is here already."""

    sv = "Filen {name} är äldre än den kopia som redan finns här. Ingenting är ändrat; radera filen."
    en = "The file {name} is older than the copy that is here already. Nothing is changed; delete the file."


def must_be_free(out: Path) -> None:
    """Whether a copy may be written there, asked before anything is said to have been copied. Raises: StoreExists."""
    if out.exists() or key_file_of(out).exists():
        raise StoreExists(name=out.name)


def write_copy(one: Suspicion, records: Pairs, reader: UUID, out: Path) -> str:
    """Seal a copy for one reader and give back the words that open it; they stand nowhere else.

    Raises: StoreExists when the file is there; DiskFull; FolderReadOnly.
    """
    must_be_free(out)
    words = propose_passphrase()
    content = json.dumps(_told(one, records, reader), ensure_ascii=False).encode()

    def write(file: io.RawIOBase) -> None:
        file.write(content)

    try:
        write_sealed(out, make_keys(out, words), write)
    except OSError as problem:
        key_file_of(out).unlink(missing_ok=True)
        raise as_store_error(problem, out) from problem
    return words


def read_copy(store: Store, path: Path, words: str) -> tuple[Suspicion, Pairs]:
    """Open a copy made for the person of this laptop: the suspicion, and the records it speaks of.

    Raises: StoreMissing; WrongPassphrase; KeyFileMissing; CopyDamaged; CopyForAnother; CopyErased.
    """
    if not path.is_file():
        raise StoreMissing(name=path.name, folder=str(path.resolve().parent))
    if path.stat().st_size > MOST_BYTES:
        raise CopyDamaged(name=path.name)
    try:
        with SealedFile(path, read_key(path, words)) as file:
            read: dict[str, Any] = json.loads(file.read())
        reader, one, records = UUID(hex=read["for"]), _made(read), _by_id(read["records"], at=1)
    except (SealBroken, KeyError, TypeError, ValueError, RecursionError) as problem:
        raise CopyDamaged(name=path.name) from problem
    if reader != store.me or one.recorded_by == store.me:
        raise CopyForAnother
    with store.reading() as reading:
        purged = {bytes(row[0]).hex() for row in reading.connection.exec_driver_sql("SELECT id FROM purged").all()}
        gone = erased_subjects(reading)
        if not one.may_be_read_by(store.me):
            raise CopyDamaged(name=path.name)
        if goes_with(one.about, records, gone=purged.__contains__, erased=gone):
            raise CopyErased
        before = recorder_of(reading, one.id)
        if before is not None and before != one.recorded_by:  # whoever made the file named another's by its id
            raise CopyDamaged(name=path.name)
    left = tuple(pair for pair in records if pair[1] not in purged)
    signals = tuple(pair for pair in one.signals if pair[1] not in purged)
    return replace(one, copied_from=one.recorder, signals=signals), left


def _told(one: Suspicion, records: Pairs, reader: UUID) -> dict[str, Any]:
    steps = [[_plain(getattr(step, field.name)) for field in fields(Step)] for step in one.steps]
    return {name: _plain(getattr(one, name)) for name in _READ} | {
        "for": reader.hex,
        "records": records,
        "steps": steps,
    }


def _plain(value: object) -> object:
    """A field as JSON holds it."""
    if isinstance(value, UUID):
        return value.hex
    return value.isoformat() if isinstance(value, date) else value


def _made(read: dict[str, Any]) -> Suspicion:
    told = {name: reads(read[name]) for name, reads in _READ.items()}
    _by_id(told["signals"], at=1)
    _by_id(told["readers"], at=0)
    steps = tuple(Step(_moment(at), str(by), StepKind(kind), str(text)) for at, by, kind, text in read["steps"])
    return Suspicion(**told, steps=steps)


def _moment(read: str) -> datetime:
    """A moment with its zone. Raises: ValueError."""
    found = datetime.fromisoformat(read)
    if found.tzinfo is None or found.year not in YEARS:
        raise ValueError(read)
    return found


def _day(read: str | None) -> date | None:
    """A day, or none. Raises: ValueError."""
    found = date.fromisoformat(read) if read else None
    if found is not None and found.year not in YEARS:
        raise ValueError(read)
    return found


def _by_id(read: Any, *, at: int) -> Pairs:
    """Pairs of which one is an id in hex. Raises: ValueError."""
    found = _pairs(read)
    for pair in found:
        if UUID(hex=pair[at]).hex != pair[at]:
            raise ValueError(pair[at])
    return found


def _pairs(read: Any) -> Pairs:
    return tuple((str(left), str(right)) for left, right in read)


_READ_AS: dict[object, Callable[[Any], Any]] = {
    UUID: lambda read: UUID(hex=read),
    str: str,
    Pairs: _pairs,
    SuspicionState: SuspicionState,
    datetime: _moment,
    date | None: _day,
}
_READ = {name: _READ_AS[kind] for name, kind in get_type_hints(Suspicion).items() if name in STORED}
del _READ["copied_from"]  # who it comes from is said where it is received
