"""A workbook of questions as rows whose cells know where they stand: XLSX, XLS, or CSV with sheet below sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kollegie.intake.cells import column_letters
from kollegie.intake.reading_child import Wanted
from kollegie.intake.table_errors import TableUnreadable
from kollegie.intake.tables import read_limited
from kollegie.intake.xlsform_child import FORM_SHEETS, HEADERS, read_form_in_child
from kollegie.intake.xlsform_headings import TRANSLATED, Heading, Languages, headings_of
from kollegie.intake.xlsform_problems import (
    CellBroken,
    CellsMerged,
    ColumnTwice,
    FormulaWithoutValue,
    Place,
    SheetProblems,
)

_ERRORS = re.compile(r"#(REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!)")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " "})
"""Typographic quotation marks that word processors put into expressions, as ODK's converter reads them too."""


@dataclass
class Sheet:
    """One sheet: its rows that hold anything, with their numbers, and what a reader of values would not see."""

    name: str
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    first_column: int = 0


@dataclass(frozen=True)
class Workbook:
    """What was read of a file: the sheets a form may have, by name in lower case, and the names of all sheets.

    Shape: `acting` names the parts with macros, controls or embedded files, which were never opened.
    """

    file: str
    sheets: dict[str, Sheet]
    names: tuple[str, ...]
    acting: tuple[str, ...] = ()


def read_workbook(path: Path) -> Workbook:
    """Read a workbook in the limited process.

    Shape: a workbook with a single sheet has that as its survey, whatever it is called.
    Raises: an error of `table_errors` that names the file.
    """
    if not path.is_file():
        raise TableUnreadable(file=path.name, why="missing")
    sheets: dict[str, Sheet] = {}
    names: list[str] = []
    acting: list[str] = []
    for message in read_limited(path, Wanted(str(path), HEADERS), read_form_in_child):
        names = message.get("names", names)
        acting += message.get("acting", ())
        if "sheet" in message or "rows" in message:
            sheet = sheets.setdefault(message.get("sheet", ""), Sheet(message.get("sheet", "")))
            sheet.rows += [(int(number), list(cells)) for number, cells in message.get("rows", ())]
            sheet.merged += message.get("merged", ())
            sheet.formulas += message.get("formulas", ())
    found = (
        _sheets_of_text(sheets[""]) if "" in sheets else {name.strip().casefold(): one for name, one in sheets.items()}
    )
    if len(found) == 1 and not found.keys() & FORM_SHEETS:
        found = {"survey": next(iter(found.values()))}
    return Workbook(path.name, found, tuple(names), tuple(acting))


def _sheets_of_text(text: Sheet) -> dict[str, Sheet]:
    """The sheets of a CSV file: each begins with its name in the first column; without names all is the survey."""
    if not any(cells[0].strip().casefold() in FORM_SHEETS for _, cells in text.rows[:1]):
        return {"survey": Sheet("survey", text.rows)}
    sheets: dict[str, Sheet] = {}
    here = Sheet("")
    for number, cells in text.rows:
        name = cells[0].strip().casefold()
        if name:
            here = sheets.setdefault(name, Sheet(name, first_column=1))
        if any(cell.strip() for cell in cells[1:]):
            here.rows.append((number, cells[1:]))
    return sheets


class Row:
    """One row of a sheet: hands out its cells by column and knows which nobody asked for."""

    def __init__(self, sheet: FormSheet, number: int, cells: dict[int, str]) -> None:
        self.number = number
        self._sheet = sheet
        self._cells = cells
        self._taken: set[int] = set()

    def place(self, base: str = "", slot: str = "sv") -> Place:
        """The cell of a column, or the row where the column is not there."""
        for heading in self._sheet.columns(base, slot):
            if heading.at in self._cells:
                return self._sheet.place(self.number, heading)
        return next((self._sheet.place(self.number, one) for one in self._sheet.columns(base, slot)), self.whole)

    def cell(self, heading: Heading) -> Place:
        """The cell under a heading."""
        return self._sheet.place(self.number, heading)

    @property
    def whole(self) -> Place:
        """The row itself."""
        return Place(self._sheet.name, self.number)

    def has(self, base: str) -> bool:
        """Whether the column says anything here."""
        return any(one.at in self._cells for one in self._sheet.headings if one.base == base)

    def text(self, base: str) -> str:
        """What stands in the column; of several that mean the same, the first that says anything."""
        return self._first(self._sheet.columns(base, ""))

    def code(self, base: str) -> str:
        """What stands in a column of names or expressions, with straight quotation marks."""
        return self.text(base).translate(_QUOTES).strip()

    def words(self, base: str, slot: str) -> str:
        """The words of a translated column in the first language (`sv`) or English (`en`); "-" means none."""
        found = self._first(self._sheet.columns(base, slot))
        return "" if found == "-" else found

    def _first(self, columns: Iterable[Heading]) -> str:
        found = ""
        for heading in columns:
            self._taken.add(heading.at)
            found = found or self._cells.get(heading.at, "")
        return found

    def __iter__(self) -> Iterator[tuple[Heading, str]]:
        """Every cell that says something, with its column."""
        return ((one, self._cells[one.at]) for one in self._sheet.headings if one.at in self._cells)

    def left(self) -> Iterator[tuple[Heading, str]]:
        """The cells nobody asked for."""
        return ((heading, text) for heading, text in self if heading.at not in self._taken)

    def is_empty(self) -> bool:
        """Whether no column with a header says anything."""
        return not any(True for _ in self)


class FormSheet:
    """One sheet with its first row understood; what is wrong with single cells is noted at once."""

    def __init__(self, sheet: Sheet, known: frozenset[str], problems: SheetProblems) -> None:
        self.name = sheet.name.strip()
        self._offset = sheet.first_column
        self._problems = problems
        self._languages: Languages | None = None
        header = sheet.rows[0][1] if sheet.rows else []
        self._header_row = sheet.rows[0][0] if sheet.rows else 1
        self.headings = headings_of(enumerate(header), known)
        self._check_headings()
        self._check_hidden(sheet)
        self.rows = tuple(
            row
            for number, cells in sheet.rows[1:]
            if not (row := Row(self, number, self._cells(number, cells))).is_empty()
        )

    def speak(self, languages: Languages) -> None:
        """Say which columns hold the first and the English words."""
        self._languages = languages

    def columns(self, base: str, slot: str) -> tuple[Heading, ...]:
        """The columns of that name, best first; `slot` chooses the language of translated ones."""
        found = [one for one in self.headings if one.base == base]
        if base not in TRANSLATED or self._languages is None:
            return tuple(found)
        order = self._languages.first if slot == "sv" else self._languages.english
        return tuple(sorted((one for one in found if one.language in order), key=lambda one: order.index(one.language)))

    def has(self, base: str) -> bool:
        """Whether there is such a column."""
        return any(one.base == base for one in self.headings)

    def place(self, row: int, heading: Heading) -> Place:
        """One cell."""
        return Place(self.name, row, f"{column_letters(heading.at + self._offset)}{row}", heading.text)

    def place_of_header(self, heading: Heading | None = None) -> Place:
        """The header of a column, or the whole first row."""
        return self.place(self._header_row, heading) if heading else Place(self.name, self._header_row)

    def _check_headings(self) -> None:
        taken: dict[tuple[str, str], Heading] = {}
        for heading in self.headings:
            key = (heading.base, heading.language) if heading.base else ("", heading.text)
            if key in taken:
                error = ColumnTwice(taken[key].text, heading.text)
                self._problems.note_at(self.place_of_header(heading), error)
            taken.setdefault(key, heading)

    def _check_hidden(self, sheet: Sheet) -> None:
        filled = {
            f"{column_letters(at + self._offset)}{number}"
            for number, cells in sheet.rows
            for at, cell in enumerate(cells)
            if cell
        }
        for range_ in sheet.merged:
            first, _, last = range_.partition(":")
            place = self._place_at(first)
            if place.heading and first != last and first in filled:
                self._problems.note_at(place, CellsMerged(range_))
        for address in sheet.formulas:
            place = self._place_at(address)
            if place.heading:
                self._problems.note_at(place, FormulaWithoutValue())

    def _place_at(self, address: str) -> Place:
        letters = address.rstrip("0123456789")
        headings = {column_letters(one.at + self._offset): one.text for one in self.headings}
        return Place(self.name, int(address[len(letters) :] or 0), address, headings.get(letters, ""))

    def _cells(self, number: int, cells: list[str]) -> dict[int, str]:
        kept: dict[int, str] = {}
        for heading in self.headings:
            text = _UNPRINTABLE.sub("\ufffd", cells[heading.at]).strip() if heading.at < len(cells) else ""
            if _ERRORS.fullmatch(text):
                self._problems.note_at(self.place(number, heading), CellBroken(text))
            if text:
                kept[heading.at] = text
        return kept
