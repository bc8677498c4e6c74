"""The laptop's side of a sync: what is unsent, how incoming rows are taken in, and what is remembered of the hub."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from kollegie.model.stamps import moment_of
from kollegie.store import Store
from kollegie.store.columns import moment_text
from kollegie.store.connecting import as_store_error
from kollegie.store.desk_records import conflict_ids_for
from kollegie.store.roles import Roles, roles_from
from kollegie.sync.carried import Carried, Row, carried
from kollegie.sync.joining_errors import NotEnrolled
from kollegie.sync.lines import Line, Watch
from kollegie.sync.statements import REFUSED, held_back, refused, send_edited, send_fresh, send_rows

PAGE = 1_000
"""Rows read at a time on their way to the hub."""

CACHE_KB = 48_000
"""How much of the store a sync keeps decrypted; 200,000 rows took 8.8 s of processor time to come in, 9.1 s with the
ordinary 2 MB, and more made no difference. Of ten thousand edits the lines of history lie each on a page of its own:
with 48 MB what was decrypted to be sent is still there to be acknowledged, 46 ms instead of 158 (measured)."""

REVIEW = "unsent edits await a review"
"""The setting of a laptop that was blocked with unsent edits on it."""

EVERYTHING = b"\xff" * 16
"""The scope that stands for all of the hub in the list of cursors."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """The hub this laptop belongs to, and how far it has been read."""

    url: str
    hub_key: bytes | None
    hub_name: str
    epoch: str
    seq: int
    device: int
    token: bytes
    pushes: int
    synced_at: datetime | None


@dataclass(frozen=True, slots=True)
class Batch:
    """What is on its way: its number, the largest stamp it takes along, and the token it leaves at the hub."""

    number: int
    freeze: int
    token: bytes


class Laptop:
    """One store during one sync, on a connection of its own; the program goes on working meanwhile."""

    def __init__(self, store: Store, line: Line) -> None:
        self.store = store
        self.line = line
        self.contents_left: list[str] = []
        """Contents given up in this sync, or erased in its folder: their files go once that is stored."""
        self._unsent: tuple[tuple[int, int], bool] | None = None
        """Whether anything was unsent, and as of when."""

    # what is remembered of the hub

    def enrolment(self) -> Enrolment:
        """Raises: NotEnrolled."""
        row = self.line.one(
            "SELECT url, hub_key, hub_name, epoch, seq, device, token, pushes, synced_at FROM enrolment WHERE one = 1"
        )
        if row is None:
            raise NotEnrolled
        url, key, name, epoch, seq, device, token, pushes, at = row
        synced_at = None if at is None else datetime.fromisoformat(at)
        return Enrolment(url, key, name, epoch, seq, device, token, pushes, synced_at)

    def cursors(self, epoch: str) -> dict[bytes, int]:
        """How far each scope has been read."""
        return dict(self.line.rows("SELECT scope, seq FROM cursor WHERE hub_epoch = ?", (epoch,)))

    def reached(self, epoch: str, scopes: Iterable[bytes], seq: int) -> None:
        """Note, inside a transaction, that these scopes have been read up to a seq."""
        self.line.many(
            "INSERT INTO cursor (hub_epoch, scope, seq) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET seq = max(seq, excluded.seq)",
            [(epoch, scope, seq) for scope in scopes],
        )
        self.line.run("UPDATE enrolment SET seq = max(seq, ?) WHERE one = 1", (seq,))

    def begin_anew(self, epoch: str, scopes: Iterable[bytes]) -> None:
        """These scopes are no longer read. Should they come back, they are read from their beginning, since what was
        written in the meantime has been passed over."""
        with self.writing():
            self.line.many(
                "UPDATE cursor SET seq = 0 WHERE hub_epoch = ? AND scope = ?", [(epoch, scope) for scope in scopes]
            )

    def holds_back(self, epoch: str) -> bool:
        """Whether blind visits are held here beside others that the hub has not given out yet."""
        blind = {row[0] for row in self.line.rows("SELECT scope FROM visit WHERE blind_of IS NOT NULL AND deleted = 0")}
        if not blind:
            return False
        grants = "SELECT to_scope FROM grant_ WHERE person_id = ? AND deleted = 0"
        granted = {row[0] for row in self.line.rows(grants, (self.store.me.bytes,))}
        return bool(((granted - {None}) | (blind if None in granted else set())) - set(self.cursors(epoch)))

    def note_time(self, known: Enrolment) -> None:
        """Note when the hub last answered; not more often than each minute, since that costs a write.

        Shape: a clock days behind both the last time and all that has been written since is wrong and tells nothing.
        Put right, it would make a silent laptop of this one, for as long as it had been behind.
        """
        now, last = self.store.clock(), known.synced_at
        if last is not None:
            if abs(now - last) <= timedelta(minutes=1):
                return
            stamp = self.line.rows("SELECT last FROM clock WHERE one = 1")[0][0]
            if now + timedelta(days=1) < min(last, moment_of(stamp)):
                return
        self.line.run("UPDATE enrolment SET synced_at = ? WHERE one = 1", (moment_text(now),))

    def forget_hub(self) -> None:
        """Let go of the hub's address and key and of how far it was read, since this laptop was blocked.

        Shape: what is unsent stays, and is looked at by whoever leads once the laptop has joined again.
        """
        with self.writing():
            if self.waiting():
                self.line.run("INSERT INTO setting (name, value) VALUES (?, '1') ON CONFLICT DO NOTHING", (REVIEW,))
            for table in ("push", "pull", "cursor", "enrolment"):
                self.line.run(f"DELETE FROM {table}")
            self.offer_contents_again()
            self.try_refused_again()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One local transaction in which rows bring their own stamps."""
        self.line.begin(writing=True)
        try:
            self.line.run("UPDATE actor SET applying = 1 WHERE one = 1")
            yield
            self.line.run("UPDATE actor SET applying = 0 WHERE one = 1")
            self.line.commit()
        except BaseException:
            self.line.rollback()
            raise

    # what is unsent

    def unsent(self) -> bool:
        """Whether anything waits to be sent; a question to each table, asked again once the store has changed."""
        as_of = self.line.as_of()
        if self._unsent is None or self._unsent[0] != as_of:
            question = " UNION ALL ".join([*(_anything(one) for one in carried()), UNTOLD_ERASURES])
            self._unsent = as_of, bool(self.line.rows(question))
        return self._unsent[1]

    def has_unsent(self) -> bool:
        """The same, or is on its way and nobody knows whether it landed."""
        return self.unsent() or self.batch_on_its_way() is not None

    def waiting(self) -> int:
        """How many records wait to be sent."""
        return sum(self.waiting_by().values())

    def waiting_by(self) -> dict[str, int]:
        """How many records of each kind wait to be sent; kinds of which none does are left out."""
        return {name: count for name, count in self.line.rows(WAITING) if count}

    def open_conflicts(self) -> int:
        """How many disagreements on this laptop wait for its person to choose."""
        waiting = len(conflict_ids_for(self.line.rows, self._sees_the_desk, only_open=True))
        return 0 if waiting and self.roles().only_reads else waiting

    def shown_conflicts(self, at_visits: int, at_desk: int) -> int:
        """How many of so many disagreements are for this laptop's person to settle."""
        if (at_visits or at_desk) and self.roles().only_reads:
            return 0
        return at_visits + (at_desk if at_desk and self._sees_the_desk() else 0)

    def roles(self) -> Roles:
        """What this laptop's person is in the rounds here, without opening the store once more."""
        return roles_from(self.line.rows, self.store.me)

    def _sees_the_desk(self) -> bool:
        return self.roles().sees_the_desk

    def waiting_since(self) -> int | None:
        """The stamp of the edit that has waited longest, None when nothing waits."""
        oldest = [
            self.line.rows(f'SELECT min(dirty) FROM "{one.name}" WHERE dirty IS NOT NULL')[0][0]
            for one in carried()
            if not one.is_history
        ]
        return min((stamp for stamp in oldest if stamp is not None), default=None)

    def batch_on_its_way(self) -> Batch | None:
        """The batch of which nobody knows yet whether it landed."""
        row = self.line.one("SELECT number, freeze, token FROM push WHERE one = 1")
        return None if row is None else Batch(*row)

    def freeze(self, most: int) -> Batch:
        """Number the next batch (all that is unsent, or its `most` oldest rows) and remember it before it goes."""
        self.line.begin(writing=True)
        last = self.line.rows("SELECT last FROM clock WHERE one = 1")[0][0]
        # Made while the clock was years ahead an erasure would go with no batch before that day.
        self.line.run("UPDATE purged SET stamp = ? WHERE seq IS NULL AND stamp > ?", (last, last))
        going = [
            f'FROM "{one.name}" WHERE dirty IS NOT NULL{held_back(one)}' for one in carried() if not one.is_history
        ]
        counts = [self.line.rows(f"SELECT count(*), max(dirty) {rows}")[0] for rows in going]
        if sum(count for count, _largest in counts) <= most:
            freeze = max([last, *(largest for _count, largest in counts if largest is not None)])
        else:
            unsent = " UNION ALL ".join(f"SELECT dirty {rows}" for rows in going)
            freeze = self.line.rows(f"{unsent} ORDER BY dirty LIMIT 1 OFFSET ?", (most - 1,))[0][0]
        number = self.line.rows("UPDATE enrolment SET pushes = pushes + 1 WHERE one = 1 RETURNING pushes")[0][0]
        batch = Batch(number, freeze, self.store.source.randbytes(16))
        self.line.run(
            "INSERT INTO push (one, number, freeze, token) VALUES (1, ?, ?, ?)", (number, batch.freeze, batch.token)
        )
        self.line.commit()
        return batch

    def rows_of(self, batch: Batch, one: Carried) -> list[Row]:
        """The rows of one table that the batch takes along."""
        return self.line.rows(send_rows(one), (batch.freeze,))

    def going(self, batch: Batch, one: Carried) -> tuple[Generator[Row, None, None], Generator[Row, None, None]]:
        """The same rows while they are read, so that they need not fit in memory; to be closed if not read to the end.

        Shape: first those that have been edited or sent before, as `rows_of` gives them, then those made and not
        edited since, with the columns of `statements.fresh_columns`.
        """
        questions = (None, send_rows(one)) if one.is_history else (send_edited(one), send_fresh(one))
        edited, fresh = (self._paged(question, batch) for question in questions)
        return edited, fresh

    def _paged(self, question: str | None, batch: Batch) -> Generator[Row, None, None]:
        for page in self.line.pages(question, (batch.freeze,), PAGE) if question else ():
            yield from page

    def refuse(self, parts: Iterable[tuple[str, bytes]]) -> None:
        """Leave out what the hub does not take, by table and scope, until the next sync has asked again."""
        told = "".join(f" {name}:{scope.hex()}" for name, scope in parts)
        self.line.run(
            "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = value || excluded.value",
            (REFUSED, told),
        )

    def try_refused_again(self) -> None:
        """A new sync asks for all of it."""
        if self.line.one("SELECT 1 FROM setting WHERE name = ?", (REFUSED,)) is None:
            return
        self.line.run("DELETE FROM setting WHERE name = ?", (REFUSED,))

    def refused(self) -> int:
        """How many unsent records the hub does not take."""
        if self.line.one("SELECT 1 FROM setting WHERE name = ?", (REFUSED,)) is None:
            return 0
        dirty = [f'SELECT count(*) AS n FROM "{one.name}" WHERE dirty IS NOT NULL' for one in RECORDS]
        taken = [question + refused(one) for question, one in zip(dirty, RECORDS, strict=True)]
        counts = [self.line.rows(f"SELECT sum(n) FROM ({' UNION ALL '.join(part)})")[0][0] for part in (dirty, taken)]
        return int(counts[0] - counts[1])

    def leads(self) -> bool:
        """Whether this laptop's person leads the reviews of the hub; a reader reads all and may change nothing."""
        return bool(self.line.rows(f"SELECT 1 WHERE {LEADS}"))

    def untold_erasures(self, batch: Batch) -> list[Row]:
        """What this laptop's lead has erased and the hub has not been told of; nobody else may tell it."""
        if not self.line.rows(UNTOLD_ERASURES):
            return []
        question = "SELECT id, scope, stamp, reason FROM purged WHERE seq IS NULL AND stamp <= ?"
        return self.line.rows(question, (batch.freeze,))

    def offer_erasures_again(self) -> None:
        """Inside a transaction: the hub is another, or an older one; it must hear of every erasure once more."""
        self.line.run("UPDATE purged SET seq = NULL")

    def offer_contents_again(self) -> None:
        """Inside a transaction: a hub that was put back may lack contents; which of them it has is asked of it."""
        self.line.run("UPDATE content SET sent_epoch = NULL")

    def acknowledge(self, batch: Batch, held: Iterable[bytes] = (), seq: int = 0) -> None:
        """The batch has landed: what it took along and nobody has edited since is no longer unsent.

        Shape: `held` are scopes of which all that stands at the hub under that seq stands here.
        """
        with self.writing():
            self.note_sent(batch)
            self.note_landed(batch, held, seq)

    def note_sent(self, batch: Batch) -> None:
        """Inside a transaction that is stored only if the batch lands: its rows are no longer unsent."""
        for one in carried():
            if one.is_history:
                self.line.run(
                    f"UPDATE history SET sent = 1 WHERE sent = 0 AND stamp <= ?{held_back(one)}", (batch.freeze,)
                )
            else:
                bases = ", ".join(f'"{column}_b" = NULL' for column in one.editable)
                self.line.run(
                    f'UPDATE "{one.name}" SET dirty = NULL, {bases} WHERE dirty <= ?{held_back(one)}', (batch.freeze,)
                )

    def note_landed(self, batch: Batch, held: Iterable[bytes], seq: int) -> None:
        """Inside the same transaction, once the batch has landed: nothing is on its way any longer."""
        if self.untold_erasures(batch):  # their numbers at the hub come with the next look at its list
            self.line.run("UPDATE purged SET seq = 0 WHERE seq IS NULL AND stamp <= ?", (batch.freeze,))
        if held:
            self.reached(self.enrolment().epoch, held, seq)
        self.line.run("UPDATE enrolment SET token = ? WHERE one = 1", (batch.token,))
        self.line.run("DELETE FROM push WHERE one = 1")

    def has_ended_grants(self) -> bool:
        """Whether anything has ever been taken away from this person."""
        ended = "SELECT 1 FROM grant_ WHERE person_id = ? AND deleted = 1 LIMIT 1"
        return self.line.one(ended, (self.store.me.bytes,)) is not None


@contextmanager
def laptop_of(store: Store, watch: Watch) -> Iterator[Laptop]:
    """The store on a connection of its own, where rows may for a moment point at what comes on the next page.

    Shape: what a sync always asks is asked here; opening the store once more takes longer than the rest of a sync with
    nothing new (measured: its triggers are read each time).
    """
    from sqlcipher3 import dbapi2

    raw = store.engine.raw_connection()
    line = Line(raw.driver_connection, watch)
    try:
        line.run("PRAGMA foreign_keys=OFF")
        line.run(f"PRAGMA cache_size=-{CACHE_KB}")
        yield Laptop(store, line)
    except dbapi2.Error as problem:
        raise as_store_error(problem, store.path) from problem
    finally:
        line.rollback()
        raw.close()


LEADS = (
    "EXISTS (SELECT 1 FROM grant_ WHERE role = 'lead' AND to_scope IS NULL AND deleted = 0 AND person_id ="
    " (SELECT unhex(replace(value, '-', '')) FROM setting WHERE name = 'me'))"
)
UNTOLD_ERASURES = f"SELECT 1 WHERE EXISTS (SELECT 1 FROM purged WHERE seq IS NULL) AND {LEADS}"


RECORDS = tuple(one for one in carried() if not one.is_history)
WAITING = " UNION ALL ".join(
    f"SELECT '{one.name}', count(*) FROM \"{one.name}\" WHERE dirty IS NOT NULL"
    for one in carried()
    if not one.is_history
)


def _anything(one: Carried) -> str:
    if one.is_history:
        return f"SELECT 1 WHERE EXISTS (SELECT 1 FROM history WHERE sent = 0{held_back(one)})"
    return f'SELECT 1 WHERE EXISTS (SELECT 1 FROM "{one.name}" WHERE dirty IS NOT NULL{held_back(one)})'
