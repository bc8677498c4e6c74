"""Disputed invoices and reclaims: what a summary is made from, and what it says of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kollegie.model.invoices import InvoiceState, ReclaimState


@dataclass(frozen=True, slots=True)
class MoneyFact:
    """One invoice that was disputed, or one reclaim; a reclaim has no `invoice`.

    Shape: `party` is the reference of the provider, or of whom money is demanded, which for a person is never printed.
    `case` is the number of the user's case in the round, else the user's reference. `due` stands while an answer or a
    payment is awaited. `told` tells whether the party has been heard or asked for the money. Units: öre; `amount_ore`
    is what an open reclaim still owes, and what one that has ended came to, None before it is calculated.
    """

    id: str
    state: InvoiceState | ReclaimState
    party: str
    invoice: str
    case: str
    person: bool
    amount_ore: int | None
    due: date | None
    demanded_ore: int = 0
    paid_ore: int = 0
    told: bool = True

    @property
    def is_reclaim(self) -> bool:
        """Whether money is demanded back; else an invoice is disputed."""
        return isinstance(self.state, ReclaimState)


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """One disputed invoice or reclaim: what it is, what it concerns, its sum, the day it is due and its state."""

    text: str
    about: str
    amount: str
    due: date | None
    state: str
    late: bool


@dataclass(frozen=True, slots=True)
class Money:
    """The disputed invoices and the reclaims; `lines` is empty where only sums may be told."""

    lead: str
    lines: tuple[MoneyLine, ...]
    note: str = ""
