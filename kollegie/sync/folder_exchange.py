"""A sync through a drop folder: read what the others have written, merge it here, write what was done here.

Every file is taken in whole or not at all, together with the note that it has been read. A batch is read once all
that its writer had read has been read, so that an edit never comes before what it was built on. A file that is not what
it must be is named, and nothing after it in that folder is read; the other folders go on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from kollegie.language import say
from kollegie.model.ids import COMMON_SCOPE
from kollegie.progress import Progress
from kollegie.store.attachments import KEPT_DAYS, drop_contents, remove_unreferenced
from kollegie.store.erasing import after_erasing
from kollegie.store.tables import SCHEMA_VERSION
from kollegie.sync import folder_life
from kollegie.sync.blind import BLIND, TELLS_STATE, kept_back_from, opened_to_all
from kollegie.sync.carried import Carried, Row, carried, carried_named
from kollegie.sync.checking import is_id
from kollegie.sync.clocks import hold_against, mind_the_clock
from kollegie.sync.contents import Fetched, fetch_ahead, send_contents
from kollegie.sync.double_plans import even_out_doubles
from kollegie.sync.erasing import HASH, erase_from_imported
from kollegie.sync.errors import BatchRefused, DeviceRevoked, HubChanged, HubFromNewer
from kollegie.sync.folder_hub import Card, FolderHub, Stream, misfit, rows_of, unsound_rows
from kollegie.sync.folder_state import FolderState, state_in
from kollegie.sync.laptop import EVERYTHING, Batch, Enrolment, Laptop
from kollegie.sync.lost_by_hub import open_again
from kollegie.sync.meeting import store_setting
from kollegie.sync.namelessness import is_shown_to_readers, only_reads, suit_role
from kollegie.sync.offering import rows_held
from kollegie.sync.receipts import Tally
from kollegie.sync.reopening import FolderMeeting
from kollegie.sync.reviewing import lay_out_for_review, must_be_reviewed
from kollegie.sync.sealed_batches import Content, Place
from kollegie.sync.snapshots import SNAPSHOT_AFTER, make_snapshot, put_in_place, shrink_left
from kollegie.sync.statements import staged_columns
from kollegie.sync.upgrading import too_old_to_write


@dataclass
class FolderSync:
    """What one sync through a folder knows while it runs."""

    hub: FolderHub
    near: Laptop
    known: Enrolment
    progress: Progress
    card: Card
    state: FolderState
    meeting: FolderMeeting
    tally: Tally
    streams: dict[str, Stream]
    own_contents: dict[int, Content] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    of_cases: list[str] = field(default_factory=list)
    left: int = 0
    contents_sent: int = 0
    fetched: Fetched = field(default_factory=Fetched)
    rows_erased: int = 0
    nameless: bool = False
    """Whether this person reads summaries alone, and no names."""
    may_write: bool = True
    """Whether the folder takes batches from a program as old as this."""

    @property
    def sent(self) -> int:
        """How many records have been sent."""
        return self.tally.sent.total()

    @property
    def received(self) -> int:
        """How many records that came have changed something here."""
        return self.tally.received.total()

    @property
    def total(self) -> int:
        """How many batches the folder has seen; what a hub's counter is elsewhere."""
        return sum(number for number, _digest in self.state.heads.values())


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
        meeting.before_merging = open_again
    if state.read_as < SCHEMA_VERSION:  # columns this program did not know before are read from the beginning
        _read_anew(run)
    if card.min_writer > SCHEMA_VERSION:
        run.may_write = False
        run.notes.append(too_old_to_write())
    if meeting.has_aside:
        with near.writing():
            tally.received += meeting.look_again()
    _fetch(run)
    erase_from_imported(near)
    if must_be_reviewed(near, known):
        hold_against(near.store, hub.now(near.line))  # a clock that is years ahead would make any laptop a silent one
        run.notes += lay_out_for_review(near, meeting)
    run.of_cases += even_out_doubles(near)
    if run.may_write:
        if not minded and near.has_unsent():
            run.notes += mind_the_clock(near, hub, near.line)
        _send(run)
    if near.holds_back(card.epoch):
        _fetch(run)  # a signature of ours may have opened what the others wrote
    if run.may_write:
        _keep_short(run)
    _give_up(run)
    run.fetched = fetch_ahead(hub, near.line, near, progress)
    if run.may_write:
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


def _read_anew(run: FolderSync) -> None:
    with run.near.writing():
        run.near.line.run("UPDATE cursor SET seq = 0 WHERE hub_epoch = ?", (run.card.epoch,))
        run.state.read_as = SCHEMA_VERSION
        run.state.save(run.near)


def _allowed(run: FolderSync, held: set[bytes]) -> set[bytes]:
    """The scopes this person may hold, by the grants that have been read; blind visits are kept back until signed."""
    near, me = run.near, run.near.store.me.bytes
    rows = near.line.rows("SELECT to_scope FROM grant_ WHERE scope = ? AND person_id = ? AND deleted = 0", (me, me))
    granted = {row[0] for row in rows}
    if None in granted:
        return {EVERYTHING} | opened_to_all(near.line, me)
    if granted - held:  # whether they are blind, and signed, stands in rows that have not been read here
        with run.hub.picture(("visit", "assignment")) as picture:
            granted -= kept_back_from(picture, me, everything=False) - held
    marks = ", ".join("?" * len(granted))
    reviews = near.line.rows(f"SELECT review_id FROM case_ WHERE scope IN ({marks})", sorted(granted))
    return {COMMON_SCOPE.bytes, me} | granted | {row[0] for row in reviews}


def _fetch(run: FolderSync) -> None:
    """Read until nothing is new: a grant that has been read opens a scope, which is then read from its beginning."""
    while True:
        run.nameless = only_reads(run.near.line, run.near.store.me.bytes)
        suit_role(run.near, run.card.epoch, nameless=run.nameless)
        held = {scope for scope, seq in run.near.cursors(run.card.epoch).items() if seq}
        allowed = _allowed(run, held)
        if EVERYTHING not in allowed and (ended := held - allowed):
            run.near.begin_anew(run.card.epoch, ended)
        if new := allowed - held:
            if _catch_up(run, new):
                continue
            allowed &= held
        if not _read_next(run, allowed):
            break
    _note_reached(run)


def _note_reached(run: FolderSync) -> None:
    """Note how far all that is held has been read, if anything has changed."""
    behind = {scope for scope, seq in run.near.cursors(run.card.epoch).items() if 0 < seq < run.total}
    if behind:
        with run.near.writing():
            run.near.reached(run.card.epoch, behind, run.total)


def _catch_up(run: FolderSync, new: set[bytes]) -> bool:
    """Read everything read so far once more, for scopes that have only now become this laptop's; whether it went."""
    for stream in run.streams.values():
        number = 0
        while number < run.state.head(stream.folder):
            place = stream.next_after(number)
            content = None if place is None else _opened(run, place)
            if place is None or content is None:
                return False  # it is named; the scopes are tried again at the next sync
            with run.near.writing():
                _lay_in(run, content[0], place, new)
            number = place.number
    with run.near.writing():
        run.near.reached(run.card.epoch, new, max(1, run.total))
    return True


def _opened(run: FolderSync, place: Place) -> tuple[Content, str] | None:
    if place.folder in run.refused:
        return None
    try:
        return run.hub.read(place, run.card.epoch)
    except BatchRefused as refusal:
        run.refused[place.folder] = refusal.sentence()
        return None


def _read_next(run: FolderSync, allowed: set[bytes]) -> bool:
    """One more file of each folder that has one; False when there is none to read."""
    read = False
    waiting: dict[str, str] = {}
    snapshots: dict[str, tuple[Place, tuple[Content, str]]] = {}
    for folder, stream in run.streams.items():
        number, digest = run.state.heads.get(folder, (0, ""))
        if folder == run.state.own or folder in run.refused or number >= run.state.blocked.get(folder, number + 1):
            continue
        if stream.links:
            why = say("mappen är en länk", "the folder is a link")
            run.refused[folder] = BatchRefused(file=folder, why=why).sentence()
        elif stream.top > number:
            place = stream.next_after(number)
            if place is None:
                missing = Place(folder, number + 1).name
                why = say("den har inte kommit fram än", "it has not arrived yet")
                run.refused[folder] = BatchRefused(file=missing, why=why).sentence()
                continue
            opened = _opened(run, place)
            if opened is None:
                continue
            if place.kind == "batch" and opened[0].previous != digest:
                why = say("den följer inte på den som lästes sist", "it does not follow the one read last")
                run.refused[folder] = BatchRefused(file=place.name, why=why).sentence()
            elif before := _not_yet_read(run, opened[0]):
                waiting[folder] = before
                if place.kind == "snapshot":
                    snapshots[folder] = place, opened
            else:
                _take_in(run, place, *opened, allowed)
                read = True
        elif number and stream.batches and (changed := _swapped(run, stream, number, digest)):
            run.refused[folder] = changed
    for folder, (place, opened) in snapshots.items() if not read else ():
        if _waits_for_itself(folder, waiting):
            _take_in(run, place, *opened, allowed)
            return True
    if not read:
        for folder, before in waiting.items():
            why = say("den bygger på {}, som saknas", "it builds on {}, which is missing").format(before)
            run.refused[folder] = BatchRefused(file=folder, why=why).sentence()
    return read


def _waits_for_itself(folder: str, waiting: dict[str, str]) -> bool:
    """Whether a snapshot builds on a file that builds on one of those the snapshot stands for: then it goes first."""
    before, seen = folder, set[str]()
    while before in waiting and before not in seen:
        seen.add(before)
        before = waiting[before].partition("/")[0]
    return before == folder


def _swapped(run: FolderSync, stream: Stream, number: int, digest: str) -> str:
    """Why the last file read is not the one that was read; empty if it is."""
    place = Place(stream.folder, number)
    try:
        stands = run.hub.digest_at_end(place)
    except BatchRefused as refusal:
        return refusal.sentence()
    if stands is None or stands == digest:
        return ""
    why = say("den har bytts ut sedan den lästes", "it has been replaced since it was read")
    return BatchRefused(file=place.name, why=why).sentence()


def _not_yet_read(run: FolderSync, content: Content) -> str:
    """A batch its writer had read and this laptop has not; empty if there is none."""
    for folder, number in content.seen.items():
        behind = folder != run.state.own and run.state.head(folder) < number
        if behind and not folder_life.gave_way(folder, run.streams):
            return Place(folder, number).name
    return ""


def _take_in(run: FolderSync, place: Place, content: Content, digest: str, allowed: set[bytes]) -> None:
    """Merge a file and note that it has been read, in one local transaction."""
    if run.state.own in dict(content.revoked):
        run.state.blocked |= dict(content.revoked)
        run.state.save(run.near)
        raise DeviceRevoked
    scopes = None if EVERYTHING in allowed else allowed
    with run.near.writing():
        own = list(_published_after(run, content.seen.get(run.state.own, 0)))
        opened = run.meeting.reopen(own, scopes)
        _lay_in(run, content, place, allowed)
        run.meeting.close(opened)
        head = digest if place.kind == "batch" else content.previous
        run.state.heads[place.folder] = (place.number, head)
        run.state.blocked |= dict(content.revoked)
        run.state.save(run.near)
    run.progress.step(run.received, run.received, say("poster hämtade", "records fetched"))


def _published_after(run: FolderSync, number: int) -> Iterator[Content]:
    """This laptop's own batches after a number: their reader did not know of them when it wrote."""
    stream = run.streams.get(run.state.own)
    while stream is not None and number < run.state.head(run.state.own):
        place = stream.next_after(number)
        if place is None:
            return
        if place.number not in run.own_contents or place.kind != "batch":
            try:
                run.own_contents[place.number], _digest = run.hub.read(place, run.card.epoch)
            except BatchRefused:
                return  # it is written anew later; what would be overwritten is kept beside all the same
        yield run.own_contents[place.number]
        number = place.number


def _lay_in(run: FolderSync, content: Content, place: Place, scopes: set[bytes]) -> None:
    """Take in the rows of these scopes; what was erased first."""
    if content.purged:
        run.rows_erased += folder_life.erase(run.near, content.purged, allowed=run.meeting.allow_deletions)
    blind = {row[0] for row in run.near.line.rows(BLIND)} if EVERYTHING in scopes else set()
    visit = carried_named("visit")
    blind |= {row[visit.place("scope")] for row in rows_of(content, visit) if row[visit.place("blind_of")] is not None}
    for one in carried():
        rows = rows_of(content, one)
        rows = [row for row in rows if _within(one, row, scopes, blind)]
        bad = [row for row in unsound_rows(content, one) if _may_see(one, row, scopes)]
        if run.nameless:
            rows, bad = ([row for row in some if is_shown_to_readers(one, row)] for some in (rows, bad))
        if bad:
            _set_aside(run, one, bad, place)
        run.tally.received[one.name] += run.meeting.take_in_batch(one, rows, place.device, place.number)
    run.meeting.end()


def _within(one: Carried, row: Row, scopes: set[bytes], blind: set[bytes]) -> bool:
    """Whether a row is for these scopes; of a blind visit whoever may read everything gets only the state."""
    scope = row[one.place("scope")]
    if scope in scopes or EVERYTHING not in scopes:
        return scope in scopes
    told = row[one.place("record")] in TELLS_STATE if "record" in one.columns else one.name in TELLS_STATE
    return told or scope not in blind


def _may_see(one: Carried, row: Row, scopes: set[bytes]) -> bool:
    """Whether a row that cannot be taken in may be kept and shown here at all."""
    scope = row[one.place("scope")]
    return EVERYTHING in scopes or (is_id(scope) and scope in scopes)


def _set_aside(run: FolderSync, one: Carried, rows: list[Row], place: Place) -> None:
    """Tell of rows no table of ours takes, and keep them to be looked at again at later syncs."""
    for row in rows:
        run.meeting.set_aside(one, row, place.device, place.number, misfit(one, row))
    why = say("{} rader i {} har värden av fel slag", "{} rows of {} have values of the wrong kind")
    run.refused[f"{place.name} {one.name}"] = f"{place.name}: {why.format(len(rows), one.name)}."


def _push_all(run: FolderSync) -> None:
    """Write batch after batch until nothing is unsent; the first one also tells that this laptop is here."""
    extra = _lacking(run) if run.state.offering else iter(())
    more = next(extra, None)
    while more is not None or run.near.has_unsent() or folder_life.must_tell(run):
        batch = run.near.batch_on_its_way() or run.near.freeze(run.hub.batch)
        _write(run, batch, more)
        more = next(extra, None)
        run.progress.step(run.sent, run.sent, say("poster skickade", "records sent"))
    if run.state.offering:
        run.state.offering = False
        run.state.save(run.near)
    _note_reached(run)


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


def _give_up(run: FolderSync) -> None:
    """Remove what stands in scopes whose grant has been taken away in words."""
    if ended := run.near.giving_up(run.card.epoch):
        with run.near.writing():
            run.left += sum(run.near.give_up(run.card.epoch, scope) for scope in sorted(ended))
    drop_contents(run.near.store, run.near.contents_left)


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
