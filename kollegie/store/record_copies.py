"""Copies of imported rows that signals, questions and reclaims carry: found by whom they are about, and taken away."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kollegie.model.signals import WarningSignal
from kollegie.store import tables
from kollegie.store.erasure_extent import CARRYING, SUBJECT_COLUMN, runner
from kollegie.store.work import Work

_LINE = "row_id, column_name, stamp, scope, record, old_stamp, person_id, reason, sent"


def drop_copies(work: Work, whom: Callable[[str], bool]) -> int:
    """Take the rows about these persons out of all that carries copies, and out of its history here; tell how many.

    Shape: just the rows whose user is one of them go; a signal that names one of them as its subject is marked gone and
    keeps none. A line of history stays with its stamp and hand, and tells of no rows; what has been sent to others
    before is not reached.
    """
    gone = 0
    for name in CARRYING:
        kind: Any = tables.SYNCED[name].kind
        if "evidence" not in kind.__dataclass_fields__:
            continue
        for one in work.find(kind):
            kept = tuple(row for row in one.evidence if not whom(row.cell(SUBJECT_COLUMN)))
            about = isinstance(one, WarningSignal) and any(whom(ref) for ref in one.subjects_of("user"))
            changed = replace(one, evidence=(), gone=True) if about else replace(one, evidence=kept)
            gone += len(one.evidence) - len(changed.evidence)
            work.save(changed)
    _empty_history(work, whom)
    return gone


def _empty_history(work: Work, whom: Callable[[str], bool]) -> None:
    """Lines of history are never changed: those that hold such rows are taken out and put back without them."""
    run = runner(work.connection)
    before = run("SELECT applying FROM actor WHERE one = 1")[0][0]
    run("UPDATE actor SET applying = 1 WHERE one = 1")
    told = ", ".join(f"'{name}'" for name in CARRYING)
    query = f"SELECT {_LINE}, old_value FROM history WHERE column_name = 'evidence' AND record IN ({told})"
    for *line, old in run(query):
        if any(whom(dict(cells).get(SUBJECT_COLUMN, "")) for *_, cells in json.loads(old or "[]")):
            run("DELETE FROM history WHERE row_id = ? AND column_name = ? AND stamp = ?", tuple(line[:3]))
            run(f"INSERT INTO history ({_LINE}, old_value) VALUES ({'?, ' * 9}'[]')", tuple(line))
    run("UPDATE actor SET applying = ? WHERE one = 1", (before,))
