"""What the conditions know of the case, where it comes from, and a form to say what is so instead."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.language import say
from kollegie.model.checklist import CHOOSING, QuestionType
from kollegie.model.checklist_answers import AnswerUnfit, read_value, value_words
from kollegie.visiting.case_facts import CaseFact
from ui.visiting.context_card import ContextCard
from ui.widgets.buttons import PlainButton
from ui.widgets.drop_down import DropDown
from ui.widgets.fields import Field, TextField
from ui.widgets.labels import WrappedLabel

NUMBERS = (QuestionType.NUMBER, QuestionType.INTEGER)


class FactsCard(ContextCard):
    """Shows the facts; `given` tells those the person has changed, by name ("" for what is taken back).

    `begun` is what has been chosen or written and not saved; the owner keeps it while the card is made anew.
    """

    given = Signal(object)

    def __init__(self, facts: Sequence[CaseFact], begun: dict[str, str], *, held: bool) -> None:
        super().__init__("info", say("Att utgå från", "To start from"))
        self._facts, self._begun = tuple(facts), begun
        for one in facts:
            if one.field.name in begun and _stands(one, begun[one.field.name]):
                del begun[one.field.name]
        self.add_pairs([(one.field.label.in_(), _words(one)) for one in facts], labels=130)
        self.change = PlainButton(say("Ändra uppgifterna…", "Change the facts…"), "pencil")
        self.form = QWidget()
        self.save = PlainButton(say("Spara uppgifterna", "Save the facts"), "check")
        self.body.addWidget(self.change, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.form)
        self.change.setVisible(not held and not begun)
        self.form.hide()
        self.change.clicked.connect(self._open)
        self.save.clicked.connect(self._tell)
        if begun and not held:
            self._open()

    @Slot()
    def _open(self) -> None:
        if self.form.layout() is None:
            self._lay_out()
        self.change.hide()
        self.form.show()
        self.form.setFocus()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self.form)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        told = say(
            "Frågorna rättar sig efter uppgifterna. Det du anger sparas i besöket med ditt namn, före registret.",
            "The questions follow these facts. What you say is kept in the visit under your name, above the register.",
        )
        column.addWidget(WrappedLabel(told, "meta"))
        for one in self._facts:
            field, name = one.field, one.field.label.in_()
            text = self._begun.get(field.name, _text(one))
            if field.type in CHOOSING:
                options = [("", "–"), *((choice.name, choice.label.in_()) for choice in field.choices)]
                choice = DropDown(name, options)
                choice.show_value(text)
                choice.chosen.connect(partial(self._take, one))
                column.addWidget(Field(name, choice))
            else:
                line = TextField(name, text.replace(".", ",") if field.type in NUMBERS else text)
                line.edited.connect(partial(self._take, one))
                column.addWidget(Field(name, line))
        column.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        self.form.setFocusProxy(self.form.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)[1])

    def _take(self, one: CaseFact, value: object) -> None:
        self._begun[one.field.name] = str(value).strip()

    @Slot()
    def _tell(self) -> None:
        self.given.emit(
            {one.field.name: self._begun[one.field.name] for one in self._facts if one.field.name in self._begun}
        )


def _text(one: CaseFact) -> str:
    """What stands in the field to begin with: what was said or is known, not what is taken for granted."""
    value = one.given if one.given is not None else one.known
    return value if isinstance(value, str) else ""


def _stands(one: CaseFact, text: str) -> bool:
    """Whether what was begun is what is known already."""
    try:
        value = read_value(one.field, text)
    except AnswerUnfit:
        return False
    return value in (one.given, one.given if one.given is not None else one.known)


def _words(one: CaseFact) -> str:
    if one.value is None:
        return say("Okänt", "Unknown")
    return f"{value_words(one.field, one.value)} · {one.source}"
