"""Answers that are typed: a number, a time or date, words of one's own. Until the field is left they are drafts."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

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
    """A field whose text becomes the answer when it is left; until then it is a draft."""

    def __init__(self) -> None:
        super().__init__()
        self._told: Value = None

    def show_value(self, value: Value) -> None:
        self._told = value
        self.begun = False
        self._show_text("" if value is None or isinstance(value, Withheld | tuple) else value)

    def show_draft(self, text: str, cursor: int) -> None:
        self.begun = True
        self._show_text(text)
        self._set_cursor(cursor)

    def value(self) -> Value:
        return self._text().strip() or None

    def finish(self) -> None:
        text = self._text()
        shown = "" if self._told is None or isinstance(self._told, Withheld | tuple) else self._told
        if not self.begun and text in (shown, self._as_shown(shown)):
            return
        self.begun = False
        self._told = text.strip() or None
        self.answered.emit(self._told)

    def _as_shown(self, text: str) -> str:
        return text

    @abstractmethod
    def _text(self) -> str:
        """What stands in the field, as it is stored."""

    @abstractmethod
    def _show_text(self, text: str) -> None:
        """Put a stored text, or a draft, in the field."""

    @abstractmethod
    def _set_cursor(self, cursor: int) -> None:
        """Where the cursor stood in the draft."""

    @Slot()
    def _leave(self) -> None:
        self.finish()


class NumberPart(_TypedPart):
    """A number with its unit, and the fact of the case it is compared with."""

    def __init__(self, question: ControlQuestion, beside: str) -> None:
        super().__init__()
        decimals = 0 if question.type is QuestionType.INTEGER else MOST_DECIMALS
        self.number = NumberField(question.label.in_(), question.unit.in_(), decimals=decimals)
        line = self.number.line
        line.textEdited.connect(self._tell_typed)
        line.left.connect(self._leave)
        line.returnPressed.connect(self._leave)
        row = FlowLayout(gap=24)
        row.addWidget(self.number)
        if beside:
            row.addWidget(Label(beside, "meta"))
        self.column.addLayout(row)

    def field(self) -> QWidget:
        return self.number.line

    def set_locked(self, locked: bool) -> None:
        self.number.set_read_only(locked)

    def set_faulty(self, faulty: bool) -> None:
        self.number.set_faulty(faulty)

    def _text(self) -> str:
        text = self.number.line.text().strip()
        number = number_in(text)
        return text if number is None else format(number, "f")

    def _as_shown(self, text: str) -> str:
        number = number_in(text)
        return "" if number is None else format(number, "f")

    def _show_text(self, text: str) -> None:
        number = number_in(text)
        self.number.show_value(Decimal(number) if number is not None else None)
        if number is None and text:
            self.number.line.show_text(text)

    def _set_cursor(self, cursor: int) -> None:
        self.number.line.setCursorPosition(cursor)

    @Slot(str)
    def _tell_typed(self, text: str) -> None:
        self.begun = True
        self.typed.emit(text, self.number.line.cursorPosition())


class LinePart(_TypedPart):
    """A time, a date or both, in one line; "now" is one press away."""

    def __init__(self, question: ControlQuestion, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._clock = clock
        self._type = question.type
        like = {
            QuestionType.TIME: say("som 07:30", "such as 07:30"),
            QuestionType.DATE: say("som 2026-11-24", "such as 2026-11-24"),
            QuestionType.MOMENT: say("som 2026-11-24 07:30", "such as 2026-11-24 07:30"),
        }.get(question.type, say("som 57.70 11.97", "such as 57.70 11.97"))
        self.line = TextField(f"{question.label.in_()}, {like}")
        self.line.setMaximumWidth(self.line.fontMetrics().averageCharWidth() * 30)
        self.line.textEdited.connect(self._tell_typed)
        self.line.left.connect(self._leave)
        self.line.returnPressed.connect(self._leave)
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

    def field(self) -> QWidget:
        return self.line

    def set_locked(self, locked: bool) -> None:
        self.line.setReadOnly(locked)
        if self.now is not None:
            self.now.setEnabled(not locked)

    def set_faulty(self, faulty: bool) -> None:
        self.line.set_faulty(faulty)

    def _text(self) -> str:
        return self.line.text()

    def _show_text(self, text: str) -> None:
        self.line.show_text(text.replace("T", " ") if self._type is QuestionType.MOMENT else text)

    def _as_shown(self, text: str) -> str:
        return text.replace("T", " ")

    def _set_cursor(self, cursor: int) -> None:
        self.line.setCursorPosition(cursor)

    @Slot()
    def _take_now(self) -> None:
        now = self._clock().astimezone()
        form = {QuestionType.TIME: "%H:%M", QuestionType.DATE: "%Y-%m-%d"}.get(self._type, "%Y-%m-%d %H:%M")
        self.line.show_text(now.strftime(form))
        self.begun = True
        self.finish()

    @Slot(str)
    def _tell_typed(self, text: str) -> None:
        self.begun = True
        self.typed.emit(text, self.line.cursorPosition())


class TextPart(_TypedPart):
    """An answer in the person's own words."""

    def __init__(self, question: ControlQuestion) -> None:
        super().__init__()
        self.edit = NoteEdit(question.label.in_(), lines=3)
        self.edit.edited.connect(self._tell_typed)
        self.edit.left.connect(self._leave)
        self.column.addWidget(self.edit)

    def field(self) -> QWidget:
        return self.edit

    def set_locked(self, locked: bool) -> None:
        self.edit.setReadOnly(locked)

    def set_faulty(self, faulty: bool) -> None:
        self.edit.set_faulty(faulty)

    def _text(self) -> str:
        return self.edit.text()

    def _show_text(self, text: str) -> None:
        self.edit.show_text(text)

    def _set_cursor(self, cursor: int) -> None:
        place = self.edit.textCursor()
        place.setPosition(min(cursor, len(self.edit.text())))
        self.edit.setTextCursor(place)

    @Slot(str)
    def _tell_typed(self, text: str) -> None:
        self.begun = True
        self.typed.emit(text, self.edit.textCursor().position())
