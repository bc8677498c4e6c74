"""The files that were chosen together with those one is at, and where they are on their way to being taken in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class WaitingFiles:
    """Files that were chosen and are at no panel, so that nobody has seen what they would do.

    Shape: those `behind` are of another kind or system and wait for the panel that is shown, a kind at a time. When it
    is done they are `next`: being looked at, and shown as soon as that is done. Where neither can come any more, since
    somebody goes another way, they are left and named, and wait no longer.
    """

    behind: tuple[Path, ...] = ()
    next: tuple[Path, ...] = ()

    @property
    def all(self) -> tuple[Path, ...]:
        """Every file that waits, in the order they were chosen."""
        return (*self.behind, *self.next)

    def and_behind(self, files: Iterable[Path]) -> WaitingFiles:
        """The same with more that wait for what one is at now."""
        return WaitingFiles((*self.behind, *files), self.next)

    def without(self, chosen: Iterable[Path]) -> tuple[Path, ...]:
        """Those that are left when these files are what one is at."""
        here = set(chosen)
        return tuple(file for file in self.all if file not in here)


NONE_WAIT = WaitingFiles()
