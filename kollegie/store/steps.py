"""Undo and redo over history: the steps a person has taken in one piece of work, kept over a restart.

A step holds no content of its own, only which stamps its edits got; the earlier values stand in history. Undoing is an
edit like any other: it is stamped, captured and synced, and history shows it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import RowMapping, select, update

from kollegie.store import laptop_tables, tables
from kollegie.store.history import value_from_history
from kollegie.store.rows import synced_named
from kollegie.store.work import Reading, Work

MOST_STEPS = 200
_LAST = select(laptop_tables.clock.c.last)


@dataclass(frozen=True, slots=True)
class Reverted:
    """What an undo or a redo has changed: the rows, by record and id, and whether another edit stood in the way."""

    rows: tuple[tuple[str, UUID], ...]
    partly: bool


@dataclass(frozen=True, slots=True)
class _Step:
    """Edits with stamps after `since` and up to `to`; an undone one's are those of its undoing."""

    since: int
    to: int
    undone: bool = False


def last_stamp(reading: Reading) -> int:
    """The last stamp given on this laptop; taken before an act, it tells the act's edits apart."""
    return int(reading.connection.execute(_LAST).scalar_one())


def add_step(work: Work, group: UUID, since: int) -> None:
    """Note that this unit of work has taken a step in a piece of work; what was undone before it cannot be redone."""
    to = last_stamp(work)
    if to == since:
        return
    steps = [step for step in _steps(work, group) if not step.undone]
    _keep(work, group, [*steps, _Step(since, to)])


def can_undo(reading: Reading, group: UUID) -> bool:
    """Whether there is a step to undo."""
    return any(not step.undone for step in _steps(reading, group))


def can_redo(reading: Reading, group: UUID) -> bool:
    """Whether there is an undone step to redo."""
    return any(step.undone for step in _steps(reading, group))


def undo_step(work: Work, group: UUID, rows: Iterable[UUID]) -> Reverted | None:
    """Take back the latest step among these rows. Returns None when there is none left."""
    steps = _steps(work, group)
    done = [place for place, step in enumerate(steps) if not step.undone]
    return _turn(work, group, steps, done[-1], rows, undone=True) if done else None


def redo_step(work: Work, group: UUID, rows: Iterable[UUID]) -> Reverted | None:
    """Take the step last undone once more. Returns None when there is none."""
    steps = _steps(work, group)
    undone = [place for place, step in enumerate(steps) if step.undone]
    return _turn(work, group, steps, undone[0], rows, undone=False) if undone else None


def _turn(work: Work, group: UUID, steps: list[_Step], place: int, rows: Iterable[UUID], *, undone: bool) -> Reverted:
    since = last_stamp(work)
    reverted = _revert(work, steps[place], list(rows))
    steps[place] = _Step(since, last_stamp(work), undone)
    _keep(work, group, steps)
    return reverted


def _revert(work: Work, step: _Step, rows: list[UUID]) -> Reverted:
    """Write back what the step replaced, except where somebody else has written since."""
    history = tables.history
    query = select(history).where(
        history.c.row_id.in_([id.bytes for id in rows]),
        history.c.stamp > step.since,
        history.c.stamp <= step.to,
        history.c.person_id == work.person_id,
    )
    changed: dict[tuple[str, bytes], dict[str, object]] = {}
    partly = False
    for line in work.connection.execute(query.order_by(history.c.stamp.desc())).mappings():
        name = line["column_name"]
        if _written_by_others(work, line, step.to):
            partly = True
            continue
        if name == "":
            changed[line["record"], line["row_id"]] = {"deleted": True}
        else:
            fields = changed.setdefault((line["record"], line["row_id"]), {})
            cell = next(cell for cell in synced_named(line["record"]).cells if cell.name == name)
            value = value_from_history(line["old_value"], cell, work.connection.dialect)
            fields[name] = value if cell.enum is None or value is None else value.value
    for (record, row), fields in changed.items():
        table = synced_named(record).local
        work.connection.execute(update(table).where(table.c.id == UUID(bytes=row)).values(fields))
    return Reverted(tuple((record, UUID(bytes=row)) for record, row in changed), partly)


def _written_by_others(work: Work, line: RowMapping, to: int) -> bool:
    """Whether somebody else has written a line's cell since; for the making of a row, any cell of it."""
    history = tables.history
    query = select(history.c.stamp).where(
        history.c.scope == line["scope"],
        history.c.row_id == line["row_id"],
        history.c.stamp > to,
        history.c.person_id != work.person_id,
    )
    if line["column_name"]:
        query = query.where(history.c.column_name == line["column_name"])
    return work.connection.execute(query.limit(1)).first() is not None


def _steps(reading: Reading, group: UUID) -> list[_Step]:
    kept = reading.setting(f"steps {group}")
    return [_Step(since, to, bool(undone)) for since, to, undone in json.loads(kept)] if kept else []


def _keep(work: Work, group: UUID, steps: list[_Step]) -> None:
    kept = [[step.since, step.to, int(step.undone)] for step in steps[-MOST_STEPS:]]
    work.set_setting(f"steps {group}", json.dumps(kept))
