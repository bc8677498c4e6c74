"""The month's payouts beside what was reported for them: no report, no money."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from kollegie.follow_up.reclaims import latest_round, propose_reclaim
from kollegie.language import counted, grouped, say
from kollegie.model.amounts import to_the_ore
from kollegie.model.desk_looks import Difference, PayoutLook
from kollegie.model.invoices import Reclaim
from kollegie.summary.numbers import NOTHING, decimal
from ui.desk import Desk
from ui.invoices.gathering import Month
from ui.invoices.invoice_detail import difference_line
from ui.invoices.rows_list import RowsList
from ui.invoices.two_panes import TwoPanes
from ui.tokens import Tone
from ui.widgets.buttons import PrimaryButton
from ui.widgets.card import Card
from ui.widgets.labels import Heading, WrappedLabel
from ui.widgets.layouts import standing
from ui.widgets.strip import StripKind
from ui.widgets.two_line_delegate import Row


class PayoutsView(TwoPanes):
    """Shows every payout of the month, what lacks a report first; proposes a reclaim, never decides one."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, say("Utbetalningar", "Payouts"), _row, parent)
        self.list.chosen.connect(self._show)

    @property
    def propose(self) -> PrimaryButton | None:
        """The button that proposes a reclaim, where the payout shown has no report."""
        return next(iter(standing(self.act_row, PrimaryButton)), None)

    def show_month(self, month: Month) -> None:
        """Show the payouts of the month."""
        self.month = month
        payouts, shown = month.desk.payouts, month.month
        looks = payouts.of_month(shown) if shown else ()
        lacking = sum(Difference.NO_REPORTS in look.differences for look in looks)
        number = counted(len(looks), ("utbetalning", "utbetalningar"), ("payout", "payouts"))
        self.told.show_text(
            say(
                f"{number} {shown}, {grouped(lacking)} utan redovisning",
                f"{number} {shown}, {grouped(lacking)} without a report",
            )
        )
        things: list[Any] = []
        for title, wanted in (
            (say("Att kontrollera", "To look into"), True),
            (say("Inget att fråga om", "Nothing to ask about"), False),
        ):
            group = [look for look in looks if bool(look.differences) is wanted]
            if group:
                things += [Row(title, code=grouped(len(group)), head=True), *group]
        current = self.list.current()
        kept = (current.payee, current.user, current.row) if isinstance(current, PayoutLook) else None
        none = say("Inga utbetalningar i månaden.", "No payouts in the month.")
        self.show_things(
            things, none, lambda one: isinstance(one, PayoutLook) and (one.payee, one.user, one.row) == kept
        )

    @Slot(object)
    def _show(self, look: object) -> None:
        if not isinstance(look, PayoutLook):
            return
        self.detail.clear()
        self.detail.add(Heading(say(f"Mottagare {look.payee}", f"Payee {look.payee}"), "section"))
        paid = say(f"utbetalt {look.paid_on}", f"paid {look.paid_on}") if look.paid_on else ""
        about = [
            say(f"ärende {look.user}", f"case {look.user}"),
            look.service,
            look.month,
            to_the_ore(look.amount_ore),
            paid,
        ]
        self.detail.add(WrappedLabel(" · ".join(part for part in about if part), "meta"))
        for difference in look.differences:
            self.detail.add(difference_line(difference))
        card = Card()
        card.body.addWidget(Heading(say("Redovisat och beslutat", "Reported and decided"), "heading"))
        for words in (*_facts(look), *look.moved):
            card.body.addWidget(WrappedLabel(words, "body"))
        card.body.addWidget(RowsList(say("Rader", "Rows"), look.evidence, len(look.evidence)))
        self.detail.add(card)
        if Difference.NO_REPORTS in look.differences:
            propose = PrimaryButton(say("Föreslå återkrav", "Propose a reclaim"), "banknote", "R")
            propose.clicked.connect(partial(self.propose_for, look))
            self.put_acts(propose)
        else:
            self.put_acts()

    def propose_for(self, look: PayoutLook) -> None:
        """Put every payout without a report to this payee for this user in the register."""
        if self.month is None:
            return
        desk = self.month.desk
        receipt = self.desk.act(_propose, self.desk, desk, look)
        receipt.done.connect(self._tell_proposed)

    @Slot()
    def propose_current(self) -> None:
        """As the button, by key."""
        if self.propose is not None:
            self.propose.click()

    @Slot(object)
    def _tell_proposed(self, made: tuple[Reclaim, ...]) -> None:
        number = counted(len(made), ("återkrav", "återkrav"), ("reclaim", "reclaims"))
        sentence = say(
            f"{number} ligger i registret, ej beräknat. Ingen har krävts på något.",
            f"{number} in the register, not calculated. Nothing has been demanded of anybody.",
        )
        self.telling.emit(StripKind.DONE, sentence, "")
        self.changed.emit()


def _propose(desk: Desk, loaded: Any, look: PayoutLook) -> tuple[Reclaim, ...]:
    months = loaded.payouts.months()
    lacking = loaded.payouts.without_report(months[-1], months[0])
    mine = [one for one in lacking if (one.payee, one.user, one.service) == (look.payee, look.user, look.service)]
    with desk.store.reading() as reading:
        review = latest_round(reading)
    return propose_reclaim(desk.store, mine, review_id=review)


def _facts(look: PayoutLook) -> list[str]:
    if look.minutes is None:
        return [say("Inga tidrapporter eller närvaro är inlästa.", "No time reports or attendance are taken in.")]
    days = counted(look.occasions or 0, ("dag", "dagar"), ("day", "days"))
    facts = [
        say(
            f"Redovisat: {decimal(look.minutes / 60)} h på {days}",
            f"Reported: {decimal(look.minutes / 60)} h on {days}",
        )
    ]
    if look.planned_minutes is not None:
        facts.append(
            say(f"Planerat: {decimal(look.planned_minutes / 60)} h", f"Planned: {decimal(look.planned_minutes / 60)} h")
        )
    if look.granted_occasions is not None:
        number = decimal(look.granted_occasions)
        facts.append(say(f"Beslutat: {number} träffar i månaden", f"Decided: {number} meetings a month"))
    if look.idle_months:
        months = counted(look.idle_months, ("månad", "månader"), ("month", "months"))
        facts.append(say(f"{months} i följd utbetalt utan redovisning", f"{months} in a row paid without a report"))
    return facts


def _settled(look: PayoutLook) -> str:
    """Why there is nothing to ask about a payout."""
    if look.net_ore <= 0:
        return say("Återtagen", "Taken back")
    return say("Redovisad", "Reported") if look.minutes else say("Inga rapporter inlästa", "No reports taken in")


def _row(look: PayoutLook) -> Row:
    done = NOTHING if look.minutes is None else f"{decimal(look.minutes / 60)} h"
    return Row(
        f"{look.payee} · {say('ärende', 'case')} {look.user or NOTHING}",
        " · ".join(part for part in (to_the_ore(look.amount_ore), done, look.service) if part),
        state=look.differences[0].word if look.differences else _settled(look),
        state_tone=Tone.TEXT if look.differences else Tone.MUTED,
        severity=look.severity,
        signal=True,
        icon="" if look.severity is not None else "check",
    )
