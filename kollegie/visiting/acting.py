"""One act at a visit: one unit of work that refuses what is locked and becomes one step to undo."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from kollegie.model.register import Person
from kollegie.model.reviews import Visit, VisitState
from kollegie.store import Reading, Store, Work
from kollegie.store.steps import add_step, last_stamp
from kollegie.visiting.errors import ReasonMissing, VisitDropped, VisitIsDouble, VisitLocked, VisitOpen


@contextmanager
def acting(
    store: Store, visit_id: UUID, reason: str = "", at: datetime | None = None, *, dropped: bool = False
) -> Iterator[tuple[Work, Visit]]:
    """A unit of work at a visit that is still open; all of it becomes one step to undo.

    Shape: `dropped` lets it be a visit that was written off, for what opens it again.
    Raises: RecordMissing; VisitLocked; VisitIsDouble; VisitDropped.
    """
    with store.work(reason, at=at) as work:
        visit = work.get(Visit, visit_id)
        refuse_locked(work, visit)
        refuse_double(visit)
        if visit.state is VisitState.DROPPED and not dropped:
            raise VisitDropped
        since = last_stamp(work)
        yield work, visit
        add_step(work, visit_id, since)


@contextmanager
def amending(store: Store, visit_id: UUID, reason: str, at: datetime | None = None) -> Iterator[tuple[Work, Visit]]:
    """A unit of work at a signed visit; the reason goes into the history of all it changes.

    Raises: RecordMissing; ReasonMissing; VisitOpen.
    """
    if not reason.strip():
        raise ReasonMissing
    with store.work(reason.strip(), at=at) as work:
        visit = work.get(Visit, visit_id)
        if visit.state is not VisitState.SIGNED:
            raise VisitOpen
        yield work, visit


def refuse_double(visit: Visit) -> None:
    """Raises: VisitIsDouble if it is answered in blind visits."""
    if visit.double:
        raise VisitIsDouble


def refuse_locked(reading: Reading, visit: Visit) -> None:
    """Raises: VisitLocked if the visit is signed."""
    if visit.signed_at is None:
        return
    by = reading.first(Person, id=visit.signed_by) if visit.signed_by is not None else None
    raise VisitLocked(
        at=visit.signed_at.astimezone().strftime("%Y-%m-%d %H.%M"), signed_by=by.name if by is not None else "–"
    )
