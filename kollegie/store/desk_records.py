"""What belongs to the desk of invoices: its records are for those who see the desk, wherever they would be met.

Search, the disagreements and every count of them ask here, so that nothing is counted that is not shown.
"""

from __future__ import annotations

from uuid import UUID

from kollegie.model.conflicts import Conflict
from kollegie.store.roles import sees_the_desk
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


def conflicts_for(reading: Reading, me: UUID, *, only_open: bool = False) -> tuple[Conflict, ...]:
    """The disagreements on this laptop that are for a person: those about the desk only for whoever sees it."""
    found = reading.find(Conflict, **({"resolved_by": None} if only_open else {}))
    if not found or sees_the_desk(reading, me):
        return found
    query = f"SELECT id FROM conflict WHERE {at_visits('conflict.record', 'conflict.row_id')}"
    shown = set(reading.connection.exec_driver_sql(query).scalars())
    return tuple(one for one in found if one.id in shown)
