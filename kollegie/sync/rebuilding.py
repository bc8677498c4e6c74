"""A damaged hub is set aside and made anew from the laptops: the hub is disposable, the laptops hold its data.

The damaged file is renamed and kept. The new one gets the same key, so that every laptop still opens it, and a new
epoch, so that every laptop stops, asks, and then tells it what it holds. Who has not been back yet is named, with the
cases only they may have newer answers of.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kollegie.language import say
from kollegie.model.register import Person
from kollegie.model.reviews import Case, Grant
from kollegie.progress import Progress
from kollegie.store import Store
from kollegie.store.connecting import as_store_error
from kollegie.store.roles import leads_hub
from kollegie.sync.device_life import last_number
from kollegie.sync.enrolling import look_at_hub
from kollegie.sync.errors import HubDamaged, HubIsWhole, HubMissing, HubTampered, MayNot, NotAFile
from kollegie.sync.exchange import Receipt, sync
from kollegie.sync.file_hub import SqliteHub
from kollegie.sync.hubs import begin_hub, open_hub
from kollegie.sync.joining_errors import OtherHub
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody

SPARE = 16
"""Numbers left out for laptops that joined the damaged hub after this one last met it."""

REBUILT = "hub was rebuilt"
"""The setting, on the laptop that rebuilt it, with the epoch of the new hub."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came of it: where the damaged file lies now, what this laptop told the new hub, and whom to ask to sync."""

    aside: Path
    receipt: Receipt
    awaited: tuple[str, ...]


def rebuild_hub(store: Store, url: str | None = None, *, progress: Progress | None = None) -> Rebuilt:
    """Set the hub's file aside and make a new one, filled from this laptop; the others fill it when they sync.

    What can still be fetched from the old file is fetched first.
    Raises: MayNot for anyone but a lead; NotAFile for a server or a folder; HubIsWhole; HubBusy and whatever else
    stops a sync with a file that is not lost; OtherHub; NotEnrolled; FolderReadOnly.
    """
    with laptop_of(store, nobody) as near:
        known = near.enrolment()
        highest = last_number(near)
    hub = open_hub(known.url, known.hub_key)
    if url is not None and (meant := open_hub(url, None)).address != hub.address:
        raise OtherHub(known=known.hub_name, address=meant.address)
    if not isinstance(hub, SqliteHub):
        raise NotAFile(address=hub.address)
    with store.reading() as reading:
        if not leads_hub(reading, store.me):
            raise MayNot(address=hub.address)
    highest = max(highest + SPARE, _fetched_before(store, hub))
    aside = hub.path.with_name(f"{hub.path.name}.damaged-{store.clock():%Y%m%d-%H%M%S}")
    try:
        _set_aside(hub, aside)
    except OSError as problem:
        raise as_store_error(problem, hub.path) from problem
    hub.create_tables()
    epoch = begin_hub(hub, known.hub_name, devices=highest)
    with store.work("hub rebuild") as work:
        work.set_setting(REBUILT, epoch)
    receipt = sync(store, progress=progress, accept_hub=True)
    return Rebuilt(aside, receipt, awaited(store))


LOST = (HubDamaged, HubMissing, HubTampered)
"""What a hub is rebuilt for. Whatever else stops a sync has another remedy, and others may be writing to the file."""


def _fetched_before(store: Store, hub: SqliteHub) -> int:
    """Fetch what the old file still gives; the highest number it had given, as far as it says.

    Raises: HubIsWhole; whatever stops a sync with a file that is not lost.
    """
    highest = 0
    try:
        highest = max((device.number for device in look_at_hub(hub).devices), default=0)
        sync(store, allow_deletions=False)
        with hub.line() as far:
            found = [row[0] for row in far.rows("PRAGMA integrity_check")]
    except LOST:  # that is why it is rebuilt
        return highest
    if found == ["ok"]:
        raise HubIsWhole(address=hub.address)
    return highest


def _set_aside(hub: SqliteHub, aside: Path) -> None:
    """Rename the old file, while nobody else can write to it as far as it still takes a lock. Raises: HubBusy."""
    with suppress(*LOST), hub.line() as far:
        far.begin(writing=True)
        if os.name != "nt":  # there an open file cannot be renamed
            _rename(hub, aside)
    _rename(hub, aside)


def _rename(hub: SqliteHub, aside: Path) -> None:
    for suffix in ("-journal", ""):
        old = hub.path.with_name(hub.path.name + suffix)
        if old.exists():
            old.rename(aside.with_name(aside.name + suffix))


def awaited(store: Store) -> tuple[str, ...]:
    """Who has not been back since this laptop rebuilt the hub, with their cases; empty if it never did.

    What they sent to the old hub after this laptop last met it stands with them alone until they sync.
    """
    with laptop_of(store, nobody) as near:
        known = near.enrolment()
    with store.reading() as reading:
        if reading.setting(REBUILT) != known.epoch:
            return ()
        names = {person.id: person.name for person in reading.find(Person)}
        cases = {case.id: case.label for case in reading.find(Case)}
        grants = reading.find(Grant)
    with open_hub(known.url, known.hub_key).line() as far:
        back = {row[0] for row in far.rows("SELECT person_id FROM device")}
    told = []
    for person in sorted({grant.person_id for grant in grants} - {store.me}, key=lambda one: names.get(one, "")):
        if person.bytes not in back:
            theirs = [
                cases[grant.to_scope] for grant in grants if grant.person_id == person and grant.to_scope in cases
            ]
            told.append(
                ": ".join([names.get(person, ""), ", ".join(sorted(theirs)) or say("alla ärenden", "all cases")])
            )
    return tuple(told)
