"""One sync: fetch, merge on the laptop, push fast-forward. Any step may be killed and run again.

All thinking happens on the laptop. The hub's counter tells whether anything came in between: then what was staged is
taken back, the news are fetched and merged, and the push begins again; the third time while the counter is held.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from kollegie.language import say
from kollegie.model.ids import COMMON_SCOPE
from kollegie.progress import Progress
from kollegie.store import Store
from kollegie.store.attachments import KEPT_DAYS, drop_contents, remove_unreferenced
from kollegie.store.backup import PAUSED
from kollegie.store.columns import moment_text
from kollegie.store.erasing import after_erasing
from kollegie.store.tables import SCHEMA_VERSION
from kollegie.sync import device_life
from kollegie.sync.blind import kept_back_from, opened_to_all
from kollegie.sync.carried import Carried, Row, carried
from kollegie.sync.checking import is_id, moment_told
from kollegie.sync.clocks import hold_against, stamp_anew
from kollegie.sync.contents import fetch_ahead, send_contents
from kollegie.sync.double_work import keep_blind
from kollegie.sync.erasing import (
    awaits_numbers,
    carried_out_up_to,
    erase_at_hub,
    erase_from_imported,
    take_erasures,
)
from kollegie.sync.errors import (
    DeviceRevoked,
    HubChanged,
    HubDamaged,
    HubFromNewer,
    HubFromOlder,
    HubMissing,
    OtherHub,
    SyncPaused,
)
from kollegie.sync.folder_exchange import sync_folder
from kollegie.sync.folder_hub import FolderHub
from kollegie.sync.hub_health import look_at_hub_file
from kollegie.sync.hubs import Hub, open_hub
from kollegie.sync.laptop import EVERYTHING, Batch, Enrolment, Laptop, laptop_of
from kollegie.sync.lines import Line, Watch, nobody
from kollegie.sync.meeting import Meeting, store_setting
from kollegie.sync.receipts import Receipt, Tally, noted, waiting_reasons
from kollegie.sync.reviewing import lay_out_for_review, must_be_reviewed
from kollegie.sync.statements import fetch_page, guard, guard_conflicts, merge_staged
from kollegie.sync.upgrading import too_old_to_write

PAGE = 5_000
"""Rows per question to the hub."""

PAUSE = 0.1
"""Seconds at most between two batches to a shared file."""

SILENCE = 2.0
"""Seconds without an answer after which the user is told that the hub is silent."""

ENDED = "SELECT max(seq) FROM grant_ WHERE scope = ? AND person_id = ? AND deleted = 1"
"""The hub's last number of what was taken away from a person."""

LOCAL = 20_000
"""Rows taken in per local transaction, so that whoever types never waits long for the disk."""


@dataclass
class Running:
    """What one sync knows while it runs."""

    hub: Hub
    far: Line
    near: Laptop
    known: Enrolment
    progress: Progress
    meeting: Meeting
    tally: Tally
    turn: bool = False
    seq: int = 0
    notes: list[str] = field(default_factory=list)
    may_write: bool = True
    """Whether the hub takes rows from a program as old as this."""
    purge_seq: int = 0
    """How far this laptop has told the hub that it has carried out the erasures."""
    erasures: int = 0
    """The number of the last erasure at the hub."""
    greeted_at: int = 0
    """The hub's seq when it was greeted: where it still is `seq`, what the greeting told still holds."""
    owes_return: bool = True
    """Whether, by the greeting, the hub has not heard that what was taken away from this person is gone from here."""

    @property
    def sent(self) -> int:
        """How many records have been sent."""
        return self.tally.sent.total()

    def tell_waiting(self, seconds: float) -> None:
        """The hub keeps us waiting: say for whom, from the first moment that can be seen. Raises: Cancelled."""
        if self.turn:
            self.progress.wait(say("väntar på en annan dator", "waiting for another computer"))
        elif seconds >= SILENCE:
            words = say("navet har inte svarat på {} s", "the hub has not answered for {} s")
            self.progress.wait(words.format(int(seconds)))
        else:
            self.progress.check()

    @contextmanager
    def my_turn(self) -> Iterator[None]:
        """What is waited for here is the turn to write."""
        self.turn = True
        try:
            yield
        finally:
            self.turn = False


def sync(
    store: Store,
    url: str | None = None,
    *,
    progress: Progress | None = None,
    watch: Watch = nobody,
    accept_hub: bool = False,
    resume: bool = False,
    allow_deletions: bool = False,
) -> Receipt:
    """Meet the hub: take in what others did, send what was done here, give up what is no longer this laptop's.

    Shape: `url` may be given to make sure which hub is met. `watch` hears every statement of both sides first.
    `accept_hub` says that a person knows why the hub is another or younger than it was; then it is told all that it
    lacks. `resume` says the same of this laptop's store, which was put back from a backup; `allow_deletions` of what
    others have deleted.
    Raises: NotEnrolled; OtherHub; HubMissing; HubUnreachable; HubBusy; HubChanged; HubFromNewer; DeviceRevoked;
    SyncPaused; DeletionsStopped; Cancelled between two steps, with all that was done up to there kept.
    """
    progress = progress or Progress()
    with laptop_of(store, watch) as near:
        known = near.enrolment()
        with noted(near, known) as tally:
            _take_up(near, resume=resume)
            hub = open_hub(known.url, known.hub_key)
            if url is not None and (meant := open_hub(url, None)).address != hub.address:
                raise OtherHub(known=known.hub_name, address=meant.address)
            yes = {"accept_hub": accept_hub, "allow_deletions": allow_deletions}
            if isinstance(hub, FolderHub):
                receipt = _sync_folder(hub, near, known, progress, tally, **yes)
            else:
                receipt = _sync_tables(hub, near, known, progress, tally, **yes)
            tally.receipt = receipt
        return receipt


def _sync_tables(
    hub: Hub,
    near: Laptop,
    known: Enrolment,
    progress: Progress,
    tally: Tally,
    *,
    accept_hub: bool,
    allow_deletions: bool,
) -> Receipt:
    """Meet a hub with tables and a counter."""
    with hub.line(near.line.watch) as far:
        meeting = Meeting(near.store, near.line, known.device, allow_deletions=allow_deletions)
        run = Running(hub, far, near, known, progress, meeting, tally)
        far.patience = run.tell_waiting
        _greet(run, accept_hub=accept_hub)
        _settle(run)
        erased = _take_erasures(run)
        if meeting.has_aside:
            with near.writing():
                run.tally.received += meeting.look_again()
        if run.seq > run.known.seq:
            _fetch(run)
            erase_from_imported(near)
            run.notes += keep_blind(near, far)
        if must_be_reviewed(near, known):
            run.notes += lay_out_for_review(near, meeting)
        contents_sent = 0
        if run.may_write:
            if near.unsent() or near.batch_on_its_way() is not None:
                hold_against(near.store, hub.now(far))
                look_at_hub_file(run)
                run.notes += filter(None, [stamp_anew(near)])
            device_life.offer_all(run)
            _push_all(run)
            contents_sent = send_contents(run.hub, run.far, run.near, run.progress)
            _push_all(run)
        erased += _take_erasures(run)
        if near.holds_back(run.known.epoch) and _granted(run) - set(near.cursors(run.known.epoch)):
            _fetch(run)  # a signature of ours may have opened what the others wrote
        left = _give_up(run)
        fetched = fetch_ahead(run.hub, run.far, run.near, run.progress)
        _tidy(run)
        open_conflicts = near.line.rows("SELECT count(*) FROM conflict WHERE resolved_by IS NULL AND deleted = 0")
        waiting = near.waiting()
        return Receipt(
            run.sent,
            tally.received.total(),
            waiting,
            open_conflicts[0][0],
            left,
            run.seq,
            run.meeting.conflicts,
            tuple(run.meeting.met),
            contents_sent,
            fetched.arrived,
            fetched.missing,
            (*run.notes, *waiting_reasons(near, waiting, may_write=run.may_write)),
            erased=erased,
        )


def _take_up(near: Laptop, *, resume: bool) -> None:
    """A store that was put back from a backup waits until somebody has seen what differs."""
    paused = bool(store_setting(near.line, PAUSED))
    if paused and not resume:
        raise SyncPaused
    if paused:
        with near.store.work() as work:
            work.set_setting(PAUSED, "")


def _sync_folder(
    hub: FolderHub,
    near: Laptop,
    known: Enrolment,
    progress: Progress,
    tally: Tally,
    *,
    accept_hub: bool,
    allow_deletions: bool,
) -> Receipt:
    try:
        run = sync_folder(hub, near, known, progress, tally, accept_hub=accept_hub, allow_deletions=allow_deletions)
    except DeviceRevoked:
        near.forget_hub()
        raise
    open_conflicts = near.line.rows("SELECT count(*) FROM conflict WHERE resolved_by IS NULL AND deleted = 0")
    waiting = near.waiting()
    return Receipt(
        run.sent,
        run.received,
        waiting,
        open_conflicts[0][0],
        run.left,
        run.total,
        run.meeting.conflicts,
        tuple(run.meeting.met),
        run.contents_sent,
        run.fetched.arrived,
        run.fetched.missing,
        (*run.notes, *waiting_reasons(near, waiting, may_write=run.may_write)),
        tuple(run.refused.values()),
        run.rows_erased,
    )


def _greet(run: Running, *, accept_hub: bool) -> None:
    """One question: is this the hub we know, may this program read it, and is this laptop still welcome?"""
    me = run.near.store.me.bytes
    row = run.far.one(
        "SELECT h.epoch, h.seq, s.min_reader, s.min_writer, s.current, d.token, d.revoked, d.last_push, h.devices,"
        f" d.purge_seq, d.returned_seq, ({ENDED}),"
        " (SELECT coalesce(max(seq), 0) FROM purged) FROM hub h CROSS JOIN schema s"
        " LEFT JOIN device d ON d.number = ?",
        (me, me, run.known.device),
    )
    if row is None:
        raise HubMissing(address=run.hub.address)
    epoch, run.seq, min_reader, min_writer, current, token, revoked, last_push, devices, *marks = row
    purge_seq, returned, ended, run.erasures = marks
    run.purge_seq = purge_seq or 0
    run.greeted_at = run.seq
    run.owes_return = type(ended) is int and type(returned) is int and returned < ended
    if not (
        isinstance(epoch, str)
        and all(type(number) is int for number in (run.seq, min_reader, min_writer, current, run.purge_seq))
    ):
        raise HubDamaged(
            address=run.hub.address, what=say("dess räknare går inte att läsa", "its counter is unreadable")
        )
    run.erasures = run.erasures if isinstance(run.erasures, int) else 0
    if min_reader > SCHEMA_VERSION:
        raise HubFromNewer(wanted=min_reader, ours=SCHEMA_VERSION)
    if revoked or device_life.is_blocked(run, last_push):
        run.near.forget_hub()
        raise DeviceRevoked
    less = device_life.knows_less(run, epoch, run.seq, last_push)
    if less and not accept_hub:
        raise HubChanged(address=run.hub.address)
    _suit(run, current, min_writer)
    if less:
        device_life.start_over(run, epoch)
    elif device_life.has_a_twin(run, token):
        device_life.take_new_number(run)
    else:
        device_life.note_numbers(run, devices)
        return
    run.purge_seq, run.owes_return = 0, True  # the new number has confirmed nothing yet


def _suit(run: Running, current: int, min_writer: int) -> None:
    """Upgrade an older hub, if whoever meets it may; with a newer one that takes no rows from us, fetch only.

    Raises: HubFromOlder.
    """
    if current < SCHEMA_VERSION:
        if not run.hub.is_upgraded_by_anyone:
            raise HubFromOlder(theirs=current, ours=SCHEMA_VERSION)
        run.hub.upgrade()
        run.seq += 1
    if min_writer > SCHEMA_VERSION:
        run.may_write = False
        run.notes.append(too_old_to_write())


def _settle(run: Running) -> None:
    """If a batch was on its way when the last sync broke off, ask the ledger, and nothing else, whether it landed."""
    batch = run.near.batch_on_its_way()
    if batch is not None and _landed(run, batch):
        run.near.acknowledge(batch)
        run.tally.landed(batch.number, {})


def _landed(run: Running, batch: Batch) -> bool:
    question = "SELECT 1 FROM ledger WHERE device = ? AND push = ?"
    return run.far.one(question, (run.known.device, batch.number)) is not None


def _allowed(run: Running) -> set[bytes]:
    """The scopes this laptop's person may hold, by the grants at the hub."""
    granted = _granted(run)
    if EVERYTHING in granted:
        return granted
    marks = ", ".join("?" * len(granted))
    reviews = run.far.rows(f"SELECT review_id FROM case_ WHERE scope IN ({marks})", sorted(granted)) if granted else []
    return {COMMON_SCOPE.bytes, run.near.store.me.bytes} | granted | {row[0] for row in reviews if is_id(row[0])}


def _granted(run: Running) -> set[bytes]:
    """What this person has been given at the hub and is open: everything with its opened scopes, or scope by scope."""
    me = run.near.store.me.bytes
    rows = run.far.rows("SELECT to_scope FROM grant_ WHERE scope = ? AND person_id = ? AND deleted = 0", (me, me))
    granted = {row[0] for row in rows if row[0] is None or is_id(row[0])}
    if None in granted:
        return {EVERYTHING} | opened_to_all(run.far, me)
    return granted - kept_back_from(run.far, me, everything=False)


def _fetch(run: Running, *, inside: bool = False) -> None:
    """Bring in everything up to the hub's seq, page by page; a long fetch goes on from its last page.

    Shape: `inside` tells that the hub's transaction is already open because the counter is held.
    """
    near, far = run.near, run.far
    if not inside:
        far.begin(writing=False)
        run.seq = far.rows("SELECT seq FROM hub")[0][0]
    allowed = _allowed(run)
    cursors = near.cursors(run.known.epoch)
    groups: dict[tuple[int, bool], set[bytes]] = {}
    for scope in allowed:
        groups.setdefault((cursors.get(scope, 0), scope == EVERYTHING), set()).add(scope)
    place = _resumed(run, allowed)
    top = place.pop("top", run.seq)
    work = [
        (since, sorted(scopes), one)
        for (since, _), scopes in sorted(groups.items())
        for one in _news(run, since, scopes)
        if since < top
    ]
    taken: list[tuple[Carried, list[Row]]] = []
    count = total = 0
    for since, scopes, one in work:
        here = [since, one.name, scopes == [EVERYTHING]]
        if place and here != place["at"]:
            continue
        after = tuple(map(_unhex, place["after"])) if place else (since + 1, *_before(one))
        place = {}
        within = None if scopes == [EVERYTHING] else scopes
        question = fetch_page(one, None if within is None else len(within))
        while True:
            rows = far.rows(question, (*after, top, *(within or ()), PAGE))
            if rows:
                taken.append((one, rows))
                count += len(rows)
                total += len(rows)
                last = rows[-1]
                after = (last[-1], *(last[one.place(key)] for key in one.key))
                run.progress.step(total, total, say("poster hämtade", "records fetched"))
            if count >= LOCAL:
                if far.shared and not inside:  # whoever wants to write the file need not wait while we do
                    far.rollback()
                _take_in(run, taken, {"at": here, "after": list(map(_hex, after)), "top": top}, allowed)
                taken, count = [], 0
                if far.shared and not inside:
                    far.begin(writing=False)
            if len(rows) < PAGE:
                break
    if not inside:
        if far.shared:  # while we let go of it, somebody may have moved what we had not read yet
            run.seq = far.rows("SELECT seq FROM hub")[0][0]
        far.rollback()
    _take_in(run, taken, None, allowed, top)
    if top < run.seq:
        _fetch(run, inside=inside)


def _take_in(
    run: Running,
    taken: list[tuple[Carried, list[Row]]],
    place: dict[str, Any] | None,
    allowed: set[bytes],
    top: int = 0,
) -> None:
    """Merge pages and note how far we have come, in one local transaction."""
    near = run.near
    with near.writing():
        for one, rows in taken:
            run.tally.received[one.name] += run.meeting.take_in(
                one, [row[:-1] for row in rows], [row[-1] for row in rows]
            )
        run.meeting.end()
        near.line.run("DELETE FROM pull")
        if place is None:
            near.reached(run.known.epoch, allowed, top)
            run.meeting.know_columns()
        else:
            near.line.run(
                "INSERT INTO pull (one, top, scopes, place) VALUES (1, ?, ?, ?)",
                (place["top"], _listed(allowed), json.dumps(place)),
            )


def _resumed(run: Running, allowed: set[bytes]) -> dict[str, Any]:
    """Where a fetch that broke off goes on; from the start if other scopes are read now."""
    row = run.near.line.one("SELECT scopes, place FROM pull WHERE one = 1")
    if row is None or row[0] != _listed(allowed):
        return {}
    return dict(json.loads(row[1]))


def _listed(scopes: set[bytes]) -> str:
    return " ".join(scope.hex() for scope in sorted(scopes))


def _hex(part: Any) -> Any:
    return {"hex": part.hex()} if isinstance(part, bytes) else part


def _unhex(part: Any) -> Any:
    return bytes.fromhex(part["hex"]) if isinstance(part, dict) else part


def _before(one: Carried) -> tuple[Any, ...]:
    """A key before every key of a table."""
    empty = {"bytea": b"", "text": "", "int8": 0}
    return tuple(empty[one.kinds[one.place(key)]] for key in one.key)


def _news(run: Running, since: int, scopes: set[bytes]) -> list[Carried]:
    """Which tables have anything newer in these scopes: one question for all of them."""
    if scopes == {EVERYTHING}:
        parts = [f"SELECT '{one.name}' WHERE EXISTS (SELECT 1 FROM \"{one.name}\" WHERE seq > ?)" for one in carried()]
        parameters: list[Any] = [since] * len(parts)
        question = " UNION ALL ".join(parts)
    else:
        mine = ", ".join("(?)" if run.far.mark == "?" else "(CAST(? AS bytea))" for _ in scopes)
        parts = [
            f"SELECT '{one.name}' WHERE EXISTS"
            f' (SELECT 1 FROM mine CROSS JOIN "{one.name}" t WHERE t.scope = mine.scope AND t.seq > ?)'
            for one in carried()
        ]
        parameters = [*scopes, *([since] * len(parts))]
        question = f"WITH mine (scope) AS (VALUES {mine}) " + " UNION ALL ".join(parts)
    found = {row[0] for row in run.far.rows(question, parameters)}
    return [one for one in carried() if one.name in found]


def _push_all(run: Running) -> None:
    """Send batch after batch until nothing is unsent; fetch again whenever somebody came in between."""
    attempts = 0
    while (batch := run.near.batch_on_its_way()) is not None or run.near.unsent():
        run.notes += keep_blind(run.near, run.far)
        batch = batch or run.near.freeze(run.hub.batch)
        run.progress.step(run.sent, run.sent, say("poster skickade", "records sent"))
        attempts += 1
        if _push(run, batch, hold=attempts >= 3):
            attempts = 0
            if run.far.shared and run.near.unsent():  # the lock is not fair: let somebody else have a turn
                time.sleep(run.near.store.source.uniform(0, PAUSE))
        else:
            _fetch(run)


def _push(run: Running, batch: Batch, *, hold: bool) -> bool:
    """Send one batch; False if somebody came in between, and then nothing has happened at the hub.

    Shape: with `hold` the counter is taken first and what came in is fetched while it is held.
    """
    near, far = run.near, run.far
    if hold:
        _begin_writing(run)
        seq = _take_counter(run)
        if seq - 1 != run.seq:
            run.seq = seq - 1
            _fetch(run, inside=True)
            run.notes += keep_blind(near, far)
        staged = _stage(run, batch)
    elif far.mark == "?":  # a file's temporary tables need no lock on the file
        far.begin(writing=False)
        staged = _stage(run, batch)
        far.commit()
        _begin_writing(run)
        seq = _take_counter(run)
    else:
        _begin_writing(run)
        staged = _stage(run, batch)
        seq = _take_counter(run)
    if seq - 1 != run.seq:
        far.rollback()
        return False
    erase_at_hub(far, near, batch, seq)
    held = [scope for scope, reached in near.cursors(run.known.epoch).items() if reached == run.seq]
    clean = _merge_at_hub(run, staged, seq)
    now = moment_text(near.store.clock())
    far.run(
        "INSERT INTO ledger (device, push, seq, at) VALUES (?, ?, ?, ?)", (run.known.device, batch.number, seq, now)
    )
    touched = far.run(
        "UPDATE device SET token = ?, last_push = ?, last_seen = ? WHERE number = ? AND revoked = 0",
        (batch.token, batch.number, now, run.known.device),
    )
    if not touched:
        far.rollback()
        raise DeviceRevoked
    far.commit()
    near.acknowledge(batch, held if clean else (), seq)  # what stands at the hub under this seq stands here
    run.seq = seq
    run.tally.landed(batch.number, {one.name: count for one, count in staged if not one.is_history})
    return True


def _begin_writing(run: Running) -> None:
    with run.my_turn():
        run.far.begin(writing=True)


def _take_counter(run: Running) -> int:
    with run.my_turn():
        return int(run.far.rows("UPDATE hub SET seq = seq + 1 WHERE one = 1 RETURNING seq")[0][0])


def _stage(run: Running, batch: Batch) -> list[tuple[Carried, int]]:
    staged = []
    for one in carried():
        rows = run.near.rows_of(batch, one)
        if rows:
            staged.append((one, run.hub.stage(run.far, one, rows)))
    return staged


def _merge_at_hub(run: Running, staged: list[tuple[Carried, int]], seq: int) -> bool:
    """Merge what is staged; False if the guard found something that had to be kept beside what was sent."""
    far, clean = run.far, True
    for one, _count in staged:
        if not one.is_history and one.name != "conflict":
            device = run.known.device
            if far.rows(guard(one, run.hub.lines), [device] * len(one.editable)):
                clean = False
                for column in one.editable:
                    far.run(guard_conflicts(one, column, run.hub.lines), (seq, device))
        far.run(merge_staged(one, run.hub.lines), (seq,))
    return clean


def _take_erasures(run: Running) -> int:
    """Carry out what has been erased since last time, and tell the hub once nothing of it is left in this file."""
    near = run.near
    behind = run.erasures > carried_out_up_to(near) or awaits_numbers(near)
    taken = take_erasures(run.hub, run.far, near) if behind else 0
    done = carried_out_up_to(near)
    if done > run.purge_seq and after_erasing(near.store):
        run.far.begin(writing=True)
        run.far.run("UPDATE device SET purge_seq = ? WHERE number = ?", (done, run.known.device))
        run.far.commit()
        run.purge_seq = done
    return taken


def _give_up(run: Running) -> int:
    """Remove what stands in scopes whose grant has been taken away in words; a missing grant means nothing."""
    near, left = run.near, 0
    if ended := near.giving_up(run.known.epoch):
        with near.writing():
            left = sum(near.give_up(run.known.epoch, scope) for scope in sorted(ended))
        drop_contents(near.store, near.contents_left)
    may_owe = run.owes_return or run.seq != run.greeted_at
    if may_owe and near.has_ended_grants() and not near.ended_scopes(run.known.epoch):
        _tell_returned(run)
    return left


def _be_seen(run: Running) -> None:
    """Tell the hub once a day that this laptop has met it, also when it had nothing to send."""
    now = run.near.store.clock()
    told = moment_told(run.far.rows("SELECT last_seen FROM device WHERE number = ?", (run.known.device,))[0][0])
    if told is None or abs(now - told) > timedelta(days=1):
        run.far.begin(writing=True)
        run.far.run("UPDATE device SET last_seen = ? WHERE number = ?", (moment_text(now), run.known.device))
        run.far.commit()


def _tidy(run: Running) -> None:
    """Once a day, be seen at the hub, and let go of contents whose attachment was removed long ago: here, and there."""
    store, now = run.near.store, run.near.store.clock()
    if store_setting(run.near.line, "tidied") == now.date().isoformat():
        return
    _be_seen(run)
    remove_unreferenced(store, now)
    if run.near.leads():
        seen = run.far.rows("SELECT min(last_seen) FROM device WHERE revoked = 0")[0][0]
        before = min(now - timedelta(days=KEPT_DAYS), moment_told(seen) or now)
        run.hub.sweep_parts(run.far, before)
    with store.work() as work:
        work.set_setting("tidied", now.date().isoformat())


def _tell_returned(run: Running) -> None:
    """Tell the hub that nothing taken away is left here, so that it need not stay open for late answers."""
    me = run.near.store.me.bytes
    last = run.far.rows(ENDED, (me, me))[0][0]
    told = run.far.rows("SELECT returned_seq FROM device WHERE number = ?", (run.known.device,))[0][0]
    if last is not None and told < last:
        run.far.begin(writing=True)
        run.far.run("UPDATE device SET returned_seq = ? WHERE number = ?", (last, run.known.device))
        run.far.commit()


__all__ = ["Receipt", "sync"]
