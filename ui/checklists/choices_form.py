"""The answers a question offers: words in both languages and the name each is stored under."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.language import say
from ui.widgets.buttons import LinkButton, PlainButton
from ui.widgets.fields import TextField
from ui.widgets.layouts import FlowLayout, GrowsDown
from ui.widgets.tab_order import tab_before


class ChoiceRow(GrowsDown):
    """One answer; `changed` tells that it is another, `moved` and `removed` what is wanted of it."""

    changed = Signal()
    moved = Signal(int)
    removed = Signal()

    def __init__(self, choice: dict[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = choice
        self._named = bool(choice.get("namn"))
        self.words = TextField(
            say("Svarets ord på svenska", "The answer's words in Swedish"), str(choice.get("text", ""))
        )
        self.english = TextField(
            say("Svarets ord på engelska", "The answer in English"), str(choice.get("text_en", ""))
        )
        self.english.setPlaceholderText(say("på engelska", "in English"))
        self.words.setMinimumWidth(150)
        self.english.setMinimumWidth(130)
        self.up = PlainButton(say("Upp", "Up"), "arrow-up")
        self.remove = PlainButton(say("Ta bort", "Remove"), "x")
        row = FlowLayout(self, gap=8, line_gap=6)
        for part in (self.words, self.english, self.up, self.remove):
            row.addWidget(part)
        self.words.edited.connect(self._take)
        self.english.edited.connect(self._take)
        self.up.clicked.connect(self._move_up)
        self.remove.clicked.connect(self.removed)

    def choice(self) -> dict[str, Any]:
        """The answer as the file has it; a new one is named after its words."""
        held = {**self._choice, "text": self.words.text().strip()}
        if self.english.text().strip():
            held["text_en"] = self.english.text().strip()
        else:
            held.pop("text_en", None)
        if not self._named:
            held["namn"] = name_for(held["text"])
        return held

    @Slot(str)
    def _take(self, _text: str) -> None:
        self.changed.emit()

    @Slot()
    def _move_up(self) -> None:
        self.moved.emit(-1)


class ChoicesForm(QWidget):
    """Shows the answers of a question; `changed` tells them all, as the file has them."""

    changed = Signal(object)

    def __init__(self, choices: Sequence[dict[str, Any]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[ChoiceRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.add = LinkButton(say("Lägg till ett svar", "Add an answer"), "plus")
        self._column.addWidget(self.add)
        for choice in choices:
            self._make(choice)
        self.add.clicked.connect(self._add)

    def choices(self) -> list[dict[str, Any]]:
        """All answers, each under a name of its own."""
        found, taken = [], set()
        for row in self.rows:
            choice = row.choice()
            name, number = str(choice.get("namn")), 2
            while str(choice["namn"]) in taken:
                choice["namn"] = f"{name}_{number}"
                number += 1
            taken.add(str(choice["namn"]))
            found.append(choice)
        return found

    def _make(self, choice: dict[str, Any]) -> ChoiceRow:
        row = ChoiceRow(choice)
        row.changed.connect(self._tell)
        row.moved.connect(self._move)
        row.removed.connect(self._remove)
        self._column.insertWidget(len(self.rows), row)
        self.rows.append(row)
        tab_before(self.add, row)
        return row

    @Slot()
    def _add(self) -> None:
        self._make({"text": ""}).words.setFocus()

    @Slot(int)
    def _move(self, by: int) -> None:
        row = self.sender()
        if isinstance(row, ChoiceRow) and (at := self.rows.index(row)) + by >= 0:
            self.rows.insert(at + by, self.rows.pop(at))
            self._column.removeWidget(row)
            self._column.insertWidget(at + by, row)
            tab_before(self.add, *self.rows)
            self._tell()

    @Slot()
    def _remove(self) -> None:
        row = self.sender()
        if isinstance(row, ChoiceRow):
            self.rows.remove(row)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
            self.add.setFocus()
            self._tell()

    @Slot()
    def _tell(self) -> None:
        self.changed.emit(self.choices())


def name_for(words: str) -> str:
    """A name without spaces or accents for an answer: "God man" → `god_man`."""
    plain = unicodedata.normalize("NFKD", words.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or "svar"
