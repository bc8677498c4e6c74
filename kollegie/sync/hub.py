"""What every hub can do: open a connection, stage rows, keep contents, and translate what its database says."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from typing import Any, TypeVar

from kollegie.model.stamps import stamp_of
from kollegie.sync.carried import Carried, Row
from kollegie.sync.lines import Line, Patience, Watch, nobody, waits

T = TypeVar("T")

READ_PAST = (
    "EXISTS (SELECT 1 FROM device d JOIN grant_ g ON g.person_id = d.person_id WHERE d.revoked = 0"
    " AND g.role = 'lead' AND g.to_scope IS NULL AND g.deleted = 0 AND d.read_seq >= {})"
)
"""That a lead's laptop has read past a number."""


class Hub(ABC):
    """A hub that can be reached. `address` may be shown: it holds no password."""

    lines: type[Line]
    batch: int
    """How many rows one push takes along at most, so that the counter is not held for long."""
    is_upgraded_by_anyone = False
    """Whether whoever meets it may add what it lacks: a file belongs to all who have its key."""

    erased_by_leads_alone = False
    """Whether the hub itself takes erasures from nobody but leads."""

    def __init__(self, url: str, address: str, name: str) -> None:
        self.url = url
        self.address = address
        self.name = name

    @contextmanager
    def line(self, watch: Watch = nobody, patience: Patience = waits) -> Iterator[Line]:
        """One connection; whatever goes wrong on it becomes a sentence of ours.

        Shape: `patience` hears how long another computer keeps a shared file, also while it is opened.
        Raises: HubMissing; HubUnreachable; HubBusy; HubDamaged; MayNot; whatever `patience` does.
        """
        line = self._open(watch, patience)
        try:
            yield line
        except self._troubles() as problem:
            raise self.trouble(problem) from problem
        finally:
            try:
                line.rollback()
            except self._troubles():
                pass
            finally:
                line.close()

    def now(self, line: Line) -> datetime | None:
        """What time it is at the hub; None if it has no clock of its own."""
        return None

    def holding(self, line: Line, tables: Sequence[str]) -> Sequence[str]:
        """Which of these tables may hold anything; all of them where the hub cannot tell at once."""
        return tables

    def missing(self, line: Line) -> Sequence[str]:
        """What of ours a server of this program's version no longer has, by which it tells who may do what."""
        return ()

    def is_read(self, line: Line, seq: int) -> bool:
        """Whether the laptop of somebody who leads, and is not blocked, has told that it has read past a number."""
        return bool(line.rows(f"SELECT {READ_PAST.format('?')}", (seq,))[0][0])

    def planted(self, line: Line) -> Sequence[str]:
        """What would act on whatever is sent there and was put there by none of ours; nothing in most kinds of hub.

        A file is looked at whenever it is opened, and a folder has nothing that acts.
        """
        return ()

    @contextmanager
    def contents_line(self, near: Line, watch: Watch = nobody, patience: Patience = waits) -> Iterator[Line]:
        """The connection on which contents are asked for; `near` is the laptop's own."""
        with self.line(watch, patience) as line:
            yield line

    @abstractmethod
    def _open(self, watch: Watch, patience: Patience = waits) -> Line: ...

    def refusals(self) -> tuple[type[Exception], ...]:
        """How the hub says that this person may not write a row."""
        return ()

    def clashes(self) -> tuple[type[Exception], ...]:
        """How the hub says that a row it was told to lay in stands there; nothing where it tells that in numbers."""
        return ()

    @abstractmethod
    def _troubles(self) -> tuple[type[Exception], ...]: ...

    @abstractmethod
    def trouble(self, problem: Exception) -> Exception:
        """What the database said, as a sentence of ours."""

    @abstractmethod
    def stage(self, line: Line, carried: Carried, rows: Iterable[Sequence[Any]], fresh: Iterable[Row] = ()) -> int:
        """Put rows where the merge statement finds them; give back how many.

        Shape: `fresh` are those made and never edited, with the columns of `statements.fresh_columns`.
        """

    @abstractmethod
    def create_tables(self) -> None:
        """Make the tables of a hub that is not there yet. Raises: HubExists."""

    def upgrade(self, patience: Patience = waits) -> bool:
        """Bring an older hub's tables up to this program's, while the counter is held; whether it could be done.

        Shape: `patience` hears how long another computer keeps a shared file.
        """
        return False

    @abstractmethod
    def parts(self, line: Line, scope: bytes, content: bytes) -> set[int]:
        """Which parts of an attachment's sealed content stand here; `content` is its keyed hash."""

    @abstractmethod
    def put_part(self, line: Line, scope: bytes, content: bytes, number: int, part: bytes, at: str) -> None:
        """Keep one part, in a transaction of its own; erased contents are not taken."""

    @abstractmethod
    def get_part(self, line: Line, scope: bytes, content: bytes, number: int) -> bytes | None:
        """One part, None if it does not stand here."""

    @abstractmethod
    def drop_parts(self, line: Line, scope: bytes, content: bytes) -> None:
        """Delete a content."""

    @abstractmethod
    def sweep_parts(self, line: Line, before: datetime) -> int:
        """Delete contents of attachments removed before a moment, and strays as old; give back how many parts."""


def removed_contents(line: Line, before: datetime) -> list[tuple[bytes, bytes]]:
    """Scope and hash of every attachment that was removed before a moment."""
    rows = line.rows(
        "SELECT scope, content_hash FROM attachment WHERE deleted = 1 AND coalesce(deleted_s, s0) < ?",
        (stamp_of(before, 0),),
    )
    return [(scope, content) for scope, told in rows if (content := hash_told(told)) is not None]


def hash_told(told: object) -> bytes | None:
    """A content's keyed hash as an attachment tells it; None where it is none of ours, for anybody may write a file."""
    try:
        return bytes.fromhex(told) if isinstance(told, str) else None
    except ValueError:
        return None


def begun(rows: Iterable[T]) -> Iterator[T] | None:
    """The same rows if there are any, else None; they may come as they are read, and need not fit in memory."""
    every = iter(rows)
    for first in every:
        return chain((first,), every)
    return None
