"""How well visitors agree, question by question: at an example case before and after they meet, and in double visits.

Raw agreement always stands first. It is told apart for questions both have answered, since "not asked" beside "not
asked" is no agreement about what was seen. Persons stand by name, never in order of how often they differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from itertools import combinations
from uuid import UUID

from kollegie.model.agreement import Agreement, Measure, agreement, raw_agreement
from kollegie.model.answer_values import Value, Withheld
from kollegie.model.checklist import ControlQuestion, QuestionType
from kollegie.model.reviews import EXAMPLES
from kollegie.store import Reading
from kollegie.visiting.doubles import ComparedQuestion, DoubleVisit, double_visits

NUMBERS = frozenset({QuestionType.NUMBER, QuestionType.INTEGER})
CLOSE = 0.8
"""Raw agreement below this is worth talking about at the meeting; a level to look at, not a limit."""


class Occasion(StrEnum):
    """What the agreement is counted from: an example case before the meeting or after it, or the double visits."""

    BEFORE = "before"
    AFTER = "after"
    DOUBLES = "doubles"


@dataclass(frozen=True, slots=True)
class QuestionAgreement:
    """One question of one checklist.

    Shape: `both` is the raw agreement among real answers alone, reasons for having none left out. `given` lists for
    each case what each visitor answered, by name.
    """

    checklist: str
    question: ControlQuestion
    agreement: Agreement
    both: Measure
    given: tuple[tuple[str, tuple[tuple[str, Value], ...]], ...]


@dataclass(frozen=True, slots=True)
class Deviation:
    """How often one visitor's answer was another than a colleague's to the same question about the same case."""

    person_id: UUID
    name: str
    compared: int
    differing: int

    @property
    def share(self) -> float:
        """The share that differs, 0 where nothing was compared."""
        return self.differing / self.compared if self.compared else 0.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """The agreement of one occasion.

    Shape: `cases` counts the cases that are open, `waiting` those somebody has not signed yet. `whole` is counted over
    the yes/no questions, each about each case a unit of its own.
    """

    occasion: Occasion
    cases: int
    waiting: int
    questions: tuple[QuestionAgreement, ...]
    whole: Agreement
    both: Measure
    persons: tuple[Deviation, ...]


def calibration(reading: Reading, review_id: UUID, occasion: Occasion) -> Calibration:
    """Count the agreement of a round's visitors at one occasion; only what all have signed counts.

    Raises: RecordMissing; ChecklistVersionMissing.
    """
    doubles = [one for one in double_visits(reading, review_id) if _occasion(one) is occasion]
    opened = [one for one in doubles if one.opened]
    names = {record.person_id: record.name for one in opened for record in one.records}
    by_question: dict[tuple[str, str], list[tuple[DoubleVisit, ComparedQuestion]]] = defaultdict(list)
    for one in opened:
        for compared in one.compared():
            if compared.comparable:
                by_question[one.visit.checklist, compared.question.name].append((one, compared))
    questions = []
    pooled: list[Mapping[Hashable, Hashable]] = []
    compared_by: dict[UUID, list[int]] = {person: [0, 0] for person in names}
    for (checklist, _name), found in by_question.items():
        units = [_unit(double, compared) for double, compared in found]
        question = found[0][1].question
        given = tuple((double.case.label, _given(double, compared)) for double, compared in found)
        questions.append(
            QuestionAgreement(checklist, question, _agreement(question, units), Measure(_both(units)), given)
        )
        if question.type is QuestionType.YES_NO:
            pooled += units
        _count(units, compared_by)
    return Calibration(
        occasion,
        len(opened),
        len(doubles) - len(opened),
        tuple(questions),
        agreement(pooled),
        Measure(_both(pooled)),
        tuple(
            Deviation(person, names[person], *compared_by[person])
            for person in sorted(names, key=lambda one: names[one])
        ),
    )


def low_agreement(found: Calibration) -> tuple[QuestionAgreement, ...]:
    """The questions worth talking about at the meeting, in the order of the checklist."""
    return tuple(one for one in found.questions if one.agreement.pairs and one.agreement.raw.value < CLOSE)


def _occasion(double: DoubleVisit) -> Occasion:
    if not double.case.example:
        return Occasion.DOUBLES
    return Occasion.BEFORE if double.case.drawn == EXAMPLES[0] else Occasion.AFTER


def _unit(double: DoubleVisit, compared: ComparedQuestion) -> dict[Hashable, Hashable]:
    return {
        record.person_id: value
        for record, value in zip(double.records, compared.values, strict=True)
        if value is not None
    }


def _given(double: DoubleVisit, compared: ComparedQuestion) -> tuple[tuple[str, Value], ...]:
    return tuple((record.name, value) for record, value in zip(double.records, compared.values, strict=True))


def _agreement(question: ControlQuestion, units: Sequence[Mapping[Hashable, Hashable]]) -> Agreement:
    """All measures; of numbers alpha asks how far apart they are, and the kappas are not counted."""
    counted = agreement(units)
    if question.type not in NUMBERS:
        return counted
    numbers = [
        {rater: number for rater, value in unit.items() if (number := _number(value)) is not None} for unit in units
    ]
    alpha = agreement(numbers, distance=_apart).alpha
    return replace(counted, alpha=alpha, cohen=None, fleiss=None)


def _number(value: Hashable) -> Decimal | None:
    if isinstance(value, Withheld) or not isinstance(value, str):
        return None
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


def _apart(one: Hashable, other: Hashable) -> float:
    assert isinstance(one, Decimal)
    assert isinstance(other, Decimal)
    return float((one - other) ** 2)


def _both(units: Sequence[Mapping[Hashable, Hashable]]) -> float:
    """Raw agreement where reasons for having no answer do not count as answers."""
    return raw_agreement(
        [{who: said for who, said in unit.items() if not isinstance(said, Withheld)} for unit in units]
    )


def _count(units: Sequence[Mapping[Hashable, Hashable]], found: dict[UUID, list[int]]) -> None:
    for unit in units:
        for (one, left), (other, right) in combinations(unit.items(), 2):
            for rater in (one, other):
                assert isinstance(rater, UUID)
                found[rater][0] += 1
                found[rater][1] += left != right
