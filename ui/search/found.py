"""What was found, with the case it belongs to and where to go to see it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kollegie.language import say
from kollegie.model.actions import Action
from kollegie.model.invoices import DeskFinding, InvoiceAnswer, InvoiceReview, Reclaim
from kollegie.model.register import Provider
from kollegie.model.reviews import Case, Visit
from kollegie.model.visits import Answer, Comment, Finding
from kollegie.store import Reading
from kollegie.store.search import Hit
from kollegie.store.searching import find_here
from kollegie.visiting.finding_visits import visit_of_case


@dataclass(frozen=True, slots=True)
class Found:
    """One hit. `room` and `place` are where it is shown; `where` says it in words."""

    text: str
    where: str
    kind: str
    room: str
    place: object


MOST = 200
"""Hits that are shown."""


def search(reading: Reading, me: UUID, words: str, limit: int = MOST + 1) -> tuple[Found, ...]:
    """What the words stand in, latest written first, each with its case; one more than is shown tells that there is."""
    return tuple(_found(reading, hit) for hit in find_here(reading, me, words, limit=limit))


def _found(reading: Reading, hit: Hit) -> Found:
    place: object
    match hit.record:
        case "answer":
            answer = reading.get(Answer, hit.row_id)
            where = f"{_case_of(reading, answer)} · {answer.question.upper()}"
            return Found(hit.text, where, say("Svar", "Answer"), "visit", _question_of(reading, answer))
        case "comment":
            comment = reading.get(Comment, hit.row_id)
            where = f"{_case_of(reading, comment)} · {comment.question.upper()}".removesuffix(" · ")
            return Found(hit.text, where, say("Kommentar", "Comment"), "visit", _question_of(reading, comment))
        case "finding":
            finding = reading.get(Finding, hit.row_id)
            where = f"{_case_of(reading, finding)} · {finding.question.upper()}"
            place = _question_of(reading, finding)
            return Found(hit.text, where, say("Iakttagelse", "Finding"), "findings", place and finding.id)
        case "action":
            action = reading.get(Action, hit.row_id)
            return Found(hit.text, action.owner, say("Åtgärd", "Action"), "findings", action.finding_id)
        case "case_":
            case = reading.get(Case, hit.row_id)
            visit = visit_of_case(reading, case.id)
            place = None if visit is None else (visit.id, None)
            return Found(_case_words(case.label), case.service, say("Ärende", "Case"), "visit", place)
        case "invoice_review":
            review = reading.get(InvoiceReview, hit.row_id)
            return Found(hit.text, _invoice_words(review), say("Faktura", "Invoice"), "invoices", _place_of(review))
        case "invoice_answer":
            note = reading.get(InvoiceAnswer, hit.row_id)
            where, place = _invoice_of(reading, note)
            return Found(hit.text, where, say("Svar", "Answer"), "invoices", place)
        case "desk_finding":
            at_desk = reading.get(DeskFinding, hit.row_id)
            where, place = _invoice_of(reading, at_desk)
            return Found(hit.text, where, say("Iakttagelse", "Finding"), "findings", place and at_desk.id)
        case "reclaim":
            reclaim = reading.get(Reclaim, hit.row_id)
            where = _case_words(reclaim.user_ref) if reclaim.user_ref else reclaim.debtor_kind.word
            return Found(hit.text, where, say("Återkrav", "Reclaim"), "invoices", ("reclaim", reclaim.id))
        case _:
            provider = reading.get(Provider, hit.row_id)
            return Found(hit.text, provider.provider_ref, say("Utförare", "Provider"), "register", provider.id)


def _case_of(reading: Reading, written: Answer | Comment | Finding) -> str:
    """The case something was written in; what waits to be sent may be all that is left of it here."""
    visit = reading.first(Visit, id=written.visit_id)
    case = reading.first(Case, id=written.scope if visit is None else visit.case_id)
    return say("Ett ärende som inte är här", "A case that is not here") if case is None else _case_words(case.label)


def _question_of(reading: Reading, written: Answer | Comment | Finding) -> tuple[UUID, str] | None:
    """Where it is shown, unless its visit has left this computer."""
    gone = reading.first(Visit, id=written.visit_id) is None
    return None if gone else (written.visit_id, written.question)


def _invoice_of(reading: Reading, written: InvoiceAnswer | DeskFinding) -> tuple[str, tuple[str, str, str, str] | None]:
    """The invoice something was written at, with the question, and where it is shown unless it has left here."""
    review = reading.first(InvoiceReview, id=written.invoice_review_id)
    if review is None:
        return say("En faktura som inte är här", "An invoice that is not here"), None
    return f"{_invoice_words(review)} · {written.question.upper()}", _place_of(review)


def _invoice_words(review: InvoiceReview) -> str:
    return say(
        f"Faktura {review.invoice_ref} från {review.provider_ref}",
        f"Invoice {review.invoice_ref} from {review.provider_ref}",
    )


def _place_of(review: InvoiceReview) -> tuple[str, str, str, str]:
    return "invoice", review.provider_ref, review.invoice_ref, review.month


def _case_words(label: str) -> str:
    return say(f"Ärende {label}", f"Case {label}")
