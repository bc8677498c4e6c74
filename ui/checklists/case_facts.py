"""What is known of the case while a draft is tried out: set by hand, as the register would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kollegie.language import say
from kollegie.model.checklist import CHOOSING, ContextField
from ui.tokens import Tone
from ui.widgets.drop_down import DropDown
from ui.widgets.fields import Field, TextField
from ui.widgets.labels import WrappedLabel
from ui.widgets.side_column import ScrollColumn


class CaseFactsForm(ScrollColumn):
    """Shows the fields of the case; `changed` tells all that are set, by name."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(edge=4, parent=parent)
        self._fields: tuple[ContextField, ...] = ()
        self._facts: dict[str, str] = {}

    def show_fields(self, fields: Sequence[ContextField], facts: Mapping[str, str]) -> None:
        """Show the fields of a checklist with what is set."""
        self._facts = dict(facts)
        if tuple(fields) == self._fields:
            return
        self._fields = tuple(fields)
        self.clear()
        about = say(
            "Det registret vet om ärendet, och som frågornas villkor rättar sig efter.",
            "What the register knows of the case, and what the questions' conditions follow.",
        )
        self.add(WrappedLabel(about, tone=Tone.MUTED))
        for field in fields:
            name = field.label.in_()
            if field.type in CHOOSING:
                options = [("", "–"), *((choice.name, choice.label.in_()) for choice in field.choices)]
                choice = DropDown(name, options)
                choice.show_value(self._facts.get(field.name, ""))
                choice.chosen.connect(partial(self._take, field.name))
                self.add(Field(name, choice))
            else:
                line = TextField(name, self._facts.get(field.name, ""))
                line.left.connect(partial(self._take, field.name))
                self.add(Field(name, line))

    def _take(self, name: str, value: object) -> None:
        text = str(value).strip()
        if self._facts.get(name, "") == text:
            return
        if text:
            self._facts[name] = text
        else:
            self._facts.pop(name, None)
        self.changed.emit(dict(self._facts))
