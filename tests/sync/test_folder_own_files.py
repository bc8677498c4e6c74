"""A laptop's own files in a drop folder: kept short, written anew, and rid of what has been erased."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sync.folders import hub_of, newest, own_folder
from sync.worlds import answer, answer_of, held_by_hub

from kollegie.sync import folder_life, snapshots
from kollegie.sync.erasing import erase_as_lead
from kollegie.sync.exchange import sync
from kollegie.sync.folder_hub import Stream
from kollegie.sync.joining_errors import DeviceRevoked
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody
from kollegie.sync.revoking import revoke
from kollegie.sync.sealed_batches import Place

pytestmark = [
    pytest.mark.parametrize("hub_kind", ["folder"], indirect=True),
    pytest.mark.usefixtures("hub_kind"),
]


def test_a_hundred_batches_become_one_snapshot_that_everybody_can_begin_from(day, monkeypatch):
    monkeypatch.setattr(snapshots, "SNAPSHOT_AFTER", 5)
    monkeypatch.setattr("kollegie.sync.folder_exchange.SNAPSHOT_AFTER", 5)
    sync(day.ville)
    for number in range(12):
        answer(day.vera, day.visit, f"hb{number % 3}", value=f"svar {number}")
        sync(day.vera)
        if number == 6:
            sync(day.ville)
    files = sorted(path.name for path in own_folder(day.vera).iterdir())

    assert len(files) <= 6
    assert any(name.endswith(".snapshot") for name in files)
    day.sync_all()
    assert answer_of(day.ville, day.visit, "hb2").value == "svar 11"
    assert day.agrees()
    for store in (day.lead, day.ville):
        assert sync(store).refused == ()
        with laptop_of(store, nobody) as near:
            near.line.run("UPDATE cursor SET seq = 0")
        receipt = sync(store)
        assert (receipt.received, receipt.new_conflicts, receipt.refused) == (0, 0, ())


def erased_with_files_of(day) -> Path:
    """A case that the lead has erased, and the folder of the visitor who had written about it in several files."""
    for value in ("ja", "nej", "ja"):
        answer(day.vera, day.visit, "hb01", value=value, note=f"Kanariefågel {value}")
        sync(day.vera)
    day.sync_all()
    erase_as_lead(day.lead, day.visit.case_id, "Gallringsbeslut 1")
    sync(day.lead)
    return own_folder(day.vera)


def files_holding(store, folder: Path, words: str) -> int:
    """How many of a laptop's files in the folder hold some words, once they are opened."""
    hub = hub_of(store)
    epoch = hub.card().epoch
    places = [Place(folder.name, int(path.stem), path.suffix[1:]) for path in folder.iterdir()]
    return sum(words in str(hub.read(place, epoch)[0].rows) for place in places)


def test_a_batch_damaged_before_it_was_noted_stops_no_later_sync(day, monkeypatch):
    class Killed(Exception):
        pass

    def killed(*_anything: object) -> None:
        raise Killed

    answer(day.vera, day.visit, "hb01", value="ja", note="Skrivet före avbrottet.")
    with monkeypatch.context() as patched:
        patched.setattr(folder_life, "note_written", killed)
        with pytest.raises(Killed):
            sync(day.vera)
    damaged = newest(own_folder(day.vera))
    damaged.write_bytes(damaged.read_bytes()[:200])

    receipt = sync(day.vera)
    sync(day.vera)
    sync(day.ville)

    assert any(damaged.name in note for note in receipt.notes)
    assert answer_of(day.ville, day.visit, "hb01").note == "Skrivet före avbrottet."


def test_own_files_written_anew_still_tell_of_numbers_given_erasures_and_blocked_laptops(day, clock):
    """Found by random days: they told of records alone, and what was erased came back."""
    day.sync_all()
    clock.now += timedelta(days=1)
    erase_as_lead(day.lead, day.visit.case_id, "Gallring enligt plan")
    assert sync(day.lead).notes == ()  # files that have just been put together are not damaged
    revoke(day.lead, "Ville Visit")
    hub = hub_of(day.lead)
    given = hub.invitations(hub.card().epoch)

    (file,) = own_folder(day.lead).glob("*.snapshot")
    file.write_bytes(file.read_bytes()[:-50])
    clock.now += timedelta(days=1)
    assert "De är skrivna på nytt" in sync(day.lead).notes[0]

    assert hub_of(day.lead).invitations(hub.card().epoch) == given
    assert sync(day.vera).erased > 0
    with pytest.raises(DeviceRevoked):
        sync(day.ville)


def test_what_was_erased_leaves_the_folder_also_when_the_tidying_is_killed(day):
    folder = erased_with_files_of(day)
    held = files_holding(day.vera, folder, "Kanariefågel")

    class Killed(Exception):
        pass

    def watch(statement: str) -> None:
        if statement.startswith("remove "):
            raise Killed

    with pytest.raises(Killed):
        sync(day.vera, watch=watch)
    left = files_holding(day.vera, folder, "Kanariefågel")
    sync(day.vera)

    assert held == left > 1
    assert files_holding(day.vera, folder, "Kanariefågel") == 0


def test_what_a_lead_erases_is_gone_at_once_also_where_the_leads_files_are_laid_in_after_the_visitors(day):
    nav, aside = hub_of(day.lead).path, day.lead.path.with_name("nav-before")
    shutil.copytree(nav, aside)
    answer(day.lead, day.visit, "hb02", value="ja")
    sync(day.lead)
    shutil.rmtree(nav)
    shutil.move(aside, nav)
    answer(day.ville, day.visit, "hb01", value="ja")
    sync(day.ville)
    sync(day.lead, accept_hub=True)
    assert own_folder(day.lead).name > own_folder(day.ville).name

    erase_as_lead(day.lead, day.visit.case_id, "Gallring enligt plan")
    sync(day.lead)

    assert held_by_hub(day.lead, day.visit) == {}


def test_files_too_many_to_be_written_anew_are_told_until_they_are(day, monkeypatch):
    folder = erased_with_files_of(day)
    monkeypatch.setattr(snapshots, "MOST_ROWS", -1)

    told = [sync(day.vera).notes for _ in range(2)]
    monkeypatch.undo()
    after = sync(day.vera).notes

    assert all("Det som är raderat finns kvar" in note for (note,) in told)
    assert after == ()
    assert files_holding(day.vera, folder, "Kanariefågel") == 0


def test_a_snapshot_is_read_from_the_beginning_and_where_batches_are_gone():
    stream = Stream("8-00000000", batches={7, 8, 9}, snapshots={7})

    assert stream.next_after(0) == Place("8-00000000", 7, "snapshot")
    assert stream.next_after(3) == Place("8-00000000", 7, "snapshot")
    assert stream.next_after(7) == Place("8-00000000", 8)
    assert stream.next_after(9) is None
