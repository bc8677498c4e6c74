"""What the desk page shows: the records of a month, what was decided about each invoice, and one invoice in detail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from kollegie.follow_up.invoice_history import InvoiceStep, invoice_history
from kollegie.follow_up.invoice_suggestions import Suggestion, context_of, signals_on, suggestions
from kollegie.follow_up.invoices import (
    ReviewedShare,
    can_undo_invoice,
    changed_words,
    clock_words,
    invoice_answers,
    invoice_reviews,
    is_changed,
    is_overdue,
    reminder_due,
    review_of,
    share_reviewed,
)
from kollegie.follow_up.letters import informed_on, letters_to
from kollegie.intake.checklists import find_checklist
from kollegie.language import counted, say
from kollegie.model.amounts import to_the_ore
from kollegie.model.answer_values import Value
from kollegie.model.checklist import Checklist
from kollegie.model.checklist_text import checklist_from_text, checklist_to_text
from kollegie.model.desk_looks import InvoiceDetail, InvoiceLook
from kollegie.model.ids import COMMON_SCOPE, derived_id
from kollegie.model.invoices import NEXT_INVOICE_STATES, InvoiceAnswer, InvoiceReview, InvoiceState, ProviderLetter
from kollegie.model.reviews import ChecklistVersion
from kollegie.model.severity import Severity
from kollegie.model.signals import WarningSignal
from kollegie.planning.publishing import in_use
from kollegie.progress import Progress
from kollegie.screening.desk import Desk, desk_stamp, open_desk
from kollegie.screening.invoice_rows import detail_of
from kollegie.store import Store
from kollegie.summary.numbers import decimal

CHECKLIST = "assistans-fakturor"


class Group(Enum):
    """The groups of the list, in their order."""

    CHANGED = "changed"
    LATE = "late"
    UNMATCHED = "unmatched"
    DIFFERS = "differs"
    AGREES = "agrees"
    WAITING = "waiting"
    COMPLETE = "complete"
    DONE = "done"

    @property
    def word(self) -> str:
        """What the group is called."""
        return {
            Group.CHANGED: say("Ändrade efter beslutet", "Changed after the decision"),
            Group.LATE: say("Svaret försenat eller dags att påminna", "Answer overdue or time to remind"),
            Group.UNMATCHED: say("Okänd brukare eller utförare", "Unknown user or provider"),
            Group.DIFFERS: say("Att granska, något skiljer", "To review, something differs"),
            Group.AGREES: say("Att granska, stämmer", "To review, agrees"),
            Group.WAITING: say("Väntar på utföraren", "Waiting for the provider"),
            Group.COMPLETE: say("Underlag komplett, att avgöra", "Documents complete, to be decided"),
            Group.DONE: say("Avgjorda", "Decided"),
        }[self]


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """One invoice as the list shows it."""

    look: InvoiceLook
    review: InvoiceReview | None
    clock: str
    late: bool

    @property
    def key(self) -> tuple[str, str]:
        """Provider and invoice."""
        return self.look.provider, self.look.invoice

    @property
    def state(self) -> InvoiceState:
        """Where it stands."""
        return self.review.state if self.review is not None else InvoiceState.OPEN

    @property
    def group(self) -> Group:
        """Where in the list it stands."""
        if is_changed(self.look, self.review):
            return Group.CHANGED
        if self.late:
            return Group.LATE
        if self.state.waits_for_provider:
            return Group.WAITING
        if self.state is InvoiceState.COMPLETE:
            return Group.COMPLETE
        if self.state is not InvoiceState.OPEN:
            return Group.DONE
        if not self.look.matched:
            return Group.UNMATCHED
        return Group.AGREES if self.look.severity in (None, Severity.NOTE) else Group.DIFFERS

    @property
    def about(self) -> str:
        """Provider, cases, hours and amount in one line."""
        hours = self.look.hours.invoiced
        cases = counted(len(self.look.users), ("ärende", "ärenden"), ("case", "cases"))
        told = [self.look.provider, cases, to_the_ore(self.look.amount_ore)]
        if hours is not None:
            told.insert(2, f"{decimal(hours / 3600)} h")
        return " · ".join(told)


@dataclass(frozen=True, slots=True)
class Month:
    """The desk at one month. `months` are those there are invoices or payouts of, the latest first."""

    desk: Desk
    month: str
    months: tuple[str, ...]
    rows: tuple[InvoiceRow, ...]
    share: ReviewedShare


@dataclass(frozen=True, slots=True)
class Shown:
    """One invoice with all that stands beside it."""

    detail: InvoiceDetail
    review: InvoiceReview | None
    clock: str
    late: bool
    signals: tuple[WarningSignal, ...]
    suggested: dict[str, Suggestion]
    answers: dict[str, InvoiceAnswer]
    context: dict[str, Value]
    checklist: Checklist
    version: ChecklistVersion
    steps: tuple[InvoiceStep, ...]
    letters: tuple[ProviderLetter, ...]
    can_undo: bool

    @property
    def look(self) -> InvoiceLook:
        """The invoice."""
        return self.detail.look

    @property
    def key(self) -> tuple[str, str]:
        """Provider and invoice: two providers may number theirs alike."""
        return self.look.provider, self.look.invoice

    @property
    def state(self) -> InvoiceState:
        """Where it stands."""
        return self.review.state if self.review is not None else InvoiceState.OPEN

    @property
    def changed(self) -> str:
        """That it has changed since it was decided, in words; "" where it has not."""
        return changed_words(self.look, self.review)

    @property
    def following(self) -> tuple[InvoiceState, ...]:
        """The states it can go to; what has changed since it was decided can be decided the same way anew."""
        again = (self.state,) if self.changed else ()
        return (*again, *NEXT_INVOICE_STATES[self.state])


def desk_of(store: Store, desk: Desk | None, progress: Progress) -> Desk:
    """The desk, loaded anew where the records have changed or a new day has come."""
    today = store.clock().astimezone().date()
    if desk is not None and desk.stamp == desk_stamp(store) and desk.today == today:
        return desk
    return open_desk(store, progress=progress)


def open_month(store: Store, desk: Desk | None, month: str, progress: Progress) -> Month:
    """The invoices of a month; where none is named of the latest there are invoices of. Raises: Cancelled."""
    loaded = desk_of(store, desk, progress)
    invoiced = loaded.invoices.months()
    months = tuple(sorted({*invoiced, *loaded.payouts.months()}, reverse=True))
    wanted = month if month in months else next(iter((*invoiced, *months)), "")
    looks = loaded.invoices.of_month(wanted, progress) if wanted else ()
    with store.reading() as reading:
        reviews = invoice_reviews(reading)
    rows = tuple(_row(look, reviews.get((look.provider, look.invoice)), loaded.today) for look in looks)
    return Month(loaded, wanted, months, rows, share_reviewed(looks, reviews))


def _row(look: InvoiceLook, review: InvoiceReview | None, today: date) -> InvoiceRow:
    return InvoiceRow(look, review, clock_words(review, today), _late(review, today))


def _late(review: InvoiceReview | None, today: date) -> bool:
    """Whether an answer is overdue or a reminder due."""
    return review is not None and (is_overdue(review, today) or reminder_due(review, today))


def gather_detail(store: Store, desk: Desk, look: InvoiceLook) -> Shown:
    """One invoice with its rows, signals, suggestions, answers and history."""
    detail = detail_of(desk.invoices, look)
    with store.reading() as reading:
        review = review_of(reading, look)
        checklist, version = _checklist(
            store,
            reading.first(ChecklistVersion, content_hash=review.checklist_hash)
            if review is not None and review.checklist_hash
            else None,
        )
        signals = signals_on(look, detail.staff, reading.find(WarningSignal))
        return Shown(
            detail,
            review,
            clock_words(review, desk.today),
            _late(review, desk.today),
            signals,
            suggestions(detail, signals, informed_on(reading), review),
            invoice_answers(reading, look),
            context_of(detail),
            checklist,
            version,
            invoice_history(reading, look),
            tuple(one for one in letters_to(reading, look.provider) if review and one.invoice_review_id == review.id),
            can_undo_invoice(reading, look),
        )


def _checklist(store: Store, pinned: ChecklistVersion | None) -> tuple[Checklist, ChecklistVersion]:
    """The checklist in the version an invoice is pinned to, or the one in use: published last, else the shipped."""
    if pinned is not None:
        return checklist_from_text(pinned.text), pinned
    checklist = in_use(store, CHECKLIST, find_checklist)
    id = derived_id("checklist_version", checklist.id, checklist.content_hash)
    text = checklist_to_text(checklist)
    return checklist, ChecklistVersion(id, COMMON_SCOPE, checklist.id, checklist.version, checklist.content_hash, text)
