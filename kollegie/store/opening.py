"""Make, open and check the encrypted store of one laptop."""

from __future__ import annotations

import os
import random
import secrets
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, insert, text
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from kollegie.language import say
from kollegie.model.clock import Clock, system_clock
from kollegie.model.ids import COMMON_SCOPE, derived_id, new_id
from kollegie.model.register import Municipality, Person
from kollegie.store import laptop_tables, tables
from kollegie.store.connecting import APPLICATION_ID, as_store_error, check_engine, engine_of
from kollegie.store.damage_words import astray_words, damage_words, unguarded_words
from kollegie.store.errors import (
    CaptureMissing,
    FolderReadOnly,
    NameMissing,
    NotAStore,
    NotEncrypted,
    StoreDamaged,
    StoreError,
    StoreExists,
    StoreFromNewer,
    StoreIsFolder,
    StoreMissing,
)
from kollegie.store.keys import key_file_of, make_keys, read_key
from kollegie.store.ordering import make_orders, orders_stand
from kollegie.store.search import make_search, search_stands
from kollegie.store.triggers import trigger_statements
from kollegie.store.work import Reading, Work


class Store:
    """The open store of one laptop. Threads share it; each unit of reading or work has its own connection.

    Shape: `me` is the person the laptop belongs to; the clock and the source of randomness come in from outside;
    `beside` is for what others keep in memory of what the store says, and is emptied when the store is closed.
    """

    def __init__(self, path: Path, engine: Engine, key: bytes, clock: Clock, source: random.Random) -> None:
        self.beside: dict[str, object] = {}
        self.path = path
        self.engine = engine
        self.clock = clock
        self.source = source
        self._key = key
        self._staying = threading.local()
        with self.reading() as reading:
            self.me = UUID(reading.setting("me"))

    @property
    def key(self) -> bytes:
        """The data key: 32 bytes, for copies of this file alone."""
        return self._key

    def sealing_key(self, purpose: str) -> bytes:
        """A key of 32 bytes for files beside the store, derived from the data key (HKDF-SHA-256), one per purpose."""
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        return HKDF(SHA256(), 32, salt=None, info=f"kollegie:{purpose}".encode()).derive(self._key)

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """One consistent look.

        Raises: StoreError for what the database refuses.
        """
        with self._transaction(writing=False) as connection:
            yield Reading(connection)

    @contextmanager
    def work(self, reason: str = "", *, person_id: UUID | None = None, at: datetime | None = None) -> Iterator[Work]:
        """One act: stored whole at the end of the block, rolled back if anything in it fails.

        Units: `at` is the moment in the field, timezone-aware; the store's clock where none is given.
        Raises: StoreError for what the database refuses (full disk, read-only folder, lock).
        """
        with self._transaction(writing=True) as connection:
            work = Work(connection, person_id or self.me, reason, at or self.clock(), self.source)
            yield work
            work.finish()

    @contextmanager
    def one_act(self) -> Iterator[None]:
        """Let the units of work in the block be stored together at its end, or none of them if anything fails.

        Shape: for this thread, which also reads what the block has written so far; each unit keeps its own person and
        reason. Another thread that writes waits meanwhile, so the block asks nobody anything.
        Raises: StoreError for what the database refuses.
        """
        with self._transaction(writing=True) as connection:
            before: Connection | None = getattr(self._staying, "act", None)
            self._staying.act = connection
            try:
                yield
            finally:
                self._staying.act = before

    @contextmanager
    def staying_open(self) -> Iterator[None]:
        """Keep one connection open on this thread: opening one takes longer than a short act does.

        Shape: inside another `staying_open` of the thread it is that one's connection that stays.
        Raises: StoreError for what the database refuses.
        """
        if getattr(self._staying, "connection", None) is not None:
            yield
            return
        try:
            with self.engine.connect() as connection:
                self._staying.connection = connection
                yield
        except DBAPIError as problem:
            raise as_store_error(problem, self.path) from problem
        finally:
            self._staying.connection = None

    @contextmanager
    def _transaction(self, *, writing: bool) -> Iterator[Connection]:
        staying: Connection | None = getattr(self._staying, "connection", None)
        act: Connection | None = getattr(self._staying, "act", None)
        try:
            if act is not None and writing:
                with act.begin_nested():  # whoever handles a refusal inside the act keeps nothing of what was refused
                    yield act
            elif act is not None:
                yield act
            elif staying is not None and not staying.in_transaction():
                with staying.execution_options(writing=writing).begin():
                    yield staying
            else:
                with self.engine.connect().execution_options(writing=writing) as connection, connection.begin():
                    yield connection
        except (DBAPIError, dbapi2.Error) as problem:  # many rows are written past SQLAlchemy
            raise as_store_error(problem, self.path) from problem

    def check(self) -> tuple[str, ...]:
        """What is wrong with the file, page by page and key by key; empty when nothing is.

        Each check runs on a fresh connection, since later checks on one connection can report false damage. What is
        unsent of a visit that was given up points at nothing, and is no damage.
        """
        broken: list[str] = []
        for pragma in ("cipher_integrity_check", "integrity_check"):
            try:
                with self.engine.connect() as connection:
                    rows = connection.exec_driver_sql(f"PRAGMA {pragma}").all()
                    broken += [" ".join(map(str, row)) for row in rows if tuple(row) != ("ok",)]
            except DBAPIError as problem:
                broken.append(str(problem.orig))
        problems = [StoreDamaged(name=self.path.name, what=damage_words(broken)).sentence()] if broken else []
        try:
            with self.engine.connect() as connection:
                rows = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                astray = Counter(str(row[0]) for row in rows if not _unsent(connection, row))
                missing = _missing_triggers(connection)
        except DBAPIError:  # what the checks of the pages have told
            return tuple(problems or [StoreDamaged(name=self.path.name, what=damage_words([])).sentence()])
        return (*problems, *map(astray_words, astray.items()), *map(unguarded_words, missing))

    def close(self) -> None:
        """Put the write-ahead log into the file and let go of it.

        A disk that has no room for that, or another program that reads just now, is no refusal: the log stays beside
        the file with all that was stored, and is taken in at the next opening.
        """
        self.beside.clear()
        try:
            with suppress(StoreError, DBAPIError, dbapi2.Error), self.engine.connect() as connection:
                connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
        finally:
            self.engine.dispose()


def create_store(
    path: Path,
    passphrase: str,
    *,
    municipality: str,
    person: str,
    clock: Clock = system_clock,
    source: random.Random | None = None,
    made_up: bool = False,
) -> Store:
    """Make a new encrypted store that belongs to one person of one municipality.

    Shape: `made_up` is for a store of made-up people, which any passphrase may open.
    Raises: NameMissing; StoreExists; FolderReadOnly; PassphraseTooShort; DiskFull.
    """
    if not municipality.strip() or not person.strip():
        raise NameMissing
    if path.exists() or key_file_of(path).exists():
        raise StoreExists(name=path.name)
    source = source or random.Random(secrets.randbits(256))
    try:
        key = make_keys(path, passphrase, made_up=made_up)
    except OSError as problem:
        raise as_store_error(problem, path) from problem
    try:
        engine = engine_of(path, key)
        _upgrade(engine, path)
        now = clock()
        host = Municipality(derived_id("municipality", municipality), COMMON_SCOPE, municipality)
        me = Person(new_id(now, source), COMMON_SCOPE, person, host.id)
        with engine.connect().execution_options(writing=True) as connection, connection.begin():
            connection.execute(insert(laptop_tables.actor).values(one=1))
            connection.execute(insert(laptop_tables.clock).values(one=1, last=0, device=0))
            connection.execute(insert(laptop_tables.setting).values(name="me", value=str(me.id)))
            work = Work(connection, me.id, "", now, source)
            work.add(host, me)
            work.finish()
    except DBAPIError as problem:
        _remove(path)
        raise as_store_error(problem, path) from problem
    return Store(path, engine, key, clock, source)


def open_store(
    path: Path, passphrase: str, *, clock: Clock = system_clock, source: random.Random | None = None
) -> Store:
    """Open a store, bring its schema up to date and check that every edit will be captured.

    Raises: StoreMissing; StoreIsFolder; NotEncrypted; WrongPassphrase; KeyFileMissing; KeyFileDamaged; NotAStore;
    StoreFromNewer; CaptureMissing; EngineTooOld; FolderReadOnly; DiskFull.
    """
    check_engine()
    if path.is_dir():
        raise StoreIsFolder(name=path.name)
    if not path.is_file():
        raise StoreMissing(name=path.name, folder=str(path.resolve().parent))
    if not key_file_of(path).exists() and _is_plain(path):
        raise NotEncrypted(name=path.name)
    key = read_key(path, passphrase)
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        raise FolderReadOnly(name=path.name, folder=str(path.resolve().parent))
    engine = engine_of(path, key)
    try:
        _upgrade(engine, path)
    except DBAPIError as problem:
        raise as_store_error(problem, path) from problem
    return Store(path, engine, key, clock, source or random.Random(secrets.randbits(256)))


def _is_plain(path: Path) -> bool:
    """Whether a file is empty, text or a plain database: an encrypted one looks like noise from its first byte."""
    with path.open("rb") as file:
        start = file.read(4096)
    if len(start) < 512 or start.startswith(b"SQLite format 3"):
        return True
    return sum(byte in b"\t\n\r" or byte >= 32 for byte in start) == len(start)


def _upgrade(engine: Engine, path: Path) -> None:
    """Run the migrations that are missing, make the capture triggers anew, and look that they all stand."""
    with engine.connect() as connection:
        found = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
        mark = int(connection.exec_driver_sql("PRAGMA application_id").scalar_one())
        empty = not connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
    if not empty and mark != APPLICATION_ID:
        raise NotAStore(name=path.name)
    if found > tables.SCHEMA_VERSION:
        raise StoreFromNewer(name=path.name, theirs=found, ours=tables.SCHEMA_VERSION)
    if found < tables.SCHEMA_VERSION:
        from kollegie.store.migrating import migrate

        migrate(engine)
    with engine.connect() as connection:
        missing = _missing_triggers(connection)
        searchable = search_stands(connection)
        ordered = orders_stand(connection)
    if not ordered:
        with engine.connect().execution_options(writing=True) as connection, connection.begin():
            make_orders(connection)
    if missing or not searchable:
        _make_triggers(engine)
        with engine.connect() as connection:
            missing = _missing_triggers(connection)
        if missing:
            raise CaptureMissing(names=", ".join(missing))


def _missing_triggers(connection: Connection) -> tuple[str, ...]:
    """Triggers that are absent or differ from the tables they should capture."""
    rows: Any = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    standing = dict(rows)
    wanted = trigger_statements()
    missing = [name for name, sql in wanted.items() if standing.get(name) != sql]
    return tuple(missing + [name for name in standing if name not in wanted])


def _make_triggers(engine: Engine) -> None:
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        make_search(connection)  # while a trigger was gone, the index may have missed an edit
        for statement in trigger_statements().values():
            connection.exec_driver_sql(statement)


def check_file(path: Path, passphrase: str) -> tuple[str, ...]:
    """Open a store and say what is wrong with it.

    Raises: as `open_store`; StoreDamaged when it cannot even be opened for checking.
    """
    from kollegie.store.records import missing_files

    store = open_store(path, passphrase)
    try:
        gone = say(
            "underlaget {} saknas i {}.records; lägg tillbaka mappen från säkerhetskopian, eller ta bort filen och "
            "läs in den igen",
            "the records {} are missing in {}.records; put the folder back from the backup, or remove the file and "
            "import it again",
        )
        return (*store.check(), *(gone.format(file, path.name) for file in missing_files(store)))
    except DBAPIError as problem:
        raise StoreDamaged(name=path.name, what=damage_words([problem.orig])) from problem
    finally:
        store.close()


def _unsent(connection: Connection, pointing: Sequence[object]) -> bool:
    """Whether a row that points at nothing waits to be sent, as `foreign_key_check` names it: its table and number."""
    table, number, *_rest = pointing
    unsent = f'SELECT 1 FROM "{table}" WHERE rowid = ? AND dirty IS NOT NULL'
    return table in tables.SYNCED and connection.exec_driver_sql(unsent, (number,)).first() is not None


def _remove(path: Path) -> None:
    for name in (path, key_file_of(path), path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        name.unlink(missing_ok=True)
