"""What others did, brought in page by page: which scopes this person may hold, and what is new in them."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import closing
from operator import itemgetter
from typing import Any

from kollegie.language import say
from kollegie.model.ids import COMMON_SCOPE
from kollegie.sync.blind import kept_back_from, opened_to_all
from kollegie.sync.carried import Carried, Row, carried
from kollegie.sync.checking import is_id
from kollegie.sync.laptop import EVERYTHING
from kollegie.sync.last_batch import look_how_far, remember
from kollegie.sync.lines import Line
from kollegie.sync.namelessness import is_granted_without_names, shown_to_readers, suit_role
from kollegie.sync.running import Running
from kollegie.sync.statements import fetch_rows

PAGE = 5_000
"""Rows per question to the hub."""

LOCAL = 30_000
"""Rows taken in per local transaction, so that whoever types never waits long for the disk: a fifth of a second."""


_AS_TOLD, _NUMBER = itemgetter(slice(None, -1)), itemgetter(-1)
"""A row as it comes from the hub is what it tells and, last, its number there."""


def scopes_allowed(run: Running) -> set[bytes]:
    """The scopes this laptop's person may hold, by the grants at the hub."""
    granted = scopes_granted(run)
    if EVERYTHING in granted:
        return granted
    marks = ", ".join("?" * len(granted))
    reviews = run.far.rows(f"SELECT review_id FROM case_ WHERE scope IN ({marks})", sorted(granted)) if granted else []
    return {COMMON_SCOPE.bytes, run.near.store.me.bytes} | granted | {row[0] for row in reviews if is_id(row[0])}


def scopes_granted(run: Running) -> set[bytes]:
    """What this person has been given at the hub and is open: everything with its opened scopes, or scope by scope."""
    me = run.near.store.me.bytes
    rows = run.far.rows("SELECT to_scope FROM grant_ WHERE scope = ? AND person_id = ? AND deleted = 0", (me, me))
    granted = {row[0] for row in rows if row[0] is None or is_id(row[0])}
    if None in granted:
        return {EVERYTHING} | opened_to_all(run.far, me)
    return granted - kept_back_from(run.far, me, everything=False)


def fetch(run: Running, *, inside: bool = False) -> None:
    """Bring in everything up to the hub's seq, page by page; a long fetch goes on from its last page.

    Shape: `inside` tells that the hub's transaction is already open because the counter is held.
    """
    near, far = run.near, run.far
    if not inside:
        far.begin(writing=False)
    run.seq = look_how_far(run, upto=run.seq if inside else None)
    allowed = scopes_allowed(run)
    nameless = is_granted_without_names(far, near.store.me.bytes)
    suit_role(near, run.known.epoch, nameless=nameless)
    cursors = near.cursors(run.known.epoch)
    groups: dict[tuple[int, bool], set[bytes]] = {}
    for scope in allowed:
        groups.setdefault((cursors.get(scope, 0), scope == EVERYTHING), set()).add(scope)
    place = _resumed(run, allowed)
    holding = set(run.hub.holding(far, [one.name for one in carried()]))
    tables = [one for one in carried() if one.name in holding]
    news = [
        (since, sorted(scopes), one)
        for (since, _), scopes in sorted(groups.items())
        for one in _news(run, since, scopes, tables)
    ]
    if place and place["at"] not in [_place_of(*part) for part in news]:
        place = {}  # where it broke off nothing is left, as after an erasure: all of it is read from the beginning
    top = place.pop("top", run.seq)
    work = [part for part in news if part[0] < top]
    taken: list[tuple[Carried, list[Row]]] = []
    count = total = 0
    for since, scopes, one in work:
        here = _place_of(since, scopes, one)
        if place and here != place["at"]:
            continue
        after = tuple(map(_unhex, place["after"])) if place else (since + 1, *_before(one))
        place = {}
        within = None if scopes == [EVERYTHING] else scopes
        shown = shown_to_readers(one) if nameless else "true"
        by_number = bool(since) and far.mark == "?"  # SQLite would read and sort the scopes whole, for each page
        question = fetch_rows(one, None if within is None else len(within), shown, by_number=by_number)
        with closing(_pages(far, one, question, after, (top, *(within or ())))) as pages:
            for rows in pages:
                taken.append((one, rows))
                count += len(rows)
                total += len(rows)
                run.progress.step(total, 0, say("poster hämtade", "records fetched"))
                if count < LOCAL:
                    continue
                if far.shared and not inside:  # whoever wants to write the file need not wait while we do
                    far.rollback()
                _take_in(run, taken, {"at": here, "after": list(map(_hex, _behind(one, rows))), "top": top}, allowed)
                taken, count = [], 0
                if far.shared and not inside:
                    far.begin(writing=False)
    if not inside:
        if far.shared:  # while we let go of it, somebody may have moved what we had not read yet
            run.seq = far.rows("SELECT seq FROM hub")[0][0]
        far.rollback()
    _take_in(run, taken, None, allowed, top)
    if top < run.seq:
        fetch(run, inside=inside)


def _pages(
    far: Line, one: Carried, question: str, after: tuple[Any, ...], within: tuple[Any, ...]
) -> Generator[list[Row], None, None]:
    """The rows of a question behind a place, page by page.

    Shape: a file may be let go of between two pages, so each is asked for by its place. A server is asked once for all:
    asked page by page it sorted all that was left each time, and took five times as long for 50,000 lines of history
    (measured). To be closed if not read to the end.
    """
    if not far.shared:
        yield from far.pages(question, (*after, *within), PAGE)
        return
    while rows := far.rows(f"{question} LIMIT ?", (*after, *within, PAGE)):
        yield rows
        if len(rows) < PAGE:
            return
        after = _behind(one, rows)


def _behind(one: Carried, rows: list[Row]) -> tuple[Any, ...]:
    """The place of the last row of a page: its number and its key."""
    last = rows[-1]
    return (last[-1], *(last[one.place(key)] for key in one.fetch_key))


def _take_in(
    run: Running,
    taken: list[tuple[Carried, list[Row]]],
    place: dict[str, Any] | None,
    allowed: set[bytes],
    top: int = 0,
) -> None:
    """Merge pages and note how far we have come, in one local transaction."""
    near = run.near
    with near.writing():
        for one, rows in taken:
            told, seqs = list(map(_AS_TOLD, rows)), list(map(_NUMBER, rows))
            run.tally.received[one.name] += run.meeting.take_in(one, told, seqs)
            run.far.breathe()
        run.meeting.end()
        near.line.run("DELETE FROM pull")
        if place is None:
            near.reached(run.known.epoch, allowed, top)
            remember(run, top)
            run.meeting.know_columns()
        else:
            near.line.run(
                "INSERT INTO pull (one, top, scopes, place) VALUES (1, ?, ?, ?)",
                (place["top"], _listed(allowed), json.dumps(place)),
            )


def _resumed(run: Running, allowed: set[bytes]) -> dict[str, Any]:
    """Where a fetch that broke off goes on; from the start if other scopes are read now."""
    row = run.near.line.one("SELECT scopes, place FROM pull WHERE one = 1")
    if row is None or row[0] != _listed(allowed):
        return {}
    return dict(json.loads(row[1]))


def _place_of(since: int, scopes: list[bytes], one: Carried) -> list[Any]:
    """How the table of a group of scopes that a fetch broke off in is remembered, and by which key its rows came."""
    return [since, one.name, scopes == [EVERYTHING], *one.fetch_key]


def _listed(scopes: set[bytes]) -> str:
    return " ".join(scope.hex() for scope in sorted(scopes))


def _hex(part: Any) -> Any:
    return {"hex": part.hex()} if isinstance(part, bytes) else part


def _unhex(part: Any) -> Any:
    return bytes.fromhex(part["hex"]) if isinstance(part, dict) else part


def _before(one: Carried) -> tuple[Any, ...]:
    """A key before every key of a table."""
    empty = {"bytea": b"", "text": "", "int8": 0}
    return tuple(empty[one.kinds[one.place(key)]] for key in one.fetch_key)


def _news(run: Running, since: int, scopes: set[bytes], tables: list[Carried]) -> list[Carried]:
    """Which of these tables have anything newer in these scopes: one question for all of them.

    Shape: SQLite takes a CROSS JOIN in the order it is written: by number it looks at what is new alone, by scope at
    all that is held there, which it should on a first reading only.
    """
    if scopes == {EVERYTHING}:
        parts = [f"SELECT '{one.name}' WHERE EXISTS (SELECT 1 FROM \"{one.name}\" WHERE seq > ?)" for one in tables]
        parameters: list[Any] = [since] * len(parts)
        question = " UNION ALL ".join(parts)
    else:
        mine = ", ".join("(?)" if run.far.mark == "?" else "(CAST(? AS bytea))" for _ in scopes)
        both = '"{}" t CROSS JOIN mine' if since else 'mine CROSS JOIN "{}" t'  # little is new, or everything is
        parts = [
            f"SELECT '{one.name}' WHERE EXISTS"
            f" (SELECT 1 FROM {both.format(one.name)} WHERE t.scope = mine.scope AND t.seq > ?)"
            for one in tables
        ]
        parameters = [*scopes, *([since] * len(parts))]
        question = f"WITH mine (scope) AS (VALUES {mine}) " + " UNION ALL ".join(parts)
    found = {row[0] for row in run.far.rows(question, parameters)}
    return [one for one in tables if one.name in found]
