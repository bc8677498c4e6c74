"""Each sync leaves a receipt on the laptop: what went, what came, what waits and why; never what a record says."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sync.worlds import answer, attach, grant, make_review, make_visit

from kollegie.errors import Cancelled, KollegieError
from kollegie.language import Language, speak
from kollegie.model.ids import derived_id
from kollegie.model.invoices import InvoiceReview
from kollegie.model.reviews import Grant, Role
from kollegie.progress import Progress
from kollegie.sync import errors, joining_errors
from kollegie.sync.contents import ASSIGNED
from kollegie.sync.errors import HubFromNewer
from kollegie.sync.exchange import sync
from kollegie.sync.hubs import open_hub
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody
from kollegie.sync.receipts import kept_receipts, outcome_words, receipt_line, waiting_reasons


def kept(store):
    with store.reading() as reading:
        return kept_receipts(reading)


def test_a_receipt_tells_what_went_and_came_by_kind_and_the_batch_the_hub_has(lead, join, hub_kind):
    vera = join("vera", "Vera Visit")
    visit = make_visit(lead, make_review(lead), "4-017", "Test Testsson")
    grant(lead, visit, vera)
    receipt = sync(lead)
    sync(vera)
    answer(vera, visit, "hb01", value="ja", note="Hen trivs med Anna Andersson")

    sent = sync(vera)
    sync(lead)

    first = next(one for one in kept(lead) if one.sent)
    assert sum(first.sent.values()) == receipt.sent
    assert (first.sent["visit"], first.sent["grant_"]) == (1, 1)
    last = kept(vera)[0]
    assert (dict(last.sent), dict(last.waiting), last.outcome) == ({"answer": 1}, {}, "")
    assert sent.sent == 1
    assert dict(kept(lead)[0].received) == {"answer": 1}
    with laptop_of(vera, nobody) as near:
        known = near.enrolment()
    assert (last.hub, last.device, last.batches[-1]) == (known.hub_name, known.device, known.pushes)
    if hub_kind != "folder":
        with open_hub(known.url, known.hub_key).line() as far:
            landed = far.rows("SELECT push FROM ledger WHERE device = ?", (known.device,))
        assert {number for one in kept(vera) for number in one.batches} == {row[0] for row in landed}
    with vera.engine.connect() as connection:
        told = json.dumps([list(row) for row in connection.exec_driver_sql("SELECT * FROM receipt")])
    for canary in ("Testsson", "Anna", "trivs", "Vera", "4-017", "hb01", known.url, str(visit.id), visit.id.hex):
        assert canary not in told


@pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
def test_syncs_without_news_are_one_line_and_old_receipts_go(lead, clock):
    for _ in range(3):
        clock.now += timedelta(minutes=15)
        sync(lead)

    quiet = kept(lead)[0]
    assert (quiet.times, quiet.ended - quiet.began > timedelta(minutes=25)) == (3, True)
    assert receipt_line(quiet) == "inget nytt · 0 väntar (3 gånger)"
    clock.now += timedelta(seconds=20)
    sync(lead)
    assert kept(lead)[0] == quiet  # looked at a moment ago: nothing is written

    clock.now += timedelta(days=2)
    sync(lead)
    assert (kept(lead)[0].times, kept(lead)[1]) == (1, quiet)
    clock.now = quiet.ended + timedelta(days=89)
    sync(lead)
    assert quiet in kept(lead)
    clock.now = quiet.ended + timedelta(days=90, minutes=1)
    sync(lead)
    assert all(clock.now - one.ended < timedelta(days=90) for one in kept(lead))
    assert quiet not in kept(lead)


def test_a_sync_that_was_stopped_leaves_a_receipt_that_says_by_what(lead, monkeypatch):
    visit = make_visit(lead, make_review(lead), "4-017")
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        sync(lead, progress=progress)
    stopped = kept(lead)[0]
    assert stopped.outcome == "Cancelled"
    assert stopped.waiting.get("visit", 0) + stopped.sent.get("visit", 0) == 1  # a batch in a folder goes whole
    assert receipt_line(stopped).startswith("avbruten · ")
    sync(lead)

    monkeypatch.setattr("kollegie.sync.greeting.SCHEMA_VERSION", -1)
    monkeypatch.setattr("kollegie.sync.folder_exchange.SCHEMA_VERSION", -1)
    for _ in range(2):
        answer(lead, visit, "hb01", value="ja")
        with pytest.raises(HubFromNewer):
            sync(lead)
    assert (kept(lead)[0].outcome, kept(lead)[0].times, dict(kept(lead)[0].waiting)) == (
        "HubFromNewer",
        2,
        {"answer": 1},
    )


@pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
def test_a_receipt_says_why_something_waits(lead, monkeypatch):
    visit = make_visit(lead, make_review(lead), "4-017")
    sync(lead)
    attach(lead, visit, b"en bild")
    with monkeypatch.context() as patch:  # the contents get no further this time
        patch.setattr("kollegie.sync.exchange.send_contents", lambda *_: 0)
        receipt = sync(lead)

    assert receipt.waiting == 1
    assert "1 bilaga väntar på att innehållet är helt framme" in " ".join(receipt.notes)
    assert kept(lead)[0].why == receipt.notes

    def type_meanwhile(statement: str) -> None:
        if statement.startswith(ASSIGNED):
            answer(lead, visit, "hb01", value="ja")

    assert sync(lead, watch=type_meanwhile).waiting == 1
    assert kept(lead)[0].why == ("1 ändring skrevs medan synken pågick och går med nästa.",)
    sync(lead)
    assert (kept(lead)[0].why, dict(kept(lead)[0].sent)) == ((), {"answer": 1})


def test_what_stops_a_sync_is_told_in_words_without_its_facts():
    stopping = [
        name
        for room in (errors, joining_errors)
        for name, one in vars(room).items()
        if isinstance(one, type) and issubclass(one, KollegieError) and one.__module__ == room.__name__
    ]
    for language in Language:
        speak(language)
        try:
            told = {name: outcome_words(name) for name in (*stopping, "Cancelled", "DiskFull", "FolderReadOnly")}
        finally:
            speak(Language.SV)
        assert all(words and "{" not in words for words in told.values())
        assert not {name for name in ("HubUnreachable", "HubBusy", "DeviceRevoked") if name in told[name]}


@pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
def test_a_receipt_counts_no_disagreement_about_the_desk_for_whom_it_is_not(lead, join):
    """A caseworker of the host municipality has its register, and with it what is decided at the desk."""
    host = join("hilda", "Hilda Värd", Role.HOST)
    review = InvoiceReview(host.me, derived_id("municipality", "Kumla"), "P-1", "F-17", "2026-09")
    with lead.work() as work:
        work.add(review)
    for store in (lead, host):
        sync(store)
    for store in (lead, host):
        with store.work() as work:
            work.save(replace(review, reason=f"Skrivet av {store.path.stem}"))
    sync(lead)

    receipt = sync(host)

    assert (receipt.conflicts, receipt.new_conflicts, dict(kept(host)[0].counts)) == (0, 0, {})
    assert sync(lead).conflicts == 1


def test_what_a_server_takes_from_no_reader_is_told_as_that_and_not_as_a_visit_taken_away(make_store):
    store = make_store("lo", "Lo Läsare")
    visit = make_visit(store, make_review(store), "4-017")
    answer(store, visit, "hb01", value="ja")
    with store.work() as work:
        work.add(Grant(derived_id("grant", store.me, "reader"), store.me, store.me, Role.READER, None))

    with laptop_of(store, nobody) as near:
        near.refuse([("answer", visit.scope.bytes)])
        (told,) = waiting_reasons(near, 1, may_write=True)

    assert told.startswith("1 ändring tar servern inte emot, eftersom du bara läser granskningen. Den ligger kvar här")
