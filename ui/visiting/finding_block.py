"""A finding inside its question: what was proposed, what a person makes of it, and the chain it is a link of."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kollegie.language import say
from kollegie.model.actions import Action
from kollegie.model.severity import Category, Severity
from kollegie.model.visits import Finding, FindingState
from kollegie.visiting.contacts import Contact
from kollegie.visiting.findings import BY_HAND
from ui.theme import theme
from ui.tokens import Tone
from ui.visiting.side_by_side import SideBySide
from ui.widgets.buttons import LinkButton, PlainButton
from ui.widgets.card import Card, CardKind
from ui.widgets.drop_down import DropDown
from ui.widgets.fields import Field, NoteEdit
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import Label, WrappedLabel
from ui.widgets.layouts import AsideLayout, GrowsDown
from ui.widgets.severity_choice import SeverityChoice
from ui.widgets.severity_mark import SeverityMark


class FindingBlock(Card):
    """Shows one finding and tells what is changed in it. Saves nothing itself.

    `edited` tells the finding with a category, a severity or a text (the others None); `removed` and `told_lead`
    tell the finding; `action_wanted` asks for the room where something is done about it; `typed` tells the wording
    while it is typed, with the place of the cursor.
    """

    edited = Signal(object, object, object, object)
    removed = Signal(object)
    told_lead = Signal(object)
    action_wanted = Signal(object)
    typed = Signal(object, str, int)

    def __init__(self, finding: Finding, parent: QWidget | None = None) -> None:
        super().__init__(CardKind.QUIET, finding.severity, parent)
        self.finding_id: UUID = finding.id
        self._finding = finding
        self._locked = self._drafted = False
        self.mark = SeverityMark(finding.severity, worded=False, side=18)
        self._from = WrappedLabel(role="meta")
        self.remove = LinkButton(say("Ta bort…", "Remove…"))
        self.category = AreaChoice()
        self.severity = SeverityChoice()
        self.words = NoteEdit(say("Formulering i sammanställningen", "Wording in the summary"), lines=1)
        self._editing = QWidget()
        self._decided = WrappedLabel()
        self._chain = WrappedLabel(role="meta")
        self.act = LinkButton(say("Skapa åtgärd", "Create an action"), "plus")
        self._acute = AcuteLine()
        self._lay_out()
        self.remove.clicked.connect(self._remove)
        self.category.chosen.connect(self._take_category)
        self.severity.chosen.connect(self._take_severity)
        self.words.left.connect(self._take_words)
        self.words.edited.connect(self._tell_typed)
        self.act.clicked.connect(self._ask_for_action)
        self._acute.told.connect(self._tell_lead)

    def show_finding(
        self, finding: Finding, question: str, answer: str, action: Action | None, leads: tuple[Contact, ...]
    ) -> None:
        """Show the finding as it stands, with the printed id of its question and the words of the answer."""
        self._finding = finding
        acute = finding.severity is Severity.ACUTE and finding.acknowledged_at is None
        self.set_kind(CardKind.ACUTE if acute else CardKind.QUIET)
        self.set_severity(finding.severity)
        self.mark.show_severity(finding.severity)
        self._from.show_text(_origin(finding, answer))
        self.category.show_value(finding.category)
        self.category.updateGeometry()
        self.severity.show_value(finding.severity)
        if not self.words.hasFocus() and not self._drafted:
            self.words.show_text(finding.text)
        grade = f"{finding.category.value} · {finding.severity.word}"
        area = f"{finding.category.word}, {finding.severity.word.lower()}"
        self._decided.show_text(f"{area}: {finding.text}" if finding.text else area, strong=[area])
        done = say("Åtgärd saknas ännu", "No action yet") if action is None else action.text
        links = (f"{question} {answer}".strip(), say("Iakttagelse {}", "Finding {}").format(grade), done)
        self._chain.show_text("  →  ".join(links))
        self.act.setText(say("Skapa åtgärd", "Create an action") if action is None else say("Visa åtgärden", "Show it"))
        self.act.show_icon("plus" if action is None else "arrow-right")
        self._acute.setVisible(finding.severity is Severity.ACUTE)
        self._acute.show_state(finding, leads)

    @property
    def begun(self) -> bool:
        """Whether a wording is typed that is not told yet."""
        return (self.words.hasFocus() or self._drafted) and self.words.text().strip() != self._finding.text

    def show_draft(self, text: str, cursor: int) -> None:
        """Show a wording that was being typed, with the cursor where it was; it is told when the field is left."""
        self._drafted = text.strip() != self._finding.text
        self.words.show_text(text)
        self.words.put_caret(cursor)

    def set_locked(self, locked: bool) -> None:
        """Let the finding be changed no more, or again; the lead can be told at any time."""
        self._locked = locked
        self._editing.setVisible(not locked)
        self._decided.setVisible(locked)
        self.remove.setVisible(not locked)

    def stops(self) -> list[QWidget]:
        """The parts Tab goes to, in reading order."""
        parts = (self.remove, self._acute, self.severity, self.category, self.words, self.act)
        return [stop for part in parts for stop in (part, *part.findChildren(QWidget))]

    def finish(self) -> None:
        """Tell a wording that is not told yet."""
        self._take_words(self.words.text())

    def _lay_out(self) -> None:
        self.body.setContentsMargins(18, 10, 14, 10)
        self.body.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.mark)
        head.addWidget(Label(say("Iakttagelse", "Finding"), "answer-chosen"))
        head.addWidget(self._from, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.remove)
        self._decided.hide()
        editing = QVBoxLayout(self._editing)
        editing.setContentsMargins(0, 0, 0, 0)
        editing.setSpacing(10)
        editing.addWidget(Field(say("Allvarlighetsgrad", "Severity"), self.severity))
        editing.addWidget(
            SideBySide(Field(say("Kategori", "Area"), self.category), Field(say("Formulering", "Wording"), self.words))
        )
        chain = QHBoxLayout()
        chain.setSpacing(8)
        chain.addWidget(IconMark("link-2", "muted"), 0, Qt.AlignmentFlag.AlignVCenter)
        chain.addWidget(self._chain, 1)
        foot = GrowsDown()
        foot_row = AsideLayout(foot, least=300, gap=8)
        said = QWidget()
        said.setLayout(chain)
        chain.setContentsMargins(0, 0, 0, 0)
        foot_row.addWidget(said)
        foot_row.addWidget(self.act)
        self.body.addLayout(head)
        self.body.addWidget(self._acute)
        self.body.addWidget(self._decided)
        self.body.addWidget(self._editing)
        self.body.addWidget(foot)

    @Slot()
    def _remove(self) -> None:
        self.removed.emit(self.finding_id)

    @Slot(object)
    def _take_category(self, category: Category) -> None:
        self.edited.emit(self.finding_id, category, None, None)

    @Slot(object)
    def _take_severity(self, severity: Severity) -> None:
        self.edited.emit(self.finding_id, None, severity, None)

    @Slot(str)
    def _take_words(self, text: str) -> None:
        self._drafted = False
        if text.strip() != self._finding.text and not self._locked:
            self.edited.emit(self.finding_id, None, None, text)

    @Slot(str)
    def _tell_typed(self, text: str) -> None:
        self.typed.emit(self.finding_id, text, self.words.caret())

    @Slot()
    def _ask_for_action(self) -> None:
        self.action_wanted.emit(self.finding_id)

    @Slot()
    def _tell_lead(self) -> None:
        self.told_lead.emit(self.finding_id)


class AreaChoice(DropDown):
    """The areas of findings; the box is as wide as the one chosen, its list as wide as the longest."""

    def __init__(self) -> None:
        areas = [(category, f"{category.value}  {category.word}") for category in Category]
        super().__init__(say("Kategori", "Area"), areas)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._wide(self.currentText()), super().sizeHint().height())

    def showPopup(self) -> None:
        self.view().setMinimumWidth(max(self._wide(self.itemText(row)) for row in range(self.count())))
        super().showPopup()

    def _wide(self, words: str) -> int:
        look = theme()
        return look.metrics("body").horizontalAdvance(words) + 2 * look.space(12) + look.px(16) + look.space(14)


class AcuteLine(QWidget):
    """What an acute finding asks for: whom to call today, and that it has been done."""

    told = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = WrappedLabel(role="strong", tone=Tone.ACUTE)
        self.button = PlainButton(say("Ledaren är underrättad", "The lead has been told"), "check")
        self.button.clicked.connect(self.told)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._words)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)

    def show_state(self, finding: Finding, leads: tuple[Contact, ...]) -> None:
        """Show whom to call, or when it was done."""
        if finding.acknowledged_at is not None:
            at = finding.acknowledged_at.astimezone()
            self._words.set_tone(None)
            self._words.show_text(say(f"Ledaren underrättad {at:%H.%M}.", f"The lead was told {at:%H.%M}."))
            self.button.hide()
            return
        named = [f"{one.name} {one.telephone}".strip() for one in leads]
        whom = ", ".join(named) or say("granskningsledaren", "the review lead")
        self._words.set_tone(Tone.ACUTE)
        self._words.show_text(say(f"Ring {whom} i dag, innan ni går vidare.", f"Call {whom} today, before you go on."))
        self.button.show()


def _origin(finding: Finding, answer: str) -> str:
    """Where the finding comes from, and who decides."""
    if finding.rule == BY_HAND:
        return say("Skriven av er.", "Written by you.")
    if finding.state is FindingState.CONFIRMED:
        return say("Föreslagen av svaret {}, avgjord av er.", "Proposed by the answer {}, decided by you.").format(
            answer
        )
    return say("Föreslagen av svaret {}. Du bestämmer.", "Proposed by the answer {}. You decide.").format(answer)
