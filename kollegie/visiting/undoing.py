"""Undo and redo what was done at a visit: answers, notes, marks, findings and attachments.

At least fifty steps are kept, over a restart too.

Answers under a branch that an undo opens again come back by themselves, since they were never taken away.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kollegie.model.attachments import Attachment
from kollegie.model.reviews import Visit
from kollegie.model.visits import Answer, Consent, Finding, VisitRow
from kollegie.store import Reading, Store, Work
from kollegie.store.history import all_ids, fields_of
from kollegie.store.steps import Reverted, redo_step, undo_step
from kollegie.visiting.acting import refuse_locked


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo or redo has touched: the questions, by name and row; `partly` when others' edits were left alone."""

    questions: tuple[tuple[str, str], ...]
    partly: bool = False


def undo(store: Store, visit_id: UUID, *, at: datetime | None = None) -> Undone | None:
    """Take back the latest step of this person at this visit. Returns None when there is none.

    Raises: VisitLocked.
    """
    with store.work("ångra", at=at) as work:
        refuse_locked(work, work.get(Visit, visit_id))
        return _undone(work, undo_step(work, visit_id, _rows(work, visit_id)))


def redo(store: Store, visit_id: UUID, *, at: datetime | None = None) -> Undone | None:
    """Take the step that was last undone once more. Returns None when there is none. Raises: VisitLocked."""
    with store.work("gör om", at=at) as work:
        refuse_locked(work, work.get(Visit, visit_id))
        return _undone(work, redo_step(work, visit_id, _rows(work, visit_id)))


def _rows(reading: Reading, visit_id: UUID) -> tuple[UUID, ...]:
    kinds = (Answer, Finding, Attachment, VisitRow, Consent)
    return (visit_id, *(id for kind in kinds for id in all_ids(reading, kind, visit_id=visit_id)))


def _undone(work: Work, reverted: Reverted | None) -> Undone | None:
    if reverted is None:
        return None
    questions: dict[tuple[str, str], None] = {}
    for kind, record in ((Answer, "answer"), (Finding, "finding"), (Attachment, "attachment")):
        ids = [id for name, id in reverted.rows if name == record]
        for question, row in _places(work, kind, ids):
            questions[question, row] = None
    return Undone(tuple(questions), reverted.partly)


def _places(work: Work, kind: type, ids: list[UUID]) -> list[tuple[str, str]]:
    return [(row["question"], row["row"]) for row in fields_of(work, kind, ids, "question", "row")]
