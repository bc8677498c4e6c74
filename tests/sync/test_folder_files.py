"""What a file in a drop folder must be to be taken in: all else is named and refused, and the rest goes on."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from sync.folders import hub_of, newest, own_folder, snatch
from sync.worlds import answer, answer_of, held_by

from kollegie.sync import sealed_batches
from kollegie.sync.errors import BatchRefused
from kollegie.sync.exchange import sync
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody
from kollegie.sync.sealed_batches import Content, Place, write_batch
from kollegie.sync.state import sync_state

pytestmark = [
    pytest.mark.parametrize("hub_kind", ["folder"], indirect=True),
    pytest.mark.usefixtures("hub_kind"),
]


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
    assert any("Kommun, 2 rader har värden av fel slag" in note for note in receipt.refused)
    aside = sync_state(day.lead).set_aside
    assert [(one.record, one.reason, one.seq) for one in aside] == [
        ("municipality", "s0", number + 1),
        ("municipality", "id", number + 1),
    ]
    assert sync(day.lead).refused == ()  # told once, kept and looked at again
    assert sync_state(day.lead).set_aside == aside
    assert sync_state(day.ville).set_aside == ()


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
