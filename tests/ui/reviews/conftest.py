"""A register and a planned round in a real store, made with the program's own functions."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from clocks import StandingClock

from kollegie.intake.checklists import find_checklist
from kollegie.model.register import Decision, Municipality, Provider, ProviderKind, ServiceUser
from kollegie.model.reviews import Review, Track
from kollegie.planning.day import schedule_day
from kollegie.planning.making_visits import make_visits
from kollegie.planning.proposing import carry_out_proposal, make_pairs, propose_assignment
from kollegie.planning.rounds import add_participant, create_review, declare_relation
from kollegie.planning.sampling import sample_all, sample_providers
from kollegie.settings import Settings
from kollegie.store import Store, create_store
from kollegie.visiting.counting import answers_that_count
from ui.desk import Desk

DAY = date(2026, 11, 24)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(datetime(2026, 11, 24, 13, 30, tzinfo=UTC))


@pytest.fixture
def store(tmp_path: Path, clock: StandingClock) -> Iterator[Store]:
    made = create_store(
        tmp_path / "lead.kollegie",
        "fyra ord i följd",
        municipality="Exempelkommun",
        person="Vera Lind",
        clock=clock,
        source=random.Random(4),
    )
    yield made
    made.close()


@pytest.fixture
def register(store: Store) -> Store:
    """Eight users with home care at two providers."""
    with store.work() as work:
        host = work.first(Municipality, name="Exempelkommun")
        assert host is not None
        for number in (1, 2):
            work.add(Provider(work.new_id(), host.id, f"P-0{number}", f"Utföraren {number}", kind=ProviderKind.PRIVATE))
        for number in range(8):
            ref = f"B-{number:03}"
            work.add(ServiceUser(work.new_id(), host.id, ref, district="Norra" if number < 4 else "Centrum"))
            work.add(
                Decision(
                    work.new_id(),
                    host.id,
                    f"D-{number:03}",
                    ref,
                    "hemtjänst",
                    date(2026, 1, 1),
                    provider_ref=f"P-0{1 + number % 2}",
                    amount="20",
                    unit="hours/week",
                )
            )
    return store


@pytest.fixture
def review(register: Store) -> Review:
    """A planned round: two pairs, every visit that they may take given and put at a time."""
    store = register
    with store.staying_open():
        return planned(store)


def planned(store: Store) -> Review:
    """The round, planned in the store."""
    made = create_review(store, "Hemtjänst hösten 2026", "hemtjänst", review_day=DAY, dnr="SON 2026/0417", seed=7)
    sample_all(store, made.id, series="4")
    sample_providers(store, made.id, announced=True, series="4")
    checklists = {
        Track.USER: find_checklist("hemtjanst-brukarbesok"),
        Track.PROVIDER: find_checklist("utforarbesok-oanmalt"),
    }
    make_visits(store, made.id, checklists, answers_that_count)
    people = [
        ("Ali Berg", "Grannkommun"),
        ("Eva Ek", "Havskommun"),
        ("Bo Dal", "Grannkommun"),
        ("Mia Sten", "Havskommun"),
    ]
    for name, home in people:
        add_participant(store, made.id, name, home, telephone="070-174 06 05")
    make_pairs(store, made.id)
    return made


@pytest.fixture
def shared(store: Store, review: Review) -> Review:
    """The same round with its visits given to the pairs, those of one provider only to the other pair (jäv)."""
    with store.reading() as reading:
        from kollegie.model.register import Person

        ali = reading.first(Person, name="Ali Berg")
    assert ali is not None
    with store.staying_open():
        declare_relation(store, ali.id, "provider", "Utföraren 2", "former_employer", ended_on=date(2026, 3, 1))
        carry_out_proposal(store, review.id, propose_assignment(store, review.id, most=4))
        schedule_day(store, review.id)
    return review


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(store, Settings(tmp_path / "settings.json"))
    yield made
    made.close()
