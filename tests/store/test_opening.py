"""Every way a store can refuse to open, each with its own sentence and nothing half-written."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from kollegie.model.ids import COMMON_SCOPE
from kollegie.model.register import Municipality
from kollegie.model.reviews import CaseIdentity, Visit
from kollegie.model.visits import Answer, answer_id
from kollegie.store import Store, connecting, create_store, open_store
from kollegie.store.connecting import LOCAL_SETTINGS, SHARED_SETTINGS, connect
from kollegie.store.errors import (
    DiskFull,
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


def run(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=240,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )


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


@pytest.fixture
def small_disk(tmp_path: Path) -> Path:
    """A disk of three megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a small disk needs root")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_is_said_to_be_full_and_what_was_saved_is_whole(small_disk, passphrase):
    store = create_store(small_disk / "full.kollegie", passphrase, municipality="Hult", person="Bo")
    with store.work() as work:
        work.add(Municipality(work.new_id(), COMMON_SCOPE, "sparad"))
    (small_disk / "ballast").write_bytes(bytes(_free(small_disk) - 65536))

    def fill() -> None:
        for _ in range(200):
            with store.work() as work:
                work.add(*(Municipality(work.new_id(), COMMON_SCOPE, "x" * 2000) for _ in range(20)))

    with pytest.raises(DiskFull) as refused:
        fill()

    assert "0 MB" in refused.value.sentence()
    with store.reading() as reading:
        assert reading.first(Municipality, name="sparad") is not None
    (small_disk / "ballast").unlink()
    assert store.check() == ()
    store.close()


def test_a_store_is_made_whole_or_not_at_all_on_a_full_disk(small_disk, passphrase):
    (small_disk / "ballast").write_bytes(bytes(_free(small_disk) - 65536))

    with pytest.raises(DiskFull):
        create_store(small_disk / "full.kollegie", passphrase, municipality="Hult", person="Bo")

    assert [path.name for path in small_disk.iterdir()] == ["ballast"]


def _free(folder: Path) -> int:
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


UNDER_QUOTA = """
import resource, signal, sys
from pathlib import Path
from kollegie.errors import KollegieError
from kollegie.model.ids import COMMON_SCOPE
from kollegie.model.register import Municipality
from kollegie.store import open_store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = open_store(Path(sys.argv[1]), sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (700_000, 700_000))
written = 0
try:
    while True:
        with store.work() as work:
            work.add(*(Municipality(work.new_id(), COMMON_SCOPE, "x" * 2000) for _ in range(20)))
        written += 20
except KollegieError as problem:
    print(written, type(problem).__name__)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on file size")
def test_a_quota_is_told_and_the_store_stays_whole(closed, passphrase):
    found = run(UNDER_QUOTA, closed, passphrase)

    written, name = found.stdout.split()
    assert name in ("DiskFull", "WriteFailed"), found.stderr
    store = open_store(closed, passphrase)
    with store.reading() as reading:
        assert reading.count(Municipality, name="x" * 2000) == int(written) > 0
    assert store.check() == ()
    store.close()


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
    connection = connect(tmp_path / "hub.kollegie", bytes(32), shared=True)

    found = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name, _, _ in SHARED_SETTINGS}
    connection.close()

    assert (found["journal_mode"], found["synchronous"], found["busy_timeout"]) == ("delete", 3, 20000)
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

    assert problems
    assert any(word in problem for problem in problems for word in ("cipher_integrity_check", "skadad"))


def write_canaries(store: Store, visit: Visit) -> list[str]:
    words = ["Kanariefågel Åkesson", "kanariefågel äter lunch", "19121212-1212"]
    with store.work("answer") as work:
        work.add(CaseIdentity(visit.case_id, visit.case_id, words[0], words[2]))
        work.add(Answer(answer_id(visit.id, "hb06"), visit.scope, visit.id, "hb06", note=words[1]))
    return words


def _bytes_beside(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.parent.iterdir() if file.is_file()}


def test_nothing_written_can_be_read_without_the_key(store, visit):
    with store.reading():  # somebody looks on, so that the write-ahead log stays
        canaries = write_canaries(store, visit)
        files = _bytes_beside(store.path)

    assert {"anna.kollegie", "anna.kollegie-wal"} <= files.keys()
    assert len(files["anna.kollegie-wal"]) > 4096
    for word in canaries:
        for encoding in ("utf-8", "utf-16-le", "utf-32-le"):
            assert not any(word.encode(encoding) in content for content in files.values())


def test_the_search_for_plain_text_would_see_it(tmp_path):
    from sqlcipher3 import dbapi2

    plain = dbapi2.connect(str(tmp_path / "plain.db"))
    plain.execute("CREATE TABLE note (text TEXT)")
    plain.execute("INSERT INTO note VALUES ('Kanariefågel Åkesson')")
    plain.commit()
    plain.close()

    assert any("Kanariefågel Åkesson".encode() in content for content in _bytes_beside(tmp_path / "plain.db").values())


def test_a_failed_act_leaves_no_trace(store):
    def act() -> None:
        with store.work("plan") as work:
            work.add(Municipality(work.new_id(), COMMON_SCOPE, "halv"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()

    with store.reading() as reading:
        assert reading.first(Municipality, name="halv") is None


def test_a_look_at_the_store_is_consistent_while_others_write(store):
    with store.reading() as reading:
        before = reading.count(Municipality)
        with store.work() as work:
            work.add(Municipality(work.new_id(), COMMON_SCOPE, "ny"))

        assert reading.count(Municipality) == before

    with store.reading() as reading:
        assert reading.count(Municipality) == before + 1


def test_a_missing_capture_trigger_is_made_anew_at_start(store, reopen: Callable[[], Store]):
    with store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.exec_driver_sql("DROP TRIGGER edited_answer")
        connection.exec_driver_sql("DROP TRIGGER history_is_kept")
    assert store.check() == ("capture: history_is_kept", "capture: edited_answer")

    again = reopen()

    assert again.check() == ()


def test_a_trigger_that_is_not_ours_is_taken_away_at_start(store, reopen: Callable[[], Store]):
    with store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.exec_driver_sql("CREATE TRIGGER planted AFTER INSERT ON setting BEGIN SELECT 1; END")

    again = reopen()

    with again.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name = 'planted'").scalar_one()
    assert found == 0


def test_a_folder_that_is_not_there_is_told(tmp_path, passphrase):
    with pytest.raises(FolderMissing) as refused:
        create_store(tmp_path / "saknas" / "ny.kollegie", passphrase, municipality="Hult", person="Bo")

    assert "saknas" in refused.value.sentence()


def test_a_disk_without_room_for_the_log_is_no_refusal_when_the_store_is_closed(tmp_path, monkeypatch):
    store = create_store(tmp_path / "a.kollegie", "fyra ord i följd", municipality="Exempelkommun", person="Vera Lind")
    with store.work() as work:
        work.set_setting("room", "today")

    def full(*_given):
        raise dbapi2.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(store.engine, "connect", full)
        store.close()

    again = open_store(tmp_path / "a.kollegie", "fyra ord i följd")
    with again.reading() as reading:
        assert reading.setting("room") == "today"
    again.close()
