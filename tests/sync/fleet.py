"""The laptops of a random day: opened, synced, copied, put back, blocked and let in again, as people do it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import psycopg
from psycopg import sql
from sqlalchemy import make_url
from sync.scenes import Scene
from sync.worlds import PASSPHRASE, TestClock

from kollegie.model.reviews import Role
from kollegie.store import Store
from kollegie.sync import clocks
from kollegie.sync.enrolling import add_person, enrol
from kollegie.sync.errors import ClockWrong, ErasuresStopped, HubChanged, LoginRefused
from kollegie.sync.exchange import Receipt, sync
from kollegie.sync.file_hub import HubOfFiles
from kollegie.sync.joining_errors import DeviceMissing, DeviceRevoked, NotEnrolled, NumbersGone, OwnDevice
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import Watch, nobody
from kollegie.sync.revoking import revoke
from kollegie.sync.server_hub import PostgresHub

PEOPLE = {
    "lead": ("Lena Lind", Role.LEAD, "Askersund"),
    "vera": ("Vera Visit", Role.VISITOR, "Kumla"),
    "ville": ("Ville Visit", Role.VISITOR, "Kumla"),
}
COPY = "copy"
"""The laptop that a disk was copied to; it and the original are both used."""
NEVER_RIGHT = timedelta(hours=24)
"""A clock that is further from the truth sends nothing."""

YES = {"accept_hub": True, "allow_deletions": True}

Disk = list[tuple[Path, bytes]]


class Fleet:
    """Three people's laptops, and a fourth that is a copy of one of them once a disk has been copied."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.clocks = {name: TestClock(scene.now) for name in scene.names}
        self.stores: dict[str, Store] = {name: scene.store(name, clock) for name, clock in self.clocks.items()}
        self.owner = {name: name for name in scene.names}
        self.shut: set[str] = set()
        """Laptops that have met the hub since they were blocked, and have forgotten it."""
        self.blocked: set[int] = set()
        self.blocked_people: set[str] = set()
        self.hub_went_back = False
        """Whether the hub has been put back from an older copy: nobody is asked about it otherwise."""
        self._openings = 0
        self._addresses: set[str] = set()
        for store in self.stores.values() if scene.server is not None else ():
            with laptop_of(store, nobody) as near:
                self._addresses.add(near.enrolment().url)

    def known(self, name: str) -> str:
        """The laptop that is meant: as long as nothing is copied, the copy is Vera's own."""
        return name if name in self.stores else "vera"

    def clock_is_right(self, name: str) -> bool:
        """Whether what this laptop has may be sent."""
        return abs(self.clocks[name].error) <= NEVER_RIGHT

    def sync(self, name: str, watch: Watch = nobody) -> Receipt | None:
        """One sync as a person does it, with a yes where the hub is another than it was and help where it is needed.

        None where this laptop may not send: it has been blocked, or its clock is wrong.
        """
        yes: dict[str, bool] = {}
        for _ in range(6):
            if name in self.shut:
                return None
            try:
                with self._true_time(name):
                    return sync(self.stores[name], watch=watch, **yes)  # type: ignore[arg-type]
            except HubChanged:
                assert self.hub_went_back
                yes = YES
            except ErasuresStopped:
                yes = YES
            except ClockWrong:
                assert not self.clock_is_right(name)
                return None
            except (DeviceRevoked, NotEnrolled):  # it may have been broken off just after it had forgotten its hub
                self.note_shut(name)
            except (LoginRefused, NumbersGone):
                if not self._helped(name):
                    return None
        raise AssertionError(f"{name} never came through")

    def note_shut(self, name: str) -> None:
        """This laptop has been told that it is blocked, and it has been.

        Or its person had been, at the hub as it was: one that was put back knows nothing of who was let in since.
        """
        with laptop_of(self.stores[name], nobody) as near:
            (number,) = near.line.rows("SELECT device FROM clock")[0]
        assert self.has_forgotten_its_hub(name)
        assert number in self.blocked or (self.hub_went_back and self.owner[name] in self.blocked_people)
        self.shut.add(name)

    def has_forgotten_its_hub(self, name: str) -> bool:
        """Whether this laptop belongs to no hub any more, though it may have been broken off before it could say so."""
        with laptop_of(self.stores[name], nobody) as near:
            return near.line.rows("SELECT count(*) FROM enrolment") == [(0,)]

    def revoke(self, name: str) -> None:
        """The lead blocks a laptop that is missing."""
        if name in self.shut or self.sync("lead") is None or self.clocks["lead"].error:
            return
        with laptop_of(self.stores[name], nobody) as near:
            number = near.enrolment().device
        with self._true_time("lead"), suppress(OwnDevice, DeviceMissing):  # a hub put back has forgotten its number
            revoke(self.stores["lead"], str(number))
            self.blocked.add(number)
            self.blocked_people.add(self.owner[name])

    def let_in_again(self, name: str) -> None:
        """The laptop is found: its person is added once more, and it joins with what it had not sent."""
        if name in self.shut and (url := self._added_again(name)) is not None:
            self.shut.discard(name)
            self._join(name, url)
            self._tell_new_address(name, url)

    def _helped(self, name: str) -> bool:
        """The lead adds the person again: a new password on a server, more numbers in a folder."""
        if name == "lead" or (url := self._added_again(name)) is None:
            return False
        self._tell_new_address("", url, self.owner[name])
        return True

    def _tell_new_address(self, joined: str, url: str, owner: str = "") -> None:
        """On a server the password is another now, for every laptop of that person."""
        for name in self.stores if self.scene.server is not None else ():
            if name not in self.shut | {joined, "lead"} and self.owner[name] == (owner or self.owner[joined]):
                self._join(name, url)

    def _join(self, name: str, url: str) -> None:
        """Paste the address; what asks for a yes or for the right time is met by the next sync."""
        try:
            with self._true_time(name), suppress(HubChanged, ErasuresStopped, ClockWrong, NumbersGone):
                enrol(self.stores[name], url, PASSPHRASE)
        except DeviceRevoked:
            self.note_shut(name)

    def _added_again(self, name: str) -> str | None:
        """The address somebody joins with who has been added once more; None where the lead cannot do it now."""
        if self.sync("lead") is None or not self.clock_is_right("lead"):
            return None
        lead = self.stores["lead"]
        if self.scene.server is not None:
            url = self.scene.server.url(self.scene.database)
        else:
            with laptop_of(lead, nobody) as near:
                url = near.enrolment().url
        person, role, municipality = PEOPLE[self.owner[name]]
        with self._true_time("lead"):
            return add_person(lead, url, person, role, municipality=municipality).url

    @contextmanager
    def _true_time(self, name: str) -> Iterator[None]:
        """The laptop's clock is one that runs by itself, and the hub's is right."""
        clock = self.clocks[name]
        now = lambda _hub, _line: clock.now  # noqa: E731
        with (
            patch.object(clocks, "system_clock", clock),
            patch.object(HubOfFiles, "now", now),
            patch.object(PostgresHub, "now", now),
        ):
            yield

    # disks

    def copy_laptop(self, name: str) -> None:
        """Copy the whole disk to another laptop; both go on from here, with the same number and the same token."""
        self.stores[name].engine.dispose()
        for path in self.scene.folder.glob(f"{name}.kollegie*"):
            there = path.with_name(path.name.replace(name, COPY, 1))
            if path.is_dir():
                shutil.copytree(path, there)
            else:
                shutil.copy(path, there)
        self.owner[COPY] = name
        self.clocks[COPY] = TestClock(self.clocks[name].now)
        self.clocks[COPY].error = self.clocks[name].error
        if name in self.shut:
            self.shut.add(COPY)
        for one in (name, COPY):
            self.open_again(one)

    def disk_of(self, name: str) -> Disk:
        """The store and its keys as they are now."""
        self.stores[name].engine.dispose()
        files = [path for path in self.scene.folder.glob(f"{name}.kollegie*") if path.is_file()]
        disk = [(path, path.read_bytes()) for path in files]
        self.open_again(name)
        return disk

    def put_back(self, name: str, disk: Disk) -> None:
        """The laptop goes on from an old copy of its store."""
        self.stores[name].engine.dispose()
        for path in self.scene.folder.glob(f"{name}.kollegie*"):
            if path.is_file():
                path.unlink()
        for path, content in disk:
            path.write_bytes(content)
        self.open_again(name)

    def open_again(self, name: str) -> None:
        """Another start, with another chance than before: with the same two disks would draw one token."""
        self._openings += 1
        store = self.stores[name] = self.scene.store(name, self.clocks[name])
        store.source.seed(f"{name} {self._openings}")

    def close(self) -> None:
        """Let go of every store; on a server everybody has the password again that the scene was set up with."""
        for store in self.stores.values():
            store.engine.dispose()
        if self.scene.server is not None:
            with psycopg.connect(self.scene.server.url("postgres", driver="postgresql"), autocommit=True) as admin:
                for user, password in ((url.username, url.password) for url in map(make_url, self._addresses)):
                    change = sql.SQL("ALTER ROLE {} PASSWORD {}")
                    admin.execute(change.format(sql.Identifier(str(user)), sql.Literal(str(password))))
