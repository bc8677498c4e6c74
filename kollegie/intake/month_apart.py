"""Periods that are told as one month, `Period;Belopp`, instead of by their first and last day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from kollegie.intake.cells import Cell, Misread
from kollegie.intake.coded import Coded, Problems, at, pairs
from kollegie.intake.record_kinds import MONTH, ColumnRule, RecordKind

_EPOCH = date(1970, 1, 1)


class MonthApart:
    """Gives the rows of a file their first and last day where it tells a month; days it tells itself come first."""

    def __init__(self, kind: RecordKind, cell: Callable[[ColumnRule, str], Cell | Misread]) -> None:
        self._rule = kind.column(MONTH)
        self._ends = kind.of_month
        self._cell = cell

    def joined(
        self, columns: Mapping[str, Coded | pa.Array], rows: pa.Array, problems: Problems
    ) -> tuple[dict[str, Coded | pa.Array], pa.Array | None]:
        """The columns with the days of each month, and which rows have a month that can be read."""
        left = {name: given for name, given in columns.items() if name != MONTH}
        given, lacking = columns.get(MONTH), [name for name in self._ends if name not in left]
        if not isinstance(given, Coded) or not lacking:
            return left, None
        cells = [self._cell(self._rule, text) for text in given.texts]
        wrong = at(given.codes, [place for place, cell in enumerate(cells) if isinstance(cell, Misread)])
        for place, number in pairs(given.codes, rows, wrong):
            cell = cells[place]
            if isinstance(cell, Misread):
                problems.refused.append((number, MONTH, given.texts[place].strip()[:200], cell.expected))
        spans = [cell.value if isinstance(cell, Cell) else None for cell in cells]
        for end, name in enumerate(self._ends):
            if name in lacking:
                days = pa.array([None if span is None else (span[end] - _EPOCH).days for span in spans], pa.int32())
                left[name] = pc.if_else(wrong, 0, days.take(given.codes)).cast(pa.int32())
        return left, pc.invert(wrong)
