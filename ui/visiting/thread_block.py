"""The thread at an answer, or at a whole visit: what is asked and replied, and a field for the next word."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.language import say
from kollegie.model.visits import Comment, CommentKind
from kollegie.visiting.commenting import CommentEmpty, Thread
from ui.widgets.buttons import LinkButton, PlainButton
from ui.widgets.card import Card, CardKind
from ui.widgets.fields import Field, NoteEdit
from ui.widgets.labels import WrappedLabel
from ui.widgets.layouts import FlowLayout, GrowsDown, empty
from ui.widgets.tag import Tag, TagKind


class ThreadBlock(Card):
    """Shows a thread and takes the next word. Saves nothing itself.

    `written` tells what kind of comment and its words, `settled` that what is open is done, `reopened` that it is
    not, `typed` the words while they are typed, with the place of the cursor.
    """

    written = Signal(object, str)
    settled = Signal()
    reopened = Signal()
    typed = Signal(str, int)

    def __init__(self, about: str, parent: QWidget | None = None) -> None:
        super().__init__(CardKind.QUIET, parent=parent)
        self.body.setContentsMargins(16, 10, 14, 10)
        self.body.setSpacing(8)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        self.words = NoteEdit(say("Kommentar till {}", "Comment on {}").format(about), lines=2)
        self._field = Field(say("Kommentar", "Comment"), self.words)
        self.comment = PlainButton(say("Kommentera", "Comment"), "message-square")
        self.reply = PlainButton(say("Svara", "Reply"), "corner-down-right")
        self.send_back = PlainButton(say("Skicka tillbaka med skäl", "Send back with the reason"), "undo-2")
        self.settle = LinkButton(say("Klart", "Settled"), "check")
        self.reopen = LinkButton(say("Öppna tråden igen", "Open the thread again"))
        self.buttons = (self.comment, self.reply, self.send_back, self.settle, self.reopen)
        acts = GrowsDown()
        flow = FlowLayout(acts, gap=8, line_gap=6)
        for button in self.buttons:
            flow.addWidget(button)
        self.body.addLayout(self._lines)
        self.body.addWidget(self._field)
        self.body.addWidget(acts)
        self.words.edited.connect(self._tell_typed)
        self.comment.clicked.connect(self._comment)
        self.reply.clicked.connect(self._reply)
        self.send_back.clicked.connect(self._send_back)
        self.settle.clicked.connect(self.settled)
        self.reopen.clicked.connect(self.reopened)

    @property
    def begun(self) -> bool:
        """Whether something is typed that is not told yet."""
        return bool(self.words.text().strip())

    @property
    def lines(self) -> tuple[str, ...]:
        """What is written, in words."""
        found = []
        for at in range(self._lines.count()):
            item = self._lines.itemAt(at)
            line = item.widget() if item is not None else None
            if isinstance(line, CommentLine):
                found.append(line.text())
        return tuple(found)

    def show_thread(self, thread: Thread | None, people: Mapping[UUID, str], *, lead: bool) -> None:
        """Show what is written; a lead may send back, and what is open may be replied to and settled."""
        empty(self._lines)
        for one in thread.comments if thread is not None else ():
            self._lines.addWidget(CommentLine(one, people))
        is_open = bool(thread is not None and thread.open)
        self.reply.setVisible(is_open)
        self.settle.setVisible(is_open)
        self.comment.setVisible(not is_open)
        self.send_back.setVisible(lead)
        self.reopen.setVisible(bool(thread is not None and thread.comments and not thread.open))

    def show_draft(self, text: str, cursor: int) -> None:
        """Show what was being typed, with the cursor where it was."""
        self.words.show_text(text)
        self.words.put_caret(cursor)

    def stops(self) -> list[QWidget]:
        """The parts Tab goes to, in reading order."""
        return [self.words, *self.buttons]

    def _write(self, kind: CommentKind) -> None:
        text = self.words.text().strip()
        if not text:
            self._field.show_fault(CommentEmpty().sentence())
            self.words.setFocus()
            return
        self._field.clear_fault()
        self.words.show_text("")
        self.written.emit(kind, text)

    @Slot()
    def _comment(self) -> None:
        self._write(CommentKind.COMMENT)

    @Slot()
    def _reply(self) -> None:
        self._write(CommentKind.REPLY)

    @Slot()
    def _send_back(self) -> None:
        self._write(CommentKind.SENT_BACK)

    @Slot(str)
    def _tell_typed(self, text: str) -> None:
        self.typed.emit(text, self.words.caret())


class CommentLine(QWidget):
    """One comment: who, when, what it wants, and its words."""

    def __init__(self, one: Comment, people: Mapping[UUID, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._one = one
        who = people.get(one.written_by, "")
        at = f"{one.written_at.astimezone():%Y-%m-%d %H.%M}"
        self._head = " ".join(part for part in (who, at) if part)
        head = GrowsDown()
        flow = FlowLayout(head, gap=8, line_gap=2)
        flow.addWidget(WrappedLabel(self._head, "meta-strong"))
        if one.kind is CommentKind.SENT_BACK:
            flow.addWidget(Tag(say("Skickat tillbaka", "Sent back"), TagKind.ATTENTION, "undo-2"))
        if one.resolved_at is not None:
            flow.addWidget(Tag(say("Klart", "Settled"), TagKind.OK, "check"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(head)
        column.addWidget(WrappedLabel(one.text))

    def text(self) -> str:
        """The comment as it is read out."""
        return f"{self._head}: {self._one.text}"
