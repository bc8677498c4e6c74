"""What the summary says of how the review was done: its sample, its drop-out and where the visitors differed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One row of the sample table: drawn and visited. `source` is the key of its visits.

    Shape: `planned` is None where the few who were not visited would be shown by it.
    """

    name: str
    planned: int | None
    visited: int
    source: str


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """Why visits were not carried out, and how many."""

    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two answers that differ, both kept. Names no one."""

    question: str
    case: str
    first: str
    second: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Conduct:
    """How the review was done: purpose, method, sample and drop-out, agreement, limits."""

    lead: str
    purpose: tuple[str, ...]
    method: tuple[str, ...]
    sample_note: str
    sample: tuple[SampleRow, ...]
    reasons: tuple[ReasonRow, ...]
    reasons_note: str
    agreement: str
    disagreements: tuple[Disagreement, ...]
    limits: tuple[str, ...]
