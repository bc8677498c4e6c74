"""Record what was seen and heard: an answer, its note and marks, and the findings they raise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from types import EllipsisType
from uuid import UUID

from kollegie.model.answer_values import Value, Withheld
from kollegie.model.checklist import ControlQuestion
from kollegie.model.checklist_answers import AnswerUnfit, read_value
from kollegie.model.reviews import Visit
from kollegie.model.visits import Answer, Draft, Finding, answer_id
from kollegie.store import Store, Work
from kollegie.store.drafts import drop_drafts
from kollegie.visiting.acting import acting, amending
from kollegie.visiting.findings import settle_findings
from kollegie.visiting.pinned import asked_at, question_in
from kollegie.visiting.standing_sheet import standing_sheet
from kollegie.visiting.times import with_answered_time


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer as stored, and what its rules did: findings proposed and proposals withdrawn.

    Shape: `visit` is the visit as it stands now, begun by its first answer.
    """

    visit: Visit
    answer: Answer
    raised: tuple[Finding, ...] = ()
    withdrawn: tuple[Finding, ...] = ()


def record_answer(
    store: Store,
    visit_id: UUID,
    question: str,
    value: Value | EllipsisType = ...,
    note: str | None = None,
    row: str = "",
    *,
    positive: bool | None = None,
    flagged: bool | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> Recorded:
    """Record one answer, or a part of it; what is not given stays as it is. The visit begins with its first answer.

    Shape: `value` is None to take an answer back; `question` is its name or printed id, `row` "" outside repeats.
    A hard fault never stops this, only signing. `reason` goes into history, as when it is typed in from paper.
    Units: `at` is the moment in the field, timezone-aware; never the moment of sync.
    Raises: VisitLocked; VisitDropped; ChecklistVersionMissing; QuestionUnknown; AnswerUnfit when the value is no
    answer to this question at all.
    Source: the question stands in the checklist version the visit is pinned to.
    """
    with acting(store, visit_id, reason, at=at) as (work, visit):
        return _record(store, work, visit, question, value, note, row, positive, flagged)


AMENDING = ("amend value", "amend note", "amend reason")
"""The fields of an amendment while it is written, as their drafts are kept."""


def amend_answer(
    store: Store,
    visit_id: UUID,
    question: str,
    value: Value | EllipsisType = ...,
    note: str | None = None,
    row: str = "",
    *,
    reason: str,
    at: datetime | None = None,
) -> Recorded:
    """Change an answer of a signed visit; the reason stands in its history.

    Raises: VisitOpen; ReasonMissing; QuestionUnknown; AnswerUnfit.
    """
    with amending(store, visit_id, reason, at) as (work, visit):
        recorded = _record(store, work, visit, question, value, note, row, None, None)
        drop_drafts(work, visit.id, recorded.answer.question, row, *AMENDING)
        return recorded


def pass_over(
    store: Store, visit_id: UUID, questions: Iterable[tuple[str, str]], reason: Withheld, *, at: datetime | None = None
) -> tuple[Recorded, ...]:
    """Give the same reason for several unanswered questions (name and row), as one step.

    Raises: VisitLocked; VisitDropped; QuestionUnknown.
    """
    with acting(store, visit_id, at=at) as (work, visit):
        return tuple(_record(store, work, visit, name, reason, None, row, None, None) for name, row in questions)


def _says(question: ControlQuestion, answer: Answer, draft: Draft) -> bool:
    """Whether what is typed in a field is what the answer says."""
    if draft.field == "note":
        return draft.text.strip() == answer.note
    try:
        return read_value(question, draft.text) == answer.value
    except AnswerUnfit:
        return False


def _record(
    store: Store,
    work: Work,
    visit: Visit,
    name: str,
    value: Value | EllipsisType,
    note: str | None,
    row: str,
    positive: bool | None,
    flagged: bool | None,
) -> Recorded:
    checklist = asked_at(work, visit)
    question = question_in(checklist, name)
    id = answer_id(visit.id, question.name, row)
    old = work.first(Answer, id=id) or Answer(id, visit.scope, visit.id, question.name, row)
    new = replace(
        old,
        value=old.value if isinstance(value, EllipsisType) else read_value(question, value),
        note=old.note if note is None else note.strip(),
        positive=old.positive if positive is None else positive,
        flagged=old.flagged if flagged is None else flagged,
    )
    began = visit if visit.started_at is not None else replace(visit, started_at=work.at)
    began = began if isinstance(value, EllipsisType) else with_answered_time(began, question, new.value, work.at)
    if began != visit:
        visit = work.save(began)
    if new != old:
        work.save(new)
    taken = [field for field, given in (("value", value is not ...), ("note", note is not None)) if given]
    drop_drafts(work, visit.id, question.name, row, *taken, same=partial(_says, question, new))
    with standing_sheet(store, work, visit, checklist) as sheet:
        settled = settle_findings(work, visit.id, visit.scope, sheet)
    return Recorded(visit, new, settled.raised, settled.withdrawn)
