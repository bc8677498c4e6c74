"""The statutes of a checklist, each with its life span and how sure it is; an uncertain one is never shown as law."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.language import say
from kollegie.model.checklist_statutes import Certainty
from ui.theme import theme
from ui.widgets.buttons import LinkButton, PlainButton
from ui.widgets.card import Card, CardKind
from ui.widgets.drop_down import DropDown
from ui.widgets.fields import Field, TextField
from ui.widgets.layouts import FlowLayout, GrowsDown

DAYS = ("fran", "till")


class StatuteBlock(Card):
    """One statute; `changed` tells that it is another, `removed` that it is not wanted."""

    changed = Signal()
    removed = Signal()

    def __init__(self, statute: dict[str, Any]) -> None:
        super().__init__(CardKind.QUIET)
        self._statute = statute
        self.fields: dict[str, TextField] = {}
        holder = GrowsDown()
        flow = FlowLayout(holder, gap=10)
        for key, words, wide in (
            ("id", say("Kort namn", "Short name"), 120),
            ("lag", say("Lag", "Law"), 140),
            ("kapitel", say("Kapitel", "Chapter"), 80),
            ("paragraf", say("Paragraf", "Section"), 80),
            ("fran", say("Gäller från", "Valid from"), 130),
            ("till", say("Gäller till", "Valid to"), 130),
        ):
            field = TextField(words, _shown(statute.get(key)))
            field.setFixedWidth(theme().px(wide))
            if key in DAYS:
                field.setPlaceholderText("2025-07-01")
            field.edited.connect(self._touch)
            self.fields[key] = field
            flow.addWidget(Field(words, field))
        self.certainty = DropDown(
            say("Säkerhet", "Certainty"),
            [
                (Certainty.READ.value, say("Läst i lagen", "Read in the statute")),
                (Certainty.KNOWN.value, say("Välkänd", "Well known")),
                (Certainty.UNCERTAIN.value, say("Osäker, visas aldrig", "Uncertain, never shown")),
            ],
        )
        self.certainty.show_value(statute.get("sakerhet", Certainty.UNCERTAIN.value))
        self.certainty.chosen.connect(self._touch)
        flow.addWidget(Field(say("Säkerhet", "Certainty"), self.certainty))
        self.remove = PlainButton(say("Ta bort", "Remove"), "x")
        self.remove.clicked.connect(self.removed)
        self.body.addWidget(holder)
        end = GrowsDown()
        FlowLayout(end).addWidget(self.remove)
        self.body.addWidget(end)

    def statute(self) -> dict[str, Any]:
        """The statute as the file has it; a day that is none is kept as it is written, and is a fault."""
        held = dict(self._statute)
        for key, field in self.fields.items():
            text = field.text().strip()
            if text:
                held[key] = _day(text) if key in DAYS else text
            else:
                held.pop(key, None)
        held["sakerhet"] = self.certainty.value() or Certainty.UNCERTAIN.value
        return held

    @Slot(object)
    def _touch(self, _value: object) -> None:
        self.changed.emit()


class StatutesForm(QWidget):
    """All statutes of a checklist; `changed` tells them as the file has them."""

    changed = Signal(object)

    def __init__(self, statutes: Sequence[dict[str, Any]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.blocks: list[StatuteBlock] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        self.add = LinkButton(say("Lägg till ett lagrum", "Add a statute"), "plus")
        self._column.addWidget(self.add)
        for statute in statutes:
            self._put(dict(statute))
        self.add.clicked.connect(self._add)

    def _put(self, statute: dict[str, Any]) -> StatuteBlock:
        block = StatuteBlock(statute)
        block.changed.connect(self._tell)
        block.removed.connect(self._remove)
        self._column.insertWidget(len(self.blocks), block)
        self.blocks.append(block)
        return block

    @Slot()
    def _add(self) -> None:
        block = self._put({"sakerhet": Certainty.UNCERTAIN.value})
        block.fields["id"].setFocus()
        self._tell()

    @Slot()
    def _remove(self) -> None:
        block = self.sender()
        if isinstance(block, StatuteBlock):
            self.blocks.remove(block)
            self._column.removeWidget(block)
            block.hide()
            block.deleteLater()
            self.add.setFocus()
            self._tell()

    @Slot()
    def _tell(self) -> None:
        self.changed.emit([block.statute() for block in self.blocks])


def _shown(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _day(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
