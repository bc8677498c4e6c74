"""A laptop whose clock is wrong by days or years: noticed before it sends, and put right where it has been put right.

Stamps only order, so a clock that is some hours wrong costs nothing. One that is a year ahead would put its edits above
everybody else's for a year. Before anything is sent, the laptop's clock is therefore held against the hub's. What was
written offline while the clock was ahead, and has not been sent, gets stamps anew, in the same order, once the clock
is right again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from kollegie.language import say
from kollegie.model.clock import system_clock
from kollegie.model.stamps import DEVICE_BITS, MAX_DEVICE, stamp_of
from kollegie.store import Store
from kollegie.sync.carried import carried
from kollegie.sync.errors import ClockWrong
from kollegie.sync.hub import Hub
from kollegie.sync.laptop import Laptop
from kollegie.sync.lines import Line
from kollegie.sync.renumbering import rewrite_history

MOST_WRONG = timedelta(hours=24)


def hold_against(store: Store, hub_now: datetime | None) -> None:
    """Compare the laptop's clock with the hub's, if it has one; a clock handed over by a demonstration is its own.

    Raises: ClockWrong, before anything has been sent.
    """
    if hub_now is None or store.clock is not system_clock:
        return
    wrong = store.clock() - hub_now
    if abs(wrong) > MOST_WRONG:
        raise ClockWrong(days=abs(wrong) // timedelta(days=1), theirs=f"{hub_now.astimezone():%Y-%m-%d %H.%M}")


def mind_the_clock(near: Laptop, hub: Hub, line: Line) -> list[str]:
    """Before what is unsent meets what others wrote: is the clock right, and what was stamped while it was not?

    Shape: what to say of it. A version with a stamp from years ahead that has once been kept beside another one has to
    keep that stamp, and no other laptop would believe it.
    Raises: ClockWrong, before anything has been sent.
    """
    hold_against(near.store, hub.now(line))
    return [told] if (told := stamp_anew(near)) else []


def stamp_anew(near: Laptop) -> str:
    """Give unsent edits from a day the clock was far ahead stamps of today; give back what to say, or nothing.

    Nothing is changed while anything with such a stamp is on its way, or once it has been sent or received: then the
    laptop's stamps go on above it, so that a later edit is never taken for an older one. A batch that was broken off
    before the clock went wrong changes nothing: what was written since does not go with it.
    """
    line, now = near.line, near.store.clock()
    limit = stamp_of(now + MOST_WRONG, MAX_DEVICE)
    last, device = line.rows("SELECT last, device FROM clock WHERE one = 1")[0]
    batch = near.batch_on_its_way()
    frozen = batch.freeze if batch else 0
    if last <= limit or frozen > limit:
        return ""
    known = "SELECT 1 FROM history WHERE sent <> 0 AND stamp > ? UNION ALL SELECT 1 FROM conflict WHERE b_stamp > ?"
    if line.one(f"SELECT 1 FROM ({known}) LIMIT 1", (limit, limit)) is not None:
        return ""
    below = line.rows("SELECT coalesce(max(stamp), 0) FROM history WHERE stamp <= ?", (limit,))[0][0]
    old = [row[0] for row in line.rows("SELECT DISTINCT stamp FROM history WHERE stamp > ? ORDER BY stamp", (limit,))]
    tick = max(stamp_of(now, 0), below, frozen) >> DEVICE_BITS
    with near.writing():
        line.run("CREATE TEMP TABLE restamped (old INTEGER PRIMARY KEY, new INTEGER)")
        line.many(
            "INSERT INTO temp.restamped VALUES (?, ?)",
            [(stamp, (tick + 1 + place) << DEVICE_BITS | device) for place, stamp in enumerate(old)],
        )
        for one in carried():
            if one.is_history:
                continue
            cells = ", ".join(f'"{column}_s" = {_anew(f"{column}_s")}' for column in one.editable)
            line.run(
                f'UPDATE "{one.name}" SET s0 = {_anew("s0")}, dirty = {_anew("dirty")}, {cells} WHERE dirty > ?',
                (limit,),
            )
        rewrite_history(near, stamp=_anew("stamp"), old_stamp=_anew("old_stamp"))
        line.run("DROP TABLE temp.restamped")
        line.run("UPDATE clock SET last = ? WHERE one = 1", ((tick + 1 + len(old)) << DEVICE_BITS | MAX_DEVICE,))
    return (
        say(
            "Datorns klocka har gått fel. Tidpunkterna i det som inte var skickat är rättade; ordningen är densamma.",
            "This computer's clock has been wrong. The times of what was unsent are put right; the order is the same.",
        )
        if old
        else ""
    )


def _anew(column: str) -> str:
    return f'coalesce((SELECT t.new FROM temp.restamped t WHERE t.old = "{column}"), "{column}")'
