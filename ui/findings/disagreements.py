"""The open disagreements as the page shows them: one group per record, one line per field, both versions in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kollegie.language import current_language, say
from kollegie.model.answer_values import value_from_text
from kollegie.model.checklist import Checklist
from kollegie.model.reviews import Case, Visit
from kollegie.model.severity import Category, Severity
from kollegie.store import Reading, Store
from kollegie.sync.conflicts import (
    FIELDS,
    ConflictView,
    Side,
    is_free_text,
    list_conflicts,
    proposed_text,
    record_of,
    versions_in,
)
from kollegie.visiting.errors import ChecklistVersionMissing
from kollegie.visiting.pinned import asked_at
from ui.findings.gathering import case_words, value_words


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a field: its words, who wrote it, when, and on which laptop."""

    words: str
    by: str
    at: datetime
    device: int
    mine: bool
    stamp: int = 0
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One field that has been written differently, by two or more; the oldest version first.

    Shape: `prose` tells that somebody may write a text of their own instead. `proposal` is both texts laid together
    word by word, None where that cannot be done; `overlap` that both had changed the same words.
    """

    id: str
    field: str
    versions: tuple[Version, ...]
    prose: bool = False
    proposal: str | None = None
    overlap: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """All disagreements about one record, with where it stands."""

    row_id: UUID
    case: str
    question_id: str
    question: str
    fields: tuple[Disagreement, ...]


RECORDS = {
    "visit": ("Besöket", "The visit"),
    "finding": ("Iakttagelse", "Finding"),
    "comment": ("Kommentar", "Comment"),
    "consent": ("Samtycke", "Consent"),
    "attachment": ("Bilaga", "Attachment"),
    "action": ("Åtgärd", "Action"),
    "visit_row": ("Rad i en upprepning", "Row of a repeat"),
    "assignment": ("Tilldelning", "Assignment"),
    "grant_": ("Behörighet", "Access"),
}
"""The kinds of record in words, where a disagreement stands at no question."""


def open_disagreements(store: Store) -> tuple[Group, ...]:
    """Every open disagreement on this laptop, by case and question."""
    views = list_conflicts(store, only_open=True)
    grouped: dict[UUID, list[ConflictView]] = {}
    for view in views:
        grouped.setdefault(view.row_id, []).append(view)
    with store.reading() as reading:
        groups = [_group(reading, row_id, found) for row_id, found in grouped.items()]
    return tuple(sorted(groups, key=lambda group: (group.case, group.question_id)))


def _group(reading: Reading, row_id: UUID, views: list[ConflictView]) -> Group:
    record = views[0].record
    about = record_of(reading, record, row_id)
    visit = reading.first(Visit, id=row_id if record == "visit" else about.get("visit_id"))
    name = str(about.get("question", ""))
    case, question_id, question, checklist = "", record, say(*RECORDS.get(record, (record, record))), None
    if visit is not None:
        found = reading.first(Case, id=visit.case_id)
        case = "" if found is None else case_words(found)
        try:
            checklist = asked_at(reading, visit)
        except ChecklistVersionMissing:
            checklist = None
    if name:
        asked = checklist.question(name) if checklist is not None else None
        question_id = name.upper()
        question = asked.label.in_() if asked is not None else question_id
    known = list(FIELDS)
    views = sorted(views, key=lambda view: known.index(view.field) if view.field in known else len(known))
    of_field: dict[str, list[ConflictView]] = {}
    for view in views:
        of_field.setdefault(view.field, []).append(view)
    fields = tuple(_disagreement(reading, same, checklist, name, _content(about)) for same in of_field.values())
    return Group(row_id, case, question_id, question, fields)


def _disagreement(
    reading: Reading, views: list[ConflictView], checklist: Checklist | None, question: str, content: str
) -> Disagreement:
    view = views[0]
    versions = tuple(_version(view.field, side, checklist, question, content) for side in versions_in(views))
    laid = proposed_text(reading, view) if len(versions) == 2 else None
    words = say(*FIELDS.get(view.field, (view.field, view.field)))
    prose = is_free_text(view.conflict)
    return Disagreement(
        view.id, words, versions, prose, None if laid is None else laid.text, laid is not None and laid.overlap
    )


def _content(about: Mapping[str, Any]) -> str:
    """What a record says in itself, for whoever decides whether it is to stand."""
    return next((str(about[name]) for name in ("text", "note", "caption", "file_name", "row") if about.get(name)), "")


def _version(field: str, side: Side, checklist: Checklist | None, question: str, content: str) -> Version:
    severity = None
    match field:
        case "value":
            value = value_from_text(side.stored) if side.stored else None
            words = value_words(checklist, question, value, current_language())
        case "severity":
            severity = Severity(int(str(side.stored)))
            words = severity.word
        case "category":
            words = Category(str(side.stored)).word
        case "positive" | "flagged" | "deleted":
            words = say("Ja", "Yes") if str(side.stored) == "1" else say("Nej", "No")
            if field == "deleted" and str(side.stored) != "1" and content:
                words = f"{words}: {content}"
        case _:
            words = str(side.value or "–")
    return Version(words, side.by, side.at, side.device, side.mine, side.stamp, severity)
