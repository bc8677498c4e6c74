"""The statutes of a checklist, each with its life span and how sure it is; an uncertain one is never shown as law."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from kollegie.language import say
from kollegie.model.checklist_statutes import Certainty
from ui.checklists.blocks_form import Block, BlocksForm
from ui.theme import theme
from ui.widgets.buttons import PlainButton
from ui.widgets.card import CardKind
from ui.widgets.drop_down import DropDown
from ui.widgets.fields import Field, TextField
from ui.widgets.layouts import FlowLayout, GrowsDown

DAYS = ("fran", "till")


class StatuteBlock(Block):
    """One statute, with its life span and how sure it is."""

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
            field.edited.connect(self.touch)
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
        self.certainty.chosen.connect(self.touch)
        flow.addWidget(Field(say("Säkerhet", "Certainty"), self.certainty))
        self.remove = PlainButton(say("Ta bort", "Remove"), "x")
        self.remove.clicked.connect(self.removed)
        self.body.addWidget(holder)
        end = GrowsDown()
        FlowLayout(end).addWidget(self.remove)
        self.body.addWidget(end)

    def held(self) -> dict[str, Any]:
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

    def begin(self) -> None:
        self.fields["id"].setFocus()
        self.changed.emit()


class StatutesForm(BlocksForm[StatuteBlock]):
    """All statutes of a checklist."""

    def __init__(self, statutes: Sequence[dict[str, Any]]) -> None:
        fresh = {"sakerhet": Certainty.UNCERTAIN.value}
        super().__init__(statutes, StatuteBlock, fresh, say("Lägg till ett lagrum", "Add a statute"))


def _shown(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _day(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
