"""Answers in a list that drops down, where a checklist asks for choices that take little room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from kollegie.model.answer_values import Value, Withheld
from kollegie.model.checklist import Choice, ControlQuestion, QuestionType
from ui.visiting.answer_parts import AnswerPart, many_options, one_options
from ui.widgets.answer_drop import AnswerDrop, ManyDrop, OneDrop
from ui.widgets.choice import Option
from ui.widgets.layouts import FlowLayout


class _DropPart(AnswerPart):
    """A box with its list, as wide as its answers and never wider than the card."""

    def __init__(self, drop: AnswerDrop) -> None:
        super().__init__()
        self.drop = drop
        drop.picked.connect(self._tell)
        row = FlowLayout()
        row.addWidget(drop)
        self.column.addLayout(row)

    def field(self) -> QWidget:
        return self.drop

    def choose_by_key(self, key: str) -> bool:
        return self.drop.choose_by_key(key)

    def set_locked(self, locked: bool) -> None:
        super().set_locked(locked)
        self.drop.set_held(locked)

    def set_faulty(self, faulty: bool) -> None:
        self.drop.set_faulty(faulty)

    def _offer(self, options: Sequence[Option]) -> None:
        if tuple(options) != self.drop.options:
            self.drop.offer(options)

    @Slot(object)
    def _tell(self, _values: object) -> None:
        self.answered.emit(self.value())


class DropPart(_DropPart):
    """Yes, no, partly, or one of several; "not observed" is always the last answer."""

    offers_not_observed = True

    def __init__(self, question: ControlQuestion, choices: Sequence[Choice]) -> None:
        self._yes_no = question.type is QuestionType.YES_NO
        super().__init__(OneDrop(question.label.in_(), one_options(choices, yes_no=self._yes_no)))

    def show_value(self, value: Value) -> None:
        self.drop.show_values((value,) if isinstance(value, str | Withheld) else ())

    def show_choices(self, choices: Sequence[Choice]) -> None:
        self._offer(one_options(choices, yes_no=self._yes_no))

    def value(self) -> Value:
        chosen = next(iter(self.drop.values()), None)
        return chosen if isinstance(chosen, str | Withheld) else None


class ManyDropPart(_DropPart):
    """Any number of several."""

    def __init__(self, question: ControlQuestion, choices: Sequence[Choice]) -> None:
        super().__init__(ManyDrop(question.label.in_(), many_options(choices)))

    def show_value(self, value: Value) -> None:
        self.drop.show_values(value if isinstance(value, tuple) else ())

    def show_choices(self, choices: Sequence[Choice]) -> None:
        self._offer(many_options(choices))

    def value(self) -> Value:
        return tuple(str(value) for value in self.drop.values()) or None
