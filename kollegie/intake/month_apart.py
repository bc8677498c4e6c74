"""Periods that are told as one month, `Period;Belopp`, instead of by their first and last day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from kollegie.intake.cells import Cell, Misread, needed_words
from kollegie.intake.coded import Coded, Problems, at, pairs
from kollegie.intake.record_kinds import MONTH, ColumnRule, RecordKind

_EPOCH = date(1970, 1, 1)


class MonthApart:
    """Gives the rows of a file their first and last day where it tells a month; days a row tells itself come first."""

    def __init__(self, kind: RecordKind, cell: Callable[[ColumnRule, str], Cell | Misread]) -> None:
        self._rule = kind.column(MONTH)
        self._ends = kind.of_month
        self._cell = cell

    def joined(
        self, columns: Mapping[str, Coded | pa.Array], rows: pa.Array, problems: Problems
    ) -> tuple[dict[str, Coded | pa.Array], pa.Array | None]:
        """The columns with the days of each month, and which rows have a month where they need one."""
        left = {name: given for name, given in columns.items() if name != MONTH}
        given = columns.get(MONTH)
        if not isinstance(given, Coded):
            return left, None
        absent = any(name not in left for name in self._ends)
        open_ends = {name: _open(left.get(name), len(rows)) for name in self._ends}
        needed = reduce(pc.or_, open_ends.values())
        if not pc.any(needed, min_count=0).as_py():
            return left, None
        texts = given.texts
        cells = [self._cell(self._rule, text) for text in texts]
        misread = at(given.codes, [place for place, cell in enumerate(cells) if isinstance(cell, Misread)])
        wrong = pc.and_(needed, misread)
        for place, number in pairs(given.codes, rows, wrong):
            cell = cells[place]
            if isinstance(cell, Misread):
                problems.refused.append((number, MONTH, texts[place].strip()[:200], cell.expected))
        if absent:
            empty = _open(given, len(rows))
            problems.refused += [(number, MONTH, "", needed_words()) for number in rows.filter(empty).to_pylist()]
            wrong = pc.or_(wrong, empty)
        spans = [cell.value if isinstance(cell, Cell) else None for cell in cells]
        for end, name in enumerate(self._ends):
            days = pa.array([None if span is None else (span[end] - _EPOCH).days for span in spans], pa.int32())
            days = pc.if_else(wrong, 0, days.take(given.codes)).cast(pa.int32())
            left[name] = _filled(left.get(name), open_ends[name], days)
        return left, pc.invert(wrong)


def _open(given: Coded | pa.Array | None, count: int) -> pa.Array:
    """Where a column has nothing, or a space."""
    if given is None:
        return pa.repeat(pa.scalar(True), count)
    if not isinstance(given, Coded):
        return given.is_null()
    blank = [place for place, text in enumerate(given.texts) if not text.strip()]
    return pc.or_(given.codes.is_null(), at(given.codes, blank))


def _filled(given: Coded | pa.Array | None, empty: pa.Array, days: pa.Array) -> Coded | pa.Array:
    """A column with these days where it is empty."""
    if given is None:
        return days
    if not isinstance(given, Coded):
        return pc.coalesce(given.cast(pa.int32()), days)
    further = days.dictionary_encode()
    codes = pc.if_else(empty, pc.add(further.indices, pa.scalar(len(given.names), pa.int32())), given.codes)
    written = [str(_EPOCH + timedelta(days=day)) for day in further.dictionary.to_pylist()]
    return replace(given, codes=codes, names=pa.array([*given.texts, *written], pa.string()))
