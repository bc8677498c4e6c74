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
_FOLLOWED = frozenset(
    (
        InvoiceState.DISPUTED,
        InvoiceState.DOCUMENTS_ASKED,
        InvoiceState.COMPLETE,
        InvoiceState.CREDITED,
        InvoiceState.REJECTED,
    )
)
_ENDED = frozenset((InvoiceState.CREDITED, InvoiceState.REJECTED))
_BEGUN = frozenset((ReclaimState.NOT_CALCULATED,))


@dataclass(frozen=True, slots=True)
class MoneyAction:
    """One disputed invoice or reclaim.

    Shape: `kind` is that of an action; `provider` and `invoice` are set for an invoice, `debtor` and `user` for a
    reclaim, as ids of the imported files. `began` tells whether anything has been done yet. Units: öre.
    """

    id: UUID
    kind: str
    state: str
    amount_ore: int
    due: date | None
    overdue: bool
    remind: bool
    ended: bool
    began: bool
    reason: str
    provider: str = ""
    invoice: str = ""
    debtor: str = ""
    user: str = ""

    @property
    def title(self) -> str:
        """What it is, in a line."""
        if self.kind == DISPUTE:
            return say(f"Faktura {self.invoice} från {self.provider}", f"Invoice {self.invoice} from {self.provider}")
        about = say(f", ärende {self.user}", f", case {self.user}") if self.user else ""
        return say(f"Återkrav mot {self.debtor}", f"Reclaim of {self.debtor}") + about


def money_actions(reading: Reading, today: date) -> tuple[MoneyAction, ...]:
    """Every invoice that has been disputed or lacks documents, and every reclaim; what is late first, then by day."""
    found = [_of_invoice(one, today) for one in reading.find(InvoiceReview) if one.state in _FOLLOWED]
    found += [_of_reclaim(one, today) for one in reading.find(Reclaim)]
    return tuple(sorted(found, key=lambda one: (not one.overdue, one.ended, one.due or date.max, one.title, one.id)))


def _of_invoice(review: InvoiceReview, today: date) -> MoneyAction:
    return MoneyAction(
        review.id,
        DISPUTE,
        review.state.word,
        review.disputed_ore or review.amount_ore,
        review.reply_by,
        is_overdue(review, today),
        reminder_due(review, today),
        review.state in _ENDED,
        True,
        review.reason,
        review.provider_ref,
        review.invoice_ref,
    )


def _of_reclaim(reclaim: Reclaim, today: date) -> MoneyAction:
    amount = reclaim.outstanding_ore if reclaim.demanded_ore else reclaim.calculated_ore
    return MoneyAction(
        reclaim.id,
        RECLAIM,
        reclaim.state.word,
        amount,
        reclaim.due,
        reclaim.state.open and reclaim.due is not None and reclaim.due < today,
        False,
        not reclaim.state.open,
        reclaim.state not in _BEGUN,
        reclaim.reason,
        debtor=reclaim.debtor_ref,
        user=reclaim.user_ref,
    )
