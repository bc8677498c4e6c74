"""The sheet of a workbook that holds a table, and its rows, in the limited process.

calamine reads a sheet in a tenth of the time openpyxl takes, but says nothing where a cell holds an error such as
#N/A. A workbook with such a cell is read by openpyxl, so that the row is named and its cell not taken for empty.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

from kollegie.intake.cells import cell_text
from kollegie.intake.reading_child import HEADER_ROWS, MAX_COLUMNS, MAX_ROWS, Refused, check_archive
from kollegie.intake.record_kinds import normal_header

ERROR_CELL, DECLARATION, MERGED_CELL = b't="e"', b"<!DOCTYPE", b"mergeCell "
BLOCK = 1 << 20

Merged = tuple[int, int, int, int]
"""Cells that are one in the sheet: the row, place, last row and last place, rows from 1 and places from 0."""
TooLarge = Callable[[int, str, str], Refused]
"""Makes the refusal of a sheet with too many of something: how many, and what it is in Swedish and English."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, the names of all, and its rows from the file's first on, the empty ones too.

    Shape: `alike` are the sheets not read that have nearly as many of the headers; none where a sheet was asked for.
    `hidden` are those of all that the workbook does not show. `merged` are, once the rows have been read, the cells
    that are one with something in it: only the first of them has it.
    """

    name: str
    names: tuple[str, ...]
    rows: Iterator[Sequence[Any]]
    alike: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    merged: list[Merged] = field(default_factory=list)


@dataclass(slots=True)
class _Parts:
    """What is seen in the parts of a workbook: whether any cell is an error, and whether any are merged."""

    errors: bool = False
    merged: bool = False


def table_sheet(path: str, wanted: str, known: frozenset[str], too_large: TooLarge) -> Sheet:
    """The sheet of that name; without a name, the one whose first rows hold most of the known headers.

    Raises: Refused for a workbook that is locked, damaged or too large, or has no such sheet.
    """
    check_archive(path)
    quick: tuple[Sheet, Any] | None = None
    with ThreadPoolExecutor(1) as beside:  # both unpack the file, which takes as long as there are processors for it
        looking = beside.submit(_seen_in, path)
        try:
            quick = _quick(path, wanted, known, too_large)
        except Refused:
            if not looking.result().errors:
                raise
    seen = looking.result()
    ranges: Iterable[Merged] = ()
    if quick is not None and seen.merged:
        ranges = [(top + 1, left, last + 1, right) for (top, left), (last, right) in quick[1].merged_cell_ranges or ()]
    if quick is not None and not seen.errors:
        sheet = quick[0]
    else:
        quick = None
        sheet = _slow(path, wanted, known, too_large)
    return replace(sheet, rows=_noting_merged(sheet, ranges)) if ranges else sheet


def _noting_merged(sheet: Sheet, ranges: Iterable[Merged]) -> Iterator[Sequence[Any]]:
    """The rows; of the cells that are one, those with something in them are noted on the way."""
    waiting: dict[int, list[Merged]] = {}
    for one in ranges:
        waiting.setdefault(one[0], []).append(one)
    for number, row in enumerate(sheet.rows, start=1):
        for one in waiting.get(number, ()):
            if one[1] < len(row) and row[one[1]] not in ("", None):
                sheet.merged.append(one)
        yield row


def _seen_in(path: str) -> _Parts:
    """What the parts of a workbook hold. Raises: Refused where one declares entities of its own."""
    found = _Parts()
    most = max(map(len, (ERROR_CELL, DECLARATION, MERGED_CELL)))
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if member.filename.startswith("xl/") and member.filename.endswith(".xml"):
                with archive.open(member) as part:
                    last = b""
                    while block := part.read(BLOCK):
                        seen = last + block
                        if DECLARATION in seen:
                            raise Refused("TableUnreadable", why="damaged")
                        found.errors = found.errors or ERROR_CELL in seen
                        found.merged = found.merged or MERGED_CELL in seen
                        last = seen[-most:]
    return found


def _quick(path: str, wanted: str, known: frozenset[str], too_large: TooLarge) -> tuple[Sheet, Any]:
    """The sheet, and calamine's own, which knows what is merged."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_path(path)
        names = _names(book.sheet_names, wanted)
        hidden = tuple(one.name for one in book.sheets_metadata if one.visible != SheetVisibleEnum.Visible)
        opened: dict[str, Any] = {}
        scores: dict[str, int] = {}
        for name in [wanted] if wanted else names:
            sheet = book.get_sheet_by_name(name)
            last_row, last_column = sheet.end or (-1, -1)  # counted from 0, as its total height and width are not
            if last_row >= MAX_ROWS:
                raise too_large(last_row + 1, "rader", "rows")
            if last_column >= MAX_COLUMNS:
                raise too_large(last_column + 1, "kolumner", "columns")
            opened[name] = sheet
            scores[name] = _score((row for _, row in zip(range(HEADER_ROWS), sheet.iter_rows(), strict=False)), known)
    except CalamineError as problem:
        if "assword" in str(problem):
            raise Refused("TableLocked") from problem
        raise Refused("TableUnreadable", why="damaged") from problem
    if not opened:
        raise Refused("TableUnreadable", why="damaged")
    name = _chosen(scores, hidden)
    return Sheet(name, names, _rows_from_a(opened[name]), _alike(scores, name), hidden), opened[name]


def _rows_from_a(sheet: Any) -> Iterator[Sequence[Any]]:
    """The rows from column A on: calamine leaves out the columns before the first that has anything."""
    before = [""] * (sheet.start[1] if sheet.start else 0)
    rows: Iterator[Sequence[Any]] = iter(sheet.iter_rows())
    return (before + list(row) for row in rows) if before else rows


def _chosen(scores: Mapping[str, int], hidden: Sequence[str]) -> str:
    """The sheet with most headers; one that is shown before a hidden one with hardly more."""
    best = max(scores, key=lambda name: scores[name])
    shown = [name for name in (best, *_alike(scores, best)) if name not in hidden]
    return max(shown, key=lambda name: scores[name], default=best)


def _alike(scores: Mapping[str, int], chosen: str) -> tuple[str, ...]:
    """The other sheets that have two headers or more, and three of four that the chosen one has."""
    least = max(2, -(-3 * scores[chosen] // 4))
    return tuple(name for name, score in scores.items() if name != chosen and score >= least)


def _slow(path: str, wanted: str, known: frozenset[str], too_large: TooLarge) -> Sheet:
    told = opened_sheet(path, wanted, known)
    return replace(told, rows=_counted(told.rows, too_large), alike=() if wanted else told.alike)


def _counted(rows: Iterator[Sequence[Any]], too_large: TooLarge) -> Iterator[Sequence[Any]]:
    for number, row in enumerate(rows, start=1):
        if number > MAX_ROWS:
            raise too_large(number, "rader", "rows")
        if len(row) > MAX_COLUMNS and row[MAX_COLUMNS] is not None:
            raise too_large(MAX_COLUMNS + 1, "kolumner", "columns")
        yield row


def opened_sheet(path: str, wanted: str, known: frozenset[str]) -> Sheet:
    """The same sheet as openpyxl reads it, no further than its rows are asked for; what is merged is not told."""
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    sheets = {sheet.title: sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")}
    names = _names(list(sheets), wanted)
    hidden = tuple(name for name, sheet in sheets.items() if sheet.sheet_state != "visible")

    def score(sheet: Any) -> int:
        sheet.reset_dimensions()
        return _score(sheet.iter_rows(max_row=HEADER_ROWS, max_col=MAX_COLUMNS + 1, values_only=True), known)

    scores = {name: score(sheet) for name, sheet in sheets.items()}
    chosen = wanted or _chosen(scores, hidden)
    rows = sheets[chosen].iter_rows(max_col=MAX_COLUMNS + 1, values_only=True)
    return Sheet(chosen, names, rows, _alike(scores, chosen), hidden)


def _names(names: Sequence[str], wanted: str) -> tuple[str, ...]:
    if wanted and wanted not in names:
        raise Refused("SheetMissing", sheet=wanted, sheets=", ".join(names))
    return tuple(names)


def _score(rows: Iterator[Sequence[Any]], known: frozenset[str]) -> int:
    return max((sum(normal_header(cell_text(cell)) in known for cell in row) for row in rows), default=0)
