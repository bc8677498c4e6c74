"""The laptops and hubs of the sync's tests, for the faults that are done to them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from postgres.server import PostgresServer
from sync.conftest import clock, day, days, hub_kind, hub_url, join, lead, make_store, new_store
from sync.scenes import Scene, set_scene
from sync.worlds import PASSPHRASE, START, TestClock, answer, grant, make_review, make_visit, withdraw

from kollegie.model.reviews import Role
from kollegie.sync.enrolling import add_person, create_hub, enrol
from kollegie.sync.exchange import sync

__all__ = ["clock", "day", "days", "hub_kind", "hub_url", "join", "lead", "make_store"]


@pytest.fixture(scope="session")
def homecomings() -> dict[str, tuple[Scene, dict[str, Any]]]:
    """The scene as it was set up once for each kind of hub, with what everybody holds when it has ended well."""
    return {}


@pytest.fixture
def scene(
    hub_kind: str,
    homecomings: dict[str, tuple[Scene, dict[str, Any]]],
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Scene:
    """Vera comes home: new answers, edits, disagreements, an empty field against a filled one, cases gone and new."""
    if hub_kind not in homecomings:
        server = request.getfixturevalue("postgres_server") if hub_kind == "postgres" else None
        made = come_home(tmp_path_factory.mktemp(f"home-{hub_kind}"), server, hub_kind)
        made.sync("vera")
        homecomings[hub_kind] = made, made.end()
    scene, _oracle = homecomings[hub_kind]
    scene.reset()
    return scene


@pytest.fixture
def oracle(scene: Scene, hub_kind: str, homecomings: dict[str, tuple[Scene, dict[str, Any]]]) -> dict[str, Any]:
    """What everybody holds after a sync that nothing disturbed."""
    assert scene is homecomings[hub_kind][0]
    return homecomings[hub_kind][1]


def come_home(folder: Path, server: PostgresServer | None, kind: str) -> Scene:
    """Play the day up to the moment before Vera syncs."""
    clock = TestClock(START)
    url = f"sqlite:///{folder / 'hub.kollegie'}" if server is None else server.create_database("home")
    if kind == "folder":
        url = f"folder:///{folder / 'nav'}"
    lead = new_store(folder, clock, "lead", "Lena Lind", "Askersund")
    create_hub(lead, url, PASSPHRASE)
    visitors = []
    for name, person in (("vera", "Vera Visit"), ("ville", "Ville Visit")):
        invited = add_person(lead, url, person, Role.VISITOR, municipality="Kumla")
        visitors.append(new_store(folder, clock, name, person))
        enrol(visitors[-1], invited.url, PASSPHRASE)
    vera, ville = visitors
    review = make_review(lead)
    shared, leaving, coming = (make_visit(lead, review, label) for label in ("4-017", "4-018", "4-019"))
    grant(lead, shared, vera, ville)
    grant(lead, leaving, vera)
    answer(lead, shared, "hb01", value="ja", note="Från förra året.")
    for store in (lead, vera, ville):
        sync(store)
    answer(ville, shared, "hb01", note="Ville skrev.")
    answer(ville, shared, "hb02", value="nej")
    answer(ville, shared, "hb03", value="ja", note="Bara Ville skrev något.")
    sync(ville)
    answer(vera, shared, "hb01", value="nej", note="Vera skrev.")
    answer(vera, shared, "hb02", value="delvis")
    answer(vera, shared, "hb03", value="ja")
    answer(vera, leaving, "hb01", value="ja")
    withdraw(lead, leaving, vera)
    grant(lead, coming, vera)
    sync(lead)
    for store in (lead, vera, ville):
        store.close()
    return set_scene(folder, ("vera", "lead", "ville"), clock.now + timedelta(minutes=1), server, url)
