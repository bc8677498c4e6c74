"""What the room of warning signals shows, gathered in one look at the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kollegie.language import grouped, say
from kollegie.model.records import noun_word
from kollegie.model.reviews import Case, Review, ReviewState, Track, Visit
from kollegie.model.severity import Severity
from kollegie.model.signals import KnownCause, SignalState, WarningSignal
from kollegie.screening.all_rules import rule_of
from kollegie.screening.asking import Asked, asked_of, concerned_visits, proposed_state
from kollegie.screening.growth import Growth, growth_of
from kollegie.screening.moving import Move, moves_left, moves_of
from kollegie.store import Reading
from ui.tokens import Tone
from ui.widgets.two_line_delegate import Row

STATE_TONES = {
    SignalState.NEW: Tone.TEXT,
    SignalState.TO_VISIT: Tone.RECORD,
    SignalState.EXPLAINED: Tone.OK,
    SignalState.REFUTED: Tone.OK,
    SignalState.CONFIRMED: Tone.FAULT,
    SignalState.DISMISSED: Tone.MUTED,
}


@dataclass(frozen=True, slots=True)
class Gathered:
    """All signals, the gravest first; remembered causes; how many steps can be undone and done again."""

    signals: tuple[WarningSignal, ...]
    causes: tuple[KnownCause, ...]
    undo: bool
    redo: bool


@dataclass(frozen=True, slots=True)
class Detail:
    """One signal with all that belongs to it."""

    signal: WarningSignal
    asked: tuple[Asked, ...]
    proposal: SignalState | None
    moves: tuple[Move, ...]
    visits: tuple[tuple[Visit, Case], ...]
    reviews: tuple[Review, ...]
    cases: dict[str, str]
    growth: Growth | None = None

    @property
    def may_ask(self) -> bool:
        """Whether an open visit concerns it."""
        return bool(self.visits)

    @property
    def may_sample(self) -> bool:
        """Whether some of its users could be taken into an open round."""
        users = self.signal.subjects_of("user")
        return bool(self.reviews) and not self.visits and any(user not in self.cases for user in users)


def gather(reading: Reading) -> Gathered:
    """Every signal kept on this laptop, also those a later screening no longer finds."""
    signals = sorted(
        reading.find(WarningSignal),
        key=lambda signal: (-signal.severity, signal.rule, signal.first_day, signal.id),
    )
    undo, redo = moves_left(reading)
    return Gathered(tuple(signals), reading.find(KnownCause), undo, redo)


def gather_detail(signal_id: UUID, reading: Reading) -> Detail | None:
    """One signal whole; None where it is gone for good."""
    signal = reading.first(WarningSignal, id=signal_id)
    if signal is None:
        return None
    asked = asked_of(reading, signal.id)
    users = signal.subjects_of("user")
    cases = {case.subject_ref: case.label for case in reading.find(Case, track=Track.USER.value, subject_ref=users)}
    reviews = tuple(one for one in reading.find(Review) if one.state is not ReviewState.LOCKED)
    return Detail(
        signal,
        asked,
        proposed_state(signal.state, asked),
        moves_of(reading, signal.id),
        concerned_visits(reading, signal),
        reviews,
        cases,
        growth_of(reading, signal),
    )


def row_of(signal: WarningSignal) -> Row:
    """The signal in the list: what it asks about, whom it concerns, its rule and state."""
    state = say("Borta", "Gone") if signal.gone and signal.state.is_open else signal.state.word
    return Row(
        rule_of(signal.rule).title,
        " · ".join(part for part in (*whom(signal), measure_words(signal)) if part),
        code=signal.rule,
        state=state,
        state_tone=STATE_TONES[signal.state],
        severity=signal.severity,
        signal=True,
    )


def whom(signal: WarningSignal, most: int = 1) -> list[str]:
    """Whom it concerns, by id: in a list only the provider and the first of staff, users and decisions; beside it each
    noun's first names, the rest by number."""
    said: list[str] = []
    for noun in ("provider", "staff", "user", "decision", "representative", "caseworker"):
        names = signal.subjects_of(noun)
        if not names or (most == 1 and noun != "provider" and len(said) > 1):
            continue
        word = noun_word(noun)
        rest = len(names) - most
        shown = ", ".join(names[:most]) if noun == "provider" else f"{word} {', '.join(names[:most])}"
        said.append(f"{shown} +{rest}" if rest > 0 else shown)
    return said


def measure_words(signal: WarningSignal) -> str:
    """How much it is: hours and minutes, kronor, or how many times; "" where the rule counts otherwise."""
    measures = dict(signal.measure)
    if "minutes" in measures:
        minutes = round(float(measures["minutes"]))
        hours, rest = divmod(abs(minutes), 60)
        return f"{hours} h {rest} min" if hours and rest else f"{hours} h" if hours else f"{rest} min"
    for name in ("excess_hours", "hours"):
        if name in measures:
            return f"{float(measures[name]):.1f} h".replace(".", ",")
    if "days" in measures:
        return f"{measures['days']} {say('dagar', 'days')}"
    return ""


def groups(signals: Sequence[WarningSignal]) -> list[object]:
    """Rows of the list: a head per urgency with its count, then its signals."""
    things: list[object] = []
    for severity in sorted(Severity, reverse=True):
        of_this = [signal for signal in signals if signal.severity is severity]
        if of_this:
            things.append(Row(severity.urgency, code=grouped(len(of_this)), severity=severity, signal=True, head=True))
            things.extend(of_this)
    return things
