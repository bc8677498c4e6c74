"""One question in one row, as the expressions of its checklist see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from kollegie.language import Language
from kollegie.model.answer_values import Row
from kollegie.model.expressions import Scalar
from kollegie.visiting.evaluation_rows import Rows

if TYPE_CHECKING:
    from kollegie.visiting.evaluation import Sheet


class SheetSurroundings:
    """Answers what an expression asks; moved from cell to cell, since expressions are worked out one at a time."""

    def __init__(self, sheet: Sheet, rows: Rows) -> None:
        self._sheet = sheet
        self._rows = rows
        self._depths = {name: len(path) for name, path in sheet.plan.paths.items()}
        self._name = ""
        self._row: Row = ()
        self._current: Scalar = None
        self._columns: Mapping[str, str] = {}

    def at(
        self, cell: tuple[str, Row], current: Scalar = None, columns: Mapping[str, str] | None = None
    ) -> SheetSurroundings:
        """Stand at a question in a row; `current` is what the point means, `columns` those of the choice looked at."""
        self._name, self._row = cell
        self._current = current
        self._columns = columns or {}
        return self

    def current(self) -> Scalar:
        return self._current

    def value(self, name: str) -> Scalar:
        return self._sheet.effective.get((name, self._row[: self._depths[name]]))

    def values(self, name: str) -> Sequence[Scalar]:
        path = self._sheet.plan.paths[name]
        return [self._sheet.effective.get((name, row)) for row in self._rows.under(path, self._shared(path))]

    def value_at(self, name: str, places: Sequence[tuple[str, int]]) -> Scalar:
        chosen = dict(places)
        row: Row = ()
        for depth, repeat in enumerate(self._sheet.plan.paths[name]):
            if repeat in chosen:
                rows = tuple(self._rows.of(repeat, row))
                if chosen[repeat] >= len(rows):
                    return None
                row = rows[chosen[repeat]]
            elif depth < len(self._row):
                row = (*row, self._row[depth])
        return self._sheet.effective.get((name, row))

    def row_count(self, name: str) -> int:
        plan = self._sheet.plan
        path = plan.paths[name]
        if name in plan.groups:
            outer = plan.outer_path(name)
            around = self._shared(outer)
            return sum(
                len(self._rows.of(path[-1], row)) if plan.groups[name].repeats else 1
                for row in self._rows.under(outer, around)
                if self._sheet.is_relevant(name, row)
            )
        return sum(1 for row in self._rows.under(path, self._shared(path)) if self._sheet.is_relevant(name, row))

    def position(self, repeat: str | None) -> int:
        path = self._sheet.plan.paths[self._name]
        depth = len(self._row) - 1 if repeat is None else path.index(repeat)
        return self._rows.place(path[depth], self._row[: depth + 1])

    def column(self, name: str) -> Scalar:
        return self._columns.get(name, "")

    def choice_label(self, question: str, choice: str) -> str:
        asked = self._sheet.plan.questions.get(question) or self._sheet.plan.context.get(question)
        labels = {one.name: one.label.in_(self._sheet.language) for one in asked.choices} if asked else {}
        return labels.get(choice, choice)

    def now(self) -> datetime:
        return self._sheet.clock().replace(tzinfo=None)

    def language(self) -> Language:
        return self._sheet.language

    def _shared(self, path: tuple[str, ...]) -> Row:
        """The part of the row that a path has in common with where we stand."""
        here = self._sheet.plan.paths[self._name][: len(self._row)]
        common = 0
        while common < min(len(here), len(path)) and here[common] == path[common]:
            common += 1
        return self._row[:common]
