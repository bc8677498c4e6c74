"""What can be marked about an answer beside its finding: something good, something to look at again."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from kollegie.language import say
from ui.theme import theme
from ui.widgets.buttons import LinkButton, Paint
from ui.widgets.layouts import FlowLayout, GrowsDown


class MarkButton(LinkButton):
    """A mark that is on or off: the word says which, and the icon fills."""

    def __init__(self, words: str, icon: str) -> None:
        super().__init__(words, icon)
        self.setCheckable(True)

    def paint_of_state(self) -> Paint:
        tokens = theme().tokens
        return Paint(tokens.text, tokens.soft, tokens.accent) if self.isChecked() else super().paint_of_state()


class Marks(GrowsDown):
    """The links below a note. `marked` tells positive and flagged, `finding_wanted` that one is to be written,
    `commenting` that something is to be said about the answer, `attaching` that a picture is to be added,
    `amending` that what is signed is to be changed."""

    marked = Signal(object, object)
    finding_wanted = Signal()
    commenting = Signal()
    attaching = Signal()
    amending = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.positive = MarkButton(say("Positiv iakttagelse", "Positive observation"), "star")
        self.flag = MarkButton(say("Flagga", "Flag"), "flag")
        self.comment = LinkButton(say("Kommentera", "Comment"), "message-square")
        self.own = LinkButton(say("Egen iakttagelse", "A finding of your own"), "plus")
        self.amend = LinkButton(say("Gör ett tillägg…", "Make an amendment…"), "pencil")
        self.attach = LinkButton(say("Bild eller fil", "Picture or file"), "camera")
        self.links = (self.attach, self.positive, self.flag, self.own, self.comment, self.amend)
        flow = FlowLayout(self, gap=6, line_gap=2)
        for link in self.links:
            flow.addWidget(link)
        self.amend.hide()
        self.positive.clicked.connect(self._mark)
        self.flag.clicked.connect(self._mark)
        self.own.clicked.connect(self.finding_wanted)
        self.comment.clicked.connect(self.commenting)
        self.attach.clicked.connect(self.attaching)
        self.amend.clicked.connect(self.amending)

    def show_marked(self, *, positive: bool, flagged: bool) -> None:
        """Show how the answer is marked."""
        self.positive.setChecked(positive)
        self.flag.setChecked(flagged)

    def show_only(self, *links: LinkButton) -> None:
        """Offer only these: where the answer is not given at the visit, not everything can be done."""
        for link in self.links:
            if link not in links:
                link.hide()

    def set_locked(self, locked: bool, *, amending: bool, signed: bool) -> None:
        """Let the marks be changed no more, or again; what is signed can be amended."""
        self.positive.setEnabled(not locked)
        self.flag.setEnabled(not locked)
        self.own.setVisible(not locked)
        self.attach.setEnabled(not locked)
        self.amend.setVisible(signed and not amending)

    @Slot()
    def _mark(self) -> None:
        self.marked.emit(self.positive.isChecked(), self.flag.isChecked())
