"""The contents of attachments on their way: sent in parts before the rows that speak of them, fetched when needed.

A part goes in a short transaction of its own, outside the counter's lock, and only if it is not there: a transfer that
broke off goes on where it stopped. The row of a new attachment waits until its content stands whole at the hub;
answers never wait for pictures. What arrives is checked against its keyed hash before anyone sees it.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass

from kollegie.language import say
from kollegie.model.attachments import Attachment
from kollegie.progress import Progress
from kollegie.store import Store
from kollegie.store.attachments import (
    ContentChanged,
    ContentMissing,
    attachments_folder,
    content_file,
    is_here,
    open_sealed,
    sealed_size,
)
from kollegie.store.columns import moment_text
from kollegie.store.connecting import as_store_error
from kollegie.store.errors import DiskFull, StoreError
from kollegie.sync.hub import Hub
from kollegie.sync.hubs import open_hub
from kollegie.sync.laptop import Laptop, laptop_of
from kollegie.sync.lines import Line, Watch, nobody
from kollegie.sync.part_files import PART

ASSIGNED = (
    "SELECT a.content_hash FROM assignment s JOIN attachment a ON a.visit_id = s.visit_id"
    " WHERE s.person_id = ? AND s.deleted = 0 AND a.deleted = 0"
)
"""What is attached at a person's visits."""

GIVEN_UP = (
    " UNION SELECT a.content_hash FROM grant_ g CROSS JOIN attachment a ON a.scope = g.to_scope"
    " WHERE g.deleted = 1 AND a.deleted = 0"
)
"""What is attached where somebody had access that has been taken away."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a fetch of contents did: how many arrived, and how many are still missing or were refused."""

    arrived: int = 0
    missing: int = 0


def send_contents(hub: Hub, far: Line, near: Laptop, progress: Progress) -> int:
    """Send every content made here that does not stand whole at the hub; give back how many.

    What a server does not take from this person waits by itself.
    Raises: what the hub refuses; Cancelled between two parts, with the parts that were sent kept.
    """
    unsent = near.line.rows(
        "SELECT DISTINCT a.content_hash, a.scope, a.size FROM attachment a JOIN content c ON c.hash = a.content_hash"
        " WHERE a.deleted = 0 AND coalesce(c.sent_epoch, '') <> (SELECT epoch FROM enrolment WHERE one = 1)"
    )
    whole, done = sum(sealed_size(size) for _hash, _scope, size in unsent), 0
    sent = 0
    for content_hash, scope, size in unsent:
        path = content_file(near.store, content_hash)
        if not path.is_file():
            near.line.run("DELETE FROM content WHERE hash = ?", (content_hash,))
            continue  # the file is gone from this disk: the row goes without it and says so to whoever opens it
        total = sealed_size(size)
        there = hub.parts(far, scope, bytes.fromhex(content_hash))
        try:
            with path.open("rb") as file:
                for number in range(_parts(total)):
                    if number not in there:
                        file.seek(number * PART)
                        now = moment_text(near.store.clock())
                        hub.put_part(far, scope, bytes.fromhex(content_hash), number, file.read(PART), now)
                    done += min(PART, total - number * PART)
                    progress.step(done, whole, say("byte bilagor skickade", "bytes of attachments sent"))
        except hub.refusals():
            far.rollback()
            near.refuse([("attachment", scope)])
            continue
        near.line.run(
            "UPDATE content SET sent_epoch = (SELECT epoch FROM enrolment WHERE one = 1) WHERE hash = ?",
            (content_hash,),
        )
        sent += 1
    return sent


def fetch_ahead(hub: Hub, far: Line, near: Laptop, progress: Progress) -> Fetched:
    """Fetch what is attached at the visits this laptop's person is assigned to, so that it is there without a line.

    Shape: whoever leads also fetches what is attached at visits taken away from somebody: what they had sent would
    else stand at the hub alone, and be gone with a hub that is put back from an older copy. A content that is refused
    or missing stops nothing: it is counted, and tried again next time.
    Raises: what the hub refuses; Cancelled between two parts.
    """
    wanted_here = ASSIGNED + (GIVEN_UP if near.leads() else "")
    hashes = {content_hash for (content_hash,) in near.line.rows(wanted_here, (near.store.me.bytes,))}
    hashes = {content_hash for content_hash in hashes if not content_file(near.store, content_hash).is_file()}
    if not hashes:
        return Fetched()
    with near.store.reading() as reading:
        wanted = reading.find(Attachment, content_hash=hashes)
    arrived = missing = 0
    for attachment in wanted:
        if is_here(near.store, attachment):
            continue
        try:
            _fetch(hub, far, near, attachment, progress)
            arrived += 1
        except (ContentMissing, ContentChanged):
            missing += 1
        except StoreError:  # a disk without room: the rest can wait, the answers have gone
            missing += 1
            break
    return Fetched(arrived, missing)


def fetch_content(
    store: Store, attachment: Attachment, *, progress: Progress | None = None, watch: Watch = nobody
) -> None:
    """Fetch one content from the hub, because somebody wants to see it now.

    Raises: NotEnrolled; HubMissing; HubUnreachable; ContentMissing when the hub does not have it whole yet;
    ContentChanged when what came is not what was attached; DiskFull; Cancelled, with what had arrived kept.
    """
    if is_here(store, attachment):
        return
    with laptop_of(store, watch) as near:
        known = near.enrolment()
        hub = open_hub(known.url, known.hub_key)
        told = progress or Progress()
        with hub.contents_line(near.line, watch, lambda _seconds: told.check()) as far:
            _fetch(hub, far, near, attachment, told)


def _fetch(hub: Hub, far: Line, near: Laptop, attachment: Attachment, progress: Progress) -> None:
    store, name = near.store, attachment.file_name or attachment.kind.word
    total = sealed_size(attachment.size)
    content = bytes.fromhex(attachment.content_hash)
    if len(hub.parts(far, attachment.scope.bytes, content)) < _parts(total):
        raise ContentMissing(name=name)
    final = content_file(store, attachment.content_hash)
    arriving = content_file(store, attachment.content_hash + ".part")
    try:
        attachments_folder(store).mkdir(mode=0o700, exist_ok=True)
        free = shutil.disk_usage(final.parent).free
        if free < 2 * total:
            raise DiskFull(name=store.path.name, free=free // 1_000_000)
        descriptor = os.open(arriving, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            begun = file.seek(0, os.SEEK_END) // PART
            file.truncate(min(begun, _parts(total)) * PART)
            for number in range(begun, _parts(total)):
                part = hub.get_part(far, attachment.scope.bytes, content, number)
                if part is None:
                    raise ContentMissing(name=name)
                file.seek(number * PART)
                file.write(part)
                done = min(total, (number + 1) * PART)
                progress.step(done, total, say("byte bilagor hämtade", "bytes of attachments fetched"))
            file.flush()
            os.fsync(file.fileno())
        try:
            open_sealed(arriving, attachment).close()
        except ContentChanged:
            arriving.unlink()
            _set_aside(near, attachment)
            raise
        arriving.replace(final)
    except OSError as problem:
        raise as_store_error(problem, final) from problem
    near.line.run(
        "INSERT INTO content (hash, scope, at, sent_epoch) SELECT ?, ?, ?, epoch FROM enrolment WHERE one = 1"
        " ON CONFLICT DO UPDATE SET sent_epoch = excluded.sent_epoch",
        (attachment.content_hash, attachment.scope.bytes, moment_text(store.clock())),
    )
    near.line.run("DELETE FROM quarantine WHERE record = 'content' AND row_id = ?", (str(attachment.id),))


def _set_aside(near: Laptop, attachment: Attachment) -> None:
    """Note, where everybody looks for what the hub sent in error, that this content did not fit its hash."""
    near.line.run(
        "INSERT INTO quarantine (record, row_id, seq, reason, content) VALUES ('content', ?, 0, 'hash', '')"
        " ON CONFLICT DO NOTHING",
        (str(attachment.id),),
    )


def _parts(total: int) -> int:
    return -(-total // PART)
