"""Every way a store can refuse to open, each with its own sentence and nothing half-written."""

from __future__ import annotations

import os
import re

import pytest
from store.own_process import run

from kollegie.model.ids import COMMON_SCOPE
from kollegie.model.register import Municipality
from kollegie.model.reviews import Case, Track, Visit
from kollegie.store import Store, connecting, create_store, open_store
from kollegie.store.connecting import LOCAL_SETTINGS, SHARED_SETTINGS, connect
from kollegie.store.errors import (
    EngineTooOld,
    FolderMissing,
    KeyFileDamaged,
    KeyFileMissing,
    NameMissing,
    NotAStore,
    NotEncrypted,
    PassphraseTooShort,
    SettingNotTaken,
    StoreBusy,
    StoreDamaged,
    StoreExists,
    StoreFromNewer,
    StoreIsFolder,
    StoreMissing,
    WrongPassphrase,
)
from kollegie.store.keys import key_file_of
from kollegie.store.tables import SCHEMA_VERSION

pytestmark = pytest.mark.usefixtures("real_stores")


def test_a_store_opens_again_with_its_passphrase_and_knows_whose_it_is(closed, passphrase):
    store = open_store(closed, passphrase)

    with store.reading() as reading:
        assert reading.first(Municipality, name="Hult") is not None
        assert reading.setting("me") == str(store.me)
    store.close()


def test_a_wrong_passphrase_is_refused_and_changes_nothing(closed, passphrase):
    before = closed.read_bytes()

    with pytest.raises(WrongPassphrase) as refused:
        open_store(closed, passphrase + "x")

    assert "anna.kollegie" in refused.value.sentence()
    assert closed.read_bytes() == before


def test_a_missing_file_names_the_folder_it_was_looked_for_in(tmp_path, passphrase):
    with pytest.raises(StoreMissing) as refused:
        open_store(tmp_path / "borta.kollegie", passphrase)

    assert "borta.kollegie" in refused.value.sentence()
    assert str(tmp_path) in refused.value.sentence()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content", [b"", "En fil med någons anteckningar.\n".encode() * 300, b"SQLite format 3\0" * 300]
)
def test_a_plain_file_is_said_to_be_no_database_of_ours(tmp_path, passphrase, content):
    (tmp_path / "text.kollegie").write_bytes(content)

    with pytest.raises(NotEncrypted, match=r"text\.kollegie är inte en databas från Kollegie"):
        open_store(tmp_path / "text.kollegie", passphrase)
    with pytest.raises(StoreIsFolder, match="är en mapp"):
        open_store(tmp_path, passphrase)


@pytest.mark.parametrize("names", [("", "Anna Ek"), ("Exempelkommun", "  ")])
def test_a_new_store_needs_a_municipality_and_a_person(tmp_path, passphrase, names):
    with pytest.raises(NameMissing):
        create_store(tmp_path / "ny.kollegie", passphrase, municipality=names[0], person=names[1])

    assert list(tmp_path.iterdir()) == []


def test_a_missing_key_file_is_said_to_be_missing(closed, passphrase):
    key_file_of(closed).unlink()

    with pytest.raises(KeyFileMissing) as refused:
        open_store(closed, passphrase)

    assert "anna.kollegie.keys" in refused.value.sentence()


def test_one_damaged_copy_of_the_keys_is_enough_to_open_with(closed, passphrase):
    keys = key_file_of(closed)
    first, second = keys.read_text().splitlines()
    keys.write_text(f"{first[:-20]}\n{second}\n")

    open_store(closed, passphrase).close()


@pytest.mark.parametrize("content", ["", "skräp", "\x00" * 400])
def test_a_damaged_key_file_is_said_to_be_damaged(closed, passphrase, content):
    key_file_of(closed).write_text(content)

    with pytest.raises(KeyFileDamaged) as refused:
        open_store(closed, passphrase)

    assert "anna.kollegie.keys" in refused.value.sentence()


def test_a_store_from_a_newer_program_says_which_formats(closed, passphrase, store: Store):
    with store.engine.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    store.close()

    with pytest.raises(StoreFromNewer) as refused:
        open_store(closed, passphrase)

    assert str(SCHEMA_VERSION + 1) in refused.value.sentence()
    assert str(SCHEMA_VERSION) in refused.value.sentence()


@pytest.mark.parametrize(
    ("version", "accepted"),
    [("3.51.2", False), ("3.50.4", False), ("3.7.17", False), ("3.51.3", True), ("3.53.4", True), ("4.0.0", True)],
)
def test_an_engine_that_can_lose_writes_is_refused(closed, passphrase, monkeypatch, version, accepted):
    monkeypatch.setattr(connecting.dbapi2, "sqlite_version", version)

    if accepted:
        open_store(closed, passphrase).close()
    else:
        with pytest.raises(EngineTooOld) as refused:
            open_store(closed, passphrase)
        assert version in refused.value.sentence()


def test_a_database_of_something_else_is_not_opened(closed, passphrase, store: Store):
    with store.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA application_id = 1")
    store.close()

    with pytest.raises(NotAStore):
        open_store(closed, passphrase)


def test_a_file_that_is_no_database_is_not_opened(closed, passphrase):
    closed.write_bytes(os.urandom(20_000))

    with pytest.raises(NotAStore) as refused:
        open_store(closed, passphrase)

    assert "anna.kollegie" in refused.value.sentence()


AS_NOBODY = """
import os, sys, tempfile
from pathlib import Path
from kollegie.errors import KollegieError
from kollegie.store import create_store, open_store
create_store(Path(tempfile.mkdtemp()) / "warm.kollegie", "fyra varma ord", municipality="Hult", person="Bo").close()
os.chdir(sys.argv[1])
if os.getuid() == 0:  # root may write anywhere
    os.setgid(65534)
    os.setuid(65534)
for attempt in (
    lambda: open_store(Path("anna.kollegie"), sys.argv[2]),
    lambda: create_store(Path("ny.kollegie"), sys.argv[2], municipality="Hult", person="Bo"),
):
    try:
        attempt()
    except KollegieError as problem:
        print(type(problem).__name__, problem.sentence())
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions on folders")
def test_a_read_only_folder_is_said_to_be_read_only(closed, passphrase):
    for part in (closed, key_file_of(closed)):
        part.chmod(0o644)
    closed.parent.chmod(0o555)

    found = run(AS_NOBODY, closed.parent, passphrase)

    closed.parent.chmod(0o755)
    lines = found.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["FolderReadOnly", "FolderReadOnly"], found.stderr
    assert "anna.kollegie" in lines[0]
    assert "ny.kollegie" in lines[1]
    assert not closed.with_name("ny.kollegie").exists()


def test_a_new_store_never_takes_the_place_of_another(closed, passphrase):
    before = closed.read_bytes()

    with pytest.raises(StoreExists):
        create_store(closed, passphrase, municipality="Hult", person="Bo")

    assert closed.read_bytes() == before


@pytest.mark.parametrize("guessed", ["1234", "hemligt", "111111222222 33", "abababababab", "   fyra ord    "])
def test_a_passphrase_that_is_soon_guessed_makes_no_store(tmp_path, guessed):
    with pytest.raises(PassphraseTooShort) as refused:
        create_store(tmp_path / "ny.kollegie", guessed, municipality="Hult", person="Bo")

    assert "minst 12 tecken" in refused.value.sentence()
    assert "inte bara siffror" in refused.value.sentence()
    assert list(tmp_path.iterdir()) == []


def test_a_lock_held_by_another_program_is_said_so(store, made_once, monkeypatch):
    impatient = tuple(
        ("busy_timeout", "50", 50) if name == "busy_timeout" else (name, given, wanted)
        for name, given, wanted in LOCAL_SETTINGS
    )
    monkeypatch.setattr(connecting, "LOCAL_SETTINGS", impatient)
    other = connect(store.path, made_once[1])
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreBusy), store.work() as work:
        work.set_setting("x", "y")

    other.execute("ROLLBACK")
    other.close()


def test_every_safety_setting_reads_back_as_given(store):
    with store.engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name, _, _ in LOCAL_SETTINGS}

    assert found == {name: wanted for name, _, wanted in LOCAL_SETTINGS}
    assert found["journal_mode"] == "wal"
    assert (found["synchronous"], found["foreign_keys"], found["secure_delete"]) == (2, 1, 1)
    assert (found["trusted_schema"], found["temp_store"], found["mmap_size"]) == (0, 2, 0)


def test_a_file_on_a_share_keeps_a_rollback_journal(tmp_path):
    connection = connect(tmp_path / "hub.kollegie", bytes(32), shared=True, turn=0.2)

    found = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name, _, _ in SHARED_SETTINGS}
    turn = connection.execute("PRAGMA busy_timeout").fetchone()[0]
    connection.close()

    assert (found["journal_mode"], found["synchronous"], turn) == ("delete", 3, 200)
    assert found == {name: wanted for name, _, wanted in SHARED_SETTINGS}


@pytest.mark.parametrize("name", [name for name, _, _ in LOCAL_SETTINGS])
def test_a_setting_that_does_not_take_hold_stops_the_opening(closed, passphrase, monkeypatch, name):
    bent = tuple((one, given, "bent" if one == name else wanted) for one, given, wanted in LOCAL_SETTINGS)
    monkeypatch.setattr(connecting, "LOCAL_SETTINGS", bent)

    with pytest.raises(SettingNotTaken) as refused:
        open_store(closed, passphrase)

    assert name in refused.value.sentence()


def test_a_damaged_page_is_found(closed, passphrase, store: Store):
    with store.work() as work:
        work.add(*(Municipality(work.new_id(), COMMON_SCOPE, "y" * 1000) for _ in range(400)))
    store.close()
    content = bytearray(closed.read_bytes())
    pages = len(content) // 4096
    content[(pages // 2) * 4096 + 100] ^= 1
    closed.write_bytes(content)

    try:
        opened = open_store(closed, passphrase)
    except StoreDamaged as refused:
        problems: tuple[str, ...] = (refused.sentence(),)
    else:
        problems = opened.check()
        opened.engine.dispose()

    (told,) = problems
    assert re.search(r"är skadad: sida \d+ i filen är trasig", told)
    assert "återställ den senaste säkerhetskopian" in told


def test_a_record_that_belongs_to_nothing_is_told_with_what_to_do(store: Store):
    with store.work("round create") as work:
        case, review = work.new_id(), work.new_id()
        work.add(Case(case, case, review, Track.USER, "4-017", "B-4-017"))
        work.add(Visit(work.new_id(), case, review, case, Track.USER, "hemtjanst-brukarbesok", "abc"))
    other = connect(store.path, store.key)
    for statement in (
        "PRAGMA foreign_keys=OFF",
        "UPDATE actor SET applying = 1",
        "UPDATE visit SET dirty = NULL",
        "DELETE FROM case_",
        "UPDATE actor SET applying = 0",
    ):
        other.execute(statement)
    other.close()

    (told,) = store.check()

    assert told.startswith("1 post hör till något som inte finns (visit). Synka")


def test_a_folder_that_is_not_there_is_told(tmp_path, passphrase):
    with pytest.raises(FolderMissing) as refused:
        create_store(tmp_path / "saknas" / "ny.kollegie", passphrase, municipality="Hult", person="Bo")

    assert "saknas" in refused.value.sentence()
