"""What the desk found about the invoices of a round: those of its providers for the months of its visits.

The desk goes on long after a round is locked. What was locked is therefore read as it stood then, so that the version
can be printed again as it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from kollegie.follow_up.desk_findings import STANDING
from kollegie.follow_up.settling import pinned_checklist
from kollegie.model.answer_values import Withheld
from kollegie.model.checklist import Checklist
from kollegie.model.checklist_text import UnreadableChecklist
from kollegie.model.invoices import DeskFinding, InvoiceAnswer, InvoiceReview
from kollegie.store import Reading
from kollegie.store.history import all_ids, versions_of
from kollegie.summary.facts import InvoiceFact, InvoiceFindingFact

T = TypeVar("T", InvoiceReview, InvoiceAnswer, DeskFinding)


@dataclass(frozen=True, slots=True)
class Whose:
    """Which invoices belong to a round: its host's, of these providers (the host's references), for these months.

    Shape: a month is written as an invoice's own (`2026-09`).
    """

    host: UUID
    providers: frozenset[str]
    months: frozenset[str]


def invoices_of(
    reading: Reading, whose: Whose, at: datetime | None = None
) -> tuple[tuple[InvoiceFact, ...], tuple[InvoiceFindingFact, ...]]:
    """The invoices of the round that somebody has begun to look through, and the findings that stand about them.

    Shape: with `at`, as all of it stood at that moment.
    """
    reviews = {
        one.id: one
        for one in reading.find(InvoiceReview, scope=whose.host, month=whose.months)
        if one.provider_ref in whose.providers
    }
    every = list(reading.find(InvoiceAnswer, invoice_review_id=set(reviews)))
    found = list(reading.find(DeskFinding, invoice_review_id=set(reviews)))
    if at is not None:
        every = _then(reading, InvoiceAnswer, reviews, at)
        found = _then(reading, DeskFinding, reviews, at)
        reviews = {one.id: one for one in _at(reading, InvoiceReview, reviews, whose.host, at)}
    found = [one for one in found if one.state in STANDING and one.invoice_review_id in reviews]
    answers: dict[UUID, list[InvoiceAnswer]] = defaultdict(list)
    for answer in every:
        answers[answer.invoice_review_id].append(answer)
    checklists = {id: _checklist(reading, one) for id, one in reviews.items()}
    begun = {one.invoice_review_id for one in found}
    begun |= {one.id for one in reviews.values() if one.reviewed or answers[one.id]}
    facts = [_invoice(reviews[id], answers[id], checklists[id]) for id in begun]
    findings = [_finding(one, answers, checklists) for one in found]
    return (
        tuple(sorted(facts, key=lambda one: (one.provider, one.month, one.invoice, one.id))),
        tuple(sorted(findings, key=lambda one: (-one.severity, one.question, one.id))),
    )


def _then(reading: Reading, kind: type[T], reviews: Mapping[UUID, InvoiceReview], at: datetime) -> list[T]:
    """The answers or findings about these invoices as they stood at a moment, those that are gone since too."""
    return [
        one
        for id, review in reviews.items()
        for one in _at(reading, kind, all_ids(reading, kind, invoice_review_id=id), review.scope, at)
    ]


def _at(reading: Reading, kind: type[T], ids: Iterable[UUID], scope: UUID, at: datetime) -> Iterator[T]:
    for id, versions in versions_of(reading, kind, ids).items():
        past = [version.fields for version in versions if version.at <= at]
        if past and not past[-1].get("deleted"):
            cells = {one.name: past[-1][one.name] for one in fields(kind) if one.name in past[-1]}
            yield kind(id=id, scope=scope, **cells)


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
    finding: DeskFinding, answers: Mapping[UUID, Collection[InvoiceAnswer]], checklists: Mapping[UUID, Checklist | None]
) -> InvoiceFindingFact:
    checklist = checklists[finding.invoice_review_id]
    question = checklist.question(finding.question) if checklist is not None else None
    rules = question.findings if question is not None else ()
    rule = rules[finding.rule] if 0 <= finding.rule < len(rules) else None
    claim = rule.claim.in_() if rule is not None else finding.text
    notes = (one.note for one in answers[finding.invoice_review_id] if one.question == finding.question)
    return InvoiceFindingFact(
        str(finding.id),
        str(finding.invoice_review_id),
        _id(finding.question, checklist),
        finding.category,
        finding.severity,
        claim or (question.short_label() if question is not None else _id(finding.question, checklist)),
        " ".join(part for part in (*notes, finding.consequence) if part),
        rule.sensitive if rule is not None else False,
    )
