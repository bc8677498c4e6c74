"""A lost laptop: blocked at the hub by a lead, and closed the next time it meets the hub.

A server refuses the login, whatever program is used. A file and a folder are kept shut by the program alone, since
whoever has the key can open them: there the loss of a laptop whose passphrase may be known asks for a new hub.
"""

from __future__ import annotations

from kollegie.model.reviews import Grant, Role
from kollegie.store import Store
from kollegie.sync.enrolling import DeviceState, state_of_hub
from kollegie.sync.errors import DeviceMissing, MayNot, OwnDevice, SeveralDevices
from kollegie.sync.exchange import sync
from kollegie.sync.folder_hub import FolderHub
from kollegie.sync.folder_state import state_in
from kollegie.sync.hubs import open_hub
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import Line, nobody
from kollegie.sync.server_hub import PostgresHub


def revoke(store: Store, whom: str, *, url: str | None = None) -> tuple[DeviceState, ...]:
    """Block one laptop, by its number or, where only one goes by it, by its person's name; what was blocked now.

    What it sent before stays. Raises: MayNot for anyone but a lead; DeviceMissing; SeveralDevices; OwnDevice; what
    `sync` raises.
    """
    sync(store, url)
    with laptop_of(store, nobody) as near:
        known = near.enrolment()
    hub = open_hub(known.url, known.hub_key)
    with store.reading() as reading:
        if reading.first(Grant, person_id=store.me, role=Role.LEAD, to_scope=None) is None:
            raise MayNot(address=hub.address)
    devices = state_of_hub(store).devices
    wanted = whom.casefold().split()
    meant = [one for one in devices if str(one.number) == whom or one.person.casefold().split() == wanted]
    if not meant:
        raise DeviceMissing(whom=whom)
    if any(one.number == known.device for one in meant):
        raise OwnDevice
    blocked = tuple(one for one in meant if not one.revoked)
    if len(blocked) > 1:
        raise SeveralDevices(whom=whom, numbers=", ".join(str(one.number) for one in blocked))
    numbers = {one.number for one in blocked}
    if isinstance(hub, FolderHub):
        with laptop_of(store, nobody) as near:
            state = state_in(near)
            state.revoked += [
                (folder, state.head(folder)) for folder, stream in hub.streams().items() if stream.device in numbers
            ]
            state.blocked |= dict(state.revoked)
            state.save(near)
        sync(store)
        return blocked
    with hub.line() as far:
        far.begin(writing=True)
        for number in sorted(numbers):
            far.run("UPDATE device SET revoked = 1 WHERE number = ?", (number,))
        if isinstance(hub, PostgresHub):
            for number in sorted(numbers):  # by the laptop, since two people may have the same name
                for (whose,) in far.rows("SELECT person_id FROM device WHERE number = ?", (number,)):
                    _block_login(far, whose)
        far.commit()
    return blocked


def _block_login(far: Line, person_id: bytes) -> None:
    """Once none of a person's laptops may meet the server, their login may not either."""
    left = far.one("SELECT 1 FROM device WHERE person_id = ? AND revoked = 0", (person_id,))
    if left is None:
        far.run("UPDATE login SET blocked = true WHERE person_id = ?", (person_id,))
