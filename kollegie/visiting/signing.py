"""Begin a visit, sign it, or mark that it was not carried out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kollegie.model.reviews import Visit
from kollegie.model.severity import Severity
from kollegie.model.visits import Answer, Finding
from kollegie.store import Reading, Store
from kollegie.store.drafts import drop_drafts
from kollegie.visiting.acting import refuse_double, refuse_locked
from kollegie.visiting.errors import ReasonMissing, SigningStopped
from kollegie.visiting.evaluation import Cell, Fault, Sheet
from kollegie.visiting.findings import standing
from kollegie.visiting.pinned import asked_at, row_text, sheet_at

DROP_REASONS = ("declined", "hospital", "not_home", "other")


@dataclass(frozen=True, slots=True)
class Readiness:
    """What stands between a visit and its signature.

    Shape: hard `faults` and `missing` (must be answered, or passed over with a reason) stop signing; soft faults
    without a comment, questions left unanswered and acute findings the lead has not been told of are only named.
    """

    faults: tuple[Fault, ...] = ()
    missing: tuple[Cell, ...] = ()
    unexplained: tuple[Fault, ...] = ()
    unanswered: tuple[Cell, ...] = ()
    untold: tuple[Finding, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether it can be signed."""
        return not self.faults and not self.missing


def begin_visit(store: Store, visit_id: UUID, *, at: datetime | None = None) -> Visit:
    """Note when the visit began; nothing changes if it has begun already. Raises: VisitLocked."""
    with store.work(at=at) as work:
        visit = work.get(Visit, visit_id)
        refuse_locked(work, visit)
        refuse_double(visit)
        if visit.started_at is not None and not visit.dropped_because:
            return visit
        return work.save(replace(visit, started_at=visit.started_at or work.at, dropped_because=""))


def readiness(store: Store, visit_id: UUID) -> Readiness:
    """What is left before the visit can be signed."""
    with store.reading() as reading:
        return _readiness(reading, reading.get(Visit, visit_id))[0]


def sign_visit(store: Store, visit_id: UUID, *, at: datetime | None = None) -> Visit:
    """Sign the visit: from now on its answers stand, and changes are amendments with a reason.

    Raises: VisitLocked; SigningStopped with what must be put right or answered first.
    """
    with store.work(at=at) as work:
        visit = work.get(Visit, visit_id)
        refuse_locked(work, visit)
        refuse_double(visit)
        refuse_unready(work, visit)
        signed = replace(
            visit,
            started_at=visit.started_at or work.at,
            left_at=visit.left_at or work.at,
            signed_at=work.at,
            signed_by=work.person_id,
            dropped_because="",
        )
        return work.save(signed)


def refuse_unready(reading: Reading, visit: Visit) -> None:
    """Raises: SigningStopped with what must be put right or answered first."""
    left, sheet = _readiness(reading, visit)
    if not left.ready:
        ids = {question.name: question.id for question in sheet.checklist.questions}
        raise SigningStopped(
            dict.fromkeys(ids[fault.question] for fault in left.faults),
            dict.fromkeys(ids[cell.name] for cell in left.missing),
        )


DROPPING = "drop"
"""The field a comment on why a visit was not carried out is kept under while it is written, at no question."""


def drop_visit(store: Store, visit_id: UUID, reason: str, *, note: str = "", at: datetime | None = None) -> Visit:
    """Mark that the visit was not carried out, and why; answers already given are kept.

    Shape: `reason` is one of `DROP_REASONS`; `note` goes into the history.
    Raises: ReasonMissing for any other reason; VisitLocked.
    """
    if reason not in DROP_REASONS:
        raise ReasonMissing
    with store.work(note.strip(), at=at) as work:
        visit = work.get(Visit, visit_id)
        refuse_locked(work, visit)
        drop_drafts(work, visit.id, "", "", DROPPING)
        return work.save(replace(visit, dropped_because=reason))


def _readiness(reading: Reading, visit: Visit) -> tuple[Readiness, Sheet]:
    answers = reading.find(Answer, visit_id=visit.id)
    sheet = sheet_at(reading, visit, asked_at(reading, visit))
    noted = {(answer.question, answer.row) for answer in answers if answer.note}
    faults = sheet.faults()
    return Readiness(
        faults=tuple(fault for fault in faults if not fault.soft),
        missing=sheet.missing(),
        unexplained=tuple(
            fault for fault in faults if fault.soft and (fault.question, row_text(fault.row)) not in noted
        ),
        unanswered=sheet.unanswered(),
        untold=tuple(
            finding
            for finding in reading.find(Finding, visit_id=visit.id)
            if standing(finding) and finding.severity is Severity.ACUTE and finding.acknowledged_at is None
        ),
    ), sheet
