"""The language the program speaks just now: Swedish, or English where someone has chosen it.

Every sentence a user reads is written in both languages at the place where it is said, so that a missing
translation cannot exist: `say("Synka nu", "Sync now")`.
"""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """The languages of the program's own words; question texts bring their own."""

    SV = "sv"
    EN = "en"


NBSP = "\u00a0"
_now = Language.SV


def current_language() -> Language:
    """The language `say` answers in."""
    return _now


def speak(language: Language) -> None:
    """Choose the language of all that is said from now on."""
    global _now
    _now = language


def say(sv: str, en: str) -> str:
    """Return the sentence in the language chosen."""
    return sv if _now is Language.SV else en


def counted(number: int, sv: tuple[str, str], en: tuple[str, str]) -> str:
    """Say a number with its noun: `counted(3, ("ändring", "ändringar"), ("change", "changes"))`."""
    one, many = sv if _now is Language.SV else en
    return f"{grouped(number)} {one if number == 1 else many}"


def out_of(done: int, total: int) -> str:
    """How far something has come, or how many of how many: `1 200 av 34 877`, each with its digits in groups."""
    return say(f"{grouped(done)} av {grouped(total)}", f"{grouped(done)} of {grouped(total)}")


def grouped(number: int) -> str:
    """The digits of a number in groups of three, with no-break spaces: 34 877."""
    return f"{number:,}".replace(",", NBSP)
