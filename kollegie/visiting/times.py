"""When the visitors came and when they were done: noted by one press, corrected by hand, and the same as is answered.

A checklist may ask for the same times (UB02): its questions say so by their appearance, and what is noted is answered
there, and what is answered there is noted.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from types import EllipsisType
from uuid import UUID

from kollegie.errors import KollegieError
from kollegie.model.answer_values import Value
from kollegie.model.checklist import Checklist, ControlQuestion, QuestionType
from kollegie.model.reviews import Visit
from kollegie.model.visits import Answer, answer_id
from kollegie.store import Store, Work
from kollegie.visiting.acting import acting
from kollegie.visiting.findings import settle_findings
from kollegie.visiting.pinned import asked_at, sheet_at

ARRIVED, LEFT = "arrived", "left"
"""The appearance of a question that asks when the visitors came, or when they were done."""


class LeftBeforeArrival(KollegieError):
    """The times are the wrong way round."""

    sv = "Besöket kan inte vara klart före ankomsten {arrived}. Rätta den ena tiden."
    en = "The visit cannot be finished before the arrival {arrived}. Put one of the times right."


def note_times(
    store: Store,
    visit_id: UUID,
    *,
    arrived: datetime | EllipsisType | None = ...,
    left: datetime | EllipsisType | None = ...,
    at: datetime | None = None,
) -> Visit:
    """Note when the visitors came, or were done; what is not given stays, None takes a time away.

    Units: timezone-aware moments. The visit begins with its arrival.
    Raises: LeftBeforeArrival; VisitLocked; VisitDropped.
    """
    with acting(store, visit_id, at=at) as (work, visit):
        noted = replace(
            visit,
            arrived_at=visit.arrived_at if isinstance(arrived, EllipsisType) else arrived,
            left_at=visit.left_at if isinstance(left, EllipsisType) else left,
        )
        if noted.arrived_at is not None and noted.left_at is not None and noted.left_at < noted.arrived_at:
            raise LeftBeforeArrival(arrived=f"{noted.arrived_at.astimezone():%H.%M}")
        if noted.started_at is None and noted.arrived_at is not None:
            noted = replace(noted, started_at=noted.arrived_at)
        if noted == visit:
            return visit
        work.save(noted)
        _answer_times(work, visit, noted)
        return noted


def _answer_times(work: Work, before: Visit, noted: Visit) -> None:
    """Answer the questions that ask for the times that have changed."""
    checklist = asked_at(work, noted)
    changed = {ARRIVED: (before.arrived_at, noted.arrived_at), LEFT: (before.left_at, noted.left_at)}
    answered = False
    for question in time_questions(checklist):
        old, new = changed[question.appearance]
        if old == new:
            continue
        id = answer_id(noted.id, question.name)
        answer = work.first(Answer, id=id) or Answer(id, noted.scope, noted.id, question.name)
        work.save(replace(answer, value=None if new is None else _as_answered(question, new)))
        answered = True
    if answered:
        settle_findings(work, noted.id, noted.scope, sheet_at(work, noted, checklist))


def time_questions(checklist: Checklist) -> tuple[ControlQuestion, ...]:
    """The questions that ask when the visitors came and when they were done, outside repeats."""
    return tuple(one for one in checklist.questions if _asks_time(one) and not checklist.path_of(one.name))


def _asks_time(question: ControlQuestion) -> bool:
    return question.appearance in (ARRIVED, LEFT) and question.type in (QuestionType.TIME, QuestionType.MOMENT)


def with_answered_time(visit: Visit, question: ControlQuestion, value: Value, today: datetime) -> Visit:
    """The visit with the time that was answered, where the question asks for one of its times.

    Units: `today` gives the day of a visit without a beginning; a time is read by the clock of this computer.
    """
    if not _asks_time(question):
        return visit
    moment = _moment(question, value, (visit.started_at or today).astimezone())
    return replace(visit, arrived_at=moment) if question.appearance == ARRIVED else replace(visit, left_at=moment)


def _as_answered(question: ControlQuestion, moment: datetime) -> str:
    local = moment.astimezone()
    return f"{local:%H:%M}" if question.type is QuestionType.TIME else f"{local:%Y-%m-%dT%H:%M}"


def _moment(question: ControlQuestion, value: Value, day: datetime) -> datetime | None:
    if not isinstance(value, str):
        return None
    if question.type is QuestionType.TIME:
        return datetime.combine(day.date(), time.fromisoformat(value)).astimezone()
    return datetime.fromisoformat(value).astimezone()
