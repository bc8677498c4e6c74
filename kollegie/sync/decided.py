"""What a meeting has decided row by row, kept until it can be written together: a page of rows is a few statements."""

from __future__ import annotations

from typing import Any

from kollegie.model.stamps import DEVICE_BITS, milliseconds_since_epoch
from kollegie.store import Store
from kollegie.store.columns import moment_text
from kollegie.store.desk_records import OF_THE_DESK, at_visits
from kollegie.sync.carried import Carried, carried_named, names
from kollegie.sync.lines import Line
from kollegie.sync.merge import Version, conflict_id
from kollegie.sync.past import Past, Step, stored_text

_LINE = (
    "INSERT INTO history (row_id, column_name, stamp, scope, record, old_value, old_stamp, person_id, reason)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, '')"
)

_RECORD = 3
"""Where a disagreement's kind of record stands among its columns; which record it is stands next."""
_AT_VISITS = f"SELECT {at_visits('c.record', 'c.row_id')} FROM (SELECT ? AS record, ? AS row_id) c"


class Decided:
    """Conflicts, lines of history and merged rows that wait to be written inside the laptop's transaction."""

    def __init__(self, store: Store, line: Line) -> None:
        self._store = store
        self._line = line
        self._clock: tuple[int, int] | None = None
        self._open: list[tuple[Any, ...]] = []
        self._settled: list[tuple[Any, ...]] = []
        self._lines: list[tuple[Any, ...]] = []
        self._rows: dict[tuple[str, tuple[str, ...]], list[tuple[Any, ...]]] = {}

    def tick(self) -> int:
        """A stamp of this laptop above all it has given or seen."""
        if self._clock is None:
            self._clock = self._line.rows("SELECT last, device FROM clock WHERE one = 1")[0]
        last, device = self._clock
        now = milliseconds_since_epoch(self._store.clock()) << 10
        stamp = max((last >> DEVICE_BITS) + 1, now) << DEVICE_BITS | device
        self._clock = stamp, device
        return stamp

    def conflict(
        self,
        past: Past,
        record: str,
        scope: bytes,
        row_id: bytes,
        column: str,
        versions: tuple[Version, Version],
        resolution: str,
    ) -> None:
        """Keep both versions of a cell, the same on every laptop that finds them; settled where one is given."""
        a, b = sorted(versions, key=lambda version: version.stamp)
        tick = self.tick()
        row = (
            *(conflict_id(row_id, column, a.stamp, b.stamp), scope, b.stamp, record, row_id, column),
            *(stored_text(a.value), a.stamp, past.who(row_id, a.stamp)),
            *(stored_text(b.value), b.stamp, past.who(row_id, b.stamp)),
            *(resolution, tick, *(0 for _ in carried_named("conflict").editable)),
        )
        if resolution:
            me, at = self._store.me.bytes, moment_text(self._store.clock())
            self._settled.append((*row, me, at, tick, tick, tick))
        else:
            self._open.append(row)

    def renewed(self, past: Past, one: Carried, scope: bytes, id: bytes, column: str, replaced: Version) -> int:
        """Give what stands a stamp of its own; history tells what it replaced."""
        stamp, me, old = self.tick(), self._store.me.bytes, stored_text(replaced.value)
        self._lines.append((id, column, stamp, scope, one.name, old, replaced.stamp, me))
        past.add(id, Step(column, stamp, replaced.stamp, old, me))
        return stamp

    def row(self, one: Carried, id: bytes | str, new: dict[str, Any]) -> None:
        """How a row stands after the meeting."""
        self._rows.setdefault((one.name, tuple(new)), []).append((*new.values(), id))

    def write(self) -> tuple[int, int]:
        """Write what waits; give back how many disagreements are new and open: at visits, and at the desk."""
        line, made = self._line, [0, 0]
        if self._clock is not None:
            line.run("UPDATE clock SET last = max(last, ?) WHERE one = 1", (self._clock[0],))
            self._clock = None
        kept = (
            *("id", "scope", "s0", "record", "row_id", "field", "a_value", "a_stamp", "a_by"),
            *("b_value", "b_stamp", "b_by", "resolution", "dirty"),
            *(f"{cell}_b" for cell in carried_named("conflict").editable),
        )
        settled = ("resolved_by", "resolved_at", "resolution_s", "resolved_by_s", "resolved_at_s")
        parts: tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]] = [], []
        for row in self._open:
            parts[self._is_about_the_desk(row[_RECORD], row[_RECORD + 1])].append(row)
        for which, (columns, rows) in enumerate(
            ((kept, parts[0]), (kept, parts[1]), ((*kept, *settled), self._settled))
        ):
            if rows:
                marks = ", ".join("?" for _ in columns)
                count = line.many(
                    f"INSERT INTO conflict ({names(columns)}) VALUES ({marks}) ON CONFLICT DO NOTHING", rows
                )
                if rows is not self._settled:
                    made[which] += count
        if self._lines:
            line.many(_LINE, self._lines)
        for (table, written), changed in self._rows.items():
            assignments = ", ".join(f'"{column}" = ?' for column in written)
            line.many(f'UPDATE "{table}" SET {assignments} WHERE id = ?', changed)
        self._open, self._settled, self._lines, self._rows = [], [], [], {}
        return made[0], made[1]

    def _is_about_the_desk(self, record: str, row_id: bytes) -> bool:
        if record != "action":
            return record in OF_THE_DESK
        return self._line.rows(_AT_VISITS, (record, row_id)) == [(0,)]
