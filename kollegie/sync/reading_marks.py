"""How far a lead's laptop has read a hub of tables, told to whoever waits for it with what was given up.

A laptop that waits says so in its row at the hub, and moves the counter so that leads look. A lead's laptop that has
read past it, contents of attachments too, answers with a mark in its own row. Nobody else's mark counts: on a server a
visitor may not write one, and a mark in the row of somebody who leads nothing is none.
"""

from __future__ import annotations

from kollegie.store.attachments import drop_contents
from kollegie.sync.contents import Fetched
from kollegie.sync.laptop import EVERYTHING
from kollegie.sync.offering import is_offering
from kollegie.sync.running import Running
from kollegie.sync.until_read import NEVER, Unread, awaited, let_go, told_waiting


def unread_at(run: Running) -> Unread:
    """How far a lead must read before all sent from here is safe; a hub still to be filled is no proof."""
    return Unread(run.known.epoch, NEVER if is_offering(run.near) else run.seq)


def await_reading(run: Running) -> None:
    """Let go of what a lead has read, ask for the rest to be read, and say how much waits."""
    near, far = run.near, run.far
    waits = awaited(near, run.known.epoch)
    if not waits:
        return
    for _hub, seq in waits:
        if run.hub.is_read(far, seq):
            let_go(near, run.known.epoch, seq)
            drop_contents(near.store, near.contents_left)
            break
    left = awaited(near, run.known.epoch)
    asked = far.rows("SELECT awaits_seq FROM device WHERE number = ?", (run.known.device,))
    if left and run.may_write and asked and asked[0][0] < left[0][1]:
        far.begin(writing=True)
        far.run("UPDATE hub SET seq = seq + 1 WHERE one = 1")
        far.run("UPDATE device SET awaits_seq = ? WHERE number = ?", (left[0][1], run.known.device))
        far.commit()
    run.notes += told_waiting(near, run.known.epoch)


def tell_read(run: Running, fetched: Fetched, *, anew: bool) -> None:
    """On a lead's laptop: tell how far it has read, if anybody waits for it.

    Shape: asked only where the counter has moved, or `anew`, once a day, should the program have ended before it told.
    """
    near, far, me = run.near, run.far, run.known.device
    if not (anew or run.seq != run.known.seq) or not run.may_write or fetched.missing or not near.leads():
        return
    reached = near.cursors(run.known.epoch).get(EVERYTHING, 0)
    waits = far.rows("SELECT 1 FROM device WHERE awaits_seq > (SELECT read_seq FROM device WHERE number = ?)", (me,))
    if waits and not is_offering(near):
        far.begin(writing=True)
        far.run("UPDATE device SET read_seq = ? WHERE number = ? AND read_seq < ?", (reached, me, reached))
        far.commit()
