"""A line to PostgreSQL that is cut, falls silent or crawls at any message, and a server that ends our session (R7)."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from faults.cutting_proxy import Harm, Proxy
from postgres.server import PostgresServer
from sqlalchemy import make_url
from sync.scenes import Scene

from kollegie.errors import KollegieError
from kollegie.sync import lines
from kollegie.sync.errors import HubSilent, HubUnreachable
from kollegie.sync.exchange import sync
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody

pytestmark = pytest.mark.parametrize("hub_kind", ["postgres"])
LOG = logging.getLogger(__name__)
SHORT, LONG = 3, int(os.environ.get("KOLLEGIE_POINTS", "100000"))
"""How many points of each kind are tried in the ordinary run, and at most in the long one."""


@pytest.fixture
def open_line(postgres_server: PostgresServer) -> Iterator[PostgresServer]:
    """The server also takes connections without TLS, so that the proxy can read the messages."""
    rules = postgres_server.folder / "data" / "pg_hba.conf"
    kept = rules.read_text()
    rules.write_text(f"hostnossl all all 127.0.0.1/32 scram-sha-256\n{kept}")
    _reload(postgres_server)
    yield postgres_server
    rules.write_text(kept)
    _reload(postgres_server)


def _reload(server: PostgresServer) -> None:
    with _admin(server) as connection:
        connection.execute("SELECT pg_reload_conf()")


def _admin(server: PostgresServer) -> psycopg.Connection:
    return psycopg.connect(server.url("postgres", driver="postgresql"), autocommit=True)


def through(scene: Scene, proxy: Proxy) -> KollegieError | None:
    """Vera syncs through the proxy; give back what she was told, None if it went through."""
    store = scene.store("vera")
    with laptop_of(store, nobody) as near:
        (straight,) = near.line.rows("SELECT url FROM enrolment")[0]
        bent = make_url(straight).set(port=proxy.port).update_query_dict({"sslmode": "disable"})
        bent = bent.difference_update_query(["sslrootcert", "channel_binding"])
        near.line.run("UPDATE enrolment SET url = ?", (bent.render_as_string(hide_password=False),))
    told: KollegieError | None = None
    try:
        sync(store)
    except KollegieError as problem:
        told = problem
    with laptop_of(store, nobody) as near:
        near.line.run("UPDATE enrolment SET url = ?", (straight,))
    store.engine.dispose()
    return told


def messages_of(scene: Scene, server: PostgresServer) -> int:
    """How many messages Vera's sync has, both ways together."""
    with Proxy(_port(server)) as proxy:
        assert through(scene, proxy) is None
    return proxy.count


def _port(server: PostgresServer) -> int:
    return int(make_url(server.admin_url).port or 0)


def spread(total: int, points: int, start: int = 1) -> list[int]:
    """So many numbers up to the total, evenly apart."""
    step = max(1, (total - start) // points)
    return list(range(start + step // 2, total + 1, step))


def check_cut(scene: Scene, oracle: dict[str, Any], server: PostgresServer, points: int) -> int:
    total, told = messages_of(scene, server), 0
    for harm in (Harm.CUT_BEFORE, Harm.CUT_AFTER):
        for number in spread(total, points):
            scene.reset()
            with Proxy(_port(server), harm, number) as proxy:
                problem = through(scene, proxy)
            assert problem is None or isinstance(problem, HubUnreachable), f"{harm.value} message {number}: {problem}"
            told += problem is not None
            assert scene.end_of_what_is_left() == oracle, f"{harm.value} message {number} of {total}"
    LOG.info(
        "messages %d, points %d, told %d, different things left %d",
        total,
        2 * len(spread(total, points)),
        told,
        len(scene.ends),
    )
    return told


@pytest.mark.timeout(900)
def test_a_line_cut_before_or_after_a_message_costs_nothing(scene, oracle, open_line):
    assert check_cut(scene, oracle, open_line, SHORT) >= SHORT


@pytest.mark.long
@pytest.mark.timeout(36000)
def test_a_line_cut_before_or_after_any_message_costs_nothing(scene, oracle, open_line):
    assert check_cut(scene, oracle, open_line, LONG) > 0


@pytest.mark.timeout(900)
def test_a_server_that_falls_silent_is_told_and_costs_nothing(scene, oracle, open_line, monkeypatch):
    monkeypatch.setattr(lines, "LONGEST_SILENCE", 0.5)
    monkeypatch.setattr(lines, "CANCELLING", 0.5)
    total = messages_of(scene, open_line)

    for number in (total // 3, total - 20):
        scene.reset()
        with Proxy(_port(open_line), Harm.SILENCE, number) as proxy:
            problem = through(scene, proxy)
        assert isinstance(problem, HubSilent), number
        assert "Inget är förlorat" in problem.sentence()
        assert scene.end_of_what_is_left() == oracle, number


@pytest.mark.timeout(900)
def test_a_line_that_crawls_brings_everything_all_the_same(scene, oracle, open_line):
    total = messages_of(scene, open_line)

    for number in spread(total, 2):
        scene.reset()
        with Proxy(_port(open_line), Harm.CRAWL, number) as proxy:
            assert through(scene, proxy) is None
        assert scene.end_of_what_is_left() == oracle, number


class EndSession:
    """Has the server end every session in the scene's database right before the n-th statement."""

    def __init__(self, scene: Scene, number: int) -> None:
        assert scene.server is not None
        self._connection = _admin(scene.server)
        self._database, self._number = scene.database, number
        self.count = 0

    def __call__(self, _statement: str) -> None:
        self.count += 1
        if self.count == self._number:
            question = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
            self._connection.execute(question, (self._database,))

    def close(self) -> None:
        self._connection.close()


def check_ended(scene: Scene, oracle: dict[str, Any], points: int) -> None:
    counting = EndSession(scene, 0)
    store = scene.store("vera")
    sync(store, watch=counting)
    store.engine.dispose()
    counting.close()
    told = 0
    chosen = spread(counting.count, points)
    for number in chosen:
        scene.reset()
        ending = EndSession(scene, number)
        store = scene.store("vera")
        with suppress(HubUnreachable):
            told += 1
            sync(store, watch=ending)
            told -= 1
        store.engine.dispose()
        ending.close()
        assert scene.end_of_what_is_left() == oracle, f"session ended before statement {number} of {counting.count}"
    LOG.info(
        "statements %d, points %d, told %d, different things left %d",
        counting.count,
        len(chosen),
        told,
        len(scene.ends),
    )
    assert told > 0


@pytest.mark.timeout(900)
def test_a_session_the_server_ends_at_a_statement_costs_nothing(scene, oracle):
    check_ended(scene, oracle, SHORT)


@pytest.mark.long
@pytest.mark.timeout(36000)
def test_a_session_the_server_ends_at_any_statement_costs_nothing(scene, oracle):
    check_ended(scene, oracle, LONG)


class RestartAt:
    """Restarts the server as after a crash right before the n-th statement."""

    def __init__(self, scene: Scene, number: int) -> None:
        self._scene, self._number, self._count = scene, number, 0

    def __call__(self, _statement: str) -> None:
        self._count += 1
        if self._count == self._number:
            assert self._scene.server is not None
            self._scene.server.restart_immediately()


@pytest.mark.timeout(900)
@pytest.mark.parametrize("statement", [140, 310])
def test_a_server_that_crashes_and_comes_back_amid_a_sync_costs_nothing(scene, oracle, statement):
    store = scene.store("vera")
    with suppress(HubUnreachable):
        sync(store, watch=RestartAt(scene, statement))
    store.engine.dispose()

    assert scene.end_of_what_is_left() == oracle
