"""Blind double visits: two visitors answer the same checklist, each in a record the other cannot see until both signed.

The visit itself keeps its place in the plan and its visitors. Beside it each of them has a blind visit with a scope
of its own; the hub gives that scope to nobody else before all of them are signed. The visit's own answers come last:
somebody else adjudicates them.
"""

from __future__ import annotations

import dataclasses
import random
from uuid import UUID

from kollegie.model.reviews import Assignment, Case, Grant, Role, Track, Visit, VisitState, grant_of
from kollegie.planning.errors import HasGoneOut, NotDouble, NothingSigned, VisitBegun
from kollegie.planning.roster import Roster, read_roster
from kollegie.planning.rounds import open_review
from kollegie.store import Store, Work
from kollegie.store.double_visits import (
    blind_visits,
    former_visitors,
    give_blind,
    grant_blind,
    has_gone_to_a_folder,
    is_begun,
    make_ordinary,
    remove_blind,
)


def make_double(store: Store, visit_id: UUID) -> Visit:
    """Let a visit be answered blind by each of its visitors, those it has and those it will get.

    Shape: a laptop that has not synced may have begun it all the same. Whichever reaches the hub first then counts:
    `kollegie.sync.double_work` makes the visit ordinary again, or moves what was written to the writer's blind visit.
    Raises: VisitBegun; HasGoneOut where a drop folder cannot tell what was first; ReviewLocked.
    """
    with store.work("round double") as work:
        visit = work.get(Visit, visit_id)
        open_review(work, visit.review_id)
        label = work.get(Case, visit.case_id).label
        if is_begun(work, visit):
            raise VisitBegun(label=label)
        if has_gone_to_a_folder(work, visit):
            raise HasGoneOut(label=label)
        return _double(work, read_roster(work, visit.review_id), visit)


def draw_doubles(store: Store, review_id: UUID, count: int) -> tuple[Visit, ...]:
    """Draw so many of the round's user visits to be double, among those two have and nobody has begun.

    Shape: the round's seed decides, so that the draw can be repeated; fewer where there are not so many.
    Raises: ReviewLocked.
    """
    with store.work("round double") as work:
        seed = open_review(work, review_id).seed
        roster = read_roster(work, review_id)
        free = [
            visit
            for visit in roster.visits
            if visit.kind is Track.USER
            and not visit.double
            and roster.state_of(visit) is VisitState.PLANNED
            and len(roster.assigned_to(visit.id)) > 1
            and not is_begun(work, visit)
            and not has_gone_to_a_folder(work, visit)
        ]
        free.sort(key=lambda visit: roster.cases[visit.case_id].label)
        drawn = random.Random(f"{seed} double").sample(free, min(max(count, 0), len(free)))
        return tuple(_double(work, roster, visit) for visit in drawn)


def _double(work: Work, roster: Roster, visit: Visit) -> Visit:
    visit = work.save(dataclasses.replace(visit, double=True))
    given = roster.assigned_to(visit.id)
    for person_id in given:
        give_blind(work, visit, person_id)
    for person_id in former_visitors(work, visit):
        if person_id not in given:  # what they still write there has a place to go that nobody else reads
            gone = give_blind(work, visit, person_id)
            work.save(grant_of(person_id, Role.VISITOR, gone.scope))
            remove_blind(work, gone)
    if any(work.first(Grant, id=grant_of(one, Role.VISITOR, visit.case_id).id) for one in given):
        grant_blind(work, visit)
    return visit


def make_single(store: Store, visit_id: UUID) -> Visit:
    """Let a double visit be an ordinary one again.

    Raises: VisitBegun once one of the visitors has begun; ReviewLocked.
    """
    with store.work("round single") as work:
        visit = work.get(Visit, visit_id)
        open_review(work, visit.review_id)
        roster = read_roster(work, visit.review_id)
        if roster.state_of(visit) is not VisitState.PLANNED:
            raise VisitBegun(label=work.get(Case, visit.case_id).label)
        return make_ordinary(work, visit)


def turn_double(store: Store, visit_id: UUID) -> Visit:
    """Make an ordinary visit double, and a double one ordinary. Raises: VisitBegun; ReviewLocked."""
    with store.reading() as reading:
        double = reading.get(Visit, visit_id).double
    return make_single(store, visit_id) if double else make_double(store, visit_id)


def end_double(store: Store, visit_id: UUID) -> tuple[Visit, ...]:
    """Go on without those who have not signed: their blind visits leave the double visit, and the signed ones open.

    Shape: gives back the blind visits that are left.
    Raises: NotDouble; NothingSigned; ReviewLocked.
    """
    with store.work("round end double") as work:
        visit = work.get(Visit, visit_id)
        open_review(work, visit.review_id)
        label = work.get(Case, visit.case_id).label
        if not visit.double:
            raise NotDouble(label=label)
        blind = blind_visits(work, visit)
        left = tuple(one for one in blind if one.signed_at is not None)
        if not left:
            raise NothingSigned(label=label)
        for one in blind:
            if one not in left:
                for assignment in work.find(Assignment, visit_id=one.id):
                    theirs = work.first(Assignment, visit_id=visit.id, person_id=assignment.person_id)
                    if theirs is not None:
                        work.delete(theirs)
                remove_blind(work, one)
    return left


def take_blind(work: Work, roster: Roster, visit: Visit, person_id: UUID) -> None:
    """Take a visitor's blind visit away. Raises: VisitBegun when it has begun or is signed."""
    for blind in blind_visits(work, visit):
        if work.first(Assignment, visit_id=blind.id, person_id=person_id) is None:
            continue
        if blind.state in (VisitState.ONGOING, VisitState.SIGNED):
            raise VisitBegun(label=roster.cases[visit.case_id].label)
        remove_blind(work, blind)
