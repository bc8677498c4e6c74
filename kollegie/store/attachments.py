"""The contents of attachments: each one sealed in a file of its own beside the store, named by its keyed hash.

The row of an attachment holds the key; without the row nobody opens the file, at a hub neither. A content is written
before the row that speaks of it and stays while a row does, so that a kill amid an act leaves a stray and never a gap.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from kollegie.errors import reason_of
from kollegie.language import say
from kollegie.model.attachments import Attachment, AttachmentKind
from kollegie.model.stamps import moment_of
from kollegie.progress import Progress
from kollegie.store import laptop_tables, tables
from kollegie.store.connecting import as_store_error
from kollegie.store.errors import StoreError
from kollegie.store.sealed_files import CHUNK, MARK, SALT, TAG, SealBroken, SealedFile, write_sealed
from kollegie.store.work import Reading, Work

if TYPE_CHECKING:
    from kollegie.store.opening import Store

MOST_BYTES = 200_000_000
MOST_THUMBNAIL = 20_000
KEPT_DAYS = 30
"""How long the content of a removed attachment is kept, so that the removal can be undone."""
PIECE = 1 << 20


class ContentMissing(StoreError):
    """The attachment is known here, its content has not been fetched yet."""

    sv = "Innehållet i {name} finns inte på den här datorn än. Synka och öppna bilagan igen."
    en = "The content of {name} is not on this computer yet. Sync and open the attachment again."


class ContentChanged(StoreError):
    """The content is not what was attached: its seal or its keyed hash does not fit."""

    sv = "Innehållet i {name} är inte det som bifogades. Det visas inte. Synka igen, eller bifoga originalet på nytt."
    en = "The content of {name} is not what was attached. It is not shown. Sync again, or attach the original anew."


class AttachmentTooLarge(StoreError):
    """A film or an archive rather than a piece of evidence."""

    sv = "{name} är för stor ({megabytes} MB). En bilaga får vara högst {most} MB. Dela upp den eller minska den."
    en = "{name} is too large ({megabytes} MB). An attachment may be {most} MB at most. Split it or make it smaller."


class AttachmentEmpty(StoreError):
    """A file with nothing in it is evidence of nothing."""

    sv = "{name} är tom. Kontrollera filen och bifoga den igen."
    en = "{name} is empty. Check the file and attach it again."


class SourceUnreadable(StoreError):
    """The file to attach cannot be read."""

    sv = "{name} går inte att läsa: {why}. Kontrollera att filen finns och inte används av ett annat program."
    en = "{name} cannot be read: {why}. Check that the file is there and not in use by another program."


GIVEN_UP = "SELECT json_extract(content, '$.content_hash') FROM given_up WHERE record = 'attachment'"
"""The contents of attachments given up that no lead's laptop is known to have read."""


@dataclass(frozen=True, slots=True)
class SealedContent:
    """A content that stands sealed beside the store. Units: `size` in bytes of the content itself."""

    hash: str
    key: str
    size: int


def attachments_folder(store: Store) -> Path:
    """Where a store's contents stand: `lead.kollegie` has `lead.kollegie.attachments`."""
    return store.path.with_name(store.path.name + ".attachments")


def content_file(store: Store, content_hash: str) -> Path:
    """The file a content stands in, whether it is here or not."""
    return attachments_folder(store) / content_hash


def sealed_size(size: int) -> int:
    """How many bytes a content of so many bytes takes up when sealed."""
    return len(MARK) + SALT + size + TAG * max(1, -(-size // CHUNK))


@contextmanager
def sealed_content(
    store: Store, source: Path | bytes, *, name: str = "", progress: Progress | None = None
) -> Iterator[SealedContent]:
    """Seal a content beside the store for the act inside the block; if that fails, the content goes again.

    Shape: `source` is a file or the content itself; `name` is what a refusal calls it.
    Raises: SourceUnreadable; AttachmentEmpty; AttachmentTooLarge; DiskFull; FolderReadOnly; Cancelled.
    """
    name = name or (source.name if isinstance(source, Path) else "")
    sealed = _seal(store, source, name, progress or Progress())
    try:
        yield sealed
    except BaseException:
        content_file(store, sealed.hash).unlink(missing_ok=True)
        raise


def keep_attachment(
    work: Work,
    sealed: SealedContent,
    scope: UUID,
    visit_id: UUID,
    question: str,
    row: str = "",
    *,
    kind: AttachmentKind,
    mime: str,
    file_name: str = "",
    caption: str = "",
    thumbnail: bytes | None = None,
    taken_at: datetime | None = None,
) -> Attachment:
    """Write the row of a sealed content, in the same unit of work as whatever else the act does.

    Units: `thumbnail` is a JPEG or PNG of at most 20 kB; `taken_at` timezone-aware. Raises: ValueError above that.
    """
    if thumbnail is not None and len(thumbnail) > MOST_THUMBNAIL:
        raise ValueError(f"a thumbnail of {len(thumbnail)} bytes")
    made = Attachment(
        work.new_id(),
        scope,
        visit_id,
        question,
        row,
        kind,
        sealed.hash,
        sealed.key,
        sealed.size,
        mime,
        file_name,
        work.at,
        thumbnail,
        caption.strip(),
        taken_at,
    )
    work.add(made)
    note_content(work, made)
    return made


def note_content(work: Work, attachment: Attachment, sent_epoch: str | None = None) -> None:
    """Note that a content stands here, and at which hub it stands whole."""
    row = {"hash": attachment.content_hash, "scope": attachment.scope, "at": work.at, "sent_epoch": sent_epoch}
    statement = insert(laptop_tables.content).values(row)
    work.connection.execute(
        statement.on_conflict_do_update(index_elements=["hash"], set_={"sent_epoch": statement.excluded.sent_epoch})
    )


def attachments_of(reading: Reading, visit_id: UUID, question: str = "", row: str | None = None) -> list[Attachment]:
    """What is attached at a visit, or to one question of it, in the order it was added."""
    wanted: dict[str, object] = {"visit_id": visit_id}
    if question:
        wanted["question"] = question
    if row is not None:
        wanted["row"] = row
    return sorted(reading.find(Attachment, **wanted), key=lambda one: (one.added_at, one.id))


def is_here(store: Store, attachment: Attachment) -> bool:
    """Whether the content can be opened without fetching it."""
    return content_file(store, attachment.content_hash).is_file()


def read_content(store: Store, attachment: Attachment) -> bytes:
    """The whole content, checked.

    Raises: ContentMissing when it has not been fetched; ContentChanged when it is not what was attached.
    """
    with open_content(store, attachment) as file:
        return file.read()


def open_content(store: Store, attachment: Attachment) -> SealedFile:
    """The content open for reading from any place, after a check of all of it against its keyed hash.

    Raises: ContentMissing when it has not been fetched; ContentChanged when it is not what was attached.
    """
    return open_sealed(content_file(store, attachment.content_hash), attachment)


def open_sealed(path: Path, attachment: Attachment) -> SealedFile:
    """The same for a file anywhere: one that has just arrived stands under another name."""
    name = attachment.file_name or attachment.kind.word
    try:
        file = SealedFile(path, bytes.fromhex(attachment.content_key))
    except FileNotFoundError as problem:
        raise ContentMissing(name=name) from problem
    except SealBroken as problem:
        raise ContentChanged(name=name) from problem
    try:
        found = _keyed_hash(bytes.fromhex(attachment.content_key), file)
    except SealBroken as problem:
        file.close()
        raise ContentChanged(name=name) from problem
    if not hmac.compare_digest(found, attachment.content_hash) or file.size != attachment.size:
        file.close()
        raise ContentChanged(name=name)
    file.seek(0)
    return file


def drop_contents(store: Store, hashes: Iterator[str] | list[str]) -> int:
    """Delete these contents from this laptop; give back how many there were."""
    gone = 0
    for content_hash in hashes:
        for path in (content_file(store, content_hash), content_file(store, content_hash + ".part")):
            if path.is_file():
                path.unlink()
                gone += 1
    return gone


def remove_unreferenced(store: Store, now: datetime) -> tuple[str, ...]:
    """Delete contents whose attachment was removed 30 days ago or is not here at all; tell which hashes."""
    latest = now - timedelta(days=KEPT_DAYS)
    table = tables.SYNCED["attachment"].local
    query = select(table.c.content_hash, table.c.deleted, table.c.deleted_s, table.c.dirty)
    with store.work("removed attachments") as work:
        kept = {
            row.content_hash
            for row in work.connection.execute(query)
            if not row.deleted or row.dirty is not None or moment_of(row.deleted_s or 0) > latest
        }
        kept |= set(work.connection.exec_driver_sql(GIVEN_UP).scalars())
        known = set(work.connection.execute(select(laptop_tables.content.c.hash)).scalars())
        gone = sorted(known - kept)
        for content_hash in gone:
            work.connection.execute(delete(laptop_tables.content).where(laptop_tables.content.c.hash == content_hash))
    drop_contents(store, gone)
    folder = attachments_folder(store)
    # A file without a note is a stray of an act that was killed, unless it is just being written.
    young = now.timestamp() - 86_400
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name.removesuffix(".part") not in known and path.stat().st_mtime < young:
            path.unlink(missing_ok=True)
            gone.append(path.name)
    return tuple(gone)


def _seal(store: Store, source: Path | bytes, name: str, progress: Progress) -> SealedContent:
    key = secrets.token_bytes(32)
    try:
        with _opened(source) as file:
            size = file.seek(0, os.SEEK_END)
            if size > MOST_BYTES:
                most = MOST_BYTES // 1_000_000
                raise AttachmentTooLarge(name=name, megabytes=-(-size // 1_000_000), most=most)
            if size == 0:
                raise AttachmentEmpty(name=name)
            file.seek(0)
            content_hash = _keyed_hash(key, file)
            file.seek(0)
            _write(content_file(store, content_hash), key, _pieces(file, name), size, progress)
    except OSError as problem:
        raise SourceUnreadable(name=name, why=reason_of(problem)) from problem
    # A file somebody wrote to meanwhile does not fit its hash; it must not become evidence.
    with SealedFile(content_file(store, content_hash), key) as written:
        if _keyed_hash(key, written) != content_hash:
            content_file(store, content_hash).unlink(missing_ok=True)
            raise SourceUnreadable(name=name, why=say("den ändras just nu", "it is being changed"))
    return SealedContent(content_hash, key.hex(), size)


def _opened(source: Path | bytes) -> io.BufferedIOBase:
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def _pieces(file: io.BufferedIOBase, name: str) -> Iterator[bytes]:
    """The source piece by piece; what stops the reading is told as such and not of the folder written to."""
    while True:
        try:
            piece = file.read(PIECE)
        except OSError as problem:
            raise SourceUnreadable(name=name, why=reason_of(problem)) from problem
        if not piece:
            return
        yield piece


def _write(path: Path, key: bytes, pieces: Iterator[bytes], size: int, progress: Progress) -> None:
    def write(sealing: io.RawIOBase) -> None:
        done = 0
        for piece in pieces:
            sealing.write(piece)
            done += len(piece)
            progress.step(done, size, say("byte sparade", "bytes saved"))

    try:
        write_sealed(path, key, write)
    except OSError as problem:
        raise as_store_error(problem, path) from problem


def _keyed_hash(key: bytes, file: io.RawIOBase | io.BufferedIOBase) -> str:
    digest = hmac.new(key, digestmod=hashlib.sha256)
    while piece := file.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()
