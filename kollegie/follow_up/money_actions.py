"""Disputed invoices and reclaims as what they are: actions that are followed up, beside those decided at a finding.

Their own steps are taken at the desk, where their lines and sums stand; here is what is late, what waits, and what they
came to. Source: domain 5.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kollegie.follow_up.invoices import is_overdue, reminder_due
from kollegie.language import say
from kollegie.model.invoices import InvoiceReview, InvoiceState, Reclaim, ReclaimState
from kollegie.store import Reading

DISPUTE, RECLAIM = "invoice_dispute", "reclaim"
FOLLOWED = frozenset(
    (
        InvoiceState.DISPUTED,
        InvoiceState.DOCUMENTS_ASKED,
        InvoiceState.COMPLETE,
        InvoiceState.CREDITED,
        InvoiceState.REJECTED,
    )
)
"""The states in which an invoice is followed up."""
_ENDED = frozenset((InvoiceState.CREDITED, InvoiceState.REJECTED))
_BEFORE_DEMAND = frozenset((ReclaimState.NOT_CALCULATED, ReclaimState.CALCULATED, ReclaimState.HEARD))
_AWAITING_PAYMENT = frozenset((ReclaimState.DEMANDED, ReclaimState.PARTLY_PAID))


@dataclass(frozen=True, slots=True)
class MoneyAction:
    """One disputed invoice or reclaim.

    Shape: `kind` is that of an action; `provider`, `invoice` and `month` are set for an invoice, `debtor` and `user`
    for a reclaim, as ids of the imported files. `due` is set only while somebody's answer or payment is awaited, and so
    is `overdue`. `amount_ore` is what an open reclaim still owes, and what one that has ended came to. `began` tells
    whether anything has been done yet. Units: öre.
    """

    id: UUID
    kind: str
    state: InvoiceState | ReclaimState
    amount_ore: int
    due: date | None
    overdue: bool
    remind: bool
    ended: bool
    began: bool
    reason: str
    provider: str = ""
    invoice: str = ""
    month: str = ""
    debtor: str = ""
    user: str = ""

    @property
    def calculated(self) -> bool:
        """Whether there is a sum to tell."""
        if self.state is ReclaimState.WRITTEN_OFF:
            return self.amount_ore != 0
        return self.state is not ReclaimState.NOT_CALCULATED

    @property
    def title(self) -> str:
        """What it is, in a line."""
        if self.kind == DISPUTE:
            return say(f"Faktura {self.invoice} från {self.provider}", f"Invoice {self.invoice} from {self.provider}")
        about = say(f", ärende {self.user}", f", case {self.user}") if self.user else ""
        return say(f"Återkrav mot {self.debtor}", f"Reclaim of {self.debtor}") + about


def money_actions(reading: Reading, today: date, review_id: UUID | None = None) -> tuple[MoneyAction, ...]:
    """Every invoice that stands disputed, waits for documents or was credited or refused, and every reclaim; what is
    late first, then by day. An invoice that was approved after all is followed up no longer.

    Shape: with `review_id` only the reclaims of that round; an invoice belongs to none.
    """
    reviews = () if review_id is not None else reading.find(InvoiceReview)
    found = [money_of_invoice(one, today) for one in reviews if one.state in FOLLOWED]
    found += [
        money_of_reclaim(one, today) for one in reading.find(Reclaim) if review_id is None or one.review_id == review_id
    ]
    return tuple(sorted(found, key=lambda one: (not one.overdue, one.ended, one.due or date.max, one.title, one.id)))


def money_of_invoice(review: InvoiceReview, today: date) -> MoneyAction:
    """A disputed invoice as an action."""
    return MoneyAction(
        review.id,
        DISPUTE,
        review.state,
        review.disputed_ore or review.amount_ore,
        review.reply_by if review.state.waits_for_provider else None,
        is_overdue(review, today),
        reminder_due(review, today),
        review.state in _ENDED,
        True,
        review.reason,
        review.provider_ref,
        review.invoice_ref,
        review.month,
    )


def money_of_reclaim(reclaim: Reclaim, today: date) -> MoneyAction:
    """A reclaim as an action."""
    amount = reclaim.outstanding_ore
    if reclaim.state in _BEFORE_DEMAND:
        amount = reclaim.calculated_ore
    elif not reclaim.state.open:
        amount = reclaim.demanded_ore or reclaim.calculated_ore
    due = reclaim.due if reclaim.state in _AWAITING_PAYMENT else None
    return MoneyAction(
        reclaim.id,
        RECLAIM,
        reclaim.state,
        amount,
        due,
        due is not None and due < today,
        False,
        not reclaim.state.open,
        reclaim.state is not ReclaimState.NOT_CALCULATED,
        reclaim.reason,
        debtor=reclaim.debtor_ref,
        user=reclaim.user_ref,
    )
