"""A hub that is an encrypted SQLite file on a share or a stick, and what it has in common with a drop folder."""

from __future__ import annotations

import os
import secrets
from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from kollegie.errors import KollegieError, reason_of
from kollegie.language import say
from kollegie.store import tables
from kollegie.store.connecting import APPLICATION_ID, as_store_error, connect, engine_of
from kollegie.store.damage_words import damage_words
from kollegie.store.errors import DiskFull, FolderReadOnly, NotAStore, StoreBusy, StoreDamaged
from kollegie.sync.carried import Carried, Row
from kollegie.sync.errors import HubBusy, HubDamaged, HubFull, HubMissing, HubReadOnly, HubTampered, HubUnreachable
from kollegie.sync.hub import Hub, hash_told, removed_contents
from kollegie.sync.lines import TURN, Line, Patience, SharedLine, Watch, waits, when_let
from kollegie.sync.part_files import PartFiles
from kollegie.sync.staging import by_column, put_in
from kollegie.sync.statements import fresh_columns, index_stage, make_stage, staged_columns
from kollegie.sync.upgrading import upgrade_tables

CACHE_KB = 65_536
"""Pages of the file held in memory while it is written: with less, a batch that touches most pages of a large hub
waits for the disk again and again before its commit. In a hub of a million answers one batch of 100,000 held the lock
for 1.9 s of work; five of 20,000, each of which touches nearly as many pages, for 6.1 s (measured)."""

STAGED = 5_000
"""Rows turned on their side and staged at a time."""

T = TypeVar("T")

PAGE_SIZE = 8192
"""Bytes per page of a hub's file: larger pages save round trips on a share; the same at every opening."""


class HubOfFiles(Hub):
    """A hub beside which contents stand as files, in parts."""

    path: Path

    @property
    @abstractmethod
    def files(self) -> PartFiles:
        """The folder of contents."""

    def now(self, line: Line) -> datetime | None:
        """What the file system notes as the time when something is written: on a share, that is its server's clock."""
        path = self.files.folder.parent / f".kollegie-clock-{secrets.token_hex(6)}"
        try:
            path.touch(exist_ok=False)
            at = path.stat().st_mtime
        except OSError:
            return None  # whoever may not write there is told so when the batch is to be written
        finally:
            path.unlink(missing_ok=True)
        return datetime.fromtimestamp(at, UTC)

    def stage(self, line: Line, carried: Carried, rows: Iterable[Sequence[Any]], fresh: Iterable[Row] = ()) -> int:
        line.run(f"DROP TABLE IF EXISTS temp.inc_{carried.name}")
        line.run(make_stage(carried, Line))
        count, table = 0, f"temp.inc_{carried.name}"
        for told, (columns, _kinds) in ((rows, staged_columns(carried)), (fresh, fresh_columns(carried))):
            every = map(tuple, told)
            while page := list(islice(every, STAGED)):
                count += put_in(line, table, by_column(columns, page))
            if told is rows and count:  # edits are looked for one by one, and this needs no lock on the file
                line.run(index_stage(carried))
        return count

    def parts(self, line: Line, scope: bytes, content: bytes) -> set[int]:
        line.watch(f"parts of {content.hex()}")
        return self.files.numbers(content)

    def put_part(self, line: Line, scope: bytes, content: bytes, number: int, part: bytes, at: str) -> None:
        if line.one("SELECT 1 FROM purged WHERE id IN (?, ?)", (content, scope)) is None:
            line.watch(f"put part {number} of {content.hex()}")
            self._guarded(lambda: self.files.put(content, number, part))

    def get_part(self, line: Line, scope: bytes, content: bytes, number: int) -> bytes | None:
        line.watch(f"get part {number} of {content.hex()}")
        return self._guarded(lambda: self.files.get(content, number))

    def drop_parts(self, line: Line, scope: bytes, content: bytes) -> None:
        line.watch(f"drop {content.hex()}")
        self._guarded(lambda: self.files.drop(content))

    def sweep_parts(self, line: Line, before: datetime) -> int:
        told = [hash_told(row[0]) for row in line.rows("SELECT content_hash FROM attachment")]
        kept = {content for content in told if content is not None}
        removed = removed_contents(line, before)
        return self._guarded(
            lambda: (
                sum(self.files.drop(content) for _scope, content in removed)
                + self.files.drop_all_but(kept, before.timestamp())
            )
        )

    def _guarded(self, act: Callable[[], T]) -> T:
        """Raises: HubFull; HubReadOnly; HubMissing; HubUnreachable."""
        try:
            return act()
        except OSError as problem:
            raise self.trouble_of_files(problem, self.files.folder) from problem

    def stands(self, path: Path) -> bool:
        """Whether a file of the hub's is there. Raises: HubReadOnly where this person may not look; HubUnreachable."""
        try:
            return path.is_file()
        except OSError as problem:
            raise self.trouble_of_files(problem, path) from problem

    def trouble_of_files(self, problem: OSError, path: Path) -> KollegieError:
        """What the file system says of a file of the hub's, as a sentence about the hub and not about this laptop."""
        told = as_store_error(problem, path)
        if isinstance(told, DiskFull):
            return HubFull(**told.facts)
        if isinstance(told, FolderReadOnly):
            return HubReadOnly(**told.facts)
        if not path.parent.is_dir():
            return HubMissing(address=self.address)
        return HubUnreachable(address=self.address, why=reason_of(problem))


class SqliteHub(HubOfFiles):
    """An encrypted file on a share or a stick: a rollback journal, short transactions, opened and closed per sync."""

    lines = Line
    batch = 100_000
    is_upgraded_by_anyone = True

    def __init__(self, path: Path, key: bytes) -> None:
        super().__init__(f"sqlite:///{path.as_posix()}", str(path), path.stem)
        self.path = path
        self.key = key

    def engine(self) -> Engine:
        """SQLAlchemy's way in, for the tables."""
        return engine_of(self.path, self.key, shared=True, page_size=PAGE_SIZE, turn=TURN)

    def create_tables(self) -> None:
        with self.engine().connect().execution_options(writing=True) as connection, connection.begin():
            tables.hub.create_all(connection)
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")

    def _open(self, watch: Watch, patience: Patience = waits) -> Line:
        if not self.stands(self.path):
            raise HubMissing(address=self.address)
        if not os.access(self.path, os.W_OK) or not os.access(self.path.parent, os.W_OK):
            raise HubReadOnly(name=self.path.name, folder=str(self.path.parent))
        try:
            driver = when_let(self._connect, patience)
        except (NotAStore, StoreDamaged) as problem:
            raise HubDamaged(address=self.address, what=say("den går inte att läsa", "it cannot be read")) from problem
        except StoreBusy as problem:
            raise HubBusy(address=self.address) from problem
        return SharedLine(driver, watch, patience)

    def _connect(self) -> Any:
        """Open the file, without waiting for whoever keeps it. Raises: StoreBusy; HubTampered; what `connect` does."""
        driver = connect(self.path, self.key, shared=True, page_size=PAGE_SIZE, turn=TURN)
        try:
            driver.execute(f"PRAGMA cache_size=-{CACHE_KB}")
            self._look_for_plants(driver)
        except BaseException as problem:
            driver.close()
            if isinstance(problem, self._troubles()):
                raise as_store_error(problem, self.path) from problem
            raise
        return driver

    def upgrade(self, patience: Patience = waits) -> bool:
        try:
            connection = when_let(self._begun, patience)
            with connection:
                upgrade_tables(connection)
                driver = connection.connection.driver_connection
                assert driver is not None
                when_let(lambda: driver.execute("COMMIT"), patience)
        except StoreBusy as problem:
            raise HubBusy(address=self.address) from problem
        except DBAPIError as problem:
            raise self.trouble(problem.orig if isinstance(problem.orig, Exception) else problem) from problem
        except self._troubles() as problem:
            raise self.trouble(problem) from problem
        return True

    def _begun(self) -> Connection:
        """A connection that may write, without waiting for whoever keeps the file."""
        connection = self.engine().connect().execution_options(writing=True)
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        return connection

    def _look_for_plants(self, driver: Any) -> None:
        """Raises: HubTampered for triggers and views, which none of ours has; they would run in our own hands."""
        planted = [row[0] for row in driver.execute("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')")]
        if planted:
            raise HubTampered(address=self.address, names=", ".join(sorted(planted))[:200])

    def _troubles(self) -> tuple[type[Exception], ...]:
        from sqlcipher3 import dbapi2

        return (dbapi2.Error,)

    def trouble(self, problem: Exception) -> Exception:
        if not self.stands(self.path):
            return HubMissing(address=self.address)
        found = as_store_error(problem, self.path)
        if isinstance(found, StoreBusy):
            return HubBusy(address=self.address)
        if isinstance(found, (NotAStore, StoreDamaged)):
            return HubDamaged(address=self.address, what=damage_words([problem]))
        if isinstance(found, DiskFull):
            return HubFull(**found.facts)
        if isinstance(found, FolderReadOnly):
            return HubReadOnly(name=self.path.name, folder=str(self.path.parent))
        return found

    @property
    def files(self) -> PartFiles:
        """The folder of contents beside the file."""
        try:
            mode = self.path.stat().st_mode
        except FileNotFoundError as problem:
            raise HubMissing(address=self.address) from problem
        return PartFiles(self.path.with_name(self.path.name + ".attachments"), mode)
