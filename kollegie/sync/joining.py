"""What is left to do when a laptop has joined a hub, remembered until it is done: it may be killed in between."""

from __future__ import annotations

import dataclasses
from uuid import UUID

from kollegie.model.register import Municipality, Person
from kollegie.store import Store
from kollegie.sync.hubs import open_hub
from kollegie.sync.laptop import Laptop, laptop_of
from kollegie.sync.lines import nobody
from kollegie.sync.meeting import store_setting

JOINING = "joining the hub"
"""The setting that stands until the first sync after joining: the municipality to be told, or `KNOWN`."""

KNOWN = "known"
"""That the hub knows where the person comes from."""


def is_joining(store: Store, url: str) -> bool:
    """Whether this laptop has joined the hub at an address and has not yet come to an end with it."""
    with laptop_of(store, nobody) as near:
        row = near.line.one("SELECT url FROM enrolment WHERE one = 1")
        begun = store_setting(near.line, JOINING)
    return bool(begun) and row is not None and open_hub(row[0], None).address == open_hub(url, None).address


def begin_joining(near: Laptop, home: UUID | None) -> None:
    """Remember, inside the transaction of joining, what is left; `home` is what the hub has not been told."""
    near.line.run(
        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (JOINING, str(home or KNOWN)),
    )


def end_joining(near: Laptop) -> None:
    """After the first sync: tell, with the next one, where the person of this laptop comes from."""
    told = store_setting(near.line, JOINING)
    if not told:
        return
    with near.store.work("hub enrol") as work:
        person = work.first(Person, id=near.store.me)
        if told != KNOWN and person is None:
            return
        if person is not None and told != KNOWN and work.first(Municipality, id=UUID(told)) is not None:
            work.save(dataclasses.replace(person, municipality_id=UUID(told)))
        work.set_setting(JOINING, "")
