"""An import's work off the window's thread: looking at a file, planning, carrying out, saving what was refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kollegie.intake.kept_imports import KeptImport, kept_imports
from kollegie.intake.preview import Preview
from kollegie.intake.record_set_kinds import RECORD_SET_KINDS
from kollegie.intake.records import RecordsPlan, carry_out_records, carry_out_register, plan_records
from kollegie.intake.refused_rows import SavedRows
from kollegie.intake.register import plan_import
from kollegie.intake.saved_mappings import SavedMapping, save_mapping, saved_mappings
from kollegie.intake.several_kinds import Unreadable, by_kind, look_at_all
from kollegie.progress import Progress
from kollegie.store import Store
from ui.records.mapping_panel import Wanted
from ui.taking_in.refused_rows import save_rows


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, with the files it is of and what was said of them."""

    plan: Any
    files: tuple[Path, ...]
    wanted: Wanted


def gather(store: Store) -> tuple[tuple[KeptImport, ...], tuple[SavedMapping, ...]]:
    """Every import, the newest first, and every mapping kept."""
    return kept_imports(store), saved_mappings(store)


@dataclass(frozen=True, slots=True)
class LookedAt:
    """Files chosen together: those that are read now, alike, with the first one's beginning.

    Shape: `apart` come after them, a kind at a time, and `unreadable` stay out, each with why. `kept` are the mappings.
    """

    files: tuple[Path, ...]
    first: Preview
    kept: tuple[SavedMapping, ...]
    apart: tuple[Preview, ...]
    unreadable: tuple[Unreadable, ...]


def look_at(store: Store, files: Sequence[Path], sheet: str, progress: Progress) -> LookedAt:
    """Look at the beginning of each file. Raises: an error of `table_errors` where none can be read."""
    kept = saved_mappings(store)
    seen, unreadable = look_at_all(files, kept, sheet, progress)
    now, *later = by_kind(seen, kept, first_stays=bool(sheet))
    apart = tuple(one for group in later for one in group)
    return LookedAt(tuple(one.path for one in now), now[0], kept, apart, unreadable)


def plan(store: Store, files: Sequence[Path], wanted: Wanted, progress: Progress) -> Planned:
    """What an import of the files would do."""
    return Planned(_plan(store, files, wanted, progress), tuple(files), wanted)


def _plan(store: Store, files: Sequence[Path], wanted: Wanted, progress: Progress) -> Any:
    if wanted.kind in RECORD_SET_KINDS:
        return plan_records(store, wanted.kind, files, mapping=wanted.mapping, progress=progress)
    return plan_import(store, wanted.kind, files, mapping=wanted.mapping, progress=progress)


def carry(store: Store, made: Any, wanted: Wanted, progress: Progress) -> int:
    """Write what a plan shows, and keep the mapping where a name was given; tell how many rows are new or changed."""
    progress.step(0, 1, made.kind)
    count = _carry(store, made, progress)
    _keep_mapping(store, wanted)
    return count


def _keep_mapping(store: Store, wanted: Wanted) -> None:
    if wanted.save_as:
        save_mapping(store, wanted.save_as, wanted.kind, wanted.mapping)


def _carry(store: Store, made: Any, progress: Progress) -> int:
    if isinstance(made, RecordsPlan):
        carry_out_records(store, made)
        return made.new + made.changed
    carry_out_register(store, made, progress)
    return len(made.new) + len(made.changed)


def save_rows_with_mapping(
    store: Store, files: Sequence[Path], wanted: Wanted, made: Any, out: Path, progress: Progress
) -> list[SavedRows]:
    """Save the refused rows, and keep the mapping by which they are taken in when they have been put right."""
    saved = save_rows(files, wanted.kind, made, out, progress)
    _keep_mapping(store, wanted)
    return saved
