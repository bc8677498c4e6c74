"""Which letters were made for a provider, which were sent, and whether each provider has been informed in writing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from kollegie.model.invoices import LetterKind, ProviderLetter
from kollegie.model.register import Person
from kollegie.store import Reading, Store


def keep_letter(
    store: Store,
    provider: str,
    kind: LetterKind,
    *,
    invoice_review_id: UUID | None = None,
    dnr: str = "",
    reply_by: date | None = None,
    checksum: str = "",
) -> ProviderLetter:
    """Note that a copy of a letter is made, and who made it, before it is; copies of a kind are counted here.

    Raises: StoreError for what the store refuses.
    """
    with store.work("letter printed") as work:
        name = f"letter copies {kind.value} {provider} {invoice_review_id or ''}".strip()
        copy = int(work.setting(name, "0")) + 1
        work.set_setting(name, str(copy))
        letter = ProviderLetter(
            work.new_id(),
            work.get(Person, work.person_id).municipality_id,
            provider,
            kind,
            invoice_review_id,
            dnr.strip(),
            reply_by,
            work.at,
            work.person_id,
            copy,
            checksum,
        )
        work.add(letter)
        work.log_reading("printed", "provider_letter", letter.id, f"{kind.value} {copy}")
    return letter


def note_sent(store: Store, letter_id: UUID, day: date, how: str = "") -> ProviderLetter:
    """Note the day a letter was sent, and how. Raises: RecordMissing."""
    with store.work("letter sent") as work:
        return work.save(replace(work.get(ProviderLetter, letter_id), sent_on=day, sent_how=how.strip()))


def take_back_sent(store: Store, letter_id: UUID) -> ProviderLetter:
    """Take back that a letter was sent. Raises: RecordMissing."""
    with store.work("ångra") as work:
        return work.save(replace(work.get(ProviderLetter, letter_id), sent_on=None, sent_how=""))


def letters_to(reading: Reading, provider: str = "", kind: LetterKind | None = None) -> tuple[ProviderLetter, ...]:
    """The letters made, the latest first."""
    found = reading.find(ProviderLetter, provider_ref=provider) if provider else reading.find(ProviderLetter)
    wanted = [one for one in found if kind is None or one.kind is kind]
    return tuple(sorted(wanted, key=lambda one: (str(one.made_at), one.copy), reverse=True))


def informed_on(reading: Reading) -> dict[str, date]:
    """The latest day each provider was informed in writing of the invoice routines (S1-7), by provider."""
    found: dict[str, date] = {}
    for letter in letters_to(reading, kind=LetterKind.ROUTINES):
        if letter.sent_on is not None:
            found[letter.provider_ref] = max(letter.sent_on, found.get(letter.provider_ref, date.min))
    return found
