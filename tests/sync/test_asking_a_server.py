"""What a server is asked while a laptop fetches: no more than it has."""

from __future__ import annotations

import pytest

from kollegie.sync.exchange import sync
from kollegie.sync.hubs import open_hub
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody


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
