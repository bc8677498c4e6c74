"""Questions made from warning signals, asked at a visit beside the checklist's own and answered like them.

The checklist a visit is pinned to stays as it is; what is asked at the visit is that checklist with one more section,
in which each question carries the claim of the records. The answer belongs to the visit; what it says of the signal is
read in `screening.asking`, and a person decides what becomes of the signal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
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
from kollegie.model.severity import Category, Severity
from kollegie.model.signals import RecordQuestion
from kollegie.store import Reading

SECTION = "underlaget"
"""The name of the section the questions stand in."""

_TITLE = BilingualText("Underlaget säger", "The records say")
_CONTRADICTED = BilingualText("Underlaget stämmer inte med besöket", "The records do not agree with the visit")
_PARTLY = BilingualText("Underlaget stämmer bara delvis med besöket", "The records agree only partly with the visit")


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
