"""A visit is made double while a laptop that has not synced works at it: nobody may read what was written there.

Whichever reaches the hub first counts, and the hub's counter tells which that was: before each push a laptop has read
all that stands there. What was begun first makes the visit ordinary again, before that it is double has been told.
Where it is double at the hub already, what was written here and never sent moves to the writer's own blind visit with
its history, so that it never goes out in the scope the other one reads.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from kollegie.language import say
from kollegie.model.ids import derived_id
from kollegie.model.reviews import Case, Visit
from kollegie.model.visits import answer_id, consent_id, finding_id, visit_row_id
from kollegie.store import Work
from kollegie.store.double_visits import blind_visits, is_begun, make_ordinary
from kollegie.sync.carried import Carried, carried_named
from kollegie.sync.double_plans import even_out_doubles
from kollegie.sync.laptop import Laptop
from kollegie.sync.lines import Line

MOVING = ("answer", "finding", "visit_row", "comment", "consent", "attachment")
"""What is written at a visit, in tables that say at which."""

UNSENT = "dirty IS NOT NULL AND deleted_b IS NOT NULL AND deleted_b = 0"
"""A row that no hub has had."""

STATE: dict[str, Any] = {
    "started_at": None,
    "arrived_at": None,
    "left_at": None,
    "signed_at": None,
    "signed_by": None,
    "dropped_because": "",
}
"""What carrying out a visit writes in its own row, and how it stands before."""


def keep_blind(near: Laptop, far: Line) -> list[str]:
    """Put right what became double too late, here or there, before anything is sent. Tells what a person should know.

    Shape: asks the hub only when something that was written at a visit has never been sent.
    """
    return _begun_before(near) + _became_double(near, far) + even_out_doubles(near)


def _begun_before(near: Laptop) -> list[str]:
    """Visits made double here, untold so far, that somebody had begun: they are ordinary again."""
    question = "SELECT id FROM visit WHERE double = 1 AND deleted = 0 AND dirty IS NOT NULL AND double_b IS NOT NULL"
    told = []
    for (id,) in near.line.rows(question):
        with near.store.reading() as reading:
            visit = reading.get(Visit, UUID(bytes=id))
            late = is_begun(reading, visit) and not any(is_begun(reading, one) for one in blind_visits(reading, visit))
            label = reading.get(Case, visit.case_id).label
        if not late:
            continue
        with near.store.work("round single") as work:
            make_ordinary(work, visit)
        told.append(
            say(
                "Besöket i ärende {} hade börjat innan det gjordes dubbelt. Det är ett vanligt besök igen; gör ett"
                " annat besök dubbelt.",
                "The visit in case {} had begun before it was made double. It is an ordinary visit again; make another"
                " visit double.",
            ).format(label)
        )
    return told


def _became_double(near: Laptop, far: Line) -> list[str]:
    """Visits begun here that are double at the hub: what was written moves to this person's own blind visit."""
    me = near.store.me
    mine = {row[0] for row in near.line.rows("SELECT visit_id FROM assignment WHERE person_id = ?", (me.bytes,))}
    double: list[UUID] = []
    begun = _written_at(near.line) if mine else set()
    for id in sorted(begun & mine):  # also of a case that has been taken away, and is read here no more
        row = far.one("SELECT 1 FROM visit WHERE id = ? AND double = 1 AND deleted = 0", (id,))
        if row is not None:
            double.append(UUID(bytes=id))
    told = []
    for visit_id in double:
        blind = derived_id("blind", visit_id, me)
        with near.store.work("visit answer") as work:  # first, since the rows tell that it is still to be done
            label = _move_state(work, visit_id, blind)
        with near.writing():
            for name in MOVING:
                _move(near.line, carried_named(name), visit_id, blind)
            _move_marks(near.line, visit_id, blind)
        told.append(
            say(
                "Besöket i ärende {} är nu ett dubbelbesök. Det du redan hade skrivit ligger i ditt eget besök, och"
                " ingen annan ser det förrän alla har signerat.",
                "The visit in case {} is now a double visit. What you had written is in your own visit, and nobody else"
                " sees it before all have signed.",
            ).format(label)
        )
    return told


def _written_at(line: Line) -> set[bytes]:
    """The visits at which something has been written, or is being typed, that no hub has had."""
    parts = [f"SELECT visit_id FROM {name} WHERE {UNSENT}" for name in MOVING] + ["SELECT visit_id FROM draft"]
    return {row[0] for row in line.rows(" UNION ".join(parts))}


def _move(line: Line, one: Carried, visit_id: UUID, blind: UUID) -> None:
    """Move the rows of one table that were never sent, with their history.

    Shape: a row keeps its stamps. Where the blind visit has such a row already, that one stands, and what is moved
    is kept beside it as taken out.
    """
    columns = [name for (name,) in line.rows(f"SELECT name FROM pragma_table_info('{one.name}')")]
    place = {name: at for at, name in enumerate(columns)}
    rows = line.rows(f"SELECT {_listed(columns)} FROM {one.name} WHERE visit_id = ? AND {UNSENT}", (visit_id.bytes,))
    for row in rows:
        given = dict(zip(columns, row, strict=True))
        new = id_at_visit(one.name, given, blind)
        if new != row[place["id"]] and line.one(f"SELECT 1 FROM {one.name} WHERE id = ?", (new,)) is not None:
            new, given["deleted"] = derived_id("kept beside", UUID(bytes=row[place["id"]])).bytes, 1
        given |= {"id": new, "scope": blind.bytes, "visit_id": blind.bytes}
        line.run(f"DELETE FROM {one.name} WHERE id = ?", (row[place["id"]],))
        line.run(
            f"INSERT INTO {one.name} ({_listed(columns)}) VALUES ({', '.join('?' * len(columns))})",
            [given[name] for name in columns],
        )
        _move_history(line, (row[place["scope"]], row[place["id"]]), new, blind)
        if one.name == "finding":
            of_it = f"SELECT scope, id FROM action WHERE finding_id = ? AND {UNSENT}"
            for scope, action in line.rows(of_it, (row[place["id"]],)):
                line.run("UPDATE action SET finding_id = ?, scope = ? WHERE id = ?", (new, blind.bytes, action))
                _move_history(line, (scope, action), action, blind)
        if one.name == "attachment":
            line.run("UPDATE content SET scope = ? WHERE hash = ?", (blind.bytes, given["content_hash"]))


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def id_at_visit(table: str, row: dict[str, object], blind: UUID) -> bytes:
    """The id both laptops would give to the row in the blind visit; a row with an id of its own keeps it."""
    question, at = str(row.get("question", "")), str(row.get("row", ""))
    if table == "answer":
        return answer_id(blind, question, at).bytes
    if table == "finding" and isinstance(rule := row["rule"], int) and rule >= 0:
        return finding_id(blind, question, at, rule).bytes
    if table == "visit_row":
        return visit_row_id(blind, str(row["repeat"]), at).bytes
    if table == "consent":
        return consent_id(blind).bytes
    own = row["id"]
    assert isinstance(own, bytes)
    return own


def _move_history(line: Line, old: tuple[bytes, bytes], new: bytes, blind: UUID) -> None:
    """History is only ever added to: its lines are written anew and the old ones let go.

    Shape: `old` is the scope and the id of the record they speak of.
    """
    kept = (
        "column_name, stamp, record, old_value, old_stamp, person_id, reason, sent"  # all but whose they are and where
    )
    lines = line.rows(f"SELECT {kept} FROM history WHERE scope = ? AND row_id = ?", old)
    line.run("DELETE FROM history WHERE scope = ? AND row_id = ?", old)
    line.many(
        f"INSERT INTO history (row_id, scope, {kept}) VALUES (?, ?, {', '.join('?' * 8)})",
        [(new, blind.bytes, *one) for one in lines],
    )


def _move_marks(line: Line, visit_id: UUID, blind: UUID) -> None:
    """What this laptop alone keeps of the visit: what is being typed, the steps to undo, the place."""
    line.run("UPDATE OR IGNORE draft SET visit_id = ? WHERE visit_id = ?", (blind.bytes, visit_id.bytes))
    named = line.rows("SELECT name FROM setting WHERE instr(name, ?)", (str(visit_id),))
    for (name,) in named:
        line.run(
            "UPDATE OR REPLACE setting SET name = ? WHERE name = ?", (name.replace(str(visit_id), str(blind)), name)
        )


def _move_state(work: Work, visit_id: UUID, blind: UUID) -> str:
    """When it began, was left and was signed belongs to the blind visit; gives back the case's number."""
    visit, own = work.first(Visit, id=visit_id), work.first(Visit, id=blind)
    if visit is None:
        return ""
    state = {name: getattr(visit, name) for name in STATE}
    if own is not None and state != STATE and all(getattr(own, name) == before for name, before in STATE.items()):
        work.save(dataclasses.replace(own, **state))
    work.save(dataclasses.replace(visit, **STATE))
    case = work.first(Case, id=visit.case_id)
    return "" if case is None else case.label
