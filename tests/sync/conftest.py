"""Laptops and hubs for the tests of the sync: real encrypted files, a real PostgreSQL, one clock and one seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sync.worlds import Day, grant, make_review, make_visit

from kollegie.model.reviews import Role
from kollegie.store import Store, create_store, keys
from kollegie.sync.enrolling import add_person, create_hub, enrol
from kollegie.sync.exchange import sync

PASSPHRASE = "korrekt häst batteri häftklammer"
START = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


class TestClock:
    """A clock that moves a second each time it is asked, and can be set wrong."""

    __test__ = False

    def __init__(self) -> None:
        self.now = START
        self.error = timedelta()

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now + self.error


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seal with the least memory that is accepted at all: what is tested here is not Argon2."""
    real = keys._stretch
    known: dict[tuple[str, bytes], bytes] = {}

    def stretch(passphrase: str, salt: bytes, cost: keys.Cost) -> bytes:
        assert cost.acceptable
        if (passphrase, salt) not in known:
            known[passphrase, salt] = real(passphrase, salt, keys.Cost(32, 1))
        return known[passphrase, salt]

    monkeypatch.setattr(keys, "_stretch", stretch)


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def make_store(tmp_path: Path, clock: TestClock) -> Iterator[Callable[..., Store]]:
    """Make a new laptop's store: name, person, municipality."""
    made: list[Store] = []

    def make(name: str, person: str, municipality: str = "Kumla") -> Store:
        path = tmp_path / f"{name}.kollegie"
        source = random.Random(name)
        store = create_store(path, PASSPHRASE, municipality=municipality, person=person, clock=clock, source=source)
        made.append(store)
        return store

    yield make
    for store in made:
        store.engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def hub_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a hub that is not there yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'hub.kollegie'}"
    return str(request.getfixturevalue("postgres_database"))


@pytest.fixture
def lead(make_store: Callable[..., Store], hub_url: str) -> Store:
    """The review lead's laptop; it has made the hub."""
    store = make_store("lead", "Lena Lind", "Askersund")
    create_hub(store, hub_url, PASSPHRASE)
    return store


@pytest.fixture
def join(lead: Store, make_store: Callable[..., Store], hub_url: str) -> Callable[..., Store]:
    """Make a laptop for somebody and join it to the hub."""

    def make(name: str, person: str, role: Role = Role.VISITOR) -> Store:
        add_person(lead, hub_url, person, role, municipality="Kumla")
        store = make_store(name, person, "Kumla")
        enrol(store, hub_url, PASSPHRASE)
        return store

    return make


@pytest.fixture
def day(lead: Store, join: Callable[..., Store]) -> Day:
    """A visit that two visitors and the lead all hold."""
    vera, ville = join("vera", "Vera Visit"), join("ville", "Ville Visit")
    visit = make_visit(lead, make_review(lead), "4-017")
    grant(lead, visit, vera, ville)
    for store in (lead, vera, ville):
        sync(store)
    return Day(lead, vera, ville, visit)
