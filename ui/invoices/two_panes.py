"""A list with what is chosen beside it and its acts below: what payouts, reclaims and letters have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.desk import Desk
from ui.file_work import FileWork
from ui.invoices.gathering import Month
from ui.widgets.buttons import Button
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import WrappedLabel
from ui.widgets.layouts import FlowLayout, empty
from ui.widgets.list_column import ListAndDetail
from ui.widgets.row_list import RowList
from ui.widgets.side_column import ScrollColumn
from ui.widgets.two_line_delegate import Row

LIST_WIDTH = 424


class TwoPanes(QWidget):
    """Shows things in a list and the one chosen beside it.

    `telling` asks for a strip, `failed` tells what could not be done, `changed` that the page is to be read anew,
    `going` for another room, `turned` that the acts or the list are others.
    """

    telling = Signal(object, str, str)
    failed = Signal(Exception)
    changed = Signal()
    going = Signal(str, object)
    turned = Signal()

    def __init__(self, desk: Desk, name: str, row_of: Callable[[Any], Row], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.month: Month | None = None
        self.list = RowList(name, lambda thing: thing if isinstance(thing, Row) else row_of(thing))
        self.empty: EmptyState | None = None
        self._around_empty = QWidget()
        self.told = WrappedLabel("", "meta")
        self.detail = ScrollColumn(edge=24)
        self.acts = QWidget()
        self.act_row = FlowLayout(self.acts, gap=8)
        self.work = FileWork(self)
        self.work.failed.connect(self.failed)
        self.list.chosen.connect(self.turned)
        self._panes = ListAndDetail(LIST_WIDTH, top=10)
        self._panes.left.column.addWidget(self.told)
        self._panes.left.column.addWidget(self.list, 1)
        self._panes.right.addWidget(self.detail, 1)
        around = QVBoxLayout()
        around.setContentsMargins(24, 8, 24, 12)
        around.addWidget(self.acts)
        around.addWidget(self.work.stop, 0, Qt.AlignmentFlag.AlignLeft)
        self._panes.right.addLayout(around)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._panes)

    def panels(self) -> list[QWidget]:
        """The columns F6 goes through."""
        return [self.list, self.detail]

    def put_empty(self, empty: EmptyState) -> None:
        """Show this in place of both panes as long as there is nothing to list."""
        self.empty = empty
        around = QVBoxLayout(self._around_empty)
        around.setContentsMargins(24, 16, 24, 24)
        around.addWidget(empty)
        self._around_empty.hide()
        whole = self.layout()
        assert whole is not None
        whole.addWidget(self._around_empty)

    def show_things(self, things: list[Any], nothing: str, same: Callable[[Any], bool]) -> None:
        """Show other things; stay on the one that is known again, else stand on the first."""
        self.list.show_things(things, same)
        if self.empty is not None:
            self._panes.setVisible(bool(things))
            self._around_empty.setVisible(not things)
        if self.list.current() is None and not self.list.go_to_first():
            self.clear(nothing)

    def clear(self, words: str = "") -> None:
        """Take away what is shown of the one chosen."""
        self.detail.clear()
        self.put_acts()
        if words:
            self.detail.add(WrappedLabel(words, "meta"))

    def put_acts(self, *buttons: Button) -> None:
        """Show these acts and no others."""
        empty(self.act_row)
        for button in buttons:
            self.act_row.addWidget(button)
        self.acts.setVisible(bool(buttons))
        self.turned.emit()
