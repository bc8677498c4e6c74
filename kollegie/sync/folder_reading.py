"""Reading a drop folder: what the others have written is taken in file by file, in the order it was built up.

Every file is taken in whole or not at all, together with the note that it has been read. A batch is read once all
that its writer had read has been read, so that an edit never comes before what it was built on. A file that is not what
it must be is named, and nothing after it in that folder is read; the other folders go on.
"""

from __future__ import annotations

from collections.abc import Iterator

from kollegie.language import counted, say
from kollegie.model.ids import COMMON_SCOPE
from kollegie.store.tables import SCHEMA_VERSION
from kollegie.sync import folder_life
from kollegie.sync.batch_rows import misfit, rows_of, unsound_rows
from kollegie.sync.blind import BLIND, TELLS_STATE, kept_back_from, opened_to_all
from kollegie.sync.carried import Carried, Row, carried, carried_named
from kollegie.sync.checking import is_id
from kollegie.sync.errors import BatchRefused
from kollegie.sync.field_words import record_words
from kollegie.sync.folder_hub import Stream
from kollegie.sync.folder_running import FolderSync
from kollegie.sync.joining_errors import DeviceRevoked
from kollegie.sync.laptop import EVERYTHING
from kollegie.sync.namelessness import is_granted_without_names, is_shown_to_readers, suit_role
from kollegie.sync.sealed_batches import Content, Place


def read_anew(run: FolderSync) -> None:
    """Read everything once more: this program knows columns that it did not know before."""
    with run.near.writing():
        run.near.line.run("UPDATE cursor SET seq = 0 WHERE hub_epoch = ?", (run.card.epoch,))
        run.state.read_as = SCHEMA_VERSION
        run.state.save(run.near)


def scopes_read(run: FolderSync) -> set[bytes]:
    """The scopes that have been read from the folder."""
    return {scope for scope, seq in run.near.cursors(run.card.epoch).items() if seq}


def scopes_allowed(run: FolderSync, held: set[bytes]) -> set[bytes]:
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


def fetch_folder(run: FolderSync) -> None:
    """Read until nothing is new: a grant that has been read opens a scope, which is then read from its beginning."""
    while True:
        run.nameless = is_granted_without_names(run.near.line, run.near.store.me.bytes)
        suit_role(run.near, run.card.epoch, nameless=run.nameless)
        held = scopes_read(run)
        allowed = scopes_allowed(run, held)
        if EVERYTHING not in allowed and (ended := held - allowed):
            run.near.begin_anew(run.card.epoch, ended)
        if new := allowed - held:
            if _catch_up(run, new):
                continue
            allowed &= held
        if not _read_next(run, allowed):
            break
    note_reached(run)


def note_reached(run: FolderSync) -> None:
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
        run.state.asked = run.state.asked or bool(content.awaits)
        run.state.save(run.near)
    run.progress.step(run.received, 0, say("poster hämtade", "records fetched"))


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
    number = counted(len(rows), ("rad", "rader"), ("row", "rows"))
    why = say(f"{number} har värden av fel slag", f"{number} with values of the wrong kind")
    run.refused[f"{place.name} {one.name}"] = f"{place.name}: {record_words(one.name)}, {why}."
