"""Turns a checked tree into nested functions, so that working it out costs no look at the tree."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeAlias

from kollegie.model.expressions.checking import kind_of
from kollegie.model.expressions.functions import FUNCTIONS, Function
from kollegie.model.expressions.kinds import MEASURED, Place
from kollegie.model.expressions.surroundings import Surroundings
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
from kollegie.model.expressions.values import (
    ARITHMETIC,
    Scalar,
    as_number,
    as_text,
    as_truth,
    compare,
    equal,
    equal_numbers,
    finite,
    unequal,
    unequal_numbers,
)

Worked: TypeAlias = Callable[[Surroundings], Scalar]
_Rows: TypeAlias = Callable[[Surroundings], Sequence[Scalar]]

_ARITHMETIC: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": ARITHMETIC.add,
    "-": ARITHMETIC.subtract,
    "*": ARITHMETIC.multiply,
    "div": ARITHMETIC.divide,
    "mod": ARITHMETIC.remainder,
}
_ORDER: dict[str, Callable[[Scalar, Scalar], bool]] = {
    "<": compare(operator.lt),
    "<=": compare(operator.le),
    ">": compare(operator.gt),
    ">=": compare(operator.ge),
}


def compile_tree(tree: Node, place: Place) -> Worked:
    """Make the function that works the expression out; the tree must have passed `check` at the same place."""
    return _Compiler(place).value(tree)


class _Compiler:
    def __init__(self, place: Place) -> None:
        self._place = place

    def value(self, node: Node) -> Worked:
        match node:
            case Number(value=number):
                return lambda _around: number
            case Text(value=text):
                return lambda _around: text
            case Reference(name=name):
                return lambda around: around.value(name)
            case Current():
                return lambda around: around.current()
            case Column(name=name):
                return lambda around: around.column(name)
            case Negation(operand=operand):
                return _negated(self.value(operand))
            case Binary():
                return self._binary(node)
            case Call():
                return self._call(node)
            case Parent():
                raise TypeError("`..` stands only in position(..)")

    def _binary(self, node: Binary) -> Worked:
        left, right = self.value(node.left), self.value(node.right)
        match node.operator:
            case "and":
                return lambda around: as_truth(left(around)) and as_truth(right(around))
            case "or":
                return lambda around: as_truth(left(around)) or as_truth(right(around))
            case "=" | "!=":
                return self._sameness(node, left, right)
            case "<" | "<=" | ">" | ">=" as sign:
                holds = _ORDER[sign]
                return lambda around: holds(left(around), right(around))
            case sign:
                return _reckoned(_ARITHMETIC[sign], left, right)

    def _sameness(self, node: Binary, left: Worked, right: Worked) -> Worked:
        same = node.operator == "="
        for side, other in ((node.left, right), (node.right, left)):
            if side == Text(""):
                return _emptiness(other, same)
        measured = MEASURED & {kind_of(node.left, self._place), kind_of(node.right, self._place)}
        equality = (equal_numbers, unequal_numbers) if measured else (equal, unequal)
        holds = equality[0] if same else equality[1]
        return lambda around: holds(left(around), right(around))

    def _call(self, node: Call) -> Worked:
        match node.function, node.arguments:
            case "if", (condition, then, otherwise):
                return _either(self.value(condition), self.value(then), self.value(otherwise))
            case "once", (value,):
                first = self.value(value)
                return lambda around: first(around) if around.current() is None else around.current()
            case "count", (Reference(name=name),):
                return lambda around: Decimal(around.row_count(name))
            case "position", (where,):
                repeat = where.name if isinstance(where, Reference) else None
                return lambda around: Decimal(around.position(repeat) + 1)
            case "indexed-repeat", (Reference(name=name), *places):
                return self._indexed(name, places)
            case "jr:choice-name", (value, Reference(name=name)):
                return self._worked_out(FUNCTIONS["jr:choice-name"], (value, Text(name)))  # its name, not its answer
            case name, arguments:
                return self._worked_out(FUNCTIONS[name], arguments)

    def _indexed(self, name: str, places: Sequence[Node]) -> Worked:
        repeats = [repeat.name for repeat in places[::2] if isinstance(repeat, Reference)]
        indexes = [self.value(index) for index in places[1::2]]

        def found(around: Surroundings) -> Scalar:
            rows = []
            for repeat, index in zip(repeats, indexes, strict=True):
                number = as_number(index(around))
                if number is None or number < 1:
                    return None
                rows.append((repeat, int(number) - 1))
            return around.value_at(name, rows)

        return found

    def _worked_out(self, function: Function, nodes: Sequence[Node]) -> Worked:
        work = function.work
        if function.rows is not None:
            return self._with_rows(function, nodes)
        arguments = [self.value(node) for node in nodes]
        if function.asks:
            return lambda around: work(around, *(argument(around) for argument in arguments))
        if len(arguments) == 1:
            only = arguments[0]
            return lambda around: work(only(around))
        if len(arguments) == 2:
            first, second = arguments
            return lambda around: work(first(around), second(around))
        return lambda around: work(*(argument(around) for argument in arguments))

    def _with_rows(self, function: Function, nodes: Sequence[Node]) -> Worked:
        work, first_rows = function.work, function.rows or 0
        parts: list[_Rows] = [
            self._rows(node) if at >= first_rows else _alone(self.value(node)) for at, node in enumerate(nodes)
        ]
        return lambda around: work(*(value for part in parts for value in part(around)))

    def _rows(self, node: Node) -> _Rows:
        if isinstance(node, Reference):
            name = node.name
            return lambda around: around.values(name)
        return _alone(self.value(node))


def _alone(value: Worked) -> _Rows:
    return lambda around: (value(around),)


def _negated(operand: Worked) -> Worked:
    def negated(around: Surroundings) -> Scalar:
        number = as_number(operand(around))
        return None if number is None else ARITHMETIC.minus(number)

    return negated


def _reckoned(reckon: Callable[[Decimal, Decimal], Decimal], left: Worked, right: Worked) -> Worked:
    def reckoned(around: Surroundings) -> Scalar:
        one, other = as_number(left(around)), as_number(right(around))
        return None if one is None or other is None else finite(reckon(one, other))

    return reckoned


def _emptiness(value: Worked, empty: bool) -> Worked:
    return lambda around: (not as_text(value(around))) is empty


def _either(condition: Worked, then: Worked, otherwise: Worked) -> Worked:
    return lambda around: then(around) if as_truth(condition(around)) else otherwise(around)
