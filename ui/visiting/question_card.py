"""One question on its card: the answer, the note, the findings it raised, and what else can be marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from kollegie.language import counted
from kollegie.model.answer_values import Value, Withheld
from kollegie.model.attachments import Attachment
from kollegie.model.visits import Answer, Finding
from kollegie.visiting.attaching import DRAWN
from kollegie.visiting.commenting import FIELD, Thread
from kollegie.visiting.findings import wording_field
from ui.visiting.amending import Amending
from ui.visiting.answer_parts import AnswerPart
from ui.visiting.asked import Asked
from ui.visiting.attach_block import AttachBlock
from ui.visiting.below_answer import BelowAnswer, Heard
from ui.visiting.card_attachments import CardAttachments
from ui.visiting.card_face import CardFace
from ui.visiting.card_places import field_in_focus, stops_of
from ui.visiting.finding_block import FindingBlock
from ui.visiting.marks import Marks
from ui.visiting.other_answers import OtherAnswers
from ui.visiting.part_of import answer_part
from ui.visiting.talking import Talking
from ui.visiting.thread_block import ThreadBlock
from ui.widgets.fields import NoteEdit


class QuestionCard(CardFace):
    """Shows one question and tells what the person does with it. Saves nothing itself.

    Folded it shows the question, the answer and what was noted and found; unfolded also what can be changed.
    `entered` tells that the person has come here, `touched` that a key or button was pressed here; `answered` and
    `noted` what was given; `typed` what stands in a field ("note", "value" or a finding's) while it is typed;
    `marked` positive and flagged; `amended` a value or None, a note, the reason; `reshaped` that parts came or went;
    `commented` what kind of comment and its words, `settled` and `reopened` that the thread is done, or is not;
    `attachable` the block that takes pictures and files, when there is one. In a `trial` only the answer is given.
    """

    entered = Signal(object)
    answered = Signal(object, object)
    noted = Signal(object, str)
    typed = Signal(object, str, str, int)
    marked = Signal(object, object, object)
    finding_wanted = Signal(object)
    reshaped = Signal()
    amended = Signal(object, object, str, str)
    commented = Signal(object, object, str)
    settled = Signal(object)
    reopened = Signal(object)
    attachable = Signal(object, object)

    def __init__(self, asked: Asked, clock: Callable[[], datetime], part: AnswerPart | None = None) -> None:
        """`part` takes the answer, where it is not the one that all questions of the type have."""
        super().__init__(asked, part or answer_part(asked.question, asked.question.choices, clock, asked.beside))
        self.blocks: dict[UUID, FindingBlock] = {}
        self.below: BelowAnswer | None = None
        self._signed = False
        self._answer: Answer | None = None
        self._locked = self._unfolded = self._note_begun = False
        self.unfit = ""
        self.trial = False
        self.talking = Talking(self)
        self.evidence = CardAttachments(self)
        self.amending = Amending(self)
        self.amending.typed.connect(self._tell_reason)
        self.amending.ended.connect(self._end_amending)
        self._saved = ""
        self.part.answered.connect(self._take_value)
        self.part.typed.connect(self._tell_typed)
        self.came.connect(self._tell_entered)

    # What it can be asked

    @property
    def note(self) -> NoteEdit | None:
        """Where a note is written, while the card has its lower part."""
        return self.below.note if self.below is not None else None

    @property
    def other(self) -> OtherAnswers | None:
        """The other answers, while the card has its lower part."""
        return self.below.other if self.below is not None else None

    @property
    def marks(self) -> Marks | None:
        """What can be marked, while the card has its lower part."""
        return self.below.marks if self.below is not None else None

    @property
    def talk(self) -> ThreadBlock | None:
        """What is said about the answer, if it is open."""
        return self.talking.block

    @property
    def begun(self) -> bool:
        """Whether something is typed here that is not handed over yet."""
        beside = (self.talk, self.attachments, *self.blocks.values())
        return self.part.begun or self._note_begun or any(one is not None and one.begun for one in beside)

    def take_up(self, field: str, text: str) -> None:
        """Show a comment, or a signature, that was begun here, unless the card has it already."""
        held = self.talk if field == FIELD else self.attachments
        if text and not (held is not None and held.begun):
            self.show_draft(field, text, len(text))

    @property
    def talked(self) -> bool:
        """Whether it opens with a thread or a picture as soon as it has its lower part."""
        return self.talking.said is not None or bool(self.evidence.attached)

    @property
    def locked(self) -> bool:
        """Whether nothing can be changed, but by an amendment."""
        return self._locked

    @property
    def unfolded(self) -> bool:
        """Whether all that can be changed is shown."""
        return self._unfolded

    def show_answer(self, answer: Answer, *, keep_typing: bool = True) -> None:
        """Show an answer as it stands; what is being typed here just now stays, unless told otherwise.

        What was typed and is no answer to the question (`unfit`) is shown in its place.
        """
        self._answer = answer
        if not (keep_typing and self.part.begun):
            self.part.show_value(answer.value)
            if self.unfit:
                self.part.show_draft(self.unfit, len(self.unfit))
                self.part.begun = False  # it is not being typed any more
        if self.below is not None:
            self.below.show_answer(answer)
            if not (keep_typing and self._note_begun):
                self.below.note.show_text(answer.note)
                self._note_begun = False
        self._show_folded()

    def show_calculated(self, text: str) -> None:
        """Show what the program has worked out for a calculated question."""
        self.part.show_value(text or None)

    def show_draft(self, field: str, text: str, cursor: int) -> None:
        """Show what was being typed when the program stopped, with the cursor where it was."""
        if field == "value":
            self.part.show_draft(text, cursor)
        elif field == "note":
            self.unfold()
            assert self.note is not None
            self.note.show_text(text)
            self._note_begun = True
            self.note.put_caret(cursor)
        elif field == DRAWN and self.attachments is not None:
            self.attachments.show_drawn(text)
        elif field == FIELD:
            self.unfold()
            self.talking.open(focus=False).show_draft(text, cursor)
        else:
            for block in (one for id, one in self.blocks.items() if wording_field(id) == field):
                self.unfold()
                block.show_draft(text, cursor)

    def show_thread(self, thread: Thread | None, people: Mapping[UUID, str], *, lead: bool) -> None:
        """Show what is said about the answer; a thread with anything in it is open."""
        self._back.setVisible(thread is not None and thread.sent_back)
        self.talking.show_thread(thread, people, lead=lead)
        self._show_folded()

    @property
    def attachments(self) -> AttachBlock | None:
        """What takes pictures and files here, if it is open."""
        return self.evidence.block

    def show_attachments(self, attached: Sequence[Attachment]) -> None:
        """Show what is attached; where anything is, the block is open."""
        self.evidence.show_attachments(attached)
        self._show_folded()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show the standing findings of the question; who shows them fills the blocks with `blocks`."""
        wanted = {finding.id for finding in findings}
        for id in [id for id in self.blocks if id not in wanted]:
            block = self.blocks.pop(id)
            block.hide()
            block.deleteLater()
        for place, finding in enumerate(findings):
            if finding.id not in self.blocks:
                block = self.blocks[finding.id] = FindingBlock(finding)
                if self.below is not None:
                    self.below.findings.insertWidget(place, block)
        self.blocks = {finding.id: self.blocks[finding.id] for finding in findings}
        self._show_tags(findings)
        self._show_folded()
        self.reshaped.emit()

    def show_saved(self, words: str) -> None:
        """Say when the answer was stored, or who wrote it."""
        self._saved = words
        if self.below is not None:
            self.below.show_saved(words)

    def set_locked(self, locked: bool, *, signed: bool = False) -> None:
        """Let nothing be changed any more, or let it again; what is signed is changed by an amendment."""
        self._locked, self._signed = locked, signed
        self._hold(locked and not self.amending.active)

    def unfold(self, lower: BelowAnswer | None = None) -> None:
        """Show all that can be changed; `lower` is what another card has handed on for it."""
        if self._unfolded:
            return
        self._unfolded = True
        self._take_below(lower)
        if self.below is not None:
            self.below.show()
        self._show_folded()
        self.reshaped.emit()

    def prepare(self, lower: BelowAnswer | None = None) -> None:
        """Make what unfolding shows before it is asked for; not of a card that is talked about, which would open."""
        self._take_below(lower)
        if self.below is not None and lower is None:
            for part in self.below.findChildren(QWidget):
                part.ensurePolished()

    def hand_on(self) -> BelowAnswer | None:
        """Let go of the lower part for another card, if nothing is written or shown in it that is this one's alone."""
        below = self.below
        opened = self.talk is not None or self.evidence.opened is not None or self.amending.active
        if below is None or self._note_begun or opened or self.blocks:
            return None
        self.below = None
        self.body.removeWidget(below)
        below.leave(self._heard(below))
        self.reshaped.emit()
        return below

    def fold(self) -> None:
        """Show only the question, its answer and what was noted and found."""
        if not self._unfolded or self.amending.active:
            return
        self._unfolded = False
        if self.below is not None:
            self.below.hide()
        self._show_folded()

    def finish(self) -> None:
        """Tell everything that is typed and not told yet."""
        self.part.finish()
        if self.note is not None:
            self._take_note(self.note.text())
        for block in self.blocks.values():
            block.finish()

    def enter_field(self, field: str = "", cursor: int | None = None) -> None:
        """Put the focus on the answer, or on the field named."""
        target: QWidget | None = self.part.field()
        if field == FIELD:
            target = self.talking.open().words
        elif field == "note" or (target is None and self.answerable and not self.trial):
            self.unfold()
            target = self.note
        for id, block in self.blocks.items():
            if field.endswith(str(id)):
                target = block.words
        if isinstance(target, NoteEdit) and cursor is not None:
            target.put_caret(cursor)
        (target or self).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def field_in_focus(self) -> tuple[str, int]:
        """The field that has the focus and the place of its cursor: ("", 0) when none is typed in."""
        return field_in_focus(self)

    def stops(self) -> list[QWidget]:
        """The parts Tab goes to, in reading order."""
        return stops_of(self)

    def choose_by_key(self, key: str) -> bool:
        """Choose the answer with this key."""
        return not (self._locked and not self.amending.active) and self.part.choose_by_key(key)

    # How it looks

    @property
    def reasons(self) -> tuple[Withheld, ...]:
        """The reasons for no answer that stand below the question's own answers."""
        beside_choice = self.part.offers_not_observed
        return tuple(one for one in Withheld if not (beside_choice and one is Withheld.EJ_OBSERVERAT))

    def _take_below(self, lower: BelowAnswer | None) -> None:
        """Have the lower part: most cards of a section never do."""
        if self.below is not None or not self.answerable:
            return
        below = self.below = lower or BelowAnswer(self.reasons, trial=self.trial)
        attaching = not self.evidence.are_the_answer
        below.stand_at(self.question.id, self.asked.guidance, attaching=attaching, heard=self._heard(below))
        below.show_saved(self._saved)
        for block in self.blocks.values():
            below.findings.addWidget(block)
            block.show()
        self.body.addWidget(below)
        if self._answer is not None:
            self.show_answer(self._answer)
        self.set_locked(self._locked, signed=self._signed)
        self.talking.fill()
        self.evidence.fill()

    def _heard(self, below: BelowAnswer) -> Heard:
        """What the card hears of its lower part."""
        return (
            (below.other.chosen, self._take_withheld),
            (below.note.edited, self._tell_note),
            (below.note.left, self._take_note),
            (below.marks.marked, self._mark),
            (below.marks.finding_wanted, self._ask_for_finding),
            (below.marks.commenting, self.talking.open),
            (below.marks.attaching, self.evidence.open),
            (below.marks.amending, self._begin_amending),
        )

    def _show_folded(self) -> None:
        """What a folded card says of its note and findings."""
        answer = self._answer
        folded = not self._unfolded
        note = answer.note if answer is not None else ""
        value = answer.value if answer is not None else None
        told = isinstance(value, Withheld) and not (self.part.offers_not_observed and value is Withheld.EJ_OBSERVERAT)
        words = [value.word] if told and isinstance(value, Withheld) else []
        words += [note] if note else []
        thread = self.talking.said
        if thread is not None:
            words.append(counted(len(thread.comments), ("kommentar", "kommentarer"), ("comment", "comments")))
        attached = () if self.evidence.are_the_answer else self.evidence.attached
        if attached:
            words.append(counted(len(attached), ("bilaga", "bilagor"), ("attachment", "attachments")))
        self._say_noted(" · ".join(words) if folded else "")
        self._show_found(folded)

    def _hold(self, held: bool) -> None:
        self.part.set_locked(held)
        if self.other is not None:
            self.other.set_locked(held)
        if self.note is not None:
            self.note.setReadOnly(held)
        if self.evidence.opened is not None:
            self.evidence.opened.set_locked(held)
        for block in self.blocks.values():
            block.set_locked(self._locked)
        if self.marks is not None:
            self.marks.set_locked(self._locked, amending=self.amending.active, signed=self._signed)

    # What it does

    @Slot()
    def _tell_entered(self) -> None:
        if not self._current:
            self.entered.emit(self.cell)

    @Slot(object)
    def _take_value(self, value: Value) -> None:
        if self._locked and not self.amending.active:
            self._show_again()
            return
        if self.other is not None:
            self.other.show_value(value)
        if not self.amending.active:
            self.answered.emit(self.cell, value)

    @Slot(object)
    def _take_withheld(self, reason: Withheld | None) -> None:
        self.part.show_value(reason)
        if not self.amending.active:
            self.answered.emit(self.cell, reason)

    def _show_again(self) -> None:
        """What is signed stands, whatever key was pressed on it."""
        if self._answer is not None:
            self.show_answer(self._answer, keep_typing=False)

    @Slot(str, int)
    def _tell_typed(self, text: str, cursor: int) -> None:
        self.typed.emit(self.cell, "amend value" if self.amending.active else "value", text, cursor)

    @Slot(str)
    def _tell_note(self, text: str) -> None:
        if self.note is not None:
            self._note_begun = True
            field = "amend note" if self.amending.active else "note"
            self.typed.emit(self.cell, field, text, self.note.caret())

    @Slot(str)
    def _take_note(self, text: str) -> None:
        known = self._answer.note if self._answer is not None else ""
        if self.amending.active or self._locked:
            return
        if text.strip() != known or self._note_begun:
            self._note_begun = False
            self.noted.emit(self.cell, text)

    @Slot(object, object)
    def _mark(self, positive: bool, flagged: bool) -> None:
        self.marked.emit(self.cell, positive, flagged)

    @Slot()
    def _ask_for_finding(self) -> None:
        self.finding_wanted.emit(self.cell)

    @Slot()
    def _begin_amending(self) -> None:
        if self.below is not None:
            self.amending.begin(self.below.column)
            self._hold(False)

    def take_up_note(self, text: str) -> None:
        """Go on with a note that was begun."""
        if self.note is not None:
            self.note.show_text(text)
            self._note_begun = True

    @Slot(str)
    def _tell_reason(self, text: str) -> None:
        self.typed.emit(self.cell, "amend reason", text, 0)

    @Slot(str)
    def _end_amending(self, reason: str) -> None:
        """Tell the amendment with its reason; without one the answer goes back to what was signed."""
        value, note = self._value_shown(), self.note.text() if self.note is not None else ""
        self._note_begun = self.part.begun = False
        self.set_locked(True, signed=True)
        if reason:
            self.amended.emit(self.cell, value, note, reason)
        elif self._answer is not None:
            self.show_answer(self._answer, keep_typing=False)

    def _value_shown(self) -> Value:
        """The answer as it stands on the card just now."""
        for button in self.other.buttons if self.other is not None else ():
            if button.isChecked():
                return button.reason
        return self.part.value()
