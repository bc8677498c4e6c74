"""A list at left with the way back above it and a note below, what is chosen at right, and the acts under that."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.findings.way_back import way_back
from ui.theme import theme
from ui.widgets.labels import Heading, WrappedLabel
from ui.widgets.layouts import FlowLayout

LOW = 420
"""Pixels at 100 % text a side needs for its list to have room above the note."""


class _Side(QWidget):
    """As wide as its rows need at any size of text; the note below them gives way where there is no room for both."""

    def __init__(self, note: QWidget) -> None:
        super().__init__()
        self._note = note
        self._fit()
        theme().changed.connect(self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._note.setVisible(self.height() >= theme().px(LOW))

    @Slot()
    def _fit(self) -> None:
        self.setMaximumWidth(theme().px(300))
        self.setMinimumWidth(theme().px(110))


def lay_out_beside(
    panel: QWidget,
    title: str,
    chosen_from: QWidget,
    content: QWidget,
    acts: Sequence[QWidget],
    note: str,
    go_back: Callable[[], object],
) -> QWidget:
    """Put the parts of a panel in their places; gives back what holds the acts, so that it can be hidden."""
    below = WrappedLabel(note, "meta")
    side = _Side(below)
    column = QVBoxLayout(side)
    column.setContentsMargins(16, 14, 0, 16)
    column.setSpacing(10)
    column.addWidget(way_back(go_back))
    column.addWidget(Heading(title, "heading"))
    column.addWidget(chosen_from, 1)
    column.addWidget(below)
    right = QWidget()
    filling = QVBoxLayout(right)
    filling.setContentsMargins(0, 0, 0, 0)
    filling.setSpacing(0)
    filling.addWidget(content, 1)
    holder = QWidget()
    flow = FlowLayout(holder, gap=12)
    flow.setContentsMargins(24, 12, 24, 12)
    for part in acts:
        flow.addWidget(part)
    filling.addWidget(holder)
    row = QHBoxLayout(panel)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    row.addWidget(side, 2)
    row.addWidget(right, 3)
    return holder
