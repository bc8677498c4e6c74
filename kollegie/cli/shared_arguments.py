"""What several commands ask for, in the same words each time: which round, which visit, which question, which day."""

from __future__ import annotations

import argparse

from kollegie.cli.parsing import day
from kollegie.language import say


def round_argument(parser: argparse.ArgumentParser) -> None:
    """The round, in its place among the words; it need not be named where there is only one."""
    parser.add_argument("round", metavar=say("OMGÅNG", "ROUND"), nargs="?", default="", help=_which_round())


def round_option(parser: argparse.ArgumentParser) -> None:
    """The round as `--round`, where the words are about something else."""
    parser.add_argument("--round", default="", metavar=say("OMGÅNG", "ROUND"), help=_which_round())


def _which_round() -> str:
    return say("namn eller id; annars den enda", "name or id; otherwise the only one")


def visit_argument(parser: argparse.ArgumentParser) -> None:
    """The visit, by the number people say or by its id."""
    parser.add_argument("id", metavar=visit_word(), help=which_visit())


def visit_word() -> str:
    """What stands for a visit where a command is shown."""
    return say("ID|ÄRENDE", "ID|CASE")


def which_visit() -> str:
    """How a visit is named."""
    return say(
        "besökets id eller ärendets nummer, till exempel 4-017", "the visit's id or the case number, such as 4-017"
    )


def question_argument(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """The question, by its number in the checklist or by its name."""
    parser.add_argument(
        "question",
        metavar=say("FRÅGA", "QUESTION"),
        nargs=None if required else "?",
        help=say("frågans nummer eller namn, till exempel HB06", "the question's number or name, such as HB06"),
    )


def row_option(parser: argparse.ArgumentParser) -> None:
    """Which row of what repeats, `2` or `2/1`; none for a question asked once."""
    parser.add_argument(
        "--row",
        default="",
        metavar=say("RAD", "ROW"),
        help=say("raden i en upprepning, till exempel 2 eller 2/1", "the row of a repeat, such as 2 or 2/1"),
    )


def amendment_reason(parser: argparse.ArgumentParser, default: str | None = None) -> None:
    """Why something is changed although the visit is signed."""
    parser.add_argument(
        "--reason",
        default=default,
        metavar=say("SKÄL", "REASON"),
        help=say("skäl till ett tillägg efter signering", "the reason for an amendment after signing"),
    )


def as_of_option(parser: argparse.ArgumentParser) -> None:
    """The day to count from, for looking at another day than today."""
    parser.add_argument(
        "--as-of",
        type=day,
        metavar=say("DATUM", "DATE"),
        help=say("dagen som räknas som i dag", "the day that counts as today"),
    )
