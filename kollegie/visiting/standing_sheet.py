"""The sheet of the visit being worked at, kept between two acts, so that an answer does not work everything out anew.

A visit of two thousand questions takes its processor 70 ms to work out, and the window waits for the same processor
while it shows what a key did. The store stays the one that knows: at every act its answers and rows are read, and the
kept sheet is brought in line with them, whoever has written there meanwhile. Where that is not sure to end where a
fresh sheet would, the sheet is made anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from kollegie.language import Language, current_language
from kollegie.model.answer_values import Row
from kollegie.model.checklist import Checklist
from kollegie.model.reviews import Visit
from kollegie.store import Reading, Store
from kollegie.visiting.evaluation import Sheet
from kollegie.visiting.pinned import (
    Written,
    clock_of,
    local_clock,
    read_written,
    row_of,
    rows_in_order,
    told_by,
    written_at,
)

BESIDE = "standing sheet"
"""Where the sheet lies beside its store: it goes when the store is closed, and never to another store."""
MOST_CHANGES = 40
"""With more changes than this since the last act the sheet is made anew."""


@dataclass(slots=True)
class _Standing:
    """A sheet, and what it was made of."""

    visit_id: UUID
    checklist: Checklist
    language: Language
    written: Written
    sheet: Sheet


@contextmanager
def standing_sheet(store: Store, reading: Reading, visit: Visit, checklist: Checklist) -> Iterator[Sheet]:
    """The visit's sheet as the store has it in this unit of work: the one of the last act where that can be.

    Shape: nobody else has it within the block, and nobody changes it there; a block that fails keeps none.
    """
    written = written_at(reading, visit)
    kept = store.beside.pop(BESIDE, None)
    language = current_language()
    if isinstance(kept, _Standing) and _is_of(kept, visit, checklist, language) and _brought_in_line(kept, written):
        sheet = kept.sheet
    else:
        told, clock = told_by(written, checklist), local_clock(clock_of(visit))
        sheet = Sheet(checklist, told.answers, rows=told.rows, language=language, clock=clock)
    yield sheet
    if sheet.plan.lasting:
        store.beside[BESIDE] = _Standing(visit.id, checklist, language, written, sheet)


def _is_of(kept: _Standing, visit: Visit, checklist: Checklist, language: Language) -> bool:
    same = kept.checklist is checklist or kept.checklist.content_hash == checklist.content_hash
    return same and kept.visit_id == visit.id and kept.language is language


def _brought_in_line(kept: _Standing, now: Written) -> bool:
    """Let the sheet take what was answered and added since. False where it has to be made anew."""
    sheet, before = kept.sheet, kept.written
    if before.facts != now.facts or not before.answers.keys() <= now.answers.keys():
        return False  # what is no longer answered begins again with what the checklist gives it
    changed = now.answers.items() - before.answers.items()
    added = _added_rows(sheet, before, now) if before.rows != now.rows else []
    if added is None or len(changed) + len(added) > MOST_CHANGES:
        return False
    for repeat, around, name in added:
        sheet.add_row(repeat, around, id_=name)
    answered = [(name, row_of(row), read_written(text)) for (name, row), text in changed]
    if not all(_is_there(sheet, name, row) for name, row, _ in answered):
        return False
    for name, row, value in answered:
        sheet.change(name, value, row)
    return True


def _added_rows(sheet: Sheet, before: Written, now: Written) -> list[tuple[str, Row, str]] | None:
    """The rows that were added at the ends of their repeats, outer ones first; None where anything else happened."""
    if [one for one in before.rows if one[2]] != [one for one in now.rows if one[2]]:
        return None  # a row that comes back has answers that the sheet has not heard of
    known, standing = rows_in_order(before.rows), rows_in_order(now.rows)
    added: list[tuple[str, Row, str]] = []
    for place, names in sorted(standing.items(), key=lambda one: len(one[0][1])):
        there = known.get(place, [])
        if there == names:
            continue
        shown = [row[-1] for row in sheet.rows(*place)]
        if names[: len(there)] != there or shown != there:
            return None
        added += [(*place, name) for name in names[len(there) :]]
    return added if known.keys() <= standing.keys() else None


def _is_there(sheet: Sheet, name: str, row: Row) -> bool:
    """Whether it is a question people answer, in a row that is there; behind a fact stands what the case says of it."""
    question = sheet.plan.questions.get(name)
    if question is None:
        return False
    path = sheet.plan.paths[name]
    return (
        question.answerable
        and len(row) == len(path)
        and all(row[: depth + 1] in sheet.rows(repeat, row[:depth]) for depth, repeat in enumerate(path))
    )
