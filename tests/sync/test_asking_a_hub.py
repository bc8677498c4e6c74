"""What a hub is asked while a laptop fetches: no more than it has, and in the order it lies."""

from __future__ import annotations

import time

import pytest

from kollegie.sync.carried import carried
from kollegie.sync.errors import HubUnreachable
from kollegie.sync.exchange import sync
from kollegie.sync.hubs import open_hub
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody
from kollegie.sync.statements import fetch_rows


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


@pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
def test_a_file_gives_what_is_new_of_every_table_as_it_lies_there_and_sorts_nothing(lead):
    with laptop_of(lead, nobody) as near:
        known = near.enrolment()

    with open_hub(known.url, known.hub_key).line() as line:
        for one in carried():
            place = (0, *(0 for _ in one.fetch_key), 9)
            plan = [row[-1] for row in line.rows(f"EXPLAIN QUERY PLAN {fetch_rows(one, None)}", place)]
            assert plan[0].startswith(f"SEARCH {one.name} USING INDEX ix_{one.name}_seq"), plan
            assert one.is_history or not [step for step in plan if "ORDER BY" in step], plan


@pytest.mark.parametrize("hub_kind", ["postgres"], indirect=True)
def test_a_server_makes_the_next_pages_while_one_is_taken_in_and_reads_nothing_whole_before_the_first(lead):
    with laptop_of(lead, nobody) as near:
        hub = open_hub(near.enrolment().url, None)

    with hub.line() as line:
        line.run("CREATE TEMP SEQUENCE made")
        line.begin(writing=False)
        pages = line.pages("SELECT nextval('made') FROM generate_series(1, ?)", (9,), 2)
        assert next(pages) == [(1,), (2,)]
        assert line.rows("SELECT last_value FROM made") == [(9,)]
        assert list(pages) == [[(3,), (4,)], [(5,), (6,)], [(7,), (8,)], [(9,)]]

        pages = line.pages("SELECT nextval('made') FROM generate_series(1, ?)", (9,), 2)
        assert next(pages) == [(10,), (11,)]
        pages.close()  # a sync that was cancelled
        line.rollback()

    with pytest.raises(HubUnreachable):
        nap_with_the_counter(hub)

    with hub.line() as line:
        for one in carried():
            place = (0, *({"bytea": b"", "int8": 0}.get(one.kinds[one.place(key)], "") for key in one.fetch_key), 9)
            plan = [row[0].strip() for row in line.rows(f"EXPLAIN {fetch_rows(one, None)}", place)]
            assert plan[0].startswith("Incremental Sort" if one.is_history else "Index Scan"), plan[:3]


def nap_with_the_counter(hub):
    """A lid is closed between two pages."""
    with hub.line() as line:
        line.run("SET idle_in_transaction_session_timeout = 100")
        line.begin(writing=True)
        pages = line.pages("SELECT n FROM generate_series(1, ?) n", (9,), 2)
        assert next(pages) == [(1,), (2,)]
        time.sleep(0.5)
        list(pages)
