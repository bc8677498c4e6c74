"""What stands printed on a question's card, in the language chosen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kollegie.language import current_language
from kollegie.model.checklist import ControlQuestion
from kollegie.model.checklist_answers import value_words
from kollegie.model.checklist_statutes import statute_words
from kollegie.model.signals import EvidenceRow
from kollegie.visiting.evaluation import Cell
from ui.visiting.in_hand import VisitInHand
from ui.visiting.visit_words import place_words


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands printed on a card, in the language chosen; `claim` are the rows a record question asks about."""

    cell: Cell
    question: ControlQuestion
    words: str
    hint: str
    guidance: str
    statutes: str
    beside: str
    claim: tuple[EvidenceRow, ...] = ()


def asked_of(visit: VisitInHand, cell: Cell, today: date) -> Asked:
    """The words of a question, with the statutes that held when the visit began, or when the decision was taken."""
    question = visit.question(cell)
    words = visit.sheet.words(question.label, cell.row)
    began = visit.visit.started_at
    day = began.astimezone().date() if began is not None else today
    known = visit.checklist.statutes_of(question)
    statutes = statute_words(known, current_language(), day, visit.case.decided_on)
    return Asked(
        cell,
        question,
        f"{words} ({place_words(visit, cell)})" if cell.row else words,
        visit.sheet.words(question.hint, cell.row),
        visit.sheet.words(question.guidance, cell.row),
        ", ".join(statutes),
        _compared_with(visit, cell),
        next((one.evidence for one in visit.seen.asked if one.question == cell.name), ()),
    )


def _compared_with(visit: VisitInHand, cell: Cell) -> str:
    """The facts of the case that the question's rules compare the answer with: "Planerade besök per dag: 4"."""
    question = visit.question(cell)
    rules = [*(rule.condition for rule in question.findings), *(one.condition for one in question.constraints)]
    named = {name for rule in rules for name in rule.names}
    facts = []
    for field in visit.checklist.context_fields:
        value = visit.sheet.answer(field.name)
        if field.name in named and value is not None and field.type.value in ("tal", "heltal", "datum", "text"):
            facts.append(f"{field.label.in_()}: {value_words(field, value)}")
    return " · ".join(facts)
