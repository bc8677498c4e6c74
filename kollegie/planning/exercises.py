"""Calibration before the day: all visitors answer the same made-up case, each blind, before and after they meet.

Source: the method, step 9 (read-through of the checklist, calibration on one example case).
"""

from __future__ import annotations

import dataclasses
from datetime import datetime, time
from uuid import UUID

from kollegie.model.checklist import Checklist
from kollegie.model.ids import derived_id
from kollegie.model.reviews import EXAMPLES, Assignment, Case, Role, Track, Visit, grant_of
from kollegie.planning.errors import ExampleWithoutStory, NoVisitors
from kollegie.planning.making_visits import keep_version
from kollegie.planning.roster import Roster, read_roster
from kollegie.planning.rounds import open_review
from kollegie.store import Store, Work
from kollegie.store.double_visits import give_blind, grant_blind

BEFORE, AFTER = EXAMPLES
MORNING, AFTERNOON = time(8, 0), time(8, 15)
"""When the exercise stands in everybody's day, before the first visit: first alone, then again after the meeting."""


def make_exercise(store: Store, review_id: UUID, checklist: Checklist, story: str, occasion: str = BEFORE) -> Visit:
    """Let every visitor of the round answer the checklist about an example case.

    Shape: `story` is what they are told of the case; `occasion` says whether it measures before or after the meeting.
    The case is nobody's and is never counted in a summary. Everybody's answers open when all have signed.
    Raises: ExampleWithoutStory; NoVisitors; ReviewLocked.
    """
    if not story.strip():
        raise ExampleWithoutStory
    with store.work("round exercise") as work:
        open_review(work, review_id)
        roster = read_roster(work, review_id)
        if not roster.visitors:
            raise NoVisitors(name=roster.review.name)
        number = len(roster.exercises) + 1
        id = work.new_id()
        case = Case(
            id,
            id,
            review_id,
            Track.USER,
            f"Ö-{number}",
            f"exempel-{number}",
            service=roster.review.service,
            drawn=occasion,
            decision_lines=(("Exempelfall", story.strip()),),
        )
        version = keep_version(work, checklist)
        visit = Visit(
            work.new_id(),
            id,
            review_id,
            id,
            Track.USER,
            version.checklist,
            version.content_hash,
            planned_start=_moment(roster, occasion),
            double=True,
        )
        work.add(case, visit)
        _hand_out(work, roster, visit)
    return visit


def hand_out_exercises(store: Store, review_id: UUID) -> int:
    """Give the round's exercises to visitors who joined after they were made; gives back how many were handed out.

    Raises: ReviewLocked.
    """
    with store.work("round exercise") as work:
        open_review(work, review_id)
        roster = read_roster(work, review_id)
        return sum(_hand_out(work, roster, visit) for visit in roster.exercises if visit.signed_at is None)


def _hand_out(work: Work, roster: Roster, visit: Visit) -> int:
    given = 0
    for visitor in roster.visitors:
        if visitor.person_id in roster.assigned_to(visit.id):
            continue
        task = derived_id("assignment", visit.id, visitor.person_id)
        work.save(Assignment(task, visit.scope, visit.id, visitor.person_id))
        work.save(grant_of(visitor.person_id, Role.VISITOR, visit.scope))
        blind = give_blind(work, visit, visitor.person_id)
        work.save(dataclasses.replace(blind, planned_start=visit.planned_start))
        given += 1
    if given:
        grant_blind(work, visit)
    return given


def _moment(roster: Roster, occasion: str) -> datetime | None:
    day = roster.review.review_day
    if day is None:
        return None
    return datetime.combine(day, MORNING if occasion == BEFORE else AFTERNOON).astimezone()
