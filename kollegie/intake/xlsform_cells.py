"""Cells that hold more than a word: parameters, defaults, and lists written as in a checklist file."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise

from kollegie.intake.checklist_problems import NotToml
from kollegie.intake.xlsform_problems import ParametersUnfit, SheetProblems
from kollegie.intake.xlsform_report import RemarkKind, Remarks
from kollegie.intake.xlsform_sheets import Row
from kollegie.model.checklist import QuestionType
from kollegie.model.expressions import ExpressionError
from kollegie.model.expressions.functions import FORM_FUNCTIONS, FUNCTIONS, REFUSED
from kollegie.model.expressions.lexer import Token, TokenKind, tokens

_PAIR = re.compile(r"([^\s=,;]+)\s*=\s*([^\s=,;]+)")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
_AT = re.compile(r"\s*\(at .*\)$")
YES = frozenset({"yes", "true", "true()", "ja"})
NO = frozenset({"no", "false", "false()", "nej"})


def inline_of(row: Row, column: str, problems: SheetProblems) -> object:
    """What a cell of our own columns holds: a value as it stands after `key =` in a checklist file."""
    text = row.text(column)
    if not text:
        return None
    try:
        held = tomllib.loads(f"x = {text}")
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        problems.note_at(row.place(column), NotToml(_AT.sub("", str(error))))
        return None
    if len(held) > 1:
        problems.note_at(row.place(column), NotToml(", ".join(list(held)[1:])))
    return held["x"]


def parameters_of(row: Row, problems: SheetProblems) -> dict[str, str]:
    """The pairs of the column parameters: `start=1 end=5 step=1`."""
    text = row.code("parameters")
    pairs = {name.lower(): value for name, value in _PAIR.findall(text)}
    if _PAIR.sub("", text).strip(" ,;\n\t"):
        problems.note_at(row.place("parameters"), ParametersUnfit(text, "namn=värde", "name=value"))
    return pairs


def expression_of(row: Row, column: str, remarks: Remarks) -> str:
    """An expression as it is written, with straight quotation marks; the words yes and no as conditions."""
    text = row.code(column)
    if text != row.text(column).strip():
        remarks.say(
            RemarkKind.CHANGED,
            row.place(column),
            "typografiska citattecken lästes som raka",
            "typographic quotation marks were read as straight ones",
        )
    if text.casefold() in YES - {"true()"}:
        return "true()"
    return "false()" if text.casefold() in NO - {"false()"} else text


def default_is_worked_out(text: str, type_: QuestionType) -> bool:
    """Whether a default is an expression rather than an answer, as ODK's converter tells them apart."""
    if type_ in (QuestionType.NUMBER, QuestionType.INTEGER) and not _NUMBER.fullmatch(text):
        return True
    try:
        found = list(tokens(text))
    except ExpressionError:
        return "${" in text
    return any(one.kind is TokenKind.REFERENCE or _calls(one, following, type_) for one, following in pairwise(found))


def _calls(one: Token, following: Token, type_: QuestionType) -> bool:
    """Whether two tokens begin a call; in free text only the name of a real function does: "moms(25 %)" is text."""
    if one.kind is not TokenKind.NAME or following.kind is not TokenKind.OPEN or one.end != following.start:
        return False
    known = one.text in FUNCTIONS or one.text in FORM_FUNCTIONS or one.text in REFUSED
    return known or type_ is not QuestionType.TEXT
