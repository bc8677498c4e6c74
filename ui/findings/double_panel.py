"""Double visits side by side: who is waited for, what both saw alike, and what a third person has to settle."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from kollegie.language import counted, out_of, say
from kollegie.model.answer_values import Value
from kollegie.model.reviews import Visit, VisitState
from kollegie.planning.doubling import end_double
from kollegie.store import Reading
from kollegie.visiting.adjudicating import adjudicate, sign_adjudicated
from kollegie.visiting.doubles import ComparedQuestion, DoubleVisit, double_visit
from ui.begun_forms import begun_forms_of
from ui.desk import Desk
from ui.findings.attached_by import AttachedBy, attached_of
from ui.findings.double_question import DoubleQuestion, agreed_line
from ui.findings.gathering import case_words
from ui.findings.side_list import lay_out_beside
from ui.tokens import Tone
from ui.visiting.attachment_sheet import AttachmentSheet
from ui.widgets.buttons import PlainButton, PrimaryButton
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import Heading, Label
from ui.widgets.layouts import FlowLayout
from ui.widgets.row_list import RowList
from ui.widgets.side_column import ScrollColumn
from ui.widgets.strip import Strip, StripKind
from ui.widgets.tag import Tag, TagKind
from ui.widgets.two_line_delegate import Row

STATES = {
    VisitState.PLANNED: ("inte påbörjat", "not begun"),
    VisitState.ONGOING: ("pågår", "under way"),
    VisitState.SIGNED: ("signerat", "signed"),
    VisitState.DROPPED: ("blev inte av", "did not take place"),
}


class DoublePanel(QWidget):
    """Shows the double visits of this laptop one at a time. `left` asks for the findings, `changed` tells an act."""

    left = Signal()
    changed = Signal()
    telling = Signal(object, str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._double: DoubleVisit | None = None
        self._wanted: UUID | None = None
        self.questions: tuple[DoubleQuestion, ...] = ()
        self._forms = begun_forms_of(desk)
        self.list = RowList(say("Dubbelbesök", "Double visits"), _row)
        self.content = ScrollColumn(edge=24)
        self.sign = PrimaryButton(say("Signera den sammanvägda posten", "Sign the adjudicated record"), "signature")
        self.end = PlainButton("", "users-round")
        self.shown = AttachmentSheet(desk, self)
        self.shown.failed.connect(desk.unread)
        self._lay_out()
        self.list.chosen.connect(self._show_double)
        self.sign.clicked.connect(self._sign)
        self.end.clicked.connect(self._end)

    @property
    def double(self) -> DoubleVisit | None:
        """The double visit shown."""
        return self._double

    def refresh(self) -> None:
        """Look at the double visits anew."""
        self._desk.look(self, gather_doubles).done.connect(self._show)

    def go_to(self, visit_id: UUID) -> None:
        """Show the double visit of that id, or that a blind visit belongs to."""
        self._wanted = visit_id
        self.refresh()

    def _lay_out(self) -> None:
        self._acts = lay_out_beside(
            self,
            say("Dubbelbesök", "Double visits"),
            self.list,
            self.content,
            (self.sign, self.end),
            say(
                "Alla tre posterna ligger kvar: var och ens egen, och den sammanvägda som räknas.",
                "All three records are kept: each one's own, and the adjudicated one, which counts.",
            ),
            self.left.emit,
        )

    @Slot(object)
    def _show(self, doubles: tuple[DoubleVisit, ...]) -> None:
        kept = self._wanted or (self._double.visit.id if self._double is not None else None)
        self._wanted = None
        self.list.show_things(doubles, lambda one: kept in (one.visit.id, *(record.visit.id for record in one.records)))
        if not doubles:
            self._double, self.questions = None, ()
            self._acts.hide()
            self.content.clear()
            self.content.add(
                EmptyState(
                    "users-round",
                    say("Inga dubbelbesök", "No double visits"),
                    say(
                        "Granskningsledaren gör ett besök till dubbelbesök under Granskningar, med tangenten D.",
                        "The review lead makes a visit double under Reviews, with the key D.",
                    ),
                )
            )
        elif self.list.current() is None:
            self.list.go_to(0)

    @Slot(object)
    def _show_double(self, double: DoubleVisit) -> None:
        if double == self._double:
            return  # nothing has changed, and somebody may be writing
        self._double = double
        self.content.clear()
        self.content.add(_people(double))
        compared = double.compared()
        differing = [one for one in compared if one.differs]
        me = self._desk.me
        may_settle = double.opened and not double.settled and me not in {one.person_id for one in double.records}
        self.content.add(
            Strip(StripKind.DONE if double.settled else StripKind.INFO, _state(double, may_settle=may_settle))
        )
        self.questions = tuple(DoubleQuestion(double, one, may_settle=may_settle) for one in differing)
        if self.questions:
            words = counted(len(differing), ("fråga skiljer sig", "frågor skiljer sig"), ("question", "questions"))
            self.content.add(Heading(say(words, f"{words} differ"), "heading"))
        for card in self.questions:
            if may_settle:
                card.keep(self._forms)
            card.settled.connect(partial(self._settle, card))
            for part in card.attached:
                part.opened.connect(self.shown.show_attachment)
            self.content.add(card)
        alike = [one for one in compared if one.comparable and not one.differs]
        words = counted(len(alike), ("fråga är lika", "frågor är lika"), ("question", "questions"))
        self._add_lines(say(words, f"{words} alike"), alike)
        beside = [one for one in compared if not one.comparable]
        told = say("Egna ord och bilagor: bådas följer med", "Own words and attachments: both go along")
        self._add_lines(told, beside)
        self.sign.setVisible(may_settle)
        left = len(double.undecided())
        self.sign.setText(
            say(f"Signera när {left} är avgjorda", f"Sign when {left} are settled")
            if left
            else say("Signera den sammanvägda posten", "Sign the adjudicated record")
        )
        someone = any(one.visit.signed_at is not None for one in double.records)
        self.end.setVisible(not double.opened and someone and me not in {one.person_id for one in double.records})
        names = ", ".join(double.waiting_for)
        self.end.setText(say(f"Gå vidare utan {names}", f"Go on without {names}"))
        self._acts.setVisible(not self.sign.isHidden() or not self.end.isHidden())

    def _add_lines(self, title: str, compared: Sequence[ComparedQuestion]) -> None:
        if not compared:
            return
        together = Card()
        together.body.addWidget(Label(title, "heading"))
        for one in compared:
            together.body.addWidget(agreed_line(one))
            for record in self._double.records if self._double is not None else ():
                attached = attached_of(record, one)
                if attached:
                    part = AttachedBy(record.name, attached)
                    part.opened.connect(self.shown.show_attachment)
                    together.body.addWidget(part)
        self.content.add(together)

    def _settle(self, card: DoubleQuestion, question: str, row: str, value: Value, note: str, reason: str) -> None:
        if self._double is not None:
            store, visit = self._desk.store, self._double.visit.id
            act = partial(adjudicate, store, visit, question, value, note, row, reason=reason)
            self._desk.act(act).meant_for(self).done.connect(partial(self._tell_settled, visit, card.form_name))

    def _tell_settled(self, visit: UUID, form: str, _answer: object) -> None:
        """Let go of what was written at the visit that was settled; another may be shown by now."""
        self._forms.drop(visit, form)
        self._tell(None)

    @Slot()
    def _sign(self) -> None:
        if self._double is None:
            return
        left = [card for card in self.questions if card.compared.adjudicated is None]
        if left:
            self.content.ensureWidgetVisible(left[0])
            left[0].choice.setFocus()
            return
        self._desk.act(sign_adjudicated, self._desk.store, self._double.visit.id).done.connect(self._tell_signed)

    @Slot()
    def _end(self) -> None:
        if self._double is not None:
            self._desk.act(end_double, self._desk.store, self._double.visit.id).done.connect(self._tell)

    @Slot(object)
    def _tell(self, _done: object) -> None:
        self.changed.emit()
        self.refresh()

    @Slot(object)
    def _tell_signed(self, _visit: object) -> None:
        words = say(
            "Den sammanvägda posten är signerad och räknas i sammanställningen.",
            "The adjudicated record is signed and counts in the summary.",
        )
        self.telling.emit(StripKind.DONE, words, "")
        self._tell(None)


def gather_doubles(reading: Reading) -> tuple[DoubleVisit, ...]:
    """Every double visit on this laptop but the exercises, by case number."""
    found = [double_visit(reading, one.id) for one in reading.find(Visit, double=True)]
    return tuple(sorted((one for one in found if not one.case.example), key=lambda one: one.case.label))


def _people(double: DoubleVisit) -> QWidget:
    part = QWidget()
    row = FlowLayout(part, gap=12)
    row.addWidget(Heading(case_words(double.case), "title"))
    known = {one.name for one in double.records}
    for record in double.records:
        signed = record.visit.state is VisitState.SIGNED
        words = f"{record.name}: {say(*STATES[record.visit.state])}"
        row.addWidget(Tag(words, TagKind.OK if signed else TagKind.NEUTRAL, "circle-check" if signed else "user-round"))
    for name in double.waiting_for:
        if name not in known:
            row.addWidget(Tag(say(f"{name}: inte signerat", f"{name}: not signed"), TagKind.NEUTRAL, "user-round"))
    return part


def _state(double: DoubleVisit, *, may_settle: bool) -> str:
    if double.settled:
        return say("Sammanvägt. Den posten räknas.", "Adjudicated. That record counts.")
    if not double.opened:
        names = ", ".join(double.waiting_for)
        return say(
            f"Svaren visas när alla har signerat och synkat. Väntar på {names}.",
            f"The answers are shown when all have signed and synced. Waiting for {names}.",
        )
    compared = double.compared()
    number = sum(one.comparable for one in compared)
    alike = sum(one.comparable and not one.differs for one in compared)
    words = f"{say('Lika i', 'Alike in')} {out_of(alike, number)} {say('frågor', 'questions')}."
    if may_settle:
        return words + say(" Avgör det som skiljer sig, med skäl.", " Settle what differs, with a reason.")
    return words + say(" En tredje person väger samman svaren.", " A third person adjudicates the answers.")


def _row(double: DoubleVisit) -> Row:
    names = " + ".join(one.name for one in double.records) or ", ".join(double.waiting_for)
    if double.settled:
        return Row(case_words(double.case), names, state=say("Sammanvägt", "Adjudicated"), state_tone=Tone.OK)
    if double.opened:
        left = len(double.undecided())
        words = say(f"{left} att avgöra", f"{left} to settle") if left else say("Att signera", "To sign")
        return Row(case_words(double.case), names, state=words, state_tone=Tone.ATTENTION)
    signed = sum(one.visit.state is VisitState.SIGNED for one in double.records)
    total = len({one.name for one in double.records} | set(double.waiting_for))
    return Row(case_words(double.case), names, state=out_of(signed, total))
