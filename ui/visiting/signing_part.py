"""A signature in the making: the pad, the name typed in its place, and what is done with either."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.language import say
from ui.visiting.signature_pad import SignaturePad
from ui.widgets.buttons import LinkButton, PlainButton
from ui.widgets.fields import Field, TextField
from ui.widgets.layouts import FlowLayout, GrowsDown


class SigningPart(GrowsDown):
    """Takes a signature and keeps none. `signed` tells it as a picture and whether it was typed, `drawn` the lines of
    one that is not kept yet, as text; the name that is typed is told by its own field."""

    signed = Signal(object, bool)
    drawn = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pad = SignaturePad(name)
        self.typed = TextField(say("Eller skriv namnet med tangentbordet", "Or type the name with the keyboard"))
        self.keep = PlainButton(say("Spara underskriften", "Keep the signature"), "check")
        self.clean = LinkButton(say("Gör om", "Start over"), "undo-2")
        acts = GrowsDown()
        flow = FlowLayout(acts, gap=8, line_gap=6)
        flow.addWidget(self.keep)
        flow.addWidget(self.clean)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.pad, Field(self.typed.accessibleName(), self.typed), acts):
            column.addWidget(part)
        self.pad.changed.connect(self.allow)
        self.pad.drew.connect(self._tell_drawn)
        self.typed.edited.connect(self.pad.write)
        self.typed.returnPressed.connect(self._sign)
        self.keep.clicked.connect(self._sign)
        self.clean.clicked.connect(self._start_over)
        self.allow()

    @property
    def begun(self) -> bool:
        """Whether something is written that is not kept."""
        return not self.pad.empty

    def show_name(self, name: str, cursor: int) -> None:
        """Show a name that was being typed, unless something stands on the pad."""
        if self.pad.empty:
            self.typed.show_text(name)
            self.typed.put_caret(cursor)
            self.pad.write(name)

    def show_drawn(self, lines: str) -> None:
        """Show what was being drawn, unless something stands on the pad."""
        if self.pad.empty:
            self.pad.draw_again(lines)

    def empty(self) -> None:
        """Take the pad and the field clean; tells nobody."""
        self.pad.clear()
        self.typed.clear()

    def stops(self) -> list[QWidget]:
        """The parts Tab goes to, in reading order."""
        return [self.typed, self.keep, self.clean]

    @Slot()
    def allow(self) -> None:
        """Let a signature be kept, or kept once more where that was refused, if there is one on the pad."""
        self.typed.setReadOnly(self.begun and not self.typed.text().strip())  # no key writes over a line that is drawn
        self.keep.setEnabled(self.begun)
        self.clean.setEnabled(self.begun or bool(self.pad.strokes))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        returned = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if returned and self.begun and self.typed.hasFocus():
            return  # it keeps the signature and does not go on to the next question
        super().keyPressEvent(event)

    @Slot()
    def _sign(self) -> None:
        if self.begun and self.keep.isEnabled():
            self.keep.setEnabled(False)  # the line stays until it is stored: what is refused can be kept once more
            self.signed.emit(self.pad.image(), bool(self.pad.name))

    @Slot()
    def _start_over(self) -> None:
        """Empty the pad; what stood there is told to be gone, so that its draft goes too."""
        named, drew = bool(self.typed.text()), bool(self.pad.strokes)
        self.empty()
        if named:
            self.typed.edited.emit("")
        if drew:
            self.drawn.emit("")

    @Slot()
    def _tell_drawn(self) -> None:
        self.drawn.emit(self.pad.as_text())
