"""What a question's card shows of it, folded or not: its words, its answer, what is wrong, noted and found."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from kollegie.language import say
from kollegie.model.checklist import NOT_ANSWERED
from kollegie.model.visits import Finding
from ui.theme import theme
from ui.tokens import Tone
from ui.visiting.answer_parts import AnswerPart
from ui.visiting.asked import Asked
from ui.visiting.claim import Claim
from ui.visiting.presence import WatchedCard
from ui.widgets.card import CardKind
from ui.widgets.error_line import ErrorLine
from ui.widgets.labels import Label, WrappedLabel
from ui.widgets.layouts import FlowLayout, GrowsDown, empty
from ui.widgets.tag import Tag, TagKind


class CardFace(WatchedCard):
    """Shows a question and where it stands; `part` takes its answer. What can be done below stands in the card."""

    def __init__(self, asked: Asked, part: AnswerPart, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cell = asked.cell
        self.question = asked.question
        self.asked = asked
        self.part = part
        self.setAccessibleName(f"{asked.question.id} {asked.words}")
        self.claim = Claim(asked.question.origin, asked.claim) if asked.question.origin else None
        self._current = False
        self._id = Label(asked.question.id, "code")
        self._words = WrappedLabel(asked.words, "question")
        self._next = Tag(say("Nästa", "Next"), TagKind.SOFT, "corner-down-right")
        self._back = Tag(say("Skickat tillbaka", "Sent back"), TagKind.ATTENTION, "undo-2")
        self._fault = ErrorLine()
        self._noted: WrappedLabel | None = None
        self._found: GrowsDown | None = None
        self._found_row: FlowLayout | None = None
        self._lay_out()

    @property
    def answerable(self) -> bool:
        """Whether a person answers it."""
        return self.question.type not in NOT_ANSWERED and not self.question.read_only

    def show_faults(self, sentences: Sequence[str]) -> None:
        """Say what is to be put right in the answer; no sentence, no fault."""
        self.set_faulty(bool(sentences))
        self.part.set_faulty(bool(sentences))
        if sentences:
            self._fault.show_fault(" ".join(sentences))
        else:
            self._fault.clear_fault()
        field = self.part.field()
        if field is not None:
            required = say("Måste besvaras före signering.", "Must be answered before signing.")
            field.setAccessibleDescription(" ".join((*sentences, required) if self.question.required else sentences))

    def show_next(self, shown: bool) -> None:
        """Mark the question as the next unanswered one."""
        if shown is self._next.isHidden():
            self._next.setVisible(shown)

    def set_current(self, current: bool) -> None:
        """Mark where the person is."""
        if current == self._current:
            return
        self._current = current
        here, elsewhere = CardKind.CURRENT, CardKind.PLAIN
        if self.claim is not None:
            here, elsewhere = CardKind.RECORD_CURRENT, CardKind.RECORD
        self.set_kind(here if current else elsewhere)
        self._id.set_tone(Tone.RECORD if self.claim is not None else Tone.ACCENT if current else None)

    def _lay_out(self) -> None:
        self.body.setContentsMargins(23, 14, 18, 16)
        self.body.setSpacing(theme().space(8))
        head = QGridLayout()
        head.setHorizontalSpacing(theme().space(13))
        head.setVerticalSpacing(2)
        head.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        self._id.set_margins(0, 4, 0, 0)
        head.addWidget(self._id, 0, 0, top)
        head.addWidget(self._words, 0, 1)
        head.addWidget(self._next, 0, 2, top)
        head.addWidget(self._back, 0, 3, top)
        head.setRowMinimumHeight(0, self._next.sizeHint().height())  # so that nothing moves when the tag goes
        words = self._hint_words()
        if words:
            hint = WrappedLabel(role="body", tone=Tone.MUTED)
            hint.show_text(words)
            head.addWidget(hint, 1, 1, 1, 3)
        self._next.hide()
        self._back.hide()
        if self.claim is not None:
            self.set_kind(CardKind.RECORD)
            self._id.set_tone(Tone.RECORD)
        self._put_question(head)
        self.body.addWidget(self._fault)

    def _put_question(self, head: QGridLayout) -> None:
        """Put the question with its answer on the card: the claim it asks about stands between them."""
        self.body.addLayout(head)
        if self.claim is not None:
            self.body.addWidget(self.claim)
        self.body.addWidget(self.part)

    def _hint_words(self) -> str:
        """The help and the statutes; what nobody answers never unfolds, so its guidance stands below them."""
        parts = [self.asked.hint, self.asked.statutes]
        lines = [" · ".join(part for part in parts if part), "" if self.answerable else self.asked.guidance]
        return "\n".join(line for line in lines if line)

    def _say_noted(self, words: str) -> None:
        """Say below the answer what is noted of it, or nothing: few answers have a note."""
        if self._noted is None and words:
            self._noted = WrappedLabel(role="body")
            self.body.insertWidget(self.body.indexOf(self._fault) + 1, self._noted)
        if self._noted is not None:
            self._noted.show_text(words)
            self._noted.setVisible(bool(words))

    def _show_found(self, shown: bool) -> None:
        """Show the tags of the findings below, where there are any."""
        if self._found is not None and self._found_row is not None:
            self._found.setVisible(shown and self._found_row.count() > 0)

    def _show_tags(self, findings: Sequence[Finding]) -> None:
        if self._found_row is None:
            if not findings:
                return
            self._found = GrowsDown()
            self._found_row = FlowLayout(self._found)
            above = self._noted or self._fault
            self.body.insertWidget(self.body.indexOf(above) + 1, self._found)
        empty(self._found_row)
        for finding in findings:
            words = f"{finding.severity.word} · {finding.category.value}"
            self._found_row.addWidget(Tag(words, severity=finding.severity))
