"""A newer version of the checklist is offered at the visit, seen before it is done, and taken back again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from kollegie.intake.checklists import find_checklist
from kollegie.model.checklist_text import checklist_to_text
from kollegie.model.ids import COMMON_SCOPE, derived_id
from kollegie.model.reviews import ChecklistPublication, ChecklistVersion, Visit

HB = find_checklist("hemtjanst-brukarbesok")


def newer(desk) -> str:
    """Version 2, without HB06, has come with a sync."""
    sections = tuple(
        replace(section, items=tuple(item for item in section.items if item.name != "hb06")) for section in HB.sections
    )
    new = replace(HB, version="2", sections=sections)
    with desk.store.work("sync") as work:
        work.add(
            ChecklistVersion(derived_id("v2"), COMMON_SCOPE, new.id, "2", new.content_hash, checklist_to_text(new)),
            ChecklistPublication(
                derived_id("p2"), COMMON_SCOPE, new.id, new.content_hash, work.at + timedelta(hours=1), desk.me
            ),
        )
    return new.content_hash


def pinned(desk, visit) -> str:
    with desk.store.reading() as reading:
        return reading.get(Visit, visit).checklist_hash


def test_a_newer_version_is_offered_and_a_move_is_seen_done_and_taken_back(desk, page, qtbot, visits):
    hash_ = newer(desk)
    page.open_visit(visits["4-017"])
    qtbot.waitUntil(lambda: "finns i version 2" in page.strip.said, timeout=10_000)
    assert pinned(desk, visits["4-017"]) == HB.content_hash

    page.strip.strip.button("see-move").click()
    assert "svar följer med" in page.strip.said
    page.strip.strip.button("move").click()
    qtbot.waitUntil(lambda: "nu i version 2" in page.strip.said, timeout=10_000)
    assert pinned(desk, visits["4-017"]) == hash_
    assert page.visit.cell_named("hb06") is None

    page.strip.strip.button("move-back").click()
    qtbot.waitUntil(lambda: "nu i version 1" in page.strip.said, timeout=10_000)
    assert pinned(desk, visits["4-017"]) == HB.content_hash
    assert page.visit.answer(page.visit.cell_named("hb05")).value == "Frukost"
