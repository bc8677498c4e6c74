"""One question of a double visit on which the two differ: what each answered, and a third person's word on it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import say
from kollegie.model.answer_values import Value
from kollegie.model.checklist import CHOOSING, QuestionType
from kollegie.model.checklist_answers import value_words
from kollegie.visiting.doubles import ComparedQuestion, DoubleVisit
from ui.begun_forms import BegunForms, KeptForm
from ui.findings.attached_by import AttachedBy, attached_of
from ui.theme import theme
from ui.tokens import Tone
from ui.widgets.buttons import PlainButton
from ui.widgets.card import Card
from ui.widgets.choice import Option
from ui.widgets.error_line import ErrorLine
from ui.widgets.fields import NoteEdit
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import Label, WrappedLabel
from ui.widgets.segmented_choice import SegmentedChoice
from ui.widgets.tag import Tag, TagKind


class DoubleQuestion(Card):
    """Shows one difference. `settled` tells the question, its row, the value, the note and the reason."""

    settled = Signal(str, str, object, str, str)

    def __init__(self, double: DoubleVisit, compared: ComparedQuestion, *, may_settle: bool) -> None:
        super().__init__()
        self.compared = compared
        self._double = double
        self._values = _values(compared)
        self.attached: list[AttachedBy] = []
        self.body.setSpacing(theme().space(10))
        self._add_head()
        for record, answer in zip(double.records, compared.answers, strict=True):
            amended = (compared.question.name, compared.row) in record.amended
            self._add_answer(
                record.name, None if answer is None else answer.value, answer.note if answer else "", amended
            )
            attached = attached_of(record, compared)
            if attached:
                self.attached.append(AttachedBy("", attached))
                self.body.addWidget(self.attached[-1])
        self.choice = SegmentedChoice(
            say(f"Vad som gäller i {compared.question.id}", f"What stands in {compared.question.id}"),
            [Option(place, _words(compared, value)) for place, value in enumerate(self._values)],
        )
        self.note = NoteEdit(say("Anteckning till svaret", "Note to the answer"), lines=1)
        self.reason = NoteEdit(say("Skäl: varför det svaret gäller", "Reason: why that answer stands"), lines=1)
        self._fault = ErrorLine(self.reason)
        self.save = PlainButton(say(f"Avgör {compared.question.id}", f"Settle {compared.question.id}"), "check")
        if compared.adjudicated is not None:
            self._add_settled()
        if may_settle:
            self._add_settling()

    def keep(self, forms: BegunForms) -> None:
        """Show what was written about this question before, and keep what is written from now on."""
        KeptForm(
            forms,
            self._double.visit.id,
            self.form_name,
            {"choice": self.choice, "note": self.note, "reason": self.reason},
            self,
        )

    @property
    def form_name(self) -> str:
        """What the form of this question is kept under, beside those of the visit's other questions."""
        return " ".join(("double", self.compared.question.name, "/".join(self.compared.row))).strip()

    def _add_head(self) -> None:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(Label(self.compared.question.id, "code"))
        row.addWidget(WrappedLabel(self.compared.question.label.in_(), "question"), 1)
        self.body.addWidget(head)

    def _add_answer(self, name: str, value: Value, note: str, amended: bool) -> None:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(IconMark("user-round", "accent"))
        words = WrappedLabel(role="body")
        said = _words(self.compared, value)
        noted = f" ”{note}”" if note else ""
        words.show_text(f"{name}: {said}{noted}", strong=[said])
        row.addWidget(words, 1)
        if amended:
            row.addWidget(Tag(say("ändrat efter signering", "changed after signing"), TagKind.ATTENTION, "history"))
        self.body.addWidget(line)

    def _add_settled(self) -> None:
        settled = self.compared.adjudicated
        assert settled is not None
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(IconMark("circle-check", "ok"))
        reason = self._double.reasons.get((self.compared.question.name, self.compared.row), "")
        words = WrappedLabel(role="body")
        said = _words(self.compared, settled.value)
        noted = f" ”{settled.note}”" if settled.note else ""
        why = say(f" Skäl: {reason}", f" Reason: {reason}") if reason else ""
        words.show_text(say(f"Avgjort: {said}.{noted}{why}", f"Settled: {said}.{noted}{why}"), strong=[said])
        row.addWidget(words, 1)
        self.body.addWidget(line)

    def _add_settling(self) -> None:
        self.body.addWidget(Label(say("Vad som gäller", "What stands"), "field"))
        self.body.addWidget(self.choice)
        for editor, words in (
            (self.note, say("Anteckning (får vara tom)", "Note (may be empty)")),
            (self.reason, say("Skäl", "Reason")),
        ):
            part = QWidget()
            column = QVBoxLayout(part)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(4)
            heading = Label(words, "field")
            heading.setBuddy(editor)
            column.addWidget(heading)
            column.addWidget(editor)
            self.body.addWidget(part)
        self.body.addWidget(self._fault)
        buttons = QHBoxLayout()
        buttons.addWidget(self.save)
        buttons.addStretch()
        self.body.addLayout(buttons)
        self.choice.chosen.connect(self._fill_note)
        self.reason.edited.connect(self._fault.clear_fault)
        self.save.clicked.connect(self._settle)

    @Slot(object)
    def _fill_note(self, place: int) -> None:
        """Take along the note of whoever gave that answer, as long as nothing else has been written."""
        value = self._values[place]
        own = [answer.note for answer in self.compared.answers if answer is not None and answer.value == value]
        known = {answer.note for answer in self.compared.answers if answer is not None} | {""}
        if self.note.text() in known:
            self.note.show_text("\n".join(note for note in own if note))

    @Slot()
    def _settle(self) -> None:
        place = self.choice.value()
        if not isinstance(place, int):
            self._fault.show_fault(say("Välj först vad som gäller.", "Choose first what stands."))
            self.choice.setFocus()
            return
        if not self.reason.text().strip():
            self._fault.show_fault(
                say(
                    "Skriv varför: den som läser efteråt ska förstå valet.", "Write why: the choice must be understood."
                )
            )
            self.reason.setFocus()
            return
        row = "/".join(self.compared.row)
        self.settled.emit(
            self.compared.question.name, row, self._values[place], self.note.text(), self.reason.text().strip()
        )


def agreed_line(compared: ComparedQuestion) -> QWidget:
    """A question nobody has to settle: its id and the answer, or each one's own words, on one quiet line."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    row.addWidget(Label(compared.question.id, "code"))
    said = " | ".join(dict.fromkeys(_words(compared, value) for value in compared.values))
    words = WrappedLabel(role="meta", tone=Tone.MUTED)
    words.show_text(f"{compared.question.short_label()}: {said}")
    row.addWidget(words, 1)
    return line


def _values(compared: ComparedQuestion) -> tuple[Value, ...]:
    """What may be chosen: what somebody answered first, then the question's other choices."""
    given = dict.fromkeys(value for value in compared.values if value is not None)
    single = compared.question.type in CHOOSING - {QuestionType.MANY_OF, QuestionType.RANKING}
    others = [choice.name for choice in compared.question.choices] if single else []
    return tuple(dict.fromkeys([*given, *others]))


def _words(compared: ComparedQuestion, value: Value) -> str:
    return say("Inget svar", "No answer") if value is None else value_words(compared.question, value)
