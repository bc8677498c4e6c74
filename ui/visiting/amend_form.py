"""The reason for changing what is signed: without it nothing changes."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import say
from ui.widgets.buttons import PlainButton, PrimaryButton
from ui.widgets.fields import Field, TextField


class AmendForm(QWidget):
    """Asks for the reason. `done` tells it, or an empty text when the amendment is given up."""

    done = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reason = TextField(say("Skäl till tillägget", "Reason for the amendment"))
        self._field = Field(say("Skäl till tillägget", "Reason for the amendment"), self.reason)
        self.keep = PrimaryButton(say("Spara tillägget", "Save the amendment"), "check")
        self.give_up = PlainButton(say("Låt det signerade stå", "Let the signed answer stand"))
        self.keep.clicked.connect(self._keep)
        self.give_up.clicked.connect(self._give_up)
        self.reason.returnPressed.connect(self._keep)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.keep)
        buttons.addWidget(self.give_up)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._field)
        column.addLayout(buttons)

    @Slot()
    def _keep(self) -> None:
        reason = self.reason.text().strip()
        if not reason:
            self._field.show_fault(
                say("Skriv varför: den som läser efteråt behöver veta det.", "Say why: the next reader needs to know.")
            )
            return
        self.done.emit(reason)

    @Slot()
    def _give_up(self) -> None:
        self.done.emit("")
