"""The day a picture or file is from, which is another than the day it was attached."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.language import say
from ui.widgets.buttons import LinkButton, PlainButton
from ui.widgets.fields import Field, TextField
from ui.widgets.layouts import FlowLayout, GrowsDown


class EvidenceDay(GrowsDown):
    """Asks for it; empty where nobody knows."""

    def __init__(self, known: date | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = say("Från vilken dag? Till exempel 2026-11-20", "From which day? For example 2026-11-20")
        self.line = TextField(name, known.isoformat() if known is not None else "")
        self._field = Field(name, self.line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._field)
        self.line.left.connect(self.check)
        self.setFocusProxy(self.line)

    def day(self) -> date | None:
        """The day that is written; None where none is, or what is written is no day."""
        try:
            return date.fromisoformat(self.line.text().strip())
        except ValueError:
            return None

    def show_fault(self, sentence: str) -> None:
        """Say at the field why the day was not taken."""
        self._field.show_fault(sentence)

    @Slot()
    def check(self) -> bool:
        """Say at the field that what is written is no day. Returns whether it is one, or empty."""
        if self.line.text().strip() and self.day() is None:
            self._field.show_fault(
                say(
                    "Skriv dagen som 2026-11-20, eller lämna tomt om ingen vet.",
                    "Write the day as 2026-11-20, or leave it empty if nobody knows.",
                )
            )
            return False
        self._field.clear_fault()
        return True


class DayForm(QWidget):
    """The day of what is attached already.

    `given` tells another one, or None where nobody knows after all; `left` that nothing is to be changed.
    """

    given = Signal(object)
    left = Signal()

    def __init__(self, known: date | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known = known
        self.asked = EvidenceDay(known)
        self.keep = PlainButton(say("Spara dagen", "Save the day"), "check")
        self.leave = LinkButton(say("Avbryt", "Cancel"), "x")
        acts = GrowsDown()
        flow = FlowLayout(acts, gap=8)
        for button in (self.keep, self.leave):
            flow.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.asked)
        column.addWidget(acts)
        self.keep.clicked.connect(self._tell)
        self.asked.line.returnPressed.connect(self._tell)
        self.leave.clicked.connect(self.left)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return  # it saves the day and does not go on to the next question
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    @Slot()
    def _tell(self) -> None:
        day = self.asked.day()
        if not self.asked.check():
            self.asked.line.setFocus()
        elif day == self._known:
            self.left.emit()
        else:
            self.given.emit(day)
