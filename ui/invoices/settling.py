"""An answer about an invoice and the findings it raises, as one act: stored together or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from kollegie.follow_up.desk_findings import Raised, settle_desk_findings
from kollegie.follow_up.invoices import answer_invoice_question, invoice_answers, undo_invoice
from kollegie.language import Language
from kollegie.model.answer_values import Value
from kollegie.store import Store
from kollegie.visiting.evaluation import Sheet
from ui.invoices.gathering import Shown

Clock = Callable[[], datetime]


def answer_and_settle(
    store: Store, shown: Shown, clock: Clock, question: str, value: Value, note: str, suggested: bool
) -> None:
    """Keep an answer, and bring the proposed findings in line with it."""
    with store.one_act():
        answer_invoice_question(store, shown.look, question, value, note, version=shown.version, suggested=suggested)
        _settle(store, shown, clock)


def undo_and_settle(store: Store, shown: Shown, clock: Clock) -> bool:
    """Take back the latest step with the invoice; findings follow the answers that stand then."""
    with store.one_act():
        undone = undo_invoice(store, shown.look)
        _settle(store, shown, clock)
    return undone


def _settle(store: Store, shown: Shown, clock: Clock) -> None:
    with store.reading() as reading:
        answers: dict[tuple[str, tuple[str, ...]], Value] = {
            (name, ()): one.value for name, one in invoice_answers(reading, shown.look).items()
        }
    answers |= {(name, ()): value for name, value in shown.context.items()}
    sheet = Sheet(shown.checklist, answers, language=Language.SV, clock=clock)
    raised = []
    for one in sheet.findings():
        question = shown.checklist.question(one.question)
        claim = question.findings[one.rule].claim.in_(Language.SV) if question is not None else ""
        raised.append(Raised(one.question, one.rule, one.category, one.severity, claim))
    settle_desk_findings(store, shown.look, raised)
