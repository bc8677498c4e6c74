"""Settling disagreements as one act, with what the choice does to findings of visits and about invoices."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from kollegie.follow_up import settling
from kollegie.model.desk_looks import InvoiceDetail
from kollegie.model.visits import FindingState
from kollegie.store import Store
from kollegie.sync.conflicts import Keep, resolve_conflict
from kollegie.visiting.findings import Settled, raised_by, settle_after_conflict, settled_words


@dataclass(frozen=True, slots=True)
class Settlement:
    """How one disagreement is settled: by a version (its stamp), by keeping all, or by a text of one's own."""

    keep: Keep
    stamp: int | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class SettledConflicts:
    """How many disagreements were settled, and what it did to the findings of visits and about invoices."""

    number: int
    visits: Settled
    invoices: settling.SettledInvoices

    @property
    def words(self) -> tuple[str, ...]:
        """What it did to the findings, a sentence each."""
        return (*settled_words(self.visits), *settling.settled_words(self.invoices))

    @property
    def remarkable(self) -> bool:
        """Whether a finding that stood is no longer proposed, or could not be brought in line."""
        withdrawn = any(one.state is FindingState.WITHDRAWN for one in self.invoices.changed)
        return bool(self.visits.withdrawn or self.invoices.unread or self.invoices.unjudged) or withdrawn


def settle(store: Store, answers: tuple[UUID, ...], chosen: dict[str, Settlement]) -> SettledConflicts:
    """Settle these disagreements, all or none. Returns how many, and what it did to the findings."""
    asked = settling.asked_invoices(store, answers, _invoice_detail)
    with store.one_act():
        for id, how in chosen.items():
            resolve_conflict(store, id, how.keep, how.text, stamp=how.stamp)
        visits = settle_after_conflict(store, answers)
        judge = partial(raised_by, lambda: store.clock().astimezone())
        invoices = settling.settle_after_conflict(store, asked, judge)
        return SettledConflicts(len(chosen), visits, invoices)


def _invoice_detail(store: Store, provider: str, invoice: str) -> InvoiceDetail | None:
    from kollegie.screening.desk import invoice_detail  # only the desk of invoices needs its engine

    return invoice_detail(store, provider, invoice)
