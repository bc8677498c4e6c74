"""A copy of the store is whole, encrypted, and never put over what is there."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from kollegie.errors import Cancelled
from kollegie.model.attachments import AttachmentKind
from kollegie.model.ids import derived_id
from kollegie.model.register import Municipality
from kollegie.model.reviews import Case, Track, Visit
from kollegie.progress import Progress
from kollegie.store import Store, backup, create_store, open_store
from kollegie.store.attachments import attachments_folder, keep_attachment, read_content, sealed_content
from kollegie.store.backup import PAUSED, back_up, restore
from kollegie.store.connecting import connect
from kollegie.store.errors import (
    DiskFull,
    FolderReadOnly,
    KeyFileMissing,
    StoreDamaged,
    StoreExists,
    StoreFromNewer,
    WrongPassphrase,
)
from kollegie.store.keys import key_file_of
from kollegie.store.opening import check_file
from kollegie.store.purge_file import write_purge_file
from kollegie.store.records import keep_records, read_records, records_folder
from kollegie.store.whole_copies import belongs_to

PASSPHRASE = "fyra ord i rad"


@pytest.fixture
def store(tmp_path):
    made = create_store(tmp_path / "lead.kollegie", PASSPHRASE, municipality="Exempelkommun", person="Lo Ledare")
    yield made
    made.close()


def municipalities(store: Store) -> list[str]:
    with store.reading() as reading:
        return [municipality.name for municipality in reading.find(Municipality)]


def test_a_backup_opens_with_the_same_passphrase_and_holds_the_same(store, tmp_path):
    out = back_up(store, tmp_path / "copy.kollegie")

    copy = open_store(out, PASSPHRASE)

    assert municipalities(copy) == ["Exempelkommun"]
    copy.close()


def test_no_name_can_be_read_in_the_copy(store, tmp_path):
    out = back_up(store, tmp_path / "copy.kollegie")

    assert b"Exempelkommun" not in out.read_bytes()


def test_a_copy_without_its_records_is_not_called_whole(store, tmp_path):
    import pyarrow as pa

    keep_records(store, "stays", pa.table({"user_id": ["B-01"]}), file="vistelser.csv")
    out = back_up(store, tmp_path / "copy.kollegie")
    assert belongs_to(out) == ("copy.kollegie.keys", "copy.kollegie.records")
    assert check_file(out, PASSPHRASE) == ()

    shutil.rmtree(tmp_path / "copy.kollegie.records")

    assert [("vistelser.csv" in said, "copy.kollegie.records" in said) for said in check_file(out, PASSPHRASE)] == [
        (True, True)
    ]


def test_a_backup_never_replaces_another(store, tmp_path):
    out = back_up(store, tmp_path / "copy.kollegie")
    before = out.read_bytes()

    with pytest.raises(StoreExists):
        back_up(store, out)

    assert out.read_bytes() == before


def test_a_cancelled_backup_leaves_nothing_and_one_the_program_ended_in_does_not_stand_in_the_way(store, tmp_path):
    left, going_on = (tmp_path / f".copy.kollegie.{name}.part" for name in ("left", "new"))
    for unfinished in (left, going_on):
        unfinished.mkdir()
        (unfinished / "copy.kollegie").write_bytes(b"begun")
    for path in (left / "copy.kollegie", left):
        os.utime(path, (0, 0))
    progress = Progress()
    progress.cancel()

    with pytest.raises(Cancelled):
        back_up(store, tmp_path / "copy.kollegie", progress)

    assert [path.name for path in tmp_path.glob("*copy*")] == [going_on.name]
    assert back_up(store, tmp_path / "copy.kollegie").is_file()


def test_of_two_backups_to_one_name_at_the_same_moment_one_is_whole_and_the_other_is_told(store, tmp_path):
    out, second = tmp_path / "copy.kollegie", []

    class Meanwhile(Progress):
        def step(self, done: int, total: int, what: str) -> None:
            if not second:
                second.append(None)
                second.append(back_up(store, out))

    with pytest.raises(StoreExists):
        back_up(store, out, Meanwhile())

    assert second == [None, out]
    assert sorted(path.name for path in tmp_path.glob("*copy*")) == ["copy.kollegie", "copy.kollegie.keys"]
    assert restore(out, PASSPHRASE, tmp_path / "new.kollegie").is_file()


def test_a_copy_whose_files_were_being_moved_when_the_program_ended_gives_up_its_name(store, tmp_path):
    held = tmp_path / ".copy.kollegie.taken"
    for path in (held, tmp_path / "copy.kollegie.keys"):
        path.write_bytes(b"begun")

    with pytest.raises(StoreExists):  # another program may be moving them now
        back_up(store, tmp_path / "copy.kollegie")
    os.utime(held, (0, 0))

    assert restore(back_up(store, tmp_path / "copy.kollegie"), PASSPHRASE, tmp_path / "new.kollegie").is_file()


def test_a_disk_that_takes_what_it_is_given_at_once_is_not_waited_for_at_every_block(store, tmp_path, monkeypatch):
    out, waited = back_up(store, tmp_path / "copy.kollegie"), []
    monkeypatch.setattr(backup, "BLOCK", out.stat().st_size // 63)
    monkeypatch.setattr(backup, "_sent", lambda file: waited.append(file.tell()) or 0.05)

    restore(out, PASSPHRASE, tmp_path / "new.kollegie")

    assert len(waited) <= 8


def test_restoring_goes_beside_a_store_that_is_there_and_holds_its_sync(store, tmp_path):
    out = back_up(store, tmp_path / "copy.kollegie")

    target = restore(out, PASSPHRASE, store.path)

    assert target.name == "lead-2.kollegie"
    restored = open_store(target, PASSPHRASE)
    with restored.reading() as reading:
        assert reading.setting(PAUSED) == "restored"
    restored.close()
    with store.reading() as reading:
        assert reading.setting(PAUSED) == ""


def test_a_restore_that_is_broken_off_leaves_no_store_that_syncs_by_itself(store, tmp_path, monkeypatch):
    out = back_up(store, tmp_path / "copy.kollegie")
    target = tmp_path / "new.kollegie"

    def broken_off(*_anything: object, **_named: object) -> Store:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(backup, "open_store", broken_off)
        with pytest.raises(KeyboardInterrupt):
            restore(out, PASSPHRASE, target)

    left = open_store(target, PASSPHRASE)
    with left.reading() as reading:
        assert reading.setting(PAUSED) == "restored"
    left.close()


def test_a_restore_that_is_given_up_ends_within_a_block_and_does_not_touch_one_begun_meanwhile(
    store, tmp_path, monkeypatch
):
    out = back_up(store, tmp_path / "copy.kollegie")
    monkeypatch.setattr(backup, "BLOCK", out.stat().st_size // 4)
    sizes: list[int] = []
    second: list[Path] = []

    class GivenUp(Progress):
        def check(self) -> None:
            written = [path.stat().st_size for path in tmp_path.glob(".lead.kollegie.*.part/*")]
            if any(written) and not sizes:
                sizes.extend(written)
                second.append(restore(out, PASSPHRASE, store.path))
                self.cancel()
            super().check()

    with pytest.raises(Cancelled):
        restore(out, PASSPHRASE, store.path, GivenUp())

    assert sizes == [out.stat().st_size // 4]
    assert {path.name for path in tmp_path.iterdir() if "lead-" in path.name} == {
        "lead-2.kollegie",
        "lead-2.kollegie.keys",
    }
    restored = open_store(second[0], PASSPHRASE)
    assert municipalities(restored) == ["Exempelkommun"]
    restored.close()


def test_a_backup_of_a_newer_kollegie_is_refused_and_leaves_nothing(store, tmp_path):
    out = back_up(store, tmp_path / "copy.kollegie")
    connection = connect(out, store.key)
    connection.execute("PRAGMA user_version=99")
    connection.close()

    with pytest.raises(StoreFromNewer):
        restore(out, PASSPHRASE, tmp_path / "new.kollegie")

    assert [path.name for path in tmp_path.iterdir() if "new" in path.name] == []


def test_a_damaged_copy_is_refused_and_nothing_is_restored(store, tmp_path):
    out = back_up(store, tmp_path / "copy.kollegie")
    content = bytearray(out.read_bytes())
    content[len(content) // 2] ^= 1
    out.write_bytes(content)

    with pytest.raises(StoreDamaged):
        restore(out, PASSPHRASE, tmp_path / "new.kollegie")

    assert not (tmp_path / "new.kollegie").exists()


def test_a_copy_without_its_key_file_or_with_another_passphrase_says_which(store, tmp_path):
    out = back_up(store, tmp_path / "copy.kollegie")

    with pytest.raises(WrongPassphrase):
        restore(out, "another", tmp_path / "new.kollegie")
    key_file_of(out).unlink()
    with pytest.raises(KeyFileMissing):
        restore(out, PASSPHRASE, tmp_path / "new.kollegie")


def test_a_backup_takes_the_imported_files_and_the_attachments_along(store, tmp_path):
    import pyarrow as pa

    visit = derived_id("visit", 1)
    with store.work() as work:
        case = derived_id("case", 1)
        work.add(
            Case(case, case, derived_id("review", 1), Track.USER, "4-017", "B-17"),
            Visit(visit, case, derived_id("review", 1), case, Track.USER, "hemtjanst-brukarbesok", "h3"),
        )
    with sealed_content(store, b"en bild") as sealed, store.work() as work:
        photo = keep_attachment(work, sealed, case, visit, "hb01", kind=AttachmentKind.PHOTO, mime="image/png")
    kept = keep_records(store, "users", pa.table({"user_id": ["B-17"]}), file="u.csv")

    out = back_up(store, tmp_path / "copy.kollegie")
    for folder in (records_folder(store), attachments_folder(store)):
        shutil.rmtree(folder)
    target = restore(out, PASSPHRASE, tmp_path / "new.kollegie")

    restored = open_store(target, PASSPHRASE)
    assert read_content(restored, photo) == b"en bild"
    assert read_records(restored, kept)["user_id"].to_pylist() == ["B-17"]
    restored.close()


@pytest.mark.parametrize(("what", "told"), [(errno.ENOSPC, DiskFull), (errno.EROFS, FolderReadOnly)])
def test_what_the_disk_refuses_is_told_and_leaves_nothing(store, tmp_path, monkeypatch, what, told):
    back_up(store, tmp_path / "kopia.kollegie")

    def refuse(*_args):
        raise OSError(what, os.strerror(what), "namn")

    monkeypatch.setattr("kollegie.store.backup.write_whole", refuse)
    monkeypatch.setattr("kollegie.store.purge_file.write_sealed", refuse)

    with pytest.raises(told):
        back_up(store, tmp_path / "annan.kollegie")
    with pytest.raises(told):
        restore(tmp_path / "kopia.kollegie", PASSPHRASE, tmp_path / "åter.kollegie")
    with pytest.raises(told):
        write_purge_file(store)
    assert not [path for path in tmp_path.iterdir() if path.name.lstrip(".").startswith(("annan", "åter"))]
