"""Where incoming rows meet what stands on the laptop: the rule for one cell, and what a row and a visit add to it.

Rows of which nothing is unsent go in by one statement per table. The others, few, are run through the rule cell by
cell. A row somebody deletes while somebody else edits it stays visible; what reaches a visit that was signed without
knowing of it is always shown as a disagreement.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import compress
from typing import Any
from uuid import UUID

from sqlalchemy import Text

from kollegie.model.stamps import DEVICE_BITS, milliseconds_since_epoch
from kollegie.store import Store
from kollegie.store.columns import moment_text
from kollegie.store.migrating import NEW_COLUMNS
from kollegie.store.search import arrived
from kollegie.sync.carried import MADE_ALIKE, Carried, Row, carried_named, names
from kollegie.sync.checking import Checking
from kollegie.sync.deletion_guard import DeletionGuard
from kollegie.sync.lines import Line
from kollegie.sync.merge import Merged, Version, conflict_id, merge_cell, proposal
from kollegie.sync.statements import fill_new_column, see_came, stamps_of, take_in_came

PROSE = frozenset({"note", "text", "consequence", "outcome", "purpose", "method"})
"""Fields that hold sentences: two edits of them may be laid together word by word."""

BEGINNINGS = frozenset({"started_at", "arrived_at"})
"""Moments at which two people may both begin the same visit: the earlier one stands, and nobody has to choose."""

OF_A_VISIT = ("answer", "finding")
"""Records whose late edits are shown once their visit is signed."""


@dataclass(frozen=True, slots=True)
class Met:
    """A field that was changed on both sides, or in a record both had changed, merged without asking anyone."""

    record: str
    row_id: UUID
    field: str


@dataclass(slots=True)
class _Cell:
    """One cell on its way through the meeting: what stood here, what came, and what stands after."""

    here: Version
    there: Version
    merged: Merged
    lost: Version | None = None
    """What history tells of a renewed stamp: the version it replaced, theirs where nothing else is said."""

    @property
    def took_theirs(self) -> bool:
        return self.merged.version.value != self.here.value

    @property
    def unsent(self) -> bool:
        return self.merged.base is not None and not self.here.untouched


class Meeting:
    """One sync's incoming rows on one laptop. All of it happens inside the laptop's transaction."""

    def __init__(self, store: Store, line: Line, device: int, *, allow_deletions: bool = False) -> None:
        self._guard = DeletionGuard(line, allowed=allow_deletions)
        self._checking = Checking(store, line)
        self._new_columns: dict[str, list[str]] = json.loads(store_setting(line, NEW_COLUMNS) or "{}")
        self._store = store
        self._line = line
        self._device = device
        self._signed_elsewhere: dict[bytes, int] = {}
        self.before_merging: Callable[[Line, Carried, list[Row]], None] | None = None
        """What is done with the staged rows of a table just before they meet what stands here."""
        self.met: list[Met] = []
        self.conflicts = 0

    def become(self, number: int) -> None:
        """Go on as the laptop with that number."""
        self._device = number

    def take_in(self, one: Carried, rows: list[Row], seqs: list[int] | None = None) -> int:
        """Take in rows of one table; give back how many changed something here.

        Shape: `seqs` are the rows' numbers at the hub, for those that have to be set aside.
        """
        purged = {row[0] for row in self._line.rows("SELECT id FROM purged")}
        if purged:
            subject, scope = one.place("row_id" if "row_id" in one.columns else "id"), one.place("scope")
            kept = [row[subject] not in purged and row[scope] not in purged for row in rows]
            rows, seqs = list(compress(rows, kept)), list(compress(seqs or [], kept))
        if rows:
            self._stage(one, rows)
            rows = self._checking.sound(one, rows, seqs or [])
        if not rows:
            return 0
        self._guard.look_at(one, rows)
        if one.is_history:
            self._merge_staged(one)
            return 0
        if one.name == "visit":
            self._notice_signatures(one, rows)
        if self.before_merging is not None:
            self.before_merging(self._line, one, rows)
        unsent = {row[0] for row in self._line.rows(f'SELECT id FROM "{one.name}" WHERE dirty IS NOT NULL')}
        late = self._of_visits_signed_here(one, rows)
        careful = [row for row in rows if row[0] in unsent or row[0] in late] if unsent or late else []
        if careful:
            self._line.many(f"DELETE FROM temp.came_{one.name} WHERE id = ?", [(row[0],) for row in careful])
        changed = self._merge_staged(one) if len(careful) < len(rows) else 0
        if careful:
            self._see(one, careful)
        for row in careful:
            changed += self._meet_signed(one, row) if row[0] in late else self._meet(one, row)
        return changed

    def know_columns(self) -> None:
        """Everything has been read since the last migration: no column is new any longer."""
        if self._new_columns:
            self._line.run("DELETE FROM setting WHERE name = ?", (NEW_COLUMNS,))
            self._new_columns = {}

    @property
    def has_aside(self) -> bool:
        """Whether anything that came has been set aside."""
        return bool(self._checking.aside)

    def look_again(self) -> Counter[str]:
        """Take in what was set aside earlier and has become sound: a clock was put right, the program knows more.

        Returns how many of each kind changed something here.
        """
        taken: Counter[str] = Counter()
        for one, row, seq, kept in self._checking.waiting():
            taken[one.name] += self._take_again(one, row, seq, kept)
        return taken

    def _take_again(self, one: Carried, row: Row, seq: int, _kept: dict[str, Any]) -> int:
        return self.take_in(one, [row], [seq])

    def _stage(self, one: Carried, rows: list[Row]) -> None:
        """Put rows where the statements find them, in memory."""
        line = self._line
        line.run(f"CREATE TEMP TABLE IF NOT EXISTS came_{one.name} ({names(one.columns)})")
        line.run(f"DELETE FROM temp.came_{one.name}")
        line.many(f"INSERT INTO temp.came_{one.name} VALUES ({', '.join('?' * len(one.columns))})", rows)

    def _merge_staged(self, one: Carried) -> int:
        """Take in the staged rows, of which nothing is unsent here, by one statement.

        What is searched is laid into the index afterwards, all at once.
        """
        line, index = self._line, arrived(one.name)
        for column in self._new_columns.get(one.name, ()):
            line.run(fill_new_column(one, column))
        line.run(see_came(one))
        if index is None:
            return line.run(take_in_came(one))
        line.run("UPDATE actor SET applying = 2 WHERE one = 1")
        changed = line.run(take_in_came(one))
        line.run(index.gone)
        mark = line.rows(index.mark)[0]
        for statement in index.made:
            line.run(statement)
        line.run(index.indexed, mark)
        line.run("UPDATE actor SET applying = 1 WHERE one = 1")
        return changed

    def end(self) -> None:
        """After the last row: what was unsent in visits that turned out to be signed is shown as a disagreement."""
        for visit, stamp in self._signed_elsewhere.items():
            for name in OF_A_VISIT:
                self._show_late_edits(carried_named(name), visit, stamp)
        self._signed_elsewhere.clear()

    def _see(self, one: Carried, rows: list[Row]) -> None:
        """Move the clock past every stamp that came in."""
        places = [one.place(name) for name in stamps_of(one)]
        largest = max(row[place] or 0 for row in rows for place in places)
        self._line.run("UPDATE clock SET last = max(last, ?) WHERE one = 1", (largest,))

    def _meet(self, one: Carried, row: Row, *, late: bool = False) -> int:
        """Merge a row into the one that stands here; give back 1 if anything changed.

        Shape: with `late` whatever is taken over is shown as a disagreement.
        """
        theirs = dict(zip(one.columns, row, strict=True))
        bases = tuple(f"{column}_b" for column in one.editable)
        mine = standing(self._line, one, row[0])
        assert mine is not None  # it is among those with unsent edits
        cells = {column: self._meet_cell(one, mine, theirs, column) for column in one.editable}
        self._keep_visible(one, mine, cells)
        first = min(mine["s0"], theirs["s0"])
        new: dict[str, Any] = {"s0": first, "dirty": mine["dirty"]}
        for column, cell in cells.items():
            if cell.merged.disagree or (late and cell.took_theirs):
                self.disagree(one, mine["scope"], row[0], column, cell.here, cell.there)
            elif cell.took_theirs and one.name != "conflict":
                self.met.append(Met(one.name, UUID(bytes=row[0]), column))
            stamp = cell.merged.version.stamp
            if cell.merged.renew:
                stamp = new["dirty"] = self._renew(one, mine["scope"], in_history(row[0]), column, cell)
            new[column] = cell.merged.version.value
            new[f"{column}_s"] = None if stamp == first else stamp
            new[f"{column}_b"] = cell.merged.base
        if all(new[base] is None for base in bases):
            new["dirty"] = None
        assignments = ", ".join(f'"{column}" = ?' for column in new)
        self._line.run(f'UPDATE "{one.name}" SET {assignments} WHERE id = ?', (*new.values(), row[0]))
        return int(any(cell.took_theirs for cell in cells.values()))

    def _meet_cell(self, one: Carried, mine: dict[str, Any], theirs: dict[str, Any], column: str) -> _Cell:
        here, there, base = version_of(one, mine, column), version_of(one, theirs, column), mine[f"{column}_b"]
        merged = merge_cell(here, base, there, device=self._device, first_stands=one.name in MADE_ALIKE)
        if merged.disagree and self._made_knowing(in_history(mine["id"]), column, here, there):
            merged = merge_cell(here, base, there, device=self._device, knew_mine=True)
        if merged.disagree and one.name == "conflict":
            stands, lost = (there, here) if there.stamp > here.stamp else (here, there)
            return _Cell(here, there, Merged(stands, there.stamp, renew=True), lost)
        if merged.disagree and column in BEGINNINGS and here.value and there.value:
            merged = self._begun_first(one, mine, column, _Cell(here, there, merged))
        elif merged.disagree and base and _is_prose(one, column):
            merged = self._laid_together(one, mine, column, _Cell(here, there, merged), base)
        return _Cell(here, there, merged)

    def _begun_first(self, one: Carried, mine: dict[str, Any], column: str, cell: _Cell) -> Merged:
        """Of two beginnings the earlier stands; both are kept, as a settled conflict."""
        self.disagree(one, mine["scope"], mine["id"], column, cell.here, cell.there, resolution="merged")
        if str(cell.there.value) < str(cell.here.value):
            return Merged(cell.there, None)
        return Merged(cell.here, cell.there.stamp, renew=cell.there.stamp > cell.here.stamp)

    def _laid_together(self, one: Carried, mine: dict[str, Any], column: str, cell: _Cell, base: int) -> Merged:
        """Two edits of one text, a sentence or more apart, become one; both originals stay, as a settled conflict."""
        found = self._line.one(
            "SELECT old_value FROM history WHERE row_id = ? AND column_name = ? AND old_stamp = ?",
            (mine["id"], column, base),
        )
        if found is None:
            return cell.merged
        both = proposal(str(found[0] or ""), str(cell.here.value or ""), str(cell.there.value or ""))
        if both.overlap or not both.apart:
            return cell.merged
        self.disagree(one, mine["scope"], mine["id"], column, cell.here, cell.there, resolution="merged")
        return Merged(Version(both.text, cell.there.stamp), cell.there.stamp, renew=True)

    def _keep_visible(self, one: Carried, mine: dict[str, Any], cells: dict[str, _Cell]) -> None:
        """A row deleted on one side and edited on the other stays visible, and the disagreement is kept."""
        deleted = cells["deleted"]
        if not deleted.merged.version.value or deleted.here.value == deleted.there.value:
            return
        others = [cell for column, cell in cells.items() if column != "deleted"]
        if deleted.took_theirs:  # they deleted what I have edited
            edits = [cell.merged.version.stamp for cell in others if cell.unsent and not cell.took_theirs]
        else:  # I deleted what they have edited
            edits = [cell.there.stamp for cell in others if cell.took_theirs]
        if not edits:
            return
        visible, gone = Version(0, max(edits)), deleted.there if deleted.took_theirs else deleted.here
        self.disagree(one, mine["scope"], mine["id"], "deleted", visible, gone)
        base = deleted.there.stamp
        cells["deleted"] = _Cell(visible, gone, Merged(visible, base, renew=True))

    def _made_knowing(self, row_id: bytes, column: str, here: Version, there: Version) -> bool:
        """Whether their edit was made from exactly my version: then my laptop only missed an answer from the hub."""
        text, stamp = stored_text(here.value), there.stamp
        while True:
            found = self._line.one(
                "SELECT old_stamp, old_value FROM history WHERE row_id = ? AND column_name = ? AND stamp = ?",
                (row_id, column, stamp),
            )
            if found is None or found[0] is None or found[0] >= stamp:
                return False
            if found[0] == here.stamp:
                return bool(found[1] == text)
            stamp = found[0]

    def disagree(
        self,
        one: Carried,
        scope: bytes,
        row_id: bytes,
        column: str,
        here: Version,
        there: Version,
        *,
        resolution: str = "",
    ) -> None:
        """Keep both versions in a conflict row, the same on every laptop that finds it."""
        if one.name == "conflict":  # two people settled it at once; the cell they wrote to has its own conflict
            return
        a, b = sorted((here, there), key=lambda version: version.stamp)
        conflict, tick = carried_named("conflict"), self.tick()
        settled = ("resolution", "resolved_by", "resolved_at") if resolution else ()
        columns = {
            "id": conflict_id(row_id, column, a.stamp, b.stamp),
            "scope": scope,
            "s0": b.stamp,
            "record": one.name,
            "row_id": row_id,
            "field": column,
            "a_value": stored_text(a.value),
            "a_stamp": a.stamp,
            "a_by": self._who(row_id, a.stamp),
            "b_value": stored_text(b.value),
            "b_stamp": b.stamp,
            "b_by": self._who(row_id, b.stamp),
            "resolution": resolution,
            "resolved_by": self._store.me.bytes if resolution else None,
            "resolved_at": moment_text(self._store.clock()) if resolution else None,
            "dirty": tick,
            **{f"{cell}_s": tick for cell in settled},
            **{f"{cell}_b": 0 for cell in conflict.editable},
        }
        marks = ", ".join("?" for _ in columns)
        made = self._line.run(
            f"INSERT INTO conflict ({names(tuple(columns))}) VALUES ({marks}) ON CONFLICT DO NOTHING",
            tuple(columns.values()),
        )
        self.conflicts += 0 if resolution else made

    def _renew(self, one: Carried, scope: bytes, row_id: bytes, column: str, cell: _Cell) -> int:
        """Give what stands a stamp of its own above theirs; history tells what it replaced."""
        stamp, lost = self.tick(), cell.lost or cell.there
        self._line.run(
            "INSERT INTO history (row_id, column_name, stamp, scope, record, old_value, old_stamp, person_id, reason)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, '')",
            (
                *(row_id, column, stamp, scope, one.name),
                *(stored_text(lost.value), lost.stamp),
                self._store.me.bytes,
            ),
        )
        return stamp

    def _who(self, row_id: bytes, stamp: int) -> bytes | None:
        found = self._line.one("SELECT person_id FROM history WHERE row_id = ? AND stamp = ?", (row_id, stamp))
        return None if found is None else found[0]

    def tick(self) -> int:
        """A stamp of this laptop above all it has given or seen."""
        now = milliseconds_since_epoch(self._store.clock()) << 10
        return int(
            self._line.rows(
                f"UPDATE clock SET last = max((last >> {DEVICE_BITS}) + 1, ?) << {DEVICE_BITS} | device"
                " WHERE one = 1 RETURNING last",
                (now,),
            )[0][0]
        )

    # visits that were signed on one side while the other still wrote

    def _notice_signatures(self, one: Carried, rows: list[Row]) -> None:
        """Remember which visits this laptop learns only now to be signed."""
        at, its_stamp, first = one.place("signed_at"), one.place("signed_at_s"), one.place("s0")
        for row in rows:
            if row[at] is None:
                continue
            found = self._line.one("SELECT 1 FROM visit WHERE id = ? AND signed_at IS NULL", (row[0],))
            if found is not None:
                self._signed_elsewhere[row[0]] = row[its_stamp] or row[first]

    def _show_late_edits(self, one: Carried, visit: bytes, signed: int) -> None:
        bases = tuple(f"{column}_b" for column in one.editable)
        columns = one.columns + bases
        unsent = f'SELECT {names(columns)} FROM "{one.name}" WHERE visit_id = ? AND dirty IS NOT NULL'
        for row in self._line.rows(unsent, (visit,)):
            mine = dict(zip(columns, row, strict=True))
            if mine["deleted_b"] == 0:
                self._show_late_row(one, mine, signed)
                continue
            for column in one.editable:
                here, base = version_of(one, mine, column), mine[f"{column}_b"]
                stood = self.stood(one, row[0], column, base) if base else None
                if stood is not None and stood.value != here.value:
                    self.disagree(one, mine["scope"], row[0], column, here, stood)

    def _show_late_row(self, one: Carried, row: dict[str, Any], signed: int) -> None:
        """A record that was made without knowing of the signature: against nothing, field by field."""
        shown = False
        for column in one.editable:
            late = version_of(one, row, column)
            if column in one.defaults and late.value != one.defaults[column]:
                self.disagree(one, row["scope"], row["id"], column, Version(one.defaults[column], signed), late)
                shown = True
        if not shown:
            self.disagree(one, row["scope"], row["id"], "deleted", Version(1, signed), Version(0, row["s0"]))

    def stood(self, one: Carried, row_id: bytes, column: str, stamp: int) -> Version | None:
        """What a cell held at a stamp, from history."""
        found = self._line.one(
            "SELECT old_value FROM history WHERE row_id = ? AND column_name = ? AND old_stamp = ?",
            (row_id, column, stamp),
        )
        return None if found is None else Version(from_stored_text(one, column, found[0]), stamp)

    def _of_visits_signed_here(self, one: Carried, rows: list[Row]) -> set[bytes]:
        """Incoming rows of visits whose signature has not been sent yet: whoever wrote them did not know of it."""
        if one.name not in OF_A_VISIT:
            return set()
        signed = {
            row[0]
            for row in self._line.rows(
                "SELECT id FROM visit WHERE dirty IS NOT NULL AND signed_at IS NOT NULL AND signed_at_b IS NOT NULL"
            )
        }
        visit = one.place("visit_id")
        return {row[0] for row in rows if row[visit] in signed} if signed else set()

    def _meet_signed(self, one: Carried, row: Row) -> int:
        """A row for a visit signed here: what it changes is shown, not slipped in."""
        if self._line.one(f'SELECT 1 FROM "{one.name}" WHERE id = ?', (row[0],)) is not None:
            return self._meet(one, row, late=True)
        self._stage(one, [row])
        self._merge_staged(one)
        theirs = dict(zip(one.columns, row, strict=True))
        signed = self._line.rows("SELECT coalesce(signed_at_s, s0) FROM visit WHERE id = ?", (theirs["visit_id"],))[0][
            0
        ]
        self._show_late_row(one, theirs, signed)
        return 1


def store_setting(line: Line, name: str) -> str:
    """A setting of this laptop, empty where there is none."""
    row = line.one("SELECT value FROM setting WHERE name = ?", (name,))
    return "" if row is None else str(row[0])


def in_history(id: bytes | str) -> bytes:
    """A record's id as history keeps it: a conflict's is text."""
    return id.encode() if isinstance(id, str) else id


def stored_text(value: Any) -> str | None:
    """A cell's value as history and conflicts keep it: text, bytes in hex."""
    if value is None:
        return None
    return value.hex() if isinstance(value, bytes) else str(value)


def from_stored_text(one: Carried, column: str, text: str | None) -> Any:
    """The cell's value again. Raises: ValueError."""
    kind = one.kinds[one.place(column)]
    if text is None or kind == "text":
        return text
    return bytes.fromhex(text) if kind == "bytea" else int(text)


def standing(line: Line, one: Carried, id: bytes | str) -> dict[str, Any] | None:
    """A row as it stands on the laptop, with its bases and whether it is unsent; None where there is none."""
    columns = (*one.columns, *(f"{column}_b" for column in one.editable), "dirty")
    row = line.one(f'SELECT {names(columns)} FROM "{one.name}" WHERE id = ?', (id,))
    return None if row is None else dict(zip(columns, row, strict=True))


def _is_prose(one: Carried, column: str) -> bool:
    return column in PROSE and any(type(cell.type) is Text for cell in one.cells if cell.name == column)


def version_of(one: Carried, row: dict[str, Any], column: str) -> Version:
    """A cell of a row, with the stamp that counts for it."""
    own = row[f"{column}_s"]
    value = row[column]
    untouched = own is None and column in one.defaults and value == one.defaults[column]
    return Version(value, row["s0"] if own is None else own, untouched)
