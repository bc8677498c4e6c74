"""Before others' deletions are taken over: how many they are, and whether that is more than an ordinary day's.

Whoever empties a round by mistake, or a hub that was swapped, must not empty every laptop in silence (safety R26).
Giving up a case whose assignment has ended is no deletion, and what was erased for good stands on a list of its own.
"""

from __future__ import annotations

from kollegie.sync.carried import Carried, Row, carried
from kollegie.sync.errors import DeletionsStopped
from kollegie.sync.lines import Line

MOST_ROWS = 20
MOST_SHARE = 0.02
LEAST_ROWS = 5
"""More than 20 rows or 2 % of what is held is asked about; fewer than 6 never, or every deletion on a small laptop
would be."""


class DeletionGuard:
    """Counts, over one sync, the records that stood here and that others have deleted."""

    def __init__(self, line: Line, *, allowed: bool = False) -> None:
        self._line = line
        self._allowed = allowed
        self._held: int | None = None
        self.count = 0

    def look_at(self, one: Carried, rows: list[Row]) -> None:
        """Look at rows that are about to be merged, inside the transaction that will merge them.

        Raises: DeletionsStopped, so that the transaction takes them all back.
        """
        if one.is_history or self._allowed:
            return
        place = one.place("deleted")
        gone = [(row[0],) for row in rows if row[place]]
        if not gone:
            return
        line = self._line
        line.run("CREATE TEMP TABLE IF NOT EXISTS gone (id PRIMARY KEY)")
        line.run("DELETE FROM temp.gone")
        line.many("INSERT OR IGNORE INTO temp.gone VALUES (?)", gone)
        self.count += line.rows(
            f'SELECT count(*) FROM temp.gone g CROSS JOIN "{one.name}" o ON o.id = g.id WHERE o.deleted = 0'
        )[0][0]
        if self.count > min(MOST_ROWS, max(LEAST_ROWS, int(MOST_SHARE * self._rows_held()))):
            raise DeletionsStopped(count=self.count, held=self._rows_held())

    def _rows_held(self) -> int:
        if self._held is None:
            self._held = sum(
                self._line.rows(f'SELECT count(*) FROM "{one.name}" WHERE deleted = 0')[0][0]
                for one in carried()
                if not one.is_history
            )
        return self._held
