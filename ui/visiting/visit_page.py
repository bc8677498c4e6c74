"""The page of one visit: where the person is, what is shown there, and the keys that lead on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kollegie.errors import KollegieError
from kollegie.language import current_language, say
from kollegie.model.reviews import Track, VisitState
from kollegie.model.visits import Draft, Finding
from kollegie.store.drafts import Place
from kollegie.visiting.errors import drop_reason_words
from kollegie.visiting.evaluation import AnswerState, Cell, Changed
from kollegie.visiting.identity import read_identity
from kollegie.visiting.opening import OpenVisit, open_visit
from kollegie.visiting.pinned import row_of, row_text
from kollegie.visiting.undoing import Undone
from ui.desk import Desk
from ui.page import Page
from ui.theme import theme
from ui.visiting.answer_flow import AnswerFlow
from ui.visiting.context_column import Context
from ui.visiting.in_hand import VisitInHand, Wanted
from ui.visiting.question_card import QuestionCard
from ui.visiting.section_panel import SectionBar, SectionPanel
from ui.visiting.section_view import WIDEST, SectionView
from ui.visiting.sign_dialog import SignDialog
from ui.visiting.writing import VisitWriter, visit_writer_of
from ui.widgets.buttons import PlainButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.sheet import Sheet
from ui.widgets.side_column import SideColumn
from ui.widgets.strip import Act, Strip, StripKind

LEAST_QUESTION = 560
"""Pixels at 100 % text the questions must have before the context may stand beside them."""
LEAST_CHARACTERS = 55
"""Characters a line of the questions must have before the sections may stand beside them."""


class VisitPage(Page):
    """Shows one visit and lets it be carried out.

    `opened` tells the visit that has been opened, `saved` when something was stored, `failed` a refusal that belongs
    to no question.
    """

    opened = Signal(object)
    saved = Signal(datetime)
    failed = Signal(Exception)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, say("Besök", "Visit"), parent)
        self.visit: VisitInHand | None = None
        self._wanted: tuple[UUID, str | None] | None = None
        self._field: tuple[str, int] = ("", 0)
        self._dialog: SignDialog | None = None
        self.writer: VisitWriter = visit_writer_of(desk)
        self.flow = AnswerFlow(desk.store, self.writer, self)
        self.panel = SectionPanel()
        self.bar = SectionBar()
        self.section = SectionView(desk.store.clock)
        self.context = Context()
        self.side = SideColumn()
        self.sheet_context = Context(edge=16)
        self.sheet = Sheet(say("Stöd", "Support"), self)
        self.next_button = PlainButton(say("Nästa obesvarade", "Next unanswered"), "corner-down-right", "F8")
        self.support = PlainButton(say("Stöd", "Support"), "panel-right", "F9")
        self.strip = Strip(StripKind.UNDO, "")
        self._strip_holder = QWidget()
        self._empty = EmptyState(
            "clipboard-list",
            say("Inget besök öppet", "No visit is open"),
            say("Välj ett av dagens besök i Idag.", "Choose one of today's visits in Today."),
            say("Till Idag", "To Today"),
            "calendar-days",
        )
        self._body = QStackedWidget()
        self._lay_out()
        self._listen()
        self._make_keys()
        self._show_nothing()

    # What it can be asked

    @Slot(object)
    def open_visit(self, visit_id: UUID, question: str | None = None) -> None:
        """Open a visit at a question, or where the person last was in it; what waits is stored first."""
        self.finish()
        if self.visit is not None and self.visit.visit.id == visit_id and question is not None:
            cell = self.visit.cell_named(question)
            if cell is not None:
                self.go_to(cell)
                return
        self._wanted = (visit_id, question)
        receipt = self.writer.perform(open_visit, self.desk.store, visit_id)
        receipt.done.connect(self._show_opened)
        receipt.refused.connect(self._refuse_opening)

    def refresh(self) -> None:
        if self.visit is not None:
            if not self._typing():
                self.open_visit(self.visit.visit.id)
            return
        if self._wanted is None:
            self.desk.ask(self._last_visit).done.connect(self._open_last)

    def place(self) -> object:
        self.finish()
        if self.visit is None or self.section.current is None:
            return None
        field, cursor = self._field
        cell = self.section.current
        return self.visit.visit.id, cell.name, row_text(cell.row), field, cursor, self.section.single

    def show_place(self, place: object) -> None:
        match place:
            case UUID():
                self.open_visit(place)
            case (UUID() as visit_id, str() as question):
                self.open_visit(visit_id, question)
            case (UUID() as visit_id, str() as question, _row, str() as field, int() as cursor, bool() as single):
                self._field = (field, cursor)
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
        return [part for part in (self.panel.outline, self.section, self.side) if part.isVisible()]

    def shortcuts(self) -> list[tuple[str, str]]:
        """Every key of the page with its words."""
        keys = [(action.shortcut().toString(), action.text()) for action in self.actions()]
        return [*keys, *((key, words) for key, words in self.hints() if len(key) < 8)]

    def flush(self) -> bool:
        """Hand over what is typed and wait until it is stored."""
        self.finish()
        return self.writer.flush()

    def finish(self) -> None:
        """Hand over what is typed and not handed over yet."""
        if self.visit is not None and not self.visit.locked:
            for card in self.section.cards.values():
                card.finish()

    def go_to(self, cell: Cell, field: str = "", cursor: int | None = None) -> None:
        """Go to a question: its section, its card, its answer or the field named."""
        visit = self.visit
        if visit is None:
            return
        section = visit.section_of(cell)
        if section != self.section.section:
            self.finish()
            self.section.show_section(visit, section)
            for card in self.section.cards.values():
                self._fill(card)
        self._stand_at(cell, fold_others=True)
        card = self.section.cards[cell]
        self.section.bring_into_view(cell)
        card.enter_field(field, cursor)

    @Slot()
    def go_to_next(self, wanted: Wanted = Wanted.UNANSWERED) -> None:
        """Go to the next unanswered, faulty or flagged question; say so where there is none."""
        if self.visit is None:
            return
        self.finish()
        cell = self.visit.next_of(wanted, self.section.current)
        if cell is None or cell == self.section.current:
            self._say_none_left(wanted)
        else:
            self.go_to(cell)

    # How it is put together

    def _lay_out(self) -> None:
        self.header.add_action(self.next_button)
        self.header.add_action(self.support)
        self.side.add(self.context)
        holder = QVBoxLayout(self._strip_holder)
        holder.setContentsMargins(22, 8, 22, 10)
        holder.addWidget(self.strip)
        self._strip_holder.hide()
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.section, 1)
        middle.addWidget(self._strip_holder)
        columns = QHBoxLayout()
        columns.setSpacing(0)
        columns.addWidget(self.panel)
        columns.addLayout(middle, 1)
        columns.addWidget(self.side)
        shown = QWidget()
        whole = QVBoxLayout(shown)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.bar)
        whole.addLayout(columns, 1)
        nothing = QWidget()
        within = QVBoxLayout(nothing)
        within.setContentsMargins(24, 24, 24, 24)
        within.addWidget(self._empty)
        within.addStretch()
        self._body.addWidget(nothing)
        self._body.addWidget(shown)
        self.column.addWidget(self._body, 1)
        self.sheet.put_content(self.sheet_context)

    def _listen(self) -> None:
        for part in (self.panel, self.bar):
            part.section_chosen.connect(self._open_section)
            part.fault_wanted.connect(self._next_fault)
            part.signing.connect(self.ask_to_sign)
        self.panel.question_chosen.connect(self._go_to_chosen)
        self.section.made.connect(self._take_card)
        self.section.entered.connect(self._come_to)
        self.section.single_chosen.connect(self._choose_single)
        self.section.stepped.connect(self._step)
        self.flow.changed.connect(self._show_changed)
        self.flow.found.connect(self._show_found)
        self.flow.stored.connect(self._show_stored)
        self.flow.refused.connect(self._show_refused)
        self.flow.removed.connect(self._show_removed)
        self.flow.reloaded.connect(self._show_reloaded)
        self.flow.going_on.connect(self._go_on_from)
        self.flow.action_wanted.connect(self._go_to_action)
        for context in (self.context, self.sheet_context):
            context.identity_wanted.connect(self._ask_for_identity)
        self.next_button.clicked.connect(lambda: self.go_to_next())
        self.support.clicked.connect(self.sheet.toggle)
        self.strip.acted.connect(self._act_on_strip)
        self._empty.acted.connect(self._go_to_today)
        self.writer.saved.connect(self.saved)
        self.writer.saved.connect(self.desk.writer.saved)
        self.writer.troubled.connect(self._show_trouble)
        theme().changed.connect(self._fit)

    def _make_keys(self) -> None:
        self.add_key("F8", say("Nästa obesvarade", "Next unanswered"), self.go_to_next)
        self.add_key("Shift+F8", say("Nästa att rätta", "Next to put right"), self._next_fault)
        self.add_key("Ctrl+F8", say("Nästa flaggade", "Next flagged"), self._next_flagged)
        self.add_key("Ctrl+Return", say("Nästa avsnitt", "Next section"), self._next_section)
        self.add_key("Ctrl+Shift+Return", say("Förra avsnittet", "Previous section"), self._previous_section)
        self.add_key("Ctrl+Z", say("Ångra", "Undo"), self.undo)
        self.add_key("Ctrl+Y", say("Gör om", "Redo"), self.redo)
        self.add_key("Ctrl+Shift+Z", say("Gör om", "Redo"), self.redo)
        self.add_key("F7", say("En fråga i taget", "One question at a time"), self._toggle_single)
        self.add_key("F9", say("Visa stöd", "Show support"), self._show_support)
        self.add_key("Ctrl+Shift+S", say("Signera", "Sign"), self.ask_to_sign)

    # Opening

    def _last_visit(self) -> UUID | None:
        """The visit last worked in, else the first of mine that is not signed."""
        from kollegie.store.drafts import last_place
        from kollegie.visiting.overview import my_visits

        store = self.desk.store
        with store.reading() as reading:
            place = last_place(reading)
        mine = my_visits(store)
        if place is not None and any(one.visit.id == place.visit_id for one in mine):
            return place.visit_id
        return next((one.visit.id for one in mine if one.visit.state is not VisitState.SIGNED), None)

    @Slot(object)
    def _open_last(self, visit_id: UUID | None) -> None:
        if visit_id is not None and self.visit is None and self._wanted is None:
            self.open_visit(visit_id)

    @Slot(object, object)
    def _show_opened(self, seen: OpenVisit, _about: object) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is not None and wanted[0] != seen.visit.id:
            self._wanted = wanted  # another visit has been asked for meanwhile
            return
        question = wanted[1] if wanted is not None else None
        again = self.visit is not None and self.visit.visit.id == seen.visit.id
        current = self.section.current if again else None
        self.visit = VisitInHand(seen, self.desk.store.clock, current_language())
        self.flow.visit = self.visit
        self.section.forget()
        self._strip_holder.hide()
        self._body.setCurrentIndex(1)
        self._fit()
        self._show_header()
        drafts = self._take_up(seen)
        cell, field, cursor, scroll = self._where(seen, question, current)
        if cell is None:
            return
        self.section.show_section(self.visit, self.visit.section_of(cell))
        for card in self.section.cards.values():
            self._fill(card)
        for draft in drafts:
            typed_on = self.section.cards.get(Cell(draft.question, row_of(draft.row)))
            if typed_on is not None:
                typed_on.show_draft(draft.field, draft.text, draft.cursor)
        self._show_context(cell)
        self.go_to(cell, field, cursor)
        if scroll:
            self.section.scroll_by_hand(scroll)
        if self.visit.locked:
            self._say_signed()
        self.opened.emit(seen.visit.id)

    def _where(
        self, seen: OpenVisit, question: str | None, current: Cell | None
    ) -> tuple[Cell | None, str, int | None, int]:
        """Where to stand: at the question asked for, where one was, where one last was, or at the first unanswered."""
        visit = self.visit
        assert visit is not None
        field, cursor = self._field
        self._field = ("", 0)
        if question is not None and (cell := visit.cell_named(question)) is not None:
            return cell, field, cursor, 0
        if current is not None and visit.sheet.is_relevant(*current):
            return current, "", None, self.section.scrolled()
        place = seen.place
        if place is not None and (cell := visit.cell_named(place.question, place.row)) is not None:
            return cell, place.field, place.cursor, place.scroll
        return visit.first(), "", None, 0

    def _take_up(self, seen: OpenVisit) -> list[Draft]:
        """What was typed when the program stopped: where the person stood it goes on being typed, elsewhere it is done.

        A draft that is no answer to its question stays a draft on its card.
        """
        visit = self.visit
        assert visit is not None
        here = (seen.place.question, seen.place.row) if seen.place is not None else None
        shown: list[Draft] = []
        for draft in seen.drafts:
            cell = visit.cell_named(draft.question, draft.row)
            if cell is None or visit.locked:
                continue
            if (draft.question, draft.row) == here or draft.field not in ("note", "value"):
                shown.append(draft)
            elif draft.field == "note":
                self.flow.note(cell, draft.text)
            else:
                self.flow.answer(cell, draft.text)
        return shown

    @Slot(Exception, object)
    def _refuse_opening(self, problem: Exception, _about: object) -> None:
        self._wanted = None
        self.failed.emit(problem)

    def _show_nothing(self) -> None:
        self.header.show_title(say("Besök", "Visit"))
        self.next_button.hide()
        self.support.hide()
        self._body.setCurrentIndex(0)

    def _show_header(self) -> None:
        visit = self.visit
        assert visit is not None
        case = visit.case
        kind = (
            say("brukarbesök", "visit to user") if case.track is Track.USER else say("utförarbesök", "provider visit")
        )
        provider = say("utförare {}", "provider {}").format(case.provider_ref) if case.provider_ref else ""
        parts = [
            _state_words(visit),
            ", ".join(part for part in (case.service, kind) if part),
            say("version {}", "version {}").format(visit.checklist.version),
            provider if case.track is Track.USER else "",
        ]
        title = say("Ärende {}", "Case {}").format(case.label)
        self.header.show_title(title, " · ".join(part for part in parts if part))
        self.next_button.setVisible(not visit.locked)

    # Showing

    @Slot(object)
    def _take_card(self, card: QuestionCard) -> None:
        self.flow.listen(card)

    def _fill(self, card: QuestionCard) -> None:
        """Show on a card what is known of its question."""
        visit = self.visit
        assert visit is not None
        cell = card.cell
        card.part.show_choices(visit.sheet.choices(*cell))
        if card.answerable:
            card.show_answer(visit.answer(cell))
        else:
            value = visit.sheet.value(*cell)
            card.show_calculated("" if value is None else str(value))
        self._show_findings(card)
        self._show_faults(card)
        card.show_saved(self._written(cell))
        card.set_locked(visit.locked or visit.visit.state is VisitState.DROPPED)

    def _show_findings(self, card: QuestionCard) -> None:
        visit = self.visit
        assert visit is not None
        cell, findings = card.cell, visit.findings(card.cell)
        known = set(card.blocks)
        card.show_findings(findings)
        words = visit.answer_words(cell)
        for finding in findings:
            block = card.blocks[finding.id]
            if finding.id not in known:
                block.edited.connect(lambda *given, cell=cell: self.flow.edit_finding(cell, *given))
                block.removed.connect(lambda id, cell=cell: self.flow.remove_finding(cell, id))
                block.told_lead.connect(lambda id, cell=cell: self.flow.tell_lead(cell, id))
                block.typed.connect(lambda *given, cell=cell: self.flow.type_wording(cell, *given))
                block.action_wanted.connect(self.flow.action_wanted)
                block.set_locked(visit.locked)
            action = visit.action_of(finding)
            block.show_finding(finding, card.question.id, words, action, visit.seen.leads)

    def _show_faults(self, card: QuestionCard) -> None:
        visit = self.visit
        assert visit is not None
        said = []
        for fault in visit.faults(card.cell):
            words = fault.message.in_()
            ask = say("Rätta eller skriv varför.", "Put it right or say why.") if fault.soft else ""
            kept = say("Svaret är sparat.", "The answer is saved.")
            said.append(" ".join(part for part in (words, ask, kept) if part))
        card.show_faults(said)

    def _written(self, cell: Cell) -> str:
        """Who wrote the answer, where it was somebody else."""
        visit = self.visit
        assert visit is not None
        authors = visit.seen.authors.get(visit.answer(cell).id, {})
        if not authors:
            return ""
        latest = max(authors.values(), key=lambda author: author.at)
        at = latest.at.astimezone()
        if latest.by == self.desk.me:
            return ""
        return f"{visit.seen.people.get(latest.by, '')} {at:%H.%M}".strip()

    @Slot(object, object)
    def _show_changed(self, cell: Cell, changed: Changed | None) -> None:
        """An answer was taken: show what opened, closed, became faulty or right, and how far the visit has come."""
        visit = self.visit
        if visit is None:
            return
        if changed is not None:
            here = {name for name, section in visit.sheet.plan.section_names.items() if section == self.section.section}
            if any(one.name in here or one.name == self.section.section for one in changed.relevance) or changed.rows:
                known = set(self.section.cards)
                self.section.show_changes()
                for fresh in set(self.section.cards) - known:
                    self._fill(self.section.cards[fresh])
            for touched in dict.fromkeys((*changed.judged, *changed.values)):
                card = self.section.cards.get(Cell(*touched))
                if card is not None and card.cell != cell:
                    self._fill(card)
        card = self.section.cards.get(cell)
        if card is not None:
            card.show_answer(visit.answer(cell))
            self._show_faults(card)
        self._show_progress()

    def _show_progress(self) -> None:
        visit = self.visit
        if visit is None:
            return
        for part in (self.panel, self.bar):
            part.show_visit(visit, self.section.section, self.section.current)
        self.section.show_head()
        following = visit.next_of(Wanted.UNANSWERED, self.section.current)
        for cell, card in self.section.cards.items():
            card.show_next(cell == following and cell != self.section.current and not visit.locked)

    @Slot(object)
    def _show_found(self, cells: tuple[Cell, ...]) -> None:
        for cell in cells:
            card = self.section.cards.get(cell)
            if card is not None:
                self._show_findings(card)
        self._show_progress()

    @Slot(object, datetime)
    def _show_stored(self, cell: Cell, at: datetime) -> None:
        card = self.section.cards.get(cell)
        if card is not None:
            card.show_saved(say("Sparat {}", "Saved {}").format(f"{at.astimezone():%H:%M:%S}"))
        if self.visit is not None and self.visit.visit.started_at is None:
            self.writer.perform(open_visit, self.desk.store, self.visit.visit.id).done.connect(self._begin)

    @Slot(object, object)
    def _begin(self, seen: OpenVisit, _about: object) -> None:
        """The first answer has begun the visit: show since when."""
        if self.visit is not None and self.visit.visit.id == seen.visit.id:
            self.visit.visit = seen.visit
            self._show_header()

    @Slot(object, Exception)
    def _show_refused(self, cell: Cell | None, problem: Exception) -> None:
        card = self.section.cards.get(cell) if cell is not None else None
        if card is not None and isinstance(problem, KollegieError):
            card.show_faults([problem.sentence()])
        else:
            self.failed.emit(problem)

    @Slot(object)
    def _show_trouble(self, problem: KollegieError | None) -> None:
        if problem is None:
            self._strip_holder.hide()
            return
        kept = say(
            "Det du skriver ligger kvar här och sparas så fort det går.",
            "What you type stays here and is saved as soon as it can be.",
        )
        self._tell(StripKind.PROBLEM, kept, problem.sentence())

    def _show_context(self, cell: Cell | None) -> None:
        visit = self.visit
        assert visit is not None
        for context in (self.context, self.sheet_context):
            context.show_visit(visit, cell)
        self._count_support()

    def _count_support(self) -> None:
        self.support.setText(say("Stöd", "Support") + f" · {self.context.count}")
        self.support.updateGeometry()

    # Where the person is

    @Slot(object)
    def _come_to(self, cell: Cell) -> None:
        """The person has clicked or tabbed into a card."""
        if cell != self.section.current and cell in self.section.cards:
            self._stand_at(cell, fold_others=False)

    def _stand_at(self, cell: Cell, *, fold_others: bool) -> None:
        visit = self.visit
        assert visit is not None
        left = self.section.cards.get(self.section.current) if self.section.current is not None else None
        if left is not None and left.cell != cell and not visit.locked:
            left.finish()
        self.section.set_current(cell, fold_others=fold_others)
        for context in (self.context, self.sheet_context):
            context.show_question(visit, cell)
        self._count_support()
        self._show_progress()
        self.writer.stand_at(Place(visit.visit.id, cell.name, row_text(cell.row), "", 0, self.section.scrolled()))

    def _typing(self) -> bool:
        return any(card.part.begun or card.field_in_focus()[0] == "note" for card in self.section.cards.values())

    @Slot(object)
    def _open_section(self, section: str) -> None:
        if self.visit is None:
            return
        cells = self.visit.cells(section)
        asked = [cell for cell in cells if self.visit.question(cell).answerable]
        left = [cell for cell in asked if self.visit.state(cell) is AnswerState.UNANSWERED]
        if cells:
            self.go_to((left or asked or list(cells))[0])

    @Slot(object)
    def _go_to_chosen(self, cell: Cell) -> None:
        self.go_to(cell)

    @Slot()
    def _next_fault(self) -> None:
        self.go_to_next(Wanted.FAULTY)

    @Slot()
    def _next_flagged(self) -> None:
        self.go_to_next(Wanted.FLAGGED)

    @Slot()
    def _next_section(self) -> None:
        self._step_section(1)

    @Slot()
    def _previous_section(self) -> None:
        self._step_section(-1)

    def _step_section(self, step: int) -> None:
        if self.visit is None:
            return
        names = [section.name for section in self.visit.sections()]
        at = names.index(self.section.section) + step if self.section.section in names else 0
        if 0 <= at < len(names):
            self._open_section(names[at])

    @Slot(int)
    def _step(self, step: int) -> None:
        """One question on or back, over the edge of the section too."""
        visit, current = self.visit, self.section.current
        if visit is None or current is None:
            return
        order = [cell for cell in visit.sheet.relevant() if visit.question(cell).answerable]
        at = order.index(current) + step if current in order else 0
        if 0 <= at < len(order):
            self.go_to(order[at])

    @Slot(object)
    def _go_on_from(self, cell: Cell) -> None:
        if cell == self.section.current:
            self._step(1)

    @Slot(bool)
    def _choose_single(self, single: bool) -> None:
        self.section.set_single(single)

    @Slot()
    def _toggle_single(self) -> None:
        self.section.set_single(not self.section.single)

    @Slot()
    def _show_support(self) -> None:
        if self.support.isVisible():
            self.sheet.toggle()

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
                self._step(1)
            case Qt.Key.Key_A if event.text():
                card.unfold()
                card.enter_field("note")
            case _ if event.text() and card.choose_by_key(event.text()):
                pass
            case _:
                super().keyPressEvent(event)

    # Undo, sign, identity

    @Slot()
    def undo(self) -> None:
        """Take back the latest step."""
        if self.visit is not None and not self.visit.locked:
            self.finish()
            self.flow.undo()

    @Slot()
    def redo(self) -> None:
        """Take the step last undone once more."""
        if self.visit is not None and not self.visit.locked:
            self.finish()
            self.flow.redo()

    @Slot()
    def ask_to_sign(self) -> None:
        """Show what a signature means and what is left."""
        if self.visit is None or self.visit.locked:
            return
        self.finish()
        self._dialog = SignDialog(self.visit, self)
        self._dialog.signing.connect(self.flow.sign)
        self._dialog.going.connect(self._go_to_chosen)
        self._dialog.passing_over.connect(self._pass_over)
        self._dialog.dropping.connect(self.flow.drop)
        self._dialog.open()

    @Slot(object)
    def _pass_over(self, reason: object) -> None:
        visit = self.visit
        if visit is not None:
            left = [cell for cell in visit.sheet.relevant() if visit.state(cell) is AnswerState.UNANSWERED]
            self.flow.pass_over(left, reason)  # type: ignore[arg-type]

    @Slot(object, object)
    def _show_reloaded(self, seen: OpenVisit, undone: Undone | None) -> None:
        """The visit was read anew: every card shows what stands in the store."""
        visit = self.visit
        if visit is None:
            return
        was_locked = visit.locked
        visit.show(seen, current_language())
        touched = [visit.cell_named(name, row) for name, row in undone.questions] if undone is not None else []
        first = next((cell for cell in touched if cell is not None), None)
        target = first or self.section.current
        if target is None or not visit.sheet.is_relevant(*target):
            target = visit.first()
        if target is not None and visit.section_of(target) != self.section.section:
            self.section.show_section(visit, visit.section_of(target))
        self.section.show_changes()
        for card in self.section.cards.values():
            self._fill(card)
            card.show_answer(visit.answer(card.cell), keep_typing=False) if card.answerable else None
        self._show_header()
        self._show_context(target)
        if target is not None:
            self._stand_at(target, fold_others=False)
            if first is not None:
                self.section.bring_into_view(target)
                self.section.cards[target].enter_field()
        if undone is not None and undone.partly:
            words = say("En annan persons ändring fick stå kvar.", "Another person's edit was left as it is.")
            self._tell(StripKind.INFO, words)
        if visit.locked and not was_locked:
            self._say_signed()
        if self._dialog is not None and self._dialog.isVisible():
            self._dialog.show_visit(visit)

    @Slot(object)
    def _show_removed(self, finding: Finding) -> None:
        question = self.visit.checklist.question(finding.question) if self.visit is not None else None
        words = say("Iakttagelsen i {} är borttagen.", "The finding at {} is removed.")
        back = Act("undo", say("Ångra", "Undo"), "", "Ctrl+Z", link=True)
        self._tell(StripKind.UNDO, words.format(question.id if question is not None else ""), acts=(back,))

    def _say_signed(self) -> None:
        visit = self.visit
        if visit is None or visit.visit.signed_at is None:
            return
        at = visit.visit.signed_at.astimezone()
        words = say("Signerat {}. Senare ändringar blir tillägg med skäl.", "Signed {}. Later changes are amendments.")
        self._tell(StripKind.DONE, words.format(f"{at:%H.%M}"))

    def _say_none_left(self, wanted: Wanted) -> None:
        words = {
            Wanted.UNANSWERED: say("Inga obesvarade frågor kvar.", "No unanswered questions left."),
            Wanted.FAULTY: say("Inget att rätta.", "Nothing to put right."),
            Wanted.FLAGGED: say("Inga flaggade svar.", "No flagged answers."),
        }[wanted]
        sign = Act("sign", say("Signera…", "Sign…"), "signature")
        ready = (
            wanted is Wanted.UNANSWERED and self.visit is not None and not self.visit.locked and not self.visit.left()
        )
        self._tell(StripKind.INFO, words, acts=(sign,) if ready else ())

    def _tell(self, kind: StripKind, text: str, title: str = "", acts: Sequence[Act] = ()) -> None:
        close = Act("close", say("Stäng", "Close"), "x", link=True)
        self.strip.show_message(kind, text, title, (*acts, close))
        self._strip_holder.show()

    @Slot(str)
    def _act_on_strip(self, name: str) -> None:
        self._strip_holder.hide()
        if name == "undo":
            self.undo()
        elif name == "sign":
            self.ask_to_sign()

    @Slot()
    def _ask_for_identity(self) -> None:
        if self.visit is not None:
            receipt = self.writer.perform(read_identity, self.desk.store, self.visit.case.id)
            receipt.done.connect(self._show_identity)
            receipt.refused.connect(self._refuse_opening)

    @Slot(object, object)
    def _show_identity(self, identity: object, _about: object) -> None:
        for context in (self.context, self.sheet_context):
            context.show_identity(identity)  # type: ignore[arg-type]
        self._show_context(self.section.current)

    # Fitting the window

    @Slot()
    def _fit(self) -> None:
        """Columns where there is room; else the context opens over the questions, and the sections drop down."""
        if self.visit is None:
            return
        look = theme()
        whole = self.width()
        listed = max(self.panel.sizeHint().width(), self.panel.minimumSizeHint().width())
        middle = whole - listed
        narrow = look.characters(middle - 2 * 46) < LEAST_CHARACTERS
        beside = not narrow and middle - look.space(348) >= min(look.px(LEAST_QUESTION), look.px(WIDEST))
        self.panel.setVisible(not narrow)
        self.bar.setVisible(narrow)
        self.side.setVisible(beside)
        self.support.setVisible(not beside)
        if beside:
            self.sheet.close_sheet()
        short = narrow or whole < look.px(820)
        self.next_button.setText(say("Nästa", "Next") if short else say("Nästa obesvarade", "Next unanswered"))
        self.next_button.show_key("" if short else "F8")
        self.support.show_key("" if short else "F9")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def hideEvent(self, event: QHideEvent) -> None:
        self.finish()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            QTimer.singleShot(0, self._fit)


def _state_words(visit: VisitInHand) -> str:
    """Where the visit stands, for the header."""
    record = visit.visit
    if record.signed_at is not None:
        signer = visit.seen.people.get(record.signed_by, "") if record.signed_by is not None else ""
        words = say("Signerat {} av {}", "Signed {} by {}")
        return words.format(f"{record.signed_at.astimezone():%H.%M}", signer)
    if record.state is VisitState.DROPPED:
        return say("Blev inte av: {}", "Did not take place: {}").format(drop_reason_words(record.dropped_because))
    if record.started_at is not None:
        return say("Pågår sedan {}", "Going on since {}").format(f"{record.started_at.astimezone():%H.%M}")
    return say("Ej påbörjat", "Not begun")
