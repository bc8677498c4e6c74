"""Who makes which visit; with the task goes the case to the visitor's laptop, and with it taken away it goes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from kollegie.model.ids import derived_id
from kollegie.model.reviews import Assignment, Case, Grant, Participant, Role, Visit, VisitState, grant_of
from kollegie.planning.doubling import take_blind
from kollegie.planning.errors import (
    ConflictOfInterest,
    LeadStays,
    NoReviewDay,
    NotAVisitor,
    NotInReview,
    TooEarly,
    VisitBegun,
)
from kollegie.planning.roster import Roster, read_roster
from kollegie.planning.rounds import grant_role, open_review
from kollegie.store import Store, Work
from kollegie.store.double_visits import give_blind, grant_blind

MORNING = time(5, 0)
"""When unannounced visits open on their day."""


def assign(store: Store, visit_id: UUID, person_ids: Iterable[UUID]) -> tuple[Assignment, ...]:
    """Give a visit to these visitors, beside those who have it already.

    Shape: the case goes to their laptops at the next sync; of an unannounced visit nothing goes before the morning of
    its day (`release_unannounced`).
    Raises: NotAVisitor; ConflictOfInterest, and then nobody is given it; ReviewLocked; VisitBegun.
    """
    with store.work("round assign") as work:
        visit = work.get(Visit, visit_id)
        open_review(work, visit.review_id)
        return _give(work, read_roster(work, visit.review_id), visit, tuple(person_ids))


def assign_pair(store: Store, visit_id: UUID, pair: str) -> tuple[Assignment, ...]:
    """Give a visit to a pair, instead of those who have it.

    Raises: as `assign`; ConflictOfInterest names the pair.
    """
    with store.work("round assign") as work:
        visit = work.get(Visit, visit_id)
        open_review(work, visit.review_id)
        return give_to_pair(work, read_roster(work, visit.review_id), visit, pair)


def give_to_pair(work: Work, roster: Roster, visit: Visit, pair: str) -> tuple[Assignment, ...]:
    """The same inside a unit of work that gives several."""
    case = roster.cases[visit.case_id]
    if pair not in roster.pairs:
        raise NotAVisitor(person=pair)
    barred = roster.barred_of_pair(pair, case)
    if barred is not None:
        person_id, reason = barred
        raise ConflictOfInterest(who=roster.persons[person_id].name, label=case.label, reason=reason, pair=pair)
    for person_id in roster.assigned_to(visit.id):
        if person_id not in roster.pairs[pair]:
            take(work, roster, visit, person_id)
    return _give(work, roster, visit, roster.pairs[pair])


def unassign(store: Store, visit_id: UUID, person_id: UUID) -> None:
    """Take a visit from a visitor; unless another visit needs it, the case leaves their laptop at the next sync.

    Raises: VisitBegun; ReviewLocked.
    """
    with store.work("round unassign") as work:
        visit = work.get(Visit, visit_id)
        open_review(work, visit.review_id)
        take(work, read_roster(work, visit.review_id), visit, person_id)


@dataclass(frozen=True, slots=True)
class Removal:
    """Somebody who was taken out of a round, as they took part, and the visits they had.

    Shape: `beside` has the ids of those who kept each visit, by the visit's id.
    """

    participant: Participant
    visits: tuple[Visit, ...]
    beside: Mapping[UUID, frozenset[UUID]]


def remove_participant(store: Store, review_id: UUID, person_id: UUID) -> Removal:
    """Take somebody out of a round, and back the visits they had; their laptop loses the round at the next sync.

    Shape: what they have declared of themselves stays.
    Raises: NotInReview; LeadStays; VisitBegun, and then nothing is changed; ReviewLocked.
    """
    with store.work("round remove participant") as work:
        review = open_review(work, review_id)
        roster = read_roster(work, review_id)
        participant = work.first(Participant, review_id=review_id, person_id=person_id)
        name = roster.persons[person_id].name if person_id in roster.persons else str(person_id)
        if participant is None:
            raise NotInReview(person=name, name=review.name)
        if person_id == review.lead_id:
            raise LeadStays(person=name)
        had = [visit for visit in (*roster.visits, *roster.exercises) if person_id in roster.assigned_to(visit.id)]
        for visit in had:
            take(work, roster, visit, person_id)
        for grant in work.find(Grant, person_id=person_id, to_scope=review_id):
            work.delete(grant)
        work.delete(participant)
    beside = {visit.id: frozenset(roster.assigned_to(visit.id)) - {person_id} for visit in had}
    return Removal(participant, tuple(had), beside)


def put_back_participant(store: Store, removal: Removal) -> tuple[Visit, ...]:
    """Let somebody take part in a round again as before, with the visits they had: a removal undone.

    Shape: gives the visits that stay where they are, since somebody else has been given them or they have begun. Who
    has been added anew meanwhile keeps the role and the pair they then got.
    Raises: ReviewLocked; ConflictOfInterest where a relation has been declared since, and then nothing is changed.
    """
    participant = removal.participant
    with store.work("round put back participant") as work:
        open_review(work, participant.review_id)
        participant = (
            work.first(Participant, review_id=participant.review_id, person_id=participant.person_id) or participant
        )
        work.save(participant)
        grant_role(work, participant.person_id, participant.role, participant.review_id)
        roster = read_roster(work, participant.review_id)
        left: list[Visit] = []
        for visit in work.find(Visit, id=tuple(visit.id for visit in removal.visits)):
            given_since = set(roster.assigned_to(visit.id)) - removal.beside[visit.id]
            if given_since or visit.state is not VisitState.PLANNED:
                left.append(visit)
            else:
                _give(work, roster, visit, (participant.person_id,))
    return tuple(left)


def take(work: Work, roster: Roster, visit: Visit, person_id: UUID) -> None:
    """The same inside a larger unit of work."""
    case = roster.cases[visit.case_id]
    assignment = work.first(Assignment, visit_id=visit.id, person_id=person_id)
    if assignment is None and visit.state not in (VisitState.ONGOING, VisitState.SIGNED):
        return
    if visit.double:
        take_blind(work, roster, visit, person_id)
    elif visit.state in (VisitState.ONGOING, VisitState.SIGNED):
        raise VisitBegun(label=case.label)
    if assignment is None:
        return
    work.delete(assignment)
    others = {other.id for other in roster.visits if other.case_id == case.id and other.id != visit.id}
    if not work.find(Assignment, visit_id=tuple(others), person_id=person_id):
        grant = work.first(Grant, id=grant_of(person_id, Role.VISITOR, case.id).id)
        if grant is not None:
            work.delete(grant)


def release_unannounced(store: Store, review_id: UUID) -> tuple[Visit, ...]:
    """Let unannounced visits go to their visitors' laptops, in the morning of the day and not before.

    Shape: gives back the visits released now; none when all were.
    Raises: NoReviewDay; TooEarly.
    """
    with store.work("round release unannounced") as work:
        roster = read_roster(work, review_id)
        hidden = [visit for visit in roster.visits if not visit.announced]
        if hidden and roster.review.review_day is None:
            raise NoReviewDay(name=roster.review.name)
        if hidden and not is_open(roster, work.at):
            raise TooEarly(day=roster.day)
        released: list[Visit] = []
        for visit in hidden:
            for person_id in roster.assigned_to(visit.id):
                if work.first(Grant, id=grant_of(person_id, Role.VISITOR, visit.case_id).id) is None:
                    work.save(grant_of(person_id, Role.VISITOR, visit.case_id))
                    released.append(visit)
            grant_blind(work, visit)
    return tuple(dict.fromkeys(released))


def is_open(roster: Roster, at: datetime) -> bool:
    """Whether the morning of the review day has come, by the clock on the wall; never while no day is set."""
    day = roster.review.review_day
    return day is not None and at >= datetime.combine(day, MORNING).astimezone()


def _give(work: Work, roster: Roster, visit: Visit, person_ids: tuple[UUID, ...]) -> tuple[Assignment, ...]:
    case: Case = roster.cases[visit.case_id]
    visitors: dict[UUID, Participant] = {visitor.person_id: visitor for visitor in roster.visitors}
    if visit.state is VisitState.SIGNED:
        raise VisitBegun(label=case.label)
    given: list[Assignment] = []
    for person_id in person_ids:
        name = roster.persons[person_id].name if person_id in roster.persons else str(person_id)
        if person_id not in visitors:
            raise NotAVisitor(person=name)
        reason = roster.reason_against(person_id, case)
        if reason is not None:
            raise ConflictOfInterest(who=name, label=case.label, reason=reason)
        assignment = Assignment(derived_id("assignment", visit.id, person_id), case.id, visit.id, person_id)
        work.save(assignment)
        if visit.announced or is_open(roster, work.at):
            work.save(grant_of(person_id, Role.VISITOR, case.id))
        if visit.double:
            give_blind(work, visit, person_id)
        given.append(assignment)
    if visit.announced or is_open(roster, work.at):
        grant_blind(work, visit)
    return tuple(given)
