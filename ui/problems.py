"""What is told when something goes wrong: a refusal's own sentence, or, for a fault of ours, a report to copy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from textwrap import dedent
from types import TracebackType

from kollegie import __version__
from kollegie.errors import Cancelled, KollegieError
from kollegie.language import say


@dataclass(frozen=True, slots=True)
class Problem:
    """What happened (`title`) and what to do (`text`); `report` is empty unless the fault is ours."""

    title: str
    text: str = ""
    report: str = ""

    @property
    def sentence(self) -> str:
        """Title and text in one line, for a field or a screen reader."""
        joint = " " if self.title.endswith((".", "?", "!")) else ": "
        return f"{self.title}{joint}{self.text}" if self.text else self.title

    @property
    def in_strip(self) -> tuple[str, str]:
        """The text of a strip and its title: one sentence alone is the text, since a strip without any says nothing."""
        return (self.text, self.title) if self.text else (self.title, "")


def problem_of(error: BaseException, *, stored: bool | None = None) -> Problem | None:
    """How an error is told; None for what the user asked for themselves (`Cancelled`).

    Shape: `stored` is whether all that was typed is known to be stored; None where nobody has looked.
    """
    match error:
        case Cancelled():
            return None
        case KollegieError():
            title, text = _first_sentence(error.sentence())
            return Problem(title, text)
        case _:
            return Problem(
                say("Något gick fel i programmet.", "Something went wrong in the program."),
                f"{_stored_words(stored)} {_report_words()}".strip(),
                report_of(type(error), error.__traceback__),
            )


def _stored_words(stored: bool | None) -> str:
    if stored is None:
        return ""
    if stored:
        return say("Det du har skrivit är sparat.", "What you have typed is saved.")
    return say(
        "Det du gjorde senast är kanske inte sparat: se efter, och gör om det.",
        "What you did last may not be saved: look, and do it again.",
    )


def _report_words() -> str:
    return say(
        "Kopiera rapporten och lämna den till den som sköter Kollegie; den innehåller inga personuppgifter.",
        "Copy the report and give it to whoever looks after Kollegie; it holds no personal data.",
    )


def report_of(kind: type[BaseException], trace: TracebackType | None) -> str:
    """A fault as text without anything a user typed: the class, the places in the code, versions.

    The error's own message and the values of variables stay out, since both can hold names and notes.
    """
    import platform  # loaded when something has gone wrong, not at every start
    import traceback

    lines = [f"Kollegie {__version__}, Python {platform.python_version()}, {platform.system()} {platform.release()}"]
    for frame in traceback.extract_tb(trace):
        lines.append(f"{_place(frame.filename)}:{frame.lineno} {frame.name}")
    lines.append(f"{kind.__module__}.{kind.__qualname__}")
    return "\n".join(lines)


def _place(filename: str) -> str:
    """The file from its package on, so that a report names no user and no folder of theirs."""
    parts = re.split(r"[\\/]", filename)
    for root in ("ui", "kollegie", "site-packages"):
        if root in parts:
            at = len(parts) - 1 - parts[::-1].index(root)
            return "/".join(parts[at:])
    return parts[-1]


def _first_sentence(sentence: str) -> tuple[str, str]:
    """What happened apart from what to do: split after the first full stop that ends a sentence, or the first line."""
    first, _, rest = sentence.partition("\n")
    if rest:
        return first.rstrip(":"), dedent(rest)
    match = re.search(r"[.:?] (?=[A-ZÅÄÖ])", sentence)
    if match is None:
        return sentence, ""
    end = match.start() + (0 if sentence[match.start()] == ":" else 1)
    return sentence[:end], sentence[match.end() :]
