"""A record whose id stands in two scopes: one of them was written by somebody who guessed the id, and does not count.

The ids of answers and what goes with them are made from their visit and question, so that two laptops give the same
one. Whoever can work out an id could write a record of that name where they may write. It takes nothing from the right
one at the hub, whose keys lead with the scope; on a laptop that reads both, the record's own words decide.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kollegie.sync.carried import Carried, Row, names
from kollegie.sync.double_work import id_at_visit
from kollegie.sync.lines import Line

FOREIGN = "scope"
"""The column that is told of such a record when it is set aside."""


def in_another_scope(line: Line, one: Carried) -> set[bytes]:
    """The ids of staged records that stand here in another scope."""
    found = line.rows(
        f'SELECT c.id FROM temp.came_{one.name} c CROSS JOIN "{one.name}" o ON o.id = c.id WHERE o.scope <> c.scope'
    )
    return {row[0] for row in found}


def takes_the_place(line: Line, one: Carried, row: Row) -> Row | None:
    """The record that has to leave because the one that came is the right one; None if what stands is.

    Shape: what has unsent edits here is never taken out.
    """
    held = line.one(f'SELECT {names(one.columns)}, dirty FROM "{one.name}" WHERE id = ?', (row[0],))
    if held is None or held[-1] is not None:
        return None
    *standing, _dirty = held
    if _belongs(line, one, row) and not _belongs(line, one, tuple(standing)):
        return tuple(standing)
    return None


def _belongs(line: Line, one: Carried, row: Row) -> bool:
    """Whether a record lies in the scope of its visit, under the id that its visit and question give it."""
    given: dict[str, Any] = dict(zip(one.columns, row, strict=True))
    if one.name == "visit":
        return given["blind_of"] is None or given["scope"] == given["id"]
    if "visit_id" not in given:
        return True
    visit = line.one("SELECT scope FROM visit WHERE id = ?", (given["visit_id"],))
    if visit is None or visit[0] != given["scope"]:
        return False
    return bool(id_at_visit(one.name, given, UUID(bytes=given["visit_id"])) == given["id"])
