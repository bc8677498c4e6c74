"""The reclaim register: each debtor's sum and state, moved on step by step by a person, and the totals."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from kollegie.follow_up.reclaim_rows import paid_for, why_no_sum
from kollegie.follow_up.reclaims import (
    DUE_DAYS,
    ReclaimSums,
    cost_share,
    list_reclaims,
    move_reclaim,
    sums_by_round,
    sums_of,
    undo_reclaim,
)
from kollegie.language import NBSP, counted, grouped, say
from kollegie.model.amounts import to_the_ore
from kollegie.model.invoices import NEXT_RECLAIM_STATES, LegalGround, Reclaim, ReclaimState
from kollegie.store import Reading
from kollegie.summary.numbers import NOTHING
from ui.act_under_way import ActUnderWay
from ui.begun_forms import KeptForm, begun_forms_of
from ui.desk import Desk
from ui.invoices.gathering import Month
from ui.invoices.rows_list import RowsList
from ui.invoices.two_panes import TwoPanes
from ui.taken_back import undone_strip
from ui.tasks import Written
from ui.tokens import Tone
from ui.widgets.buttons import Button, LinkButton, PlainButton, PrimaryButton
from ui.widgets.card import Card
from ui.widgets.choice import Option
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import Field, NoteEdit, NumberField, TextField, day_in
from ui.widgets.labels import Heading, WrappedLabel
from ui.widgets.layouts import standing
from ui.widgets.segmented_choice import SegmentedChoice
from ui.widgets.strip import StripKind
from ui.widgets.tab_order import stands_within
from ui.widgets.two_line_delegate import Row

_FORWARD = {
    ReclaimState.NOT_CALCULATED: ReclaimState.CALCULATED,
    ReclaimState.CALCULATED: ReclaimState.HEARD,
    ReclaimState.HEARD: ReclaimState.DEMANDED,
    ReclaimState.DEMANDED: ReclaimState.PAID,
    ReclaimState.PARTLY_PAID: ReclaimState.PAID,
    ReclaimState.CONTESTED: ReclaimState.COURT,
    ReclaimState.COURT: ReclaimState.PAID,
}


class ReclaimsView(TwoPanes):
    """Shows the register; every step is a person's, and each can be undone."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, say("Återkrav", "Reclaims"), _row, parent)
        self.amount: NumberField | None = None
        self.ground: SegmentedChoice | None = None
        self.due: TextField | None = None
        self.reason: NoteEdit | None = None
        self.wanted: UUID | None = None
        """The reclaim to stand on when the register has been read."""
        self._shown: Reclaim | None = None
        self._drawn: Reclaim | None = None
        self.under_way = ActUnderWay(self)
        self._forms = begun_forms_of(desk)
        self.list.chosen.connect(self._show)
        empty = EmptyState(
            "banknote",
            say("Inga återkrav än", "No reclaims yet"),
            say(
                "Ett återkrav föreslås vid en utbetalning utan redovisning. Sedan följs varje steg här.",
                "A reclaim is proposed at a payout without a report. Then each step is followed here.",
            ),
            say("Gå till Utbetalningar", "Go to Payouts"),
            "arrow-right",
        )
        empty.acted.connect(partial(self.going.emit, "invoices", ("payouts", "")))
        self.put_empty(empty)

    @property
    def steps(self) -> dict[str, Button]:
        """The buttons, by the state they lead to; "undo" takes back the latest step."""
        return {button.objectName(): button for button in standing(self.act_row, Button)}

    def undo(self) -> None:
        """Take back the latest step with the reclaim shown."""
        if self._shown is not None:
            self._undo(self._shown)

    def show_month(self, month: Month) -> None:
        """Read the register anew; it is not of one month."""
        self.month = month
        self._read()

    @Slot(object)
    def _show_register(self, found: tuple[tuple[Reclaim, ...], tuple[tuple[str, ReclaimSums], ...]]) -> None:
        reclaims, rounds = found
        told = [_sums_words(sums_of(reclaims))]
        told += [f"{name}: {_round_words(part)}." for name, part in rounds if name]
        if self.month is not None and reclaims:
            told.append(f"{cost_share(reclaims, self.month.desk.payouts.cost()).sentence}.")
        self.told.show_text(" ".join(told))
        things: list[Any] = []
        for state in ReclaimState:
            group = [one for one in reclaims if one.state is state]
            if group:
                things += [Row(state.word, code=grouped(len(group)), head=True), *group]
        kept = self._shown.id if self._shown is not None else None
        if any(one.id == self.wanted for one in reclaims):  # else it was read before it was there, and is read again
            kept, self.wanted = self.wanted, None
        self.show_things(things, "", lambda one: isinstance(one, Reclaim) and one.id == kept)
        if not reclaims:
            self._shown = self._drawn = None

    @Slot(object)
    def _show(self, reclaim: object) -> None:
        if not isinstance(reclaim, Reclaim):
            return
        self._shown = reclaim
        if reclaim == self._drawn:
            return  # nothing has changed, and somebody may be writing
        self._drawn = reclaim
        if stands_within(self.acts):
            self.list.setFocus()  # the step pressed goes; pressed again, Enter takes no other in its place
        self.detail.clear()
        self.detail.add(Heading(f"{reclaim.debtor_kind.word} {reclaim.debtor_ref}", "section"))
        period = f"{reclaim.period_from} – {reclaim.period_to}" if reclaim.period_from else ""
        about = [
            say(f"ärende {reclaim.user_ref}", f"case {reclaim.user_ref}"),
            reclaim.service,
            period,
            reclaim.state.word,
            say(f"betalas senast {reclaim.due}", f"to be paid by {reclaim.due}") if reclaim.due else "",
        ]
        self.detail.add(WrappedLabel(" · ".join(part for part in about if part), "meta"))
        card = Card()
        card.body.addWidget(Heading(say("Belopp", "Sums"), "heading"))
        for words, ore in (
            (say("Beräknat", "Calculated"), reclaim.calculated_ore),
            (say("Krävt", "Demanded"), reclaim.demanded_ore),
            (say("Betalt", "Paid"), reclaim.paid_ore),
            (say("Avskrivet", "Written off"), reclaim.written_off_ore),
            (say("Kvar", "Left"), reclaim.outstanding_ore),
        ):
            card.body.addWidget(WrappedLabel(f"{words}: {to_the_ore(ore)}", "body"))
        card.body.addWidget(WrappedLabel(reclaim.reason, "meta"))
        for rule, signal in reclaim.signals:
            link = LinkButton(say(f"Bygger på signalen {rule}", f"Rests on the signal {rule}"), "flag")
            link.clicked.connect(partial(self.going.emit, "signals", UUID(signal)))
            link.setAccessibleDescription(_title_of(rule))
            card.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
            card.body.addWidget(WrappedLabel(_title_of(rule), "meta"))
        paid = paid_for(reclaim)
        if paid is not None and max(reclaim.calculated_ore, reclaim.demanded_ore) > paid:
            more = say(
                f"Det är mer än utbetalningarna nedan ger för perioden, {to_the_ore(paid)}. Stämmer beloppet?",
                f"That is more than the payouts below come to for the period, {to_the_ore(paid)}. Is the sum right?",
            )
            card.body.addWidget(WrappedLabel(more, "strong", Tone.ATTENTION))
        self.detail.add(card)
        self.detail.add(self._form(reclaim))
        if reclaim.evidence:
            rows = Card()
            rows.body.addWidget(RowsList(say("Utbetalningar", "Payouts"), reclaim.evidence, len(reclaim.evidence)))
            self.detail.add(rows)
        self._put_steps(reclaim)

    def _form(self, reclaim: Reclaim) -> Card:
        card = Card()
        card.body.addWidget(Heading(say("Nästa steg", "Next step"), "heading"))
        law = say(
            "Parten hörs alltid innan pengar krävs (25 § förvaltningslagen). Grunden väljs av den som beslutar.",
            "The party is always heard before money is demanded (FL 25 §). Whoever decides chooses the ground.",
        )
        card.body.addWidget(WrappedLabel(law, "meta"))
        self.amount = NumberField(say("Belopp för steget", "Sum of the step"), say("kr", "kr"))
        card.body.addWidget(Field(say("Belopp för steget, kronor", "Sum of the step, kronor"), self.amount))
        lacking = why_no_sum(reclaim) if reclaim.state is ReclaimState.NOT_CALCULATED else ""
        if lacking:
            card.body.addWidget(WrappedLabel(lacking, "meta"))
        grounds = [ground for ground in LegalGround if ground is not LegalGround.NOT_CHOSEN]
        self.ground = SegmentedChoice(
            say("Rättslig grund", "Legal ground"), [Option(ground.value, ground.word) for ground in grounds]
        )
        if reclaim.ground is not LegalGround.NOT_CHOSEN:
            self.ground.show_value(reclaim.ground.value)
        card.body.addWidget(Field(say("Rättslig grund", "Legal ground"), self.ground))
        days = say(f"om {DUE_DAYS} dagar, eller åååå-mm-dd", f"in {DUE_DAYS} days, or yyyy-mm-dd")
        self.due = TextField(say("Betalas senast", "To be paid by"))
        stands = reclaim.due is not None and reclaim.state is not ReclaimState.HEARD
        self.due.setPlaceholderText(str(reclaim.due) if stands else days)
        self._due_field = Field(say("Betalas senast, när pengar krävs", "To be paid by, when demanded"), self.due)
        card.body.addWidget(self._due_field)
        self._due_field.setVisible(ReclaimState.DEMANDED in NEXT_RECLAIM_STATES[reclaim.state])
        self.reason = NoteEdit(say("Skäl, utan namn", "Reason, without names"))
        card.body.addWidget(Field(say("Skäl, utan namn", "Reason, without names"), self.reason))
        proposed = _proposed(reclaim)
        KeptForm(
            self._forms,
            reclaim.id,
            "reclaim",
            {"amount": self.amount, "ground": self.ground, "due": self.due, "reason": self.reason},
            card,
            stored={} if proposed is None else {"amount": to_the_ore(proposed).removesuffix(f"{NBSP}kr")},
        )
        return card

    def _put_steps(self, reclaim: Reclaim) -> None:
        buttons: list[Button] = []
        forward = _FORWARD.get(reclaim.state)
        for state in sorted(NEXT_RECLAIM_STATES[reclaim.state], key=lambda one: one is not forward):
            words = _step_words(state)
            button: Button = PrimaryButton(words, "arrow-right") if state is forward else PlainButton(words)
            button.setObjectName(state.value)
            button.clicked.connect(partial(self.take, reclaim, state))
            buttons.append(button)
        undo = LinkButton(say("Ångra", "Undo"), "undo-2")
        undo.setObjectName("undo")
        undo.clicked.connect(partial(self._undo, reclaim))
        self.put_acts(*buttons, undo)

    def take(self, reclaim: Reclaim, state: ReclaimState) -> None:
        """Take a step with what stands in the form; nothing while another one is on its way."""
        if self.under_way.going_on:
            return
        if self.amount is None or self.ground is None or self.due is None or self.reason is None:
            return
        good, due = day_in(self._due_field, self.due) if state is ReclaimState.DEMANDED else (True, None)
        if not good:
            return
        value: Decimal | None = self.amount.value()
        if state is not ReclaimState.CALCULATED and value is not None and int(value * 100) == _proposed(reclaim):
            value = None  # the sum proposed is for the calculation, and for no other step
        ground = self.ground.value()
        receipt = self.desk.act(
            move_reclaim,
            self.desk.store,
            reclaim.id,
            state,
            amount_ore=None if value is None else int(value * 100),
            ground=LegalGround(str(ground)) if ground else None,
            reason=self.reason.text(),
            due=due,
        )
        self.under_way.begin(receipt)
        receipt.done.connect(self._tell_moved)

    def _undo(self, reclaim: Reclaim) -> None:
        if not self.under_way.going_on:
            receipt = self.desk.act(undo_reclaim, self.desk.store, reclaim.id)
            self.under_way.begin(receipt)
            receipt.done.connect(self._tell_undone)

    @Slot(object)
    def _tell_moved(self, reclaim: Reclaim) -> None:
        self._forms.drop(reclaim.id, "reclaim")
        self._shown = reclaim
        sentence = say(f"Återkravet är {reclaim.state.word.lower()}.", f"The reclaim is {reclaim.state.word.lower()}.")
        self.telling.emit(StripKind.DONE, sentence, "")
        self.under_way.end_after(self._read())

    @Slot(object)
    def _tell_undone(self, undone: bool) -> None:
        self.telling.emit(*undone_strip(undone))
        self.under_way.end_after(self._read())

    def _read(self) -> Written:
        receipt = self.desk.look(self, _register)
        receipt.done.connect(self._show_register)
        return receipt


def _register(reading: Reading) -> tuple[tuple[Reclaim, ...], tuple[tuple[str, ReclaimSums], ...]]:
    return list_reclaims(reading), sums_by_round(reading)


def _proposed(reclaim: Reclaim) -> int | None:
    """The sum that stands in the field from the beginning, where nothing is calculated yet."""
    paid = paid_for(reclaim) if reclaim.state is ReclaimState.NOT_CALCULATED else None
    return paid if paid is not None and paid > 0 else None


def _round_words(sums: ReclaimSums) -> str:
    people = counted(sums.persons + sums.companies, ("mottagare", "mottagare"), ("debtor", "debtors"))
    return say(
        f"{people}, krävt {to_the_ore(sums.demanded)}, betalt {to_the_ore(sums.paid)}",
        f"{people}, demanded {to_the_ore(sums.demanded)}, paid {to_the_ore(sums.paid)}",
    )


def _row(reclaim: Reclaim) -> Row:
    sum_ = reclaim.demanded_ore or reclaim.calculated_ore
    about = [reclaim.service, to_the_ore(sum_) if sum_ else say("summan ej beräknad", "sum not calculated")]
    return Row(
        f"{reclaim.debtor_ref} · {say('ärende', 'case')} {reclaim.user_ref or NOTHING}",
        " · ".join(part for part in about if part),
        state=reclaim.debtor_kind.word,
        state_tone=Tone.MUTED,
        icon="banknote",
    )


def _title_of(rule: str) -> str:
    from kollegie.screening.all_rules import rule_of  # when there is one: the rules bring much along

    return rule_of(rule).title


def _step_words(state: ReclaimState) -> str:
    """What one does to bring a reclaim to a state."""
    return {
        ReclaimState.CALCULATED: say("Spara den beräknade summan", "Keep the calculated sum"),
        ReclaimState.HEARD: say("Parten är hörd", "The party has been heard"),
        ReclaimState.DEMANDED: say("Kräv pengarna", "Demand the money"),
        ReclaimState.PARTLY_PAID: say("En del är betald", "A part is paid"),
        ReclaimState.PAID: say("Allt är betalt", "All is paid"),
        ReclaimState.CONTESTED: say("Kravet är bestritt", "The demand is contested"),
        ReclaimState.COURT: say("Målet är i domstol", "It is in court"),
        ReclaimState.WRITTEN_OFF: say("Skriv av", "Write off"),
    }.get(state, state.word)


def _sums_words(sums: ReclaimSums) -> str:
    """What all reclaims come to, and how many have no sum yet."""
    calculated, demanded, paid, left = (
        to_the_ore(ore) for ore in (sums.calculated, sums.demanded, sums.paid, sums.outstanding)
    )
    number = sums.not_calculated
    waiting = counted(number, ("ej beräknat", "ej beräknade"), ("not calculated", "not calculated"))
    return say(
        f"Beräknat {calculated}, krävt {demanded}, betalt {paid}, kvar {left}. {waiting}.",
        f"Calculated {calculated}, demanded {demanded}, paid {paid}, left {left}. {waiting}.",
    )
