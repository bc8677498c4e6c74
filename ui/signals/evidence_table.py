"""The rows a signal rests on, with file and row number: in columns, or one under another where the text is large."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from kollegie.intake.column_words import cell_name, cell_words, place_words
from kollegie.language import say
from kollegie.model.signals import EvidenceRow
from ui.theme import theme
from ui.tokens import Tone
from ui.widgets.labels import Label, WrappedLabel

GRID_SCALE = 1.3
"""From this text size on, rows are told one under another instead of in columns."""
MOST_COLUMNS = 5

_SHOWN = {
    "time-reports": ("user_id", "staff_id", "start", "end", "registered_at"),
    "schedules": ("user_id", "staff_id", "start", "end"),
    "invoices": ("user_id", "invoice_id", "period_from", "hours", "amount"),
    "payouts": ("user_id", "payee_id", "period_from", "amount", "paid_on"),
    "stays": ("user_id", "kind", "from", "to"),
    "decisions": ("decision_id", "user_id", "service", "decided_on", "followed_up_on"),
    "staff": ("staff_id", "provider_id", "contract_from", "contract_to", "agreement_to"),
}
"""The columns that tell most of a row; of other kinds the first ones are shown."""


def evidence_table(kind: str, rows: Sequence[EvidenceRow]) -> QWidget:
    """The rows of one kind."""
    present = dict.fromkeys(name for row in rows for name, text in row.cells if text)
    shown = [name for name in _SHOWN.get(kind, tuple(present)[:MOST_COLUMNS]) if name in present]
    return _lines(rows, shown) if theme().text_scale >= GRID_SCALE else _grid(kind, rows, shown)


def _lines(rows: Sequence[EvidenceRow], shown: Sequence[str]) -> QWidget:
    table = QWidget()
    column = QVBoxLayout(table)
    column.setContentsMargins(0, 0, 0, 0)
    for row in rows:
        cells = " · ".join(_cell(row, name) for name in shown if row.cell(name))
        column.addWidget(WrappedLabel(f"{place_words(row)}: {cells}", "body"))
    return table


def _grid(kind: str, rows: Sequence[EvidenceRow], shown: Sequence[str]) -> QWidget:
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(7)
    heads = (say("Fil", "File"), say("Rad", "Row"), *(cell_name(kind, name).capitalize() for name in shown))
    for at, word in enumerate(heads):
        grid.addWidget(Label(word, "tag", Tone.MUTED), 0, at)
    for place, row in enumerate(rows, start=1):
        for at, cell in enumerate((row.file, str(row.row), *(_cell(row, name) for name in shown))):
            grid.addWidget(Label(cell, "meta", Tone.TEXT), place, at)
    grid.setColumnStretch(len(heads), 1)
    return table


def _cell(row: EvidenceRow, name: str) -> str:
    return cell_words(row.kind, name, row.cell(name))
