"""One invoice: what differs, its hours side by side with the rows behind them, its signals, and what has been done."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import counted, grouped, say
from kollegie.model.amounts import to_the_ore
from kollegie.model.desk_looks import Difference, InvoicePart, RowsBehind
from kollegie.model.invoices import InvoiceState
from kollegie.summary.numbers import NOTHING, decimal, whole
from ui.invoices.gathering import Shown
from ui.invoices.hours_bars import HoursBars
from ui.invoices.rows_list import rows_of
from ui.tokens import Tone
from ui.widgets.act_row import ActRow
from ui.widgets.buttons import LinkButton
from ui.widgets.card import Card
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import Heading, Label, WrappedLabel
from ui.widgets.layouts import FlowLayout
from ui.widgets.severity_mark import SeverityMark
from ui.widgets.side_column import ScrollColumn
from ui.widgets.tag import Tag, TagKind

FIRST = 8
"""Comparisons and lines shown at first; an invoice for a whole unit can have hundreds, those that differ first."""


class InvoiceDetail(ScrollColumn):
    """Shows one invoice. Saves nothing itself.

    `invoice_wanted` tells another invoice to go to (provider and number), `signal_wanted` a warning signal's id,
    `checklist_wanted` that the questions are to be shown.
    """

    invoice_wanted = Signal(str, str)
    signal_wanted = Signal(object)
    checklist_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(edge=24, parent=parent)
        self.shown: Shown | None = None
        self.checklist: LinkButton | None = None
        self._most = FIRST
        self.show_nothing()

    def show_nothing(self, why: str = "") -> None:
        """Show that nothing is chosen, and why there is nothing to choose."""
        self.shown = None
        self.clear()
        self.add(WrappedLabel(why or say("Välj en faktura till vänster.", "Choose an invoice at the left."), "body"))

    def show_invoice(self, shown: Shown) -> None:
        """Show an invoice; the place in the column stays when it is the same one."""
        same = self.shown is not None and self.shown.key == shown.key
        place = self.verticalScrollBar().value() if same else 0
        self._most = self._most if same else FIRST
        self.shown = shown
        self.clear()
        self.add(self._head(shown))
        self.add(self._hours(shown))
        self.add(self._checklist(shown))
        if shown.signals:
            self.add(self._signals(shown))
        self.add(self._lines(shown))
        if shown.steps or shown.letters:
            self.add(self._history(shown))
        self.verticalScrollBar().setValue(place)

    def _head(self, shown: Shown) -> QWidget:
        look = shown.look
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        noun = say("Kreditfaktura", "Credit note") if look.is_credit else say("Faktura", "Invoice")
        title = QWidget()
        row = FlowLayout(title, gap=10)
        row.addWidget(Heading(f"{noun} {look.invoice}", "section"))
        row.addWidget(Tag(shown.state.word, _state_kind(shown.state), _state_icon(shown.state)))
        if shown.changed:
            row.addWidget(Tag(say("Ändrad", "Changed"), TagKind.ATTENTION, "clock"))
        if shown.clock:
            row.addWidget(Tag(shown.clock, TagKind.ATTENTION if shown.late else TagKind.NEUTRAL, "clock"))
        column.addWidget(title)
        provider = f"{look.provider_name} ({look.provider})" if look.provider_name else look.provider or NOTHING
        told = [provider, f"{look.first} – {look.last}", to_the_ore(look.amount_ore)]
        column.addWidget(WrappedLabel(" · ".join(told), "meta"))
        if look.credits or look.credited_by:
            column.addWidget(self._chain(shown))
        if shown.changed:
            column.addWidget(WrappedLabel(shown.changed, "strong", Tone.ATTENTION))
        for difference in look.differences:
            column.addWidget(difference_line(difference))
        if not look.differences:
            agrees = QWidget()
            flow = FlowLayout(agrees, gap=8)
            flow.addWidget(IconMark("circle-check", "ok"))
            flow.addWidget(Label(say("Det som kan jämföras stämmer", "What can be compared agrees"), "body"))
            column.addWidget(agrees)
        return part

    def _chain(self, shown: Shown) -> QWidget:
        """The correction chain: from the credit note to the invoice and back."""
        look = shown.look
        part = QWidget()
        row = FlowLayout(part, gap=8)
        row.addWidget(IconMark("link-2", "muted"))
        words = say("Rättar", "Puts right") if look.credits else say("Krediterad av", "Credited by")
        row.addWidget(Label(words, "meta"))
        for other in (look.credits,) if look.credits else look.credited_by:
            link = LinkButton(other, "file-text")
            link.clicked.connect(partial(self.invoice_wanted.emit, look.provider, other))
            row.addWidget(link)
        return part

    def _hours(self, shown: Shown) -> Card:
        card = Card()
        card.body.addWidget(Heading(say("Timmarna sida vid sida", "The hours side by side"), "heading"))
        note = say(
            "Väntetid räknas som en fjärdedel och beredskap som en sjundedel, som i ersättningen.",
            "Waiting counts as a quarter and standby as a seventh, as they are paid.",
        )
        card.body.addWidget(WrappedLabel(note, "meta"))
        parts = sorted(enumerate(shown.look.parts), key=lambda one: (not one[1].differences, one[0]))
        for number, part in parts[: self._most]:
            card.body.addSpacing(6)
            card.body.addWidget(WrappedLabel(_part_words(part), "strong"))
            for difference in part.differences:
                card.body.addWidget(difference_line(difference))
            card.body.addWidget(HoursBars(part.hours))
            for sentence in (said for part_of, said in shown.detail.moved if part_of == number):
                card.body.addWidget(WrappedLabel(sentence, "meta"))
            card.body.addWidget(self._behind(shown, number))
        if len(parts) > self._most:
            card.body.addWidget(self._more(len(parts) - self._most, say("ärenden", "cases")))
        return card

    def _behind(self, shown: Shown, number: int) -> QWidget:
        """A link that unfolds the rows behind the numbers of one comparison."""
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        behind = [one for one in shown.detail.behind if one.part == number]
        in_all = sum(one.rows_in_all for one in behind)
        link = LinkButton(
            say(f"Raderna bakom talen ({whole(in_all)})", f"The rows behind the numbers ({whole(in_all)})"), "table-2"
        )
        link.setObjectName(f"rows-{number}")
        link.clicked.connect(partial(_unfold, column, link, behind))
        column.addWidget(ActRow(link))
        return part

    def _checklist(self, shown: Shown) -> Card:
        card = Card()
        row = QHBoxLayout()
        row.addWidget(Heading(say("Checklistan", "The checklist"), "heading"), 1)
        card.body.addLayout(row)
        answered, open_ = len(shown.answers), len(set(shown.suggested) - set(shown.answers))
        words = say(
            f"{counted(answered, ('svar', 'svar'), ('answer', 'answers'))} · "
            f"{counted(open_, ('förslag', 'förslag'), ('suggestion', 'suggestions'))} från underlaget",
            f"{counted(answered, ('svar', 'svar'), ('answer', 'answers'))} · "
            f"{counted(open_, ('förslag', 'förslag'), ('suggestion', 'suggestions'))} from the records",
        )
        card.body.addWidget(WrappedLabel(words, "meta"))
        self.checklist = LinkButton(say("Öppna checklistan", "Open the checklist"), "clipboard-list", "C")
        self.checklist.clicked.connect(self.checklist_wanted)
        card.body.addWidget(ActRow(self.checklist))
        return card

    def _signals(self, shown: Shown) -> Card:
        card = Card()
        title = say("Varningssignaler på fakturan", "Warning signals on the invoice")
        card.body.addWidget(Heading(title, "heading"))
        for signal in shown.signals[:20]:
            row = QWidget()
            flow = FlowLayout(row, gap=8)
            flow.addWidget(SeverityMark(signal.severity, signal=True))
            link = LinkButton(f"{signal.rule} · {signal.state.word}", "message-circle-question-mark")
            link.setAccessibleName(say(f"Varningssignal {link.text()}", f"Warning signal {link.text()}"))
            link.clicked.connect(partial(self.signal_wanted.emit, signal.id))
            flow.addWidget(link)
            card.body.addWidget(row)
            if signal.explained:
                card.body.addWidget(WrappedLabel(signal.explained[0], "meta"))
        return card

    def _lines(self, shown: Shown) -> Card:
        card = Card()
        card.body.addWidget(Heading(say("Fakturans rader", "The invoice's lines"), "heading"))
        settled = shown.state in (InvoiceState.OPEN, InvoiceState.APPROVED)
        disputed = dict(shown.review.disputed) if shown.review is not None and not settled else {}
        for line in shown.look.lines[: self._most]:
            hours = (
                f"{line.quantity} {line.unit}".strip() or NOTHING
                if line.seconds is None
                else f"{decimal(line.seconds / 3600)} h"
            )
            told = [line.line, line.user or NOTHING, line.service or NOTHING, hours, to_the_ore(line.amount_ore)]
            card.body.addWidget(WrappedLabel(" · ".join(told), "body"))
            place = say(f"{line.file} rad {whole(line.row)}", f"{line.file} row {whole(line.row)}")
            card.body.addWidget(Label(place, "meta"))
            reason = disputed.get(line.line) or disputed.get("")
            if reason:
                card.body.addWidget(WrappedLabel(say(f"Bestriden: {reason}", f"Disputed: {reason}"), "meta-strong"))
        if len(shown.look.lines) > self._most:
            card.body.addWidget(self._more(len(shown.look.lines) - self._most, say("rader", "lines")))
        return card

    def _more(self, left: int, what: str) -> QWidget:
        """A link to the next of what does not stand here yet."""
        number = min(left, 2 * FIRST)
        link = LinkButton(
            say(
                f"Visa {grouped(number)} till av {grouped(left)} {what}",
                f"Show {grouped(number)} more of {grouped(left)} {what}",
            ),
            "chevron-down",
        )
        link.setObjectName("more")
        link.clicked.connect(self._show_more)
        return ActRow(link)

    @Slot()
    def _show_more(self) -> None:
        self._most += 2 * FIRST
        if self.shown is not None:
            self.show_invoice(self.shown)

    def _history(self, shown: Shown) -> Card:
        card = Card()
        card.body.addWidget(Heading(say("Vad som är gjort", "What has been done"), "heading"))
        for step in shown.steps:
            at = step.at.astimezone()
            card.body.addWidget(WrappedLabel(f"{at:%Y-%m-%d %H.%M} · {step.words} · {step.by}", "body"))
            if step.detail:
                card.body.addWidget(WrappedLabel(step.detail, "meta"))
        for letter in shown.letters:
            sent = say(f"skickat {letter.sent_on}", f"sent {letter.sent_on}") if letter.sent_on else ""
            copy = say(f"exemplar {letter.copy}", f"copy {letter.copy}")
            made = f"{letter.made_at.astimezone():%Y-%m-%d %H.%M}" if letter.made_at else NOTHING
            told = [made, say(f"Brev: {letter.kind.word.lower()}", f"Letter: {letter.kind.word.lower()}"), copy, sent]
            card.body.addWidget(WrappedLabel(" · ".join(part for part in told if part), "body"))
        return card


def _unfold(column: QVBoxLayout, link: LinkButton, behind: list[RowsBehind]) -> None:
    link.hide()
    for one in behind:
        column.addWidget(rows_of(one))


def difference_line(difference: Difference) -> QWidget:
    """What differs, as an outlined shape and a word: it asks and does not judge."""
    part = QWidget()
    row = FlowLayout(part, gap=8)
    row.addWidget(SeverityMark(difference.severity, signal=True, worded=False))
    row.addWidget(Label(difference.word, "strong"))
    return part


def _part_words(part: InvoicePart) -> str:
    told = [say(f"Ärende {part.user}", f"Case {part.user}") if part.user else say("Okänt ärende", "Unknown case")]
    told += [part.service or NOTHING, to_the_ore(part.amount_ore)]
    return " · ".join(told)


def _state_kind(state: InvoiceState) -> TagKind:
    if state is InvoiceState.APPROVED:
        return TagKind.OK
    if state is InvoiceState.OPEN:
        return TagKind.NEUTRAL
    return TagKind.ATTENTION if state is InvoiceState.COMPLETE else TagKind.SOFT


def _state_icon(state: InvoiceState) -> str:
    return {
        InvoiceState.OPEN: "circle",
        InvoiceState.APPROVED: "circle-check",
        InvoiceState.DISPUTED: "ban",
        InvoiceState.DOCUMENTS_ASKED: "file-text",
        InvoiceState.COMPLETE: "clipboard-check",
        InvoiceState.CREDITED: "undo-2",
        InvoiceState.REJECTED: "x",
    }[state]
