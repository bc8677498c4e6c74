"""The laptop's side of a sync: what is unsent, how incoming rows are taken in, and what is remembered of the hub."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kollegie.model.ids import COMMON_SCOPE
from kollegie.model.stamps import DEVICE_BITS, MAX_DEVICE, milliseconds_since_epoch, stamp_of
from kollegie.store import Store
from kollegie.store.columns import moment_text
from kollegie.store.connecting import as_store_error
from kollegie.sync.carried import Carried, Row, carried, carried_named, is_id, names
from kollegie.sync.errors import NotEnrolled
from kollegie.sync.lines import Line, Watch
from kollegie.sync.merge import Version, conflict_id, merge_cell
from kollegie.sync.statements import send_rows, take_in

EVERYTHING = b"\xff" * 16
"""The scope that stands for all of the hub in the list of cursors."""

AHEAD = timedelta(hours=24)
"""A stamp further ahead of this laptop's clock is not taken in: its clock is wrong, and it would win every time."""


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


@dataclass(frozen=True, slots=True)
class Met:
    """A field somebody else had changed in a record that was also changed here, merged without a disagreement."""

    record: str
    row_id: UUID
    field: str


class Laptop:
    """One store during one sync, on a connection of its own; the program goes on working meanwhile."""

    def __init__(self, store: Store, line: Line) -> None:
        self.store = store
        self.line = line
        self.met: list[Met] = []
        self.new_conflicts = 0

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

    def note_time(self, known: Enrolment) -> None:
        """Note when the hub last answered; not more often than each minute, since that costs a write."""
        now = self.store.clock()
        if known.synced_at is None or abs(now - known.synced_at) > timedelta(minutes=1):
            self.line.run("UPDATE enrolment SET synced_at = ? WHERE one = 1", (moment_text(now),))

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
        """Whether anything waits to be sent."""
        return bool(self.line.rows(" UNION ALL ".join(_anything(one) for one in carried())))

    def waiting(self) -> int:
        """How many records wait to be sent."""
        return sum(
            self.line.rows(f'SELECT count(*) FROM "{one.name}" WHERE dirty IS NOT NULL')[0][0]
            for one in carried()
            if not one.is_history
        )

    def batch_on_its_way(self) -> Batch | None:
        """The batch of which nobody knows yet whether it landed."""
        row = self.line.one("SELECT number, freeze, token FROM push WHERE one = 1")
        return None if row is None else Batch(*row)

    def freeze(self, most: int) -> Batch:
        """Number the next batch (all that is unsent, or its `most` oldest rows) and remember it before it goes."""
        self.line.begin(writing=True)
        stamps = [
            row[0]
            for one in carried()
            if not one.is_history
            for row in self.line.rows(
                f'SELECT dirty FROM "{one.name}" WHERE dirty IS NOT NULL ORDER BY dirty LIMIT ?', (most + 1,)
            )
        ]
        stamps.sort()
        last = self.line.rows("SELECT last FROM clock WHERE one = 1")[0][0]
        number = self.line.rows("UPDATE enrolment SET pushes = pushes + 1 WHERE one = 1 RETURNING pushes")[0][0]
        freeze = stamps[most - 1] if len(stamps) > most else max(last, *stamps[-1:])
        batch = Batch(number, freeze, self.store.source.randbytes(16))
        self.line.run(
            "INSERT INTO push (one, number, freeze, token) VALUES (1, ?, ?, ?)", (number, batch.freeze, batch.token)
        )
        self.line.commit()
        return batch

    def rows_of(self, batch: Batch, one: Carried) -> list[Row]:
        """The rows of one table that the batch takes along."""
        return self.line.rows(send_rows(one), (batch.freeze,))

    def acknowledge(self, batch: Batch) -> None:
        """The batch has landed: what it took along and nobody has edited since is no longer unsent."""
        with self.writing():
            for one in carried():
                if one.is_history:
                    self.line.run("UPDATE history SET sent = 1 WHERE sent = 0 AND stamp <= ?", (batch.freeze,))
                else:
                    bases = ", ".join(f'"{column}_b" = NULL' for column in one.editable)
                    self.line.run(f'UPDATE "{one.name}" SET dirty = NULL, {bases} WHERE dirty <= ?', (batch.freeze,))
            self.line.run("UPDATE enrolment SET token = ? WHERE one = 1", (batch.token,))
            self.line.run("DELETE FROM push WHERE one = 1")

    # what comes in

    def take_in(self, one: Carried, rows: list[Row], device: int) -> int:
        """Take in rows of one table, inside a transaction; give back how many changed something here.

        Rows without unsent edits go in by one statement; for the others the rule is run cell by cell.
        """
        if not rows:
            return 0
        purged = self._purged()
        if purged:
            subject = one.place("row_id" if "row_id" in one.columns else "id")
            rows = [row for row in rows if row[subject] not in purged]
        self._see(one, rows)
        if one.is_history:
            self.line.many(take_in(one), rows)
            return 0
        unsent = {row[0] for row in self.line.rows(f'SELECT id FROM "{one.name}" WHERE dirty IS NOT NULL')}
        clean = [row for row in rows if row[0] not in unsent] if unsent else rows
        changed = self.line.many(take_in(one), clean) if clean else 0
        for row in rows if unsent else ():
            if row[0] in unsent:
                changed += self._meet(one, row, device)
        return changed

    def _purged(self) -> set[Any]:
        return {row[0] for row in self.line.rows("SELECT id FROM purged")}

    def _see(self, one: Carried, rows: list[Row]) -> None:
        """Move the clock past every stamp that came in."""
        places = [one.place("stamp")] if one.is_history else [one.place("s0"), *map(one.place, _stamps(one))]
        largest = max((row[place] or 0 for row in rows for place in places), default=0)
        self.line.run("UPDATE clock SET last = max(last, ?) WHERE one = 1", (largest,))

    def _meet(self, one: Carried, row: Row, device: int) -> int:
        """Merge an incoming row into one that has unsent edits; give back 1 if anything changed."""
        theirs = dict(zip(one.columns, row, strict=False))
        bases = tuple(f"{column}_b" for column in one.editable)
        found = self.line.rows(
            f'SELECT {names(one.columns + bases + ("dirty",))} FROM "{one.name}" WHERE id = ?', (row[0],)
        )
        mine = dict(zip((*one.columns, *bases, "dirty"), found[0], strict=True))
        first = min(mine["s0"], theirs["s0"])
        new: dict[str, Any] = {"s0": first, "dirty": mine["dirty"]}
        changed = False
        for column in one.editable:
            here, there = _version(one, mine, column), _version(one, theirs, column)
            base = mine[f"{column}_b"]
            merged = merge_cell(here, base, there, device=device, knew_mine=False)
            if merged.disagree and self._made_knowing(one, row[0], column, here, there):
                merged = merge_cell(here, base, there, device=device, knew_mine=True)
            if merged.disagree:
                self._disagree(one, mine["scope"], row[0], column, here, there)
            stamp = merged.version.stamp
            if merged.renew:
                stamp = new["dirty"] = self._renew(one, mine["scope"], row[0], column, here, there)
            if merged.version.value != here.value:
                changed = True
                if not merged.disagree:
                    self.met.append(Met(one.name, UUID(bytes=row[0]), column))
            new[column] = merged.version.value
            new[f"{column}_s"] = None if stamp == first else stamp
            new[f"{column}_b"] = merged.base
        if all(new[base] is None for base in bases):
            new["dirty"] = None
        assignments = ", ".join(f'"{column}" = ?' for column in new)
        self.line.run(f'UPDATE "{one.name}" SET {assignments} WHERE id = ?', (*new.values(), row[0]))
        return int(changed)

    def _made_knowing(self, one: Carried, row_id: bytes, column: str, here: Version, there: Version) -> bool:
        """Whether their edit was made from exactly my version: then my laptop only missed an answer from the hub."""
        text = stored_text(here.value)
        stamp: int | None = there.stamp
        while stamp is not None and stamp > 0:
            found = self.line.one(
                "SELECT old_stamp, old_value FROM history WHERE row_id = ? AND column_name = ? AND stamp = ?",
                (row_id, column, stamp),
            )
            if found is None:
                return False
            if found[0] == here.stamp:
                return bool(found[1] == text)
            stamp = found[0] if found[0] is not None and found[0] < stamp else None
        return False

    def _disagree(self, one: Carried, scope: bytes, row_id: bytes, column: str, here: Version, there: Version) -> None:
        """Keep both versions in a conflict row, the same on every laptop that finds it."""
        if one.name == "conflict":  # two people settled it at once; the cell they wrote to has its own conflict
            return
        a, b = sorted((here, there), key=lambda version: version.stamp)
        conflict = carried_named("conflict")
        columns = {
            "id": conflict_id(row_id, column, a.stamp, b.stamp),
            "scope": scope,
            "s0": b.stamp,
            "record": one.name,
            "row_id": row_id,
            "field": column,
            "a_value": stored_text(a.value),
            "a_stamp": a.stamp,
            "a_by": self._who(row_id, column, a.stamp),
            "b_value": stored_text(b.value),
            "b_stamp": b.stamp,
            "b_by": self._who(row_id, column, b.stamp),
            "resolution": "",
            "dirty": self._tick(),
            **{f"{cell}_b": 0 for cell in conflict.editable},
        }
        marks = ", ".join("?" for _ in columns)
        self.new_conflicts += self.line.run(
            f"INSERT INTO conflict ({names(tuple(columns))}) VALUES ({marks}) ON CONFLICT DO NOTHING",
            tuple(columns.values()),
        )

    def _renew(self, one: Carried, scope: bytes, row_id: bytes, column: str, here: Version, there: Version) -> int:
        """Give my version a stamp of its own above theirs; history tells that it replaced their empty one."""
        stamp = self._tick()
        self.line.run(
            "INSERT INTO history (row_id, column_name, stamp, scope, record, old_value, old_stamp, person_id, reason)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, '')",
            (
                *(row_id, column, stamp, scope, one.name),
                *(stored_text(there.value), there.stamp),
                self._who(row_id, column, here.stamp) or self.store.me.bytes,
            ),
        )
        return stamp

    def _who(self, row_id: bytes, column: str, stamp: int) -> bytes | None:
        found = self.line.one(
            "SELECT person_id FROM history WHERE row_id = ? AND column_name IN ('', ?) AND stamp = ?",
            (row_id, column, stamp),
        )
        return None if found is None else found[0]

    def _tick(self) -> int:
        """A stamp of this laptop above all it has given or seen."""
        now = milliseconds_since_epoch(self.store.clock()) << 10
        return int(
            self.line.rows(
                f"UPDATE clock SET last = max((last >> {DEVICE_BITS}) + 1, ?) << {DEVICE_BITS} | device"
                " WHERE one = 1 RETURNING last",
                (now,),
            )[0][0]
        )

    # what is given up

    def ended_scopes(self, epoch: str) -> set[bytes]:
        """Scopes held here whose grant to this person has been marked ended, with reviews held only for their sake."""
        me = self.store.me.bytes
        grants = self.line.rows("SELECT to_scope, deleted FROM grant_ WHERE person_id = ?", (me,))
        active = {row[0] for row in grants if not row[1]}
        ended = {row[0] for row in grants if row[1]} - active
        if None in active or not ended:
            return set()
        cases = dict(self.line.rows("SELECT scope, review_id FROM case_"))
        kept = {COMMON_SCOPE.bytes, me} | active | {review for case, review in cases.items() if case in active}
        held = set(self.cursors(epoch))
        if None in ended and EVERYTHING in held:
            tables = " UNION ".join(f'SELECT scope FROM "{one.name}"' for one in carried())
            held |= {row[0] for row in self.line.rows(tables)}
            return held - kept
        ended |= {review for case, review in cases.items() if case in ended}
        return (held & ended) - kept

    def give_up(self, epoch: str, scope: bytes) -> int:
        """Remove what was this laptop's in a scope, but nothing unsent; give back how many rows."""
        left, kept = 0, 0
        for one in reversed(carried()):
            if one.is_history:
                self.line.run("DELETE FROM history WHERE scope = ? AND sent = 1", (scope,))
                continue
            left += self.line.run(f'DELETE FROM "{one.name}" WHERE scope = ? AND dirty IS NULL', (scope,))
            kept += self.line.rows(f'SELECT count(*) FROM "{one.name}" WHERE scope = ?', (scope,))[0][0]
        if kept:  # what is unsent goes first; if the scope comes back, it is read from its beginning
            self.line.run("UPDATE cursor SET seq = 0 WHERE hub_epoch = ? AND scope = ?", (epoch, scope))
        else:
            self.line.run("DELETE FROM cursor WHERE hub_epoch = ? AND scope = ?", (epoch, scope))
        return left


@contextmanager
def laptop_of(store: Store, watch: Watch) -> Iterator[Laptop]:
    """The store on a connection of its own, where rows may for a moment point at what comes on the next page."""
    from sqlcipher3 import dbapi2

    raw = store.engine.raw_connection()
    line = Line(raw.driver_connection, watch)
    try:
        line.run("PRAGMA foreign_keys=OFF")
        yield Laptop(store, line)
    except dbapi2.Error as problem:
        raise as_store_error(problem, store.path) from problem
    finally:
        line.rollback()
        raw.close()


def stored_text(value: Any) -> str | None:
    """A cell's value as history and conflicts keep it: text, bytes in hex."""
    if value is None:
        return None
    return value.hex() if isinstance(value, bytes) else str(value)


def from_stored_text(one: Carried, column: str, text: str | None) -> Any:
    """The cell's value again. Raises: ValueError."""
    if text is None:
        return None
    cell = next(cell for cell in one.cells if cell.name == column)
    if is_id(cell):
        return bytes.fromhex(text)
    return text if one.kinds[one.place(column)] == "text" else int(text)


def furthest_stamp(at: datetime) -> int:
    """The largest stamp that is taken in at this moment."""
    return stamp_of(at + AHEAD, MAX_DEVICE)


def _version(one: Carried, row: dict[str, Any], column: str) -> Version:
    own = row[f"{column}_s"]
    value = row[column]
    untouched = own is None and column in one.defaults and value == one.defaults[column]
    return Version(value, row["s0"] if own is None else own, untouched)


def _stamps(one: Carried) -> tuple[str, ...]:
    return tuple(f"{column}_s" for column in one.editable)


def _anything(one: Carried) -> str:
    if one.is_history:
        return "SELECT 1 WHERE EXISTS (SELECT 1 FROM history WHERE sent = 0)"
    return f'SELECT 1 WHERE EXISTS (SELECT 1 FROM "{one.name}" WHERE dirty IS NOT NULL)'


__all__ = ["EVERYTHING", "Batch", "Enrolment", "Laptop", "Met", "laptop_of"]
