"""Planning a round in four calm steps; each is stored when it is done, so one may leave and come back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import counted, say
from kollegie.model.reviews import Case, Review, Visit
from kollegie.planning.assigning import Removal, put_back_participant, remove_participant
from kollegie.planning.proposing import Proposal, make_pairs, propose_assignment
from kollegie.planning.record_facts import unread_words
from kollegie.store import Store
from ui.begun_forms import BegunForms, begun_forms_of
from ui.desk import Desk
from ui.reviews.planning_acts import Joined, PlanState, draw, gather_plan, give_all, join, keep_review
from ui.reviews.planning_step import Step
from ui.reviews.planning_steps import DOUBLES, NEW_PARTICIPANT, SAMPLE, GiveStep, PeopleStep, SampleStep, asked_by
from ui.reviews.what_step import FORMS, WhatStep
from ui.theme import theme
from ui.tokens import PAGE_EDGE
from ui.widgets.bounded import Bounded
from ui.widgets.buttons import LinkButton
from ui.widgets.card import Card
from ui.widgets.card_button import CardButton
from ui.widgets.side_column import ScrollColumn
from ui.widgets.strip import StripKind


class PlanningPanel(QWidget):
    """Shows the steps at left and the one at hand. `left` tells the round when the person goes back to the board;
    `failed` why something was refused, `telling` what was done."""

    left = Signal(object)
    telling = Signal(object, str, str)
    failed = Signal(Exception)

    def __init__(self, desk: Desk, review_id: UUID | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._review_id = review_id
        self._state: PlanState | None = None
        self._moved = False
        self._removal: tuple[str, Removal] | None = None
        self._forms = begun_forms_of(desk)
        self.what = WhatStep(self._forms, desk.me)
        self.sample = SampleStep(self._forms)
        self.people = PeopleStep(self._forms)
        self.give = GiveStep(self._forms)
        self.steps: tuple[Step, ...] = (self.what, self.sample, self.people, self.give)
        titles = (
            say("Vad och när", "What and when"),
            say("Urval", "Sample"),
            say("Deltagare", "Participants"),
            say("Fördela", "Assign"),
        )
        self.heads = tuple(CardButton(f"{number}  {title}", " ") for number, title in enumerate(titles, start=1))
        self._step = 0
        self._card = Card()
        self._lay_out()
        self._connect()
        self._forms.when_known(self.look)

    @property
    def step(self) -> int:
        """The step at hand, 0–3."""
        return self._step

    def look(self) -> None:
        """See how far the planning has come."""
        asked = self._desk.ask(self, partial(gather_plan, self._desk.store, self._review_id))
        asked.done.connect(self._show)

    def _lay_out(self) -> None:
        back = LinkButton(say("Till tavlan", "To the board"), "arrow-left", "Esc")
        back.clicked.connect(self._leave)
        steps = QWidget()
        column = QVBoxLayout(steps)
        column.setContentsMargins(PAGE_EDGE, PAGE_EDGE, 0, PAGE_EDGE)
        column.setSpacing(8)
        for number, head in enumerate(self.heads):
            head.setCheckable(True)
            head.clicked.connect(partial(self._go_to, number))
            column.addWidget(head)
        column.addSpacing(8)
        column.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch()
        steps.setFixedWidth(theme().space(250) + PAGE_EDGE)
        self._card.body.setContentsMargins(28, 24, 28, 24)
        for step in self.steps:
            self._card.body.addWidget(step)
        scroll = ScrollColumn(edge=PAGE_EDGE)
        scroll.add(Bounded(self._card, 760))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(steps)
        row.addWidget(scroll, 1)

    def _connect(self) -> None:
        self.what.wanted.connect(self._keep_review)
        self.sample.wanted.connect(self._draw)
        self.people.joining.connect(self._join)
        self.people.removing.connect(self._remove)
        self.people.undo.clicked.connect(self._put_back)
        self.people.pairing.connect(self._pair)
        self.give.accepting.connect(self._give)
        self.give.ending.connect(self._leave)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._state is not None:
            self._show_heads(self._state)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
            return
        super().keyPressEvent(event)

    @Slot(object)
    def _show(self, state: PlanState) -> None:
        self._state = state
        self._review_id = state.review.id if state.review else None
        for step in self.steps:
            step.show_state(state)
        self._show_heads(state)
        if not self._moved:
            self._moved = True
            self._go_to(state.step)

    def _show_heads(self, state: PlanState) -> None:
        done = (
            state.review.name if state.review else say("inte gjord än", "not made yet"),
            say("{} besök", "{} visits").format(state.visits) if state.visits else say("inget draget", "none drawn"),
            say("{} gästhandläggare", "{} visitors").format(len(state.visitors)),
            say("{} av {} fördelade", "{} of {} assigned").format(state.given, state.visits),
        )
        titles = [head.text() for head in self.heads]
        for number, head in enumerate(self.heads):
            head.show_words(titles[number], done[number])
            head.setEnabled(number == 0 or state.review is not None)

    def _go_to(self, number: int) -> None:
        self._step = number
        for other, head in enumerate(self.heads):
            head.setChecked(other == number)
        for other, step in enumerate(self.steps):
            step.setVisible(other == number)
        self.steps[number].setFocus(Qt.FocusReason.OtherFocusReason)
        if number == 3 and self._review_id is not None:
            asked = self._desk.ask(self, partial(_propose, self._desk.store, self._review_id))
            asked.done.connect(self._show_proposal)
            asked.failed.connect(self.failed)

    @Slot(str, str, object, str, str)
    def _keep_review(self, name: str, service: str, day: object, dnr: str, purpose: str) -> None:
        review: Review | None = self._state.review if self._state else None
        act = self._desk.act(keep_review, self._desk.store, review, name, service, day, dnr, purpose)
        kept = act.meant_for(self._forms)
        kept.done.connect(partial(_let_go, self._forms, review.id if review else self._desk.me, FORMS.values()))
        kept.done.connect(self._go_on_with)

    @Slot(object)
    def _go_on_with(self, review: Review) -> None:
        self._review_id = review.id
        self._go_to(1)
        self.look()

    @Slot(object, str, str)
    def _draw(self, size: object, providers: str, checklist: str) -> None:
        if self._review_id is not None:
            act = self._desk.act(draw, self._desk.store, self._review_id, size, providers, checklist)
            drawn = act.meant_for(self._forms)
            review = self._state.review if self._state else None
            names = (SAMPLE, asked_by(review.service)) if review else (SAMPLE,)
            drawn.done.connect(partial(_let_go, self._forms, self._review_id, names))
            drawn.done.connect(self._go_on_to_people)

    @Slot(object)
    def _go_on_to_people(self, unread: tuple[str, ...]) -> None:
        if unread:
            self.telling.emit(StripKind.INFO, unread_words(unread), "")
        self._go_to(2)
        self.look()

    @Slot(str, str, str)
    def _join(self, name: str, home: str, telephone: str) -> None:
        if self._review_id is not None:
            act = self._desk.act(join, self._desk.store, self._review_id, name, home, telephone)
            joined = act.meant_for(self._forms)
            joined.done.connect(partial(_let_go_of, self._forms, self._review_id))
            joined.done.connect(self._tell_joined)

    @Slot(str)
    def _tell_joined(self, name: str) -> None:
        self.people.show_joined(name)
        self.look()

    @Slot(object)
    def _remove(self, one: Joined) -> None:
        if self._review_id is not None:
            removed = self._desk.act(remove_participant, self._desk.store, self._review_id, one.person_id)
            removed.meant_for(self).done.connect(partial(self._tell_removed, one.name))

    def _tell_removed(self, name: str, removal: Removal) -> None:
        self._removal, had = (name, removal), removal.visits
        self.people.offer_undo(name)
        words = say(f"{name} är ur granskningen.", f"{name} is out of the review.")
        if had:
            visits = counted(len(had), ("besök", "besök"), ("visit", "visits"))
            words += " " + say(f"{visits} att ge till någon annan.", f"{visits} to give to somebody else.")
        self.telling.emit(StripKind.DONE, words, "")
        self.look()

    @Slot()
    def _put_back(self) -> None:
        if self._removal is not None:
            name, removal = self._removal
            back = self._desk.act(put_back_participant, self._desk.store, removal)
            back.meant_for(self).done.connect(partial(self._tell_put_back, name))

    def _tell_put_back(self, name: str, left: Sequence[Visit]) -> None:
        self._removal = None
        self.people.offer_undo("")
        words = say(f"{name} är med i granskningen igen.", f"{name} is in the review again.")
        if left:
            visits = counted(len(left), ("besök", "besök"), ("visit", "visits"))
            words += " " + say(
                f"{visits} lämnas där de är: de har getts till någon annan eller påbörjats.",
                f"{visits} left as they are: given to somebody else since, or begun.",
            )
        self.telling.emit(StripKind.DONE, words, "")
        self.look()

    @Slot()
    def _pair(self) -> None:
        if self._review_id is not None:
            self._desk.act(make_pairs, self._desk.store, self._review_id).done.connect(self._go_on_to_give)

    @Slot()
    def _go_on_to_give(self) -> None:
        self._go_to(3)
        self.look()

    @Slot(object)
    def _show_proposal(self, proposed: tuple[Proposal, dict[object, str]]) -> None:
        self.give.show_proposal(*proposed)

    @Slot(object)
    def _give(self, proposal: Proposal) -> None:
        if self._review_id is not None:
            chosen = self.give.doubles.value()
            doubles = chosen if isinstance(chosen, int) else 0
            act = self._desk.act(give_all, self._desk.store, self._review_id, proposal, doubles)
            given = act.meant_for(self._forms)
            given.done.connect(partial(_let_go, self._forms, self._review_id, (DOUBLES,)))
            given.done.connect(self._leave)

    @Slot()
    def _leave(self) -> None:
        self.left.emit(self._review_id)


def _let_go(forms: BegunForms, record: UUID, names: Iterable[str], _stored: object) -> None:
    """What was written in these forms is stored, also where the person has left the step meanwhile."""
    for name in names:
        forms.drop(record, name)


def _let_go_of(forms: BegunForms, review_id: UUID, name: str) -> None:
    """Who was written is in the round; somebody else who is being written by now is kept."""
    if forms.of(review_id, NEW_PARTICIPANT).get("name", "").strip() == name:
        forms.drop(review_id, NEW_PARTICIPANT)


def _propose(store: Store, review_id: UUID) -> tuple[Proposal, dict[object, str]]:
    proposal = propose_assignment(store, review_id)
    with store.reading() as reading:
        labels = {case.id: case.label for case in reading.find(Case, review_id=review_id)}
        visits = reading.find(Visit, review_id=review_id)
    return proposal, {visit.id: labels[visit.case_id] for visit in visits}
