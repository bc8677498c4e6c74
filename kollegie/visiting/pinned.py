"""The checklist a visit is pinned to, and the sheet its answers make of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Set
from dataclasses import dataclass
from datetime import datetime

from kollegie.language import Language
from kollegie.model.answer_values import Value, value_from_text
from kollegie.model.checklist import Checklist, ControlQuestion
from kollegie.model.checklist_answers import AnswerUnfit, read_value
from kollegie.model.checklist_text import checklist_from_text
from kollegie.model.reviews import Case, ChecklistVersion, Visit, VisitState
from kollegie.model.visits import Answer, VisitRow
from kollegie.store import Reading
from kollegie.visiting.errors import ChecklistVersionMissing, QuestionUnknown
from kollegie.visiting.evaluation import Row, Sheet
from kollegie.visiting.record_questions import record_questions_of, with_record_questions

KEPT = 32
"""Versions kept as they were read: more than a day's visits are pinned to."""
_read: dict[str, Checklist] = {}
"""Checklists by fingerprint: a version's text is the same whenever that is, so it is fetched and read only once."""


def checklist_of(reading: Reading, visit: Visit) -> Checklist:
    """The checklist in the very version the visit began with.

    Raises: ChecklistVersionMissing when this laptop does not have that version; UnreadableChecklist when a newer
    program wrote it.
    """
    hash_ = visit.checklist_hash
    known = reading.values(ChecklistVersion, "id", content_hash=hash_)
    if not known:
        case = reading.first(Case, id=visit.case_id)
        raise ChecklistVersionMissing(checklist=visit.checklist, case=case.label if case is not None else "")
    checklist = _read.get(hash_)
    if checklist is None:
        checklist = checklist_from_text(str(reading.values(ChecklistVersion, "text", id=known[0])[0]))
        _read[hash_] = checklist
        for earliest in list(_read)[:-KEPT]:
            _read.pop(earliest, None)
    return checklist


def asked_at(reading: Reading, visit: Visit) -> Checklist:
    """All that is asked at the visit: its pinned checklist and the questions that warning signals have put to it.

    Shape: what is put to a double visit is asked in each of its blind ones.
    Raises: ChecklistVersionMissing; UnreadableChecklist.
    """
    return with_record_questions(checklist_of(reading, visit), record_questions_of(reading, visit.blind_of or visit.id))


@dataclass(frozen=True, slots=True)
class Told:
    """What a sheet is made of, as `sheet_of` takes it from the store.

    Shape: `answers` by question and row, with what the case says filled in; `rows` those that stand, by their repeat
    and the row around it, in the order they were made.
    """

    answers: dict[tuple[str, Row], Value]
    rows: dict[tuple[str, Row], list[str]]


@dataclass(frozen=True, slots=True)
class Written:
    """The same as the store holds it, quick to fetch and to compare: texts that nobody has read yet.

    Shape: `answers` by question and row; `rows` are repeat, row and whether it was removed; `facts` what the case says.
    """

    answers: dict[tuple[str, str], str | None]
    rows: list[tuple[str, str, bool]]
    facts: tuple[tuple[str, str], ...]


def written_at(reading: Reading, visit: Visit) -> Written:
    """What the visit's sheet is made of just now, unread."""
    return Written(
        {
            (name, row): text
            for name, row, text in reading.texts(Answer, ("question", "row", "value"), visit_id=visit.id)
        },
        reading.texts(VisitRow, ("repeat", "row", "removed"), visit_id=visit.id),
        next(iter(reading.values(Case, "facts", id=visit.case_id)), ()),
    )


def told_by(written: Written, checklist: Checklist) -> Told:
    """What the sheet is made of, read."""
    answers = ((name, row, read_written(text)) for (name, row), text in written.answers.items())
    return _told(checklist, written.facts, answers, written.rows)


def read_written(text: str | None) -> Value:
    """An answer as the store holds it, read."""
    return None if text is None else value_from_text(text)


def sheet_at(reading: Reading, visit: Visit, checklist: Checklist, *, language: Language | None = None) -> Sheet:
    """The visit's sheet as the store has it: its answers, its rows and what the case says."""
    told = told_by(written_at(reading, visit), checklist)
    return Sheet(checklist, told.answers, rows=told.rows, language=language, clock=local_clock(clock_of(visit)))


def clock_of(visit: Visit) -> Callable[[], datetime] | None:
    """What `today()` means at a visit that is over, however late somebody looks at it or types it in from paper.

    Shape: None as long as it goes on, and for one that was written off and has no day; then it is the clock of now.
    """
    moment = _moment_of(visit)
    return None if moment is None else lambda: moment


def _moment_of(visit: Visit) -> datetime | None:
    """The moment a visit that is over is read by: when the visitors were done, else when it was signed. One that was
    written off is read by when they came, when it was begun or when it was to be made, the first of them that is known.
    """
    over = visit.left_at or visit.signed_at
    if over is None and visit.state is VisitState.DROPPED:
        return visit.arrived_at or visit.started_at or visit.planned_start
    return over


def local_clock(clock: Callable[[], datetime] | None) -> Callable[[], datetime] | None:
    """The clock as a sheet reads it: in local time."""
    return None if clock is None else lambda: clock().astimezone()


def question_in(checklist: Checklist, name: str) -> ControlQuestion:
    """The question of that name or printed id. Raises: QuestionUnknown."""
    found = checklist.question(name) or checklist.question(name.lower())
    if found is None or not found.answerable:
        like = next((question.name for question in checklist.control_questions), "")
        raise QuestionUnknown(question=name, checklist=checklist.id, version=checklist.version, like=like)
    return found


def sheet_of(
    checklist: Checklist,
    case: Case | None,
    answers: Iterable[Answer],
    *,
    rows: Iterable[VisitRow] = (),
    clock: Callable[[], datetime] | None = None,
    language: Language | None = None,
) -> Sheet:
    """The answers of a visit on the sheet of its checklist, with what the case says filled in.

    A fact the checklist does not ask for, or cannot read, is left out: the register may know more than one checklist.
    What was said of the case at the visit stands above what the register knew.
    Shape: `rows` are those people have added or removed; rows that only answers name are there too. What was answered
    in a removed row is left out.
    Units: `clock` is timezone-aware; the sheet reads it as local time.
    """
    told = _told(
        checklist,
        case.facts if case is not None else (),
        ((one.question, one.row, one.value) for one in answers),
        [(one.repeat, one.row, one.removed) for one in rows],
    )
    return Sheet(checklist, told.answers, rows=told.rows, language=language, clock=local_clock(clock))


def _told(
    checklist: Checklist,
    facts: Iterable[tuple[str, str]],
    answers: Iterable[tuple[str, str, Value]],
    known: Collection[tuple[str, str, bool]],
) -> Told:
    removed = {(repeat, row_of(row)) for repeat, row, gone in known if gone}
    given: dict[tuple[str, Row], Value] = {
        (question, row_of(row)): value
        for question, row, value in answers
        if not removed or not _is_removed(checklist, question, row, removed)
    }
    fields = {field.name: field for field in checklist.context_fields}
    for name, text in facts:
        if name in fields and given.get((name, ())) is None:
            try:
                given[name, ()] = read_value(fields[name], text)
            except AnswerUnfit:
                continue
    return Told(given, rows_in_order(known))


def _is_removed(checklist: Checklist, question: str, text: str, removed: Set[tuple[str, Row]]) -> bool:
    row = row_of(text)
    path = checklist.path_of(question)
    return any((repeat, row[: depth + 1]) in removed for depth, repeat in enumerate(path[: len(row)]))


def rows_in_order(known: Iterable[tuple[str, str, bool]]) -> dict[tuple[str, Row], list[str]]:
    """The rows of each repeat that stand, in the order they were made: their names begin with the moment."""
    found: dict[tuple[str, Row], list[str]] = {}
    for repeat, text, removed in sorted(known, key=lambda one: one[1]):
        row = row_of(text)
        if row and not removed:
            found.setdefault((repeat, row[:-1]), []).append(row[-1])
    return found


def row_of(text: str) -> Row:
    """The row a stored answer stands in: "" outside repeats, "2" or "2/1" inside."""
    return tuple(text.split("/")) if text else ()


def row_text(row: Row) -> str:
    """A row as it is stored."""
    return "/".join(row)
