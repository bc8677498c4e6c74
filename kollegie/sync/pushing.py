"""What was done here, sent batch by batch: staged, and merged by the hub if nothing came in between.

The hub's counter tells whether anything did: then what was staged is taken back, the news are fetched and merged, and
the push begins again; the third time while the counter is held.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from kollegie.language import say
from kollegie.store.columns import moment_text
from kollegie.sync.carried import Carried, Row, carried
from kollegie.sync.double_work import keep_blind
from kollegie.sync.erasing import erase_at_hub
from kollegie.sync.errors import ServerTampered, ServerUnguarded
from kollegie.sync.fetching import fetch
from kollegie.sync.hub import Hub, begun
from kollegie.sync.joining_errors import DeviceRevoked
from kollegie.sync.laptop import Batch
from kollegie.sync.lines import Line
from kollegie.sync.running import Running
from kollegie.sync.statements import (
    guard,
    guard_conflicts,
    lay_in_all,
    lay_in_new,
    merge_seen,
    merge_staged,
)

PAUSE = 0.1
"""Seconds at most between two batches to a shared file."""

MANY = 500
"""From so many rows on it pays to try first whether none of them stands at the hub."""

MUCH = 5_000
"""From so many rows on the laptop goes on with its own part of a push while the server merges."""

FAST = 30_000
"""Lines of history a second that must go to a server for the counter to be taken before all of a batch is there."""

AHEAD = 50_000
"""How many new rows and how many edited ones of each table are read while the server merges the lines of history."""

LONGEST_HELD = 0.2
"""Seconds the store is held for a hub that still merges: what is typed meanwhile is stored within 250 ms (R1)."""

T = TypeVar("T")


@dataclass
class Staged:
    """The rows of one table that are staged: how many, and how many of those a hub has had before."""

    one: Carried
    count: int = 0
    edited: int = 0
    seconds: float | None = None
    """How long the hub took to merge them; None until it has."""

    @property
    def new(self) -> int:
        """How many no hub has had."""
        return self.count - self.edited

    def put(self, hub: Hub, far: Line, rows: Iterable[Sequence[Any]], fresh: Iterable[Row]) -> None:
        """Stage rows with their bases, and `fresh` ones with the columns of `statements.fresh_columns`."""
        self.count += hub.stage(far, self.one, rows if self.one.is_history else self._seen(rows), fresh)

    def _seen(self, rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        for row in rows:
            self.edited += row[-1] != 0  # `deleted` is the last cell of every record, and its base the last column
            yield row


def push_all(run: Running) -> None:
    """Send batch after batch until nothing is unsent; fetch again whenever somebody came in between."""
    attempts, looked = 0, False
    while (batch := run.near.batch_on_its_way()) is not None or run.near.unsent():
        if not looked and (planted := run.hub.planted(run.far)):
            raise ServerTampered(address=run.hub.address, names=", ".join(planted)[:200])
        if not looked and (missing := run.hub.missing(run.far)):
            raise ServerUnguarded(address=run.hub.address, names=", ".join(missing)[:200])
        looked = True
        run.of_cases += keep_blind(run.near, run.far)
        batch = batch or run.near.freeze(run.hub.batch)
        run.progress.step(run.sent, run.sent + run.near.waiting(), say("poster skickade", "records sent"))
        attempts += 1
        try:
            landed = _push(run, batch, hold=attempts >= 3)
        except run.hub.refusals():
            run.far.rollback()
            rows = ((one, run.near.rows_of(batch, one)) for one in carried())
            if not (parts := refused_parts(run, rows)):
                raise
            run.near.refuse(parts)
            continue
        if landed:
            attempts = 0
            if run.far.shared and run.near.unsent():  # the lock is not fair: let somebody else have a turn
                time.sleep(run.near.store.source.uniform(0, PAUSE))
        else:
            fetch(run)


def _push(run: Running, batch: Batch, *, hold: bool) -> bool:
    """Send one batch; False if somebody came in between, and then nothing has happened at the hub.

    Shape: with `hold` the counter is taken first and what came in is fetched while it is held.
    """
    near, far = run.near, run.far
    going, much = ((one, near.going(batch, one)) for one in carried()), False
    if hold:
        _begin_writing(run)
        seq = _take_counter(run)
        if seq - 1 != run.seq:
            run.seq = seq - 1
            fetch(run, inside=True)
            run.of_cases += keep_blind(near, far)
        staged = _stage(run, going)
    elif far.mark == "?":  # a file's temporary tables need no lock on the file
        far.begin(writing=False)
        staged = _stage(run, going)
        far.commit()
        _begin_writing(run)
        seq = _take_counter(run)
    else:
        _begin_writing(run)
        since = time.monotonic()
        staged = _stage(run, islice(going, 1))  # history goes first
        lines = sum(each.count for each in staged)
        much = lines >= max(MUCH, FAST * (time.monotonic() - since))
        staged += [] if much else _stage(run, going)
        seq = _take_counter(run)
    if seq - 1 != run.seq:
        far.rollback()
        return False
    erase_at_hub(far, near, batch, seq)
    if much:
        staged += _staged_meanwhile(run, staged[0], going, seq)
    held = [scope for scope, reached in near.cursors(run.known.epoch).items() if reached == run.seq]
    now = moment_text(near.store.clock())
    if far.mark == "?" or sum(each.count for each in staged) < MUCH:
        clean = _land(run, staged, batch, seq, now)
        near.acknowledge(batch, held if clean else (), seq)  # what stands at the hub under this seq stands here
    else:
        _noted_meanwhile(run, batch, held, seq, _left_to_merge(staged), lambda: _land(run, staged, batch, seq, now))
    run.seq = seq
    run.tally.landed(batch.number, {each.one.name: each.count for each in staged if not each.one.is_history})
    return True


def _land(run: Running, staged: list[Staged], batch: Batch, seq: int, now: str) -> bool:
    """Merge what is staged and store it at the hub with its number; whether it was clean, as `merge_table` says.

    Shape: the number is noted in the transaction that has taken the counter, and in no other: were that taken back
    beneath us, a number noted afterwards would tell of rows the hub has not.
    """
    far = run.far
    each_clean = [merge_table(run.hub, far, each, seq, run.known.device) for each in staged if each.seconds is None]
    noted = far.run(
        "INSERT INTO ledger (device, push, seq, at) SELECT CAST(? AS integer), CAST(? AS bigint), seq, CAST(? AS text)"
        " FROM hub WHERE seq = ?",
        (run.known.device, batch.number, now, seq),
    )
    if not noted:
        raise RuntimeError("the batch was taken back while it was sent")
    touched = far.run(
        "UPDATE device SET token = ?, last_push = ?, last_seen = ? WHERE number = ? AND revoked = 0",
        (batch.token, batch.number, now, run.known.device),
    )
    if not touched:
        far.rollback()
        raise DeviceRevoked
    far.commit()
    return all(each_clean)


class _StillMerging(Exception):
    """The hub takes its time."""


@contextmanager
def _at_the_hub(far: Line, act: Callable[[], T]) -> Iterator[Future[T]]:
    """Let the hub work while this thread goes on with the laptop's part.

    Shape: the laptop's connection stays on this thread; the hub's is the other one's until the block is left. Whoever
    gives up here has the hub give up too.
    """
    with ThreadPoolExecutor(1) as worker:
        going = worker.submit(act)
        try:
            yield going
        except BaseException:
            far.cancel()
            raise


def _left_to_merge(staged: list[Staged]) -> float:
    """Seconds a server will take at least for what it has not merged, by what the lines of history took."""
    left = sum(each.count for each in staged if each.seconds is None)
    return sum(each.seconds * left / each.count for each in staged if each.seconds is not None)


def _noted_meanwhile(
    run: Running, batch: Batch, held: list[bytes], seq: int, least: float, land: Callable[[], bool]
) -> None:
    """Let the batch land and note on the laptop meanwhile that it has: stored here only once it is stored there.

    Shape: what is noted is taken back if the batch does not land, and where the hub lets us wait for long. `least`
    is how many seconds it will take: the store is not held all that time, since somebody may be typing.
    """
    near = run.near
    with _at_the_hub(run.far, land) as landing:
        wait([landing], least)
        with suppress(_StillMerging), near.writing():
            since = time.monotonic()
            near.note_sent(batch)
            if wait([landing], max(0.0, LONGEST_HELD - (time.monotonic() - since))).not_done:
                raise _StillMerging
            near.note_landed(batch, held if landing.result() else (), seq)
            return
        landing.result()
    near.acknowledge(batch, held if landing.result() else (), seq)


def refused_parts(run: Running, tables: Iterable[tuple[Carried, Iterable[Row]]]) -> list[tuple[str, bytes]]:
    """Which tables the hub does not take in which scopes; each is tried by itself, and all of it is taken back.

    Shape: history stays while the others are tried, since it may be what gives them their right; it comes first.
    One row the server refuses must not keep every other answer on the laptop.
    """
    parts: list[tuple[str, bytes]] = []
    far = run.far
    _begin_writing(run)
    try:
        for one, rows in tables:
            of_scope: dict[bytes, list[Row]] = {}
            for row in rows:
                of_scope.setdefault(row[one.place("scope")], []).append(row)
            for scope, tried in sorted(of_scope.items()):
                far.run("SAVEPOINT part")
                stays = False
                try:
                    run.hub.stage(far, one, tried)
                    far.run(merge_staged(one, run.hub.lines), (run.seq,))
                    stays = one.is_history
                except run.hub.refusals():
                    parts.append((one.name, scope))
                far.run(f"DROP TABLE inc_{one.name}" if stays else "ROLLBACK TO SAVEPOINT part")
                far.run("RELEASE SAVEPOINT part")
    finally:
        far.rollback()
    return parts


def _begin_writing(run: Running) -> None:
    with run.my_turn():
        run.far.begin(writing=True)


def _take_counter(run: Running) -> int:
    with run.my_turn():
        return int(run.far.rows("UPDATE hub SET seq = seq + 1 WHERE one = 1 RETURNING seq")[0][0])


Going = tuple[Generator[Row, None, None], Generator[Row, None, None]]
"""The rows of one table that go, as `Laptop.going` gives them."""


def _stage(run: Running, going: Iterable[tuple[Carried, Going]]) -> list[Staged]:
    staged = []
    for one, parts in going:
        try:
            edited, fresh = (begun(rows) for rows in parts)
            if edited is not None or fresh is not None:
                staged.append(Staged(one))
                staged[-1].put(run.hub, run.far, edited or (), fresh or ())
        finally:  # a reader left open would keep the store's own writer away
            for rows in parts:
                rows.close()
    return staged


def _staged_meanwhile(run: Running, lines: Staged, going: Iterable[tuple[Carried, Going]], seq: int) -> list[Staged]:
    """Let the server merge the lines of history, read meanwhile what goes after them, and stage that.

    Shape: the counter is held a little longer for it, by the time the rest takes to be sent, and therefore only where
    the way to the server is quick (`FAST`); all of a push is shorter.
    """

    def merge_lines() -> None:
        since = time.monotonic()
        merge_table(run.hub, run.far, lines, seq, run.known.device)
        lines.seconds = time.monotonic() - since

    parts = list(going)
    try:
        with _at_the_hub(run.far, merge_lines) as merging:
            read = [(one, (_read_ahead(edited), _read_ahead(fresh))) for one, (edited, fresh) in parts]
            merging.result()
        return _stage(run, read)
    finally:
        for _one, (edited, fresh) in parts:
            edited.close()
            fresh.close()


def _read_ahead(rows: Generator[Row, None, None]) -> Generator[Row, None, None]:
    """The same rows, the first of them read at once."""
    first = list(islice(rows, AHEAD))

    def every() -> Generator[Row, None, None]:
        yield from first
        yield from rows

    return every()


def _seen_all(hub: Hub, far: Line, each: Staged, seq: int, device: int) -> bool:
    """Merge the staged edits whose sender had seen all that stands; whether that was all of them."""
    one = each.one
    return far.run(merge_seen(one, hub.lines), (seq, *[device] * len(one.editable))) == each.edited


def _laid_in_all(hub: Hub, far: Line, one: Carried, seq: int) -> bool:
    """Lay in what is staged if none of it stands at the hub; False if any of it does, and then nothing has happened."""
    if not hub.clashes():
        return False
    far.run("SAVEPOINT laid_in")
    try:
        far.run(lay_in_all(one, hub.lines), (seq,))
    except hub.clashes():
        far.run("ROLLBACK TO SAVEPOINT laid_in")
        return False
    return True


def merge_table(hub: Hub, far: Line, each: Staged, seq: int, device: int) -> bool:
    """Merge the staged rows of one table, sent by a device; False if the guard had to keep something beside them.

    Shape: what no hub has had is laid in first. Where all of that was new indeed, it needs neither guard nor merge.
    """
    one, clean = each.one, True
    if not each.edited and each.count >= MANY and _laid_in_all(hub, far, one, seq):
        return clean
    if one.is_history:
        far.run(merge_staged(one, hub.lines), (seq,))
        return clean
    all_new = not each.new or far.run(lay_in_new(one, hub.lines), (seq,)) == each.new
    if all_new and not each.edited:
        return clean
    if one.name != "conflict" and all_new and _seen_all(hub, far, each, seq, device):
        return clean
    if one.name != "conflict" and far.rows(guard(one, hub.lines, edits=all_new), [device] * len(one.editable)):
        clean = False
        for column in one.editable:
            far.run(guard_conflicts(one, column, hub.lines), (seq, device))
    far.run(merge_staged(one, hub.lines, edits=all_new), (seq,))
    return clean
