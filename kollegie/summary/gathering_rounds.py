"""This round beside the last as plain rows: question by question, what was answered then and now, without a name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from statistics import median
from uuid import UUID

from kollegie.language import say
from kollegie.model.answer_values import Value, Withheld, value_to_text
from kollegie.model.checklist import ControlQuestion, QuestionType
from kollegie.model.reviews import Visit, VisitState
from kollegie.store import Reading
from kollegie.summary.facts import ComparedFact, ComparedQuestion, Given
from kollegie.visiting.counting import answers_that_count
from kollegie.visiting.rounds_compared import Change, QuestionChange, compare_rounds

CHOICES = (QuestionType.YES_NO, QuestionType.ONE_OF, QuestionType.MANY_OF)
NUMBERS = (QuestionType.NUMBER, QuestionType.INTEGER)


def compared_of(reading: Reading, review_id: UUID) -> tuple[ComparedFact, ...]:
    """This round beside the last; nothing where nobody was reviewed before.

    Shape: the questions in the order of the checklists now, those that are gone last.
    """
    found = compare_rounds(reading, review_id)
    if not found.subjects:
        return ()
    counts: Counter[Change] = Counter()
    by_question: dict[str, list[QuestionChange]] = defaultdict(list)
    gone: dict[str, list[QuestionChange]] = defaultdict(list)
    for subject in found.subjects:
        counts.update(subject.counts)
        for one in subject.questions:
            (gone if one.is_gone else by_question)[one.question.id].append(one)
    names = {one.earlier_review.name for one in found.subjects if one.earlier_review is not None}
    since = names.pop() if len(names) == 1 else ""
    earlier = {one.earlier_review.id for one in found.subjects if one.earlier_review is not None}
    then = _others(reading, earlier, {one.earlier_case.id for one in found.subjects})
    now = _others(reading, {review_id}, {one.case.id for one in found.subjects})
    rows = [_question(changes, then, now) for changes in (*by_question.values(), *gone.values())]
    better, worse, same = (counts[one] for one in (Change.BETTER, Change.WORSE, Change.SAME))
    return (ComparedFact(since, len(found.subjects), better, worse, same, tuple(rows)),)


def _others(reading: Reading, reviews: set[UUID], compared: set[UUID]) -> Counter[str]:
    """How many answered each question in these rounds and are not compared, by its name."""
    visits = [
        one
        for one in reading.find(Visit, review_id=reviews, blind_of=None)
        if one.case_id not in compared and one.state in (VisitState.SIGNED, VisitState.ONGOING)
    ]
    given = {
        (visit.id, question)
        for visit in visits
        for (question, _), one in answers_that_count(reading, visit).items()
        if one.value is not None and not isinstance(one.value, Withheld)
    }
    return Counter(question for _, question in given)


def _question(changes: Sequence[QuestionChange], then: Counter[str], now: Counter[str]) -> ComparedQuestion:
    """One question over all who were reviewed both times."""
    first = changes[0]
    question = first.question
    counts = Counter(one.change for one in changes)
    category = question.findings[0].category if question.findings else None
    former = next((one.former for one in changes if one.former is not None), None)
    return ComparedQuestion(
        question.id,
        question.short_label(),
        next((one.kind.value for one in changes if one.kind is not None), ""),
        former.id if former is not None else "",
        category,
        any(rule.sensitive for rule in question.findings),
        replace(_given(former or question, [one.then for one in changes]), others=then[(former or question).name]),
        replace(
            Given() if first.is_gone else _given(question, [one.now for one in changes]), others=now[question.name]
        ),
        counts[Change.BETTER],
        counts[Change.WORSE],
        counts[Change.SAME],
        counts[Change.OTHER],
        sum(one.now_severity is not None for one in changes),
        sum(one.then_severity is not None for one in changes),
    )


def _given(question: ControlQuestion, values: Sequence[Value]) -> Given:
    """What was answered, in words that tell of nobody: choices with their counts, the middle and ends of numbers."""
    said = [value for value in values if value is not None and not isinstance(value, Withheld)]
    if question.type in CHOICES:
        labels = {choice.name: choice.label.in_() or choice.name for choice in question.choices}
        chosen = Counter(
            labels.get(str(one), say("Annat", "Other"))
            for value in said
            for one in (value if isinstance(value, tuple) else (value,))
        )
        order = [*labels.values(), say("Annat", "Other")]
        counts = sorted(chosen.items(), key=lambda pair: (order.index(pair[0]), pair[0]))
        return Given(len(said), tuple(counts), values=_kept(said))
    if question.type in NUMBERS and said:
        return Given(len(said), (), _spread(said, question.unit.in_()), _kept(said))
    return Given(len(said))


def _kept(values: Sequence[Value]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(value_to_text(value) for value in values).items()))


def _spread(values: Sequence[Value], unit: str) -> str:
    numbers = []
    for value in values:
        try:
            numbers.append(Decimal(str(value)))
        except InvalidOperation:
            continue
    if not numbers:
        return ""
    middle, least, most = (_plain(Decimal(one)) for one in (median(numbers), min(numbers), max(numbers)))
    told = (
        middle
        if len(numbers) == 1 or least == most
        else say("median {} ({}–{})", "median {} ({}–{})").format(middle, least, most)
    )
    return f"{told}\u00a0{unit}" if unit else told


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}".replace(".", say(",", "."))
