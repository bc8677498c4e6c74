"""Where on a question's card one can be: the parts Tab goes to, and the field that is typed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from kollegie.visiting.commenting import FIELD
from ui.visiting.answer_parts import AttachmentPart

if TYPE_CHECKING:
    from ui.visiting.question_card import QuestionCard


def stops_of(card: QuestionCard) -> list[QWidget]:
    """The parts Tab goes to, in reading order."""
    found = card.claim.findChildren(QWidget) if card.claim is not None else []
    own = card.part.block.stops() if isinstance(card.part, AttachmentPart) else card.part.findChildren(QWidget)
    found += [card.part, *own]
    if card.other is not None and card.note is not None and card.marks is not None:
        found += [*card.other.buttons, card.note]
        found += [stop for block in card.blocks.values() for stop in block.stops()]
        found += card.marks.links
    if card.talk is not None:
        found += card.talk.stops()
    if card.attachments is not None and not card.part.isAncestorOf(card.attachments):
        found += card.attachments.stops()
    if card.amending.form is not None:
        found += card.amending.form.findChildren(QWidget)
    here = card.window()  # the list of a drop-down is a window of its own
    nothing = Qt.FocusPolicy.NoFocus  # of a choice Tab meets the answer chosen just now: all of them stand in order
    return [stop for stop in found if stop.focusPolicy() != nothing and stop.window() is here]


def field_in_focus(card: QuestionCard) -> tuple[str, int]:
    """The field that has the focus and the place of its cursor: ("", 0) when none is typed in."""
    focused = QApplication.focusWidget()
    if focused is None or not card.isAncestorOf(focused):
        return "", 0
    if card.talk is not None and focused is card.talk.words:
        return FIELD, card.talk.words.caret()
    signing = card.attachments.signing if card.attachments is not None else None
    if signing is not None and focused is signing.typed:
        return "value", signing.typed.caret()
    if focused is card.note:
        return "note", card.note.caret() if card.note is not None else 0
    for id, block in card.blocks.items():
        if focused is block.words:
            return f"finding {id}", block.words.caret()
    return ("value" if card.part.begun else ""), 0
