"""How far a lead's laptop has read a drop folder, told to whoever waits for it with what was given up.

A batch tells that its writer waits. A lead's laptop that has read it, and all that is attached, answers with a batch of
its own. Whoever has a folder's key can write what they like there, a false answer too; only a server keeps that out.
"""

from __future__ import annotations

from kollegie.store.attachments import drop_contents
from kollegie.sync.errors import BatchRefused
from kollegie.sync.folder_running import FolderSync
from kollegie.sync.sealed_batches import Place
from kollegie.sync.until_read import NEVER, Unread, awaited, let_go, told_waiting


def unread_in(run: FolderSync) -> Unread:
    """How far a lead must read this laptop's own files; a folder still to be filled, or unwritten, is no proof."""
    number = run.state.head(run.state.own)
    return Unread(f"{run.card.epoch}/{run.state.own}", NEVER if run.state.offering or not number else number)


def await_reading(run: FolderSync) -> None:
    """Let go of what a lead has read, and say how much waits."""
    near, epoch = run.near, run.card.epoch
    waits = awaited(near, epoch)
    if not waits:
        return
    read = _read_by_leads(run)
    for hub, seq in waits:
        if read.get(hub.rpartition("/")[2], 0) >= seq:
            let_go(near, hub, seq)
    drop_contents(near.store, near.contents_left)
    run.notes += told_waiting(near, epoch)


def note_read(run: FolderSync) -> bool:
    """On a lead's laptop that has been asked: note how far it has read; whether there is anything to tell."""
    state = run.state
    if not state.asked or run.fetched.missing or not run.near.leads():
        return False
    state.read = {folder: number for folder, (number, _digest) in state.heads.items() if folder != state.own}
    state.asked = False
    state.save(run.near)
    return True


def _read_by_leads(run: FolderSync) -> dict[str, int]:
    """How far leads have told that they have read each folder, by the last file each of them has written."""
    with run.hub.picture(("grant_",)) as picture:
        leads = {
            row[0]
            for row in picture.rows(
                "SELECT person_id FROM grant_ WHERE role = 'lead' AND to_scope IS NULL AND deleted = 0"
            )
        }
    found: dict[str, int] = {}
    for folder, stream in run.hub.streams().items():
        if folder in run.state.blocked or not stream.top:
            continue
        kind = "batch" if stream.top in stream.batches else "snapshot"
        try:
            content, _digest = run.hub.read(Place(folder, stream.top, kind), run.card.epoch)
        except BatchRefused:
            continue  # what it tells is heard once it can be read; until then nothing goes
        if content.person in leads:
            for name, number in content.read.items():
                found[name] = max(found.get(name, 0), number)
    return found
