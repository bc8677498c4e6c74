"""A form that asks for one secret: what it is about, the field with what is wrong beside it, and two ways onward."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import theme
from ui.tokens import Tone
from ui.unlocking.passphrase_field import PassphraseField
from ui.widgets.buttons import LinkButton, PrimaryButton
from ui.widgets.error_line import ErrorLine
from ui.widgets.labels import Heading, Label, WrappedLabel
from ui.widgets.layouts import FlowLayout


class OneFieldForm(QWidget):
    """Base of such forms: Return in the field goes the same way as the first button."""

    def __init__(
        self, field: PassphraseField, go: PrimaryButton, other: LinkButton, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._field, self._go, self._other = field, go, other
        self._fault = ErrorLine(field)
        field.returnPressed.connect(self._submit)
        field.edited.connect(self._fault.clear_fault)
        go.clicked.connect(self._submit)

    @property
    def fault(self) -> str:
        """What is said beside the field."""
        return self._fault.sentence

    @Slot()
    def _submit(self) -> None:
        """What the form does with what was typed."""

    def _lay_out(self, heading: Heading, about: str, asked: Label, *between: QWidget) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(10))
        buttons = QWidget()
        row = FlowLayout(buttons, gap=10)
        row.addWidget(self._go)
        row.addWidget(self._other)
        asked.setBuddy(self._field)
        told = WrappedLabel(about, "body", Tone.MUTED)
        for part in (heading, told, *between, asked, self._field, self._fault, buttons):
            column.addWidget(part)
