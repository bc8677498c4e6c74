"""What can stand as an answer, and the one text it is kept as.

A whole answer is one cell, so that two people's edits of it merge or conflict as one. Numbers are kept as decimal
text and never as floats, dates as ISO text, many-of as a tuple of choice names. That a question was not answered on
purpose is a value of its own, possible for every type of question.
"""

from __future__ import annotations

import json
from enum import StrEnum

from kollegie.language import say


class Withheld(StrEnum):
    """Why a question has no answer in its own kind; four reasons that are never mixed up."""

    NOT_OBSERVED = "ej_observerat"
    NOT_APPLICABLE = "ej_tillampligt"
    NOT_ASKED = "ej_fragad"
    DECLINED = "avstod"

    @property
    def word(self) -> str:
        """The reason as it stands on the button."""
        return {
            Withheld.NOT_OBSERVED: say("Ej observerat", "Not observed"),
            Withheld.NOT_APPLICABLE: say("Ej tillämpligt", "Not applicable"),
            Withheld.NOT_ASKED: say("Ej frågad", "Not asked"),
            Withheld.DECLINED: say("Avstod", "Declined"),
        }[self]


Value = str | tuple[str, ...] | Withheld | None
"""An answer's value; `Withheld` is looked for before `str`, since it is one."""


def value_to_text(value: Value) -> str:
    """The canonical JSON text of a value: a string, a list, or `{"withheld": "avstod"}`; `null` for none."""
    if isinstance(value, Withheld):
        return json.dumps({"withheld": value.value})
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def value_from_text(text: str) -> Value:
    """Read the canonical text back.

    Raises: ValueError for anything else, so that a foreign cell is quarantined and not guessed at.
    """
    read = json.loads(text)
    if read is None or isinstance(read, str):
        return read
    if isinstance(read, list) and all(isinstance(part, str) for part in read):
        return tuple(read)
    if isinstance(read, dict) and list(read) == ["withheld"]:
        return Withheld(read["withheld"])
    raise ValueError("not an answer's value")
