"""The rows an import refused, as a workbook with the reason beside each, to be put right and imported again.

Every cell is written as text, so that nothing in it is ever read as a formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from kollegie.errors import KollegieError, reason_of
from kollegie.intake.checklist_writer import written_whole
from kollegie.intake.import_plan import Refusal
from kollegie.intake.reading_child import (
    HEADER_ROWS,
    Wanted,
    faults_told,
    first_bytes,
    limit_process,
    send,
    text_rows,
    workbook_rows,
)
from kollegie.intake.record_kinds import ROW_HEADER, WHY_HEADER, normal_header
from kollegie.intake.saved_mappings import any_kind
from kollegie.intake.tables import read_limited
from kollegie.language import say
from kollegie.spreadsheet import workbook_bytes


class RefusedNotSaved(KollegieError):
    """The file of refused rows could not be written."""

    sv = "De avvisade raderna gick inte att spara som {file}: {why}. Välj en annan mapp."
    en = "The refused rows could not be saved as {file}: {why}. Choose another folder."


@dataclass(frozen=True, slots=True)
class RowsWanted(Wanted):
    """Which rows of a file are wanted, by number, beside its header."""

    rows: frozenset[int] = frozenset()


def save_refused(path: Path, kind: str, refusals: Sequence[Refusal], out: Path) -> int:
    """Write a file's refused rows with header and reasons to a workbook; tell how many.

    Shape: `refusals` may be of several files; those of `path` count. One row with several refusals is one row.
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
    header, rows = _read(path, kind, sheet, frozenset(reasons))
    content = [[*cells, "; ".join(reasons[number]), str(number)] for number, cells in rows]
    _write(out, [*header, WHY_HEADER, ROW_HEADER], content)
    return len(content)


def _read(
    path: Path, kind: str, sheet: str, wanted: frozenset[int]
) -> tuple[tuple[str, ...], list[tuple[int, list[str]]]]:
    known = frozenset(any_kind(kind).headers)
    header: tuple[str, ...] = ()
    found: list[tuple[int, list[str]]] = []
    asked = RowsWanted(str(path), known, sheet, seconds=120, rows=wanted).as_large_as_it_is()
    for message in read_limited(path, asked, read_rows_in_child):
        header = tuple(message.get("header", header))
        found.extend((number, list(cells)) for number, cells in message.get("rows", ()))
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
        head = first_bytes(wanted.path)
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
                found.append([number, list(cells)])
        best = max(top, key=lambda row: (sum(normal_header(cell) in wanted.known for cell in row[1]), -row[0]))
        send(pipe, header=list(best[1]))
        for place in range(0, len(found), 200):
            send(pipe, rows=found[place : place + 200])
        send(pipe, end=True)
