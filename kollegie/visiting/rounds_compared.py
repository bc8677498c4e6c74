"""This round beside the last: the same person or provider, question by question.

Better and worse follow from the findings, never from the answer itself: "yes" is good news in one question and bad
in another. A question is worse when its gravest finding is graver than last time, better when it is milder or gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kollegie.model.answer_values import Value, Withheld
from kollegie.model.checklist import Checklist, ControlQuestion
from kollegie.model.checklist_compare import ChangeKind, matched
from kollegie.model.reviews import Case, Review, Visit
from kollegie.model.severity import Severity
from kollegie.model.visits import Finding
from kollegie.store import Reading
from kollegie.store.earlier import latest_earlier_visit
from kollegie.visiting.counting import Spot, place_on, sheet_and_counting
from kollegie.visiting.errors import ChecklistVersionMissing
from kollegie.visiting.evaluation import Row
from kollegie.visiting.findings import standing
from kollegie.visiting.pinned import checklist_of, row_of


class Change(StrEnum):
    """What became of a question since the last round."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    OTHER = "other"
    NOT_ASKED_THEN = "not-asked-then"
    NOT_ASKED_NOW = "not-asked-now"
    OTHER_TYPE = "other-type"


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """One question then and now. The severities are those of the gravest standing finding, None without any.

    Shape: `row` is the place of its row among those that stood, in a repeat. `former` is the question as it was asked
    then, None where it was not there or its version has not arrived here. `kind` tells what the versions have made of
    it: new, gone, renamed or of another type; None of one that is the same. A question that is gone is its own
    `former`.
    """

    question: ControlQuestion
    change: Change
    then: Value
    now: Value
    then_severity: Severity | None
    now_severity: Severity | None
    kind: ChangeKind | None = None
    former: ControlQuestion | None = None
    row: Row = ()

    @property
    def is_gone(self) -> bool:
        """Whether the version of today has it no more."""
        return self.kind is ChangeKind.GONE


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
    now_checklist, then_checklist = checklist_of(reading, visit), _as_then(reading, earlier)
    matches = {} if then_checklist is None else matched(then_checklist, now_checklist)
    was = {new: old for old, new in matches.items()}
    then_answers, then_found = _answered(reading, earlier)
    now_answers, now_found = _answered(reading, visit)
    for question in now_checklist.control_questions:
        name = question.name if then_checklist is None else was.get(question.name)
        former = None if then_checklist is None or name is None else then_checklist.question(name)
        for row in _rows(question.name, now_answers, name, then_answers):
            then = then_answers.get((name, row)) if name is not None else None
            now = now_answers.get((question.name, row))
            before = then_found.get((name, row)) if name is not None else None
            after = now_found.get((question.name, row))
            kind = None if then_checklist is None else _kind(former, question)
            change = _change(then, now, before, after)
            if kind is ChangeKind.TYPE and change not in (Change.NOT_ASKED_THEN, Change.NOT_ASKED_NOW):
                change = Change.OTHER_TYPE
            yield QuestionChange(question, change, then, now, before, after, kind, former, row)
    for old in () if then_checklist is None else then_checklist.control_questions:
        if old.name in matches:
            continue
        for row in _rows(old.name, then_answers, None, {}):
            then, before = then_answers[old.name, row], then_found.get((old.name, row))
            yield QuestionChange(old, Change.NOT_ASKED_NOW, then, None, before, None, ChangeKind.GONE, old, row)


def _rows(
    now: str, now_answers: Mapping[Spot, Value], then: str | None, then_answers: Mapping[Spot, Value]
) -> list[Row]:
    """The rows a question was answered in at either visit, by their place; `()` outside repeats."""
    found = {row for name, row in now_answers if name == now} | {row for name, row in then_answers if name == then}
    return sorted(found, key=lambda row: [int(one) if one.isdecimal() else 0 for one in row])


def _kind(former: ControlQuestion | None, question: ControlQuestion) -> ChangeKind | None:
    if former is None:
        return ChangeKind.NEW
    if former.type is not question.type:
        return ChangeKind.TYPE
    return ChangeKind.RENAMED if former.name != question.name else None


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


def _as_then(reading: Reading, visit: Visit) -> Checklist | None:
    """The version a visit was made with; None where it has not arrived here, and then names alone are compared."""
    try:
        return checklist_of(reading, visit)
    except ChecklistVersionMissing:
        return None


def _answered(reading: Reading, visit: Visit) -> tuple[dict[Spot, Value], dict[Spot, Severity]]:
    """What was answered and counts, and the gravest finding that stands, by question and place."""
    sheet, answers = sheet_and_counting(reading, visit)
    counted: dict[Spot, Value] = {place: one.value for place, one in answers.items() if one.value is not None}
    found: dict[Spot, Severity] = {}
    for one in reading.find(Finding, visit_id=visit.id):
        if standing(one):
            row = row_of(one.row)
            place = (one.question, row) if sheet is None else place_on(sheet, one.question, row)
            found[place] = max(one.severity, found.get(place, one.severity))
    return counted, found
