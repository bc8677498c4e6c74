"""Files taken in together: which of them are read alike, and which kind goes in before another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from kollegie.errors import KollegieError
from kollegie.intake.preview import Preview, of_another_kind, preview_file, recognised
from kollegie.intake.saved_mappings import ALL_KINDS, SavedMapping, own_mapping, saved_mappings
from kollegie.intake.table_errors import FilesUnreadable
from kollegie.language import say
from kollegie.progress import Progress
from kollegie.store import Store

Unreadable = tuple[Path, KollegieError]
"""A file that was chosen and cannot be read, and why."""


def look_at_all(
    files: Sequence[Path], kept: Iterable[SavedMapping], sheet: str = "", progress: Progress | None = None
) -> tuple[tuple[Preview, ...], tuple[Unreadable, ...]]:
    """The beginning of every file that can be read, and why the others cannot: one of them stops none of the rest.

    Shape: `sheet` is one of the first file's, where it is a workbook.
    Raises: the one file's own error, or FilesUnreadable, where none can be read.
    """
    kept = tuple(kept)
    seen: list[Preview] = []
    unreadable: list[Unreadable] = []
    for done, file in enumerate(files):
        if progress is not None:
            progress.step(done, len(files), file.name)
        try:
            seen.append(recognised(preview_file(file, sheet if not done else ""), kept))
        except KollegieError as problem:
            if sheet and not done:
                raise  # somebody looks at that file and asked for another of its sheets
            unreadable.append((file, problem))
    if unreadable and not seen:
        raise unreadable[0][1] if len(unreadable) == 1 else FilesUnreadable([problem for _, problem in unreadable])
    return tuple(seen), tuple(unreadable)


def by_kind(
    seen: Sequence[Preview], kept: Iterable[SavedMapping] = (), *, first_stays: bool = False
) -> tuple[tuple[Preview, ...], ...]:
    """The files in groups that are read alike, in the order they go in: whom and what records are about comes first.

    Shape: a file that lacks something its kind must have comes last. `kept` are the mappings: files of two systems are
    read apart, each by its own. `first_stays` where somebody is at the first.
    """
    groups, left, kept = [], tuple(seen), tuple(kept)
    while left:
        first, others = left[0], left[1:]
        apart = of_another_kind(first, others, kept)
        groups.append((first, *(one for one in others if one not in apart)))
        left = apart
    top = groups[:1] if first_stays else []
    return (*top, *sorted(groups[len(top) :], key=lambda group: _turn(group[0])))


def _turn(first: Preview) -> int:
    return list(ALL_KINDS).index(first.kind) if first.is_whole else len(ALL_KINDS)


def may_as_well_be(seen: Preview) -> str:
    """Another kind with just the same columns, where neither they nor the file's name tell which it is; else ""."""
    return next((one.kind for one in seen.candidates[1:] if seen.may_be(one.kind)), "")


def own_mappings(store: Store, kind: str, files: Iterable[Path]) -> dict[Path, SavedMapping]:
    """The mapping kept for the system each file comes from, told by its headers; a file of no such system has none."""
    kept = [one for one in saved_mappings(store, kind) if one.fault is None]
    found: dict[Path, SavedMapping] = {}
    for file in files if kept else ():
        with suppress(KollegieError):  # what is wrong with the file is told when it is read
            fits = own_mapping(kept, kind, preview_file(file).header)
            if fits is not None:
                found[file] = fits
    return found


def read_by_words(own: Mapping[Path, SavedMapping]) -> list[str]:
    """Which files are read by a mapping kept, and by which."""
    return [
        say(f"{path.name} läses med mappningen {one.name}", f"{path.name} is read by the mapping {one.name}")
        for path, one in own.items()
    ]


def left_words(files: Iterable[Path]) -> str:
    """Which files were chosen and are not read, and what to do about it."""
    names = ", ".join(file.name for file in files)
    return say(f"Inte läst: {names}. Välj igen för att läsa in.", f"Not read: {names}. Choose again.")
