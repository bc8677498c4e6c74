"""What the desk found about the invoices of a round: those of its providers for the months of its visits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from kollegie.follow_up.desk_findings import AtInvoice, desk_findings
from kollegie.follow_up.settling import pinned_checklist
from kollegie.model.answer_values import Withheld
from kollegie.model.checklist import Checklist
from kollegie.model.checklist_text import UnreadableChecklist
from kollegie.model.invoices import InvoiceAnswer, InvoiceReview
from kollegie.model.reviews import Review
from kollegie.store import Reading
from kollegie.summary.facts import InvoiceFact, InvoiceFindingFact


def invoices_of(
    reading: Reading, review: Review, providers: Collection[str], months: Collection[str]
) -> tuple[tuple[InvoiceFact, ...], tuple[InvoiceFindingFact, ...]]:
    """The invoices of the round that somebody has begun to look through, and the findings that stand about them.

    Shape: `providers` are the host's references, `months` written as an invoice's own (`2026-09`).
    """
    reviews = {
        one.id: one
        for one in reading.find(InvoiceReview, scope=review.host_id, month=set(months))
        if one.provider_ref in providers
    }
    found = [one for one in desk_findings(reading) if one.review.id in reviews]
    answers: dict[UUID, list[InvoiceAnswer]] = defaultdict(list)
    for answer in reading.find(InvoiceAnswer, invoice_review_id=set(reviews)):
        answers[answer.invoice_review_id].append(answer)
    checklists = {id: _checklist(reading, one) for id, one in reviews.items()}
    begun = {one.review.id for one in found} | {one.id for one in reviews.values() if one.reviewed or answers[one.id]}
    facts = [_invoice(reviews[id], answers[id], checklists[id]) for id in begun]
    findings = [_finding(one, answers, checklists) for one in found]
    return tuple(sorted(facts, key=lambda one: (one.provider, one.month, one.invoice, one.id))), tuple(findings)


def _checklist(reading: Reading, review: InvoiceReview) -> Checklist | None:
    try:
        return pinned_checklist(reading, review)
    except UnreadableChecklist:  # of a newer program: what was decided stands all the same
        return None


def _invoice(review: InvoiceReview, answers: Collection[InvoiceAnswer], checklist: Checklist | None) -> InvoiceFact:
    return InvoiceFact(
        str(review.id),
        review.provider_ref,
        review.invoice_ref,
        review.month,
        review.state,
        review.disputed_ore,
        tuple(sorted(_answered(answers, checklist))),
    )


def _answered(answers: Collection[InvoiceAnswer], checklist: Checklist | None) -> Iterator[str]:
    for answer in answers:
        if answer.value not in (None, "", ()) and not isinstance(answer.value, Withheld):
            yield _id(answer.question, checklist)


def _id(name: str, checklist: Checklist | None) -> str:
    question = checklist.question(name) if checklist is not None else None
    return question.id if question is not None else name.upper()


def _finding(
    one: AtInvoice, answers: Mapping[UUID, Collection[InvoiceAnswer]], checklists: Mapping[UUID, Checklist | None]
) -> InvoiceFindingFact:
    finding, checklist = one.finding, checklists[one.review.id]
    question = checklist.question(finding.question) if checklist is not None else None
    rules = question.findings if question is not None else ()
    rule = rules[finding.rule] if 0 <= finding.rule < len(rules) else None
    claim = rule.claim.in_() if rule is not None else finding.text
    notes = (answer.note for answer in answers[one.review.id] if answer.question == finding.question)
    return InvoiceFindingFact(
        str(finding.id),
        str(one.review.id),
        _id(finding.question, checklist),
        finding.category,
        finding.severity,
        claim or (question.short_label() if question is not None else _id(finding.question, checklist)),
        " ".join(part for part in (*notes, finding.consequence) if part),
        rule.sensitive if rule is not None else False,
    )
