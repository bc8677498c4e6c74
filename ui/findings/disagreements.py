"""The open disagreements as the page shows them: one group per record, one line per field, both versions in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kollegie.follow_up.settling import pinned_checklist
from kollegie.language import say
from kollegie.model.checklist import Checklist
from kollegie.model.checklist_text import UnreadableChecklist
from kollegie.model.invoices import InvoiceReview
from kollegie.model.reviews import Case, Visit
from kollegie.model.severity import Severity
from kollegie.store import Reading, Store
from kollegie.store.roles import roles_in
from kollegie.store.synced_table import Cell
from kollegie.sync.conflicts import (
    ConflictView,
    Side,
    is_free_text,
    joins_texts,
    list_conflicts,
    own_device,
    place_beside,
    proposed_text,
    record_of,
    standing_stamp,
    versions_in,
)
from kollegie.sync.field_words import FIELDS, both_words, content_words, field_words, record_words, version_words
from kollegie.visiting.errors import ChecklistVersionMissing
from kollegie.visiting.pinned import asked_at
from ui.findings.gathering import case_words


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
    here: bool = False
    """Whether it was written on this laptop."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One field that has been written differently, by two or more; the oldest version first.

    Shape: `prose` tells that somebody may write a text of their own instead; `both` says what keeping all comes to.
    `proposal` is both texts laid together
    word by word, None where that cannot be done; `overlap` that both had changed the same words.
    """

    id: str
    field: str
    versions: tuple[Version, ...]
    both: str = ""
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
    late: bool = False
    """Whether something was written without knowing that the visit was signed."""


def disagreements_to_settle(store: Store) -> tuple[Group, ...] | None:
    """The open disagreements a person may settle; None for whoever only reads, who may settle none."""
    with store.reading() as reading:
        if roles_in(reading, store.me).only_reads:
            return None
    return open_disagreements(store)


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
    case, question_id, question, checklist = "", record, record_words(record), None
    invoice = reading.first(InvoiceReview, id=about.get("invoice_review_id"))
    try:
        if visit is not None:
            found = reading.first(Case, id=visit.case_id)
            case = "" if found is None else case_words(found)
            checklist = asked_at(reading, visit)
        elif invoice is not None:
            case = say(f"Faktura {invoice.invoice_ref}", f"Invoice {invoice.invoice_ref}")
            checklist = pinned_checklist(reading, invoice)
    except (ChecklistVersionMissing, UnreadableChecklist):  # what they disagree about is shown all the same
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
    fields = tuple(_disagreement(reading, same, checklist, name, content_words(about)) for same in of_field.values())
    late = any(side.as_signed for view in views for side in view.versions)
    return Group(row_id, case, question_id, question, fields, late)


def _disagreement(
    reading: Reading, views: list[ConflictView], checklist: Checklist | None, question: str, content: str
) -> Disagreement:
    view = views[0]
    cell = view.cell if all(one.readable for one in views) else None  # what cannot be read is shown as it is stored
    own = own_device(reading)
    versions = tuple(_version(cell, side, own, checklist, question, content) for side in versions_in(views))
    laid = proposed_text(reading, view) if len(versions) == 2 else None
    prose = is_free_text(view.conflict)
    stands = standing_stamp(reading, view.conflict)
    both = both_words(
        next((version.words for version in versions if version.stamp == stands), ""),
        place_beside(view.conflict),
        joined=joins_texts(view.conflict),
    )
    proposed = None if laid is None else laid.text
    return Disagreement(
        view.id, field_words(view.field), versions, both, prose, proposed, laid is not None and laid.overlap
    )


def _version(
    cell: Cell | None, side: Side, own: int, checklist: Checklist | None, question: str, content: str
) -> Version:
    severity = Severity(int(side.stored)) if cell is not None and cell.enum is Severity and side.stored else None
    words = version_words(cell, side.stored, side.value, checklist, question, content, as_signed=side.as_signed)
    return Version(words, side.by, side.at, side.device, side.mine, side.stamp, severity, side.device == own)
