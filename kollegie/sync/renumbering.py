"""A laptop gets a number, or a new one: every stamp of an unsent edit gets it too, wherever it stands."""

from __future__ import annotations

from kollegie.model.stamps import DEVICE_BITS, MAX_DEVICE
from kollegie.sync.carried import carried
from kollegie.sync.laptop import Laptop


def renumber(near: Laptop, number: int) -> None:
    """Give the laptop its number, and with it every stamp of an unsent edit, wherever it stands."""
    for one in carried():
        if one.is_history:
            continue
        made = " AND ".join(f'"{column}_b" = 0' for column in one.editable)
        cells = ", ".join(
            f'"{column}_s" = CASE WHEN "{column}_b" IS NULL OR ({made} AND "{column}_s" IS NULL) THEN "{column}_s"'
            f' ELSE {_numbered(f"""coalesce("{column}_s", s0)""", number)} END'
            for column in one.editable
        )
        near.line.run(
            f'UPDATE "{one.name}" SET s0 = CASE WHEN {made} THEN {_numbered("s0", number)} ELSE s0 END,'
            f" dirty = {_numbered('dirty', number)}, {cells} WHERE dirty IS NOT NULL"
        )
    unsent_too = (
        "EXISTS (SELECT 1 FROM temp.rewritten t WHERE t.row_id = r.row_id"
        " AND t.column_name IN ('', r.column_name) AND t.stamp = r.old_stamp)"
    )
    rewrite_history(
        near,
        stamp=_numbered("stamp", number),
        old_stamp=f"CASE WHEN {unsent_too} THEN {_numbered('old_stamp', number)} ELSE old_stamp END",
    )
    near.line.run(f"UPDATE clock SET device = ?, last = last | {MAX_DEVICE} WHERE one = 1", (number,))


def _numbered(stamp: str, number: int) -> str:
    return f"({stamp} >> {DEVICE_BITS} << {DEVICE_BITS} | {number})"


def rewrite_history(near: Laptop, **given: str) -> None:
    """Change columns of unsent history: its lines are never updated, so they are taken out and put back."""
    columns = ("row_id", "column_name", "stamp", "scope", "record", "old_value", "old_stamp", "person_id", "reason")
    values = ", ".join(given.get(name, name) for name in columns)
    near.line.run(f"CREATE TEMP TABLE rewritten AS SELECT {', '.join(columns)} FROM history WHERE sent = 0")
    near.line.run("CREATE INDEX temp.ix_rewritten ON rewritten (row_id, stamp)")
    near.line.run("DELETE FROM history WHERE sent = 0")
    near.line.run(f"INSERT INTO history ({', '.join(columns)}) SELECT {values} FROM temp.rewritten r")
    near.line.run("DROP TABLE temp.rewritten")
