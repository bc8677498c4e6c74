"""A newer version of the checklist, offered to whoever has the visit: seen before it is done, and taken back again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from kollegie.language import say
from kollegie.model.reviews import Assignment, Visit
from kollegie.visiting.moving import Move, move_back, move_visit, newer_version, preview_move
from ui.desk import Desk
from ui.visiting.visit_strip import VisitStrip
from ui.visiting.writing import VisitWriter
from ui.widgets.strip import Act, StripKind

if TYPE_CHECKING:
    from kollegie.store import Reading


class VersionOffer(QObject):
    """Looks for a newer version when a visit is opened. `moved` tells the visit that is to be shown anew, `failed` a
    refusal."""

    moved = Signal(object)
    failed = Signal(Exception)

    def __init__(self, desk: Desk, writer: VisitWriter, strip: VisitStrip, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._writer = writer
        self._strip = strip
        self._move: Move | None = None
        self._told: UUID | None = None
        self._said: tuple[str, Act] | None = None
        strip.strip.acted.connect(self._act)

    @Slot(object)
    def look(self, visit_id: UUID) -> None:
        """Find out whether there is a newer version for a visit that has been opened."""
        if self._said is not None:
            words, back = self._said
            self._said = None
            self._strip.say(StripKind.UNDO, words, acts=(back,))
            return
        self._desk.look(self, partial(_offered, visit_id=visit_id, me=self._desk.me)).done.connect(self._offer)

    @Slot(object)
    def _offer(self, move: Move | None) -> None:
        self._move = move
        if move is None or move.visit.id == self._told:
            return
        words = say(
            "Besöket stannar i version {} så länge du inte flyttar det.",
            "The visit stays on version {} unless you move it.",
        )
        title = say("Checklistan finns i version {}.", "The checklist exists in version {}.")
        see = Act("see-move", say("Se vad en flytt gör", "See what a move does"), "eye")
        self._strip.say(StripKind.INFO, words.format(move.old.version), title.format(move.new.version), (see,))

    @Slot(str)
    def _act(self, name: str) -> None:
        move = self._move
        if move is None:
            return
        if name == "see-move":
            title = say("Flytta till version {}?", "Move to version {}?").format(move.new.version)
            go = Act("move", say("Flytta besöket", "Move the visit"), "arrow-right")
            self._strip.say(StripKind.INFO, "\n".join(move.sentences()), title, (go,))
        elif name == "move":
            self._perform(partial(move_visit, self._desk.store, move.visit.id, move.content_hash))
        elif name == "move-back":
            self._perform(partial(move_back, self._desk.store, move.visit.id))
        elif name == "close":
            self._told = move.visit.id

    def _perform(self, act: partial[Move]) -> None:
        receipt = self._writer.perform(act)
        receipt.done.connect(self._tell)
        receipt.refused.connect(self._refuse)

    @Slot(object, object)
    def _tell(self, move: Move, _about: object) -> None:
        self._told = move.visit.id  # what is offered next is the way back, not the same move again
        self._move = move
        words = say("Besöket är nu i version {}.", "The visit is now on version {}.").format(move.new.version)
        self._said = words, Act("move-back", say("Flytta tillbaka", "Move back"), "undo-2", link=True)
        self.moved.emit(move.visit.id)

    @Slot(Exception, object)
    def _refuse(self, problem: Exception, _about: object) -> None:
        self.failed.emit(problem)


def _offered(reading: Reading, *, visit_id: UUID, me: UUID) -> Move | None:
    """What a move to the newer version would do, for those assigned to the visit."""
    visit = reading.first(Visit, id=visit_id)
    if visit is None or reading.first(Assignment, visit_id=visit_id, person_id=me) is None:
        return None
    version = newer_version(reading, visit)
    return preview_move(reading, visit_id, version.content_hash) if version is not None else None
