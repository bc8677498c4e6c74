"""The host municipality's store with a small register, on the morning before the review day."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from clocks import StandingClock

from kollegie.cli import main
from kollegie.intake.checklists import find_checklist
from kollegie.model.checklist import Checklist
from kollegie.model.register import Decision, Person, Protection, Provider, ProviderKind, ServiceUser, UserIdentity
from kollegie.model.reviews import Participant, Review, Track, Visit
from kollegie.planning.making_visits import make_visits
from kollegie.planning.rounds import add_participant, create_review
from kollegie.planning.sampling import sample_all, sample_providers
from kollegie.store import Store, create_store
from kollegie.visiting.counting import answers_that_count

PASSPHRASE = "fyra helt vanliga ord"
DAY = date(2026, 11, 17)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(datetime(2026, 11, 16, 12, 0, tzinfo=UTC))


@pytest.fixture
def store(tmp_path: Path, clock: StandingClock) -> Iterator[Store]:
    made = create_store(
        tmp_path / "lead.kollegie",
        PASSPHRASE,
        municipality="Exempelkommun",
        person="Karin Ek",
        clock=clock,
        source=random.Random(1),
    )
    with made.staying_open():
        yield made
    made.close()


@pytest.fixture
def register(store: Store) -> Callable[..., None]:
    """Fill the register: `P1=3, P2=2` gives three users with home care at P1 and two at P2."""

    def filled(**sizes: int) -> None:
        with store.work("test") as work:
            host = work.get(Person, work.person_id).municipality_id
            for ref, size in sizes.items():
                kind = ProviderKind.IN_HOUSE if ref == "P0" else ProviderKind.PRIVATE
                work.add(Provider(work.new_id(), host, ref, f"Utförare {ref}", kind=kind, relatives_allowed=False))
                for number in range(1, size + 1):
                    user_ref = f"{ref}-{number}"
                    id = work.new_id()
                    work.add(
                        ServiceUser(id, host, user_ref, district="Norr" if number % 2 else "Söder"),
                        UserIdentity(id, host, f"Brukare {user_ref}", "189001019802", address="Björkvägen 1"),
                        Decision(
                            work.new_id(),
                            host,
                            f"B-{user_ref}",
                            user_ref,
                            "hemtjänst",
                            date(2026, 1, 10),
                            amount="12.5",
                            unit="hours/week",
                            provider_ref=ref,
                            executed_on=date(2026, 1, 20),
                            extra=(("Besök per dag", "4"), ("Morgonbesök min", "30")),
                        ),
                    )

    return filled


@pytest.fixture
def review(store: Store) -> Review:
    return create_review(store, "Hemtjänst hösten 2026", "hemtjänst", review_day=DAY, seed=7)


@pytest.fixture
def protect(store: Store) -> Callable[[str], None]:
    """Mark a user of the register as protected."""
    import dataclasses

    def marked(user_ref: str) -> None:
        with store.work("test") as work:
            user = work.first(ServiceUser, user_ref=user_ref)
            assert user is not None
            work.save(dataclasses.replace(user, protected=Protection.SECRECY))

    return marked


@pytest.fixture
def run(store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Run a command on the store: exit status, the JSON it prints, and what it says beside."""
    monkeypatch.setenv("KOLLEGIE_PASSPHRASE", PASSPHRASE)

    def ran(*words: str) -> tuple[int, dict[str, Any], str]:
        status = main(["--store", str(store.path), *words, "--json"])
        told = capsys.readouterr()
        return status, json.loads(told.out or "{}"), told.err

    return ran


@pytest.fixture
def checklists() -> dict[Track, Checklist]:
    return {
        Track.USER: find_checklist("hemtjanst-brukarbesok"),
        Track.PROVIDER: find_checklist("utforarbesok-oanmalt"),
    }


@pytest.fixture
def visits(
    store: Store, register: Callable[..., None], review: Review, checklists: dict[Track, Checklist]
) -> tuple[Visit, ...]:
    """Seven user visits and two provider visits, with nobody assigned."""
    register(P0=3, P1=4)
    sample_all(store, review.id)
    sample_providers(store, review.id)
    return make_visits(store, review.id, checklists, answers_that_count)


@pytest.fixture
def visitors(store: Store, review: Review) -> list[Participant]:
    names = ("Anna Berg", "Bo Lind", "Cecilia Ström", "David Holm")
    homes = ("Lillsjö", "Lillsjö", "Storåsen", "Storåsen")
    return [add_participant(store, review.id, name, home) for name, home in zip(names, homes, strict=True)]
