"""The bars of a section's repeats: which row of each is in hand, and the buttons that add and remove one."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from PySide6.QtCore import QObject, Signal

from kollegie.visiting.evaluation import Cell
from ui.visiting.in_hand import VisitInHand
from ui.visiting.row_bar import RowBar
from ui.visiting.rows_in_hand import RepeatPlace
from ui.visiting.section_column import Place, SectionColumn


class RowBars(QObject):
    """Holds the bar of each repeat that is shown, by its place.

    `wanted` tells the row somebody goes to, `adding` a repeat that gets one, `removing` one that goes.
    """

    wanted = Signal(object, object)
    adding = Signal(object)
    removing = Signal(object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.shown: dict[RepeatPlace, RowBar] = {}

    def put(
        self,
        visit: VisitInHand,
        wanted: Iterable[Cell | RepeatPlace],
        cards: Collection[Cell],
        column: SectionColumn,
    ) -> None:
        """Make those that are missing, each in its place among the cards, and show in all which row is in hand."""
        place = Place()
        for one in wanted:
            if isinstance(one, RepeatPlace):
                if one not in self.shown:
                    column.insert(place.there, self._make(visit, one))
                self.shown[one].show_rows(visit, one)
            if one in cards or one in self.shown:
                place.pass_by(column.frame_at(one))

    def in_hand(self, visit: VisitInHand | None, current: Cell | None) -> RowBar | None:
        """The bar of the repeat the person is in, else of the only one there is."""
        path = visit.sheet.plan.paths[current.name] if visit is not None and current is not None else ()
        if path and current is not None:
            return self.shown.get(RepeatPlace(path[-1], current.row[: len(path) - 1]))
        return next(iter(self.shown.values())) if len(self.shown) == 1 else None

    def _make(self, visit: VisitInHand, place: RepeatPlace) -> RowBar:
        bar = self.shown[place] = RowBar(visit.rows.group(place).label.in_() or place.repeat)
        bar.wanted.connect(self.wanted)
        bar.adding.connect(self.adding)
        bar.removing.connect(self.removing)
        return bar
