"""The answers that count at a visit: those to questions that are asked, in rows that stand.

An answer under a closed branch or in a row that was taken away is kept, and comes back when the branch opens or the row
does; until then nothing compares it, carries it over or counts it. Rows are told apart by their place among those that
stand, since each laptop names the rows it makes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kollegie.model.checklist import Checklist
from kollegie.model.reviews import Case, Visit
from kollegie.model.visits import Answer, VisitRow
from kollegie.store import Reading
from kollegie.visiting.errors import ChecklistVersionMissing
from kollegie.visiting.evaluation import Row, Sheet
from kollegie.visiting.pinned import asked_at, clock_of, row_of, sheet_of

Spot = tuple[str, Row]
"""A question and the number of its row among those that stand, counted from "1"; `()` outside repeats."""


def sheet_then(reading: Reading, visit: Visit, checklist: Checklist, answers: Iterable[Answer] | None = None) -> Sheet:
    """The visit's sheet as it was when the visit was over; by the clock of now where it is not.

    Shape: `answers` are others than those that stand, such as the ones it was signed with.
    """
    given = reading.find(Answer, visit_id=visit.id) if answers is None else answers
    rows = reading.find(VisitRow, visit_id=visit.id)
    return sheet_of(checklist, reading.first(Case, id=visit.case_id), given, rows=rows, clock=clock_of(visit))


def counting(sheet: Sheet, answers: Iterable[Answer]) -> dict[tuple[str, Row], Answer]:
    """Those of the answers that count, in reading order, by question and row."""
    given = {(answer.question, row_of(answer.row)): answer for answer in answers}
    return {(cell.name, cell.row): given[cell.name, cell.row] for cell in sheet.relevant() if cell in given}


def place_on(sheet: Sheet, name: str, row: Row) -> Spot:
    """Where a question in a row stands; a row that does not stand keeps its name."""
    found: list[str] = []
    for depth, repeat in enumerate(sheet.checklist.path_of(name)[: len(row)]):
        rows = sheet.rows(repeat, row[:depth])
        here = row[: depth + 1]
        found.append(str(rows.index(here) + 1) if here in rows else row[depth])
    return name, tuple(found)


def placed(sheet: Sheet, answers: Iterable[Answer]) -> dict[Spot, Answer]:
    """The answers that count, by question and place."""
    return {place_on(sheet, name, row): answer for (name, row), answer in counting(sheet, answers).items()}


def sheet_and_counting(reading: Reading, visit: Visit) -> tuple[Sheet | None, Mapping[Spot, Answer]]:
    """A visit's sheet as it was when it was signed, and its answers that count, by question and place.

    Shape: where the version the visit was made with has not arrived here nobody can tell what was asked; there is no
    sheet then, and all answers outside repeats are given.
    """
    answers = reading.find(Answer, visit_id=visit.id)
    try:
        checklist = asked_at(reading, visit)
    except ChecklistVersionMissing:
        return None, {(answer.question, ()): answer for answer in answers if not answer.row}
    sheet = sheet_then(reading, visit, checklist, answers)
    return sheet, placed(sheet, answers)


def answers_that_count(reading: Reading, visit: Visit) -> Mapping[Spot, Answer]:
    """The answers of a visit that count, as `sheet_and_counting` tells them."""
    return sheet_and_counting(reading, visit)[1]
