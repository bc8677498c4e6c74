"""What the window and the command line show of the sync without meeting the hub."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kollegie.language import say
from kollegie.model.stamps import moment_of
from kollegie.store import Store
from kollegie.sync.field_words import FIELDS, field_words, record_words
from kollegie.sync.joining_errors import NotEnrolled
from kollegie.sync.laptop import Laptop, laptop_of
from kollegie.sync.lines import nobody
from kollegie.sync.places import advice, place_of


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row the hub sent that was not believed: its table, id and number there, and the column that did not fit."""

    record: str
    row_id: str
    seq: int
    reason: str


@dataclass(frozen=True, slots=True)
class SyncState:
    """How this laptop stands to its hub.

    Shape: `hub` is None until the laptop is joined to one; `address` holds no password. `unsent` counts records, and
    `waiting_since` is when the one that has waited longest was written. `advice` is a sentence about the
    place a hub's file lies in, or empty. `set_aside` are rows the hub sent that were
    not believed. `unsearched` tells that something a sync has brought is not in the search index yet.
    """

    hub: str | None
    address: str
    device: int
    unsent: int
    conflicts: int
    synced_at: datetime | None
    age: timedelta | None
    waiting_since: datetime | None = None
    advice: str = ""
    set_aside: tuple[SetAside, ...] = ()
    unsearched: bool = False


def sync_state(store: Store) -> SyncState:
    """How many records wait, when the hub last answered, and which hub it is."""
    from kollegie.sync.file_hub import SqliteHub
    from kollegie.sync.hubs import open_hub

    with laptop_of(store, nobody) as near:
        unsent = near.waiting()
        oldest = near.waiting_since() if unsent else None
        conflicts = near.open_conflicts()
        aside = set_aside(near)
        unsearched = near.line.one("SELECT 1 FROM unsearched LIMIT 1") is not None
        try:
            known = near.enrolment()
        except NotEnrolled:
            return SyncState(None, "", 0, unsent, conflicts, None, None, set_aside=aside, unsearched=unsearched)
    waiting_since = None if oldest is None else moment_of(oldest)
    age = None if known.synced_at is None else store.clock() - known.synced_at
    hub = open_hub(known.url, None)
    told = advice(place_of(hub.path.parent)) if isinstance(hub, SqliteHub) else ""
    at = (known.synced_at, age, waiting_since)
    return SyncState(known.hub_name, hub.address, known.device, unsent, conflicts, *at, told, aside, unsearched)


def set_aside(near: Laptop) -> tuple[SetAside, ...]:
    """The rows that were set aside, by table and id."""
    rows = near.line.rows("SELECT record, row_id, seq, reason FROM quarantine ORDER BY record, row_id")
    return tuple(SetAside(*row) for row in rows)


def set_aside_words(one: SetAside) -> str:
    """One of them in a sentence, by the words the field uses; a column nobody reads by its name goes by its own."""
    if one.record == "content":
        return say(
            f"En bilagas innehåll ({one.row_id}) är ändrat.", f"An attachment's content ({one.row_id}) is changed."
        )
    kind, where = record_words(one.record), say(f"(nummer {one.seq})", f"(number {one.seq})")
    if not one.reason:
        return say(f"{kind} {one.row_id} kan inte stämma {where}.", f"{kind} {one.row_id} cannot be right {where}.")
    field = field_words(one.reason).lower() if one.reason in FIELDS else say(f"”{one.reason}”", f"“{one.reason}”")
    return say(
        f"{kind} {one.row_id}: fältet {field} kan inte stämma {where}.",
        f"{kind} {one.row_id}: the field {field} cannot be right {where}.",
    )
