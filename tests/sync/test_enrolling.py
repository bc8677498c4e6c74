"""How persons and laptops come to a hub, and what is refused."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from unittest.mock import patch

import pytest
from postgres.certificates import make_authority
from sqlalchemy import make_url
from sync.worlds import PASSPHRASE, answer, grant, held_by, held_by_hub, keeper_line, make_review, make_visit

from kollegie.model.register import Municipality, Person
from kollegie.model.reviews import Grant, Role
from kollegie.model.stamps import device_of
from kollegie.store import open_store
from kollegie.store.errors import WrongPassphrase
from kollegie.sync.enrolling import UNNAMED, add_person, create_hub, enrol, state_of_hub
from kollegie.sync.errors import (
    BadHubAddress,
    HubChanged,
    HubExists,
    HubMissing,
    HubUnreachable,
    LoginRefused,
    MayNot,
    NotSecure,
    OwnAddressNeeded,
)
from kollegie.sync.exchange import sync
from kollegie.sync.hubs import open_hub
from kollegie.sync.joining_errors import (
    AlreadyJoined,
    DeviceRevoked,
    NotEnrolled,
    OtherHub,
    PersonOfOther,
    PersonUnknown,
)
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody
from kollegie.sync.revoking import revoke
from kollegie.sync.state import sync_state


def test_a_hub_is_not_made_over_another(lead, make_store, hub_url, tmp_path):
    other = make_store("other", "Olle Ovan")

    with pytest.raises(HubExists):
        create_hub(other, hub_url, PASSPHRASE)
    with pytest.raises(OtherHub):
        create_hub(lead, f"sqlite:///{(tmp_path / 'another.kollegie').as_posix()}", PASSPHRASE)
    with pytest.raises(AlreadyJoined):
        create_hub(lead, hub_url, PASSPHRASE)


@pytest.mark.parametrize(
    "address", ["hub.kollegie", "mysql://server/db", "sqlite://", "postgresql+psycopg://u:p@s", ""]
)
def test_an_address_of_no_known_form_is_refused_with_the_forms_that_are(make_store, address):
    store = make_store("vera", "Vera Visit")

    with pytest.raises(BadHubAddress) as refused:
        enrol(store, address, PASSPHRASE)

    assert "sqlite:///" in str(refused.value)
    assert ":p@" not in str(refused.value)


def test_a_laptop_without_a_hub_cannot_sync(make_store):
    with pytest.raises(NotEnrolled):
        sync(make_store("vera", "Vera Visit"))


class Killed(Exception):
    """The process ended here."""


@pytest.mark.parametrize("where", ["begin_hub", "_join", "sync"])
def test_a_hub_whose_making_was_broken_off_is_gone_on_with(make_store, hub_url, hub_kind, where):
    store, other = make_store("lead", "Lena Lind", "Askersund"), make_store("other", "Olle Ovan")
    module = "hubs" if where == "begin_hub" else "enrolling"
    place = "kollegie.sync.folder_hub.FolderHub.make_card" if where == "begin_hub" and hub_kind == "folder" else ""
    with patch(place or f"kollegie.sync.{module}.{where}", side_effect=Killed), pytest.raises(Killed):
        create_hub(store, hub_url, PASSPHRASE)
    if where != "begin_hub":
        with pytest.raises(HubExists):
            create_hub(other, hub_url, "en annan lösenfras än den")

    create_hub(store, hub_url, PASSPHRASE)

    assert sync(store).waiting == 0
    add_person(store, hub_url, "Vera Visit", Role.VISITOR)
    with pytest.raises(AlreadyJoined):
        create_hub(store, hub_url, PASSPHRASE)
    with pytest.raises(HubExists):
        create_hub(other, hub_url, PASSPHRASE)


@pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
def test_who_began_to_make_a_hub_leads_no_other_by_that(lead, make_store, hub_url, tmp_path):
    add_person(lead, hub_url, "Vera Visit", Role.VISITOR)
    store = make_store("vera", "Vera Visit", "Kumla")
    with patch("kollegie.sync.enrolling._join", side_effect=Killed), pytest.raises(Killed):
        create_hub(store, f"sqlite:///{(tmp_path / 'another.kollegie').as_posix()}", PASSPHRASE)

    enrol(store, hub_url, PASSPHRASE)
    sync(lead)

    with lead.reading() as reading:
        assert reading.find(Grant, person_id=store.me) == ()


@pytest.mark.parametrize("by_the_sync", [False, True])
def test_a_joining_that_was_broken_off_is_gone_on_with_and_tells_the_municipality(
    lead, make_store, hub_url, by_the_sync
):
    invited = add_person(lead, hub_url, "Vera Visit", Role.VISITOR)
    store = make_store("vera", "Vera Visit", "Kumla")
    with patch("kollegie.sync.enrolling.sync", side_effect=Killed), pytest.raises(Killed):
        enrol(store, invited.url, PASSPHRASE)

    if by_the_sync:  # the window that opens again sees a laptop that has joined
        sync(store)
        sync(store)
    else:
        assert enrol(store, invited.url, PASSPHRASE).id == invited.person.id

    sync(lead)
    with lead.reading() as reading:
        found = reading.get(Person, invited.person.id)
        assert reading.get(Municipality, found.municipality_id).name == "Kumla"
    with pytest.raises(AlreadyJoined):
        enrol(store, invited.url, PASSPHRASE)


@pytest.mark.parametrize("hub_kind", ["sqlite", "postgres"], indirect=True)
def test_whoever_was_blocked_before_their_joining_had_come_to_an_end_joins_again(lead, make_store, hub_url):
    """Found by random days: neither the person nor their municipality was there, as they come with the first fetch."""
    invited = add_person(lead, hub_url, "Vera Visit", Role.VISITOR)
    store = make_store("vera", "Vera Visit", "Kumla")
    with patch("kollegie.sync.enrolling.sync", side_effect=Killed), pytest.raises(Killed):
        enrol(store, invited.url, PASSPHRASE)
    revoke(lead, str(sync_state(store).device))
    with pytest.raises(DeviceRevoked):
        sync(store)
    again = add_person(lead, hub_url, "Vera Visit", Role.VISITOR)

    assert enrol(store, again.url, PASSPHRASE).id == invited.person.id


FILE_ONLY = pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)
SERVER_ONLY = pytest.mark.parametrize("hub_kind", ["postgres"], indirect=True)


@SERVER_ONLY
def test_no_laptop_keeps_the_administrators_address(lead, make_store, hub_url):
    store = make_store("vera", "Vera Visit", "Kumla")

    with pytest.raises(OwnAddressNeeded):
        enrol(store, hub_url, PASSPHRASE)

    with laptop_of(lead, nobody) as near:
        assert "kollegie_admin" not in near.enrolment().url


@SERVER_ONLY
def test_a_login_is_good_for_its_person_until_it_is_made_anew(lead, make_store, hub_url):
    first = add_person(lead, hub_url, "Vera Visit", Role.VISITOR)
    second = add_person(lead, hub_url, "Vera Visit", Role.VISITOR)

    with pytest.raises(LoginRefused):
        enrol(make_store("old", "Vera Visit"), first.url, PASSPHRASE)

    vera = make_store("vera", "Namnet spelar ingen roll")
    assert enrol(vera, second.url, PASSPHRASE).id == second.person.id
    assert second.url not in repr(second)

    third = add_person(lead, hub_url, "Vera Visit", Role.VISITOR)
    with pytest.raises(LoginRefused):
        sync(vera)
    assert enrol(vera, third.url, PASSPHRASE).id == vera.me, "the new address takes the place of the old"
    assert sync(vera).waiting == 0
    with pytest.raises(AlreadyJoined):
        enrol(vera, add_person(lead, hub_url, "Ville Visit", Role.VISITOR).url, PASSPHRASE)


@SERVER_ONLY
def test_a_lead_who_adds_themselves_again_still_gets_in(lead, hub_url):
    with lead.reading() as reading:
        name = reading.get(Person, lead.me).name

    add_person(lead, hub_url, name, Role.LEAD)

    assert sync(lead).waiting == 0


@pytest.mark.parametrize("mode", ["disable", "prefer", "require", "verify-ca"])
def test_a_server_elsewhere_is_met_only_with_its_certificate_checked(make_store, mode):
    with pytest.raises(NotSecure):
        enrol(make_store("vera", "Vera Visit"), f"postgresql+psycopg://a:b@hub.example/db?sslmode={mode}", PASSPHRASE)


@contextmanager
def server_without_encryption() -> Iterator[tuple[int, list[bytes]]]:
    """Somebody in between who answers that there is no TLS here; what was said to them, and after that answer."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer_no() -> None:
            with suppress(OSError), listening.accept()[0] as line:
                line.settimeout(5)
                heard.append(line.recv(8))
                line.sendall(b"N")
                heard.append(line.recv(4096))

        thread = threading.Thread(target=answer_no)
        thread.start()
        yield listening.getsockname()[1], heard
        thread.join()


@SERVER_ONLY
def test_a_server_nobody_vouches_for_gets_neither_a_laptop_nor_its_password(
    lead, hub_url, make_store, postgres_server, tmp_path
):
    invited = add_person(lead, hub_url, "Vera Visit", Role.VISITOR)
    store, theirs = make_store("vera", "Vera Visit"), make_url(invited.url)
    make_authority(tmp_path, ["localhost"])
    ours = {"sslmode": "verify-full", "sslrootcert": str(postgres_server.ca_file)}
    elsewhere = theirs.set(host="hub.example")
    with server_without_encryption() as (port, heard):
        refused = {
            "another authority": theirs.update_query_dict(ours | {"sslrootcert": str(tmp_path / "ca.crt")}),
            "another host name": elsewhere.update_query_dict(ours | {"hostaddr": "127.0.0.1"}),
            "no encryption": elsewhere.set(port=port).update_query_dict(ours | {"hostaddr": "127.0.0.1"}),
        }
        for url in refused.values():
            with pytest.raises(HubUnreachable):
                enrol(store, url.render_as_string(hide_password=False), PASSPHRASE)

    assert heard == [(8).to_bytes(4, "big") + (80877103).to_bytes(4, "big"), b""], "nothing after the no"
    assert sync_state(store).hub is None
    enrol(store, theirs.update_query_dict(ours).render_as_string(hide_password=False), PASSPHRASE)


@FILE_ONLY
def test_somebody_nobody_has_added_is_refused_and_nothing_is_kept(lead, make_store, hub_url):
    store = make_store("vera", "Vera Visit", "Kumla")
    me = store.me

    with pytest.raises(PersonUnknown) as refused:
        enrol(store, hub_url, PASSPHRASE)

    assert "Vera Visit (Kumla)" in str(refused.value)
    assert store.me == me
    assert sync_state(store).hub is None
    assert len(state_of_hub(lead).devices) == 1


@FILE_ONLY
def test_the_same_name_from_another_municipality_is_another_person(lead, make_store, hub_url):
    add_person(lead, hub_url, "Vera Visit", Role.VISITOR, municipality="Hallsberg")
    store = make_store("vera", "Vera Visit", "Kumla")

    with pytest.raises(PersonOfOther) as refused:
        enrol(store, hub_url, PASSPHRASE)

    assert "Hallsberg" in str(refused.value)


def test_a_person_added_by_name_alone_tells_their_municipality_when_they_join(lead, make_store, hub_url):
    invited = add_person(lead, hub_url, "Vera Visit", Role.VISITOR)
    person = invited.person
    with lead.reading() as reading:
        assert reading.get(Municipality, person.municipality_id).name == UNNAMED
    store = make_store("vera", "Vera  visit", "Kumla")

    enrol(store, invited.url, PASSPHRASE)
    sync(lead)

    with lead.reading() as reading:
        found = reading.get(Person, person.id)
        assert reading.get(Municipality, found.municipality_id).name == "Kumla"
    assert store.me == person.id


def test_adding_somebody_twice_adds_nothing(lead, hub_url):
    first = add_person(lead, hub_url, "Rita Read", Role.READER)
    second = add_person(lead, hub_url, "Rita Read", Role.READER)

    with lead.reading() as reading:
        assert first.person.id == second.person.id
        assert reading.count(Grant, person_id=first.person.id) == 1


def test_only_a_lead_may_add_persons(join, hub_url):
    vera = join("vera", "Vera Visit")

    with pytest.raises(MayNot):
        add_person(vera, hub_url, "Någon Annan", Role.VISITOR)


def test_a_second_lead_receives_all_of_the_hub(lead, join):
    visit = make_visit(lead, make_review(lead), "4-017")
    sync(lead)

    second = join("second", "Lars Ledare", Role.LEAD)

    assert held_by(second) == held_by_hub(lead)
    assert held_by(second, visit) == held_by(lead, visit)


def test_every_laptop_gets_a_number_of_its_own_and_its_stamps_carry_it(lead, join):
    vera, ville = join("vera", "Vera Visit"), join("ville", "Ville Visit")

    numbers = [sync_state(store).device for store in (lead, vera, ville)]

    assert numbers[0] == 1
    assert len(set(numbers)) == 3
    for store, number in zip((lead, vera, ville), numbers, strict=True):
        made = make_visit(store, make_review(store), "4-017")
        row = held_by(store, made)["case_", made.scope.bytes]
        assert device_of(row["label"][1]) == number


def test_what_was_made_before_the_laptop_joined_gets_its_number_and_its_person(lead, make_store, hub_url):
    invited = add_person(lead, hub_url, "Lars Ledare", Role.LEAD, municipality="Kumla")
    store = make_store("second", "Lars Ledare", "Kumla")
    before = store.me
    visit = make_visit(store, make_review(store), "9-001")
    answer(store, visit, "hb01", value="ja")
    answer(store, visit, "hb01", value="nej")

    enrol(store, invited.url, PASSPHRASE)
    sync(lead)

    held = held_by(lead, visit)
    assert held == held_by(store, visit) == held_by_hub(lead, visit)
    stamps = [
        cell[1] for key, row in held.items() if key[0] != "history" for cell in row.values() if isinstance(cell, tuple)
    ]
    lines = [row for key, row in held.items() if key[0] == "history"]
    number = sync_state(store).device
    assert number > 1
    assert {device_of(stamp) for stamp in stamps} == {number}
    assert {device_of(row[2]) for row in lines} | {device_of(row[6]) for row in lines if row[6]} == {number}
    assert {row[7] for row in lines} == {store.me.bytes}
    assert before != store.me
    with lead.reading() as reading:
        assert reading.first(Person, id=before) is None


def test_a_store_remembers_its_hub_when_it_is_opened_again(lead, clock):
    lead.close()

    again = open_store(lead.path, PASSPHRASE, clock=clock)

    assert sync(again).waiting == 0
    state = sync_state(again)
    assert (state.device, state.unsent, state.conflicts) == (1, 0, 0)
    assert state.age is not None
    again.close()


def test_another_address_than_the_laptops_own_is_refused(lead, tmp_path):
    with pytest.raises(OtherHub):
        sync(lead, f"sqlite:///{tmp_path / 'elsewhere.kollegie'}")


@FILE_ONLY
class TestAFile:
    """What only a hub that is a file can do."""

    def test_it_needs_its_passphrase(self, lead, make_store, hub_url):
        with pytest.raises(WrongPassphrase):
            enrol(make_store("vera", "Vera Visit"), hub_url, "fel fras")

    def test_a_missing_file_is_a_missing_hub_and_never_a_deletion(self, lead, hub_url, tmp_path):
        visit = make_visit(lead, make_review(lead), "4-017")
        sync(lead)
        held = held_by(lead, visit)
        (tmp_path / "hub.kollegie").rename(tmp_path / "away.kollegie")

        with pytest.raises(HubMissing):
            sync(lead)

        assert held_by(lead, visit) == held

    def test_it_is_in_delete_journal_mode_and_unreadable_without_its_key(self, lead, tmp_path):
        with laptop_of(lead, nobody) as near:
            known = near.enrolment()
        with open_hub(known.url, known.hub_key).line() as line:
            assert line.rows("PRAGMA journal_mode") == [("delete",)]
            assert line.rows("PRAGMA synchronous") == [(3,)]
        assert b"SQLite format" not in (tmp_path / "hub.kollegie").read_bytes()

    def test_a_hub_made_anew_at_the_same_place_stops_the_sync(self, lead, make_store, hub_url, tmp_path):
        visit = make_visit(lead, make_review(lead), "4-017")
        sync(lead)
        held = held_by(lead, visit)
        for name in ("hub.kollegie", "hub.kollegie.keys"):
            (tmp_path / name).unlink()
        create_hub(make_store("other", "Olle Ovan"), hub_url, PASSPHRASE)
        with laptop_of(lead, nobody) as near:
            from kollegie.sync.hubs import key_of_hub

            near.line.run("UPDATE enrolment SET hub_key = ?", (key_of_hub(hub_url, PASSPHRASE),))

        with pytest.raises(HubChanged):
            sync(lead)

        assert held_by(lead, visit) == held


@pytest.mark.parametrize("hub_kind", ["sqlite", "postgres"], indirect=True)
def test_a_hub_put_back_from_an_older_copy_stops_the_sync(lead, hub_url):
    make_visit(lead, make_review(lead), "4-017")
    sync(lead)
    with keeper_line(lead, hub_url) as line:
        line.begin(writing=True)
        line.run("UPDATE hub SET seq = seq - 1")
        line.commit()

    with pytest.raises(HubChanged):
        sync(lead)


def test_visitors_find_each_other_by_name(lead, join):
    vera, ville = join("vera", "Vera Visit"), join("ville", "Ville Visit")
    visit = make_visit(lead, make_review(lead), "4-017")
    grant(lead, visit, vera, ville)
    for store in (lead, vera, ville):
        sync(store)

    with vera.reading() as reading:
        assert reading.get(Person, ville.me).name == "Ville Visit"
