"""Two laptops and a hub: what one writes the other reads, and nobody's words are lost."""

from __future__ import annotations

import json

import pytest
from sync.worlds import answer, answer_of, held_by_hub, unsent_of

from kollegie.model.answer_values import Withheld
from kollegie.model.visits import Answer, Comment, CommentKind, Consent, ConsentState
from kollegie.store import Store
from kollegie.sync.conflicts import Keep, list_conflicts, resolve_conflict
from kollegie.sync.exchange import sync
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody
from kollegie.sync.pushing import merge_table
from kollegie.sync.state import sync_state
from kollegie.visiting.commenting import reply, resolve, send_back, sent_back_visits
from kollegie.visiting.consenting import record_consent


def test_the_creator_of_a_hub_is_its_lead_and_has_sent_all(lead):
    receipt = sync(lead)

    assert (receipt.sent, receipt.waiting, receipt.conflicts) == (0, 0, 0)


def test_an_answer_reaches_the_other_laptop_as_it_was_given(day):
    given = answer(day.vera, day.visit, "hb01", value=("tvatt", "stad"), note="Två gånger i veckan.", flagged=True)

    sent = sync(day.vera)
    received = sync(day.ville)

    assert answer_of(day.ville, day.visit, "hb01") == given
    assert (sent.sent, received.received, received.conflicts) == (1, 1, 0)


def test_every_kind_of_value_is_believed_by_the_other_laptop(day):
    values = ["ja", "09:05", ("tvatt",), *Withheld]
    for number, value in enumerate(values, start=1):
        answer(day.vera, day.visit, f"hb{number:02}", value=value)

    sync(day.vera)
    receipt = sync(day.ville)

    found = [answer_of(day.ville, day.visit, f"hb{number:02}").value for number in range(1, len(values) + 1)]
    assert found == values
    assert receipt.received == len(values)
    assert sync_state(day.ville).set_aside == ()


def test_a_second_sync_changes_nothing(day):
    answer(day.vera, day.visit, "hb01", value="ja")
    day.sync_all()
    before = held_by_hub(day.lead)

    receipts = [sync(store) for store in (day.lead, day.vera, day.ville)]

    assert [(receipt.sent, receipt.received) for receipt in receipts] == [(0, 0)] * 3
    assert held_by_hub(day.lead) == before


def test_edits_of_different_fields_merge_silently_and_are_listed(day):
    answer(day.vera, day.visit, "hb01", value="ja")
    day.sync_all()

    answer(day.vera, day.visit, "hb01", note="Brukaren bekräftar.")
    answer(day.ville, day.visit, "hb01", value="delvis")
    sync(day.vera)
    receipt = sync(day.ville)
    day.sync_all()

    found = answer_of(day.lead, day.visit, "hb01")
    assert (found.value, found.note) == ("delvis", "Brukaren bekräftar.")
    assert receipt.conflicts == 0
    assert [(met.record, met.field) for met in receipt.met] == [("answer", "note")]
    assert day.agrees()


def test_a_disagreement_keeps_both_and_is_the_same_conflict_everywhere(day):
    answer(day.vera, day.visit, "hb01", value="ja")
    answer(day.ville, day.visit, "hb01", value="nej")

    sync(day.vera)
    receipt = sync(day.ville)
    day.sync_all()

    views = [list_conflicts(store) for store in (day.lead, day.vera, day.ville)]
    assert (receipt.conflicts, receipt.new_conflicts) == (1, 1)
    assert len({view.id for (view,) in views}) == 1
    (view,) = views[0]
    assert [(side.value, side.by) for side in view.versions] == [("ja", "Vera Visit"), ("nej", "Ville Visit")]
    assert [side.device for side in view.versions] == [sync_state(one).device for one in (day.vera, day.ville)]
    assert answer_of(day.vera, day.visit, "hb01").value == "nej"
    assert day.agrees()


def test_the_same_disagreement_is_found_whoever_comes_last(day):
    answer(day.vera, day.visit, "hb01", value="ja")
    answer(day.ville, day.visit, "hb01", value="nej")

    sync(day.ville)
    sync(day.vera)
    day.sync_all()

    (view,) = list_conflicts(day.ville)
    assert [(side.value, side.by) for side in view.versions] == [("ja", "Vera Visit"), ("nej", "Ville Visit")]
    assert answer_of(day.vera, day.visit, "hb01").value == "nej"
    assert day.agrees()


def test_the_same_answer_from_both_is_no_conflict(day):
    answer(day.vera, day.visit, "hb01", value="ja", note="Planen finns.")
    answer(day.ville, day.visit, "hb01", value="ja", note="Planen finns.")

    day.sync_all()

    assert list_conflicts(day.lead) == ()
    assert day.agrees()


@pytest.mark.parametrize("first", ["vera", "ville"])
def test_a_field_nobody_wrote_in_does_not_disagree_with_one_somebody_did(day, first):
    answer(day.vera, day.visit, "hb01", value="ja")
    answer(day.ville, day.visit, "hb01", value="ja", note="Skyddad bostad?", flagged=True)

    for store in (day.vera, day.ville) if first == "vera" else (day.ville, day.vera):
        sync(store)
    day.sync_all()

    found = answer_of(day.lead, day.visit, "hb01")
    assert (found.value, found.note, found.flagged) == ("ja", "Skyddad bostad?", True)
    assert list_conflicts(day.lead) == ()
    assert day.agrees()


def test_three_different_answers_are_all_kept(day):
    for store, value in ((day.lead, "ja"), (day.vera, "nej"), (day.ville, "delvis")):
        answer(store, day.visit, "hb01", value=value)

    day.sync_all()

    kept = {side.value for view in list_conflicts(day.vera) for side in view.versions}
    assert kept == {"ja", "nej", "delvis"}
    assert day.agrees()


def test_an_edit_made_while_the_answer_to_a_push_was_lost_is_no_conflict_with_oneself(day):
    answer(day.vera, day.visit, "hb01", value="ja")
    _sync_without_hearing_the_answer(day.vera)
    answer(day.vera, day.visit, "hb01", value="nej")

    receipt = sync(day.vera)
    day.sync_all()

    assert receipt.conflicts == 0
    assert answer_of(day.lead, day.visit, "hb01").value == "nej"
    assert day.agrees()


def test_an_edit_built_on_mine_while_my_answer_was_lost_is_no_conflict(day):
    answer(day.vera, day.visit, "hb01", value="ja", note="Första.")
    _sync_without_hearing_the_answer(day.vera)
    sync(day.ville)
    answer(day.ville, day.visit, "hb01", note="Andra.")
    sync(day.ville)
    answer(day.vera, day.visit, "hb01", value="delvis")

    receipt = sync(day.vera)
    day.sync_all()

    found = answer_of(day.lead, day.visit, "hb01")
    assert receipt.conflicts == 0
    assert (found.value, found.note) == ("delvis", "Andra.")
    assert day.agrees()


class Cut(Exception):
    """The line was cut."""


def _sync_without_hearing_the_answer(store: Store) -> None:
    """Push, and lose the connection right after the hub's commit, or the file's rename."""
    begun = []

    def watch(statement: str) -> None:
        if "ledger (" in statement or statement.startswith("write "):
            begun.append(statement)
        if begun and statement.startswith("done: "):
            raise Cut

    with pytest.raises(Cut):
        sync(store, watch=watch)
    assert unsent_of(store) > 0


def test_many_rows_go_in_many_batches_and_a_fetch_cut_off_goes_on_from_its_last_page(day, hub_kind, monkeypatch):
    monkeypatch.setattr("kollegie.sync.file_hub.SqliteHub.batch", 7)
    monkeypatch.setattr("kollegie.sync.server_hub.PostgresHub.batch", 7)
    monkeypatch.setattr("kollegie.sync.folder_hub.FolderHub.batch", 7)
    monkeypatch.setattr("kollegie.sync.fetching.PAGE", 5)
    monkeypatch.setattr("kollegie.sync.fetching.LOCAL", 10)
    for number in range(40):
        answer(day.vera, day.visit, f"hb{number}", value="ja")

    commits: list[str] = []
    last = 3 if hub_kind == "folder" else 7  # in a folder each file holds its lines of history and its answers

    def cut(statement: str) -> None:
        commits.extend([statement] if statement == "done: COMMIT" else [])
        if len(commits) == last:
            raise Cut

    sent = sync(day.vera)
    with pytest.raises(Cut):
        sync(day.ville, watch=cut)
    with day.ville.reading() as reading:
        stored = len(reading.find(Answer))
    received = sync(day.ville)
    day.sync_all()

    assert 0 < stored < 40
    assert (sent.sent, sent.waiting, received.received) == (40, 0, 40 - stored)
    assert day.agrees()


@pytest.mark.parametrize("hub_kind", ["postgres"], indirect=True)
def test_what_a_hub_merges_is_noted_meanwhile_and_stored_here_only_once_it_is_stored_there(day, monkeypatch):
    monkeypatch.setattr("kollegie.sync.pushing.MUCH", 1)
    monkeypatch.setattr("kollegie.sync.pushing.AHEAD", 2)
    monkeypatch.setattr("kollegie.sync.pushing.MANY", 1)
    for number in range(5):
        answer(day.vera, day.visit, f"hb{number}", value="ja")

    def cut(statement: str) -> None:
        if statement.startswith("INSERT INTO ledger"):
            raise Cut

    with pytest.raises(Cut):
        sync(day.vera, watch=cut)
    with laptop_of(day.vera, nobody) as near:
        left = near.waiting(), near.batch_on_its_way() is not None
    again = sync(day.vera)

    assert (left, again.sent, again.waiting) == ((5, True), 5, 0)

    monkeypatch.setattr("kollegie.sync.pushing.LONGEST_HELD", 0.0)  # a hub that lets us wait holds nobody up here
    typed = []

    def type_meanwhile(statement: str) -> None:
        if statement.startswith("INSERT INTO ledger") and not typed:
            typed.append(answer(day.vera, day.visit, "hb9", value="nej"))

    answer(day.vera, day.visit, "hb8", value="ja")
    slow = sync(day.vera, watch=type_meanwhile)
    day.sync_all()

    assert (len(typed), slow.sent, slow.waiting) == (1, 2, 0)
    assert day.agrees()


@pytest.mark.parametrize("hub_kind", ["sqlite", "postgres"], indirect=True)
def test_no_number_is_noted_of_a_batch_that_was_taken_back_beneath_its_sender(day, monkeypatch):
    def taken_back(hub, far, each, seq, device):
        clean = merge_table(hub, far, each, seq, device)
        if each.one.name == "answer":  # the last of them
            far.rollback()
        return clean

    answer(day.vera, day.visit, "hb1", value="ja")
    with monkeypatch.context() as beneath:
        beneath.setattr("kollegie.sync.pushing.merge_table", taken_back)
        with pytest.raises(RuntimeError):
            sync(day.vera)
    again = sync(day.vera)
    day.sync_all()

    assert (again.sent, again.waiting) == (1, 0)
    assert answer_of(day.ville, day.visit, "hb1").value == "ja"
    assert day.agrees()


@pytest.mark.parametrize("hub_kind", ["sqlite", "postgres"], indirect=True)
def test_a_fetch_that_broke_off_in_a_table_with_nothing_left_begins_anew(day, monkeypatch):
    monkeypatch.setattr("kollegie.sync.fetching.PAGE", 5)
    monkeypatch.setattr("kollegie.sync.fetching.LOCAL", 10)
    for number in range(20):
        answer(day.vera, day.visit, f"hb{number}", value="ja")
    sync(day.vera)
    places = []

    def watch(statement: str) -> None:
        places.extend([statement] if statement.startswith("INSERT INTO pull") else [])
        if len(places) == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        sync(day.ville, watch=watch)
    with laptop_of(day.ville, nobody) as near:  # as after the erasure of all that stood there
        place = json.loads(near.line.rows("SELECT place FROM pull")[0][0])
        place["at"][1] = "reclaim"
        near.line.run("UPDATE pull SET place = ?", (json.dumps(place),))

    sync(day.ville)

    assert all(answer_of(day.ville, day.visit, f"hb{number}") for number in range(20))


def test_a_conflict_found_anew_where_it_was_already_settled_stays_settled(day):
    answer(day.vera, day.visit, "hb01", value="ja")
    answer(day.ville, day.visit, "hb01", value="nej")
    sync(day.vera)
    sync(day.lead)
    _sync_without_hearing_the_answer(day.ville)
    sync(day.lead)
    (view,) = list_conflicts(day.lead, only_open=True)
    resolve_conflict(day.lead, view.id, Keep.THEIRS, "delvis")
    sync(day.lead)
    day.sync_all()

    assert list_conflicts(day.ville, only_open=True) == ()
    assert answer_of(day.ville, day.visit, "hb01").value == "delvis"
    assert day.agrees()


def test_what_the_lead_sends_back_is_read_offline_and_the_reply_comes_home(day):
    send_back(day.lead, day.visit.id, "Vilken vecka var det?")
    sync(day.lead)
    sync(day.vera)
    with day.vera.reading() as reading:
        waiting = sent_back_visits(reading, [day.visit.id])

    reply(day.vera, day.visit.id, "Vecka 45.")
    day.sync_all()
    resolve(day.lead, day.visit.id)
    day.sync_all()

    with day.ville.reading() as reading:
        told = [(one.kind, one.text) for one in reading.find(Comment, visit_id=day.visit.id)]
        left = sent_back_visits(reading, [day.visit.id])
    assert (waiting, left) == ({day.visit.id: 1}, {})
    assert told == [(CommentKind.SENT_BACK, "Vilken vecka var det?"), (CommentKind.REPLY, "Vecka 45.")]
    assert day.agrees()


def test_both_visitors_hold_the_same_consent(day):
    record_consent(day.vera, day.visit.id, ConsentState.GIVEN, said_by="personen", told=("vilka",))
    day.sync_all()
    record_consent(day.ville, day.visit.id, ConsentState.WITHDRAWN, said_by="personen", consequence_told=True)
    day.sync_all()

    with day.lead.reading() as reading:
        assert [one.state for one in reading.find(Consent, visit_id=day.visit.id)] == [ConsentState.WITHDRAWN]
    assert day.agrees()
