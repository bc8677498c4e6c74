from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kollegie.errors import KollegieError
from kollegie.model.visits import Draft
from kollegie.store import Store
from kollegie.store.attachments import AttachmentEmpty, SourceUnreadable
from kollegie.store.drafts import (
    Place,
    begin_running,
    drafts_of,
    drop_drafts,
    end_running,
    last_place,
    place_in,
)
from kollegie.store.errors import DiskFull, NotAStore, RecordMissing, StoreError
from kollegie.store.writing import DEBOUNCE, MOST_ACTS, SEEN_FIRST, DraftWriter, TooMuchWaiting

NOON = datetime(2026, 11, 24, 13, 2, tzinfo=UTC)


class Told:
    """What a writer has told, and when."""

    def __init__(self) -> None:
        self.stored: list[tuple[float, str]] = []
        self.troubles: list[StoreError | None] = []

    def hear_stored(self, drafts: tuple[Draft, ...]) -> None:
        self.stored += [(time.monotonic(), draft.text) for draft in drafts]

    def hear_trouble(self, problem: StoreError | None) -> None:
        self.troubles.append(problem)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def writer(store: Store, told: Told, monkeypatch: pytest.MonkeyPatch) -> Iterator[DraftWriter]:
    monkeypatch.setattr("kollegie.store.writing.RETRY", 0.1)
    made = DraftWriter(store, stored=told.hear_stored, troubled=told.hear_trouble)
    yield made
    made.close()


def draft(visit, text: str, **fields) -> Draft:
    return replace(Draft(visit.id, "hb06", "", "note", text, len(text), NOON), **fields)


def texts(store: Store) -> list[str]:
    with store.reading() as reading:
        return [kept.text for kept in drafts_of(reading)]


def until(holds: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.005)


def test_what_is_typed_is_stored_soon_after_the_last_key(store, writer, told, visit):
    began = time.monotonic()
    writer.type(draft(visit, "Dusch"))

    until(lambda: bool(told.stored))

    assert told.stored[0][1] == "Dusch"
    assert told.stored[0][0] - began >= DEBOUNCE
    assert texts(store) == ["Dusch"]


def test_typing_without_a_pause_is_stored_all_the_while(writer, told, visit):
    text = ""

    def stored_four_times() -> bool:
        nonlocal text
        text += "x"
        writer.type(draft(visit, text))
        return len(told.stored) >= 4

    until(stored_four_times)  # a key every few milliseconds: it is never silent for as long as DEBOUNCE

    assert [len(stored) for _, stored in told.stored] == sorted({len(stored) for _, stored in told.stored})


def test_only_the_latest_text_of_each_field_is_kept(store, writer, visit):
    writer.type(draft(visit, "D"))
    writer.type(draft(visit, "Du"))
    writer.type(draft(visit, "4", field="value", question="hb08"))

    assert writer.flush()

    assert sorted(texts(store)) == ["4", "Du"]


def test_an_act_comes_after_the_words_before_it_and_takes_their_draft_away(store, writer, visit):
    def answer() -> int:
        with store.work("answer") as work:
            seen = len(drafts_of(work, visit.id))
            drop_drafts(work, visit.id, "hb06", "", "note")
            return seen

    results: list[int] = []
    writer.type(draft(visit, "Dusch saknas."))
    writer.perform(answer, results.append)
    writer.flush()

    assert results == [1]
    assert texts(store) == []


def test_acts_are_done_in_the_order_they_were_asked_for(writer):
    done: list[int] = []
    for number in range(20):
        writer.perform(lambda number=number: number, done.append)

    writer.flush()

    assert done == list(range(20))


def test_an_act_waits_until_what_led_to_it_has_been_seen_but_no_longer_and_not_when_it_is_asked_for(writer):
    done: list[str] = []
    began = time.monotonic()
    writer.perform(lambda: "answer", done.append, seen_first=True)
    at_once = list(done)
    until(lambda: bool(done))
    waited = time.monotonic() - began

    writer.perform(lambda: "second", done.append, seen_first=True)
    writer.perform(lambda: "look", done.append)  # it may not wait, and comes after what was asked before it
    until(lambda: len(done) == 3)
    writer.perform(lambda: "last", done.append, seen_first=True)
    writer.flush()

    assert (at_once, waited >= SEEN_FIRST) == ([], True)
    assert done == ["answer", "second", "look", "last"]


def test_a_refusal_goes_to_whoever_asked_and_is_not_tried_again(writer):
    class Refused(KollegieError):
        sv, en = "Nej.", "No."

    heard: list[KollegieError] = []
    tries: list[int] = []

    def act() -> None:
        tries.append(1)
        raise Refused

    writer.perform(act, refused=heard.append)
    writer.flush()

    assert [type(problem) for problem in heard] == [Refused]
    assert len(tries) == 1


def test_a_record_that_has_gone_is_a_refusal_too(writer, visit):
    heard: list[KollegieError] = []

    def act() -> None:
        raise RecordMissing(record="visit", id=visit.id)

    writer.perform(act, refused=heard.append)
    writer.flush()

    assert isinstance(heard[0], RecordMissing)


@pytest.mark.parametrize("refusal", [AttachmentEmpty(name="bild.jpg"), SourceUnreadable(name="bild.jpg"), NotAStore])
def test_a_refusal_that_would_come_again_keeps_nothing_else_from_being_stored(store, writer, visit, refusal):
    heard: list[KollegieError] = []

    def act() -> None:
        raise refusal

    writer.perform(act, refused=heard.append)
    writer.type(draft(visit, "Dusch"))

    assert writer.flush(timeout=2)
    assert len(heard) == 1
    assert texts(store) == ["Dusch"]
    assert writer.problem is None


def test_what_the_disk_refuses_is_kept_told_once_and_stored_when_there_is_room(store, writer, told, visit, monkeypatch):
    full = threading.Event()
    full.set()
    engine = store.engine
    real = engine.connect

    def connect(*args, **kwargs):
        if full.is_set():
            raise DiskFull(name=store.path.name, free=0)
        return real(*args, **kwargs)

    monkeypatch.setattr(engine, "connect", connect)
    writer.type(draft(visit, "Dusch"))
    until(lambda: bool(told.troubles))
    writer.type(draft(visit, "Dusch saknas."))

    assert not writer.flush(timeout=1.2)
    assert [kept.text for kept in writer.waiting] == ["Dusch saknas."]
    assert isinstance(writer.problem, DiskFull)

    full.clear()
    assert writer.flush()
    assert texts(store) == ["Dusch saknas."]
    assert [type(problem) for problem in told.troubles] == [DiskFull, type(None)]


def test_an_act_the_disk_refuses_is_tried_until_it_is_stored(store, writer):
    tries: list[int] = []

    def act() -> str:
        tries.append(1)
        if len(tries) < 2:
            raise DiskFull(name=store.path.name, free=0)
        return "stored"

    results: list[str] = []
    writer.perform(act, results.append)

    until(lambda: bool(results))
    assert (results, len(tries)) == (["stored"], 2)


def test_no_more_acts_are_taken_than_can_be_remembered(writer):
    held = threading.Event()
    writer.perform(held.wait)
    time.sleep(0.05)
    for _ in range(MOST_ACTS - 1):
        writer.perform(lambda: None)

    with pytest.raises(TooMuchWaiting) as refused:
        writer.perform(lambda: None)
    held.set()

    assert str(MOST_ACTS) in refused.value.sentence()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_in_an_act_does_not_stop_what_is_typed_after_it(store, writer, visit):
    def fault() -> None:
        raise ZeroDivisionError

    writer.perform(fault)
    until(lambda: not writer._thread.is_alive())
    assert writer.lost == 1

    writer.type(draft(visit, "Dusch"))
    assert writer.flush()

    assert texts(store) == ["Dusch"]


def test_closing_stores_what_waits(store, told, visit):
    writer = DraftWriter(store, stored=told.hear_stored)
    writer.type(draft(visit, "Dusch"))

    assert writer.close()

    assert texts(store) == ["Dusch"]


def test_closing_on_a_full_disk_says_so_and_keeps_the_words(store, visit, monkeypatch):
    def connect():
        raise DiskFull(name=store.path.name, free=0)

    writer = DraftWriter(store)
    with monkeypatch.context() as patched:
        patched.setattr(store.engine, "connect", connect)
        writer.type(draft(visit, "Dusch"))

        assert not writer.close(timeout=0.3)

    assert [kept.text for kept in writer.waiting] == ["Dusch"]
    assert writer.close()
    assert texts(store) == ["Dusch"]


def test_the_place_comes_back_after_a_start(writer, visit, reopen):
    place = Place(visit.id, "hb06", "", "note", 12, 340)
    writer.stand_at(place)
    writer.flush()

    with reopen().reading() as reading:
        assert place_in(reading, visit.id) == place
        assert last_place(reading) == place


def test_a_stop_out_of_order_is_noticed_at_the_next_start_and_only_then(store, reopen):
    with store.work() as work:
        assert begin_running(work) is None
        began = work.at
    with store.work() as work:
        assert begin_running(work) == began
        end_running(work)

    with reopen().work() as work:
        assert begin_running(work) is None
