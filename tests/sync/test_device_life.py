"""Copied disks, backups put back, hubs put back, a year of silence: numbers are never shared and nothing is lost."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sync.worlds import PASSPHRASE, answer, answer_of, held_by, held_by_hub, make_visit

from kollegie.model.reviews import Review
from kollegie.model.stamps import device_of
from kollegie.model.visits import answer_id
from kollegie.store import Store, open_store
from kollegie.store.backup import back_up, restore
from kollegie.sync.conflicts import Keep, list_conflicts, resolve_conflict
from kollegie.sync.enrolling import state_of_hub
from kollegie.sync.errors import HubChanged, SyncPaused
from kollegie.sync.exchange import sync
from kollegie.sync.joining_errors import DeviceRevoked
from kollegie.sync.revoking import revoke
from kollegie.sync.state import sync_state


@pytest.fixture
def twin(clock) -> Iterator[Callable[[Store], Store]]:
    """Copy a laptop's disk and start the copy."""
    made = []

    def copy(store: Store) -> Store:
        path = store.path.with_name("twin.kollegie")
        with laptop_closed(store):
            for suffix in ("", ".keys"):
                shutil.copy(f"{store.path}{suffix}", f"{path}{suffix}")
        made.append(open_store(path, PASSPHRASE, clock=clock, source=random.Random("twin")))
        return made[-1]

    yield copy
    for store in made:
        store.engine.dispose()
        for path in store.path.parent.glob("twin.kollegie*"):
            path.unlink()


@contextmanager
def laptop_closed(store: Store) -> Iterator[None]:
    """Everything in the one file."""
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    yield


def test_a_copied_disk_becomes_a_laptop_of_its_own_and_what_both_typed_is_kept(day, twin):
    day.sync_all()
    copy = twin(day.vera)
    number = sync_state(day.vera).device
    answer(day.vera, day.visit, "hb01", value="ja")
    answer(day.vera, day.visit, "hb02", value="ja")
    answer(copy, day.visit, "hb01", value="nej")
    answer(copy, day.visit, "hb03", value="delvis")
    assert sync(day.vera).notes == ()

    receipt = sync(copy)
    day.sync_all()
    sync(copy)
    day.sync_all()

    (note,) = receipt.notes
    assert "nytt nummer" in note
    assert sync_state(day.vera).device == number != sync_state(copy).device
    numbers = [device.number for device in state_of_hub(day.lead).devices]
    assert len(set(numbers)) == len(numbers)
    (view,) = list_conflicts(day.lead, only_open=True)
    assert {side.value for side in view.versions} == {"ja", "nej"}
    assert {device_of(side.stamp) for side in view.versions} == {number, sync_state(copy).device}
    assert answer_of(day.lead, day.visit, "hb02").value == "ja"
    assert answer_of(day.vera, day.visit, "hb03").value == "delvis"
    assert day.agrees()
    assert held_by(copy, day.visit) == held_by(day.vera, day.visit)
    assert sync(copy).notes == sync(day.vera).notes == ()


def test_the_first_of_two_copies_to_sync_keeps_the_number_even_if_it_is_the_copy(day, twin):
    day.sync_all()
    copy = twin(day.vera)
    answer(copy, day.visit, "hb01", value="nej")
    answer(day.vera, day.visit, "hb02", value="ja")

    assert sync(copy).notes == ()
    assert len(sync(day.vera).notes) == 1

    day.sync_all()
    assert answer_of(day.vera, day.visit, "hb01").value == "nej"
    assert answer_of(copy, day.visit, "hb01").value == "nej"
    assert day.agrees()


def test_a_laptop_put_back_from_an_older_copy_reads_what_it_has_forgotten_and_keeps_what_was_unsent(day, twin):
    answer(day.vera, day.visit, "hb01", value="ja")
    older = twin(day.vera)  # with one answer unsent
    answer(older, day.visit, "hb04", note="Skrivet efter kopian.")
    for value in ("nej", "delvis"):
        answer(day.vera, day.visit, "hb01", value=value)
        sync(day.vera)
    answer(day.vera, day.visit, "hb02", value="ja")
    day.sync_all()

    sync(older)
    day.sync_all()

    assert answer_of(older, day.visit, "hb02").value == "ja"
    assert answer_of(day.lead, day.visit, "hb04").note == "Skrivet efter kopian."
    kept = {side.value for view in list_conflicts(day.lead) for side in view.versions}
    assert answer_of(day.lead, day.visit, "hb01").value in ("delvis", "ja")
    assert kept <= {"ja", "nej", "delvis"}
    assert day.agrees()


def test_a_store_put_back_from_a_backup_waits_to_be_told_that_it_may_sync(day, tmp_path, clock):
    answer(day.vera, day.visit, "hb01", value="ja")
    sync(day.vera)
    back_up(day.vera, tmp_path / "copy.kollegie")
    answer(day.vera, day.visit, "hb01", value="nej")
    day.sync_all()
    path = restore(tmp_path / "copy.kollegie", PASSPHRASE, tmp_path / "vera.kollegie")
    again = open_store(path, PASSPHRASE, clock=clock, source=random.Random("again"))

    with pytest.raises(SyncPaused):
        sync(again)
    receipt = sync(again, resume=True)
    day.sync_all()

    assert len(receipt.notes) == 1
    assert answer_of(again, day.visit, "hb01").value == "nej"
    assert sync(again).notes == ()
    assert list_conflicts(day.lead) == ()
    assert day.agrees()
    again.engine.dispose()


def test_a_hub_put_back_from_a_backup_is_noticed_by_all_and_told_all_that_it_lacks(day, hub_copy):
    day.sync_all()
    copy = hub_copy()
    answer(day.vera, day.visit, "hb01", value="ja")
    answer(day.ville, day.visit, "hb02", value="nej", note="Efter kopian.")
    with day.lead.reading() as reading:
        review = reading.find(Review)[0]
    later = make_visit(day.lead, review, "4-099")
    day.sync_all()
    before = {store.path: held_by(store) for store in (day.lead, day.vera, day.ville)}
    copy.put_back()

    for store in (day.lead, day.vera, day.ville):
        with pytest.raises(HubChanged):
            sync(store)
        assert held_by(store) == before[store.path]
    answer(day.vera, day.visit, "hb03", value="delvis")  # typed before anybody has said what happened
    for store in (day.ville, day.vera, day.lead):
        sync(store, accept_hub=True)
    for store in (day.ville, day.vera, day.lead):
        sync(store, accept_hub=True)
    day.sync_all()

    hub = held_by_hub(day.lead)
    for rows in before.values():
        missing = {key for key in rows if key not in hub}
        assert not missing
    assert answer_of(day.lead, day.visit, "hb01").value == "ja"
    assert answer_of(day.vera, day.visit, "hb02").note == "Efter kopian."
    assert answer_of(day.ville, day.visit, "hb03").value == "delvis"
    assert held_by(day.lead, later)
    assert list_conflicts(day.lead) == ()
    assert day.agrees()
    numbers = [device.number for device in state_of_hub(day.lead).devices]
    assert len(set(numbers)) == len(numbers)
    assert {sync_state(store).device for store in (day.lead, day.vera, day.ville)} <= set(numbers)


def test_a_hub_put_back_that_has_since_come_just_as_far_is_noticed_by_whoever_wrote_to_it_or_read(day, hub_copy):
    day.sync_all()
    copy = hub_copy()
    answer(day.vera, day.visit, "hb01", value="ja")
    sync(day.vera)
    sync(day.lead)
    copy.put_back()
    for question in ("hb05", "hb06"):  # the others have not noticed, and write on
        answer(day.ville, day.visit, question, value="nej")
        sync(day.ville)

    for store in (day.vera, day.lead):
        with pytest.raises(HubChanged):
            sync(store)
    sync(day.vera, accept_hub=True)
    for store in (day.ville, day.lead, day.vera, day.ville):
        sync(store, accept_hub=True)
    day.sync_all()

    assert answer_of(day.lead, day.visit, "hb01").value == "ja"
    assert answer_of(day.vera, day.visit, "hb06").value == "nej"
    assert day.agrees()


def test_whoever_has_only_read_is_told_of_a_hub_put_back_and_misses_nothing_written_there_since(day, hub_copy):
    day.sync_all()
    copy = hub_copy()
    with day.lead.reading() as reading:
        review = reading.find(Review)[0]
    for label in ("4-098", "4-099"):  # no concern of his: no line he has read is gone
        make_visit(day.lead, review, label)
        sync(day.lead)
    sync(day.ville)
    copy.put_back()
    for question in ("hb01", "hb02", "hb03"):
        answer(day.vera, day.visit, question, value="ja")
        sync(day.vera)

    with pytest.raises(HubChanged):
        sync(day.ville)
    sync(day.ville, accept_hub=True)

    assert [answer_of(day.ville, day.visit, question).value for question in ("hb01", "hb02", "hb03")] == ["ja"] * 3


def test_whom_a_hub_put_back_has_forgotten_to_keep_out_is_told_to_the_lead_who_had_blocked_them(day, hub_copy):
    day.sync_all()
    copy = hub_copy()
    number = sync_state(day.vera).device
    revoke(day.lead, str(number))
    sync(day.ville)
    copy.put_back()

    told = [note for note in sync(day.lead, accept_hub=True).notes if f"dator {number}" in note]

    if told:  # a folder is told again by itself: its laptops have names nobody else can get
        assert "spärra den igen" in told[0]
        assert sync(day.vera, accept_hub=True)
        revoke(day.lead, str(sync_state(day.vera).device))
    with pytest.raises(DeviceRevoked):
        sync(day.vera)


@pytest.mark.parametrize("older", [0, 1], ids=["hers is older", "hers is newer"])
def test_an_answer_the_old_hub_has_lost_stands_beside_what_somebody_wrote_there_since(day, hub_copy, clock, older):
    answer(day.vera, day.visit, "hb01", note="Före.")
    day.sync_all()
    copy = hub_copy()
    clock.error = timedelta(hours=2 * older)
    answer(day.vera, day.visit, "hb01", note="VERAS")
    answer(day.vera, day.visit, "hb02", note="VERAS", value="ja")
    sync(day.vera)
    copy.put_back()
    clock.error = timedelta()
    answer(day.ville, day.visit, "hb01", note="VILLES")  # he has never seen hers
    answer(day.ville, day.visit, "hb02", note="VILLES", flagged=True)
    sync(day.ville)

    for store in (day.vera, day.lead, day.ville):
        sync(store, accept_hub=True)
    day.sync_all()

    for question in ("hb01", "hb02"):
        id = answer_id(day.visit.id, question)
        (view,) = (view for view in list_conflicts(day.lead, only_open=True) if view.row_id == id)
        assert {side.value for side in view.versions} == {"VERAS", "VILLES"}
        assert {side.by for side in view.versions} == {"Vera Visit", "Ville Visit"}
    made = answer_of(day.lead, day.visit, "hb02")
    assert (made.value, made.flagged) == ("ja", True)
    assert day.agrees()


def test_a_laptop_that_was_away_for_a_year_comes_back_with_what_it_wrote(day, clock):
    answer(day.vera, day.visit, "hb01", value="ja")
    clock.now += timedelta(days=370)
    for store in (day.lead, day.ville):
        sync(store)
    answer(day.ville, day.visit, "hb02", value="nej")
    answer(day.ville, day.visit, "hb01", note="Ett år senare.")
    sync(day.ville)
    sync(day.lead)

    sync(day.vera)
    day.sync_all()

    assert answer_of(day.lead, day.visit, "hb01").value is None  # it may be long overtaken: the lead says so
    assert answer_of(day.lead, day.visit, "hb01").note == "Ett år senare."
    (kept,) = list_conflicts(day.lead, only_open=True)
    assert [side.stored for side in kept.versions if side.by == "Vera Visit"] == ['"ja"']
    resolve_conflict(day.lead, kept.id, Keep.THEIRS)
    day.sync_all()
    assert answer_of(day.vera, day.visit, "hb01").value == "ja"
    assert day.agrees()


def test_filling_a_hub_again_goes_on_where_it_broke_off(day, hub_copy):
    day.sync_all()
    copy = hub_copy()
    for number in range(5):
        answer(day.lead, day.visit, f"hb0{number}", value="ja")
    day.sync_all()
    copy.put_back()

    class Cut(Exception):
        pass

    for after in (30, 60, 90):
        left = [after]

        def watch(statement: str, left: list[int] = left) -> None:
            left[0] -= statement != "ROLLBACK"
            if left[0] == 0:
                raise Cut

        with pytest.raises(Cut):
            sync(day.lead, accept_hub=True, watch=watch)
    sync(day.lead, accept_hub=True)
    for store in (day.vera, day.ville):
        sync(store, accept_hub=True)
    day.sync_all()

    assert all(answer_of(day.ville, day.visit, f"hb0{number}").value == "ja" for number in range(5))
    assert day.agrees()
