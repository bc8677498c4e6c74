"""The columns of the visit and how they give way: sections, questions, support.

Where there is room all three stand beside each other. In a narrower window the support opens over the questions; at
large text the sections become a list that drops down. Nothing is cut and nothing scrolls sideways.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import say
from kollegie.model.reviews import CaseIdentity
from kollegie.visiting.evaluation import Cell
from ui.theme import theme
from ui.visiting.context_column import Context
from ui.visiting.filtering import Wanted
from ui.visiting.in_hand import VisitInHand
from ui.visiting.review_bar import ReviewBar
from ui.visiting.section_panel import SectionBar, SectionPanel
from ui.visiting.section_view import SectionView
from ui.visiting.stop_sign import StopSign
from ui.visiting.visit_strip import VisitStrip
from ui.widgets.buttons import PlainButton
from ui.widgets.sheet import Sheet
from ui.widgets.side_column import SideColumn

LEAST_QUESTION = 620
"""Pixels at 100 % text the questions must have before the support may stand beside them."""
LEAST_CHARACTERS = 55
"""Characters a line of the questions must have before the sections may stand beside them."""
IN_CARD = 92
"""Pixels at the sides of a question's words: page edge, card and its padding."""
SUPPORT = 348


class Columns(QWidget):
    """Lays the parts out and shows in all of them how far the visit has come.

    `section_chosen` and `question_chosen` tell where to go, `signing`
    that the visit is to be signed, `identity_wanted` that name and address are to be shown; `taken_over`,
    `consent_wanted` and `times_given` as the context tells them; `told` an acute finding that has been told.
    """

    section_chosen = Signal(object)
    question_chosen = Signal(object)
    signing = Signal()
    identity_wanted = Signal()
    taken_over = Signal()
    consent_wanted = Signal()
    times_given = Signal(str, object)
    told = Signal(object, object)

    def __init__(self, clock: Callable[[], datetime], over: QWidget) -> None:
        super().__init__()
        self.panel = SectionPanel()
        self.bar = SectionBar()
        self.section = SectionView(clock, in_turn=True)
        self.strip = VisitStrip()
        self.stop = StopSign()
        self.review = ReviewBar()
        self.side = SideColumn(width=SUPPORT)
        self.sheet = Sheet(say("Stöd", "Support"), over)
        self.support = PlainButton(say("Stöd", "Support"), "panel-right", "F9")
        self.context = Context()
        self._shown_of: VisitInHand | None = None
        self._marked: Cell | None = None
        self._showing = QTimer(self, singleShot=True, interval=0)
        self._showing.timeout.connect(self._show_progress)
        self.side.add(self.context)
        self._lay_out()
        for part in (self.panel, self.bar):
            part.section_chosen.connect(self.section_chosen)
            part.question_chosen.connect(self.question_chosen)
            part.signing.connect(self.signing)
        self.context.identity_wanted.connect(self.identity_wanted)
        self.context.taken_over.connect(self.taken_over)
        self.context.consent_wanted.connect(self.consent_wanted)
        self.context.times_given.connect(self.times_given)
        self.section.completed.connect(self._show_progress_anew)
        self.stop.told.connect(self.told)
        self.stop.question_wanted.connect(self.question_chosen)
        self.support.clicked.connect(self.sheet.toggle)
        self.sheet.opened_by(self.support)

    def panels(self) -> list[QWidget]:
        """The columns one can go round with a key."""
        around = (self.stop.done, self.review, self.panel.outline, self.section, self.side)
        return [part for part in around if part.isVisible()]

    def show_progress(self, visit: VisitInHand) -> None:
        """Show how far the visit has come, and mark the next unanswered question.

        Shape: shown once when the key at hand has been seen to, since an answer and the step to the next question
        both ask for it.
        """
        self._shown_of = visit
        if not self._showing.isActive():
            self._showing.start()

    @Slot()
    def _show_progress_anew(self) -> None:
        if self._shown_of is not None:
            self.show_progress(self._shown_of)

    @Slot()
    def _show_progress(self) -> None:
        visit = self._shown_of
        if visit is None:
            return
        current = self.section.current
        part = self.bar if self.panel.isHidden() else self.panel  # one of them stands there
        part.show_visit(visit, self.section.section, current)
        self.section.show_head()
        self.stop.show_visit(visit)
        following = visit.next_of(Wanted.UNANSWERED, current)
        marked = following if following != current and not visit.held else None
        for cell in {self._marked, marked} - {None}:
            card = self.section.cards.get(cell) if cell is not None else None
            if card is not None:
                card.show_next(cell == marked)
        self._marked = marked

    def show_context(self, visit: VisitInHand, cell: Cell | None) -> None:
        """Show what belongs to the visit, and to the question in hand."""
        self.context.show_visit(visit, cell)
        self._count_support()

    def show_question(self, visit: VisitInHand, cell: Cell) -> None:
        """Show what belongs to another question."""
        self.context.show_question(visit, cell)
        self._count_support()

    def show_identity(self, identity: CaseIdentity | None) -> None:
        """Show whom to meet and where, now that the reading is logged."""
        self.context.show_identity(identity)

    @Slot()
    def show_support(self) -> None:
        """Open the support over the questions, or close it, where it does not stand beside them."""
        if not self.support.isHidden():
            self.sheet.toggle()

    def fit(self, whole: int) -> bool:
        """Arrange for a width in pixels. Returns whether words must be short."""
        look = theme()
        middle = whole - max(self.panel.sizeHint().width(), self.panel.minimumSizeHint().width())
        narrow = look.characters(middle - look.space(IN_CARD)) < LEAST_CHARACTERS
        beside = not narrow and middle - self.side.sizeHint().width() >= look.px(LEAST_QUESTION)
        if narrow is not self.panel.isHidden() and self._shown_of is not None:
            self.show_progress(self._shown_of)  # the one that was hidden has not followed
        self.panel.setVisible(not narrow)
        self.bar.setVisible(narrow)
        self.section.set_head_shown(not narrow)
        self._put_context(beside)
        self.side.setVisible(beside)
        self.support.setVisible(not beside)
        if beside:
            self.sheet.close_sheet()
        return narrow or whole < look.px(820)

    def _put_context(self, beside: bool) -> None:
        """Let the support stand in its column or in the panel that opens over the questions: it is made only once."""
        if beside is (self.context in self.side.parts):
            return
        if beside:
            self.sheet.take_content()
            self.side.add(self.context)
        else:
            self.side.take(self.context)
            self.sheet.put_content(self.context)
        self.context.stand_in(0 if beside else 16)

    def _lay_out(self) -> None:
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.section, 1)
        middle.addWidget(self.strip)
        columns = QHBoxLayout()
        columns.setSpacing(0)
        columns.addWidget(self.panel)
        columns.addLayout(middle, 1)
        columns.addWidget(self.side)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.stop)
        whole.addWidget(self.review)
        whole.addWidget(self.bar)
        whole.addLayout(columns, 1)

    def _count_support(self) -> None:
        self.support.setText(say("Stöd", "Support") + f" · {self.context.count}")
        self.support.updateGeometry()
