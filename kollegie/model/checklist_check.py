"""Tells what is wrong with a checklist before anybody is asked anything."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kollegie.model.answer_values import Withheld
from kollegie.model.checklist import (
    CHOOSING,
    Checklist,
    ContextField,
    ControlQuestion,
    Item,
    QuestionType,
    Section,
)
from kollegie.model.checklist_answers import fault_in
from kollegie.model.checklist_faults import (
    BadChoiceName,
    BadName,
    CalculationMissing,
    ChecklistFault,
    ChoicesMissing,
    ChoiceTaken,
    DefaultUnfit,
    NameTaken,
    NothingAsked,
    PartOfUnknown,
    Role,
    StatuteUnknown,
)
from kollegie.model.checklist_rules import Rules
from kollegie.model.expressions.lexer import NAME

_NAME = re.compile(NAME)
_RESERVED_CHOICES = frozenset(reason.value for reason in Withheld)


def faults_of(checklist: Checklist) -> tuple[ChecklistFault, ...]:
    """Everything that is wrong with a checklist; empty if it may be used.

    While two things bear one name, expressions are not looked at: what they mean cannot be told.
    """
    structural = tuple(_structural_faults(checklist))
    if any(isinstance(fault.error, NameTaken) for fault in structural):
        return structural
    return (*structural, *Rules(checklist).faults())


def _structural_faults(checklist: Checklist) -> Iterator[ChecklistFault]:
    if not checklist.questions:
        yield ChecklistFault("", Role.NAME, 0, NothingAsked())
    taken: set[str] = set()
    named: tuple[ContextField | Section | Item, ...] = (
        *checklist.context_fields,
        *checklist.sections,
        *checklist.items,
    )
    for one in named:
        if one.name.casefold() in taken:
            yield ChecklistFault(one.name, Role.NAME, 0, NameTaken(one.name))
        elif not _NAME.fullmatch(one.name):
            yield ChecklistFault(one.name, Role.NAME, 0, BadName(one.name))
        taken.add(one.name.casefold())
    known = {statute.id for statute in checklist.statutes}
    for question in checklist.questions:
        yield from _choice_faults(question)
        yield from _default_faults(question)
        for index, id_ in enumerate(question.statutes):
            if id_ not in known:
                yield ChecklistFault(question.name, Role.STATUTES, index, StatuteUnknown(question.id, id_))
        if question.type is QuestionType.CALCULATED and question.calculation is None:
            yield ChecklistFault(question.name, Role.CALCULATION, 0, CalculationMissing(question.id))
        if question.part_of:
            whole = checklist.question(question.part_of)
            beside = whole is not None and checklist.path_of(whole.name) == checklist.path_of(question.name)
            if whole is None or whole.part_of or not beside:
                yield ChecklistFault(question.name, Role.PART_OF, 0, PartOfUnknown(question.id, question.part_of))
    for one in checklist.context_fields:
        yield from _choice_faults(one)
        yield from _default_faults(one)


def _choice_faults(one: ControlQuestion | ContextField) -> Iterator[ChecklistFault]:
    shown = one.id if isinstance(one, ControlQuestion) else one.name
    if one.type in CHOOSING and not one.choices:
        yield ChecklistFault(one.name, Role.CHOICES, 0, ChoicesMissing(shown))
    taken: set[str] = set()
    for index, choice in enumerate(one.choices):
        if choice.name in taken:
            yield ChecklistFault(one.name, Role.CHOICES, index, ChoiceTaken(shown, choice.name))
        if choice.name in _RESERVED_CHOICES or not choice.name or re.search(r"\s", choice.name):
            reserved = ", ".join(sorted(_RESERVED_CHOICES))
            yield ChecklistFault(one.name, Role.CHOICES, index, BadChoiceName(choice.name, reserved))
        taken.add(choice.name)


def _default_faults(one: ControlQuestion | ContextField) -> Iterator[ChecklistFault]:
    if one.default is None:
        return
    unfit = fault_in(one, one.default)
    if unfit is not None:
        error = DefaultUnfit(one.name, unfit.expected_sv, unfit.expected_en)
        yield ChecklistFault(one.name, Role.DEFAULT, 0, error)
