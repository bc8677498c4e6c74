"""The findings as the list shows them: gravest first under their heads, those at invoices last, and what a filter
lets through."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kollegie.follow_up.desk_findings import AtInvoice
from kollegie.language import say
from ui.findings.desk_detail import claim_words
from ui.findings.gathering import FindingLine, case_words, invoice_words, severity_counts
from ui.tokens import Tone
from ui.widgets.two_line_delegate import Row

Shown = FindingLine | AtInvoice


def matching(every: Iterable[Shown], text: str) -> tuple[Shown, ...]:
    """Those all the words stand in."""
    words = text.casefold().split()
    return tuple(one for one in every if all(word in _spoken(one) for word in words))


def under_heads(found: Sequence[Shown]) -> list[Any]:
    """The findings with a head before each group."""
    lines = [one for one in found if isinstance(one, FindingLine)]
    at_invoices = [one for one in found if isinstance(one, AtInvoice)]
    things: list[Any] = []
    for severity, number in severity_counts(lines).items():
        if number:
            things.append(Row(severity.word, code=str(number), severity=severity, head=True))
            things.extend(line for line in lines if line.finding.severity is severity)
    if at_invoices:
        things += [Row(say("Vid fakturor", "At invoices"), code=str(len(at_invoices)), head=True), *at_invoices]
    return things


def row_of(thing: Any) -> Row:
    """One finding, or a head, as the list shows it."""
    if isinstance(thing, Row):
        return thing
    decided = say("Åtgärd", "Action") if thing.actions else say("Utan åtgärd", "No action")
    if isinstance(thing, AtInvoice):
        about = f"{thing.finding.question.upper()} · {invoice_words(thing)}"
        tone = Tone.OK if thing.actions else Tone.MUTED
        return Row(claim_words(thing), about, state=decided, state_tone=tone, severity=thing.finding.severity)
    line: FindingLine = thing
    return Row(
        line.claim,
        f"{line.question_id} · {case_words(line.case)}",
        state=decided,
        state_tone=Tone.OK if line.actions else Tone.MUTED,
        severity=line.finding.severity,
    )


def _spoken(one: Shown) -> str:
    beside = f" {one.note} {one.case.provider_ref}" if isinstance(one, FindingLine) else ""
    return f"{row_of(one).spoken}{beside}".casefold()
