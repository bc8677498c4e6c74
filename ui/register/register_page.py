"""The register page: one kind of record at a time, what is known of the one chosen, and imports shown before done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kollegie.intake.import_plan import ImportPlan
from kollegie.intake.records import carry_out_register
from kollegie.intake.refused_rows import SavedRows
from kollegie.intake.register import plan_import
from kollegie.intake.several_kinds import own_mappings, read_by_words
from kollegie.language import counted, say
from kollegie.model.register import ServiceUser
from ui.desk import Desk
from ui.file_work import AfterActs, FileWork, StillWriting
from ui.new_file import choose_new_file
from ui.page import Page
from ui.register.details import Details
from ui.register.gathering import PAGE, Asked, Opened, open_list, order_list, read_page
from ui.register.kinds import KINDS, Known, kind_named, shown_as
from ui.taking_in.import_panel import ImportPanel
from ui.taking_in.refused_rows import save_rows, saved_words
from ui.tokens import PAGE_EDGE
from ui.widgets.buttons import PrimaryButton
from ui.widgets.choice import Option
from ui.widgets.drop_down import DropDown
from ui.widgets.empty_state import EmptyPage, EmptyState
from ui.widgets.filter_field import FilterField
from ui.widgets.layouts import AsideLayout
from ui.widgets.paged_list import PagedList
from ui.widgets.pages import Pages
from ui.widgets.segmented_choice import SegmentedChoice
from ui.widgets.strip import StripKind


class RegisterPage(Page):
    """Shows the register by number, never by name; a user's name is shown on demand, and that is logged."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, say("Register", "Register"), parent)
        self._shown = KINDS[0]
        self._pages: Pages | None = None
        self._places: Sequence[int] = ()
        self._panel: ImportPanel | None = None
        self._chosen: object = None
        self._deceased: dict[str, date] = {}
        self.take_in = PrimaryButton(say("Läs in fil…", "Take in a file…"), "file-plus", "Ctrl+I")
        self.work = FileWork(self, self.take_in)
        self.tabs = SegmentedChoice(
            say("Vad registret visar", "What the register shows"), [Option(kind.name, kind.word) for kind in KINDS]
        )
        self.tabs.show_value(self._shown.name)
        self.filter = FilterField(
            say("Visa bara rader med", "Only rows with"),
            say("Filtrera på nummer, område eller ord", "Filter by number, district or word"),
        )
        self.order = DropDown(say("Ordna efter", "Order by"))
        self.list = PagedList(say("Poster", "Records"), self._row)
        self.main_part = self.list
        self.details = Details(desk)
        self._empty = EmptyState(
            "book-open",
            say("Inget inläst än", "Nothing taken in yet"),
            say(
                "Läs in en fil från verksamhetssystemet (CSV eller Excel). Allt visas innan något skrivs.",
                "Take in a file from the case system (CSV or Excel). All is shown before anything is written.",
            ),
            say("Läs in fil…", "Take in a file…"),
            "file-plus",
        )
        self._stack = QStackedWidget()
        self._lay_out()
        self.take_in.clicked.connect(self.choose_files)
        self._empty.acted.connect(self.choose_files)
        self.work.failed.connect(self.failed)
        self.tabs.chosen.connect(self._show_kind)
        self.filter.paused.connect(self.refresh)
        self.order.chosen.connect(self._reorder)
        self.list.chosen.connect(self._show_record)
        self.add_key("Ctrl+I", say("läs in fil", "take in a file"), self.choose_files)
        self.add_key(
            "Ctrl+F", say("filtrera", "filter"), partial(self.filter.setFocus, Qt.FocusReason.ShortcutFocusReason)
        )
        self.add_key("Escape", say("tillbaka", "back"), self._leave_plan)

    def hints(self) -> tuple[tuple[str, str], ...]:
        return (("Ctrl I", say("läs in", "take in")), ("Ctrl F", say("filtrera", "filter")))

    def place(self) -> object:
        return self._shown.name

    def show_place(self, place: object) -> None:
        if isinstance(place, str):
            self._shown = kind_named(place)
        elif place is not None:
            self._shown = kind_named("providers")
            self._chosen = place
            self.filter.show_text("")  # what is asked for is shown
        self.tabs.show_value(self._shown.name)
        self.refresh()

    def refresh(self) -> None:
        if self.order.value() not in dict(self._shown.order_words):
            self._offer_orders()
        asked = Asked(self._shown, str(self.order.value()), tuple(self.filter.text().split()), self._wanted())
        self.desk.look(self, partial(open_list, asked)).done.connect(self._show)

    @Slot()
    def choose_files(self) -> None:
        """Let the person choose files and plan what an import of them would do."""
        files, _ = QFileDialog.getOpenFileNames(
            self,
            say(f"Läs in {self._shown.word.lower()}", f"Take in {self._shown.word.lower()}"),
            "",
            say("Tabeller (*.csv *.txt *.xlsx)", "Tables (*.csv *.txt *.xlsx)"),
        )
        if files:
            self.plan_files([Path(name) for name in files])

    def plan_files(self, files: list[Path]) -> None:
        """Read the files off the window's thread, then show what would happen."""
        if self.work.going_on:
            self.work.failed.emit(StillWriting())
            return
        self.telling.emit(StripKind.INFO, "", "")  # what was said of another file
        self.work.start(partial(_plan, self.desk, self._shown.name, files), self._show_plan)

    def _lay_out(self) -> None:
        self.header.add_action(self.work.stop)
        self.header.add_action(self.take_in)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(PAGE_EDGE, PAGE_EDGE - 8, PAGE_EDGE, PAGE_EDGE)
        column.setSpacing(12)
        column.addWidget(self.tabs)
        self._narrowing = QWidget()
        narrowing = AsideLayout(self._narrowing, least=220)
        narrowing.addWidget(self.filter)
        narrowing.addWidget(self.order)
        column.addWidget(self._narrowing)
        self._listed = QStackedWidget()
        self._listed.addWidget(self.list)
        self._nothing = EmptyPage(self._empty)
        self._listed.addWidget(self._nothing)
        column.addWidget(self._listed, 1)
        browsing = QWidget()
        row = QHBoxLayout(browsing)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left, 1)
        row.addWidget(self.details)
        self._stack.addWidget(browsing)
        self.column.addWidget(self._stack, 1)

    def _wanted(self) -> UUID | None:
        return self._chosen if isinstance(self._chosen, UUID) else None

    def _offer_orders(self) -> None:
        options = [(field, say(f"efter {word}", f"by {word}")) for field, word in self._shown.order_words]
        self.order.show_options(options)
        self.order.show_value(options[0][0])
        self.order.updateGeometry()

    @Slot()
    def _reorder(self) -> None:
        self.refresh()

    @Slot(object)
    def _show(self, opened: Opened) -> None:
        if opened.asked.shown is not self._shown or opened.asked.order != self.order.value():
            return
        self.header.show_title(
            say("Register", "Register"),
            " · ".join(counted(opened.counts[kind.name], kind.sv, kind.en) for kind in KINDS),
        )
        self._places = ()
        self._deceased = opened.deceased
        pages = Pages(opened.length, PAGE, self._ask_page)
        pages.put(0, opened.first)
        self._pages = pages
        self.list.show_pages(pages)
        whole = opened.counts[self._shown.name]
        self._listed.setCurrentWidget(self.list if whole else self._nothing)
        self._narrowing.setVisible(bool(whole))
        place = next((at for at, one in enumerate(opened.first) if one.id == self._chosen), None)
        if place is not None:
            self.list.go_to(place)
        elif self._chosen is None:
            self.details.clear()
        if opened.length > PAGE or (place is None and self._chosen is not None):
            self.desk.look(self, partial(order_list, opened.asked)).done.connect(partial(self._take_places, pages))

    def _take_places(self, pages: Pages, ordered: tuple[Sequence[int], int | None]) -> None:
        if pages is not self._pages:
            return
        self._places, wanted = ordered
        for number in sorted(pages.waiting):
            self._ask_page(number)
        if wanted is not None:
            self.list.go_to(wanted)
        elif self._chosen is not None and self.list.current() is None:
            self.details.clear()

    def _ask_page(self, number: int) -> None:
        """Read a page beside the window; before the order has come it waits for it."""
        numbers = self._places[number * PAGE : (number + 1) * PAGE]
        if self._pages is not None and len(numbers):
            look = self.desk.look(self, partial(read_page, self._shown, list(numbers)))
            look.done.connect(partial(self._take_page, self._pages, number))

    def _take_page(self, pages: Pages, number: int, read: tuple[tuple[Any, ...], dict[str, date]]) -> None:
        records, deceased = read
        self._deceased |= deceased
        self.list.take_page(pages, number, records)

    def _row(self, record: Any) -> Any:
        return shown_as(record).row_of(record, Known(self.desk.now().date(), self._deceased))

    @Slot(object)
    def _show_kind(self, name: str) -> None:
        self._shown = kind_named(name)
        self._chosen = None
        self.filter.show_text("")
        self.details.clear()
        self._offer_orders()
        self.refresh()

    @Slot(object)
    def _show_record(self, record: Any) -> None:
        self._chosen = record.id
        self.details.show_record(
            self._row(record).first,
            self._shown.facts_of(record),
            record if isinstance(record, ServiceUser) else None,
        )

    @Slot(object)
    def _show_plan(self, planned: tuple[ImportPlan, list[Path], list[str]]) -> None:
        plan, files, told = planned
        self._leave_plan()
        if told:
            self.telling.emit(StripKind.INFO, f"{'. '.join(told)}.", "")
        self._panel = ImportPanel(kind_named(plan.kind), plan, files)
        self._panel.accepted.connect(self._carry_out)
        self._panel.left.connect(self._leave_plan)
        self._panel.saving.connect(self._save_refused)
        self._stack.addWidget(self._panel)
        self._stack.setCurrentWidget(self._panel)
        (self._panel.problems if self._panel.accept.isHidden() else self._panel.accept).setFocus()

    @Slot()
    def _save_refused(self) -> None:
        """Let the person choose where the refused rows are saved, with the reason beside each."""
        if self._panel is None:
            return
        name = f"avvisade-{self._panel.plan.kind}.xlsx"
        path = choose_new_file(self, say("Spara avvisade rader", "Save refused rows"), name, "Excel (*.xlsx)")
        if path is not None:
            work = partial(save_rows, self._panel.files, self._panel.plan.kind, self._panel.plan, path)
            self.work.start(work, self._tell_saved)

    @Slot(object)
    def _tell_saved(self, saved: list[SavedRows]) -> None:
        self.telling.emit(StripKind.DONE, saved_words(saved), "")

    @Slot()
    def _carry_out(self) -> None:
        if self._panel is not None:
            work = partial(_carry_out, self.desk.store, self._panel.plan)
            self.work.start(AfterActs(self.desk, work), self._tell_carried_out, self._panel.accept)

    @Slot(object)
    def _tell_carried_out(self, plan: ImportPlan) -> None:
        shown = kind_named(plan.kind)
        number = counted(len(plan.new) + len(plan.changed), shown.sv, shown.en)
        self.telling.emit(StripKind.DONE, say(f"{number} inlästa.", f"{number} taken in."), "")
        self._leave_plan()
        self.refresh()

    @Slot()
    def _leave_plan(self) -> None:
        if self._panel is not None:
            self._stack.removeWidget(self._panel)
            self._panel.deleteLater()
            self._panel = None


def _carry_out(store: Any, plan: Any, progress: Any) -> Any:
    carry_out_register(store, plan, progress)
    return plan


def _plan(desk: Desk, kind: str, files: list[Path], progress: Any) -> tuple[ImportPlan, list[Path], list[str]]:
    """What an import would do, each file read by the mapping kept for its system, and which those are."""
    kept = own_mappings(desk.store, kind, files)
    own = {path: one.mapping for path, one in kept.items()}
    return plan_import(desk.store, kind, files, own=own, progress=progress), files, read_by_words(kept)
