"""Laptops a lead has blocked at a hub with tables, remembered on the lead's own: a hub put back has forgotten them.

Number and person together name a laptop: another hub may have given the number to somebody else.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import UUID

from kollegie.store.columns import moment_text
from kollegie.sync.hub import Hub
from kollegie.sync.laptop import Laptop
from kollegie.sync.lines import Line
from kollegie.sync.meeting import store_setting
from kollegie.sync.server_hub import PostgresHub

if TYPE_CHECKING:
    from kollegie.sync.running import Running

BLOCKED = "laptops blocked from here"
"""The setting that holds, by their numbers, whose laptops they are, and whether the person's login was closed too."""

Blocked = dict[int, tuple[bytes, bool]]


def block(hub: Hub, far: Line, blocked: Blocked) -> None:
    """Shut these laptops out, inside the hub's transaction."""
    for number, (person, login) in sorted(blocked.items()):
        far.run("UPDATE device SET revoked = 1 WHERE number = ? AND person_id = ?", (number, person))
        if login and isinstance(hub, PostgresHub):
            far.run("UPDATE login SET blocked = true WHERE person_id = ?", (person,))


def remember_blocked(near: Laptop, blocked: Blocked) -> None:
    """Note what this laptop has blocked."""
    told = {str(number): [person.hex(), login] for number, (person, login) in (blocked_here(near) | blocked).items()}
    near.line.run(
        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (BLOCKED, json.dumps(told)),
    )


def blocked_here(near: Laptop) -> Blocked:
    """What this laptop has blocked, at whatever hub."""
    told = json.loads(store_setting(near.line, BLOCKED) or "{}")
    return {int(number): (bytes.fromhex(person), login) for number, (person, login) in told.items()}


def login_is_open(near: Laptop, person_id: UUID) -> None:
    """The person has been given a new password: the lost laptop stays blocked, the login does not."""
    opened = {number: (who, False) for number, (who, _) in blocked_here(near).items() if who == person_id.bytes}
    if opened:
        remember_blocked(near, opened)


def block_again(run: Running) -> None:
    """Tell a hub that was put back whom this lead had blocked; a file also of laptops that joined after the copy.

    Shape: once a new number has been given, which is above every one that is remembered here.
    """
    blocked, far = blocked_here(run.near), run.far
    if not blocked or not run.near.leads():
        return
    far.begin(writing=True)
    if not isinstance(run.hub, PostgresHub):
        now = moment_text(run.near.store.clock())
        far.many(
            "INSERT INTO device (number, token, person_id, last_push, last_seen, purge_seq, returned_seq, revoked)"
            " VALUES (?, ?, ?, 0, ?, 0, 0, 1) ON CONFLICT DO NOTHING",
            [(number, b"", person, now) for number, (person, _login) in blocked.items()],
        )
    block(run.hub, far, blocked)
    far.commit()
