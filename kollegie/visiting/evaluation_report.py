"""A checklist worked out on answers from a file: the answer of `kollegie checklist evaluate`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from kollegie.errors import KollegieError
from kollegie.language import Language
from kollegie.model.answer_values import Row, Value, row_to_text
from kollegie.model.checklist import Checklist, ContextField, ControlQuestion, QuestionType
from kollegie.model.checklist_answers import AnswerUnfit, read_value
from kollegie.model.expressions import Scalar
from kollegie.model.expressions.values import as_text
from kollegie.visiting.evaluation import Sheet
from kollegie.visiting.evaluation_words import Cell


class UnknownAnswers(KollegieError):
    """Answers to names the checklist does not have."""

    sv = "Checklistan {checklist} har inga frågor eller uppgifter som heter {names}."
    en = "The checklist {checklist} has no questions or fields named {names}."

    def __init__(self, checklist: str, names: list[str]) -> None:
        super().__init__(checklist=checklist, names=", ".join(sorted(names)))


def evaluate(
    checklist: Checklist,
    answers: Mapping[str, object],
    *,
    language: Language | None = None,
    clock: Callable[[], datetime] | None = None,
) -> dict[str, Any]:
    """Work a checklist out on answers by name, as `{question: value}` from JSON gives them.

    Shape: a question in a repeat has a list with one value for each row (or the repeat has a list of objects); several
    choices are a list; `{"withheld": "avstod"}` withholds. Gives `relevant`, `missing`, `faults` (question, message,
    soft), `calculated` (numbers as numbers, dates as ISO text, a list for each repeat), `findings` (question, category,
    severity), `answered` and `total`, and `progress` by section; what lies in a repeat also has its `row`. A value that
    does not fit its question is a fault, not an error.
    Raises: UnknownAnswers with all names the checklist does not have.
    """
    given = _Given(checklist)
    given.take(answers, ())
    if given.unknown:
        raise UnknownAnswers(checklist.id, given.unknown)
    sheet = Sheet(checklist, given.values, language=language, clock=clock)
    unfit = set(given.faults)
    return {
        "relevant": list(dict.fromkeys(cell.name for cell in sheet.relevant() if _is_asked(sheet, cell))),
        "missing": list(dict.fromkeys(cell.name for cell in sheet.missing() if cell not in unfit)),
        "faults": [
            {"question": cell.name, "message": error.sentence(language), "soft": False, **_row(sheet, cell)}
            for cell, error in given.faults.items()
        ]
        + [
            {
                "question": fault.question,
                "message": fault.message.in_(language),
                "soft": fault.soft,
                **_row(sheet, Cell(fault.question, fault.row)),
            }
            for fault in sheet.faults()
        ],
        "calculated": {
            question.name: _calculated(sheet, question, checklist.path_of(question.name), ())
            for question in checklist.questions
            if question.type is QuestionType.CALCULATED
        },
        "findings": [
            {
                "question": finding.question,
                "category": finding.category.value,
                "severity": int(finding.severity),
                **_row(sheet, Cell(finding.question, finding.row)),
            }
            for finding in sheet.findings()
        ],
        "answered": sheet.progress().answered,
        "total": sheet.progress().total,
        "progress": {
            section.name: [sheet.progress(section.name).answered, sheet.progress(section.name).total]
            for section in checklist.sections
        },
    }


class _Given:
    """Sorts answers by name into cells."""

    def __init__(self, checklist: Checklist) -> None:
        self.values: dict[tuple[str, Row], Value] = {}
        self.faults: dict[Cell, AnswerUnfit] = {}
        self.unknown: list[str] = []
        self._checklist = checklist
        known: list[ControlQuestion | ContextField] = [*checklist.context_fields, *checklist.questions]
        self._questions = {one.name.casefold(): one for one in known}
        self._repeats = {
            path[-1].casefold(): path for item in checklist.items if (path := checklist.path_of(item.name))
        }

    def take(self, answers: Mapping[str, object], around: Row) -> None:
        for name, given in answers.items():
            question = self._questions.get(name.casefold())
            if question is not None:
                self._take_answer(question, given, around)
            elif name.casefold() in self._repeats and isinstance(given, list):
                self._take_rows(given, around)
            else:
                self.unknown.append(name)

    def _take_rows(self, rows: list[object], around: Row) -> None:
        for number, row in enumerate(rows, start=1):
            if isinstance(row, dict):
                self.take(row, (*around, str(number)))

    def _take_answer(self, question: ControlQuestion | ContextField, given: object, row: Row) -> None:
        depth = len(self._checklist.path_of(question.name))
        if len(row) < depth and isinstance(given, list):
            for number, one in enumerate(given, start=1):
                self._take_answer(question, one, (*row, str(number)))
            return
        if len(row) < depth:
            row = (*row, *("1",) * (depth - len(row)))
        cell = Cell(question.name, row[:depth])
        try:
            self.values[cell] = read_value(question, given)
        except AnswerUnfit as unfit:
            self.faults[cell] = unfit


def _is_asked(sheet: Sheet, cell: Cell) -> bool:
    return sheet.plan.questions[cell.name].type is not QuestionType.CALCULATED


def _row(sheet: Sheet, cell: Cell) -> dict[str, str]:
    """The place of a row, `"2"` or `"2/1"`, counted from 1; nothing outside repeats."""
    path = sheet.checklist.path_of(cell.name)
    numbers = []
    for depth, repeat in enumerate(path):
        rows = sheet.rows(repeat, cell.row[:depth])
        around = cell.row[: depth + 1]
        numbers.append(str(rows.index(around) + 1 if around in rows else 0))
    return {"row": row_to_text(tuple(numbers))} if path else {}


def _calculated(sheet: Sheet, question: ControlQuestion, path: tuple[str, ...], row: Row) -> Any:
    if len(row) == len(path):
        return _plain(sheet.value(question.name, row))
    return [_calculated(sheet, question, path, inside) for inside in sheet.rows(path[len(row)], row)]


def _plain(value: Scalar) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, date | time):
        return as_text(value)
    return value
