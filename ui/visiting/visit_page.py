"""The page of one visit: where the person is, what is shown there, and the keys that lead on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kollegie.language import say
from kollegie.model.checklist import ATTACHING
from kollegie.store.drafts import Place
from kollegie.visiting.commenting import FIELD
from kollegie.visiting.evaluation import Cell
from kollegie.visiting.pinned import row_text
from ui.desk import Desk
from ui.page import Page
from ui.theme import theme
from ui.visiting.answer_flow import AnswerFlow
from ui.visiting.at_the_door import AtTheDoor
from ui.visiting.attaching import Attaching
from ui.visiting.columns import Columns
from ui.visiting.filtering import Choosing, Wanted
from ui.visiting.going_about import GoingAbout
from ui.visiting.in_hand import VisitInHand
from ui.visiting.outcomes import Outcomes
from ui.visiting.question_card import QuestionCard
from ui.visiting.resuming import spot_text
from ui.visiting.reviewing import Reviewing
from ui.visiting.row_steps import RowSteps
from ui.visiting.showing import Showing
from ui.visiting.sign_dialog import SignDialog
from ui.visiting.version_offer import VersionOffer
from ui.visiting.visit_keys import make_keys
from ui.visiting.visit_opening import Opening
from ui.visiting.visit_words import header_words
from ui.visiting.writing import VisitWriter, visit_writer_of
from ui.widgets.buttons import PlainButton
from ui.widgets.empty_state import EmptyState


class VisitPage(Page):
    """Shows one visit and lets it be carried out.

    `opened` tells the visit that has been opened, `saved` when something was stored, `failed` a refusal that belongs
    to no question, `gone` that the visit has left this computer.
    """

    gone = Signal(str)
    opened = Signal(object)
    saved = Signal(datetime)
    failed = Signal(Exception)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, say("Besök", "Visit"), parent)
        self.dialog: SignDialog | None = None
        self.begun = False
        self.writer: VisitWriter = visit_writer_of(desk)
        self.flow = AnswerFlow(desk.store, self.writer, self)
        self.columns = Columns(desk.store.clock, self)
        self.section = self.columns.section
        self.strip = self.columns.strip
        self.offer = VersionOffer(desk, self.writer, self.strip, self)
        self.showing = Showing(self.section, self.flow, desk.me, self)
        self.about = GoingAbout(self.section, self.flow, self)
        self.outcomes = Outcomes(self)
        self.rows = RowSteps(self)
        self.reviewing = Reviewing(self)
        self.opening = Opening(self)
        self.door = AtTheDoor(self, self.flow)
        self.attaching = Attaching(self, desk, self.flow, self._card_at)
        self.next_button = PlainButton(say("Nästa obesvarade", "Next unanswered"), "corner-down-right", "F8")
        self._empty = EmptyState(
            "clipboard-list",
            say("Inget besök öppet", "No visit is open"),
            say("Välj ett av dagens besök i Idag.", "Choose one of today's visits in Today."),
            say("Till Idag", "To Today"),
            "calendar-days",
        )
        self.body = QStackedWidget()
        self._lay_out()
        self._listen()
        make_keys(self)

    # What it can be asked

    @property
    def visit(self) -> VisitInHand | None:
        """The visit in hand, None before one is opened."""
        return self.flow.visit

    @Slot(object)
    def open_visit(self, visit_id: UUID, question: str | None = None) -> None:
        """Open a visit at a question, or where the person last was in it; what waits is stored first."""
        self.opening.open(visit_id, question)

    def refresh(self) -> None:
        self.opening.refresh()

    def place(self) -> object:
        self.finish()
        if self.visit is None or self.section.current is None:
            return None
        card = self.section.cards[self.section.current]
        field, cursor = card.field_in_focus()
        return self.visit.visit.id, spot_text(card.cell), field, cursor, self.section.single

    def show_place(self, place: object) -> None:
        match place:
            case (UUID() as visit_id) | (UUID() as visit_id, None):
                if self.visit is None or self.visit.visit.id != visit_id:
                    self.open_visit(visit_id)
            case (UUID() as visit_id, str() as question):
                self.opening.go_or_open(visit_id, question)
            case (UUID() as visit_id, str() as question, str() as field, int() as cursor, bool() as single):
                self.opening.field = (field, cursor)
                self.section.set_single(single)
                self.open_visit(visit_id, question)
            case _:
                pass

    def hints(self) -> Sequence[tuple[str, str]]:
        return (
            (say("J N D O", "Y N P O"), say("svara", "answer")),
            ("A", say("anteckning", "note")),
            ("F8", say("nästa obesvarade", "next unanswered")),
            ("Ctrl+Return", say("nästa avsnitt", "next section")),
        )

    def panels(self) -> list[QWidget]:
        """The columns F6 goes round."""
        return self.columns.panels()

    def flush(self) -> bool:
        """Hand over what is typed and wait until it is stored. False if it could not be in time."""
        self.finish()
        return self.writer.flush()

    def finish(self) -> None:
        """Hand over what is typed and not handed over yet."""
        if self.visit is not None and not self.visit.held:
            for card in tuple(self.section.cards.values()):  # an answer may open and close questions
                card.finish()

    def go_to(self, cell: Cell, field: str = "", cursor: int | None = None) -> None:
        """Go to a question: its section, its card, its answer or the field named."""
        visit = self.visit
        if visit is None:
            return
        if not visit.filter.shows(cell):  # the way leads out of the filter
            visit.filter.choose(Choosing.ALL)
            self.columns.review.choose(Choosing.ALL)
        self.show_section_of(visit, cell)
        self.stand_at(cell, fold_others=True)
        self.section.bring_into_view(cell)
        self.section.cards[cell].enter_field(field, cursor)

    # How it is put together

    def _lay_out(self) -> None:
        self.header.add_action(self.next_button)
        self.header.add_action(self.columns.support)
        nothing = QWidget()
        within = QVBoxLayout(nothing)
        within.setContentsMargins(24, 24, 24, 24)
        within.addWidget(self._empty)
        within.addStretch()
        self.body.addWidget(nothing)
        self.body.addWidget(self.columns)
        self.column.addWidget(self.body, 1)
        self.next_button.hide()
        self.columns.support.hide()

    def _listen(self) -> None:
        self.about.wanted.connect(self._go_to_chosen)
        self.about.none_left.connect(self._say_none_left)
        self.about.empty_wanted.connect(self.rows.show_empty_section)
        self.columns.section_chosen.connect(self.about.open_section)
        self.columns.question_chosen.connect(self._go_to_chosen)
        self.columns.signing.connect(self.ask_to_sign)
        self.columns.identity_wanted.connect(self.opening.ask_for_identity)
        self.columns.taken_over.connect(self.take_over)
        self.columns.consent_wanted.connect(self.door.ask_for_consent)
        self.door.opening.connect(self.columns.sheet.close_sheet)
        self.opened.connect(self.door.leave)
        self.attaching.opening.connect(self.door.sheet.close_sheet)
        self.attaching.opening.connect(self.columns.sheet.close_sheet)
        self.attaching.waiting.connect(self.strip.say_picture_waits)
        self.attaching.failed.connect(self.failed)
        self.opened.connect(self.attaching.leave)
        self.columns.times_given.connect(self.flow.whole.note_time)
        self.columns.told.connect(self.flow.tell_lead)
        self.columns.review.chosen.connect(self.reviewing.choose)
        self.columns.review.reading_chosen.connect(self.reviewing.set_reading)
        context = self.columns.context
        context.written.connect(partial(self.flow.comment, None))
        context.settled.connect(partial(self.flow.settle, None))
        context.reopened.connect(partial(self.flow.reopen, None))
        context.typed.connect(partial(self.flow.type_about_visit, FIELD))
        context.facts_given.connect(self.flow.whole.give_facts)
        self.flow.commented.connect(self.outcomes.show_thread)
        self.strip.reopening.connect(self.flow.whole.begin_again)
        self.strip.picture_wanted.connect(self.attaching.go_on)
        self.section.made.connect(self.flow.listen)
        self.section.made.connect(self._listen_to_attachments)
        self.section.entered.connect(self._come_to)
        self.section.single_chosen.connect(self.section.set_single)
        self.section.stepped.connect(self.about.step)
        self.section.wanted.connect(self._go_to_chosen)
        self.section.row_wanted.connect(self.rows.show_row)
        self.section.row_added.connect(self.flow.add_row)
        self.section.row_removed.connect(self.flow.remove_row)
        self.flow.rows_changed.connect(self.rows.show_rows)
        self.flow.row_removed.connect(self.rows.say_removed)
        self.flow.changed.connect(self.outcomes.show_changed)
        self.flow.found.connect(self.outcomes.show_found)
        self.flow.stored.connect(self.outcomes.show_stored)
        self.flow.refused.connect(self.outcomes.show_refused)
        self.flow.removed.connect(self.outcomes.show_removed)
        self.flow.reloaded.connect(self.outcomes.show_reloaded)
        self.showing.action_wanted.connect(self._go_to_action)
        self.next_button.clicked.connect(self.about.next_unanswered)
        self.strip.undoing.connect(self.undo)
        self.opened.connect(self.offer.look)
        self.offer.moved.connect(self.open_visit)
        self.offer.failed.connect(self.failed)
        self.strip.signing.connect(self.ask_to_sign)
        self._empty.acted.connect(self._go_to_today)
        self.writer.saved.connect(self.saved)
        self.writer.troubled.connect(self.strip.say_trouble)
        theme().changed.connect(self.fit)

    def _card_at(self, cell: Cell) -> QuestionCard | None:
        return self.section.cards.get(cell)

    @Slot(object)
    def _listen_to_attachments(self, card: QuestionCard) -> None:
        if card.attachments is not None:
            self.attaching.listen(card.cell, card.attachments)
        card.attachable.connect(self.attaching.listen)

    # Where the person is

    def show_header(self, visit: VisitInHand) -> None:
        """Show in the header which visit it is and how it stands."""
        self.begun = visit.visit.started_at is not None
        self.header.show_title(*header_words(visit))
        self.next_button.setVisible(not visit.locked)

    def show_section_of(self, visit: VisitInHand, cell: Cell, others: Sequence[Cell] = ()) -> None:
        """Show the section, and the rows, a question stands in; the cards of `others` are needed at once too."""
        section = visit.section_of(cell)
        moved = visit.rows.go_in_hand(cell)
        if section != self.section.section or not self.section.cards:
            self.finish()
            self.section.show_section(visit, section, (cell, *others))
            self.showing.show_all(visit)
            self.section.reveal()
        elif moved or cell not in self.section.cards:
            self.finish()
            self.showing.show_rows(visit, (cell,))

    @Slot(object)
    def _come_to(self, cell: Cell) -> None:
        """The person has clicked or tabbed into a card."""
        if cell != self.section.current and cell in self.section.cards:
            self.stand_at(cell, fold_others=False)

    def stand_at(self, cell: Cell, *, fold_others: bool) -> None:
        """Take a question in hand, on every part of the page."""
        visit, current = self.visit, self.section.current
        if visit is None:
            return
        left = self.section.cards.get(current) if current is not None else None
        if left is not None and left.cell != cell and not visit.held:
            left.finish()
        self.section.set_current(cell, fold_others=fold_others)
        self.columns.show_question(visit, cell)
        self.columns.show_progress(visit)
        self.writer.stand_at(Place(visit.visit.id, cell.name, row_text(cell.row), "", 0, self.section.scrolled()))

    def typing(self) -> bool:
        """Whether something stands in a field that is not handed over yet."""
        return self.columns.context.begun or any(card.begun for card in self.section.cards.values())

    def unsaved(self) -> bool:
        """Whether anything is typed, said at the door or pictured here that would be gone with the page."""
        noted = self.dialog is not None and self.dialog.begun
        return self.typing() or noted or self.door.begun or self.attaching.form is not None

    @Slot(object)
    def _go_to_chosen(self, cell: Cell) -> None:
        self.go_to(cell)

    @Slot(object)
    def _say_none_left(self, wanted: Wanted) -> None:
        visit = self.visit
        if visit is not None:
            ready = wanted is Wanted.UNANSWERED and not visit.locked and not visit.left()
            self.strip.say_none_left(wanted, ready=ready)

    @Slot()
    def toggle_single(self) -> None:
        """Show one question at a time, or the whole section again."""
        self.section.set_single(not self.section.single)

    @Slot()
    def _go_to_today(self) -> None:
        self.going.emit("today", None)

    @Slot(object)
    def _go_to_action(self, finding: UUID) -> None:
        self.finish()
        self.going.emit("findings", finding)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        card = self.section.cards.get(self.section.current) if self.section.current is not None else None
        if not plain or card is None or self.visit is None:
            super().keyPressEvent(event)
            return
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.about.step(1)
            case Qt.Key.Key_A if event.text():
                card.enter_field("note")
            case _ if event.text() and card.choose_by_key(event.text()):
                pass
            case _:
                super().keyPressEvent(event)

    # Undo, sign

    @Slot()
    def undo(self) -> None:
        """Take back the latest step."""
        if self.visit is not None and not self.visit.locked and not self.visit.reading:
            self.finish()
            self.flow.whole.undo()

    @Slot()
    def redo(self) -> None:
        """Take the step last undone once more."""
        if self.visit is not None and not self.visit.locked and not self.visit.reading:
            self.finish()
            self.flow.whole.redo()

    @Slot()
    def ask_to_sign(self) -> None:
        """Show what a signature means and what is left."""
        if self.visit is None or self.visit.locked or self.visit.reading:
            return
        self.finish()
        self.dialog = SignDialog(self.visit, self)
        self.dialog.signing.connect(self.flow.whole.sign)
        self.dialog.going.connect(self._go_to_chosen)
        self.dialog.passing_over.connect(self.flow.pass_the_rest_over)
        self.dialog.dropping.connect(self.flow.whole.drop)
        self.dialog.drop_typed.connect(self.flow.whole.type_dropping)
        self.dialog.open()

    # What was answered last time, what is said about answers, what is said at the door

    @Slot()
    def take_over(self) -> None:
        """Answer the question in hand as it was answered last time; without an earlier round nothing happens."""
        visit, cell = self.visit, self.section.current
        if visit is None or cell is None or visit.held or not visit.question(cell).answerable:
            return
        last = visit.last_round(cell)
        if last is not None and last.answer.value is not None and visit.question(cell).type not in ATTACHING:
            self.flow.answer(cell, last.answer.value)
            self.section.cards[cell].show_answer(visit.answer(cell), keep_typing=False)

    @Slot()
    def comment(self) -> None:
        """Open what is said about the answer in hand."""
        card = self.section.cards.get(self.section.current) if self.section.current is not None else None
        if card is not None and card.answerable:
            card.talking.open()

    # Fitting the window

    @Slot()
    def fit(self) -> None:
        """Arrange for the width there is."""
        if self.visit is None:
            return
        short = self.columns.fit(self.width())
        self.next_button.setText(say("Nästa", "Next") if short else say("Nästa obesvarade", "Next unanswered"))
        self.next_button.show_key("" if short else "F8")
        self.columns.support.show_key("" if short else "F9")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def hideEvent(self, event: QHideEvent) -> None:
        self.finish()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            QTimer.singleShot(0, self, self.fit)
