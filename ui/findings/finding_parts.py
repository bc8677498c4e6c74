"""What a finding shows wherever it was made, at a visit or at an invoice."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import say
from kollegie.model.actions import Action
from kollegie.model.severity import Severity
from kollegie.model.visits import FindingState
from ui.begun_forms import BegunForms
from ui.findings.action_form import ActionForm
from ui.widgets.card import Card, CardKind
from ui.widgets.fields import Field
from ui.widgets.labels import Heading, WrappedLabel
from ui.widgets.severity_choice import SeverityChoice
from ui.widgets.severity_mark import SeverityMark
from ui.widgets.tag import Tag, TagKind


class FindingHead(QWidget):
    """How grave it is, the claim in one sentence, and below it the facts of where it was made."""

    def __init__(self, severity: Severity, claim: str, facts: Sequence[str]) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 4)
        self.column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(SeverityMark(severity, worded=False, side=22))
        row.addWidget(WrappedLabel(claim, "section"), 1)
        self.column.addLayout(row)
        self.column.addWidget(WrappedLabel(" · ".join(fact for fact in facts if fact), "meta"))


class JudgementCard(Card):
    """Whether it stands, and the choice of how grave it is; each kind of finding adds what is its own."""

    def __init__(self, severity: Severity, state: FindingState) -> None:
        super().__init__(CardKind.PLAIN, severity)
        row = QHBoxLayout()
        row.addWidget(Heading(say("Iakttagelse", "Finding"), "heading"), 1)
        row.addWidget(state_tag(state))
        self.body.addLayout(row)
        self.severity = SeverityChoice()
        self.severity.show_value(severity)

    def add_severity(self) -> None:
        """The choice comes here."""
        self.body.addWidget(Field(say("Allvarlighetsgrad", "Severity"), self.severity))


class ActionsCard(Card):
    """What is done about a finding, and the form for one thing more, kept while it is written."""

    def __init__(self, actions: Sequence[Action], forms: BegunForms, finding: UUID) -> None:
        super().__init__()
        self.body.addWidget(Heading(say("Åtgärder", "Actions"), "heading"))
        for action in actions:
            self.body.addWidget(action_lines(action))
        self.form = ActionForm(first=not actions)
        self.form.keep(forms, finding)
        self.body.addWidget(self.form)


def state_tag(state: FindingState) -> Tag:
    """Whether a finding that counts is proposed by a rule or stands by a person's word."""
    if state is FindingState.PROPOSED:
        return Tag(state.word, TagKind.ATTENTION)
    return Tag(FindingState.CONFIRMED.word, TagKind.OK, "check")


def action_lines(action: Action) -> QWidget:
    """An action that has been decided: what, who, by when and how far."""
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(WrappedLabel(action.text, "body"))
    due = action.due.isoformat() if action.due is not None else say("inget datum", "no date")
    column.addWidget(WrappedLabel(f"{action.owner} · {due} · {action.state.word}", "meta"))
    return part
