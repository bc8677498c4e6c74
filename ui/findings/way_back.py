"""A panel that stands in place of the findings: the way back to them, and what is chosen in it, above its content."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.language import say
from ui.widgets.buttons import LinkButton
from ui.widgets.layouts import FlowLayout


def way_back(go_back: Callable[[], object] | SignalInstance) -> LinkButton:
    """The link that leads back to the findings, also by Esc."""
    back = LinkButton(say("Tillbaka", "Back"), "arrow-left", "Esc")
    back.setShortcut("Escape")
    back.clicked.connect(go_back)
    return back


def lay_out_with_way_back(panel: QWidget, left: SignalInstance, content: QWidget, *choices: QWidget) -> None:
    """Put the way back and the choices above the content; `left` is told when the person goes back."""
    head = QWidget()
    row = FlowLayout(head, gap=12)
    row.setContentsMargins(24, 12, 24, 0)
    for part in (way_back(left), *choices):
        row.addWidget(part)
    column = QVBoxLayout(panel)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(head)
    column.addWidget(content, 1)
