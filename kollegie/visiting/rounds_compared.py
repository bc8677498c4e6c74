"""This round beside the last: the same person or provider, question by question.

Better and worse follow from the findings, never from the answer itself: "yes" is good news in one question and bad
in another. A question is worse when its gravest finding is graver than last time, better when it is milder or gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kollegie.model.answer_values import Value, Withheld
from kollegie.model.checklist import Checklist, ControlQuestion
from kollegie.model.reviews import Case, Review, Visit
from kollegie.model.severity import Severity
from kollegie.model.visits import Answer, Finding
from kollegie.store import Reading
from kollegie.store.earlier import latest_earlier_visit
from kollegie.visiting.errors import ChecklistVersionMissing
from kollegie.visiting.findings import standing
from kollegie.visiting.pinned import checklist_of


class Change(StrEnum):
    """What became of a question since the last round."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    OTHER = "other"
    NOT_ASKED_THEN = "not-asked-then"
    NOT_ASKED_NOW = "not-asked-now"


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """One question then and now. The severities are those of the gravest standing finding, None without any."""

    question: ControlQuestion
    change: Change
    then: Value
    now: Value
    then_severity: Severity | None
    now_severity: Severity | None


@dataclass(frozen=True, slots=True)
class SubjectCompared:
    """One person or provider, visited in both rounds. Units: the moments are when the visits were signed."""

    case: Case
    earlier_case: Case
    earlier_review: Review | None
    visit_id: UUID
    then_at: datetime
    now_at: datetime
    questions: tuple[QuestionChange, ...]

    @property
    def counts(self) -> Counter[Change]:
        """How many questions of each kind."""
        return Counter(one.change for one in self.questions)


@dataclass(frozen=True, slots=True)
class RoundsCompared:
    """All who were visited both times, by case number; `new` counts those visited for the first time."""

    subjects: tuple[SubjectCompared, ...]
    new: int

    def of_provider(self, provider_ref: str) -> tuple[SubjectCompared, ...]:
        """The visits to a provider and to those it helps."""
        return tuple(one for one in self.subjects if provider_ref in (one.case.provider_ref, one.case.subject_ref))

    def providers(self) -> tuple[str, ...]:
        """The providers of those compared, by their reference."""
        return tuple(sorted({one.case.provider_ref for one in self.subjects if one.case.provider_ref}))

    def by_question(self, subjects: Iterable[SubjectCompared] | None = None) -> dict[str, Counter[Change]]:
        """How many became better or worse in each question, by its printed id in the checklist's order."""
        found: dict[str, Counter[Change]] = {}
        for subject in self.subjects if subjects is None else subjects:
            for one in subject.questions:
                found.setdefault(one.question.id, Counter())[one.change] += 1
        return dict(sorted(found.items()))


def compare_rounds(reading: Reading, review_id: UUID) -> RoundsCompared:
    """Put each signed visit of a round beside the latest one to the same person or provider in an earlier round.

    Shape: of double visits the adjudicated record counts, and example cases are left out.
    """
    cases = {case.id: case for case in reading.find(Case, review_id=review_id) if not case.example}
    subjects, new = [], 0
    for visit in reading.find(Visit, review_id=review_id, blind_of=None):
        case = cases.get(visit.case_id)
        if case is None or visit.signed_at is None:
            continue
        earlier = latest_earlier_visit(reading, visit)
        if earlier is None or earlier.signed_at is None:
            new += 1
            continue
        subjects.append(
            SubjectCompared(
                case,
                reading.get(Case, earlier.case_id),
                reading.first(Review, id=earlier.review_id),
                visit.id,
                earlier.signed_at,
                visit.signed_at,
                tuple(_changes(reading, earlier, visit)),
            )
        )
    return RoundsCompared(tuple(sorted(subjects, key=lambda one: one.case.label)), new)


def _changes(reading: Reading, earlier: Visit, visit: Visit) -> Iterable[QuestionChange]:
    now_checklist = checklist_of(reading, visit)
    then_asked = _names(reading, earlier)
    then_answers, now_answers = _answers(reading, earlier), _answers(reading, visit)
    then_found, now_found = _gravest(reading, earlier), _gravest(reading, visit)
    for question in now_checklist.control_questions:
        name = question.name
        then, now = then_answers.get(name), now_answers.get(name)
        if then is None and now is None:
            continue
        before, after = then_found.get(name), now_found.get(name)
        change = _change(then if name in then_asked else None, now, before, after)
        yield QuestionChange(question, change, then, now, before, after)


def _change(then: Value, now: Value, before: Severity | None, after: Severity | None) -> Change:
    if not _asked(then):
        return Change.NOT_ASKED_THEN
    if not _asked(now):
        return Change.NOT_ASKED_NOW
    if (after or 0) != (before or 0):
        return Change.WORSE if (after or 0) > (before or 0) else Change.BETTER
    return Change.SAME if then == now else Change.OTHER


def _asked(value: Value) -> bool:
    return value is not None and not isinstance(value, Withheld)


def _names(reading: Reading, visit: Visit) -> frozenset[str]:
    """The questions of the version a visit was made with; all names where that version has not arrived here."""
    try:
        checklist: Checklist = checklist_of(reading, visit)
    except ChecklistVersionMissing:
        return frozenset(one.question for one in reading.find(Answer, visit_id=visit.id))
    return frozenset(question.name for question in checklist.questions)


def _answers(reading: Reading, visit: Visit) -> dict[str, Value]:
    return {one.question: one.value for one in reading.find(Answer, visit_id=visit.id, row="")}


def _gravest(reading: Reading, visit: Visit) -> dict[str, Severity]:
    found: dict[str, Severity] = {}
    for one in reading.find(Finding, visit_id=visit.id):
        if standing(one):
            found[one.question] = max(one.severity, found.get(one.question, one.severity))
    return found
