"""What people make of warning signals: each move has a person, a moment and where needed a reason, and can be undone.

A rule only proposes. Nothing here is called by a rule or by a screening; a cause that was remembered by a person is
the one thing that moves a signal: it explains the signal when it comes again, and lets it be new when its day has
passed. It is always listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from kollegie.errors import KollegieError
from kollegie.model.ids import derived_id
from kollegie.model.register import Person
from kollegie.model.signals import KnownCause, Pairs, RecordQuestion, SignalState, WarningSignal
from kollegie.store import Reading, Store, Work
from kollegie.store.history import all_ids, versions_of
from kollegie.store.steps import Reverted, add_step, can_redo, can_undo, last_stamp, redo_step, undo_step

STEPS = derived_id("steps", "signals")
"""The one piece of work whose steps are undone: all that a person does with signals on this laptop."""
WITH_REASON = (SignalState.EXPLAINED, SignalState.DISMISSED)
NARROW = ("user", "staff")
"""Whom a remembered cause holds for, where nothing else is said."""


class ReasonMissing(KollegieError):
    """A signal was explained or dismissed without a word of why."""

    sv = "Skriv varför signalen är {state}. Skälet står kvar vid signalen."
    en = "Write why the signal is {state}. The reason stays with the signal."


class CauseWithoutEnd(KollegieError):
    """An explanation was to be remembered until a day that has been, or for ever."""

    sv = "Skriv en dag efter {today} då förklaringen slutar gälla. Då prövas signalen på nytt."
    en = "Write a day after {today} when the explanation ends. The signal is looked at anew then."


class SignalUnknown(KollegieError):
    """No signal begins with what was written."""

    sv = "Ingen signal har ett id som börjar med {written}. Se ”kollegie signals list”."
    en = "No signal has an id that begins with {written}. See “kollegie signals list”."


class SignalsAlike(KollegieError):
    """Several signals begin with what was written."""

    sv = "{count} signaler har ett id som börjar med {written}. Skriv mer av id:t."
    en = "{count} signals have an id that begins with {written}. Write more of the id."


@dataclass(frozen=True, slots=True)
class Move:
    """One state a signal has had: who moved it there, when, why, and which document it rests on."""

    state: SignalState
    by: str
    at: datetime
    reason: str = ""
    document: str = ""
    explained_again: bool = False
    explanation_ended: bool = False


@contextmanager
def moving(store: Store, reason: str) -> Iterator[Work]:
    """A unit of work that is one step to undo."""
    with store.work(reason) as work:
        since = last_stamp(work)
        yield work
        add_step(work, STEPS, since)


def find_signal(reading: Reading, written: str) -> WarningSignal:
    """The signal whose id begins with what a person wrote. Raises: SignalUnknown; SignalsAlike."""
    wanted = written.strip().casefold().replace("-", "")
    found = [signal for signal in reading.find(WarningSignal) if wanted and signal.id.hex.startswith(wanted)]
    if not found:
        raise SignalUnknown(written=written)
    if len(found) > 1:
        raise SignalsAlike(count=len(found), written=written)
    return found[0]


def move_signal(
    store: Store, signal_id: UUID, state: SignalState, reason: str = "", document: str = ""
) -> WarningSignal:
    """Move a signal to a state, as the person the store belongs to.

    Shape: explaining and dismissing take a reason; `document` names what an explanation rests on.
    Raises: ReasonMissing; RecordMissing.
    """
    reason = _reason_for(state, reason)
    with moving(store, reason or state.value) as work:
        return moved(work, signal_id, state, reason, document)


def moved(work: Work, signal_id: UUID, state: SignalState, reason: str = "", document: str = "") -> WarningSignal:
    """The move itself, within a unit of work of a larger act; no move where the signal stands so already."""
    signal = work.get(WarningSignal, signal_id)
    if (signal.state, signal.reason, signal.document) == (state, reason, document.strip()):
        return signal
    return work.save(
        replace(
            signal, state=state, reason=reason, document=document.strip(), moved_by=work.person_id, moved_at=work.at
        )
    )


def remember_cause(
    store: Store,
    signal_id: UUID,
    reason: str,
    until: date,
    document: str = "",
    nouns: Sequence[str] = NARROW,
) -> KnownCause:
    """Explain a signal and let the same explanation hold for just its subjects until a day.

    Raises: ReasonMissing; CauseWithoutEnd; RecordMissing.
    """
    reason = _reason_for(SignalState.EXPLAINED, reason)
    today = store.clock().astimezone().date()
    if until <= today:
        raise CauseWithoutEnd(today=today.isoformat())
    with moving(store, reason) as work:
        signal = moved(work, signal_id, SignalState.EXPLAINED, reason, document)
        subjects: Pairs = tuple((noun, name) for noun, name in signal.subjects if noun in nouns) or signal.subjects
        cause = KnownCause(
            work.new_id(),
            signal.scope,
            signal.rule,
            subjects,
            reason,
            until,
            document.strip(),
            work.person_id,
            signal.part,
        )
        work.add(cause)
    return cause


def known_causes(store: Store) -> tuple[KnownCause, ...]:
    """Every explanation that is remembered, whether it still holds or not."""
    with store.reading() as reading:
        return reading.find(KnownCause)


def forget_cause(store: Store, cause: KnownCause) -> None:
    """Let an explanation hold no longer; signals it has explained keep their state."""
    with moving(store, "forget") as work:
        work.delete(cause)


def undo_move(store: Store) -> Reverted | None:
    """Take back the latest step with signals: a move, a remembered cause, questions made. None where there is none."""
    with store.work("ångra") as work:
        return undo_step(work, STEPS, _rows(work))


def redo_move(store: Store) -> Reverted | None:
    """Take the step last undone once more. None where there is none."""
    with store.work("gör om") as work:
        return redo_step(work, STEPS, _rows(work))


def moves_left(reading: Reading) -> tuple[bool, bool]:
    """Whether there is something to undo, and something to redo."""
    return can_undo(reading, STEPS), can_redo(reading, STEPS)


def moves_of(reading: Reading, signal_id: UUID) -> tuple[Move, ...]:
    """All that has been made of a signal, oldest first; the first is the day it was found."""
    names = {person.id: person.name for person in reading.find(Person)}
    found: list[Move] = []
    for version in versions_of(reading, WarningSignal, [signal_id]).get(signal_id, ()):
        fields = version.fields
        if "state" not in fields or not {"state", "reason", "document"} & version.changed:
            continue
        move = Move(
            fields["state"],
            names.get(version.by, "–"),
            version.at,
            fields.get("reason", ""),
            fields.get("document", ""),
            bool(found) and version.reason == "screening" and fields["state"] is SignalState.EXPLAINED,
            bool(found) and version.reason == "screening" and fields["state"] is SignalState.NEW,
        )
        if not found or (found[-1].state, found[-1].reason, found[-1].document) != (
            move.state,
            move.reason,
            move.document,
        ):
            found.append(move)
    return tuple(found)


def _reason_for(state: SignalState, reason: str) -> str:
    """Raises: ReasonMissing."""
    reason = reason.strip()
    if state in WITH_REASON and not reason:
        raise ReasonMissing(state=state.word.casefold())
    return reason


def _rows(reading: Reading) -> tuple[UUID, ...]:
    return tuple(id for kind in (WarningSignal, KnownCause, RecordQuestion) for id in all_ids(reading, kind))
