"""The last batch up to where a laptop has read, by which it notices that the hub was put back from an older copy.

Whoever has written to a hub since the copy was made finds its own batch missing. Whoever has only read could not tell:
others may have written so much since that the counter stands where it stood or beyond, and what they wrote below it
would be passed over for ever. The ledger keeps every batch, so another one in that place tells it. It is looked for
when the counter has moved: until then nothing that came later could be passed over.

A server tells a digest of the batch: whose it is, and when somebody works, is no business of the others'.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kollegie.sync.lines import Line
from kollegie.sync.meeting import store_setting

if TYPE_CHECKING:
    from kollegie.sync.running import Running

LAST_BATCH = "last batch read at the hub"
"""The setting that holds it: the hub's epoch, the number up to which was read, and the batch."""


def told_by(line: Line, upto: str) -> str:
    """SQL for the last batch up to a number, as this kind of hub tells it."""
    if line.mark != "?":
        return f"kollegie_last_batch({upto})"
    batch = "device || ' ' || push || ' ' || at"
    return f"(SELECT {batch} FROM ledger WHERE ledger.seq <= {upto} ORDER BY ledger.seq DESC LIMIT 1)"


def look_how_far(run: Running, *, upto: int | None) -> int:
    """Read the batch the hub stands at, in the transaction that will read up to it; give back the hub's number.

    Shape: `upto` is that number where the counter is held by this very transaction, which has moved it on.
    """
    batch = told_by(run.far, "hub.seq" if upto is None else str(upto)) if run.tells_batches else "NULL"
    seq, told = run.far.rows(f"SELECT seq, {batch} FROM hub")[0]
    seq = seq if upto is None else upto
    run.last_batch = seq, _text(told)
    return int(seq)


def remember(run: Running, seq: int) -> None:
    """Note, inside the transaction that takes the last page in, the batch up to where it has been read."""
    if run.tells_batches and seq == run.last_batch[0]:
        run.near.line.run(
            "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (LAST_BATCH, json.dumps([run.known.epoch, *run.last_batch])),
        )


def forget(near: Line) -> None:
    """The hub was put back, and it is known."""
    near.run("DELETE FROM setting WHERE name = ?", (LAST_BATCH,))


def has_lost_a_batch(run: Running, epoch: str) -> bool:
    """Whether another batch stands at the hub where this laptop has read to."""
    known: list[Any] = json.loads(store_setting(run.near.line, LAST_BATCH) or "[]")
    if not run.tells_batches or not known or known[0] != epoch:
        return False
    question = "SELECT " + told_by(run.far, "CAST(? AS bigint)")
    return _text(run.far.rows(question, (known[1],))[0][0]) != str(known[2])


def _text(told: object) -> str:
    """What a hub tells may be anything."""
    return told if isinstance(told, str) else ""
