"""The two hubs and how they are reached: an encrypted SQLite file, or a PostgreSQL. Both are tables and a counter.

Everything a hub knows how to do is here: open a connection, stage rows, and translate what its database says. The
merge itself is the same statement on both, generated in `statements`.
"""

from __future__ import annotations

import errno
import os
import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy
from sqlalchemy import Engine, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError

from kollegie.model.reviews import Role
from kollegie.model.stamps import stamp_of
from kollegie.store import hub_tables, tables
from kollegie.store.columns import moment_text
from kollegie.store.connecting import APPLICATION_ID, as_store_error, connect, engine_of
from kollegie.store.errors import DiskFull, FolderReadOnly, NotAStore, StoreBusy, StoreDamaged
from kollegie.store.keys import key_file_of, make_keys, read_key
from kollegie.sync.carried import Carried, names
from kollegie.sync.errors import (
    BadHubAddress,
    HubBusy,
    HubDamaged,
    HubExists,
    HubFolderMissing,
    HubMissing,
    HubReadOnly,
    HubTampered,
    HubUnreachable,
    LoginRefused,
    MayNot,
    NotSecure,
)
from kollegie.sync.lines import Line, PostgresLine, Watch, nobody
from kollegie.sync.part_files import PartFiles
from kollegie.sync.postgres_rights import make_login, rights, rights_anew
from kollegie.sync.server_words import LOGIN_REFUSED, reason_of_server
from kollegie.sync.statements import make_stage, staged_columns
from kollegie.sync.upgrading import upgrade_tables

T = TypeVar("T")

PAGE_SIZE = 8192
"""Bytes per page of a hub's file: larger pages save round trips on a share; the same at every opening."""

NAP_MS = 60_000
"""How long PostgreSQL lets a laptop whose lid was closed hold the counter."""

LEAST_POSTGRES = 150000

LOCAL_HOSTS = (None, "", "localhost", "127.0.0.1", "::1")
"""Where no line can be listened to; everywhere else the server's certificate is checked."""


class Hub(ABC):
    """A hub that can be reached. `address` may be shown: it holds no password."""

    lines: type[Line]
    batch: int
    """How many rows one push takes along at most, so that the counter is not held for long."""
    is_upgraded_by_anyone = False
    """Whether whoever meets it may add what it lacks: a file belongs to all who have its key."""

    def __init__(self, url: str, address: str, name: str) -> None:
        self.url = url
        self.address = address
        self.name = name

    @contextmanager
    def line(self, watch: Watch = nobody) -> Iterator[Line]:
        """One connection; whatever goes wrong on it becomes a sentence of ours.

        Raises: HubMissing; HubUnreachable; HubBusy; HubDamaged; MayNot.
        """
        line = self._open(watch)
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

    @contextmanager
    def contents_line(self, near: Line, watch: Watch = nobody) -> Iterator[Line]:
        """The connection on which contents are asked for; `near` is the laptop's own."""
        with self.line(watch) as line:
            yield line

    @abstractmethod
    def _open(self, watch: Watch) -> Line: ...

    @abstractmethod
    def _troubles(self) -> tuple[type[Exception], ...]: ...

    @abstractmethod
    def trouble(self, problem: Exception) -> Exception:
        """What the database said, as a sentence of ours."""

    @abstractmethod
    def stage(self, line: Line, carried: Carried, rows: Iterable[Sequence[Any]]) -> int:
        """Put rows where the merge statement finds them; give back how many."""

    @abstractmethod
    def create_tables(self) -> None:
        """Make the tables of a hub that is not there yet. Raises: HubExists."""

    def upgrade(self) -> bool:
        """Bring an older hub's tables up to this program's, while the counter is held; whether it could be done."""
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


def _removed(line: Line, before: datetime) -> list[tuple[bytes, bytes]]:
    """Scope and hash of every attachment that was removed before a moment."""
    rows = line.rows(
        "SELECT scope, content_hash FROM attachment WHERE deleted = 1 AND coalesce(deleted_s, s0) < ?",
        (stamp_of(before, 0),),
    )
    return [(scope, bytes.fromhex(content)) for scope, content in rows]


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
        kept = {bytes.fromhex(row[0]) for row in line.rows("SELECT content_hash FROM attachment")}
        removed = _removed(line, before)
        return self._guarded(
            lambda: (
                sum(self.files.drop(content) for _scope, content in removed)
                + self.files.drop_all_but(kept, before.timestamp())
            )
        )

    def _guarded(self, act: Callable[[], T]) -> T:
        """Raises: DiskFull; HubReadOnly."""
        try:
            return act()
        except OSError as problem:
            if problem.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull(name=self.files.folder.name, free=0) from problem
            raise HubReadOnly(name=self.files.folder.name, folder=str(self.files.folder.parent)) from problem


class SqliteHub(HubOfFiles):
    """An encrypted file on a share or a stick: a rollback journal, short transactions, opened and closed per sync."""

    lines = Line
    batch = 20_000
    is_upgraded_by_anyone = True

    def __init__(self, path: Path, key: bytes) -> None:
        super().__init__(f"sqlite:///{path.as_posix()}", str(path), path.stem)
        self.path = path
        self.key = key

    def engine(self) -> Engine:
        """SQLAlchemy's way in, for the tables."""
        return engine_of(self.path, self.key, shared=True, page_size=PAGE_SIZE)

    def create_tables(self) -> None:
        with self.engine().connect().execution_options(writing=True) as connection, connection.begin():
            tables.hub.create_all(connection)
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")

    def _open(self, watch: Watch) -> Line:
        if not self.path.is_file():
            raise HubMissing(address=self.address)
        if not os.access(self.path, os.W_OK) or not os.access(self.path.parent, os.W_OK):
            raise HubReadOnly(name=self.path.name, folder=str(self.path.parent))
        try:
            line = Line(connect(self.path, self.key, shared=True, page_size=PAGE_SIZE), watch)
        except (NotAStore, StoreDamaged) as problem:
            raise HubDamaged(address=self.address, what=problem.sentence()) from problem
        line.shared = True
        self._look_for_plants(line)
        return line

    def upgrade(self) -> bool:
        with self.engine().connect().execution_options(writing=True) as connection, connection.begin():
            upgrade_tables(connection)
        return True

    def _look_for_plants(self, line: Line) -> None:
        """Raises: HubTampered for triggers and views, which none of ours has; they would run in our own hands."""
        planted = [
            row[0] for row in line.driver.execute("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')")
        ]
        if planted:
            line.close()
            raise HubTampered(address=self.address, names=", ".join(sorted(planted))[:200])

    def _troubles(self) -> tuple[type[Exception], ...]:
        from sqlcipher3 import dbapi2

        return (dbapi2.Error,)

    def trouble(self, problem: Exception) -> Exception:
        if not self.path.is_file():
            return HubMissing(address=self.address)
        found = as_store_error(problem, self.path)
        if isinstance(found, StoreBusy):
            return HubBusy(address=self.address)
        if isinstance(found, (NotAStore, StoreDamaged)):
            return HubDamaged(address=self.address, what=str(problem))
        if isinstance(found, FolderReadOnly):
            return HubReadOnly(name=self.path.name, folder=str(self.path.parent))
        return found

    def stage(self, line: Line, carried: Carried, rows: Iterable[Sequence[Any]]) -> int:
        line.run(f"DROP TABLE IF EXISTS temp.inc_{carried.name}")
        line.run(make_stage(carried, Line))
        columns, _kinds = staged_columns(carried)
        marks = ", ".join("?" for _ in columns)
        return line.many(f"INSERT INTO temp.inc_{carried.name} VALUES ({marks})", rows)

    @property
    def files(self) -> PartFiles:
        """The folder of contents beside the file."""
        try:
            mode = self.path.stat().st_mode
        except FileNotFoundError as problem:
            raise HubMissing(address=self.address) from problem
        return PartFiles(self.path.with_name(self.path.name + ".attachments"), mode)


class PostgresHub(Hub):
    """A PostgreSQL with one login per person, TLS with the server's certificate checked, and row level security."""

    lines = PostgresLine
    batch = 100_000

    def __init__(self, url: str, parsed: URL) -> None:
        super().__init__(url, f"{parsed.host}/{parsed.database}", str(parsed.database))
        self.parsed = parsed

    def engine(self) -> Engine:
        """SQLAlchemy's way in, for the tables."""
        return sqlalchemy.create_engine(self.parsed, poolclass=sqlalchemy.NullPool)

    def create_tables(self) -> None:
        try:
            with self.engine().begin() as connection:
                version = connection.exec_driver_sql("SELECT current_setting('server_version_num')::int").scalar_one()
                if version < LEAST_POSTGRES:
                    raise HubUnreachable(address=self.address, why="PostgreSQL < 15")
                if sqlalchemy.inspect(connection).has_table("hub"):
                    raise HubExists(address=self.address)
                tables.hub.create_all(connection)
                owner = connection.exec_driver_sql("SELECT current_user").scalar_one()
                for statement in rights(self.name, owner):
                    connection.exec_driver_sql(statement)
        except DBAPIError as problem:
            raise self.trouble(problem.orig or problem) from problem

    def now(self, line: Line) -> datetime | None:
        """The server's clock."""
        return datetime.fromtimestamp(line.rows("SELECT extract(epoch FROM now())::float8")[0][0], UTC)

    def upgrade(self) -> bool:
        """Raises: MayNot unless this hub was opened with the administrator's address."""
        try:
            with self.engine().begin() as connection:
                owner = connection.exec_driver_sql("SELECT current_user").scalar_one()
                keeps = (
                    "SELECT tableowner = current_user FROM pg_tables WHERE tablename = 'hub' AND schemaname = 'public'"
                )
                if not connection.exec_driver_sql(keeps).scalar_one_or_none():
                    raise MayNot(address=self.address)
                upgrade_tables(connection)
                standing = connection.exec_driver_sql(
                    "SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'public'"
                ).all()
                for statement in rights_anew(self.name, owner, [(policy, table) for policy, table in standing]):
                    connection.exec_driver_sql(statement)
        except DBAPIError as problem:
            raise self.trouble(problem.orig or problem) from problem
        return True

    def add_login(self, person_id: UUID, role: Role) -> str:
        """Make a login for a person, as the administrator; give back the address to join with, told only once.

        Raises: MayNot unless this hub was opened with the administrator's address.
        """
        login, password = f"{self.name}_{person_id.hex[-12:]}", secrets.token_urlsafe(24)
        with self.line() as line:
            line.begin(writing=True)
            make_login(line, self.name, login, password, person_id.bytes, role)
            line.commit()
        return self.parsed.set(username=login, password=password).render_as_string(hide_password=False)

    def _open(self, watch: Watch) -> Line:
        import psycopg

        from kollegie.sync.waiting import PatientConnection

        local = self.parsed.host in LOCAL_HOSTS
        limits = {"idle_in_transaction_session_timeout": NAP_MS, "lock_timeout": 20_000, "statement_timeout": 600_000}
        limits["jit"] = 0  # compiling a merge took longer than merging ten thousand rows (measured)
        words: dict[str, Any] = {
            "connect_timeout": 10,
            "sslmode": "prefer" if local else "verify-full",
            "gssencmode": "disable",
            "keepalives_idle": 20,
            "application_name": "kollegie",
            "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
        } | dict(self.parsed.query)
        if not local and words["sslmode"] != "verify-full":
            raise NotSecure(address=self.address)
        if words["sslmode"] == "verify-full":
            words.setdefault("channel_binding", "require")
            words.setdefault("sslrootcert", "system")
        try:
            driver = PatientConnection.connect(
                host=self.parsed.host,
                port=self.parsed.port or 5432,
                user=self.parsed.username,
                password=self.parsed.password,
                dbname=self.parsed.database,
                autocommit=True,
                **words,
            )
        except psycopg.Error as problem:
            raise self.trouble(problem) from problem
        return PostgresLine(driver, watch)

    def _troubles(self) -> tuple[type[Exception], ...]:
        import psycopg

        return (psycopg.Error,)

    def trouble(self, problem: Exception) -> Exception:
        import psycopg

        if isinstance(problem, (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected)):
            return HubBusy(address=self.address)
        if isinstance(problem, psycopg.errors.InsufficientPrivilege):
            return MayNot(address=self.address)
        if isinstance(problem, psycopg.errors.UndefinedTable):
            return HubMissing(address=self.address)
        said = getattr(getattr(problem, "diag", None), "message_primary", None) or str(problem).strip()
        if LOGIN_REFUSED.search(said):
            return LoginRefused(address=self.address)
        return HubUnreachable(address=self.address, why=reason_of_server(said or type(problem).__name__))

    def stage(self, line: Line, carried: Carried, rows: Iterable[Sequence[Any]]) -> int:
        assert isinstance(line, PostgresLine)
        line.run(make_stage(carried, PostgresLine).removesuffix(")") + ") ON COMMIT DROP")
        columns, kinds = staged_columns(carried)
        return line.copy_in(f"inc_{carried.name}", names(columns), kinds, rows)

    def parts(self, line: Line, scope: bytes, content: bytes) -> set[int]:
        return {row[0] for row in line.rows("SELECT number FROM chunk WHERE scope = ? AND hash = ?", (scope, content))}

    def put_part(self, line: Line, scope: bytes, content: bytes, number: int, part: bytes, at: str) -> None:
        line.run(
            "INSERT INTO chunk (scope, hash, number, content, at) SELECT ?, ?, ?, ?, ?"
            " WHERE NOT EXISTS (SELECT 1 FROM purged WHERE id IN (?, ?)) ON CONFLICT DO NOTHING",
            (scope, content, number, part, at, content, scope),
        )

    def get_part(self, line: Line, scope: bytes, content: bytes, number: int) -> bytes | None:
        where = "scope = ? AND hash = ? AND number = ?"
        row = line.one(f"SELECT content FROM chunk WHERE {where}", (scope, content, number))
        return None if row is None else bytes(row[0])

    def drop_parts(self, line: Line, scope: bytes, content: bytes) -> None:
        line.run("DELETE FROM chunk WHERE scope = ? AND hash = ?", (scope, content))

    def sweep_parts(self, line: Line, before: datetime) -> int:
        gone = sum(
            line.run("DELETE FROM chunk WHERE scope = ? AND hash = ?", removed) for removed in _removed(line, before)
        )
        return gone + line.run(
            "DELETE FROM chunk c WHERE at < ? AND NOT EXISTS (SELECT 1 FROM attachment a"
            " WHERE a.scope = c.scope AND a.content_hash = encode(c.hash, 'hex'))",
            (moment_text(before),),
        )


def open_hub(url: str, key: bytes | None) -> Hub:
    """The hub at an address. `key` opens a file; a server needs none.

    Raises: BadHubAddress.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return SqliteHub(_path(parsed, url), key or b"")
    if parsed.get_backend_name() == "folder":
        from kollegie.sync.folder_hub import FolderHub

        return FolderHub(_path(parsed, url), key or b"")
    return PostgresHub(url, parsed)


def key_of_hub(url: str, passphrase: str) -> bytes | None:
    """Open the key file beside a hub's file, or in its folder, with the passphrase; None for a server.

    Raises: HubMissing; WrongPassphrase; KeyFileMissing; KeyFileDamaged.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "postgresql":
        return None
    path = _key_bearer(parsed, url)
    if not path.is_file():
        raise HubMissing(address=str(path))
    return read_key(path, passphrase)


def make_hub(url: str, passphrase: str, *, name: str | None = None, made_up: bool = False) -> Hub:
    """Make an empty hub: its key, its tables, its counter and the epoch that tells it from every other.

    Shape: `made_up` is for a hub of made-up people, which any passphrase may open.
    Raises: PassphraseTooShort; HubExists; HubFolderMissing; FolderReadOnly; HubUnreachable; MayNot.
    """
    parsed = _parsed(url)
    hub: Hub
    if parsed.get_backend_name() == "folder":
        return _make_folder(_path(parsed, url), passphrase, name, made_up=made_up)
    if parsed.get_backend_name() == "sqlite":
        path = _path(parsed, url)
        if path.exists() or key_file_of(path).exists():
            raise HubExists(address=str(path))
        _refuse_folder(path.parent, "sqlite", path.name)
        hub = SqliteHub(path, make_keys(path, passphrase, made_up=made_up))
    else:
        hub = PostgresHub(url, parsed)
    hub.create_tables()
    begin_hub(hub, name or hub.name)
    return hub


def begin_hub(hub: Hub, name: str, *, devices: int = 0) -> str:
    """Write a new hub's counter and its epoch, which is given back; `devices` is the last number given before it."""
    epoch = secrets.token_hex(16)
    with hub.line() as line:
        line.begin(writing=True)
        line.run(
            f"INSERT INTO {hub_tables.counter.name} (one, epoch, name, seq, devices) VALUES (1, ?, ?, 0, ?)",
            (epoch, name, devices),
        )
        line.run(
            "INSERT INTO schema (one, current, min_reader, min_writer) VALUES (1, ?, 1, 1)", (tables.SCHEMA_VERSION,)
        )
        line.commit()
    return epoch


def _refuse_folder(folder: Path, kind: str, name: str) -> None:
    """Say why nothing can be made in a folder, where that is so. Raises: HubFolderMissing; FolderReadOnly."""
    if not folder.is_dir():
        raise HubFolderMissing(folder=str(folder), kind=kind)
    if not os.access(folder, os.W_OK):
        raise FolderReadOnly(name=name, folder=str(folder))


def _make_folder(path: Path, passphrase: str, name: str | None, *, made_up: bool) -> Hub:
    from kollegie.sync.folder_hub import CARD, FolderHub, made_before

    if made_before(path):
        raise HubExists(address=str(path))
    if not path.is_dir():
        _refuse_folder(path.parent, "folder", path.name)
        path.mkdir()
    _refuse_folder(path, "folder", path.name)
    hub = FolderHub(path, make_keys(path / CARD, passphrase, made_up=made_up))
    hub.make_card(secrets.token_hex(16), name or path.name)
    return hub


def _key_bearer(parsed: URL, url: str) -> Path:
    """The file whose key stands beside it: the hub's own, or the card in its folder."""
    path = _path(parsed, url)
    return path / "hub.card" if parsed.get_backend_name() == "folder" else path


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as problem:
        raise BadHubAddress(address=url.partition("@")[2] or url) from problem
    known = ("sqlite", "folder", "postgresql")
    if parsed.get_backend_name() not in known or not parsed.database:
        raise BadHubAddress(address=parsed.render_as_string(hide_password=True))
    return parsed


def _path(parsed: URL, url: str) -> Path:
    if parsed.host or not parsed.database or parsed.database == ":memory:":
        raise BadHubAddress(address=url)
    return Path(parsed.database).expanduser().absolute()
