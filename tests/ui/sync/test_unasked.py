"""The sync nobody asks for, and the word about changes that have waited for days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from clocks import StandingClock
from pytestqt.qtbot import QtBot

from kollegie.model.reviews import Case, Review, Track, Visit
from kollegie.model.visits import Answer
from kollegie.planning.rounds import create_review
from kollegie.progress import Progress
from kollegie.settings import UNSYNCED_DAYS, Settings
from kollegie.store import Store, create_store
from kollegie.sync import pushing
from kollegie.sync.enrolling import create_hub
from kollegie.sync.exchange import Receipt
from kollegie.sync.file_hub import SqliteHub
from kollegie.sync.hubs import key_of_hub, open_hub
from kollegie.sync.joining_errors import DeviceRevoked
from kollegie.sync.rebuilding import Rebuilt
from kollegie.sync.row_by_row import Met
from kollegie.sync.state import sync_state
from ui.desk import Desk
from ui.main_window import MainWindow
from ui.sync.hub_form import url_of
from ui.sync.sync_page import SyncPage
from ui.sync.syncing import _sync

WORDS = "fyra ord i följd"


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(datetime(2026, 11, 24, 12, 0, tzinfo=UTC))


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    return tmp_path / "hub.kollegie"


@pytest.fixture
def window(tmp_path: Path, qtbot: QtBot, clock: StandingClock, hub: Path) -> Iterator[MainWindow]:
    """A lead's window, with a hub and one change that waits."""
    path = tmp_path / "lead.kollegie"
    store = create_store(path, WORDS, municipality="Exempelkommun", person="Vera Lind", clock=clock)
    create_hub(store, url_of(str(hub)), WORDS)
    create_review(store, "Hemtjänst hösten 2026", "hemtjänst")
    desk = Desk(store, Settings(tmp_path / "settings.json"))
    made = MainWindow(desk, frozenset({"lead"}))
    qtbot.addWidget(made)
    made.greeting.start_at("settings", None, None)
    made.show()
    with qtbot.waitSignal(made.syncing.viewed, timeout=20_000):
        made.greet()
    yield made
    desk.close()


def add_answers(store: Store, number: int) -> None:
    with store.work("test") as work:
        review = work.find(Review)[0]
        case = Case(work.new_id(), review.id, review.id, Track.USER, "4-017", "B-1")
        visit = Visit(work.new_id(), case.id, review.id, case.id, Track.USER, "hemtjanst-brukarbesok", "abc")
        work.add(case, visit)
        for one in range(number):
            work.add(Answer(work.new_id(), case.id, visit.id, f"hb{one:02}", "", "ja", "Dusch."))


def look(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.syncing.viewed, timeout=20_000):
        window.syncing.look()


def test_it_syncs_by_itself_and_says_nothing(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.syncing.finished, timeout=20_000):
        window.quiet_sync.try_now()

    qtbot.waitUntil(lambda: window.syncing.state is not None and window.syncing.state.unsent == 0, timeout=20_000)
    assert window.strip.told == ""


def test_a_hub_that_does_not_answer_is_no_news_and_is_asked_less_often(
    window: MainWindow, qtbot: QtBot, hub: Path
) -> None:
    hub.rename(hub.with_name("elsewhere"))
    often = window.quiet_sync.pause

    with qtbot.waitSignal(window.syncing.failed_quietly, timeout=20_000):
        window.quiet_sync.try_now()

    assert window.strip.told == ""
    assert window.quiet_sync.pause == 2 * often
    qtbot.waitUntil(lambda: not window.syncing.running)
    hub.with_name("elsewhere").rename(hub)
    with qtbot.waitSignal(window.syncing.finished, timeout=20_000):
        window.quiet_sync.try_now()
    assert window.quiet_sync.pause == often


def test_one_that_was_asked_for_and_failed_is_told_until_one_goes_through(
    window: MainWindow, qtbot: QtBot, hub: Path
) -> None:
    hub.rename(hub.with_name("elsewhere"))

    with qtbot.waitSignal(window.syncing.failed, timeout=20_000):
        window.syncing.start()
    qtbot.waitUntil(lambda: not window.syncing.running)
    page = window.page_of("sync")

    assert "Inget lokalt har ändrats" in window.strip.told
    assert isinstance(page, SyncPage)
    assert "Inget lokalt har ändrats" in page._receipt_text.text()

    hub.with_name("elsewhere").rename(hub)
    with qtbot.waitSignal(window.syncing.finished, timeout=20_000):
        window.syncing.start()

    assert window.strip.told == ""
    assert "Klart" in page._receipt_text.text()


def test_cancelled_while_it_sends_it_says_so_and_the_next_one_sends_the_rest(
    window: MainWindow, qtbot: QtBot, hub: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, landed, goes_on = window.desk.store, Event(), Event()
    add_answers(store, 40)
    monkeypatch.setattr(SqliteHub, "batch", 10)
    with qtbot.waitSignal(window.syncing.viewed, timeout=20_000):
        window.enter("sync")
    page = window.page()
    assert isinstance(page, SyncPage)
    pushed = pushing._push

    def slowly(*given: Any, **more: Any) -> Any:
        came = pushed(*given, **more)
        landed.set()
        goes_on.wait(20)
        return came

    monkeypatch.setattr(pushing, "_push", slowly)
    page.sync_now.click()
    qtbot.waitUntil(lambda: landed.is_set() and page.stop.isVisible(), timeout=20_000)

    page.stop.click()
    goes_on.set()

    qtbot.waitUntil(lambda: not window.syncing.running, timeout=20_000)
    assert page._receipt_text.text().startswith("Avbruten ")
    assert "resten väntar och går med nästa synk" in page._receipt_text.text()
    assert page.sync_now.text() == "Synka nu"
    assert page.stop.isHidden()
    left = sync_state(store).unsent
    assert 0 < left < 40
    with qtbot.waitSignal(window.syncing.finished, timeout=20_000):
        page.sync_now.click()
    assert window.syncing.receipt is not None
    assert (window.syncing.receipt.sent, window.syncing.receipt.waiting) == (left, 0)
    address = url_of(str(hub))
    with open_hub(address, key_of_hub(address, WORDS)).line() as line:
        assert line.rows("SELECT count(DISTINCT id), count(*) FROM answer") == [(40, 40)]


def test_a_blocked_computer_is_shown_where_one_joins_and_not_offered_another_sync(window: MainWindow) -> None:
    window.syncing.failed.emit(DeviceRevoked())

    assert "spärrad" in window.strip.told
    with pytest.raises(KeyError):
        window.strip.button("sync")
    window.strip.button("show-sync").click()
    assert window.room == "sync"


def test_who_has_not_been_back_is_told_once_for_all(monkeypatch: pytest.MonkeyPatch, window: MainWindow) -> None:
    made = Rebuilt(Path("hub.damaged-1"), Receipt(1, 0, 0, 0, 0, 7), ("Ali Berg: 4-017", "Bo Ek: alla ärenden"))
    monkeypatch.setattr("kollegie.sync.rebuilding.rebuild_hub", lambda _store, **_: made)

    notes = _sync(window.desk, "rebuild", Progress()).notes

    assert notes[-1] == "Inte tillbaka än: Ali Berg: 4-017; Bo Ek: alla ärenden."
    assert len(notes) == 2


def test_why_something_waits_is_told_in_any_room_if_the_sync_was_asked_for(window: MainWindow) -> None:
    waits = Receipt(0, 0, 1, 0, 0, 7, notes=("Navet tar bara emot ändringar från ett nyare Kollegie.",))
    window.syncing.quiet = True
    window.syncing.finished.emit(waits)
    assert window.strip.told == ""

    window.syncing.quiet = False
    window.syncing.finished.emit(waits)

    assert window.strip.told == waits.notes[0]
    window.syncing.receipt = replace(waits, notes=("Ärende 4-017 har tagits tillbaka.", *waits.notes))
    window.syncing.receipt = replace(window.syncing.receipt, of_cases=window.syncing.receipt.notes[:1])
    window.page_of("visit").gone.emit("Ärende 4-017 finns inte längre.")  # its page sees it once the notes are told
    assert window.strip.told == f"Ärende 4-017 finns inte längre. {waits.notes[0]}"
    assert window.strip.button("show-sync").text() == "Visa kvittot"
    window.syncing.finished.emit(Receipt(1, 0, 0, 0, 0, 8))
    assert window.strip.told == ""


def test_what_a_sync_counts_is_told_with_its_whole_where_that_is_known(window: MainWindow) -> None:
    heard: list[str] = []
    window.syncing.state_changed.connect(heard.append)

    for done, total in ((0, 1040), (1040, 1040), (1040, 0)):
        window.syncing._count(done, total, "poster skickade")

    assert heard == ["Synkar 0 av 1\xa0040", "Synkar 1\xa0040 av 1\xa0040", "Synkar: 1\xa0040 poster skickade"]


def test_it_can_be_turned_off(window: MainWindow) -> None:
    window.quiet_sync.wait_for(0)

    assert not window.quiet_sync._timer.isActive()


def test_changes_that_have_waited_for_days_are_told_at_the_start(
    window: MainWindow, qtbot: QtBot, clock: StandingClock
) -> None:
    assert window.strip.told == ""
    clock.now += timedelta(days=window.desk.settings.get(UNSYNCED_DAYS), minutes=1)

    look(window, qtbot)

    assert "har väntat på synk i upp till 2 dygn. De finns bara på den här datorn." in window.strip.told
    assert window._status.waiting.endswith("ändringar väntar på synk sedan 2 dygn")


def test_closing_says_it_once_and_the_next_close_closes(window: MainWindow, qtbot: QtBot, clock: StandingClock) -> None:
    clock.now += timedelta(days=3)
    look(window, qtbot)

    window.close()
    assert window.isVisible()
    assert "upp till 3 dygn" in window.strip.told

    window.close()
    assert not window.isVisible()


def test_closing_may_sync_first(window: MainWindow, qtbot: QtBot, clock: StandingClock) -> None:
    clock.now += timedelta(days=3)
    look(window, qtbot)
    window.close()

    window._act_on_strip("sync-close")

    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)
    assert window.syncing.receipt is not None
    assert window.syncing.receipt.waiting == 0


def test_a_sync_that_failed_leaves_the_window_open_at_the_next_one_too(
    window: MainWindow, qtbot: QtBot, clock: StandingClock, hub: Path
) -> None:
    clock.now += timedelta(days=3)
    look(window, qtbot)
    window.close()
    hub.rename(hub.with_name("elsewhere"))
    with qtbot.waitSignal(window.syncing.failed, timeout=20_000):
        window._act_on_strip("sync-close")
    qtbot.waitUntil(lambda: not window.syncing.running)
    hub.with_name("elsewhere").rename(hub)

    with qtbot.waitSignal(window.syncing.finished, timeout=20_000):
        window.syncing.start()

    assert window.isVisible()


def test_fields_merged_without_asking_are_listed(window: MainWindow, qtbot: QtBot) -> None:
    with window.desk.store.work("test") as work:
        review = work.find(Review)[0]
        case = Case(work.new_id(), review.id, review.id, Track.USER, "4-017", "B-1")
        visit = Visit(work.new_id(), case.id, review.id, case.id, Track.USER, "hemtjanst-brukarbesok", "abc")
        answer = Answer(work.new_id(), case.id, visit.id, "hb06", "", "ja", "Dusch.")
        work.add(case, visit, answer)
    page = window.page_of("sync")
    assert isinstance(page, SyncPage)
    met = (Met("answer", answer.id, "note"), Met("answer", answer.id, "note"), Met("finding", answer.id, "text"))

    page._show_receipt(Receipt(1, 1, 0, 0, 0, 7, met=met))

    qtbot.waitUntil(lambda: not page._merged.isHidden(), timeout=20_000)
    assert page._merged.text() == "Ärende 4-017 · HB06 · Anteckning"


def test_closing_is_silent_when_nothing_has_waited_long(window: MainWindow) -> None:
    window.close()

    assert not window.isVisible()
