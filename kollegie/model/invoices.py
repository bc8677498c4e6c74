"""What people decide at the desk: about an invoice, about money to demand back, and the letters that say so.

The invoices themselves are records and stay on the host's laptop; what stands here is only what somebody decided about
one of them, by the numbers the imported files use for provider and invoice. It travels within the host municipality.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from kollegie.language import say
from kollegie.model.answer_values import Value
from kollegie.model.ids import derived_id
from kollegie.model.severity import Category, Severity
from kollegie.model.signals import EvidenceRow, Pairs
from kollegie.model.visits import FindingState

WHOLE = ""
"""The line that stands for the whole invoice among the disputed ones."""


class InvoiceState(StrEnum):
    """Where an invoice stands in the desk review."""

    OPEN = "open"
    DISPUTED = "disputed"
    DOCUMENTS_ASKED = "documents_asked"
    COMPLETE = "complete"
    APPROVED = "approved"
    CREDITED = "credited"
    REJECTED = "rejected"

    @property
    def word(self) -> str:
        """The state as it stands on screen and paper."""
        return {
            InvoiceState.OPEN: say("Ej granskad", "Not reviewed"),
            InvoiceState.DISPUTED: say("Bestriden", "Disputed"),
            InvoiceState.DOCUMENTS_ASKED: say("Underlag begärt", "Documents asked for"),
            InvoiceState.COMPLETE: say("Underlag komplett", "Documents complete"),
            InvoiceState.APPROVED: say("Godkänd", "Approved"),
            InvoiceState.CREDITED: say("Krediterad", "Credited"),
            InvoiceState.REJECTED: say("Avslagen", "Rejected"),
        }[self]

    @property
    def waits_for_provider(self) -> bool:
        """Whether the next word is the provider's, so that the clock runs."""
        return self in (InvoiceState.DISPUTED, InvoiceState.DOCUMENTS_ASKED)


NEXT_INVOICE_STATES: dict[InvoiceState, tuple[InvoiceState, ...]] = {
    InvoiceState.OPEN: (InvoiceState.APPROVED, InvoiceState.DISPUTED, InvoiceState.DOCUMENTS_ASKED),
    InvoiceState.DISPUTED: (
        InvoiceState.DOCUMENTS_ASKED,
        InvoiceState.COMPLETE,
        InvoiceState.CREDITED,
        InvoiceState.REJECTED,
    ),
    InvoiceState.DOCUMENTS_ASKED: (
        InvoiceState.COMPLETE,
        InvoiceState.DISPUTED,
        InvoiceState.CREDITED,
        InvoiceState.REJECTED,
    ),
    InvoiceState.COMPLETE: (
        InvoiceState.APPROVED,
        InvoiceState.DISPUTED,
        InvoiceState.CREDITED,
        InvoiceState.REJECTED,
    ),
    InvoiceState.APPROVED: (InvoiceState.DISPUTED,),
    InvoiceState.CREDITED: (InvoiceState.APPROVED, InvoiceState.DISPUTED),
    InvoiceState.REJECTED: (InvoiceState.COMPLETE, InvoiceState.DISPUTED),
}
"""The states an invoice can go to from each. Nothing is final: what came to light later is taken up again.

Source: domain 5.1, bestriden → underlag begärt → komplett → godkänd, kredit or avslag; documents may also be asked for
before anybody takes a stand.
"""


def invoice_review_id(provider: str, invoice: str) -> UUID:
    """The id the review of one provider's invoice has on every laptop."""
    return derived_id("invoice_review", provider, invoice)


@dataclass(frozen=True, slots=True)
class InvoiceReview:
    """What the desk has decided about one invoice or credit note.

    Shape: `disputed` pairs a line of the invoice with the reason it is disputed, the line "" meaning the whole invoice;
    `documents` are asked for, one on each line. `month` is the invoice's own (`2026-09`). Units: amounts in öre,
    `amount_ore` as invoiced and `disputed_ore` as disputed when that was decided. `content` is the checksum of the
    lines the stand was taken on (`InvoiceLook.content`).
    """

    id: UUID
    scope: UUID
    provider_ref: str
    invoice_ref: str
    month: str
    state: InvoiceState = InvoiceState.OPEN
    reason: str = ""
    disputed: Pairs = ()
    documents: str = ""
    reply_by: date | None = None
    remind_on: date | None = None
    reminded_on: date | None = None
    amount_ore: int = 0
    disputed_ore: int = 0
    dnr: str = ""
    checklist_hash: str = ""
    moved_by: UUID | None = None
    moved_at: datetime | None = None
    content: str | None = None

    @property
    def reviewed(self) -> bool:
        """Whether somebody has taken a stand on it."""
        return self.state is not InvoiceState.OPEN


def invoice_answer_id(review: UUID, question: str) -> UUID:
    """The id of the answer to one question about one invoice."""
    return derived_id("invoice_answer", review, question)


@dataclass(frozen=True, slots=True)
class InvoiceAnswer:
    """The answer to one question of the desk checklist about one invoice.

    Shape: `suggested` tells that the value stood as a suggestion of the records and was taken as it was.
    """

    id: UUID
    scope: UUID
    invoice_review_id: UUID
    question: str
    value: Value = None
    note: str = ""
    suggested: bool = False


def desk_finding_id(review: UUID, question: str, rule: int) -> UUID:
    """The id every laptop gives to the finding this rule raises about an invoice."""
    return derived_id("desk_finding", review, question, rule)


@dataclass(frozen=True, slots=True)
class DeskFinding:
    """A finding that an answer about an invoice raised: proposed by its rule, confirmed or removed by a person.

    Shape: as the finding of a visit, with the invoice's review in the visit's place. `rule` is the place of the rule in
    its question.
    """

    id: UUID
    scope: UUID
    invoice_review_id: UUID
    question: str
    rule: int
    category: Category
    severity: Severity
    text: str = ""
    state: FindingState = FindingState.PROPOSED
    consequence: str = ""


class ReclaimState(StrEnum):
    """How far money that was paid wrongly has come on its way back."""

    NOT_CALCULATED = "not_calculated"
    CALCULATED = "calculated"
    HEARD = "heard"
    DEMANDED = "demanded"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    CONTESTED = "contested"
    COURT = "court"
    WRITTEN_OFF = "written_off"

    @property
    def word(self) -> str:
        """The state in words."""
        return {
            ReclaimState.NOT_CALCULATED: say("Ej beräknat", "Not calculated"),
            ReclaimState.CALCULATED: say("Beräknat", "Calculated"),
            ReclaimState.HEARD: say("Kommunicerat", "Party heard"),
            ReclaimState.DEMANDED: say("Krävt", "Demanded"),
            ReclaimState.PARTLY_PAID: say("Delbetalt", "Partly paid"),
            ReclaimState.PAID: say("Betalt", "Paid"),
            ReclaimState.CONTESTED: say("Bestritt", "Contested"),
            ReclaimState.COURT: say("I domstol", "In court"),
            ReclaimState.WRITTEN_OFF: say("Avskrivet", "Written off"),
        }[self]

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self not in (ReclaimState.PAID, ReclaimState.WRITTEN_OFF)


NEXT_RECLAIM_STATES: dict[ReclaimState, tuple[ReclaimState, ...]] = {
    ReclaimState.NOT_CALCULATED: (ReclaimState.CALCULATED, ReclaimState.WRITTEN_OFF),
    ReclaimState.CALCULATED: (ReclaimState.HEARD, ReclaimState.WRITTEN_OFF),
    ReclaimState.HEARD: (ReclaimState.DEMANDED, ReclaimState.CALCULATED, ReclaimState.WRITTEN_OFF),
    ReclaimState.DEMANDED: (
        ReclaimState.PAID,
        ReclaimState.PARTLY_PAID,
        ReclaimState.CONTESTED,
        ReclaimState.WRITTEN_OFF,
    ),
    ReclaimState.PARTLY_PAID: (
        ReclaimState.PAID,
        ReclaimState.CONTESTED,
        ReclaimState.COURT,
        ReclaimState.WRITTEN_OFF,
    ),
    ReclaimState.CONTESTED: (
        ReclaimState.DEMANDED,
        ReclaimState.COURT,
        ReclaimState.PAID,
        ReclaimState.WRITTEN_OFF,
    ),
    ReclaimState.COURT: (ReclaimState.PAID, ReclaimState.PARTLY_PAID, ReclaimState.WRITTEN_OFF),
    ReclaimState.PAID: (ReclaimState.DEMANDED,),
    ReclaimState.WRITTEN_OFF: (ReclaimState.CALCULATED,),
}
"""Source: domain 5.1, ej beräknat → beräknat → kommunicerat → krävt → betalt, delbetalt, bestritt, domstol, avskrivet.

The party is always heard before money is demanded (FL 25 §), so there is no way past `HEARD`.
"""


class DebtorKind(StrEnum):
    """Of whom money is demanded back."""

    PERSON = "person"
    COMPANY = "company"

    @property
    def word(self) -> str:
        """The kind in words."""
        return {
            DebtorKind.PERSON: say("Person", "Person"),
            DebtorKind.COMPANY: say("Bolag", "Company"),
        }[self]


class LegalGround(StrEnum):
    """On what a demand rests; a person chooses it."""

    NOT_CHOSEN = "not_chosen"
    LSS_12 = "lss_12"
    SOL = "sol"
    CONTRACT = "contract"
    CIVIL_LAW = "civil_law"

    @property
    def word(self) -> str:
        """The ground in words."""
        return {
            LegalGround.NOT_CHOSEN: say("Ej vald", "Not chosen"),
            LegalGround.LSS_12: say("12 § LSS", "LSS section 12"),
            LegalGround.SOL: say("Socialtjänstlagen", "Social Services Act"),
            LegalGround.CONTRACT: say("Avtal", "Contract"),
            LegalGround.CIVIL_LAW: say("Civilrätt", "Civil law"),
        }[self]


COUNTED = "counted"
"""A cell of a reclaim's rows: what of the row falls on the months the reclaim is about. Units: kronor."""


@dataclass(frozen=True, slots=True)
class Reclaim:
    """Money that may have been paid wrongly to one person or company for one period; a person decides each step.

    Shape: `debtor_ref` and `user_ref` are ids of the imported files, never names; `signals` pairs a rule with a
    signal's id; `evidence` copies the rows the sum was worked out from, each with what of it was counted. Units: öre;
    `due` is the day payment is due.
    """

    id: UUID
    scope: UUID
    debtor_kind: DebtorKind
    debtor_ref: str
    user_ref: str = ""
    review_id: UUID | None = None
    service: str = ""
    period_from: date | None = None
    period_to: date | None = None
    state: ReclaimState = ReclaimState.NOT_CALCULATED
    ground: LegalGround = LegalGround.NOT_CHOSEN
    reason: str = ""
    calculated_ore: int = 0
    demanded_ore: int = 0
    paid_ore: int = 0
    written_off_ore: int = 0
    due: date | None = None
    signals: Pairs = ()
    evidence: tuple[EvidenceRow, ...] = ()
    moved_by: UUID | None = None
    moved_at: datetime | None = None

    @property
    def outstanding_ore(self) -> int:
        """What was demanded and has neither come in nor been written off."""
        return max(0, self.demanded_ore - self.paid_ore - self.written_off_ore)


class LetterKind(StrEnum):
    """What a letter to a provider is about."""

    DISPUTE = "dispute"
    DOCUMENTS = "documents"
    ROUTINES = "routines"

    @property
    def word(self) -> str:
        """What it is about, in words."""
        return {
            LetterKind.DISPUTE: say("Bestridd faktura", "Disputed invoice"),
            LetterKind.DOCUMENTS: say("Begäran om underlag", "Request for documents"),
            LetterKind.ROUTINES: say("Information om fakturarutiner", "Information on invoice routines"),
        }[self]


@dataclass(frozen=True, slots=True)
class ProviderLetter:
    """A letter that was made for a provider, and the day somebody says it was sent.

    Shape: `copy` counts the printed copies of letters of this kind on this laptop; `checksum` is of what the letter
    says. Only a letter with `sent_on` shows that the provider was informed.
    """

    id: UUID
    scope: UUID
    provider_ref: str
    kind: LetterKind
    invoice_review_id: UUID | None = None
    dnr: str = ""
    reply_by: date | None = None
    made_at: datetime | None = None
    made_by: UUID | None = None
    copy: int = 1
    checksum: str = ""
    sent_on: date | None = None
    sent_how: str = ""
