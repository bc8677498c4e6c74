"""Fields and kinds of record in words, as window and command line tell what two people wrote differently."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy.dialects.sqlite import dialect

from kollegie.language import say
from kollegie.model.answer_values import UnreadableValue, Withheld, value_from_text
from kollegie.model.checklist import Checklist, ControlQuestion
from kollegie.model.checklist_answers import value_words
from kollegie.store.columns import AnswerValue
from kollegie.store.history import value_from_history
from kollegie.store.synced_table import Cell

_SQLITE = dialect()

FIELDS = {
    "value": ("Svar", "Answer"),
    "note": ("Anteckning", "Note"),
    "severity": ("Allvarlighetsgrad", "Severity"),
    "category": ("Område", "Area"),
    "text": ("Text", "Text"),
    "state": ("Läge", "State"),
    "positive": ("Positiv iakttagelse", "Positive observation"),
    "flagged": ("Flagga", "Flag"),
    "consequence": ("Följd för den enskilde", "Consequence for the person"),
    "owner": ("Ansvarig", "Owner"),
    "due": ("Klart senast", "Done by"),
    "deleted": ("Borttagen", "Deleted"),
    "started_at": ("Besöket började", "The visit began"),
    "arrived_at": ("Framme", "Arrived"),
    "left_at": ("Klara", "Done"),
    "signed_at": ("När besöket signerades", "When the visit was signed"),
    "signed_by": ("Vem som signerade", "Who signed"),
    "planned_start": ("Planerad tid", "Planned time"),
    "planned_end": ("Planerad tid", "Planned time"),
    "announced": ("Anmält besök", "Announced visit"),
    "dropped_because": ("Varför besöket inte blev av", "Why the visit did not take place"),
    "double": ("Dubbelbesök", "Double visit"),
    "checklist_hash": ("Checklistans version", "Version of the checklist"),
    "acknowledged_at": ("När den bekräftades", "When it was acknowledged"),
    "acknowledged_by": ("Vem som bekräftade", "Who acknowledged it"),
    "removed": ("Borttagen rad", "Removed row"),
    "resolved_at": ("När det avgjordes", "When it was settled"),
    "resolved_by": ("Vem som avgjorde", "Who settled it"),
    "resolution": ("Hur det avgjordes", "How it was settled"),
    "said_at": ("När samtycket gavs", "When consent was given"),
    "said_by": ("Vem som svarade", "Who answered"),
    "told": ("Vad som berättades", "What was told"),
    "consequence_told": ("Om följden berättades", "Whether the consequence was told"),
    "taken_by": ("Vem som frågade", "Who asked"),
    "outcome": ("Utfall", "Outcome"),
    "kind": ("Slag", "Kind"),
    "name": ("Namn", "Name"),
    "label": ("Ärendenummer", "Case number"),
    "district": ("Område i kommunen", "District"),
    "facts": ("Uppgifter om ärendet", "Facts of the case"),
    "notice": ("Upplysning", "Notice"),
    "risk_marked": ("Riskmarkering", "Risk mark"),
    "decision_lines": ("Beslutets rader", "Lines of the decision"),
    "identity_number": ("Personnummer", "Identity number"),
    "address": ("Adress", "Address"),
    "postcode": ("Postnummer", "Postcode"),
    "telephone": ("Telefon", "Telephone"),
    "pair": ("Par", "Pair"),
    "role": ("Roll", "Role"),
    "safety_contact": ("Trygghetskontakt", "Safety contact"),
    "service": ("Insats", "Service"),
    "lead_id": ("Granskningsledare", "Review lead"),
    "review_day": ("Granskningsdag", "Review day"),
    "dnr": ("Diarienummer", "Registry number"),
    "purpose": ("Syfte", "Purpose"),
    "method": ("Metod", "Method"),
    "version": ("Version", "Version"),
    "checksum": ("Kontrollsumma", "Checksum"),
    "caption": ("Bildtext", "Caption"),
    "taken_at": ("När bilden togs", "When the picture was taken"),
    "reason": ("Skäl", "Reason"),
    "document": ("Handling", "Document"),
    "disputed": ("Bestridet", "Disputed"),
    "documents": ("Begärda underlag", "Documents asked for"),
    "reply_by": ("Svar senast", "Reply by"),
}
"""What people disagree about, in words; the facts of a register and what a desk works out go by `OTHER`."""

OTHER = ("Andra uppgifter", "Other facts")
"""What is said of a field nobody reads by its name."""

LONGEST = 40
"""Letters of a version that are said again where it is to stand."""

RECORDS = {
    "visit": ("Besöket", "The visit"),
    "answer": ("Svar", "Answer"),
    "finding": ("Iakttagelse", "Finding"),
    "comment": ("Kommentar", "Comment"),
    "consent": ("Samtycke", "Consent"),
    "attachment": ("Bilaga", "Attachment"),
    "action": ("Åtgärd", "Action"),
    "visit_row": ("Rad i en upprepning", "Row of a repeat"),
    "assignment": ("Tilldelning", "Assignment"),
    "grant_": ("Behörighet", "Access"),
    "review": ("Granskningen", "The review"),
    "case_": ("Ärendet", "The case"),
    "case_identity": ("Vem ärendet gäller", "Whom the case concerns"),
    "participant": ("Deltagare", "Participant"),
    "person": ("Person", "Person"),
    "warning_signal": ("Varningssignal", "Warning signal"),
    "invoice_review": ("Fakturagranskning", "Invoice review"),
    "desk_finding": ("Iakttagelse vid en faktura", "Finding at an invoice"),
    "reclaim": ("Återkrav", "Reclaim"),
    "history": ("Rad i historiken", "Line of the history"),
    "municipality": ("Kommun", "Municipality"),
    "checklist_version": ("Version av en checklista", "Version of a checklist"),
    "checklist_publication": ("Publicerad checklista", "Published checklist"),
    "service_user": ("Brukare i registret", "User in the register"),
    "user_identity": ("Identitet i registret", "Identity in the register"),
    "provider": ("Utförare", "Provider"),
    "decision": ("Beslut", "Decision"),
    "provider_choice": ("Utförarval", "Choice of provider"),
    "declared_relation": ("Anmäld relation", "Declared relation"),
    "earlier_answer": ("Svar från förra gången", "Answer from last time"),
    "conflict": ("Konflikt", "Conflict"),
    "known_cause": ("Känd orsak", "Known cause"),
    "record_question": ("Fråga ur underlaget", "Question from the records"),
    "invoice_answer": ("Svar om en faktura", "Answer about an invoice"),
    "provider_letter": ("Brev till utförare", "Letter to a provider"),
    "erasure": ("Gallring", "Erasure"),
    "purged": ("Rad i gallringslistan", "Row of the list of erasures"),
}
"""The kinds of record in words, where something stands at no question, and where a row of one was set aside."""


def field_words(field: str) -> str:
    """The field as window and command line name it."""
    return say(*FIELDS.get(field, OTHER))


def record_words(record: str) -> str:
    """The kind of record as window and command line name it."""
    return say(*RECORDS.get(record, OTHER))


def version_words(
    cell: Cell | None,
    stored: str | None,
    value: Any,
    checklist: Checklist | None,
    question: str,
    content: str,
    *,
    as_signed: bool = False,
) -> str:
    """One version of a field as a person reads it: a choice by its name, a moment by this computer's clock.

    Shape: `cell` is what the field holds, None where this program cannot read it; `stored` is its stored text and
    `value` what a reader sees of it; `question` is its name in the checklist, which may be missing here; `content` is
    what the record says in itself, for whoever lets it go; `as_signed` that nobody wrote it, and the visit was signed
    with it standing so.
    """
    if as_signed:
        words = version_words(cell, stored, value, checklist, question, content)
        return f"{words} ({say('så signerades besöket', 'as the visit was signed')})"
    plain = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "–")
    if stored is None or cell is None:
        return plain
    if isinstance(cell.type, AnswerValue):
        return _answer_words(stored, plain, None if checklist is None else checklist.question(question))
    match value_from_history(stored, cell, _SQLITE):
        case bool(yes):
            words = say("Ja", "Yes") if yes else say("Nej", "No")
            return f"{words}: {content}" if cell.name == "deleted" and not yes and content else words
        case datetime() as moment:
            return f"{moment.astimezone():%Y-%m-%d %H:%M}"
        case Enum() as chosen:
            return str(getattr(chosen, "word", plain))
        case _:
            return plain


def _answer_words(stored: str, plain: str, asked: ControlQuestion | None) -> str:
    try:
        answer = value_from_text(stored)
    except UnreadableValue:  # what a newer program wrote may be what stands
        return plain
    if isinstance(answer, Withheld):
        return answer.word
    return plain if asked is None or answer is None else value_words(asked, answer)


def content_words(about: Mapping[str, Any]) -> str:
    """What a record says in itself, for whoever decides whether it is to stand."""
    return next((str(about[name]) for name in ("text", "note", "caption", "file_name", "row") if about.get(name)), "")


def both_words(stands: str, beside: str, *, joined: bool) -> str:
    """What keeping all versions comes to: which one stands, and where the others are.

    Shape: `stands` is the version that stands, in words, empty where something newer does; `beside` the column the
    others are written in, or empty; `joined` that they are written after each other in the field itself.
    """
    if joined:
        return say("Alla texter står kvar, den äldsta först.", "All texts stay, the oldest first.")
    stands = stands if len(stands) <= LONGEST else f"{stands[: LONGEST - 1].rstrip()}…"
    valid = say(f"”{stands}” gäller", f"“{stands}” stands") if stands else say("Det nyaste gäller", "The newest stands")
    if not beside:
        return say(f"{valid}; resten finns i historiken.", f"{valid}; the rest is in the history.")
    column = field_words(beside).lower()
    return say(f"{valid}; resten skrivs i fältet {column}.", f"{valid}; the rest goes into the field {column}.")
