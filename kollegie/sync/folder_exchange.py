"""A sync through a drop folder: read what the others have written, merge it here, write what was done here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from kollegie.language import say
from kollegie.progress import Progress
from kollegie.store.attachments import KEPT_DAYS, remove_unreferenced
from kollegie.store.erasing import after_erasing
from kollegie.store.tables import SCHEMA_VERSION
from kollegie.sync import folder_life
from kollegie.sync.carried import Carried, Row, carried
from kollegie.sync.clocks import hold_against, mind_the_clock
from kollegie.sync.contents import fetch_ahead, send_contents
from kollegie.sync.double_plans import even_out_doubles
from kollegie.sync.erasing import HASH, erase_from_imported
from kollegie.sync.errors import BatchRefused, HubChanged, HubFromNewer
from kollegie.sync.folder_hub import FolderHub
from kollegie.sync.folder_marks import await_reading, note_read, unread_in
from kollegie.sync.folder_reading import fetch_folder, note_reached, read_anew, scopes_allowed, scopes_read
from kollegie.sync.folder_running import FolderSync
from kollegie.sync.folder_state import state_in
from kollegie.sync.giving_up import give_up
from kollegie.sync.joining_errors import DeviceRevoked
from kollegie.sync.laptop import EVERYTHING, Batch, Enrolment, Laptop
from kollegie.sync.lost_by_hub import open_again
from kollegie.sync.meeting import store_setting
from kollegie.sync.offering import rows_held
from kollegie.sync.receipts import Tally
from kollegie.sync.reopening import FolderMeeting
from kollegie.sync.reviewing import lay_out_for_review, must_be_reviewed
from kollegie.sync.sealed_batches import Place
from kollegie.sync.snapshots import SNAPSHOT_AFTER, make_snapshot, put_in_place, shrink_left
from kollegie.sync.statements import staged_columns
from kollegie.sync.taken_meanwhile import count_lost, forget_offered, note_offered
from kollegie.sync.until_read import take_up
from kollegie.sync.upgrading import too_old_to_write


def sync_folder(
    hub: FolderHub,
    near: Laptop,
    known: Enrolment,
    progress: Progress,
    tally: Tally,
    *,
    accept_hub: bool = False,
    allow_deletions: bool = False,
) -> FolderSync:
    """Meet the folder. `accept_hub` says that a person knows why it is younger than it was, or another one.

    Raises: HubMissing; HubChanged; HubFromNewer; DeviceRevoked; HubReadOnly; HubFull; Cancelled between two files.
    """
    card = hub.card()
    if card.min_reader > SCHEMA_VERSION:
        raise HubFromNewer(wanted=card.min_reader, ours=SCHEMA_VERSION)
    streams, state = hub.streams(), state_in(near)
    younger = card.epoch != known.epoch or any(
        folder not in streams or streams[folder].top < number
        for folder, (number, _digest) in state.heads.items()
        if number and not folder_life.gave_way(folder, streams)
    )
    meeting = FolderMeeting(near.store, near.line, known.device, allow_deletions=allow_deletions)
    run = FolderSync(hub, near, known, progress, card, state, meeting, tally, streams)
    if younger and not accept_hub:
        raise HubChanged(address=hub.address)
    if younger:
        folder_life.start_over(run)
    if state.own in state.blocked:
        raise DeviceRevoked
    folder_life.settle(run)
    minded = near.has_unsent()
    if minded:
        run.notes += mind_the_clock(near, hub, near.line)
    if state.offering:
        take_up(near, card.epoch)
        meeting.before_merging = open_again
    if state.read_as < SCHEMA_VERSION:  # columns this program did not know before are read from the beginning
        read_anew(run)
    if card.min_writer > SCHEMA_VERSION:
        run.may_write = False
        run.notes.append(too_old_to_write())
    if meeting.has_aside:
        with near.writing():
            tally.received += meeting.look_again()
    fetch_folder(run)
    erase_from_imported(near)
    if must_be_reviewed(near, known):
        hold_against(near.store, hub.now(near.line))  # a clock that is years ahead would make any laptop a silent one
        run.notes += lay_out_for_review(near, meeting)
    if state.offering:
        with hub.picture(("history",)) as picture:
            count_lost(near, picture, scopes_allowed(run, scopes_read(run)))
    run.of_cases += even_out_doubles(near)
    if run.may_write:
        if not minded and near.has_unsent():
            run.notes += mind_the_clock(near, hub, near.line)
        _send(run)
    if near.holds_back(card.epoch):
        fetch_folder(run)  # a signature of ours may have opened what the others wrote
    if run.may_write:
        _keep_short(run)
    left, told = give_up(near, card.epoch, lambda: unread_in(run))
    run.left += left
    run.of_cases += told
    await_reading(run)
    run.fetched = fetch_ahead(hub, near.line, near, progress)
    if run.may_write:
        if note_read(run) or folder_life.must_tell(run):
            _write(run, near.batch_on_its_way() or near.freeze(hub.batch), None)
            note_reached(run)
        _finish_erasing(run)
        _tidy(run)
    return run


def _send(run: FolderSync) -> None:
    """Write what is unsent; contents go before the rows that speak of them."""
    near = run.near
    _push_all(run)
    run.contents_sent = send_contents(run.hub, near.line, near, run.progress)
    _push_all(run)


def _finish_erasing(run: FolderSync) -> None:
    """What was erased goes from this laptop's log too, and the parts of its contents from the folder."""
    if not folder_life.must_shrink(run):
        return
    after_erasing(run.near.store)
    for id, scope in run.near.line.rows("SELECT id, scope FROM purged WHERE length(id) = ?", (HASH,)):
        run.hub.drop_parts(run.near.line, scope, id)
    own = run.hub.streams().get(run.state.own)
    too_many = own is not None and len(own.batches | own.snapshots) > 1
    try:
        clean, fits = shrink_left(run)
        too_many = too_many or not fits
    except BatchRefused as refused:
        run.notes.append(refused.sentence())
        clean = False
    if not too_many:
        if clean:
            folder_life.note_shrunk(run)
        return
    run.notes.append(
        say(
            "Det som är raderat finns kvar, förseglat, i den här datorns egna filer i navets mapp: de är för många för "
            "att skrivas om. Börja om med en ny mapp eller ett nav på en server.",
            "What was erased is still there, sealed, in this computer's own files in the hub's folder: they are too "
            "many to be written anew. Begin again with a new folder, or a hub on a server.",
        )
    )


def _push_all(run: FolderSync) -> None:
    """Write batch after batch until nothing is unsent; the first one also tells that this laptop is here."""
    extra = _lacking(run) if run.state.offering else iter(())
    more = next(extra, None)
    while more is not None or run.near.has_unsent() or folder_life.must_tell(run):
        batch = run.near.batch_on_its_way() or run.near.freeze(run.hub.batch)
        if more is not None and more[0].is_history:
            note_offered(run.near, [row[:3] for row in more[1]])
        _write(run, batch, more)
        more = next(extra, None)
        run.progress.step(run.sent, 0, say("poster skickade", "records sent"))
    if run.state.offering:
        forget_offered(run.near)
        run.state.offering = False
        run.state.save(run.near)
    note_reached(run)


def _write(run: FolderSync, batch: Batch, more: tuple[Carried, list[Row]] | None) -> None:
    """Write one batch under its number, and then count what it holds as sent."""
    near, state = run.near, run.state
    content = folder_life.new_content(run, batch)
    counts: dict[str, int] = {}
    for one in carried():
        rows = near.rows_of(batch, one)
        if not one.is_history:
            counts[one.name] = len(rows)
        if more is not None and more[0].name == one.name:
            rows = [*rows, *more[1]]
        if rows:
            content.columns[one.name], content.rows[one.name] = list(staged_columns(one)[0]), rows
    place = Place(state.own, batch.number)
    near.line.watch(f"write {place.name}")
    digest = run.hub.write(place, run.card.epoch, content)
    near.line.watch(f"done: write {place.name}")
    folder_life.note_written(run, batch, content, digest)
    run.tally.landed(batch.number, counts)


def _lacking(run: FolderSync) -> Iterator[tuple[Carried, list[Row]]]:
    """What is held here and the folder does not have, a page of a table at a time."""
    with run.hub.line() as picture:
        for one in carried():
            columns = ", ".join(f'"{column}"' for column in one.columns)
            have = set(picture.rows(f'SELECT {columns} FROM "{one.name}"'))
            for page in rows_held(run.near, one, run.hub.batch):
                if rows := [row for row in page if row[: len(one.columns)] not in have]:
                    yield one, rows


def _keep_short(run: FolderSync) -> None:
    """Once many batches of this laptop's lie there, or something was erased, put one snapshot in their place."""
    run.streams = run.hub.streams()
    own = run.streams.get(run.state.own)
    if own is not None and (len(own.batches) >= SNAPSHOT_AFTER or (folder_life.must_shrink(run) and own.top > 0)):
        try:
            make_snapshot(run, own)
        except BatchRefused:
            _write_anew(run)


def _own_files_are_whole(run: FolderSync) -> bool:
    """Whether everything this laptop has written can still be read by the others, by what lies there now."""
    own, number = run.hub.streams().get(run.state.own), 0
    while own is not None and number < run.state.head(run.state.own):
        place = own.next_after(number)
        if place is None:
            return False
        try:
            run.hub.read(place, run.card.epoch)
        except BatchRefused:
            return False
        number = place.number
    return True


def _write_anew(run: FolderSync) -> None:
    """Put all that is held here in place of own files that were damaged; the others go on from there."""
    _write(run, run.near.batch_on_its_way() or run.near.freeze(run.hub.batch), None)
    pages = {one.name: [row for page in rows_held(run.near, one, run.hub.batch) for row in page] for one in carried()}
    content = folder_life.whole_content(run, Batch(0, 0, run.near.store.source.randbytes(16)))
    content.rows = {name: rows for name, rows in pages.items() if rows}
    content.columns = {one.name: list(staged_columns(one)[0]) for one in carried() if one.name in content.rows}
    if not put_in_place(run, run.hub.streams()[run.state.own], content):
        run.notes.append(
            say(
                "Några av datorns egna filer i navets mapp är skadade, och det de höll är för mycket för att skrivas på"
                " nytt. Börja om med en ny mapp eller ett nav på en server; allt finns kvar på den här datorn.",
                "Some of this computer's own files in the hub's folder are damaged, and what they held is too much to"
                " be written anew. Begin again with a new folder, or a hub on a server; this computer has it all.",
            )
        )
        return
    run.notes.append(
        say(
            "Några av datorns egna filer i navets mapp var skadade. De är skrivna på nytt.",
            "Some of this computer's own files in the hub's folder were damaged. They have been written anew.",
        )
    )


def _tidy(run: FolderSync) -> None:
    """Once a day, see that the own files are whole, and let go of contents whose attachment was removed long ago."""
    store, now = run.near.store, run.near.store.clock()
    if store_setting(run.near.line, "tidied") == now.date().isoformat():
        return
    if not _own_files_are_whole(run):
        _write_anew(run)
    remove_unreferenced(store, now)
    if EVERYTHING in run.near.cursors(run.card.epoch) and not run.refused:
        run.hub.sweep_parts(run.near.line, now - timedelta(days=KEPT_DAYS))
    with store.work() as work:
        work.set_setting("tidied", now.date().isoformat())
