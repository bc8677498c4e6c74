"""Rows of the records on the clipboard, as a table that a spreadsheet or a letter to the provider takes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QGuiApplication

from kollegie.intake.column_words import cell_name, cell_words
from kollegie.language import counted, say
from kollegie.model.signals import EvidenceRow
from ui.clipboard_guard import KEPT_MS
from ui.widgets.buttons import LinkButton


class CopyRows(LinkButton):
    """Puts these rows on the clipboard, also those that are not unfolded; `in_all` is how many the file has of them."""

    def __init__(self, rows: Sequence[EvidenceRow], in_all: int) -> None:
        number = len(rows)
        first = counted(number, ("rad", "rader"), ("row", "rows"))
        first = say(f"Kopiera {first} av {in_all}", f"Copy {first} of {in_all}")
        self._offer = first if in_all > number else say("Kopiera raderna", "Copy the rows")
        super().__init__(self._offer, "copy")
        self._rows = rows
        self._kept = QTimer(self, singleShot=True, interval=KEPT_MS)
        self._kept.timeout.connect(self._offer_again)
        self.clicked.connect(self._copy)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(as_table(self._rows))
        self.setText(say("Kopierade, klistra in inom en halv minut", "Copied, paste within half a minute"))
        self._kept.start()

    @Slot()
    def _offer_again(self) -> None:
        self.setText(self._offer)


def as_table(rows: Sequence[EvidenceRow]) -> str:
    """One line for each row with tabs between, the rows of each kind under their own headings."""
    lines = []
    for kind in dict.fromkeys(row.kind for row in rows):
        of_kind = [row for row in rows if row.kind == kind]
        names = list(dict.fromkeys(name for row in of_kind for name, text in row.cells if text))
        lines.append((say("fil", "file"), say("rad", "row"), *(cell_name(kind, name) for name in names)))
        lines.extend(
            (row.file, str(row.row), *(cell_words(kind, name, row.cell(name)) for name in names)) for row in of_kind
        )
    return "\n".join("\t".join(_one_cell(text) for text in cells) for cells in lines)


def _one_cell(text: str) -> str:
    """The text in a cell of its own, which a spreadsheet takes for no formula: the rows were written by others."""
    from kollegie.summary.workbook import harmless

    words = " ".join(text.split())
    number = words.removeprefix("-").replace(",", "", 1).replace(".", "", 1)
    return words if number.isdecimal() else harmless(words)
