"""What a checklist knows of the case before anybody asks: fields prefilled from the register, for conditions to use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.intake.checklist_draft import DraftProblem
from kollegie.language import say
from kollegie.model.checklist import QuestionType
from ui.checklists.choices_form import ChoicesForm, name_for
from ui.checklists.type_words import TYPE_WORDS
from ui.theme import theme
from ui.widgets.buttons import LinkButton, PlainButton
from ui.widgets.card import Card, CardKind
from ui.widgets.drop_down import DropDown
from ui.widgets.error_line import ErrorLine
from ui.widgets.fields import Field, TextField
from ui.widgets.layouts import FlowLayout, GrowsDown
from ui.widgets.tab_order import tab_before

TYPES = (
    QuestionType.YES_NO,
    QuestionType.ONE_OF,
    QuestionType.NUMBER,
    QuestionType.INTEGER,
    QuestionType.DATE,
    QuestionType.TIME,
    QuestionType.TEXT,
)
"""What a register can tell of a case."""
NUMBERS = (QuestionType.NUMBER.value, QuestionType.INTEGER.value)


class ContextBlock(Card):
    """One field. `changed` tells that it is another, and whether it is being typed; `removed` that it is not wanted."""

    changed = Signal(bool)
    removed = Signal()

    def __init__(self, field: dict[str, Any]) -> None:
        super().__init__(CardKind.QUIET)
        self._field = field
        self._named = bool(field.get("namn"))
        self.fields: dict[str, TextField] = {}
        holder = GrowsDown()
        flow = FlowLayout(holder, gap=10)
        type_ = str(field.get("typ") or QuestionType.YES_NO.value)
        known = [one.value for one in TYPES]
        kinds = [*known, *([type_] if type_ not in known else [])]
        self.answer_type = DropDown(
            say("Slag", "Kind"), [(one, say(*TYPE_WORDS[QuestionType(one)]) if one in known else one) for one in kinds]
        )
        self.answer_type.show_value(type_)
        for key, words, wide in (
            ("text", say("Vad det gäller, på svenska", "What it is, in Swedish"), 0),
            ("text_en", say("På engelska", "In English"), 0),
            ("namn", say("Namn i villkor", "Name in conditions"), 220),
            ("enhet", say("Enhet", "Unit"), 80),
            ("forval", say("Gäller om inget sägs", "Holds if nothing is said"), 150),
        ):
            line = TextField(words, str(field.get(key) or ""))
            line.setCursorPosition(0)
            line.edited.connect(self._typed)
            self.fields[key] = line
            field_ = Field(words, line)
            if wide:
                line.setFixedWidth(theme().px(wide))
                flow.addWidget(field_)
                field_.setVisible(key != "enhet" or type_ in NUMBERS)
            else:
                self.body.addWidget(field_)
            if key == "text_en":
                flow.addWidget(Field(say("Slag", "Kind"), self.answer_type))
        if type_ == QuestionType.YES_NO.value:
            self.fields["forval"].setPlaceholderText("ja, nej")
        self.choices: ChoicesForm | None = None
        self.body.addWidget(holder)
        if type_ == QuestionType.ONE_OF.value:
            given = field.get("val")
            self.choices = ChoicesForm(
                [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
            )
            self.choices.changed.connect(self._typed)
            self.body.addWidget(self.choices)
        self.error = ErrorLine()
        self.body.addWidget(self.error)
        self.remove = PlainButton(say("Ta bort", "Remove"), "x")
        end = GrowsDown()
        FlowLayout(end).addWidget(self.remove)
        self.body.addWidget(end)
        self.answer_type.chosen.connect(self._chosen)
        self.remove.clicked.connect(self.removed)

    def field(self) -> dict[str, Any]:
        """The field as the file has it; a new one is named after its words."""
        held = {**self._field, "typ": self.answer_type.value()}
        for key, line in self.fields.items():
            if text := line.text().strip():
                held[key] = text
            else:
                held.pop(key, None)
        if not self._named and not self.fields["namn"].text().strip() and "text" in held:
            held["namn"] = name_for(held["text"])
        if self.choices is not None:
            held["val"] = self.choices.choices()
        elif self.answer_type.value() != QuestionType.ONE_OF.value:
            held.pop("val", None)
        if self.answer_type.value() not in NUMBERS:
            held.pop("enhet", None)
            held.pop("enhet_en", None)
        return held

    def show_faults(self, sentences: Sequence[str]) -> None:
        """Say what is wrong with it, or nothing."""
        if sentences:
            self.error.show_fault(" ".join(sentences))
        else:
            self.error.clear_fault()

    @Slot()
    def _typed(self) -> None:
        self.changed.emit(True)

    @Slot()
    def _chosen(self) -> None:
        self.changed.emit(False)


class ContextForm(QWidget):
    """All fields of the case; `changed` tells them as the file has them, and whether one is being typed."""

    changed = Signal(object, bool)

    def __init__(self, fields: Sequence[dict[str, Any]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.blocks: list[ContextBlock] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        self.add = LinkButton(say("Lägg till en uppgift om ärendet", "Add a fact of the case"), "plus")
        self._column.addWidget(self.add)
        for field in fields:
            self._put(len(self.blocks), dict(field))
        self.add.clicked.connect(self._add)

    def show_problems(self, problems: Sequence[DraftProblem]) -> None:
        """Show each fault at its field."""
        for at, block in enumerate(self.blocks):
            block.show_faults([one.sentence() for one in problems if one.key[:2] == ("sammanhang", at)])

    def _put(self, at: int, field: dict[str, Any]) -> ContextBlock:
        block = ContextBlock(field)
        block.changed.connect(self._take)
        block.removed.connect(self._remove)
        self._column.insertWidget(at, block)
        self.blocks.insert(at, block)
        tab_before(self.add, *self.blocks)
        return block

    @Slot()
    def _add(self) -> None:
        block = self._put(len(self.blocks), {"typ": QuestionType.YES_NO.value})
        block.fields["text"].setFocus()
        self._tell(typing=False)

    @Slot()
    def _remove(self) -> None:
        block = self.sender()
        if isinstance(block, ContextBlock):
            self._drop(block)
            self.add.setFocus()
            self._tell(typing=False)

    @Slot(bool)
    def _take(self, typing: bool) -> None:
        block = self.sender()
        if not typing and isinstance(block, ContextBlock):  # another kind of answer has other fields
            at, field = self.blocks.index(block), block.field()
            self._drop(block)
            self._put(at, field).answer_type.setFocus()
        self._tell(typing=typing)

    def _drop(self, block: ContextBlock) -> None:
        self.blocks.remove(block)
        self._column.removeWidget(block)
        block.hide()
        block.deleteLater()

    def _tell(self, *, typing: bool) -> None:
        self.changed.emit([block.field() for block in self.blocks], typing)
