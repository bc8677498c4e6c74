"""The part of a card where the answer is given, one for each type of question.

All of them tell a value of the model when it is given (`answered`) and what stands in a field while it is typed
(`typed`, with the place of the cursor); showing an earlier answer tells nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.language import say
from kollegie.model.answer_values import Value, Withheld
from kollegie.model.checklist import Choice, ControlQuestion, QuestionType
from ui.visiting.attach_block import AttachBlock
from ui.widgets.choice import Option
from ui.widgets.labels import Label
from ui.widgets.layouts import GrowsDown
from ui.widgets.many_choice import ManyChoice
from ui.widgets.segmented_choice import SegmentedChoice

_ICONS = {"ja": "check", "nej": "x", "delvis": "contrast"}


class AnswerPart(GrowsDown):
    """What every type shares."""

    answered = Signal(object)
    typed = Signal(str, int)

    offers_not_observed = False
    """Whether "not observed" stands among the answers here, and not with the other reasons for no answer."""

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


def not_observed() -> Option:
    """The answer that stands beside every choice."""
    reason = Withheld.EJ_OBSERVERAT
    return Option(reason, reason.word, "O", "eye-off")


def one_options(choices: Sequence[Choice], *, yes_no: bool) -> list[Option]:
    """The answers of which one is chosen, each with its key; "not observed" is the last."""
    keys = {"ja": say("J", "Y"), "nej": "N", "delvis": say("D", "P")}
    made = []
    for number, choice in enumerate(choices, start=1):
        key = keys.get(choice.name, "") if yes_no else str(number) if number <= 9 else ""
        icon = _ICONS.get(choice.name, "") if yes_no else ""
        made.append(Option(choice.name, choice.label.in_(), key, icon))
    return [*made, not_observed()]


def many_options(choices: Sequence[Choice]) -> list[Option]:
    """The answers of which any number is chosen, the first nine with a key."""
    return [
        Option(choice.name, choice.label.in_(), str(number) if number <= 9 else "")
        for number, choice in enumerate(choices, start=1)
    ]


class ChoicePart(AnswerPart):
    """Yes, no, partly, or one of several; "not observed" is always the last segment."""

    offers_not_observed = True

    def __init__(self, question: ControlQuestion, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._yes_no = question.type is QuestionType.YES_NO
        self.choice = self._make_choice(question.label.in_(), one_options(choices, yes_no=self._yes_no))
        self.choice.chosen.connect(self.answered)
        self.choice.cleared.connect(self._tell_cleared)
        self.column.addWidget(self.choice)

    def show_value(self, value: Value) -> None:
        self.choice.show_value(value)

    def show_choices(self, choices: Sequence[Choice]) -> None:
        options = one_options(choices, yes_no=self._yes_no)
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

    def _make_choice(self, name: str, options: Sequence[Option]) -> SegmentedChoice:
        return SegmentedChoice(name, options)

    @Slot()
    def _tell_cleared(self) -> None:
        self.answered.emit(None)


class ManyPart(AnswerPart):
    """Any number of several; of a ranking in the order chosen."""

    def __init__(self, question: ControlQuestion, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._name = question.label.in_()
        self._choices: tuple[Choice, ...] = ()
        self._ranked = question.type is QuestionType.RANKING
        self.many = self._make_many(())
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
        self.many = self._make_many(many_options(choices))
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

    def _make_many(self, options: Sequence[Option]) -> ManyChoice:
        return ManyChoice(self._name, options, ranked=self._ranked)

    @Slot(object)
    def _tell(self, values: tuple[str, ...]) -> None:
        self.answered.emit(values or None)


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
    """A picture, a file or a signature: what is attached is the answer."""

    def __init__(self, question: ControlQuestion) -> None:
        super().__init__()
        self.block = AttachBlock(question.id, signature=question.type is QuestionType.SIGNATURE)
        self._value: Value = None
        self.column.addWidget(self.block)
        if self.block.signing is not None:
            self.block.signing.typed.edited.connect(self._tell_name)

    def show_value(self, value: Value) -> None:
        self._value = value

    def show_draft(self, text: str, cursor: int) -> None:
        self.block.show_name(text, cursor)

    def value(self) -> Value:
        return self._value

    def field(self) -> QWidget:
        signing = self.block.signing
        return signing.typed if signing is not None and signing.isVisibleTo(self) else self.block.file

    def set_locked(self, locked: bool) -> None:
        self.block.set_locked(locked)

    @Slot(str)
    def _tell_name(self, name: str) -> None:
        if self.block.signing is not None:
            self.typed.emit(name, self.block.signing.typed.caret())
