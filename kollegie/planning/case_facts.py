"""What a visitor needs to know of a case, copied from the register and nothing more (need-to-know)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from kollegie.language import say
from kollegie.model.register import Decision, Provider, ProviderKind

UNITS = {
    "hours/week": ("timmar per vecka", "hours per week"),
    "hours/month": ("timmar per månad", "hours per month"),
    "occasions/month": ("gånger per månad", "times per month"),
    "minutes/day": ("minuter per dag", "minutes per day"),
}

PLANNED = {
    "planerade_besok_per_dag": ("besök per dag", "planerade besök per dag", "planned visits per day"),
    "planerad_morgon_min": ("morgonbesök min", "morgonbesök minuter", "planned morning minutes"),
}
"""Context fields filled from extra columns of the decision file, by the headers they go by."""


def decision_lines(decision: Decision) -> tuple[tuple[str, str], ...]:
    """The decision as label and text, in the order it is read beside the questions."""
    unit = UNITS.get(decision.unit, (decision.unit, decision.unit))
    lines = [
        (say("Insats", "Service"), f"{decision.service} {f'({decision.law})' if decision.law else ''}".strip()),
        (say("Omfattning", "Extent"), f"{decision.amount.replace('.', ',')} {say(*unit)}" if decision.amount else ""),
        *((label, text) for label, text in decision.extra),
        (say("Beslutat", "Decided"), decision.decided_on.isoformat()),
        (say("Gäller", "Valid"), _period(decision.valid_from, decision.valid_to)),
        (
            say("Senast uppföljt", "Last followed up"),
            decision.followed_up_on.isoformat() if decision.followed_up_on else "",
        ),
    ]
    return tuple((label, text) for label, text in lines if text)


def user_facts(decision: Decision | None, provider: Provider | None) -> tuple[tuple[str, str], ...]:
    """The context fields of a user's checklist that the register can fill in."""
    facts = _provider_facts(provider)
    if decision is not None:
        facts["insats_ej_startad"] = _yes_no(decision.executed_on is None)
        if decision.double_hours:
            facts["dubbel_assistans"] = _yes_no(Decimal(decision.double_hours) > 0)
        for name, headers in PLANNED.items():
            for header, text in decision.extra:
                number = re.search(r"\d+(?:[.,]\d+)?", text)
                if header.casefold() in headers and number:
                    facts[name] = number[0].replace(",", ".")
    return tuple(facts.items())


def provider_facts(provider: Provider, *, announced: bool) -> tuple[tuple[str, str], ...]:
    """The context fields of a provider's checklist."""
    return tuple({**_provider_facts(provider), "oanmalt": _yes_no(not announced)}.items())


def provider_lines(provider: Provider) -> tuple[tuple[str, str], ...]:
    """The provider and its contract as label and text."""
    kind = say("privat", "private") if provider.kind is ProviderKind.PRIVATE else say("egen regi", "in-house")
    lines = (
        (say("Utförare", "Provider"), provider.name),
        (say("Driftsform", "Kind"), kind),
        (say("Avtal", "Contract"), provider.contract),
        (say("Oanmälda besök", "Unannounced visits"), provider.unannounced_clause),
    )
    return tuple((label, text) for label, text in lines if text)


def decision_on(decisions: Sequence[Decision], day: date) -> Decision | None:
    """The decision that counts on a day: one in force, the latest decided."""
    valid = [decision for decision in decisions if in_force(decision, day)]
    return max(valid, key=lambda decision: (decision.decided_on, decision.decision_ref), default=None)


def in_force(decision: Decision, day: date) -> bool:
    """Whether a decision is valid on a day; both ends of its period belong to it."""
    begins = decision.valid_from or decision.decided_on
    return begins <= day and (decision.valid_to is None or day <= decision.valid_to)


def _provider_facts(provider: Provider | None) -> dict[str, str]:
    if provider is None:
        return {}
    facts = {"privat_utforare": _yes_no(provider.kind is ProviderKind.PRIVATE)}
    if provider.relatives_allowed is not None:
        facts["avtal_forbjuder_anhorig"] = _yes_no(not provider.relatives_allowed)
    return facts


def _yes_no(claim: bool) -> str:
    return "ja" if claim else "nej"


def _period(begins: date | None, ends: date | None) -> str:
    if begins is None and ends is None:
        return ""
    return f"{begins or '…'} – {ends or say('tills vidare', 'until further notice')}"
