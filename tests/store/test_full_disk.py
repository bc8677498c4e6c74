"""A disk that is full: it is said, what was saved is whole, and nothing is made by half."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2
from store.own_process import run

from kollegie.model.ids import COMMON_SCOPE
from kollegie.model.register import Municipality
from kollegie.store import create_store, open_store
from kollegie.store.errors import DiskFull

pytestmark = pytest.mark.usefixtures("real_stores")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
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
