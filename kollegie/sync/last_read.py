"""The last line of history a laptop has read at its hub, by which it notices that the hub was put back from a copy.

Whoever has written to a hub since the copy was made finds its own batch missing. Whoever has only read could not tell:
others may have written so much since that the counter stands where it stood. A line of history is never changed and
goes with an erasure alone, so one that is gone, or stands there under another number, tells it. It is looked for when
the counter has moved: until then nothing could be passed over.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from kollegie.sync.carried import Row, carried_named
from kollegie.sync.lines import Line
from kollegie.sync.meeting import store_setting
from kollegie.sync.namelessness import is_shown_to_readers

LAST_READ = "last line read at the hub"
"""The setting that holds it."""


class LastRead(NamedTuple):
    """One line of history and its number at the hub."""

    seq: int
    stamp: int
    row_id: bytes
    column: str
    scope: bytes


def remember(near: Line, epoch: str, row: Row, seq: int) -> None:
    """Note a line, inside the transaction that takes it in; not one that a reader of summaries would see no longer.

    Shape: the one with the highest number stays, since what opens late comes with numbers of long ago.
    """
    history, known = carried_named("history"), last_read(near, epoch)
    if not is_shown_to_readers(history, row) or (known is not None and known.seq >= seq):
        return
    told = [row[history.place(name)] for name in ("stamp", "row_id", "column_name", "scope")]
    parts = [epoch, seq, *(part.hex() if isinstance(part, bytes) else part for part in told)]
    near.run(
        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (LAST_READ, json.dumps(parts)),
    )


def last_read(near: Line, epoch: str) -> LastRead | None:
    """The line last read at that hub, None where none is remembered."""
    parts: list[Any] = json.loads(store_setting(near, LAST_READ) or "[]")
    if not parts or parts[0] != epoch:
        return None
    _epoch, seq, stamp, row_id, column, scope = parts
    return LastRead(seq, stamp, bytes.fromhex(row_id), column, bytes.fromhex(scope))


def forget(near: Line) -> None:
    """The hub was put back, and it is known."""
    near.run("DELETE FROM setting WHERE name = ?", (LAST_READ,))


def has_lost(far: Line, read: LastRead | None) -> bool:
    """Whether the hub has lost the line. What this login may not see any longer, and what was erased, is not lost."""
    if read is None:
        return False
    stands = "SELECT seq FROM history WHERE scope = ? AND stamp = ? AND row_id = ? AND column_name = ?"
    found = far.one(stands, (read.scope, read.stamp, read.row_id, read.column))
    if found is not None:
        return bool(found[0] != read.seq)
    if far.rows("SELECT 1 FROM purged WHERE id IN (?, ?)", (read.row_id, read.scope)):
        return False
    if far.mark == "?":
        return True
    sees = "(kollegie_all() AND NOT ? = ANY (kollegie_sealed())) OR ? = ANY (kollegie_scopes())"
    return bool(far.rows(f"SELECT 1 WHERE {sees}", (read.scope, read.scope)))
