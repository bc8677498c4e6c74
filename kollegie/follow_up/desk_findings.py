"""What the answers about an invoice raise: proposed by the checklist's rules, decided by a person, as at a visit.

What somebody has confirmed or removed is left alone as `model.settling` tells.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from kollegie.errors import KollegieError
from kollegie.follow_up.actions import IMPROVEMENT
from kollegie.follow_up.errors import ActionWithoutText
from kollegie.follow_up.reclaims import latest_round
from kollegie.model.actions import Action
from kollegie.model.desk_looks import InvoiceLook
from kollegie.model.invoices import DeskFinding, InvoiceReview, desk_finding_id, invoice_answer_id
from kollegie.model.settling import settling
from kollegie.model.severity import Category, Severity
from kollegie.model.visits import FindingState
from kollegie.store import Reading, Store
from kollegie.store.history import is_disputed

STANDING = (FindingState.PROPOSED, FindingState.CONFIRMED)


class DeskFindingMissing(KollegieError):
    """The finding is not here any more."""

    sv = "Iakttagelsen finns inte längre. Svaret som gav den har ändrats; öppna fakturan för att se det."
    en = "The finding is no longer here. The answer that raised it has changed; open the invoice to see it."


class FindingActedOn(KollegieError):
    """A finding is to be removed, or proposed again, that an action follows from."""

    sv = (
        "En åtgärd följer av iakttagelsen, så den kan varken tas bort eller bli ett förslag igen. Skriv i åtgärden vad"
        " den ledde till."
    )
    en = (
        "An action follows from the finding, so it can be neither removed nor a proposal again. Write in the action"
        " what it led to."
    )


class NoRoundYet(KollegieError):
    """An action needs a round to be followed up in."""

    sv = "En åtgärd följs upp i en omgång, och det finns ingen än. Gör en under Granskningar, besluta åtgärden sedan."
    en = "An action is followed up in a round, and there is none yet. Make one under Reviews, then decide the action."


@dataclass(frozen=True, slots=True)
class Raised:
    """What one rule of a question says of the answers as they stand."""

    question: str
    rule: int
    category: Category
    severity: Severity
    text: str


@dataclass(frozen=True, slots=True)
class AtInvoice:
    """A finding with the invoice it is about and the actions that follow from it."""

    finding: DeskFinding
    review: InvoiceReview
    actions: tuple[Action, ...] = ()


def settle_findings_of(
    store: Store, review: InvoiceReview, raised: Iterable[Raised], unsure: Iterable[Raised] = ()
) -> tuple[DeskFinding, ...]:
    """Bring the proposals about an invoice in line with what its answers raise now; tell those that changed.

    A proposal at an answer two people disagree about stays until somebody has chosen between them.
    Shape: the records of the invoice need not be here. `unsure` are what the answers may raise or not; a finding of
    that kind is left as it stands.
    """
    left = {desk_finding_id(review.id, one.question, one.rule) for one in unsure}
    with store.work("desk findings") as work:
        known = {one.id: one for one in work.find(DeskFinding, invoice_review_id=review.id) if one.id not in left}
        wanted = {
            id: DeskFinding(id, review.scope, review.id, one.question, one.rule, one.category, one.severity, one.text)
            for one in raised
            for id in (desk_finding_id(review.id, one.question, one.rule),)
        }
        due = settling({id: one.state for id, one in known.items()}, wanted)
        proposed = [wanted[id] for id in due.new]
        proposed += [replace(wanted[id], consequence=known[id].consequence) for id in due.again]
        withdrawn = [
            replace(known[id], state=FindingState.WITHDRAWN)
            for id in due.withdrawn
            if not is_disputed(work, "invoice_answer", invoice_answer_id(review.id, known[id].question))
        ]
        return tuple(work.save(one) for one in (*proposed, *withdrawn))


def desk_findings(reading: Reading, look: InvoiceLook | None = None) -> tuple[AtInvoice, ...]:
    """The findings that stand, about one invoice or about all: the gravest first."""
    reviews = {one.id: one for one in reading.find(InvoiceReview)}
    actions: dict[UUID, list[Action]] = {}
    for action in reading.find(Action):
        if action.finding_id is not None:
            actions.setdefault(action.finding_id, []).append(action)
    found = [
        AtInvoice(one, reviews[one.invoice_review_id], tuple(actions.get(one.id, ())))
        for one in reading.find(DeskFinding)
        if one.state in STANDING and one.invoice_review_id in reviews
    ]
    if look is not None:
        found = [one for one in found if (one.review.provider_ref, one.review.invoice_ref) == _key(look)]
    return tuple(sorted(found, key=_order))


def decide_desk_finding(
    store: Store, finding_id: UUID, state: FindingState, severity: Severity | None = None
) -> DeskFinding:
    """Confirm or remove a finding, confirm it with another severity, or give it back the state it had.

    Raises: DeskFindingMissing; FindingActedOn where one that an action follows from would be anything but confirmed.
    """
    with store.work("desk finding decided") as work:
        found = work.first(DeskFinding, id=finding_id)
        if found is None or found.state is FindingState.WITHDRAWN:
            raise DeskFindingMissing
        if state is not FindingState.CONFIRMED and work.first(Action, finding_id=finding_id) is not None:
            raise FindingActedOn
        return work.save(replace(found, state=state, severity=severity or found.severity))


def action_on_desk_finding(
    store: Store, finding_id: UUID, text: str, owner: str, due: date | None = None, kind: str = IMPROVEMENT
) -> Action:
    """Decide what is done about a finding at an invoice; it is followed up in the latest open round.

    Raises: ActionWithoutText; DeskFindingMissing; NoRoundYet.
    """
    if not text.strip() or not owner.strip():
        raise ActionWithoutText
    with store.work("action create") as work:
        found = work.first(DeskFinding, id=finding_id)
        if found is None or found.state not in STANDING:
            raise DeskFindingMissing
        review = latest_round(work)
        if review is None:
            raise NoRoundYet
        action = Action(work.new_id(), found.scope, review, found.id, kind, text.strip(), owner.strip(), due)
        work.add(action)
        if found.state is FindingState.PROPOSED:
            work.save(replace(found, state=FindingState.CONFIRMED))
    return action


def _key(look: InvoiceLook) -> tuple[str, str]:
    return look.provider, look.invoice


def _order(one: AtInvoice) -> tuple[int, str, str, str]:
    return -one.finding.severity, one.review.provider_ref, one.review.invoice_ref, one.finding.question
