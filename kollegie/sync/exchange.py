"""One sync: fetch, merge on the laptop, push fast-forward. Any step may be killed and run again.

All thinking happens on the laptop. The hub's counter tells whether anything came in between: then what was staged is
taken back, the news are fetched and merged, and the push begins again; the third time while the counter is held.
"""

from __future__ import annotations

from datetime import timedelta

from kollegie.progress import Progress
from kollegie.store import Store
from kollegie.store.attachments import KEPT_DAYS, remove_unreferenced
from kollegie.store.backup import PAUSED
from kollegie.store.columns import moment_text
from kollegie.store.erasing import after_erasing
from kollegie.store.many_values import many_values
from kollegie.sync.checking import moment_told
from kollegie.sync.clocks import hold_against, mind_the_clock
from kollegie.sync.contents import fetch_ahead, send_contents
from kollegie.sync.double_work import keep_blind
from kollegie.sync.erasing import (
    awaits_numbers,
    carried_out_up_to,
    erase_from_imported,
    look_anew,
    take_erasures,
    tell_erased_suspicions,
)
from kollegie.sync.errors import SyncPaused
from kollegie.sync.fetching import fetch, scopes_granted
from kollegie.sync.folder_exchange import sync_folder
from kollegie.sync.folder_hub import FolderHub
from kollegie.sync.giving_up import ended_scopes, give_up
from kollegie.sync.greeting import ENDED, greet, settle
from kollegie.sync.hub import Hub
from kollegie.sync.hub_health import look_at_hub_file
from kollegie.sync.hubs import open_hub
from kollegie.sync.joining import end_joining
from kollegie.sync.joining_errors import DeviceRevoked, OtherHub
from kollegie.sync.known_versions import end_what_is_known
from kollegie.sync.laptop import Enrolment, Laptop, laptop_of
from kollegie.sync.lines import Watch, nobody
from kollegie.sync.meeting import Meeting, store_setting
from kollegie.sync.offering import is_offering, meet_with_care, offer_all
from kollegie.sync.pushing import push_all
from kollegie.sync.reading_marks import await_reading, tell_read, unread_at
from kollegie.sync.receipts import Receipt, Tally, noted, waiting_reasons
from kollegie.sync.reviewing import lay_out_for_review, must_be_reviewed
from kollegie.sync.running import Running, tell_other
from kollegie.sync.taken_meanwhile import count_as_unsent
from kollegie.sync.until_read import take_up


@many_values()
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
            tally.receipt = receipt = tell_erased_suspicions(near, receipt)
        if receipt.received:
            end_joining(near)
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
    with hub.line(near.line.watch, lambda _seconds: tell_other(progress)) as far:
        meeting = Meeting(near.store, near.line, known.device, allow_deletions=allow_deletions)
        run = Running(hub, far, near, known, progress, meeting, tally)
        far.patience = run.tell_waiting
        greet(run, accept_hub=accept_hub)
        settle(run)
        if is_offering(near):
            take_up(near, run.known.epoch)
        look_anew(near)
        erased = _take_erasures(run)  # before the clock is asked: what is erased goes on any day
        minded = near.has_unsent()
        if minded:
            run.notes += mind_the_clock(near, hub, far)
        meet_with_care(run)
        if meeting.has_aside:
            with near.writing():
                run.tally.received += meeting.look_again()
        if run.seq > run.known.seq:
            fetch(run)
            erase_from_imported(near)
            run.of_cases += keep_blind(near, far)
        if must_be_reviewed(near, known):
            hold_against(near.store, hub.now(far))  # a clock that is years ahead would make any laptop a silent one
            run.notes += lay_out_for_review(near, meeting)
        if is_offering(near):
            count_as_unsent(run)
        contents_sent = 0
        if run.may_write:
            if minded or near.has_unsent():
                if not minded:
                    run.notes += mind_the_clock(near, hub, far)
                look_at_hub_file(run)
            offer_all(run)
            push_all(run)
            contents_sent = send_contents(run.hub, run.far, run.near, run.progress)
            push_all(run)
            end_what_is_known(run)
        erased += _take_erasures(run)
        if near.holds_back(run.known.epoch) and scopes_granted(run) - set(near.cursors(run.known.epoch)):
            fetch(run)  # a signature of ours may have opened what the others wrote
        left = _give_up(run)
        await_reading(run)
        fetched = fetch_ahead(run.hub, run.far, run.near, run.progress)
        tell_read(run, fetched, anew=_tidy(run))
        waiting = near.waiting()
        return Receipt(
            run.sent,
            tally.received.total(),
            waiting,
            near.open_conflicts(),
            left,
            run.seq,
            near.shown_conflicts(run.meeting.conflicts, run.meeting.desk_conflicts),
            tuple(run.meeting.met),
            contents_sent,
            fetched.arrived,
            fetched.missing,
            (*run.of_cases, *run.notes, *waiting_reasons(near, waiting, may_write=run.may_write)),
            erased=erased,
            of_cases=tuple(run.of_cases),
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
    waiting = near.waiting()
    return Receipt(
        run.sent,
        run.received,
        waiting,
        near.open_conflicts(),
        run.left,
        run.total,
        near.shown_conflicts(run.meeting.conflicts, run.meeting.desk_conflicts),
        tuple(run.meeting.met),
        run.contents_sent,
        run.fetched.arrived,
        run.fetched.missing,
        (*run.of_cases, *run.notes, *waiting_reasons(near, waiting, may_write=run.may_write)),
        tuple(run.refused.values()),
        run.rows_erased,
        of_cases=tuple(run.of_cases),
    )


def _take_erasures(run: Running) -> int:
    """Carry out what has been erased since last time, and tell the hub once nothing of it is left in this file."""
    near = run.near
    behind = run.erasures > carried_out_up_to(near) or awaits_numbers(near)
    taken = 0
    if behind:
        taken = take_erasures(run.hub, run.far, near, allowed=run.meeting.allow_deletions)
    done = carried_out_up_to(near)
    if done > run.purge_seq and after_erasing(near.store):
        run.far.begin(writing=True)
        run.far.run("UPDATE device SET purge_seq = ? WHERE number = ?", (done, run.known.device))
        run.far.commit()
        run.purge_seq = done
    return taken


def _give_up(run: Running) -> int:
    """Let go of what was taken back, and tell the hub once nothing of it is here."""
    near = run.near
    left, told = give_up(near, run.known.epoch, lambda: unread_at(run))
    run.of_cases += told
    may_owe = run.owes_return or run.seq != run.greeted_at
    if may_owe and near.has_ended_grants() and not ended_scopes(near, run.known.epoch):
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


def _tidy(run: Running) -> bool:
    """Once a day, be seen at the hub, and let go of contents whose attachment was removed long ago: here, and there.

    Returns: whether this was the day's first sync.
    """
    store, now = run.near.store, run.near.store.clock()
    if store_setting(run.near.line, "tidied") == now.date().isoformat():
        return False
    _be_seen(run)
    remove_unreferenced(store, now)
    if run.near.leads():
        seen = run.far.rows("SELECT min(last_seen) FROM device WHERE revoked = 0")[0][0]
        before = min(now - timedelta(days=KEPT_DAYS), moment_told(seen) or now)
        run.hub.sweep_parts(run.far, before)
    with store.work() as work:
        work.set_setting("tidied", now.date().isoformat())
    return True


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
