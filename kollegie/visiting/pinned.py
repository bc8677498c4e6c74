"""The checklist a visit is pinned to, and the sheet its answers make of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache

from kollegie.language import Language
from kollegie.model.answer_values import Value
from kollegie.model.checklist import Checklist, ControlQuestion
from kollegie.model.checklist_answers import AnswerUnfit, read_value
from kollegie.model.checklist_text import checklist_from_text
from kollegie.model.reviews import Case, ChecklistVersion, Visit
from kollegie.model.visits import Answer
from kollegie.store import Reading
from kollegie.visiting.errors import ChecklistVersionMissing, QuestionUnknown
from kollegie.visiting.evaluation import Row, Sheet


class _Kept:
    """A version's text that is the same whenever its fingerprint is, so that it is read only once."""

    __slots__ = ("content_hash", "text")

    def __init__(self, content_hash: str, text: str) -> None:
        self.content_hash = content_hash
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and other.content_hash == self.content_hash

    def __hash__(self) -> int:
        return hash(self.content_hash)


@lru_cache(maxsize=32)
def _read(kept: _Kept) -> Checklist:
    return checklist_from_text(kept.text)


def checklist_of(reading: Reading, visit: Visit) -> Checklist:
    """The checklist in the very version the visit began with.

    Raises: ChecklistVersionMissing when this laptop does not have that version; UnreadableChecklist when a newer
    program wrote it.
    """
    version = reading.first(ChecklistVersion, content_hash=visit.checklist_hash)
    if version is None:
        raise ChecklistVersionMissing(checklist=visit.checklist)
    return _read(_Kept(version.content_hash, version.text))


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
    clock: Callable[[], datetime] | None = None,
    language: Language | None = None,
) -> Sheet:
    """The answers of a visit on the sheet of its checklist, with what the case says filled in.

    A fact the checklist does not ask for, or cannot read, is left out: the register may know more than one checklist.
    Units: `clock` is timezone-aware; the sheet reads it as local time.
    """
    given: dict[tuple[str, Row], Value] = {(one.question, row_of(one.row)): one.value for one in answers}
    fields = {field.name: field for field in checklist.context_fields}
    for name, text in case.facts if case is not None else ():
        if name in fields:
            try:
                given[name, ()] = read_value(fields[name], text)
            except AnswerUnfit:
                continue
    local = None if clock is None else lambda: clock().astimezone()
    return Sheet(checklist, given, language=language, clock=local)


def row_of(text: str) -> Row:
    """The row a stored answer stands in: "" outside repeats, "2" or "2/1" inside."""
    return tuple(text.split("/")) if text else ()


def row_text(row: Row) -> str:
    """A row as it is stored."""
    return "/".join(row)
