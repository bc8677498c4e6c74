"""The rows an import refuses, saved in a file of their own so that they can be put right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kollegie.intake.refused_rows import SavedRows, save_refused_of
from kollegie.language import counted, grouped, say
from kollegie.progress import Progress


def save_rows(files: Sequence[Path], kind: str, made: Any, out: Path, progress: Progress) -> list[SavedRows]:
    """Save the refused rows of every file that has some; tell how many, and where."""
    progress.step(0, 1, out.name)
    return save_refused_of(files, kind, made, out)


def saved_words(saved: Sequence[SavedRows]) -> str:
    """What to do with the refused rows that were saved, and how many more there are."""
    kept = ("rad är sparad", "rader är sparade")
    rows = counted(sum(one.rows for one in saved), kept, ("row saved", "rows saved"))
    where = ", ".join(one.out.name for one in saved)
    left = sum(one.left for one in saved)
    more = say(f" {grouped(left)} till fick inte plats.", f" {grouped(left)} more did not fit.") if left else ""
    return say(
        f"{rows} i {where}.{more} Rätta dem där och läs in filen som vanligt.",
        f"{rows} in {where}.{more} Put them right there and take the file in as usual.",
    )
