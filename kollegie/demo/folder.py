"""The folder a demonstration stands in: made room in, marked while the day is played, never overwritten."""

from __future__ import annotations

from pathlib import Path

from kollegie.demo.errors import DemoExists
from kollegie.store.keys import key_file_of

UNFINISHED = "demo-unfinished"
"""A file that stands in the folder while the day is played, so that a broken-off play is begun anew."""


def make_room(folder: Path) -> None:
    """Make room for a new day; a play that was broken off is taken away, a finished one never.

    Raises: DemoExists.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stores = [*folder.glob("*.kollegie"), *folder.glob("*.kollegie-*")]
    if (folder / UNFINISHED).exists():
        for path in stores:
            path.unlink()
            key_file_of(path).unlink(missing_ok=True)
    elif stores:
        raise DemoExists(folder=str(folder))
    (folder / UNFINISHED).touch()


def say_finished(folder: Path) -> None:
    """Take the mark away: the day has been played to its end."""
    (folder / UNFINISHED).unlink()
