"""A hub that is put back while somebody loses a visit: what it has lost of theirs comes back before they give it up."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest
from sync.worlds import PASSPHRASE, answer, answer_of, grant, held_by, keeper_line, withdraw

from kollegie.model.ids import derived_id
from kollegie.model.reviews import Grant, Role
from kollegie.model.visits import answer_id
from kollegie.store.history import steps_of
from kollegie.sync.conflicts import list_conflicts
from kollegie.sync.enrolling import add_person, enrol
from kollegie.sync.errors import HubChanged
from kollegie.sync.exchange import sync
from kollegie.sync.joining_errors import AlreadyJoined


class CutOff(Exception):
    """The program ended."""


def behind_the_history() -> Callable[[str], None]:
    """Ends a filling when the hub has the lines of history, and no record yet."""
    seen: list[str] = []

    def watch(statement: str) -> None:
        if "inc_history" in statement or seen:
            seen.append(statement)
        if "done: COMMIT" in seen[:-1] and statement != "ROLLBACK":
            raise CutOff

    return watch


@pytest.mark.parametrize("noted", [True, False], ids=["beside a note", "alone"])
def test_an_answer_the_old_hub_has_lost_is_told_again_by_whom_the_visit_was_taken_from_meanwhile(day, hub_copy, noted):
    day.sync_all()
    copy = hub_copy()
    answer(day.vera, day.visit, "hb07", value="ja", note="VERAS")
    sync(day.vera)
    copy.put_back()
    if noted:
        answer(day.lead, day.visit, "hb07", note="LENAS")
    withdraw(day.lead, day.visit, day.vera)

    for store in (day.lead, day.vera, day.lead):
        sync(store, accept_hub=True)

    stands = answer_of(day.lead, day.visit, "hb07")
    beside = {side.value for view in list_conflicts(day.lead, only_open=True) for side in view.versions}
    assert {"ja", "VERAS"} <= {stands.value, stands.note} | beside
    assert bool(beside) is noted
    assert held_by(day.vera, day.visit) == {}


@pytest.mark.parametrize("hub_kind", ["postgres"])
def test_what_a_server_put_back_no_longer_takes_stays_until_the_visit_is_given_back(day, days, hub_copy):
    day.sync_all()
    copy = hub_copy()
    answer(day.vera, day.visit, "hb07", value="ja")
    answer(day.vera, day.visit, "hb08", value="nej")
    sync(day.vera)
    copy.put_back()
    withdraw(day.lead, day.visit, day.vera)
    sync(day.lead, accept_hub=True)
    server, database = days["postgres"][0].server, days["postgres"][0].database
    with keeper_line(day.lead, server.url(database)) as line:  # as if the copy were from before her laptop joined
        line.begin(writing=True)
        line.run("UPDATE device SET returned_seq = 1000")
        line.commit()

    receipt = sync(day.vera, accept_hub=True)

    assert receipt.waiting == 2
    assert receipt.notes
    assert answer_of(day.vera, day.visit, "hb07").value == "ja"
    grant(day.lead, day.visit, day.vera)
    for store in (day.lead, day.vera, day.lead):
        sync(store)
    assert [answer_of(day.lead, day.visit, question).value for question in ("hb07", "hb08")] == ["ja", "nej"]


@pytest.mark.parametrize("hub_kind", ["sqlite", "postgres"])  # a folder gets both in one file
def test_a_filling_broken_off_behind_the_history_loses_nothing_of_a_visit_taken_away_then(day, hub_copy):
    day.sync_all()
    copy = hub_copy()
    answer(day.vera, day.visit, "hb07", value="ja", note="VERAS")
    sync(day.vera)
    copy.put_back()
    with suppress(CutOff):
        sync(day.vera, accept_hub=True, watch=behind_the_history())
    answer(day.lead, day.visit, "hb07", note="LENAS")
    withdraw(day.lead, day.visit, day.vera)

    for store in (day.lead, day.vera, day.lead):
        sync(store, accept_hub=True)

    stands = answer_of(day.lead, day.visit, "hb07")
    beside = {side.value for view in list_conflicts(day.lead, only_open=True) for side in view.versions}
    assert {"ja", "VERAS", "LENAS"} <= {stands.value, stands.note} | beside
    assert held_by(day.vera, day.visit) == {}


@pytest.mark.parametrize("hub_kind", ["folder"])
def test_an_empty_field_of_a_visit_taken_away_takes_nobodys_note_where_a_folder_has_lost_it(day, hub_copy):
    """Found by random days: what had been lost there was told again without what it had been made from."""
    copy = hub_copy()
    answer(day.vera, day.visit, "hb07", note="VERAS")
    answer(day.ville, day.visit, "hb07", flagged=True)  # his note is empty, and younger than hers
    sync(day.ville)
    copy.put_back()
    withdraw(day.lead, day.visit, day.ville)
    sync(day.lead, accept_hub=True)  # whoever reads a folder knows of it before her note comes
    answer(day.lead, day.visit, "hb06", value="ja")

    for store in (day.lead, day.vera, day.ville, day.lead, day.vera):
        sync(store, accept_hub=True)

    stands = answer_of(day.lead, day.visit, "hb07")
    beside = {side.value for view in list_conflicts(day.lead, only_open=True) for side in view.versions}
    assert "VERAS" in {stands.note} | beside
    assert stands.flagged or "1" in beside


@pytest.mark.parametrize("hub_kind", ["sqlite", "postgres"])
def test_a_lead_made_a_visitor_while_the_hub_was_put_back_gives_up_all_but_what_waits(
    day, days, hub_copy, hub_kind, make_store
):
    scene = days[hub_kind][0]
    url = f"sqlite:///{scene.folder / 'hub.kollegie'}" if scene.server is None else scene.server.url(scene.database)
    day.lead.source.seed("another start")  # with the chance of the first, a new person would get her own id
    add = partial(add_person, day.lead, url, "Lisa Lind", municipality="Kumla")
    lisa = make_store("lisa", "Lisa Lind")
    enrol(lisa, add(role=Role.LEAD).url, PASSPHRASE)
    day.sync_all()
    answer(lisa, day.visit, "hb06", value="ja")
    sync(lisa)
    copy = hub_copy()
    answer(lisa, day.visit, "hb07", note="LISAS")
    sync(lisa)
    copy.put_back()
    answer(day.lead, day.visit, "hb07", note="LENAS")
    with day.lead.work("round unassign") as work:
        work.delete(work.get(Grant, derived_id("grant", lisa.me, "all")))
    with suppress(HubChanged, AlreadyJoined):
        enrol(lisa, add(role=Role.VISITOR).url, PASSPHRASE)

    receipt = sync(lisa, accept_hub=True, allow_deletions=True)
    sync(day.lead, accept_hub=True)

    held = {name for name, _id in held_by(lisa, day.visit)}
    if scene.server is None:
        (view,) = list_conflicts(day.lead, only_open=True)
        assert {side.value for side in view.versions} == {"LENAS", "LISAS"}
        assert held == set()
    else:  # it takes nothing more from her there; what it has of hers it says it has
        assert (receipt.waiting, bool(receipt.notes)) == (1, True)
        assert held == {"answer", "case_", "history"}
        assert (answer_of(lisa, day.visit, "hb06"), answer_of(lisa, day.visit, "hb07").note) == (None, "LISAS")
        waiting = [row for (name, _id), row in held_by(lisa, day.visit).items() if name == "history"]
        with keeper_line(day.lead, url) as line:  # as if a newer copy had been found
            line.many(f"INSERT INTO history VALUES ({', '.join('?' * 9)}, 1)", waiting)
        assert (sync(lisa).waiting, held_by(lisa, day.visit)) == (0, {})


@pytest.mark.parametrize("hub_kind", ["sqlite", "postgres"])
def test_nobody_has_to_choose_between_what_is_lost_and_what_was_written_knowing_it(day, hub_copy):
    answer(day.vera, day.visit, "hb07", note="Före.")
    day.sync_all()
    copy = hub_copy()
    answer(day.vera, day.visit, "hb07", note="VERAS")
    sync(day.vera)
    sync(day.lead)
    copy.put_back()
    answer(day.lead, day.visit, "hb07", note="LENAS")

    for store in (day.lead, day.vera, day.ville):
        sync(store, accept_hub=True)

    assert [list_conflicts(store, only_open=True) for store in (day.lead, day.ville)] == [(), ()]
    assert answer_of(day.ville, day.visit, "hb07").note == "LENAS"
    with day.lead.reading() as reading:
        assert "VERAS" in {
            value
            for _stamp, value in steps_of(reading, day.visit.scope, answer_id(day.visit.id, "hb07"), "note").values()
        }


@pytest.mark.parametrize("hub_kind", ["postgres"])
def test_nor_when_a_visitor_who_has_lost_the_visit_tells_the_lost_version_again(day, hub_copy):
    answer(day.vera, day.visit, "hb07", note="Före.")
    day.sync_all()
    copy = hub_copy()
    answer(day.vera, day.visit, "hb07", note="VERAS", value="ja")
    sync(day.vera)
    sync(day.lead)
    copy.put_back()
    answer(day.lead, day.visit, "hb07", note="LENAS")
    withdraw(day.lead, day.visit, day.vera)

    for store in (day.lead, day.vera, day.lead):
        sync(store, accept_hub=True)

    stands = answer_of(day.lead, day.visit, "hb07")
    assert (stands.value, stands.note, list_conflicts(day.lead, only_open=True)) == ("ja", "LENAS", ())
    assert held_by(day.vera, day.visit) == {}
