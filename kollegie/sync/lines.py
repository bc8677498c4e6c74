"""One connection as the sync uses it: plain statements on the driver, each of them seen by a watcher first.

The rows of a sync go past SQLAlchemy, because its ORM reaches 3-6 % and its core 12-45 % of the driver's rate. Since
every statement passes here, a test can stop the program before any of them.
"""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import nullcontext, suppress
from typing import Any, TypeVar

from sqlalchemy.exc import DBAPIError

from kollegie.store.errors import StoreBusy
from kollegie.sync.errors import HubSilent

T = TypeVar("T")

Watch = Callable[[str], None]
"""Hears each statement before it is sent, and "done: COMMIT" after a commit."""


Patience = Callable[[float], None]
"""Hears, some times a second while the database keeps us waiting, for how many seconds; may raise Cancelled."""

TURN = 0.2
"""Seconds a shared file's lock is waited for at a time, before it is told how long that has been."""

LONGEST_TURN = 20.0
"""Seconds after which it is given up waiting for a shared file that another computer keeps."""

LONGEST_SILENCE = 90.0
"""Seconds without a byte from a server after which the connection counts as lost."""


AHEAD = 6
"""How many pages a server is asked for before the first of them is taken in."""

BREATH = 50
"""How often what has come is asked for in one go: over TLS each time gives no more than 8 kB at first (measured)."""

CANCELLING = 2.0
"""Seconds a server is given to hear that a statement is not wanted any longer."""


def waits(_seconds: float) -> None:
    """Wait in silence."""


def nobody(_statement: str) -> None:
    """Watch nothing."""


def _read_as_far_as_it_goes(text: bytes) -> str:
    return text.decode("utf-8", "replace")


class Line:
    """A connection with `?` as the mark of a parameter, outside any transaction until `begin`."""

    mark = "?"
    greatest, least, differs = "max", "min", "IS NOT"
    shared = False
    """Whether others may keep it waiting at any statement, and should not be kept waiting by it."""

    def __init__(self, driver: Any, watch: Watch = nobody) -> None:
        self.driver = driver
        self.watch = watch
        self.patience: Patience = waits

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query; a text that is no text is given as far as it can be read, for whoever checks it."""
        self.watch(sql)
        try:
            return self._execute(sql, parameters).fetchall()  # type: ignore[no-any-return]
        except Exception as problem:
            if "decode" not in str(problem) or not hasattr(self.driver, "text_factory"):
                raise
            before, self.driver.text_factory = self.driver.text_factory, _read_as_far_as_it_goes
            try:
                return self._execute(sql, parameters).fetchall()  # type: ignore[no-any-return]
            finally:
                self.driver.text_factory = before

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """The first row of a query, or None."""
        self.watch(sql)
        return self._execute(sql, parameters).fetchone()  # type: ignore[no-any-return]

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Do a statement; give back how many rows it touched."""
        self.watch(sql)
        return int(self._execute(sql, parameters).rowcount)

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> int:
        """Do a statement once per row; give back how many rows it touched."""
        self.watch(sql)
        return int(self.driver.executemany(sql, rows).rowcount)

    def pages(self, sql: str, parameters: Sequence[Any], size: int) -> Generator[list[tuple[Any, ...]], None, None]:
        """The rows of a query a page at a time, so that memory stays flat."""
        self.watch(sql)
        cursor = self._execute(sql, parameters)
        while page := cursor.fetchmany(size):
            yield page

    def breathe(self) -> None:
        """Let a server that was asked for pages ahead go on with them; a file has nobody who works meanwhile."""

    def as_of(self) -> tuple[int, int]:
        """What is another whenever anything in the file has changed, through this connection or through others."""
        return self.driver.execute("PRAGMA data_version").fetchone()[0], self.driver.total_changes

    def begin(self, *, writing: bool) -> None:
        """Begin a transaction: one that sees one moment, or one that may write."""
        self.run("BEGIN IMMEDIATE" if writing else "BEGIN")

    def commit(self) -> None:
        """Make it all stand."""
        self.run("COMMIT")
        self.watch("done: COMMIT")

    def rollback(self) -> None:
        """Take it all back; nothing happens outside a transaction."""
        if self.driver.in_transaction:
            self.run("ROLLBACK")

    def cancel(self) -> None:
        """Break off the statement another thread waits for."""
        self.driver.interrupt()

    def close(self) -> None:
        """Let go of the connection; what was begun is taken back."""
        self.driver.close()

    def _execute(self, sql: str, parameters: Sequence[Any]) -> Any:
        return self.driver.execute(sql, parameters)


class SharedLine(Line):
    """The same on a file that others have open too; each statement may have to wait until they let go of it."""

    shared = True
    """Its driver waits for `TURN` at a time by itself."""

    def __init__(self, driver: Any, watch: Watch = nobody, patience: Patience = waits) -> None:
        super().__init__(driver, watch)
        self.patience = patience

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> int:
        """Do a statement once per row; give back how many rows it touched."""
        self.watch(sql)
        told = list(rows)
        return int(self._when_let(lambda: self.driver.executemany(sql, told)).rowcount)

    def _execute(self, sql: str, parameters: Sequence[Any]) -> Any:
        return self._when_let(lambda: self.driver.execute(sql, parameters))

    def _when_let(self, act: Callable[[], Any]) -> Any:
        inside, changed = self.driver.in_transaction, self.driver.total_changes

        def as_before() -> bool:  # of what was begun and is gone, or done in part, the rest must not be done alone
            return (self.driver.in_transaction, self.driver.total_changes) == (inside, changed)

        return when_let(act, self.patience, as_before)


def always() -> bool:
    """Nothing stands in the way of another try."""
    return True


def when_let(act: Callable[[], T], patience: Patience, may_try_again: Callable[[], bool] = always) -> T:
    """Do what another computer may keep waiting, by the lock of a shared file.

    Shape: the lock is waited for a little at a time, with pauses of chance between: the lock itself is not fair, and
    whoever waits should be told and be able to stop.
    Raises: what `act` does, once it has waited for longer than `LONGEST_TURN`; whatever `patience` does.
    """
    since = time.monotonic()
    while True:
        try:
            return act()
        except Exception as problem:
            waited = time.monotonic() - since
            if not _is_busy(problem) or waited > LONGEST_TURN or not may_try_again():
                raise
        patience(waited)
        time.sleep(random.uniform(0, TURN / 2))


def _is_busy(problem: Exception) -> bool:
    told = problem.orig if isinstance(problem, DBAPIError) else problem
    return isinstance(told, StoreBusy) or str(getattr(told, "sqlite_errorname", "")).startswith("SQLITE_BUSY")


class PostgresLine(Line):
    """The same on a psycopg connection in autocommit, which sends no BEGIN of its own."""

    mark = "%s"
    greatest, least, differs = "greatest", "least", "IS DISTINCT FROM"

    def __init__(self, driver: Any, watch: Watch = nobody) -> None:
        super().__init__(driver, watch)
        self._writing = False
        driver.heard = self._hear

    def _hear(self, seconds: float) -> None:
        if seconds > LONGEST_SILENCE:
            raise HubSilent(seconds=int(seconds))
        self.patience(seconds)

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> int:
        """Do a statement once per row."""
        self.watch(sql)
        with self.driver.cursor() as cursor:
            cursor.executemany(sql.replace("?", "%s"), list(rows))
            return int(cursor.rowcount)

    def pages(self, sql: str, parameters: Sequence[Any], size: int) -> Generator[list[tuple[Any, ...]], None, None]:
        """The rows of a query a page at a time, through a cursor on the server, inside a transaction.

        Shape: the next pages are asked for before one is given, so that the server makes them while it is taken in; but
        not while the counter is held, since a server ends no line that naps with pages on their way.
        Whoever does not read to the end closes this before asking for anything else.
        """
        declare, fetch = f"DECLARE page NO SCROLL CURSOR FOR {sql}", f"FETCH FORWARD {size:d} FROM page"
        with nullcontext() if self._writing else self.driver.pipeline():
            self.watch(declare)
            self._execute(declare, parameters)
            asked = deque(self._execute(fetch, ()) for _ in range(1 if self._writing else AHEAD))
            while asked:
                self.watch(fetch)
                page = asked.popleft().fetchall()
                if len(page) == size:
                    asked.append(self._execute(fetch, ()))
                if page:
                    yield page
            self.watch("CLOSE page")
            self._execute("CLOSE page", ())

    def breathe(self) -> None:
        """Take from the network what the server has sent meanwhile, so that it can go on; waits for nothing."""
        for _ in range(BREATH):
            self.driver.pgconn.consume_input()

    def copy_in(self, table: str, columns: str, kinds: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        """Write rows by binary COPY: bytes go as bytes, numbers as eight or four bytes."""
        sql = f"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)"
        self.watch(sql)
        with self.driver.cursor() as cursor:
            with cursor.copy(sql) as copy:
                copy.set_types(kinds)
                write = copy.write_row
                for row in rows:
                    write(row)
            return int(cursor.rowcount)

    def begin(self, *, writing: bool) -> None:
        """A reader sees one moment (REPEATABLE READ); a writer waits for the counter (READ COMMITTED)."""
        self._writing = writing
        self.run(f"BEGIN ISOLATION LEVEL {'READ COMMITTED' if writing else 'REPEATABLE READ, READ ONLY'}")

    def cancel(self) -> None:
        """Break off the statement another thread waits for; a server that does not hear it is waited for no longer."""
        import psycopg

        with suppress(psycopg.Error):
            self.driver.cancel_safe(timeout=CANCELLING)

    def rollback(self) -> None:
        """Take it all back; nothing happens outside a transaction or on a broken connection."""
        if not self.driver.closed and self.driver.info.transaction_status != 0:
            self.run("ROLLBACK")

    def _execute(self, sql: str, parameters: Sequence[Any]) -> Any:
        return self.driver.execute(sql.replace("?", "%s"), parameters or None, binary=True)
