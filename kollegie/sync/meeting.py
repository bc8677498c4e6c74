"""Where incoming rows meet what stands on the laptop: the rule for one cell, and what a row and a visit add to it.

Rows of which nothing is unsent go in by one statement per table. The others, few, are run through the rule cell by
cell. What reaches a visit that was signed without knowing of it is always shown as a disagreement.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from itertools import compress
from typing import Any

from kollegie.store import Store
from kollegie.store.migrating import NEW_COLUMNS
from kollegie.store.search import Arrived, arrived, let_wait
from kollegie.sync.belonging import FOREIGN, in_another_scope, takes_the_place
from kollegie.sync.carried import Carried, Row, carried_named, names
from kollegie.sync.checking import Checking
from kollegie.sync.deletion_guard import DeletionGuard
from kollegie.sync.lines import Line
from kollegie.sync.merge import Version
from kollegie.sync.past import in_parts
from kollegie.sync.row_by_row import BEGINNINGS, RowByRow, version_of
from kollegie.sync.staging import Page, by_column, put_in
from kollegie.sync.statements import fill_new_column, see_came, stamps_of, take_in_came

WAITS = 1_000
"""From how many rows of a table that come together on they wait to be searched; fewer are laid in as they come."""

OF_A_VISIT = ("visit", "answer", "finding", "visit_row", "consent", "attachment", "action")
"""Records whose late edits are shown once their visit is signed; a comment may be written afterwards as well."""


class Meeting(RowByRow):
    """One sync's incoming rows on one laptop. All of it happens inside the laptop's transaction."""

    def __init__(self, store: Store, line: Line, device: int, *, allow_deletions: bool = False) -> None:
        super().__init__(store, line, device)
        self._guard = DeletionGuard(line, allowed=allow_deletions)
        self.allow_deletions = allow_deletions
        self._checking = Checking(store, line)
        self._new_columns: dict[str, list[str]] = json.loads(store_setting(line, NEW_COLUMNS) or "{}")
        self._signed_elsewhere: dict[bytes, int] = {}
        self.before_merging: Callable[[Line, Carried, list[Row]], None] | None = None
        """What is done with the staged rows of a table just before they meet what stands here."""

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
            page = self._stage(one, rows)
            rows = self._checking.sound(one, rows, seqs or [], page)
        if not rows:
            return 0
        self._guard.look_at(one, rows)
        if one.is_history:
            self._merge_staged(one, rows)
            return 0
        if one.name == "visit":
            self._notice_signatures(one, rows)
        if self.before_merging is not None:
            self.before_merging(self._line, one, rows)
        unsent = self._unsent_among(one, len(rows))
        late = self._of_visits_signed_here(one, rows)
        careful = [row for row in rows if row[0] in unsent or row[0] in late] if unsent or late else []
        if careful:
            self._leave_out(one, [row[0] for row in careful], len(rows))
        changed = self._merge_staged(one, rows) if len(careful) < len(rows) else 0
        if changed + len(careful) < len(rows):  # what is older than what stands, or is not what stands
            changed += self._tell_apart(one, rows)
        if careful:
            with self._together(one, careful):
                for row in self._in_their_scope(one, careful):
                    changed += self._meet_signed(one, row) if row[0] in late else self._meet(one, row)
        if one.name == "conflict":
            self._name_writers(one, rows)
        return changed

    def _unsent_among(self, one: Carried, came: int) -> set[bytes | str]:
        """Which of so many staged rows are unsent here; others that are unsent may be told with them.

        Shape: whichever are fewer are looked through, those that came or those that are unsent.
        """
        unsent, asked = f'FROM "{one.name}" WHERE dirty IS NOT NULL', self._line.rows
        if asked(f"SELECT count(*) FROM (SELECT 1 {unsent} LIMIT ?)", (came,))[0][0] < came:
            return {row[0] for row in asked(f"SELECT id {unsent}")}
        both = f'temp.came_{one.name} n CROSS JOIN "{one.name}" o ON o.id = n.id'
        return {row[0] for row in asked(f"SELECT n.id FROM {both} WHERE o.dirty IS NOT NULL")}

    def _in_their_scope(self, one: Carried, rows: list[Row]) -> list[Row]:
        """Inside `_together`: those that stand here in no other scope, the clock past them; the rest is set aside."""
        scope, right = one.place("scope"), []
        for row in rows:
            if row[0] in self._held and self._held[row[0]]["scope"] != row[scope]:
                self._checking.set_aside(one, row, 0, FOREIGN)
            else:
                right.append(row)
        if right:
            self._see(one, right)
        return right

    def _leave_out(self, one: Carried, ids: list[bytes | str], staged: int) -> None:
        """Take these rows out of the staged ones; by parts, since each statement looks through all that is staged."""
        if len(ids) == staged:
            self._line.run(f"DELETE FROM temp.came_{one.name}")
            return
        for marks, part in in_parts(ids):
            self._line.run(f"DELETE FROM temp.came_{one.name} WHERE id IN ({marks})", part)

    def _name_writers(self, one: Carried, rows: list[Row]) -> None:
        """Take over who wrote a version: a hub that was put back may have lost the history that told it here."""
        places = [one.place(name) for name in ("a_by", "b_by", "id")]
        self._line.many(
            "UPDATE conflict SET a_by = coalesce(a_by, ?), b_by = coalesce(b_by, ?)"
            " WHERE id = ? AND (a_by IS NULL OR b_by IS NULL)",
            [tuple(row[place] for place in places) for row in rows],
        )

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

    def _stage(self, one: Carried, rows: list[Row]) -> Page:
        """Put rows where the statements find them, in memory; give back the page column by column."""
        line, page = self._line, by_column(one.columns, rows)
        line.run(f"CREATE TEMP TABLE IF NOT EXISTS came_{one.name} ({names(one.columns)})")
        line.run(f"DELETE FROM temp.came_{one.name}")
        put_in(line, f"temp.came_{one.name}", page)
        return page

    def _merge_staged(self, one: Carried, rows: list[Row]) -> int:
        """Take in the staged ones of these rows, of which nothing is unsent here, by one statement.

        What is searched is laid into the index afterwards, all at once; many rows wait for it until the sync is over.
        """
        line, index = self._line, arrived(one.name, f"temp.came_{one.name}")
        for column in self._new_columns.get(one.name, ()):
            line.run(fill_new_column(one, column))
        line.run(see_came(one))
        if index is None:
            return line.run(take_in_came(one))
        line.run("UPDATE actor SET applying = 2 WHERE one = 1")
        if len(rows) >= WAITS:
            changed = line.run(take_in_came(one))
            let_wait(line.rows, one.name, [row[0] for row in rows])
        else:
            changed = self._merge_into_index(one, index)
        line.run("UPDATE actor SET applying = 1 WHERE one = 1")
        return changed

    def _merge_into_index(self, one: Carried, index: Arrived) -> int:
        line = self._line
        before = line.rows(index.newest)[0][0]
        changed = line.run(take_in_came(one))
        index.lay_in(line.rows, stood=line.rows(index.newest)[0][0] - before < changed)
        return changed

    def _tell_apart(self, one: Carried, rows: list[Row]) -> int:
        """Of two records with one id in two scopes the right one stands; the other is set aside."""
        foreign, placed = in_another_scope(self._line, one), 0
        for row in rows:
            if row[0] not in foreign:
                continue
            leaving = takes_the_place(self._line, one, row)
            self._checking.set_aside(one, leaving or row, 0, FOREIGN)
            if leaving is not None:
                self._line.run(f'DELETE FROM "{one.name}" WHERE id = ?', (row[0],))
                self._stage(one, [row])
                placed += self._merge_staged(one, [row])
        return placed

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
        within = {"visit": "id = ?", "action": "finding_id IN (SELECT id FROM finding WHERE visit_id = ?)"}
        of_it = within.get(one.name, "visit_id = ?")
        unsent = f'SELECT {names(columns)} FROM "{one.name}" WHERE {of_it} AND dirty IS NOT NULL'
        rows = self._line.rows(unsent, (visit,))
        with self._together(one, rows):
            for row in rows:
                self._show_late_cells(one, dict(zip(columns, row, strict=True)), signed)

    def _show_late_cells(self, one: Carried, mine: dict[str, Any], signed: int) -> None:
        if mine["deleted_b"] == 0:
            self._show_late_row(one, mine, signed)
            return
        for column in one.editable:
            if column in BEGINNINGS:  # of two beginnings the earlier stands, and nobody has to choose
                continue
            here, base = version_of(one, mine, column), mine[f"{column}_b"]
            stood = self.stood(one, mine["id"], column, base) if base else None
            if stood is not None and stood.value != here.value:
                self.disagree(one, mine["scope"], mine["id"], column, here, stood)

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
        return {row[0] for row in rows if self._visit_of(one, row) in signed} if signed else set()

    def _visit_of(self, one: Carried, row: Row) -> bytes | None:
        """The visit a row belongs to; an action belongs to its finding's, if that is here."""
        if one.name == "visit":
            return bytes(row[0])
        if one.name != "action":
            return bytes(row[one.place("visit_id")])
        found = self._line.one("SELECT visit_id FROM finding WHERE id = ?", (row[one.place("finding_id")],))
        return None if found is None else bytes(found[0])

    def _meet_signed(self, one: Carried, row: Row) -> int:
        """A row for a visit signed here: what it changes is shown, not slipped in."""
        if row[0] in self._held or self._standing_rows(one, [row[0]]):
            return self._meet(one, row, late=True)
        self._write()  # the clock is about to be moved
        self._stage(one, [row])
        self._merge_staged(one, [row])
        theirs = dict(zip(one.columns, row, strict=True))
        visit = self._visit_of(one, row)
        signed = self._line.rows("SELECT coalesce(signed_at_s, s0) FROM visit WHERE id = ?", (visit,))[0][0]
        self._show_late_row(one, theirs, signed)
        return 1


def store_setting(line: Line, name: str) -> str:
    """A setting of this laptop, empty where there is none."""
    row = line.one("SELECT value FROM setting WHERE name = ?", (name,))
    return "" if row is None else str(row[0])
