"""What can be decided about the invoice shown: one button per step, and a form where a reason or a day is needed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.language import say
from kollegie.model.amounts import to_the_ore
from kollegie.model.desk_looks import InvoiceLine
from kollegie.model.invoices import InvoiceState, invoice_review_id
from kollegie.summary.numbers import NOTHING, decimal
from ui.act_under_way import ActUnderWay
from ui.begun_forms import BegunForms, Editor, KeptForm
from ui.invoices.gathering import Shown
from ui.tasks import Written
from ui.widgets.buttons import Button, LinkButton, PlainButton, PrimaryButton
from ui.widgets.choice import Option
from ui.widgets.fields import Field, NoteEdit, TextField, day_in
from ui.widgets.labels import Heading
from ui.widgets.layouts import AsideLayout, FlowLayout, GrowsDown, empty, standing
from ui.widgets.many_choice import ManyChoice
from ui.widgets.painting import bar_ground
from ui.widgets.tab_order import stands_within

MOST_LINES = 24
"""An invoice with more lines is disputed line by line on the command line; here it is disputed whole."""

_STEPS: dict[InvoiceState, tuple[str, str, str, str]] = {
    InvoiceState.APPROVED: ("Godkänn", "Approve", "check", "G"),
    InvoiceState.DISPUTED: ("Bestrid…", "Dispute…", "ban", "B"),
    InvoiceState.DOCUMENTS_ASKED: ("Begär underlag…", "Ask for documents…", "file-text", "U"),
    InvoiceState.COMPLETE: ("Underlaget är komplett", "Documents are complete", "clipboard-check", "K"),
    InvoiceState.CREDITED: ("Krediterad", "Credited", "undo-2", ""),
    InvoiceState.REJECTED: ("Avslå…", "Reject…", "x", ""),
}
_FORWARD = {
    InvoiceState.OPEN: InvoiceState.APPROVED,
    InvoiceState.DISPUTED: InvoiceState.DOCUMENTS_ASKED,
    InvoiceState.DOCUMENTS_ASKED: InvoiceState.COMPLETE,
    InvoiceState.COMPLETE: InvoiceState.APPROVED,
}
_FORMS = (InvoiceState.DISPUTED, InvoiceState.DOCUMENTS_ASKED, InvoiceState.REJECTED)


class DecisionBar(GrowsDown):
    """Shows the steps that follow on the invoice's state. Decides nothing itself.

    `decided` tells the state wanted with reason, lines, documents, day and registry number; `undo_wanted`,
    `letter_wanted` and `reminded` what their names say, `closed` that a form somebody stood in is gone, `offered` that
    other steps, or a form, stand there now. `standing` are the buttons of the form that is open: they stand below
    the bar, in sight, where the form itself has to scroll.
    """

    decided = Signal(object, dict)
    undo_wanted = Signal()
    letter_wanted = Signal()
    reminded = Signal()
    closed = Signal()
    offered = Signal()

    def __init__(self, forms: BegunForms, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._forms = forms
        self._now = now
        self._put_away: set[tuple[UUID, InvoiceState]] = set()
        self._shown: Shown | None = None
        self.under_way = ActUnderWay(self)
        self.form: DecisionForm | None = None
        self.standing = FormButtons()
        self._place = QVBoxLayout()
        self._place.setContentsMargins(0, 0, 0, 0)
        self._buttons = QWidget()
        self._row = FlowLayout(self._buttons, gap=8)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 12)
        column.setSpacing(10)
        column.addLayout(self._place)
        column.addWidget(self._buttons)

    @property
    def steps(self) -> dict[str, Button]:
        """The buttons, by the state they lead to or by what else they do."""
        return {button.objectName(): button for button in standing(self._row, Button)}

    def show_invoice(self, shown: Shown | None) -> None:
        """Show the steps of an invoice; a form begun for the same one stays."""
        same = self._shown is not None and shown is not None and self._shown.key == shown.key
        stands = same and self._shown is not None and shown is not None and self._shown.state is shown.state
        self._shown = shown
        self.under_way.end()
        if not stands:
            self.close_form()
        self.setVisible(shown is not None)
        if shown is not None:
            self._show_buttons(shown)
            self._show_begun(shown)
        self.offered.emit()

    def _show_begun(self, shown: Shown) -> None:
        """Open a form that was begun about this invoice and never stored."""
        invoice = _record(shown)
        for state in _FORMS:
            follows = state in shown.following and (invoice, state) not in self._put_away
            if self.form is None and follows and self._forms.of(invoice, _form_name(state)):
                self._put_form(state, shown)

    def hints(self) -> tuple[tuple[str, str], ...]:
        """The keys that take a step now, and what they do."""
        if self.form is not None:
            back = ("Esc", say("tillbaka", "back"))
            return ("Ctrl+Return", say("spara beslutet", "save the decision")), back
        offered = [
            (key, say(sv, en)) for state, (sv, en, _, key) in _STEPS.items() if key and state.value in self.steps
        ]
        return tuple((key, words[:1].lower() + words[1:].rstrip("…")) for key, words in offered)

    def step(self, state: InvoiceState) -> None:
        """Take a step, as if its button had been pressed; nothing happens where it does not follow."""
        button = self.steps.get(state.value)
        if button is not None and not self.under_way.going_on:
            button.click()

    @Slot()
    def ask_for_letter(self) -> None:
        """As the button for the letter, where it stands."""
        if self.form is None and "letter" in self.steps:
            self.letter_wanted.emit()

    @Slot()
    def decide(self) -> None:
        """As the button of the form that is open, if one is."""
        if self.form is not None:
            self.form.save.click()

    def open_form(self, state: InvoiceState) -> None:
        """Ask for what the step needs."""
        self.close_form()
        if self._shown is not None:
            self._put_form(state, self._shown).begin()

    def _put_form(self, state: InvoiceState, shown: Shown) -> DecisionForm:
        form = self.form = DecisionForm(state, shown, self._now().date())
        form.keep(self._forms)
        form.decided.connect(self.decided)
        form.left.connect(self.put_form_away)
        self._put_away.discard((_record(shown), state))
        self._place.addWidget(form)
        self.standing.show_buttons(form.save, form.leave)
        QWidget.setTabOrder(form.last, form.save)
        QWidget.setTabOrder(form.save, form.leave)
        self._buttons.hide()
        self.offered.emit()
        return form

    @Slot()
    def put_form_away(self) -> None:
        """Take the form away; what was written in it comes back when the same step is taken again."""
        if self.form is not None and self._shown is not None:
            self._put_away.add((_record(self._shown), self.form.state))
        self.close_form()

    def wait(self, act: Written) -> None:
        """The step is on its way to be stored; it is over when the invoice is shown as it stands then."""
        self.under_way.begin(act)
        act.failed.connect(self.offer_again)
        if self.form is not None:
            self.form.save.setEnabled(False)

    @Slot()
    def offer_again(self) -> None:
        """The step was refused, or could not be read anew: what is written stays, and may be decided again."""
        self.under_way.end()
        if self.form is not None:
            self.form.save.setEnabled(True)

    def end_form(self, provider: str, invoice: str, state: InvoiceState) -> None:
        """The step is stored: what was written about it goes, and so does its form."""
        record = invoice_review_id(provider, invoice)
        self._forms.drop(record, _form_name(state))
        if self.form is not None and self.form.state is state and self._shown and _record(self._shown) == record:
            self.close_form()

    @Slot()
    def close_form(self) -> None:
        """Take the form away."""
        if self.form is not None:
            within = stands_within(self.form, self.standing)
            self._place.removeWidget(self.form)
            self.standing.show_buttons()
            self.form.hide()
            self.form.deleteLater()
            self.form = None
            self._buttons.show()
            self.offered.emit()
            if within:
                self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        bar_ground(self, line_above=True)

    def _show_buttons(self, shown: Shown) -> None:
        empty(self._row)
        forward = shown.state if shown.changed else _FORWARD.get(shown.state)
        states = sorted(shown.following, key=lambda state: state is not forward)
        for state in states:
            sv, en, icon, key = _STEPS[state]
            words = say(sv, en)
            if state is forward:
                button: Button = PrimaryButton(words, icon, key)
            else:
                button = PlainButton(words, icon, key)
            button.setObjectName(state.value)
            button.clicked.connect(self._take_step)
            self._row.addWidget(button)
        if shown.state.waits_for_provider and not shown.changed:
            self._add(PlainButton(say("Brev som PDF…", "Letter as PDF…"), "printer", "P"), "letter", self.letter_wanted)
        if shown.state.waits_for_provider:
            reminder = PlainButton(say("Påmind i dag", "Reminded today"), "clock")
            self._add(reminder, "reminder", self.reminded)
        if shown.can_undo:
            self._add(LinkButton(say("Ångra", "Undo"), "undo-2"), "undo", self.undo_wanted)

    def _add(self, button: Button, name: str, signal: SignalInstance) -> None:
        button.setObjectName(name)
        button.clicked.connect(signal)
        self._row.addWidget(button)

    @Slot()
    def _take_step(self) -> None:
        state = InvoiceState(self.sender().objectName())
        if self.under_way.going_on:
            return
        if state in _FORMS:
            self.open_form(state)
        else:
            self.decided.emit(state, {})


class FormButtons(QWidget):
    """The buttons of the form that is open, below it; nothing where none is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = FlowLayout(self, gap=8)
        self._row.setContentsMargins(24, 8, 24, 12)
        self.hide()

    def show_buttons(self, *buttons: Button) -> None:
        """Show these in place of the ones before, which go."""
        empty(self._row)
        for button in buttons:
            self._row.addWidget(button)
        self.setVisible(bool(buttons))

    def paintEvent(self, event: QPaintEvent) -> None:
        bar_ground(self, line_above=True)


class DecisionForm(QWidget):
    """Asks for the reason, the lines or the documents of one step; `decided` tells them when all of it stands.

    Its buttons, `save` and `leave`, stand where its holder puts them.
    """

    decided = Signal(object, dict)
    left = Signal()

    def __init__(self, state: InvoiceState, shown: Shown, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = state
        self._today = today
        self._shown = shown
        review = shown.review
        asks = state is InvoiceState.DOCUMENTS_ASKED
        self.words = NoteEdit(_asked(state), _first_words(state, shown))
        self._words_field = Field(_asked(state), self.words)
        self.lines: ManyChoice | None = None
        self.reply_by = TextField(say("Svar senast", "Answer by"))
        self.reply_by.setPlaceholderText(say("om 14 dagar, eller åååå-mm-dd", "in 14 days, or yyyy-mm-dd"))
        self._day_field = Field(say("Svar senast", "Answer by"), self.reply_by)
        self.dnr = TextField(say("Diarienummer", "Registry number"), review.dnr if review is not None else "")
        self._dnr_field = Field(say("Diarienummer", "Registry number"), self.dnr)
        self.save = PrimaryButton(_save_words(state), "check", "Ctrl+Return")
        self.leave = LinkButton(say("Avbryt", "Cancel"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(Heading(_heading(state), "heading"))
        lines = shown.look.lines
        if state is InvoiceState.DISPUTED and 1 < len(lines) <= MOST_LINES:
            self.lines = ManyChoice(
                say("Rader som bestrids; ingen vald betyder alla", "Lines disputed; none chosen means all"),
                [Option(line.line, _line_words(line)) for line in lines],
            )
            words = say("Rader (ingen vald betyder hela fakturan)", "Lines (none chosen means the whole invoice)")
            column.addWidget(Field(words, self.lines))
        column.addWidget(self._words_field)
        pair = QWidget()
        row = AsideLayout(pair, least=200)
        if asks:
            row.addWidget(self._day_field)
        if state is not InvoiceState.REJECTED:
            row.addWidget(self._dnr_field)
            column.addWidget(pair)
        self.save.clicked.connect(self.decide)
        self.leave.clicked.connect(self.left)

    @property
    def last(self) -> QWidget:
        """The last field, from which one goes on to the buttons."""
        return self.words if self.state is InvoiceState.REJECTED else self.dnr

    def keep(self, forms: BegunForms) -> None:
        """Show what was written about this step before, and keep what is written from now on."""
        editors: dict[str, Editor] = {"words": self.words, "reply_by": self.reply_by, "dnr": self.dnr}
        if self.lines is not None:
            editors["lines"] = self.lines
        KeptForm(forms, _record(self._shown), _form_name(self.state), editors, self)

    def begin(self) -> None:
        """Put the cursor where one begins."""
        first = self.lines if self.lines is not None else self.words
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and getattr(event, "key", lambda: 0)() == Qt.Key.Key_Escape:
            self.left.emit()
            return True
        return super().event(event)

    @Slot()
    def decide(self) -> None:
        """Tell what was asked for, or say beside the field what is missing."""
        self._words_field.clear_fault()
        words = self.words.text().strip()
        if not words:
            self._words_field.show_fault(
                say("Skriv ett underlag på varje rad.", "Write one document on each line.")
                if self.state is InvoiceState.DOCUMENTS_ASKED
                else say("Skriv vad som inte stämmer.", "Write what does not agree.")
            )
            return
        good, day = day_in(self._day_field, self.reply_by, self._today)
        if not good:
            return
        chosen = self.lines.values() if self.lines is not None else ()
        self.decided.emit(
            self.state,
            {"words": words, "lines": tuple(str(one) for one in chosen), "day": day, "dnr": self.dnr.text().strip()},
        )


def _record(shown: Shown) -> UUID:
    return invoice_review_id(shown.look.provider, shown.look.invoice)


def _form_name(state: InvoiceState) -> str:
    return f"invoice {state.value}"


def _asked(state: InvoiceState) -> str:
    if state is InvoiceState.DOCUMENTS_ASKED:
        return say("Underlag vi behöver, ett på varje rad", "Documents we need, one on each line")
    return say("Vad som inte stämmer; står i brevet, utan namn", "What does not agree; stands in the letter, no names")


def _heading(state: InvoiceState) -> str:
    return {
        InvoiceState.DISPUTED: say("Bestrid fakturan", "Dispute the invoice"),
        InvoiceState.DOCUMENTS_ASKED: say("Begär underlag", "Ask for documents"),
    }.get(state, say("Avslå fakturan", "Reject the invoice"))


def _save_words(state: InvoiceState) -> str:
    return {
        InvoiceState.DISPUTED: say("Bestrid", "Dispute"),
        InvoiceState.DOCUMENTS_ASKED: say("Begär underlag", "Ask for documents"),
    }.get(state, say("Avslå", "Reject"))


def _first_words(state: InvoiceState, shown: Shown) -> str:
    """A beginning from what differs; the person writes on or writes anew."""
    if state is InvoiceState.DOCUMENTS_ASKED:
        month, cases = shown.look.month, ", ".join(user for user in shown.look.users if user)
        return say(
            f"Tidrapporter {month} för ärende {cases}\nSchema {month} för ärende {cases}",
            f"Time reports {month} for case {cases}\nSchedule {month} for case {cases}",
        )
    if state is InvoiceState.DISPUTED:
        return ". ".join(one.word for one in shown.look.differences)
    return shown.review.reason if shown.review is not None else ""


def _line_words(line: InvoiceLine) -> str:
    hours = NOTHING if line.seconds is None else f"{decimal(line.seconds / 3600)} h"
    return f"{line.line} · {line.user or NOTHING} · {hours} · {to_the_ore(line.amount_ore)}"
