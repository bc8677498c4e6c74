"""What a round's visits made of the warning signals they were asked about, rule by rule."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from kollegie.model.signals import RecordQuestion, SignalState, WarningSignal
from kollegie.screening.all_rules import rule_of
from kollegie.store import Reading
from kollegie.summary.facts import RuleFact


def rules_asked_about(reading: Reading, visits: Iterable[UUID]) -> tuple[RuleFact, ...]:
    """Each rule whose signals were asked about at these visits, with what people made of the answers."""
    asked = {question.signal_id for question in reading.find(RecordQuestion, visit_id=set(visits))}
    by_rule: dict[str, list[SignalState]] = {}
    for signal in reading.find(WarningSignal, id=asked):
        by_rule.setdefault(signal.rule, []).append(signal.state)
    return tuple(
        RuleFact(
            rule,
            rule_of(rule).title,
            len(states),
            states.count(SignalState.CONFIRMED),
            states.count(SignalState.REFUTED),
        )
        for rule, states in sorted(by_rule.items())
    )
