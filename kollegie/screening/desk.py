"""From the store to the desk: the records that invoices and payouts are held against, loaded once, looked at often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kollegie.model.clock import SWEDEN
from kollegie.model.desk_looks import InvoiceDetail
from kollegie.model.register import Person, Provider
from kollegie.progress import Progress
from kollegie.screening.invoice_desk import InvoiceDesk
from kollegie.screening.invoice_rows import DETAIL_KINDS, detail_of
from kollegie.screening.loading import load_material
from kollegie.screening.payout_desk import KINDS as PAYOUT_KINDS
from kollegie.screening.payout_desk import PayoutDesk
from kollegie.screening.pictures import Pictures
from kollegie.store import Store
from kollegie.store.case_ids import kept_cases
from kollegie.store.records import record_sets

LISTED_KINDS = ("contact-notes", "provider-choices")
"""Kinds that the pictures and lists alone look at."""
DESK_KINDS = tuple(dict.fromkeys((*DETAIL_KINDS, *PAYOUT_KINDS, *LISTED_KINDS)))


@dataclass(frozen=True)
class Desk:
    """Everything the desk looks at. `stamp` tells the record sets it was loaded from; `today` the day it is."""

    invoices: InvoiceDesk
    payouts: PayoutDesk
    pictures: Pictures
    stamp: tuple[str, ...]
    today: date


def open_desk(store: Store, *, as_of: date | None = None, progress: Progress | None = None) -> Desk:
    """Load the records for the desk.

    Shape: the reading of identity numbers, by which one person's several staff numbers are known, is written in the
    log of readings before it happens.
    Raises: RecordMissing or SealBroken when a column file is not what was kept; Cancelled.
    """
    today = as_of or store.clock().astimezone(SWEDEN).date()
    with store.work("desk review") as work:
        work.log_reading("desk", "user_identity", "all", "invoices, payouts")
    material = load_material(store, today, DESK_KINDS, progress)
    with store.reading() as reading:
        host = reading.get(Person, store.me).municipality_id
        names = {one.provider_ref: one.name for one in reading.find(Provider, scope=host)}
    return Desk(InvoiceDesk(material, names), PayoutDesk(material), Pictures(material), desk_stamp(store), today)


def invoice_detail(store: Store, provider: str, invoice: str) -> InvoiceDetail | None:
    """One invoice by its numbers as the records here have it; None where they do not.

    Raises: as `open_desk`.
    """
    desk = open_desk(store).invoices
    look = desk.one(provider, invoice)
    return None if look is None else detail_of(desk, look)


def desk_stamp(store: Store) -> tuple[str, ...]:
    """What tells whether the records, or the users their case ids stand for, have changed since a desk was opened."""
    with store.reading() as reading:
        cases = kept_cases(reading)
    return (*(f"{one.id}" for one in record_sets(store) if one.kind in DESK_KINDS), f"{sorted(cases.items())}")
