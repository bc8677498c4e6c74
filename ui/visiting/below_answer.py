"""What stands below the answer of the question in hand: other answers, the note, findings, and what can be marked.

It is a score of widgets, and most cards never need them: the card that is left hands them on to the one come to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.language import say
from kollegie.model.answer_values import Withheld
from kollegie.model.visits import Answer
from ui.theme import theme
from ui.tokens import Tone
from ui.visiting.marks import Marks
from ui.visiting.other_answers import OtherAnswers
from ui.widgets.fields import Field, NoteEdit
from ui.widgets.labels import Label, WrappedLabel
from ui.widgets.layouts import AsideLayout, GrowsDown

Heard = Iterable[tuple[SignalInstance, Callable[..., object]]]
"""Signals, each with what is to hear it."""


class BelowAnswer(QWidget):
    """Stands at the foot of a card; `column` is its layout, `findings` the place of the blocks of findings in it.

    In a `trial` of a draft it is the other answers alone: nothing is noted or marked, for nothing would keep it.
    """

    def __init__(self, reasons: Sequence[Withheld], *, trial: bool = False) -> None:
        super().__init__()
        self.reasons = tuple(reasons)
        self.other = OtherAnswers(reasons)
        self.saved = Label(role="caption", tone=Tone.OK)
        self.note = NoteEdit("")
        self.marks = Marks()
        self.findings = QVBoxLayout()
        self.findings.setSpacing(8)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme().space(10))
        self._guidance: WrappedLabel | None = None
        beside = GrowsDown()
        row = AsideLayout(beside, least=200, gap=8)
        row.addWidget(self.other)
        row.addWidget(self.saved)
        self.column.addWidget(beside)
        noting = Field(say("Anteckning", "Note"), self.note)
        self.column.addWidget(noting)
        self.column.addLayout(self.findings)
        self.column.addWidget(self.marks)
        if trial:
            noting.hide()
            self.marks.hide()
        self.hide()

    def stand_at(self, question: str, guidance: str, *, attaching: bool, heard: Heard) -> None:
        """Stand at a question; `attaching` is whether pictures and files are taken here."""
        self.note.setAccessibleName(say("Anteckning till {}", "Note to {}").format(question))
        self.marks.attach.setVisible(attaching)
        if guidance and self._guidance is None:
            self._guidance = WrappedLabel(role="meta")
            self.column.insertWidget(1, self._guidance)
        if self._guidance is not None:
            self._guidance.setText(guidance)
            self._guidance.setVisible(bool(guidance))
        for signal, hears in heard:
            signal.connect(hears)

    def leave(self, heard: Heard) -> None:
        """Leave the question, with nothing of it left behind: what was written there is not taken back elsewhere."""
        for signal, hears in heard:
            signal.disconnect(hears)
        self.note.show_text("")
        self.note.document().clearUndoRedoStacks()
        self.other.show_value(None)
        self.marks.show_marked(positive=False, flagged=False)
        self.show_saved("")
        if self._guidance is not None:
            self._guidance.hide()

    def show_answer(self, answer: Answer) -> None:
        """Show the answer where it is given and marked here; the note apart."""
        self.other.show_value(answer.value)
        self.marks.show_marked(positive=answer.positive, flagged=answer.flagged)

    def show_saved(self, words: str) -> None:
        """Say when the answer was stored, or who wrote it."""
        self.saved.setText(words)
        self.saved.setVisible(bool(words))
