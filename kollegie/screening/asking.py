"""From a warning signal to questions at visits, and from their answers back to a proposal for the signal.

A question carries copies of just the rows that concern its own case. What it is called depends only on the signal, the
visit and the row, so asking twice asks once. A person confirms what the answers propose.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from kollegie.errors import KollegieError
from kollegie.language import NBSP
from kollegie.model.answer_values import Value
from kollegie.model.ids import derived_id
from kollegie.model.reviews import Assignment, Case, Track, Visit, VisitState
from kollegie.model.signals import STATED, EvidenceRow, RecordQuestion, SignalState, WarningSignal, spoken_by
from kollegie.model.visits import Answer
from kollegie.screening.asking_sums import question_of_sum
from kollegie.screening.asking_words import question_of_kind, question_of_register
from kollegie.screening.moving import moved, moving
from kollegie.screening.rules import Said
from kollegie.store import Reading, Store

MOST_ROWS = 4
"""Rows of one kind a signal asks about at one visit; more would tire the person asked."""


class NobodyToAsk(KollegieError):
    """No open visit concerns the signal."""

    sv = "Inget öppet besök gäller {subjects}. Ta först in ärendet i urvalet, så kan frågan ställas där."
    en = "No open visit concerns {subjects}. Take the case into the sample first, and the question can be put there."


class NothingToAsk(KollegieError):
    """A visit is open, but the signal's rows hold nothing that somebody there could answer."""

    sv = "Ett besök är öppet, men signalen om {subjects} säger inget som kan frågas där. Pröva den mot underlaget."
    en = "A visit is open, but the signal on {subjects} says nothing to be asked there. Look into the records instead."


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a signal, the visit and case it is put at, and what was answered there (None until it is).

    Shape: `manned` says whether somebody has been given the visit; a double visit is given by its blind ones.
    """

    question: RecordQuestion
    visit: Visit
    case: Case
    answer: Answer | None = None
    manned: bool = True

    @property
    def value(self) -> Value:
        """The answer's value; None until there is one."""
        return None if self.answer is None else self.answer.value

    @property
    def says(self) -> SignalState | None:
        """What the answer says of the signal: confirmed, refuted, or None where it says neither."""
        return spoken_by(self.value, self.question)


def concerned_visits(reading: Reading, signal: WarningSignal) -> tuple[tuple[Visit, Case], ...]:
    """Open visits at the signal's users; where it names no user, at its providers."""
    users, providers = set(signal.subjects_of("user")), set(signal.subjects_of("provider"))
    wanted, track = (users, Track.USER) if users else (providers, Track.PROVIDER)
    cases = {case.id: case for case in reading.find(Case, track=track.value) if case.subject_ref in wanted}
    visits = reading.find(Visit, case_id=set(cases)) if cases else ()
    return tuple(
        (visit, cases[visit.case_id]) for visit in visits if visit.state in (VisitState.PLANNED, VisitState.ONGOING)
    )


def ask_at_visits(store: Store, signal_id: UUID, visit_ids: Collection[UUID] = ()) -> tuple[RecordQuestion, ...]:
    """Make the signal's questions for the open visits it concerns, or for just these, and move it to "to visit".

    Raises: NobodyToAsk; NothingToAsk; RecordMissing.
    """
    with moving(store, SignalState.TO_VISIT.value) as work:
        signal = work.get(WarningSignal, signal_id)
        visits = [one for one in concerned_visits(work, signal) if not visit_ids or one[0].id in visit_ids]
        made = [question for visit, case in visits for question in questions_for(signal, visit, case)]
        if not made:
            subjects = ", ".join(name for _, name in signal.subjects[:4]) or signal.rule
            raise NothingToAsk(subjects=subjects) if visits else NobodyToAsk(subjects=subjects)
        for question in made:
            work.save(question)
        moved(work, signal_id, SignalState.TO_VISIT, signal.reason, signal.document)
    return tuple(made)


def questions_for(signal: WarningSignal, visit: Visit, case: Case) -> tuple[RecordQuestion, ...]:
    """The questions of one signal at one visit, with copies of the case's own rows.

    Shape: `question` is a name that no checklist has, the same on every laptop.
    """
    return tuple(_questions(signal, visit, case))


def _questions(signal: WarningSignal, visit: Visit, case: Case) -> Iterator[RecordQuestion]:
    own = [row for row in signal.evidence if not row.cell("user_id") or row.cell("user_id") == case.subject_ref]
    if case.track is Track.PROVIDER:
        own = list(signal.evidence)
    if signal.rule in STATED and len(signal.subjects_of("user")) <= 1 and signal.explanation:
        yield _question(signal, visit, own[:MOST_ROWS], question_of_sum(signal.rule, signal.explanation[0]))
        return
    worded = [(row, words) for row in _few_of_each_kind(own) if (words := question_of_kind(row)) is not None]
    for row, words in worded:
        yield _question(signal, visit, [row], words)
    if worded:
        return
    statement = _statement_on(signal, case)
    if statement is not None:
        yield _question(signal, visit, own[:MOST_ROWS], question_of_sum(signal.rule, statement))
        return
    for row in _few_of_each_kind(own):
        words = question_of_register(row)
        if words is not None:
            yield _question(signal, visit, [row], words)


def _few_of_each_kind(own: list[EvidenceRow]) -> Iterator[EvidenceRow]:
    for kind in dict.fromkeys(row.kind for row in own):
        yield from [row for row in own if row.kind == kind][:MOST_ROWS]


def _statement_on(signal: WarningSignal, case: Case) -> Said | None:
    """A step of the calculation to put at this case: one about it, else one about no user; none that names another."""
    users = set(signal.subjects_of("user")) if case.track is Track.USER else set()
    named = [
        (
            step,
            {user for user in users if re.search(rf"(?<!\w)(?<!\d{NBSP}){re.escape(user)}(?!\w)(?!{NBSP}\d)", step[0])},
        )
        for step in signal.explanation
    ]
    open_to = [(step, names) for step, names in named if names <= {case.subject_ref}]
    return max(open_to, key=lambda one: len(one[1]), default=(None, None))[0]


def _question(
    signal: WarningSignal, visit: Visit, rows: Iterable[EvidenceRow], words: tuple[str, str]
) -> RecordQuestion:
    listed = tuple(rows)
    places = [f"{row.kind}/{row.file}/{row.row}" for row in listed]
    id = derived_id("record question", signal.id, visit.id, *places)
    name = f"{signal.rule.lower()}_{id.hex[:8]}"
    return RecordQuestion(id, visit.scope, visit.id, signal.id, name, signal.rule, *words, listed)


def asked_of(reading: Reading, signal_id: UUID) -> tuple[Asked, ...]:
    """The questions of a signal with the answers given so far, by case."""
    found = []
    for question in reading.find(RecordQuestion, signal_id=signal_id):
        visit = reading.first(Visit, id=question.visit_id)
        case = None if visit is None else reading.first(Case, id=visit.case_id)
        if visit is not None and case is not None:
            answer = reading.first(Answer, visit_id=visit.id, question=question.question)
            manned = bool(visit.double) or reading.first(Assignment, visit_id=visit.id) is not None
            found.append(Asked(question, visit, case, answer, manned))
    return tuple(sorted(found, key=lambda one: (one.case.label, one.question.label_sv)))


def proposed_state(now: SignalState, asked: Iterable[Asked]) -> SignalState | None:
    """What the answers propose for a signal that nobody has closed: confirmed once one makes it stand, refuted when all
    have been answered and none does; None until then, and once a person has decided."""
    if not now.is_open:
        return None
    said = [one.says for one in asked]
    if SignalState.CONFIRMED in said:
        return SignalState.CONFIRMED
    return SignalState.REFUTED if said and set(said) == {SignalState.REFUTED} else None
