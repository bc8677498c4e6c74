"""An import's work off the window's thread: looking at a file, planning, carrying out, saving what was refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kollegie.intake.kept_imports import KeptImport, kept_imports
from kollegie.intake.preview import Preview, of_another_kind, preview_file, recognised
from kollegie.intake.record_set_kinds import RECORD_SET_KINDS
from kollegie.intake.records import RecordsPlan, carry_out_records, carry_out_register, plan_records
from kollegie.intake.refused_rows import SavedRows
from kollegie.intake.register import plan_import
from kollegie.intake.saved_mappings import SavedMapping, save_mapping, saved_mappings
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


def look_at(
    store: Store, files: Sequence[Path], sheet: str, progress: Progress
) -> tuple[tuple[Path, ...], Preview, tuple[SavedMapping, ...], tuple[Preview, ...]]:
    """The files that are read like the first, its beginning, the mappings kept, and the files of another kind."""
    progress.step(0, len(files), files[0].name)
    kept = saved_mappings(store)
    first, others = recognised(preview_file(files[0], sheet), kept), []
    for done, file in enumerate(files[1:], start=1):
        progress.step(done, len(files), file.name)
        others.append(recognised(preview_file(file), kept))
    apart = of_another_kind(first, others)
    left_out = {one.path for one in apart}
    return tuple(file for file in files if file not in left_out), first, kept, apart


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
