"""A scene that can be played again and again from the same moment: the files of laptops and hub, set aside once."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from postgres.server import PostgresServer
from sync.worlds import PASSPHRASE, content_of

from kollegie.model.clock import Clock
from kollegie.store import Store, open_store
from kollegie.sync.exchange import sync
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
                sync(self.store(name), watch=watch)
                status = 0
            finally:
                os._exit(status)
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])

    def end(self) -> dict[str, Any]:
        """Sync everybody until all have seen all; then what each holds and what the hub holds."""
        for _ in range(2):
            for name in self.names:
                self.sync(name)
        held: dict[str, Any] = {}
        for name in self.names:
            store = self.store(name)
            if name == self.names[0]:  # the one that was killed
                assert store.check() == ()
            with laptop_of(store, nobody) as near:
                held[name] = content_of(near.line)
                known = near.enrolment()
                assert near.waiting() == 0
                assert near.batch_on_its_way() is None
            store.engine.dispose()
        with open_hub(known.url, known.hub_key).line() as line:
            held["hub"] = content_of(line)
        return held


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
