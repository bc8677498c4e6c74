"""Rows about people with a protected identity that were taken in before it was known: seen, and taken away for good.

Source: domain 6: what is about somebody protected is not taken in by default. Later files leave such rows out by
themselves; whoever was taken in on purpose (`--with-protected`) is for a person to judge, so nothing goes by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace

from kollegie.model.records import REFERENCE_KINDS
from kollegie.model.register import Protection, ServiceUser
from kollegie.progress import Progress
from kollegie.store import Store
from kollegie.store.left_out import LEFT_OUT, left_out
from kollegie.store.record_copies import count_copies, drop_copies
from kollegie.store.records import erase_from_records, names_in_records, sets_here

SUBJECT = "user_id"


@dataclass(frozen=True, slots=True)
class ProtectedRows:
    """How many rows there are about protected people, in which files. `people` are their ids in those files.

    Shape: `copies` counts the rows in signals, questions and reclaims, and the steps of calculation of signals that
    have no rows left: those there are, or those a removal took out.
    `rests_on` are the files, and who is protected, as they were when the files were read.
    """

    rows: int = 0
    files: tuple[str, ...] = ()
    people: frozenset[str] = frozenset()
    copies: int = 0
    rests_on: Hashable = field(default=None, compare=False, repr=False)


def rows_of_protected(store: Store, before: ProtectedRows | None = None) -> ProtectedRows:
    """The rows of imported files that are about somebody protected.

    Shape: `before` is what was found the last time; the files are read again only where they, or who is protected,
    have changed since.
    Raises: SealBroken.
    """
    protected, who = _protected(store)
    if protected is None:
        return ProtectedRows()
    with store.reading() as reading:
        copies = count_copies(reading, protected)
    rests_on = who, sets_here(store)
    if before is not None and before.rests_on == rests_on:
        return replace(before, copies=copies)
    rows, files, people = 0, [], set()
    for one, counts in names_in_records(store, SUBJECT):
        theirs = {ref: count for ref, count in counts.items() if protected(ref)}
        if theirs and one.kind not in REFERENCE_KINDS:
            rows += sum(theirs.values())
            files.append(one.file)
            people |= set(theirs)
    return ProtectedRows(rows, tuple(files), frozenset(people), copies, rests_on)


def remove_rows_of_protected(store: Store, progress: Progress | None = None) -> ProtectedRows:
    """Take those rows out of all that carries copies of them, then out of every file; tell what went.

    Shape: the copies go first and are looked for by who is protected, so that a removal that was stopped halfway is
    whole when it is done again. A file that is gone is passed over. It cannot be undone; the files can be taken in
    again, and then leave these rows out.
    Raises: SealBroken; Cancelled out of the progress.
    """
    protected, _ = _protected(store)
    if protected is None:
        return ProtectedRows()
    found = rows_of_protected(store)
    if progress is not None:
        progress.check()
    with store.work("protected rows removed") as work:
        copies = drop_copies(work, protected)
    if found.people:
        erase_from_records(store, SUBJECT, found.people, progress)
        with store.work("protected rows removed") as work:
            copies += drop_copies(work, protected)  # a screening may have stored some meanwhile
    return replace(found, copies=copies)


def _protected(store: Store) -> tuple[Callable[[str], bool] | None, Hashable]:
    """Whether a user's number is of somebody protected, in the register or left out of it, and what tells who they are.

    Shape: None where nobody is.
    """
    with store.reading() as reading:
        protections = tuple(one for one in Protection if one is not Protection.NONE)
        known = frozenset(reading.values(ServiceUser, "user_ref", protected=protections))
        absent, kept = left_out(store, reading), reading.setting(LEFT_OUT, "[]")
    who = known, kept
    return ((lambda ref: bool(ref) and (ref in known or absent(ref))) if known or kept != "[]" else None), who
