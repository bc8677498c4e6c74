"""All that a laptop holds, for a hub that has lost it: a restored or rebuilt hub is filled again from the laptops.

What was published before and is lost there is first met with what others have written there since (`lost_by_hub`);
what is offered afterwards goes page by page while the counter is held, so that nobody comes in between unseen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kollegie.language import say
from kollegie.model.stamps import MAX_DEVICE
from kollegie.sync.carried import Carried, Row, carried, names
from kollegie.sync.fetching import fetch
from kollegie.sync.laptop import Laptop
from kollegie.sync.lines import Line
from kollegie.sync.lost_by_hub import open_again
from kollegie.sync.postgres_rights import WRITTEN_AT_VISITS
from kollegie.sync.pushing import refused_parts
from kollegie.sync.server_hub import PostgresHub
from kollegie.sync.statements import merge_staged
from kollegie.sync.taken_meanwhile import LINE, count_as_unsent, forget_offered, note_offered

if TYPE_CHECKING:
    from kollegie.sync.running import Running

OFFERING = "hub is being filled again"
"""The setting that remembers, until it is done, that the hub has to be told all that is held here."""


def rows_held(near: Laptop, one: Carried, size: int) -> Iterator[list[Row]]:
    """A table's rows, page by page in the order of their keys, without bases: they claim nothing over what stands.

    Shape: rows with unsent edits are left out, since those are sent as edits.
    """
    page = page_held(near, one, (), size)
    while page:
        yield page
        page = page_held(near, one, key_of(one, page[-1]), size) if len(page) == size else []


def page_held(near: Laptop, one: Carried, after: tuple[object, ...], size: int) -> list[Row]:
    """The page of such rows behind a key; the first one where none is given."""
    key, marks = names(one.near_key), ", ".join("?" for _ in one.near_key)
    bases = "" if one.is_history else "".join(", NULL" for _ in one.editable)
    unsent = "sent <> 0" if one.is_history else "dirty IS NULL"
    beyond = f" AND ({key}) > ({marks})" if after else ""
    return near.line.rows(
        f'SELECT {names(one.columns)}{bases} FROM "{one.name}" WHERE {unsent}{beyond} ORDER BY {key} LIMIT ?',
        (*after, size),
    )


def key_of(one: Carried, row: Row) -> tuple[object, ...]:
    """A row's key on the laptop."""
    return tuple(row[one.place(column)] for column in one.near_key)


def is_offering(near: Laptop) -> bool:
    """Whether the hub still has to be told all that is held here."""
    return near.line.one("SELECT 1 FROM setting WHERE name = ? AND value = '1'", (OFFERING,)) is not None


def meet_with_care(run: Running) -> None:
    """Before anything is fetched from a hub that has lost something: keep what it has lost beside what it has."""
    if not is_offering(run.near):
        return
    everything = not isinstance(run.hub, PostgresHub) or run.near.leads()

    def before_merging(line: Line, one: Carried, rows: list[Row]) -> None:
        if everything or one.name in WRITTEN_AT_VISITS:  # the rest this person could not tell the server
            open_again(line, one, rows)

    run.meeting.before_merging = before_merging


def offer_all(run: Running) -> None:
    """Tell a hub that was put back or made anew all that is held here; what it has newer, stays."""
    if not is_offering(run.near):
        return
    for one in carried():
        after: tuple[object, ...] = ()
        while page := page_held(run.near, one, after, run.hub.batch):
            if _permitted(run, one, page):
                page = _offer(run, one, after)
                run.progress.step(run.sent, 0, say("poster skickade", "records sent"))
            if len(page) < run.hub.batch:
                break
            after = key_of(one, page[-1])
    count_as_unsent(run)  # a case may have been taken away while the rest was told
    forget_offered(run.near)
    run.near.line.run("UPDATE setting SET value = '' WHERE name = ?", (OFFERING,))


def _offer(run: Running, one: Carried, after: tuple[object, ...]) -> list[Row]:
    """Offer one page, without the scopes in which the hub does not take it from this person."""
    try:
        return _offer_page(run, one, after, set())
    except run.hub.refusals():
        run.far.rollback()
        page = _permitted(run, one, page_held(run.near, one, after, run.hub.batch))
        if not (refused := refused_parts(run, [(one, page)])):
            raise
    return _offer_page(run, one, after, {scope for _name, scope in refused})


def _offer_page(run: Running, one: Carried, after: tuple[object, ...], refused: set[bytes]) -> list[Row]:
    """Offer one page while the counter is held, after what came in since the last look has been met."""
    near, far = run.near, run.far
    with run.my_turn():
        far.begin(writing=True)
        seq = int(far.rows("UPDATE hub SET seq = seq + 1 WHERE one = 1 RETURNING seq")[0][0])
    if seq - 1 != run.seq:
        run.seq = seq - 1
        fetch(run, inside=True)
    page = page_held(near, one, after, run.hub.batch)
    scope = one.place("scope")
    run.hub.stage(far, one, [row for row in _permitted(run, one, page) if row[scope] not in refused])
    if one.is_history:
        note_offered(near, far.rows(f"{merge_staged(one, run.hub.lines)} RETURNING {LINE}", (seq,)))
    else:
        far.run(merge_staged(one, run.hub.lines), (seq,))
    held = [scope for scope, reached in near.cursors(run.known.epoch).items() if reached == run.seq]
    far.commit()
    with near.writing():
        near.reached(run.known.epoch, held, seq)
    run.seq = seq
    return page


def _permitted(run: Running, one: Carried, page: list[Row]) -> list[Row]:
    """What this person may write at the hub: all of it in a file; on a server a lead all, others their own part."""
    if not isinstance(run.hub, PostgresHub):
        return page
    me, everything = run.near.store.me.bytes, run.near.leads()
    if one.is_history:
        own = {row[0] for row in run.far.rows("SELECT number FROM device WHERE person_id = ?", (me,))}
        who, stamp = one.place("person_id"), one.place("stamp")
        return [row for row in page if row[stamp] & MAX_DEVICE in own and (everything or row[who] == me)]
    if everything:
        return page
    held, scope = {row[0] for row in run.far.rows("SELECT unnest(kollegie_scopes())")}, one.place("scope")
    return [row for row in page if row[scope] in held] if one.name in WRITTEN_AT_VISITS else []
