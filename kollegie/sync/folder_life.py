"""A laptop's life at a drop folder: how it joins, what it tells of itself, and how it notices that it is a copy."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from kollegie.language import say
from kollegie.model.register import Person
from kollegie.model.reviews import Role
from kollegie.model.stamps import MAX_DEVICE
from kollegie.store import Store
from kollegie.store.columns import moment_text
from kollegie.store.tables import SCHEMA_VERSION
from kollegie.sync.carried import Row
from kollegie.sync.erasing import MOST_CASES, carry_out_guarded, kept_for_ever
from kollegie.sync.errors import BatchRefused
from kollegie.sync.folder_hub import FolderHub, Stream
from kollegie.sync.folder_numbers import first_numbers, numbers_for
from kollegie.sync.folder_state import FolderState, state_in
from kollegie.sync.hubs import open_hub
from kollegie.sync.joining import JOINING
from kollegie.sync.joining_errors import NumbersGone
from kollegie.sync.laptop import Batch, Laptop, laptop_of
from kollegie.sync.lines import nobody
from kollegie.sync.meeting import store_setting
from kollegie.sync.renumbering import renumber
from kollegie.sync.sealed_batches import Content, Place
from kollegie.sync.until_read import awaited, was_put_back

if TYPE_CHECKING:
    from kollegie.sync.folder_running import FolderSync


def gave_way(folder: str, streams: dict[str, Stream]) -> bool:
    """Whether another folder with the same number counts in its place: its laptop has moved, or will."""
    device = int(folder.partition("-")[0])
    return folder not in streams and any(stream.device == device for stream in streams.values())


def free_number(hub: FolderHub, epoch: str, person_id: UUID, name: str, avoid: Collection[int] = ()) -> int:
    """The first of a person's numbers that no folder bears and none to avoid. Raises: NumbersGone."""
    used = {stream.device for stream in hub.streams().values()} | set(avoid)
    for who, first, last, _low, _high in hub.invitations(epoch):
        if who == person_id.bytes:
            for number in range(first, last + 1):
                if number not in used:
                    return number
    raise NumbersGone(name=name, address=hub.address)


def new_folder(number: int) -> str:
    """The name of a folder nobody else can have chosen."""
    return f"{number}-{secrets.token_hex(4)}"


def number_to_join_with(hub: FolderHub, store: Store, person_id: UUID, *, maker: bool) -> tuple[int, set[bytes]]:
    """A number for a laptop that joins, and the municipalities that stand at the hub. Raises: NumbersGone."""
    if maker:
        return 1, set()
    with store.reading() as reading:
        name = reading.get(Person, store.me).name
    with hub.line() as picture:
        standing = {row[0] for row in picture.rows("SELECT id FROM municipality")}
    return free_number(hub, hub.card().epoch, person_id, name), standing


def begin(near: Laptop, number: int, person_id: UUID, *, maker: bool) -> None:
    """Remember, inside the transaction of joining, where this laptop will write."""
    state = FolderState(new_folder(number), read_as=SCHEMA_VERSION)
    state.invited = [first_numbers(person_id.bytes)] if maker else []
    state.given = list(state.invited)
    state.save(near)


def invite(store: Store, person_id: UUID, role: Role) -> None:
    """Give a person numbers, unless they have some left; told with the next batch. Raises: NoNumbersToGive."""
    with laptop_of(store, nobody) as near:
        known, state = near.enrolment(), state_in(near)
        hub = open_hub(known.url, known.hub_key)
        assert isinstance(hub, FolderHub)
        used = {stream.device for stream in hub.streams().values()}
        given = sorted({*hub.invitations(known.epoch), *state.given})
        if any(who == person_id.bytes and set(range(first, last + 1)) - used for who, first, last, _l, _h in given):
            return
        lead = role is Role.LEAD
        numbers = numbers_for(person_id.bytes, given, store.me.bytes, lead=lead, address=hub.address)
        state.invited.append(numbers)
        state.given.append(numbers)
        state.save(near)


def settle(run: FolderSync) -> None:
    """See whether what lies in this laptop's own folder is what it wrote, and whether a batch on its way arrived.

    A batch it does not know is a twin's: a copied disk, or a backup that was put back. Then it takes a new number.
    """
    state, near = run.state, run.near
    number, digest = state.heads.get(state.own, (0, ""))
    if gave_way(state.own, run.streams):
        take_new_number(run, tell_again=True)
        return
    own = run.streams.get(state.own, Stream(state.own))
    batch = near.batch_on_its_way()
    if batch is not None and batch.number <= number:  # written and noted, but not yet counted as sent
        near.acknowledge(batch)
        batch = None
    if batch is not None and batch.number == number + 1 and batch.number in own.batches:
        try:
            content, written = run.hub.read(Place(state.own, batch.number), run.card.epoch)
        except BatchRefused as refused:  # cut off or damaged before it was noted: nobody can go on behind it
            run.notes.append(refused.sentence())
            state.offering = True
            take_new_number(run, tell_again=False)
            return
        if content.token == batch.token and content.previous == digest:
            note_written(run, batch, content, written)
            number, digest = state.heads[state.own]
    if number and own.batches and run.hub.digest_at_end(Place(state.own, number)) not in (None, digest):
        state.offering = True  # a twin's batch has taken the place of one of this laptop's
        take_new_number(run, tell_again=False)
    elif own.top > number:
        take_new_number(run, tell_again=False)


def take_new_number(run: FolderSync, *, tell_again: bool) -> None:
    """Become a laptop of its own: a new number, a new folder, everything read anew, and what is unsent is kept.

    Shape: with `tell_again` all this laptop has written counts as unsent, since nobody reads it where it lies.
    """
    near, state = run.near, run.state
    name = near.line.rows("SELECT name FROM person WHERE id = ?", (near.store.me.bytes,))[0][0]
    written = []
    if tell_again and not (run.hub.path / state.own).is_dir():
        state.offering = True
    elif tell_again:
        stream = Stream(state.own)
        run.hub.look_into(stream)
        reached = 0
        while (place := stream.next_after(reached)) is not None:
            written.append(run.hub.read(place, run.card.epoch)[0])
            reached = place.number
    number = free_number(run.hub, run.card.epoch, near.store.me, name, _seen(near))
    with near.writing():
        run.meeting.reopen(written, None)
        for content in written:
            ours = [row[:3] for row in content.rows.get("history", [])]
            near.line.many("UPDATE history SET sent = 0 WHERE row_id = ? AND column_name = ? AND stamp = ?", ours)
            state.invited += [row for row in content.invited if row not in state.invited]
            state.revoked += [row for row in content.revoked if row not in state.revoked]
        _become(run, number)
    run.notes.append(
        say(
            "Den här datorn är en kopia eller återställd från en säkerhetskopia. Den har fått ett nytt nummer, {}; "
            "allt som skrivits på båda finns kvar.",
            "This computer is a copy or was restored from a backup. It has been given a new number, {}; "
            "all that was written on both is kept.",
        ).format(number)
    )


def _seen(near: Laptop) -> set[int]:
    """Numbers that stamps here bear, and this laptop's own: a folder that was put back may have forgotten them."""
    own = near.line.rows(f"SELECT device FROM clock UNION SELECT DISTINCT stamp & {MAX_DEVICE} FROM history")
    return {row[0] for row in own}


def start_over(run: FolderSync) -> None:
    """Meet a folder that was put back or made anew: read all of it, then tell it all that it lacks."""
    near = run.near
    name = near.line.rows("SELECT name FROM person WHERE id = ?", (near.store.me.bytes,))[0][0]
    number = free_number(run.hub, run.card.epoch, near.store.me, name, _seen(near))
    with near.writing():
        run.state.offering = True
        was_put_back(near, run.known.epoch, run.card.epoch)
        run.state.left.append(run.state.own)
        near.line.run("DELETE FROM setting WHERE name = ?", (SHRUNK,))  # what was erased has come back with the files
        run.state.heads.clear()
        run.state.invited = list(run.state.given)
        run.state.revoked = sorted(run.state.blocked.items())
        near.line.run("UPDATE enrolment SET epoch = ?, seq = 0 WHERE one = 1", (run.card.epoch,))
        near.offer_erasures_again()
        near.offer_contents_again()
        _become(run, number)


def _become(run: FolderSync, number: int) -> None:
    near, state = run.near, run.state
    renumber(near, number)
    near.line.run("DELETE FROM push")
    near.line.run("DELETE FROM cursor")
    near.line.run("UPDATE enrolment SET device = ?, pushes = 0 WHERE one = 1", (number,))
    state.own = new_folder(number)
    state.heads = {}
    state.awaits = 0
    state.save(near)
    run.meeting.become(number)
    run.own_contents.clear()


def new_content(run: FolderSync, batch: Batch) -> Content:
    """What a batch tells beside its rows."""
    near, state = run.near, run.state
    others = {folder: number for folder, (number, _digest) in state.heads.items() if folder != state.own}
    content = Content(
        near.store.me.bytes,
        moment_text(near.store.clock()),
        batch.token,
        state.heads.get(state.own, (0, ""))[1],
        SCHEMA_VERSION,
        others,
    )
    content.purged = near.line.rows("SELECT id, scope, stamp, reason FROM purged WHERE seq IS NULL")
    content.invited, content.revoked = list(state.invited), list(state.revoked)
    content.purge_seen = _purge_seen(near)
    content.awaits, content.read = awaits(run), dict(state.read)
    return content


def whole_content(run: FolderSync, batch: Batch) -> Content:
    """The same for one that stands for all this laptop has ever told: each erasure, number given and laptop blocked."""
    content = new_content(run, batch)
    content.purged = run.near.line.rows("SELECT id, scope, stamp, reason FROM purged")
    content.invited = list(run.state.given)
    content.revoked = sorted(run.state.blocked.items())
    return content


def note_written(run: FolderSync, batch: Batch, content: Content, digest: str) -> None:
    """A batch lies there: remember it as the head of the own folder, then count what it holds as sent."""
    near, state = run.near, run.state
    with near.writing():
        state.heads[state.own] = (batch.number, digest)
        state.invited = [row for row in state.invited if row not in content.invited]
        state.revoked = [row for row in state.revoked if row not in content.revoked]
        state.purge_told, state.awaits = content.purge_seen, content.awaits
        near.line.many("UPDATE purged SET seq = ? WHERE id = ?", [(batch.number, row[0]) for row in content.purged])
        state.save(near)
    near.acknowledge(batch)
    run.streams.setdefault(state.own, Stream(state.own)).batches.add(batch.number)


def must_tell(run: FolderSync) -> bool:
    """Whether something but rows waits: that this laptop is here, numbers given, laptops blocked, erasures."""
    state = run.state
    waits = run.near.line.one("SELECT 1 FROM purged WHERE seq IS NULL LIMIT 1") is not None
    told = not (state.invited or state.revoked) and state.head(state.own) > 0
    return waits or not told or state.purge_told != _purge_seen(run.near) or state.awaits < awaits(run)


def awaits(run: FolderSync) -> int:
    """A number that grows with what waits here for a lead to have read it, 0 where nothing does."""
    return max((seq for _hub, seq in awaited(run.near, run.card.epoch)), default=0)


def _purge_seen(near: Laptop) -> int:
    return int(near.line.rows("SELECT count(*) FROM purged")[0][0])


SHRUNK = "folder_shrunk"
"""The setting that tells for how many erasures this laptop's own files have been made anew."""


def must_shrink(run: FolderSync) -> bool:
    """Whether something has been erased that this laptop's own files in the folder may still hold."""
    row = run.near.line.one("SELECT value FROM setting WHERE name = ?", (SHRUNK,))
    return (int(row[0]) if row else 0) != _purge_seen(run.near)


def note_shrunk(run: FolderSync) -> None:
    """They do not any longer, up to what the last batch has told; what came after it may stand in that batch."""
    run.near.line.run(
        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
        (SHRUNK, str(run.state.purge_told)),
    )


def erase(near: Laptop, purged: list[Row], *, allowed: bool) -> int:
    """Carry out erasures, inside the laptop's transaction; give back how many were new. Raises: ErasuresStopped.

    Shape: who joins reads the folder from its beginning, with the cases that have been erased there since: those are
    not asked about, since nobody here has ever had them. What is unsent still is.
    """
    kept = kept_for_ever(near, [row[0] for row in purged])
    purged = [row for row in purged if row[0] not in kept]
    new = [
        row[0]
        for row in purged
        if near.line.run(
            "INSERT INTO purged (id, scope, stamp, reason, seq) VALUES (?, ?, ?, ?, 0) ON CONFLICT DO NOTHING", row
        )
    ]
    if purged:
        most = sys.maxsize if store_setting(near.line, JOINING) else MOST_CASES
        near.contents_left += carry_out_guarded(near, [row[0] for row in purged], allowed=allowed, most=most)
    return len(new)
