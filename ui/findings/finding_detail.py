"""One finding with its whole chain: the answer it came from, how grave it is, and what is done about it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from kollegie.language import say
from kollegie.model.reviews import VisitState
from kollegie.model.severity import Category, Severity
from ui.begun_forms import BegunForms, KeptForm
from ui.findings.action_form import ActionForm
from ui.findings.finding_parts import ActionsCard, FindingHead, JudgementCard
from ui.findings.gathering import FindingLine, case_words
from ui.tokens import Tone
from ui.widgets.buttons import LinkButton
from ui.widgets.card import Card
from ui.widgets.drop_down import DropDown
from ui.widgets.fields import Field, NoteEdit
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import Label, WrappedLabel
from ui.widgets.layouts import FlowLayout
from ui.widgets.severity_choice import SeverityChoice
from ui.widgets.side_column import ScrollColumn
from ui.widgets.tab_order import stands_within


class FindingDetail(ScrollColumn):
    """Shows one finding. Saves nothing itself.

    `calibrated` tells the finding with the severity, area or wording somebody has given it (the others None);
    `decided` an action's finding, words, owner, date and kind; `visit_wanted` the visit and question to open.
    """

    calibrated = Signal(object, object, object, object)
    decided = Signal(object, str, str, object, str)
    visit_wanted = Signal(object, str)

    def __init__(self, forms: BegunForms, parent: QWidget | None = None) -> None:
        super().__init__(edge=24, parent=parent)
        self._forms = forms
        self.line: FindingLine | None = None
        self.severity: SeverityChoice | None = None
        self.category: DropDown | None = None
        self.words: NoteEdit | None = None
        self.form: ActionForm | None = None

    @property
    def busy(self) -> bool:
        """Whether somebody is writing here, so that it must not be shown anew under their hands."""
        typing = self.words is not None and stands_within(self.words)
        return (self.form is not None and self.form.writing) or (typing and self._rewording)

    @property
    def _rewording(self) -> bool:
        return self.line is not None and self.words is not None and self.words.text().strip() != self.line.finding.text

    def flush(self) -> None:
        """Tell a wording that is typed and not told yet."""
        if self.words is not None and self._rewording:
            self._tell_words(self.words.text())

    def show_action_stored(self, finding: UUID) -> None:
        """The action decided about a finding is stored."""
        if self.form is not None and self.line is not None and self.line.finding.id == finding:
            self.form.show_stored()
        else:
            self._forms.drop(finding, "action")

    def show_wording_stored(self, finding: UUID) -> None:
        """The wording given to a finding is stored."""
        self._forms.drop(finding, "wording")

    def show_nothing(self) -> None:
        """Show that nothing is chosen."""
        self.clear()
        self.line = self.words = self.form = None
        self.add(WrappedLabel(say("Välj en iakttagelse till vänster.", "Choose a finding at the left."), "meta"))

    def show_finding(self, line: FindingLine) -> None:
        """Show a finding with all that belongs to it."""
        self.clear()
        self.line = line
        self.add(self._head(line))
        self.add(self._answer(line))
        self.add(self._judgement(line))
        self.add(self._actions(line))

    def _head(self, line: FindingLine) -> QWidget:
        signed = line.visit.state is VisitState.SIGNED
        facts = [
            f"{line.question_id} · {case_words(line.case)}",
            line.case.provider_ref and say(f"utförare {line.case.provider_ref}", f"provider {line.case.provider_ref}"),
            say("besöket signerat", "visit signed") if signed else say("besöket inte signerat", "visit not signed"),
        ]
        head = FindingHead(line.finding.severity, line.claim, facts)
        head.column.addWidget(self._chain(line))
        return head

    def _chain(self, line: FindingLine) -> QWidget:
        chain = QWidget()
        row = FlowLayout(chain, gap=8)
        row.addWidget(IconMark("link-2", "muted"))
        open_visit = LinkButton(f"{line.question_id} {line.answer}", "clipboard-list")
        open_visit.clicked.connect(self._tell_visit)
        row.addWidget(open_visit)
        finding = f"→ {say('Iakttagelse', 'Finding')} {line.finding.category} · {line.finding.severity.word}"
        row.addWidget(Label(finding, "meta"))
        done = (
            say(f"→ {len(line.actions)} åtgärder", f"→ {len(line.actions)} actions")
            if len(line.actions) > 1
            else say("→ Åtgärd beslutad", "→ Action decided")
            if line.actions
            else say("→ Åtgärd saknas ännu", "→ No action yet")
        )
        row.addWidget(Label(done, "meta"))
        return chain

    def _answer(self, line: FindingLine) -> Card:
        card = Card()
        card.body.addWidget(Label(say("Svaret vid besöket", "The answer at the visit"), "field"))
        card.body.addWidget(WrappedLabel(line.question, "body"))
        card.body.addWidget(WrappedLabel(line.answer, "strong"))
        if line.note:
            card.body.addWidget(WrappedLabel(line.note, "body", Tone.MUTED))
        return card

    def _judgement(self, line: FindingLine) -> Card:
        card = JudgementCard(line.finding.severity, line.finding.state)
        self.category = DropDown(say("Område", "Area"), [(area, f"{area}  {area.word}") for area in Category])
        self.category.show_value(line.finding.category)
        self.category.chosen.connect(self._tell_category)
        card.body.addWidget(Field(say("Område", "Area"), self.category))
        self.severity = card.severity
        self.severity.chosen.connect(self._tell_severity)
        card.add_severity()
        self.words = NoteEdit(say("Iakttagelsen i en mening", "The finding in one sentence"), line.finding.text)
        KeptForm(self._forms, line.finding.id, "wording", {"words": self.words}, self.words)
        self.words.left.connect(self._tell_words)
        card.body.addWidget(Field(say("I en mening", "In one sentence"), self.words))
        if line.visit.state is VisitState.SIGNED:
            card.body.addWidget(
                WrappedLabel(
                    say(
                        "Besöket är signerat. Det du ändrar blir ett tillägg; besökarens ord finns kvar.",
                        "The visit is signed. What you change is an amendment; the visitor's words are kept.",
                    ),
                    "meta",
                )
            )
        return card

    def _actions(self, line: FindingLine) -> Card:
        card = ActionsCard(line.actions, self._forms, line.finding.id)
        self.form = card.form
        self.form.decided.connect(self._tell_decided)
        return card

    @Slot()
    def _tell_visit(self) -> None:
        if self.line is not None:
            self.visit_wanted.emit(self.line.visit.id, self.line.finding.question)

    @Slot(object)
    def _tell_severity(self, severity: Severity) -> None:
        if self.line is not None:
            self.calibrated.emit(self.line.finding.id, severity, None, None)

    @Slot(object)
    def _tell_category(self, category: Category) -> None:
        if self.line is not None:
            self.calibrated.emit(self.line.finding.id, None, category, None)

    @Slot(str)
    def _tell_words(self, text: str) -> None:
        if self.line is not None and text.strip() != self.line.finding.text:
            self.calibrated.emit(self.line.finding.id, None, None, text)

    @Slot(str, str, object, str)
    def _tell_decided(self, text: str, owner: str, due: date | None, kind: str) -> None:
        if self.line is not None:
            finding: UUID = self.line.finding.id
            self.decided.emit(finding, text, owner, due, kind)
