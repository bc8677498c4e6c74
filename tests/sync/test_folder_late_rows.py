"""Rows that come late through a drop folder: set aside before, or from somebody who holds the case no longer."""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest
from sync.folders import hub_of
from sync.worlds import PASSPHRASE, answer, answer_of, held_by, withdraw

from kollegie.model.reviews import Role
from kollegie.sync import folder_exchange
from kollegie.sync.conflicts import Keep, list_conflicts, resolve_conflict
from kollegie.sync.enrolling import add_person, enrol
from kollegie.sync.erasing import erase_as_lead
from kollegie.sync.exchange import sync
from kollegie.sync.joining_errors import DeviceRevoked
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody
from kollegie.sync.revoking import revoke
from kollegie.sync.state import sync_state

pytestmark = [
    pytest.mark.parametrize("hub_kind", ["folder"], indirect=True),
    pytest.mark.usefixtures("hub_kind"),
]


def test_a_row_set_aside_is_tried_again_and_what_was_written_meanwhile_is_kept_beside(day, clock):
    day.sync_all()
    clock.error = timedelta(days=10)
    answer(day.vera, day.visit, "hb01", value="ja")
    answer(day.vera, day.visit, "hb02", value="ja")
    sync(day.vera)
    clock.error = timedelta()
    sync(day.lead)
    sync(day.ville)
    aside = {(one.record, one.reason) for one in sync_state(day.lead).set_aside}
    assert aside >= {("answer", "s0"), ("history", "stamp")}
    answer(day.lead, day.visit, "hb01", value="nej")  # knows nothing of what was set aside
    sync(day.lead)
    assert answer_of(day.lead, day.visit, "hb02") is None

    clock.now += timedelta(days=11)
    day.sync_all()

    for store in (day.lead, day.vera, day.ville):
        assert sync_state(store).set_aside == ()
        assert answer_of(store, day.visit, "hb02").value == "ja"
        (view,) = list_conflicts(store, only_open=True)
        assert {side.stored for side in view.versions} == {'"ja"', '"nej"'}
    assert day.agrees()


def test_what_was_set_aside_goes_with_its_case(day, clock):
    day.sync_all()
    clock.error = timedelta(days=10)
    answer(day.vera, day.visit, "hb02", note="Kanariefågel Två")
    sync(day.vera)
    clock.error = timedelta()
    sync(day.lead)
    sync(day.ville)
    assert sync_state(day.ville).set_aside
    withdraw(day.lead, day.visit, day.ville)
    sync(day.lead)
    sync(day.ville)
    assert sync_state(day.ville).set_aside == ()

    erase_as_lead(day.lead, day.visit.case_id, "Gallringsbeslut 12")

    assert sync_state(day.lead).set_aside == ()


def test_an_empty_field_of_somebody_who_held_the_case_no_longer_takes_the_place_of_nothing(day, monkeypatch):
    """Found by random days: who had read a batch was taken to know all in it, also of cases they did not hold."""
    day.sync_all()
    answer(day.vera, day.visit, "hb01", value="ja")
    answer(day.ville, day.visit, "hb01", note="Skrivet utan att veta om svaret.")
    revoke(day.lead, "Ville Visit")
    with pytest.raises(DeviceRevoked):
        sync(day.ville)
    withdraw(day.lead, day.visit, day.ville)
    sync(day.vera)
    with monkeypatch.context() as patched:  # whoever joins later never reads that the case was once given
        patched.setattr(folder_exchange, "SNAPSHOT_AFTER", 1)
        sync(day.lead)
    url = f"folder:///{hub_of(day.lead).path.as_posix()}"
    enrol(day.ville, add_person(day.lead, url, "Ville Visit", Role.VISITOR, municipality="Kumla").url, PASSPHRASE)

    for store in (day.ville, day.lead, day.vera, day.lead):
        sync(store)

    assert answer_of(day.lead, day.visit, "hb01").value == "ja"
    assert held_by(day.lead, day.visit) == held_by(day.vera, day.visit)


@pytest.mark.parametrize("later", ["lead", "vera"])
def test_an_empty_field_made_later_leaves_what_somebody_sends_who_holds_the_case_no_longer(day, later):
    """Found by random days: their batch tells that its writer had read the empty one, which was passed over there."""
    day.sync_all()
    answer(day.ville, day.visit, "hb01", note="Skrivet innan besöket togs tillbaka.")
    withdraw(day.lead, day.visit, day.ville)
    for store in (day.lead, day.vera):
        sync(store)
    answer(getattr(day, later), day.visit, "hb01", flagged=True)
    for store in (day.vera, day.lead):
        sync(store)
    if later == "vera":  # she holds it no longer either by then
        withdraw(day.lead, day.visit, day.vera)

    for store in (day.lead, day.vera, day.ville, day.lead, day.vera):
        sync(store)

    found = answer_of(day.lead, day.visit, "hb01")
    assert (found.note, found.flagged) == ("Skrivet innan besöket togs tillbaka.", True)
    assert later == "vera" or held_by(day.lead, day.visit) == held_by(day.vera, day.visit)


def test_an_edit_sent_late_stands_beside_the_leads_while_another_field_of_the_answer_is_unsent_there(day):
    answer(day.lead, day.visit, "hb01", note="Före.")
    day.sync_all()
    answer(day.ville, day.visit, "hb01", note="Villes.")
    for store in (day.ville, day.vera):
        withdraw(day.lead, day.visit, store)
    sync(day.lead)
    answer(day.lead, day.visit, "hb01", note="Ledarens.")
    for store in (day.lead, day.ville):  # he passes over what the lead has written, and his batch tells he has read it
        sync(store)
    answer(day.lead, day.visit, "hb01", flagged=True)

    sync(day.lead)

    (view,) = list_conflicts(day.lead, only_open=True)
    assert {side.value for side in view.versions} == {"Villes.", "Ledarens."}


def test_a_settled_disagreement_stays_settled_where_everything_is_read_once_more(day):
    """As after an upgrade, on a copied disk, and once the folder has been put back from a copy."""
    for store, note in ((day.vera, "Hissen är trasig."), (day.ville, "Hissen var trasig."), (day.lead, "Hissen går.")):
        answer(store, day.visit, "hb01", note=note)
    for store in (day.vera, day.ville, day.lead, day.vera, day.ville):
        sync(store)
    resolve_conflict(day.lead, list_conflicts(day.lead, only_open=True)[0].id, Keep.MINE, "Hissen är trasig sedan maj.")
    day.sync_all()
    with laptop_of(day.vera, nobody) as near:
        near.line.run("UPDATE cursor SET seq = 0")

    receipt = sync(day.vera)

    assert (receipt.new_conflicts, receipt.conflicts, receipt.sent) == (0, 0, 0)
    nav, aside = hub_of(day.lead).path, day.lead.path.with_name("nav-before")
    shutil.copytree(nav, aside)
    answer(day.ville, day.visit, "hb02", value="ja")
    sync(day.ville)
    shutil.rmtree(nav)
    shutil.move(aside, nav)
    receipt = sync(day.ville, accept_hub=True)
    assert (receipt.new_conflicts, receipt.conflicts) == (0, 0)
    sync(day.lead)
    assert answer_of(day.lead, day.visit, "hb02").value == "ja"
