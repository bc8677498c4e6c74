"""The rows behind a number: file, row and what the row says, a few at first and all on demand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.intake.column_words import cell_name, cell_words, place_words
from kollegie.language import counted, say
from kollegie.model.desk_looks import RowsBehind
from kollegie.model.extents import extent_words
from kollegie.model.invoices import COUNTED
from kollegie.model.signals import EvidenceRow
from kollegie.summary.numbers import whole
from ui.copied_rows import CopyRows
from ui.widgets.buttons import LinkButton
from ui.widgets.labels import Label, WrappedLabel

FIRST = 5
MOST = 60
_EXTENT = "extent"
"""Stands for the amount of a decision with its unit."""


class RowsList(QWidget):
    """Shows rows as they were read, in the records' own words, without anything that names a person.

    `reshaped` tells that rows came or went.
    """

    reshaped = Signal()

    def __init__(self, title: str, rows: Sequence[EvidenceRow], in_all: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self._in_all = in_all
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 4)
        self._column.setSpacing(2)
        counted_rows = counted(in_all, ("rad", "rader"), ("row", "rows"))
        self._column.addWidget(WrappedLabel(f"{title}: {counted_rows}", "meta-strong"))
        self._shown: list[WrappedLabel] = []
        self.more: LinkButton | None = None
        self._show(FIRST)
        if len(rows) > FIRST:
            self.more = LinkButton(say(f"Visa {min(len(rows), MOST)} rader", f"Show {min(len(rows), MOST)} rows"))
            self.more.clicked.connect(self._show_more)
            self._column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        if rows:
            self._column.addWidget(CopyRows(rows, in_all), 0, Qt.AlignmentFlag.AlignLeft)

    @Slot()
    def _show_more(self) -> None:
        if self.more is not None:
            self.more.hide()
        self._show(MOST)
        left = self._in_all - min(len(self._rows), MOST)
        if left > 0:
            self._column.addWidget(
                Label(
                    say(
                        f"… och {whole(left)} till. Alla står i filen.",
                        f"… and {whole(left)} more. All are in the file.",
                    ),
                    "meta",
                )
            )
        self.reshaped.emit()

    def _show(self, most: int) -> None:
        for row in self._rows[len(self._shown) : most]:
            label = WrappedLabel(brief_words(row), "meta-text", characters=140)
            self._shown.append(label)
            self._column.insertWidget(len(self._shown), label)


def rows_of(behind: RowsBehind) -> RowsList:
    """The rows behind one of an invoice's numbers."""
    return RowsList(behind.word, behind.rows, behind.rows_in_all)


def brief_words(row: EvidenceRow) -> str:
    """One row of an invoice's number or a payout: its place, then the cells one compares."""
    wanted = {
        "time-reports": ("start", "end", "staff_id", "kind"),
        "schedules": ("start", "end", "staff_id"),
        "invoices": ("invoice_id", "line", "user_id", "hours", "amount", "credits"),
        "decisions": ("decision_id", _EXTENT, "valid_from", "valid_to"),
        "payouts": ("payee_id", "period_from", "period_to", "amount", "paid_on"),
        "sick-claims": ("claim_id", "user_id", "staff_id", "substitute_id", "from", "to", "hours", "amount"),
        "contact-notes": ("decision_id", "date", "kind", "outcome"),
    }.get(row.kind, ())
    said_of = {**dict(row.cells), _EXTENT: extent_words(row.cell("amount"), row.cell("unit"), short=True)}
    names = wanted or [name for name, _ in row.cells]
    said = " · ".join(cell_words(row.kind, name, said_of[name]) for name in names if said_of.get(name))
    if wanted and row.cell(COUNTED) not in ("", row.cell("amount")):
        said += f" · {cell_name(row.kind, COUNTED)} {cell_words(row.kind, COUNTED, row.cell(COUNTED))}"
    return "  ".join(part for part in (place_words(row), said) if part)
