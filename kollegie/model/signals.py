"""A varningssignal: what a rule found in the records, the rows that prove it, and what people have made of it.

A signal is a question, never a verdict. A rule proposes it; only people move its state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from kollegie.language import say
from kollegie.model.answer_values import Value
from kollegie.model.ids import derived_id
from kollegie.model.severity import Severity

Pairs = tuple[tuple[str, str], ...]
STATED = frozenset(("V17", "V18", "V19", "V20", "V21", "V22", "V23", "V28", "V29"))
"""Rules whose claim is the sum itself, not a row: a visit is asked whether the sum holds."""
TRUE_STANDS = frozenset(
    (
        *("stays", "decisions", "contact-notes", "provider-choices", "representatives", "users", "providers"),
        *("staff", "licences", "absences", "caseloads"),
    )
)
"""Kinds of records whose row, if it is true, makes a signal stand: what a person did, or what a register says."""


class SignalState(StrEnum):
    """What people have made of a signal."""

    NEW = "new"
    EXPLAINED = "explained"
    TO_VISIT = "to_visit"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    DISMISSED = "dismissed"

    @property
    def word(self) -> str:
        """The state as it stands on screen."""
        return {
            SignalState.NEW: say("Ny", "New"),
            SignalState.EXPLAINED: say("Förklarad", "Explained"),
            SignalState.TO_VISIT: say("Till besök", "To visit"),
            SignalState.CONFIRMED: say("Bekräftad", "Confirmed"),
            SignalState.REFUTED: say("Motbevisad", "Refuted"),
            SignalState.DISMISSED: say("Avfärdad", "Dismissed"),
        }[self]

    @property
    def is_open(self) -> bool:
        """Whether nobody has said yet what the signal is worth."""
        return self in (SignalState.NEW, SignalState.TO_VISIT)


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A copy of one imported row that proves a signal: where it was read and what it says.

    Shape: rows count from 1 with the header as row 1. `cells` are column and text, without anything that names a
    person: no names, identity numbers, addresses, telephone numbers or accounts.
    """

    kind: str
    file: str
    row: int
    cells: Pairs = ()

    def cell(self, column: str) -> str:
        """What one column says; "" where it is not there."""
        return dict(self.cells).get(column, "")


@dataclass(frozen=True, slots=True)
class WarningSignal:
    """One cause a rule found.

    Shape: `subjects` pair a noun (user, staff, provider, decision, representative, caseworker) with an id of the
    imported files; `measure` pairs a name with a number as text; `explanation` holds each step of the calculation in
    Swedish and English; `evidence` the first rows of `rows_in_all`. `gone` is set when a later run no longer finds
    the signal; what people made of it stays.
    """

    id: UUID
    scope: UUID
    rule: str
    severity: Severity
    first_day: date
    last_day: date
    part: str = ""
    subjects: Pairs = ()
    measure: Pairs = ()
    parameters: Pairs = ()
    explanation: Pairs = ()
    evidence: Sequence[EvidenceRow] = ()
    rows_in_all: int = 0
    found_at: datetime | None = None
    gone: bool = False
    state: SignalState = SignalState.NEW
    reason: str = ""
    document: str = ""
    moved_by: UUID | None = None
    moved_at: datetime | None = None

    def subjects_of(self, noun: str) -> tuple[str, ...]:
        """The users, staff, providers … it concerns."""
        return tuple(name for kind, name in self.subjects if kind == noun)

    @property
    def explained(self) -> tuple[str, ...]:
        """The calculation step by step, in the language chosen."""
        return tuple(say(sv, en) for sv, en in self.explanation)


@dataclass(frozen=True, slots=True)
class KnownCause:
    """An explanation to be remembered for just these subjects under one part of a rule, until a day ("makar i samma
    hem").

    Shape: a signal is explained by it when it is of the rule and the part, has subjects of each of these nouns, and
    all of them are among these; one noted before parts were kept holds for every part, but what was worked since an
    agreement ended: other limits hold there, and nobody had been asked about them. Every signal a known cause explains
    is still listed, with the cause.
    """

    id: UUID
    scope: UUID
    rule: str
    subjects: Pairs
    reason: str
    until: date
    document: str = ""
    noted_by: UUID | None = None
    part: str | None = None

    def covers(self, signal: WarningSignal, today: date) -> bool:
        """Whether it explains the signal on that day."""
        return today <= self.until and self.concerns(signal)

    def concerns(self, signal: WarningSignal) -> bool:
        """Whether it is such a signal about just these subjects, whatever the day."""
        if signal.rule != self.rule or not self.subjects:
            return False
        part = part_now(signal)
        if part == SINCE if self.part is None else part != self.part:
            return False
        theirs = {noun: set(signal.subjects_of(noun)) for noun, _ in self.subjects}
        return all(named and named <= self._named(noun) for noun, named in theirs.items())

    def _named(self, noun: str) -> set[str]:
        return {name for kind, name in self.subjects if kind == noun}


SINCE = "since"
"""The part of a signal about what was worked after an agreement had ended."""
AGREEMENT_HELD_UNTIL = "Kollektivavtalet gällde till"
"""How such a signal begins to say which day that was."""
CAUSES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("V11", "V12", "V13", "V15", "V16", "V22", "V23"), ("user",)),
    **dict.fromkeys(("V02", "V03 all-employers", "V05", "V06", "V10", "V28 notice"), ("staff",)),
    **dict.fromkeys(("V09 unknown", "V10 licence", "V25"), ("provider",)),
    "V01": ("staff", "user"),
    "V26": ("representative",),
}
"""Whose cause a signal is, by its rule or by rule and the first word of its part, where that is not everybody named.

A death is one cause however many come to work after it, and so is a firm without a licence.
"""


def part_now(signal: WarningSignal) -> str:
    """The part of its rule a signal is of.

    Shape: an earlier release kept what was worked since an agreement ended as no part of its own; it says so itself.
    """
    worked = signal.rule in ("V03", "V04") and not signal.part
    if worked and any(sv.startswith(AGREEMENT_HELD_UNTIL) for sv, _ in signal.explanation):
        return SINCE
    return signal.part


def whom(rule: str, part: str, subjects: Pairs) -> Pairs:
    """The subjects that tell a signal from the others of its rule and part.

    Shape: a signal about decisions is told by them, unless it is somebody else's cause (`CAUSES`); who handles or
    carries them out, or is met with in a later file, may change under it.
    """
    nouns = CAUSES.get(f"{rule} {part.partition(':')[0]}") or CAUSES.get(rule, ("decision",))
    return tuple(pair for pair in subjects if pair[0] in nouns) or subjects


def signal_id(rule: str, part: str, subjects: Pairs, first_day: date | None, anchor: Pairs = ()) -> UUID:
    """The id the same data always give a signal: its rule, whom it concerns, and the day it begins.

    Shape: `anchor` is what stays of a cause whose subjects come and go, and stands in their place.
    """
    told = "\x1e".join(f"{noun}\x1d{name}" for noun, name in anchor or whom(rule, part, subjects))
    return derived_id("signal", rule, part, told, first_day or "")


@dataclass(frozen=True, slots=True)
class RecordQuestion:
    """A question for one visit made from a signal's rows ("Tidrapporten säger att … Stämmer det?").

    Shape: `question` is the name its answer is stored under; its scope is the case's, so that it travels to those
    who carry out the visit and to nobody else, with just the rows it asks about.
    """

    id: UUID
    scope: UUID
    visit_id: UUID
    signal_id: UUID
    question: str
    rule: str
    label_sv: str
    label_en: str
    evidence: tuple[EvidenceRow, ...] = ()

    @property
    def label(self) -> str:
        """The question as it is asked."""
        return say(self.label_sv, self.label_en)

    @property
    def states_the_signal(self) -> bool:
        """Whether "yes, that is right" makes the signal stand: it asks about a sum, a stay or a decision, where a
        report or an invoice makes the signal stand by being untrue."""
        kinds = {row.kind for row in self.evidence}
        return self.rule in STATED or kinds <= TRUE_STANDS


def spoken_by(value: Value, question: RecordQuestion | None = None) -> SignalState | None:
    """What an answer to a record question says of its signal: the records hold, or they do not.

    Shape: "ja" (it is as the records say) speaks against the signal, "nej" for it, unless the question's claim is the
    signal's own (`states_the_signal`), where it is the other way round; partly, and any reason for there being no
    answer, says neither. Only a person moves the signal.
    """
    if value not in ("ja", "nej"):
        return None
    right = value == "ja"
    if question is not None and question.states_the_signal:
        right = not right
    return SignalState.REFUTED if right else SignalState.CONFIRMED
