"""What was seen and heard at a visit: answers, and the findings they raise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kollegie.model.answer_values import Value
from kollegie.model.ids import derived_id
from kollegie.model.severity import Category, Severity


class FindingState(StrEnum):
    """A rule proposes; a person confirms, removes, or leaves the proposal standing."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REMOVED = "removed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to one control question of one visit.

    Shape: one row per visit, question and repeat (`row` is "" outside repeats, else "2" or "2/1"). The value is one
    cell, so that two people's edits of it merge or conflict as one.
    """

    id: UUID
    scope: UUID
    visit_id: UUID
    question: str
    row: str = ""
    value: Value = None
    note: str = ""
    positive: bool = False
    flagged: bool = False


def answer_id(visit_id: UUID, question: str, row: str = "") -> UUID:
    """The id both visitors' laptops give to the answer of this question."""
    return derived_id("answer", visit_id, question, row)


@dataclass(frozen=True, slots=True)
class Finding:
    """An iakttagelse: raised by an answer's rule or written by a person, always pointing back at its question.

    Shape: `rule` is the place of the rule in its question (0, 1 …), or -1 when a person raised it. A rule's finding
    has a derived id, so that both visitors' laptops raise the same one.
    """

    id: UUID
    scope: UUID
    visit_id: UUID
    question: str
    category: Category
    severity: Severity
    row: str = ""
    rule: int = -1
    text: str = ""
    state: FindingState = FindingState.PROPOSED
    consequence: str = ""
    acknowledged_at: datetime | None = None
    acknowledged_by: UUID | None = None


def finding_id(visit_id: UUID, question: str, row: str, rule: int) -> UUID:
    """The id both visitors' laptops give to the finding this rule raises."""
    return derived_id("finding", visit_id, question, row, rule)


@dataclass(frozen=True, slots=True)
class Draft:
    """What has been typed in a field but not yet become an answer. Local to this laptop, never synced.

    Units: `at` is when the last key was stored; `cursor` is the place in the text, in characters.
    """

    visit_id: UUID
    question: str
    row: str
    field: str
    text: str
    cursor: int
    at: datetime
