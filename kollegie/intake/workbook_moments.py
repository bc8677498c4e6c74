"""Columns of a workbook in which nothing but moments stands: read as they are, and not by way of their texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from types import NoneType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kollegie.intake.columns import OutOfBounds, look_within_bounds

HALF_A_SECOND, A_MINUTE = 500_000, 60_000_000


def moments(cells: Sequence[Any]) -> pa.Array | None:
    """The minutes since 1970 of a column's moments, empty where a cell is; to the nearest second, as `cell_text`.

    Shape: None where anything else stands among them, or a moment that no record can have or that lies before 1970.
    """
    kinds = set(map(type, cells))
    if datetime not in kinds or not kinds <= {datetime, str, NoneType}:
        return None
    if str in kinds and any(type(cell) is str and cell for cell in cells):
        return None
    try:
        stamps = pa.array([cell or None for cell in cells], pa.timestamp("us")).cast(pa.int64())
        minutes = pc.divide(pc.add(stamps, HALF_A_SECOND), A_MINUTE).cast(pa.int32())
        look_within_bounds(minutes, a_day=1440)
    except (OutOfBounds, pa.ArrowInvalid):
        return None
    return minutes if pc.min(minutes).as_py() > 0 else None
