"""The field whose words narrow what a room shows."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from ui.widgets.fields import TextField

PAUSE_MS = 120


class FilterField(TextField):
    """A line of words to look for. `paused` tells that the person has written some and stopped for a moment."""

    paused = Signal()

    def __init__(self, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent=parent)
        self.setPlaceholderText(hint)
        pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        pause.timeout.connect(self.paused)
        self.edited.connect(pause.start)
