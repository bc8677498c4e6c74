"""Attach photos, files and signatures to the questions of a visit, describe them, and take them away again."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from types import EllipsisType
from uuid import UUID

from kollegie.errors import KollegieError
from kollegie.model.attachments import Attachment, AttachmentKind
from kollegie.model.checklist import ATTACHING, QuestionType
from kollegie.model.pictures import is_bare
from kollegie.model.reviews import Visit
from kollegie.model.visits import Answer, answer_id
from kollegie.progress import Progress
from kollegie.store import Reading, Store, Work
from kollegie.store.attachments import attachments_of, keep_attachment, sealed_content
from kollegie.store.drafts import drop_drafts
from kollegie.visiting.acting import acting, amending
from kollegie.visiting.findings import settle_findings
from kollegie.visiting.picture_cleaning import picture_type_of, refuse_uncleaned
from kollegie.visiting.picture_errors import NotAPicture, PictureNotCleaned
from kollegie.visiting.pinned import asked_at, question_in, sheet_at

KINDS = {QuestionType.PHOTO: AttachmentKind.PHOTO, QuestionType.SIGNATURE: AttachmentKind.SIGNATURE}
DRAWN = "drawn"
"""The field the lines of a signature are kept under while it is drawn, as its pad writes them."""
SIGNING = ("value", DRAWN)
"""The fields of a signature that is not kept yet: the name typed in place of it, and what is drawn."""


class EvidenceInTheFuture(KollegieError):
    """A day is given for a picture or file that has not come yet."""

    sv = "Dagen ligger i framtiden. Skriv den dag bilden eller filen är från, som 2026-11-20."
    en = "That day has not come yet. Write the day the picture or file is from, as 2026-11-20."


class AttachmentGone(KollegieError):
    """No such attachment at this visit, or somebody has taken it away."""

    sv = "Bilagan finns inte längre vid besöket. Uppdatera vyn."
    en = "The attachment is no longer part of the visit. Refresh the view."


def attach(
    store: Store,
    visit_id: UUID,
    question: str,
    content: Path | bytes,
    row: str = "",
    *,
    kind: AttachmentKind | None = None,
    mime: str = "",
    file_name: str = "",
    caption: str = "",
    thumbnail: bytes | None = None,
    taken_at: datetime | None = None,
    reason: str | None = None,
    at: datetime | None = None,
    progress: Progress | None = None,
) -> Attachment:
    """Attach a file or what a camera or pen gave; the visit begins with it as with an answer. One step to undo.

    Shape: `question` is its name or printed id, `row` "" outside repeats. Without `kind` the question's type and the
    content say what it is: a picture is known by its bytes, whatever it is called, and is taken only when it holds
    its pixels and nothing else (`clean_picture`, or what the window has written anew). `reason` makes it an amendment
    of a signed visit.
    Units: `taken_at` is when the evidence was made, timezone-aware; None where nobody knows.
    Raises: PictureNotCleaned; NotAPicture; EvidenceInTheFuture; VisitLocked; VisitDropped; QuestionUnknown;
    AttachmentEmpty; AttachmentTooLarge; SourceUnreadable; with a reason VisitOpen and ReasonMissing; StoreError for
    what the disk refuses. Nothing is kept then.
    """
    file_name = file_name or (content.name if isinstance(content, Path) else "")
    picture = picture_type_of(content)
    refuse_uncleaned(content, file_name)
    if thumbnail is not None and not is_bare(thumbnail):
        raise PictureNotCleaned(name=file_name or "–")
    mime = picture or _other_type(mime or mimetypes.guess_type(file_name)[0] or "")
    with (
        sealed_content(store, content, name=file_name, progress=progress) as sealed,
        _act(store, visit_id, reason, at) as (work, visit),
    ):
        asked = question_in(asked_at(work, visit), question)
        if taken_at is not None and taken_at.astimezone().date() > work.at.astimezone().date():
            raise EvidenceInTheFuture
        kind = kind or KINDS.get(asked.type, AttachmentKind.PHOTO if picture else AttachmentKind.FILE)
        if kind in KINDS.values() and not picture:
            raise NotAPicture(id=asked.id, name=file_name or "–")
        if visit.started_at is None:
            work.save(replace(visit, started_at=work.at))
        kept = keep_attachment(
            work,
            sealed,
            visit.scope,
            visit.id,
            asked.name,
            row,
            kind=kind,
            mime=mime,
            file_name=file_name,
            caption=caption,
            thumbnail=thumbnail,
            taken_at=taken_at,
        )
        _answer(work, visit, asked.name, row)
        if asked.type in ATTACHING:
            drop_drafts(work, visit.id, asked.name, row, *SIGNING)
        return kept


def _other_type(mime: str) -> str:
    """The type of what is no picture, whatever its name says."""
    return "application/octet-stream" if not mime or mime.startswith("image/") else mime


def describe(
    store: Store,
    visit_id: UUID,
    attachment_id: UUID,
    *,
    caption: str | None = None,
    taken_on: date | EllipsisType | None = ...,
    reason: str | None = None,
    at: datetime | None = None,
) -> Attachment:
    """Say what an attachment shows and which day it is from, None where nobody knows. One step to undo.

    Shape: a `caption` of None and a `taken_on` that is not given stay as they are. The day of the evidence is apart
    from the moment it was attached: a photo of last week's board, a letter.
    Raises: AttachmentGone; EvidenceInTheFuture; VisitLocked; VisitDropped; with a reason VisitOpen and ReasonMissing.
    """
    with _act(store, visit_id, reason, at) as (work, visit):
        standing = _standing(work, visit.id, attachment_id)
        if isinstance(taken_on, EllipsisType):
            moment = standing.taken_at
        else:
            moment = None if taken_on is None else noon_of(taken_on)
            if taken_on is not None and taken_on > work.at.astimezone().date():
                raise EvidenceInTheFuture
        words = standing.caption if caption is None else caption.strip()
        return work.save(replace(standing, caption=words, taken_at=moment))


def noon_of(day: date) -> datetime:
    """A day as a moment, timezone-aware: the middle of it here, so that it is the same day an hour or two away."""
    return datetime.combine(day, time(12)).astimezone()


def take_away(
    store: Store, visit_id: UUID, attachment_id: UUID, *, reason: str | None = None, at: datetime | None = None
) -> None:
    """Take an attachment away; it can be undone, and the content goes thirty days later.

    Raises: AttachmentGone; VisitLocked; VisitDropped; with a reason VisitOpen and ReasonMissing.
    """
    with _act(store, visit_id, reason, at) as (work, visit):
        standing = _standing(work, visit_id, attachment_id)
        work.delete(standing)
        _answer(work, visit, standing.question, standing.row)


def _answer(work: Work, visit: Visit, question: str, row: str) -> None:
    """Let a question that asks for a picture, a file or a signature be answered by the last one attached to it."""
    checklist = asked_at(work, visit)
    asked = checklist.question(question)
    if asked is None or asked.type not in ATTACHING:
        return
    left = attachments_of(work, visit.id, question, row)
    id = answer_id(visit.id, question, row)
    old = work.first(Answer, id=id) or Answer(id, visit.scope, visit.id, question, row)
    value = str(left[-1].id) if left else None
    if old.value != value:
        work.save(replace(old, value=value))
        settle_findings(work, visit.id, visit.scope, sheet_at(work, work.get(Visit, visit.id), checklist))


def _standing(reading: Reading, visit_id: UUID, attachment_id: UUID) -> Attachment:
    found = reading.first(Attachment, id=attachment_id, visit_id=visit_id)
    if found is None:
        raise AttachmentGone
    return found


@contextmanager
def _act(store: Store, visit_id: UUID, reason: str | None, at: datetime | None) -> Iterator[tuple[Work, Visit]]:
    with acting(store, visit_id, at=at) if reason is None else amending(store, visit_id, reason, at) as both:
        yield both
