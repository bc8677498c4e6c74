"""A throwaway PostgreSQL server for the tests: a real one, with certificate and passwords, gone when they end.

Debian's PostgreSQL refuses to run as root, so root hands the server over to another user. Its folder, its port and
its certificate authority are its own, and it listens to this machine only.
"""

from __future__ import annotations

import os
import random
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlencode

import psycopg
from postgres.certificates import make_authority
from psycopg import sql

ADMIN = "kollegie_admin"
ADDRESS = "127.0.0.1"
# Below the range that outgoing connections draw from, so that nobody takes the port while the server is down.
PORTS = range(15432, 32000)

# No fsync: the machine under a test does not lose its power. Commits still reach the system before they are
# acknowledged, so that none is lost when the server is killed.
SETTINGS = """
listen_addresses = '{address}'
port = {port}
unix_socket_directories = ''
ssl = on
ssl_cert_file = '{folder}/server.crt'
ssl_key_file = '{folder}/server.key'
fsync = off
full_page_writes = off
"""
WHO_MAY_CONNECT = """
hostssl   all all 127.0.0.1/32 scram-sha-256
hostnossl all all all          reject
"""


class PostgresMissing(Exception):
    """There is no PostgreSQL on this machine."""


def find_programs() -> Path:
    """The folder with initdb and pg_ctl, of the newest version here; Debian keeps it outside PATH.

    Raises: PostgresMissing.
    """
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    versions = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if not versions:
        raise PostgresMissing("No PostgreSQL server here: `python3 packaging/test.py` installs one.")
    return max(versions, key=lambda path: int(path.parent.name))


def user_of_the_server() -> int | None:
    """The user id that runs the server; None is the user of the tests, who may do it unless it is root."""
    if os.geteuid() != 0:
        return None
    import pwd

    names = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall()}
    return names.get("postgres", names.get("nobody", 65534))


class PostgresServer:
    """One server with its folder; `start` it, `stop` it as a cut cable would, `start` it again, `remove` it."""

    def __init__(self) -> None:
        self._programs = find_programs()
        self._user = user_of_the_server()
        self._password = secrets.token_hex(16)
        self._folder: Path | None = None
        self._port = 0
        self._afterwards: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()

    @property
    def folder(self) -> Path:
        """Where the server keeps everything; it is there from the first start until `remove`."""
        if self._folder is None:
            raise RuntimeError("the server has not been started")
        return self._folder

    @property
    def ca_file(self) -> Path:
        """The authority that vouches for the server's certificate, for `sslmode=verify-full`."""
        return self.folder / "ca.crt"

    @property
    def admin_url(self) -> str:
        """The superuser's way in, for SQLAlchemy."""
        return self.url("postgres")

    def url(
        self,
        dbname: str,
        user: str = ADMIN,
        password: str | None = None,
        driver: str = "postgresql+psycopg",
        **more: str,
    ) -> str:
        """A URL with TLS and the server's certificate checked, as on a real hub.

        Shape: `driver` "postgresql" makes one that psycopg itself understands; `more` are further words of libpq,
        such as `sslmode="disable"`, and win over ours.
        """
        secret = self._password if password is None else password
        words = {"sslmode": "verify-full", "sslrootcert": str(self.ca_file), **more}
        who = f"{quote(user, safe='')}:{quote(secret, safe='')}"
        return f"{driver}://{who}@{ADDRESS}:{self._port}/{quote(dbname, safe='')}?{urlencode(words, quote_via=quote)}"

    def start(self) -> None:
        """Start the server, and make it first if it has never been started. It takes connections when this returns."""
        if self._folder is None:
            self._make()
        self._do("pg_ctl", "start", "-w", "-s", "-D", str(self._data), "-l", str(self.folder / "server.log"))

    def stop(self) -> None:
        """Stop the server at once: connections break, no transaction is waited for, what was committed stays."""
        self._do("pg_ctl", "stop", "-w", "-s", "-m", "immediate", "-D", str(self._data))

    def restart_immediately(self) -> None:
        """Stop the server at once and bring it back; it recovers from its log as after a crash."""
        self.stop()
        self.start()

    def is_running(self) -> bool:
        """Whether the server is up."""
        return self._folder is not None and self._call("pg_ctl", "status", "-D", str(self._data))[0] == 0

    def create_database(self, name: str, template: str | None = None) -> str:
        """Make a database, empty or as a copy of one that nobody is connected to; give back the admin's URL to it."""
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._as_admin(command.format(sql.Identifier(name), sql.Identifier(template or "template0")))
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Delete a database, and break the connections that are still open to it."""
        self._as_admin(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def remove(self) -> None:
        """Stop the server if it runs, and delete all it kept. It can be started again, as a new one."""
        if self._afterwards is None:
            return
        assert self._afterwards.stdin is not None
        self._afterwards.stdin.close()
        self._afterwards.wait()
        self._afterwards = self._folder = None

    def _make(self) -> None:
        folder = self._folder = Path(tempfile.mkdtemp(prefix="kollegie-postgres-"))
        self._port = free_port()
        self._have_it_tidied_afterwards()
        make_authority(folder, ("localhost", ADDRESS))
        password_file = folder / "password"
        password_file.write_text(self._password)
        password_file.chmod(0o600)
        if self._user is not None:
            folder.chmod(0o711)  # root's folder; the server's user passes through it
            for name in (".", "server.key", "password"):
                os.chown(folder / name, self._user, -1)
        self._do(
            *("initdb", "--no-sync", "--pgdata", str(self._data), "--username", ADMIN),
            *("--auth", "scram-sha-256", "--pwfile", str(password_file), "--encoding", "UTF8", "--locale", "C.UTF-8"),
        )
        with (self._data / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS.format(address=ADDRESS, port=self._port, folder=folder))
        (self._data / "pg_hba.conf").write_text(WHO_MAY_CONNECT)

    def _have_it_tidied_afterwards(self) -> None:
        """Start the process that removes the server when we do, or when we are gone, however we went."""
        script = Path(__file__).with_name("afterwards.py")
        command = [sys.executable, str(script), str(self._programs / "pg_ctl"), str(self.folder), str(self._user or "")]
        self._afterwards = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _do(self, program: str, *arguments: str) -> None:
        status, said = self._call(program, *arguments)
        if status != 0:
            log = self.folder / "server.log"
            raise RuntimeError(f"{program} failed: {said}{log.read_text() if log.exists() else ''}")

    def _call(self, program: str, *arguments: str) -> tuple[int, str]:
        """Run one of the server's programs as the server's user; give back its exit status and what it said."""
        with tempfile.TemporaryFile("w+") as output:  # no pipe: the server inherits it and would hold it open
            status = subprocess.run(
                [str(self._programs / program), *arguments],
                check=False,
                cwd=self.folder,
                user=self._user,
                group=self._user,
                extra_groups=None if self._user is None else [],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            ).returncode
            output.seek(0)
            return status, output.read()

    def _as_admin(self, command: sql.Composed) -> None:
        with psycopg.connect(self.url("postgres", driver="postgresql"), autocommit=True) as connection:
            connection.execute(command)


def free_port() -> int:
    """A port that nothing listens to just now."""
    while True:
        port = random.choice(PORTS)
        with socket.socket() as attempt:
            if attempt.connect_ex((ADDRESS, port)) != 0:
                return port
