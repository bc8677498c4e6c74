"""Cuts an expression into tokens with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from kollegie.model.expressions.errors import (
    CurlyQuote,
    PathRefused,
    TooLong,
    Unexpected,
    Unfinished,
)

MOST_CHARACTERS = 20_000

NAME = r"[^\W\d][\w.\-]*"
"""Names of questions and choices: as in XLSForm, letters, digits, `_`, `-` and `.`, beginning with a letter or `_`."""
_TOKEN = re.compile(
    rf"""
      (?P<space>\s+)
    | (?P<number>\d+\.?\d*|\.\d+)
    | (?P<text>'[^']*'|"[^"]*")
    | (?P<reference>\$\{{\s*(?P<referred>{NAME})\s*\}})
    | (?P<name>{NAME}(?::{NAME})?)
    | (?P<operator>!=|<=|>=|[=<>+\-*])
    | (?P<parent>\.\.)
    | (?P<point>\.)
    | (?P<open>\()
    | (?P<close>\))
    | (?P<comma>,)
    """,
    re.VERBOSE,
)


class TokenKind(Enum):
    """What a piece of the expression is."""

    NUMBER = auto()
    TEXT = auto()
    REFERENCE = auto()
    NAME = auto()
    OPERATOR = auto()
    PARENT = auto()
    POINT = auto()
    OPEN = auto()
    CLOSE = auto()
    COMMA = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One piece: `text` is its meaning (the name inside `${…}`, the text without its marks)."""

    kind: TokenKind
    text: str
    start: int
    end: int


def tokens(expression: str) -> Iterator[Token]:
    """Cut the expression; the last token is always END.

    Raises: an ExpressionError at the first character that cannot be part of an expression.
    """
    if len(expression) > MOST_CHARACTERS:
        raise TooLong(MOST_CHARACTERS, len(expression), most=MOST_CHARACTERS)
    at = 0
    while at < len(expression):
        found = _TOKEN.match(expression, at)
        if found is None:
            raise _refusal(expression, at)
        group = found.lastgroup
        start, at = found.span()
        if group == "text":
            yield Token(TokenKind.TEXT, found.group()[1:-1], start, at)
        elif group == "reference":
            yield Token(TokenKind.REFERENCE, found.group("referred"), start, at)
        elif group != "space":
            yield Token(TokenKind[str(group).upper()], found.group(), start, at)
    yield Token(TokenKind.END, "", at, at)


def _refusal(expression: str, at: int) -> Exception:
    rest = expression[at:]
    here = rest[0]
    end = len(expression)
    if here in "'\"":
        return Unfinished(at, end, f"ett avslutande {here}", f"a closing {here}")
    if here == "$":
        if rest.startswith("${") and "}" not in rest:
            return Unfinished(at, end, "en avslutande }", "a closing }")
        return Unexpected(at, at + 1, rest[:12], "${frågans_namn}", "${question_name}")
    if here in "‘’“”‚„«»":
        return CurlyQuote(at, at + 1, here)
    if here in "/|@[]":
        return PathRefused(at, at + 1, here)
    return Unexpected(at, at + 1, here, "ett värde eller ett räknetecken", "a value or an operator")
