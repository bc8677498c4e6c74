"""The kinds of values, and how a refusal speaks of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from kollegie.language import Language


class Kind(Enum):
    """What an expression or a question holds, as far as it can be told before anyone has answered."""

    NUMBER = ("ett tal", "a number")
    TEXT = ("text", "text")
    CHOICE = ("ett val", "a choice")
    CHOICES = ("flera val", "several choices")
    DATE = ("ett datum", "a date")
    TIME = ("ett klockslag", "a time of day")
    MOMENT = ("en tidpunkt", "a moment")
    TRUTH = ("ett villkor", "a condition")
    EMPTY = ("den tomma texten", "the empty text")
    FILE = ("en fil", "a file")
    REPEAT = ("en upprepning", "a repeat")
    NOTHING = ("en rubrik utan svar", "a heading without an answer")
    ANY = ("ett värde", "a value")

    def in_(self, language: Language) -> str:
        """The kind in words."""
        return self.value[0] if language is Language.SV else self.value[1]


NUMERIC = frozenset({Kind.NUMBER, Kind.DATE, Kind.TIME, Kind.MOMENT, Kind.TRUTH, Kind.EMPTY, Kind.ANY})
"""Kinds that can be added, compared by size and counted as days."""
DECIDING = frozenset({Kind.TRUTH, Kind.NUMBER, Kind.ANY})
"""Kinds that can stand where something must hold or not hold."""
MEASURED = frozenset({Kind.NUMBER, Kind.DATE, Kind.TIME, Kind.MOMENT})
"""Kinds whose emptiness makes every comparison false."""
VALUES = frozenset(Kind) - {Kind.REPEAT, Kind.NOTHING}
"""Everything that is a value at all."""
CHOOSABLE = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.TEXT, Kind.EMPTY, Kind.ANY})
DATABLE = frozenset({Kind.DATE, Kind.MOMENT, Kind.NUMBER, Kind.TEXT, Kind.EMPTY, Kind.ANY})


@dataclass(frozen=True, slots=True)
class Variable:
    """What an expression may know of a name before any answer is given.

    Shape: `path` is the chain of repeats around it, outermost first; a repeat's own path ends with itself.
    `choices` are the names a one-of or many-of question offers, or None where they cannot be told.
    """

    kind: Kind
    path: tuple[str, ...] = ()
    choices: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression stands: what it may refer to and what its point means.

    Shape: `path` as in Variable; `current` is None where a point has no meaning; `columns` are the choice columns a
    choice filter may name.
    """

    names: Mapping[str, Variable]
    path: tuple[str, ...] = ()
    current: Variable | None = None
    columns: frozenset[str] = frozenset()
