"""Comments at an answer or a whole visit: written by those who see it, sent back by the lead, replied to, resolved.

They travel with the visit and say nothing of its answers: also a signed visit can be asked about, and what the visitor
then changes is an amendment with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kollegie.errors import KollegieError
from kollegie.model.reviews import Participant, Review, Role, Visit
from kollegie.model.visits import Comment, CommentKind
from kollegie.store import Reading, Store, Work
from kollegie.store.drafts import drop_drafts
from kollegie.visiting.doubles import refuse_blind
from kollegie.visiting.pinned import asked_at, question_in

FIELD = "comment"
"""The name of the field a comment is typed in, as its draft is kept."""
Spot = tuple[str, str]
"""Where a thread stands: the question's name and row; ("", "") is the visit as a whole."""


class CommentEmpty(KollegieError):
    """A comment without words."""

    sv = "Skriv vad du vill säga: en tom kommentar hjälper ingen."
    en = "Write what you want to say: an empty comment helps nobody."


class OnlyTheLeadSendsBack(KollegieError):
    """Sending a visit back is for the lead of its round."""

    sv = "Bara granskningsledaren skickar tillbaka ett besök. Skriv en kommentar i stället."
    en = "Only the review lead sends a visit back. Write a comment instead."


class ThreadMissing(KollegieError):
    """Nothing open stands there."""

    sv = "Det finns inget öppet att svara på eller avsluta där. Uppdatera vyn."
    en = "There is nothing open to answer or resolve there. Refresh the view."


@dataclass(frozen=True, slots=True)
class Thread:
    """All that is written at one spot, oldest first."""

    comments: tuple[Comment, ...]

    @property
    def open(self) -> tuple[Comment, ...]:
        """What nobody has resolved yet."""
        return tuple(one for one in self.comments if one.kind is not CommentKind.REPLY and one.resolved_at is None)

    @property
    def sent_back(self) -> bool:
        """Whether the lead waits for an answer here."""
        return any(one.kind is CommentKind.SENT_BACK for one in self.open)

    @property
    def answered(self) -> bool:
        """Whether somebody has replied to what is open."""
        last = max((one.written_at for one in self.open), default=None)
        return last is not None and any(
            one.kind is CommentKind.REPLY and one.written_at > last for one in self.comments
        )


def threads_of(comments: Iterable[Comment]) -> Mapping[Spot, Thread]:
    """Comments of one visit by the spot they stand at."""
    found: dict[Spot, list[Comment]] = {}
    for one in sorted(comments, key=lambda one: (one.written_at, one.id.bytes)):
        found.setdefault((one.question, one.row), []).append(one)
    return {spot: Thread(tuple(lines)) for spot, lines in found.items()}


def comment_on(
    store: Store, visit_id: UUID, text: str, question: str = "", row: str = "", *, at: datetime | None = None
) -> Comment:
    """Write a comment at an answer, or at the visit where `question` is empty; also when it is signed.

    Raises: CommentEmpty; QuestionUnknown; RecordMissing.
    """
    with store.work(at=at) as work:
        return _write(work, _visit(work, visit_id), CommentKind.COMMENT, text, question, row)


def send_back(
    store: Store, visit_id: UUID, reason: str, question: str = "", row: str = "", *, at: datetime | None = None
) -> Comment:
    """Ask the visitors to look at an answer, or the visit, again, and say why; they see it after their next sync.

    Raises: OnlyTheLeadSendsBack; CommentEmpty; QuestionUnknown; RecordMissing.
    """
    with store.work(at=at) as work:
        visit = _visit(work, visit_id)
        if not leads(work, visit, work.person_id):
            raise OnlyTheLeadSendsBack
        return _write(work, visit, CommentKind.SENT_BACK, reason, question, row)


def reply(
    store: Store, visit_id: UUID, text: str, question: str = "", row: str = "", *, at: datetime | None = None
) -> Comment:
    """Reply in the thread at an answer or visit. Raises: ThreadMissing where nothing is open; CommentEmpty."""
    with store.work(at=at) as work:
        visit = _visit(work, visit_id)
        name = _name(work, visit, question)
        if not _open(work, visit, name, row):
            raise ThreadMissing
        return _write(work, visit, CommentKind.REPLY, text, name, row)


def resolve(
    store: Store, visit_id: UUID, question: str = "", row: str = "", *, at: datetime | None = None
) -> tuple[Comment, ...]:
    """Say that what was asked at a spot is settled; all of it stays to be read. Raises: ThreadMissing."""
    with store.work(at=at) as work:
        visit = _visit(work, visit_id)
        standing = _open(work, visit, _name(work, visit, question), row)
        if not standing:
            raise ThreadMissing
        return tuple(work.save(replace(one, resolved_by=work.person_id, resolved_at=work.at)) for one in standing)


def reopen(
    store: Store, visit_id: UUID, question: str = "", row: str = "", *, at: datetime | None = None
) -> tuple[Comment, ...]:
    """Take back that a spot was settled: what was resolved last there is open again. Raises: ThreadMissing."""
    with store.work(at=at) as work:
        visit = _visit(work, visit_id)
        there = work.find(Comment, visit_id=visit.id, question=_name(work, visit, question), row=row)
        last = max((one.resolved_at for one in there if one.resolved_at is not None), default=None)
        if last is None:
            raise ThreadMissing
        return tuple(
            work.save(replace(one, resolved_by=None, resolved_at=None)) for one in there if one.resolved_at == last
        )


def leads(reading: Reading, visit: Visit, person: UUID) -> bool:
    """Whether the person leads the round the visit belongs to."""
    review = reading.first(Review, id=visit.review_id)
    if review is not None and review.lead_id == person:
        return True
    return bool(reading.find(Participant, review_id=visit.review_id, person_id=person, role=Role.LEAD.value))


def sent_back_visits(reading: Reading, visits: Iterable[UUID]) -> Mapping[UUID, int]:
    """How many spots of each visit the lead waits for an answer at; visits without any are left out."""
    waiting: dict[UUID, set[Spot]] = {}
    for one in reading.find(Comment, visit_id=set(visits), resolved_at=None):
        if one.kind is not CommentKind.SENT_BACK:
            continue
        waiting.setdefault(one.visit_id, set()).add((one.question, one.row))
    return {visit: len(spots) for visit, spots in waiting.items()}


def _visit(reading: Reading, visit_id: UUID) -> Visit:
    """The visit, if its answers may be seen and so talked about."""
    visit = reading.get(Visit, visit_id)
    refuse_blind(reading, visit)
    return visit


def _open(reading: Reading, visit: Visit, question: str, row: str) -> tuple[Comment, ...]:
    there = reading.find(Comment, visit_id=visit.id, question=question, row=row, resolved_at=None)
    return tuple(one for one in there if one.kind is not CommentKind.REPLY)


def _name(reading: Reading, visit: Visit, question: str) -> str:
    return question_in(asked_at(reading, visit), question).name if question else ""


def _write(work: Work, visit: Visit, kind: CommentKind, text: str, question: str, row: str) -> Comment:
    if not text.strip():
        raise CommentEmpty
    name = _name(work, visit, question)
    written = Comment(work.new_id(), visit.scope, visit.id, name, row, kind, text.strip(), work.person_id, work.at)
    work.add(written)
    drop_drafts(work, visit.id, name, row, FIELD)
    return written
