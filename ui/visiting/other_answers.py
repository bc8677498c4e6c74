"""The four answers that say why there is none: never mixed up, possible for every question."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from kollegie.language import say
from kollegie.model.answer_values import Value, Withheld
from ui.theme import theme
from ui.widgets.buttons import LinkButton, Paint
from ui.widgets.labels import Label
from ui.widgets.layouts import FlowLayout, GrowsDown


class OtherAnswer(LinkButton):
    """One reason; green-edged with a tick while it is the answer."""

    def __init__(self, reason: Withheld) -> None:
        super().__init__(reason.word)
        self.reason = reason
        self.setCheckable(True)

    def show_chosen(self, chosen: bool) -> None:
        """Show whether this is the answer."""
        self.setChecked(chosen)
        self.show_icon("check" if chosen else "")

    def paint_of_state(self) -> Paint:
        tokens = theme().tokens
        if self.isChecked():
            return Paint(tokens.text, tokens.soft, tokens.accent)
        return super().paint_of_state()


class OtherAnswers(GrowsDown):
    """Offers the reasons beside the question's own answers. `chosen` tells one, or None when it is taken back."""

    chosen = Signal(object)

    def __init__(self, reasons: Sequence[Withheld], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        flow = FlowLayout(self, gap=4, line_gap=2)
        flow.addWidget(Label(say("Annat svar:", "Other answer:"), "meta"))
        self.buttons = [OtherAnswer(reason) for reason in reasons]
        for button in self.buttons:
            button.clicked.connect(self._tell)
            flow.addWidget(button)

    def show_value(self, value: Value) -> None:
        """Show which reason is the answer, if one of them is."""
        for button in self.buttons:
            button.show_chosen(button.reason is value)

    def set_locked(self, locked: bool) -> None:
        """Let the answer be changed no more, or again."""
        for button in self.buttons:
            button.setEnabled(not locked or button.isChecked())

    @Slot()
    def _tell(self) -> None:
        pressed = self.sender()
        if isinstance(pressed, OtherAnswer):
            chosen = pressed.reason if pressed.isChecked() else None
            self.show_value(chosen)
            self.chosen.emit(chosen)
