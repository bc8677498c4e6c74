"""The desk page: invoices, payouts, reclaims and letters of a month, and pictures of how they add up."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.language import out_of, say
from kollegie.model.invoices import InvoiceState
from ui.desk import Desk
from ui.invoices.gathering import Month, open_month
from ui.invoices.invoices_view import InvoicesView
from ui.invoices.letters_view import LettersView
from ui.invoices.payouts_view import PayoutsView
from ui.invoices.pictures_view import PicturesView
from ui.invoices.reclaims_view import ReclaimsView
from ui.invoices.two_panes import TwoPanes
from ui.page import Page
from ui.rooms import ROOMS
from ui.tasks import Task
from ui.tokens import PAGE_EDGE
from ui.widgets.buttons import LinkButton
from ui.widgets.choice import Option
from ui.widgets.drop_down import DropDown
from ui.widgets.empty_state import EmptyState
from ui.widgets.segmented_choice import SegmentedChoice
from ui.widgets.shown_page import ShownPage


class InvoicesPage(Page):
    """Shows the records of a month, so that every invoice and payout is looked through."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, say("Fakturor", "Invoices"), parent)
        self._task: Task | None = None
        self._again = False
        self._wanted_month = ""
        self._opened: tuple[str, str] | None = None
        self.month: Month | None = None
        self.invoices = InvoicesView(desk)
        self.payouts = PayoutsView(desk)
        self.reclaims = ReclaimsView(desk)
        self.letters = LettersView(desk)
        self.pictures = PicturesView(desk)
        self.views: dict[str, InvoicesView | PayoutsView | ReclaimsView | LettersView | PicturesView] = {
            "invoices": self.invoices,
            "payouts": self.payouts,
            "reclaims": self.reclaims,
            "letters": self.letters,
            "pictures": self.pictures,
        }
        self.tabs = SegmentedChoice(
            say("Vad sidan visar", "What the page shows"),
            [
                Option("invoices", say("Fakturor", "Invoices")),
                Option("payouts", say("Utbetalningar", "Payouts")),
                Option("reclaims", say("Återkrav", "Reclaims")),
                Option("letters", say("Brev", "Letters")),
                Option("pictures", say("Bilder", "Pictures")),
            ],
        )
        self.tabs.show_value("invoices")
        self.months = DropDown(say("Månad", "Month"))
        self.stop = LinkButton(say("Avbryt", "Cancel"))
        self.stop.hide()
        self._empty = EmptyState(
            "banknote",
            say("Inga fakturor inlästa än", "No invoices taken in yet"),
            say(
                "Läs in fakturor, tidrapporter och beslut. Sedan står varje faktura här bredvid det som beviljats, "
                "planerats och rapporterats.",
                "Take in invoices, time reports and decisions. Then every invoice stands here beside what was granted, "
                "planned and reported.",
            ),
            say("Gå till inläsningen", "Go to the imports"),
            "file-plus",
        )
        self._stack = ShownPage()
        self._lay_out()
        self._show_current()
        self.tabs.chosen.connect(self.show_view)
        self.months.chosen.connect(self._choose_month)
        self.stop.clicked.connect(self._stop)
        self._empty.acted.connect(self._go_to_imports)
        for view in self.views.values():
            view.telling.connect(self.telling)
            view.failed.connect(self.failed)
            view.changed.connect(self.refresh)
            view.going.connect(self.going)
            view.turned.connect(self.turned)
        invoices = self.invoices
        for key, words, state in (
            ("G", say("godkänn fakturan", "approve the invoice"), InvoiceState.APPROVED),
            ("B", say("bestrid fakturan", "dispute the invoice"), InvoiceState.DISPUTED),
            ("U", say("begär underlag", "ask for documents"), InvoiceState.DOCUMENTS_ASKED),
            ("K", say("underlaget är komplett", "documents are complete"), InvoiceState.COMPLETE),
        ):
            self.add_key(key, words, partial(invoices.bar.step, state), on=invoices)
        self.add_key("C", say("checklistan", "the checklist"), invoices.open_checklist, on=invoices)
        self.add_key("P", say("brev som PDF", "letter as PDF"), invoices.bar.ask_for_letter, on=invoices)
        self.add_key("Ctrl+Return", say("spara beslutet", "save the decision"), invoices.bar.decide, on=invoices)
        self.add_key("Escape", say("tillbaka", "back"), invoices.close_checklist, on=invoices)
        self.add_key("F8", say("nästa ej granskade", "next not reviewed"), invoices.next_open, on=invoices)
        self.add_key("Ctrl+Z", say("ångra", "undo"), self._undo)
        self.add_key("Ctrl+F", say("filtrera", "filter"), invoices.filter.setFocus, on=invoices)
        self.add_key("R", say("föreslå återkrav", "propose a reclaim"), self.payouts.propose_current, on=self.payouts)

    def hints(self) -> tuple[tuple[str, str], ...]:
        if self._stack.currentWidget() is self._empty_around:
            return ()
        view = self._stack.currentWidget()
        if isinstance(view, TwoPanes) and view.list.current() is None:
            return ()
        choose = ("↑ ↓", say("välj", "choose"))
        match self.tabs.value():
            case "payouts":
                propose = ("R", say("föreslå återkrav", "propose a reclaim"))
                return (choose, propose) if self.payouts.propose is not None else (choose,)
            case "reclaims":
                undo = ("Ctrl+Z", say("ångra", "undo"))
                return (choose, undo) if self.reclaims.steps else (choose,)
            case "letters" | "pictures":
                return (choose,)
        return self.invoices.hints()

    def panels(self) -> list[QWidget]:
        """The columns F6 goes through."""
        if self._stack.currentWidget() is self._empty_around:
            return [self._empty]
        return self._view.panels()

    def place(self) -> object:
        return self.tabs.value(), self.month.month if self.month is not None else ""

    def show_place(self, place: object) -> None:
        match place:
            case (str(view), str(month)) if view in self.views:
                self.show_view(view)
                self._wanted_month = month
            case ("invoice", str(provider), str(invoice), str(month)):
                self.show_view("invoices")
                self._wanted_month = month
                self._opened = provider, invoice
            case ("reclaim", UUID() as reclaim):
                self.show_view("reclaims")
                self.reclaims.wanted = reclaim
        self.refresh()

    def refresh(self) -> None:
        """Read the month off the GUI thread; a second wish waits for the first."""
        if self._task is not None:
            self._again = True
            return
        self._again = False
        loaded = self.month.desk if self.month is not None else None
        self._task = Task(partial(open_month, self.desk.store, loaded, self._wanted_month))
        self._task.progressed.connect(self._tell_progress)
        self._task.succeeded.connect(self._show)
        self._task.failed.connect(self.failed)
        self._task.ended.connect(self._end_task)
        self._task.start()

    @Slot(object)
    def show_view(self, name: str) -> None:
        """Show the invoices, the payouts, the reclaims, the letters or the pictures."""
        self.tabs.show_value(name)
        self._show_current()

    def _undo(self) -> None:
        """Take back the latest step with what is looked at."""
        for view in (self.invoices, self.reclaims):
            if self._stack.currentWidget() is view:
                view.undo()

    def _lay_out(self) -> None:
        self.header.add_action(self.stop)
        self.header.add_action(self.months)
        top = QWidget()
        row = QVBoxLayout(top)
        row.setContentsMargins(PAGE_EDGE - 8, 10, PAGE_EDGE, 0)
        row.addWidget(self.tabs)
        self.column.addWidget(top)
        for view in self.views.values():
            self._stack.addWidget(view)
        self._empty_around = QWidget()
        around = QVBoxLayout(self._empty_around)
        around.setContentsMargins(PAGE_EDGE, PAGE_EDGE, PAGE_EDGE, PAGE_EDGE)
        around.addWidget(self._empty)
        self._stack.addWidget(self._empty_around)
        self.column.addWidget(self._stack, 1)
        self.months.hide()

    @Slot(object)
    def _show(self, month: Month) -> None:
        self.month = month
        if self._again:
            return  # another month or invoice has been asked for meanwhile, and is read next
        self.months.show_options([(one, one) for one in month.months])
        self.months.show_value(month.month)
        self.months.setVisible(bool(month.months))
        self._wanted_month = month.month
        for view in self.views.values():
            view.show_month(month)
        self._show_current()
        if self._opened is not None:
            self.invoices.go_to(*self._opened)
            self._opened = None

    @property
    def _view(self) -> InvoicesView | PayoutsView | ReclaimsView | LettersView | PicturesView:
        return self.views[str(self.tabs.value() or "invoices")]

    def _show_current(self) -> None:
        month = self.month
        view = self._view
        nothing = month is not None and not month.desk.invoices.months() and view is self.invoices
        before = self._stack.currentWidget()
        self._stack.setCurrentWidget(self._empty_around if nothing else view)
        self.main_part = None if nothing else view.list
        meta = "" if month is None or nothing else month.share.sentence
        self.header.show_title(say("Fakturor", "Invoices"), meta)
        if self._stack.currentWidget() is not before:
            self.turned.emit()

    @Slot(object)
    def _choose_month(self, month: str) -> None:
        self._wanted_month = month
        self.refresh()

    @Slot()
    def _go_to_imports(self) -> None:
        names = {room.name for room in ROOMS}
        self.going.emit("records" if "records" in names else "register", None)

    @Slot(int, int, str)
    def _tell_progress(self, done: int, total: int, what: str) -> None:
        self.stop.setVisible(done < total)
        self.header.show_title(say("Fakturor", "Invoices"), f"{say('Läser', 'Reading')} {out_of(done, total)}")

    @Slot()
    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    @Slot()
    def _end_task(self) -> None:
        self._task = None
        self.stop.hide()
        self._show_current()
        if self._again:
            self.refresh()
