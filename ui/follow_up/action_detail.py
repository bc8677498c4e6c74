"""One action: what it follows from, how far it has come, who does it by when, and what it led to."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kollegie.follow_up.actions import NEXT, WRITTEN, kind_word
from kollegie.follow_up.desk_findings import AtInvoice
from kollegie.language import say
from kollegie.model.actions import Action, ActionState
from ui.findings.gathering import invoice_words
from ui.follow_up.gathering import ActionRow
from ui.widgets.buttons import Button, LinkButton, PlainButton, PrimaryButton
from ui.widgets.card import Card
from ui.widgets.fields import Field, NoteEdit, TextField, day_in
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import Heading, Label, WrappedLabel
from ui.widgets.layouts import AsideLayout, FlowLayout, empty, standing
from ui.widgets.side_column import ScrollColumn
from ui.widgets.tab_order import tab_before
from ui.widgets.tag import Tag, TagKind

PAUSE_MS = 250

_FORWARD = {
    ActionState.PLANNED: ActionState.ONGOING,
    ActionState.ONGOING: ActionState.DONE,
    ActionState.DONE: ActionState.EFFECT_CHECKED,
}


class ActionDetail(ScrollColumn):
    """Shows one action. Saves nothing itself.

    `moved` tells an action and the state it should go to, `changed` an action with other words, owner or date, and as
    it was shown;
    `visit_wanted` and `finding_wanted` tell what to open.
    """

    moved = Signal(object, object)
    changed = Signal(object, object)
    visit_wanted = Signal(object, str)
    finding_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(edge=24, parent=parent)
        self.row: ActionRow | None = None
        self._as_shown: Action
        self._title = WrappedLabel("", "section")
        self._meta = WrappedLabel("", "meta")
        self._chain = QWidget()
        self._links = FlowLayout(self._chain, gap=8)
        self._state = Tag("")
        self._clock = Tag("")
        self._steps = QWidget()
        self._step_row = FlowLayout(self._steps, gap=8)
        self.text = NoteEdit(say("Vad som ska göras", "What is to be done"))
        self.owner = TextField(say("Ansvarig, namn eller roll", "Owner, name or role"))
        self.due = TextField(say("Klart senast", "Done by"))
        self.due.setPlaceholderText(say("åååå-mm-dd", "yyyy-mm-dd"))
        self.outcome = NoteEdit(say("Vad det ledde till", "What it led to"))
        self._text_field = Field(say("Vad som ska göras", "What is to be done"), self.text)
        self._owner_field = Field(say("Ansvarig, namn eller roll", "Owner, name or role"), self.owner)
        self._due_field = Field(say("Klart senast", "Done by"), self.due)
        self._nothing = WrappedLabel(say("Välj en åtgärd till vänster.", "Choose an action at the left."), "meta")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._tell_changed)
        self._cards = (self._standing(), self._plan(), self._result())
        for part in (self._nothing, self._title, self._meta, self._chain, *self._cards):
            self.add(part)
        for field in (self.text, self.owner, self.due, self.outcome):
            field.edited.connect(self._written_on)
            field.left.connect(self._leave)
        self.show_nothing()

    @property
    def steps(self) -> dict[ActionState, Button]:
        """The buttons that move the action, by the state they lead to."""
        return {ActionState(button.objectName()): button for button in standing(self._step_row, Button)}

    def show_nothing(self) -> None:
        """Show that nothing is chosen."""
        self.flush()
        self.row = None
        self._show_parts()

    def show_action(self, row: ActionRow) -> None:
        """Show an action; what is being written in the same action is left alone."""
        same = self.row is not None and self.row.action.id == row.action.id
        if not same:
            self.flush()
        self.row = row
        action = row.action
        self._title.show_text(action.text)
        self._meta.show_text(" · ".join(part for part in (kind_word(action.kind), row.where) if part))
        self._show_chain(row)
        self._state.show_state(action.state.word.capitalize(), _state_kind(action.state), _icon(action.state))
        self._clock.show_state(row.clock, TagKind.ATTENTION if row.overdue else TagKind.NEUTRAL, "clock")
        self._clock.setVisible(action.state in (ActionState.PLANNED, ActionState.ONGOING))
        self._show_steps(action)
        if not (same and self._pause.isActive()):
            self._show_written(action, same=same)
        self._show_parts()
        tab_before(self.text, self._chain, self._steps)

    def flush(self) -> None:
        """Tell at once what has been written and not yet told."""
        if self._pause.isActive():
            self._tell_changed()

    def _standing(self) -> Card:
        card = Card()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Heading(say("Läge", "State"), "heading"), 1)
        row.addWidget(self._clock)
        row.addWidget(self._state)
        card.body.addLayout(row)
        card.body.addWidget(self._steps)
        return card

    def _plan(self) -> Card:
        card = Card()
        card.body.addWidget(Heading(say("Vad, vem och när", "What, who and when"), "heading"))
        card.body.addWidget(self._text_field)
        pair = QWidget()
        row = AsideLayout(pair, least=200, top=True)
        row.addWidget(self._owner_field)
        row.addWidget(self._due_field)
        card.body.addWidget(pair)
        return card

    def _result(self) -> Card:
        card = Card()
        card.body.addWidget(Heading(say("Vad det ledde till", "What it led to"), "heading"))
        card.body.addWidget(self.outcome)
        card.body.addWidget(
            WrappedLabel(
                say(
                    "Kommer med i sammanställningen. Skriv inga namn.",
                    "Goes into the summary. Write no names.",
                ),
                "meta",
            )
        )
        return card

    def _show_parts(self) -> None:
        shown = self.row is not None
        self._nothing.setVisible(not shown)
        for part in (self._title, self._meta, self._chain, *self._cards):
            part.setVisible(shown)

    def _show_chain(self, row: ActionRow) -> None:
        empty(self._links)
        self._links.addWidget(IconMark("link-2", "muted"))
        line = row.line
        if row.at_invoice is not None:
            self._show_invoice_chain(row.at_invoice)
            return
        if line is None:
            self._links.addWidget(Label(say("Iakttagelsen står inte längre", "The finding no longer stands"), "meta"))
            return
        visit = LinkButton(f"{line.question_id} {line.answer}", "clipboard-list")
        visit.clicked.connect(self._tell_visit)
        finding = LinkButton(f"{line.finding.category} · {line.finding.severity.word}", "flag")
        finding.setAccessibleName(say(f"Iakttagelse {finding.text()}", f"Finding {finding.text()}"))
        finding.clicked.connect(self._tell_finding)
        for part in (visit, Label("→", "meta"), finding, Label(say("→ Åtgärd", "→ Action"), "meta")):
            self._links.addWidget(part)

    def _show_invoice_chain(self, one: AtInvoice) -> None:
        finding = LinkButton(f"{one.finding.category} · {one.finding.severity.word}", "flag")
        finding.setAccessibleName(say(f"Iakttagelse {finding.text()}", f"Finding {finding.text()}"))
        finding.clicked.connect(self._tell_finding)
        about, action = Label(invoice_words(one), "meta"), Label(say("→ Åtgärd", "→ Action"), "meta")
        for part in (about, Label("→", "meta"), finding, action):
            self._links.addWidget(part)

    def _show_steps(self, action: Action) -> None:
        wanted = tuple(sorted(NEXT[action.state], key=lambda state: state is not _FORWARD.get(action.state)))
        if tuple(self.steps) == wanted:
            return
        empty(self._step_row)
        for state in wanted:
            words, icon = _step_words(action.state, state)
            button: Button = (
                PrimaryButton(words, icon) if state is _FORWARD.get(action.state) else PlainButton(words, icon)
            )
            button.setObjectName(state.value)
            button.clicked.connect(self._tell_moved)
            self._step_row.addWidget(button)

    def _show_written(self, action: Action, *, same: bool) -> None:
        shown: dict[str, Any] = {name: getattr(action, name) for name in WRITTEN}
        for name, field, value in (
            ("text", self.text, action.text),
            ("outcome", self.outcome, action.outcome),
            ("owner", self.owner, action.owner),
            ("due", self.due, _day_text(action)),
        ):
            if same and field.hasFocus():
                shown.pop(name)
            else:
                field.show_text(value)
        self._as_shown = replace(self._as_shown, **shown) if same else action
        if not same:
            for part in (self._text_field, self._owner_field, self._due_field):
                part.clear_fault()

    @Slot()
    def _written_on(self) -> None:
        if not self._pause.isActive():  # never started anew: one who types on is stored as often as one who pauses
            self._pause.start()

    @Slot()
    def _leave(self) -> None:
        self.flush()
        self._check()

    def _check(self) -> None:
        """Say beside each field what is missing, or is no date."""
        for field, unwritten, sentence in (
            (self._text_field, not self.text.text().strip(), say("Skriv vad som ska göras.", "Write what to do.")),
            (self._owner_field, not self.owner.text().strip(), say("Skriv vem som ansvarar.", "Write who is to.")),
        ):
            if unwritten:
                field.show_fault(sentence)
            else:
                field.clear_fault()
        day_in(self._due_field, self.due)

    @Slot()
    def _tell_changed(self) -> None:
        """Tell what is whole of what has been written; what is not whole stays in its field."""
        self._pause.stop()
        if self.row is None:
            return
        standing = self.row.action
        changed = replace(standing, **self._written(standing))
        if changed != standing:
            self.row = replace(self.row, action=changed)
            self.changed.emit(changed, standing)

    def _written(self, standing: Action) -> dict[str, Any]:
        """The fields somebody has written in since they were shown: the others may have been changed elsewhere."""
        text, owner, due = self.text.text().strip(), self.owner.text().strip(), self.due.text().strip()
        outcome = self.outcome.text().strip()
        shown = self._as_shown
        written: dict[str, Any] = {}
        if text and text != shown.text:
            written["text"] = text
        if owner and owner != shown.owner:
            written["owner"] = owner
        if outcome != shown.outcome:
            written["outcome"] = outcome
        if due != _day_text(shown):
            with suppress(ValueError):
                written["due"] = date.fromisoformat(due) if due else None
        return written

    @Slot()
    def _tell_moved(self) -> None:
        button = self.sender()
        if button is not None and self.row is not None:
            self.flush()
            self.moved.emit(self.row.action, ActionState(button.objectName()))

    @Slot()
    def _tell_visit(self) -> None:
        if self.row is not None and self.row.line is not None:
            self.visit_wanted.emit(self.row.line.visit.id, self.row.line.finding.question)

    @Slot()
    def _tell_finding(self) -> None:
        if self.row is not None and self.row.action.finding_id is not None:
            self.finding_wanted.emit(self.row.action.finding_id)


def _day_text(action: Action) -> str:
    return action.due.isoformat() if action.due is not None else ""


def _step_words(now: ActionState, then: ActionState) -> tuple[str, str]:
    match then:
        case ActionState.PLANNED:
            return say("Tillbaka till planerad", "Back to planned"), "undo-2"
        case ActionState.DONE:
            return say("Markera som klar", "Mark as done"), "check"
        case ActionState.EFFECT_CHECKED:
            return say("Effekten är kontrollerad", "The effect is checked"), "circle-check"
        case ActionState.ONGOING:
            if now is ActionState.PLANNED:
                return say("Börja åtgärden", "Begin the action"), "arrow-right"
            return say("Ta upp igen", "Take up again"), "undo-2"


def _state_kind(state: ActionState) -> TagKind:
    if state in (ActionState.DONE, ActionState.EFFECT_CHECKED):
        return TagKind.OK
    return TagKind.SOFT if state is ActionState.ONGOING else TagKind.NEUTRAL


def _icon(state: ActionState) -> str:
    return {
        ActionState.PLANNED: "calendar-days",
        ActionState.ONGOING: "pencil",
        ActionState.DONE: "check",
        ActionState.EFFECT_CHECKED: "circle-check",
    }[state]
