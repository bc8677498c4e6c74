"""The rows an import refused, as a workbook with the reason beside each, to be put right and imported again.

A number stays one; every other cell is written as text, so that nothing in it is ever read as a formula.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kollegie.errors import KollegieError, reason_of
from kollegie.intake.checklist_writer import written_whole
from kollegie.intake.import_plan import ImportPlan, Refusal
from kollegie.intake.reading_child import (
    HEADER_ROWS,
    Number,
    Wanted,
    faults_told,
    first_bytes,
    limit_process,
    places_of_numbers,
    send,
    text_rows,
    workbook_rows,
)
from kollegie.intake.record_kinds import OWN_HEADERS, ROW_HEADER, WHY_HEADER, normal_header
from kollegie.intake.saved_mappings import any_kind
from kollegie.intake.tables import read_limited
from kollegie.language import say
from kollegie.model.records import mark_of, refused_row
from kollegie.spreadsheet import workbook_bytes

if TYPE_CHECKING:
    from kollegie.intake.records import RecordsPlan


LOOKED_THROUGH = 10_000_000
"""How much of a file each further second is for."""
MOST_SAVED = 100_000
"""Rows in one workbook: more than that is nobody's to put right by hand, but one fault of the whole file."""


class RefusedNotSaved(KollegieError):
    """The file of refused rows could not be written."""

    sv = "De avvisade raderna gick inte att spara som {file}: {why}. Välj en annan mapp."
    en = "The refused rows could not be saved as {file}: {why}. Choose another folder."


@dataclass(frozen=True, slots=True)
class RowsWanted(Wanted):
    """Which rows of a file are wanted, by number, beside its header."""

    rows: frozenset[int] = frozenset()

    @property
    def more_seconds(self) -> int:
        """How much longer than an ordinary table a large one may take: all of it is looked through."""
        return super(RowsWanted, self).more_seconds + os.path.getsize(self.path) // LOOKED_THROUGH


@dataclass(frozen=True, slots=True)
class SavedRows:
    """A workbook of refused rows: where it stands, how many it has, and how many more were refused."""

    out: Path
    rows: int
    left: int


def save_refused_of(files: Sequence[Path], kind: str, plan: ImportPlan | RecordsPlan, out: Path) -> list[SavedRows]:
    """Write the refused rows of an import: a workbook for each file that has some, in the order of the files.

    Shape: where several files have some, each workbook is `out` with the file's name added.
    Raises: as `save_refused`.
    """
    with_some = [(path, rows) for path in files if (rows := plan.refused_of(path.name))]
    stems = [path.stem.casefold() for path, _ in with_some]
    marks = {one.name: mark_of(one.content_hash) for one in plan.files} if not isinstance(plan, ImportPlan) else {}
    made = []
    for path, rows in with_some:
        name = path.stem if stems.count(path.stem.casefold()) == 1 else f"{path.stem}-{path.suffix.lstrip('.')}"
        target = out if len(with_some) == 1 else out.with_stem(f"{out.stem}-{name}")
        count = save_refused(path, kind, plan.refused, target, rows, marks.get(path.name, ""))
        made.append(SavedRows(target, count, len(rows) - count))
    return made


def save_refused(
    path: Path, kind: str, refusals: Sequence[Refusal], out: Path, rows: frozenset[int] = frozenset(), mark: str = ""
) -> int:
    """Write a file's refused rows with header and reasons to a workbook; tell how many.

    Shape: `refusals` may be of several files; those of `path` count. One row with several refusals is one row. `rows`
    are the numbers of all refused rows, where a great many are not told one by one; the first MOST_SAVED are written.
    `mark` stands for the file beside each number, so that its rows are known from those of other files.
    Raises: an error of `table_errors` that names the file; RefusedNotSaved.
    """
    own = [refusal for refusal in refusals if refusal.place.file == path.name]
    reasons: dict[int, list[str]] = {}
    for refusal in own:
        stands = f"”{refusal.value}”" if refusal.value else say("tomt", "empty")
        sentence = say(f"{refusal.column}: {stands}, väntat {refusal.expected}",
                       f"{refusal.column}: {stands}, expected {refusal.expected}")  # fmt: skip
        reasons.setdefault(refusal.place.row, []).append(sentence)
    sheet = own[0].place.sheet if own else ""
    untold = [say("skälet visas när raden läses in igen", "the reason is told when the row is taken in again")]
    header, found = _read(path, kind, sheet, frozenset(sorted(rows | set(reasons))[:MOST_SAVED]))
    ours = [place for place, written in enumerate(header) if normal_header(written) in OWN_HEADERS]
    first = next((place for place in ours if normal_header(header[place]) == normal_header(ROW_HEADER)), None)
    mark = mark or _mark(path, sheet)
    content: list[list[str]] = []
    for number, cells in found:
        begun = cells[first] if first is not None else ""  # refused once more: it keeps its number in the first file
        theirs = [cell for place, cell in enumerate(cells) if place not in ours]
        content.append([*theirs, "; ".join(reasons.get(number, untold)), begun or refused_row(number, mark)])
    kept = [written for place, written in enumerate(header) if place not in ours]
    _write(out, [*kept, WHY_HEADER, ROW_HEADER], content)
    return len(content)


def _mark(path: Path, sheet: str) -> str:
    """What tells the rows of this file from those of another that have the same numbers."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    digest.update(sheet.encode())
    return digest.hexdigest()[:12]


def _read(
    path: Path, kind: str, sheet: str, wanted: frozenset[int]
) -> tuple[tuple[str, ...], list[tuple[int, list[str]]]]:
    known = frozenset(any_kind(kind).headers)
    header: tuple[str, ...] = ()
    found: list[tuple[int, list[str]]] = []
    asked = RowsWanted(str(path), known, sheet, seconds=120, rows=wanted).as_large_as_it_is()
    for message in read_limited(path, asked, read_rows_in_child):
        header = tuple(message.get("header", header))
        for number, cells, numbers in message.get("rows", ()):
            found.append((number, [Number(cell) if place in numbers else cell for place, cell in enumerate(cells)]))
    wide = max((len(header), *(len(cells) for _, cells in found)))
    for _, cells in found:
        cells.extend("" for _ in range(wide - len(cells)))
    return (*header, *("" for _ in range(wide - len(header)))), found


def _write(out: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Avvisade rader"
    for number, row in enumerate((header, *rows), start=1):
        for place, text in enumerate(row, start=1):
            if isinstance(text, Number):
                sheet.cell(number, place, float(text))
                continue
            cell = sheet.cell(number, place, ILLEGAL_CHARACTERS_RE.sub("", text))
            cell.data_type, cell.number_format = "s", "@"
    made = workbook_bytes(book)
    try:
        with written_whole(out) as beside:
            beside.write_bytes(made)
    except OSError as problem:
        raise RefusedNotSaved(file=out.name, why=reason_of(problem)) from problem


def read_rows_in_child(pipe: Connection, wanted: Wanted) -> None:
    """Send the header and the wanted rows, then "end"; or the fault that stopped the reading."""
    assert isinstance(wanted, RowsWanted)
    with faults_told(pipe):
        limit_process(wanted)
        head = first_bytes(wanted.path, whole=False)
        rows: Iterable[tuple[int, Sequence[str]]]
        if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            from kollegie.intake.peppol import read_invoice

            header, lines = read_invoice(wanted.path)
            rows = [(1, list(header)), *((number, [str(cell) for cell in cells]) for number, cells in lines)]
        elif head.startswith(b"PK"):
            rows = workbook_rows(wanted, pipe)
        else:
            rows = text_rows(wanted, head, pipe)
        top: list[tuple[int, Sequence[str]]] = []
        found: list[list[Any]] = []
        for number, cells in rows:
            if len(top) < HEADER_ROWS and any(cell.strip() for cell in cells):
                top.append((number, cells))
            if number in wanted.rows:
                found.append([number, list(cells), places_of_numbers(cells)])
        best = max(top, key=lambda row: (sum(normal_header(cell) in wanted.known for cell in row[1]), -row[0]))
        send(pipe, header=list(best[1]))
        for place in range(0, len(found), 200):
            send(pipe, rows=found[place : place + 200])
        send(pipe, end=True)
