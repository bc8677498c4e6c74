"""The follow-up page: all actions at the left, overdue first, and the one chosen with its chain at the right."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kollegie.follow_up.actions import change_action, kind_word, move_action
from kollegie.follow_up.non_executed import latest_quarter
from kollegie.language import counted, grouped, say
from kollegie.model.actions import Action, ActionState
from kollegie.model.amounts import to_the_ore
from kollegie.settings import REPORT_WINDOWS
from kollegie.summary.non_executed_report import IssuedReport, issue_report
from ui.begun_forms import begun_forms_of
from ui.desk import Desk
from ui.file_work import AfterActs, FileWork
from ui.follow_up.action_detail import ActionDetail
from ui.follow_up.gathering import ActionRow, Group, MoneyRow, gather_all, summary_words
from ui.follow_up.money_detail import MoneyDetail
from ui.new_file import choose_new_file
from ui.page import Page
from ui.tokens import PAGE_EDGE, Tone
from ui.widgets.buttons import LinkButton, PlainButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_field import FilterField
from ui.widgets.list_column import ListAndDetail
from ui.widgets.row_list import RowList
from ui.widgets.shown_page import ShownPage
from ui.widgets.strip import StripKind
from ui.widgets.two_line_delegate import Row

LIST_WIDTH = 404


class FollowUpPage(Page):
    """Shows what is done about the findings, and lets it be moved on."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, say("Uppföljning", "Follow-up"), parent)
        self._rows: tuple[ActionRow | MoneyRow, ...] = ()
        self._wanted: UUID | None = None
        self.filter = FilterField(
            say("Visa bara åtgärder med", "Only actions with"),
            say("Filtrera på ärende, ansvarig eller ord", "Filter by case, owner or word"),
        )
        self.list = RowList(say("Åtgärder", "Actions"), _row)
        self.main_part = self.list
        self.detail = ActionDetail()
        self.money = MoneyDetail()
        self._beside = QStackedWidget()
        for part in (self.detail, self.money):
            self._beside.addWidget(part)
        self.money.wanted.connect(partial(self.going.emit, "invoices"))
        self._empty = EmptyState(
            "list-checks",
            say("Inga åtgärder än", "No actions yet"),
            say(
                "En åtgärd beslutas vid den iakttagelse den följer av, med ansvarig och datum.",
                "An action is decided at the finding it follows from, with an owner and a date.",
            ),
            say("Gå till Iakttagelser", "Go to Findings"),
            "flag",
        )
        self.report = PlainButton(say("Ej verkställda beslut…", "Decisions not executed…"), "file-spreadsheet")
        self.work = FileWork(self)
        self.work.failed.connect(self.failed)
        self.header.add_action(self.work.stop)
        self.header.add_action(self.report)
        self.reclaims = LinkButton(say("Återkrav", "Reclaims"), "banknote")
        self.reclaims.clicked.connect(partial(self.going.emit, "invoices", ("reclaims", "")))
        self.header.add_action(self.reclaims)
        self._stack = ShownPage()
        self._lay_out()
        self.filter.paused.connect(self._show_rows)
        self.list.chosen.connect(self._show_chosen)
        self.detail.moved.connect(self._move)
        self.detail.changed.connect(self._change)
        self.detail.visit_wanted.connect(self._open_visit)
        self.detail.finding_wanted.connect(partial(self.going.emit, "findings"))
        self._empty.acted.connect(partial(self.going.emit, "findings", None))
        self.report.clicked.connect(self.choose_report)
        self.add_key("Ctrl+F", say("filtrera", "filter"), self.filter.setFocus)
        self.add_key("F8", say("nästa försenade", "next overdue"), self.go_to_next_overdue)

    def hints(self) -> tuple[tuple[str, str], ...]:
        return (("↑ ↓", say("välj åtgärd", "choose an action")), ("F8", say("nästa försenade", "next overdue")))

    def panels(self) -> list[QWidget]:
        """The columns F6 goes through."""
        return [self._browsing.left, self._shown] if self._stack.currentIndex() == 0 else [self._empty]

    def place(self) -> object:
        return self._chosen

    @property
    def _shown(self) -> ActionDetail | MoneyDetail:
        return self.money if self._beside.currentWidget() is self.money else self.detail

    @property
    def _chosen(self) -> UUID | None:
        row = self._shown.row
        return row.money.id if isinstance(row, MoneyRow) else row.action.id if row is not None else None

    def show_place(self, place: object) -> None:
        if isinstance(place, UUID):
            self._wanted = place
            self.refresh()

    def refresh(self) -> None:
        today = self.desk.now().date()
        self.desk.ask(self, partial(gather_all, self.desk.store, today)).done.connect(self._show)

    def flush(self) -> bool:
        """Hand over what has been written and wait until it is stored."""
        self.detail.flush()
        return self.desk.flush()

    @Slot()
    def go_to_next_overdue(self) -> None:
        """Go to the next action that should have been done."""
        self.list.go_to_next(lambda thing: isinstance(thing, ActionRow | MoneyRow) and thing.overdue)

    @Slot()
    def choose_report(self) -> None:
        """Let the person choose where the report on the quarter that ended last goes: a sheet for each reader."""
        quarter = latest_quarter(self.desk.now().date()).name
        title = say(f"Ej verkställda beslut {quarter}", f"Decisions not executed {quarter}")
        path = choose_new_file(self, title, f"ej-verkstallda-{quarter}.xlsx", "Excel (*.xlsx)")
        if path is not None:
            self.write_report(quarter, path)

    def write_report(self, quarter: str, path: Path) -> None:
        """Write the report of a quarter to a file."""
        windows = {number: self.desk.settings.get(setting) for number, setting in REPORT_WINDOWS.items()}
        write = partial(issue_report, self.desk.store, quarter, path, windows=windows)
        self.work.start(AfterActs(self.desk, write), self._tell_report)

    @Slot(object)
    def _tell_report(self, issued: IssuedReport) -> None:
        number = counted(len(issued.report.delayed), ("beslut", "beslut"), ("decision", "decisions"))
        first, last = issued.window
        sentence = say(
            f"{issued.path.name}: {number} i {issued.report.quarter.name}. Lämnas till IVO {first} till {last}.",
            f"{issued.path.name}: {number} in {issued.report.quarter.name}. Sent to IVO {first} to {last}.",
        )
        self.telling.emit(StripKind.DONE, sentence, "")

    def _lay_out(self) -> None:
        self._browsing = ListAndDetail(LIST_WIDTH)
        self._browsing.left.column.addWidget(self.filter)
        self._browsing.left.column.addWidget(self.list, 1)
        self._browsing.right.addWidget(self._beside, 1)
        nothing = QWidget()
        around = QVBoxLayout(nothing)
        around.setContentsMargins(PAGE_EDGE, PAGE_EDGE, PAGE_EDGE, PAGE_EDGE)
        around.addWidget(self._empty)
        self._stack.addWidget(self._browsing)
        self._stack.addWidget(nothing)
        self.column.addWidget(self._stack, 1)

    @Slot(object)
    def _show(self, rows: tuple[ActionRow | MoneyRow, ...]) -> None:
        self._rows = rows
        self.header.show_title(say("Uppföljning", "Follow-up"), summary_words(rows) if rows else "")
        self._stack.setCurrentIndex(0 if rows else 1)
        self._show_rows()

    @Slot()
    def _show_rows(self) -> None:
        words = self.filter.text().casefold().split()
        matching = [row for row in self._rows if all(word in _spoken(row) for word in words)]
        things: list[Any] = []
        for group in Group:
            of_group = [row for row in matching if row.group is group]
            if of_group:
                things.append(Row(group.word, code=grouped(len(of_group)), head=True))
                things.extend(of_group)
        kept = self._wanted or self._chosen
        self._wanted = None
        self.list.show_things(things, lambda thing: kept is not None and _id_of(thing) == kept)
        if self.list.current() is None and not self.list.go_to_first():
            self.detail.show_nothing()
            self.money.row = None
            self._beside.setCurrentWidget(self.detail)

    @Slot(object)
    def _show_chosen(self, thing: object) -> None:
        if isinstance(thing, ActionRow):
            self.detail.show_action(thing)
            self._beside.setCurrentWidget(self.detail)
        elif isinstance(thing, MoneyRow):
            self.detail.show_nothing()
            self.money.show_row(thing)
            self._beside.setCurrentWidget(self.money)

    @Slot(object, object)
    def _move(self, action: Action, state: ActionState) -> None:
        receipt = self.desk.act(move_action, self.desk.store, action.id, state)
        receipt.done.connect(self._tell_moved)

    @Slot(object)
    def _tell_moved(self, action: Action) -> None:
        words = action.state.word
        self.telling.emit(StripKind.DONE, say(f"Åtgärden är {words}.", f"The action is {words}."), "")
        self.refresh()

    @Slot(object, object)
    def _change(self, action: Action, since: Action) -> None:
        stored = begun_forms_of(self.desk).store(change_action, self.desk.store, action, since)
        stored.done.connect(self.refresh)
        stored.failed.connect(self.failed)

    @Slot(object, str)
    def _open_visit(self, visit: UUID, question: str) -> None:
        self.going.emit("visit", (visit, question))


def _id_of(thing: object) -> UUID | None:
    """The id of a row of the list; None for a heading."""
    match thing:
        case ActionRow():
            return thing.action.id
        case MoneyRow():
            return thing.money.id
    return None


def _row(thing: Any) -> Row:
    if isinstance(thing, Row):
        return thing
    if isinstance(thing, MoneyRow):
        money = thing.money
        about = " · ".join((kind_word(money.kind), *((to_the_ore(money.amount_ore),) if money.calculated else ())))
        tone = Tone.ATTENTION if thing.pressing else Tone.MUTED
        return Row(money.title, about, state=thing.clock or money.state.word, state_tone=tone)
    row: ActionRow = thing
    return Row(
        row.action.text,
        row.short,
        state=row.clock,
        state_tone=Tone.ATTENTION if row.overdue else Tone.MUTED,
        severity=row.line.finding.severity if row.line is not None else None,
    )


def _spoken(row: ActionRow | MoneyRow) -> str:
    if isinstance(row, MoneyRow):
        return f"{_row(row).spoken} {row.money.reason}".casefold()
    return f"{_row(row).spoken} {row.where} {row.action.outcome}".casefold()
