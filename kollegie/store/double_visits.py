"""What planning and sync both do with a double visit: find its blind visits, make it ordinary, see whether it began."""

from __future__ import annotations

import dataclasses
from uuid import UUID

from sqlalchemy import select

from kollegie.model.ids import derived_id
from kollegie.model.reviews import Assignment, Grant, Role, Visit, grant_of
from kollegie.model.visits import Answer, Comment, Consent, Finding, VisitRow
from kollegie.store import laptop_tables, tables
from kollegie.store.work import Reading, Work

WRITTEN = (Answer, Finding, VisitRow, Comment, Consent)
"""What a visitor writes at a visit, apart from the visit's own row."""


def blind_visits(reading: Reading, visit: Visit) -> tuple[Visit, ...]:
    """The blind visits of a double one."""
    return reading.find(Visit, blind_of=visit.id)


def is_begun(reading: Reading, visit: Visit) -> bool:
    """Whether anything has been done at the visit itself: a state of its own, or something written."""
    state = (visit.started_at, visit.arrived_at, visit.left_at, visit.signed_at, visit.dropped_because or None)
    return any(one is not None for one in state) or any(
        reading.first(kind, visit_id=visit.id) is not None for kind in WRITTEN
    )


def give_blind(work: Work, visit: Visit, person_id: UUID) -> Visit:
    """Make a visitor's blind visit of a double one, in a scope of its own."""
    id = derived_id("blind", visit.id, person_id)
    blind = work.first(Visit, id=id) or work.save(
        Visit(
            id,
            id,
            visit.review_id,
            visit.case_id,
            visit.kind,
            visit.checklist,
            visit.checklist_hash,
            visit.announced,
            visit.planned_start,
            visit.planned_end,
            blind_of=visit.id,
        )
    )
    work.save(Assignment(derived_id("assignment", id, person_id), id, id, person_id))
    return blind


def grant_blind(work: Work, visit: Visit) -> None:
    """Let each visitor's laptop hold all blind visits of a double one; the hub keeps back what is not theirs yet."""
    blind = blind_visits(work, visit) if visit.double else ()
    persons = {one.person_id for one in work.find(Assignment, visit_id={one.id for one in blind})}
    for person_id in sorted(persons):
        for one in blind:
            work.save(grant_of(person_id, Role.VISITOR, one.scope))


def make_ordinary(work: Work, visit: Visit) -> Visit:
    """Take out the blind visits of a double visit, which becomes an ordinary one."""
    for blind in blind_visits(work, visit):
        remove_blind(work, blind)
    return work.save(dataclasses.replace(visit, double=False))


def remove_blind(work: Work, blind: Visit) -> None:
    """Take a blind visit out, and from its visitor also what the others have written."""
    siblings = [blind.scope] + [one.scope for one in work.find(Visit, blind_of=blind.blind_of)]
    for assignment in work.find(Assignment, visit_id=blind.id):
        for grant in work.find(Grant, person_id=assignment.person_id, to_scope=set(siblings)):
            work.delete(grant)
        work.delete(assignment)
    for grant in work.find(Grant, to_scope=blind.scope):
        work.delete(grant)
    work.delete(blind)


def former_visitors(reading: Reading, visit: Visit) -> tuple[UUID, ...]:
    """Who has had the visit and has it no more; their laptops may hold it until they sync."""
    task = tables.SYNCED["assignment"].local
    query = select(task.c.person_id).where(task.c.visit_id == visit.id, task.c.deleted == True)  # noqa: E712
    return tuple(sorted(reading.connection.execute(query).scalars()))


def has_gone_to_a_folder(reading: Reading, visit: Visit) -> bool:
    """Whether a drop folder has given the visit's case to a visitor; nothing tells there what came first."""
    url = reading.connection.execute(select(laptop_tables.enrolment.c.url)).scalar_one_or_none()
    if url is None or not str(url).startswith("folder:"):
        return False
    grant, task = tables.SYNCED["grant_"].local, tables.SYNCED["assignment"].local
    had = select(task.c.person_id).where(task.c.visit_id == visit.id)
    query = select(grant.c.id).where(
        grant.c.to_scope == visit.scope,
        grant.c.person_id.in_(had),
        (grant.c.dirty.is_(None)) | (grant.c.deleted_b != 0),
    )
    return reading.connection.execute(query.limit(1)).first() is not None
