"""The lists of choices of a form: from the sheet choices, and from CSV files beside the workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kollegie.errors import KollegieError
from kollegie.intake.checklist_writer import CHOICE_KEYS
from kollegie.intake.tables import read_table
from kollegie.intake.xlsform_headings import CHOICES, Languages, is_media
from kollegie.intake.xlsform_problems import (
    ChoiceFileMissing,
    ChoiceNameMissing,
    ColumnMissing,
    ColumnReserved,
    FileOutside,
    ListMissing,
    ListNameMissing,
    Place,
    SheetProblems,
)
from kollegie.intake.xlsform_report import RemarkKind, Remarks
from kollegie.intake.xlsform_sheets import FormSheet, Row, Sheet
from kollegie.model.answer_values import Withheld
from kollegie.model.checklist import WITHHELD_LABELS
from kollegie.model.checklist_faults import BadChoiceName, ChoiceTaken

_WITHHELD = {reason.value: WITHHELD_LABELS[reason] for reason in Withheld}


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """One list: each choice as its table in a checklist file, with the row it was read from."""

    choices: tuple[dict[str, str], ...]
    places: tuple[Place, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the choices."""
        return tuple(choice["namn"] for choice in self.choices)


class ChoiceLists:
    """Every list of a form; lists in files are read when a question asks for them."""

    def __init__(
        self, sheet: FormSheet | None, languages: Languages, folder: Path, problems: SheetProblems, remarks: Remarks
    ) -> None:
        self._languages = languages
        self._folder = folder
        self._problems = problems
        self._remarks = remarks
        self._lists: dict[str, ChoiceList] = {}
        self._files: dict[tuple[str, str, str], ChoiceList | None] = {}
        self._asked_for: set[str] = set()
        self._sheet = sheet
        if sheet is not None and sheet.headings:
            self._read(sheet)

    def find(self, name: str, place: Place) -> ChoiceList | None:
        """The list of that name; a fault at the place where it is asked for if there is none."""
        self._asked_for.add(name)
        if name not in self._lists:
            self._problems.note_at(place, ListMissing(name, self._lists))
        return self._lists.get(name)

    def in_file(self, name: str, value: str, label: str, place: Place) -> ChoiceList | None:
        """The list in a CSV file beside the workbook; `value` and `label` are the columns with names and words."""
        key = (name, value, label)
        if key not in self._files:
            self._files[key] = self._read_file(name, value, label, place)
        return self._files[key]

    def tell_unused(self, filters: str) -> None:
        """Tell which lists no question has, and which columns no choice filter looks at."""
        for name in [one for one in self._lists if one not in self._asked_for]:
            place = self._lists[name].places[0] if self._lists[name].places else Place("choices")
            self._remarks.say(
                RemarkKind.IGNORED, place, f"ingen fråga använder listan {name}", f"no question uses the list {name}"
            )
        for heading in self._sheet.headings if self._sheet is not None else ():
            slot = self._languages.slot(heading.language)
            if heading.base and (heading.base != "label" or slot):
                continue
            if not re.search(rf"(?<![\w.\-]){re.escape(heading.text)}(?![\w.\-])", filters):
                self._remarks.say(
                    RemarkKind.COLUMN,
                    self._sheet.place_of_header(heading) if self._sheet is not None else Place("choices"),
                    f"kolumnen {heading.text} sparas med valen",
                    f"the column {heading.text} is kept with the choices",
                )

    def _read(self, sheet: FormSheet) -> None:
        for column in ("list_name", "name"):
            if not sheet.has(column):
                self._problems.note_at(sheet.place_of_header(), ColumnMissing(column))
                return
        rows: dict[str, list[Row]] = {}
        for row in sheet.rows:
            name = row.code("list_name")
            if name:
                rows.setdefault(name, []).append(row)
            else:
                self._problems.note_at(row.place("list_name"), ListNameMissing())
        self._check_columns(sheet)
        self._lists = {name: self._list(name, listed) for name, listed in rows.items()}

    def _check_columns(self, sheet: FormSheet) -> None:
        for heading in sheet.headings:
            if not heading.base and heading.text in CHOICE_KEYS:
                self._problems.note_at(sheet.place_of_header(heading), ColumnReserved(heading.text))

    def _list(self, name: str, rows: list[Row]) -> ChoiceList:
        found: dict[str, tuple[dict[str, str], Place]] = {}
        for row in rows:
            for choice in self._choice(name, row):
                if choice["namn"] in found:
                    self._problems.note_at(row.place("name"), ChoiceTaken(name, choice["namn"]))
                else:
                    found[choice["namn"]] = (choice, row.place("name"))
        return ChoiceList(tuple(choice for choice, _ in found.values()), tuple(place for _, place in found.values()))

    def _choice(self, list_name: str, row: Row) -> Iterator[dict[str, str]]:
        name = row.code("name")
        if not name:
            self._problems.note_at(row.place("name"), ChoiceNameMissing())
            return
        if name in _WITHHELD:
            self._tell_withheld(list_name, name, row)
            return
        if re.search(r"\s", name):
            self._problems.note_at(row.place("name"), BadChoiceName(name, ", ".join(sorted(_WITHHELD))))
            return
        words = row.words("label", "sv")
        if not words:
            self._remarks.say(
                RemarkKind.CHANGED,
                row.place("label"),
                f"valet {name} saknar text och visas med sitt namn",
                f"the choice {name} has no label and is shown by its name",
            )
        choice = {"namn": name, "text": words or name}
        english = row.words("label", "en")
        if english:
            choice["text_en"] = english
        for heading, text in row.left():
            if is_media(heading):
                check_file_name(text, self._problems, row.cell(heading))
            choice[heading.canonical] = text
        yield choice

    def _tell_withheld(self, list_name: str, name: str, row: Row) -> None:
        """A reason for no answer exists for every question; only other words for it are worth telling."""
        if row.words("label", "sv").casefold() != _WITHHELD[name].sv.casefold():
            self._remarks.say(
                RemarkKind.CHANGED,
                row.place("name"),
                f"valet {name} finns redan för alla frågor och togs bort ur listan {list_name}",
                f"the choice {name} exists for every question and was taken out of the list {list_name}",
            )

    def _read_file(self, name: str, value: str, label: str, place: Place) -> ChoiceList | None:
        if not check_file_name(name, self._problems, place):
            return None
        path = self._folder / name
        if path.resolve().parent != self._folder.resolve():
            self._problems.note_at(place, FileOutside(name))
            return None
        if not path.is_file():
            reason = ChoiceFileMissing(name, "den finns inte bredvid arbetsboken", "it is not beside the workbook")
            self._problems.note_at(place, reason)
            return None
        try:
            table = read_table(path, frozenset({value.casefold(), label.casefold()}))
        except KollegieError as error:
            self._problems.note_at(place, error)
            return None
        called = {value: "name", label: "label"}
        header = [called.get(cell.strip(), cell) for cell in table.header]
        rows = [(number, list(cells)) for number, cells in table.rows]
        sheet = FormSheet(Sheet(name, [(table.header_row, header), *rows]), CHOICES, self._problems)
        sheet.speak(self._languages)
        if not sheet.has("name"):
            reason = ChoiceFileMissing(name, f"kolumnen {value} saknas", f"the column {value} is missing")
            self._problems.note_at(place, reason)
            return None
        self._check_columns(sheet)
        return self._list(name, list(sheet.rows))


def check_file_name(name: str, problems: SheetProblems, place: Place) -> bool:
    """Whether the text is the bare name of a file beside the workbook; a fault at the place if not."""
    bare = name.removeprefix("jr://images/").removeprefix("jr://audio/").removeprefix("jr://video/")
    if re.search(r"[/\\:\x00]", bare) or bare.strip() in ("", ".", ".."):
        problems.note_at(place, FileOutside(name))
        return False
    return True
