"""What can be refused, and the sentence that tells the user what happened and what to do.

Each situation is a class of its own in the room where it arises, a subclass of `KollegieError`, with its facts as
fields and its sentence in both languages. The window and the command line show the same sentence.
"""

from __future__ import annotations

import errno
import inspect
from typing import ClassVar

from kollegie.language import Language, current_language, grouped

COUNTS = ("count", "read", "held")
"""Facts that tell how many; their digits stand in groups. A port, a year or a version is no such number."""


class KollegieError(Exception):
    """A refusal the user can do something about.

    Subclasses set `sv` and `en`, templates over the facts given to the constructor by name:

        class VisitLocked(KollegieError):
            sv = "Besöket signerades av {signed_by}. Gör en ändring som tillägg med skäl."
            en = "The visit was signed by {signed_by}. Make the change as an amendment with a reason."

            def __init__(self, signed_by: str) -> None:
                super().__init__(signed_by=signed_by)
    """

    sv: ClassVar[str]
    en: ClassVar[str]

    def __init__(self, **facts: object) -> None:
        super().__init__(type(self).__name__)
        self.facts = facts

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if not inspect.isabstract(cls) and not (hasattr(cls, "sv") and hasattr(cls, "en")):
            raise TypeError(f"{cls.__name__} must say what happened in Swedish (sv) and English (en)")

    def sentence(self, language: Language | None = None) -> str:
        """What happened and what to do, in the language chosen or the one given."""
        language = language or current_language()
        template = self.sv if language is Language.SV else self.en
        facts = {
            name: grouped(fact) if name in COUNTS and type(fact) is int else fact for name, fact in self.facts.items()
        }
        return template.format(**facts)

    def __str__(self) -> str:
        return self.sentence()


_REASONS = {
    errno.ENOENT: ("filen eller mappen finns inte", "there is no such file or folder"),
    errno.ENOTDIR: ("filen eller mappen finns inte", "there is no such file or folder"),
    errno.EISDIR: ("det är en mapp, ingen fil", "it is a folder, not a file"),
    errno.EACCES: ("åtkomst nekas", "access is denied"),
    errno.EPERM: ("åtkomst nekas", "access is denied"),
    errno.EROFS: ("platsen är skrivskyddad", "the place is read-only"),
    errno.EEXIST: ("det finns redan något med det namnet", "something of that name is there already"),
    errno.ENOSPC: ("disken är full", "the disk is full"),
    errno.EDQUOT: ("utrymmet är slut", "the quota is used up"),
    errno.EBUSY: ("ett annat program använder den", "another program is using it"),
    errno.ENAMETOOLONG: ("namnet är för långt", "the name is too long"),
    errno.EIO: ("disken svarar inte som den ska", "the disk does not answer as it should"),
    errno.ETIMEDOUT: ("inget svar i tid", "no answer in time"),
    errno.EHOSTUNREACH: ("resursen går inte att nå", "the share cannot be reached"),
}


def reason_of(problem: OSError, language: Language | None = None) -> str:
    """Why the operating system refused, to stand after a colon; its own words where no better ones are known."""
    sv, en = _REASONS.get(problem.errno or 0, (problem.strerror or type(problem).__name__,) * 2)
    return sv if (language or current_language()) is Language.SV else en


class Cancelled(KollegieError):
    """The user stopped the work; nothing of it was kept. Never shown as a problem."""

    sv = "Avbrutet. Inget ändrades."
    en = "Cancelled. Nothing was changed."

    def __init__(self) -> None:
        super().__init__()
