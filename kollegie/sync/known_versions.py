"""Which of a person's own versions a server knows in a case it no longer shows them.

A server tells nobody what others wrote where they hold nothing, so a laptop cannot read there what of its own has
arrived. It asks for its own versions by name, and hears which of them are known: told of by a line of history, or as
what somebody's later edit was made from. The others are lost, or were never there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from kollegie.sync.carried import carried
from kollegie.sync.fetching import scopes_allowed
from kollegie.sync.laptop import EVERYTHING, Laptop
from kollegie.sync.lines import Line
from kollegie.sync.server_hub import PostgresHub
from kollegie.sync.statements import awaits_content, cur

if TYPE_CHECKING:
    from kollegie.sync.running import Running

VERSION = "row_id, column_name, stamp"
Version = tuple[bytes, str, int]
"""The record, the cell (empty for the making of the record), and the stamp."""

AT_A_TIME = 5_000

KNOWS = "SELECT row_id, column_name, stamp FROM kollegie_knows(?, CAST(? AS bytea[]), CAST(? AS text[]), ?::bigint[])"


class KnownVersions:
    """A server, asked for the versions of the person whose login it is."""

    def __init__(self, far: Line, person: bytes) -> None:
        self._far = far
        self.person = person

    @cached_property
    def returning(self) -> set[bytes]:
        """Cases taken away to which this person may still send; there a server shows them their own lines."""
        return {row[0] for row in self._far.rows("SELECT unnest(kollegie_returning())")}

    def among(self, scope: bytes, versions: Iterable[Version]) -> set[Version]:
        """Those of these versions that are known in a scope."""
        asked, known = list(versions), set[Version]()
        for start in range(0, len(asked), AT_A_TIME):
            ids, columns, stamps = map(list, zip(*asked[start : start + AT_A_TIME], strict=True))
            known.update(self._far.rows(KNOWS, (scope, ids, columns, stamps)))
        return known


def cells_of(near: Laptop, scope: bytes, person: bytes, sent: Sequence[int]) -> list[Version]:
    """The cells of a scope that stand as a person wrote them, by lines of history marked as one of `sent`.

    Shape: without new attachments whose content waits, since their lines go before they do.
    """
    marks = ", ".join("?" * len(sent))
    own = (
        "SELECT 1 FROM history h WHERE h.scope = o.scope AND h.row_id = o.id AND h.stamp = {stamp}"
        f" AND h.column_name IN ('', '{{column}}') AND h.person_id = ? AND h.sent IN ({marks})"
    )
    found: list[Version] = []
    for one in carried():
        for column in () if one.is_history or one.name == "conflict" else one.editable:
            stamp = cur("o", column)
            question = f"SELECT o.id, '{column}', {stamp} FROM \"{one.name}\" o WHERE o.scope = ?{awaits_content(one)}"
            written = own.format(stamp=stamp, column=column)
            found += near.line.rows(f"{question} AND EXISTS ({written})", (scope, person, *sent))
    return found


def end_what_is_known(run: Running) -> None:
    """What a server takes no more and yet knows has arrived: it waits no longer.

    Shape: only where this person holds nothing; what they have changed since then goes on waiting, and is told.
    """
    if not isinstance(run.hub, PostgresHub) or not run.near.refused():
        return
    allowed = scopes_allowed(run)
    if EVERYTHING in allowed:
        return
    near, own = run.near, KnownVersions(run.far, run.near.store.me.bytes)
    waiting = {row[0] for row in near.line.rows("SELECT DISTINCT scope FROM history WHERE sent = 0")}
    for scope in sorted(waiting - allowed):
        lines = near.line.rows(
            f"SELECT {VERSION} FROM history WHERE scope = ? AND sent = 0 AND person_id = ?", (scope, own.person)
        )
        known = own.among(scope, {*lines, *cells_of(near, scope, own.person, [0, 1])})
        if known:
            _note_arrived(near, scope, known)


def _note_arrived(near: Laptop, scope: bytes, known: set[Version]) -> None:
    with near.writing():
        near.line.run(f"CREATE TEMP TABLE known_there ({VERSION}, PRIMARY KEY ({VERSION}))")
        near.line.many("INSERT INTO temp.known_there VALUES (?, ?, ?)", known)
        near.line.run(
            f"UPDATE history SET sent = 1 WHERE scope = ? AND sent = 0 AND ({VERSION}) IN"
            f" (SELECT {VERSION} FROM temp.known_there)",
            (scope,),
        )
        for one in carried():
            if one.is_history or one.name == "conflict":
                continue
            for column in one.editable:
                near.line.run(
                    f'UPDATE "{one.name}" AS o SET "{column}_b" = NULL WHERE scope = ? AND "{column}_b" IS NOT NULL'
                    f" AND (o.id, '{column}', {cur('o', column)}) IN (SELECT {VERSION} FROM temp.known_there)",
                    (scope,),
                )
            open_still = " AND ".join(f'"{column}_b" IS NULL' for column in one.editable)
            near.line.run(
                f'UPDATE "{one.name}" SET dirty = NULL WHERE scope = ? AND dirty IS NOT NULL AND {open_still}',
                (scope,),
            )
        near.line.run("DROP TABLE temp.known_there")
