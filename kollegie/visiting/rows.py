"""Rows of a repeat: added and removed at the visit, per service or per staff member, each act one step to undo."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kollegie.errors import KollegieError
from kollegie.model.answer_values import Row, row_from_text, row_to_text
from kollegie.model.checklist import Checklist, Group
from kollegie.model.reviews import Visit
from kollegie.model.visits import Finding, FindingState, VisitRow, visit_row_id
from kollegie.store import Store, Work
from kollegie.visiting.acting import acting
from kollegie.visiting.findings import BY_HAND, settle_findings, standing
from kollegie.visiting.pinned import asked_at
from kollegie.visiting.standing_sheet import standing_sheet

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class RepeatUnknown(KollegieError):
    """No repeat of that name in the version the visit began with."""

    sv = "{repeat} upprepas inte i {checklist}. Det som upprepas: {known}."
    en = "{repeat} does not repeat in {checklist}. What repeats: {known}."


class RowsAreCounted(KollegieError):
    """The number of rows follows from an answer."""

    sv = "Antalet rader i {repeat} följer av ett svar. Ändra det svaret i stället."
    en = "The number of rows in {repeat} follows from an answer. Change that answer instead."


class RowMissing(KollegieError):
    """No such row at this visit."""

    sv = "Det finns ingen rad {row} i {repeat}. kollegie visit show visar raderna."
    en = "There is no row {row} in {repeat}. kollegie visit show lists the rows."


@dataclass(frozen=True, slots=True)
class ChangedRows:
    """A row as it now stands, and the findings that came or went with it."""

    row: VisitRow
    findings: tuple[Finding, ...] = ()


def new_row_name(at: datetime, chance: int) -> str:
    """A name for a row made now: names made later sort later, and two laptops never make the same.

    Shape: the microsecond and some of the chance, in digits and small letters; it sorts after a row's number.
    """
    whole = int(at.timestamp() * 1_000_000) * 36**3 + chance % 36**3
    text = ""
    while whole:
        whole, digit = divmod(whole, 36)
        text = _DIGITS[digit] + text
    return f"r{text:0>14}"


def add_row(
    store: Store, visit_id: UUID, repeat: str, around: Row = (), *, name: str = "", at: datetime | None = None
) -> ChangedRows:
    """Add a row at the end of a repeat, inside the row around it where repeats lie within each other.

    Shape: `name` is a new one already given, or that of a removed row, which comes back with its answers.
    Raises: RepeatUnknown; RowsAreCounted; VisitLocked; VisitDropped.
    """
    with acting(store, visit_id, at=at) as (work, visit):
        checklist = asked_at(work, visit)
        repeat_in(checklist, repeat)
        row = row_to_text((*around, name or new_row_name(work.at, work.new_id().int)))
        made = work.save(VisitRow(visit_row_id(visit.id, repeat, row), visit.scope, visit.id, repeat, row))
        return ChangedRows(made, _settled(store, work, visit, checklist))


def remove_row(store: Store, visit_id: UUID, repeat: str, row: Row, *, at: datetime | None = None) -> ChangedRows:
    """Take a row away with its findings; its answers are kept and come back by undo.

    Raises: RepeatUnknown; RowsAreCounted; RowMissing; VisitLocked; VisitDropped.
    """
    with acting(store, visit_id, at=at) as (work, visit):
        checklist = asked_at(work, visit)
        repeat_in(checklist, repeat)
        with standing_sheet(store, work, visit, checklist) as sheet:
            there = row in sheet.rows(repeat, row[:-1])
        if not there:
            raise RowMissing(row=row_to_text(row), repeat=repeat)
        text = row_to_text(row)
        gone = work.save(VisitRow(visit_row_id(visit.id, repeat, text), visit.scope, visit.id, repeat, text, True))
        by_hand = [
            work.save(replace(finding, state=FindingState.REMOVED))
            for finding in work.find(Finding, visit_id=visit.id)
            if finding.rule == BY_HAND and standing(finding) and _inside(checklist, finding, repeat, row)
        ]
        return ChangedRows(gone, (*by_hand, *_settled(store, work, visit, checklist)))


def repeat_in(checklist: Checklist, name: str) -> Group:
    """The repeat of that name, if people decide how many rows it has. Raises: RepeatUnknown; RowsAreCounted."""
    repeats = {item.name: item for item in checklist.items if isinstance(item, Group) and item.repeats}
    found = repeats.get(name)
    if found is None:
        raise RepeatUnknown(repeat=name, checklist=checklist.id, known=", ".join(repeats) or "–")
    if found.repeat_count is not None:
        raise RowsAreCounted(repeat=found.label.in_() or name)
    return found


def _inside(checklist: Checklist, finding: Finding, repeat: str, row: Row) -> bool:
    path, here = checklist.path_of(finding.question), row_from_text(finding.row)
    return repeat in path and here[: path.index(repeat) + 1] == row


def _settled(store: Store, work: Work, visit: Visit, checklist: Checklist) -> tuple[Finding, ...]:
    with standing_sheet(store, work, visit, checklist) as sheet:
        settled = settle_findings(work, visit.id, visit.scope, sheet)
    return (*settled.raised, *settled.withdrawn)
