"""What the columns of records, and what stands in them, are called on screen."""

from __future__ import annotations

from functools import cache

from kollegie.intake.record_kinds import ColumnRule
from kollegie.intake.saved_mappings import ALL_KINDS
from kollegie.language import say

_OWN_SWEDISH = {"institution": "institution", "short-stay": "korttidsvistelse"}
"""Choices whose first Swedish spelling is narrower than they are."""


def column_words(rule: ColumnRule, *, marked: bool = True) -> str:
    """A canonical column as one recognises it: its first Swedish name, and `marked` where it must be there."""
    name = rule.aliases[0] if rule.aliases else rule.name
    said = say(name, rule.name.replace("_", " "))
    return f"{said} *" if rule.required and marked else said


def column_name(kind: str, column: str) -> str:
    """What a column of a kind is called; a heading of the file's own stays as it is."""
    return _names_of(kind).get(column, column)


def cell_words(kind: str, column: str, text: str) -> str:
    """A cell as it is read: a choice in Swedish, a number with its decimal comma, all else as it stands."""
    if text.replace(".", "", 1).removeprefix("-").isdecimal():
        return text.replace(".", say(",", "."))
    return say(_choices_of(kind).get((column, text), text), text)


@cache
def _choices_of(kind: str) -> dict[tuple[str, str], str]:
    """The Swedish word of each choice of a kind's columns."""
    rules = ALL_KINDS[kind].columns if kind in ALL_KINDS else ()
    return {
        (rule.name, value): _OWN_SWEDISH.get(value, spellings[0] if spellings else value)
        for rule in rules
        for value, spellings in rule.choices
    }


def _names_of(kind: str) -> dict[str, str]:
    """What each column of a kind is called."""
    rules = ALL_KINDS[kind].columns if kind in ALL_KINDS else ()
    return {rule.name: column_words(rule, marked=False) for rule in rules}
