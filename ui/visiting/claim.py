"""What the records claim, on the card of the question that asks whether it is so: the rule, and the very rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.intake.column_words import row_words
from kollegie.language import counted, say
from kollegie.model.signals import EvidenceRow
from ui.tokens import Tone
from ui.widgets.buttons import LinkButton
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import Label, WrappedLabel
from ui.widgets.layouts import GrowsDown

FIRST_ROWS = 3
"""How many rows stand there before all of them are asked for."""


class Claim(GrowsDown):
    """Shows a record question's claim; all of its rows when they are asked for."""

    def __init__(self, rule: str, rows: Sequence[EvidenceRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = tuple(rows)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(IconMark("message-circle-question-mark", "record", side=18))
        head.addWidget(Label(say("Underlaget säger", "The records say"), "strong", Tone.RECORD), 1)
        head.addWidget(Label(rule, "tag", Tone.RECORD), 0, Qt.AlignmentFlag.AlignRight)
        column.addLayout(head)
        self._lines = [WrappedLabel(row_words(row), "meta") for row in self._rows]
        for number, line in enumerate(self._lines):
            column.addWidget(line)
            line.setVisible(number < FIRST_ROWS)
        self.all = LinkButton(self._all_words(), "table-2")
        self.all.clicked.connect(self._show_all)
        column.addWidget(self.all, 0, Qt.AlignmentFlag.AlignLeft)
        self.all.setVisible(len(self._rows) > FIRST_ROWS)

    @property
    def lines(self) -> tuple[str, ...]:
        """The rows shown just now, in words."""
        return tuple(line.text() for line in self._lines if not line.isHidden())

    def _all_words(self) -> str:
        rows = counted(len(self._rows), ("raden", "rader"), ("row", "rows"))
        return say(f"Visa alla {rows}", f"Show all {rows}")

    @Slot()
    def _show_all(self) -> None:
        for line in self._lines:
            line.show()
        self.all.hide()
        self.updateGeometry()
