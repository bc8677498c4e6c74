"""Laptops and hubs for the tests of the sync: real encrypted files, a real PostgreSQL, one clock and one seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sync.blind_worlds import Blind, plan_for_two
from sync.scenes import HubCopy, Scene, set_scene
from sync.worlds import PASSPHRASE, START, Day, TestClock, grant, make_review, make_visit

from kollegie.model.reviews import Role, Visit
from kollegie.planning.doubling import make_double
from kollegie.store import Store, create_store
from kollegie.sync import lock_probe
from kollegie.sync.enrolling import add_person, create_hub, enrol
from kollegie.sync.exchange import sync


@pytest.fixture(scope="session", autouse=True)
def locks_that_hold() -> Iterator[None]:
    """Take the disk's word for it: the probe starts a process of its own for each laptop, and has its own tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lock_probe, "locks_hold", lambda _folder: True)
        yield


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


def new_store(folder: Path, clock: TestClock, name: str, person: str, municipality: str = "Kumla") -> Store:
    path = folder / f"{name}.kollegie"
    source = random.Random(name)
    return create_store(path, PASSPHRASE, municipality=municipality, person=person, clock=clock, source=source)


def kept_open(store: Store) -> Store:
    """A store that stays open on this thread until it is let go of: to open one takes longer than most acts here."""
    staying = ExitStack()
    staying.enter_context(store.staying_open())
    event.listen(store.engine, "engine_disposed", lambda _engine: staying.close())
    return store


@pytest.fixture
def make_store(tmp_path: Path, clock: TestClock) -> Iterator[Callable[..., Store]]:
    """Make a new laptop's store: name, person, municipality."""
    made: list[Store] = []

    def make(name: str, person: str, municipality: str = "Kumla") -> Store:
        made.append(kept_open(new_store(tmp_path, clock, name, person, municipality)))
        return made[-1]

    yield make
    for store in made:
        store.engine.dispose()


@pytest.fixture(params=["sqlite", "postgres", "folder"])
def hub_kind(request: pytest.FixtureRequest) -> str:
    """Every test that meets a hub meets all three kinds."""
    return str(request.param)


@pytest.fixture
def hub_url(hub_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a hub that is not there yet."""
    if hub_kind == "sqlite":
        return f"sqlite:///{tmp_path / 'hub.kollegie'}"
    if hub_kind == "folder":
        return f"folder:///{tmp_path / 'nav'}"
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
        invited = add_person(lead, hub_url, person, role, municipality="Kumla")
        store = make_store(name, person, "Kumla")
        enrol(store, invited.url, PASSPHRASE)
        return store

    return make


@pytest.fixture
def blind(lead: Store, join: Callable[..., Store], clock: TestClock) -> Blind:
    """A double visit that both laptops have."""
    day = plan_for_two(lead, join, clock)
    day.visit = make_double(lead, day.visit.id)
    day.sync_all()
    return day


@pytest.fixture
def known(lead: Store, join: Callable[..., Store], clock: TestClock) -> Blind:
    """An ordinary visit that both laptops have."""
    day = plan_for_two(lead, join, clock)
    day.sync_all()
    return day


@pytest.fixture(scope="session")
def days() -> dict[str, tuple[Scene, Visit]]:
    """The shared visit as it was set up once for each kind of hub."""
    return {}


@pytest.fixture
def day(
    hub_kind: str,
    days: dict[str, tuple[Scene, Visit]],
    clock: TestClock,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Day]:
    """A visit that two visitors and the lead all hold; set up once, and put back for every test."""
    if hub_kind not in days:
        server = request.getfixturevalue("postgres_server") if hub_kind == "postgres" else None
        days[hub_kind] = _set_up_day(tmp_path_factory.mktemp(f"day-{hub_kind}"), server, hub_kind)
    scene, visit = days[hub_kind]
    scene.reset()
    lead, vera, ville = (kept_open(scene.store(name, clock)) for name in scene.names)
    yield Day(lead, vera, ville, visit)
    for store in (lead, vera, ville):
        store.engine.dispose()


@pytest.fixture
def hub_copy(day: Day, days: dict[str, tuple[Scene, Visit]], hub_kind: str) -> Callable[[], HubCopy]:
    """Set a copy of the day's hub aside, to be put back."""
    assert day.visit
    return lambda: HubCopy(days[hub_kind][0])


def _set_up_day(folder: Path, server: object, kind: str) -> tuple[Scene, Visit]:
    clock = TestClock(START - timedelta(days=1))
    url = f"sqlite:///{folder / 'hub.kollegie'}" if server is None else server.create_database("day")
    if kind == "folder":
        url = f"folder:///{folder / 'nav'}"
    lead = new_store(folder, clock, "lead", "Lena Lind", "Askersund")
    create_hub(lead, url, PASSPHRASE)
    visitors = []
    for name, person in (("vera", "Vera Visit"), ("ville", "Ville Visit")):
        invited = add_person(lead, url, person, Role.VISITOR, municipality="Kumla")
        visitors.append(new_store(folder, clock, name, person))
        enrol(visitors[-1], invited.url, PASSPHRASE)
    visit = make_visit(lead, make_review(lead), "4-017")
    grant(lead, visit, *visitors)
    for store in (lead, *visitors):
        sync(store)
        store.close()
    return set_scene(folder, ("lead", "vera", "ville"), clock.now, server, url), visit
