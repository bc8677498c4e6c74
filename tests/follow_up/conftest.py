"""The host municipality's store with one finding in it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kollegie.model.reviews import Case, Track, Visit
from kollegie.model.severity import Category, Severity
from kollegie.model.visits import Finding
from kollegie.store import Store, create_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = create_store(
        tmp_path / "lead.kollegie",
        "fyra helt vanliga ord",
        municipality="Exempelkommun",
        person="Karin Ek",
        clock=lambda: datetime(2026, 11, 17, 12, 0, tzinfo=UTC),
        source=random.Random(1),
    )
    with made.staying_open():
        yield made
    made.close()


@pytest.fixture
def finding(store: Store) -> Finding:
    with store.work("test") as work:
        review, case, visit = work.new_id(), work.new_id(), work.new_id()
        made = Finding(work.new_id(), case, visit, "hb12", Category.UTF, Severity.SERIOUS)
        work.add(
            Case(case, case, review, Track.USER, "1-001", "U1"),
            Visit(visit, case, review, case, Track.USER, "hemtjanst-brukarbesok", "00"),
            made,
        )
    return made
