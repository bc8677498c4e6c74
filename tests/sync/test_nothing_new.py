"""A sync with nothing new costs one opening of the store and one question to the hub, whatever happened before it."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event
from sync.worlds import answer, grant, held_by, keeper_line, make_review, make_visit, withdraw

from kollegie.model.ids import derived_id
from kollegie.model.reviews import Assignment, Grant, Role, Visit
from kollegie.sync.exchange import sync
from kollegie.sync.hub import Hub


@pytest.fixture
def cost(monkeypatch):
    """Sync a laptop; give back how often its store was opened, and what the hub was asked."""
    asked: list[str] = []
    real = Hub.line

    @contextmanager
    def line(self, *_given):
        with real(self, asked.append) as far:
            yield far

    def measure(store):
        openings: list[object] = []
        asked.clear()
        event.listen(store.engine, "connect", lambda *one: openings.append(one))
        with monkeypatch.context() as patch:
            patch.setattr(Hub, "line", line)
            receipt = sync(store)
        assert (receipt.sent, receipt.received, receipt.left) == (0, 0, 0)
        return len(openings), list(asked)

    return measure


@pytest.mark.usefixtures("search_for_cycles")
def test_a_sync_with_nothing_new_opens_the_store_once_and_asks_the_hub_once(lead, join, hub_kind, cost):
    vera = join("vera", "Vera Visit")
    review = make_review(lead)
    kept, taken = make_visit(lead, review, "4-017"), make_visit(lead, review, "4-018")
    for visit in (kept, taken):
        grant(lead, visit, vera)
    sync(lead)
    sync(vera)
    answer(vera, kept, "hb01", value="ja")
    for store in (vera, lead, vera):
        sync(store)
    for store, value in ((vera, "nej"), (lead, "delvis")):
        answer(store, kept, "hb01", value=value)
    for store in (vera, lead, vera):
        sync(store)
    withdraw(lead, taken, vera)
    sync(lead)
    gone = sync(vera)
    assert (gone.left > 0, gone.conflicts) == (True, 1)  # a disagreement costs no opening more
    assert held_by(vera, taken) == {}
    for store in (lead, vera):
        sync(store)

    for store in (lead, vera):
        openings, asked = cost(store)
        assert openings == 1
        assert len(asked) == (0 if hub_kind == "folder" else 1), asked

    if hub_kind != "folder":
        here = []
        sync(vera, watch=lambda one: here.append((one, gc.isenabled())))
        assert sum("FROM history WHERE sent = 0" in one for one, _searching in here) == 1, here
        assert gc.isenabled()
        assert not any(searching for _one, searching in here)


@pytest.mark.parametrize("hub_kind", ["sqlite", "postgres"], indirect=True)
def test_whoever_waits_for_a_blind_visit_asks_two_questions_more(lead, join, cost):
    vera, ville = join("vera", "Vera Visit"), join("ville", "Ville Visit")
    first = make_visit(lead, make_review(lead), "4-017")
    with lead.work("round double") as work:
        own = {}
        work.save(replace(first, double=True))
        for store in (vera, ville):
            work.add(Assignment(derived_id("assignment", first.id, store.me), first.scope, first.id, store.me))
            scope = work.new_id()
            own[store] = replace(first, id=work.new_id(), scope=scope, blind_of=first.id)
            work.add(own[store])
        given_already = own[ville].scope  # and kept back until both have signed
        work.add(Grant(work.new_id(), vera.me, vera.me, Role.VISITOR, given_already))
    grant(lead, own[vera], vera)
    grant(lead, own[ville], ville)
    for store in (lead, vera, ville, lead):
        sync(store)

    for store in (lead, vera):
        openings, asked = cost(store)
        assert openings == 1
        assert len(asked) == 3, asked

    for store in (ville, vera):
        with store.work("sign") as work:
            work.save(replace(work.get(Visit, own[store].id), signed_at=store.clock(), signed_by=store.me))
    sync(ville)
    assert sync(vera).received > 0
    assert held_by(vera, own[ville]) == held_by(ville, own[ville])


@pytest.mark.parametrize("hub_kind", ["sqlite", "postgres"], indirect=True)
def test_a_hub_that_missed_that_a_case_is_gone_from_here_is_told_at_the_next_sync(lead, join, hub_url, cost):
    vera = join("vera", "Vera Visit")
    visit = make_visit(lead, make_review(lead), "4-017")
    grant(lead, visit, vera)
    sync(lead)
    sync(vera)
    withdraw(lead, visit, vera)
    sync(lead)
    sync(vera)
    question = "SELECT max(returned_seq) FROM device"
    with keeper_line(lead, hub_url) as line:
        told = line.rows(question)[0][0]
        line.begin(writing=True)
        line.run("UPDATE device SET returned_seq = 0")
        line.commit()

    openings, _asked = cost(vera)

    with keeper_line(lead, hub_url) as line:
        assert line.rows(question)[0][0] == told > 0
    assert openings == 1
