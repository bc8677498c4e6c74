"""A list of two-line rows over any number of things; a row is made when it is shown, never before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from ui.widgets.two_line_delegate import ROW_ROLE, Row, TwoLineDelegate

_NOWHERE = QModelIndex()
_BACKWARDS = (
    QAbstractItemView.CursorAction.MoveUp,
    QAbstractItemView.CursorAction.MovePageUp,
    QAbstractItemView.CursorAction.MovePrevious,
    QAbstractItemView.CursorAction.MoveEnd,
)


class RowModel(QAbstractListModel):
    """The things of a list, each shown as the `Row` that `row_of` makes of it."""

    def __init__(self, row_of: Callable[[Any], Row], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row_of = row_of
        self.things: Sequence[Any] = ()

    def _row(self, place: int) -> Row:
        thing = self.things[place]
        return Row("…") if thing is None else self._row_of(thing)

    def show_things(self, things: Sequence[Any]) -> None:
        """Show other things."""
        self.beginResetModel()
        self.things = things
        self.endResetModel()

    def tell_changed(self, first: int, last: int) -> None:
        """Let the view look anew at these rows, which have come."""
        self.dataChanged.emit(self.index(first), self.index(last))

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.things)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == ROW_ROLE:
            return self._row(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._row(index.row()).spoken
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if index.isValid() and self._row(index.row()).head:
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)


class RowList(QListView):
    """Shows things as two-line rows. `chosen` tells the thing the person stands on, `opened` the one they open."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(
        self, name: str, row_of: Callable[[Any], Row], *, click_opens: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._rows = RowModel(row_of, self)
        self.setModel(self._rows)
        self.setItemDelegate(TwoLineDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.selectionModel().currentChanged.connect(self._tell_chosen)
        self.activated.connect(self._tell_opened)
        if click_opens:
            self.clicked.connect(self._tell_opened)

    @property
    def things(self) -> Sequence[Any]:
        """All that the list shows."""
        return self._rows.things

    def show_things(self, things: Sequence[Any], keep: Callable[[Any], bool] | None = None) -> None:
        """Show other things; stay on the first that `keep` knows again."""
        self._rows.show_things(things)
        place = next((place for place, thing in enumerate(things) if keep and keep(thing)), None)
        if place is not None:
            self.setCurrentIndex(self._rows.index(place))

    def current(self) -> Any:
        """The thing the person stands on, or None."""
        index = self.currentIndex()
        return self.things[index.row()] if index.isValid() else None

    def go_to(self, place: int) -> None:
        """Stand on a row, as if the person had moved there."""
        self.setCurrentIndex(self._rows.index(place))

    def go_to_first(self, at: int = 0) -> bool:
        """Stand on the first row from a place on that is no head of a group, or the last one before it; False where
        there is none."""
        at = min(at, len(self.things))
        return self._go_to_one_of((*range(at, len(self.things)), *reversed(range(at))), lambda _thing: True)

    def go_to_next(self, wanted: Callable[[Any], bool]) -> bool:
        """Stand on the next thing that is wanted, from the top again after the last; False where there is none."""
        at = self.currentIndex().row() + 1
        return self._go_to_one_of((*range(at, len(self.things)), *range(at)), wanted)

    def _go_to_one_of(self, places: Iterable[int], wanted: Callable[[Any], bool]) -> bool:
        found = (place for place in places if wanted(self.things[place]) and self._can_stand(self._rows.index(place)))
        place = next(found, None)
        if place is not None:
            self.go_to(place)
        return place is not None

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Where a key leads: past the heads of groups, which nobody can stand on."""
        index = super().moveCursor(action, modifiers)
        for step in (-1, 1) if action in _BACKWARDS else (1, -1):
            place = index.row()
            while 0 <= place < len(self.things):
                if self._can_stand(self._rows.index(place)):
                    return self._rows.index(place)
                place += step
            if action in (QAbstractItemView.CursorAction.MoveUp, QAbstractItemView.CursorAction.MoveDown):
                break  # above the first row and below the last one stays where one is
        return self.currentIndex()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or self._can_stand(index):
            super().mousePressEvent(event)

    def _can_stand(self, index: QModelIndex) -> bool:
        return bool(self._rows.flags(index) & Qt.ItemFlag.ItemIsSelectable)

    def _tell_chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self.things[index.row()])

    def _tell_opened(self, index: QModelIndex) -> None:
        self.opened.emit(self.things[index.row()])
