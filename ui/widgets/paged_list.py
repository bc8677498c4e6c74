"""A list of two-line rows of any length: opened with its first page, other pages asked for when they come into view.

Every row is as high as one of two lines, so that no row but those in view is ever asked for anything. A `QListView`
asks each row's place one by one, which takes seconds at 300,000 rows; a table with rows of one height does not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.widgets.pages import Pages
from ui.widgets.row_list import RowModel
from ui.widgets.two_line_delegate import Row, TwoLineDelegate


class PagedList(QTableView):
    """Shows pages of things as two-line rows. `chosen` tells the thing the person stands on."""

    chosen = Signal(object)

    def __init__(self, name: str, row_of: Callable[[Any], Row], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._rows = RowModel(row_of, self)
        self._delegate = TwoLineDelegate(self)
        self._delegate.two_lines_always = True
        self.setModel(self._rows)
        self.setItemDelegate(self._delegate)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setMinimumSectionSize(1)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMouseTracking(True)
        self._fit()
        self.selectionModel().currentChanged.connect(self._tell_chosen)

    @property
    def things(self) -> Sequence[Any]:
        """All that the list shows; None for what has not come yet."""
        return self._rows.things

    def show_pages(self, pages: Pages) -> None:
        """Show another list."""
        self._rows.show_things(pages)

    def take_page(self, pages: Pages, number: int, things: Sequence[Any]) -> None:
        """Show a page that has come, unless the list shows others by now."""
        if self._rows.things is not pages:
            return
        first, last = pages.put(number, things)
        self._rows.tell_changed(first, last)
        if first <= self.currentIndex().row() <= last:
            self._tell_chosen(self.currentIndex())

    def current(self) -> Any:
        """The thing the person stands on; None where there is none or it has not come yet."""
        index = self.currentIndex()
        return self.things[index.row()] if index.isValid() else None

    def go_to(self, place: int) -> None:
        """Stand on a row, as if the person had moved there."""
        self.setCurrentIndex(self._rows.index(place))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange) and hasattr(self, "_delegate"):
            self._fit()

    def _fit(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._delegate.high())

    def _tell_chosen(self, index: QModelIndex) -> None:
        if index.isValid() and (thing := self.things[index.row()]) is not None:
            self.chosen.emit(thing)
