"""The PostgreSQL server as pytest fixtures: started when the first test asks for it, one fresh database per test."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from postgres.server import PostgresMissing, PostgresServer

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A running server, shared by all tests of the session."""
    try:
        server = PostgresServer()
    except PostgresMissing as missing:
        pytest.skip(str(missing))
    with server:
        yield server


@pytest.fixture
def postgres_database(postgres_server: PostgresServer) -> Iterator[str]:
    """The SQLAlchemy URL of an empty database of this test's own, even after a test that left the server down."""
    if not postgres_server.is_running():
        postgres_server.start()
    name = f"test_{next(_numbers)}"
    yield postgres_server.create_database(name)
    if not postgres_server.is_running():
        postgres_server.start()
    postgres_server.drop_database(name)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let `-k "not postgres"` leave out every test that needs the server, whatever the test is called."""
    if "postgres_server" in getattr(item, "fixturenames", ()):
        item.extra_keyword_matches.add("postgres")
