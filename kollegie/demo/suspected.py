"""What the lead of the demonstration suspects: one confidential suspicion, on the lead's own laptop alone."""

from __future__ import annotations

from datetime import date, timedelta

from kollegie.follow_up.suspicions import record_suspicion
from kollegie.language import say
from kollegie.model.suspicions import Suspicion, ground_of
from kollegie.screening.signals import signals_of
from kollegie.store import Store

RULE = "V16"
"""The rule whose signal it rests on: what was invoiced and never reported."""


def suspect(store: Store, day: date) -> Suspicion:
    """Record it on the evening of the review day, to be looked at again in two weeks."""
    signal = next(one for one in signals_of(store) if one.rule == RULE)
    provider = signal.subjects_of("provider")[0]
    return record_suspicion(
        store,
        signal.subjects,
        say(
            "Att utföraren fakturerar tid som ingen har utfört, och att det är ordnat och inte ett förbiseende.",
            "That the provider invoices time nobody has worked, and that it is arranged and no oversight.",
        ),
        ground_of(signal),
        links=say(
            f"Utförare {provider} och dess underleverantör: samma postadress, enligt fakturorna.",
            f"Provider {provider} and its subcontractor: the same postal address, by the invoices.",
        ),
        signals=[signal.id],
        look_again=day + timedelta(days=14),
    )
