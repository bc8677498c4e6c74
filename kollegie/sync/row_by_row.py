"""Rows of which something is unsent here meet what came, cell by cell, and what they disagree about is kept.

A page's rows and their history are read together, and what comes of them is written together. A row somebody deletes
while somebody else edits it stays visible.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Text

from kollegie.store import Store
from kollegie.sync.carried import MADE_ALIKE, Carried, Row, names
from kollegie.sync.decided import Decided
from kollegie.sync.lines import Line
from kollegie.sync.merge import Merged, Version, merge_cell, proposal
from kollegie.sync.past import Past, in_history, in_parts

PROSE = frozenset({"note", "text", "consequence", "outcome", "purpose", "method"})
"""Fields that hold sentences: two edits of them may be laid together word by word."""

BEGINNINGS = frozenset({"started_at", "arrived_at"})
"""Moments at which two people may both begin the same visit: the earlier one stands, and nobody has to choose."""


TAKEN_AWAY = {"finding": (("state", "removed"),)}
"""What takes a record out of sight without deleting it: by table, the field and what it then says."""


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


class RowByRow:
    """The careful half of a meeting, inside the laptop's transaction."""

    def __init__(self, store: Store, line: Line, device: int) -> None:
        self._store = store
        self._line = line
        self._device = device
        self._decided = Decided(store, line)
        self._past: Past | None = None
        self._held: dict[bytes | str, dict[str, Any]] = {}
        self.met: list[Met] = []
        self.conflicts = self.desk_conflicts = 0

    def become(self, number: int) -> None:
        """Go on as the laptop with that number."""
        self._device = number

    @contextmanager
    def _together(self, one: Carried, rows: Sequence[Row]) -> Iterator[None]:
        """Read what stands of these rows, and their history, at once, and write what comes of them at the end."""
        scope = one.place("scope")
        self._past = Past(self._line, [(row[scope], in_history(row[0])) for row in rows])
        self._held = self._standing_rows(one, [row[0] for row in rows])
        try:
            yield
            self._write()
        finally:
            self._past, self._held, self._decided = None, {}, Decided(self._store, self._line)

    def _standing_rows(self, one: Carried, ids: Sequence[bytes | str]) -> dict[bytes | str, dict[str, Any]]:
        columns = _columns(one)
        return {
            row[0]: dict(zip(columns, row, strict=True))
            for marks, part in in_parts(ids)
            for row in self._line.rows(f'SELECT {names(columns)} FROM "{one.name}" WHERE id IN ({marks})', part)
        }

    def _write(self) -> None:
        at_visits, at_desk = self._decided.write()
        self.conflicts += at_visits
        self.desk_conflicts += at_desk

    def _write_now(self) -> None:
        """Outside `_together` nothing waits."""
        if self._past is None:
            self._write()

    def _history(self) -> Past:
        return Past(self._line) if self._past is None else self._past

    def tick(self) -> int:
        """A stamp of this laptop above all it has given or seen."""
        stamp = self._decided.tick()
        self._write_now()
        return stamp

    def stood(self, one: Carried, row_id: bytes, column: str, stamp: int) -> Version | None:
        """What a cell held at a stamp, from history."""
        return self._history().stood(one, row_id, column, stamp)

    def _made_knowing(self, row_id: bytes, column: str, here: Version, there: Version) -> bool:
        return self._history().made_knowing(row_id, column, here, there)

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
        self._decided.conflict(self._history(), one.name, scope, row_id, column, (here, there), resolution)
        self._write_now()

    def _renew(self, one: Carried, scope: bytes, row_id: bytes, column: str, replaced: Version) -> int:
        """Give what stands a stamp of its own above theirs; history tells what it replaced."""
        stamp = self._decided.renewed(self._history(), one, scope, row_id, column, replaced)
        self._write_now()
        return stamp

    def _meet(self, one: Carried, row: Row, *, late: bool = False) -> int:
        """Merge a row into the one that stands here, inside `_together`; give back 1 if anything changed.

        Shape: with `late` whatever is taken over is shown as a disagreement.
        """
        theirs = dict(zip(one.columns, row, strict=True))
        if row[0] not in self._held:  # it came twice: what came of the first time stands
            self._write()
            self._held |= self._standing_rows(one, [row[0]])
        mine = self._held.pop(row[0])
        stamps = {
            column: mine["s0"] if (own := mine[its_stamp]) is None else own for column, its_stamp, _ in one.stamped
        }
        cells = {
            column: self._meet_cell(one, mine, theirs, column)
            for column, its_stamp, _ in one.stamped
            if stamps[column] != (theirs["s0"] if (own := theirs[its_stamp]) is None else own)
            or (column == "deleted" and mine[column])
        }
        self._keep_visible(one, mine, cells)
        first, dirty, unsent = min(mine["s0"], theirs["s0"]), mine["dirty"], False
        new: dict[str, Any] = {"s0": first}
        for column, its_stamp, its_base in one.stamped:
            if (cell := cells.get(column)) is None:  # the same version on both sides, as most cells of most rows are
                stamp = stamps[column]
                new[its_stamp], new[its_base] = None if stamp == first else stamp, None
                continue
            if cell.merged.disagree or (late and cell.took_theirs and column not in BEGINNINGS):
                self.disagree(one, mine["scope"], row[0], column, cell.here, cell.there)
            elif cell.took_theirs and one.name != "conflict":
                self.met.append(Met(one.name, UUID(bytes=row[0]), column))
            stamp = cell.merged.version.stamp
            if cell.merged.renew:
                lost = cell.lost or cell.there
                stamp = dirty = self._renew(one, mine["scope"], in_history(row[0]), column, lost)
            new[column] = cell.merged.version.value
            new[its_stamp] = None if stamp == first else stamp
            new[its_base] = cell.merged.base
            unsent = unsent or cell.merged.base is not None
        new["dirty"] = dirty if unsent else None
        changed = {name: value for name, value in new.items() if value != mine[name]}
        if changed:
            self._decided.row(one, row[0], changed)
        return int(any(cell.took_theirs for cell in cells.values()))

    def _meet_cell(self, one: Carried, mine: dict[str, Any], theirs: dict[str, Any], column: str) -> _Cell:
        here, there, base = version_of(one, mine, column), version_of(one, theirs, column), mine[f"{column}_b"]
        if there.stamp == here.stamp:  # `merge_cell` would say the same
            return _Cell(here, there, Merged(here, None))
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
        step = self._history().replaced(in_history(mine["id"]), column, base)
        if step is None:
            return cell.merged
        both = proposal(step.old_value or "", str(cell.here.value or ""), str(cell.there.value or ""))
        if both.overlap or not both.apart:
            return cell.merged
        self.disagree(one, mine["scope"], mine["id"], column, cell.here, cell.there, resolution="merged")
        return Merged(Version(both.text, cell.there.stamp), cell.there.stamp, renew=True)

    def _keep_visible(self, one: Carried, mine: dict[str, Any], cells: dict[str, _Cell]) -> None:
        """A row deleted on one side and edited on the other stays visible, and the disagreement is kept."""
        for column, taken_away in (("deleted", 1), *TAKEN_AWAY.get(one.name, ())):
            gone = cells.get(column)
            if gone is None or gone.merged.version.value != taken_away or gone.here.value == gone.there.value:
                continue
            others = [cell for name, cell in cells.items() if name not in ("deleted", column)]
            if gone.took_theirs:  # they deleted what I have edited
                edits = [cell.merged.version.stamp for cell in others if cell.unsent and not cell.took_theirs]
            else:  # I deleted what they have edited
                edits = [cell.there.stamp for cell in others if cell.took_theirs]
            if not edits:
                continue
            stood, away = (gone.here, gone.there) if gone.took_theirs else (gone.there, gone.here)
            visible = Version(stood.value, max(edits))
            self.disagree(one, mine["scope"], mine["id"], column, visible, away)
            cells[column] = _Cell(visible, away, Merged(visible, gone.there.stamp, renew=True))


def _columns(one: Carried) -> tuple[str, ...]:
    return (*one.columns, *(f"{column}_b" for column in one.editable), "dirty")


def standing(line: Line, one: Carried, id: bytes | str) -> dict[str, Any] | None:
    """A row as it stands on the laptop, with its bases and whether it is unsent; None where there is none."""
    columns = _columns(one)
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
