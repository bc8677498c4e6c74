"""A step with an invoice and the findings its answers then raise, as one act: stored together or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from kollegie.follow_up.desk_findings import Raised, settle_desk_findings
from kollegie.follow_up.invoices import answer_invoice_question, invoice_answers, review_of, undo_invoice
from kollegie.language import Language
from kollegie.model.answer_values import Row, Value
from kollegie.model.checklist import Checklist
from kollegie.model.checklist_text import checklist_from_text
from kollegie.model.desk_looks import InvoiceLook
from kollegie.model.reviews import ChecklistVersion
from kollegie.model.severity import Category, Severity
from kollegie.store import Reading, Store


class RuleFinding(Protocol):
    """What one rule of a checklist says of the answers."""

    @property
    def question(self) -> str: ...
    @property
    def rule(self) -> int: ...
    @property
    def category(self) -> Category: ...
    @property
    def severity(self) -> Severity: ...


Answers = Mapping[tuple[str, Row], Value]
Judge = Callable[[Checklist, Answers], Iterable[RuleFinding]]
"""What the rules of a checklist raise of these answers; the room of the visits judges, for a visit and an invoice."""


def answer_and_settle(
    store: Store,
    look: InvoiceLook,
    version: ChecklistVersion,
    context: Mapping[str, Value],
    judge: Judge,
    question: str,
    value: Value,
    note: str,
    suggested: bool,
) -> None:
    """Keep an answer, and bring the proposed findings in line with it."""
    with store.one_act():
        answer_invoice_question(store, look, question, value, note, version=version, suggested=suggested)
        _settle(store, look, context, judge)


def undo_and_settle(store: Store, look: InvoiceLook, context: Mapping[str, Value], judge: Judge) -> bool:
    """Take back the latest step with the invoice; findings follow the answers that stand then.

    Returns: whether there was a step.
    """
    with store.one_act():
        with store.reading() as reading:
            before = _pinned(reading, look)
        undone = undo_invoice(store, look)
        _settle(store, look, context, judge, before)
    return undone


def _settle(
    store: Store, look: InvoiceLook, context: Mapping[str, Value], judge: Judge, before: Checklist | None = None
) -> None:
    """Shape: `before` is the checklist the invoice was pinned to until its first answer was taken back."""
    with store.reading() as reading:
        checklist = _pinned(reading, look) or before
        answers: dict[tuple[str, Row], Value] = {
            (name, ()): one.value for name, one in invoice_answers(reading, look).items()
        }
    if checklist is None:
        return  # no question has been answered, so nothing has been raised
    answers |= {(name, ()): value for name, value in context.items()}
    raised = []
    for one in judge(checklist, answers):
        question = checklist.question(one.question)
        claim = question.findings[one.rule].claim.in_(Language.SV) if question is not None else ""
        raised.append(Raised(one.question, one.rule, one.category, one.severity, claim))
    settle_desk_findings(store, look, raised)


def _pinned(reading: Reading, look: InvoiceLook) -> Checklist | None:
    """The checklist in the version an invoice is pinned to."""
    review = review_of(reading, look)
    if review is None or not review.checklist_hash:
        return None
    version = reading.first(ChecklistVersion, content_hash=review.checklist_hash)
    return None if version is None else checklist_from_text(version.text)
