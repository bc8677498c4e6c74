"""What the desk decides about an invoice: approved, disputed in whole or part, documents asked for by a day.

Every step is one function that the window and the command line call alike; each names who took it and can be undone.
The invoice itself comes in as a look at the records (`InvoiceLook`), since records and decisions never meet in a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kollegie.follow_up.errors import (
    DisputeWithoutReason,
    DocumentsNotNamed,
    InvoiceStepNotPossible,
    LineUnknown,
    ReplyDayPassed,
)
from kollegie.language import counted, out_of, say
from kollegie.model.amounts import kronor
from kollegie.model.answer_values import Value
from kollegie.model.desk_looks import InvoiceLook
from kollegie.model.invoices import (
    NEXT_INVOICE_STATES,
    WHOLE,
    InvoiceAnswer,
    InvoiceReview,
    InvoiceState,
    invoice_answer_id,
    invoice_review_id,
)
from kollegie.model.register import Person
from kollegie.model.reviews import ChecklistVersion
from kollegie.store import Reading, Store, Work
from kollegie.store.history import all_ids
from kollegie.store.steps import add_step, can_undo, last_stamp, undo_step

REPLY_DAYS = 14
"""Days the provider has to answer (domain 5.1)."""
REMIND_DAYS = 7
"""Days until a reminder is due (domain 5.1)."""


@dataclass(frozen=True, slots=True)
class ReviewedShare:
    """How many of a month's invoices somebody has taken a stand on; all of them is the aim."""

    reviewed: int
    of: int

    @property
    def percent(self) -> int:
        """In whole per cent, never 100 before all are reviewed."""
        return 100 * self.reviewed // self.of if self.of else 0

    @property
    def sentence(self) -> str:
        """The share as it always stands on the page."""
        if not self.of:
            return say("Inga fakturor i månaden", "No invoices in the month")
        return say(
            f"{out_of(self.reviewed, self.of)} fakturor granskade, {self.percent} %; 100 % är målet",
            f"{out_of(self.reviewed, self.of)} invoices reviewed, {self.percent} %; 100 % is the aim",
        )


def share_reviewed(looks: Sequence[InvoiceLook], reviews: Mapping[tuple[str, str], InvoiceReview]) -> ReviewedShare:
    """How much of the month has been looked through as it stands now."""
    found = [(look, reviews.get((look.provider, look.invoice))) for look in looks]
    done = sum(review is not None and review.reviewed and not is_changed(look, review) for look, review in found)
    return ReviewedShare(done, len(looks))


def is_changed(look: InvoiceLook, review: InvoiceReview | None) -> bool:
    """Whether the invoice bills something else than it did when a stand was last taken on it."""
    return review is not None and review.reviewed and bool(review.content) and review.content != look.content


def changed_words(look: InvoiceLook, review: InvoiceReview | None) -> str:
    """That it has changed since a stand was taken on it, with both sums; "" where it stands as it did."""
    if review is None or not is_changed(look, review):
        return ""
    if review.amount_ore == look.amount_ore:
        return say(
            "Fakturans rader är ändrade efter beslutet; summan är densamma. Ta ställning igen.",
            "The lines of the invoice have changed since the decision; the sum is the same. Decide anew.",
        )
    then, now = kronor(review.amount_ore, exact=True), kronor(look.amount_ore, exact=True)
    return say(
        f"Fakturan är ändrad efter beslutet: {then} då, {now} nu. Ta ställning igen.",
        f"The invoice has changed since the decision: {then} then, {now} now. Decide anew.",
    )


def invoice_reviews(reading: Reading, month: str = "") -> dict[tuple[str, str], InvoiceReview]:
    """What has been decided, by provider and invoice; of one month or of all."""
    found = reading.find(InvoiceReview, month=month) if month else reading.find(InvoiceReview)
    return {(one.provider_ref, one.invoice_ref): one for one in found}


def review_of(reading: Reading, look: InvoiceLook) -> InvoiceReview | None:
    """What has been decided about one invoice, None where nothing has."""
    return reading.first(InvoiceReview, id=invoice_review_id(look.provider, look.invoice))


def approve_invoice(store: Store, look: InvoiceLook, reason: str = "") -> InvoiceReview:
    """Approve it as it stands; a disputed one only when its documents are complete.

    Raises: InvoiceStepNotPossible.
    """
    nothing: dict[str, object] = {"disputed": (), "disputed_ore": 0, "reply_by": None, "remind_on": None}
    return _move(store, look, InvoiceState.APPROVED, reason=reason.strip(), **nothing)


def dispute_invoice(
    store: Store, look: InvoiceLook, reason: str, lines: Mapping[str, str] | None = None, *, dnr: str = ""
) -> InvoiceReview:
    """Dispute it in whole, or only these lines, each with its reason ("" takes the reason given for all).

    Shape: the clock of the answer begins to run: `REPLY_DAYS` to answer, `REMIND_DAYS` to the reminder.
    Raises: DisputeWithoutReason; LineUnknown; InvoiceStepNotPossible.
    """
    reason = reason.strip()
    chosen = {line: (why.strip() or reason) for line, why in (lines or {}).items()}
    known = {line.line: line for line in look.lines}
    for line in chosen:
        if line not in known:
            raise LineUnknown(line=line, invoice=look.invoice, known=", ".join(known) or "–")
    if not reason and not all(chosen.values()):
        raise DisputeWithoutReason
    if not chosen and not reason:
        raise DisputeWithoutReason
    whole = not chosen or set(chosen) == set(known)
    amount = look.amount_ore if whole else sum(line.amount_ore for line in look.lines if line.line in chosen)
    today = _today(store)
    return _move(
        store,
        look,
        InvoiceState.DISPUTED,
        reason=reason,
        disputed=tuple(chosen.items()) if chosen else ((WHOLE, reason),),
        disputed_ore=amount,
        reply_by=today + timedelta(days=REPLY_DAYS),
        remind_on=today + timedelta(days=REMIND_DAYS),
        reminded_on=None,
        **({"dnr": dnr.strip()} if dnr.strip() else {}),
    )


def ask_for_documents(
    store: Store, look: InvoiceLook, documents: str, *, reply_by: date | None = None, dnr: str = ""
) -> InvoiceReview:
    """Ask the provider for documents, one on each line, to be there by a day.

    Shape: without a day it is `REPLY_DAYS` from now; the reminder falls due halfway, at most `REMIND_DAYS` before it.
    Raises: DocumentsNotNamed; ReplyDayPassed; InvoiceStepNotPossible.
    """
    named = "\n".join(line.strip() for line in documents.splitlines() if line.strip())
    if not named:
        raise DocumentsNotNamed
    today = _today(store)
    day = reply_by or today + timedelta(days=REPLY_DAYS)
    if day <= today:
        raise ReplyDayPassed(day=day.isoformat(), today=today.isoformat())
    remind = max(today + timedelta(days=1), day - timedelta(days=min(REMIND_DAYS, max(1, (day - today).days // 2))))
    return _move(
        store,
        look,
        InvoiceState.DOCUMENTS_ASKED,
        documents=named,
        reply_by=day,
        remind_on=remind,
        reminded_on=None,
        **({"dnr": dnr.strip()} if dnr.strip() else {}),
    )


def move_invoice(store: Store, look: InvoiceLook, state: InvoiceState, reason: str = "") -> InvoiceReview:
    """Note what the answer led to: the documents are complete, the invoice was credited, or it is not paid.

    Raises: InvoiceStepNotPossible; DisputeWithoutReason where an invoice is rejected without a word of why.
    """
    if state is InvoiceState.DISPUTED:
        return dispute_invoice(store, look, reason)
    if state is InvoiceState.REJECTED and not reason.strip():
        raise DisputeWithoutReason
    changes: dict[str, object] = {"reply_by": None, "remind_on": None}
    if reason.strip():
        changes["reason"] = reason.strip()
    return _move(store, look, state, **changes)


def note_reminder(store: Store, look: InvoiceLook) -> InvoiceReview:
    """Note that the provider has been reminded today. Raises: InvoiceStepNotPossible where nothing is awaited."""
    with store.work("invoice reminder") as work:
        standing = _standing(work, look)
        if not standing.state.waits_for_provider:
            raise InvoiceStepNotPossible(**_step(standing.state, standing.state))
        return _keep(work, standing, replace(standing, reminded_on=_today(store)))


def answer_invoice_question(
    store: Store,
    look: InvoiceLook,
    question: str,
    value: Value,
    note: str = "",
    *,
    version: ChecklistVersion,
    suggested: bool = False,
) -> InvoiceAnswer:
    """Keep the answer to one question of the desk checklist; an empty value and note take it away.

    Shape: `version` is the checklist as it is; the first answer pins the invoice to it. `suggested` says that the value
    was taken as the records suggest it.
    """
    with store.work("invoice answer") as work:
        since = last_stamp(work)
        standing = _standing(work, look)
        if work.first(ChecklistVersion, id=version.id) is None:
            work.add(version)
        if not standing.checklist_hash:
            standing = work.save(replace(standing, checklist_hash=version.content_hash))
        else:
            work.save(standing)
        id = invoice_answer_id(standing.id, question)
        answer = InvoiceAnswer(id, standing.scope, standing.id, question, value, note.strip(), suggested)
        if value in (None, "", ()) and not answer.note:
            if work.first(InvoiceAnswer, id=id) is not None:
                work.delete(answer)
        else:
            work.save(answer)
        add_step(work, standing.id, since)
    return answer


def invoice_answers(reading: Reading, look: InvoiceLook) -> dict[str, InvoiceAnswer]:
    """The answers about one invoice, by question."""
    found = reading.find(InvoiceAnswer, invoice_review_id=invoice_review_id(look.provider, look.invoice))
    return {one.question: one for one in found}


def undo_invoice(store: Store, look: InvoiceLook) -> bool:
    """Take back this person's latest step with one invoice: a decision or an answer. False when there is none."""
    id = invoice_review_id(look.provider, look.invoice)
    with store.work("ångra") as work:
        rows = (id, *all_ids(work, InvoiceAnswer, invoice_review_id=id))
        return undo_step(work, id, rows) is not None


def can_undo_invoice(reading: Reading, look: InvoiceLook) -> bool:
    """Whether there is a step to take back."""
    return can_undo(reading, invoice_review_id(look.provider, look.invoice))


def is_overdue(review: InvoiceReview, today: date) -> bool:
    """Whether the provider should have answered before this day."""
    return review.state.waits_for_provider and review.reply_by is not None and review.reply_by < today


def reminder_due(review: InvoiceReview, today: date) -> bool:
    """Whether the provider should be reminded."""
    waits = review.state.waits_for_provider and review.reminded_on is None
    return waits and review.remind_on is not None and review.remind_on <= today


def clock_words(review: InvoiceReview | None, today: date) -> str:
    """How the invoice stands against its day, in words; "" where no clock runs."""
    if review is None or not review.state.waits_for_provider or review.reply_by is None:
        return ""
    left = (review.reply_by - today).days
    days = counted(abs(left), ("dag", "dagar"), ("day", "days"))
    if left < 0:
        return say(f"Svaret är {days} försenat", f"The answer is {days} overdue")
    if left == 0:
        return say("Svar senast i dag", "Answer due today")
    if reminder_due(review, today):
        return say(f"Påminn nu, {days} kvar", f"Remind now, {days} left")
    return say(f"{days} kvar till svar", f"{days} left to answer")


def awaited(reviews: Iterable[InvoiceReview], today: date) -> tuple[InvoiceReview, ...]:
    """What waits for a provider: overdue first, then by day."""
    waiting = [one for one in reviews if one.state.waits_for_provider]
    return tuple(sorted(waiting, key=lambda one: (not is_overdue(one, today), one.reply_by or date.max, one.id)))


def _today(store: Store) -> date:
    return store.clock().astimezone().date()


def _standing(work: Work, look: InvoiceLook) -> InvoiceReview:
    """What is decided, or a beginning of it."""
    found = review_of(work, look)
    if found is not None:
        return found
    host = work.get(Person, work.person_id).municipality_id
    id = invoice_review_id(look.provider, look.invoice)
    return InvoiceReview(id, host, look.provider, look.invoice, look.month, amount_ore=look.amount_ore)


def _move(store: Store, look: InvoiceLook, state: InvoiceState, **changes: object) -> InvoiceReview:
    with store.work(f"invoice {state.value}") as work:
        standing = _standing(work, look)
        if state is not standing.state and state not in NEXT_INVOICE_STATES[standing.state]:
            raise InvoiceStepNotPossible(**_step(standing.state, state))
        if state is InvoiceState.DOCUMENTS_ASKED:
            changes = {**_still_disputed(standing, look), **changes}
        if standing.state is InvoiceState.COMPLETE:  # what was asked for has come: nobody is asked for it again
            changes = {"documents": "", **changes}
        moved = replace(
            standing,
            state=state,
            amount_ore=look.amount_ore,
            content=look.content,
            moved_by=work.person_id,
            moved_at=work.at,
            **changes,  # type: ignore[arg-type]  # fields of an InvoiceReview
        )
        return _keep(work, standing, moved)


def _still_disputed(standing: InvoiceReview, look: InvoiceLook) -> dict[str, object]:
    """What was disputed before, with the sums the invoice has now; lines that it no longer has are let go."""
    known = {line.line: line.amount_ore for line in look.lines}
    disputed = tuple(pair for pair in standing.disputed if pair[0] == WHOLE or pair[0] in known)
    lines = {line for line, _ in disputed}
    whole = WHOLE in lines or lines == set(known)
    amount = look.amount_ore if whole else sum(known[line] for line in lines)
    return {"disputed": disputed, "disputed_ore": amount if disputed else 0}


def _keep(work: Work, standing: InvoiceReview, changed: InvoiceReview) -> InvoiceReview:
    """Store it as one step that can be undone; an invoice nobody has touched is made first, so that undo opens it."""
    if work.first(InvoiceReview, id=standing.id) is None:
        work.save(standing)
    since = last_stamp(work)
    kept = work.save(changed)
    add_step(work, standing.id, since)
    return kept


def _step(now: InvoiceState, then: InvoiceState) -> dict[str, str]:
    return {"now": now.word.lower(), "then": then.word.lower()}
