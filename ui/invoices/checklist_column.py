"""The desk checklist about one invoice: each question with what the records suggest, taken or overruled by a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.follow_up.invoice_suggestions import Suggestion
from kollegie.language import current_language, out_of, say
from kollegie.model.answer_values import Value
from kollegie.model.checklist import ControlQuestion, QuestionType, Section
from kollegie.model.checklist_answers import value_words
from kollegie.model.invoices import InvoiceAnswer, invoice_review_id
from kollegie.visiting.evaluation import RaisedFinding, Sheet
from ui.begun_forms import BegunForms, Editor, KeptForm
from ui.invoices.gathering import Shown
from ui.tokens import Tone
from ui.visiting.part_of import answer_part
from ui.widgets.act_row import ActRow
from ui.widgets.buttons import LinkButton, PlainButton
from ui.widgets.card import Card, CardKind
from ui.widgets.error_line import ErrorLine
from ui.widgets.fields import Field, NoteEdit, TextField
from ui.widgets.labels import Heading, Label, WrappedLabel
from ui.widgets.layouts import FlowLayout, GrowsDown, empty
from ui.widgets.severity_mark import SeverityMark
from ui.widgets.side_column import ScrollColumn

NOTE, ANSWER = "note", "answer"
"""What is written at a question, kept each on its own until it is stored."""


class ChecklistColumn(ScrollColumn):
    """Shows the questions that are asked about the invoice. Saves nothing itself.

    `answered` tells the invoice as it was shown, a question, its value, its note and whether the value was taken as
    suggested; `left` that the person goes back to the invoice.
    """

    answered = Signal(object, str, object, str, bool)
    left = Signal()

    def __init__(self, clock: Callable[[], datetime], forms: BegunForms, parent: QWidget | None = None) -> None:
        super().__init__(edge=24, parent=parent)
        self._clock = clock
        self._forms = forms
        self._shown: Shown | None = None
        self._sheet: Sheet | None = None
        self.cards: dict[str, DeskQuestion] = {}
        self.notes: dict[str, WrappedLabel] = {}
        self._back = LinkButton(say("Tillbaka till fakturan", "Back to the invoice"), "arrow-left", "Esc")
        self._back.clicked.connect(self.left)
        self._told = WrappedLabel("", "meta")
        self.take_all = PlainButton(say("Ta alla förslag", "Take all suggestions"), "sparkles")
        self.take_all.clicked.connect(self._take_all)
        self._waiting: list[Section] = []
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._lay_out_next)
        self._head = (ActRow(self._back), self._told, ActRow(self.take_all))

    def show_invoice(self, shown: Shown) -> None:
        """Show the questions of an invoice; the cards are kept while it is the same one."""
        same = self._shown is not None and self._shown.key == shown.key and bool(self.cards)
        if not same:
            self._clear()
        self._shown = shown
        answers: dict[tuple[str, tuple[str, ...]], Value] = {
            (name, ()): one.value for name, one in shown.answers.items()
        }
        answers |= {(name, ()): value for name, value in shown.context.items()}
        self._sheet = Sheet(shown.checklist, answers, language=current_language(), clock=self._clock)
        if not same:
            self._lay_out(shown, self._sheet)
        self._refresh(shown, self._sheet)

    def end_answer(self, record: UUID, question: str, note: str, *, stored: bool) -> None:
        """An answer is stored with its note, or refused; what was written of it since then stays begun."""
        card = self.cards.get(question)
        if card is not None and card.record == record:
            card.end_answer(note, stored=stored)
        elif stored and str(self._forms.of(record, _form_name(question, NOTE)).get(NOTE, note)).strip() == note:
            for field in (NOTE, ANSWER):
                self._forms.drop(record, _form_name(question, field))

    def _clear(self) -> None:
        """Take the cards of an invoice away; what is left in a field of theirs is still about that one."""
        for part in self.parts:
            if part not in self._head:
                self.remove(part)
        self.cards, self.notes = {}, {}

    def _lay_out(self, shown: Shown, sheet: Sheet) -> None:
        if not self.parts:
            for part in self._head:
                self.add(part)
        self._waiting = list(shown.checklist.sections)
        self._lay_out_section(sheet)
        self._turn.start()

    @Slot()
    def _lay_out_next(self) -> None:
        """The other sections one at a time, so that the window answers in between."""
        if not self._waiting or self._sheet is None or self._shown is None:
            self._turn.stop()
            return
        self._lay_out_section(self._sheet)
        self._refresh(self._shown, self._sheet)

    @property
    def _record(self) -> UUID:
        look = self._shown.look if self._shown is not None else None
        return invoice_review_id(look.provider, look.invoice) if look is not None else UUID(int=0)

    def _lay_out_section(self, sheet: Sheet) -> None:
        section = self._waiting.pop(0)
        self.add(Heading(section.title.in_(current_language()), "heading"))
        for question in sheet.plan.checklist.questions:
            if sheet.plan.section_names[question.name] != section.name or sheet.plan.paths[question.name]:
                continue  # of another section, or in a repeat: an invoice has no rows
            if question.answerable:
                help_ = (sheet.words(question.hint), sheet.words(question.guidance))
                words = sheet.words(question.label), "\n".join(filter(None, help_))
                card = DeskQuestion(question, words, self._clock, self._forms, self._record)
                card.answered.connect(self._tell)
                self.cards[question.name] = card
                self.add(card)
            elif question.type is QuestionType.NOTE:
                self.notes[question.name] = WrappedLabel("", "body")
                self.add(self.notes[question.name])

    def _refresh(self, shown: Shown, sheet: Sheet) -> None:
        raised: dict[str, list[RaisedFinding]] = {}
        for finding in sheet.findings():
            raised.setdefault(finding.question, []).append(finding)
        for name, card in self.cards.items():
            card.setVisible(sheet.is_relevant(name))
            card.show_answer(shown.answers.get(name), shown.suggested.get(name))
            card.show_faults([sheet.words(fault.message) for fault in sheet.judgement(name).faults])
            card.show_findings(raised.get(name, []))
        for name, note in self.notes.items():
            note.setVisible(sheet.is_relevant(name))
            question = sheet.plan.questions[name]
            note.show_text("\n".join(filter(None, (sheet.words(question.label), sheet.words(question.guidance)))))
        asked = [cell[0] for cell in sheet.relevant() if sheet.plan.questions[cell[0]].answerable]
        answered = sum(name in shown.answers for name in asked)
        open_ = [name for name in asked if name in shown.suggested and name not in shown.answers]
        counts = f"{out_of(answered, len(asked))} {say('besvarade', 'answered')}"
        violet = say(
            "Violett är vad underlaget säger; det blir ett svar först när du tar det.",
            "Violet is what the records say; it becomes an answer only when you take it.",
        )
        self._told.show_text(f"{counts} · {shown.look.invoice}. {violet}")
        self.take_all.setVisible(bool(open_))
        self.take_all.setText(say(f"Ta alla {len(open_)} förslag", f"Take all {len(open_)} suggestions"))

    @Slot(str, object, str, bool)
    def _tell(self, question: str, value: Value, note: str, suggested: bool) -> None:
        self.answered.emit(self._shown, question, value, note, suggested)

    @Slot()
    def _take_all(self) -> None:
        if self._shown is None or self._sheet is None:
            return
        while self._waiting:
            self._lay_out_next()
        for name, card in self.cards.items():
            suggestion = self._shown.suggested.get(name)
            if suggestion is not None and name not in self._shown.answers and self._sheet.is_relevant(name):
                card.take_suggestion()


class DeskQuestion(Card):
    """One question with its answer, note and suggestion. `answered` tells name, value, note, taken as suggested.

    Shape: what was told last stands here until it is stored, whatever is read meanwhile; what is typed is kept under
    `record`, the invoice's review, until then.
    """

    answered = Signal(str, object, str, bool)

    def __init__(
        self,
        question: ControlQuestion,
        words: tuple[str, str],
        clock: Callable[[], datetime],
        forms: BegunForms,
        record: UUID,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self.question = question
        self.record = record
        label, hint = words
        self.setAccessibleName(f"{question.id} {label}")
        self._forms = forms
        self._kept: dict[str, KeptForm] = {}
        self._answer: InvoiceAnswer | None = None
        self._value: Value = None
        self._note = ""
        self._suggested = False
        self._waiting = 0
        self._suggestion: Suggestion | None = None
        self.part = answer_part(question, question.choices, clock)
        self._claim = Card(CardKind.RECORD)
        self._said = WrappedLabel("", "body")
        self.take = LinkButton(say("Ta förslaget", "Take it"), "check")
        self._why = WrappedLabel("", "meta")
        self.note = NoteEdit(say(f"Anteckning till {question.id}", f"Note on {question.id}"))
        self._fault = ErrorLine()
        self._found = GrowsDown()
        self._found_row = FlowLayout(self._found)
        head = QHBoxLayout()
        head.addWidget(Label(question.id, "code"))
        head.addWidget(WrappedLabel(label, "question"), 1)
        self.body.addLayout(head)
        if hint:
            self.body.addWidget(WrappedLabel(hint, "body", Tone.MUTED))
        claim = QHBoxLayout()
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addWidget(self._said)
        said.addWidget(self._why)
        claim.addLayout(said, 1)
        claim.addWidget(self.take)
        self._claim.body.addLayout(claim)
        self.body.addWidget(self._claim)
        self.body.addWidget(self.part)
        self.body.addWidget(self._fault)
        self.body.addWidget(self._found)
        self.body.addWidget(Field(say("Anteckning, utan namn", "Note, without names"), self.note))
        self._claim.hide()
        self._found.hide()
        self.part.answered.connect(self._tell_value)
        self.note.left.connect(self._tell_note)
        self.take.clicked.connect(self.take_suggestion)

    def show_answer(self, answer: InvoiceAnswer | None, suggestion: Suggestion | None) -> None:
        """Show the answer as it stands, and the records' suggestion where it says something else."""
        self._answer, self._suggestion = answer, suggestion
        if not self._waiting:
            self._show_stored()
        differs = suggestion is not None and self._value != suggestion.value
        self._claim.setVisible(differs)
        if suggestion is not None and differs:
            said = value_words(self.question, suggestion.value)
            self._said.show_text(say(f"Underlaget säger: {said}", f"The records say: {said}"), (said,))
            self._why.show_text(suggestion.why)

    def _show_stored(self) -> None:
        answer = self._answer
        self._value = answer.value if answer is not None else None
        self._note = answer.note if answer is not None else ""
        self._suggested = answer is not None and answer.suggested
        if not self.part.begun:
            self.part.show_value(self._value)
        if NOTE not in self._kept or not self._kept[NOTE].begun:
            self.note.show_text(self._note)
        if not self._kept:
            self._keep()
        for form in self._kept.values():
            if not form.begun:
                form.begin_anew()

    def _keep(self) -> None:
        """Show what was written here before and never stored, and keep what is written from now on.

        Shape: a field each, so that a note begun beside an answer does not bring the answer back that stood then.
        """
        editors: dict[str, Editor] = {NOTE: self.note}
        if self._typed is not None:
            editors[ANSWER] = self._typed
        for field, editor in editors.items():
            name = _form_name(self.question.name, field)
            self._kept[field] = KeptForm(self._forms, self.record, name, {field: editor}, self)
        if self._typed is not None and self._kept[ANSWER].found:
            self.part.show_draft(self._typed.text(), len(self._typed.text()))

    @property
    def _typed(self) -> TextField | NoteEdit | None:
        """The field of an answer that is typed."""
        field = self.part.field()
        return field if isinstance(field, TextField | NoteEdit) else None

    def end_answer(self, note: str, *, stored: bool) -> None:
        """What was told is stored, or refused; what is written and not stored is still begun."""
        self._waiting -= 1
        if stored:
            if NOTE in self._kept and self.note.text().strip() == note:
                self._kept[NOTE].stored()
            if ANSWER in self._kept and not self.part.begun:
                self._kept[ANSWER].stored()
        elif self._kept and not self._waiting:
            if self._typed is not None and self._kept[ANSWER].begun:
                self.part.show_draft(self._typed.text(), len(self._typed.text()))
            self._show_stored()

    def _tell(self, value: Value, *, suggested: bool) -> None:
        self._value, self._note, self._suggested = value, self.note.text().strip(), suggested
        self._waiting += 1
        self.answered.emit(self.question.name, value, self._note, suggested)

    def show_faults(self, sentences: list[str]) -> None:
        """Say what is to be put right."""
        if sentences:
            self._fault.show_fault(" ".join(sentences))
        else:
            self._fault.clear_fault()

    def show_findings(self, findings: list[RaisedFinding]) -> None:
        """Show what the answer would be a finding of, filled as what we have seen."""
        empty(self._found_row)
        for finding in findings:
            self._found_row.addWidget(SeverityMark(finding.severity))
            self._found_row.addWidget(Label(finding.category.word, "meta"))
        self._found.setVisible(bool(findings))

    @Slot()
    def take_suggestion(self) -> None:
        """Make the suggestion the answer."""
        if self._suggestion is not None:
            self._tell(self._suggestion.value, suggested=True)

    @Slot(object)
    def _tell_value(self, value: Value) -> None:
        if value != self._value:
            self._tell(value, suggested=False)

    @Slot()
    def _tell_note(self) -> None:
        if self.note.text().strip() != self._note:
            self._tell(self._value, suggested=self._suggested)


def _form_name(question: str, field: str) -> str:
    return f"desk {question} {field}"
