"""The room of warning signals: the list by urgency, one signal beside it, and the acts that move it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from kollegie.language import grouped, say
from kollegie.model.signals import SignalState, WarningSignal
from kollegie.screening.naming import names_in
from kollegie.screening.signals import Screening, worth_of_rules
from kollegie.screening.telling import closed_words, found_words, grown_words, untried_words
from ui.desk import Desk
from ui.new_file import choose_new_file
from ui.page import Page
from ui.signals.action_row import ActionRow
from ui.signals.acts import SignalActs
from ui.signals.causes_panel import CausesPanel
from ui.signals.filters import SignalFilters
from ui.signals.forms import ReasonForm
from ui.signals.gathering import Detail, Gathered, gather, gather_detail, groups, row_of
from ui.signals.reason_place import ReasonPlace
from ui.signals.search_panel import SearchPanel
from ui.signals.signal_detail import SignalDetail
from ui.signals.suspicions_panel import SuspicionsPanel
from ui.widgets.buttons import LinkButton, PlainButton
from ui.widgets.empty_state import EmptyPage, EmptyState
from ui.widgets.list_column import ListAndDetail
from ui.widgets.row_list import RowList
from ui.widgets.shown_page import ShownPage
from ui.widgets.strip import StripKind
from ui.widgets.tab_order import stands_within
from ui.widgets.two_line_delegate import Row

LIST_WIDTH = 404


class SignalsPage(Page):
    """Shows every warning signal of this laptop. A signal is a question; only people move it, and all can be undone."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, say("Varningssignaler", "Warning signals"), parent)
        self._signals: tuple[WarningSignal, ...] = ()
        self._gathered: Gathered | None = None
        self._wanted: UUID | None = None
        self._narrowed: tuple[Any, ...] = ()
        self.undo_it = LinkButton(say("Ångra", "Undo"), "undo-2", "Ctrl+Z")
        self.causes_button = PlainButton(say("Förklaringar och regler", "Explanations and rules"), "list-checks")
        self.run_again = PlainButton(say("Sök signaler…", "Look for signals…"), "refresh-cw", "Ctrl+R")
        self.filters = SignalFilters()
        self.list = RowList(say("Signaler", "Signals"), _row)
        self.main_part = self.list
        self.detail = SignalDetail(desk)
        self.action_row = ActionRow()
        self.acts = SignalActs(desk, self)
        self._reasons = ReasonPlace(desk, self.acts, self.action_row)
        self.suspicions_button = PlainButton(say("Misstankar", "Suspicions"), "lock")
        for button in (
            *(self.acts.work.stop, self.undo_it),
            *(self.suspicions_button, self.causes_button, self.run_again),
        ):
            self.header.add_action(button)
        self.undo_it.hide()
        self.causes = CausesPanel()
        self.suspicions = SuspicionsPanel(desk, self.acts.work)
        self.search = SearchPanel(desk)
        self._empty = EmptyState(
            "message-circle-question-mark",
            say("Inga signaler än", "No signals yet"),
            say(
                "Läs in tidrapporter, fakturor och beslut i Underlag och Register, och sök sedan signaler.",
                "Take in time reports, invoices and decisions in Records and Register, then look for signals.",
            ),
            say("Sök signaler…", "Look for signals…"),
            "refresh-cw",
        )
        self._stack = ShownPage()
        self._lay_out()
        self._connect()

    @property
    def form(self) -> ReasonForm | None:
        """The form of the signal shown, where one is open."""
        return self._reasons.form

    def hints(self) -> tuple[tuple[str, str], ...]:
        back = ("Esc", say("tillbaka", "back"))
        if self._stack.currentWidget() is self._nothing:
            return (("Ctrl+R", say("sök signaler", "look for signals")),)
        if self._stack.currentWidget() is not self._browsing:
            return (back,)
        if self.form is not None:
            return ("Ctrl+Return", say("spara skälet", "save the reason")), back
        keys = self.action_row.keys
        told = [(key, keys[key][1][:1].lower() + keys[key][1][1:]) for key in ("B", "V", "E", "A") if key in keys]
        return ("↑ ↓", say("välj", "choose")), *told

    def place(self) -> object:
        return self.detail.detail.signal.id if self.detail.detail is not None else None

    def show_place(self, place: object) -> None:
        if isinstance(place, UUID):
            self._wanted = place
            self.filters.show_every_one()
            self.show_signals()

    def refresh(self) -> None:
        self.desk.look(self, gather).done.connect(self._show)

    @Slot()
    def show_signals(self) -> None:
        """Show the list again; whoever comes from another panel stands in it, and not on what is next in the header."""
        here = stands_within(self._browsing)
        self._stack.setCurrentWidget(self._browsing)
        if not here:
            self.list.setFocus()
        self.refresh()

    @Slot()
    def show_causes(self) -> None:
        """Show what is remembered, and what the rules have been worth."""
        self.desk.ask(self, partial(worth_of_rules, self.desk.store)).done.connect(self._show_worths)

    @Slot()
    def show_suspicions(self) -> None:
        """Show the confidential suspicions of whoever sits here."""
        self._stack.setCurrentWidget(self.suspicions)
        self.suspicions.show_all()

    @Slot()
    def write_suspicion(self) -> None:
        """Write a confidential suspicion that begins from the signal shown."""
        if self.detail.detail is not None:
            self._stack.setCurrentWidget(self.suspicions)
            self.suspicions.write_about(self.detail.detail.signal)

    @Slot()
    def open_run_form(self) -> None:
        """Ask what a screening should look at."""
        self._stack.setCurrentWidget(self.search)
        self.search.form.rule.setFocus()

    def _lay_out(self) -> None:
        self._browsing = ListAndDetail(LIST_WIDTH)
        self._nothing = EmptyPage(self._empty)
        self._browsing.left.column.addWidget(self.filters)
        self._browsing.left.column.addWidget(self.list, 1)
        self._browsing.right.addWidget(self.detail, 1)
        self._browsing.right.addWidget(self._reasons)
        for page in (self._browsing, self._nothing, self.causes, self.suspicions, self.search):
            self._stack.addWidget(page)
        self.column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.filters.changed.connect(self._show_list)
        self.list.chosen.connect(self._choose)
        self.detail.names_wanted.connect(self._ask_names)
        self.detail.visit_wanted.connect(self._open_visit)
        self.detail.every_one_wanted.connect(self._show_every_one)
        self.detail.acted.connect(self._act)
        self.undo_it.clicked.connect(self.acts.undo)
        self.causes_button.clicked.connect(self.show_causes)
        self.causes.left.connect(self.show_signals)
        self.suspicions_button.clicked.connect(self.show_suspicions)
        self.suspicions.left.connect(self.show_signals)
        self.suspicions.signal_wanted.connect(self.show_place)
        self.suspicions.told.connect(self._tell_done)
        self.causes.forgotten.connect(self.acts.forget)
        self.run_again.clicked.connect(self.open_run_form)
        self._empty.acted.connect(self.open_run_form)
        self.search.found.connect(self._tell_found)
        self.search.failed.connect(self.failed)
        self.search.stopped.connect(self._tell_stopped)
        self.search.left.connect(self.show_signals)
        self.action_row.acted.connect(self._act)
        self._reasons.left.connect(self._show_list)
        self._reasons.closed.connect(self.list.setFocus)
        for other in (self._stack.currentChanged, self.action_row.offered, self._reasons.turned):
            other.connect(self.turned)
        self.acts.told.connect(self._tell)
        self.acts.undone.connect(self._tell_step_back)
        self.acts.saved.connect(self._tell_saved)
        self.acts.work.failed.connect(self.failed)
        shown, press = self._browsing, self.action_row.press
        ask = say("fråga vid besöket, eller ta med i urvalet", "ask at the visit, or take into the sample")
        self.add_key("B", ask, partial(press, "B"), on=self.action_row)
        self.add_key("V", say("visa frågan i besöket", "show the question"), partial(press, "V"), on=self.action_row)
        self.add_key("E", say("förklara", "explain"), partial(press, "E"), on=shown)
        self.add_key("A", say("felaktiga data", "faulty data"), partial(press, "A"), on=shown)
        self.add_key("M", say("skriv misstanke", "write a suspicion"), self.write_suspicion, on=shown)
        self.add_key("N", say("visa namn", "show names"), self.detail.ask_for_names, on=shown)
        self.add_key("Ctrl+F", say("filtrera", "filter"), self.filters.words.setFocus, on=shown)
        self.add_key("Ctrl+R", say("sök signaler", "look for signals"), self.open_run_form)
        self.add_key("Ctrl+P", say("skriv ut signalen", "print the signal"), self.print_sheet, on=shown)
        self.add_key("Ctrl+Z", say("Ångra", "Undo"), self.acts.undo)
        self.add_key("Ctrl+Y", say("Gör om", "Redo"), self.acts.redo)
        self.add_key("Ctrl+Return", say("spara skälet", "save the reason"), self._reasons.save, on=shown)
        self.add_key("Escape", say("tillbaka", "back"), self._leave)

    @Slot(object)
    def _show(self, gathered: Gathered) -> None:
        self._gathered, self._signals = gathered, gathered.signals
        self.undo_it.setVisible(gathered.undo)
        present = [signal for signal in self._signals if not signal.gone]
        open_ones = sum(signal.state.is_open for signal in present)
        closed = Counter(signal.state for signal in present)
        said = [
            say(f"{grouped(open_ones)} att kontrollera", f"{grouped(open_ones)} to look into"),
            *closed_words(closed),
        ]
        self.header.show_title(
            say("Varningssignaler", "Warning signals"),
            " · ".join([*said, say("en signal är en fråga, aldrig en dom", "a signal is a question, never a verdict")]),
        )
        self.filters.show_signals(self._signals)
        if self._stack.currentWidget() in (self._browsing, self._nothing):
            self._stack.setCurrentWidget(self._browsing if self._signals else self._nothing)
        elif self._stack.currentWidget() is self.causes:
            self.show_causes()
        elif self._stack.currentWidget() is self.suspicions:
            self.suspicions.refresh()
        if not self._writing_of_hidden():
            self._show_list()

    def _writing_of_hidden(self) -> bool:
        """Whether somebody writes a reason for a signal that the list would show no more, as after a quiet sync: the
        list is made anew when it is given or put away."""
        if not self._reasons.writing or self._wanted is not None:
            return False
        return not any(signal.id == self.place() and self.filters.fits(signal) for signal in self._signals)

    @Slot()
    def _show_list(self) -> None:
        matching = self.filters.matching(self._signals)
        chosen = self.list.current()  # its detail may be on its way
        shown = self.detail.detail.signal if self.detail.detail is not None else None
        stands = chosen if isinstance(chosen, WarningSignal) else shown
        kept = self._wanted if any(signal.id == self._wanted for signal in matching) else None
        kept = kept or (stands.id if stands is not None else self._wanted)
        self._wanted = None
        before, self._narrowed = self._narrowed, self.filters.narrowed_by()
        things, stood = groups(matching), 0
        if self._narrowed == before:
            stood = max(0, self.list.currentIndex().row())  # where it goes, one goes on with the next
        self.list.show_things(things, lambda thing: isinstance(thing, WarningSignal) and thing.id == kept)
        if self.list.current() is None and not self._reasons.writing and not self.list.go_to_first(stood):
            self._wanted = kept  # and there one is again when the filter lets it through
            self._reasons.close_form()
            self.detail.show_nothing(self.filters.why_none(self._signals))
            self.action_row.show_for(None)

    @Slot()
    def _show_every_one(self) -> None:
        self.filters.show_every_one()
        self.filters.show_signals(self._signals)
        self._show_list()
        self.list.setFocus()

    @Slot(object)
    def _choose(self, thing: object) -> None:
        if isinstance(thing, WarningSignal):
            self.desk.look(self, partial(gather_detail, thing.id)).done.connect(self._show_detail)

    @Slot(object)
    def _show_detail(self, detail: Detail | None) -> None:
        current = self.list.current()
        if detail is None or not isinstance(current, WarningSignal) or current.id != detail.signal.id:
            return
        if self._reasons.writing and self.place() == detail.signal.id:
            return  # somebody is writing a reason; it is shown anew when it is stored
        self._reasons.close_form()
        self.detail.show_detail(detail)
        self.action_row.show_for(detail)
        self._reasons.show_begun(detail.signal.id)

    @Slot(object)
    def _ask_names(self, signal: WarningSignal) -> None:
        receipt = self.desk.act(names_in, self.desk.store, signal)
        receipt.meant_for(self).done.connect(partial(self.detail.show_names, signal.id))

    @Slot(object, str)
    def _open_visit(self, visit: UUID, question: str) -> None:
        self.going.emit("visit", (visit, question))

    # Acts

    @Slot(str)
    def _act(self, name: str) -> None:
        detail = self.detail.detail
        if detail is None:
            return
        match name:
            case "show":
                self.detail.tell_visit()
            case "visit":
                self.acts.ask(detail)
            case "sample":
                self.acts.take_into_sample(detail)
            case "explain" | "dismiss":
                self.open_form(name == "explain")
            case "confirm" | "refute" | "reopen":
                states = (SignalState.CONFIRMED, SignalState.REFUTED, SignalState.NEW)
                self.acts.move(detail.signal.id, states[("confirm", "refute", "reopen").index(name)])
            case "suspect":
                self.write_suspicion()
            case "print":
                self.print_sheet()

    def open_form(self, explaining: bool) -> None:
        """Ask why the signal is explained or dismissed."""
        if self.detail.detail is not None:
            self._reasons.open(self.detail.detail.signal.id, explaining=explaining)

    @Slot(str)
    def _tell(self, words: str) -> None:
        if not self._reasons.writing:
            self._reasons.close_form()
        self.telling.emit(StripKind.UNDO, words + say(" Ångra med Ctrl+Z.", " Undo with Ctrl+Z."), "")
        self.refresh()

    @Slot(str)
    def _tell_done(self, words: str) -> None:
        self.telling.emit(StripKind.DONE, words, "")

    @Slot(object, str, str, frozenset)
    def _tell_step_back(self, kind: StripKind, words: str, title: str, ids: frozenset[UUID]) -> None:
        """Say that a step was taken back, and stand on the signal it was taken with."""
        self.telling.emit(kind, words, title)
        if not self._reasons.writing:
            self._wanted = next((signal.id for signal in self._signals if signal.id in ids), self._wanted)
        self.refresh()

    @Slot(str)
    def _tell_saved(self, name: str) -> None:
        self.telling.emit(StripKind.DONE, say(f"Sparad som {name}.", f"Saved as {name}."), "")

    @Slot()
    def print_sheet(self) -> None:
        """Let the person choose where the signal's sheet is saved."""
        detail = self.detail.detail
        if detail is None:
            return
        name = f"{detail.signal.rule.lower()}-{detail.signal.id.hex[:8]}.pdf"
        path = choose_new_file(self, say("Skriv ut signalen", "Print the signal"), name, "PDF (*.pdf)")
        if path is not None:
            self.acts.print_to(detail.signal.id, path)

    @Slot(object)
    def _show_worths(self, worths: Sequence[Any]) -> None:
        causes = self._gathered.causes if self._gathered is not None else ()
        self.causes.show_all(causes, worths, self.desk.now().date())
        self._stack.setCurrentWidget(self.causes)

    # A screening

    @Slot(object)
    def _tell_found(self, result: Screening) -> None:
        self.filters.show_latest(result.new | result.grown)
        told = (f"{found_words(result)}.", grown_words(result), untried_words(result))
        self.telling.emit(StripKind.DONE, " ".join(words for words in told if words), "")
        self.show_signals()

    @Slot()
    def _tell_stopped(self) -> None:
        words = say("Sökningen är avbruten. Inget är ändrat.", "The search was stopped. Nothing has changed.")
        self.telling.emit(StripKind.INFO, words, "")

    @Slot()
    def _leave(self) -> None:
        if self._stack.currentWidget() in (self.causes, self.suspicions, self.search):
            self.show_signals()
        else:
            self._reasons.leave()


def _row(thing: Any) -> Row:
    return thing if isinstance(thing, Row) else row_of(thing)
