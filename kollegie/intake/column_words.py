"""What the columns of records, and what stands in them, are called on screen."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from kollegie.intake.cells import OWN_SWEDISH
from kollegie.intake.mapping import NUMBERS
from kollegie.intake.record_kinds import CellType, ColumnRule
from kollegie.intake.record_set_kinds import PEPPOL_INVOICES
from kollegie.intake.saved_mappings import ALL_KINDS
from kollegie.language import say
from kollegie.model.amounts import whole
from kollegie.model.invoices import COUNTED
from kollegie.model.records import SHAPES, Held
from kollegie.model.signals import EvidenceRow

_YES_NO = {"yes": ("ja", "yes"), "no": ("nej", "no")}
_SWEDISH = ("service", "law")
"""Columns whose choices are Swedish words themselves, as those of the kinds of representatives are."""
_CALLED = {
    "user_id": ("brukare", "user"),
    "staff_id": ("personal", "staff"),
    "provider_id": ("utförare", "provider"),
    "decision_id": ("beslut", "decision"),
    "applied_as": ("ansökan som den står", "application as written"),
    "applied_on": ("ansökningsdatum", "day of application"),
    "invoice_id": ("faktura", "invoice"),
    "payee_id": ("mottagare", "payee"),
    "start": ("start", "start"),
    "kind": ("slag", "kind"),
    COUNTED: ("räknat", "counted"),
}
"""Columns that files have under a longer name than a reader of their rows needs."""


def column_words(rule: ColumnRule, *, marked: bool = True) -> str:
    """A canonical column as one recognises it: its first Swedish name, and `marked` where it must be there."""
    name = rule.aliases[0] if rule.aliases else rule.name
    said = say(name, rule.name.replace("_", " "))
    return f"{said} *" if rule.required and marked else said


def column_name(kind: str, column: str) -> str:
    """What a column of a kind is called in files; a heading of the file's own stays as it is."""
    rule = _rules_of(kind).get(column)
    return column if rule is None else column_words(rule, marked=False)


def cell_name(kind: str, column: str) -> str:
    """What a cell of a row is called to one who reads the row, wherever it is shown, printed or copied."""
    return say(*_CALLED[column]) if column in _CALLED else column_name(kind, column)


def cell_words(kind: str, column: str, text: str) -> str:
    """A cell as it is read, by the type of its column: a moment, a number with its decimal comma, a choice in Swedish.

    Ids and words stand as they are, whatever they look like.
    """
    rule = _rules_of(kind).get(column)
    if text in _YES_NO and column in _flags_of(kind):
        return say(*_YES_NO[text])
    if column == COUNTED:
        return text.replace(".", say(",", "."))
    if rule is None:
        return text
    if rule.type in NUMBERS:
        return text.replace(".", say(",", "."))
    if rule.type is CellType.MOMENT:
        return _moment_words(text)
    return say(_choices_of(kind).get((column, text), text), text)


def place_words(row: EvidenceRow) -> str:
    """Where a row stands: its file and number; "" where no file is told."""
    return say(f"{row.file} rad {whole(row.row)}", f"{row.file} row {whole(row.row)}") if row.file else ""


def row_words(row: EvidenceRow) -> str:
    """A row in one line, wherever it stands alone: its place, then what each column that says something is called and
    says."""
    cells = " · ".join(
        f"{cell_name(row.kind, column)} {cell_words(row.kind, column, text)}" for column, text in row.cells if text
    )
    return ": ".join(part for part in (place_words(row), cells) if part)


def _moment_words(text: str) -> str:
    try:
        return f"{datetime.fromisoformat(text):%Y-%m-%d %H.%M}" if len(text) == len("2026-03-01T07:30") else text
    except ValueError:
        return text


@cache
def _flags_of(kind: str) -> frozenset[str]:
    """The columns of a kind that say yes or no, also those that are worked out as it is read."""
    columns = SHAPES[kind].columns if kind in SHAPES else ()
    return frozenset(one.name for one in columns if one.held is Held.FLAG)


@cache
def _choices_of(kind: str) -> dict[tuple[str, str], str]:
    """The Swedish word of each choice of a kind's columns, where it is another than the choice itself."""
    return {
        (rule.name, value): OWN_SWEDISH.get(value, spellings[0])
        for rule in _rules_of(kind).values()
        if kind != "representatives" and rule.name not in _SWEDISH
        for value, spellings in rule.choices
        if spellings
    }


@cache
def _rules_of(kind: str) -> dict[str, ColumnRule]:
    """The columns of a kind by their names; those of an electronic invoice are among the invoices'."""
    kinds = {**ALL_KINDS, PEPPOL_INVOICES.name: PEPPOL_INVOICES}
    return {rule.name: rule for rule in kinds[kind].columns} if kind in kinds else {}
