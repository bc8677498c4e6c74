"""The month's invoices in a list, the one chosen beside it, and what is decided about it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kollegie.follow_up.invoices import (
    approve_invoice,
    ask_for_documents,
    dispute_invoice,
    move_invoice,
    note_reminder,
)
from kollegie.follow_up.settling import answer_and_settle, undo_and_settle
from kollegie.language import grouped, say
from kollegie.model.desk_looks import InvoiceLook
from kollegie.model.invoices import InvoiceReview, InvoiceState, invoice_review_id
from kollegie.summary.issuing_letters import IssuedLetter, issue_invoice_letter
from kollegie.visiting.findings import raised_by
from ui.begun_forms import begun_forms_of
from ui.desk import Desk
from ui.file_work import AfterActs, FileWork
from ui.invoices.checklist_column import ChecklistColumn
from ui.invoices.decision_bar import DecisionBar
from ui.invoices.gathering import Group, InvoiceRow, Month, Shown, gather_detail
from ui.invoices.invoice_detail import InvoiceDetail
from ui.invoices.two_panes import LIST_WIDTH
from ui.new_file import choose_new_file
from ui.taken_back import undone_strip
from ui.tokens import Tone
from ui.widgets.filter_field import FilterField
from ui.widgets.foot import Foot
from ui.widgets.list_column import ListAndDetail
from ui.widgets.row_list import RowList
from ui.widgets.strip import StripKind
from ui.widgets.two_line_delegate import Row


class InvoicesView(QWidget):
    """Shows the invoices of a month and lets each be decided.

    `telling` asks for a strip, `failed` tells what could not be done, `changed` that the page is to be read anew,
    `going` for another room, `turned` that other keys do something now.
    """

    telling = Signal(object, str, str)
    failed = Signal(Exception)
    changed = Signal()
    going = Signal(str, object)
    turned = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.month: Month | None = None
        self._asked = 0
        self._kept: tuple[str, str] | None = None
        self._decided: tuple[str, str] | None = None
        self.filter = FilterField(
            say("Visa bara fakturor med", "Only invoices with"),
            say("Filtrera på nummer, utförare, ärende", "Filter by number, provider, case"),
        )
        self.list = RowList(say("Fakturor", "Invoices"), _row)
        self.detail = InvoiceDetail()
        self.checklist = ChecklistColumn(desk.now, begun_forms_of(desk))
        self.bar = DecisionBar(begun_forms_of(desk), desk.now)
        self.work = FileWork(self)
        self.work.failed.connect(self.failed)
        self._right = QStackedWidget()
        self._lay_out()
        self.filter.paused.connect(self._filter)
        self.list.chosen.connect(self._choose)
        self.detail.invoice_wanted.connect(self.go_to)
        self.detail.signal_wanted.connect(partial(self.going.emit, "signals"))
        self.detail.checklist_wanted.connect(self.open_checklist)
        self.checklist.left.connect(self.close_checklist)
        self.checklist.answered.connect(self._answer)
        self.bar.decided.connect(self._decide)
        self.bar.undo_wanted.connect(self.undo)
        self.bar.closed.connect(self.list.setFocus)
        self.bar.reminded.connect(self._remind)
        self.bar.letter_wanted.connect(self.save_letter)
        self.bar.offered.connect(self.turned)
        self._right.currentChanged.connect(self.turned)

    def hints(self) -> tuple[tuple[str, str], ...]:
        """The keys that do something with what is shown now."""
        if self._right.currentWidget() is self.checklist and self.bar.form is None:
            return (("Esc", say("tillbaka", "back")),)
        rows = self.month.rows if self.month is not None else ()
        following = ("F8", say("nästa ej granskade", "next not reviewed"))
        checklist = ("C", say("checklistan", "checklist"))
        return (
            *([following] if any(row.state is InvoiceState.OPEN for row in rows) and self.bar.form is None else []),
            *(self.bar.hints() if self.detail.shown is not None else ()),
            *([checklist] if self.detail.shown is not None and self.bar.form is None else []),
        )

    def panels(self) -> list[QWidget]:
        """The columns F6 goes through."""
        return [self.list, self._right, self.bar]

    @property
    def look(self) -> InvoiceLook | None:
        """The invoice chosen."""
        thing = self.list.current()
        return thing.look if isinstance(thing, InvoiceRow) else None

    @property
    def decidable(self) -> InvoiceLook | None:
        """The invoice that is decided about: the one chosen, once it stands on screen; None while it is on its way."""
        shown, chosen = self.detail.shown, self.look
        if shown is None or chosen is None or shown.key != (chosen.provider, chosen.invoice):
            return None
        return shown.look

    def show_month(self, month: Month) -> None:
        """Show the invoices of a month; stay on the one chosen before."""
        self.month = month
        self._show_rows()

    @Slot(str, str)
    def go_to(self, provider: str, invoice: str) -> None:
        """Go to an invoice, in its own month; say so where it has never been taken in."""
        for place, thing in enumerate(self.list.things):
            if isinstance(thing, InvoiceRow) and thing.key == (provider, invoice):
                self.list.go_to(place)
                return
        if self.month is None:
            return
        found = self.month.desk.invoices.one(provider, invoice)
        if found is not None and found.month != self.month.month:
            self.going.emit("invoices", ("invoice", provider, invoice, found.month))
            return
        sentence = (
            say(f"Faktura {invoice} är inte inläst.", f"Invoice {invoice} has not been taken in.")
            if found is None
            else say(f"Filtret döljer faktura {invoice}.", f"The filter hides invoice {invoice}.")
        )
        self.telling.emit(StripKind.INFO, sentence, "")

    @Slot()
    def next_open(self) -> None:
        """Go to the next invoice nobody has taken a stand on."""
        if self.list.go_to_next(lambda thing: isinstance(thing, InvoiceRow) and thing.state is InvoiceState.OPEN):
            return
        rows = self.month.rows if self.month is not None else ()
        hidden = any(row.state is InvoiceState.OPEN for row in rows)
        if hidden:
            words = say("Alla fakturor som filtret visar är granskade.", "All that the filter shows are reviewed.")
        else:
            words = say("Alla fakturor i månaden är granskade.", "All invoices of the month are reviewed.")
        if rows:
            self.telling.emit(StripKind.INFO, words, "")

    @Slot()
    def open_checklist(self) -> None:
        """Show the questions about the invoice."""
        if self.detail.shown is not None:
            self.checklist.show_invoice(self.detail.shown)
            self._right.setCurrentWidget(self.checklist)
            self.checklist.setFocus()

    @Slot()
    def close_checklist(self) -> None:
        """Back to the invoice; a form that is open goes first."""
        if self.bar.form is not None:
            self.bar.put_form_away()
            return
        self._right.setCurrentWidget(self.detail)
        self.list.setFocus()

    @Slot()
    def undo(self) -> None:
        """Take back the latest step with the invoice chosen; pressed twice, one step."""
        shown = self.detail.shown
        if shown is not None and self.decidable is not None and not self.bar.under_way.going_on:
            judge = partial(raised_by, self.desk.now)
            undone = self.desk.act(undo_and_settle, self.desk.store, shown.look, shown.context, judge)
            self.bar.under_way.begin(undone)
            undone.done.connect(self._tell_undone)

    @Slot()
    def save_letter(self) -> None:
        """Let the person choose where the letter goes, and write it."""
        look = self.decidable
        if look is None:
            return
        title = say("Spara brevet", "Save the letter")
        path = choose_new_file(self, title, f"brev-{look.invoice}.pdf", "PDF (*.pdf)")
        if path is not None:
            self.write_letter(look, path)

    def write_letter(self, look: InvoiceLook, path: Path) -> None:
        """Write the letter about an invoice."""
        write = partial(issue_invoice_letter, self.desk.store, look, path)
        self.work.start(AfterActs(self.desk, write), self._tell_letter)

    def _lay_out(self) -> None:
        panes = ListAndDetail(LIST_WIDTH, top=10)
        panes.left.column.addWidget(self.filter)
        panes.left.column.addWidget(self.list, 1)
        self._right.addWidget(self.detail)
        self._right.addWidget(self.checklist)
        panes.right.addWidget(self._right, 1)
        panes.right.addWidget(self.work.stop, 0, Qt.AlignmentFlag.AlignRight)
        panes.right.addWidget(Foot(self.bar))
        panes.right.addWidget(self.bar.standing)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(panes)

    @Slot()
    def _filter(self) -> None:
        self._decided = None
        self._show_rows()

    def _in_hand(self) -> tuple[str, str] | None:
        """The invoice that no filter leaves out: a form about it is open, or it has just been decided, and what is
        pressed twice would meet another one in its place."""
        shown = self.detail.shown
        if shown is None:
            return None
        return shown.key if self.bar.form is not None or shown.key == self._decided else None

    @Slot()
    def _show_rows(self) -> None:
        rows = self.month.rows if self.month is not None else ()
        words, in_hand = self.filter.text().casefold().split(), self._in_hand()
        matching = [row for row in rows if row.key == in_hand or all(word in _spoken(row) for word in words)]
        things: list[Any] = []
        for group in Group:
            of_group = [row for row in matching if row.group is group]
            if of_group:
                things.append(Row(group.word, code=grouped(len(of_group)), head=True))
                things.extend(of_group)
        shown, chosen = self.detail.shown, self.list.current()
        key = chosen.key if isinstance(chosen, InvoiceRow) else shown.key if shown is not None else self._kept
        self.list.show_things(things, lambda thing: isinstance(thing, InvoiceRow) and thing.key == key)
        if self.list.current() is None and not self.list.go_to_first():
            self._kept = key  # and there one is again when the filter lets it through
            self._right.setCurrentWidget(self.detail)
            filtered = say("Ingen faktura i månaden passar filtret.", "No invoice of the month fits the filter.")
            none = say("Inga fakturor i månaden.", "No invoices in the month.")
            self.detail.show_nothing(filtered if rows else none)
            self.bar.show_invoice(None)

    @Slot(object)
    def _choose(self, thing: object) -> None:
        if isinstance(thing, InvoiceRow) and self.month is not None:
            self._asked += 1
            question = partial(gather_detail, self.desk.store, self.month.desk, thing.look)
            receipt = self.desk.ask(self, question)
            receipt.done.connect(partial(self._show, self._asked))
            receipt.failed.connect(partial(self._show_unread, self._asked))

    def _show_unread(self, asked: int, _problem: Exception) -> None:
        """An invoice that could not be read is not shown, and neither is the one before it; one that could not be
        read anew may still be decided about."""
        if asked != self._asked:
            return
        if self.decidable is not None:
            self.bar.offer_again()
        else:
            self._right.setCurrentWidget(self.detail)
            self.detail.show_nothing()
            self.bar.show_invoice(None)

    def _show(self, asked: int, shown: Shown) -> None:
        if asked != self._asked:
            return  # another invoice, or this one with what has been stored since, is read next
        if self.detail.shown is not None and self.detail.shown.key != shown.key:
            self._right.setCurrentWidget(self.detail)
        self.detail.show_invoice(shown)
        self.bar.show_invoice(shown)
        if self._right.currentWidget() is self.checklist:
            self.checklist.show_invoice(shown)

    @Slot(object, dict)
    def _decide(self, state: InvoiceState, given: dict[str, Any]) -> None:
        look, store = self.decidable, self.desk.store
        if look is None:
            return
        words, dnr = given.get("words", ""), given.get("dnr", "")
        match state:
            case InvoiceState.APPROVED:
                receipt = self.desk.act(approve_invoice, store, look)
            case InvoiceState.DISPUTED:
                lines = dict.fromkeys(given.get("lines", ()), "")
                receipt = self.desk.act(dispute_invoice, store, look, words, lines or None, dnr=dnr)
            case InvoiceState.DOCUMENTS_ASKED:
                receipt = self.desk.act(ask_for_documents, store, look, words, reply_by=given.get("day"), dnr=dnr)
            case _:
                receipt = self.desk.act(move_invoice, store, look, state, words)
        self._decided = look.provider, look.invoice
        self.bar.wait(receipt)
        receipt.meant_for(self).done.connect(partial(self._end_form, look.provider, look.invoice, state))
        receipt.done.connect(self._tell_decided)

    def _end_form(self, provider: str, invoice: str, state: InvoiceState, _review: object) -> None:
        self.bar.end_form(provider, invoice, state)

    @Slot(object)
    def _tell_decided(self, review: InvoiceReview) -> None:
        sentence = say(
            f"Faktura {review.invoice_ref}: {review.state.word.lower()}.",
            f"Invoice {review.invoice_ref}: {review.state.word.lower()}.",
        )
        self._tell_moved(StripKind.DONE, sentence)

    @Slot(object)
    def _tell_undone(self, undone: bool) -> None:
        self._tell_moved(*undone_strip(undone))

    def _tell_moved(self, kind: StripKind, sentence: str, hint: str = "") -> None:
        """Say what became of an invoice, and show it and the list as they are now."""
        self.telling.emit(kind, sentence, hint)
        self._again()
        self.changed.emit()

    @Slot()
    def _remind(self) -> None:
        look = self.decidable
        if look is not None:
            self.desk.act(note_reminder, self.desk.store, look).done.connect(self._tell_reminded)

    @Slot(object)
    def _tell_reminded(self, review: InvoiceReview) -> None:
        sentence = say(
            f"Påminnelsen om faktura {review.invoice_ref} är noterad i dag.",
            f"The reminder about invoice {review.invoice_ref} is noted today.",
        )
        self._tell_moved(StripKind.DONE, sentence)

    @Slot(object)
    def _tell_letter(self, issued: IssuedLetter) -> None:
        copy = issued.letter.copy
        sentence = say(
            f"{issued.path.name} är skrivet, exemplar {copy}. Notera under Brev när det är skickat.",
            f"{issued.path.name} is written, copy {copy}. Note under Letters when it is sent.",
        )
        self.telling.emit(StripKind.DONE, sentence, "")
        self.changed.emit()

    @Slot(object, str, object, str, bool)
    def _answer(self, shown: Shown, question: str, value: Any, note: str, suggested: bool) -> None:
        judge = partial(raised_by, self.desk.now)
        answer = partial(answer_and_settle, self.desk.store, shown.look, shown.version, shown.context, judge)
        receipt = self.desk.act(answer, question, value, note, suggested).meant_for(self)
        record = invoice_review_id(*shown.key)
        receipt.done.connect(partial(self._end_answer, record, question, note))
        receipt.failed.connect(partial(self._end_refused, record, question, note))

    def _end_answer(self, record: UUID, question: str, note: str, _settled: object) -> None:
        self.checklist.end_answer(record, question, note, stored=True)
        self._again()

    def _end_refused(self, record: UUID, question: str, note: str, _problem: Exception) -> None:
        """What was written stays begun, and is stored when the field is left anew."""
        self.checklist.end_answer(record, question, note, stored=False)

    @Slot()
    def _again(self) -> None:
        """Read the invoice anew, not the list."""
        thing = self.list.current()
        if thing is not None:
            self._choose(thing)


def _row(thing: Any) -> Row:
    if isinstance(thing, Row):
        return thing
    row: InvoiceRow = thing
    severity = row.look.severity if row.state is InvoiceState.OPEN else None
    noun = say("Kredit ", "Credit ") if row.look.is_credit else ""
    return Row(
        f"{noun}{row.look.invoice} · {row.look.provider_name or row.look.provider or '–'}",
        row.about,
        state=row.clock or row.state.word,
        state_tone=Tone.ATTENTION if row.late else Tone.MUTED if row.state is InvoiceState.OPEN else Tone.TEXT,
        severity=severity,
        signal=True,
        icon="" if severity is not None else "circle-check" if row.state is not InvoiceState.OPEN else "check",
        icon_tone=Tone.OK if row.state is InvoiceState.APPROVED else Tone.MUTED,
    )


def _spoken(row: InvoiceRow) -> str:
    differs = " ".join(one.word for one in row.look.differences)
    return f"{_row(row).spoken} {' '.join(row.look.users)} {differs} {row.look.provider}".casefold()
