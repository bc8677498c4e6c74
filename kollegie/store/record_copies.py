"""Copies of imported rows that signals, questions and reclaims carry: found by whom they are about, and taken away."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

from kollegie.model.signals import RecordQuestion, WarningSignal
from kollegie.store import tables
from kollegie.store.erasure_extent import CARRYING, SUBJECT_COLUMN, runner, uncaptured
from kollegie.store.work import Reading, Work

_LINE = "row_id, column_name, stamp, scope, record, old_stamp, person_id, reason, sent"


def drop_copies(work: Work, whom: Callable[[str], bool]) -> int:
    """Take the rows about these persons out of all that carries copies, and out of its history here; tell how many
    lines went, as `count_copies` counts them.

    Shape: just the rows whose user is one of them go; a signal that names one of them as its subject is marked gone and
    keeps none, nor the steps of its calculation, which tell when somebody was with them. A question keeps its words,
    since its answer rests on them, and of what kind its rows were, which says what "yes" means. A line of history stays
    with its stamp and hand and with the rows of others; what has been sent before is not reached.
    """
    gone, wordless = 0, set()
    for kind in _kinds():
        for one in work.find(kind):
            theirs = _lines_about(one, whom)
            gone += len(theirs)
            if _names(one, whom):
                wordless.add(one.id.bytes)
                work.save(replace(one, evidence=(), explanation=(), gone=True))
            elif theirs:
                bare = [replace(row, cells=()) for row in theirs] if isinstance(one, RecordQuestion) else []
                work.save(replace(one, evidence=(*bare, *(row for row in one.evidence if row not in theirs))))
    _empty_history(work, whom, wordless)
    return gone


def count_copies(reading: Reading, whom: Callable[[str], bool]) -> int:
    """How many rows about these persons signals, questions and reclaims carry; of a signal that has lost its rows, how
    many steps of its calculation it still tells."""
    return sum(len(_lines_about(one, whom)) for kind in _kinds() for one in reading.find(kind))


def _lines_about(one: Any, whom: Callable[[str], bool]) -> Sequence[Any]:
    """The lines that go from a record: the rows about them, and all that a signal that names one of them tells."""
    if _names(one, whom):
        return list(one.evidence or one.explanation)
    return [row for row in one.evidence if whom(row.cell(SUBJECT_COLUMN))]


def _names(one: Any, whom: Callable[[str], bool]) -> bool:
    """Whether it is a signal that names one of them as its subject."""
    return isinstance(one, WarningSignal) and any(whom(ref) for ref in one.subjects_of("user"))


def _kinds() -> list[Any]:
    """The kinds of record that carry copies of rows."""
    return [one.kind for one in map(tables.SYNCED.__getitem__, CARRYING) if "evidence" in one.local.c]


def _empty_history(work: Work, whom: Callable[[str], bool], wordless: Collection[bytes]) -> None:
    """Lines of history are never changed: those that hold such rows are taken out and put back without them.

    Shape: an old value that cannot be read may hold anybody, and is emptied. `wordless` are the ids of the signals
    whose steps of calculation go.
    """
    run = runner(work.connection)
    records = ", ".join(f"'{name}'" for name in CARRYING)
    columns = "'evidence', 'explanation'"
    query = f"SELECT {_LINE}, old_value FROM history WHERE column_name IN ({columns}) AND record IN ({records})"
    with uncaptured(run):
        for *line, old in run(query):
            words = line[1] == "explanation"
            if words and bytes(line[0]) not in wordless:
                continue
            try:
                rows = json.loads(old or "[]")
                kept = [] if words else [row for row in rows if not whom(dict(row[-1]).get(SUBJECT_COLUMN, ""))]
            except (ValueError, TypeError, LookupError):
                rows, kept = [old], []
            if len(kept) < len(rows):
                stays = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
                run("DELETE FROM history WHERE row_id = ? AND column_name = ? AND stamp = ?", tuple(line[:3]))
                run(f"INSERT INTO history ({_LINE}, old_value) VALUES ({'?, ' * 9}?)", (*line, stays))
