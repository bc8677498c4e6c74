"""One side of a question as a card: what holds now in a sentence, and what changes it when it is unfolded."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.language import say
from ui.theme import theme
from ui.tokens import Tone
from ui.widgets.buttons import LinkButton
from ui.widgets.card import Card
from ui.widgets.error_line import ErrorLine
from ui.widgets.labels import Heading, WrappedLabel
from ui.widgets.layouts import AsideLayout, GrowsDown


class Aspect(Card):
    """Shows a title, a sentence about what holds, and a body to change it in; `unfolded` tells the first unfolding.

    `fields` are the keys of the file that it is about: faults at them stand here. `says` gives the sentence, where it
    follows the draft.
    """

    unfolded = Signal()

    def __init__(
        self, title: str, fields: Sequence[str], says: Callable[[], str] | None = None, *, open_: bool = False
    ) -> None:
        super().__init__()
        self.fields = frozenset(fields)
        self._title = title
        self.body.setContentsMargins(22, 10, 14, 12)
        head = GrowsDown()
        row = AsideLayout(head, least=200, gap=10)
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(2)
        column.addWidget(Heading(title, "field"))
        self._says = says
        self._said = WrappedLabel(role="body", tone=Tone.MUTED)
        self._said.hide()
        column.addWidget(self._said)
        self.toggle = LinkButton(say("Ändra", "Change"), "pencil")
        self.toggle.setAccessibleName(say(f"Ändra {title.lower()}", f"Change {title.lower()}"))
        row.addWidget(words)
        row.addWidget(self.toggle)
        self._fault = ErrorLine()
        self.inner = QWidget()
        self.column = QVBoxLayout(self.inner)
        self.column.setContentsMargins(0, 2, 8, 6)
        self.column.setSpacing(theme().space(10))
        self.body.addWidget(head)
        self.body.addWidget(self._fault)
        self.body.addWidget(self.inner)
        self._open = False
        self.inner.hide()
        self.toggle.clicked.connect(self._turn)
        if open_:
            self.toggle.hide()
            self._open = True
            self.inner.show()
        self.say_anew()

    @property
    def is_open(self) -> bool:
        """Whether it can be changed just now."""
        return self._open

    def say_now(self, sentence: str) -> None:
        """Say what holds."""
        self._said.show_text(sentence)
        self._said.setVisible(bool(sentence))

    def say_anew(self) -> None:
        """Say what holds as it stands now."""
        if self._says is not None:
            self.say_now(self._says())

    def show_faults(self, sentences: Sequence[str]) -> None:
        """Say what is wrong here; no sentence, no fault."""
        self.set_faulty(bool(sentences))
        if sentences:
            self._fault.show_fault(" ".join(dict.fromkeys(sentences)))
        else:
            self._fault.clear_fault()

    def lock(self) -> None:
        """Show what holds without letting it be changed."""
        self.inner.setEnabled(False)
        self.toggle.hide()

    def unfold(self) -> None:
        """Let it be changed."""
        if not self._open:
            self._turn()

    @Slot()
    def _turn(self) -> None:
        self._open = not self._open
        if self._open:
            self.unfolded.emit()
        self.inner.setVisible(self._open)
        self.toggle.setText(say("Klar", "Done") if self._open else say("Ändra", "Change"))
        self.toggle.show_icon("chevron-up" if self._open else "pencil")
