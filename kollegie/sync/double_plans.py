"""Two leads plan the same visit at once: one makes it double, the other gives it to somebody or takes it from them.

Each act is whole in itself, and together they can leave a visitor of a double visit without a blind visit of their own,
or a blind visit whose visitor has the visit no more. The first lead's laptop that holds both puts it right before it
sends anything. What it makes bears the ids that everybody gives to the same thing, so two of them agree.
"""

from __future__ import annotations

import dataclasses
from uuid import UUID

from kollegie.language import say
from kollegie.model.ids import derived_id
from kollegie.model.register import Person
from kollegie.model.reviews import Assignment, Case, Grant, Review, ReviewState, Role, Visit, grant_of
from kollegie.store import Work
from kollegie.store.double_visits import give_blind, grant_blind, is_begun, remove_blind
from kollegie.sync.laptop import Laptop

OWN = (
    "SELECT 1 FROM visit b JOIN assignment c ON c.visit_id = b.id AND c.deleted = 0"
    " WHERE b.blind_of = v.id AND b.deleted = 0 AND c.person_id = a.person_id"
)
LACKING = (
    "SELECT v.id, a.person_id FROM visit v JOIN assignment a ON a.visit_id = v.id AND a.deleted = 0"
    f" WHERE v.double = 1 AND v.deleted = 0 AND NOT EXISTS ({OWN}) ORDER BY 1, 2"
)
"""Who has a double visit and no blind one of it."""

LEFT_OVER = (
    "SELECT b.id, c.person_id FROM visit b JOIN visit v ON v.id = b.blind_of AND v.deleted = 0"
    " JOIN assignment c ON c.visit_id = b.id"
    " WHERE b.deleted = 0 AND (v.double = 0 OR NOT EXISTS (SELECT 1 FROM assignment a"
    " WHERE a.visit_id = v.id AND a.deleted = 0 AND a.person_id = c.person_id))"
    " AND NOT EXISTS (SELECT 1 FROM conflict k"
    " WHERE k.row_id = b.id AND k.field = 'deleted' AND k.resolved_by IS NULL AND k.deleted = 0) ORDER BY 1, 2"
)
"""Blind visits of what is not double, or of somebody who does not have the visit; what two disagree about waits."""


def even_out_doubles(near: Laptop) -> list[str]:
    """Give each visitor of a double visit a blind one, and let no other blind one stand. Tells what a lead should know.

    Shape: a blind visit that has begun is nobody's to take away; then the visit is double and its visitor's all the
    same. Rounds that are locked are left as they are. Only a lead's laptop does it: it has the plan, and may write it.
    """
    line = near.line
    if not near.leads():
        return []
    lacking, left_over = line.rows(LACKING), line.rows(LEFT_OVER)
    if not lacking and not left_over:
        return []
    told = []
    with near.store.work("round double") as work:
        for visit_id, person in lacking:
            visit, person_id = work.get(Visit, UUID(bytes=visit_id)), UUID(bytes=person)
            if _is_locked(work, visit):
                continue
            give_blind(work, visit, person_id)
            if work.first(Grant, id=grant_of(person_id, Role.VISITOR, visit.case_id).id):
                grant_blind(work, visit)
            told.append(
                say(
                    "Besöket i ärende {} gjordes dubbelt samtidigt som {} fick det. {} har fått ett eget besök.",
                    "The visit in case {} was made double while {} was given it. {} has a visit of their own now.",
                ).format(_label(work, visit), *[_name(work, person_id)] * 2)
            )
        for blind_id, person in left_over:
            blind, person_id = work.get(Visit, UUID(bytes=blind_id)), UUID(bytes=person)
            if not _is_locked(work, blind) and blind.blind_of is not None:
                told.append(_without_its_visit(work, blind, blind.blind_of, person_id))
    return told


def _without_its_visit(work: Work, blind: Visit, visit_id: UUID, person_id: UUID) -> str:
    visit = work.get(Visit, visit_id)
    words = _label(work, visit), _name(work, person_id)
    if not is_begun(work, blind):
        remove_blind(work, blind)
        return say(
            "Besöket i ärende {} gjordes dubbelt samtidigt som det togs från {} eller blev ett vanligt besök. Det egna"
            " besöket är borttaget.",
            "The visit in case {} was made double while it was taken from {} or made ordinary. The visit of their own"
            " is taken out.",
        ).format(*words)
    for held in (blind, work.save(dataclasses.replace(visit, double=True))):
        work.save(Assignment(derived_id("assignment", held.id, person_id), held.scope, held.id, person_id))
    work.save(grant_of(person_id, Role.VISITOR, visit.case_id))
    grant_blind(work, work.get(Visit, visit.id))
    return say(
        "Besöket i ärende {} togs från {}, som redan hade börjat med sitt eget. Det är dubbelt och ligger kvar där.",
        "The visit in case {} was taken from {}, who had begun their own already. It is double and stays there.",
    ).format(*words)


def _is_locked(work: Work, visit: Visit) -> bool:
    review = work.first(Review, id=visit.review_id)
    return review is None or review.state is ReviewState.LOCKED


def _label(work: Work, visit: Visit) -> str:
    case = work.first(Case, id=visit.case_id)
    return "–" if case is None else case.label


def _name(work: Work, person_id: UUID) -> str:
    person = work.first(Person, id=person_id)
    return "–" if person is None else person.name
