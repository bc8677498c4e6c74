"""A list at left with the way back above it and a note below, what is chosen at right, and the acts under that."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.findings.way_back import way_back
from ui.widgets.labels import Heading, WrappedLabel
from ui.widgets.layouts import FlowLayout
from ui.widgets.list_column import ListAndDetail


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
    panes = ListAndDetail(300, least=150)
    panes.left.column.addWidget(way_back(go_back))
    panes.left.column.addWidget(Heading(title, "heading"))
    panes.left.column.addWidget(chosen_from, 1)
    panes.left.put_note(WrappedLabel(note, "meta"))
    panes.right.addWidget(content, 1)
    holder = QWidget()
    flow = FlowLayout(holder, gap=12)
    flow.setContentsMargins(24, 12, 24, 12)
    for part in acts:
        flow.addWidget(part)
    panes.right.addWidget(holder)
    whole = QVBoxLayout(panel)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.addWidget(panes)
    return holder
