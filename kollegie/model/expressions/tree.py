"""The tree an expression is read into: frozen nodes that know where in the text they stood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """Where a node stood; two trees of the same meaning are equal wherever they stood."""

    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Number(_Placed):
    """A number written out, never negative: the minus before it is a node of its own."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Text(_Placed):
    """A text between quotation marks."""

    value: str


@dataclass(frozen=True, slots=True)
class Reference(_Placed):
    """`${name}`: the answer to a question, a field of the case, or a repeat."""

    name: str


@dataclass(frozen=True, slots=True)
class Current(_Placed):
    """`.`: the answer of the question the expression belongs to."""


@dataclass(frozen=True, slots=True)
class Parent(_Placed):
    """`..`: the row of the repeat, only as `position(..)`."""


@dataclass(frozen=True, slots=True)
class Column(_Placed):
    """A bare word: a column of the choice that a choice filter looks at."""

    name: str


@dataclass(frozen=True, slots=True)
class Negation(_Placed):
    """The minus before a value."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Binary(_Placed):
    """Two values and the operator between them."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Call(_Placed):
    """A function with its arguments."""

    function: str
    arguments: tuple[Node, ...]


Node: TypeAlias = Number | Text | Reference | Current | Parent | Column | Negation | Binary | Call

BINDING = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
}
"""How tightly each operator binds; the higher, the tighter. All of them group from the left."""
NEGATION_BINDING = 7


def walk(node: Node) -> Iterator[Node]:
    """Every node of the tree, parents before children, left before right."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        match here:
            case Negation(operand=operand):
                waiting.append(operand)
            case Binary(left=left, right=right):
                waiting += (right, left)
            case Call(arguments=arguments):
                waiting += reversed(arguments)
            case _:
                pass


def references(node: Node) -> tuple[str, ...]:
    """The names the expression refers to, each once, in the order they are first named.

    `jr:choice-name(value, '${question}')` names its question inside a text; that counts too.
    """
    names: dict[str, None] = {}
    for here in walk(node):
        if isinstance(here, Reference):
            names[here.name] = None
        elif isinstance(here, Call) and here.function == "jr:choice-name" and len(here.arguments) == 2:
            named = here.arguments[1]
            if isinstance(named, Text) and named.value.startswith("${") and named.value.endswith("}"):
                names[named.value[2:-1].strip()] = None
    return tuple(names)


def written(node: Node) -> str:
    """The expression as text again, with no more brackets than its meaning needs."""
    match node:
        case Number(value=value):
            return format(value, "f")
        case Text(value=value):
            return f'"{value}"' if "'" in value else f"'{value}'"
        case Reference(name=name):
            return f"${{{name}}}"
        case Current():
            return "."
        case Parent():
            return ".."
        case Column(name=name):
            return name
        case Negation(operand=operand):
            return f"- {_bracketed(operand, NEGATION_BINDING)}"
        case Binary(operator=operator, left=left, right=right):
            binding = BINDING[operator]
            return f"{_bracketed(left, binding)} {operator} {_bracketed(right, binding + 1)}"
        case Call(function=function, arguments=arguments):
            return f"{function}({', '.join(written(argument) for argument in arguments)})"


def _bracketed(node: Node, least: int) -> str:
    binds_looser = isinstance(node, Binary) and BINDING[node.operator] < least
    return f"({written(node)})" if binds_looser else written(node)
