"""XLSForm workbooks → checklists: what caseworkers make in Excel becomes what the visit asks.

The subset and what becomes of the rest is told in the handbook, `ui/help/xlsform.md`. The workbook is read in a
limited process, and every expression is checked with the same rules as a checklist file, so that a fault is told by
sheet, row and column before anybody is asked anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kollegie.intake.checklist_problems import ChecklistRefused
from kollegie.intake.checklist_reader import ChecklistReader
from kollegie.intake.xlsform_choices import ChoiceLists
from kollegie.intake.xlsform_headings import (
    CHOICES,
    SETTINGS,
    STATUTES,
    SURVEY,
    TRANSLATED,
    Languages,
    is_media,
    language_code,
    languages_of,
)
from kollegie.intake.xlsform_nodes import Node, assembled
from kollegie.intake.xlsform_problems import NoSurvey, Place, SheetProblems
from kollegie.intake.xlsform_questions import RowReader
from kollegie.intake.xlsform_report import ImportReport, RemarkKind, Remarks
from kollegie.intake.xlsform_sheets import FormSheet, Row, Workbook, read_workbook
from kollegie.intake.xlsform_survey import SurveyReader, filters_of
from kollegie.model.checklist import BilingualText, Checklist
from kollegie.model.checklist_tables import NoTable, table_of, table_owners

FORM_ENDINGS = frozenset({".xlsx", ".xlsm", ".xls", ".csv"})
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>")
_TURNING = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NOT_USED = {
    "entities": ("entiteter används inte", "entities are not used"),
    "external_choices": ("frågor med select_one_external stöds inte", "select_one_external is not supported"),
    "osm": ("kartfrågor stöds inte", "map questions are not supported"),
}


@dataclass(frozen=True)
class ImportedForm:
    """The checklist a workbook became, and what happened on the way."""

    checklist: Checklist
    report: ImportReport


def import_form(path: Path) -> ImportedForm:
    """Read a workbook (XLSX, XLS or CSV) as a checklist.

    Raises: ChecklistRefused with every fault, its sheet, row and column; an error of `table_errors` for a file that
    cannot be read at all.
    """
    book = read_workbook(path)
    return _FormReader(book, path).read()


class _FormReader:
    def __init__(self, book: Workbook, path: Path) -> None:
        self._book = book
        self._path = path
        self._problems = SheetProblems()
        self._remarks = Remarks()

    def read(self) -> ImportedForm:
        if "survey" not in self._book.sheets:
            self._problems.note_at(Place(""), NoSurvey(", ".join(self._book.names)))
            raise self._refused()
        settings = self._sheet("settings", SETTINGS)
        survey = self._sheet("survey", SURVEY)
        choices = self._sheet("choices", CHOICES)
        assert survey is not None
        self._problems.stands((), survey.place_of_header())
        row = settings.rows[0] if settings is not None and settings.rows else None
        languages = self._languages(row, survey, choices)
        held = self._head(row)
        title = BilingualText(str(held["titel"]), str(held.get("titel_en", "")))
        lists = ChoiceLists(choices, languages, self._path.parent, self._problems, self._remarks)
        reader = RowReader(lists, self._problems, self._remarks)
        found = SurveyReader(survey, reader, title).read()
        lists.tell_unused(filters_of(survey.rows))
        self._tell_columns(survey)
        self._tell_untranslated(survey, languages)
        for sheet in (survey, choices):
            self._tell_marks(sheet)
        self._tell_sheets()
        held["lagrum"] = assembled(self._statutes(), ("lagrum",), self._problems)
        held["sammanhang"] = assembled(found.context_fields, ("sammanhang",), self._problems)
        held["avsnitt"] = assembled(found.sections, ("avsnitt",), self._problems)
        checklist = ChecklistReader(held, self._problems).read()
        if self._problems.in_order() or checklist is None:
            raise self._refused()
        self._tell_tables(checklist, found.groups)
        report = ImportReport(self._path.name, checklist, tuple(self._remarks.found))
        return ImportedForm(checklist, report)

    def _refused(self) -> ChecklistRefused:
        return ChecklistRefused(self._path.name, self._problems.in_order())

    def _sheet(self, name: str, known: frozenset[str]) -> FormSheet | None:
        sheet = self._book.sheets.get(name)
        return None if sheet is None else FormSheet(sheet, known, self._problems)

    def _languages(self, settings: Row | None, survey: FormSheet, choices: FormSheet | None) -> Languages:
        default = settings.text("default_language") if settings is not None else ""
        headings = [*survey.headings, *(choices.headings if choices is not None else ())]
        languages = languages_of(headings, default)
        for sheet in (survey, choices):
            if sheet is not None:
                sheet.speak(languages)
        if not languages.swedish:
            spoken = languages.first[0] or default
            self._remarks.say(
                RemarkKind.CHANGED,
                survey.place_of_header(),
                f"formuläret har ingen svenska: texterna på {spoken} visas i stället",
                f"the form has no Swedish: the words in {spoken} are shown instead",
            )
        return languages

    def _head(self, row: Row | None) -> dict[str, object]:
        """The head of the checklist, from the sheet settings."""
        node = Node(row.whole if row is not None else Place("settings"))
        stem = self._path.stem
        if row is None:
            node.put("id", _file_name(stem))
            node.put("titel", stem)
            node.put("version", "1")
        else:
            self._put_settings(node, row, stem)
        if row is None or not row.has("version"):
            self._remarks.say(
                RemarkKind.CHANGED,
                node.place,
                "version saknas och blev 1",
                "the version is missing and became 1",
            )
        for key, place in node.places.items():
            self._problems.stands(key, place)
        return {"schema": 1, **node.held}

    def _put_settings(self, node: Node, row: Row, stem: str) -> None:
        written = row.text("form_id") or stem
        node.put("id", _file_name(written), row.place("form_id"))
        if node.held["id"] != written:
            self._remarks.say(
                RemarkKind.CHANGED,
                row.place("form_id"),
                f"checklistans id blev {node.held['id']}",
                f"the checklist's id became {node.held['id']}",
            )
        node.put("titel", row.text("form_title") or written, row.place("form_title"))
        node.put("version", row.text("version") or "1", row.place("version"))
        for key in ("titel_en", "beskrivning", "beskrivning_en", "galler", "tjanst", "sprak", "bygger_pa"):
            node.put(key, row.text(f"kollegie_{key}"), row.place(f"kollegie_{key}"))
        if not row.has("kollegie_sprak") and language_code(row.text("default_language")) == "en":
            node.put("sprak", "en", row.place("default_language"))
        row.text("allow_choice_duplicates")
        left = {heading.canonical: text for heading, text in row.left()}
        node.put("ovrigt", left)
        for name in left:
            self._remarks.say(
                RemarkKind.COLUMN,
                row.whole,
                f"inställningen {name} används inte; den sparas med checklistan",
                f"the setting {name} is not used; it is kept with the checklist",
            )

    def _statutes(self) -> list[Node]:
        sheet = self._sheet("kollegie_lagrum", STATUTES)
        nodes = []
        for row in sheet.rows if sheet is not None else ():
            node = Node(row.whole)
            for heading, text in row:
                key = heading.base or heading.text
                node.put(key, _day(text) if key in ("fran", "till") else text, row.place(key))
            nodes.append(node)
        return nodes

    def _tell_tables(self, checklist: Checklist, groups: Mapping[str, Place]) -> None:
        """Name every group that asks for a table and whose questions do not make one."""
        for owner in table_owners(checklist):
            table = table_of(owner)
            if isinstance(table, NoTable):
                why = table.why
                self._remarks.say(
                    RemarkKind.IGNORED,
                    groups.get(owner.name, Place("survey")),
                    f"{owner.name} visas inte som tabell (table-list), eftersom {why.sv}; frågorna visas var för sig",
                    f"{owner.name} is not shown as a table (table-list), as {why.en}; its questions stand one by one",
                )

    def _tell_columns(self, survey: FormSheet) -> None:
        """Name every column that is kept without being used."""
        for heading in survey.headings:
            if heading.base and heading.base not in ("trigger", "disabled"):
                if heading.base in TRANSLATED and heading not in (
                    *survey.columns(heading.base, "sv"),
                    *survey.columns(heading.base, "en"),
                ):
                    sv, en = "språket visas inte", "the language is not shown"
                else:
                    continue
            elif heading.base == "trigger":
                sv = "ingen fråga väntar på en annan: det som räknas ut räknas om vid varje ändring"
                en = "no question waits for another: what is calculated is worked out at every change"
            elif is_media(heading):
                sv, en = "bild, ljud och film visas inte", "pictures, sounds and films are not shown"
            else:
                sv, en = "okänd kolumn", "unknown column"
            number = sum(1 for row in survey.rows for one, _ in row if one == heading)
            if number:
                self._remarks.say(
                    RemarkKind.COLUMN,
                    survey.place_of_header(heading),
                    f"{sv}; sparas med {number} {'rad' if number == 1 else 'rader'}",
                    f"{en}; kept with {number} {'row' if number == 1 else 'rows'}",
                )

    def _tell_untranslated(self, survey: FormSheet, languages: Languages) -> None:
        if not survey.columns("label", "en") or not languages.english:
            return
        for row in survey.rows:
            if row.words("label", "sv") and not row.words("label", "en"):
                self._remarks.say(
                    RemarkKind.MISSING,
                    row.place("label", "en"),
                    "engelska saknas; den andra texten visas",
                    "there is no English; the other text is shown",
                )

    def _tell_marks(self, sheet: FormSheet | None) -> None:
        """Name the words that hold mark-up, which is shown as it stands, or marks that turn the direction of text."""
        for row in sheet.rows if sheet is not None else ():
            for heading, text in row:
                if sheet is None or heading.base not in TRANSLATED:
                    continue
                place = sheet.place(row.number, heading)
                if _MARKUP.search(text):
                    sv, en = "märkning visas som vanlig text", "mark-up is shown as plain text"
                    self._remarks.say(RemarkKind.CHANGED, place, sv, en)
                if _TURNING.search(text):
                    sv, en = (
                        "texten har osynliga tecken som vänder dess riktning",
                        "the text has invisible marks that turn it",
                    )
                    self._remarks.say(RemarkKind.CHANGED, place, sv, en)

    def _tell_sheets(self) -> None:
        for part in self._book.acting:
            self._remarks.say(
                RemarkKind.IGNORED,
                Place(""),
                f"arbetsboken har makron, kontroller eller inbäddade filer ({part}). De öppnades inte och följer inte"
                " med; bara det som står i cellerna är taget",
                f"the workbook has macros, controls or embedded files ({part}). They were not opened and do not come"
                " along; only what stands in the cells was taken",
            )
        for name, (sv, en) in _NOT_USED.items():
            if name in self._book.sheets and self._book.sheets[name].rows:
                self._remarks.say(RemarkKind.IGNORED, Place(name), sv, en)
        for name in self._book.names:
            if len(self._book.names) > 1 and name.strip().casefold() not in self._book.sheets:
                self._remarks.say(RemarkKind.IGNORED, Place(name), "bladet lästes inte", "the sheet was not read")


def _file_name(written: str) -> str:
    """An id that may be the name of a file: letters, digits, `_`, `-` and `.`."""
    return re.sub(r"[^\w.\-]+", "-", written).strip("-.") or "checklista"


def _day(text: str) -> object:
    """A day as a checklist file has it; other texts are left for the reader to refuse."""
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
