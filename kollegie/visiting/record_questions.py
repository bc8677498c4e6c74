"""Questions made from warning signals, asked at a visit beside the checklist's own and answered like them.

The checklist a visit is pinned to stays as it is; what is asked at the visit is that checklist with one more section,
in which each question carries the claim of the records. The answer belongs to the visit; what it says of the signal is
read from here, and a person decides what becomes of the signal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kollegie.model.checklist import (
    YES_NO_CHOICES,
    BilingualText,
    Checklist,
    ControlQuestion,
    FindingRule,
    QuestionType,
    Section,
)
from kollegie.model.expressions import Expression
from kollegie.model.reviews import Case, Visit
from kollegie.model.severity import Category, Severity
from kollegie.model.signals import RecordQuestion, SignalState, spoken_by
from kollegie.model.visits import Answer
from kollegie.store import Reading
from kollegie.store.history import authors_of

SECTION = "underlaget"
"""The name of the section the questions stand in."""

_TITLE = BilingualText("Underlaget säger", "The records say")
_CONTRADICTED = BilingualText("Underlaget stämmer inte med besöket", "The records do not agree with the visit")
_PARTLY = BilingualText("Underlaget stämmer bara delvis med besöket", "The records agree only partly with the visit")


@dataclass(frozen=True, slots=True)
class RecordAnswer:
    """What was answered at a visit to a question about a signal.

    Shape: `says` is what the answer says of the signal, None while it says nothing; `by` and `at` are of the latest
    edit of the answer, None before there is one.
    """

    question: RecordQuestion
    visit: Visit
    case_label: str
    answer: Answer | None
    says: SignalState | None
    by: UUID | None = None
    at: datetime | None = None


def record_questions_of(reading: Reading, visit_id: UUID) -> tuple[RecordQuestion, ...]:
    """The questions that signals have put to a visit, in the order they were made."""
    return reading.find(RecordQuestion, visit_id=visit_id)


def with_record_questions(checklist: Checklist, asked: Iterable[RecordQuestion]) -> Checklist:
    """The checklist with these questions in a section of their own, before the last one; itself where there are none.

    A question whose name the checklist already uses is left out: its answer would be another question's.
    """
    added = tuple(one for one in asked if checklist.question(one.question) is None)
    if not added:
        return checklist
    key = (checklist.content_hash, added)
    made = _made.get(key)
    if made is None:
        while len(_made) >= _MOST_KEPT:
            del _made[next(iter(_made))]
        made = _made[key] = _with(checklist, added)
    return made


_MOST_KEPT = 64
_made: dict[tuple[str, tuple[RecordQuestion, ...]], Checklist] = {}
"""Checklists with their questions, by fingerprint: made once, so that their rules are made ready once."""


def _with(checklist: Checklist, added: tuple[RecordQuestion, ...]) -> Checklist:
    section = Section(SECTION, _TITLE, tuple(_as_question(one) for one in added))
    before, last = checklist.sections[:-1], checklist.sections[-1:]
    return replace(checklist, sections=(*before, section, *last) if before else (*last, section))


def _as_question(one: RecordQuestion) -> ControlQuestion:
    name = f"${{{one.question}}}"
    rules = (
        FindingRule(Expression(f"{name} = 'nej'"), Category.TIF, Severity.DEFICIENCY, _CONTRADICTED),
        FindingRule(Expression(f"{name} = 'delvis'"), Category.TIF, Severity.NOTE, _PARTLY),
    )
    return ControlQuestion(
        name=one.question,
        id=one.question.upper(),
        type=QuestionType.YES_NO,
        label=BilingualText(one.label_sv, one.label_en),
        short=BilingualText(f"Fråga från {one.rule}", f"Asked by {one.rule}"),
        choices=YES_NO_CHOICES,
        findings=rules,
        origin=one.rule,
    )


def answers_to_signals(reading: Reading, signal_ids: Iterable[UUID]) -> Mapping[UUID, tuple[RecordAnswer, ...]]:
    """What the visits say of several signals, by signal; one without questions is left out."""
    asked = reading.find(RecordQuestion, signal_id=set(signal_ids))
    visits = {one.id: one for one in reading.find(Visit, id={one.visit_id for one in asked})}
    labels = {one.id: one.label for one in reading.find(Case, id={one.case_id for one in visits.values()})}
    answers = {
        (one.visit_id, one.question): one
        for one in reading.find(Answer, visit_id=set(visits), question={one.question for one in asked}, row="")
    }
    authors = authors_of(reading, Answer, [one.id for one in answers.values()])
    told: dict[UUID, list[RecordAnswer]] = {}
    for one in asked:
        visit = visits.get(one.visit_id)
        if visit is None:
            continue
        answer = answers.get((one.visit_id, one.question))
        written = authors.get(answer.id, {}).values() if answer is not None else ()
        latest = max(written, key=lambda author: author.at, default=None)
        told.setdefault(one.signal_id, []).append(
            RecordAnswer(
                one,
                visit,
                labels.get(visit.case_id, ""),
                answer,
                spoken_by(answer.value if answer is not None else None, one),
                latest.by if latest is not None else None,
                latest.at if latest is not None else None,
            )
        )
    return {signal: tuple(answers) for signal, answers in told.items()}
