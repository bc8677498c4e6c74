"""A disagreement is for whom its record is for: what is decided at the desk of invoices is for those who lead."""

from __future__ import annotations

import dataclasses

import pytest

from kollegie.model.actions import Action
from kollegie.model.conflicts import Conflict
from kollegie.model.invoices import InvoiceAnswer, InvoiceReview
from kollegie.model.register import Person
from kollegie.model.reviews import Participant, Role
from kollegie.sync.conflicts import Keep, list_conflicts, resolve_conflict
from kollegie.sync.errors import ConflictMissing, ReaderOnly
from kollegie.sync.state import sync_state
from ui.findings.conflict_panel import ConflictPanel
from ui.findings.disagreements import open_disagreements
from ui.findings.gathering import gather
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import WrappedLabel


def counted(desk):
    with desk.store.reading() as reading:
        shown = gather(reading, desk.me).conflicts
    return shown, sync_state(desk.store).conflicts, len(list_conflicts(desk.store, only_open=True))


def test_what_is_disputed_at_the_desk_is_shown_and_counted_for_whoever_leads_alone(desk, visits, disagreement):
    visit = visits["4-017"]
    with desk.store.work("sync") as work:
        like = work.find(Conflict)[0]
        host, invoice = work.get(Person, work.person_id).municipality_id, work.new_id()
        answer = InvoiceAnswer(work.new_id(), host, invoice, "pf01", "nej", "Ringde om den")
        # its finding at the desk is not on this laptop
        action = Action(work.new_id(), host, visit.review_id, work.new_id(), "police_report", "Anmäl", "A")
        work.add(InvoiceReview(invoice, host, "P-1", "F-17", "2026-09"), answer, action)
        for record, row in (("invoice_answer", answer.id), ("action", action.id)):
            id = f"{row.hex}:note:{like.a_stamp}:{like.b_stamp}"
            work.add(dataclasses.replace(like, id=id, scope=host, record=record, row_id=row, field="note"))

    assert counted(desk) == (4, 4, 4)

    with desk.store.work() as work:
        work.add(Participant(work.new_id(), visit.review_id, visit.review_id, work.person_id, Role.VISITOR))

    assert counted(desk) == (2, 2, 2)
    assert [group.row_id for group in open_disagreements(desk.store)] == [disagreement]
    with pytest.raises(ConflictMissing):
        resolve_conflict(desk.store, id, Keep.MINE)


def test_whoever_only_reads_settles_nothing_and_gets_no_panel_that_refuses(desk, visits, disagreement, qtbot):
    """A server takes nothing a reader writes: what they settled would wait for ever."""
    visit = visits["4-017"]
    with desk.store.work() as work:
        work.add(Participant(work.new_id(), visit.review_id, visit.review_id, work.person_id, Role.READER))
    before = list_conflicts(desk.store, only_open=True)

    with pytest.raises(ReaderOnly):
        resolve_conflict(desk.store, before[0].id, Keep.MINE)

    assert counted(desk) == (0, 0, len(before))
    assert before[0].row_id == disagreement
    assert list_conflicts(desk.store, only_open=True) == before
    panel = ConflictPanel(desk)
    qtbot.addWidget(panel)
    panel.refresh()
    qtbot.waitUntil(lambda: bool(panel.findChildren(EmptyState)), timeout=5_000)
    assert (panel.choices, panel.list.things) == ({}, ())
    assert panel.findChild(EmptyState).findChild(WrappedLabel).text() == "Du läser den här granskningen"
