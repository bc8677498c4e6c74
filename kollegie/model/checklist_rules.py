"""All expressions of a checklist at their places: what they may refer to, in which order they are worked out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from kollegie.model.checklist import Checklist, ControlQuestion, Group, Item, Section
from kollegie.model.checklist_answers import variable_of
from kollegie.model.checklist_faults import ChecklistFault, Role
from kollegie.model.expressions import DECIDING, VALUES, Expression, Kind, Place, Variable, check
from kollegie.model.expressions.errors import Circular, UnknownReference
from kollegie.model.expressions.graph import Ring, order_of, rings
from kollegie.model.expressions.kinds import NUMERIC
from kollegie.model.expressions.lexer import NAME
from kollegie.model.expressions.tree import Call, Parent, Reference, walk

_IN_LABEL = re.compile(rf"\$\{{\s*({NAME})\s*\}}")

Step: TypeAlias = tuple[str, str]
"""What is worked out: ("relevance", name), ("count", repeat) or ("value", name)."""

_WANTED = {
    Role.RELEVANCE: DECIDING,
    Role.CALCULATION: VALUES,
    Role.REPEAT_COUNT: NUMERIC,
    Role.INITIAL: VALUES,
    Role.CONSTRAINT: DECIDING,
    Role.REQUIRED: DECIDING,
    Role.CHOICE_FILTER: DECIDING,
    Role.FINDING: DECIDING,
}
_STEP_OF = {
    Role.RELEVANCE: "relevance",
    Role.REPEAT_COUNT: "count",
    Role.CALCULATION: "value",
    Role.INITIAL: "value",
}
"""The step an expression is worked out in; the others are worked out when an answer is judged."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One expression: whose it is, what it is for, and where it stands."""

    owner: str
    role: Role
    index: int
    expression: Expression
    place: Place

    @property
    def step(self) -> Step:
        """The step it belongs to; ("judgement", name) for what only judges an answer."""
        return _STEP_OF.get(self.role, "judgement"), self.owner


def names_in_label(text: str) -> tuple[str, ...]:
    """The questions whose answers are shown inside a label, `${name}`."""
    return tuple(dict.fromkeys(_IN_LABEL.findall(text))) if "${" in text else ()


def filled_label(text: str, answer: dict[str, str]) -> str:
    """The label with the answers put in."""
    return _IN_LABEL.sub(lambda found: answer.get(found.group(1), ""), text)


class Rules:
    """The rules of one checklist, ready to be checked and worked out.

    Shape: `variables` holds all names expressions may use; `rules` every expression in reading order; `needs` what
    each step waits for.
    """

    def __init__(self, checklist: Checklist) -> None:
        self.checklist = checklist
        self._owners: dict[str, ControlQuestion | Group | Section] = {
            owner.name: owner for owner in (*checklist.sections, *checklist.items)
        }
        self.parents = dict(_parents(checklist))
        self.variables = self._variables()
        self.needs = self._needs()
        self._infer_calculated_kinds()
        self.rules = tuple(self._rules())

    def _variables(self) -> dict[str, Variable]:
        variables = {one.name: variable_of(one) for one in self.checklist.context_fields}
        for item in self.checklist.items:
            path = self.checklist.path_of(item.name)
            if isinstance(item, ControlQuestion):
                variables[item.name] = variable_of(item, path)
            else:
                variables[item.name] = Variable(Kind.REPEAT if item.repeats else Kind.NOTHING, path)
        return variables

    def _infer_calculated_kinds(self) -> None:
        """Give calculated questions the kind their formula gives, those first that others are worked out from."""
        try:
            ordered = order_of(self.needs)
        except Ring:
            return  # told by `faults`; until then what is calculated may be anything
        for step, name in ordered:
            question = self.checklist.question(name)
            if step == "value" and question is not None and question.calculation is not None:
                kind, _ = check(question.calculation.tree, self.place_of(question, Role.CALCULATION))
                path = self.checklist.path_of(name)
                self.variables[name] = Variable(Kind.ANY if kind is Kind.EMPTY else kind, path)

    def place_of(self, owner: ControlQuestion | Group | Section, role: Role) -> Place:
        """Where an expression of the owner stands."""
        path = self.checklist.path_of(owner.name)
        if isinstance(owner, Section):
            return Place(self.variables)
        if isinstance(owner, Group):
            # Whether a repeat is shown, and how often, is decided outside its rows.
            return Place(self.variables, path[:-1] if owner.repeats else path)
        columns: frozenset[str] = frozenset()
        if role is Role.CHOICE_FILTER:
            columns = frozenset({"name", "label"} | {name for one in owner.choices for name, _ in one.columns})
        itself = role in (Role.CONSTRAINT, Role.FINDING, Role.CALCULATION, Role.REQUIRED)
        return Place(self.variables, path, self.variables[owner.name] if itself else None, columns)

    def _rules(self) -> Iterator[Rule]:
        for name, owner in self._owners.items():
            for role, index, expression in _expressions(owner):
                yield Rule(name, role, index, expression, self.place_of(owner, role))

    def _needs(self) -> dict[Step, tuple[Step, ...]]:
        needs: dict[Step, tuple[Step, ...]] = {}
        for name, owner in self._owners.items():
            around: tuple[Step, ...] = ()
            if name in self.parents:
                around = (("relevance", self.parents[name]),)
            path = self.checklist.path_of(name)
            if path and not (isinstance(owner, Group) and owner.repeats):
                around += (("count", path[-1]),)
            needs["relevance", name] = around + self._needed(owner, owner.relevance)
            if isinstance(owner, Group) and owner.repeats:
                needs["count", name] = (("relevance", name), *self._needed(owner, owner.repeat_count))
            elif isinstance(owner, ControlQuestion):
                worked_out = (*self._needed(owner, owner.calculation), *self._needed(owner, owner.initial))
                needs["value", name] = (("relevance", name), *worked_out)
        return needs

    def _needed(self, owner: ControlQuestion | Group | Section, expression: Expression | None) -> tuple[Step, ...]:
        return () if expression is None else self.steps_needed(expression, self.checklist.path_of(owner.name))

    def steps_needed(self, expression: Expression, path: tuple[str, ...]) -> tuple[Step, ...]:
        """The steps an expression in these repeats waits for."""
        steps: dict[Step, None] = {}
        for name in expression.names:
            owner = self._owners.get(name)
            if isinstance(owner, ControlQuestion):
                steps["value", name] = None
            elif owner is not None:
                steps["relevance", name] = None
            for repeat in self.checklist.path_of(name):
                if repeat not in path:
                    steps["count", repeat] = None
        for node in walk(expression.tree):
            match node:
                case Call("count", (Reference(name=name),)) if name in self._owners:
                    steps["relevance", name] = None
                    for repeat in self.checklist.path_of(name):  # also the one the rule itself stands in
                        steps["count", repeat] = None
                case Call("position", (Parent(),)) if path:
                    steps["count", path[-1]] = None
                case Call("position", (Reference(name=name),)) if name in path:
                    steps["count", name] = None
                case _:
                    pass
        return tuple(steps)

    def faults(self) -> tuple[ChecklistFault, ...]:
        """Everything that is wrong with labels and expressions, in reading order; the circular ones come last."""
        found = list(self._label_faults())
        for rule in self.rules:
            _, errors = check(rule.expression.tree, rule.place, _WANTED[rule.role])
            found += [ChecklistFault(rule.owner, rule.role, rule.index, error) for error in errors]
        found += self._circular()
        return tuple(found)

    def _label_faults(self) -> Iterator[ChecklistFault]:
        for item in self.checklist.items:
            texts = [item.label]
            if isinstance(item, ControlQuestion):
                texts += [item.hint, item.guidance]
            named = {name for text in texts for name in names_in_label(text.sv) + names_in_label(text.en)}
            for name in sorted(named - self.variables.keys()):
                yield ChecklistFault(item.name, Role.LABEL, 0, UnknownReference(0, 0, name))

    def _circular(self) -> Iterator[ChecklistFault]:
        for ring in rings(self.needs):
            members = list(dict.fromkeys(name for _, name in ring))
            for step, name in ring:
                owner = self._owners[name]
                found = next(((role, one) for role, _, one in _expressions(owner) if _STEP_OF.get(role) == step), None)
                if found is not None:
                    role, expression = found
                    shown = " → ".join([*members[members.index(name) :], *members[: members.index(name) + 1]])
                    yield ChecklistFault(name, role, 0, Circular(0, len(expression.text), shown))
                    break


def _parents(checklist: Checklist) -> Iterator[tuple[str, str]]:
    def within(items: tuple[Item, ...], parent: str) -> Iterator[tuple[str, str]]:
        for item in items:
            yield item.name, parent
            if isinstance(item, Group):
                yield from within(item.items, item.name)

    for section in checklist.sections:
        yield from within(section.items, section.name)


def _expressions(owner: ControlQuestion | Group | Section) -> Iterator[tuple[Role, int, Expression]]:
    if owner.relevance is not None:
        yield Role.RELEVANCE, 0, owner.relevance
    if isinstance(owner, Group) and owner.repeat_count is not None:
        yield Role.REPEAT_COUNT, 0, owner.repeat_count
    if isinstance(owner, ControlQuestion):
        for role, expression in (
            (Role.CALCULATION, owner.calculation),
            (Role.INITIAL, owner.initial),
            (Role.REQUIRED, owner.required_when),
            (Role.CHOICE_FILTER, owner.choice_filter),
        ):
            if expression is not None:
                yield role, 0, expression
        for index, constraint in enumerate(owner.constraints):
            yield Role.CONSTRAINT, index, constraint.condition
        for index, finding in enumerate(owner.findings):
            yield Role.FINDING, index, finding.condition
