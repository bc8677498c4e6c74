"""The part of a card where the answer is given, one for each type of question.

All of them tell a value of the model when it is given (`answered`) and what stands in a field while it is typed
(`typed`, with the place of the cursor); showing an earlier answer tells nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import say
from kollegie.model.answer_values import Value, Withheld
from kollegie.model.checklist import Choice, ControlQuestion, QuestionType
from ui.widgets.buttons import PlainButton
from ui.widgets.choice import Option
from ui.widgets.fields import NoteEdit, NumberField, TextField, number_in
from ui.widgets.labels import Label, WrappedLabel
from ui.widgets.layouts import FlowLayout, GrowsDown
from ui.widgets.many_choice import ManyChoice
from ui.widgets.segmented_choice import SegmentedChoice

_ICONS = {"ja": "check", "nej": "x", "delvis": "contrast"}
LONGEST_SEGMENT = 34
"""Choices with longer words stand one below the other, where whole sentences can be read."""


class AnswerPart(GrowsDown):
    """What every type shares."""

    answered = Signal(object)
    typed = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.begun = False
        """Whether something is typed here that is not an answer yet."""
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(6)

    def show_value(self, value: Value) -> None:
        """Show an answer given before, or none."""

    def show_draft(self, text: str, cursor: int) -> None:
        """Show what was being typed, with the cursor where it was."""

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """Offer other choices, where the question has any."""

    def finish(self) -> None:
        """Tell what stands in the field, if it is not told yet."""

    def value(self) -> Value:
        """The answer that stands here just now."""
        return None

    def field(self) -> QWidget | None:
        """What takes the focus."""
        return None

    def choose_by_key(self, key: str) -> bool:
        """Choose the answer with this key; False if there is none."""
        return False

    def set_locked(self, locked: bool) -> None:
        """Let the answer be changed no more, or again; it stays as easy to read as it was."""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, locked)

    def set_faulty(self, faulty: bool) -> None:
        """Mark the answer as something to put right."""


def answer_part(
    question: ControlQuestion, choices: Sequence[Choice], clock: Callable[[], datetime], beside: str = ""
) -> AnswerPart:
    """The part for a question; `beside` is a fact of the case the answer is compared with."""
    match question.type:
        case QuestionType.YES_NO | QuestionType.ONE_OF:
            return ChoicePart(question, choices)
        case QuestionType.MANY_OF | QuestionType.RANKING:
            return ManyPart(question, choices)
        case QuestionType.NUMBER | QuestionType.INTEGER:
            return NumberPart(question, beside)
        case QuestionType.TEXT:
            return TextPart(question)
        case QuestionType.TIME | QuestionType.DATE | QuestionType.MOMENT | QuestionType.PLACE:
            return LinePart(question, clock)
        case QuestionType.ACKNOWLEDGE:
            return AcknowledgePart(question)
        case QuestionType.CALCULATED:
            return CalculatedPart()
        case QuestionType.NOTE:
            return AnswerPart()
        case _:
            return AttachmentPart()


def not_observed() -> Option:
    """The answer that stands beside every choice."""
    reason = Withheld.EJ_OBSERVERAT
    return Option(reason, reason.word, "O", "eye-off")


class ChoicePart(AnswerPart):
    """Yes, no, partly, or one of several; "not observed" is always the last segment."""

    def __init__(self, question: ControlQuestion, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._yes_no = question.type is QuestionType.YES_NO
        self.choice = SegmentedChoice(question.label.in_(), self._options(choices))
        self.choice.chosen.connect(self.answered)
        self.choice.cleared.connect(self._tell_cleared)
        self.column.addWidget(self.choice)

    def show_value(self, value: Value) -> None:
        self.choice.show_value(value)

    def show_choices(self, choices: Sequence[Choice]) -> None:
        options = self._options(choices)
        if tuple(options) != self.choice.options:
            self.choice.show_options(options)

    def value(self) -> Value:
        value = self.choice.value()
        return value if isinstance(value, str | Withheld) else None

    def field(self) -> QWidget:
        return self.choice

    def choose_by_key(self, key: str) -> bool:
        return self.choice.choose_by_key(key)

    def set_faulty(self, faulty: bool) -> None:
        self.choice.set_faulty(faulty)

    def _options(self, choices: Sequence[Choice]) -> list[Option]:
        keys = {"ja": say("J", "Y"), "nej": "N", "delvis": say("D", "P")}
        made = []
        for number, choice in enumerate(choices, start=1):
            key = keys.get(choice.name, "") if self._yes_no else str(number) if number <= 9 else ""
            icon = _ICONS.get(choice.name, "") if self._yes_no else ""
            made.append(Option(choice.name, choice.label.in_(), key, icon))
        return [*made, not_observed()]

    @Slot()
    def _tell_cleared(self) -> None:
        self.answered.emit(None)


class ManyPart(AnswerPart):
    """Any number of several."""

    def __init__(self, question: ControlQuestion, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._name = question.label.in_()
        self._choices: tuple[Choice, ...] = ()
        self.many = ManyChoice(self._name, ())
        self.column.addWidget(self.many)
        self.show_choices(choices)

    def show_value(self, value: Value) -> None:
        self.many.show_values(value if isinstance(value, tuple) else ())

    def show_choices(self, choices: Sequence[Choice]) -> None:
        if tuple(choices) == self._choices:
            return
        self._choices = tuple(choices)
        chosen = self.many.values()
        self.column.removeWidget(self.many)
        self.many.hide()
        self.many.deleteLater()
        options = [
            Option(choice.name, choice.label.in_(), str(number) if number <= 9 else "")
            for number, choice in enumerate(choices, start=1)
        ]
        self.many = ManyChoice(self._name, options)
        self.many.show_values(chosen)
        self.many.chosen.connect(self._tell)
        self.column.addWidget(self.many)

    def value(self) -> Value:
        return tuple(str(value) for value in self.many.values()) or None

    def field(self) -> QWidget:
        return self.many

    def choose_by_key(self, key: str) -> bool:
        return self.many.choose_by_key(key)

    def set_faulty(self, faulty: bool) -> None:
        self.many.set_faulty(faulty)

    @Slot(object)
    def _tell(self, values: tuple[str, ...]) -> None:
        self.answered.emit(values or None)


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

    def _text(self) -> str:
        raise NotImplementedError

    def _show_text(self, text: str) -> None:
        raise NotImplementedError

    def _set_cursor(self, cursor: int) -> None:
        raise NotImplementedError

    @Slot()
    def _leave(self) -> None:
        self.finish()


class NumberPart(_TypedPart):
    """A number with its unit, and the fact of the case it is compared with."""

    def __init__(self, question: ControlQuestion, beside: str) -> None:
        super().__init__()
        decimals = 0 if question.type is QuestionType.INTEGER else 2
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


class AcknowledgePart(AnswerPart):
    """One box to tick: that something has been read or done."""

    def __init__(self, question: ControlQuestion) -> None:
        super().__init__()
        self.many = ManyChoice(question.label.in_(), [Option("OK", say("Bekräftat", "Confirmed"), "1")])
        self.many.chosen.connect(self._tell)
        self.column.addWidget(self.many)

    def show_value(self, value: Value) -> None:
        self.many.show_values(("OK",) if value == "OK" else ())

    def value(self) -> Value:
        return "OK" if self.many.values() else None

    def field(self) -> QWidget:
        return self.many

    def choose_by_key(self, key: str) -> bool:
        return self.many.choose_by_key(key)

    @Slot(object)
    def _tell(self, values: tuple[str, ...]) -> None:
        self.answered.emit("OK" if values else None)


class CalculatedPart(AnswerPart):
    """What the program has worked out; nobody answers it."""

    def __init__(self) -> None:
        super().__init__()
        self._label = Label("–", "number")
        self.column.addWidget(self._label, 0, Qt.AlignmentFlag.AlignLeft)

    def show_value(self, value: Value) -> None:
        self._label.setText("–" if value is None else str(value))


class AttachmentPart(AnswerPart):
    """A picture or file: this program takes none yet, so the words beside it must do."""

    def __init__(self) -> None:
        super().__init__()
        words = say(
            "Bilder och filer tas inte emot i den här versionen. Skriv i anteckningen vad du såg, eller välj ett skäl.",
            "This version takes no pictures or files. Write in the note what you saw, or choose a reason below.",
        )
        self.column.addWidget(WrappedLabel(words, "meta"))
