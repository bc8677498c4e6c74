"""A list of two-line rows over any number of things; a row is made when it is shown, never before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from ui.widgets.pages import Pages
from ui.widgets.two_line_delegate import ROW_ROLE, Row, TwoLineDelegate

_NOWHERE = QModelIndex()


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
        self._delegate = TwoLineDelegate(self)
        self.setItemDelegate(self._delegate)
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
        self._let_rows_differ(True)
        self._rows.show_things(things)
        place = next((place for place, thing in enumerate(things) if keep and keep(thing)), None)
        if place is not None:
            self.setCurrentIndex(self._rows.index(place))

    def show_pages(self, pages: Pages) -> None:
        """Show a list too long to be made whole; rows whose page has not come are blank until it has.

        Shape: every row is as high as one of two lines, so that a row's place is known without asking all others.
        """
        self._let_rows_differ(False)
        self._rows.show_things(pages)

    def take_page(self, pages: Pages, number: int, things: Sequence[Any]) -> None:
        """Show a page that has come, unless the list shows others by now."""
        if self._rows.things is not pages:
            return
        first, last = pages.put(number, things)
        self._rows.tell_changed(first, last)
        if first <= self.currentIndex().row() <= last:
            self._tell_chosen(self.currentIndex())

    def _let_rows_differ(self, differ: bool) -> None:
        self.setUniformItemSizes(not differ)
        self._delegate.two_lines_always = not differ

    def current(self) -> Any:
        """The thing the person stands on, or None."""
        index = self.currentIndex()
        return self.things[index.row()] if index.isValid() else None

    def go_to(self, place: int) -> None:
        """Stand on a row, as if the person had moved there."""
        self.setCurrentIndex(self._rows.index(place))

    def _tell_chosen(self, index: QModelIndex) -> None:
        if index.isValid() and (thing := self.things[index.row()]) is not None:
            self.chosen.emit(thing)

    def _tell_opened(self, index: QModelIndex) -> None:
        if (thing := self.things[index.row()]) is not None:
            self.opened.emit(thing)
