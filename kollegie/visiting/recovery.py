"""What was found after a stop out of order: which visit, how much of it is here, and where to go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kollegie.model.reviews import Case, Visit
from kollegie.model.visits import Answer
from kollegie.store import Store
from kollegie.store.drafts import begin_running, drafts_of, end_running, last_place
from kollegie.store.history import authors_of
from kollegie.visiting.errors import ChecklistVersionMissing
from kollegie.visiting.pinned import asked_at


@dataclass(frozen=True, slots=True)
class Recovery:
    """One visit, one version, one place to go on.

    Shape: `answers` counts the questions with an answer, a note or a draft; `drafts` those among them that were being
    typed; `question` is the name and `question_id` the printed id of the question to go on at.
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


def start_running(store: Store) -> Recovery | None:
    """Mark that the program runs. Returns what was found if it was not stopped in order last time.

    Nothing is told when the last place was in no visit, or in one that is signed or gone from this laptop.
    """
    with store.work() as work:
        unclean = begin_running(work)
        place = last_place(work)
        if unclean is None or place is None:
            return None
        visit = work.first(Visit, id=place.visit_id)
        if visit is None or visit.signed_at is not None:
            return None
        try:
            checklist = asked_at(work, visit)
        except ChecklistVersionMissing:  # opening the visit will say so
            return None
        answers = work.find(Answer, visit_id=visit.id)
        drafts = drafts_of(work, visit.id)
        authors = authors_of(work, Answer, [answer.id for answer in answers])
        moments = [author.at for fields in authors.values() for author in fields.values()]
        moments += [draft.at for draft in drafts]
        if not moments:
            return None
        question = checklist.question(place.question)
        touched = {(answer.question, answer.row) for answer in answers if answer.value is not None or answer.note}
        typed = {(draft.question, draft.row) for draft in drafts}
        return Recovery(
            visit_id=visit.id,
            case_label=work.get(Case, visit.case_id).label,
            checklist=checklist.title.in_(),
            version=checklist.version,
            question=place.question,
            question_id=question.id if question is not None else "",
            answers=len(touched | typed),
            drafts=len(typed),
            since=max(moments),
        )


def stop_running(store: Store) -> None:
    """Take the mark away: the program is stopped in order and all that was typed is stored."""
    with store.work() as work:
        end_running(work)
