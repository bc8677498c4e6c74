"""What the records suggest as answers to the desk checklist (PF): never stored until a person takes them.

A suggestion says where it comes from. What the records cannot know (signatures, who applied) gets none. Hours are told
to the hundredth: invoices count in quarters, and a minute rounded up would be a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from kollegie.language import out_of, say
from kollegie.model.answer_values import Value
from kollegie.model.desk_looks import InvoiceDetail, InvoiceLook
from kollegie.model.invoices import InvoiceReview, InvoiceState
from kollegie.model.signals import WarningSignal

RULES_OF: dict[str, tuple[tuple[str, ...], str]] = {
    "pf05": (("V09",), "nej"),
    "pf06": (("V03", "V04"), "nej"),
    "pf07": (("V05",), "nej"),
    "pf08": (("V10",), "nej"),
    "pf10": (("V11", "V12"), "ja"),
    "pf12": (("V08",), "nej"),
    "pf15": (("V24",), "ja"),
}
"""Which rules' signals speak for which answer. That no signal stands proves nothing, so there is no answer for it."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the records say: a value for the answer and one sentence of where it comes from."""

    value: Value
    why: str


def signals_on(look: InvoiceLook, staff: Sequence[str], signals: Iterable[WarningSignal]) -> tuple[WarningSignal, ...]:
    """The warning signals that concern an invoice: the same days, and its user, its staff or just its provider.

    Shape: the gravest first. A signal that names users must name one of the invoice's; one that names none but staff,
    one of those who reported; one that names neither, the provider.
    """
    users, people = set(look.users), set(staff)
    found = []
    for signal in signals:
        if signal.gone or signal.last_day < look.first or signal.first_day > look.last:
            continue
        named, workers = set(signal.subjects_of("user")), set(signal.subjects_of("staff"))
        if named:
            concerns = bool(named & users)
        elif workers:
            concerns = bool(workers & people)
        else:
            concerns = look.provider in signal.subjects_of("provider")
        if concerns:
            found.append(signal)
    return tuple(sorted(found, key=lambda one: (-one.severity, one.rule, one.first_day, one.id)))


def context_of(detail: InvoiceDetail) -> dict[str, Value]:
    """What the checklist's conditions need to know of the invoice."""
    return unread_context(private=bool(detail.private), sick_claimed=detail.sick_claimed)


def unread_context(*, private: bool, sick_claimed: bool) -> dict[str, Value]:
    """The same, where it is not read from the invoice's own records."""
    return {"privat_utforare": "ja" if private else "nej", "sjuklon": "ja" if sick_claimed else "nej"}


def suggestions(
    detail: InvoiceDetail,
    signals: Sequence[WarningSignal],
    informed: Mapping[str, date],
    review: InvoiceReview | None,
) -> dict[str, Suggestion]:
    """What the records suggest, by question; `signals` are those on this invoice."""
    made: dict[str, Suggestion] = {}
    made.update(_hours(detail))
    made.update(_complete(detail))
    if detail.overlap_minutes is not None:
        minutes = detail.overlap_minutes
        made["pf03"] = Suggestion(
            str(minutes),
            say(
                f"Tidrapporterna: {minutes} min hos en annan brukare samtidigt.",
                f"The time reports: {minutes} min with another user at the same time.",
            ),
        )
    made.update(_from_records(detail))
    made.update(_from_signals(signals, made))
    day = informed.get(detail.look.provider)
    made["pf16"] = (
        Suggestion("nej", say("Inget brev är noterat som skickat.", "No letter is noted as sent."))
        if day is None
        else Suggestion("ja", say(f"Brev skickat {day:%Y-%m-%d}.", f"Letter sent {day:%Y-%m-%d}."))
    )
    made.update(_decision(review))
    return made


def hours_text(seconds: float | None) -> str:
    """Hours to the nearest hundredth, half up, as an answer is kept: 7.5, 40.06; "" where they are not known."""
    if seconds is None:
        return ""
    hours = (Decimal(str(seconds)) / 3600).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return str(hours).removesuffix("0")


def _hours(detail: InvoiceDetail) -> dict[str, Suggestion]:
    hours = detail.look.hours
    made = {}
    for name, seconds, sv, en in (
        ("pf02", hours.invoiced, "Summan av fakturans rader.", "The sum of the invoice's lines."),
        (
            "pf02_rapporterade",
            hours.reported,
            "Summan av tidrapporterna; väntetid räknas som en fjärdedel, beredskap som en sjundedel.",
            "The sum of the time reports; waiting counts as a quarter, standby as a seventh.",
        ),
        ("pf02_beviljade", hours.granted, "Beslutens omfattning under dagarna.", "What was granted for the days."),
    ):
        if seconds is not None and seconds >= 0:
            made[name] = Suggestion(hours_text(seconds), say(sv, en))
    return made


def _complete(detail: InvoiceDetail) -> dict[str, Suggestion]:
    lacking = []
    if not detail.look.hours.reported:
        lacking.append(say("tidrapporter", "time reports"))
    if not detail.look.hours.planned:
        lacking.append(say("schema", "schedule"))
    if not lacking:
        why = say("Faktura, tidrapporter och schema är inlästa.", "Invoice, time reports and schedule are taken in.")
        return {"pf01": Suggestion("ja", why)}
    named = say(" och ", " and ").join(lacking)
    return {
        "pf01": Suggestion("nej", say(f"Inte inläst för dagarna: {named}.", f"Not taken in for the days: {named}."))
    }


def _from_records(detail: InvoiceDetail) -> dict[str, Suggestion]:
    made = {}
    if detail.without_contract is not None:
        lacking = detail.without_contract
        made["pf05"] = Suggestion(
            "nej" if lacking else "ja",
            say(
                f"{out_of(lacking, len(detail.staff))} som rapporterat saknar avtal någon dag.",
                f"{out_of(lacking, len(detail.staff))} who reported lack a contract on some day.",
            ),
        )
    if detail.licensed is not None and detail.private:
        why = (
            say("Tillståndet täcker alla dagar.", "The licence covers all days.")
            if detail.licensed
            else say("Inget tillstånd täcker alla dagar.", "No licence covers all days.")
        )
        made["pf09"] = Suggestion("ja" if detail.licensed else "nej", why)
    if detail.stay_minutes is not None:
        minutes = detail.stay_minutes
        made["pf10"] = Suggestion(
            "ja" if minutes else "nej",
            say(
                f"{minutes} min rapporterade under vistelser eller efter dödsfall.",
                f"{minutes} min reported during stays or after a death.",
            ),
        )
    return made


def _from_signals(signals: Sequence[WarningSignal], known: Mapping[str, Suggestion]) -> dict[str, Suggestion]:
    made = {}
    for question, (rules, answer) in RULES_OF.items():
        found = [signal for signal in signals if signal.rule in rules]
        if found and (question not in known or known[question].value != answer):
            named = ", ".join(dict.fromkeys(signal.rule for signal in found))
            made[question] = Suggestion(answer, say(f"Varningssignal {named}.", f"Warning signal {named}."))
    pattern = [signal for signal in signals if signal.rule == "V07"]
    never = [signal for signal in signals if signal.rule == "V06"]
    if pattern:
        made["pf14"] = Suggestion("monster", say("Varningssignal V07.", "Warning signal V07."))
    elif never:
        made["pf14"] = Suggestion("aldrig", say("Varningssignal V06.", "Warning signal V06."))
    return made


def _decision(review: InvoiceReview | None) -> dict[str, Suggestion]:
    """The answer that says the same as the decision somebody has taken."""
    if review is None or not review.reviewed:
        return {}
    part = review.disputed and review.disputed_ore != review.amount_ore
    value = {
        InvoiceState.APPROVED: "godkand",
        InvoiceState.CREDITED: "kredit_begard",
        InvoiceState.REJECTED: "bestriden",
        InvoiceState.DISPUTED: "delvis_bestriden" if part else "bestriden",
    }.get(review.state)
    if value is None:
        return {}
    return {
        "pf17": Suggestion(
            value, say(f"Fakturan är {review.state.word.lower()}.", f"It is {review.state.word.lower()}.")
        )
    }
