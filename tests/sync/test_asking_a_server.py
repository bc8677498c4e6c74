"""What a server is asked while a laptop fetches: no more than it has, and the next page before it is needed."""

from __future__ import annotations

import threading
import time

import pytest

from kollegie.sync.exchange import sync
from kollegie.sync.hubs import open_hub
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody


def test_the_next_page_comes_while_one_is_worked_on_and_whoever_breaks_off_waits_for_none(postgres_database):
    asked, ahead = [], threading.Event()

    def watch(statement: str) -> None:
        asked.append(statement)
        if sum(one.startswith("FETCH") for one in asked) == 2:
            ahead.set()

    with open_hub(postgres_database, None).line(watch) as line:
        line.begin(writing=False)
        numbers = line.pages("SELECT generate_series(1, 7)", (), 3)
        first = next(numbers)

        assert ahead.wait(10)
        assert [len(first), *map(len, numbers)] == [3, 3, 1]

        slow = line.pages(
            "SELECT i, pg_sleep(CASE WHEN i > 3 THEN 60 ELSE 0 END)::text FROM generate_series(1, 9) i", (), 3
        )
        next(slow)
        begun = time.monotonic()
        slow.close()

        assert time.monotonic() - begun < 30
        line.rollback()
        assert line.rows("SELECT 1") == [(1,)]


@pytest.mark.parametrize("hub_kind", ["postgres"], indirect=True)
def test_a_table_without_a_page_is_not_asked_unless_the_server_does_not_tell_its_sizes(lead, monkeypatch):
    sync(lead)
    with laptop_of(lead, nobody) as near:
        hub = open_hub(near.enrolment().url, None)
    names = ("history", "grant_", "comment")

    with hub.line() as line:
        assert list(hub.holding(line, names)) == ["history", "grant_"]

        monkeypatch.setattr(line, "rows", lambda _question: [("hub", 8192), ("history", 0), ("comment", 0)])
        assert hub.holding(line, names) == names  # its rows may stand on other servers
