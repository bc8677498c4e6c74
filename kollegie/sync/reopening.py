"""Edits that were published while somebody else published theirs: met as if they had not been sent yet.

In a drop folder nobody takes turns. A batch tells how far its writer had read; what this laptop published after that
was unknown to them. Such rows are opened again before the batch is taken in, so that the same rule decides as for
anything unsent, and closed again where nothing has come of it. Whoever stands beside, with nothing of their own in
it, keeps both versions too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kollegie.model.stamps import device_of
from kollegie.sync.batch_rows import is_sound, rows_of
from kollegie.sync.carried import Carried, Row, carried, carried_named
from kollegie.sync.folder_hub import stage_locally
from kollegie.sync.laptop import LEADS
from kollegie.sync.lines import Line
from kollegie.sync.lost_by_hub import chosen_from
from kollegie.sync.meeting import Meeting
from kollegie.sync.past import in_history
from kollegie.sync.row_by_row import standing, version_of
from kollegie.sync.sealed_batches import Content
from kollegie.sync.statements import guard, staged_columns

SENDER = "sender's number"
"""What the laptop that wrote a row is kept under where the row is set aside; no column is called so."""


@dataclass(slots=True)
class Reopened:
    """Cells that count as unsent for a while: by table and id, the stamp each was published with."""

    cells: dict[tuple[str, bytes | str], dict[str, int]] = field(default_factory=dict)


class FolderMeeting(Meeting):
    """The meeting of incoming rows, with what a drop folder adds to it. All inside the laptop's transaction."""

    def reopen(self, published: Iterable[Content], scopes: set[bytes] | None) -> Reopened:
        """Count cells published in these batches as unsent, wherever they still stand as they were published."""
        opened = Reopened()
        for content in published:
            for one in carried():
                if not one.is_history:
                    for row in rows_of(content, one):
                        if scopes is None or row[one.place("scope")] in scopes:
                            self._open_row(one, row, opened)
        return opened

    def _open_row(self, one: Carried, row: Row, opened: Reopened) -> None:
        columns, _kinds = staged_columns(one)
        sent = dict(zip(columns, row, strict=True))
        here = standing(self._line, one, row[0])
        if here is None:
            return
        cells = {}
        for column in one.editable:
            base, stamp = sent[f"{column}_b"], version_of(one, sent, column).stamp
            if base is not None and here[f"{column}_b"] is None and version_of(one, here, column).stamp == stamp:
                cells[column] = base
                opened.cells.setdefault((one.name, row[0]), {})[column] = stamp
        if cells:
            marks = ", ".join(f'"{column}_b" = ?' for column in cells)
            self._line.run(
                f'UPDATE "{one.name}" SET {marks}, dirty = coalesce(dirty, ?) WHERE id = ?',
                (*cells.values(), max(opened.cells[one.name, row[0]].values()), row[0]),
            )

    def close(self, opened: Reopened) -> None:
        """What stands as it was published is sent; what was replaced by something older gets a stamp above both."""
        for (name, id), cells in opened.cells.items():
            one = carried_named(name)
            here = standing(self._line, one, id)
            if here is None:
                continue
            new: dict[str, Any] = {}
            for column, stamp in cells.items():
                stands = version_of(one, here, column)
                if stands.stamp == stamp:
                    new[f"{column}_b"] = None
                elif stands.stamp < stamp:  # others may hold what was published, with the larger stamp
                    new[f"{column}_s"] = here["dirty"] = self._renew(one, here["scope"], in_history(id), column, stands)
                    new[f"{column}_b"] = stands.stamp
            here |= new
            waits = any(here[f"{column}_b"] is not None for column in one.editable)
            new["dirty"] = here["dirty"] if waits else None
            if waits and new["dirty"] is None:
                new["dirty"] = max(version_of(one, here, column).stamp for column in cells)
            marks = ", ".join(f'"{column}" = ?' for column in new)
            self._line.run(f'UPDATE "{name}" SET {marks} WHERE id = ?', (*new.values(), id))

    def take_in_batch(self, one: Carried, rows: list[Row], sender: int, number: int) -> int:
        """Take in rows that bring their bases, of a laptop with that number; give back how many changed something.

        Shape: `number` is the batch's; it stands beside what is set aside.
        """
        opened = Reopened()
        if not one.is_history and one.name != "conflict" and rows:
            self._keep_both(one, rows, sender, opened)
        whole = {row[0]: row for row in rows}
        self._checking.beside = lambda row: _beside(one, whole.get(row[0], row), sender)
        changed = self.take_in(one, [row[: len(one.columns)] for row in rows], [number] * len(rows))
        self.close(opened)
        return changed

    def set_aside(self, one: Carried, row: Row, sender: int, number: int, column: str | None) -> None:
        """Keep a row no table of ours takes, to be looked at again."""
        self._checking.beside = lambda _row: _beside(one, row, sender)
        self._checking.set_aside(one, row[: len(one.columns)], number, column)

    def _take_again(self, one: Carried, row: Row, seq: int, kept: dict[str, Any]) -> int:
        """With the bases it came with: what it would overwrite without having seen it is kept beside."""
        whole = (*row, *(kept.get(f"{column}_b") for column in one.editable))
        if not is_sound(one, whole):
            return 0
        return self.take_in_batch(one, [whole], int(kept.get(SENDER) or 0), seq)

    def _keep_both(self, one: Carried, rows: list[Row], sender: int, opened: Reopened) -> None:
        """What stands here, sent by somebody else, and would be overwritten by an edit that had not seen it."""
        if self._line.one(f'SELECT 1 FROM "{one.name}" LIMIT 1') is None:
            return
        stage_locally(self._line, one, rows)
        found = {row[0] for row in self._line.rows(guard(one, Line), [sender] * len(one.editable))}
        self._line.run(f"DROP TABLE temp.inc_{one.name}")
        columns, _kinds = staged_columns(one)
        for row in rows:
            here = standing(self._line, one, row[0]) if row[0] in found else None
            if here is None:
                continue
            there = dict(zip(columns, row, strict=True))
            for column in one.editable:
                self._keep_both_cells(one, here, there, column, sender, opened)

    def _keep_both_cells(
        self, one: Carried, here: dict[str, Any], there: dict[str, Any], column: str, sender: int, opened: Reopened
    ) -> None:
        mine, theirs, base = version_of(one, here, column), version_of(one, there, column), there[f"{column}_b"]
        if base is None or mine.stamp in (base, theirs.stamp) or mine.value == theirs.value:
            return
        if device_of(mine.stamp) == sender:
            return
        id = in_history(here["id"])
        if mine.untouched or theirs.untouched:
            later = max(mine, theirs, key=lambda version: version.stamp)
            empties = base == 0 and mine.untouched is not theirs.untouched and later.untouched
            if empties and self._speaks_for(id, mine.stamp):
                self._open_cell(one, here, column, mine.stamp)
                if mine.untouched:  # others hold it, and what stands in its place needs a stamp above it
                    opened.cells.setdefault((one.name, here["id"]), {})[column] = mine.stamp
            return
        if (
            here[f"{column}_b"] is None
            and not self._made_knowing(id, column, mine, theirs)
            and not self._made_knowing(id, column, theirs, mine)
            and not chosen_from(self._line, here["id"], column, theirs.stamp)
        ):
            self.disagree(one, here["scope"], here["id"], column, mine, theirs)

    def _speaks_for(self, id: bytes, stamp: int) -> bool:
        """Whether this person wrote a version, or leads: whoever wrote it may hold the case no longer."""
        wrote = self._history().who(id, stamp) == self._store.me.bytes
        return wrote or self._line.one(f"SELECT 1 WHERE {LEADS}") is not None

    def _open_cell(self, one: Carried, here: dict[str, Any], column: str, stamp: int) -> None:
        """An empty field that came with the making of a record, here or there, must not take the place of what was
        written without knowing of it, although the sender has read all the batches: they may not have held the case by
        then. So it is met as if this one had not been sent yet."""
        if here[f"{column}_b"] is None:
            assignments = f'"{column}_b" = 0, dirty = coalesce(dirty, ?)'
            self._line.run(f'UPDATE "{one.name}" SET {assignments} WHERE id = ?', (stamp, here["id"]))


def _beside(one: Carried, row: Row, sender: int) -> dict[str, Any]:
    """What a row says beside its columns: the bases of its cells, and whose it is."""
    columns, _kinds = staged_columns(one)
    return dict(zip(columns[len(one.columns) :], row[len(one.columns) :], strict=False)) | {SENDER: sender}
