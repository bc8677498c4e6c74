"""Typing a filled-in form into the program: the door first, then question after question, as on the paper, by keys.

All of it is stored as at the visit, with the same drafts, findings, pictures and times; history says that the answers
came from paper.
"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kollegie.errors import KollegieError
from kollegie.language import counted, current_language, say
from kollegie.model.answer_values import Withheld
from kollegie.model.reviews import Track
from kollegie.visiting.evaluation import AnswerState, Cell
from kollegie.visiting.opening import OpenVisit
from ui.desk import Desk
from ui.theme import theme
from ui.tokens import PAGE_EDGE, Tone
from ui.visiting.answer_flow import AnswerFlow
from ui.visiting.asked import asked_of
from ui.visiting.at_the_door import AtTheDoor
from ui.visiting.attaching import Attaching
from ui.visiting.door_card import DoorCard
from ui.visiting.in_hand import VisitInHand
from ui.visiting.question_card import QuestionCard
from ui.visiting.showing import CardShowing, show_standing
from ui.visiting.writing import visit_writer_of
from ui.widgets.answer_drop import AnswerDrop
from ui.widgets.buttons import LinkButton, PlainButton, PrimaryButton
from ui.widgets.labels import Heading, WrappedLabel
from ui.widgets.layouts import FlowLayout, GrowsDown
from ui.widgets.side_column import ScrollColumn
from ui.widgets.ticks import Ticks

WIDEST = 760
_WITHHELD_KEYS = {"t": Withheld.EJ_TILLAMPLIGT, "f": Withheld.EJ_FRAGAD, "v": Withheld.AVSTOD}


class PaperEntry(QFrame):
    """Walks the paper form of one visit: times and consent, then the questions.

    `stored` tells when an answer was stored, `ended` that the form is done, `written_off` that the person declined;
    `told` that a picture waits to be kept; `failed` what belongs to no question. At the door `at` and `card` are None.
    """

    stored = Signal(datetime)
    ended = Signal()
    written_off = Signal()
    told = Signal(str)
    failed = Signal(Exception)

    def __init__(self, desk: Desk, seen: OpenVisit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.hand = VisitInHand(seen, desk.store.clock)
        self.writer = visit_writer_of(desk)
        self.flow = AnswerFlow(desk.store, self.writer, self)
        self.flow.visit = self.hand
        self.flow.reason = say("Infört från papper", "Typed in from paper")
        self.at: Cell | None = None
        self.card: QuestionCard | None = None
        self.times: DoorCard | None = None
        self.showing = CardShowing(self.flow, desk.me, self)
        self.door = AtTheDoor(self, self.flow)
        self.attaching = Attaching(self, desk, self.flow, self._card_at)
        self._writes_finding = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(say("Skriv in från papper", "Type in from paper"))
        self._place = Heading(role="section")
        self._section = WrappedLabel(role="meta", tone=Tone.MUTED)
        self._ticks = Ticks()
        self._keys = WrappedLabel(
            say(
                "Tangenten på svaret väljer. T ej tillämpligt, F ej frågad, V avstod, A anteckning, I iakttagelse, "
                "B bild, Enter nästa, Skift+Enter förra. Ctrl+Enter lämnar en anteckning.",
                "The key on an answer chooses. T not applicable, F not asked, V declined, A note, I finding, "
                "B picture, Enter next, Shift+Enter previous. Ctrl+Enter leaves a note.",
            ),
            "meta",
            Tone.MUTED,
        )
        self.back = PlainButton(say("Förra", "Previous"), "arrow-left")
        self.on = PrimaryButton(say("Nästa", "Next"), "arrow-right", "↵")
        self.first_left = LinkButton(
            say("Till första obesvarade", "To the first unanswered"), "corner-down-right", "F8"
        )
        self._area = ScrollColumn(edge=0)
        self._lay_out()
        self.flow.changed.connect(self._take_changed)
        self.flow.found.connect(self._take_found)
        self.flow.reloaded.connect(self._take_reloaded)
        self.attaching.opening.connect(self.door.sheet.close_sheet)
        self.attaching.waiting.connect(self._tell_waiting)
        self.attaching.failed.connect(self.failed)
        self.flow.refused.connect(self._show_refused)
        self.flow.stored.connect(self._tell_stored)
        self.back.clicked.connect(self.step_back)
        self.on.clicked.connect(self.step_on)
        self.first_left.clicked.connect(self.go_to_unanswered)
        theme().changed.connect(self._fit)
        self._fit()
        self._resume(seen)

    # What it can be asked

    def cells(self) -> list[Cell]:
        """The questions that are answered, in the order of the paper."""
        plan = self.hand.sheet.plan.questions
        return [cell for cell in self.hand.asked() if plan[cell.name].answerable and not plan[cell.name].read_only]

    @Slot()
    def step_on(self) -> None:
        """Go on to the next question; after the last one, say what is left."""
        self.finish()
        cells = self.cells()
        place = cells.index(self.at) + 1 if self.at is not None and self.at in cells else 0
        if place < len(cells):
            self.show_cell(cells[place])
        else:
            self.ended.emit()

    @Slot()
    def step_back(self) -> None:
        """Go back one question, and from the first to the door."""
        self.finish()
        cells = self.cells()
        place = cells.index(self.at) - 1 if self.at is not None and self.at in cells else -1
        if place >= 0:
            self.show_cell(cells[place])
        else:
            self.show_door()

    @Slot()
    def go_to_unanswered(self) -> None:
        """Go to the first question without an answer."""
        self.finish()
        cell = next((one for one in self.cells() if self.hand.state(one) is AnswerState.UNANSWERED), None)
        if cell is not None:
            self.show_cell(cell)
        else:
            self.ended.emit()

    def left(self) -> int:
        """How many questions have no answer."""
        return sum(self.hand.state(one) is AnswerState.UNANSWERED for one in self.cells())

    def finish(self) -> None:
        """Hand over everything that is typed."""
        if self.card is not None and not self.hand.held:
            self.card.finish()

    def flush(self) -> bool:
        """Hand over what is typed and wait until it is stored."""
        self.finish()
        return self.writer.flush()

    def unsaved(self) -> bool:
        """Whether anything is typed, said at the door or pictured here that would be gone with the form."""
        typing = self.card is not None and self.card.begun
        return typing or self.door.begun or self.attaching.form is not None

    def close_sheet(self) -> bool:
        """Close what lies over the form; what is filled in there stays. False if nothing does."""
        if not self.door.sheet.isHidden():
            self.door.sheet.close_sheet()
            return True
        return self.attaching.close_sheet()

    def show_door(self) -> None:
        """Show what stands first on the paper: when the visitors came and were done, and what the person said."""
        self.at = self.card = None
        self._area.clear()
        self.times = DoorCard(self.hand)
        self.times.consent_wanted.connect(self.door.ask_for_consent)
        self.times.times_given.connect(self.flow.whole.note_time)
        self._area.add(self.times)
        self._show_place()
        self.stand()

    def show_cell(self, cell: Cell) -> None:
        """Show one question, ready to be answered."""
        self.at = cell
        self.times = None
        self._area.clear()
        card = self.card = QuestionCard(asked_of(self.hand, cell, self.desk.now().date()), self.desk.store.clock)
        self.flow.listen(card)
        card.attachable.connect(self.attaching.listen)
        if card.attachments is not None:
            self.attaching.listen(cell, card.attachments)
        card.set_current(True)
        card.unfold()
        self.showing.show_card(self.hand, card)
        if card.marks is not None:
            card.marks.show_only(card.marks.positive, card.marks.flag, card.marks.own, card.marks.attach)
        self._area.add(card)
        self._show_place()
        self.stand()

    def stand(self) -> None:
        """Put the focus where the next key belongs: in the field that is written in, else on the form itself."""
        field: QWidget | None = self.times.arrived.line if self.times is not None else None
        if self.card is not None:
            field = self.card.part.field()
        typed = field is not None and field.inputMethodQuery(Qt.InputMethodQuery.ImEnabled)
        opens = isinstance(field, AnswerDrop)  # its list is opened with the space bar
        target = field if field is not None and (typed or opens) else self
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    # How it looks

    def _lay_out(self) -> None:
        head = QVBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._place)
        head.addWidget(self._section)
        head.addWidget(self._ticks)
        ways = GrowsDown()
        flow = FlowLayout(ways, gap=10)
        for way in (self.back, self.on, self.first_left):
            flow.addWidget(way)
        inside = QVBoxLayout()
        inside.setSpacing(12)
        inside.addLayout(head)
        inside.addWidget(self._area, 1)
        inside.addWidget(ways)
        inside.addWidget(self._keys)
        self._inner = QWidget()
        self._inner.setLayout(inside)
        inside.setContentsMargins(PAGE_EDGE, 18, PAGE_EDGE, 14)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._inner, 1)
        row.addStretch()

    def _resume(self, seen: OpenVisit) -> None:
        """Begin at what was being typed when the program stopped, else at the door while nothing is typed in, else at
        the first unanswered question."""
        if self.hand.begun.consent is not None:
            self.show_door()
            return
        for draft in seen.drafts:
            cell = self.hand.cell_named(draft.question, draft.row)
            if cell is not None and draft.field in ("value", "note"):
                self.show_cell(cell)
                if self.card is not None:
                    self.card.show_draft(draft.field, draft.text, draft.cursor)
                return
        cells = self.cells()
        first = next((one for one in cells if self.hand.state(one) is AnswerState.UNANSWERED), None)
        if not cells or (first == cells[0] and self.hand.visit.arrived_at is None and seen.consent is None):
            self.show_door()
        else:
            self.show_cell(first or cells[0])

    def _show_place(self) -> None:
        cells = self.cells()
        if self.at is None:
            self._place.setText(say("Vid dörren", "At the door"))
            self._section.show_text(
                say("Först på blanketten: tider och samtycke.", "First on the paper: times and consent.")
                if self.hand.case.track is Track.USER
                else say("Först på blanketten: tiderna.", "First on the paper: the times.")
            )
            self._ticks.show_ticks(self.hand.ticks())
            self.back.setEnabled(False)
            self.on.setText(say("Nästa", "Next"))
            return
        if self.at not in cells:
            return
        question = self.hand.question(self.at)
        number = cells.index(self.at) + 1
        self._place.setText(
            say(f"{question.id} · fråga {number} av {len(cells)}", f"{question.id} · question {number} of {len(cells)}")
        )
        section = self.hand.checklist.section_of(question.name)
        left = counted(self.left(), ("obesvarad", "obesvarade"), ("unanswered", "unanswered"))
        self._section.show_text(f"{section.title.in_() if section is not None else ''} · {left}".strip(" ·"))
        self._ticks.show_ticks(self.hand.ticks())
        self.back.setEnabled(True)
        self.on.setText(say("Klar", "Done") if number == len(cells) else say("Nästa", "Next"))
        self.on.updateGeometry()

    def _card_at(self, cell: Cell) -> QuestionCard | None:
        return self.card if cell == self.at else None

    @Slot()
    def _fit(self) -> None:
        self._inner.setMaximumWidth(theme().px(WIDEST) + 2 * PAGE_EDGE)

    # What comes back

    @Slot(object, object)
    def _take_changed(self, cell: Cell, _changed: object) -> None:
        if self.card is not None and cell == self.at:
            show_standing(self.hand, self.card)
            self.showing.show_faults(self.hand, self.card)
        self._show_place()

    @Slot(object)
    def _take_found(self, cells: tuple[Cell, ...]) -> None:
        card = self.card
        if card is None or self.at not in cells:
            return
        known = set(card.blocks)
        self.showing.show_findings(self.hand, card)
        fresh = [block for id, block in card.blocks.items() if id not in known]
        if self._writes_finding and fresh:
            self._writes_finding = False
            fresh[-1].words.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object, object)
    def _take_reloaded(self, seen: OpenVisit, _undone: object) -> None:
        """The visit was read anew, after a time, a consent or a picture."""
        was_dropped = bool(self.hand.visit.dropped_because)
        self.hand.show(seen, current_language())
        if self.times is not None:
            self.times.show_visit(self.hand)
        if self.card is not None:
            self.showing.show_card(self.hand, self.card)
        self._show_place()
        self.stored.emit(self.desk.store.clock())
        if self.hand.visit.dropped_because and not was_dropped:
            self.written_off.emit()

    @Slot()
    def _tell_waiting(self) -> None:
        self.told.emit(
            say(
                "Bilden väntar med sina täckningar. B öppnar den igen.",
                "The picture waits with its covers. B opens it again.",
            )
        )

    @Slot(object, Exception)
    def _show_refused(self, cell: Cell | None, problem: Exception) -> None:
        words = problem.sentence() if isinstance(problem, KollegieError) else str(problem)
        if cell is None and self.times is not None:
            self.times.show_fault(words)
        elif cell is None:
            self.failed.emit(problem)
        elif self.card is not None and cell == self.at:
            self.card.show_faults([words])

    @Slot(object, datetime)
    def _tell_stored(self, _cell: Cell, at: datetime) -> None:
        self.stored.emit(at)

    def _add_picture(self, card: QuestionCard) -> None:
        """Take a picture or file at the question, or go on with the one that waits."""
        if self.attaching.form is not None:
            self.attaching.go_on()
            return
        card.evidence.open()
        if card.attachments is not None:
            card.attachments.file.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        going_on = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        plain = modifiers == Qt.KeyboardModifier.NoModifier
        card, at = self.card, self.at
        if going_on and modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier):
            self.step_on()
        elif going_on and modifiers == Qt.KeyboardModifier.ShiftModifier:
            self.step_back()
        elif not plain or card is None or at is None or self.hand.held:
            super().keyPressEvent(event)
        elif event.text() and card.choose_by_key(event.text()):
            pass
        elif event.key() == Qt.Key.Key_A:
            card.enter_field("note")
        elif event.key() == Qt.Key.Key_I:
            self._writes_finding = True
            self.flow.add_finding(at)
        elif event.key() == Qt.Key.Key_B:
            self._add_picture(card)
        elif event.text().casefold() in _WITHHELD_KEYS:
            self.flow.answer(at, _WITHHELD_KEYS[event.text().casefold()])
        else:
            super().keyPressEvent(event)
