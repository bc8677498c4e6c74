"""What the visits of the demonstration say of the signals they were asked about, and what the lead makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from kollegie.language import say
from kollegie.model.signals import RecordQuestion, SignalState, WarningSignal
from kollegie.screening.asking import asked_of, proposed_state
from kollegie.screening.moving import move_signal
from kollegie.screening.signals import signals_of
from kollegie.store import Reading, Store
from kollegie.visiting.record_questions import record_questions_of

CONFIRMED, REFUTED = SignalState.CONFIRMED, SignalState.REFUTED
HELD: dict[str, tuple[SignalState, ...]] = {
    "V01": (CONFIRMED,),
    "V11": (REFUTED,),
    "V18": (CONFIRMED, REFUTED),
    "V23": (CONFIRMED,),
}
"""What the visits find of the signals of each rule, in turn."""
LEFT = "V01"
"""The rule whose signal is left, answered and not decided, to whoever looks at the demonstration."""


class Told:
    """What is answered to the questions from signals; every visit says the same of one signal."""

    def __init__(self) -> None:
        self._held: dict[UUID, SignalState] = {}
        self._turns: dict[str, int] = {}

    def answers(self, reading: Reading, visit_id: UUID) -> Iterator[tuple[str, str, str]]:
        """Question, value and note, for each question of a visit."""
        for place, question in enumerate(sorted(record_questions_of(reading, visit_id), key=_by_name)):
            held = self._held.setdefault(question.signal_id, self._next(question.rule))
            right = question.states_the_signal is (held is CONFIRMED)
            yield question.question, "ja" if right else "nej", "" if right or place else _note(held)

    def _next(self, rule: str) -> SignalState:
        turn = self._turns.get(rule, 0)
        self._turns[rule] = turn + 1
        return HELD[rule][turn % len(HELD[rule])]


def _by_name(question: RecordQuestion) -> str:
    return question.question


def _note(held: SignalState) -> str:
    if held is CONFIRMED:
        return say(
            "Brukaren minns morgonen: den som står i rapporten var inte där.",
            "The user remembers the morning: who stands in the report was not there.",
        )
    return say("Brukaren säger att det inte är så.", "The user says that it is not so.")


def close_signals(store: Store) -> None:
    """In the evening the lead takes up what the visits have answered but for one signal, and says what some others
    are."""
    with store.reading() as reading:
        proposed = [
            (signal.id, state)
            for signal in reading.find(WarningSignal, state=SignalState.TO_VISIT.value)
            if signal.rule != LEFT and (state := proposed_state(signal.state, asked_of(reading, signal.id))) is not None
        ]
    for id, state in sorted(proposed):
        move_signal(store, id, state)
    followed = [signal for signal in signals_of(store, state=SignalState.NEW) if signal.rule == "V21"]
    said = say("Uppföljd i oktober; dagen stod inte i filen.", "Followed up in October; the day was not in the file.")
    for signal in followed[:2]:
        move_signal(store, signal.id, SignalState.EXPLAINED, said)
    for signal in signals_of(store, state=SignalState.NEW):
        if signal.rule == "V09":
            faulty = say("Avtalet fanns men lades in för sent.", "There was a contract, entered too late.")
            move_signal(store, signal.id, SignalState.DISMISSED, faulty)
