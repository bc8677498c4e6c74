"""What the desk found about the invoices of a round, those of its providers for the months of its visits, and what is
done about it.

The desk goes on long after a round is locked. What was locked is therefore read as it stood then, so that the version
can be printed again as it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from kollegie.follow_up.desk_findings import STANDING
from kollegie.follow_up.money_actions import FOLLOWED, money_of_invoice, money_of_reclaim
from kollegie.follow_up.settling import readable_checklist
from kollegie.model.actions import CONFIDENTIAL, Action
from kollegie.model.answer_values import Withheld
from kollegie.model.checklist import Checklist
from kollegie.model.invoices import DebtorKind, DeskFinding, InvoiceAnswer, InvoiceReview, Reclaim, ReclaimState
from kollegie.store import Reading
from kollegie.store.history import all_ids, versions_of
from kollegie.summary.facts import ActionFact, Facts, InvoiceFact, InvoiceFindingFact, MoneyFact, Progressed
from kollegie.summary.owners import role_in

_NOT_TOLD_YET = frozenset((ReclaimState.NOT_CALCULATED, ReclaimState.CALCULATED))

T = TypeVar("T", InvoiceReview, InvoiceAnswer, DeskFinding, Action, Reclaim)


@dataclass(frozen=True, slots=True)
class Whose:
    """Which invoices belong to a round: its host's, of these providers (the host's references), for these months.

    Shape: a month is written as an invoice's own (`2026-09`). `cases` gives the number of a user's case in the round.
    """

    host: UUID
    review: UUID
    providers: frozenset[str]
    months: frozenset[str]
    cases: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Desk:
    """What the desk has come to: the invoices looked through, what was found, what is done about it, and the money."""

    invoices: tuple[InvoiceFact, ...] = ()
    findings: tuple[InvoiceFindingFact, ...] = ()
    actions: tuple[ActionFact, ...] = ()
    money: tuple[MoneyFact, ...] = ()

    def beside(self, facts: Facts) -> Facts:
        """The facts of the visits with the desk's."""
        return replace(
            facts,
            invoices=self.invoices,
            invoice_findings=self.findings,
            actions=facts.actions + self.actions,
            money=self.money,
        )


def desk_of(reading: Reading, whose: Whose, made_on: date, at: datetime | None = None) -> Desk:
    """Everything of the round from the desk: its invoices and what stands about them, its actions and its reclaims.

    Shape: with `at`, as all of it stood at that moment.
    """
    invoices, findings = _invoices_of(reading, whose, at)
    return Desk(invoices, findings, _actions(reading, whose, at), _money(reading, whose, made_on, at))


def _invoices_of(
    reading: Reading, whose: Whose, at: datetime | None
) -> tuple[tuple[InvoiceFact, ...], tuple[InvoiceFindingFact, ...]]:
    reviews = {one.id: one for one in _own_reviews(reading, whose)}
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
    checklists = {id: readable_checklist(reading, one) for id, one in reviews.items()}
    begun = {one.invoice_review_id for one in found}
    begun |= {one.id for one in reviews.values() if one.reviewed or answers[one.id]}
    facts = [_invoice(reviews[id], answers[id], checklists[id]) for id in begun]
    findings = [_finding(one, answers, checklists) for one in found]
    return (
        tuple(sorted(facts, key=lambda one: (one.provider, one.month, one.invoice, one.id))),
        tuple(sorted(findings, key=lambda one: (-one.severity, one.question, one.id))),
    )


def _actions(reading: Reading, whose: Whose, at: datetime | None) -> tuple[ActionFact, ...]:
    """The actions decided at an invoice that are followed up in the round."""
    actions = reading.find(Action, review_id=whose.review)
    findings = reading.find(DeskFinding, id={one.finding_id for one in actions if one.finding_id})
    if at is not None:
        ids = all_ids(reading, Action, review_id=whose.review)
        actions = tuple(_at(reading, Action, ids, whose.host, at))
        followed = {one.finding_id for one in actions if one.finding_id}
        findings = tuple(_at(reading, DeskFinding, followed, whose.host, at))
    found = {one.id: one for one in findings}
    reviews = {one.id: one for one in reading.find(InvoiceReview, id={one.invoice_review_id for one in findings})}
    facts = []
    for action in actions:
        finding = found.get(action.finding_id) if action.finding_id is not None else None
        review = reviews.get(finding.invoice_review_id) if finding is not None else None
        if finding is None or review is None:
            continue
        facts.append(
            ActionFact(
                str(action.id),
                action.text,
                _id(finding.question, readable_checklist(reading, review)),
                action.owner,
                role_in(action.owner),
                action.due,
                Progressed(action.state.value),
                action.outcome,
                confidential=action.kind in CONFIDENTIAL,
                provider=review.provider_ref,
                invoice=review.invoice_ref,
            )
        )
    return tuple(sorted(facts, key=lambda one: one.id))


def _money(reading: Reading, whose: Whose, made_on: date, at: datetime | None) -> tuple[MoneyFact, ...]:
    """The round's disputed invoices and its reclaims."""
    reviews, reclaims = _own_reviews(reading, whose), reading.find(Reclaim, review_id=whose.review)
    if at is not None:
        reviews = tuple(_at(reading, InvoiceReview, (one.id for one in reviews), whose.host, at))
        ids = all_ids(reading, Reclaim, review_id=whose.review)
        reclaims = tuple(_at(reading, Reclaim, ids, whose.host, at))
    facts = []
    heard = _heard(reading, reclaims, at)
    for review in reviews:
        if review.state in FOLLOWED:
            told = money_of_invoice(review, made_on)
            party, invoice = review.provider_ref, review.invoice_ref
            facts.append(MoneyFact(str(review.id), review.state, party, invoice, "", False, told.amount_ore, told.due))
    for one in reclaims:
        told = money_of_reclaim(one, made_on)
        facts.append(
            MoneyFact(
                str(one.id),
                one.state,
                one.debtor_ref,
                "",
                whose.cases.get(one.user_ref, one.user_ref),
                one.debtor_kind is DebtorKind.PERSON,
                told.amount_ore if told.calculated else None,
                told.due,
                one.demanded_ore,
                one.paid_ore,
                one.state not in _NOT_TOLD_YET and one.id in heard,
            )
        )
    return tuple(sorted(facts, key=lambda one: (one.is_reclaim, one.party, one.invoice, one.case, one.id)))


def _heard(reading: Reading, reclaims: Collection[Reclaim], at: datetime | None) -> set[UUID]:
    """The reclaims whose party was heard at some time: one may be written off before anybody was told of it."""
    untold = {*_NOT_TOLD_YET, ReclaimState.WRITTEN_OFF}
    heard = {one.id for one in reclaims if one.state not in untold or one.demanded_ore}
    versions = versions_of(reading, Reclaim, {one.id for one in reclaims} - heard)
    return heard | {
        id
        for id, past in versions.items()
        if any(
            one.fields.get("state", ReclaimState.WRITTEN_OFF) not in untold for one in past if not at or one.at <= at
        )
    }


def _own_reviews(reading: Reading, whose: Whose) -> tuple[InvoiceReview, ...]:
    return tuple(
        one
        for one in reading.find(InvoiceReview, scope=whose.host, month=whose.months)
        if one.provider_ref in whose.providers
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
