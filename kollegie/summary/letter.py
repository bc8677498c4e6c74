"""What a letter to a provider says: plain sentences, case numbers and no names, and the right to be heard first.

The letter is made from an invoice's look and what was decided about it; a face (`pdf_letter`) prints all it is given.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from kollegie.language import say
from kollegie.model.desk_looks import InvoiceLine, InvoiceLook, InvoicePart
from kollegie.model.invoices import WHOLE, InvoiceReview, InvoiceState, LetterKind
from kollegie.summary.desk_pictures import Figure
from kollegie.summary.numbers import NOTHING, capital, decimal, kronor, long_day


@dataclass(frozen=True, slots=True)
class LetterTable:
    """Rows under headers; the first cell names its row. `numbers` are the places of columns set at the right."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] | None = None
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterPart:
    """One heading with sentences, a list, a picture and a table, any of which may be missing."""

    heading: str
    sentences: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    table: LetterTable | None = None
    after: tuple[str, ...] = ()
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What is set on paper as a letter is. No copies of it are counted, so it bears no copy's number.

    Shape: `kind_words` stands at the top of each page.
    """

    kind_words: str
    sender: str
    recipient: tuple[str, ...]
    dnr: str
    made_on: date
    title: str
    lead: str
    parts: tuple[LetterPart, ...]
    sign: tuple[str, ...]

    @property
    def checksum(self) -> str:
        """The SHA-256 of what it says, the same for every copy."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Letter(Report):
    """What is sent to a provider. `copy` is the number of the printed copy, which is no part of what it says."""

    kind: LetterKind
    copy: int = field(default=1, repr=False)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: the municipality, its registry number, and where an answer is sent."""

    municipality: str
    dnr: str
    made_on: date
    answer_to: str = ""


def invoice_letter(
    kind: LetterKind, look: InvoiceLook, review: InvoiceReview, sender: Sender, organisation_number: str = ""
) -> Letter:
    """The letter about a disputed invoice, or the one that asks for documents."""
    disputed = dict(review.disputed) if review.state is not InvoiceState.OPEN else {}
    lines = _disputed_lines(look, disputed)
    partly = bool(disputed) and WHOLE not in disputed and len(lines) < len(look.lines)
    money = partial(kronor, exact=_has_ore(look, review))
    parts: list[LetterPart | None] = [_facts(look, review, partly, money)]
    if kind is LetterKind.DISPUTE:
        parts.append(_reasons(look, lines, disputed, review.reason, money))
    else:
        parts.append(_beside(look))
    parts.append(_documents(review, kind))
    parts.append(_answer(review, sender, kind))
    return Letter(
        kind.word,
        sender.municipality,
        _recipient(look.provider_name or look.provider, organisation_number),
        sender.dnr,
        sender.made_on,
        _title(kind, look),
        _lead(kind, review, partly),
        tuple(part for part in parts if part is not None),
        _sign(sender),
        kind,
    )


def routines_letter(provider_name: str, sender: Sender, *, starts_on: date, organisation_number: str = "") -> Letter:
    """The letter that tells a provider of the invoice routines and of what an invoice must hold (S1-7)."""
    day = long_day(starts_on)
    return Letter(
        LetterKind.ROUTINES.word,
        sender.municipality,
        _recipient(provider_name, organisation_number),
        sender.dnr,
        sender.made_on,
        say("Så granskar vi fakturor", "How we review invoices"),
        say(
            f"Från den {day} går vi igenom alla fakturor innan de betalas. Här står vad vi behöver och vad som händer "
            "om något saknas.",
            f"From {day} we look through every invoice before it is paid. Here is what we need and what happens if "
            "something is missing.",
        ),
        (
            LetterPart(
                say("Det här ska finnas på varje faktura", "What every invoice must hold"),
                items=(
                    say("fakturanummer, datum och ert organisationsnummer", "number, date and organisation number"),
                    say("en rad för varje ärende, insats och månad", "one line for each case, service and month"),
                    say("ärendenummer, aldrig namn eller personnummer", "case number, never names or identity numbers"),
                    say("antal timmar och pris per timme på varje rad", "hours and the price of an hour on every line"),
                    say(
                        "på kreditfakturor: numret på den faktura som rättas",
                        "on credit notes: the number of the invoice that is put right",
                    ),
                ),
            ),
            LetterPart(
                say("Det här ska vi kunna få", "What we must be able to get"),
                items=(
                    say(
                        "tidrapporter med start och slut för varje arbetspass, undertecknade",
                        "time reports with start and end of every shift, signed",
                    ),
                    say("schema för samma dagar", "the schedule of the same days"),
                    say(
                        "vid sjuklön: vem som var sjuk, vem som vikarierade och samma tider för båda",
                        "for sick pay: who was ill, who stood in, and the same times for both",
                    ),
                ),
            ),
            LetterPart(
                say("Så går det till", "How it is done"),
                (
                    say(
                        "Vi jämför beviljad, planerad, rapporterad och fakturerad tid. Stämmer de betalas fakturan som "
                        "vanligt.",
                        "We compare granted, planned, reported and invoiced time. Where they agree the invoice is paid "
                        "as usual.",
                    ),
                    say(
                        "Stämmer de inte bestrider vi fakturan eller den del som skiljer, talar om varför och ber om "
                        "underlag. Ni har normalt 14 dagar att svara, och vi påminner efter 7.",
                        "Where they do not we dispute the invoice or the part that differs, say why and ask for "
                        "documents. You normally have 14 days to answer, and we remind you after 7.",
                    ),
                    say(
                        "En skillnad är en fråga. Ni får alltid yttra er innan vi beslutar något till er nackdel.",
                        "A difference is a question. You are always heard before we decide anything against you.",
                    ),
                ),
            ),
            LetterPart(say("Frågor", "Questions"), (_contact(sender),)),
        ),
        _sign(sender),
        LetterKind.ROUTINES,
    )


def _recipient(name: str, organisation_number: str) -> tuple[str, ...]:
    number = say(f"Organisationsnummer {organisation_number}", f"Organisation number {organisation_number}")
    return (name, number) if organisation_number else (name,)


def _title(kind: LetterKind, look: InvoiceLook) -> str:
    noun = say("kreditfaktura", "credit note") if look.is_credit else say("faktura", "invoice")
    if kind is LetterKind.DISPUTE:
        return say(f"Vi bestrider {noun} {look.invoice}", f"We dispute {noun} {look.invoice}")
    return say(f"Vi behöver underlag till {noun} {look.invoice}", f"We need documents for {noun} {look.invoice}")


def _lead(kind: LetterKind, review: InvoiceReview, partly: bool) -> str:
    day = long_day(review.reply_by)
    if kind is LetterKind.DOCUMENTS:
        return say(
            f"För att kunna granska fakturan ber vi om underlaget nedan senast den {day}.",
            f"To be able to review the invoice we ask for the documents below by {day}.",
        )
    if partly:
        return say(
            f"Vi bestrider en del av fakturan. Svara senast den {day}. Det som inte är bestridet betalas som vanligt.",
            f"We dispute part of the invoice. Please answer by {day}. What is not disputed is paid as usual.",
        )
    return say(
        f"Vi bestrider hela fakturan. Svara senast den {day}.", f"We dispute the whole invoice. Please answer by {day}."
    )


def _has_ore(look: InvoiceLook, review: InvoiceReview) -> bool:
    """Whether any sum of the letter has öre; then all are written with them, so that they add up on paper."""
    return any(ore % 100 for ore in (look.amount_ore, review.disputed_ore, *(line.amount_ore for line in look.lines)))


def _facts(look: InvoiceLook, review: InvoiceReview, partly: bool, money: Callable[[int], str]) -> LetterPart:
    rows = [
        (say("Faktura", "Invoice"), look.invoice),
        (say("Gäller", "For"), f"{look.first:%Y-%m-%d} – {look.last:%Y-%m-%d}"),
        (say("Belopp", "Amount"), money(look.amount_ore)),
    ]
    if look.credits:
        rows.append((say("Rättar faktura", "Puts right invoice"), look.credits))
    if review.state is InvoiceState.DISPUTED or review.disputed_ore:
        rows.append((say("Bestritt belopp", "Disputed amount"), money(review.disputed_ore)))
        if partly:
            rest = look.amount_ore - review.disputed_ore
            rows.append((say("Betalas som vanligt", "Paid as usual"), money(rest)))
    headers = say("Uppgift", "Item"), say("Värde", "Value")
    return LetterPart(say("Fakturan", "The invoice"), table=LetterTable(headers, tuple(rows)))


def _disputed_lines(look: InvoiceLook, disputed: dict[str, str]) -> list[InvoiceLine]:
    if WHOLE in disputed or not disputed:
        return list(look.lines)
    return [line for line in look.lines if line.line in disputed]


def _part_of(look: InvoiceLook, line: InvoiceLine) -> InvoicePart | None:
    place = look.lines.index(line)
    return next((part for part in look.parts if place in part.lines), None)


def _hours(seconds: float | None) -> str:
    """Hours with two decimals, since invoices count in quarters."""
    return NOTHING if seconds is None else decimal(seconds / 3600, 2)


def _reasons(
    look: InvoiceLook,
    lines: list[InvoiceLine],
    disputed: dict[str, str],
    reason: str,
    money: Callable[[int], str],
) -> LetterPart:
    rows = []
    for line in lines:
        part = _part_of(look, line)
        why = disputed.get(line.line) or disputed.get(WHOLE) or reason
        differs = ", ".join(one.word.lower() for one in part.differences) if part is not None else ""
        text = why if not differs or differs in why.lower() else f"{why}\n{capital(differs)}"
        rows.append((line.line, line.user or NOTHING, _hours(line.seconds), money(line.amount_ore), text))
    headers = (
        say("Rad", "Line"),
        say("Ärende", "Case"),
        say("Timmar", "Hours"),
        say("Belopp", "Amount"),
        say("Det här stämmer inte", "What does not agree"),
    )
    total = (
        say("Summa", "Sum"),
        "",
        _hours(sum(line.seconds or 0.0 for line in lines)),
        money(sum(line.amount_ore for line in lines)),
        "",
    )
    beside = _beside(look, {line.user for line in lines})
    assert beside.table is not None
    after = tuple(_beside_sentence(row) for row in beside.table.rows)
    return LetterPart(
        say("Det som inte stämmer", "What does not agree"),
        table=LetterTable(headers, tuple(rows), total, (2, 3)),
        after=after,
    )


def _beside_sentence(row: tuple[str, ...]) -> str:
    case, granted, planned, reported, invoiced = row
    return say(
        f"Ärende {case}: beviljat {granted}, planerat {planned}, rapporterat {reported}, fakturerat {invoiced} timmar.",
        f"Case {case}: granted {granted}, planned {planned}, reported {reported}, invoiced {invoiced} hours.",
    )


def _beside(look: InvoiceLook, users: set[str] | None = None) -> LetterPart:
    rows = [
        (
            part.user or NOTHING,
            _hours(part.hours.granted),
            _hours(part.hours.planned),
            _hours(part.hours.reported),
            _hours(part.hours.invoiced),
        )
        for part in look.parts
        if users is None or part.user in users
    ]
    headers = (
        say("Ärende", "Case"),
        say("Beviljat", "Granted"),
        say("Planerat", "Planned"),
        say("Rapporterat", "Reported"),
        say("Fakturerat", "Invoiced"),
    )
    return LetterPart(
        say("Timmar som vi har dem", "Hours as we have them"),
        table=LetterTable(headers, tuple(rows), numbers=(1, 2, 3, 4)),
    )


def _documents(review: InvoiceReview, kind: LetterKind) -> LetterPart | None:
    items = tuple(line for line in review.documents.splitlines() if line.strip())
    if items:
        return LetterPart(say("Underlag vi behöver", "Documents we need"), items=items)
    if kind is LetterKind.DISPUTE:
        sentence = say(
            "Skicka det underlag som visar att raderna stämmer, till exempel tidrapporter och schema, eller en "
            "kreditfaktura.",
            "Send the documents that show the lines to be right, such as time reports and schedule, or a credit note.",
        )
        return LetterPart(say("Underlag vi behöver", "Documents we need"), (sentence,))
    return None


def _answer(review: InvoiceReview, sender: Sender, kind: LetterKind) -> LetterPart:
    day = long_day(review.reply_by)
    named = say("ange fakturanumret", "give the invoice number")
    if sender.dnr:
        named += say(f" och diarienumret {sender.dnr}", f" and the registry number {sender.dnr}")
    sentences = [
        say(
            f"Svara senast den {day} och {named}. Använd ärendenumren; skriv inga namn eller personnummer.",
            f"Answer by {day} and {named}. Use the case numbers; write no names or identity numbers.",
        ),
        say(
            "Vi har inte fattat något beslut. Det här är er möjlighet att yttra er innan vi gör det. Stämmer "
            "fakturan efter er förklaring betalas den.",
            "We have not decided anything. This is your opportunity to be heard before we do. If the invoice agrees "
            "after your explanation it is paid.",
        ),
    ]
    if kind is LetterKind.DISPUTE:
        sentences.insert(
            1,
            say(
                "Till dess betalas inte det bestridda beloppet.",
                "Until then the disputed amount is not paid.",
            ),
        )
    sentences.append(_contact(sender))
    return LetterPart(say("Så svarar ni", "How to answer"), tuple(sentences))


def _contact(sender: Sender) -> str:
    where = sender.answer_to or say(
        f"fakturagranskningen i {sender.municipality}", f"the invoice review of {sender.municipality}"
    )
    return say(f"Svar och frågor lämnas till {where}.", f"Answers and questions go to {where}.")


def _sign(sender: Sender) -> tuple[str, ...]:
    return (say(f"Fakturagranskningen, {sender.municipality}", f"Invoice review, {sender.municipality}"),)
