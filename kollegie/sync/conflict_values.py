"""Whether a conflict speaks of a field there is, with values that field can have; anybody may write to a hub's file."""

from __future__ import annotations

from sqlalchemy.dialects.sqlite import dialect

from kollegie.errors import KollegieError
from kollegie.store.columns import AnswerValue
from kollegie.store.history import value_from_history
from kollegie.store.synced_table import Cell
from kollegie.store.tables import SYNCED

_SQLITE = dialect()


def cell_of(record: object, field: object) -> Cell | None:
    """The cell two people may disagree about; None where there is none of that name."""
    synced = SYNCED.get(record) if isinstance(record, str) else None
    if synced is None or field not in synced.editable:
        return None
    return next(cell for cell in synced.cells if cell.name == field)


def reads_as(cell: Cell, stored: object) -> bool:
    """Whether a stored text is a value of the cell; a missing one is where the cell may be empty."""
    if stored is None:
        return bool(cell.nullable)
    if not isinstance(stored, str):
        return False
    if isinstance(cell.type, AnswerValue) and stored == "":
        return True
    try:
        value_from_history(stored, cell, _SQLITE)
    except (KollegieError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return False
    return True


def misfit(record: object, field: object, a_value: object, b_value: object) -> str | None:
    """The column of a conflict that cannot be right; None where all are."""
    if (cell := cell_of(record, field)) is None:
        return "field"
    return next(
        (name for name, stored in (("a_value", a_value), ("b_value", b_value)) if not reads_as(cell, stored)), None
    )
