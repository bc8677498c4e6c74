"""The answers of a round as plain rows: what was asked at each visit, what became of it, and where two differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from kollegie.language import say
from kollegie.model.answer_values import UnreadableValue, Value, Withheld, value_from_text, value_to_text
from kollegie.model.checklist import CHOOSING, Checklist, ControlQuestion, QuestionType
from kollegie.model.checklist_answers import value_words
from kollegie.model.conflicts import Conflict
from kollegie.model.reviews import Case, Visit, VisitState
from kollegie.model.visits import Answer, VisitRow
from kollegie.store import Reading
from kollegie.summary.facts import AnswerFact, DisagreementFact, Standing
from kollegie.visiting.doubles import double_visit
from kollegie.visiting.pinned import clock_of, row_text, sheet_of

_WITHHELD = {
    Withheld.EJ_OBSERVERAT: Standing.NOT_OBSERVED,
    Withheld.EJ_TILLAMPLIGT: Standing.NOT_APPLICABLE,
    Withheld.EJ_FRAGAD: Standing.NOT_ASKED,
    Withheld.AVSTOD: Standing.DECLINED,
}
_COUNTED = (VisitState.SIGNED, VisitState.ONGOING)


def answers_of(
    reading: Reading, visits: Sequence[Visit], cases: Mapping[UUID, Case], asked: Mapping[UUID, Checklist]
) -> tuple[AnswerFact, ...]:
    """What became of every question that was asked at the visits begun or signed.

    Shape: `asked` is all that is asked at each visit, what warning signals have put to it too. Whether a question was
    asked follows from the answers, by the rules of the version the visit is pinned to.
    """
    counted = [visit for visit in visits if visit.state in _COUNTED]
    by_visit: dict[UUID, list[Answer]] = defaultdict(list)
    for answer in reading.find(Answer, visit_id=tuple(visit.id for visit in counted)):
        by_visit[answer.visit_id].append(answer)
    rows: dict[UUID, list[VisitRow]] = defaultdict(list)
    for row in reading.find(VisitRow, visit_id=tuple(visit.id for visit in counted)):
        rows[row.visit_id].append(row)
    return tuple(
        fact
        for visit in counted
        for fact in _of_visit(visit, cases[visit.case_id], asked[visit.id], by_visit[visit.id], rows[visit.id])
    )


def _of_visit(
    visit: Visit, case: Case, checklist: Checklist, answers: Sequence[Answer], rows: Sequence[VisitRow]
) -> Iterator[AnswerFact]:
    began = visit.started_at
    clock = clock_of(visit) or (None if began is None else lambda: began)
    sheet = sheet_of(checklist, case, answers, rows=rows, clock=clock)
    given = {(answer.question, answer.row): answer for answer in answers}
    for cell in sheet.relevant():
        question = checklist.question(cell.name)
        if question is not None and question.counted:
            row = row_text(cell.row)
            yield _fact(visit, question, answer_place(cell.name, row), given.get((cell.name, row)))


def answer_place(name: str, row: str) -> str:
    """Where an answer stands within a visit: the name of its question and, in a repeat, its row.

    Shape: a finding at a part of a question belongs to the answer of the whole, which is the one that is counted.
    """
    return f"{name} {row}" if row else name


def _fact(visit: Visit, question: ControlQuestion, place: str, answer: Answer | None) -> AnswerFact:
    value = answer.value if answer is not None else None
    note = answer.note if answer is not None else ""
    positive = answer.positive if answer is not None else False
    if value is None:
        return AnswerFact(str(visit.id), question.id, Standing.MISSING, "", note, "", positive, place)
    kept = value_to_text(value)
    if isinstance(value, Withheld):
        return AnswerFact(str(visit.id), question.id, _WITHHELD[value], value.word, note, "", positive, place, kept)
    word, told = _words(question, value)
    amount = value if question.type in (QuestionType.NUMBER, QuestionType.INTEGER) and isinstance(value, str) else ""
    said = " ".join(part for part in (told, note) if part)
    names = value if isinstance(value, tuple) else (value,)
    chosen = question.type in CHOOSING and {choice.name for choice in question.choices}.issuperset(names)
    return AnswerFact(
        str(visit.id), question.id, Standing.ANSWERED, word, said, amount, positive, place, kept, chosen=chosen
    )


def _words(question: ControlQuestion, value: Value) -> tuple[str, str]:
    """The answer in words, and apart from it what was written freely, which only the internal edition may print."""
    if question.type is QuestionType.TEXT:
        return say("Se anteckning", "See note"), value if isinstance(value, str) else ""
    return value_words(question, value), ""


def disagreements_of(
    reading: Reading, visits: Sequence[Visit], asked: Mapping[UUID, Checklist]
) -> tuple[DisagreementFact, ...]:
    """Where two people answered one question of one visit differently; both versions are kept."""
    by_id = {visit.id: visit for visit in visits}
    conflicts = reading.find(Conflict, record="answer", field="value")
    answers = {answer.id: answer for answer in reading.find(Answer, id={one.row_id for one in conflicts})}
    facts = []
    for conflict in conflicts:
        answer = answers.get(conflict.row_id)
        visit = by_id.get(answer.visit_id) if answer is not None else None
        if answer is None or visit is None:
            continue
        question = asked[visit.id].question(answer.question)
        if question is None:
            continue
        outcome = "" if conflict.open else _cell_words(question, answer.value)
        first, second = (_stored_words(question, text) for text in (conflict.a_value, conflict.b_value))
        settled = "" if conflict.open else value_to_text(answer.value)
        values = (conflict.a_value or "", conflict.b_value or "", settled)
        facts.append(DisagreementFact(str(visit.id), question.id, first, second, outcome, values))
    return tuple(sorted(facts, key=lambda one: (one.question, one.visit)))


def blind_disagreements_of(reading: Reading, visits: Sequence[Visit]) -> tuple[DisagreementFact, ...]:
    """Where the visitors of an adjudicated double visit answered differently; what was settled is the outcome."""
    facts = []
    for visit in visits:
        if not visit.double or visit.signed_at is None:
            continue
        for one in double_visit(reading, visit.id).compared():
            if one.differs and one.comparable:
                first, second = (_cell_words(one.question, value) for value in (one.values[0], one.values[-1]))
                settled = one.adjudicated.value if one.adjudicated is not None else None
                outcome = _cell_words(one.question, settled)
                values = tuple(value_to_text(value) for value in (one.values[0], one.values[-1], settled))
                facts.append(DisagreementFact(str(visit.id), one.question.id, first, second, outcome, values))
    return tuple(sorted(facts, key=lambda one: (one.question, one.visit)))


def _stored_words(question: ControlQuestion, text: str | None) -> str:
    try:
        return _cell_words(question, value_from_text(text))
    except UnreadableValue:
        return say("Kan inte läsas av den här versionen", "Cannot be read by this version")


def _cell_words(question: ControlQuestion, value: Value) -> str:
    if value is None:
        return say("Inget svar", "No answer")
    if isinstance(value, Withheld):
        return value.word
    return value if question.type is QuestionType.TEXT and isinstance(value, str) else value_words(question, value)
