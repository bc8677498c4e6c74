"""What can be made ready once for a checklist: the order of its steps, who depends on whom, its rules as functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from threading import Lock

from kollegie.model.checklist import Checklist, ContextField, ControlQuestion, Group, Item
from kollegie.model.checklist_faults import Role
from kollegie.model.checklist_rules import Rules, Step, names_in_label
from kollegie.model.expressions import Worked, compile_tree
from kollegie.model.expressions.functions import OF_THE_MOMENT
from kollegie.model.expressions.graph import order_of
from kollegie.model.expressions.tree import Call, Current, Node, walk

Path = tuple[str, ...]


class What(Enum):
    """What a step finds out."""

    RELEVANCE = auto()
    COUNT = auto()
    VALUE = auto()
    JUDGEMENT = auto()


_WHAT = {"relevance": What.RELEVANCE, "count": What.COUNT, "value": What.VALUE, "judgement": What.JUDGEMENT}


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step, worked out in each row of its path; `dependants` are ranks of the steps that wait for it."""

    what: What
    name: str
    path: Path
    dependants: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class QuestionRules:
    """The rules of one question as functions."""

    calculation: Worked | None
    initial: Worked | None
    required: Worked | None
    choice_filter: Worked | None
    constraints: tuple[Worked, ...]
    findings: tuple[Worked, ...]
    parts: tuple[str, ...]
    label_names: tuple[str, ...]


class Plan:
    """A checklist made ready to be worked out on any number of sheets."""

    def __init__(self, checklist: Checklist) -> None:
        self.checklist = checklist
        rules = Rules(checklist)
        self.context: Mapping[str, ContextField] = {field.name: field for field in checklist.context_fields}
        self.questions: Mapping[str, ControlQuestion] = {question.name: question for question in checklist.questions}
        self.groups: Mapping[str, Group] = {item.name: item for item in checklist.items if isinstance(item, Group)}
        self.parents = rules.parents
        self.paths: dict[str, Path] = dict.fromkeys(self.context, ())
        self.paths |= {section.name: () for section in checklist.sections}
        self.paths |= {item.name: checklist.path_of(item.name) for item in checklist.items}
        self.section_names = {
            item.name: section.name
            for item in checklist.items
            if (section := checklist.section_of(item.name)) is not None
        }
        compiled: dict[tuple[str, Role, int], Worked] = {
            (rule.owner, rule.role, rule.index): compile_tree(rule.expression.tree, rule.place) for rule in rules.rules
        }
        self.relevance = {owner: work for (owner, role, _), work in compiled.items() if role is Role.RELEVANCE}
        self.repeat_count = {owner: work for (owner, role, _), work in compiled.items() if role is Role.REPEAT_COUNT}
        parts: dict[str, list[str]] = {}
        for question in checklist.questions:
            parts.setdefault(question.part_of, []).append(question.name)
        self.lasting = not any(
            _says_otherwise_later(rule.expression.tree, rule.role) for rule in rules.rules
        ) and not any(question.initial is not None for question in checklist.questions)
        """Whether the same answers always give the same sheet, whatever the clock says and stood there before."""
        self.rules = {
            name: self._question_rules(question, compiled, tuple(parts.get(name, ())))
            for name, question in self.questions.items()
        }
        self._arrange(rules)

    def _question_rules(
        self, question: ControlQuestion, compiled: Mapping[tuple[str, Role, int], Worked], parts: tuple[str, ...]
    ) -> QuestionRules:
        name = question.name
        return QuestionRules(
            calculation=compiled.get((name, Role.CALCULATION, 0)),
            initial=compiled.get((name, Role.INITIAL, 0)),
            required=compiled.get((name, Role.REQUIRED, 0)),
            choice_filter=compiled.get((name, Role.CHOICE_FILTER, 0)),
            constraints=tuple(compiled[name, Role.CONSTRAINT, at] for at in range(len(question.constraints))),
            findings=tuple(compiled[name, Role.FINDING, at] for at in range(len(question.findings))),
            parts=parts,
            label_names=_names_in_labels(question),
        )

    def _arrange(self, rules: Rules) -> None:
        needs: dict[Step, tuple[Step, ...]] = dict(rules.needs)
        for name, question in self.questions.items():
            if self._is_judged(question):
                needs["judgement", name] = self._judged_from(rules, question)
        ordered = order_of(needs)
        ranks = {step: rank for rank, step in enumerate(ordered)}
        dependants: list[list[int]] = [[] for _ in ordered]
        for step, needed in needs.items():
            for one in dict.fromkeys(needed):
                if one in ranks:
                    dependants[ranks[one]].append(ranks[step])
        self.steps = tuple(
            PlannedStep(_WHAT[what], name, self._step_path(what, name), tuple(dependants[rank]))
            for rank, (what, name) in enumerate(ordered)
        )
        self.rank: Mapping[tuple[What, str], int] = {
            (step.what, step.name): rank for rank, step in enumerate(self.steps)
        }
        self.steps_inside: dict[str, tuple[int, ...]] = {
            name: tuple(rank for rank, step in enumerate(self.steps) if name in step.path)
            for name, group in self.groups.items()
            if group.repeats
        }
        context_dependants: dict[str, list[int]] = {name: [] for name in self.context}
        for rule in rules.rules:
            for name in rule.expression.names:
                if name in context_dependants:
                    context_dependants[name].append(ranks[rule.step])
        for name, question in self.questions.items():
            for named in _names_in_labels(question):
                if named in context_dependants:
                    context_dependants[named].append(ranks["judgement", name])
        self.context_dependants = {name: tuple(dict.fromkeys(found)) for name, found in context_dependants.items()}

    def _is_judged(self, question: ControlQuestion) -> bool:
        """Whether there is anything to say of it: of a bare calculation or note there is not."""
        says = question.findings or question.constraints or self.rules[question.name].label_names
        return question.answerable or bool(says)

    def _judged_from(self, rules: Rules, question: ControlQuestion) -> tuple[Step, ...]:
        path = self.paths[question.name]
        steps: list[Step] = [("value", question.name), ("relevance", question.name)]
        expressions = [question.required_when, question.choice_filter]
        expressions += [constraint.condition for constraint in question.constraints]
        expressions += [finding.condition for finding in question.findings]
        for expression in expressions:
            if expression is not None:
                steps += rules.steps_needed(expression, path)
        steps += [("value", name) for name in _names_in_labels(question) if name in self.questions]
        steps += [("judgement", part) for part in self.rules[question.name].parts]
        return tuple(steps)

    def _step_path(self, what: str, name: str) -> Path:
        path = self.paths[name]
        group = self.groups.get(name)
        return path[:-1] if group is not None and group.repeats and what in ("relevance", "count") else path

    def outer_path(self, name: str) -> Path:
        """The repeats around a question, group or section, a repeat itself not counted."""
        return self._step_path("relevance", name)


def _says_otherwise_later(tree: Node, role: Role) -> bool:
    """Whether it may: a calculation that reads its own value (`.`) hangs on what stood there before."""
    return any(
        (isinstance(node, Call) and node.function in OF_THE_MOMENT)
        or (isinstance(node, Current) and role is Role.CALCULATION)
        for node in walk(tree)
    )


def _names_in_labels(question: Item) -> tuple[str, ...]:
    texts = [question.label]
    if isinstance(question, ControlQuestion):
        texts += [question.hint, question.guidance]
    return tuple(dict.fromkeys(name for text in texts for side in (text.sv, text.en) for name in names_in_label(side)))


_MOST_PLANS = 16
_plans: dict[str, Plan] = {}
_making = Lock()
"""A window plans on its own thread and beside it."""


def plan_of(checklist: Checklist) -> Plan:
    """The plan of a checklist, made once for each content."""
    plan = _plans.get(checklist.content_hash)
    if plan is None:
        plan = Plan(checklist)
        with _making:
            while len(_plans) >= _MOST_PLANS:
                del _plans[next(iter(_plans))]
            _plans[checklist.content_hash] = plan
    return plan
