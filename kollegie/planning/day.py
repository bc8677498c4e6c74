"""The day's schedule: when each pair is where."""

from __future__ import annotations

import dataclasses
from datetime import datetime, time, timedelta
from uuid import UUID

from kollegie.model.reviews import Track, Visit, VisitState
from kollegie.planning.errors import NoReviewDay
from kollegie.planning.roster import read_roster
from kollegie.planning.rounds import open_review
from kollegie.store import Store

FIRST = time(8, 30)
LUNCH = (time(12, 0), time(13, 0))
VISIT = timedelta(minutes=50)
PROVIDER_VISIT = timedelta(minutes=60)
TRAVEL = timedelta(minutes=15)
"""Four to six visits of 45–60 minutes with the way between them. Source: the method, step 8."""
BEGUN = (VisitState.ONGOING, VisitState.SIGNED)


def schedule_day(store: Store, review_id: UUID) -> tuple[Visit, ...]:
    """Put every assigned visit that has not begun at a time on the review day, pair by pair.

    Shape: a pair's visits stand district by district, a provider visit at the hours of the users' visits (S4-4), none
    over lunch, and nobody in two places, also who has visits with one colleague and others alone. Times are local,
    stored in UTC. Visits that have begun keep theirs, and the rest of their visitors' day comes after them; one not
    made takes no time.
    Raises: NoReviewDay; ReviewLocked.
    """
    with store.work("round schedule") as work:
        review = open_review(work, review_id)
        if review.review_day is None:
            raise NoReviewDay(name=review.name)
        roster = read_roster(work, review_id)
        days: dict[tuple[UUID, ...], list[Visit]] = {}
        free: dict[UUID, datetime] = {}
        for visit in roster.visits:
            holders = tuple(sorted(roster.assigned_to(visit.id)))
            state = roster.state_of(visit)
            if holders and state is VisitState.PLANNED:
                days.setdefault(holders, []).append(visit)
            elif state in BEGUN and (end := _end_of(visit)) is not None and end.date() == review.review_day:
                free |= {person: max(free.get(person, end), end + TRAVEL) for person in holders}
        planned: list[Visit] = []
        for holders, visits in days.items():
            visits.sort(key=lambda visit: (roster.cases[visit.case_id].district, roster.cases[visit.case_id].label))
            begin = datetime.combine(review.review_day, FIRST)
            at = max(begin, *(free.get(person, begin) for person in holders))
            for visit in visits:
                length = _length(visit)
                if at.time() < LUNCH[1] and (at + length).time() > LUNCH[0]:
                    at = datetime.combine(review.review_day, LUNCH[1])
                placed = dataclasses.replace(
                    visit, planned_start=at.astimezone(), planned_end=(at + length).astimezone()
                )
                planned.append(work.save(placed))
                for blind in roster.blind.get(visit.id, ()):
                    work.save(
                        dataclasses.replace(blind, planned_start=placed.planned_start, planned_end=placed.planned_end)
                    )
                at += length + TRAVEL
            free |= dict.fromkeys(holders, at)
    return tuple(planned)


def _end_of(visit: Visit) -> datetime | None:
    """When a visit that has begun is over by the local clock: as planned, else as long after its beginning as planned
    ones take."""
    if visit.planned_end is not None:
        return visit.planned_end.astimezone().replace(tzinfo=None)
    return None if visit.started_at is None else (visit.started_at + _length(visit)).astimezone().replace(tzinfo=None)


def _length(visit: Visit) -> timedelta:
    return PROVIDER_VISIT if visit.kind is Track.PROVIDER else VISIT
