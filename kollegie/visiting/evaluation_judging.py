"""Judges one answer by its value and its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kollegie.language import Language
from kollegie.model.answer_values import Row, Value, Withheld
from kollegie.model.checklist import BilingualText, ControlQuestion
from kollegie.model.checklist_answers import fault_in
from kollegie.model.expressions.values import as_names, as_truth
from kollegie.visiting.evaluation_words import NOT_ASKED, AnswerState, Fault, Judgement, RaisedFinding

if TYPE_CHECKING:
    from kollegie.visiting.evaluation import Sheet
    from kollegie.visiting.evaluation_surroundings import SheetSurroundings


def judge(sheet: Sheet, cell: tuple[str, Row], around: SheetSurroundings) -> Judgement:
    """Judge one question in one row from its value and its rules."""
    name, row = cell
    if not sheet.is_relevant(name, row):
        return NOT_ASKED
    question = sheet.plan.questions[name]
    rules = sheet.plan.rules[name]
    answer = sheet.answer(name, row)
    current = sheet.effective.get(cell)
    allowed = _allowed(question, cell, sheet, around)
    quoted = tuple(sheet.effective.get((one, row[: len(sheet.plan.paths[one])])) for one in rules.label_names)
    missing = False
    if answer is None and question.answerable and not question.read_only:
        missing = question.required or (
            rules.required is not None and as_truth(rules.required(around.at(cell, current)))
        )
    findings: tuple[RaisedFinding, ...] = ()
    if not isinstance(answer, Withheld):
        findings = tuple(
            RaisedFinding(name, at, rule.category, rule.severity, row)
            for at, (rule, holds) in enumerate(zip(question.findings, rules.findings, strict=True))
            if as_truth(holds(around.at(cell, current)))
        )
    return Judgement(
        _state(question, answer, cell, sheet),
        missing,
        tuple(_faults(question, answer, cell, sheet, around, allowed)),
        findings,
        allowed,
        quoted,
    )


def _state(question: ControlQuestion, answer: Value, cell: tuple[str, Row], sheet: Sheet) -> AnswerState:
    if not question.answerable:
        return AnswerState.NOT_ASKED
    if answer is None:
        return AnswerState.UNANSWERED
    if isinstance(answer, Withheld):
        return AnswerState.WITHHELD
    waiting = any(sheet.judgement(part, cell[1]).missing for part in sheet.plan.rules[question.name].parts)
    return AnswerState.PARTLY if waiting else AnswerState.ANSWERED


def _allowed(
    question: ControlQuestion, cell: tuple[str, Row], sheet: Sheet, around: SheetSurroundings
) -> tuple[str, ...] | None:
    rule = sheet.plan.rules[question.name].choice_filter
    if rule is None:
        return None
    return tuple(
        choice.name
        for choice in question.choices
        if as_truth(
            rule(
                around.at(
                    cell,
                    columns={"name": choice.name, "label": choice.label.in_(sheet.language), **dict(choice.columns)},
                )
            )
        )
    )


def _faults(
    question: ControlQuestion,
    answer: Value,
    cell: tuple[str, Row],
    sheet: Sheet,
    around: SheetSurroundings,
    allowed: tuple[str, ...] | None,
) -> list[Fault]:
    name, row = cell
    current = sheet.effective.get(cell)
    if question.answerable:
        unfit = fault_in(question, answer)
        if unfit is not None:
            message = BilingualText(unfit.sentence(Language.SV), unfit.sentence(Language.EN))
            return [Fault(name, row, message, soft=False)]
    if current is None or isinstance(answer, Withheld):
        return []
    faults = [
        Fault(name, row, constraint.message or _default_message(constraint.condition.text), constraint.soft)
        for constraint, holds in zip(question.constraints, sheet.plan.rules[name].constraints, strict=True)
        if not as_truth(holds(around.at(cell, current)))
    ]
    gone = [choice for choice in as_names(current) if choice not in allowed] if allowed is not None else []
    if gone:
        listed = ", ".join(gone)
        message = BilingualText(
            f"{listed} kan inte väljas efter de andra svaren.", f"{listed} cannot be chosen after the other answers."
        )
        faults.append(Fault(name, row, message, soft=False))
    return faults


def _default_message(rule: str) -> BilingualText:
    return BilingualText(f"Svaret följer inte regeln {rule}.", f"The answer breaks the rule {rule}.")
