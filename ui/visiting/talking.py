"""What is said about the answer on a card: the thread opens at its foot, and tells by the card's own signals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Slot

from kollegie.model.visits import CommentKind
from kollegie.visiting.commenting import FIELD, Thread
from ui.visiting.thread_block import ThreadBlock

if TYPE_CHECKING:
    from ui.visiting.question_card import QuestionCard


class Talking(QObject):
    """The thread of one card, `said`. `block` shows it, once it is open; one with anything in it is."""

    def __init__(self, card: QuestionCard) -> None:
        super().__init__(card)
        self._card = card
        self.block: ThreadBlock | None = None
        self.said: Thread | None = None
        self._people: Mapping[UUID, str] = {}
        self._lead = False

    def show_thread(self, thread: Thread | None, people: Mapping[UUID, str], *, lead: bool) -> None:
        """Show what is said, now or as soon as the card has its lower part."""
        self.said, self._people, self._lead = thread, people, lead
        self.fill()

    def fill(self) -> None:
        """Show what is known of the thread in the card's lower part, where it has one."""
        if self._card.below is not None and self.said is not None and self.said.comments:
            self.open(focus=False)
        if self.block is not None:
            self.block.show_thread(self.said, self._people, lead=self._lead)

    def open(self, *, focus: bool = True) -> ThreadBlock:
        """Open the thread, with the focus where the next word is written."""
        card = self._card
        card.unfold()
        assert card.below is not None, "only what is answered is talked about"
        if self.block is None:
            self.block = ThreadBlock(card.question.id)
            self.block.written.connect(self._tell_written)
            self.block.settled.connect(self._tell_settled)
            self.block.reopened.connect(self._tell_reopened)
            self.block.typed.connect(self._tell_typed)
            card.below.column.addWidget(self.block)
            self.block.show_thread(self.said, self._people, lead=self._lead)
            card.reshaped.emit()
        if focus:
            self.block.words.setFocus(Qt.FocusReason.OtherFocusReason)
        return self.block

    @Slot(object, str)
    def _tell_written(self, kind: CommentKind, text: str) -> None:
        self._card.commented.emit(self._card.cell, kind, text)

    @Slot()
    def _tell_settled(self) -> None:
        self._card.settled.emit(self._card.cell)

    @Slot()
    def _tell_reopened(self) -> None:
        self._card.reopened.emit(self._card.cell)

    @Slot(str, int)
    def _tell_typed(self, text: str, cursor: int) -> None:
        self._card.typed.emit(self._card.cell, FIELD, text, cursor)
