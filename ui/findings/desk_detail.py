"""One finding at an invoice: how grave it is, whether it stands, what is done about it, and the way to the invoice."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from kollegie.follow_up.desk_findings import AtInvoice
from kollegie.language import say
from kollegie.model.severity import Severity
from kollegie.model.visits import FindingState
from ui.begun_forms import BegunForms
from ui.findings.action_form import ActionForm
from ui.findings.finding_parts import ActionsCard, FindingHead, JudgementCard
from ui.findings.gathering import invoice_words
from ui.widgets.act_row import ActRow
from ui.widgets.buttons import LinkButton, PlainButton
from ui.widgets.card import Card
from ui.widgets.severity_choice import SeverityChoice
from ui.widgets.side_column import ScrollColumn


def claim_words(one: AtInvoice) -> str:
    """What was found, as a sentence; the question's id where its rule has no words."""
    return one.finding.text or one.finding.question.upper()


class DeskFindingDetail(ScrollColumn):
    """Shows one. Saves nothing itself.

    `judged` tells a finding, the state it gets and its severity (None as it is), `decided` an action as `FindingDetail`
    does, `invoice_wanted` provider, invoice and month.
    """

    judged = Signal(object, object, object)
    decided = Signal(object, str, str, object, str)
    invoice_wanted = Signal(str, str, str)

    def __init__(self, forms: BegunForms, parent: QWidget | None = None) -> None:
        super().__init__(edge=24, parent=parent)
        self._forms = forms
        self.one: AtInvoice | None = None
        self.form: ActionForm | None = None
        self.confirm: PlainButton | None = None
        self.remove_it: PlainButton | None = None
        self.severity: SeverityChoice | None = None

    @property
    def busy(self) -> bool:
        """Whether somebody is writing an action here."""
        return self.form is not None and self.form.writing

    def show_action_stored(self, finding: UUID) -> None:
        """The action decided about a finding is stored."""
        if self.form is not None and self.one is not None and self.one.finding.id == finding:
            self.form.show_stored()
        else:
            self._forms.drop(finding, "action")

    def show_nothing(self) -> None:
        """Let go of the one shown."""
        self.clear()
        self.one = self.form = None

    def show_finding(self, one: AtInvoice) -> None:
        """Show a finding with all that belongs to it."""
        self.clear()
        self.one = one
        for part in (self._head(one), self._judgement(one), self._actions(one)):
            self.add(part)

    def _head(self, one: AtInvoice) -> QWidget:
        facts = (one.finding.question.upper(), invoice_words(one), one.finding.category.word)
        head = FindingHead(one.finding.severity, claim_words(one), facts)
        open_it = LinkButton(say("Öppna fakturan", "Open the invoice"), "banknote")
        open_it.clicked.connect(self._tell_invoice)
        head.column.addWidget(ActRow(open_it))
        return head

    def _judgement(self, one: AtInvoice) -> Card:
        card = JudgementCard(one.finding.severity, one.finding.state)
        self.severity = card.severity
        self.severity.chosen.connect(self._tell_severity)
        card.add_severity()
        self.confirm = PlainButton(say("Bekräfta", "Confirm"), "check")
        self.confirm.clicked.connect(self._tell_confirmed)
        self.remove_it = PlainButton(say("Ta bort", "Remove"), "trash-2")
        self.remove_it.clicked.connect(self._tell_removed)
        card.body.addWidget(ActRow(self.confirm, self.remove_it))
        self.confirm.setVisible(one.finding.state is FindingState.PROPOSED)
        self.remove_it.setVisible(not one.actions)
        return card

    def _actions(self, one: AtInvoice) -> Card:
        card = ActionsCard(one.actions, self._forms, one.finding.id)
        self.form = card.form
        self.form.decided.connect(self._tell_decided)
        return card

    @Slot()
    def _tell_invoice(self) -> None:
        if self.one is not None:
            review = self.one.review
            self.invoice_wanted.emit(review.provider_ref, review.invoice_ref, review.month)

    @Slot(object)
    def _tell_severity(self, severity: Severity) -> None:
        if self.one is not None:
            self.judged.emit(self.one.finding.id, FindingState.CONFIRMED, severity)

    @Slot()
    def _tell_confirmed(self) -> None:
        if self.one is not None:
            self.judged.emit(self.one.finding.id, FindingState.CONFIRMED, None)

    @Slot()
    def _tell_removed(self) -> None:
        if self.one is not None:
            self.judged.emit(self.one.finding.id, FindingState.REMOVED, None)

    @Slot(str, str, object, str)
    def _tell_decided(self, text: str, owner: str, due: date | None, kind: str) -> None:
        if self.one is not None:
            self.decided.emit(self.one.finding.id, text, owner, due, kind)
