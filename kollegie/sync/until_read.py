"""What somebody wrote in a case that was taken away: kept on their laptop until a lead's laptop has read it.

Once it has been given up it stands at the hub alone, and would be gone with a hub that is put back from an older copy.
So the records a person wrote in there, with their lines of history and disagreements, stay in the encrypted store where
no window, search, command or export looks. They go when the hub knows that a lead's laptop has read past them. If the
hub is put back before that, the rows come back as if they had never been given up: what the hub lacks counts as unsent,
is sent, and is given up again.

What was written blind goes to no lead before all have signed, so no reading of theirs lets it go.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kollegie.language import counted, say
from kollegie.store.attachments import GIVEN_UP
from kollegie.sync.carried import Carried, Row, carried, carried_named, names
from kollegie.sync.laptop import Laptop
from kollegie.sync.postgres_rights import WRITTEN_AT_VISITS

NEVER = 1 << 62
"""A number no hub comes to: what waits for it is kept whatever anybody has read."""

AROUND = ("visit", "case_")
"""What tells where the rest belongs, whoever wrote it."""

OF_HUB = "(hub = ? OR substr(hub, 1, length(?) + 1) = ? || '/')"
"""What was given up at a hub; in a folder the laptop's own place follows after the hub's epoch."""


@dataclass(frozen=True, slots=True)
class Unread:
    """How far a lead must have read: at which hub (in a folder: of which laptop's files), up to which number."""

    hub: str
    seq: int


def keep(near: Laptop, scope: bytes, unread: Unread) -> None:
    """Before a scope is given up, inside that transaction: set aside what this person wrote in it and has sent."""
    line = near.line
    line.run("CREATE TEMP TABLE IF NOT EXISTS written (id BLOB PRIMARY KEY)")
    line.run("DELETE FROM temp.written")
    marks = ", ".join("?" for _ in WRITTEN_AT_VISITS)
    line.run(
        f"INSERT INTO temp.written SELECT DISTINCT row_id FROM history WHERE scope = ? AND person_id = ?"
        f" AND record IN ({marks})",
        (scope, near.store.me.bytes, *WRITTEN_AT_VISITS),
    )
    found = [(one, row) for one in carried() for row in _written(near, one, scope)]
    line.run("DELETE FROM temp.written")
    if not found:
        return
    for name in AROUND:
        one = carried_named(name)
        rows = line.rows(f'SELECT {names(one.columns)} FROM "{name}" WHERE scope = ?', (scope,))
        found += [(one, row) for row in rows]
    blind = line.one("SELECT 1 FROM visit WHERE scope = ? AND blind_of IS NOT NULL", (scope,)) is not None
    seq = NEVER if blind else unread.seq
    subject = {"history": "row_id", "conflict": "row_id"}
    line.many(
        "INSERT INTO given_up (record, key, row_id, scope, hub, seq, content) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (record, key) DO UPDATE SET hub = excluded.hub, seq = excluded.seq, content = excluded.content",
        [
            (one.name, _key(one, row), row[one.place(subject.get(one.name, "id"))], scope, unread.hub, seq, content)
            for one, row in found
            for content in [json.dumps(dict(zip(one.columns, map(_as_text, row), strict=True)))]
        ],
    )


def _written(near: Laptop, one: Carried, scope: bytes) -> Iterator[Row]:
    if one.name not in WRITTEN_AT_VISITS:
        return
    own = "IN (SELECT id FROM temp.written)"
    if one.is_history:
        which = f"sent <> 0 AND row_id {own}"
    elif one.name == "conflict":
        which = f"dirty IS NULL AND (row_id {own} OR CAST(id AS BLOB) {own})"
    else:
        which = f"dirty IS NULL AND id {own}"
    yield from near.line.rows(f'SELECT {names(one.columns)} FROM "{one.name}" WHERE scope = ? AND {which}', (scope,))


def was_put_back(near: Laptop, before: str, now: str) -> None:
    """Inside a transaction: the hub has lost something, whatever its laptops have read of it."""
    near.line.run(f"UPDATE given_up SET hub = ?, seq = ? WHERE {OF_HUB}", (now, NEVER, before, before, before))


def take_up(near: Laptop, hub: str) -> None:
    """While such a hub is filled again: let what was given up stand here once more, as sent."""
    stands = near.line.rows(f"SELECT record, content FROM given_up WHERE {OF_HUB}", (hub, hub, hub))
    if not stands:
        return
    with near.writing():
        for one in carried():
            sent = {"sent": 1} if one.is_history else {}
            rows = [json.loads(content, object_hook=_as_bytes) | sent for name, content in stands if name == one.name]
            for row in rows:
                told = [column for column in (*one.columns, *sent) if column in row]
                marks = ", ".join("?" for _ in told)
                near.line.run(
                    f'INSERT INTO "{one.name}" ({names(told)}) VALUES ({marks}) ON CONFLICT DO NOTHING',
                    tuple(row[column] for column in told),
                )
        near.line.run(f"DELETE FROM given_up WHERE {OF_HUB}", (hub, hub, hub))


def awaited(near: Laptop, hub: str) -> list[tuple[str, int]]:
    """How far leads must read before all of it may go, the furthest first."""
    return near.line.rows(
        f"SELECT DISTINCT hub, seq FROM given_up WHERE {OF_HUB} AND seq < ? ORDER BY seq DESC", (hub, hub, hub, NEVER)
    )


def let_go(near: Laptop, hub: str, seq: int) -> None:
    """A lead's laptop has read to that number: what was given up by then goes, with contents nobody here holds."""
    with near.writing():
        hashes = near.line.rows(f"{GIVEN_UP} AND hub = ? AND seq <= ?", (hub, seq))
        near.line.run("DELETE FROM given_up WHERE hub = ? AND seq <= ?", (hub, seq))
        for (content_hash,) in hashes:
            near.contents_left += [
                row[0]
                for row in near.line.rows(
                    "DELETE FROM content WHERE hash = ? AND hash NOT IN (SELECT content_hash FROM attachment)"
                    f" AND hash NOT IN ({GIVEN_UP}) RETURNING hash",
                    (content_hash,),
                )
            ]


def told_waiting(near: Laptop, hub: str) -> list[str]:
    """What the receipt says of it."""
    around = ", ".join(f"'{name}'" for name in ("history", "conflict", *AROUND))
    question = f"SELECT count(*) FROM given_up WHERE {OF_HUB} AND seq < ? AND record NOT IN ({around})"
    count = near.line.rows(question, (hub, hub, hub, NEVER))[0][0]
    if not count:
        return []
    records = counted(
        count,
        (
            "post som du skrev i ett ärende som har tagits tillbaka",
            "poster som du skrev i ärenden som har tagits tillbaka",
        ),
        ("record you wrote in a case that was taken back", "records you wrote in cases that were taken back"),
    )
    return [
        say(
            f"{records} är framme hos navet och väntar på att läsas in av en granskningsledares dator. Till dess finns"
            " en kopia kvar på den här datorn, krypterad, som ingen kan öppna här. Du behöver inte göra något.",
            f"{records}, at the hub now and not yet read in by a review lead's computer. Until then a copy stays on"
            " this computer, encrypted, which nobody can open here. You need do nothing.",
        )
    ]


def _key(one: Carried, row: Row) -> str:
    return " ".join(_plain(row[one.place(column)]) for column in one.near_key)


def _plain(part: Any) -> str:
    return part.hex() if isinstance(part, bytes) else str(part)


def _as_text(value: Any) -> Any:
    return {"b": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _as_bytes(found: dict[str, Any]) -> Any:
    return base64.b64decode(found["b"]) if set(found) == {"b"} else found
