"""Reads an expression into its tree: operator precedence by binding strength, as XPath 1.0 has it."""

from __future__ import annotations

from decimal import Decimal

from kollegie.model.expressions.errors import (
    DecimalComma,
    EmptyExpression,
    TooDeep,
    Unexpected,
    Unfinished,
)
from kollegie.model.expressions.lexer import Token, TokenKind, tokens
from kollegie.model.expressions.tree import (
    BINDING,
    NEGATION_BINDING,
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

MOST_BRACKETS = 60
"""Deeper brackets would exhaust the stack of the reader, higher trees that of whoever works them out. A chain of
additions grows one level for each link."""
MOST_LEVELS = 200
_WORD_OPERATORS = frozenset({"and", "or", "div", "mod"})


def parse(expression: str) -> Node:
    """Read one expression.

    Raises: an ExpressionError with the place, whatever the text is; nothing else.
    """
    return _Parser(expression).whole()


class _Parser:
    def __init__(self, expression: str) -> None:
        self._expression = expression
        self._tokens = tuple(tokens(expression))
        self._at = 0
        self._brackets = 0
        self._height = 0  # of the tree read last

    def whole(self) -> Node:
        if self._now().kind is TokenKind.END:
            raise EmptyExpression(0, len(self._expression))
        tree = self._expression_of(0)
        if self._now().kind is not TokenKind.END:
            raise self._unexpected("ett räknetecken eller slutet", "an operator or the end")
        return tree

    def _now(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._now()
        self._at += 1
        return token

    def _expression_of(self, least: int) -> Node:
        self._brackets += 1
        if self._brackets > MOST_BRACKETS:
            raise TooDeep(self._now().start, self._now().end, most=MOST_BRACKETS)
        left, height = self._value(), self._height
        while (operator := self._operator()) is not None and BINDING[operator] >= least:
            self._take()
            right = self._expression_of(BINDING[operator] + 1)
            height = self._one_higher(max(height, self._height))
            left = Binary(operator, left, right, start=left.start, end=right.end)
        self._height = height
        self._brackets -= 1
        return left

    def _one_higher(self, height: int) -> int:
        if height >= MOST_LEVELS:
            raise TooDeep(self._now().start, self._now().end, most=MOST_LEVELS)
        return height + 1

    def _operator(self) -> str | None:
        token = self._now()
        if token.kind is TokenKind.OPERATOR or (token.kind is TokenKind.NAME and token.text in _WORD_OPERATORS):
            return token.text
        return None

    def _value(self) -> Node:
        token = self._now()
        where = {"start": token.start, "end": token.end}
        self._height = 1
        match token.kind:
            case TokenKind.NUMBER:
                self._take()
                return Number(Decimal(token.text), **where)
            case TokenKind.TEXT:
                self._take()
                return Text(token.text, **where)
            case TokenKind.REFERENCE:
                self._take()
                return Reference(token.text, **where)
            case TokenKind.POINT:
                self._take()
                return Current(**where)
            case TokenKind.PARENT:
                self._take()
                return Parent(**where)
            case TokenKind.NAME if token.text not in _WORD_OPERATORS:
                self._take()
                if self._now().kind is TokenKind.OPEN:
                    return self._call(token)
                return Column(token.text, **where)
            case TokenKind.OPEN:
                self._take()
                inside = self._expression_of(0)
                self._close()
                return inside
            case TokenKind.OPERATOR if token.text == "-":
                self._take()
                operand = self._expression_of(NEGATION_BINDING)
                self._height = self._one_higher(self._height)
                return Negation(operand, start=token.start, end=operand.end)
            case _:
                raise self._unexpected("ett värde", "a value")

    def _call(self, name: Token) -> Node:
        self._take()
        arguments: list[Node] = []
        height = 0
        while self._now().kind is not TokenKind.CLOSE:
            if arguments:
                self._comma()
            arguments.append(self._expression_of(0))
            height = max(height, self._height)
        self._height = self._one_higher(height)
        end = self._close().end
        return Call(name.text, tuple(arguments), start=name.start, end=end)

    def _comma(self) -> None:
        if self._now().kind is not TokenKind.COMMA:
            raise self._unexpected("ett komma eller en slutparentes", "a comma or a closing bracket")
        self._take()

    def _close(self) -> Token:
        if self._now().kind is not TokenKind.CLOSE:
            raise self._unexpected("ett komma eller en slutparentes", "a comma or a closing bracket")
        return self._take()

    def _unexpected(self, expected_sv: str, expected_en: str) -> Exception:
        token = self._now()
        if token.kind is TokenKind.END:
            return Unfinished(token.start, token.end, expected_sv, expected_en)
        if token.kind is TokenKind.COMMA and self._stands_between_digits():
            before, after = self._tokens[self._at - 1], self._tokens[self._at + 1]
            return DecimalComma(before.start, after.end, f"{before.text}.{after.text}")
        return Unexpected(token.start, token.end, self._expression[token.start : token.end], expected_sv, expected_en)

    def _stands_between_digits(self) -> bool:
        before = self._tokens[self._at - 1] if self._at else None
        after = self._tokens[self._at + 1]
        return (
            before is not None
            and before.kind is TokenKind.NUMBER
            and after.kind is TokenKind.NUMBER
            and before.end == self._now().start
            and after.start == self._now().end
        )
