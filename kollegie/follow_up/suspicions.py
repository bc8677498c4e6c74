"""What is done with a confidential suspicion (S1-21): recorded by who leads, read by those named, handed on by hand.

All of it stands on the laptop of whoever recorded it. Nothing of it is sent by a sync, found by a search, printed in a
summary or told in an export; whoever is named gets a sealed copy. The program suspects nobody: a person writes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from kollegie.follow_up.errors import (
    ReaderNotNamed,
    ReaderUnknown,
    SuspicionForLeads,
    SuspicionIncomplete,
    SuspicionIsCopy,
    SuspicionStepNotPossible,
    SuspicionStillOpen,
    SuspicionTextMissing,
)
from kollegie.model.records import Noun
from kollegie.model.register import Decision, Person, Provider, ServiceUser
from kollegie.model.reviews import Case, Review, ReviewState, Track
from kollegie.model.signals import WarningSignal
from kollegie.model.suspicions import CASE, Pairs, Step, StepKind, Suspicion, SuspicionState
from kollegie.store import Reading, Store, Work
from kollegie.store.erasing import after_erasing
from kollegie.store.erasure_extent import SeveralCases, runner
from kollegie.store.roles import roles_in
from kollegie.store.suspicion_copies import CopyOlder, must_be_free, read_copy, write_copy
from kollegie.store.suspicions import (
    SuspicionMissing,
    add_step,
    case_behind,
    change_suspicion,
    drop_suspicion,
    keep_suspicion,
    records_of,
    suspicion_for,
    suspicions_for,
)

HERE = (StepKind.READ, StepKind.RECEIVED)
"""Steps that each laptop adds of its own; no act of the recorder's tells them."""

LOOK_AGAIN_DAYS = 30
"""How soon one is looked at again where nobody chose a day."""


def record_suspicion(
    store: Store,
    about: Pairs,
    suspected: str,
    ground: str,
    *,
    links: str = "",
    signals: Sequence[UUID] = (),
    readers: Sequence[UUID] = (),
    look_again: date | None = None,
) -> Suspicion:
    """Record what is suspected, about whom and on which ground.

    Shape: `about` pairs a noun with our number; `readers` are persons who may read it besides whoever records it.
    A number of a case that several rounds have is that of the round that is not locked; else its id is to be written.
    Raises: SuspicionForLeads; SuspicionIncomplete; ReaderUnknown; SeveralCases; RecordMissing for a signal that is not
    here.
    """
    if not (about and suspected.strip() and ground.strip()):
        raise SuspicionIncomplete
    with store.work() as work:
        if not roles_in(work, store.me).lead:
            raise SuspicionForLeads
        rests_on = tuple(work.get(WarningSignal, id) for id in signals)
        name = _name_of(work, store.me)
        cases = {ref: _case_meant(work, ref) for noun, ref in about if noun == CASE}
        about = tuple((noun, _label(cases.get(ref), ref) if noun == CASE else ref) for noun, ref in about)
        made = Suspicion(
            work.new_id(),
            store.me,
            name,
            work.at,
            about,
            suspected.strip(),
            ground.strip(),
            links.strip(),
            tuple((signal.rule, signal.id.hex) for signal in rests_on),
            _named(work, readers),
            look_again=look_again or work.at.astimezone().date() + timedelta(days=LOOK_AGAIN_DAYS),
            steps=(Step(work.at, name, StepKind.NOTED),),
        )
        keep_suspicion(
            work, made, _records(work, about, rests_on, [case for case in cases.values() if case is not None])
        )
    return made


def my_suspicions(store: Store) -> tuple[Suspicion, ...]:
    """Those the person of this laptop may read, in order."""
    with store.reading() as reading:
        return in_order(suspicions_for(reading, store.me))


def in_order(found: Sequence[Suspicion]) -> tuple[Suspicion, ...]:
    """Those to be looked at soonest first, and the closed ones last."""
    return tuple(sorted(found, key=lambda one: (one.state is SuspicionState.CLOSED, one.look_again or date.max)))


def read_suspicion(store: Store, id: UUID) -> Suspicion:
    """One whole, to somebody who may read it; that they did is written down first, once a day.

    Raises: SuspicionMissing.
    """
    with store.work() as work:
        one, name = suspicion_for(work, store.me, id), _name_of(work, store.me)
        today = work.at.astimezone().date()
        read = (step for step in one.steps if step.kind in (StepKind.READ, StepKind.NOTED, StepKind.RECEIVED))
        if all((step.by, step.at.astimezone().date()) != (name, today) for step in read):
            add_step(work, id, Step(work.at, name, StepKind.READ))
        return suspicion_for(work, store.me, id)


def find_suspicion(store: Store, beginning: str) -> Suspicion:
    """The one whose id begins so. Raises: SuspicionMissing where none or several do."""
    wanted = beginning.strip().casefold().replace("-", "")
    found = [one for one in my_suspicions(store) if wanted and one.id.hex.startswith(wanted)]
    if len(found) != 1:
        raise SuspicionMissing
    return found[0]


def add_to_suspicion(store: Store, id: UUID, text: str) -> None:
    """Add what has come to light since. Raises: SuspicionMissing; SuspicionIsCopy; SuspicionTextMissing."""
    _step(store, id, StepKind.ADDED, text)


def tell_authority(store: Store, id: UUID, text: str) -> None:
    """Note that it was handed to the police or another authority, and to whom, with their number.

    Raises: SuspicionMissing; SuspicionIsCopy; SuspicionTextMissing; SuspicionStepNotPossible when it is closed.
    """
    _step(store, id, StepKind.TOLD, text, (SuspicionState.OPEN, SuspicionState.TOLD), state=SuspicionState.TOLD.value)


def close_suspicion(store: Store, id: UUID, reason: str) -> None:
    """Close it, with the reason.

    Raises: SuspicionMissing; SuspicionIsCopy; SuspicionTextMissing; SuspicionStepNotPossible when it is closed.
    """
    closing = {"state": SuspicionState.CLOSED.value, "closed_on": store.clock().astimezone().date()}
    _step(store, id, StepKind.CLOSED, reason, (SuspicionState.OPEN, SuspicionState.TOLD), **closing)


def reopen_suspicion(store: Store, id: UUID, reason: str) -> None:
    """Open a closed one again, with the reason.

    Raises: SuspicionMissing; SuspicionIsCopy; SuspicionTextMissing; SuspicionStepNotPossible when it is not closed.
    """
    _step(
        store, id, StepKind.REOPENED, reason, (SuspicionState.CLOSED,), state=SuspicionState.OPEN.value, closed_on=None
    )


WORDED = {"add": add_to_suspicion, "tell": tell_authority, "close": close_suspicion, "reopen": reopen_suspicion}
"""The steps that are told in words, by the name the window and the command line have for them."""


def look_again_on(store: Store, id: UUID, day: date) -> None:
    """Choose the day it is to be looked at again. Raises: SuspicionMissing; SuspicionIsCopy."""
    _step(store, id, StepKind.LOOK_AGAIN, day.isoformat(), look_again=day)


def let_read(store: Store, id: UUID, readers: Sequence[UUID]) -> None:
    """Name who may read it from now on; a copy somebody has got already stays with them.

    Raises: SuspicionMissing; SuspicionIsCopy; ReaderUnknown.
    """
    with store.reading() as reading:
        named = _named(reading, readers)
    _step(store, id, StepKind.READERS, ", ".join(name for _, name in named) or "–", readers=named)


def copy_for(store: Store, id: UUID, reader: UUID, out: Path) -> str:
    """Seal a copy for somebody named and give back the words that open it; that it is made is written down first.

    Raises: SuspicionMissing; SuspicionIsCopy; ReaderNotNamed; StoreExists; DiskFull; FolderReadOnly.
    """
    must_be_free(out)
    with store.reading() as reading:
        one = _own(reading, store.me, id)
        names = dict(one.readers)
        if reader.hex not in names:
            raise ReaderNotNamed(name=_name_of(reading, reader))
    _step(store, id, StepKind.COPIED, names[reader.hex])
    with store.reading() as reading:
        one = suspicion_for(reading, store.me, id)
        records = (*records_of(reading, id), *_cases_behind(reading, one))
    return write_copy(one, records, reader, out)


def take_in_copy(store: Store, path: Path, words: str) -> Suspicion:
    """Take in a copy somebody made for the person of this laptop; it takes the place of an earlier copy of it.

    Shape: what was done with the earlier one here, that it was received and read, stays among the steps.
    Raises: StoreMissing; WrongPassphrase; KeyFileMissing; CopyDamaged; CopyForAnother; CopyErased; CopyOlder.
    """
    one, records = read_copy(store, path, words)
    with store.work() as work:
        here = _steps_here(suspicions_for(work, store.me, one.id), one, path)
        received = Step(work.at, _name_of(work, store.me), StepKind.RECEIVED, one.recorder)
        one = replace(one, steps=(*one.steps, *here, received))
        drop_suspicion(runner(work.connection), one.id.bytes)
        keep_suspicion(work, one, records)
    return one


def _steps_here(earlier: Sequence[Suspicion], one: Suspicion, path: Path) -> tuple[Step, ...]:
    """What was done on this laptop with the copy that stands here. Raises: CopyOlder."""
    for copy in earlier:
        told = [step for step in copy.steps if step.kind not in HERE]
        if len([step for step in one.steps if step.kind not in HERE]) < len(told):
            raise CopyOlder(name=path.name)
        known = set(one.steps)
        return tuple(step for step in copy.steps if step.kind in HERE and step not in known)
    return ()


def dispose_of_suspicion(store: Store, id: UUID) -> None:
    """Erase a closed one from this laptop, or a copy at any time; copies others have are theirs to erase.

    Raises: SuspicionMissing; SuspicionStillOpen.
    """
    with store.work() as work:
        one = suspicion_for(work, store.me, id)
        if one.state is not SuspicionState.CLOSED and not one.copied_from:
            raise SuspicionStillOpen
        drop_suspicion(runner(work.connection), id.bytes)
    after_erasing(store)


def reader_named(reading: Reading, name: str) -> UUID:
    """The person of that name, or with that id, who works with reviews here. Raises: ReaderUnknown."""
    wanted = name.strip().casefold()
    found = [one.id for one in reading.find(Person) if wanted in (one.name.casefold(), str(one.id))]
    if len(found) != 1:
        raise ReaderUnknown(name=name.strip())
    return found[0]


def _own(reading: Reading, me: UUID, id: UUID) -> Suspicion:
    one = suspicion_for(reading, me, id)
    if one.copied_from:
        raise SuspicionIsCopy(recorder=one.recorder)
    return one


def _step(
    store: Store,
    id: UUID,
    kind: StepKind,
    text: str,
    states: Sequence[SuspicionState] = tuple(SuspicionState),
    **columns: object,
) -> None:
    with store.work() as work:
        one = _own(work, store.me, id)
        if not text.strip():
            raise SuspicionTextMissing
        if one.state not in states:
            now_sv, now_en = one.state.words
            raise SuspicionStepNotPossible(now_sv=now_sv, now_en=now_en)
        add_step(work, id, Step(work.at, _name_of(work, store.me), kind, text.strip()))
        if columns:
            change_suspicion(work, id, **columns)


def _name_of(reading: Reading, person: UUID) -> str:
    found = reading.first(Person, id=person)
    return found.name if found is not None else "–"


def _named(reading: Reading, readers: Sequence[UUID]) -> Pairs:
    found = {one.id: one.name for one in reading.find(Person, id=tuple(readers))} if readers else {}
    for id in readers:
        if id not in found:
            raise ReaderUnknown(name=str(id))
    return tuple((id.hex, found[id]) for id in dict.fromkeys(readers))


def _cases_behind(reading: Reading, one: Suspicion) -> Pairs:
    """The cases of the users one is about, by which a copy is erased where nobody hears of the register's erasures."""
    users = {ref for noun, ref in one.about if noun == Noun.USER}
    found = reading.find(Case, subject_ref=users, track=Track.USER)
    return tuple((case_behind(case.subject_ref), case.id.hex) for case in found)


def _case_meant(reading: Reading, wanted: str) -> Case | None:
    """The case a number or an id means, None where none is here: of several, that of the round that is not locked.

    Raises: SeveralCases.
    """
    named = wanted.casefold()
    found = [case for case in reading.find(Case) if named in (case.label.casefold(), str(case.id))]
    if len(found) > 1:
        rounds = {one.id: one.state for one in reading.find(Review)}
        found = [case for case in found if rounds.get(case.review_id) is not ReviewState.LOCKED] or found
    if len(found) > 1:
        raise SeveralCases(wanted=wanted, ids=", ".join(str(case.id) for case in found))
    return found[0] if found else None


def _label(case: Case | None, ref: str) -> str:
    return ref if case is None else case.label


def _records(work: Work, about: Pairs, signals: Sequence[WarningSignal], cases: Sequence[Case]) -> Pairs:
    """What a suspicion speaks of that an erasure may take: its signals, and the records behind our numbers."""
    refs = {noun: {ref for kind, ref in about if kind == noun} for noun in Noun}
    found = [("warning_signal", signal.id) for signal in signals]
    found += [("case_", case.id) for case in cases]
    found += [("service_user", one.id) for one in work.find(ServiceUser, user_ref=refs[Noun.USER])]
    found += [("decision", one.id) for one in work.find(Decision, decision_ref=refs[Noun.DECISION])]
    found += [("provider", one.id) for one in work.find(Provider, provider_ref=refs[Noun.PROVIDER])]
    return tuple((table, id.hex) for table, id in found)
