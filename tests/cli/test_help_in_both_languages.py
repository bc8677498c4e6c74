"""Every word of every command's help stands in Swedish and in English."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

import pytest

from kollegie.cli import build_parser
from kollegie.language import Language, speak

ALIKE = {"ID", "N", "SIGNAL", "TEXT", "VERSION", "KRONOR", "V01", "V01,V12", "V03.atl_hours=50"}
"""Metavars that are the same word in both languages, or a value written as it stands."""
SWEDISH = re.compile(r"[^\W\d_]*[åäöÅÄÖ][^\W\d_]*")
KEPT = {"hemtjänst"}
"""Swedish words a command takes, which stand in the English help as they are written."""


def texts(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str, str]]:
    """Each text of a parser and all below it: the command, what it is a text about, and the text itself."""
    yield parser.prog, "description", parser.description or ""
    for action in parser._actions:
        if action.help == argparse.SUPPRESS:
            continue
        name = "/".join(action.option_strings) or action.dest
        if isinstance(action, argparse._SubParsersAction):
            for told in action._choices_actions:
                yield parser.prog, told.dest, told.help or ""
            for command in action.choices.values():
                yield from texts(command)
        else:
            yield parser.prog, name, action.help or ""
        if isinstance(action.metavar, str):
            yield parser.prog, f"{name} metavar", action.metavar


def is_names_alone(text: str) -> bool:
    """A list of values a command takes: they are the same in both languages."""
    return all(" " not in part for part in text.split(", "))


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[argparse.ArgumentParser, argparse.ArgumentParser]]:
    """The whole command line, as it is built in Swedish and in English."""
    swedish = build_parser()
    speak(Language.EN)
    try:
        yield swedish, build_parser()
    finally:
        speak(Language.SV)


def test_nothing_lacks_its_words_and_nothing_is_said_in_one_language_alone(
    both: tuple[argparse.ArgumentParser, argparse.ArgumentParser],
) -> None:
    swedish, english = (list(texts(parser)) for parser in both)

    assert [where[:2] for where in swedish] == [where[:2] for where in english]
    assert len(english) > 500
    assert [where for where in english if not where[2].strip()] == []
    assert [
        where
        for where, (_, _, other) in zip(english, swedish, strict=True)
        if where[2] == other and other not in ALIKE and not (is_names_alone(other) and other.islower())
    ] == []
    assert [
        where for where in english if set(SWEDISH.findall(where[2])) - KEPT or re.search(r"\b(och|eller)\b", where[2])
    ] == []


def test_the_frame_is_in_the_language_of_the_words(
    both: tuple[argparse.ArgumentParser, argparse.ArgumentParser],
) -> None:
    def shown(parser: argparse.ArgumentParser) -> str:
        return next(group for group in parser._actions if group.dest == "command").choices["demo"].format_help()

    speak(Language.SV)
    swedish = shown(both[0])
    speak(Language.EN)
    english = shown(both[1])

    assert re.findall(r"^(\w+):", swedish, re.MULTILINE) == ["skriv", "ord", "val"]
    assert re.findall(r"^(\w+):", english, re.MULTILINE) == ["usage", "arguments", "options"]
    assert re.search(r"-h, --help +visa den här hjälpen", swedish)
    assert re.search(r"-h, --help +show this help", english)
