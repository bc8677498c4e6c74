"""New stores without what each of a thousand would pay again: Argon2 at its full cost, and every migration from 0001.

A store made in the process of the tests is sealed with the least memory that Argon2 takes, and its schema is what the
migrations made the first time, statement by statement. All else is the program's own, its look at the triggers too.
With `real_stores` a test makes them just as the program does: for another process that opens them by the passphrase, or
because it is the making that is tested.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, Engine

from kollegie.store import keys, migrating, opening
from kollegie.store.connecting import APPLICATION_ID
from kollegie.store.tables import SCHEMA_VERSION

CHEAPEST = keys.Cost(32, 1)
SHADOWS = ("_config", "_content", "_data", "_docsize", "_idx")
"""What FTS5 makes by itself beside each of its tables."""

_seal, _stretch, _migrate = keys._seal, keys._stretch, migrating.migrate
calibrated = keys.calibrated_cost


class Quickly:
    """Stands in for three functions of the store; `on` says whether new stores are made quickly just now."""

    def __init__(self) -> None:
        self.on = True
        self._sealing = threading.local()
        self._salts: set[bytes] = set()
        self._schema: list[str] = []

    @contextmanager
    def really(self) -> Iterator[None]:
        """Make stores as the program does; what was made quickly opens all the same."""
        before, self.on = self.on, False
        try:
            yield
        finally:
            self.on = before

    def seal(self, data_key: bytes, passphrase: str, file_id: str, cost: keys.Cost) -> dict[str, object]:
        """Seal a new slot: its salt is what tells a cheap one when it is opened."""
        self._sealing.now = self.on
        try:
            return _seal(data_key, passphrase, file_id, cost)
        finally:
            self._sealing.now = False

    def stretch(self, passphrase: str, salt: bytes, cost: keys.Cost) -> bytes:
        """Stretch a passphrase, at the slot's cost unless the slot was sealed quickly here."""
        assert cost.acceptable
        if getattr(self._sealing, "now", False):
            self._salts.add(salt)
        return _stretch(passphrase, salt, CHEAPEST if salt in self._salts else cost)

    def migrate(self, engine: Engine) -> None:
        """Bring a store up to date; an empty one gets what the first empty one got."""
        with engine.connect().execution_options(writing=True) as connection, connection.begin():
            empty = not connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
            if self.on and empty:
                for statement in self._schema:
                    connection.exec_driver_sql(statement)
        if not self.on or not empty:
            _migrate(engine)
        elif not self._schema:
            _migrate(engine)
            opening._make_triggers(engine)
            with engine.connect() as connection:
                self._schema = list(standing_in(connection))


def standing_in(connection: Connection) -> Iterator[str]:
    """What makes an empty database into a copy of a new store, in order."""
    rows = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").all()
    virtual = {name for _, name, sql in rows if sql.startswith("CREATE VIRTUAL")}
    shadows = {name + end for name in virtual for end in SHADOWS}
    made = [row for row in rows if row[1] not in shadows and not row[1].startswith("sqlite_")]
    for wanted in ("table", "index", "view"):
        yield from (sql for kind, _, sql in made if kind == wanted)
    for name in virtual:
        for setting, value in connection.exec_driver_sql(f"SELECT k, v FROM \"{name}_config\" WHERE k <> 'version'"):
            yield f'INSERT INTO "{name}" ("{name}", rank) VALUES ({quoted(setting)}, {quoted(value)})'
    for kind, name, _ in made:
        if kind == "table" and name not in virtual:
            for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"'):
                assert all(isinstance(value, (int, str)) for value in row), name
                yield f'INSERT INTO "{name}" VALUES ({", ".join(map(quoted, row))})'
    yield from (sql for kind, _, sql in made if kind == "trigger")
    yield f"PRAGMA application_id = {APPLICATION_ID}"
    yield f"PRAGMA user_version = {SCHEMA_VERSION}"


def quoted(value: int | str) -> str:
    """A literal of SQL."""
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


QUICKLY = Quickly()


def pytest_configure() -> None:
    keys._seal, keys._stretch, migrating.migrate = QUICKLY.seal, QUICKLY.stretch, QUICKLY.migrate
    keys.calibrated_cost = lambda *_clock: keys.Cost()  # real stores too: it is the floor that most tests can afford


def pytest_unconfigure() -> None:
    keys._seal, keys._stretch, migrating.migrate = _seal, _stretch, _migrate
    keys.calibrated_cost = calibrated


@pytest.fixture
def real_stores() -> Iterator[None]:
    """New stores as the program makes them: sealed at full cost, by every migration."""
    with QUICKLY.really():
        yield
