"""A full disk, a hub nobody may write to, a hub that is gone in the middle: told in a sentence, nothing lost (R13)."""

from __future__ import annotations

import errno
import logging
import os
import resource
import shutil
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from faults.processes import TOLD, begin, ended
from sync.scenes import Scene, tell_chance
from sync.worlds import unsent_of

from kollegie.store import Store, keys
from kollegie.sync.errors import HubFull, HubReadOnly, HubUnreachable
from kollegie.sync.exchange import sync
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody

LOG = logging.getLogger(__name__)
NOBODY = 65534


def sync_with_room_for(scene: Scene, size: int) -> int:
    """Vera syncs where no file may grow past a size, as on a full disk; give back how it ended."""

    def work() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        tell_chance("vera")
        sync(scene.store("vera"))

    return ended(begin(work))


def check_full(scene: Scene, oracle: dict[str, Any], levels: int) -> None:
    largest = max(path.stat().st_size for path in scene.folder.glob("*.kollegie"))
    told = whole = 0
    for level in range(levels):
        scene.reset()
        room = int(largest * (0.02 + 1.3 * level / levels))
        status = sync_with_room_for(scene, room)
        assert status in (0, TOLD), f"with room for {room} bytes it ended with {status}"
        told, whole = told + (status == TOLD), whole + (status == 0)
        assert scene.end_of_what_is_left() == oracle, f"with room for {room} bytes"
    LOG.info("fill levels %d, told %d, went through %d, left %d", levels, told, whole, len(scene.ends))
    assert told > 0


@pytest.mark.timeout(900)
@pytest.mark.parametrize("hub_kind", ["sqlite"])
def test_a_disk_that_is_full_at_some_level_is_told_and_costs_nothing(scene, oracle):
    check_full(scene, oracle, 6)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_a_disk_that_is_full_at_any_level_is_told_and_costs_nothing(scene, oracle):
    check_full(scene, oracle, 60)


class Disk:
    """The disk a drop folder lies on, with so many bytes left; it counts what is written there."""

    def __init__(self, left: int) -> None:
        self.left, self.written = left, 0

    def opened(self, descriptor: int, mode: str) -> OnDisk:
        return OnDisk(self, os.fdopen(descriptor, mode))


class OnDisk:
    """A file on it: what fits is written, and then the system says that there is no room."""

    def __init__(self, disk: Disk, file: Any) -> None:
        self._disk, self._file = disk, file

    def __enter__(self) -> OnDisk:
        return self

    def __exit__(self, *_problem: object) -> None:
        self._file.close()

    def write(self, content: bytes) -> None:
        room = max(0, self._disk.left - self._disk.written)
        self._disk.written += self._file.write(content[:room])
        self._file.flush()
        if len(content) > room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def sync_with_the_folder_on(scene: Scene, disk: Disk) -> int:
    """Vera syncs where the folder's disk has little room and her own has enough."""

    def work() -> None:
        tell_chance("vera")
        keys.os = SimpleNamespace(**{**vars(os), "fdopen": disk.opened})  # type: ignore[assignment]
        try:
            sync(scene.store("vera"))
        except HubFull:
            os._exit(TOLD)

    return ended(begin(work))


def check_full_folder(scene: Scene, oracle: dict[str, Any], levels: int) -> None:
    before = sum(path.stat().st_size for path in (scene.folder / "nav").rglob("*.*"))
    scene.sync("vera")
    whole = sum(path.stat().st_size for path in (scene.folder / "nav").rglob("*.*")) - before
    told = 0
    for level in range(levels):
        scene.reset()
        room = whole * level // levels
        assert sync_with_the_folder_on(scene, Disk(room)) == TOLD, f"with room for {room} of {whole} bytes"
        told += 1
        assert scene.end_of_what_is_left() == oracle, f"with room for {room} of {whole} bytes"
    LOG.info("bytes %d, fill levels %d, told %d, left %d", whole, levels, told, len(scene.ends))


@pytest.mark.timeout(900)
@pytest.mark.parametrize("hub_kind", ["folder"])
def test_a_folder_on_a_disk_that_is_full_at_some_level_is_told_and_costs_nothing(scene, oracle):
    check_full_folder(scene, oracle, 3)


@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("hub_kind", ["folder"])
def test_a_folder_on_a_disk_that_is_full_at_any_level_is_told_and_costs_nothing(scene, oracle):
    check_full_folder(scene, oracle, 60)


def hub_in(folder: Path) -> Path:
    """The file that is the hub, or the folder."""
    return folder / "hub.kollegie" if (folder / "hub.kollegie").exists() else folder / "nav"


def moved(scene: Scene) -> tuple[Path, Store]:
    """Vera's laptop in a folder of nobody's, and the hub in a shared one inside it."""
    folder = Path(tempfile.mkdtemp(prefix="kollegie-readonly-"))
    shared = folder / "nav"
    if (scene.folder / "nav").is_dir():
        shutil.copytree(scene.folder / "nav", shared)
    else:
        shared.mkdir()
    for path in scene.folder.glob("*.kollegie*"):
        shutil.copy(path, (shared if path.name.startswith("hub.") else folder) / path.name)
    url = f"sqlite:///{shared / 'hub.kollegie'}" if (shared / "hub.kollegie").exists() else f"folder:///{shared}"
    store = Scene(folder, scene.aside, scene.names, scene.now, None, "").store("vera")
    with laptop_of(store, nobody) as near:
        near.line.run("UPDATE enrolment SET url = ?", (url,))
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    return folder, store


def content_of_files(hub: Path) -> dict[Path, bytes]:
    """Every file of a hub, with what is in it."""
    return {path: path.read_bytes() for path in (hub, *hub.rglob("*")) if path.is_file()}


def allow(hub: Path, owner: int, folders: int, files: int) -> None:
    """Say whose a hub is, and what others may do with it."""
    for path in (*sorted(hub.rglob("*"), reverse=True), hub):
        os.chown(path, owner, owner)
        path.chmod(folders if path.is_dir() else files)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody without rights, and have them back")
@pytest.mark.parametrize("hub_kind", ["sqlite", "folder"])
@pytest.mark.parametrize("rights", [(0o555, 0o444), (0o755, 0o600), (0o700, 0o600)], ids=["read", "listed", "none"])
def test_a_hub_this_person_has_no_right_to_is_told_left_as_it_is_and_met_once_they_have_it(scene, rights):
    folder, store = moved(scene)
    hub = folder / "nav"
    allow(hub, 0, *rights)
    before, waiting = content_of_files(hub), unsent_of(store)
    store.engine.dispose()

    def as_nobody(work: Callable[[], object]) -> int:
        def without_rights() -> None:
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
            work()

        return ended(begin(without_rights))

    def refused() -> None:
        with pytest.raises(HubReadOnly):
            sync(store)
        assert unsent_of(store) >= waiting > 0  # besides, a disagreement with what could be read is noted

    assert as_nobody(refused) == 0
    assert content_of_files(hub) == before
    allow(hub, NOBODY, 0o755, 0o644)
    assert as_nobody(lambda: sync(store)) == 0
    assert unsent_of(store) == 0
    shutil.rmtree(folder)


@pytest.mark.parametrize("hub_kind", ["postgres"])
def test_a_server_that_takes_no_writes_is_told_and_costs_nothing(scene, oracle):
    """As one that stands in for another, or whose disk is being seen to."""
    with psycopg.connect(scene.server.url("postgres", driver="postgresql"), autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {scene.database} SET default_transaction_read_only = on")
    store = scene.store("vera")

    with pytest.raises(HubUnreachable) as told:
        sync(store)

    store.engine.dispose()
    assert "sparat här" in told.value.sentence()
    with psycopg.connect(scene.server.url("postgres", driver="postgresql"), autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {scene.database} RESET default_transaction_read_only")
    assert scene.end_of_what_is_left() == oracle


class TakeAwayAt:
    """Takes the hub's file or folder away right before the n-th statement."""

    def __init__(self, scene: Scene, number: int) -> None:
        self.hub = hub_in(scene.folder)
        self.away = scene.folder / "hub.elsewhere"
        self._number, self.count = number, 0

    def __call__(self, _statement: str) -> None:
        self.count += 1
        if self.count == self._number:
            self.hub.rename(self.away)


def check_gone(scene: Scene, oracle: dict[str, Any], step: int) -> None:
    counting = TakeAwayAt(scene, 0)
    store = scene.store("vera")
    sync(store, watch=counting)
    store.engine.dispose()
    points = range(1 + counting.count % step, counting.count + 1, step)
    told = 0
    for number in points:
        scene.reset()
        taking = TakeAwayAt(scene, number)

        def work(taking: TakeAwayAt = taking) -> None:
            tell_chance("vera")
            sync(scene.store("vera"), watch=taking)

        status = ended(begin(work))
        assert status in (0, TOLD), f"gone before statement {number} it ended with {status}"
        told += status == TOLD
        taking.away.rename(taking.hub)
        assert scene.end_of_what_is_left() == oracle, f"gone before statement {number}"
    LOG.info(
        "statements %d, points %d, told %d, different things left %d",
        counting.count,
        len(points),
        told,
        len(scene.ends),
    )


@pytest.mark.timeout(900)
@pytest.mark.parametrize("hub_kind", ["sqlite", "folder"])
def test_a_hub_that_is_gone_in_the_middle_and_comes_back_costs_nothing(scene, oracle):
    check_gone(scene, oracle, 160 if hub_in(scene.folder).is_dir() else 80)


@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("hub_kind", ["sqlite", "folder"])
def test_a_hub_that_is_gone_before_any_statement_costs_nothing(scene, oracle):
    check_gone(scene, oracle, 1)
