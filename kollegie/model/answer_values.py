"""What a person has answered, as it is kept: exact, in one text cell, and free of guesses.

Numbers are kept as decimal text (`"4.5"`), dates and times as ISO text, several choices as a tuple of their names.
That nothing was observed, asked or said is an answer of its own to any question, and never the same as no answer.
"""

from __future__ import annotations

import json
from enum import Enum
from typing import TypeAlias

from kollegie.errors import KollegieError
from kollegie.language import say


class Withheld(Enum):
    """Why a question has no answer; each is distinct, and each counts as answered with a reason."""

    EJ_OBSERVERAT = "ej_observerat"
    EJ_TILLAMPLIGT = "ej_tillampligt"
    EJ_FRAGAD = "ej_fragad"
    AVSTOD = "avstod"

    @property
    def word(self) -> str:
        """The reason in words."""
        return {
            Withheld.EJ_OBSERVERAT: say("Ej observerat", "Not observed"),
            Withheld.EJ_TILLAMPLIGT: say("Ej tillämpligt", "Not applicable"),
            Withheld.EJ_FRAGAD: say("Ej frågad", "Not asked"),
            Withheld.AVSTOD: say("Avstod", "Declined"),
        }[self]


Value: TypeAlias = str | tuple[str, ...] | Withheld | None

_WITHHELD_KEY = "withheld"


class UnreadableValue(KollegieError):
    """A stored answer in a form this program does not know."""

    sv = "Ett sparat svar har en form som den här versionen inte känner. Uppdatera programmet och öppna besöket igen."
    en = "A stored answer has a form this version does not know. Update the program and open the visit again."

    def __init__(self) -> None:
        super().__init__()


def value_to_text(value: Value) -> str:
    """The answer as the one text that is stored, compared and merged; no answer is the empty text.

    Shape: JSON: a string, a list of strings, or `{"withheld": "avstod"}`; the same answer always gives the same text.
    """
    if value is None:
        return ""
    if isinstance(value, Withheld):
        return json.dumps({_WITHHELD_KEY: value.value})
    return json.dumps(value, ensure_ascii=False)


def value_from_text(text: str | None) -> Value:
    """The answer that a stored text means.

    Raises: UnreadableValue if the text was written by a newer program or is not an answer at all.
    """
    if not text:
        return None
    inner = text[1:-1]
    if text == f'"{inner}"' and inner.isprintable() and '"' not in inner and "\\" not in inner:
        return inner or None  # nearly every answer is words as they stand; a visit has thousands, read at each key
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableValue from error
    match found:
        case str():
            return found or None
        case list() if all(isinstance(one, str) for one in found):
            return tuple(found) or None
        case {"withheld": str(reason)} if len(found) == 1 and reason in {one.value for one in Withheld}:
            return Withheld(reason)
        case _:
            raise UnreadableValue


Row: TypeAlias = tuple[str, ...]
"""The rows of the repeats around a question, outermost first; `()` outside repeats."""


def row_to_text(row: Row) -> str:
    """The row as it is kept beside an answer: `""`, `"2"`, `"2/1"`."""
    return "/".join(row)


def row_from_text(text: str) -> Row:
    """The row that a kept text means."""
    return tuple(text.split("/")) if text else ()
