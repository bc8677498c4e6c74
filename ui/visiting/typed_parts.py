"""Answers that are typed: a number, a time or date, words of one's own. Until the field is left they are drafts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kollegie.language import say
from kollegie.model.answer_values import Value, Withheld
from kollegie.model.checklist import ControlQuestion, QuestionType
from kollegie.model.checklist_answers import MOST_DECIMALS
from ui.visiting.answer_parts import AnswerPart
from ui.widgets.buttons import PlainButton
from ui.widgets.fields import NoteEdit, NumberField, TextField, number_in
from ui.widgets.labels import Label
from ui.widgets.layouts import FlowLayout


class _TypedPart(AnswerPart):
    """An editor whose text becomes the answer when it is left; until then it is a draft."""

    def __init__(self, editor: TextField | NoteEdit) -> None:
        super().__init__()
        self.editor = editor
        self._told: Value = None
        editor.edited.connect(self._tell_typed)
        editor.left.connect(self._leave)
        if isinstance(editor, TextField):
            editor.returnPressed.connect(self._leave)

    def show_value(self, value: Value) -> None:
        self._told = value
        self.begun = False
        self._show(self._as_shown(_stored(value)))

    def show_draft(self, text: str, cursor: int) -> None:
        self.begun = True
        self._show(text)
        self.editor.put_caret(cursor)

    def value(self) -> Value:
        return self._as_stored(self.editor.text()).strip() or None

    def finish(self) -> None:
        text = self.editor.text()
        if not self.begun and self._as_stored(text) == self._as_stored(self._as_shown(_stored(self._told))):
            return
        self.begun = False
        self._told = self.value()
        self.answered.emit(self._told)

    def field(self) -> QWidget:
        return self.editor

    def set_locked(self, locked: bool) -> None:
        self.editor.setReadOnly(locked)

    def set_faulty(self, faulty: bool) -> None:
        self.editor.set_faulty(faulty)

    def _show(self, text: str) -> None:
        self.editor.show_text(text)

    def _as_shown(self, text: str) -> str:
        """A stored text as it stands in the editor."""
        return text

    def _as_stored(self, text: str) -> str:
        """What stands in the editor, as it is stored."""
        return text

    @Slot()
    def _leave(self) -> None:
        self.finish()

    @Slot(str)
    def _tell_typed(self, text: str) -> None:
        self.begun = True
        self.typed.emit(text, self.editor.caret())


class NumberPart(_TypedPart):
    """A number with its unit, and the fact of the case it is compared with."""

    def __init__(self, question: ControlQuestion, beside: str) -> None:
        decimals = 0 if question.type is QuestionType.INTEGER else MOST_DECIMALS
        self.number = NumberField(question.label.in_(), question.unit.in_(), decimals=decimals)
        super().__init__(self.number.line)
        row = FlowLayout(gap=24)
        row.addWidget(self.number)
        if beside:
            row.addWidget(Label(beside, "meta"))
        self.column.addLayout(row)

    def _show(self, text: str) -> None:
        self.number.show_text(text)

    def _as_shown(self, text: str) -> str:
        number = number_in(text)
        return text if number is None else format(number, "f").replace(".", ",")

    def _as_stored(self, text: str) -> str:
        number = number_in(text)
        return text.strip() if number is None else format(number, "f")


class LinePart(_TypedPart):
    """A time, a date or both, in one line; "now" is one press away."""

    def __init__(self, question: ControlQuestion, clock: Callable[[], datetime]) -> None:
        like = {
            QuestionType.TIME: say("som 07:30", "such as 07:30"),
            QuestionType.DATE: say("som 2026-11-24", "such as 2026-11-24"),
            QuestionType.MOMENT: say("som 2026-11-24 07:30", "such as 2026-11-24 07:30"),
        }.get(question.type, say("som 57.70 11.97", "such as 57.70 11.97"))
        self.line = TextField(f"{question.label.in_()}, {like}")
        super().__init__(self.line)
        self._clock = clock
        self._type = question.type
        self.line.setMaximumWidth(self.line.fontMetrics().averageCharWidth() * 30)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.line, 1)
        self.now: PlainButton | None = None
        if question.type is not QuestionType.PLACE:
            words = say("I dag", "Today") if question.type is QuestionType.DATE else say("Nu", "Now")
            self.now = PlainButton(words, "clock")
            self.now.clicked.connect(self._take_now)
            row.addWidget(self.now)
        row.addWidget(Label(like, "meta"))
        row.addStretch(1)
        self.column.addLayout(row)

    def set_locked(self, locked: bool) -> None:
        super().set_locked(locked)
        if self.now is not None:
            self.now.setEnabled(not locked)

    def _as_shown(self, text: str) -> str:
        return text.replace("T", " ") if self._type is QuestionType.MOMENT else text

    @Slot()
    def _take_now(self) -> None:
        now = self._clock().astimezone()
        form = {QuestionType.TIME: "%H:%M", QuestionType.DATE: "%Y-%m-%d"}.get(self._type, "%Y-%m-%d %H:%M")
        self.line.show_text(now.strftime(form))
        self.begun = True
        self.finish()


class TextPart(_TypedPart):
    """An answer in the person's own words."""

    def __init__(self, question: ControlQuestion) -> None:
        self.edit = NoteEdit(question.label.in_(), lines=3)
        super().__init__(self.edit)
        self.column.addWidget(self.edit)


def _stored(value: Value) -> str:
    """The text of an answer that was given, "" where there is none or another kind."""
    return "" if value is None or isinstance(value, Withheld | tuple) else value
