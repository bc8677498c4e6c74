"""What was seen and heard at a visit: answers, and the findings they raise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kollegie.language import say
from kollegie.model.answer_values import Value
from kollegie.model.ids import derived_id
from kollegie.model.severity import Category, Severity


class FindingState(StrEnum):
    """A rule proposes; a person confirms, removes, or leaves the proposal standing."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REMOVED = "removed"
    WITHDRAWN = "withdrawn"

    @property
    def word(self) -> str:
        """The state in a word."""
        return {
            FindingState.PROPOSED: say("Föreslagen", "Proposed"),
            FindingState.CONFIRMED: say("Bekräftad", "Confirmed"),
            FindingState.REMOVED: say("Borttagen", "Removed"),
            FindingState.WITHDRAWN: say("Föreslås inte längre", "No longer proposed"),
        }[self]


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
class EarlierAnswer:
    """What was answered when the same person or provider was last reviewed: a copy for the visitors of a new case.

    Shape: stands in the new case's scope, so that whoever visits has it and nothing else of the earlier round.
    `row` is "" outside repeats. Units: `answered_at` is when that visit was signed.
    """

    id: UUID
    scope: UUID
    case_id: UUID
    checklist: str
    question: str
    answered_at: datetime
    row: str = ""
    value: Value = None
    note: str = ""


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


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One row of a repeat: a service, a staff member. It stands also before anything is answered in it.

    Shape: `row` is its whole path as an answer's row is written ("2" or "2/1"). A removed row keeps its answers, so
    that the act can be undone; they count no more.
    """

    id: UUID
    scope: UUID
    visit_id: UUID
    repeat: str
    row: str
    removed: bool = False


def visit_row_id(visit_id: UUID, repeat: str, row: str) -> UUID:
    """The id every laptop gives to this row."""
    return derived_id("visit row", visit_id, repeat, row)


class CommentKind(StrEnum):
    """What a comment wants of its reader."""

    COMMENT = "comment"
    SENT_BACK = "sent_back"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class Comment:
    """A line of the thread at one answer, or at the whole visit where `question` is empty.

    Shape: a comment or a question sent back is open until somebody resolves it; a reply answers what stands above.
    It says nothing of the visit's answers itself, and may be written also when the visit is signed.
    """

    id: UUID
    scope: UUID
    visit_id: UUID
    question: str
    row: str
    kind: CommentKind
    text: str
    written_by: UUID
    written_at: datetime
    resolved_by: UUID | None = None
    resolved_at: datetime | None = None


class ConsentState(StrEnum):
    """What the person visited has said."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def word(self) -> str:
        """The state as it stands on screen."""
        return {
            ConsentState.GIVEN: say("Ja till besöket", "Agreed to the visit"),
            ConsentState.REFUSED: say("Nej till besöket", "Declined the visit"),
            ConsentState.WITHDRAWN: say("Tog tillbaka sitt ja", "Took the consent back"),
        }[self]


@dataclass(frozen=True, slots=True)
class Consent:
    """What the person visited said to the visit, when, to whom, and after being told what.

    Shape: one per visit. `said_by` is the person themselves or a representative in words, never a name; `told` pairs
    the code of each thing told with an empty text or words of one's own; `consequence_told` says whether the person
    was told what a refusal may lead to (LSS 9 c), None where that does not apply.
    """

    id: UUID
    scope: UUID
    visit_id: UUID
    state: ConsentState
    said_at: datetime
    said_by: str = ""
    told: tuple[tuple[str, str], ...] = ()
    consequence_told: bool | None = None
    taken_by: UUID | None = None
    note: str = ""


def consent_id(visit_id: UUID) -> UUID:
    """The id both visitors' laptops give to the consent of this visit."""
    return derived_id("consent", visit_id)
