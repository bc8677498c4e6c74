"""What a visitor needs to know of a case, copied from the register and nothing more (need-to-know)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from kollegie.language import say
from kollegie.model.expressions.values import number_text
from kollegie.model.extents import extent_to_read, extent_words
from kollegie.model.register import PROVIDER_WORDS, Decision, Provider, ProviderKind
from kollegie.model.reviews import DECIDED_ON

MONTHLY = {"hours/month": Decimal(1), "hours/week": Decimal(52) / 12}
"""How many times a month the extent in a unit of hours is granted: 52 weeks in 12 months."""

ATTENDED = ("arbetsmarknadsinsats", "ekonomiskt bistånd")
"""The services whose granted hours are hours to be present, so that a month's attendance is held against them."""

PLANNED = {
    "planerade_besok_per_dag": ("besök per dag", "planerade besök per dag", "planned visits per day"),
    "planerad_morgon_min": ("morgonbesök min", "morgonbesök minuter", "planned morning minutes"),
    "antal_rapporter": ("rapporterade kvartal", "antal rapporter", "reported quarters"),
}
"""Context fields filled with a number from extra columns of the decision file, by the headers they go by."""

WAITING = ("väntetid", "väntetimmar", "beviljad väntetid", "väntetid timmar", "waiting time", "waiting hours")
"""Headers of the column that tells of granted waiting time: hours, or yes and no."""

NIGHT = ("natt", "natten", "nattinsats", "natten enligt beslutet", "night")
"""Headers of the column that tells how the night is to be carried out."""

NIGHT_WORDS = {
    "vaken": ("vaken", "vaken natt", "awake"),
    "vantetid": ("väntetid", "vantetid", "sovande natt", "waiting time", "waiting"),
    "ingen": ("ingen", "ingen natt", "nej", "none", "nobody"),
}
"""What stands in that column, by the choice of the checklist it means."""


SERVICE, EXTENT = ("Insats", "Service"), ("Omfattning", "Extent")
DECIDED, VALID = ("Beslutat", "Decided"), ("Gäller", "Valid")
FOLLOWED_UP = ("Senast uppföljt", "Last followed up")
PROVIDER, KIND = ("Utförare", "Provider"), ("Driftsform", "Kind")
CONTRACT, UNANNOUNCED = ("Avtal", "Contract"), ("Oanmälda besök", "Unannounced visits")
LABELS = (SERVICE, EXTENT, DECIDED, VALID, FOLLOWED_UP, PROVIDER, KIND, CONTRACT, UNANNOUNCED)
"""What the lines of a case are called, in Swedish and English."""

UNTIL = ("tills vidare", "until further notice")


def lines_to_read(lines: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The lines of a case in the language of now, whichever it was planned in.

    Shape: label and text. The labels and words of the program are translated; what the files said stands.
    """
    return tuple(_line_to_read(label, text) for label, text in lines)


def _line_to_read(label: str, text: str) -> tuple[str, str]:
    known = next((pair for pair in LABELS if label in pair), None)
    if known is None:
        return label, text
    if known == EXTENT:
        text = extent_to_read(text)
    elif known == KIND:
        text = next((say(*pair) for pair in PROVIDER_WORDS.values() if text in pair), text)
    elif known == VALID:
        begins, dash, ends = text.partition(" – ")
        text = begins + dash + (say(*UNTIL) if ends in UNTIL else ends)
    return say(*known), text


def decision_lines(decision: Decision) -> tuple[tuple[str, str], ...]:
    """The decision as label and text, in the order it is read beside the questions."""
    lines = [
        (say(*SERVICE), f"{decision.service} {f'({decision.law})' if decision.law else ''}".strip()),
        (say(*EXTENT), extent_words(decision.amount, decision.unit) if decision.amount else ""),
        *((label, text) for label, text in decision.extra),
        (say(*DECIDED), decision.decided_on.isoformat()),
        (say(*VALID), _period(decision.valid_from, decision.valid_to)),
        (
            say(*FOLLOWED_UP),
            decision.followed_up_on.isoformat() if decision.followed_up_on else "",
        ),
    ]
    return tuple((label, text) for label, text in lines if text)


def user_facts(decision: Decision | None, provider: Provider | None) -> tuple[tuple[str, str], ...]:
    """The context fields of a user's checklist that the register can fill in."""
    facts = _provider_facts(provider)
    if decision is not None:
        facts |= _decision_facts(decision)
    return tuple(facts.items())


def _decision_facts(decision: Decision) -> dict[str, str]:
    facts = {DECIDED_ON: decision.decided_on.isoformat()}
    if decision.double_hours:
        facts["dubbel_beviljad"] = _yes_no(_number(decision.double_hours) > 0)
    if decision.amount and decision.unit == "occasions/month":
        facts["beviljade_traffar_per_manad"] = decision.amount
    if decision.amount and decision.unit in MONTHLY and decision.service.casefold() in ATTENDED:
        facts["planerade_timmar_manad"] = number_text(round(_number(decision.amount) * MONTHLY[decision.unit], 2))
    for name, headers in PLANNED.items():
        if number := re.search(r"\d+(?:[.,]\d+)?", _extra(decision, headers)):
            facts[name] = number[0].replace(",", ".")
    if waiting := _extra(decision, WAITING):
        facts["vantetid_beviljad"] = _yes_no(_grants(waiting))
    night = _extra(decision, NIGHT).casefold()
    if choice := next((choice for choice, words in NIGHT_WORDS.items() if night in words), ""):
        facts["natt_enligt_beslut"] = choice
    return facts


def provider_facts(provider: Provider, *, announced: bool) -> tuple[tuple[str, str], ...]:
    """The context fields of a provider's checklist."""
    return tuple({**_provider_facts(provider), "oanmalt": _yes_no(not announced)}.items())


def provider_lines(provider: Provider) -> tuple[tuple[str, str], ...]:
    """The provider and its contract as label and text."""
    lines = (
        (say(*PROVIDER), provider.name),
        (say(*KIND), provider.kind.word),
        (say(*CONTRACT), provider.contract),
        (say(*UNANNOUNCED), provider.unannounced_clause),
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


def _extra(decision: Decision, headers: Sequence[str]) -> str:
    """What stands in the first extra column of the decision that goes by one of these headers, "" without any."""
    found = (text.strip() for header, text in decision.extra if header.strip().casefold() in headers)
    return next((text for text in found if text), "")


def _grants(text: str) -> bool:
    """Whether a cell grants something: a number above zero, or a yes."""
    number = re.search(r"\d+(?:[.,]\d+)?", text)
    return _number(number[0]) > 0 if number else text.casefold() in ("ja", "yes", "beviljad", "granted")


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _yes_no(claim: bool) -> str:
    return "ja" if claim else "nej"


def _period(begins: date | None, ends: date | None) -> str:
    if begins is None and ends is None:
        return ""
    return f"{begins or '…'} – {ends or say(*UNTIL)}"
