"""Giving a letter to a provider out: noted before it exists, numbered, and written whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from uuid import UUID

from kollegie.errors import KollegieError
from kollegie.follow_up.invoices import is_changed, review_of
from kollegie.follow_up.letters import keep_letter
from kollegie.model.desk_looks import InvoiceLook
from kollegie.model.invoices import InvoiceReview, LetterKind, ProviderLetter
from kollegie.model.register import Municipality, Person, Provider
from kollegie.progress import Progress
from kollegie.store import Reading, Store
from kollegie.summary.issuing import keep_file
from kollegie.summary.letter import Letter, Sender, invoice_letter, routines_letter


class NothingToWriteAbout(KollegieError):
    """A letter is asked for about an invoice nobody has disputed or asked documents for."""

    sv = "Faktura {invoice} är varken bestriden eller väntar på underlag. Bestrid den eller begär underlag först."
    en = "Invoice {invoice} is neither disputed nor waiting for documents. Dispute it or ask for documents first."


class InvoiceChanged(KollegieError):
    """A letter is asked for about an invoice that bills something else than when a stand was taken on it."""

    sv = "Faktura {invoice} är ändrad efter beslutet. Ta ställning igen innan brevet skrivs."
    en = "Invoice {invoice} has changed since the decision. Decide anew before the letter is written."


class LetterIsPdf(KollegieError):
    """A letter is to be saved as something else than a PDF."""

    sv = "Brevet skrivs som PDF. Välj ett filnamn som slutar på .pdf, inte {name}."
    en = "The letter is written as PDF. Choose a file name that ends in .pdf, not {name}."


class ProviderUnknown(KollegieError):
    """A letter is asked for to somebody who is no provider of the register."""

    sv = "Utföraren {provider} finns inte i registret. Läs in den först, eller välj en av: {known}."
    en = "The provider {provider} is not in the register. Take it in first, or choose one of: {known}."


@dataclass(frozen=True, slots=True)
class IssuedLetter:
    """What was written, and what the store keeps of it."""

    path: Path
    pages: int
    letter: ProviderLetter


def letter_kind_of(review: InvoiceReview) -> LetterKind | None:
    """What there is to write about an invoice just now."""
    if review.state.waits_for_provider:
        return LetterKind.DISPUTE if review.disputed else LetterKind.DOCUMENTS
    return None


def compose_invoice_letter(reading: Reading, look: InvoiceLook, made_on: date, answer_to: str = "") -> Letter:
    """The letter about an invoice as it stands decided. Raises: NothingToWriteAbout; InvoiceChanged."""
    review = review_of(reading, look)
    kind = letter_kind_of(review) if review is not None else None
    if review is None or kind is None:
        raise NothingToWriteAbout(invoice=look.invoice)
    if is_changed(look, review):
        raise InvoiceChanged(invoice=look.invoice)
    provider = reading.first(Provider, provider_ref=look.provider)
    number = provider.organisation_number if provider is not None else ""
    return invoice_letter(kind, look, review, _sender(reading, review.dnr, made_on, answer_to), number)


def issue_invoice_letter(
    store: Store, look: InvoiceLook, out: Path, *, answer_to: str = "", progress: Progress | None = None
) -> IssuedLetter:
    """Write the letter about an invoice to a file.

    Shape: that a copy is made stands in the register of letters and the log of readings before the file does; from
    then on it is made, and no longer stopped.
    Raises: NothingToWriteAbout; InvoiceChanged; LetterIsPdf; SummaryNotSaved; StoreError; Cancelled.
    """
    _refuse_other_kinds(out)
    with store.reading() as reading:
        letter = compose_invoice_letter(reading, look, store.clock().astimezone().date(), answer_to)
        review = review_of(reading, look)
    assert review is not None
    if progress is not None:
        progress.check()
    kept = keep_letter(
        store,
        look.provider,
        letter.kind,
        invoice_review_id=review.id,
        dnr=review.dnr,
        reply_by=review.reply_by,
        checksum=letter.checksum,
    )
    return _written(letter, kept, out)


def issue_routines_letter(
    store: Store,
    provider: str,
    out: Path,
    *,
    dnr: str = "",
    answer_to: str = "",
    progress: Progress | None = None,
) -> IssuedLetter:
    """Write the letter on the invoice routines to one provider; they begin the first of next month.

    Raises: ProviderUnknown; LetterIsPdf; SummaryNotSaved; StoreError; Cancelled.
    """
    _refuse_other_kinds(out)
    today = store.clock().astimezone().date()
    with store.reading() as reading:
        found = reading.first(Provider, provider_ref=provider)
        if found is None:
            known = ", ".join(sorted(one.provider_ref for one in reading.find(Provider))) or "–"
            raise ProviderUnknown(provider=provider, known=known)
        sender = _sender(reading, dnr, today, answer_to)
    starts = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    letter = routines_letter(found.name, sender, starts_on=starts, organisation_number=found.organisation_number)
    if progress is not None:
        progress.check()
    kept = keep_letter(store, provider, letter.kind, dnr=dnr, checksum=letter.checksum)
    return _written(letter, kept, out)


def _sender(reading: Reading, dnr: str, made_on: date, answer_to: str) -> Sender:
    me = reading.get(Person, UUID(reading.setting("me")))
    return Sender(reading.get(Municipality, me.municipality_id).name, dnr, made_on, answer_to.strip())


def _refuse_other_kinds(out: Path) -> None:
    if out.suffix.lower() != ".pdf":
        raise LetterIsPdf(name=out.suffix or out.name)


def _written(letter: Letter, kept: ProviderLetter, out: Path) -> IssuedLetter:
    from kollegie.summary.pdf_letter import print_letter

    printed = print_letter(replace(letter, copy=kept.copy))
    keep_file(out, printed.pdf)
    return IssuedLetter(out, printed.pages, kept)
