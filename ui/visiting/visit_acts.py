"""What is done with a visit as a whole: at the door, its times and facts, signing, writing off, taking a step back."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Slot

from kollegie.visiting.case_facts import give_facts
from kollegie.visiting.consenting import record_consent
from kollegie.visiting.signing import DROPPING, begin_visit, drop_visit, sign_visit
from kollegie.visiting.times import note_times
from kollegie.visiting.undoing import redo, undo
from ui.visiting.consent_form import Said
from ui.visiting.in_hand import NOWHERE, VisitInHand

if TYPE_CHECKING:
    from kollegie.store import Store
    from ui.visiting.answer_flow import AnswerFlow


class VisitActs(QObject):
    """Asks for the acts; each may change much, so that the visit is read anew behind it."""

    def __init__(self, flow: AnswerFlow, store: Store) -> None:
        super().__init__(flow)
        self._flow = flow
        self._store = store

    @property
    def _visit(self) -> VisitInHand:
        assert self._flow.visit is not None, "an act without a visit in hand"
        return self._flow.visit

    @property
    def _visit_id(self) -> UUID:
        return self._visit.visit.id

    @Slot(object)
    def say_at_door(self, said: Said) -> None:
        """Record consent or refusal; a refusal writes the visit off."""
        act = partial(
            record_consent,
            self._store,
            self._visit_id,
            said.state,
            said_by=said.said_by,
            told=said.told,
            own_words=said.own_words,
            consequence_told=said.consequence_told,
            said_at=said.said_at,
            note=said.note,
            at=self._store.clock(),
        )
        self._flow.do(act)

    @Slot(str, object)
    def note_time(self, which: str, moment: datetime | None) -> None:
        """Note when the visitors came, or were done; a question that asks for it is answered too."""
        self._flow.do(partial(note_times, self._store, self._visit_id, **{which: moment}))

    @Slot(object)
    def give_facts(self, said: dict[str, str]) -> None:
        """Say what is so of the case; the questions follow it."""
        at = self._store.clock()
        self._flow.do(partial(give_facts, self._store, self._visit_id, said, at=at))

    def begin_again(self) -> None:
        """Open a visit that was written off."""
        self._flow.do(partial(begin_visit, self._store, self._visit_id))

    def sign(self) -> None:
        """Sign the visit."""
        self._flow.do(partial(sign_visit, self._store, self._visit_id))

    def drop(self, reason: str, note: str) -> None:
        """Mark that the visit was not carried out."""
        at = self._store.clock()
        self._flow.do(partial(drop_visit, self._store, self._visit_id, reason, note=note, at=at))

    @Slot(str)
    def type_dropping(self, text: str) -> None:
        """Keep a comment on why the visit was not carried out while it is written."""
        self._visit.begun[NOWHERE, DROPPING] = text
        self._flow.type_about_visit(DROPPING, text)

    def undo(self) -> None:
        """Take back the latest step."""
        self._flow.do(partial(undo, self._store, self._visit_id))

    def redo(self) -> None:
        """Take the step last undone once more."""
        self._flow.do(partial(redo, self._store, self._visit_id))
