"""Rows about people with a protected identity that were taken in before it was known: seen, and taken away for good.

Source: domain 6: what is about somebody protected is not taken in by default. Later files leave such rows out by
themselves; whoever was taken in on purpose (`--with-protected`) is for a person to judge, so nothing goes by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kollegie.language import say
from kollegie.model.records import REFERENCE_KINDS
from kollegie.model.register import Protection, ServiceUser
from kollegie.model.signals import WarningSignal
from kollegie.progress import Progress
from kollegie.store import Store
from kollegie.store.left_out import LEFT_OUT, left_out
from kollegie.store.records import erase_from_records, names_in_records

SUBJECT = "user_id"


@dataclass(frozen=True, slots=True)
class ProtectedRows:
    """How many rows there are about protected people, in which files. `people` are their ids in those files."""

    rows: int = 0
    files: tuple[str, ...] = ()
    people: frozenset[str] = frozenset()


def rows_of_protected(store: Store) -> ProtectedRows:
    """The rows of imported files that are about somebody protected. Raises: SealBroken."""
    with store.reading() as reading:
        known = frozenset(user.user_ref for user in reading.find(ServiceUser) if user.protected is not Protection.NONE)
        absent = left_out(store, reading)
        somebody = known or reading.setting(LEFT_OUT, "[]") != "[]"
    if not somebody:
        return ProtectedRows()
    rows, files, people = 0, [], set()
    for one, counts in names_in_records(store, SUBJECT):
        theirs = {ref: count for ref, count in counts.items() if ref in known or absent(ref)}
        if theirs and one.kind not in REFERENCE_KINDS:
            rows += sum(theirs.values())
            files.append(one.file)
            people |= set(theirs)
    return ProtectedRows(rows, tuple(files), frozenset(people))


def remove_rows_of_protected(store: Store, progress: Progress | None = None) -> ProtectedRows:
    """Take those rows out of every file for good, and out of the signals that carry copies of them; tell what went.

    Shape: a signal that names one of these people is marked gone and keeps no row. It cannot be undone; the files can
    be taken in again, and then leave these rows out.
    """
    found = rows_of_protected(store)
    if progress is not None:
        progress.step(0, 1, say("rader om skyddade", "rows about protected people"))
    if found.people:
        erase_from_records(store, SUBJECT, found.people)
        with store.work("protected rows removed") as work:
            for signal in work.find(WarningSignal):
                if found.people & set(signal.subjects_of("user")):
                    work.save(replace(signal, evidence=(), gone=True))
    return found
