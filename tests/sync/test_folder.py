"""A drop folder: what a file must be to be taken in, and what a folder that was put back or emptied does."""

from __future__ import annotations

import errno
import json
import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sync.scenes import HubCopy
from sync.worlds import PASSPHRASE, answer, answer_of, held_by, make_review, make_visit, unsent_of, withdraw

from kollegie.model.reviews import Role
from kollegie.sync import folder_exchange, folder_hub, folder_life, sealed_batches, snapshots
from kollegie.sync.conflicts import list_conflicts
from kollegie.sync.enrolling import add_person, enrol
from kollegie.sync.erasing import erase_as_lead
from kollegie.sync.errors import (
    BatchRefused,
    DeviceRevoked,
    ErasuresStopped,
    HubChanged,
    HubFull,
    HubMissing,
    HubReadOnly,
    HubUnreachable,
    NumbersGone,
)
from kollegie.sync.exchange import sync
from kollegie.sync.folder_hub import BLOCK, FolderHub, Stream, numbers_for
from kollegie.sync.hubs import open_hub
from kollegie.sync.joining import begin_joining
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody
from kollegie.sync.revoking import revoke
from kollegie.sync.sealed_batches import Content, Place, read_sealed_file, write_batch, write_sealed_file
from kollegie.sync.state import sync_state

pytestmark = [
    pytest.mark.parametrize("hub_kind", ["folder"], indirect=True),
    pytest.mark.usefixtures("hub_kind"),
]


def hub_of(store) -> FolderHub:
    with laptop_of(store, nobody) as near:
        known = near.enrolment()
    return open_hub(known.url, known.hub_key)


def own_folder(store) -> Path:
    with store.reading() as reading:
        return hub_of(store).path / json.loads(reading.setting("folder hub"))["own"]


def newest(folder: Path) -> Path:
    return max(folder.glob("*.batch"), key=lambda path: int(path.stem))


def snatch(path: Path) -> bytes:
    content = path.read_bytes()
    path.unlink()
    return content


def test_nothing_in_the_folder_can_be_read_without_the_key_and_no_name_tells_anything(day):
    answer(day.vera, day.visit, "hb01", value="ja", note="Kanariefågel Ett")
    sync(day.vera)

    files = [path for path in hub_of(day.vera).path.rglob("*") if path.is_file()]

    assert len(files) > 5
    for path in files:
        assert b"Kanarie" not in path.read_bytes()
        assert b"Test Testsson" not in path.read_bytes()
    names = {path.name for path in files} - {"hub.card", "hub.card.keys"}
    assert all(sealed_batches.FILE_NAME.fullmatch(name) for name in names)


def test_reading_every_file_once_more_changes_nothing(day):
    answer(day.vera, day.visit, "hb01", value="ja")
    answer(day.ville, day.visit, "hb01", value="nej")
    day.sync_all()
    held = held_by(day.lead)
    with laptop_of(day.lead, nobody) as near:
        near.line.run("UPDATE cursor SET seq = 0")

    receipt = sync(day.lead)

    assert (receipt.sent, receipt.received, receipt.new_conflicts, receipt.refused) == (0, 0, 0, ())
    assert held_by(day.lead) == held


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _link(path: Path) -> None:
    content = snatch(path)
    (path.parent.parent / "elsewhere").write_bytes(content)
    path.symlink_to(path.parent.parent / "elsewhere")


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _grow(path: Path) -> None:
    with path.open("ab") as file:
        file.truncate(sealed_batches.LARGEST_FILE + 1)


def _of_another_number(path: Path) -> None:
    path.write_bytes(path.with_name(f"{int(path.stem) - 1}.batch").read_bytes())


def _of_another_laptop(path: Path) -> None:
    other = next(one for one in path.parent.parent.iterdir() if one.is_dir() and one != path.parent)
    path.write_bytes(newest(other).read_bytes())


HURT = {
    _cut: "avklippt eller skadad",
    _flip: "avklippt eller skadad",
    _empty: "inte skriven av Kollegie",
    _link: "en länk",
    _pipe: "ingen fil",
    _grow: "större än någon sådan fil får vara",
    _of_another_number: "hör inte hemma där",
    _of_another_laptop: "hör inte hemma där",
}


@pytest.mark.parametrize("hurt", HURT, ids=lambda one: one.__name__.strip("_"))
def test_a_file_that_is_not_what_it_must_be_is_named_and_the_rest_goes_on(day, hurt):
    day.sync_all()
    answer(day.ville, day.visit, "hb02", value="nej")
    sync(day.ville)
    answer(day.vera, day.visit, "hb01", value="ja")
    sync(day.vera)
    place = newest(own_folder(day.vera))
    whole = place.read_bytes()
    before = held_by(day.lead)

    hurt(place)
    receipt = sync(day.lead)

    (note,) = receipt.refused
    assert f"{place.parent.name}/{place.name}" in note
    assert HURT[hurt] in note
    assert answer_of(day.lead, day.visit, "hb01") is None
    assert answer_of(day.lead, day.visit, "hb02").value == "nej"
    assert {key: row for key, row in held_by(day.lead).items() if key in before} == before

    place.unlink()
    place.write_bytes(whole)
    day.sync_all()
    assert answer_of(day.lead, day.visit, "hb01").value == "ja"
    assert day.agrees()


def test_two_batches_in_each_others_place_are_both_refused(day):
    day.sync_all()
    for value in ("ja", "nej"):
        answer(day.vera, day.visit, "hb01", value=value)
        sync(day.vera)
    last = newest(own_folder(day.vera))
    before = last.with_name(f"{int(last.stem) - 1}.batch")
    one, other = before.read_bytes(), last.read_bytes()
    before.write_bytes(other)
    last.write_bytes(one)

    receipt = sync(day.lead)

    assert before.name in receipt.refused[0]
    assert answer_of(day.lead, day.visit, "hb01") is None


def test_a_batch_that_does_not_follow_on_the_one_before_is_refused_even_with_the_right_key(day):
    day.sync_all()
    hub, folder = hub_of(day.vera), own_folder(day.vera)
    number = int(newest(folder).stem) + 1
    content = Content(day.vera.me.bytes, "2026-11-24T07:00:00+00:00", b"t" * 16, "0" * 64, 1)
    write_batch(hub.path, Place(folder.name, number), hub.card().epoch, hub.key, content)

    (note,) = sync(day.lead).refused

    assert f"{folder.name}/{number}.batch" in note
    assert "följer inte" in note


def test_a_file_read_before_and_then_replaced_is_noticed(day):
    answer(day.vera, day.visit, "hb01", value="ja")
    day.sync_all()
    _cut(newest(own_folder(day.vera)))

    (note,) = sync(day.lead).refused

    assert newest(own_folder(day.vera)).name in note


def test_rows_of_wrong_kinds_and_tables_from_the_future_are_told_and_the_rest_goes_on(day):
    day.sync_all()
    hub, folder = hub_of(day.vera), own_folder(day.vera)
    with laptop_of(day.vera, nobody) as near:
        state = json.loads(near.line.rows("SELECT value FROM setting WHERE name = 'folder hub'")[0][0])
    number, digest = state["heads"][folder.name]
    content = Content(day.vera.me.bytes, "2026-11-24T07:00:00+00:00", b"t" * 16, digest, 99)
    content.columns = {"municipality": ["id", "scope", "s0", "name", "deleted", "hue"], "spaceship": ["id"]}
    good = (b"\1" * 16, bytes(16), 5 << 21, "Nykommun", 0, "grön")
    content.rows = {
        "municipality": [(b"\2" * 16, bytes(16), "soon", "Fel", 0, ""), (7, bytes(16), 1, "Fel", 0, ""), good],
        "spaceship": [(b"\3" * 16,)],
    }
    write_batch(hub.path, Place(folder.name, number + 1), hub.card().epoch, hub.key, content)

    receipt = sync(day.lead)

    names = {row["name"][0] for key, row in held_by(day.lead).items() if key[0] == "municipality"}
    assert "Nykommun" in names
    assert "Fel" not in names
    assert any("2 rader i municipality" in note for note in receipt.refused)
    aside = sync_state(day.lead).set_aside
    assert [(one.record, one.reason, one.seq) for one in aside] == [
        ("municipality", "s0", number + 1),
        ("municipality", "id", number + 1),
    ]
    assert sync(day.lead).refused == ()  # told once, kept and looked at again
    assert sync_state(day.lead).set_aside == aside
    assert sync_state(day.ville).set_aside == ()


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


def test_what_was_erased_does_not_come_back_with_a_folder_that_is_put_back(day, days, monkeypatch):
    """Its writer has a new folder then; nobody else would ever take it out of the old one."""
    answer(day.lead, day.visit, "hb01", note="Kanariefågel Tre")
    day.sync_all()
    copy = HubCopy(days["folder"][0])
    erase_as_lead(day.lead, day.visit.case_id, "Gallringsbeslut 12")
    day.sync_all()
    before = own_folder(day.lead).name
    copy.put_back()
    with monkeypatch.context() as patched:
        patched.setattr(snapshots, "MOST_ROWS", -1)
        told = [note for _ in range(2) for note in sync(day.lead, accept_hub=True).notes]
    assert any("Det som är raderat finns kvar" in note for note in told)  # in the folder it had before

    for store in (day.vera, day.lead, day.ville, day.vera, day.lead, day.ville):
        sync(store, accept_hub=True)

    hub = hub_of(day.lead)
    assert own_folder(day.lead).name != before
    held = [content for content in hub.contents(hub.card().epoch) if any(content.rows.values())]
    assert held
    for content in held:  # the protocol, which stays, names the case by its id
        told = [row for name, rows in content.rows.items() if name != "erasure" for row in rows]
        assert day.visit.scope.bytes not in {value for row in told for value in row}
    for store in (day.lead, day.vera, day.ville):
        receipt = sync(store)
        assert (receipt.sent, receipt.received, receipt.notes, receipt.refused) == (0, 0, (), ())
        assert held_by(store, day.visit) == {}


def test_a_program_too_old_to_write_reads_the_folder_keeps_its_edits_and_says_so(day):
    answer(day.lead, day.visit, "hb01", value="ja")
    day.sync_all()
    hub = hub_of(day.vera)
    told, _digest = read_sealed_file(hub.card_path, "hub.card", "", hub.key)
    write_sealed_file(hub.card_path, "hub.card", "", hub.key, told | {"min_writer": 999})
    answer(day.lead, day.visit, "hb02", value="nej")
    answer(day.vera, day.visit, "hb03", value="nej")
    before = sorted(path.name for path in hub.path.rglob("*"))

    receipt = sync(day.vera)

    assert (receipt.sent, receipt.waiting) == (0, 1)
    assert "nyare Kollegie" in receipt.notes[0]
    assert sorted(path.name for path in hub.path.rglob("*")) == before
    write_sealed_file(hub.card_path, "hub.card", "", hub.key, {**told, "min_writer": "soon"})
    with pytest.raises(BatchRefused, match=r"hub\.card"):
        sync(day.vera)
    del told["min_writer"]  # a card of an earlier version
    write_sealed_file(hub.card_path, "hub.card", "", hub.key, told)
    day.sync_all()
    assert answer_of(day.lead, day.visit, "hb03").value == "nej"
    assert day.agrees()


NONSENSE = [
    {"seen": {"nobody": 1}},
    {"seen": {"8-00000000": "1"}},
    {"columns": {"municipality": 7}, "rows": {"municipality": [[1]]}},
    {"columns": {"municipality": "id"}, "rows": {"municipality": [[1]]}},
    {"purged": [(b"", bytes(16), 1, "erasure")]},
    {"purged": [(bytes(16), bytes(16), 1 << 70, "erasure")]},
    {"invited": [(bytes(16), 1, 10**12, 0, 0)]},
    {"purge_seen": 1 << 70},
    {"person": b"me"},
]


def test_a_batch_that_tells_nonsense_is_refused_by_name_and_stops_nothing_else(day):
    day.sync_all()
    hub, folder = hub_of(day.vera), own_folder(day.vera)
    answer(day.ville, day.visit, "hb02", value="nej")
    sync(day.ville)
    with laptop_of(day.vera, nobody) as near:
        state = json.loads(near.line.rows("SELECT value FROM setting WHERE name = 'folder hub'")[0][0])
    number, digest = state["heads"][folder.name]
    place = Place(folder.name, number + 1)
    told = []
    for nonsense in NONSENSE:
        content = Content(day.vera.me.bytes, "2026-11-24T07:00:00+00:00", b"t" * 16, digest, 1)
        for name, value in nonsense.items():
            setattr(content, name, value)
        (hub.path / folder.name / f"{place.number}.batch").unlink(missing_ok=True)
        write_batch(hub.path, place, hub.card().epoch, hub.key, content)
        told.append(sync(day.lead).refused)

    assert all(place.name in note for (note,) in told)
    assert answer_of(day.lead, day.visit, "hb02").value == "nej"


@pytest.mark.parametrize(
    ("written", "refused"),
    [('"\\ud800"', True), ('"\\\\\\ud800"', True), ('"\\\\ud800"', False), ('"å😀"', False)],
)
def test_half_a_sign_is_refused_and_a_text_that_speaks_of_one_is_not(tmp_path, monkeypatch, written, refused):
    monkeypatch.setattr(sealed_batches.json, "dumps", lambda *_args, **_kinds: written)
    path = tmp_path / "hub.card"
    sealed_batches.write_sealed_file(path, "hub.card", "", bytes(32), None)

    if refused:
        with pytest.raises(BatchRefused):
            sealed_batches.read_sealed_file(path, "hub.card", "", bytes(32))
    else:
        assert sealed_batches.read_sealed_file(path, "hub.card", "", bytes(32))[0] == json.loads(written)


def test_a_name_in_a_batch_is_never_a_path(day):
    day.sync_all()
    hub, folder = hub_of(day.vera), own_folder(day.vera)
    with laptop_of(day.vera, nobody) as near:
        state = json.loads(near.line.rows("SELECT value FROM setting WHERE name = 'folder hub'")[0][0])
    number, digest = state["heads"][folder.name]
    content = Content(day.vera.me.bytes, "2026-11-24T07:00:00+00:00", b"t" * 16, digest, 1)
    content.seen = {"../../8-00000000": 3}
    content.revoked = [("../../../etc", 1)]
    write_batch(hub.path, Place(folder.name, number + 1), hub.card().epoch, hub.key, content)

    (note,) = sync(day.lead).refused

    assert "inte skriven av Kollegie" in note


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


def test_files_too_many_to_be_written_anew_are_told_until_they_are(day, monkeypatch):
    folder = erased_with_files_of(day)
    monkeypatch.setattr(snapshots, "MOST_ROWS", -1)

    told = [sync(day.vera).notes for _ in range(2)]
    monkeypatch.undo()
    after = sync(day.vera).notes

    assert all("Det som är raderat finns kvar" in note for (note,) in told)
    assert after == ()
    assert files_holding(day.vera, folder, "Kanariefågel") == 0


@pytest.mark.parametrize(
    ("number", "refusal"), [(errno.ENOSPC, HubFull), (errno.EROFS, HubReadOnly), (errno.EIO, HubUnreachable)]
)
def test_what_the_place_of_the_hub_refuses_is_not_told_of_the_laptops_own_disk(day, monkeypatch, number, refusal):
    answer(day.vera, day.visit, "hb01", value="ja")

    def refuse(*_anything: object) -> str:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        patched.setattr(folder_hub, "write_batch", refuse)
        with pytest.raises(refusal) as told:
            sync(day.vera)

    assert "nav" in told.value.sentence()
    assert unsent_of(day.vera) == 1
    assert sync(day.vera).waiting == 0


def test_a_folder_that_is_gone_or_empty_is_never_read_as_a_deletion(day):
    day.sync_all()
    hub, held = hub_of(day.lead), held_by(day.lead)
    away = hub.path.with_name("away")

    hub.path.rename(away)
    with pytest.raises(HubMissing):
        sync(day.lead)
    hub.path.mkdir()
    with pytest.raises(HubMissing):
        sync(day.lead)
    for name in ("hub.card", "hub.card.keys"):
        shutil.copy(away / name, hub.path / name)
    with pytest.raises(HubChanged):
        sync(day.lead)

    assert held_by(day.lead) == held
    shutil.rmtree(hub.path)
    away.rename(hub.path)
    assert sync(day.lead).refused == ()


def test_a_folder_put_back_from_an_older_copy_stops_the_sync(day):
    day.sync_all()
    hub = hub_of(day.lead)
    older = shutil.copytree(hub.path, hub.path.with_name("older"))
    answer(day.vera, day.visit, "hb01", value="ja")
    day.sync_all()
    shutil.rmtree(hub.path)
    older.rename(hub.path)

    for store in (day.lead, day.vera, day.ville):
        with pytest.raises(HubChanged):
            sync(store)
    assert answer_of(day.lead, day.visit, "hb01").value == "ja"


def test_a_folder_from_before_somebody_joined_gives_nobodys_number_to_anybody_else(lead, join, make_store, hub_url):
    hub = hub_of(lead)
    older = shutil.copytree(hub.path, hub.path.with_name("older"))
    vera, ville = join("vera", "Vera Visit"), join("ville", "Ville Visit")
    sync(lead)
    numbers = {sync_state(store).device for store in (lead, vera, ville)}
    shutil.rmtree(hub.path)
    older.rename(hub.path)

    with pytest.raises(NumbersGone):  # nobody has told the folder yet that she is one of us
        sync(vera, accept_hub=True)
    for store in (lead, vera, ville):
        sync(store, accept_hub=True)
    add_person(lead, hub_url, "Vilma Visit", Role.VISITOR, municipality="Kumla")
    vilma = make_store("vilma", "Vilma Visit")
    enrol(vilma, hub_url, PASSPHRASE)

    again = [sync_state(store).device for store in (lead, vera, ville, vilma)]
    assert len(set(again)) == 4
    assert numbers.isdisjoint(again)
    for _ in range(2):
        assert [sync(store).refused for store in (lead, vera, ville, vilma)] == [()] * 4


def test_who_joins_is_not_asked_about_the_cases_erased_before(lead):
    review = make_review(lead)
    cases = [make_visit(lead, review, f"4-01{number}").scope for number in range(4)]
    sync(lead)
    purged = [(case.bytes, case.bytes, 1, "") for case in cases]

    with laptop_of(lead, nobody) as near:
        with pytest.raises(ErasuresStopped), near.writing():
            folder_life.erase(near, purged, allowed=False)
        with near.writing():
            begin_joining(near, None)
            assert folder_life.erase(near, purged, allowed=False) == 4


def test_two_laptops_of_two_persons_that_join_at_once_never_share_a_number(lead, make_store, hub_url):
    hub = hub_of(lead)
    for person in ("Vera Visit", "Ville Visit"):
        add_person(lead, hub_url, person, Role.VISITOR, municipality="Kumla")
    apart = shutil.copytree(hub.path, hub.path.with_name("apart"))  # two copies of the folder that have not met
    vera, ville = make_store("vera", "Vera Visit"), make_store("ville", "Ville Visit")

    enrol(vera, hub_url, PASSPHRASE)
    enrol(ville, f"folder:///{apart}", PASSPHRASE)

    assert sync_state(vera).device != sync_state(ville).device


def test_two_laptops_of_one_person_that_draw_the_same_number_part_before_they_read_anything(lead, make_store, hub_url):
    hub = hub_of(lead)
    add_person(lead, hub_url, "Vera Visit", Role.LEAD, municipality="Kumla")
    apart = shutil.copytree(hub.path, hub.path.with_name("apart"))
    stores = [make_store("vera", "Vera Visit"), make_store("vera-2", "Vera Visit")]
    enrol(stores[0], hub_url, PASSPHRASE)
    enrol(stores[1], f"folder:///{apart}", PASSPHRASE)
    assert sync_state(stores[0]).device == sync_state(stores[1]).device
    visits = [make_visit(store, make_review(store), f"4-01{n}") for n, store in enumerate(stores)]
    for store in stores:
        sync(store)

    for path in apart.iterdir():  # now the two copies meet
        if path.is_dir():
            shutil.copytree(path, hub.path / path.name, dirs_exist_ok=True)
    with laptop_of(stores[1], nobody) as near:
        near.line.run("UPDATE enrolment SET url = ?", (hub_url,))
    notes = [note for _ in range(3) for store in (*stores, lead) for note in sync(store).notes]

    assert sync_state(stores[0]).device != sync_state(stores[1]).device
    assert any("nytt nummer" in note for note in notes)
    for visit in visits:
        assert held_by(stores[0], visit) == held_by(stores[1], visit) == held_by(lead, visit)
        assert held_by(lead, visit)


def test_a_person_whose_numbers_are_used_up_is_told_whom_to_ask(join):
    vera = join("vera", "Vera Visit")
    first = sync_state(vera).device
    for number in range(first + 1, first + BLOCK):
        folder = hub_of(vera).path / f"{number}-{number:08x}"
        folder.mkdir()
        (folder / "1.batch").write_bytes(b"?")
    with laptop_of(vera, nobody) as near:
        near.line.run("UPDATE setting SET value = replace(value, ?, ?)", (own_folder(vera).name, f"{first}-ffffffff"))

    with pytest.raises(NumbersGone, match="Vera Visit"):
        sync(vera)


def test_numbers_are_given_in_blocks_nobody_else_gives():
    maker, second, third = b"m", b"s", b"t"
    given = [(maker, 1, 7, 8, 2047)]
    given.append(numbers_for(second, given, maker, lead=True, address=""))
    for number in range(60):
        given.append(numbers_for(bytes([number]), given, maker, lead=False, address=""))
        if number < 16:
            given.append(numbers_for(third + bytes([number]), given, second, lead=False, address=""))

    blocks = [range(first, last + 1) for _who, first, last, _low, _high in given]
    numbers = [number for block in blocks for number in block]
    assert len(numbers) == len(set(numbers))
    with pytest.raises(Exception, match="inga fler datornummer"):
        numbers_for(b"one more", given, second, lead=False, address="")


def test_a_snapshot_is_read_from_the_beginning_and_where_batches_are_gone():
    stream = Stream("8-00000000", batches={7, 8, 9}, snapshots={7})

    assert stream.next_after(0) == Place("8-00000000", 7, "snapshot")
    assert stream.next_after(3) == Place("8-00000000", 7, "snapshot")
    assert stream.next_after(7) == Place("8-00000000", 8)
    assert stream.next_after(9) is None
