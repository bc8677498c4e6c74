"""A lead's laptop after the visits: two cases with findings, and one question two have answered differently."""

from __future__ import annotations

import dataclasses
import random
from datetime import UTC, datetime, timedelta

import pytest
from clocks import GoingClock
from sqlalchemy import select

from kollegie.intake.checklists import find_checklist
from kollegie.model.checklist_text import checklist_to_text
from kollegie.model.conflicts import Conflict
from kollegie.model.ids import COMMON_SCOPE, derived_id
from kollegie.model.register import Person
from kollegie.model.reviews import Case, ChecklistVersion, Review, Track, Visit
from kollegie.model.stamps import moment_of, stamp_of
from kollegie.model.visits import answer_id
from kollegie.settings import Settings
from kollegie.store import create_store
from kollegie.store.tables import SYNCED
from kollegie.visiting.answering import record_answer
from ui.desk import Desk
from ui.findings import FindingsPage

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path):
    clock = GoingClock(NOON)
    store = create_store(
        tmp_path / "lead.kollegie",
        "fyra ord i rad",
        municipality="Exempelkommun",
        person="Lo Ledare",
        clock=clock,
        source=random.Random(1),
    )
    made = Desk(store, Settings(tmp_path / "settings.json"))
    yield made
    made.close()


@pytest.fixture
def visits(desk):
    """Two visits by case number, with answers that raise findings."""
    store = desk.store
    checklist = find_checklist("hemtjanst-brukarbesok")
    made = {}
    with store.work("plan") as work:
        review = work.new_id()
        work.add(
            ChecklistVersion(
                derived_id("checklist", checklist.content_hash),
                COMMON_SCOPE,
                checklist.id,
                checklist.version,
                checklist.content_hash,
                checklist_to_text(checklist),
            ),
            Review(review, review, "Hösten 2026", "hemtjänst", work.new_id(), work.person_id),
        )
        for label in ("4-017", "4-021"):
            case = work.new_id()
            work.add(Case(case, case, review, Track.USER, label, label, provider_ref="P-03", service="hemtjänst"))
            visit = Visit(work.new_id(), case, review, case, Track.USER, checklist.id, checklist.content_hash)
            work.add(visit)
            made[label] = visit
    note = "Dusch ges en gång i veckan, beslutet säger två."
    record_answer(store, made["4-017"].id, "hb06", "delvis", note)
    record_answer(store, made["4-017"].id, "hb19", "ja", "Spisen står på när ingen är hemma.")
    record_answer(store, made["4-021"].id, "hb11", "nej")
    return made


@pytest.fixture
def disagreement(desk, visits):
    """The answer to HB06 in 4-017: partly, says this laptop; no, says Berit's."""
    visit = visits["4-017"]
    row = answer_id(visit.id, "hb06")
    with desk.store.work("sync") as work:
        berit = Person(work.new_id(), COMMON_SCOPE, "Berit Sand", work.new_id())
        work.add(berit)
        values = (
            ("value", '"delvis"', '"nej"'),
            ("note", "Dusch ges en gång i veckan, beslutet säger två.", "Dusch uteblir ofta."),
        )
        for field, mine, theirs in values:
            cell = SYNCED["answer"].local.c
            a = work.connection.execute(select(cell[f"{field}_s"], cell.s0).where(cell.id == row)).one()
            a = a[1] if a[0] is None else a[0]
            b = stamp_of(moment_of(a) + timedelta(minutes=5), 2)
            conflict = Conflict(
                f"{row.hex}:{field}:{a}:{b}",
                visit.scope,
                "answer",
                row,
                field,
                mine,
                a,
                work.person_id,
                theirs,
                b,
                berit.id,
            )
            work.add(dataclasses.replace(conflict))
    return row


@pytest.fixture
def page(desk, visits, qtbot):
    made = FindingsPage(desk)
    qtbot.addWidget(made)
    made.resize(1316, 864)
    made.show()
    made.refresh()
    qtbot.waitUntil(lambda: made.detail.line is not None, timeout=5_000)
    return made
