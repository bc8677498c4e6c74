"""What can be said about one answer, and about all of them: state, faults, findings, progress, change."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from kollegie.model.answer_values import Row
from kollegie.model.checklist import BilingualText
from kollegie.model.severity import Category, Severity


class Cell(NamedTuple):
    """One question in one row, `()` outside repeats."""

    name: str
    row: Row = ()


class AnswerState(Enum):
    """Where a question stands."""

    NOT_ASKED = auto()  # under a closed branch, or nothing to answer
    UNANSWERED = auto()
    PARTLY = auto()  # answered, but a follow-up that must be answered is not
    ANSWERED = auto()
    WITHHELD = auto()  # not observed, not applicable, not asked, declined


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with an answer; a soft one may be passed with a comment, a hard one stops signing."""

    question: str
    row: Row
    message: BilingualText
    soft: bool


@dataclass(frozen=True, slots=True)
class RaisedFinding:
    """A finding an answer raises: the question, which of its rules (from 0), the rule's category and severity."""

    question: str
    rule: int
    category: Category
    severity: Severity
    row: Row = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of questions: `answered` of `total`, withheld ones among the answered; faults and findings beside."""

    answered: int = 0
    total: int = 0
    faults: int = 0
    findings: int = 0

    def __add__(self, other: Progress) -> Progress:
        return Progress(
            self.answered + other.answered,
            self.total + other.total,
            self.faults + other.faults,
            self.findings + other.findings,
        )

    def __sub__(self, other: Progress) -> Progress:
        return Progress(
            self.answered - other.answered,
            self.total - other.total,
            self.faults - other.faults,
            self.findings - other.findings,
        )


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that is said about one question in one row; `allowed` are the choices a filter leaves, None without filter.

    Shape: `quoted` holds the answers its label quotes, so that a changed label is a changed judgement.
    """

    state: AnswerState
    missing: bool = False
    faults: tuple[Fault, ...] = ()
    findings: tuple[RaisedFinding, ...] = ()
    allowed: tuple[str, ...] | None = None
    quoted: tuple[object, ...] = ()

    @property
    def counts(self) -> Progress:
        """What it adds to its section."""
        if self.state is AnswerState.NOT_ASKED:
            return Progress()
        done = self.state in (AnswerState.ANSWERED, AnswerState.WITHHELD)
        return Progress(int(done), 1, len(self.faults), len(self.findings))


NOT_ASKED = Judgement(AnswerState.NOT_ASKED)


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change led to, so that a window draws only that again.

    Shape: `relevance` are questions and groups that opened or closed, `values` those whose value as seen by rules
    changed, `judged` those whose faults, findings, choices, labels or state changed; `rows` the repeats that got
    other rows; `sections` those whose count changed.
    """

    relevance: tuple[Cell, ...] = ()
    values: tuple[Cell, ...] = ()
    judged: tuple[Cell, ...] = ()
    rows: tuple[Cell, ...] = ()
    sections: tuple[str, ...] = ()


class Changes:
    """Notes what one settling changes."""

    def __init__(self) -> None:
        self.relevance: list[tuple[str, Row]] = []
        self.values: list[tuple[str, Row]] = []
        self.judged: list[tuple[str, Row]] = []
        self.rows: list[tuple[str, Row]] = []
        self.sections: dict[str, None] = {}

    def told(self) -> Changed:
        """All that was noted."""
        return Changed(
            tuple(Cell(*cell) for cell in self.relevance),
            tuple(Cell(*cell) for cell in self.values),
            tuple(Cell(*cell) for cell in self.judged),
            tuple(Cell(*cell) for cell in self.rows),
            tuple(self.sections),
        )
