"""Which language the command line speaks: the one asked for, else the window's, else Swedish.

A program that reads what comes out is never met by another language because of the computer's own: the locale counts
for nothing here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

from kollegie.folders import settings_folder
from kollegie.language import Language, say, speak
from kollegie.settings import LANGUAGE, Settings

OPTION = "--language"
VARIABLE = "KOLLEGIE_LANGUAGE"


def own_settings() -> Settings:
    """The settings this person has chosen in the window on this computer."""
    return Settings(settings_folder() / "settings.json")


def choose_language(words: Sequence[str], environment: Mapping[str, str] = os.environ) -> None:
    """Speak as the command asks, before its help is written: `--language`, the variable, the window's choice.

    A language there is none of counts as not asked for. In the option it is refused once the command is read; in the
    variable it is told and nothing stops, for the work is the same in either language.
    """
    asked, set_to = _language(_option_in(words)), environment.get(VARIABLE, "")
    by_variable = _language(set_to)
    speak(asked or by_variable or Language(own_settings().get(LANGUAGE)))
    if set_to and by_variable is None:
        known = say(" eller ", " or ").join(Language)
        told = say(f"{VARIABLE} är ”{set_to}” men får bara vara", f"{VARIABLE} is “{set_to}” but may only be")
        print(f"{told} {known}.", file=sys.stderr)


def _option_in(words: Sequence[str]) -> str:
    """What stands after `--language`, or as much of that word as tells it; the last one given, else empty."""
    found = ""
    before_rest = words[: words.index("--")] if "--" in words else words
    for place, word in enumerate(before_rest):
        name, equals, value = word.partition("=")
        if len(name) > len("--") and OPTION.startswith(name):
            found = value if equals else "".join(before_rest[place + 1 : place + 2])
    return found


def _language(text: str) -> Language | None:
    return next((one for one in Language if one == text.strip().lower()), None)
