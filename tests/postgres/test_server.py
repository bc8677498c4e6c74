"""The test server is to behave like a real hub: certificates, passwords, crashes, and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from postgres.certificates import make_authority
from postgres.server import PostgresServer
from sqlalchemy import create_engine, text


@pytest.fixture
def database(postgres_server: PostgresServer, request: pytest.FixtureRequest) -> Iterator[str]:
    """The name of an empty database that goes away with the test."""
    name = request.node.name
    postgres_server.create_database(name)
    yield name
    postgres_server.drop_database(name)


def connect(server: PostgresServer, database: str, **words: str) -> psycopg.Connection:
    return psycopg.connect(server.url(database, driver="postgresql", **words))


def eventually(claim: Callable[[], bool], *, seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while not claim():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def test_sqlalchemy_reaches_a_fresh_database_by_its_url(postgres_database):
    engine = create_engine(postgres_database)

    with engine.connect() as connection:
        version = connection.execute(text("SELECT current_setting('server_version_num')::int")).scalar_one()
        tables = connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).scalar_one()
    engine.dispose()

    assert version >= 150000
    assert tables == 0


def test_the_connection_is_encrypted_and_the_certificate_is_checked(postgres_server, database):
    with connect(postgres_server, database) as connection:
        encrypted, version = connection.execute(
            "SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        ).fetchone()

    assert (encrypted, version) == (True, "TLSv1.3")


def test_a_server_with_another_authority_is_not_trusted(postgres_server, database, tmp_path):
    make_authority(tmp_path, ["localhost"])

    with pytest.raises(psycopg.OperationalError, match="SSL error"):
        connect(postgres_server, database, sslrootcert=str(tmp_path / "ca.crt"))


def test_a_server_under_another_name_is_not_trusted(postgres_server, database):
    with pytest.raises(psycopg.OperationalError, match="does not match host name"):
        connect(postgres_server, database, host="hub.example", hostaddr="127.0.0.1")


def test_a_connection_in_the_clear_is_refused(postgres_server, database):
    with pytest.raises(psycopg.OperationalError, match="no encryption"):
        connect(postgres_server, database, sslmode="disable", sslrootcert="")


def test_a_wrong_password_is_refused(postgres_server, database):
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        connect(postgres_server, database, password="not this one")


def test_passwords_are_kept_as_scram_verifiers(postgres_server, database):
    with connect(postgres_server, database) as connection:
        kept = connection.execute("SELECT rolpassword FROM pg_authid WHERE rolpassword IS NOT NULL").fetchall()

    assert kept
    assert all(verifier.startswith("SCRAM-SHA-256$") for (verifier,) in kept)


def test_a_copy_of_a_template_holds_its_tables_and_leaves_it_alone(postgres_server, database):
    with connect(postgres_server, database) as connection:
        connection.execute("CREATE TABLE visits (id integer)")
    postgres_server.create_database("copied", template=database)

    with connect(postgres_server, "copied") as connection:
        connection.execute("INSERT INTO visits VALUES (1)")
    with connect(postgres_server, database) as connection:
        rows = connection.execute("SELECT count(*) FROM visits").fetchone()
    postgres_server.drop_database("copied")

    assert rows == (0,)


def test_what_was_committed_survives_an_immediate_restart_and_what_was_not_does_not(postgres_server, database):
    with connect(postgres_server, database) as connection:
        connection.execute("CREATE TABLE answers (id integer)")
        connection.execute("INSERT INTO answers VALUES (1)")
    begun = connect(postgres_server, database)
    begun.execute("INSERT INTO answers VALUES (2)")

    postgres_server.restart_immediately()

    with pytest.raises(psycopg.OperationalError):
        begun.commit()
    begun.close()
    with connect(postgres_server, database) as connection:
        assert connection.execute("SELECT id FROM answers").fetchall() == [(1,)]


def test_a_stopped_server_refuses_until_it_is_started_again(postgres_server, database):
    postgres_server.stop()

    with pytest.raises(psycopg.OperationalError, match="refused"):
        connect(postgres_server, database)
    assert not postgres_server.is_running()

    postgres_server.start()
    connect(postgres_server, database).close()


def test_a_removed_server_leaves_nothing_behind():
    server = PostgresServer()
    server.start()
    folder, process = server.folder, server_process(server.folder)

    server.remove()

    assert not folder.exists()
    assert eventually(lambda: not is_alive(process))
    assert not server.is_running()


def test_the_server_goes_away_when_its_tests_are_killed():
    begin = "from postgres.server import *; s = PostgresServer(); s.start(); print(s.folder, flush=True); input()"
    rooms = str(Path(__file__).parents[1])
    tests = subprocess.Popen(
        [sys.executable, "-c", begin],
        env={**os.environ, "PYTHONPATH": rooms},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with tests:
        folder = Path(tests.stdout.readline().decode().strip())
        process = server_process(folder)
        assert is_alive(process)

        tests.kill()

    assert eventually(lambda: not is_alive(process))
    assert eventually(lambda: not folder.exists())


def server_process(folder: Path) -> int:
    """The process id of the server that keeps its data in this folder."""
    return int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])


def is_alive(process: int) -> bool:
    try:
        os.kill(process, signal.SIG_DFL)  # 0: asks only whether it is there
    except ProcessLookupError:
        return False
    return True
