"""A list at left with the way back above it and a note below, what is chosen at right, and the acts under that."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import say
from ui.theme import theme
from ui.widgets.buttons import LinkButton
from ui.widgets.labels import Heading, WrappedLabel
from ui.widgets.layouts import FlowLayout


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
    side = QWidget()
    side.setMaximumWidth(theme().px(300))
    side.setMinimumWidth(theme().space(220))
    column = QVBoxLayout(side)
    column.setContentsMargins(16, 14, 0, 0)
    column.setSpacing(10)
    back = LinkButton(say("Tillbaka", "Back"), "arrow-left", "Esc")
    back.setShortcut("Escape")
    back.clicked.connect(go_back)
    column.addWidget(back)
    column.addWidget(Heading(title, "heading"))
    column.addWidget(chosen_from, 1)
    below = WrappedLabel(note, "meta")
    below.setContentsMargins(0, 0, 8, 16)
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
    row.addWidget(side, 1)
    row.addWidget(right, 3)
    return holder
