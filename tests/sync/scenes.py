"""A scene that can be played again and again from the same moment: the files of laptops and hub, set aside once."""

from __future__ import annotations

import hashlib
import os
import random
import secrets
import shutil
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from postgres.server import PostgresServer
from sync.worlds import PASSPHRASE, content_of

from kollegie.model.clock import Clock
from kollegie.store import Store, open_store
from kollegie.store.connecting import connect
from kollegie.store.keys import read_key
from kollegie.sync.exchange import sync
from kollegie.sync.file_hub import PAGE_SIZE
from kollegie.sync.hubs import open_hub
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody

KILLED = 9


@dataclass
class Scene:
    """Laptops and a hub at one moment."""

    folder: Path
    aside: Path
    names: tuple[str, ...]
    now: datetime
    server: PostgresServer | None
    database: str
    ends: dict[bytes, dict[str, Any]] = field(default_factory=dict)
    """What came of everything that was ever left, by its digest."""

    def reset(self) -> None:
        """Begin the scene anew."""
        for path in self.folder.glob("*.kollegie*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        for path in self.aside.glob("*.kollegie*"):
            shutil.copy(path, self.folder / path.name)
        if (self.aside / "nav").is_dir():
            shutil.rmtree(self.folder / "nav")
            shutil.copytree(self.aside / "nav", self.folder / "nav")
        if self.server is not None:
            self.server.drop_database(self.database)
            self.server.create_database(self.database, template=f"{self.database}_aside")

    def store(self, name: str, clock: Clock | None = None) -> Store:
        """Open a laptop; its clock stands still unless one is given, so that every run makes the same stamps."""
        path = self.folder / f"{name}.kollegie"
        return open_store(path, PASSPHRASE, clock=clock or (lambda: self.now), source=random.Random(name))

    def sync(self, name: str) -> None:
        """One sync, to its end."""
        store = self.store(name)
        sync(store)
        store.engine.dispose()

    def sync_in_a_process(self, name: str, watch: Callable[[str], None]) -> int:
        """One sync in a process of its own; give back its exit status. Nothing is open when it is made."""
        process = os.fork()
        if process == 0:
            status = 1
            try:
                tell_chance(name)
                sync(self.store(name), watch=watch)
                status = 0
            finally:
                os._exit(status)
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])

    def end(self) -> dict[str, Any]:
        """Sync everybody until all have seen all; then what each holds and what the hub holds."""
        held: dict[str, Any] = {}
        with ExitStack() as open_ones:
            stores = {name: self.store(name) for name in self.names}
            for store in stores.values():
                open_ones.callback(store.engine.dispose)
            for store in [*stores.values()] * 2:
                sync(store)
            assert stores[self.names[0]].check() == ()  # the one that was killed
            for name, store in stores.items():
                with laptop_of(store, nobody) as near:
                    held[name] = content_of(near.line)
                    known = near.enrolment()
                    assert near.waiting() == 0
                    assert near.batch_on_its_way() is None
        with open_hub(known.url, known.hub_key).line() as line:
            held["hub"] = content_of(line)
        return held

    def end_of_what_is_left(self) -> dict[str, Any]:
        """What `end` comes to, played once for all that is left alike: the clock stands still and chance is told.

        For a fault that only the first laptop and the hub have felt. Most faults leave one of a few things, to the last
        row of every table, and what comes of each of them need not be seen twice.
        """
        left = self.left()
        if left not in self.ends:
            self.ends[left] = self.end()
        return self.ends[left]

    def left(self) -> bytes:
        """A digest of all that stands on the first laptop and at the hub, every row of every table.

        Files are looked at in a copy, so that what was broken off in them is still there for the next to open them.
        """
        digest, laptop = hashlib.sha256(), self._copy_of_files() / f"{self.names[0]}.kollegie"
        for path in sorted(laptop.parent.glob("*.keys")):
            digest.update(path.read_bytes())
        with closing(connect(laptop, read_key(laptop, PASSPHRASE))) as connection:
            _add_rows(digest, connection)
            hub_key = connection.execute("SELECT hub_key FROM enrolment").fetchone()[0]
        if self.server is not None:
            digest.update(self._rows_on_the_server().encode())
        elif (nav := self.folder / "nav").is_dir():
            for path in sorted(path for path in nav.rglob("*") if path.is_file()):
                digest.update(str(path.relative_to(nav)).encode() + path.read_bytes())
        else:
            hub = connect(laptop.with_name("hub.kollegie"), hub_key, shared=True, page_size=PAGE_SIZE)
            with closing(hub) as connection:
                _add_rows(digest, connection)
        return digest.digest()

    def _copy_of_files(self) -> Path:
        folder = self.aside / "left"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name in (self.names[0], "hub"):
            for path in self.folder.glob(f"{name}.kollegie*"):
                shutil.copy(path, folder / path.name)
        return folder

    def _rows_on_the_server(self) -> str:
        """Every row of every table, once the server has noticed that whoever synced is gone."""
        assert self.server is not None
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        with psycopg.connect(self.server.url(self.database, driver="postgresql"), autocommit=True) as connection:
            end = time.monotonic() + 60
            while connection.execute(others).fetchone() != (0,):
                assert time.monotonic() < end, "a session goes on by itself"
                time.sleep(0.01)
            names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
            each = [
                f"SELECT '{name}' || string_agg(t::text, '|' ORDER BY t::text) FROM \"{name}\" t" for (name,) in names
            ]
            return str(connection.execute(" UNION ALL ".join(each)).fetchall())


def _add_rows(digest: Any, connection: Any) -> None:
    """Every row of every table, also those of the search's own; a table that is none has its rows there."""
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
    for (name,) in connection.execute(tables).fetchall():
        rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()
        digest.update(repr((name, sorted(map(repr, rows)))).encode())


def tell_chance(name: str) -> None:
    """What is drawn by chance is the same in every such process, also what seals a file: then it leaves the same."""
    source = random.Random(name)
    secrets.token_bytes = source.randbytes  # type: ignore[assignment]
    secrets.token_hex = lambda length: source.randbytes(length).hex()  # type: ignore[assignment,misc]


def set_scene(folder: Path, names: tuple[str, ...], now: datetime, server: PostgresServer | None, url: str) -> Scene:
    """Set the files of a folder aside, and the database of a server."""
    aside = folder / "aside"
    aside.mkdir()
    for path in folder.glob("*.kollegie*"):
        shutil.copy(path, aside / path.name)
    if (folder / "nav").is_dir():
        shutil.copytree(folder / "nav", aside / "nav")
    database = url.rpartition("/")[2].partition("?")[0]
    if server is not None:
        server.create_database(f"{database}_aside", template=database)
    return Scene(folder, aside, names, now, server, database)


class HubCopy:
    """The hub as it was at one moment, to be put back."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._files = scene.folder / "hub.kollegie", scene.folder / "nav"
        if scene.server is not None:
            scene.server.drop_database(f"{scene.database}_copy")
            scene.server.create_database(f"{scene.database}_copy", template=scene.database)
        elif self._files[0].exists():
            shutil.copy(self._files[0], scene.folder / "copy")
        else:
            shutil.rmtree(scene.folder / "nav-copy", ignore_errors=True)
            shutil.copytree(self._files[1], scene.folder / "nav-copy")

    def put_back(self) -> None:
        scene = self._scene
        if scene.server is not None:
            scene.server.drop_database(scene.database)
            scene.server.create_database(scene.database, template=f"{scene.database}_copy")
        elif self._files[0].exists():
            shutil.copy(scene.folder / "copy", self._files[0])
        else:
            shutil.rmtree(self._files[1])
            shutil.copytree(scene.folder / "nav-copy", self._files[1])


class KillAt:
    """Ends the process, as a power cut would, before its n-th statement; counts them when n is zero."""

    def __init__(self, number: int = 0) -> None:
        self.number = number
        self.count = 0

    def __call__(self, statement: str) -> None:
        self.count += 1
        if self.count == self.number:
            os._exit(KILLED)
