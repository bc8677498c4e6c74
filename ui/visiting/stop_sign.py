"""The stop sign: somebody may be in danger. Whom to call stands over every question until it is done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import say
from kollegie.model.severity import Severity
from ui.tokens import Tone
from ui.visiting.in_hand import VisitInHand
from ui.widgets.announcing import announce
from ui.widgets.buttons import LinkButton, PlainButton
from ui.widgets.card import Card, CardKind
from ui.widgets.labels import WrappedLabel
from ui.widgets.layouts import FlowLayout, GrowsDown
from ui.widgets.severity_mark import SeverityMark

TOLD_KEY = "Ctrl+Shift+L"


class StopSign(QWidget):
    """Shows the first acute finding nobody has been told of. `told` tells its question and id when the call is made,
    `question_wanted` its question."""

    told = Signal(object, object)
    question_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cell: object = None
        self._finding: object = None
        self._words = WrappedLabel(role="strong", tone=Tone.ACUTE)
        self.done = PlainButton(say("Jag har ringt", "I have called"), "phone", TOLD_KEY)
        self.go = LinkButton("", "corner-down-right")
        card = Card(CardKind.ACUTE, Severity.ACUTE)
        card.body.setContentsMargins(23, 10, 18, 10)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(SeverityMark(Severity.ACUTE, worded=False, side=22), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._words, 1)
        acts = GrowsDown()
        flow = FlowLayout(acts, gap=10, line_gap=6)
        flow.addWidget(self.done)
        flow.addWidget(self.go)
        card.body.addLayout(head)
        card.body.addWidget(acts)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 8, 22, 4)
        column.addWidget(card)
        self.setAccessibleName(say("Stopp: akut iakttagelse", "Stop: acute finding"))
        self.done.clicked.connect(self.tell_done)
        self.go.clicked.connect(self._go)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    @property
    def said(self) -> str:
        """What it says, or an empty string."""
        return self._words.text() if not self.isHidden() else ""

    def show_visit(self, visit: VisitInHand) -> None:
        """Show what nobody has been told of, or nothing."""
        untold = visit.untold()
        if not untold:
            self._cell = self._finding = None
            self.hide()
            return
        cell, finding = untold[0]
        question = visit.question(cell).id
        called = " · ".join(
            f"{say('trygghetskontakt', 'safety contact')}: {one.words}" if one.safety else one.words
            for one in visit.seen.leads
            if not one.me
        )
        whom = called or say("granskningsledaren", "the review lead")
        sentence = say(
            "Stopp: {} kan betyda fara. Ring nu: {}. Vid fara för liv, ring 112 först.",
            "Stop: {} may mean danger. Call now: {}. Where life is in danger, call 112 first.",
        )
        if visit.seen.reviewing and not called:
            sentence = say(
                "Stopp: {} kan betyda fara. Du leder granskningen: se till i dag att personen är trygg.",
                "Stop: {} may mean danger. You lead the review: see to it today that the person is safe.",
            )
        words = sentence.format(f"{question} {finding.text}".strip(), whom)
        more = len(untold) - 1
        if more:
            words += " " + say("{} till väntar.", "{} more waiting.").format(more)
        new = finding.id != self._finding
        self._cell, self._finding = cell, finding.id
        self._words.show_text(words)
        self.go.setText(say("Visa {}", "Show {}").format(question))
        self.go.updateGeometry()
        self.show()
        if new:
            announce(self, words)

    @Slot()
    def tell_done(self) -> None:
        """Say that the call is made."""
        if self._cell is not None:
            self.told.emit(self._cell, self._finding)

    @Slot()
    def _go(self) -> None:
        self.question_wanted.emit(self._cell)
