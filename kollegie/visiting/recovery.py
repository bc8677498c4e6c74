"""What was found after a stop out of order: which visit, how much of it is here, and where to go on.

What was being typed where something else is stored can be kept both ways: the stored answer stands, and the words lie
beside it as a comment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kollegie.language import say
from kollegie.model.reviews import Case, Visit
from kollegie.model.visits import Answer, Comment, CommentKind, Draft
from kollegie.store import Reading, Store, Work
from kollegie.store.drafts import FORM, begin_running, drafts_of, drop_drafts, end_running, last_place
from kollegie.store.history import authors_of
from kollegie.visiting.errors import ChecklistVersionMissing
from kollegie.visiting.pinned import asked_at


@dataclass(frozen=True, slots=True)
class Recovery:
    """One visit, one version, one place to go on.

    Shape: `answers` counts the questions with an answer, a note or a draft; `drafts` those among them that were being
    typed; `beside` the fields where something else is stored than what was being typed; `question` is the name and
    `question_id` the printed id of the question to go on at.
    Units: `since` is when something was last stored before the stop.
    """

    visit_id: UUID
    case_label: str
    checklist: str
    version: str
    question: str
    question_id: str
    answers: int
    drafts: int
    since: datetime
    beside: int = 0


def start_running(store: Store) -> Recovery | None:
    """Mark that the program runs. Returns what was found if it was not stopped in order last time.

    Nothing is told when the last place was in no visit, or in one that is signed or gone from this laptop.
    """
    with store.work() as work:
        return recovered(work) if begin_running(work) is not None else None


def recovered(reading: Reading) -> Recovery | None:
    """The visit to go on with: where the person stood last, or where something was typed if nothing was typed there."""
    place = last_place(reading)
    drafts = [draft for draft in drafts_of(reading) if not draft.field.startswith(FORM)]
    visit_id = place.visit_id if place is not None else None
    here = {id: found for id in {draft.visit_id for draft in drafts} if (found := reading.first(Visit, id=id))}
    drafts = [draft for draft in drafts if draft.visit_id in here]
    if drafts and visit_id not in here:
        visit_id = drafts[-1].visit_id
    visit = here.get(visit_id) or reading.first(Visit, id=visit_id) if visit_id is not None else None
    typed = [draft for draft in drafts if draft.visit_id == visit_id]
    if visit is None or (visit.signed_at is not None and not typed):
        return None
    case = reading.first(Case, id=visit.case_id)
    if case is None:  # it comes with a sync; the start does not wait for it
        return None
    try:
        checklist = asked_at(reading, visit)
    except ChecklistVersionMissing:  # opening the visit will say so
        return None
    answers = reading.find(Answer, visit_id=visit.id)
    authors = authors_of(reading, Answer, [answer.id for answer in answers])
    moments = [author.at for fields in authors.values() for author in fields.values()]
    moments += [draft.at for draft in typed]
    if not moments:
        return None
    name = place.question if place is not None and place.visit_id == visit.id else typed[-1].question
    question = checklist.question(name)
    touched = {(answer.question, answer.row) for answer in answers if answer.value is not None or answer.note}
    being_typed = {(draft.question, draft.row) for draft in typed}
    return Recovery(
        visit_id=visit.id,
        case_label=case.label,
        checklist=checklist.title.in_(),
        version=checklist.version,
        question=name,
        question_id=question.id if question is not None else "",
        answers=len(touched | being_typed),
        drafts=len(being_typed),
        since=max(moments),
        beside=len(_beside(typed, answers)),
    )


def keep_both(store: Store, visit_id: UUID, *, at: datetime | None = None) -> tuple[Comment, ...]:
    """Let what is stored stand where something else was being typed, with the words as a comment at the question.

    Shape: one comment for each field; what was typed where nothing is stored stays in its field.
    Raises: RecordMissing.
    """
    with store.work(at=at) as work:
        visit = work.get(Visit, visit_id)
        drafts = [draft for draft in drafts_of(work, visit.id) if not draft.field.startswith(FORM)]
        beside = _beside(drafts, work.find(Answer, visit_id=visit.id))
        return tuple(_put_beside(work, visit, draft) for draft in beside)


def stop_running(store: Store) -> None:
    """Take the mark away: the program is stopped in order and all that was typed is stored."""
    with store.work() as work:
        end_running(work)


def _beside(drafts: list[Draft], answers: tuple[Answer, ...]) -> list[Draft]:
    """The drafts of answers and notes where something else is stored."""
    stored: Mapping[tuple[str, str], Answer] = {(answer.question, answer.row): answer for answer in answers}
    found = []
    for draft in drafts:
        answer = stored.get((draft.question, draft.row))
        if answer is None or not draft.text.strip():
            continue
        there = {"note": answer.note, "value": "" if answer.value is None else str(answer.value)}.get(draft.field, "")
        if there and there != draft.text.strip():
            found.append(draft)
    return found


def _put_beside(work: Work, visit: Visit, draft: Draft) -> Comment:
    moment = f"{draft.at.astimezone():%Y-%m-%d %H.%M}"
    text = say("Skrevs när programmet stannade {}: {}", "Was being typed when the program stopped {}: {}").format(
        moment, draft.text.strip()
    )
    kept = Comment(
        work.new_id(),
        visit.scope,
        visit.id,
        draft.question,
        draft.row,
        CommentKind.COMMENT,
        text,
        work.person_id,
        work.at,
    )
    work.add(kept)
    drop_drafts(work, visit.id, draft.question, draft.row, draft.field, same=lambda one: one.text == draft.text)
    return kept
