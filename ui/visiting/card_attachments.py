"""What is attached to the answer on a card: the block that takes pictures and files opens at its foot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from kollegie.model.attachments import Attachment
from ui.visiting.answer_parts import AttachmentPart
from ui.visiting.attach_block import AttachBlock

if TYPE_CHECKING:
    from ui.visiting.question_card import QuestionCard


class CardAttachments(QObject):
    """The attachments of one card, `attached`. Where the answer is a picture or a file itself, its own part takes them;
    of any other question a block does, once it is open, and where anything is attached it is."""

    def __init__(self, card: QuestionCard) -> None:
        super().__init__(card)
        self._card = card
        self.attached: tuple[Attachment, ...] = ()
        self.opened: AttachBlock | None = None

    @property
    def are_the_answer(self) -> bool:
        """Whether what is attached is itself the answer."""
        return isinstance(self._card.part, AttachmentPart)

    @property
    def block(self) -> AttachBlock | None:
        """What takes pictures and files, if it is open."""
        part = self._card.part
        return part.block if isinstance(part, AttachmentPart) else self.opened

    def show_attachments(self, attached: Sequence[Attachment]) -> None:
        """Show what is attached, now or as soon as the card has its lower part."""
        self.attached = tuple(attached)
        self.fill()

    def fill(self) -> None:
        """Show what is attached in the card's lower part, where it has one."""
        if self.attached and self._card.below is not None and self.block is None:
            self.open()
        if self.block is not None:
            self.block.show_attachments(self.attached)

    @Slot()
    def open(self) -> None:
        """Open the block that takes pictures and files."""
        card = self._card
        card.unfold()
        if self.block is None and card.below is not None:
            self.opened = AttachBlock(card.question.id)
            self.opened.set_locked(card.locked)
            self.opened.show_attachments(self.attached)
            card.below.column.addWidget(self.opened)
            card.attachable.emit(card.cell, self.opened)
            card.reshaped.emit()
