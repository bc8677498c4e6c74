"""Laptops a lead has blocked at a hub with tables, remembered on the lead's own: a hub put back has forgotten them.

Nobody is blocked again without a person's word. A hub that was put back gives numbers anew, so that the number of a
lost laptop may be that of the same person's new one, and nothing a laptop tells of itself is its own alone: the disk
of a lost one can be copied. So the lead is told which of them the hub lets in, and looks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kollegie.language import say
from kollegie.sync.laptop import Laptop
from kollegie.sync.meeting import store_setting
from kollegie.sync.server_hub import PostgresHub

if TYPE_CHECKING:
    from kollegie.sync.running import Running

BLOCKED = "laptops blocked from here"
"""The setting that holds their numbers and whose they are."""

Device = tuple[int, bytes]
"""A laptop's number, and the id of its person."""


def remember_blocked(near: Laptop, blocked: Iterable[Device]) -> None:
    """Note what this laptop has blocked."""
    told = sorted((number, person.hex()) for number, person in blocked_here(near) | set(blocked))
    near.line.run(
        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (BLOCKED, json.dumps(told)),
    )


def blocked_here(near: Laptop) -> set[Device]:
    """What this laptop has blocked, at whatever hub."""
    return {(number, bytes.fromhex(person)) for number, person in json.loads(store_setting(near.line, BLOCKED) or "[]")}


def tell_forgotten(run: Running) -> None:
    """Say to whoever leads which laptops they had blocked a hub that was put back lets in."""
    blocked = blocked_here(run.near)
    if not blocked or not run.near.leads():
        return
    rows = run.far.rows("SELECT number, person_id, revoked FROM device")
    standing = {(number, person): revoked for number, person, revoked in rows}
    let_in = [str(number) for number, person in sorted(blocked) if standing.get((number, person)) == 0]
    gone = [str(number) for number, person in sorted(blocked) if (number, person) not in standing]
    if let_in:
        words = say(
            "Navet har glömt att du spärrat dator {}. Se efter under Visa datorerna på navet, och spärra den igen om"
            " den inte är till rätta: numret kan ha getts till en annan dator sedan dess.",
            "The hub has forgotten that you blocked computer {}. Look under Show the hub's computers, and block it"
            " again if it has not been found: the number may have been given to another computer since.",
        )
        run.notes.append(words.format(", ".join(let_in)))
    if gone:
        at_a_server = say(
            "Navet känner inte längre dator {}, som du spärrat. Lägg till personen igen med kollegie hub add-person, om"
            " det inte är gjort sedan dess: då gäller inte lösenordet på den.",
            "The hub does not know computer {} any longer, which you had blocked. Add its person again with kollegie"
            " hub add-person, unless that has been done since: then the password on it is good no more.",
        )
        in_a_file = say(
            "Navet känner inte längre dator {}, som du spärrat: den släpps in under ett nytt nummer om den ansluts på"
            " nytt. Se efter under Visa datorerna på navet innan andra synkar, eller gör ett nytt nav på annan plats.",
            "The hub does not know computer {} any longer, which you had blocked: it is let in under a new number if it"
            " is joined anew. Look under Show the hub's computers before others sync, or make a new hub elsewhere.",
        )
        words = at_a_server if isinstance(run.hub, PostgresHub) else in_a_file
        run.notes.append(words.format(", ".join(gone)))
