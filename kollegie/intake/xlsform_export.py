"""Checklists → XLSForm workbooks, for ODK and its kin, for Excel, and for the way back.

What XLSForm has no word for stands in columns of our own, named `kollegie_…`, which other tools pass by: finding
rules, soft constraints, statutes, short words and units. Imported again, the workbook is the same checklist.
Cells are always text: nothing in a checklist becomes a formula. Source: safety id T9.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kollegie.errors import KollegieError
from kollegie.intake.cells import column_letters
from kollegie.intake.checklist_writer import (
    Written,
    constraints_written,
    default_written,
    findings_written,
    inline,
    statute_written,
    written_whole,
)
from kollegie.intake.reading_child import MAX_CELL
from kollegie.intake.xlsform_cells import default_is_worked_out
from kollegie.intake.xlsform_headings import OWN
from kollegie.intake.xlsform_rules import is_whole_range, joined
from kollegie.language import Language
from kollegie.model.answer_values import Withheld
from kollegie.model.checklist import (
    WITHHELD_LABELS,
    YES_NO_CHOICES,
    BilingualText,
    Checklist,
    Choice,
    ContextField,
    ControlQuestion,
    Group,
    Item,
    QuestionType,
    Section,
    Subject,
)
from kollegie.model.expressions import Expression

if TYPE_CHECKING:
    from openpyxl import Workbook

SWEDISH = "Svenska (sv)"
ENGLISH = "English (en)"
YES_NO_LIST = "ja_nej_delvis"

_TYPES = {
    QuestionType.YES_NO: f"select_one {YES_NO_LIST}",
    QuestionType.NUMBER: "decimal",
    QuestionType.INTEGER: "integer",
    QuestionType.TIME: "time",
    QuestionType.DATE: "date",
    QuestionType.MOMENT: "dateTime",
    QuestionType.ONE_OF: "select_one",
    QuestionType.MANY_OF: "select_multiple",
    QuestionType.RANKING: "rank",
    QuestionType.TEXT: "text",
    QuestionType.NOTE: "note",
    QuestionType.PHOTO: "image",
    QuestionType.FILE: "file",
    QuestionType.SIGNATURE: "image",
    QuestionType.CALCULATED: "calculate",
    QuestionType.ACKNOWLEDGE: "acknowledge",
    QuestionType.PLACE: "geopoint",
}
_NUMBERS = (QuestionType.NUMBER, QuestionType.INTEGER)
_SELECTS = (QuestionType.ONE_OF, QuestionType.MANY_OF, QuestionType.RANKING)
_PARAMETERS = {
    QuestionType.NUMBER: frozenset({"start", "end", "step"}),
    QuestionType.INTEGER: frozenset({"start", "end", "step"}),
    QuestionType.TEXT: frozenset({"rows"}),
    QuestionType.ONE_OF: frozenset({"randomize", "seed"}),
    QuestionType.MANY_OF: frozenset({"randomize", "seed"}),
    QuestionType.RANKING: frozenset({"randomize", "seed"}),
    QuestionType.PHOTO: frozenset({"max-pixels"}),
}
"""The parameters ODK's converter takes for each kind of question; others stand in a column of ours."""
_FIRST = ("type", "name")
_ORDER = (
    "label",
    "hint",
    "guidance_hint",
    "required",
    "required_message",
    "relevant",
    "constraint",
    "constraint_message",
    "calculation",
    "choice_filter",
    "default",
    "read_only",
    "repeat_count",
    "appearance",
    "parameters",
)
_WORDY = ("label", "hint", "guidance_hint", "required_message", "constraint_message")
_TOKEN = re.compile(r"[^\s=,;]+")


class CellTooLong(KollegieError):
    """A text that no cell of a workbook holds."""

    sv = "{name}: texten i {column} är {given} tecken, men en cell rymmer {most}. Korta den först."
    en = "{name}: the text in {column} has {given} characters, but a cell holds {most}. Shorten it first."

    def __init__(self, name: str, column: str, given: int) -> None:
        super().__init__(name=name, column=column, given=given, most=MAX_CELL)


def export_form(checklist: Checklist, path: Path) -> None:
    """Write the checklist as an XLSX workbook in the form of XLSForm.

    Raises: CellTooLong, before anything is written; OSError where the file cannot be made.
    """
    form = _Form(checklist)
    with written_whole(path) as beside, beside.open("wb") as file:
        form.workbook().save(file)


@dataclass
class _Table:
    """One sheet: rows by column name; the columns stand in the order they are first needed, or as `order` says."""

    name: str
    order: tuple[str, ...] = ()
    rows: list[dict[str, str]] = field(default_factory=list)

    def columns(self) -> list[str]:
        """The columns that hold anything, the known ones first."""
        used = dict.fromkeys(column for row in self.rows for column, text in row.items() if text)
        return [*(one for one in self.order if one in used), *(one for one in used if one not in self.order)]


class _Form:
    def __init__(self, checklist: Checklist) -> None:
        self._checklist = checklist
        self._lists: dict[tuple[Choice, ...], str] = {}
        order = [*_FIRST]
        for column in _ORDER:
            order += [f"{column}::{SWEDISH}", f"{column}::{ENGLISH}"] if column in _WORDY else [column]
        self._survey = _Table("survey", (*order, *OWN))
        labels = (f"label::{SWEDISH}", f"label::{ENGLISH}")
        self._choices = _Table("choices", ("list_name", "name", *labels))
        self._settings = _Table("settings")
        self._statutes = _Table("kollegie_lagrum")
        self._tables = (self._survey, self._choices, self._settings, self._statutes)
        self._fill()

    def workbook(self) -> Workbook:
        """The workbook, every cell as text."""
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Font

        book = Workbook(write_only=True)
        for table in self._tables:
            columns = table.columns()
            if not columns:
                continue
            sheet = book.create_sheet(table.name)
            sheet.freeze_panes = "C2" if table is self._survey else "A2"
            for at, column in enumerate(columns):
                sheet.column_dimensions[column_letters(at)].width = 40 if column.startswith("label") else 18
            for row in ({column: column for column in columns}, *table.rows):
                cells = []
                for column in columns:
                    text = row.get(column, "")
                    cell = WriteOnlyCell(sheet, _printable(text) or None)
                    if text:
                        cell.data_type = "s"  # a text that begins with = must not become a formula
                        cell.number_format = "@"
                    if row.get(columns[0]) == columns[0]:
                        cell.font = Font(bold=True)
                    cells.append(cell)
                sheet.append(cells)
        return book

    def _fill(self) -> None:
        checklist = self._checklist
        for one in checklist.context_fields:
            self._survey.rows.append(self._context_field(one))
        for section in checklist.sections:
            self._section(section)
        for choices, name in self._lists.items():
            self._list(choices, name)
        english = any(ENGLISH in column for column in (*self._survey.columns(), *self._choices.columns()))
        kept = dict(checklist.kept)
        self._settings.rows.append(
            {
                "form_title": checklist.title.sv,
                "form_id": checklist.id,
                "version": checklist.version,
                "default_language": ENGLISH if english and checklist.default_language is Language.EN else SWEDISH,
                "kollegie_titel_en": checklist.title.en,
                "kollegie_beskrivning": checklist.description.sv,
                "kollegie_beskrivning_en": checklist.description.en,
                "kollegie_galler": "" if checklist.subject is Subject.USER else checklist.subject.value,
                "kollegie_tjanst": checklist.service,
                "kollegie_sprak": checklist.default_language.value,
                "kollegie_bygger_pa": checklist.based_on,
                **kept,
            }
        )
        for statute in checklist.statutes:
            written = statute_written(statute)
            self._statutes.rows.append({key: str(value) for key, value in written.items()})
        for table in self._tables:
            for row in table.rows:
                for column, text in row.items():
                    if len(text) > MAX_CELL:
                        raise CellTooLong(row.get("name", ""), column, len(text))

    def _list_name(self, owner: str, choices: tuple[Choice, ...]) -> str:
        return self._lists.setdefault(choices, YES_NO_LIST if choices == YES_NO_CHOICES else f"val_{owner}")

    def _list(self, choices: tuple[Choice, ...], name: str) -> None:
        for choice in choices:
            self._choices.rows.append(
                {"list_name": name, "name": choice.name, **_words("label", choice.label), **dict(choice.columns)}
            )
        if name == YES_NO_LIST:
            for reason in Withheld:
                self._choices.rows.append(
                    {"list_name": name, "name": reason.value, **_words("label", WITHHELD_LABELS[reason])}
                )

    def _section(self, section: Section) -> None:
        kept = dict(section.kept)
        row = {
            "type": "begin_group",
            "name": section.name,
            **_words("label", section.title),
            "relevant": _text(section.relevance),
            "appearance": section.appearance,
        }
        self._survey.rows.append({**row, **kept})
        self._items(section.items)
        self._survey.rows.append({"type": "end_group"})

    def _items(self, items: Iterable[Item]) -> None:
        for item in items:
            if isinstance(item, ControlQuestion):
                self._survey.rows.append(self._question(item))
            else:
                self._group(item)

    def _group(self, group: Group) -> None:
        kind = "repeat" if group.repeats else "group"
        row = {
            "type": f"begin_{kind}",
            "name": group.name,
            **_words("label", group.label),
            "relevant": _text(group.relevance),
            "repeat_count": _text(group.repeat_count),
            "appearance": group.appearance,
        }
        self._survey.rows.append({**row, **dict(group.kept)})
        self._items(group.items)
        self._survey.rows.append({"type": f"end_{kind}"})

    def _context_field(self, one: ContextField) -> dict[str, str]:
        default = default_written(one)
        plain = isinstance(default, str) and not default_is_worked_out(default, one.type) and default == default.strip()
        return {
            "type": "hidden",
            "name": one.name,
            **_words("label", one.label),
            "default": str(default) if plain else "",
            "kollegie_typ": one.type.value,
            "kollegie_val": self._list_name(one.name, one.choices) if one.type in _SELECTS and one.choices else "",
            "kollegie_forval": "" if plain or default is None else inline(default),
            **_own_words("kollegie_enhet", one.unit),
        }

    def _question(self, question: ControlQuestion) -> dict[str, str]:
        rules = constraints_written(question.constraints)
        condition, message, message_en = joined([rule for rule in rules if isinstance(rule, dict)])
        own, appearance = self._own_type(question)
        parameters, own_parameters = _parameters(question)
        return {
            "type": self._type(question),
            "name": question.name,
            **_words("label", question.label),
            **_words("hint", question.hint),
            **_words("guidance_hint", question.guidance),
            "required": _text(question.required_when) or ("yes" if question.required else ""),
            **_words("required_message", question.required_message),
            "relevant": _text(question.relevance),
            "constraint": condition,
            **_words("constraint_message", BilingualText(message, message_en)),
            "calculation": _text(question.calculation),
            "choice_filter": _text(question.choice_filter),
            **_default(question),
            "read_only": _read_only(question),
            "appearance": appearance,
            "parameters": parameters,
            "kollegie_id": "" if question.id == question.name else question.id,
            "kollegie_typ": own,
            **_own_words("kollegie_kort", question.short),
            **_own_words("kollegie_enhet", question.unit),
            "kollegie_parametrar": own_parameters,
            "kollegie_regler": inline(rules) if _needs_rules(question, rules) else "",
            "kollegie_iakttagelser": inline(findings_written(question)) if question.findings else "",
            "kollegie_lagrum": inline(list[Written](question.statutes)) if question.statutes else "",
            "kollegie_del_av": question.part_of,
            "kollegie_ursprung": question.origin,
            "kollegie_karna": "ja" if question.core else "",
            "kollegie_hette": inline(list[Written](question.formerly)) if question.formerly else "",
            **dict(question.kept),
        }

    def _type(self, question: ControlQuestion) -> str:
        if question.type is QuestionType.YES_NO:
            self._lists.setdefault(YES_NO_CHOICES, YES_NO_LIST)
        if _is_range(question):
            return "range"
        word = _TYPES[question.type]
        if question.type in _SELECTS:
            return f"{word} {self._list_name(question.name, question.choices)}"
        return word

    def _own_type(self, question: ControlQuestion) -> tuple[str, str]:
        """Our type where the workbook's own would be read as another one, and the appearance."""
        appearance = question.appearance
        if question.type is QuestionType.SIGNATURE:
            return "", f"signature {appearance}".strip()
        ambiguous = (
            (question.type is QuestionType.ONE_OF and question.choices == YES_NO_CHOICES)
            or (question.type is QuestionType.PHOTO and "signature" in appearance.split())
            or (
                _is_range(question)
                and is_whole_range(dict(question.parameters)) is not (question.type is QuestionType.INTEGER)
            )
        )
        return (question.type.value if ambiguous else ""), appearance


def _printable(text: str) -> str:
    """The text without what no workbook can hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)


def _text(expression: Expression | None) -> str:
    return "" if expression is None else expression.text


def _words(column: str, text: BilingualText) -> dict[str, str]:
    return {f"{column}::{SWEDISH}": text.sv, f"{column}::{ENGLISH}": text.en}


def _own_words(column: str, text: BilingualText) -> dict[str, str]:
    return {column: text.sv, f"{column}_en": text.en}


def _is_range(question: ControlQuestion) -> bool:
    names = {name for name, _ in question.parameters}
    return question.type in _NUMBERS and bool(names) and names <= _PARAMETERS[question.type]


def _parameters(question: ControlQuestion) -> tuple[str, str]:
    """The parameters as ODK writes them, else as a table of our own."""
    if not question.parameters:
        return "", ""
    taken = _PARAMETERS.get(question.type, frozenset())
    fit = all(
        name in taken and _TOKEN.fullmatch(name) and _TOKEN.fullmatch(value) for name, value in question.parameters
    )
    if fit:
        return " ".join(f"{name}={value}" for name, value in question.parameters), ""
    return "", inline(dict[str, Written](question.parameters))


def _needs_rules(question: ControlQuestion, rules: list[Written]) -> bool:
    """Whether one constraint cannot say all the rules; a range would add its limits where nothing is said."""
    return _is_range(question) or len(rules) > 1 or any(one.soft for one in question.constraints)


def _default(question: ControlQuestion) -> Mapping[str, str]:
    """The default where ODK looks for it, and beside it what ODK would take for something else."""
    default = default_written(question)
    begins = _text(question.initial)
    if default is None:
        return {"default": begins}
    text = " ".join(str(one) for one in default) if isinstance(default, list) else default
    plain = (
        isinstance(text, str)
        and not begins
        and not isinstance(question.default, Withheld)
        and not default_is_worked_out(text, question.type)
        and text == text.strip()
    )
    return {"default": str(text)} if plain else {"default": begins, "kollegie_forval": inline(default)}


def _read_only(question: ControlQuestion) -> str:
    if question.read_only:
        return "yes"
    calculated = question.calculation is not None and question.type is not QuestionType.CALCULATED
    return "no" if calculated else ""
