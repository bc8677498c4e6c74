"""Whoever waits for the hub is told of it from the first moment, can stop, and loses nothing by it."""

from __future__ import annotations

import threading

import pytest
from sync.anything import hub_of
from sync.worlds import answer, keeper_line, unsent_of

from kollegie.errors import Cancelled
from kollegie.progress import Progress
from kollegie.sync import lines
from kollegie.sync.errors import HubBusy
from kollegie.sync.exchange import sync
from kollegie.sync.running import tell_other

# In a drop folder nobody waits for anybody: each writes only its own files.
pytestmark = pytest.mark.parametrize("hub_kind", ["sqlite", "postgres"], indirect=True)

OTHER = "väntar på en annan dator"


class Listener:
    """Hears what is said while a sync waits, and does something the first time it hears of another computer."""

    def __init__(self, then) -> None:
        self.words: list[str] = []
        self.progress = Progress(self.tell)
        self._then = then

    def tell(self, _done, total, what):
        if total == 0 and what:
            self.words.append(what)
            if self.words.count(OTHER) == 1:
                self._then(self)


@pytest.fixture
def held(day, days, hub_kind):
    """The hub's counter in somebody else's hands, until `let_go`."""
    scene, _visit = days[hub_kind]
    url = scene.server.url(scene.database) if scene.server else f"sqlite:///{scene.folder / 'hub.kollegie'}"
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        with keeper_line(day.lead, url) as line:
            line.begin(writing=True)
            line.run("UPDATE hub SET seq = seq WHERE one = 1")
            taken.set()
            done.wait(60)

    thread = threading.Thread(target=hold)
    thread.start()
    assert taken.wait(60)
    yield done
    done.set()
    thread.join()


def test_waiting_for_another_computer_is_told_at_once_and_the_sync_goes_on(day, held):
    answer(day.vera, day.visit, "hb01", value="ja")
    listener = Listener(lambda _listener: held.set())

    receipt = sync(day.vera, progress=listener.progress)

    assert OTHER in listener.words
    assert "poster skickade" not in listener.words  # how many is counted from the first moment
    assert (receipt.sent > 0, receipt.waiting, unsent_of(day.vera)) == (True, 0, 0)


def test_a_wait_can_be_stopped_and_everything_still_waits_here(day, held):
    answer(day.vera, day.visit, "hb01", value="ja")
    listener = Listener(lambda listener: listener.progress.cancel())

    with pytest.raises(Cancelled):
        sync(day.vera, progress=listener.progress)

    assert unsent_of(day.vera) == 1
    held.set()
    assert sync(day.vera).waiting == 0


HELD_AT = {
    "opened": ("PRAGMA cache_size", ("BEGIN EXCLUSIVE",)),
    "read": ("SELECT h.epoch", ("BEGIN EXCLUSIVE",)),
    "upgraded": ("SELECT h.epoch", ("UPDATE schema SET current = 11", "BEGIN IMMEDIATE")),
    "written": ("UPDATE hub SET seq = seq + 1", ("BEGIN", "SELECT seq FROM hub")),
}
"""A statement of a sync before which another computer takes the file, and how: to write it alone, or to read it."""


@pytest.mark.parametrize("moment", HELD_AT)
def test_a_file_another_computer_keeps_is_waited_for_in_words_and_the_wait_can_be_stopped(day, hub_kind, moment):
    if hub_kind == "postgres":
        pytest.skip("a server is never kept whole")
    heard, taking = HELD_AT[moment]
    answer(day.vera, day.visit, "hb01", value="ja")
    listener = Listener(lambda listener: listener.progress.cancel())
    with hub_of(day.vera).line() as other:

        def keep(statement: str) -> None:
            if heard in statement and not other.driver.in_transaction:
                for one in taking:
                    other.run(one)

        with pytest.raises(Cancelled):
            sync(day.vera, progress=listener.progress, watch=keep)

    assert (listener.words.count(OTHER), unsent_of(day.vera)) == (1, 1)
    assert sync(day.vera).waiting == 0


@pytest.mark.usefixtures("held")
def test_a_turn_that_never_comes_is_a_busy_hub_and_not_a_hang(day, hub_kind, monkeypatch):
    if hub_kind == "postgres":
        pytest.skip("there the server ends the wait, after its lock_timeout")
    monkeypatch.setattr(lines, "LONGEST_TURN", 0.5)
    answer(day.vera, day.visit, "hb01", value="ja")

    with pytest.raises(HubBusy):
        sync(day.vera)

    assert unsent_of(day.vera) == 1


@pytest.mark.usefixtures("held")
def test_many_rows_at_once_wait_as_one_does_and_can_be_stopped(day, hub_kind):
    if hub_kind == "postgres":
        pytest.skip("there a statement for many rows is heard by its connection")
    listener = Listener(lambda listener: listener.progress.cancel())

    with (
        pytest.raises(Cancelled),
        hub_of(day.vera).line(patience=lambda _seconds: tell_other(listener.progress)) as line,
    ):
        line.many("UPDATE hub SET seq = ?", [(1,), (2,)])
