"""What is asked at a visit just now, in reading order: the order every way through its questions follows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from kollegie.visiting.evaluation import Cell, Changed, Sheet

Place = tuple[int, int]
"""The number of a section, and of a question among those asked in it."""


class AskedNow:
    """Goes through a section once, and again only after a change that has reached it: of a long checklist the order is
    asked for many times at every key."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._section_of = sheet.plan.section_names
        self._numbers = {section.name: number for number, section in enumerate(sheet.checklist.sections)}
        self._names = tuple(self._numbers)
        self._cells: dict[str, tuple[Cell, ...]] = {}
        self._within: dict[str, dict[Cell, int]] = {}

    def __iter__(self) -> Iterator[Cell]:
        return (cell for section in self._names for cell in self.of(section))

    def of(self, section: str) -> tuple[Cell, ...]:
        """The questions asked in a section, with notes and calculations among them; none where it is not known."""
        if section not in self._cells and section in self._numbers:
            self._cells[section] = tuple(self._sheet.relevant(section))
        return self._cells.get(section, ())

    def place(self, cell: Cell) -> Place | None:
        """Where in reading order a question stands; None where it is not asked. Places sort as one reads."""
        section = self._section_of.get(cell.name)
        if section is None:
            return None
        if section not in self._within:
            self._within[section] = {one: number for number, one in enumerate(self.of(section))}
        number = self._within[section].get(cell)
        return None if number is None else (self._numbers[section], number)

    def going_on(self, cell: Cell | None, by: int = 1) -> Iterator[Cell]:
        """The questions after one (+1), or those before it from there back (−1); all where it is not asked."""
        place = self.place(cell) if cell is not None else None
        if place is None:
            yield from self
            return
        section, number = place
        if by > 0:
            yield from islice(self.of(self._names[section]), number + 1, None)
            for name in self._names[section + 1 :]:
                yield from self.of(name)
            return
        yield from reversed(self.of(self._names[section])[:number])
        for name in reversed(self._names[:section]):
            yield from reversed(self.of(name))

    def going_round(self, cell: Cell | None) -> Iterator[Cell]:
        """All of them, beginning after one and round to itself."""
        yield from self.going_on(cell)
        if cell is not None and self.place(cell) is not None:
            for one in self:
                yield one
                if one == cell:
                    return

    def follow(self, changed: Changed) -> None:
        """Questions have opened or closed, or rows have come or gone."""
        for name, _ in (*changed.relevance, *changed.rows):
            section = self._section_of.get(name, name)
            self._cells.pop(section, None)
            self._within.pop(section, None)
