"""Changing what is signed: the card opens for it, a reason is asked for, and both are told together or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout

from ui.visiting.amend_form import AmendForm

if TYPE_CHECKING:
    from ui.visiting.question_card import QuestionCard


class Amending(QObject):
    """The amendment of one card's answer. `begun` are the fields of one that was begun before and never stored.

    `typed` tells the reason while it is written, `ended` the reason when it is given, "" when all stays as it was.
    """

    typed = Signal(str)
    ended = Signal(str)

    def __init__(self, card: QuestionCard) -> None:
        super().__init__(card)
        self._card = card
        self.form: AmendForm | None = None
        self.begun: Mapping[str, str] = {}

    @property
    def active(self) -> bool:
        """Whether the answer is being amended."""
        return self.form is not None

    def begin(self, column: QVBoxLayout) -> None:
        """Ask for the reason at the foot of the card, and go on with what was begun."""
        card, begun = self._card, self.begun
        self.form = form = AmendForm()
        form.done.connect(self._end)
        form.reason.edited.connect(self.typed)
        form.reason.show_text(begun.get("amend reason", ""))
        if "amend value" in begun:
            card.part.show_draft(begun["amend value"], len(begun["amend value"]))
        if "amend note" in begun:
            card.take_up_note(begun["amend note"])
        column.addWidget(form)
        form.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _end(self, reason: str) -> None:
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        self.ended.emit(reason)
