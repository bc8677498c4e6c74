"""A hub on a PostgreSQL server: one login per person, TLS with its certificate checked, row level security."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import sqlalchemy
from sqlalchemy import Engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from kollegie.model.reviews import Role
from kollegie.store import tables
from kollegie.store.columns import moment_text
from kollegie.sync.carried import Carried, Row, names
from kollegie.sync.errors import (
    HubBusy,
    HubExists,
    HubMissing,
    HubUnreachable,
    LoginRefused,
    MayNot,
    NotSecure,
    ServerUnguarded,
)
from kollegie.sync.hub import Hub, begun, removed_contents
from kollegie.sync.lines import Line, Patience, PostgresLine, Watch, waits
from kollegie.sync.postgres_rights import TRIGGER_BODIES, guards, make_login, rights, rights_anew
from kollegie.sync.server_words import LOGIN_REFUSED, reason_of_server
from kollegie.sync.statements import fresh_columns, make_stage, staged_columns
from kollegie.sync.upgrading import upgrade_tables

NAP_MS = 60_000
"""How long PostgreSQL lets a laptop whose lid was closed hold the counter."""

LEAST_POSTGRES = 150000

LOCAL_HOSTS = (None, "", "localhost", "127.0.0.1", "::1")
"""Where no line can be listened to; everywhere else the server's certificate is checked."""


PLANTED = """
    SELECT c.relname AS place, t.tgname AS planted, p.pronamespace::regnamespace || '.' || p.proname AS calls, p.prosrc
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal
    UNION ALL SELECT tablename, rulename, '', '' FROM pg_rules WHERE schemaname = 'public'
    ORDER BY place, planted
"""
"""Triggers with what they call and do, and rules, which none of our tables has; a view's own is no rule here."""
OUR_TRIGGERS = {("device", "joins"): "kollegie_joins", ("hub", "counts"): "kollegie_counts"}

GUARDS = """
    SELECT c.relname || '.' || p.polname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
    WHERE c.relnamespace = 'public'::regnamespace
    UNION ALL SELECT proname || '()' FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relrowsecurity AND relforcerowsecurity
"""
"""What stands at a server of what `guards` names."""

OUR_FUNCTION = re.compile(r"kollegie_\w+")


class PostgresHub(Hub):
    """A PostgreSQL with one login per person, TLS with the server's certificate checked, and row level security."""

    lines = PostgresLine
    batch = 100_000
    erased_by_leads_alone = True

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

    def is_read(self, line: Line, seq: int) -> bool:
        return bool(line.rows("SELECT kollegie_is_read(?)", (seq,))[0][0])

    def holding(self, line: Line, tables: Sequence[str]) -> Sequence[str]:
        """Those that have a page at all: to ask a table, a server lays out every policy of it first.

        Shape: one that tells no size of its counter or its history, as one spread over several servers may not, is
        asked of all. What this login may see of a table has no part in its size.
        """
        question = "SELECT relname, pg_relation_size(oid) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        sizes = dict(line.rows(f"{question} AND relkind = 'r'"))
        if not (sizes.get("hub") and sizes.get("history")):
            return tables
        return [name for name in tables if sizes.get(name) != 0]

    def planted(self, line: Line) -> Sequence[str]:
        """A trigger or a rule could let what is sent vanish while the server says that it has been stored.

        Shape: on our tables alone; what another program has beside them in the same database is its own. A function
        of ours that does something else than we wrote is named by itself.
        """
        planted = []
        ours = self._is_as_new_as_we(line)
        for place, name, calls, does in line.rows(PLANTED):
            function = OUR_TRIGGERS.get((place, name), "")
            if place in tables.hub.tables and calls != f"public.{function}":
                planted.append(f"{place}.{name}")
            elif function and ours and does != TRIGGER_BODIES[function]:
                planted.append(f"{function}()")
        return planted

    def missing(self, line: Line) -> Sequence[str]:
        if not self._is_as_new_as_we(line):
            return []
        standing = {(place, name) for place, name, _calls, _does in line.rows(PLANTED)}
        lacking = [f"{place}.{name}" for place, name in OUR_TRIGGERS if (place, name) not in standing]
        return [*lacking, *sorted(guards() - {row[0] for row in line.rows(GUARDS)})]

    def _is_as_new_as_we(self, line: Line) -> bool:
        """Whether this program has made what stands there: a newer one's may do more, an older one's less."""
        return bool(line.rows("SELECT current FROM schema")[0][0] == tables.HUB_SCHEMA_VERSION)

    def upgrade(self, patience: Patience = waits) -> bool:
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

    def _open(self, watch: Watch, patience: Patience = waits) -> Line:
        import psycopg

        from kollegie.sync.waiting import PatientConnection

        local = self.parsed.host in LOCAL_HOSTS and not {"host", "hostaddr"} & set(self.parsed.query)
        limits: dict[str, object] = {
            "idle_in_transaction_session_timeout": NAP_MS,
            "lock_timeout": 20_000,
            "statement_timeout": 600_000,
        }
        limits |= {"work_mem": "32MB", "temp_buffers": "48MB"}  # a full batch is staged and sorted without a file
        limits["enable_sort"] = 0  # what is read in the order of an index need not be read whole before its first row
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

    def refusals(self) -> tuple[type[Exception], ...]:
        import psycopg

        return (psycopg.errors.InsufficientPrivilege,)

    def clashes(self) -> tuple[type[Exception], ...]:
        import psycopg

        return (psycopg.errors.UniqueViolation,)

    def trouble(self, problem: Exception) -> Exception:
        import psycopg

        if isinstance(problem, (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected)):
            return HubBusy(address=self.address)
        if isinstance(problem, psycopg.errors.InsufficientPrivilege):
            return MayNot(address=self.address)
        if isinstance(problem, psycopg.errors.UndefinedTable):
            return HubMissing(address=self.address)
        if isinstance(problem, psycopg.errors.UndefinedFunction) and (gone := OUR_FUNCTION.search(str(problem))):
            return ServerUnguarded(address=self.address, names=f"{gone[0]}()")
        said = getattr(getattr(problem, "diag", None), "message_primary", None) or str(problem).strip()
        if LOGIN_REFUSED.search(said):
            return LoginRefused(address=self.address)
        return HubUnreachable(address=self.address, why=reason_of_server(said or type(problem).__name__))

    def stage(self, line: Line, carried: Carried, rows: Iterable[Sequence[Any]], fresh: Iterable[Row] = ()) -> int:
        assert isinstance(line, PostgresLine)
        line.run(make_stage(carried, PostgresLine).removesuffix(")") + ") ON COMMIT DROP")
        count = 0
        for told, (columns, kinds) in ((rows, staged_columns(carried)), (fresh, fresh_columns(carried))):
            if (some := begun(told)) is not None:
                count += line.copy_in(f"inc_{carried.name}", names(columns), kinds, some)
        return count

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
            line.run("DELETE FROM chunk WHERE scope = ? AND hash = ?", removed)
            for removed in removed_contents(line, before)
        )
        return gone + line.run(
            "DELETE FROM chunk c WHERE at < ? AND NOT EXISTS (SELECT 1 FROM attachment a"
            " WHERE a.scope = c.scope AND a.content_hash = encode(c.hash, 'hex'))",
            (moment_text(before),),
        )
