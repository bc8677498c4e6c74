"""What the desk found about invoices, as one edition says it: how far the looking through has come, and the findings.

Outside the house a question is shown only where the invoices of one month with an answer to it are five, since an
invoice is often of one user; what is left out is not counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from kollegie.language import say
from kollegie.model.amounts import kronor
from kollegie.model.severity import Severity
from kollegie.summary.content import CaseNote, DeskReview, Edition, FindingLine, SeverityGroup, Share
from kollegie.summary.cutting import SENSITIVE_AREAS, SMALLEST_GROUP
from kollegie.summary.facts import Facts, InvoiceFact, InvoiceFindingFact
from kollegie.summary.numbers import NOTHING, capital, in_words, listed, month_words


def desk_review(facts: Facts, edition: Edition, provider: str = "") -> DeskReview | None:
    """The section on invoices; None where none of the round's has been looked at, or none of that provider's."""
    own = edition is Edition.PROVIDER
    invoices = [one for one in facts.invoices if not own or one.provider == provider]
    if not invoices:
        return None
    if edition is Edition.PUBLIC and _few(invoices):
        return DeskReview(say("Grupperna är för små för att redovisas.", "The groups are too small to be shown."))
    by_id = {one.id: one for one in invoices}
    found = [one for one in facts.invoice_findings if one.invoice in by_id]
    shown = [one for one in found if _may_show(one, found, invoices, edition)]
    acute = [one for one in shown if one.severity is Severity.ACUTE]
    hidden = edition is Edition.PUBLIC and 0 < len(acute) < SMALLEST_GROUP
    names = {one.ref: one.name for one in facts.providers}
    lines = _Lines(invoices, names, named=edition is Edition.INTERNAL)
    groups = [
        lines.group(severity, of_severity, hidden=hidden and severity is Severity.ACUTE)
        for severity in sorted(Severity, reverse=True)
        if (of_severity := [one for one in shown if one.severity is severity])
    ]
    return DeskReview(
        _lead(invoices, edition),
        tuple(groups),
        _withheld(edition, left_out=len(shown) < len(found) or edition is Edition.PUBLIC, hidden=hidden),
        "" if groups else say("Inga iakttagelser om fakturorna.", "No findings about the invoices."),
    )


def _may_show(
    one: InvoiceFindingFact,
    found: Sequence[InvoiceFindingFact],
    invoices: Iterable[InvoiceFact],
    edition: Edition,
) -> bool:
    match edition:
        case Edition.INTERNAL:
            return True
        case Edition.PUBLIC:
            return not _few([invoice for invoice in invoices if one.question in invoice.answered])
    sensitive = one.sensitive or one.category in SENSITIVE_AREAS
    deviating = {other.invoice for other in found if other.question == one.question}
    return not sensitive or len(deviating) >= SMALLEST_GROUP


def _few(invoices: Collection[InvoiceFact]) -> bool:
    """Whether in no month five invoices stand behind what would be told."""
    return max(Counter(one.month for one in invoices).values(), default=0) < SMALLEST_GROUP


def _lead(invoices: Sequence[InvoiceFact], edition: Edition) -> str:
    months = listed(
        [month_words(date.fromisoformat(f"{month}-01")) for month in sorted({one.month for one in invoices})]
    )
    number = len(invoices)
    said = say(
        f"{capital(in_words(number))} {'faktura' if number == 1 else 'fakturor'} för {months} har gåtts igenom vid"
        " skrivbordet, utöver besöken.",
        f"{capital(in_words(number))} {'invoice' if number == 1 else 'invoices'} for {months} "
        f"{'has' if number == 1 else 'have'} been looked through at the desk, besides the visits.",
    )
    if counted := listed(_states(invoices, edition)):
        said += say(f" Läge: {counted}.", f" State: {counted}.")
    disputed = [one for one in invoices if one.disputed_ore]
    if disputed and (edition is not Edition.PUBLIC or len(disputed) >= SMALLEST_GROUP):
        amount = kronor(sum(one.disputed_ore for one in disputed))
        said += say(f" Bestritt belopp: {amount}.", f" Amount disputed: {amount}.")
    return said


def _states(invoices: Sequence[InvoiceFact], edition: Edition) -> list[str]:
    """How many invoices are in each state; for the public the few of any state together, and none if those are few."""
    counted = Counter(one.state for one in invoices)
    few = sum(number for number in counted.values() if number < SMALLEST_GROUP) if edition is Edition.PUBLIC else 0
    if 0 < few < SMALLEST_GROUP:
        return []
    least = SMALLEST_GROUP if few else 1
    told = [f"{state.word.lower()} {counted[state]}" for state in type(invoices[0].state) if counted[state] >= least]
    return [*told, say(f"övriga {few}", f"others {few}")] if few else told


def _withheld(edition: Edition, *, left_out: bool, hidden: bool) -> str:
    said = []
    if left_out and edition is Edition.PUBLIC:
        said.append(
            say(
                "Frågor som är besvarade om färre än fem fakturor i månaden redovisas inte och är inte medräknade.",
                "Questions answered about fewer than five invoices of a month are not shown and not counted.",
            )
        )
    elif left_out:
        said.append(
            say(
                "Känsliga frågor med färre än fem avvikande svar redovisas inte och är inte medräknade.",
                "Sensitive questions with fewer than five deviating answers are not shown and not counted.",
            )
        )
    if hidden:
        said.append(
            say(
                "Akuta iakttagelser står utan fråga, eftersom de är få.",
                "Acute findings stand without their question, since they are few.",
            )
        )
    return " ".join(said)


class _Lines:
    """Sets findings as lines, each with how many of how many invoices."""

    def __init__(self, invoices: Sequence[InvoiceFact], providers: dict[str, str], *, named: bool) -> None:
        self._invoices = {one.id: one for one in invoices}
        self._providers = providers
        self._named = named

    def group(self, severity: Severity, found: Sequence[InvoiceFindingFact], *, hidden: bool) -> SeverityGroup:
        by_claim: dict[tuple[str, str], list[InvoiceFindingFact]] = defaultdict(list)
        unnamed = NOTHING, say("Akut iakttagelse", "Acute finding")
        for one in found:
            by_claim[unnamed if hidden else (one.question, one.claim)].append(one)
        ordered = sorted(by_claim.items(), key=lambda item: (-len(item[1]), item[0]))
        return SeverityGroup(severity, len(found), tuple(self._line(*key, of_claim) for key, of_claim in ordered))

    def _line(self, question: str, claim: str, found: Sequence[InvoiceFindingFact]) -> FindingLine:
        about = {one.invoice for one in found}
        answered = {id for id, one in self._invoices.items() if question == NOTHING or question in one.answered}
        share = Share(len(about), len(answered | about))
        notes = tuple(sorted(self._note(one) for one in found)) if self._named else ()
        return FindingLine(
            question,
            claim,
            share,
            say("fakturor", "invoices"),
            "",
            tuple(CaseNote(*note) for note in notes),
            "",
        )

    def _note(self, one: InvoiceFindingFact) -> tuple[str, str, str]:
        invoice = self._invoices[one.invoice]
        provider = self._providers.get(invoice.provider, invoice.provider)
        return invoice.invoice, f"{provider}, {invoice.state.word.lower()}", one.note
