"""Read a workbook of questions in a process of its own, cell by cell, with what a form must not hide.

Merged cells and formulas that were never worked out look like empty cells to whoever reads values only: a condition
written once over ten merged rows would hold for the first alone. They are told beside the rows. Macros, drawings and
links are never opened. Source: safety id T8.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from datetime import date, datetime, time
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from kollegie.intake.cells import column_letters
from kollegie.intake.reading_child import (
    BATCH,
    MAX_CELL,
    MAX_COLUMNS,
    OLD_WORKBOOK,
    Refused,
    Wanted,
    check_archive,
    faults_told,
    first_bytes,
    limit_process,
    send,
    text_rows,
)

if TYPE_CHECKING:
    from openpyxl.reader.excel import ExcelReader

FORM_SHEETS = frozenset({"survey", "choices", "settings", "entities", "external_choices", "osm", "kollegie_lagrum"})
HEADERS = frozenset({"survey", "choices", "settings", "type", "name", "label", "list name"})
"""What the separator of a text file is recognised by."""
ACTING = ("xl/macrosheets/", "xl/activeX/", "xl/embeddings/")
"""Folders of an XLSX whose parts Excel would run or open."""
VBA_STORAGE = "_VBA_PROJECT".encode("utf-16-le")
"""The name of the storage that holds the macros of an XLS, as it stands in the file's directory."""
MOST_ACTING = 20
MAX_ROWS = 50_000
MAX_CHARACTERS = 20_000_000
MAX_HIDDEN = 10_000


def read_form_in_child(pipe: Connection, wanted: Wanted) -> None:
    """Send each sheet of a form: its name, its rows in batches, then what is merged and what was not worked out."""
    with faults_told(pipe):
        limit_process(wanted)
        head = first_bytes(wanted.path)
        if head.startswith(b"PK"):
            _workbook(pipe, wanted)
        elif head.startswith(OLD_WORKBOOK):
            _old_workbook(pipe, wanted)
        else:
            _send_sheet(pipe, "", text_rows(wanted, head, pipe))
        send(pipe, end=True)


def _workbook(pipe: Connection, wanted: Wanted) -> None:
    from openpyxl.reader.excel import ExcelReader

    check_archive(wanted.path)
    _refuse_declarations(wanted.path)
    _tell_programs(pipe, wanted.path)
    with open(wanted.path, "rb") as file:  # by its content: openpyxl looks at the ending of a path
        reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
        reader.read()
        _send_workbook(pipe, reader)


def _tell_programs(pipe: Connection, path: str) -> None:
    """Tell which parts of a workbook could act: macros, controls, embedded files. They are left where they are."""
    with zipfile.ZipFile(path) as archive:
        names = [member.filename for member in archive.infolist()]
    acting = [name for name in names if name.startswith(ACTING) or name.rpartition("/")[2].startswith("vbaProject")]
    if acting:
        send(pipe, acting=sorted(acting)[:MOST_ACTING])


def _refuse_declarations(path: str) -> None:
    """No part of a workbook declares a document type; whoever adds one wants entities or another file read.

    openpyxl reads some parts with a parser that lets the declaration stand. Pictures may be drawings with one.
    """
    declarations = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if member.filename.startswith("xl/media/"):
                continue
            before = b""
            with archive.open(member) as part:
                while piece := part.read(1 << 20):
                    if any(declaration in before + piece for declaration in declarations):
                        raise Refused("TableUnreadable", why="doctype")
                    before = piece[-32:]


def _send_workbook(pipe: Connection, reader: ExcelReader) -> None:
    # openpyxl renames the second of two sheets with one name; the names in the file are asked for instead.
    found = [(str(sheet.name), str(relation.target)) for sheet, relation in reader.parser.find_sheets()]
    names = [name for name, _ in found]
    _tell_names(pipe, names)
    parts = dict(found)
    for sheet in reader.wb.worksheets:
        name = str(sheet.title)
        if _is_wanted(name, names) and hasattr(sheet, "reset_dimensions"):
            sheet.reset_dimensions()
            rows = enumerate(sheet.iter_rows(values_only=True), start=1)
            _send_sheet(pipe, name, ((number, [_text(cell) for cell in row]) for number, row in rows))
            merged, formulas = _hidden_in(reader.archive.open(parts[name]))
            send(pipe, sheet=name, merged=merged, formulas=formulas)


def _old_workbook(pipe: Connection, wanted: Wanted) -> None:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        with open(wanted.path, "rb") as file:
            if VBA_STORAGE in file.read():
                send(pipe, acting=["_VBA_PROJECT"])
        book = CalamineWorkbook.from_path(wanted.path)
        _tell_names(pipe, book.sheet_names)
        for at, name in enumerate(book.sheet_names):
            if _is_wanted(name, book.sheet_names):
                sheet = book.get_sheet_by_index(at)
                rows = enumerate(sheet.to_python(skip_empty_area=False), start=1)
                _send_sheet(pipe, name, ((number, [_text(cell) for cell in row]) for number, row in rows))
                send(pipe, sheet=name, merged=_ranges(sheet.merged_cell_ranges or []), formulas=[])
    except PasswordError as problem:
        raise Refused("TableLocked") from problem
    except CalamineError as problem:
        raise Refused("TableUnreadable", why="damaged") from problem


def _tell_names(pipe: Connection, names: list[str]) -> None:
    send(pipe, names=names)
    taken: set[str] = set()
    for name in names:
        if name.casefold() in taken:
            raise Refused("SheetTwice", sheet=name)
        taken.add(name.casefold())


def _is_wanted(name: str, names: list[str]) -> bool:
    return name.strip().casefold() in FORM_SHEETS or len(names) == 1


def _send_sheet(pipe: Connection, name: str, rows: Iterable[tuple[int, list[str]]]) -> None:
    send(pipe, sheet=name, rows=[])
    batch: list[tuple[int, list[str]]] = []
    characters = 0
    for number, cells in rows:
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        characters += sum(map(len, cells))
        beyond = _beyond(number, cells, characters)
        if beyond:
            what, limit = beyond
            raise Refused("TableTooLarge", what=what, limit=limit, sheet=name, row=number)
        batch.append((number, cells))
        if len(batch) == BATCH:
            send(pipe, sheet=name, rows=batch)
            batch = []
    send(pipe, sheet=name, rows=batch)


def _beyond(number: int, cells: list[str], characters: int) -> tuple[str, str] | None:
    """How much there is, and of what, where the sheet meets a limit with this row."""
    if len(cells) > MAX_COLUMNS:
        return str(len(cells)), "columns"
    if max(map(len, cells)) > MAX_CELL:
        return str(max(map(len, cells))), "characters"
    if number > MAX_ROWS:
        return str(number), "rows"
    return (str(characters), "characters_in_all") if characters > MAX_CHARACTERS else None


def _text(value: object) -> str:
    """What stands in a cell, as XLSForm has it: days and times in ISO form, whole numbers without decimals."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime():
            at_midnight = value.time() == time()
            return value.date().isoformat() if at_midnight else value.isoformat("T", "seconds")
        case date() | time():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)


def _hidden_in(part: Any) -> tuple[list[str], list[str]]:
    """The merged ranges of a sheet, and the cells whose formula has no stored value."""
    from defusedxml.ElementTree import iterparse

    merged: list[str] = []
    formulas: list[str] = []
    with part:
        for _, element in iterparse(part):
            tag = element.tag.rpartition("}")[2]
            if tag == "mergeCell":
                merged.append(str(element.get("ref", "")))
            elif tag == "c":
                inside = {child.tag.rpartition("}")[2]: child for child in element}
                value = inside.get("v")
                if "f" in inside and (value is None or not value.text):
                    formulas.append(str(element.get("r", "")))
                element.clear()
            elif tag == "row":
                element.clear()
            if len(merged) + len(formulas) > MAX_HIDDEN:
                raise Refused("TableTooLarge", what=str(len(merged) + len(formulas)), limit="hidden")
    return merged, formulas


def _ranges(merged: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> list[str]:
    return [
        f"{column_letters(left)}{top + 1}:{column_letters(right)}{bottom + 1}"
        for (top, left), (bottom, right) in merged
    ]
