"""Signing: one of the few things that take the whole screen, since it cannot be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kollegie.language import counted, say
from kollegie.model.answer_values import Withheld
from kollegie.visiting.errors import drop_reason_words
from kollegie.visiting.evaluation import Cell
from kollegie.visiting.signing import DROP_REASONS, DROPPING
from ui.theme import theme
from ui.tokens import Tone
from ui.visiting.in_hand import NOWHERE, VisitInHand
from ui.visiting.visit_words import place_words
from ui.widgets.buttons import LinkButton, PlainButton, PrimaryButton
from ui.widgets.choice import Option
from ui.widgets.fields import Field, TextField
from ui.widgets.hairline import Hairline
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import Heading, Label, WrappedLabel
from ui.widgets.layouts import FlowLayout, GrowsDown, empty
from ui.widgets.segmented_choice import SegmentedChoice
from ui.widgets.severity_mark import SeverityMark

MOST_NAMED = 24


class SignDialog(QDialog):
    """Says what a signature means and what is left. `signing` tells that it is signed; `going` a question to go to;
    `passing_over` the reason for all that is left; `dropping` why the visit was not carried out, with a note, and
    `drop_typed` that note while it is written.
    """

    signing = Signal()
    going = Signal(object)
    passing_over = Signal(object)
    dropping = Signal(str, str)
    drop_typed = Signal(str)

    def __init__(self, visit: VisitInHand, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("Signera", "Sign"))
        self.setModal(True)
        self._column = QVBoxLayout()
        self._column.setSpacing(14)
        self.sign = PrimaryButton("", "signature")
        self.sign.setDefault(True)
        self.later = PlainButton(say("Inte än", "Not yet"), key="Esc")
        self.drop = LinkButton(say("Besöket blev inte av…", "The visit did not take place…"))
        self._dropping = DropForm()
        begun = visit.begun.get((NOWHERE, DROPPING), "")
        self._dropping.note.show_text(begun)
        self._dropping.note.edited.connect(self.drop_typed)
        self._dropping.setVisible(bool(begun))
        self.drop.tell_open(bool(begun))
        self.sign.clicked.connect(self._sign)
        self.later.clicked.connect(self.reject)
        self.drop.clicked.connect(self._show_dropping)
        self._dropping.decided.connect(self._drop)
        self._lay_out()
        self.show_visit(visit)

    def show_visit(self, visit: VisitInHand) -> None:
        """Show what is left just now."""
        empty(self._column)
        faults = [cell for cell in visit.faulty() if any(not fault.soft for fault in visit.faults(cell))]
        unexplained = [cell for cell in visit.faulty() if cell not in faults]
        begun = visit.signatures_begun()
        left = visit.to_pass_over()
        missing = visit.sheet.missing()
        self._column.addWidget(_summary(visit))
        if faults:
            self._column.addWidget(self._links(say("Att rätta först", "To put right first"), visit, faults, fault=True))
        if begun:
            words = say("Underskrifter som inte är sparade", "Signatures that are not kept")
            self._column.addWidget(self._links(words, visit, begun, fault=True))
        if left:
            self._column.addWidget(self._links(say("Obesvarade", "Unanswered"), visit, left))
            self._column.addWidget(self._passing_over(len(left)))
        if unexplained:
            words = say("Ovanliga svar utan kommentar", "Unusual answers without a comment")
            self._column.addWidget(self._links(words, visit, unexplained))
        self._column.addStretch()
        stopped = len(faults) + len(missing) + len(begun)
        self.sign.setEnabled(not stopped)
        self._fit()
        self.sign.setText(_sign_words(len(faults), len(missing), len(begun)))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(IconMark("signature", "accent", side=26), 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(Heading(say("Signera besöket", "Sign the visit"), "title"), 1)
        inner = QWidget()
        inner.setLayout(self._column)
        self._column.setContentsMargins(0, 0, 8, 0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        buttons = GrowsDown()
        flow = FlowLayout(buttons, gap=10)
        for button in (self.sign, self.later, self.drop):
            flow.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 22, 28, 20)
        column.setSpacing(14)
        column.addLayout(head)
        column.addWidget(area, 1)
        column.addWidget(Hairline())
        column.addWidget(self._dropping)
        column.addWidget(buttons)
        self._area = area

    def _fit(self) -> None:
        """As high as what is said, within the window."""
        within = self.parentWidget()
        most = within.window().size() if within is not None else self.screen().size()
        wide = min(theme().px(680), most.width() - 80)
        inner = self._area.widget()
        layout = inner.layout() if inner is not None else None
        wanted = layout.totalHeightForWidth(wide - 76) if layout is not None else 0
        around = self.sizeHint().height() - self._area.sizeHint().height()
        self.setMinimumWidth(wide)
        self.resize(wide, min(most.height() - 60, wanted + around + 24))

    def _links(self, title: str, visit: VisitInHand, cells: Sequence[Cell], *, fault: bool = False) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Label(f"{title} · {len(cells)}", "strong", Tone.FAULT if fault else None))
        rows = GrowsDown()
        flow = FlowLayout(rows, gap=4, line_gap=0)
        for cell in cells[:MOST_NAMED]:
            question = visit.question(cell)
            place = place_words(visit, cell)
            words = f"{question.id} {question.short_label()}" + (f" ({place})" if place else "")
            link = LinkButton(words)
            link.clicked.connect(partial(self._go, cell))
            flow.addWidget(link)
        if len(cells) > MOST_NAMED:
            flow.addWidget(Label(say("och {} till", "and {} more").format(len(cells) - MOST_NAMED), "meta"))
        column.addWidget(rows)
        return part

    def _passing_over(self, count: int) -> QWidget:
        part = GrowsDown()
        flow = FlowLayout(part, gap=6, line_gap=2)
        one, many = (
            say("Ange skäl för den:", "Give a reason:"),
            say("Ange skäl för alla {}:", "Give a reason for all {}:"),
        )
        flow.addWidget(Label(one if count == 1 else many.format(count), "meta"))
        for reason in (Withheld.EJ_FRAGAD, Withheld.EJ_OBSERVERAT, Withheld.EJ_TILLAMPLIGT, Withheld.AVSTOD):
            button = PlainButton(reason.word)
            button.clicked.connect(partial(self.passing_over.emit, reason))
            flow.addWidget(button)
        return part

    def _go(self, cell: Cell) -> None:
        self.reject()
        self.going.emit(cell)

    @Slot()
    def _sign(self) -> None:
        self.accept()
        self.signing.emit()

    @property
    def begun(self) -> bool:
        """Whether a note on why the visit did not take place is being written."""
        return self.isVisible() and bool(self._dropping.note.text())

    @Slot()
    def _show_dropping(self) -> None:
        self._dropping.setVisible(self._dropping.isHidden())
        self.drop.tell_open(not self._dropping.isHidden())
        if not self._dropping.isHidden():
            self._dropping.reasons.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str, str)
    def _drop(self, reason: str, note: str) -> None:
        self.accept()
        self.dropping.emit(reason, note)


class DropForm(QWidget):
    """Why the visit was not carried out. `decided` tells the reason and a note."""

    decided = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = say("Varför blev besöket inte av?", "Why did the visit not take place?")
        options = [Option(code, drop_reason_words(code), str(n)) for n, code in enumerate(DROP_REASONS, start=1)]
        self.reasons = SegmentedChoice(words, options)
        comment = say("Kommentar (frivillig)", "Comment (optional)")
        self.note = TextField(comment)
        self.decide = PlainButton(say("Avskriv besöket", "Write the visit off"), "ban")
        self.decide.setEnabled(False)
        self.reasons.chosen.connect(self._allow)
        self.decide.clicked.connect(self._decide)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Field(comment, self.note), 1)
        row.addWidget(self.decide, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Label(words, "strong"))
        column.addWidget(self.reasons)
        column.addLayout(row)

    @Slot()
    def _allow(self) -> None:
        self.decide.setEnabled(True)

    @Slot()
    def _decide(self) -> None:
        self.decided.emit(str(self.reasons.value()), self.note.text().strip())


def _summary(visit: VisitInHand) -> QWidget:
    """What the signature stands for."""
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    progress = visit.sheet.progress()
    label = visit.case.label
    words = say(
        "Ärende {}: {} av {} frågor besvarade. Efter signering står svaren; senare ändringar blir tillägg med skäl.",
        "Case {}: {} of {} questions answered. Once signed, answers stand; later changes are amendments with a reason.",
    )
    column.addWidget(WrappedLabel(words.format(label, progress.answered, progress.total)))
    found = [finding for cell in visit.sheet.relevant() for finding in visit.findings(cell)]
    if found:
        row = GrowsDown()
        flow = FlowLayout(row, gap=16)
        for severity in sorted({finding.severity for finding in found}, reverse=True):
            count = sum(finding.severity is severity for finding in found)
            one = QWidget()
            beside = QHBoxLayout(one)
            beside.setContentsMargins(0, 0, 0, 0)
            beside.setSpacing(6)
            beside.addWidget(Label(str(count), "strong"))
            beside.addWidget(SeverityMark(severity))
            flow.addWidget(one)
        column.addWidget(row)
    untold = [one for one in found if one.severity == 4 and one.acknowledged_at is None]
    if untold:
        acute = counted(len(untold), ("akut iakttagelse", "akuta iakttagelser"), ("acute finding", "acute findings"))
        line = say("{} är inte berättad för ledaren. Ring i dag.", "{} not told to the lead. Call today.").format(acute)
        column.addWidget(WrappedLabel(line, "strong", Tone.ACUTE))
    return part


def _sign_words(faults: int, missing: int, begun: int) -> str:
    """The button says what it waits for."""
    if faults:
        return say("Signera ({} att rätta)", "Sign ({} to put right)").format(faults)
    if begun:
        kept = counted(begun, ("underskrift", "underskrifter"), ("signature", "signatures"))
        return say("Signera ({} att spara)", "Sign ({} to keep)").format(kept)
    if missing:
        return say("Signera ({} kvar)", "Sign ({} left)").format(missing)
    return say("Signera", "Sign")
