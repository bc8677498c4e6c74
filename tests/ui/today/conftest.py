"""A visitor's laptop in the middle of the day: one visit signed, one to sign, one going on, two left."""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from clocks import GoingClock

from kollegie.intake.checklists import find_checklist
from kollegie.model.answer_values import Withheld
from kollegie.model.checklist_text import checklist_to_text
from kollegie.model.ids import COMMON_SCOPE, derived_id
from kollegie.model.register import Person
from kollegie.model.reviews import Assignment, Case, ChecklistVersion, Participant, Review, Role, Track, Visit
from kollegie.settings import Settings
from kollegie.store import Store, create_store
from kollegie.store.connecting import engine_of
from kollegie.store.drafts import Place, remember_place
from kollegie.store.keys import key_file_of
from kollegie.visiting.answering import record_answer
from kollegie.visiting.opening import open_visit
from kollegie.visiting.signing import sign_visit
from ui.desk import Desk

MORNING = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Made:
    """The laptop's store as it was made once for all tests, and its visits by case number."""

    path: Path
    key: bytes
    visits: dict[str, Visit]


@pytest.fixture
def desk(made_once, tmp_path):
    path = tmp_path / made_once.path.name
    for old, new in ((made_once.path, path), (key_file_of(made_once.path), key_file_of(path))):
        shutil.copy(old, new)
    store = Store(
        path, engine_of(path, made_once.key), made_once.key, GoingClock(MORNING + timedelta(hours=6)), random.Random(2)
    )
    made = Desk(store, Settings(tmp_path / "settings.json"))
    yield made
    made.close()


@pytest.fixture
def visits(made_once):
    """The visits of the day by case number."""
    return made_once.visits


@pytest.fixture(scope="session")
def made_once(tmp_path_factory):
    path = tmp_path_factory.mktemp("today") / "visitor.kollegie"
    store = create_store(
        path,
        "fyra ord i rad",
        municipality="Bortby",
        person="Anna Ek",
        clock=GoingClock(MORNING + timedelta(hours=6)),
        source=random.Random(1),
    )
    made = Made(path, store.key, plan_day(store))
    store.close()
    return made


def plan_day(store):
    """Five visits of the day by case number."""
    checklist = find_checklist("hemtjanst-brukarbesok")
    made = {}
    plan = (("4-009", 0), ("4-012", 1.5), ("4-017", 5.5), ("4-021", 7), ("4-023", 8))
    with store.work("plan") as work:
        review, lead = work.new_id(), Person(work.new_id(), COMMON_SCOPE, "Lo Ledare", work.new_id())
        work.add(
            lead,
            ChecklistVersion(
                derived_id("checklist", checklist.content_hash),
                COMMON_SCOPE,
                checklist.id,
                checklist.version,
                checklist.content_hash,
                checklist_to_text(checklist),
            ),
            Review(review, review, "Hemtjänst hösten 2026", "hemtjänst", work.new_id(), lead.id),
            Participant(work.new_id(), review, review, lead.id, Role.LEAD, telephone="019-12 34 56"),
        )
        for place, (label, hours) in enumerate(plan):
            case = work.new_id()
            start = MORNING + timedelta(hours=hours)
            work.add(
                Case(
                    case,
                    case,
                    review,
                    Track.USER,
                    label,
                    label,
                    district="Centrum" if place > 1 else "Norra distriktet",
                    service="hemtjänst",
                    decision_lines=(("Omfattning", "86 h/mån"), ("Dusch", "2 ggr/vecka")),
                    notice="Tolk bokad: arabiska" if label == "4-021" else "",
                    risk_marked=label == "4-023",
                )
            )
            visit = Visit(
                work.new_id(),
                case,
                review,
                case,
                Track.USER,
                checklist.id,
                checklist.content_hash,
                planned_start=start,
                planned_end=start + timedelta(hours=1),
            )
            work.add(visit, Assignment(work.new_id(), case, visit.id, work.person_id))
            made[label] = visit
    for label in ("4-009", "4-012"):
        record_answer(store, made[label].id, "hb06", "delvis", "Städningen uteblir.")
        record_answer(store, made[label].id, "hb18", "ja", positive=True)
        for name, _row in open_visit(store, made[label].id).sheet().missing():
            record_answer(store, made[label].id, name, Withheld.EJ_FRAGAD)
    sign_visit(store, made["4-009"].id)
    record_answer(store, made["4-017"].id, "hb01", "ja")
    record_answer(store, made["4-017"].id, "hb06", "nej", "Dusch ges en gång i veckan.")
    with store.work("place") as work:
        remember_place(work, Place(made["4-017"].id, "hb06", "", "note", 0), work.at)
    return made
