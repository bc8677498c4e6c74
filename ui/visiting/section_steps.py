"""Below the questions: one step back or on where they stand one at a time, and the way between that and all."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kollegie.language import say
from ui.visiting.section_head import SingleSwitch
from ui.widgets.buttons import PlainButton


class SectionSteps(QWidget):
    """`stepped` tells one step on (+1) or back (−1), `single_chosen` whether one question at a time is wanted."""

    stepped = Signal(int)
    single_chosen = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.back = PlainButton(say("Föregående", "Previous"), "arrow-left")
        self.on = PlainButton(say("Nästa fråga", "Next question"), "arrow-right")
        self.single = SingleSwitch()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.back)
        row.addStretch()
        row.addWidget(self.single)
        row.addStretch()
        row.addWidget(self.on)
        self.hide()
        self.single.clicked.connect(self.single_chosen)
        self.back.clicked.connect(self._step_back)
        self.on.clicked.connect(self._step_on)

    def show_steps(self, *, single: bool, headless: bool, somewhere: bool) -> None:
        """Stand there where questions come one at a time, or where the section's head is not shown."""
        self.single.setVisible(headless)
        for step in (self.back, self.on):
            step.setVisible(single)
        self.setVisible((single or headless) and somewhere)

    @Slot()
    def _step_back(self) -> None:
        self.stepped.emit(-1)

    @Slot()
    def _step_on(self) -> None:
        self.stepped.emit(1)
