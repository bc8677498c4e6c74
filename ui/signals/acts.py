"""What a person does with the signal shown: handed to the writer in order, told when stored, undone with one key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from kollegie.language import counted, say
from kollegie.model.reviews import Review, rounds_in_order
from kollegie.model.signals import KnownCause, SignalState
from kollegie.planning.signals import sample_for_signal
from kollegie.progress import Progress
from kollegie.screening.asking import ask_at_visits
from kollegie.screening.moving import forget_cause, move_signal, moved, moving, redo_move, remember_cause, undo_move
from kollegie.store import Store
from kollegie.store.steps import Reverted
from ui.desk import Desk
from ui.file_work import AfterActs, FileWork
from ui.signals.gathering import Detail
from ui.taken_back import redone_strip, undone_strip
from ui.tasks import Written


class SignalActs(QObject):
    """Carries out the acts of the room. `told` tells what came of one that can be undone, `saved` a file's name,
    `undone` the strip that says what was taken back or done again, and the ids of what it concerned."""

    told = Signal(str)
    saved = Signal(str)
    undone = Signal(object, str, str, frozenset)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.work = FileWork(self)

    def ask(self, detail: Detail) -> None:
        """Put the signal's questions at its visits; where no visit concerns it, take its users into the sample."""
        if detail.may_sample:
            self.take_into_sample(detail)
            return
        receipt = self._desk.act(ask_at_visits, self._desk.store, detail.signal.id)
        receipt.done.connect(self._tell_asked)

    def take_into_sample(self, detail: Detail) -> None:
        """Take the signal's users into the open round that counts first."""
        if detail.reviews:
            review = rounds_in_order(detail.reviews)[0]
            receipt = self._desk.act(_sample_and_mark, self._desk.store, review, detail.signal.id)
            receipt.done.connect(self._tell_taken)

    def give_reason(self, signal: UUID, explaining: bool, reason: str, document: str, until: date | None) -> Written:
        """Explain or dismiss the signal; an explanation may be remembered until a day. Returns the act's receipt."""
        if explaining and until is not None:
            receipt = self._desk.act(remember_cause, self._desk.store, signal, reason, until, document)
        else:
            state = SignalState.EXPLAINED if explaining else SignalState.DISMISSED
            receipt = self._desk.act(move_signal, self._desk.store, signal, state, reason, document)
        words = say("Förklaringen är sparad.", "The explanation is saved.")
        receipt.meant_for(self).done.connect(
            partial(self._tell, words if explaining else say("Signalen är avfärdad.", "The signal is dismissed."))
        )
        return receipt

    def move(self, signal: UUID, state: SignalState) -> None:
        """Move the signal to a state that takes no reason."""
        receipt = self._desk.act(move_signal, self._desk.store, signal, state)
        word = state.word.lower()
        receipt.meant_for(self).done.connect(partial(self._tell, say(f"Signalen är {word}.", f"The signal is {word}.")))

    def forget(self, cause: KnownCause) -> None:
        """Let a remembered explanation hold no longer."""
        receipt = self._desk.act(forget_cause, self._desk.store, cause)
        words = say("Förklaringen gäller inte längre.", "The explanation holds no longer.")
        receipt.meant_for(self).done.connect(partial(self._tell, words))

    @Slot()
    def undo(self) -> None:
        """Take back the latest step with signals."""
        self._desk.act(undo_move, self._desk.store).done.connect(self._tell_undone)

    @Slot()
    def redo(self) -> None:
        """Take the step last undone once more."""
        self._desk.act(redo_move, self._desk.store).done.connect(self._tell_redone)

    def print_to(self, signal: UUID, path: Path) -> None:
        """Print the signal's sheet to a file, beside what is stored; it can be stopped until it is written."""
        self.work.start(AfterActs(self._desk, partial(_print, self._desk.store, signal, path)), self._tell_saved)

    def _tell(self, words: str, _result: object) -> None:
        self.told.emit(words)

    @Slot(object)
    def _tell_asked(self, questions: Sequence[Any]) -> None:
        visits = len({question.visit_id for question in questions})
        asked = counted(len(questions), ("fråga", "frågor"), ("question", "questions"))
        self.told.emit(say(f"{asked} ställs vid {visits} besök.", f"{asked} will be put at {visits} visits."))

    @Slot(object)
    def _tell_taken(self, taken: tuple[Review, Sequence[Any]]) -> None:
        review, cases = taken
        labels = ", ".join(case.label for case in cases)
        if cases:
            words = say(
                f"{labels} är med i {review.name}; urvalet ändras i Granskningar.",
                f"{labels} are in {review.name}; the sample is changed in Reviews.",
            )
        else:
            words = say(f"Brukarna är redan med i {review.name}.", f"They are in {review.name} already.")
        self.told.emit(words)

    @Slot(object)
    def _tell_undone(self, reverted: Reverted | None) -> None:
        self.undone.emit(*undone_strip(reverted is not None), _ids_of(reverted))

    @Slot(object)
    def _tell_redone(self, done: Reverted | None) -> None:
        self.undone.emit(*redone_strip(done is not None), _ids_of(done))

    @Slot(object)
    def _tell_saved(self, path: Path) -> None:
        self.saved.emit(path.name)


def _ids_of(turned: Reverted | None) -> frozenset[UUID]:
    return frozenset() if turned is None else frozenset(id for _, id in turned.rows)


def _sample_and_mark(store: Store, review: Review, signal_id: UUID) -> tuple[Review, Any]:
    with moving(store, SignalState.TO_VISIT.value) as work:
        cases = sample_for_signal(work, review.id, signal_id)
        moved(work, signal_id, SignalState.TO_VISIT)
    return review, cases


def _print(store: Store, signal_id: UUID, path: Path, progress: Progress) -> Path:
    from kollegie.summary.signal_sheet import print_signal_sheet

    return print_signal_sheet(store, signal_id, path, progress)
