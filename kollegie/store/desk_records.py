"""What belongs to the desk of invoices: its records are for those who see the desk, wherever they would be met.

Search, the disagreements and every count of them ask here, so that nothing is counted that is not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from kollegie.model.conflicts import Conflict
from kollegie.store.roles import roles_in
from kollegie.store.work import Reading

OF_THE_DESK = ("invoice_review", "invoice_answer", "desk_finding", "reclaim", "provider_letter")
"""The records of the desk of invoices."""


def at_visits(record: str, row_id: str) -> str:
    """The condition under which a row, told by SQL for its record and its id, is no part of the desk.

    Shape: an action may stand on a laptop without the finding it follows from: only one of a visit is known to be none.
    """
    named = ", ".join(f"'{one}'" for one in OF_THE_DESK)
    return (
        f"{record} NOT IN ({named}) AND NOT ({record} = 'action' AND EXISTS (SELECT 1 FROM action a"
        f" WHERE a.id = {row_id} AND a.finding_id IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM finding f WHERE f.id = a.finding_id)))"
    )


def conflict_ids_for(
    rows: Callable[[str], Iterable[Sequence[Any]]], sees_desk: Callable[[], bool], *, only_open: bool = False
) -> set[str]:
    """The disagreements on this laptop that are for a person, by id: those about the desk only for whoever sees it.

    Shape: `rows` answers a question in SQL; who the person is, is asked only where one is about the desk.
    """
    at_visit = at_visits("conflict.record", "conflict.row_id")
    still_open = " AND resolved_by IS NULL" if only_open else ""
    found = list(rows(f"SELECT id, {at_visit} FROM conflict WHERE deleted = 0{still_open}"))
    every = all(of_visit for _, of_visit in found) or sees_desk()
    return {id for id, of_visit in found if every or of_visit}


def conflicts_for(reading: Reading, me: UUID, *, only_open: bool = False) -> tuple[Conflict, ...]:
    """The disagreements on this laptop that are for a person, as they stand."""
    found = reading.find(Conflict, **({"resolved_by": None} if only_open else {}))
    if not found:
        return found

    def rows(query: str) -> Sequence[Sequence[Any]]:
        return reading.connection.exec_driver_sql(query).all()

    shown = conflict_ids_for(rows, lambda: roles_in(reading, me).sees_the_desk, only_open=only_open)
    return tuple(one for one in found if one.id in shown)


def conflicts_to_settle(reading: Reading, me: UUID) -> int:
    """How many disagreements wait for a person to choose: none for one who only reads, who may settle none."""
    waiting = len(conflicts_for(reading, me, only_open=True))
    return 0 if waiting and roles_in(reading, me).only_reads else waiting
