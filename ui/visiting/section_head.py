"""The head of a section: its number and title, how far it has come, and one question at a time or all."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from kollegie.language import say
from ui.widgets.buttons import PlainButton
from ui.widgets.labels import Heading, Label
from ui.widgets.layouts import AsideLayout, GrowsDown


class SingleSwitch(PlainButton):
    """Switches between the whole section and one question at a time."""

    def __init__(self) -> None:
        super().__init__(say("En fråga i taget", "One question at a time"), "square")
        self.setCheckable(True)

    def show_single(self, single: bool) -> None:
        """Show whether one question stands alone."""
        self.setChecked(single)
        self.show_icon("square-check" if single else "square")


class SectionHead(GrowsDown):
    """Number and title of the section, its count, and the switch to one question at a time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = Label(role="heading")
        self._title = Heading(role="section")
        self._count = Label(role="body")
        self.single = SingleSwitch()
        words = QWidget()
        row = QHBoxLayout(words)
        row.setContentsMargins(4, 0, 0, 0)
        row.setSpacing(10)
        for part in (self._number, self._title, self._count):
            row.addWidget(part)
        row.addStretch()
        aside = AsideLayout(self, least=240)
        aside.addWidget(words)
        aside.addWidget(self.single)

    def show_section(self, number: int, title: str, count: str) -> None:
        """Show which section it is and how far it has come."""
        self._number.setText(str(number))
        self._title.setText(title)
        self._count.setText(count)
