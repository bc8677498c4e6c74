"""What a summary says of disputed invoices and reclaims."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kollegie.summary.numbers import NOTHING, kronor


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """One disputed invoice or reclaim: what it is, what it concerns, its sum, the day it is due and its state.

    Units: öre; the sum is None before it is calculated.
    """

    text: str
    about: str
    amount_ore: int | None
    due: date | None
    state: str
    late: bool

    @property
    def amount(self) -> str:
        """The sum as it is printed."""
        return NOTHING if self.amount_ore is None else kronor(self.amount_ore)


@dataclass(frozen=True, slots=True)
class Money:
    """The disputed invoices and the reclaims; `lines` is empty where only sums may be told."""

    lead: str
    lines: tuple[MoneyLine, ...]
    note: str = ""
