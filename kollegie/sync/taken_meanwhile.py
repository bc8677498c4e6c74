"""What a hub that was put back has lost of a case this laptop may no longer read: it counts as unsent again.

Such a case is not fetched, so what was written there since cannot be met here. Offered without bases, what this laptop
had sent would give way to anything newer without a word, and a server takes no such offer. As unsent edits they go with
what they replaced, and the hub keeps both versions. What it does not take stays here, and the receipt says so.

A hub is filled with lines of history before records. One that has the line may lack the version it tells of, if the
filling was broken off in between: until all has been offered such a line counts as lost too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kollegie.sync.carried import Carried, Row, carried
from kollegie.sync.fetching import scopes_allowed
from kollegie.sync.known_versions import KnownVersions, Version, cells_of
from kollegie.sync.laptop import EVERYTHING, Laptop
from kollegie.sync.lines import Line
from kollegie.sync.server_hub import PostgresHub
from kollegie.sync.statements import cur

if TYPE_CHECKING:
    from kollegie.sync.running import Running

LINE = "row_id, column_name, stamp"

OFFERED = 2
"""How a line of history is marked that a hub had lost and has again, while records may be lacking there still."""


def count_as_unsent(run: Running) -> None:
    """Count as unsent what stands here in cases not read from the hub, wherever its line of history is gone there.

    Shape: on a server only what this person wrote, since it takes no other lines from them.
    """
    own = KnownVersions(run.far, run.near.store.me.bytes) if isinstance(run.hub, PostgresHub) else None
    count_lost(run.near, run.far, scopes_allowed(run), own=own)


def count_lost(near: Laptop, far: Line, allowed: set[bytes], *, own: KnownVersions | None = None) -> None:
    """The same of any hub, outside the scopes that are read from it; `own` asks one that takes a person's own only."""
    if EVERYTHING in allowed:
        return
    held = {row[0] for row in near.line.rows("SELECT DISTINCT scope FROM history WHERE sent <> 0")}
    whose, me = ("", []) if own is None else (" AND person_id = ?", [own.person])
    for scope in sorted(held - allowed):
        known = far.rows(f"SELECT {LINE} FROM history WHERE scope = ?", (scope,))
        met: set[Version] = set()
        if own is not None:
            met = own.among(scope, cells_of(near, scope, own.person, [1]))
            if scope not in own.returning:  # there a server shows not even a person's own lines
                sent = f"SELECT {LINE} FROM history WHERE scope = ? AND sent <> 0 AND person_id = ?"
                known += own.among(scope, near.line.rows(sent, (scope, own.person)))
        with near.writing():
            near.line.run(f"CREATE TEMP TABLE known_there ({LINE}, PRIMARY KEY ({LINE}))")
            near.line.many("INSERT INTO temp.known_there VALUES (?, ?, ?) ON CONFLICT DO NOTHING", known)
            near.line.run(f"CREATE TEMP TABLE met_there ({LINE}, PRIMARY KEY ({LINE}))")
            near.line.many("INSERT INTO temp.met_there VALUES (?, ?, ?)", met)
            near.line.run(
                f"CREATE TEMP TABLE lost_there AS SELECT {LINE}, coalesce(old_stamp, 0) AS base FROM history"
                f" WHERE scope = ? AND sent <> 0{whose}"
                f" AND (sent = ? OR ({LINE}) NOT IN (SELECT {LINE} FROM temp.known_there))",
                (scope, *me, OFFERED),
            )
            near.line.run("CREATE INDEX temp.ix_lost_there ON lost_there (row_id, stamp)")
            near.line.run(
                f"UPDATE history SET sent = 0 WHERE scope = ? AND ({LINE}) IN (SELECT {LINE} FROM temp.lost_there)",
                (scope,),
            )
            for one in carried():
                if one.name == "conflict":
                    _open_disagreements(near.line, one, scope)
                elif not one.is_history:
                    _open_cells(near.line, one, scope)
            near.line.run("DROP TABLE temp.known_there")
            near.line.run("DROP TABLE temp.met_there")
            near.line.run("DROP TABLE temp.lost_there")


def note_offered(near: Laptop, lines: list[Row]) -> None:
    """These lines stand at the hub again; the records they tell of follow, if nothing breaks it off."""
    with near.writing():
        marks = f"UPDATE history SET sent = {OFFERED} WHERE stamp = ? AND row_id = ? AND column_name = ?"
        near.line.many(marks, [(stamp, id, column) for id, column, stamp in lines])


def forget_offered(near: Laptop) -> None:
    """All that is held here has been offered, records too."""
    near.line.run("UPDATE history SET sent = 1 WHERE sent = ?", (OFFERED,))


def _open_cells(line: Line, one: Carried, scope: bytes) -> None:
    """The cells that stand as a lost line says, each with the stamp that line replaced; none that was met there."""
    for column in one.editable:
        stamp = cur("o", column)
        lost = (
            f"FROM temp.lost_there l WHERE l.row_id = o.id AND l.stamp = {stamp} AND l.column_name IN ('', '{column}')"
        )
        line.run(
            f'UPDATE "{one.name}" AS o SET "{column}_b" = (SELECT l.base {lost}), dirty = max(coalesce(dirty, 0),'
            f' {stamp}) WHERE scope = ? AND "{column}_b" IS NULL AND EXISTS (SELECT 1 {lost})'
            f" AND (o.id, '{column}', {stamp}) NOT IN (SELECT {LINE} FROM temp.met_there)",
            (scope,),
        )


def _open_disagreements(line: Line, one: Carried, scope: bytes) -> None:
    """The disagreements about a version that is lost: no line of history tells of their making."""
    bases = ", ".join(f'"{column}_b" = coalesce("{column}_b", 0)' for column in one.editable)
    line.run(
        f'UPDATE "{one.name}" AS o SET {bases}, dirty = max(coalesce(dirty, 0), s0) WHERE scope = ?'
        " AND EXISTS (SELECT 1 FROM temp.lost_there l WHERE l.row_id = o.row_id"
        " AND l.stamp IN (o.a_stamp, o.b_stamp) AND l.column_name IN ('', o.field))",
        (scope,),
    )
