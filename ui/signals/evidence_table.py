"""The rows a signal rests on, with file and row number: in columns, or one under another where the text is large."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from kollegie.intake.column_words import cell_words
from kollegie.intake.saved_mappings import ALL_KINDS
from kollegie.language import say
from kollegie.model.signals import EvidenceRow
from ui.theme import theme
from ui.tokens import Tone
from ui.widgets.labels import Label, WrappedLabel

GRID_SCALE = 1.3
"""From this text size on, rows are told one under another instead of in columns."""
MOST_COLUMNS = 5

_USER = ("user_id", "Brukare", "User")
_STAFF = ("staff_id", "Personal", "Staff")
_PERIOD = ("period_from", "Period från", "Period from")
_AMOUNT = ("amount", "Belopp", "Amount")
_SHOWN: dict[str, tuple[tuple[str, str, str], ...]] = {
    "time-reports": (
        _USER,
        _STAFF,
        ("start", "Start", "Start"),
        ("end", "Slut", "End"),
        ("registered_at", "Registrerad", "Registered"),
    ),
    "schedules": (_USER, _STAFF, ("start", "Start", "Start"), ("end", "Slut", "End")),
    "invoices": (_USER, ("invoice_id", "Faktura", "Invoice"), _PERIOD, ("hours", "Timmar", "Hours"), _AMOUNT),
    "payouts": (_USER, ("payee_id", "Mottagare", "Payee"), _PERIOD, _AMOUNT, ("paid_on", "Utbetalt", "Paid")),
    "stays": (_USER, ("kind", "Slag", "Kind"), ("from", "Från", "From"), ("to", "Till", "To")),
    "decisions": (
        ("decision_id", "Beslut", "Decision"),
        _USER,
        ("service", "Insats", "Service"),
        ("decided_on", "Beslutat", "Decided"),
        ("followed_up_on", "Uppföljt", "Followed up"),
    ),
    "staff": (
        _STAFF,
        ("provider_id", "Utförare", "Provider"),
        ("contract_from", "Anställd från", "Employed from"),
        ("contract_to", "Anställd till", "Employed to"),
        ("agreement_to", "Kollektivavtal till", "Agreement until"),
    ),
}


def evidence_table(kind: str, rows: Sequence[EvidenceRow]) -> QWidget:
    """The rows of one kind."""
    shown = _SHOWN.get(kind) or tuple(_named(kind, rows))[:MOST_COLUMNS]
    shown = tuple(column for column in shown if any(row.cell(column[0]) for row in rows))
    return _lines(rows, shown) if theme().text_scale >= GRID_SCALE else _grid(rows, shown)


def _named(kind: str, rows: Sequence[EvidenceRow]) -> Iterator[tuple[str, str, str]]:
    """The columns the rows have, by the names that files have them under."""
    rules = {rule.name: rule for rule in ALL_KINDS[kind].columns} if kind in ALL_KINDS else {}
    for name in dict.fromkeys(name for row in rows for name, _ in row.cells):
        aliases = rules[name].aliases if name in rules else ()
        yield name, (aliases[0] if aliases else name).capitalize(), name.replace("_", " ").capitalize()


def _lines(rows: Sequence[EvidenceRow], shown: Sequence[tuple[str, str, str]]) -> QWidget:
    table = QWidget()
    column = QVBoxLayout(table)
    column.setContentsMargins(0, 0, 0, 0)
    for row in rows:
        cells = " · ".join(_cell(row, name) for name, _, _ in shown if row.cell(name))
        column.addWidget(WrappedLabel(f"{row.file} {say('rad', 'row')} {row.row}: {cells}", "body"))
    return table


def _grid(rows: Sequence[EvidenceRow], shown: Sequence[tuple[str, str, str]]) -> QWidget:
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(7)
    heads = (say("Fil", "File"), say("Rad", "Row"), *(say(sv, en) for _, sv, en in shown))
    for at, word in enumerate(heads):
        grid.addWidget(Label(word, "tag", Tone.MUTED), 0, at)
    for place, row in enumerate(rows, start=1):
        for at, cell in enumerate((row.file, str(row.row), *(_cell(row, name) for name, _, _ in shown))):
            grid.addWidget(Label(cell, "meta", Tone.TEXT), place, at)
    grid.setColumnStretch(len(heads), 1)
    return table


def _cell(row: EvidenceRow, name: str) -> str:
    """A cell as it is read: moments with a full stop between hours and minutes, the rest in the words of its kind."""
    text = row.cell(name)
    try:
        moment = datetime.fromisoformat(text) if len(text) == 16 else None
    except ValueError:
        moment = None
    return f"{moment:%Y-%m-%d %H.%M}" if moment is not None else cell_words(row.kind, name, text)
