"""Writes a laptop's store and a hub as this release makes them: `python tests/released/make.py` once per schema.

The files are kept for good: every later program must open them, bring them up to date and lose nothing of them. The
laptop has joined the hub and met it once; one edit is not sent yet. Everybody in them is made up.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kollegie.model.ids import derived_id
from kollegie.model.reviews import Case, CaseIdentity, Review, Track, Visit
from kollegie.model.severity import Category, Severity
from kollegie.model.visits import Answer, Finding, FindingState, answer_id
from kollegie.store import create_store
from kollegie.store.tables import SCHEMA_VERSION
from kollegie.sync.enrolling import create_hub
from kollegie.sync.exchange import sync

HERE = Path(__file__).parent
PASSPHRASE = "en fras ur arkivet"
FIRST, SECOND = "Två besök om dagen, säger hen.", "Två besök om dagen, ibland tre."
LATER = "Planen ligger i köket."


class Clock:
    """Goes one second for each look, from a fixed day."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def make(folder: Path) -> tuple[Path, Path]:
    """Write the store and the hub into the folder, named after the schema. Returns their paths."""
    path, hub = folder / f"schema-{SCHEMA_VERSION}.kollegie", folder / f"schema-{SCHEMA_VERSION}-hub.kollegie"
    store = create_store(
        path, PASSPHRASE, municipality="Hult", person="Anna Ek", clock=Clock(), source=random.Random(1)
    )
    with store.work("round create") as work:
        review_id, case_id, visit_id = work.new_id(), work.new_id(), work.new_id()
        work.add(Review(review_id, review_id, "Hemtjänst", "hemtjänst", derived_id("municipality", "Hult"), store.me))
        work.add(Case(case_id, case_id, review_id, Track.USER, "4-001", "B-1001"))
        work.add(CaseIdentity(case_id, case_id, "Test Testsson", "19121212-1212", "Provgatan 1", "69630", "019-000 00"))
        work.add(Visit(visit_id, case_id, review_id, case_id, Track.USER, "hemtjanst-brukarbesok", "abc"))
    answer = Answer(answer_id(visit_id, "hb05"), case_id, visit_id, "hb05", value=FIRST)
    with store.work("answer") as work:
        work.add(answer)
    with store.work("answer") as work:
        work.save(replace(answer, value=SECOND))
        found = Finding(
            work.new_id(),
            case_id,
            visit_id,
            "hb06",
            category=Category.UTF,
            severity=Severity.DEFICIENCY,
            text="Hjälpen stämmer inte",
            state=FindingState.CONFIRMED,
        )
        work.add(found)
    url = f"sqlite:///{hub.as_posix()}"
    create_hub(store, url, PASSPHRASE)
    sync(store)
    with store.work("answer") as work:
        work.save(replace(answer, value=SECOND, note=LATER))
    store.close()
    return path, hub


if __name__ == "__main__":
    make(HERE)
