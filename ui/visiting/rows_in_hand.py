"""The rows of a visit's repeats: of each repeat one row at a time is in hand and shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kollegie.model.checklist import ControlQuestion, Group, Item
from kollegie.visiting.evaluation import Cell, Row, Sheet


@dataclass(frozen=True, slots=True)
class RepeatPlace:
    """Where a repeat stands: its name, and the row around it where repeats lie within each other."""

    repeat: str
    around: Row = ()


WaitingRow = tuple[RepeatPlace, str, bool]
"""A row that was added or taken away and is not stored yet: where, its name, and whether it is there now."""


class RowsInHand:
    """Knows which row of each repeat is in hand, also while the visit is read anew.

    `waiting` holds the rows that are handed over to be added or taken away and not stored yet: a look at the store
    does not know them.
    """

    def __init__(self) -> None:
        self.waiting: list[WaitingRow] = []
        self._chosen: dict[RepeatPlace, str] = {}
        self._sheet: Sheet

    def show(self, sheet: Sheet) -> None:
        """Take the sheet the rows stand in."""
        self._sheet = sheet

    def of(self, place: RepeatPlace) -> tuple[Row, ...]:
        """The rows of a repeat, in the order they were made."""
        return self._sheet.rows(place.repeat, place.around)

    def group(self, place: RepeatPlace) -> Group:
        """The repeat itself."""
        return self._sheet.plan.groups[place.repeat]

    def waiting_to_change(self) -> Iterator[tuple[RepeatPlace, Row, bool]]:
        """The rows that wait and that the sheet does not have as they are to be; whether each is there now."""
        for place, name, there in self.waiting:
            row = (*place.around, name)
            if self._around_stands(place) and there is not (row in self.of(place)):
                yield place, row, there

    def in_hand(self, place: RepeatPlace) -> Row | None:
        """The row that is shown: the one gone to, else the first; None where there is none."""
        rows = self.of(place)
        chosen = (*place.around, self._chosen.get(place, ""))
        return chosen if chosen in rows else next(iter(rows), None)

    def take_in_hand(self, repeat: str, row: Row) -> bool:
        """Show this row of its repeat. Returns whether another one was shown."""
        place = RepeatPlace(repeat, row[:-1])
        before = self.in_hand(place)
        self._chosen[place] = row[-1]
        return before != row

    def go_in_hand(self, cell: Cell) -> bool:
        """Show the rows a question stands in. Returns whether others were shown."""
        path = self._sheet.plan.paths[cell.name]
        moved = [self.take_in_hand(repeat, cell.row[: depth + 1]) for depth, repeat in enumerate(path)]
        return any(moved)

    def beside(self, place: RepeatPlace, row: Row) -> Row | None:
        """The row after a row, else the one before it."""
        rows = self.of(place)
        at = rows.index(row)
        return rows[at + 1] if at + 1 < len(rows) else rows[at - 1] if at else None

    def shown(self, items: tuple[Item, ...], row: Row = ()) -> Iterator[Cell | RepeatPlace]:
        """What stands on a page: the questions outside repeats and of the rows in hand, and each repeat."""
        for item in items:
            inner = row
            if not self._sheet.is_relevant(item.name, row):
                continue
            if isinstance(item, ControlQuestion):
                yield Cell(item.name, row)
                continue
            if item.repeats:
                place = RepeatPlace(item.name, row)
                yield place
                in_hand = self.in_hand(place)
                if in_hand is None:
                    continue
                inner = in_hand
            yield from self.shown(item.items, inner)

    def _around_stands(self, place: RepeatPlace) -> bool:
        """Whether the row a repeat lies in is still there."""
        outer = self._sheet.checklist.path_of(place.repeat)[:-1]
        return all(
            place.around[: depth + 1] in self._sheet.rows(repeat, place.around[:depth])
            for depth, repeat in enumerate(outer)
        )
