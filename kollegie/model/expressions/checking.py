"""Finds what is wrong with an expression before anyone answers: unknown names, wrong kinds, wrong arguments."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from kollegie.language import Language
from kollegie.model.expressions.errors import (
    BadPattern,
    CannotCompare,
    ExpressionError,
    InsideRepeat,
    NoCurrentAnswer,
    NotAChoice,
    NotARepeat,
    PathRefused,
    RefusedFunction,
    UnknownFunction,
    UnknownReference,
    UnknownWord,
    WrongNumberOfArguments,
    WrongType,
)
from kollegie.model.expressions.functions import FORM_FUNCTIONS, FUNCTIONS, REFUSED, Function, common_kind
from kollegie.model.expressions.kinds import DECIDING, MEASURED, NUMERIC, VALUES, Kind, Place, Variable
from kollegie.model.expressions.patterns import PatternRefused, pattern_of
from kollegie.model.expressions.tree import (
    Binary,
    Call,
    Column,
    Current,
    Negation,
    Node,
    Number,
    Parent,
    Reference,
    Text,
)
from kollegie.model.expressions.values import as_clock, as_number

_SIZES = frozenset({"<", "<=", ">", ">="})
_SAMENESS = frozenset({"=", "!="})


def check(tree: Node, place: Place, wanted: frozenset[Kind] = VALUES) -> tuple[Kind, tuple[ExpressionError, ...]]:
    """Tell the kind an expression gives and everything that is wrong with it.

    Shape: the errors stand in the order they are met; the kind is ANY where it cannot be told. `wanted` are the kinds
    the expression may give where it stands.
    """
    checker = _Checker(place)
    kind = checker.kind_of(tree)
    checker.demand(tree, kind, wanted)
    return kind, tuple(checker.errors)


def kind_of(tree: Node, place: Place) -> Kind:
    """The kind an expression gives, faults aside."""
    return _Checker(place).kind_of(tree)


class _Checker:
    def __init__(self, place: Place) -> None:
        self._place = place
        self.errors: list[ExpressionError] = []

    def _refuse(self, error: ExpressionError) -> Kind:
        self.errors.append(error)
        return Kind.ANY

    def kind_of(self, node: Node) -> Kind:
        """The kind of a node that must be one value."""
        match node:
            case Number():
                return Kind.NUMBER
            case Text(value=value):
                return Kind.TEXT if value else Kind.EMPTY
            case Reference():
                return self._reference(node)
            case Current():
                current = self._place.current
                return self._refuse(NoCurrentAnswer(node.start, node.end)) if current is None else current.kind
            case Parent():
                return self._refuse(PathRefused(node.start, node.end, ".."))
            case Column(name=name):
                if name in self._place.columns:
                    return Kind.TEXT
                return self._refuse(UnknownWord(node.start, node.end, name))
            case Negation(operand=operand):
                self.demand(operand, self.kind_of(operand), NUMERIC)
                return Kind.NUMBER
            case Binary():
                return self._binary(node)
            case Call():
                return self._call(node)

    def _variable(self, node: Reference) -> Variable | None:
        names = self._place.names
        if node.name in names:
            return names[node.name]
        near = get_close_matches(node.name, list(names), n=1)
        self._refuse(UnknownReference(node.start, node.end, node.name, near[0] if near else None))
        return None

    def _reference(self, node: Reference) -> Kind:
        variable = self._variable(node)
        if variable is None:
            return Kind.ANY
        outside = variable.kind is not Kind.REPEAT and variable.path != self._place.path[: len(variable.path)]
        if outside:
            return self._refuse(InsideRepeat(node.start, node.end, node.name))
        return variable.kind

    def demand(self, node: Node, kind: Kind, wanted: frozenset[Kind]) -> None:
        """Note a fault unless the node may stand where these kinds are wanted."""
        if kind in wanted:
            return
        if kind is Kind.CHOICE and Kind.NUMBER in wanted and Kind.DATE in wanted and self._offers_numbers(node):
            return
        what_sv, what_en = _described(node)
        hint_sv, hint_en = self._hint(node, kind, wanted)
        meant = _meant(wanted)
        self._refuse(
            WrongType(
                node.start,
                node.end,
                what_sv=what_sv,
                what_en=what_en,
                is_sv=kind.in_(Language.SV),
                is_en=kind.in_(Language.EN),
                wanted_sv=meant.in_(Language.SV),
                wanted_en=meant.in_(Language.EN),
                hint_sv=hint_sv,
                hint_en=hint_en,
            )
        )

    def _offers_numbers(self, node: Node) -> bool:
        choices = self._choices(node)
        return choices is None or all(as_number(choice) is not None for choice in choices)

    def _choices(self, node: Node) -> frozenset[str] | None:
        if isinstance(node, Current) and self._place.current is not None:
            return self._place.current.choices
        if isinstance(node, Reference) and node.name in self._place.names:
            return self._place.names[node.name].choices
        return None

    def _hint(self, node: Node, kind: Kind, wanted: frozenset[Kind]) -> tuple[str, str]:
        name = node.name if isinstance(node, Reference) else None
        written = f"${{{name}}}" if name else "."
        if wanted == DECIDING and kind in (Kind.CHOICE, Kind.TEXT) and (name or isinstance(node, Current)):
            choice = "ja" if "ja" in (self._choices(node) or ()) else "…"
            return f" Skriv t.ex. {written} = '{choice}'.", f" Write for example {written} = '{choice}'."
        if wanted == DECIDING and kind is Kind.CHOICES:
            return f" Skriv t.ex. selected({written}, '…').", f" Write for example selected({written}, '…')."
        if kind is Kind.TEXT and Kind.NUMBER in wanted:
            return " Skriv concat() för att sätta ihop text, number() för att läsa ett tal ur den.", (
                " Write concat() to put texts together, number() to read a number out of one."
            )
        if kind is Kind.REPEAT:
            return " Skriv count() runt en upprepning.", " Put count() around a repeat."
        return "", ""

    def _binary(self, node: Binary) -> Kind:
        left, right = self.kind_of(node.left), self.kind_of(node.right)
        if node.operator in ("and", "or"):
            self.demand(node.left, left, DECIDING)
            self.demand(node.right, right, DECIDING)
            return Kind.TRUTH
        if node.operator in _SAMENESS or node.operator in _SIZES:
            self._comparison(node, left, right)
            return Kind.TRUTH
        self.demand(node.left, left, NUMERIC)
        self.demand(node.right, right, NUMERIC)
        return Kind.NUMBER

    def _comparison(self, node: Binary, left: Kind, right: Kind) -> None:
        for one, kind in ((node.left, left), (node.right, right)):
            if kind in (Kind.REPEAT, Kind.NOTHING):
                self.demand(one, kind, VALUES)
                return
        if node.operator in _SAMENESS:
            self._known_choice(node.left, left, node.right)
            self._known_choice(node.right, right, node.left)
        if Kind.ANY in (left, right) or (Kind.EMPTY in (left, right) and node.operator in _SAMENESS):
            return
        if self._comparable(node, left, right):
            return
        self._refuse(
            CannotCompare(
                node.start,
                node.end,
                left_sv=left.in_(Language.SV).capitalize(),
                left_en=left.in_(Language.EN).capitalize(),
                right_sv=right.in_(Language.SV),
                right_en=right.in_(Language.EN),
            )
        )

    def _comparable(self, node: Binary, left: Kind, right: Kind) -> bool:
        measured = self._as_measured(node.left, left, right), self._as_measured(node.right, right, left)
        if Kind.TIME in measured and (Kind.DATE in measured or Kind.MOMENT in measured):
            return False
        if all(kind in MEASURED or kind is Kind.TRUTH for kind in measured):
            return node.operator in _SAMENESS or measured.count(Kind.TRUTH) != 1
        if node.operator in _SIZES:
            return False
        wordy = {Kind.TEXT, Kind.CHOICE, Kind.CHOICES, Kind.EMPTY, Kind.FILE}
        return left in wordy and right in wordy

    def _as_measured(self, node: Node, kind: Kind, other: Kind) -> Kind:
        """The kind a text written out, or a choice among numbers, takes on beside a number, a date or a time."""
        if kind is Kind.CHOICE and self._offers_numbers(node) and self._choices(node) is not None:
            return Kind.NUMBER
        if isinstance(node, Text) and other is Kind.TIME and as_clock(node.value):
            return Kind.TIME
        if isinstance(node, Text) and as_number(node.value) is not None and as_clock(node.value) is None:
            return Kind.NUMBER if other in MEASURED or other in (Kind.CHOICE, Kind.TRUTH) else kind
        return kind

    def _known_choice(self, question: Node, kind: Kind, answer: Node) -> None:
        if kind in (Kind.CHOICE, Kind.CHOICES) and isinstance(answer, Text) and answer.value:
            self._demand_choice(question, answer.value, answer)

    def _demand_choice(self, question: Node, choice: str, where: Node) -> None:
        choices = self._choices(question)
        if choices is None or choice in choices:
            return
        name = question.name if isinstance(question, Reference) else "."
        listed = ", ".join(sorted(choices))
        self._refuse(NotAChoice(where.start, where.end, name, choice, listed))

    def _call(self, node: Call) -> Kind:
        name = node.function
        if name in REFUSED:
            return self._refuse(RefusedFunction(node.start, node.start + len(name), name, *REFUSED[name]))
        if name in FORM_FUNCTIONS:
            least, most = FORM_FUNCTIONS[name]
            if not self._has_arguments(node, least, most):
                return Kind.ANY
            return self._form_function(node)
        function = FUNCTIONS.get(name)
        if function is None:
            near = get_close_matches(name, [*FUNCTIONS, *FORM_FUNCTIONS], n=1)
            return self._refuse(UnknownFunction(node.start, node.start + len(name), name, near[0] if near else None))
        if not self._has_arguments(node, function.least, function.most):
            return Kind.ANY
        kinds = self._arguments(node, function)
        return function.gives if isinstance(function.gives, Kind) else function.gives(kinds)

    def _has_arguments(self, node: Call, least: int, most: int | None) -> bool:
        given = len(node.arguments)
        paired = node.function in ("weighted-checklist", "indexed-repeat")
        even_wanted = node.function == "weighted-checklist"
        if given < least or (most is not None and given > most) or (paired and (given % 2 == 0) != even_wanted):
            self._refuse(WrongNumberOfArguments(node.start, node.end, node.function, least, most, given))
            return False
        return True

    def _arguments(self, node: Call, function: Function) -> Sequence[Kind]:
        kinds = []
        for at, argument in enumerate(node.arguments):
            wanted = function.wants[min(at, len(function.wants) - 1)]
            takes_rows = function.rows is not None and at >= function.rows
            kind = self._rows_or_value(argument) if takes_rows else self.kind_of(argument)
            self.demand(argument, kind, wanted)
            kinds.append(kind)
        if node.function == "selected":
            question, answer = node.arguments
            self._known_choice(question, kinds[0], answer)
        elif node.function == "regex":
            self._pattern(node.arguments[1])
        elif node.function == "jr:choice-name":
            self._named_question(node.arguments[1])
        return kinds

    def _rows_or_value(self, node: Node) -> Kind:
        """The kind of an argument that may be a question asked several times."""
        if not isinstance(node, Reference):
            return self.kind_of(node)
        variable = self._variable(node)
        return Kind.ANY if variable is None else variable.kind

    def _pattern(self, node: Node) -> None:
        if not isinstance(node, Text):
            self._refuse(
                BadPattern(node.start, node.end, "det ska stå som text i uttrycket", "it must be written as a text")
            )
            return
        try:
            pattern_of(node.value)
        except PatternRefused as refusal:
            self._refuse(BadPattern(node.start, node.end, refusal.sv, refusal.en))

    def _named_question(self, node: Node) -> None:
        if isinstance(node, Text):
            name = node.value.removeprefix("${").removesuffix("}").strip()
            if name not in self._place.names:
                self._refuse(UnknownReference(node.start, node.end, name))
        elif not isinstance(node, Reference):
            self._refuse(UnknownReference(node.start, node.end, "?"))

    def _form_function(self, node: Call) -> Kind:
        match node.function, node.arguments:
            case "if", (condition, then, otherwise):
                self.demand(condition, self.kind_of(condition), DECIDING)
                kinds = (self.kind_of(then), self.kind_of(otherwise))
                self.demand(then, kinds[0], VALUES)
                self.demand(otherwise, kinds[1], VALUES)
                return common_kind(kinds)
            case "once", (value,):
                kind = self.kind_of(value)
                self.demand(value, kind, VALUES)
                return kind
            case "count", (counted,):
                if not isinstance(counted, Reference):
                    return self._refuse(NotARepeat(counted.start, counted.end, "?"))
                self._variable(counted)
                return Kind.NUMBER
            case "position", (where,):
                return self._position(where)
            case _:
                return self._indexed(node)

    def _position(self, where: Node) -> Kind:
        if isinstance(where, Parent) and self._place.path:
            return Kind.NUMBER
        if isinstance(where, Reference) and where.name in self._place.path:
            return Kind.NUMBER
        name = where.name if isinstance(where, Reference) else ".."
        return self._refuse(NotARepeat(where.start, where.end, name))

    def _indexed(self, node: Call) -> Kind:
        question, *places = node.arguments
        if not isinstance(question, Reference):
            return self._refuse(NotARepeat(question.start, question.end, "?"))
        variable = self._variable(question)
        if variable is None:
            return Kind.ANY
        for repeat, index in zip(places[::2], places[1::2], strict=True):
            if not isinstance(repeat, Reference) or repeat.name not in variable.path:
                name = repeat.name if isinstance(repeat, Reference) else "?"
                self._refuse(NotARepeat(repeat.start, repeat.end, name))
            self.demand(index, self.kind_of(index), NUMERIC)
        return variable.kind


def _described(node: Node) -> tuple[str, str]:
    match node:
        case Reference(name=name):
            return name, name
        case Text(value=value):
            return f"'{value}'", f"'{value}'"
        case Current():
            return "Svaret", "The answer"
        case Call(function=function):
            return f"{function}()", f"{function}()"
        case _:
            return "Det här", "This"


def _meant(wanted: frozenset[Kind]) -> Kind:
    """The kind to name when several would do."""
    if wanted == DECIDING:
        return Kind.TRUTH
    for kind in (Kind.NUMBER, Kind.CHOICES, Kind.TEXT):
        if kind in wanted and wanted != VALUES:
            return kind
    return Kind.ANY
