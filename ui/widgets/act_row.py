"""What can be done at the end of a form or a card: its buttons and links, side by side."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.theme import theme
from ui.widgets.layouts import FlowLayout


class ActRow(QWidget):
    """Buttons no wider than their words, that go on with the next line where one is full."""

    def __init__(self, *acts: QWidget) -> None:
        super().__init__()
        row = FlowLayout(self, gap=theme().space(8))
        for act in acts:
            row.addWidget(act)
