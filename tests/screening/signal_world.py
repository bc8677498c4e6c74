"""One member of staff reported in two homes at once, and a round in which one of the homes is visited."""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from clocks import GoingClock

from kollegie.intake.records import carry_out_records, plan_records
from kollegie.intake.register import carry_out, plan_import
from kollegie.model.reviews import Case, Review, Track, Visit
from kollegie.model.signals import WarningSignal
from kollegie.model.visits import Answer, answer_id
from kollegie.screening.signals import screen
from kollegie.store import Store, create_store, open_store

PASSPHRASE = "fyra ord i rad"
NOON = datetime(2026, 11, 3, 11, 0, tzinfo=UTC)
USERS = "user_id;name;identity_number\nB-1;Astrid Test;189001019802\nB-2;Sven Prov;189102279800\n"
DECISIONS = (
    "decision_id;user_id;service;decided_on;valid_from\n"
    "D-1;B-1;hemtjänst;2026-01-01;2026-01-01\nD-2;B-2;hemtjänst;2026-01-01;2026-01-01\n"
)
STAFF = "staff_id;provider_id;name\nS-1;P-1;Gun Prov\n"
REPORTS = (
    "staff_id;user_id;provider_id;start;end\n"
    "S-1;B-1;P-1;2026-10-13 08:00;2026-10-13 09:00\n"
    "S-1;B-2;P-1;2026-10-13 08:30;2026-10-13 09:30\n"
    "S-1;B-1;P-1;2026-10-20 08:00;2026-10-20 09:00\n"
    "S-1;B-2;P-1;2026-10-20 08:20;2026-10-20 09:30\n"
    "S-1;B-1;P-1;2026-10-21 08:00;2026-10-21 09:00\n"
)


@dataclass
class SignalWorld:
    """The lead's store, the signal, the round, and the open visit at B-1."""

    store: Store
    signal: UUID
    review: UUID
    visit: Visit

    def current(self) -> WarningSignal:
        with self.store.reading() as reading:
            return reading.get(WarningSignal, self.signal)

    def answer(self, question: str, value: str) -> None:
        """What a visitor's laptop has sent."""
        with self.store.work("sync") as work:
            id = answer_id(self.visit.id, question)
            work.save(Answer(id, self.visit.scope, self.visit.id, question, value=value))


def reopened(made: SignalWorld, folder: Path) -> SignalWorld:
    """The same world in another folder, the store copied and opened anew."""
    shutil.copytree(made.store.path.parent, folder, dirs_exist_ok=True)
    store = open_store(
        folder / made.store.path.name, PASSPHRASE, clock=GoingClock(NOON + timedelta(hours=1)), source=random.Random(6)
    )
    return replace(made, store=store)


def signal_world(folder: Path) -> SignalWorld:
    """Import, screen, and plan one visit; the store is closed."""
    store = create_store(
        folder / "lead.kollegie",
        PASSPHRASE,
        municipality="Hult",
        person="Anna Ek",
        clock=GoingClock(NOON),
        source=random.Random(5),
    )
    for kind, text in (("users", USERS), ("decisions", DECISIONS)):
        path = folder / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        carry_out(store, plan_import(store, kind, [path]))
    for kind, text in (("staff", STAFF), ("time-reports", REPORTS)):
        path = folder / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        carry_out_records(store, plan_records(store, kind, [path]))
    [signal] = screen(store, ("V01",), as_of=date(2026, 11, 3)).signals
    with store.work("plan") as work:
        review = work.new_id()
        work.add(Review(review, review, "Hösten", "hemtjänst", signal.scope, work.person_id, date(2026, 11, 17)))
        case = work.new_id()
        work.add(Case(case, case, review, Track.USER, "4-001", "B-1", "P-1", service="hemtjänst"))
        visit = Visit(work.new_id(), case, review, case, Track.USER, "hemtjanst-brukarbesok", "x")
        work.add(visit)
    store.close()
    return SignalWorld(store, signal.id, review, visit)
