"""The beginning of a sync: is this the hub we know, may this program read it, and what became of the last batch?"""

from __future__ import annotations

from kollegie.language import say
from kollegie.store.tables import HUB_SCHEMA_VERSION, SCHEMA_VERSION
from kollegie.sync import device_life
from kollegie.sync.errors import HubChanged, HubDamaged, HubFromNewer, HubFromOlder, HubMissing
from kollegie.sync.joining_errors import DeviceRevoked
from kollegie.sync.laptop import Batch
from kollegie.sync.last_batch import has_lost_a_batch
from kollegie.sync.running import Running
from kollegie.sync.upgrading import too_old_to_write

ENDED = "SELECT max(seq) FROM grant_ WHERE scope = ? AND person_id = ? AND deleted = 1"
"""The hub's last number of what was taken away from a person."""


def greet(run: Running, *, accept_hub: bool) -> None:
    """Is this the hub we know, may this program read it, and is this laptop still welcome?

    Shape: one question, and one to three more where the counter has moved. What was taken away is asked for only where
    something ever was: a server takes half of its time over it.
    """
    me = run.near.store.me.bytes
    asked = run.near.has_ended_grants()
    ended, whose = (ENDED, (me, me)) if asked else ("NULL", ())
    row = run.far.one(
        "SELECT h.epoch, h.seq, s.min_reader, s.min_writer, s.current, d.token, d.revoked, d.last_push, h.devices,"
        f" d.purge_seq, d.returned_seq, ({ended}),"
        " (SELECT coalesce(max(seq), 0) FROM purged) FROM hub h CROSS JOIN schema s"
        " LEFT JOIN device d ON d.number = ?",
        (*whose, run.known.device),
    )
    if row is None:
        raise HubMissing(address=run.hub.address)
    epoch, run.seq, min_reader, min_writer, current, token, revoked, last_push, devices, *marks = row
    purge_seq, returned, last_ended, run.erasures = marks
    run.purge_seq = purge_seq or 0
    run.greeted_at = run.seq
    if asked:
        run.owes_return = type(last_ended) is int and type(returned) is int and returned < last_ended
    else:  # if anything has been taken away, it comes with what is new
        run.owes_return = run.seq != run.known.seq
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
    run.tells_batches = current >= HUB_SCHEMA_VERSION or run.hub.is_upgraded_by_anyone
    if not less and run.seq != run.known.seq:
        less = has_lost_a_batch(run, epoch)
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
    if current < HUB_SCHEMA_VERSION:
        if not run.hub.is_upgraded_by_anyone:
            raise HubFromOlder(theirs=current, ours=HUB_SCHEMA_VERSION)
        run.hub.upgrade(run.tell_waiting)
        run.seq += 1
    if min_writer > SCHEMA_VERSION:
        run.may_write = False
        run.notes.append(too_old_to_write())


def settle(run: Running) -> None:
    """If a batch was on its way when the last sync broke off, ask the ledger, and nothing else, whether it landed."""
    batch = run.near.batch_on_its_way()
    if batch is not None and _landed(run, batch):
        run.near.acknowledge(batch)
        run.tally.landed(batch.number, {})
    run.near.try_refused_again()


def _landed(run: Running, batch: Batch) -> bool:
    question = "SELECT 1 FROM ledger WHERE device = ? AND push = ?"
    return run.far.one(question, (run.known.device, batch.number)) is not None
