"""One file in place of many: what a laptop has written to a drop folder, each record once, as it last wrote it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from kollegie.sync.batch_rows import rows_of
from kollegie.sync.carried import Carried, Row, carried
from kollegie.sync.folder_hub import Stream
from kollegie.sync.sealed_batches import Content, Place
from kollegie.sync.statements import staged_columns

if TYPE_CHECKING:
    from kollegie.sync.folder_running import FolderSync

SNAPSHOT_AFTER = 30
"""Batches of one laptop before they are put into a snapshot."""

MOST_ROWS = 200_000
"""Rows a snapshot may hold; a laptop that has written more leaves its batches as they are."""


def make_snapshot(run: FolderSync, own: Stream) -> bool:
    """Put this laptop's batches into one snapshot, and take away the files it holds, all but the last batch.

    Shape: False where they hold more than a snapshot may. Nothing is taken away before the snapshot has been read back.
    Raises: HubReadOnly; HubFull; BatchRefused.
    """
    contents, number, place = [], 0, None
    while (place := own.next_after(number)) is not None:
        content, _digest = run.hub.read(place, run.card.epoch)
        contents.append(content)
        number = place.number
    if number != run.state.head(own.folder):
        return True
    if number in own.snapshots:  # it has been read back just now: the sync that wrote it was broken off after that
        take_away_older(run, own, number)
        return True
    erased = {row[0] for row in run.near.line.rows("SELECT id FROM purged")}
    return put_in_place(run, own, put_together(contents, erased))


def put_in_place(run: FolderSync, own: Stream, put: Content) -> bool:
    """Write a snapshot that ends with this laptop's last batch, and take away the files it stands for.

    Shape: False where it would hold more than a snapshot may; nothing is done then.
    """
    if sum(len(rows) for rows in put.rows.values()) > MOST_ROWS:
        return False
    number, put.previous = run.state.heads[own.folder]
    snapshot = Place(own.folder, number, "snapshot")
    run.near.line.watch(f"write {snapshot.name}")
    run.hub.write(snapshot, run.card.epoch, put)
    run.near.line.watch(f"done: write {snapshot.name}")
    run.hub.read(snapshot, run.card.epoch)
    take_away_older(run, own, number)
    return True


def shrink_left(run: FolderSync) -> tuple[bool, bool]:
    """Take what was erased out of the folders this laptop has left.

    Shape: whether nothing of it is in them any more, and whether each fits into a snapshot. Their last batch was
    written before the erasure, so it goes too once a snapshot holds it. A folder whose end has not been read yet waits.
    Raises: HubReadOnly; HubFull; BatchRefused.
    """
    clean = fits = True
    for folder in run.state.left:
        stream = run.hub.streams().get(folder)
        if stream is None or not stream.top:
            continue
        fits = make_snapshot(run, stream) and fits
        run.hub.look_into(stream := Stream(folder))
        if stream.top in stream.snapshots and run.state.head(folder) == stream.top:
            run.near.line.watch(f"remove {stream.top}.batch")
            run.hub.remove(Place(folder, stream.top))
        else:
            clean = False
    return clean, fits


def take_away_older(run: FolderSync, own: Stream, number: int) -> None:
    """Take away the files a snapshot with that number stands for."""
    for kind, numbers in (("batch", own.batches), ("snapshot", own.snapshots)):
        for older in sorted(numbers):
            if older < number:
                run.near.line.watch(f"remove {older}.{kind}")
                run.hub.remove(Place(own.folder, older, kind))


def put_together(contents: Iterable[Content], erased: Collection[bytes] = ()) -> Content:
    """One content out of many, in their order: erased records are left out, of each cell the newest version stays.

    Shape: `erased` is what others have erased; what these contents tell of themselves is added.
    """
    every = list(contents)
    last = every[-1]
    purged = {row[0]: row for content in every for row in content.purged}
    gone = {*purged, *erased}
    whole = Content(last.person, last.at, last.token, last.previous, last.schema, dict(last.seen))
    whole.awaits, whole.read = last.awaits, dict(last.read)
    whole.purged, whole.purge_seen = list(purged.values()), max(content.purge_seen for content in every)
    whole.invited = sorted({row for content in every for row in content.invited})
    whole.revoked = sorted({number for content in every for number in content.revoked})
    for one in carried():
        subject, scope = one.place("row_id" if "row_id" in one.columns else "id"), one.place("scope")
        found: dict[Row, Row] = {}
        for content in every:
            for row in rows_of(content, one):
                if row[subject] not in gone and row[scope] not in gone:
                    key = tuple(row[one.place(column)] for column in one.key)
                    found[key] = met(one, found[key], row) if key in found else row
        if found:
            whole.columns[one.name], whole.rows[one.name] = list(staged_columns(one)[0]), list(found.values())
    return whole


def met(one: Carried, old: Row, new: Row) -> Row:
    """Two rows of one record as one: each cell's newer version with its base; the first stamp is the smaller."""
    if one.is_history:
        return new
    columns, _kinds = staged_columns(one)
    place = {column: at for at, column in enumerate(columns)}
    row = list(new)
    first = row[place["s0"]] = min(old[place["s0"]], new[place["s0"]])
    for column in one.editable:
        stamps = [
            side[place["s0"]] if side[place[f"{column}_s"]] is None else side[place[f"{column}_s"]]
            for side in (old, new)
        ]
        side = old if stamps[0] > stamps[1] else new
        row[place[column]], stamp = side[place[column]], max(stamps)
        row[place[f"{column}_s"]] = None if stamp == first else stamp
        row[place[f"{column}_b"]] = side[place[f"{column}_b"]]
    return tuple(row)
