"""What the steps of planning a round have in common."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.reviews.planning_acts import PlanState
from ui.theme import theme
from ui.tokens import Tone
from ui.widgets.buttons import PrimaryButton
from ui.widgets.labels import Heading, WrappedLabel
from ui.widgets.layouts import FlowLayout


class Step(QWidget):
    """One step: a heading, what it is about, its fields, and its button at the bottom."""

    def __init__(self, title: str, about: str, button: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme().space(14))
        self.column.addWidget(Heading(title, "section"))
        self._about = WrappedLabel(about, tone=Tone.MUTED)
        self.column.addWidget(self._about)
        self.go_on = PrimaryButton(button, icon)
        self._ways = QWidget()
        self._flow = FlowLayout(self._ways, gap=10)
        self._flow.addWidget(self.go_on)

    def show_about(self, words: str) -> None:
        """Say what the step is about just now."""
        self._about.show_text(words)

    def end(self) -> None:
        """Put the button below what has been added."""
        self.column.addWidget(self._ways)

    def add_way(self, button: QWidget) -> None:
        """Put another button beside the first."""
        self._flow.addWidget(button)

    def show_state(self, state: PlanState) -> None:
        """Show how far the planning has come."""
