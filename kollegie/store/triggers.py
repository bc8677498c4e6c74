"""Capture triggers, generated from the tables: every edit gets its stamp, its base and its line of history.

Triggers, because no other way sees every edit: an ORM's events miss statements, a session extension misses other
connections. They are made anew at every start (a batch migration drops them) and compared with what stands in the
database; a store with one missing is not written to.
"""

from __future__ import annotations

from collections.abc import Iterator

from kollegie.store.search import search_triggers
from kollegie.store.synced_table import Synced
from kollegie.store.tables import SYNCED

_STAMP = "(SELECT last FROM clock WHERE one = 1)"
_ACTING = "(SELECT applying FROM actor WHERE one = 1) = 0"


def trigger_statements() -> dict[str, str]:
    """Every trigger of a laptop's store: name and CREATE statement."""
    made = dict(_history_guards()) | search_triggers()
    for synced in SYNCED.values():
        made.update(_capture(synced))
    return made


def _tick(synced: Synced, wrote: str) -> str:
    """Refuse a write nobody stands for; then move the clock: never behind now, never twice the same stamp."""
    return f"""
  SELECT RAISE(ABORT, 'no actor: {wrote} {synced.name}') FROM actor
    WHERE one = 1 AND (person_id IS NULL OR now IS NULL);
  UPDATE clock SET last = max((last >> 11) + 1, (SELECT now FROM actor WHERE one = 1) << 10) << 11 | device
    WHERE one = 1;"""


def _was(synced: Synced, column: str) -> str:
    """What history keeps of a column: its name, its old value, the old value's own stamp, and whether it changed.

    Bytes are kept in hex; `CASE`, since the hex of NULL is an empty text.
    """
    cell = next(cell for cell in synced.cells if cell.name == column)
    old = f"OLD.{column}"
    if type(cell.type).__name__ == "Id":
        old = f"CASE WHEN {old} IS NOT NULL THEN lower(hex({old})) END"
    return f"'{column}', {old}, OLD.{column}_s, OLD.{column} IS NOT NEW.{column}"


def _capture(synced: Synced) -> Iterator[tuple[str, str]]:
    table = synced.name
    row = "CAST(NEW.id AS BLOB)"
    new_base = ", ".join(f"{column}_b = 0" for column in synced.editable)
    yield (
        f"made_{table}",
        f"""CREATE TRIGGER made_{table} AFTER INSERT ON {table} WHEN {_ACTING} BEGIN{_tick(synced, "insert")}
  UPDATE {table} SET s0 = {_STAMP}, dirty = {_STAMP}, {new_base} WHERE id = NEW.id;
  INSERT INTO history (row_id, column_name, stamp, scope, record, person_id, reason)
    SELECT {row}, '', {_STAMP}, NEW.scope, '{table}', person_id, reason FROM actor WHERE one = 1;
END""",
    )
    # Every connection reads the text of every trigger, so one statement serves all columns.
    # The empty row only names the columns.
    values = ",\n    ".join(f"({_was(synced, column)})" for column in synced.editable)
    stamps = ",\n    ".join(
        f"{column}_s = iif(OLD.{column} IS NEW.{column}, {column}_s, clock.last),\n"
        f"    {column}_b = iif(OLD.{column} IS NEW.{column}, {column}_b, coalesce({column}_b, {column}_s, s0))"
        for column in synced.editable
    )
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in synced.editable)
    yield (
        f"edited_{table}",
        f"""CREATE TRIGGER edited_{table} AFTER UPDATE OF {", ".join(synced.editable)} ON {table}
  WHEN {_ACTING} AND ({changed}) BEGIN{_tick(synced, "update")}
  INSERT INTO history (row_id, column_name, stamp, scope, record, old_value, old_stamp, person_id, reason)
    SELECT {row}, was.name, {_STAMP}, NEW.scope, '{table}', CAST(was.value AS TEXT), coalesce(was.stamp, OLD.s0),
      actor.person_id, actor.reason
    FROM actor, (SELECT '' AS name, '' AS value, 0 AS stamp, 0 AS changed UNION ALL VALUES
    {values}) AS was WHERE actor.one = 1 AND was.changed;
  UPDATE {table} SET dirty = clock.last,
    {stamps}
    FROM clock WHERE clock.one = 1 AND {table}.id = NEW.id;
END""",
    )
    fixed = ("id", "scope", *(cell.name for cell in synced.cells if cell.fixed))
    moved = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in fixed)
    yield (
        f"fixed_{table}",
        f"""CREATE TRIGGER fixed_{table} BEFORE UPDATE OF {", ".join(fixed)} ON {table}
  WHEN {_ACTING} AND ({moved}) BEGIN
  SELECT RAISE(ABORT, 'fixed column of {table}');
END""",
    )
    yield (
        f"kept_{table}",
        f"""CREATE TRIGGER kept_{table} BEFORE DELETE ON {table} WHEN {_ACTING} BEGIN
  SELECT RAISE(ABORT, 'rows of {table} are marked deleted, never removed');
END""",
    )


def _history_guards() -> Iterator[tuple[str, str]]:
    yield (
        "history_is_kept",
        f"""CREATE TRIGGER history_is_kept BEFORE DELETE ON history WHEN {_ACTING} BEGIN
  SELECT RAISE(ABORT, 'history is only added to');
END""",
    )
    yield (
        "history_stands",
        """CREATE TRIGGER history_stands BEFORE UPDATE OF
  row_id, column_name, stamp, scope, record, old_value, old_stamp, person_id, reason ON history BEGIN
  SELECT RAISE(ABORT, 'history is only added to');
END""",
    )
    yield (
        "readings_are_kept",
        """CREATE TRIGGER readings_are_kept BEFORE DELETE ON reading BEGIN
  SELECT RAISE(ABORT, 'the log of readings is only added to');
END""",
    )
    yield (
        "readings_stand",
        """CREATE TRIGGER readings_stand BEFORE UPDATE ON reading BEGIN
  SELECT RAISE(ABORT, 'the log of readings is only added to');
END""",
    )
    yield (
        "suspicions_stand",
        f"""CREATE TRIGGER suspicions_stand BEFORE UPDATE OF
  id, recorded_by, recorder, recorded_at, about, suspected, ground, links, signals, records ON suspicion
  WHEN {_ACTING} BEGIN
  SELECT RAISE(ABORT, 'what was written of a suspicion stands');
END""",
    )
    yield (
        "suspicion_steps_stand",
        """CREATE TRIGGER suspicion_steps_stand BEFORE UPDATE ON suspicion_step BEGIN
  SELECT RAISE(ABORT, 'the steps of a suspicion are only added to');
END""",
    )
