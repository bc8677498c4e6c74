"""How a command is read, and what is said of one that cannot be: in the user's language, not argparse's English."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import date
from typing import Any, NoReturn, TypeAlias

from kollegie.language import say

Commands: TypeAlias = "argparse._SubParsersAction[Parser]"
"""Where a room adds its commands; argparse has no open name for it."""
WRONG = (
    (r"the following arguments are required: (.+)", "det här saknas: {}", "this is missing: {}"),
    (r"one of the arguments (.+) is required", "ett av de här behövs: {}", "one of these is needed: {}"),
    (r"unrecognized arguments: (.+)", "det här hör inte till kommandot: {}", "this does not belong to the command: {}"),
    (
        r"argument (.+?): invalid choice: '(.*?)' \(choose from (.+)\)",
        "{}: ”{}” finns inte; välj bland {}",
        "{}: there is no “{}”; choose from {}",
    ),
    (r"argument (.+?): invalid int value: '(.*)'", "{}: ”{}” är inget heltal", "{}: “{}” is not a whole number"),
    (r"argument (.+?): invalid \w+ value: '(.*)'", "{}: ”{}” går inte att läsa", "{}: “{}” cannot be read"),
    (r"argument (.+?): expected one argument", "{}: ett värde saknas efter", "{}: a value is missing after it"),
    (
        r"argument (.+?): expected at least one argument",
        "{}: minst ett värde saknas efter",
        "{}: at least one value is missing after it",
    ),
    (
        r"argument (.+?): not allowed with argument (.+)",
        "{} går inte ihop med {}",
        "{} does not go together with {}",
    ),
    (
        r"argument (.+?): ignored explicit argument '(.*)'",
        "{} tar inget värde, men ”{}” står där",
        "{} takes no value, but “{}” stands there",
    ),
    (
        r"ambiguous option: (.+?) could match (.+)",
        "{} kan betyda flera: {}; skriv ut hela ordet",
        "{} may mean any of {}; write the whole word",
    ),
    (r"argument (.+?): (.+)", "{}: {}", "{}: {}"),
)
"""What argparse says, and the same in Swedish and English; the first that fits is said."""


class Parser(argparse.ArgumentParser):
    """Reads a command; its frame, headings and refusals are words of ours. Its subcommands are read by its like."""

    def __init__(self, **options: Any) -> None:
        add_help = options.pop("add_help", True)
        super().__init__(add_help=False, **options)
        self.color = False  # Python 3.14 colours the frame on a terminal, and its word could not be told from the rest
        self._positionals.title = say("ord", "arguments")
        self._optionals.title = say("val", "options")
        if add_help:
            self.add_argument("-h", "--help", action="help", help=say("visa den här hjälpen", "show this help"))

    def format_usage(self) -> str:
        """How the command is written, in a line or two."""
        return _framed(super().format_usage())

    def format_help(self) -> str:
        """The whole help."""
        return _framed(super().format_help())

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command and leave with 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {wrong(message)}.\n")


def _framed(text: str) -> str:
    """The frame's word in the user's language; as long as argparse's, so that the lines below it stay aligned."""
    return re.sub(r"\Ausage: ", say("skriv: ", "usage: "), text)


def wrong(message: str) -> str:
    """What argparse found wrong, in the user's language; what nobody has translated stands as it is."""
    for pattern, sv, en in WRONG:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return say(sv, en).format(*(part.replace("'", "") for part in found.groups()))
    return message


def day(text: str) -> date:
    """Read a day written 2026-03-01."""
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(
            say(f"”{text}” är inget datum; skriv det som 2026-03-01", f"“{text}” is no date; write it as 2026-03-01")
        ) from problem
