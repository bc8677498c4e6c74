"""What the columns of records are called on screen."""

from __future__ import annotations

from kollegie.intake.record_kinds import ColumnRule
from kollegie.language import say


def column_words(rule: ColumnRule, *, marked: bool = True) -> str:
    """A canonical column as one recognises it: its first Swedish name, and `marked` where it must be there."""
    name = rule.aliases[0] if rule.aliases else rule.name
    said = say(name, rule.name.replace("_", " "))
    return f"{said} *" if rule.required and marked else said
