"""Two versions of one cell, made without knowledge of each other: both are kept, and a person chooses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Conflict:
    """One disagreement about one field of one record.

    Shape: `id` is made of row, field and both stamps, so that every laptop finds the same one. `a` is the older
    stamp, `b` the newer; values are the cells' stored text. `resolved_by` is None while the conflict is open.
    """

    id: str
    scope: UUID
    record: str
    row_id: UUID
    field: str
    a_value: str | None
    a_stamp: int
    a_by: UUID | None
    b_value: str | None
    b_stamp: int
    b_by: UUID | None
    resolution: str = ""
    resolved_by: UUID | None = None
    resolved_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether somebody still has to choose."""
        return self.resolved_by is None
