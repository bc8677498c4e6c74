"""Every question in every row, in reading order, asked or not."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kollegie.model.answer_values import Row
from kollegie.model.checklist import Checklist, ControlQuestion, Item
from kollegie.visiting.evaluation_rows import Rows
from kollegie.visiting.evaluation_words import Cell


class ReadingOrder:
    """Goes through a section once, until rows come or go in it: of a long checklist it is asked for at every answer."""

    def __init__(self, checklist: Checklist, rows: Rows) -> None:
        self._sections = {section.name: section for section in checklist.sections}
        self._rows = rows
        self._known: dict[str, tuple[Cell, ...]] = {}

    def cells(self) -> Iterator[Cell]:
        """The questions of all sections."""
        return (cell for section in self._sections for cell in self.of(section))

    def of(self, section: str) -> tuple[Cell, ...]:
        """The questions of one section."""
        if section not in self._known:
            self._known[section] = tuple(self._inside(self._sections[section].items, ()))
        return self._known[section]

    def among(self, wanted: Collection[tuple[str, Row]], section_of: dict[str, str]) -> Iterator[Cell]:
        """The wanted ones; only the sections they stand in are gone through."""
        there = {section_of[name] for name, _ in wanted}
        return (cell for section in self._sections if section in there for cell in self.of(section) if cell in wanted)

    def forget(self, section: str) -> None:
        """Rows have come or gone in this section."""
        self._known.pop(section, None)

    def _inside(self, items: tuple[Item, ...], row: Row) -> Iterator[Cell]:
        for item in items:
            if isinstance(item, ControlQuestion):
                yield Cell(item.name, row)
            elif item.repeats:
                for inside in self._rows.of(item.name, row):
                    yield from self._inside(item.items, inside)
            else:
                yield from self._inside(item.items, row)
