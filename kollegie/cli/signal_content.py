"""How warning signals are told on the command line: as JSON and as lines to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kollegie.language import say
from kollegie.model.records import noun_word

if TYPE_CHECKING:
    from kollegie.model.signals import KnownCause, WarningSignal
    from kollegie.screening.asking import Asked


def signal_json(signal: WarningSignal) -> dict[str, object]:
    """A signal as the contract tells it."""
    nouns = dict.fromkeys(noun for noun, _ in signal.subjects)
    return {
        "id": str(signal.id),
        "rule": signal.rule,
        "severity": int(signal.severity),
        "state": signal.state.value,
        "subjects": {noun: list(signal.subjects_of(noun)) for noun in nouns},
        "from": signal.first_day.isoformat(),
        "to": signal.last_day.isoformat(),
        "gone": signal.gone,
        "reason": signal.reason,
        "document": signal.document,
    }


def signal_line(signal: WarningSignal) -> str:
    """A signal on one line: what it is, how urgent, where it stands, and whom it is about."""
    from kollegie.screening.all_rules import rule_of

    whom = ", ".join(f"{noun_word(noun)} {name}" for noun, name in signal.subjects[:5])
    urgency = signal.severity.urgency
    return f"{signal.id.hex[:8]}  {signal.rule} {rule_of(signal.rule).title} · {urgency} · {signal.state.word} · {whom}"


def question_json(one: Asked) -> dict[str, object]:
    """A question asked at a visit, with its answer."""
    return {
        "case": one.case.label,
        "visit": str(one.visit.id),
        "question": one.question.question,
        "label": one.question.label,
        "value": one.value if isinstance(one.value, str) else None,
        "says": one.says.value if one.says else None,
    }


def said_words(one: Asked) -> str:
    """What was answered, as it was written."""
    return say("(inte besvarad)", "(not answered)") if one.value is None else str(one.value)


def whom(cause: KnownCause) -> str:
    """Whom an explanation is for, by our numbers."""
    return ", ".join(name for _, name in cause.subjects)
