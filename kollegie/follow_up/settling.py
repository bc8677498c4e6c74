"""What changes the answers about an invoice, and the findings they then raise: stored together or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from kollegie.follow_up.desk_findings import STANDING, Raised, settle_findings_of
from kollegie.follow_up.invoice_suggestions import context_of, unread_context
from kollegie.follow_up.invoices import answer_invoice_question, invoice_answers, review_of, undo_invoice
from kollegie.language import Language, say
from kollegie.model.answer_values import Row, Value
from kollegie.model.checklist import Checklist
from kollegie.model.checklist_text import UnreadableChecklist, checklist_from_text
from kollegie.model.desk_looks import InvoiceDetail, InvoiceLook
from kollegie.model.invoices import DeskFinding, InvoiceAnswer, InvoiceReview
from kollegie.model.register import Provider, ProviderKind
from kollegie.model.reviews import ChecklistVersion
from kollegie.model.severity import Category, Severity
from kollegie.model.visits import FindingState
from kollegie.store import Reading, Store
from kollegie.store.errors import RecordMissing
from kollegie.store.history import fields_of
from kollegie.store.sealed_files import SealBroken


class RuleFinding(Protocol):
    """What one rule of a checklist says of the answers."""

    @property
    def question(self) -> str: ...
    @property
    def rule(self) -> int: ...
    @property
    def category(self) -> Category: ...
    @property
    def severity(self) -> Severity: ...


Answers = Mapping[tuple[str, Row], Value]
Judge = Callable[[Checklist, Answers], Iterable[RuleFinding]]
"""What the rules of a checklist raise of these answers; the room of the visits judges, for a visit and an invoice."""
DetailOf = Callable[[Store, str, str], InvoiceDetail | None]
"""An invoice by its provider and number as the records here have it; the room of the records looks."""


@dataclass(frozen=True, slots=True)
class AskedInvoices:
    """The invoices that answers are about, as the records here have them. `unread` are those that cannot be read here:
    some of what is asked of an invoice rests on its records.
    """

    details: tuple[tuple[InvoiceReview, InvoiceDetail], ...] = ()
    unread: tuple[InvoiceReview, ...] = ()


def answer_and_settle(
    store: Store,
    look: InvoiceLook,
    version: ChecklistVersion,
    context: Mapping[str, Value],
    judge: Judge,
    question: str,
    value: Value,
    note: str,
    suggested: bool,
) -> None:
    """Keep an answer, and bring the proposed findings in line with it."""
    with store.one_act():
        answer_invoice_question(store, look, question, value, note, version=version, suggested=suggested)
        _settle(store, look, context, judge)


def undo_and_settle(store: Store, look: InvoiceLook, context: Mapping[str, Value], judge: Judge) -> bool:
    """Take back the latest step with the invoice; findings follow the answers that stand then.

    Returns: whether there was a step.
    """
    with store.one_act():
        with store.reading() as reading:
            before = _pinned(reading, look)
        undone = undo_invoice(store, look)
        _settle(store, look, context, judge, before)
    return undone


def asked_invoices(store: Store, answers: Iterable[UUID], detail_of: DetailOf) -> AskedInvoices:
    """Look up the invoices that these answers are about, before a choice between versions of them is stored.

    Shape: `answers` are ids of records in conflict; those that are no such answers are passed over. The records are
    read before the act and not in it: nobody waits for them, and one that is gone does not hinder the choice.
    """
    with store.reading() as reading:
        found = fields_of(reading, InvoiceAnswer, answers, "invoice_review_id")
        reviews = reading.find(InvoiceReview, id={one["invoice_review_id"] for one in found}) if found else ()
    details, unread = [], []
    for review in reviews:
        try:
            detail = detail_of(store, review.provider_ref, review.invoice_ref)
        except (RecordMissing, SealBroken):
            detail = None
        if detail is None:
            unread.append(review)
        else:
            details.append((review, detail))
    return AskedInvoices(tuple(details), tuple(unread))


@dataclass(frozen=True, slots=True)
class SettledInvoices:
    """What a choice did to findings about invoices: those proposed, and those withdrawn that stood until then.

    Shape: `unread` are the invoices where something that is asked rests on records which are not here, so that a
    finding there is left as it stands. `unjudged` are those whose checklist is not here in the version they were asked
    by, or cannot be read: all findings there are left as they stand.
    """

    changed: tuple[DeskFinding, ...] = ()
    unread: tuple[InvoiceReview, ...] = ()
    unjudged: tuple[InvoiceReview, ...] = ()


def settle_after_conflict(store: Store, asked: AskedInvoices, judge: Judge) -> SettledInvoices:
    """Bring findings in line with what a choice between two versions has left standing of the answers about invoices.

    Shape: where the records are not here, what the answers raise whatever they say is settled all the same.
    """
    told: list[DeskFinding] = []
    unread, unjudged = [], []
    for review, detail in (*asked.details, *((review, None) for review in asked.unread)):
        with store.reading() as reading:
            of_invoice = reading.find(DeskFinding, invoice_review_id=review.id)
            pinned = reading.get(InvoiceReview, review.id)
            judged = not pinned.checklist_hash or readable_checklist(reading, pinned) is not None
        if not judged:
            unjudged.append(review)
            continue
        stood = {one.id for one in of_invoice if one.state in STANDING}
        if detail is not None:
            changed = _settle(store, detail.look, context_of(detail), judge)
        else:
            changed, whole = _settle_unread(store, review, judge)
            unread += [] if whole else [review]
        told += (one for one in changed if one.state is FindingState.PROPOSED or one.id in stood)
    return SettledInvoices(tuple(told), tuple(unread), tuple(unjudged))


def _settle_unread(store: Store, review: InvoiceReview, judge: Judge) -> tuple[tuple[DeskFinding, ...], bool]:
    """Settle what does not rest on the records of an invoice; tell what changed, and whether that was all."""
    with store.reading() as reading:
        checklist = pinned_checklist(reading, review)
        answers = _answers(reading.find(InvoiceAnswer, invoice_review_id=review.id))
        provider = reading.first(Provider, provider_ref=review.provider_ref)
    if checklist is None:
        return (), True
    private = provider is not None and provider.kind is ProviderKind.PRIVATE
    either = [
        set(_raised(checklist, answers | _asked_in(unread_context(private=private, sick_claimed=claimed)), judge))
        for claimed in (False, True)
    ]
    sure, perhaps = either[0] & either[1], either[0] ^ either[1]
    return settle_findings_of(store, review, sure, perhaps), not perhaps


def settled_words(settled: SettledInvoices) -> tuple[str, ...]:
    """What settling changed of the findings about invoices, and which were left as they stand, a sentence each."""
    changed = tuple(
        say(
            f"Iakttagelse om fakturan föreslagen vid {one.question.upper()}: {one.text}.",
            f"Finding about the invoice proposed at {one.question.upper()}: {one.text}.",
        )
        if one.state is FindingState.PROPOSED
        else say(
            f"Iakttagelsen om fakturan vid {one.question.upper()} föreslås inte längre: {one.text}.",
            f"The finding about the invoice at {one.question.upper()} is no longer proposed: {one.text}.",
        )
        for one in settled.changed
    )
    left = tuple(
        say(
            f"Underlaget till faktura {one.invoice_ref} finns inte här. Iakttagelser som beror på om sjuklön har sökts"
            " står som de stod: svara på nytt på en dator som har underlaget, eller läs in det här först.",
            f"The records of invoice {one.invoice_ref} are not here. Findings that rest on whether sick pay was claimed"
            " stand as they stood: answer anew on a computer that has the records, or take them in here first.",
        )
        for one in settled.unread
    )
    unjudged = tuple(
        say(
            f"Checklistan som faktura {one.invoice_ref} granskas efter går inte att läsa här, så alla iakttagelser om"
            " den står som de stod. Svara på nytt på en dator som har den, eller uppdatera programmet och hämta den.",
            f"The checklist invoice {one.invoice_ref} is reviewed by cannot be read here, so every finding about it"
            " stands as it stood. Answer anew on a computer that has it, or upgrade the program and fetch it here.",
        )
        for one in settled.unjudged
    )
    return changed + left + unjudged


def _settle(
    store: Store, look: InvoiceLook, context: Mapping[str, Value], judge: Judge, before: Checklist | None = None
) -> tuple[DeskFinding, ...]:
    """Shape: `before` is the checklist the invoice was pinned to until its first answer was taken back."""
    with store.reading() as reading:
        review, checklist = review_of(reading, look), _pinned(reading, look) or before
        answers = _answers(invoice_answers(reading, look).values())
    if checklist is None or review is None:
        return ()  # no question has been answered, so nothing has been raised
    return settle_findings_of(store, review, _raised(checklist, answers | _asked_in(context), judge))


def _answers(given: Iterable[InvoiceAnswer]) -> dict[tuple[str, Row], Value]:
    return {(one.question, ()): one.value for one in given}


def _asked_in(context: Mapping[str, Value]) -> dict[tuple[str, Row], Value]:
    return {(name, ()): value for name, value in context.items()}


def _raised(checklist: Checklist, answers: Answers, judge: Judge) -> tuple[Raised, ...]:
    """What the checklist's rules raise of these answers."""
    raised = []
    for one in judge(checklist, answers):
        question = checklist.question(one.question)
        claim = question.findings[one.rule].claim.in_(Language.SV) if question is not None else ""
        raised.append(Raised(one.question, one.rule, one.category, one.severity, claim))
    return tuple(raised)


def pinned_checklist(reading: Reading, review: InvoiceReview) -> Checklist | None:
    """The checklist in the version an invoice is pinned to; None before the first answer."""
    if not review.checklist_hash:
        return None
    version = reading.first(ChecklistVersion, content_hash=review.checklist_hash)
    return None if version is None else checklist_from_text(version.text)


def readable_checklist(reading: Reading, review: InvoiceReview) -> Checklist | None:
    """The same; None also where it is of a newer program, so that what was decided stands all the same."""
    try:
        return pinned_checklist(reading, review)
    except UnreadableChecklist:
        return None


def _pinned(reading: Reading, look: InvoiceLook) -> Checklist | None:
    review = review_of(reading, look)
    return None if review is None else pinned_checklist(reading, review)
