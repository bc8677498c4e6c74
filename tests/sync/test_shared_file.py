"""A hub that is one file: where it may lie, whether locks hold there, and what happens when it is damaged."""

from __future__ import annotations

import importlib
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sync.folders import own_folder
from sync.worlds import PASSPHRASE, answer, answer_of, held_by, held_by_hub

from kollegie.store.damage_words import damage_words
from kollegie.store.errors import StoreBusy
from kollegie.sync import file_hub, hub_health, lines, lock_probe, snapshots
from kollegie.sync.enrolling import create_hub, state_of_hub
from kollegie.sync.errors import (
    CloudFolder,
    HubBusy,
    HubChanged,
    HubDamaged,
    HubIsWhole,
    LocksNotKept,
    MayNot,
    NotAFile,
)
from kollegie.sync.exchange import sync
from kollegie.sync.hubs import open_hub
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody
from kollegie.sync.places import FolderPlace, PlaceKind, advice, place_of
from kollegie.sync.rebuilding import awaited, rebuild_hub
from kollegie.sync.state import sync_state

FILE_ONLY = pytest.mark.parametrize("hub_kind", ["sqlite"], indirect=True)

MOUNTS = r"""
/dev/sda1 / ext4 rw 0 0
//server/delad /mnt/delad cifs rw 0 0
server:/hem /hem nfs4 rw 0 0
moln: /home/vera/moln fuse.rclone rw 0 0
//server/x /mnt/med\040blank smb3 rw 0 0
tmpfs /mnt/delad/lokal tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/srv/hub", FolderPlace(PlaceKind.LOCAL)),
        ("/mnt/delad/granskning", FolderPlace(PlaceKind.NETWORK, "SMB")),
        ("/mnt/delad/lokal/nav", FolderPlace(PlaceKind.LOCAL)),
        ("/mnt/med blank/nav", FolderPlace(PlaceKind.NETWORK, "SMB")),
        ("/hem/vera", FolderPlace(PlaceKind.NETWORK, "NFS")),
        ("/home/vera/moln/nav", FolderPlace(PlaceKind.CLOUD, "rclone")),
        ("/home/vera/Dropbox/nav", FolderPlace(PlaceKind.CLOUD, "Dropbox")),
        ("/home/vera/OneDrive - Kumla kommun/nav", FolderPlace(PlaceKind.CLOUD, "OneDrive")),
        ("/Users/vera/Library/CloudStorage/OneDrive-Kumla/nav", FolderPlace(PlaceKind.CLOUD, "OneDrive")),
        ("/Users/vera/Library/Mobile Documents/com~apple~CloudDocs", FolderPlace(PlaceKind.CLOUD, "iCloud")),
        ("/mnt/g/Min enhet/nav", FolderPlace(PlaceKind.CLOUD, "Google Drive")),
        ("/srv/dropboxar/nav", FolderPlace(PlaceKind.LOCAL)),
    ],
)
def test_a_place_is_known_for_what_it_is(path, place):
    assert place_of(Path(path), mounts=MOUNTS, environ={}, windows=False) == place


def test_a_cloud_folder_of_any_name_is_known_by_its_marks_and_a_share_by_its_path(tmp_path):
    (tmp_path / ".dropbox.cache").mkdir()

    assert place_of(tmp_path / "nav", mounts="", environ={}).name == "Dropbox"
    assert place_of(Path("/x/Kommun/nav"), mounts="", environ={"OneDriveCommercial": "/x/Kommun"}).name == "OneDrive"
    assert place_of(Path("//server/delad/nav"), environ={}, windows=True).kind is PlaceKind.NETWORK
    assert "filmapp" in advice(FolderPlace(PlaceKind.NETWORK, "NFS"))
    assert advice(FolderPlace(PlaceKind.LOCAL)) == ""


def test_a_file_hub_is_refused_in_a_cloud_folder_and_the_drop_folder_offered(make_store, tmp_path):
    folder = tmp_path / "Dropbox"
    folder.mkdir()

    with pytest.raises(CloudFolder) as refused:
        create_hub(make_store("lead", "Lena Lind"), f"sqlite:///{folder / 'hub.kollegie'}", PASSPHRASE)

    assert f"folder:///{folder}" in refused.value.sentence()
    assert list(folder.iterdir()) == []
    assert create_hub(make_store("lead-2", "Lena Lind"), f"folder:///{folder}", PASSPHRASE).seq > 0


def test_a_second_process_is_refused_the_lock_where_locks_hold_and_seen_where_they_do_not(
    make_store, tmp_path, monkeypatch
):
    real = importlib.reload(lock_probe)
    assert real.locks_hold(tmp_path)
    assert [path.name for path in tmp_path.iterdir() if "probe" in path.name] == []

    real._KEPT.clear()
    monkeypatch.setattr(real, "_may_take", lambda _path: True)  # a share that never sends its locks on
    assert not real.locks_hold(tmp_path)
    with pytest.raises(LocksNotKept, match="filmapp"):
        create_hub(make_store("lead", "Lena Lind"), f"sqlite:///{tmp_path / 'hub.kollegie'}", PASSPHRASE)
    assert not (tmp_path / "hub.kollegie").exists()
    monkeypatch.setattr(real, "locks_hold", lambda _folder: True)


def hub_path(store) -> Path:
    with laptop_of(store, nobody) as near:
        return Path(near.enrolment().url.removeprefix("sqlite:///"))


def damage(path: Path) -> None:
    """Turn bytes over in the middle of most pages, the first ones spared so that it still opens."""
    content = bytearray(path.read_bytes())
    for page in range(len(content) // 8192 // 2, len(content) // 8192):
        content[page * 8192 + 4000] ^= 0xFF
    path.write_bytes(content)


@FILE_ONLY
def test_a_damaged_page_is_found_before_anything_is_written(day):
    day.sync_all()
    answer(day.vera, day.visit, "hb01", value="ja")
    damage(hub_path(day.lead))
    before = hub_path(day.lead).read_bytes()

    with pytest.raises(HubDamaged) as told:
        sync(day.vera)

    said = r"är skadat: (den går inte att läsa|innehållet stämmer inte|sida \d+ i filen är trasig.*)\. Det du"
    assert re.search(said, told.value.sentence())
    assert "hub rebuild" in told.value.sentence()
    assert hub_path(day.lead).read_bytes() == before
    assert answer_of(day.vera, day.visit, "hb01").value == "ja"


def test_a_check_that_finds_many_faults_is_told_by_the_first_and_their_number():
    found = ["*** in database main ***\nTree 26 page 26: error code 11\nTree 28 page 28: error code 11", "Page 124"]

    assert damage_words(found) == "sida 26 i filen är trasig (och 2 fel till)"
    many = [f"Page {number}" for number in range(100)]
    assert damage_words(many) == "sida 0 i filen är trasig (och minst 99 fel till)"
    assert damage_words(["wrong # of entries in index ix_answer"]) == "ett register i filen stämmer inte"
    assert damage_words(["database disk image is malformed"]) == "innehållet stämmer inte"


@FILE_ONLY
def test_the_long_check_is_made_once_a_week_and_the_quick_one_before_each_write(day, clock, monkeypatch):
    monkeypatch.setattr(hub_health, "LARGE", 1 << 40)
    day.sync_all()
    made = []
    for days in (0, 0, 3, 5):
        clock.now += timedelta(days=days)
        answer(day.vera, day.visit, "hb01", value=f"svar {len(made)}")
        heard: list[str] = []
        sync(day.vera, watch=heard.append)
        made.append([check for check in ("quick_check", "integrity_check") if f"PRAGMA {check}" in heard])
    nothing: list[str] = []
    sync(day.vera, watch=nothing.append)

    assert [checks[0] for checks in made] == ["quick_check"] * 4
    assert sum("integrity_check" in checks for checks in made) in (1, 2)
    assert "integrity_check" in made[3] or "integrity_check" in made[0]
    assert not any("_check" in statement for statement in nothing)


@FILE_ONLY
def test_a_damaged_hub_is_set_aside_and_filled_again_by_every_laptop_and_who_is_missing_is_named(day):
    day.sync_all()
    answer(day.vera, day.visit, "hb01", value="ja")
    sync(day.vera)  # the lead has not fetched this when the file goes
    answer(day.ville, day.visit, "hb02", value="nej")
    path, numbers = hub_path(day.lead), {device.number for device in state_of_hub(day.lead).devices}
    damage(path)
    broken = path.read_bytes()
    before = held_by(day.lead)

    with pytest.raises(MayNot):
        rebuild_hub(day.vera)
    made = rebuild_hub(day.lead)

    assert made.aside.read_bytes() == broken
    assert {line.split(":")[0] for line in made.awaited} == {"Vera Visit", "Ville Visit"}
    assert all("4-017" in line for line in made.awaited)
    hub = held_by_hub(day.lead)
    assert not {key for key in before if key not in hub}
    for store in (day.vera, day.ville):
        with pytest.raises(HubChanged):
            sync(store)
        sync(store, accept_hub=True)
    assert awaited(day.lead) == ()
    day.sync_all()
    assert answer_of(day.lead, day.visit, "hb01").value == "ja"
    assert answer_of(day.lead, day.visit, "hb02").value == "nej"
    assert day.agrees()
    again = [sync_state(store).device for store in (day.lead, day.vera, day.ville)]
    assert len(set(again)) == 3
    assert numbers.isdisjoint(again)
    made.aside.unlink()


@FILE_ONLY
def test_a_hub_that_is_not_lost_is_left_where_it_is(day, monkeypatch):
    day.sync_all()
    path = hub_path(day.lead)
    with laptop_of(day.lead, nobody) as near:
        known = near.enrolment()

    with pytest.raises(HubIsWhole):
        rebuild_hub(day.lead)
    monkeypatch.setattr(lines, "LONGEST_TURN", 0.0)
    answer(day.lead, day.visit, "hb01", value="ja")
    with open_hub(known.url, known.hub_key).line() as other:
        other.begin(writing=True)
        with pytest.raises(HubBusy):
            rebuild_hub(day.lead)

    assert list(path.parent.glob("*damaged*")) == []
    day.sync_all()
    assert answer_of(day.ville, day.visit, "hb01").value == "ja"


@FILE_ONLY
def test_a_file_that_is_held_while_it_is_opened_is_busy_with_another_computer(day, monkeypatch):
    def held(*_place: object, **_how: object) -> None:
        raise StoreBusy(name="hub.kollegie")

    monkeypatch.setattr(file_hub, "connect", held)
    monkeypatch.setattr(lines, "LONGEST_TURN", 0.0)

    with pytest.raises(HubBusy):
        sync(day.vera)


@FILE_ONLY
def test_a_file_that_is_no_database_any_more_is_rebuilt_too(day):
    day.sync_all()
    path = hub_path(day.lead)
    path.write_bytes(b"\0" * 100_000)

    with pytest.raises(HubDamaged) as told:
        sync(day.lead)
    assert "skadat: den går inte att läsa. Det du har skrivit finns kvar här." in told.value.sentence()
    made = rebuild_hub(day.lead)
    for store in (day.vera, day.ville):
        sync(store, accept_hub=True)
    day.sync_all()

    assert day.agrees()
    made.aside.unlink()


@pytest.mark.parametrize("hub_kind", ["folder"], indirect=True)
def test_a_laptop_writes_its_own_damaged_files_in_a_folder_anew(day, clock, monkeypatch):
    day.sync_all()
    for value in ("ja", "nej"):
        answer(day.vera, day.visit, "hb01", value=value)
        sync(day.vera)
    hurt = sorted(own_folder(day.vera).glob("*.batch"), key=lambda file: int(file.stem))[-2]
    hurt.write_bytes(hurt.read_bytes()[:-50])
    assert len(sync(day.lead).refused) == 1
    with pytest.raises(NotAFile):
        rebuild_hub(day.lead)

    clock.now += timedelta(days=1)
    with monkeypatch.context() as patched:
        patched.setattr(snapshots, "MOST_ROWS", -1)
        assert "för mycket för att skrivas på nytt" in sync(day.vera).notes[0]
    clock.now += timedelta(days=1)
    assert "De är skrivna på nytt" in sync(day.vera).notes[0]

    assert sync(day.lead).refused == ()
    assert answer_of(day.lead, day.visit, "hb01").value == "nej"
    day.sync_all()
    assert day.agrees()
