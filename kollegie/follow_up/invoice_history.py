"""Who did what with an invoice, and when: the decisions in order, each with its reason and day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kollegie.language import say
from kollegie.model.desk_looks import InvoiceLook
from kollegie.model.invoices import InvoiceReview, InvoiceState, invoice_review_id
from kollegie.model.register import Person
from kollegie.store import Reading
from kollegie.store.history import versions_of

_DECIDED = ("moved_at", "content")


@dataclass(frozen=True, slots=True)
class InvoiceStep:
    """One step: the moment, who took it, what it was, and the reason or documents that went with it."""

    at: datetime
    by: str
    words: str
    detail: str = ""


def invoice_history(reading: Reading, look: InvoiceLook) -> tuple[InvoiceStep, ...]:
    """Every step, the latest first, also one that decides the same anew.

    Shape: the answers of the checklist have their own history.
    """
    id = invoice_review_id(look.provider, look.invoice)
    found = versions_of(reading, InvoiceReview, (id,)).get(id, ())
    people = {person.id: person.name for person in reading.find(Person)}
    steps = []
    before: InvoiceState | None = None
    for version in found:
        state = InvoiceState(version.fields.get("state", InvoiceState.OPEN))
        words, detail = "", ""
        decided = state is not before or not version.changed.isdisjoint(_DECIDED)
        if decided and before is not None:
            words = state.word
            detail = version.fields.get("documents" if state is InvoiceState.DOCUMENTS_ASKED else "reason") or ""
        elif "reminded_on" in version.changed and version.fields.get("reminded_on"):
            words = say("Utföraren påmind", "The provider was reminded")
        elif "dnr" in version.changed and before is not None:
            words = say("Diarienummer", "Registry number")
            detail = str(version.fields.get("dnr") or "–")
        if words and version.reason == "ångra":
            words = say(f"Ångrat: {words}", f"Undone: {words}")
        before = state
        if words:
            steps.append(InvoiceStep(version.at, people.get(version.by, "–"), words, " · ".join(detail.splitlines())))
    return tuple(reversed(steps))
