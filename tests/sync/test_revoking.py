"""A lost laptop gets nothing more, whatever hub it meets; what it had not sent is not lost if it comes back."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import Mock, patch

import pytest
from sync.worlds import (
    PASSPHRASE,
    Day,
    answer,
    answer_of,
    grant,
    held_by,
    keeper_line,
    make_review,
    make_visit,
    unsent_of,
)

from kollegie.model.reviews import Role
from kollegie.model.severity import Category, Severity
from kollegie.model.visits import Finding, answer_id
from kollegie.sync.conflicts import Keep, case_and_question, list_conflicts, resolve_conflict
from kollegie.sync.enrolling import add_person, enrol, state_of_hub
from kollegie.sync.errors import HubUnreachable, LoginRefused, MayNot
from kollegie.sync.exchange import sync
from kollegie.sync.hubs import open_hub
from kollegie.sync.joining_errors import DeviceMissing, DeviceRevoked, NotEnrolled, OwnDevice, SeveralDevices
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody
from kollegie.sync.receipts import kept_receipts
from kollegie.sync.revoking import after_blocking, revoke
from kollegie.sync.state import sync_state


def visited_by_vera(lead, join):
    """Vera has been given a visit, and her laptop has it."""
    vera = join("vera", "Vera Visit")
    visit = make_visit(lead, make_review(lead), "4-017")
    grant(lead, visit, vera)
    sync(lead)
    sync(vera)
    return vera, visit


def lose_and_find(lead, vera, hub_url):
    """Her laptop is blocked, hears of it and joins again, and what it had not sent is laid out for the lead.

    Returns what her laptop has said of its syncs.
    """
    revoke(lead, "Vera Visit")
    with pytest.raises(DeviceRevoked):
        sync(vera)
    enrol(vera, add_person(lead, hub_url, "Vera Visit", Role.VISITOR, municipality="Kumla").url, PASSPHRASE)
    for store in (vera, lead, vera):
        sync(store)
    with vera.reading() as reading:
        return [why for receipt in kept_receipts(reading) for why in receipt.why]


def test_a_lost_laptop_gets_nothing_more_and_forgets_the_hub_and_comes_back_with_what_was_unsent(lead, join, hub_url):
    vera, visit = visited_by_vera(lead, join)
    answer(vera, visit, "hb01", value="ja")
    sync(vera)
    answer(vera, visit, "hb02", value="nej")  # typed on the way home
    held, number = held_by(vera), sync_state(vera).device

    (blocked,) = revoke(lead, "vera visit")
    answer(lead, visit, "hb03", note="Bara för de kvarvarande")
    sync(lead)
    with pytest.raises(DeviceRevoked):
        sync(vera)

    assert blocked.number == number
    assert [one.revoked for one in state_of_hub(lead).devices] == [False, True]
    assert held_by(vera) == held
    assert unsent_of(vera) == 1
    with laptop_of(vera, nobody) as near:
        assert near.line.rows("SELECT count(*) FROM enrolment") == [(0,)]
    with pytest.raises(NotEnrolled):
        sync(vera)
    assert answer_of(lead, visit, "hb01").value == "ja"
    assert revoke(lead, str(number)) == ()

    again = add_person(lead, hub_url, "Vera Visit", Role.VISITOR)
    enrol(vera, again.url, PASSPHRASE)
    sync(lead)
    assert sync_state(vera).device != number
    assert answer_of(vera, visit, "hb03").note == "Bara för de kvarvarande"
    assert answer_of(lead, visit, "hb02").value is None  # out of sight for a while: the lead takes it in, or not
    (kept,) = list_conflicts(lead, only_open=True)
    assert [(side.by, side.stored) for side in kept.versions if side.stored] == [("Vera Visit", '"nej"')]
    assert unsent_of(vera) == 0
    resolve_conflict(lead, kept.id, Keep.THEIRS)
    for store in (lead, vera, lead):
        sync(store)
    assert answer_of(vera, visit, "hb02").value == "nej"
    assert held_by(vera, visit) == held_by(lead, visit)


def test_what_a_lost_laptop_had_changed_made_and_deleted_counts_only_once_it_is_taken_in(lead, join, hub_url):
    vera, ville = join("vera", "Vera Visit"), join("ville", "Ville Visit")
    day = Day(lead, vera, ville, make_visit(lead, make_review(lead), "4-017"))
    grant(lead, day.visit, vera, ville)
    for question in ("hb01", "hb02", "hb03"):
        answer(lead, day.visit, question, value="ja", note="Från ledaren")
    day.sync_all()
    answer(vera, day.visit, "hb01", value="nej")
    answer(vera, day.visit, "hb01", value="delvis")
    answer(vera, day.visit, "hb04", flagged=True)  # made and deleted again before anybody saw it
    with vera.work("answer delete") as work:
        work.delete(answer_of(vera, day.visit, "hb02"))
        work.delete(answer_of(vera, day.visit, "hb04"))
    with vera.work("finding") as work:
        found = Finding(
            *(work.new_id(), day.visit.scope, day.visit.id, "hb05"), Category.UTF, Severity.DEFICIENCY, text="Sett"
        )
        work.add(found)
    revoke(lead, str(sync_state(vera).device))
    with pytest.raises(DeviceRevoked):
        sync(vera)
    answer(ville, day.visit, "hb03", note="Ville går vidare")
    sync(ville)
    enrol(vera, add_person(lead, hub_url, "Vera Visit", Role.VISITOR).url, PASSPHRASE)
    day.sync_all()

    for store in (lead, ville, vera):
        assert [answer_of(store, day.visit, name).value for name in ("hb01", "hb02")] == ["ja", "ja"]
        with store.reading() as reading:
            assert reading.first(Finding, id=found.id) is None
        assert held_by(store)["answer", answer_id(day.visit.id, "hb04").bytes]["deleted"][0] == 1
        assert sync_state(store).set_aside == ()
    assert day.agrees()
    kept = {(one.record, one.field): one for one in list_conflicts(lead, only_open=True)}
    assert set(kept) == {("answer", "value"), ("answer", "deleted"), ("finding", "deleted")}
    with lead.reading() as reading:
        assert case_and_question(reading, kept["finding", "deleted"].conflict) == ("4-017", "hb05")
    resolve_conflict(lead, kept["answer", "value"].id, Keep.THEIRS)
    resolve_conflict(lead, kept["answer", "deleted"].id, Keep.MINE)
    resolve_conflict(lead, kept["finding", "deleted"].id, Keep.THEIRS)
    day.sync_all()

    for store in (lead, ville, vera):
        assert [answer_of(store, day.visit, name).value for name in ("hb01", "hb02")] == ["delvis", "ja"]
        with store.reading() as reading:
            assert reading.first(Finding, id=found.id).text == "Sett"
    assert day.agrees()


@pytest.mark.parametrize("hub_kind", ["sqlite", "folder"], indirect=True)
def test_what_two_answered_alike_stands_when_the_lost_laptop_comes_back(lead, join, hub_url):
    """Found by random days: on the laptop that came back the answer was empty, with the stamp it has for the others."""
    vera, visit = visited_by_vera(lead, join)
    for store in (lead, vera):
        answer(store, visit, "hb01", value="ja")

    lose_and_find(lead, vera, hub_url)

    assert answer_of(vera, visit, "hb01").value == "ja"
    assert held_by(vera, visit) == held_by(lead, visit)


@pytest.mark.parametrize("hub_kind", ["sqlite", "folder"], indirect=True)
def test_an_answer_to_what_another_had_only_noted_is_in_question_when_the_lost_laptop_comes_back(lead, join, hub_url):
    vera, visit = visited_by_vera(lead, join)
    answer(lead, visit, "hb01", note="Ringde i går.")
    sync(lead)
    answer(vera, visit, "hb01", value="nej")

    told = lose_and_find(lead, vera, hub_url)

    assert any("gäller tills någon har valt" in note for note in told)
    assert answer_of(vera, visit, "hb01").value == "nej"
    assert [conflict.field for conflict in list_conflicts(lead, only_open=True)] == ["value"]
    assert held_by(vera, visit) == held_by(lead, visit)


@pytest.mark.parametrize("hub_kind", ["folder"], indirect=True)
def test_what_a_blocked_laptop_writes_into_the_folder_afterwards_is_read_by_nobody(day):
    day.sync_all()
    revoke(day.lead, "Vera Visit")
    sync(day.ville)
    answer(day.vera, day.visit, "hb01", value="ja")
    with patch("kollegie.sync.folder_reading._take_in"), patch("kollegie.sync.folder_reading._read_next") as nothing:
        nothing.return_value = False
        sync(day.vera)  # a program that does not look

    for store in (day.ville, day.lead):
        sync(store)
        assert answer_of(store, day.visit, "hb01") is None


@pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
def test_only_a_lead_blocks_one_laptop_at_a_time_and_nobody_themselves(lead, join, make_store, hub_url):
    vera = join("vera", "Vera Visit")

    with pytest.raises(MayNot):
        revoke(vera, "Lena Lind")
    with pytest.raises(OwnDevice):
        revoke(lead, "1")
    second = make_store("second", "Vera Visit")
    enrol(second, add_person(lead, hub_url, "Vera Visit", Role.VISITOR).url, PASSPHRASE)
    with pytest.raises(SeveralDevices, match="2, 3"):
        revoke(lead, "Vera Visit")
    assert [one.number for one in revoke(lead, "3")] == [3]
    assert [one.number for one in revoke(lead, "Vera Visit")] == [2]
    with pytest.raises(DeviceMissing, match="99"):
        revoke(lead, "99")


@pytest.mark.parametrize("hub_kind", ["postgres"], indirect=True)
def test_of_two_people_with_one_name_the_one_whose_laptop_was_lost_is_shut_out(lead, join, make_store, hub_url):
    vera = join("vera", "Vera Visit")
    other = make_store("other", "Vera Visit", "Laxå")
    enrol(other, add_person(lead, hub_url, "Vera Visit", Role.VISITOR, municipality="Laxå").url, PASSPHRASE)
    shut: list[set[bytes]] = []

    for store in (vera, other):
        revoke(lead, str(sync_state(store).device))
        with laptop_of(lead, nobody) as near:
            known = near.enrolment()
        with open_hub(known.url, known.hub_key).line() as far:
            shut.append({bytes(row[0]) for row in far.rows("SELECT person_id FROM login WHERE blocked")})

    assert shut == [{vera.me.bytes}, {vera.me.bytes, other.me.bytes}]


@pytest.mark.parametrize("hub_kind", ["postgres"], indirect=True)
def test_the_password_on_a_lost_laptop_opens_nothing_though_its_person_has_another(lead, join, make_store, hub_url):
    lost, kept = join("vera", "Vera Visit"), make_store("second", "Vera Visit")
    with laptop_of(lost, nobody) as near:
        url = near.enrolment().url
    enrol(kept, url, PASSPHRASE)
    visit = make_visit(lead, make_review(lead), "4-017")
    grant(lead, visit, lost)
    sync(lead)
    sync(kept)
    answer(kept, visit, "hb01", value="ja")

    said = after_blocking(lead, revoke(lead, str(sync_state(lost).device)))

    assert f"dator {sync_state(kept).device}" in said
    with open_hub(url, None).line() as line:  # whatever program is used
        assert line.rows("SELECT count(*) FROM answer UNION ALL SELECT count(*) FROM visit") == [(0,), (0,)]
    with pytest.raises(LoginRefused):
        sync(kept)
    with keeper_line(lead, hub_url) as line:  # a server of before has no such function
        line.run("ALTER FUNCTION kollegie_revoked(int) RENAME TO later")
    with pytest.raises(DeviceRevoked):
        sync(lost)
    with keeper_line(lead, hub_url) as line:
        line.run("ALTER FUNCTION later(int) RENAME TO kollegie_revoked")
    enrol(kept, add_person(lead, hub_url, "Vera Visit", Role.VISITOR).url, PASSPHRASE)
    sync(lead)
    assert answer_of(lead, visit, "hb01").value == "ja"  # it was never out of sight: nothing is laid out for review


@pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
def test_a_file_put_back_from_before_the_lost_laptop_joined_says_that_it_would_be_let_in(lead, join, hub_url):
    hub = Path(hub_url.removeprefix("sqlite:///"))
    older = hub.read_bytes()
    number = sync_state(join("vera", "Vera Visit")).device
    revoke(lead, str(number))
    hub.write_bytes(older)

    told = sync(lead, accept_hub=True).notes

    assert any(f"inte längre dator {number}" in note and "nytt nav" in note for note in told)


@pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
def test_a_laptop_that_is_blocked_is_said_to_be_though_the_line_is_gone_afterwards(lead, join, monkeypatch):
    number = sync_state(join("vera", "Vera Visit")).device
    syncs = iter([sync, Mock(side_effect=HubUnreachable(address="nav", why=""))])
    monkeypatch.setattr("kollegie.sync.revoking.sync", lambda *told, **named: next(syncs)(*told, **named))

    assert [one.number for one in revoke(lead, str(number))] == [number]
