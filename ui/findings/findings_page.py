"""The findings page: all findings, gravest first, one at a time beside the list, and the disagreements to settle."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from kollegie.follow_up.actions import create_action
from kollegie.follow_up.desk_findings import AtInvoice, action_on_desk_finding, decide_desk_finding
from kollegie.language import counted, say
from kollegie.model.invoices import DeskFinding
from kollegie.model.severity import Category, Severity
from kollegie.model.visits import FindingState
from kollegie.visiting.calibrating import calibrate_finding
from ui.begun_forms import begun_forms_of
from ui.desk import Desk
from ui.findings.calibration_panel import CalibrationPanel
from ui.findings.comparison_panel import ComparisonPanel
from ui.findings.conflict_panel import ConflictPanel
from ui.findings.desk_detail import DeskFindingDetail
from ui.findings.double_panel import DoublePanel
from ui.findings.finding_detail import FindingDetail
from ui.findings.finding_rows import Shown, matching, row_of, under_heads
from ui.findings.gathering import FindingLine, Gathered, gather, severity_counts
from ui.page import Page
from ui.widgets.buttons import LinkButton, PlainButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_field import FilterField
from ui.widgets.list_column import ListAndDetail
from ui.widgets.row_list import RowList
from ui.widgets.shown_page import ShownPage
from ui.widgets.strip import StripKind

CONFLICTS = "conflicts"
DOUBLES = "doubles"
CALIBRATION = "calibration"
COMPARISON = "comparison"
LIST_WIDTH = 404


class FindingsPage(Page):
    """Shows every finding on this laptop. Whoever may lead the round calibrates and decides actions here."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, say("Iakttagelser", "Findings"), parent)
        self._lines: tuple[FindingLine, ...] = ()
        self._desk_lines: tuple[AtInvoice, ...] = ()
        self._wanted: UUID | None = None
        self.settle = PlainButton("", "git-compare", "Ctrl+K")
        self.settle.hide()
        self.header.add_action(self.settle)
        self.compare = PlainButton(say("Dubbelbesök", "Double visits"), "users-round", "Ctrl+D")
        self.header.add_action(self.compare)
        self.agree = PlainButton(say("Samstämmighet", "Agreement"), "list-checks")
        self.header.add_action(self.agree)
        self.before = PlainButton(say("Förra omgången", "Last round"), "history")
        self.header.add_action(self.before)
        self.filter = FilterField(
            say("Visa bara iakttagelser med", "Only findings with"),
            say("Filtrera på ärende, fråga eller ord", "Filter by case, question or word"),
        )
        self.undo = LinkButton("", "undo-2")
        self.undo.hide()
        self._before: DeskFinding | None = None
        self.list = RowList(say("Iakttagelser", "Findings"), row_of)
        self.main_part = self.list
        self.detail = FindingDetail(begun_forms_of(desk))
        self.desk_detail = DeskFindingDetail(begun_forms_of(desk))
        self._beside = QStackedWidget()
        for part in (self.detail, self.desk_detail):
            self._beside.addWidget(part)
        self.conflicts = ConflictPanel(desk)
        self.doubles = DoublePanel(desk)
        self.calibration = CalibrationPanel(desk)
        self.comparison = ComparisonPanel(desk)
        self._empty = EmptyState(
            "flag",
            say("Inga iakttagelser än", "No findings yet"),
            say(
                "De kommer från svaren vid besöken, när datorerna har synkat.",
                "They come from the answers at the visits, when the laptops have synced.",
            ),
        )
        self._stack = ShownPage()
        self._lay_out()
        self._stack.currentChanged.connect(self.turned)
        self.filter.paused.connect(self._show_lines)
        self.list.chosen.connect(self._show_chosen)
        self.detail.calibrated.connect(self._calibrate)
        self.detail.decided.connect(self._decide)
        self.detail.visit_wanted.connect(self._open_visit)
        self.desk_detail.judged.connect(self._judge_at_desk)
        self.undo.clicked.connect(self._undo_at_desk)
        self.desk_detail.decided.connect(self._decide_at_desk)
        self.desk_detail.invoice_wanted.connect(self._open_invoice)
        self.settle.clicked.connect(self.show_conflicts)
        self.compare.clicked.connect(self.show_doubles)
        self.agree.clicked.connect(self.show_calibration)
        self.before.clicked.connect(self.show_comparison)
        self.comparison.visit_wanted.connect(self._open_visit)
        for panel in (self.doubles, self.calibration, self.comparison):
            panel.left.connect(self.show_findings)
            panel.telling.connect(self.telling)
        self.conflicts.left.connect(self.show_findings)
        self.conflicts.telling.connect(self.telling)
        self.conflicts.settled.connect(self.refresh)
        self.add_key("Ctrl+K", say("avgör konflikter", "settle conflicts"), self.show_conflicts)
        self.add_key("Ctrl+D", say("jämför dubbelbesök", "compare double visits"), self.show_doubles)
        self.add_key("Ctrl+F", say("filtrera", "filter"), self.filter.setFocus)
        self.add_key("F8", say("nästa utan åtgärd", "next without action"), self.go_to_next_open)

    def hints(self) -> tuple[tuple[str, str], ...]:
        if self._stack.currentWidget() is self.conflicts:
            return (("1 2 3", say("välj version", "choose version")), ("Esc", say("tillbaka", "back")))
        if self._stack.currentWidget() in (self.doubles, self.calibration, self.comparison):
            return (("Esc", say("tillbaka", "back")),)
        if self._stack.currentWidget() is self._empty:
            return ()
        return (("↑ ↓", say("välj", "choose")), ("F8", say("nästa utan åtgärd", "next without action")))

    def place(self) -> object:
        if self._stack.currentWidget() is self.conflicts:
            return CONFLICTS
        if self._stack.currentWidget() is self.doubles:
            return (DOUBLES, self.doubles.double.visit.id) if self.doubles.double is not None else DOUBLES
        if self._stack.currentWidget() is self.calibration:
            return CALIBRATION
        if self._stack.currentWidget() is self.comparison:
            return COMPARISON
        return self._chosen

    @property
    def _chosen(self) -> UUID | None:
        if self._beside.currentWidget() is self.desk_detail:
            return self.desk_detail.one.finding.id if self.desk_detail.one is not None else None
        return self.detail.line.finding.id if self.detail.line is not None else None

    def show_place(self, place: object) -> None:
        if place == CONFLICTS:
            self.show_conflicts()
        elif place == CALIBRATION:
            self.show_calibration()
        elif place == COMPARISON:
            self.show_comparison()
        elif place == DOUBLES:
            self.show_doubles()
        elif isinstance(place, tuple) and place[0] == DOUBLES:
            self.show_doubles()
            self.doubles.go_to(place[1])
        elif isinstance(place, UUID):
            self._wanted = place
            self.show_findings()

    def refresh(self) -> None:
        self.desk.look(self, partial(gather, me=self.desk.me)).done.connect(self._show)
        panel = self._stack.currentWidget()
        if isinstance(panel, (ConflictPanel, DoublePanel, CalibrationPanel, ComparisonPanel)):
            panel.refresh()

    def flush(self) -> bool:
        """Hand over what is typed and wait until it is stored."""
        self.detail.flush()
        return self.desk.flush()

    @Slot()
    def show_doubles(self) -> None:
        """Show the double visits, answer beside answer."""
        self._stack.setCurrentWidget(self.doubles)
        self._show_actions()
        self.doubles.refresh()

    @Slot()
    def show_calibration(self) -> None:
        """Show how alike the visitors judge."""
        self._stack.setCurrentWidget(self.calibration)
        self._show_actions()
        self.calibration.refresh()

    @Slot()
    def show_comparison(self) -> None:
        """Show this round beside the last one."""
        self._stack.setCurrentWidget(self.comparison)
        self._show_actions()
        self.comparison.refresh()

    def _show_actions(self) -> None:
        browsing = self._stack.currentWidget() in (self._browsing, self._empty)
        for button in (self.compare, self.agree, self.before):
            button.setVisible(browsing)
        if not browsing:
            self.settle.hide()

    @Slot()
    def show_conflicts(self) -> None:
        """Show the disagreements that somebody has to settle."""
        self._stack.setCurrentWidget(self.conflicts)
        self._show_actions()
        self.conflicts.refresh()

    @Slot()
    def show_findings(self) -> None:
        """Show the findings again."""
        self._stack.setCurrentWidget(self._browsing)
        self._show_actions()
        self.refresh()

    @Slot()
    def go_to_next_open(self) -> None:
        """Go to the next finding nobody has decided anything about."""
        self.list.go_to_next(lambda thing: isinstance(thing, FindingLine | AtInvoice) and not thing.actions)

    def _lay_out(self) -> None:
        self._browsing = ListAndDetail(LIST_WIDTH)
        self._browsing.left.column.addWidget(self.filter)
        self._browsing.left.column.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignLeft)
        self._browsing.left.column.addWidget(self.list, 1)
        self._browsing.right.addWidget(self._beside, 1)
        self._stack.addWidget(self._browsing)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.conflicts)
        self._stack.addWidget(self.doubles)
        self._stack.addWidget(self.calibration)
        self._stack.addWidget(self.comparison)
        self.column.addWidget(self._stack, 1)

    @Slot(object)
    def _show(self, gathered: Gathered) -> None:
        self._lines, self._desk_lines = gathered.lines, gathered.desk
        counts = severity_counts(gathered.lines)
        undecided = sum(not one.actions for one in gathered.lines) + sum(not one.actions for one in gathered.desk)
        at_desk = len(gathered.desk)
        parts = [severity.counted(number) for severity, number in counts.items() if number]
        self.header.show_title(
            say("Iakttagelser", "Findings"),
            " · ".join(
                [
                    counted(len(gathered.lines), ("iakttagelse", "iakttagelser"), ("finding", "findings")),
                    *parts,
                    *([say(f"{at_desk} vid fakturor", f"{at_desk} at invoices")] if at_desk else []),
                    say(f"{undecided} utan åtgärd", f"{undecided} without action"),
                ]
            ),
        )
        elsewhere = self._stack.currentWidget() in (self.conflicts, self.doubles, self.calibration, self.comparison)
        self.settle.setVisible(gathered.conflicts > 0 and not elsewhere)
        self.settle.setText(
            say(
                counted(gathered.conflicts, ("konflikt", "konflikter"), ("conflict", "conflicts")) + " att avgöra",
                counted(gathered.conflicts, ("konflikt", "konflikter"), ("conflict", "conflicts")) + " to settle",
            )
        )
        if not elsewhere:
            self._stack.setCurrentWidget(self._browsing if self._lines or self._desk_lines else self._empty)
        self._show_lines()

    @Slot()
    def _show_lines(self) -> None:
        every: tuple[Shown, ...] = (*self._lines, *self._desk_lines)
        found = matching(every, self.filter.text())
        if any(one.finding.id == self._wanted and one not in found for one in every):
            self.filter.show_text("")  # what is asked for is shown
            found = every
        things = under_heads(found)
        kept = self._wanted or self._chosen
        self._wanted = None
        stays = self._busy and kept == self._chosen
        kinds = FindingLine | AtInvoice
        self.list.show_things(things, lambda thing: isinstance(thing, kinds) and thing.finding.id == kept)
        if self.list.current() is None and not stays and not self.list.go_to_first():
            self.detail.show_nothing()
            self.desk_detail.show_nothing()

    @property
    def _busy(self) -> bool:
        """Whether somebody writes about the finding shown just now; then it is not made anew under their hands."""
        return self.detail.busy or self.desk_detail.busy

    @Slot(object)
    def _show_chosen(self, thing: object) -> None:
        if isinstance(thing, FindingLine | AtInvoice) and thing.finding.id == self._chosen and self._busy:
            return
        if isinstance(thing, FindingLine):
            self.detail.flush()
            self.desk_detail.show_nothing()
            self.detail.show_finding(thing)
            self._beside.setCurrentWidget(self.detail)
        elif isinstance(thing, AtInvoice):
            self.detail.flush()
            self.detail.show_nothing()
            self.desk_detail.show_finding(thing)
            self._beside.setCurrentWidget(self.desk_detail)

    @Slot(object, object, object)
    def _judge_at_desk(self, finding: UUID, state: FindingState, severity: Severity | None) -> None:
        before = next((one.finding for one in self._desk_lines if one.finding.id == finding), None)
        judged = self.desk.act(decide_desk_finding, self.desk.store, finding, state, severity)
        judged.meant_for(self).done.connect(partial(self._tell_judged, before))

    def _tell_judged(self, before: DeskFinding | None, finding: DeskFinding) -> None:
        """Say what was decided, and offer what stood before."""
        self._before = before
        question = finding.question.upper()
        self.undo.setText(say(f"Ångra beslutet om {question}", f"Undo the decision on {question}"))
        self.undo.setVisible(before is not None)
        if finding.state is FindingState.REMOVED:
            told = say("Iakttagelsen är borttagen.", "The finding is removed.")
        else:
            grave = finding.severity.word.lower()
            told = say(f"Iakttagelsen är bekräftad som {grave}.", f"The finding is confirmed as {grave}.")
        self.telling.emit(StripKind.DONE, told, "")
        self.refresh()

    @Slot()
    def _undo_at_desk(self) -> None:
        before = self._before
        if before is not None:
            state, severity = before.state, before.severity
            undone = self.desk.act(decide_desk_finding, self.desk.store, before.id, state, severity)
            undone.meant_for(self).done.connect(self._tell_undone)

    @Slot(object)
    def _tell_undone(self, finding: DeskFinding) -> None:
        self._before, self._wanted = None, finding.id
        self.undo.hide()
        told = say("Beslutet om iakttagelsen är taget tillbaka.", "The decision on the finding is taken back.")
        self.telling.emit(StripKind.DONE, told, "")
        self.refresh()

    @Slot(object, str, str, object, str)
    def _decide_at_desk(self, finding: UUID, text: str, owner: str, due: object, kind: str) -> None:
        receipt = self.desk.act(action_on_desk_finding, self.desk.store, finding, text, owner, due, kind)
        receipt.meant_for(self).done.connect(partial(self._tell_decided_at_desk, finding, owner))
        if self.desk_detail.form is not None:
            self.desk_detail.form.wait(receipt)

    def _tell_decided_at_desk(self, finding: UUID, owner: str, _action: object) -> None:
        self._before = None  # what an action follows from stays confirmed
        self.undo.hide()
        self.desk_detail.show_action_stored(finding)
        self.telling.emit(StripKind.DONE, say(f"Åtgärden är sparad hos {owner}.", f"The action is with {owner}."), "")
        self.refresh()

    @Slot(str, str, str)
    def _open_invoice(self, provider: str, invoice: str, month: str) -> None:
        self.going.emit("invoices", ("invoice", provider, invoice, month))

    @Slot(object, object, object, object)
    def _calibrate(self, finding: UUID, severity: Severity | None, category: Category | None, text: str | None) -> None:
        receipt = self.desk.act(
            calibrate_finding, self.desk.store, finding, severity=severity, category=category, text=text
        )
        if text is not None:
            receipt.meant_for(self).done.connect(partial(self._tell_worded, finding))
        receipt.done.connect(self.refresh)

    def _tell_worded(self, finding: UUID, _finding: object) -> None:
        self.detail.show_wording_stored(finding)

    @Slot(object, str, str, object, str)
    def _decide(self, finding: UUID, text: str, owner: str, due: object, kind: str) -> None:
        receipt = self.desk.act(create_action, self.desk.store, finding, text, owner, due, kind)
        receipt.meant_for(self).done.connect(partial(self._tell_decided, finding, owner))
        if self.detail.form is not None:
            self.detail.form.wait(receipt)

    def _tell_decided(self, finding: UUID, owner: str, _action: object) -> None:
        self.detail.show_action_stored(finding)
        self.telling.emit(StripKind.DONE, say(f"Åtgärden är sparad hos {owner}.", f"The action is with {owner}."), "")
        self.refresh()

    @Slot(object, str)
    def _open_visit(self, visit: UUID, question: str) -> None:
        self.going.emit("visit", (visit, question))
