"""The sheet of a workbook that holds a table, and its rows, in the limited process.

calamine reads a sheet in a tenth of the time openpyxl takes, but says nothing where a cell holds an error such as
#N/A. A workbook with such a cell is read by openpyxl, so that the row is named and its cell not taken for empty.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from kollegie.intake.cells import cell_text
from kollegie.intake.reading_child import HEADER_ROWS, MAX_COLUMNS, MAX_ROWS, Refused, check_archive
from kollegie.intake.record_kinds import normal_header

ERROR_CELL, DECLARATION = b't="e"', b"<!DOCTYPE"
BLOCK = 1 << 20

TooLarge = Callable[[int, str, str], Refused]
"""Makes the refusal of a sheet with too many of something: how many, and what it is in Swedish and English."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, the names of all, and its rows from the file's first on, the empty ones too.

    Shape: `alike` are the sheets not read that have nearly as many of the headers; none where a sheet was asked for.
    """

    name: str
    names: tuple[str, ...]
    rows: Iterator[Sequence[Any]]
    alike: tuple[str, ...] = ()


def table_sheet(path: str, wanted: str, known: frozenset[str], too_large: TooLarge) -> Sheet:
    """The sheet of that name; without a name, the one whose first rows hold most of the known headers.

    Raises: Refused for a workbook that is locked, damaged or too large, or has no such sheet.
    """
    check_archive(path)
    sheet: Sheet | None = None
    with ThreadPoolExecutor(1) as beside:  # both unpack the file, which takes as long as there are processors for it
        odd = beside.submit(_has_error_cells, path)
        try:
            sheet = _quick(path, wanted, known, too_large)
        except Refused:
            if not odd.result():
                raise
    if sheet is not None and not odd.result():
        return sheet
    sheet = None
    return _slow(path, wanted, known, too_large)


def _has_error_cells(path: str) -> bool:
    """Whether any cell of any sheet is an error. Raises: Refused where a part declares entities of its own."""
    found = False
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if member.filename.startswith("xl/") and member.filename.endswith(".xml"):
                with archive.open(member) as part:
                    last = b""
                    while block := part.read(BLOCK):
                        seen = last + block
                        if DECLARATION in seen:
                            raise Refused("TableUnreadable", why="damaged")
                        found = found or ERROR_CELL in seen
                        last = seen[-len(DECLARATION) :]
    return found


def _quick(path: str, wanted: str, known: frozenset[str], too_large: TooLarge) -> Sheet:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(path)
        names = _names(book.sheet_names, wanted)
        best: tuple[int, str, Any] | None = None
        scores: dict[str, int] = {}
        for name in [wanted] if wanted else names:
            sheet = book.get_sheet_by_name(name)
            last_row, last_column = sheet.end or (-1, -1)  # counted from 0, as its total height and width are not
            if last_row >= MAX_ROWS:
                raise too_large(last_row + 1, "rader", "rows")
            if last_column >= MAX_COLUMNS:
                raise too_large(last_column + 1, "kolumner", "columns")
            score = _score((row for _, row in zip(range(HEADER_ROWS), sheet.iter_rows(), strict=False)), known)
            scores[name] = score
            if best is None or score > best[0]:
                best = score, name, sheet
    except CalamineError as problem:
        if "assword" in str(problem):
            raise Refused("TableLocked") from problem
        raise Refused("TableUnreadable", why="damaged") from problem
    if best is None:
        raise Refused("TableUnreadable", why="damaged")
    return Sheet(best[1], names, iter(best[2].iter_rows()), _alike(scores, best[1]))


def _alike(scores: Mapping[str, int], chosen: str) -> tuple[str, ...]:
    """The other sheets that have two headers or more, and three of four that the chosen one has."""
    least = max(2, -(-3 * scores[chosen] // 4))
    return tuple(name for name, score in scores.items() if name != chosen and score >= least)


def _slow(path: str, wanted: str, known: frozenset[str], too_large: TooLarge) -> Sheet:
    sheet, names, alike = opened_sheet(path, wanted, known)
    rows = _counted(sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True), too_large)
    return Sheet(sheet.title, names, rows, () if wanted else alike)


def _counted(rows: Iterator[Sequence[Any]], too_large: TooLarge) -> Iterator[Sequence[Any]]:
    for number, row in enumerate(rows, start=1):
        if number > MAX_ROWS:
            raise too_large(number, "rader", "rows")
        if len(row) > MAX_COLUMNS and row[MAX_COLUMNS] is not None:
            raise too_large(MAX_COLUMNS + 1, "kolumner", "columns")
        yield row


def opened_sheet(path: str, wanted: str, known: frozenset[str]) -> tuple[Any, tuple[str, ...], tuple[str, ...]]:
    """The same sheet as openpyxl's, which reads no further than it is asked, the names of all, and those alike."""
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
    names = _names([sheet.title for sheet in sheets], wanted)

    def score(sheet: Any) -> int:
        sheet.reset_dimensions()
        return _score(sheet.iter_rows(max_row=HEADER_ROWS, max_col=MAX_COLUMNS + 1, values_only=True), known)

    scores = {sheet.title: score(sheet) for sheet in sheets}
    chosen = sheets[names.index(wanted)] if wanted else max(sheets, key=lambda sheet: scores[sheet.title])
    return chosen, names, _alike(scores, chosen.title)


def _names(names: Sequence[str], wanted: str) -> tuple[str, ...]:
    if wanted and wanted not in names:
        raise Refused("SheetMissing", sheet=wanted, sheets=", ".join(names))
    return tuple(names)


def _score(rows: Iterator[Sequence[Any]], known: frozenset[str]) -> int:
    return max((sum(normal_header(cell_text(cell)) in known for cell in row) for row in rows), default=0)
