"""A lost laptop: blocked at the hub by a lead, and closed the next time it meets the hub.

A server refuses the login, whatever program is used: the lost laptop holds its password, so that the person's other
laptops need a new address too. A file and a folder are kept shut by the program alone, since
whoever has the key can open them: there the loss of a laptop whose passphrase may be known asks for a new hub.
"""

from __future__ import annotations

from contextlib import suppress

from kollegie.errors import KollegieError
from kollegie.language import say
from kollegie.progress import Progress
from kollegie.store import Store
from kollegie.store.roles import leads_hub
from kollegie.sync.blocked_here import remember_blocked
from kollegie.sync.enrolling import DeviceState, state_of_hub
from kollegie.sync.errors import MayNot
from kollegie.sync.exchange import sync
from kollegie.sync.folder_hub import FolderHub
from kollegie.sync.folder_state import state_in
from kollegie.sync.hubs import open_hub
from kollegie.sync.joining_errors import DeviceMissing, OwnDevice, SeveralDevices
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody
from kollegie.sync.server_hub import PostgresHub


def revoke(
    store: Store, whom: str, *, url: str | None = None, progress: Progress | None = None
) -> tuple[DeviceState, ...]:
    """Block one laptop, by its number or, where only one goes by it, by its person's name; what was blocked now.

    What it sent before stays. Raises: MayNot for anyone but a lead; DeviceMissing; SeveralDevices; OwnDevice; what
    `sync` raises.
    """
    sync(store, url, progress=progress)
    with laptop_of(store, nobody) as near:
        known = near.enrolment()
    hub = open_hub(known.url, known.hub_key)
    with store.reading() as reading:
        if not leads_hub(reading, store.me):
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
        sync(store, progress=progress)
        return blocked
    with hub.line() as far:
        far.begin(writing=True)
        lost = [
            (number, whose)
            for number in sorted(numbers)  # by the laptop, since two people may have the same name
            for (whose,) in far.rows("SELECT person_id FROM device WHERE number = ?", (number,))
        ]
        for number, whose in lost:
            far.run("UPDATE device SET revoked = 1 WHERE number = ?", (number,))
            if isinstance(hub, PostgresHub) and whose != store.me.bytes:  # a lead's own is made anew by the lead
                far.run("UPDATE login SET blocked = true WHERE person_id = ?", (whose,))
        far.run("UPDATE hub SET seq = seq + 1 WHERE one = 1")  # a hub that forgets it has gone back, and is seen to
        far.commit()
    with laptop_of(store, nobody) as near:
        remember_blocked(near, lost)
    with suppress(KollegieError):  # it is blocked, and said to be: how far the hub stands is read by the next sync too
        sync(store, progress=progress)
    return blocked


def after_blocking(store: Store, blocked: tuple[DeviceState, ...]) -> str:
    """What is left to do once a laptop was blocked at a server; empty where there is nothing."""
    with laptop_of(store, nobody) as near:
        known = near.enrolment()
    hub = open_hub(known.url, known.hub_key)
    if not blocked or not isinstance(hub, PostgresHub):
        return ""
    who = blocked[0].person
    with hub.line() as far:  # by the laptop, since two people may have the same name
        theirs = "person_id = (SELECT person_id FROM device WHERE number = ?)"
        question = f"SELECT number, person_id FROM device WHERE revoked = 0 AND {theirs} ORDER BY number"
        left = far.rows(question, (blocked[0].number,))
    if not left:
        return ""
    if left[0][1] == store.me.bytes:
        return say(
            'Lösenordet finns på den borttappade datorn. Kör kollegie hub add-person med administratörens adress, "{}"'
            " och --role lead: då gäller det inte mer.",
            'The lost computer holds the password. Run kollegie hub add-person with the administrator\'s address, "{}"'
            " and --role lead: then it is good no more.",
        ).format(who)
    return say(
        "Inloggningen är stängd, för lösenordet finns på den borttappade datorn. Lägg till {} igen med kollegie hub"
        " add-person: den nya adressen klistras in under Synk på dator {}. Det som väntar där skickas då.",
        "The login is closed, since the lost computer holds its password. Add {} again with kollegie hub add-person:"
        " the new address is pasted in Sync on computer {}. What waits there is sent then.",
    ).format(who, ", ".join(str(number) for number, _person in left))
