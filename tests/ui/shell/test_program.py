from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from looking import clipped_texts, small_targets, unnamed
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kollegie.progress import Progress
from kollegie.settings import LANGUAGE, Settings
from kollegie.store import Store, create_store, open_store
from kollegie.store.backup import back_up
from kollegie.store.errors import DiskFull
from ui.__main__ import only_opens
from ui.app import Program
from ui.crash_log import CrashLog
from ui.opening import open_desk
from ui.rooms import ALL, rooms_for
from ui.settings.backup_work import backup_work_of
from ui.single import Doorbell, call_forward
from ui.starting import Options, keep_language, read_options
from ui.tokens import FORM_WIDTH
from ui.unlocking.recent import RecentStores
from ui.unlocking.unlock_form import UnlockForm

PASSPHRASE = "fyra ord i följd"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lead.kollegie"
    create_store(path, PASSPHRASE, municipality="Exempelkommun", person="Vera Lind").close()
    return path


@pytest.fixture
def launched() -> list[Path]:
    return []


@pytest.fixture
def program(qapp: QApplication, tmp_path: Path, launched: list[Path]) -> Iterator[Program]:
    settings = Settings(tmp_path / "config" / "settings.json")
    made = Program(qapp, settings, CrashLog(tmp_path / "kollegie.log"), relaunch=launched.append)
    yield made
    made.end()
    for window in (made.unlock_window, made.main_window):
        if window is not None:
            window.close()


def open_main(program: Program, file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOLLEGIE_PASSPHRASE", PASSPHRASE)
    assert program.start(Options(store=file))
    qtbot.waitUntil(lambda: program.main_window is not None, timeout=20_000)


def test_the_first_window_asks_for_the_passphrase(program: Program, file: Path) -> None:
    assert program.start(Options(store=file))

    assert program.unlock_window is not None
    assert program.unlock_window.path == file
    assert program.main_window is None


def test_a_passphrase_given_opens_the_window_of_the_store(
    program: Program, file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_main(program, file, qtbot, monkeypatch)

    assert program.main_window is not None
    assert program.main_window.isVisible()
    assert program._idle is not None
    assert program._idle.receivers("2quiet()") == 1  # what lies long is looked through while nobody is there
    assert program.unlock_window is None


def test_locking_stores_everything_ends_and_starts_at_the_lock(
    program: Program, file: Path, tmp_path: Path, launched: list[Path], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_main(program, file, qtbot, monkeypatch)
    assert program.main_window is not None
    for room in rooms_for(ALL):  # one room that cannot say whether all is stored would keep the lock open for good
        program.main_window.enter(room.name)
    program.main_window.enter("reviews")

    program.main_window.locking.emit()

    assert launched == [file]
    assert program.main_window is None
    assert RecentStores(tmp_path / "config" / "recent.json").of(file).closed
    store = open_store(file, PASSPHRASE)
    with store.reading() as reading:
        assert reading.setting("running") == ""
        assert reading.setting("room") == "reviews"
    store.close()


@pytest.fixture
def copying(
    program: Program, file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], None]]:
    """Open the window and begin a backup that waits; called, it lets it go on."""
    going, out = threading.Event(), file.with_name("kopia.kollegie")

    def slowly(store: Store, path: Path, progress: Progress) -> Path:
        assert going.wait(60)
        return back_up(store, path, progress)

    monkeypatch.setattr("ui.settings.backup_work.back_up", slowly)
    open_main(program, file, qtbot, monkeypatch)
    assert program.main_window is not None
    backup_work_of(program.main_window.desk).begin(out)
    yield going.set
    going.set()


@pytest.mark.parametrize("taken", [False, True])
def test_a_backup_under_way_is_made_whole_behind_the_lock_and_its_failure_is_told_after_it(
    program: Program,
    file: Path,
    launched: list[Path],
    qapp: QApplication,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    copying: Callable[[], None],
    taken: bool,
) -> None:
    window = program.main_window
    assert window is not None
    qapp.clipboard().setText("vad brukaren sa")
    window.locking.emit()
    window.locking.emit()
    cover = program.cover
    assert cover is not None
    assert (cover.isVisible(), window.isVisible(), launched) == (True, False, [])
    assert qapp.clipboard().text() == ""
    assert clipped_texts(cover) + small_targets(cover) + unnamed(cover) == []
    assert cover.said.mapTo(cover, cover.said.rect().topLeft()).x() == (cover.width() - FORM_WIDTH) // 2

    if taken:
        file.with_name("kopia.kollegie").write_bytes(b"taken")
    monkeypatch.setattr(qapp, "quit", qapp.closeAllWindows)  # which is what it begins with in the running program
    copying()
    qtbot.waitUntil(lambda: bool(launched), timeout=20_000)

    assert (launched, program.main_window) == ([file], None)
    again = open_desk(
        open_store(file, PASSPHRASE), Settings(file.with_name("s.json")), RecentStores(file.with_name("r"))
    )
    again.greet()
    assert ("finns redan" in again.strip.told) is taken
    again.desk.close()
    again.deleteLater()


def test_a_locked_window_that_is_closed_gives_up_the_copy_and_starts_nothing(
    program: Program,
    file: Path,
    launched: list[Path],
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
    copying: Callable[[], None],
) -> None:
    monkeypatch.setattr("ui.settings.backup_work.END_WAIT", 60)  # a machine with much else to do takes its time
    assert program.main_window is not None
    program.main_window.locking.emit()
    assert program.cover is not None
    assert "Stängs fönstret blir det ingen kopia." in program.cover.said.text()

    qapp.closeAllWindows()
    copying()
    program.end()

    assert (launched, program.main_window, program.cover.isVisible()) == ([], None, False)
    assert not file.with_name("kopia.kollegie").exists()


def test_a_computer_that_wakes_has_given_up_the_copy(
    program: Program, file: Path, launched: list[Path], qtbot: QtBot, copying: Callable[[], None]
) -> None:
    assert program._idle is not None
    program._idle._checked -= 61

    program._idle.check()
    copying()

    qtbot.waitUntil(lambda: launched == [file], timeout=20_000)
    assert not file.with_name("kopia.kollegie").exists()


def test_a_lock_that_cannot_be_covered_ends_all_the_same(
    program: Program,
    file: Path,
    launched: list[Path],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    copying: Callable[[], None],
) -> None:
    monkeypatch.setattr("ui.locked_cover.LockedCover", lambda _work: 1 / 0)
    assert program.main_window is not None

    with qtbot.captureExceptions():
        copying()
        program.main_window.locking.emit()

    assert (launched, program.main_window) == ([file], None)


def test_whatever_goes_wrong_at_the_end_a_locked_process_goes(
    program: Program, file: Path, launched: list[Path], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_main(program, file, qtbot, monkeypatch)
    assert program.main_window is not None
    store = program.main_window.desk.store
    monkeypatch.setattr(store, "close", lambda: 1 / 0)

    with qtbot.captureExceptions():
        program.main_window.locking.emit()

    assert launched == [file]
    monkeypatch.undo()
    store.close()


def test_a_database_that_cannot_be_worked_in_is_told_beside_the_passphrase(
    program: Program, file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object) -> None:
        raise DiskFull(name=file.name, free=0)

    monkeypatch.setattr("ui.opening.open_desk", refuse)
    monkeypatch.setenv("KOLLEGIE_PASSPHRASE", PASSPHRASE)
    assert program.start(Options(store=file))
    form = program.unlock_window.form if program.unlock_window is not None else None
    assert isinstance(form, UnlockForm)

    qtbot.waitUntil(lambda: "Disken är full" in form.fault, timeout=20_000)

    assert form.unlock.text() == "Lås upp"
    assert program.main_window is None


def test_a_lock_that_cannot_be_written_is_no_other_window(qapp: QApplication, file: Path, tmp_path: Path) -> None:
    (tmp_path / "config").write_text("no folder", encoding="utf-8")
    settings = Settings(tmp_path / "config" / "settings.json")
    program = Program(qapp, settings, CrashLog(tmp_path / "kollegie.log"), relaunch=lambda _: None)

    assert program.start(Options(store=file))

    assert program.unlock_window is not None
    program.unlock_window.close()


def test_a_program_that_was_killed_is_told_of_at_the_next_start(
    program: Program, file: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_main(program, file, qtbot, monkeypatch)

    known = RecentStores(tmp_path / "config" / "recent.json").of(file)

    assert not known.closed  # as it stands if nothing more happens than a kill


def test_a_second_start_rings_the_first_window_and_leaves(
    program: Program, file: Path, tmp_path: Path, qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_main(program, file, qtbot, monkeypatch)
    second = Program(
        qapp, Settings(tmp_path / "config" / "settings.json"), CrashLog(tmp_path / "two.log"), relaunch=lambda _: None
    )

    started = second.start(Options(store=file))

    assert not started
    assert second.unlock_window is None


def test_the_bell_is_heard(qtbot: QtBot) -> None:
    bell = Doorbell("test-of-the-bell")

    with qtbot.waitSignal(bell.rung):
        assert call_forward("test-of-the-bell")

    assert not call_forward("nobody-lives-here")


def test_windows_come_back_where_they_stood(
    program: Program, file: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_main(program, file, qtbot, monkeypatch)
    assert program.main_window is not None
    program.main_window.setGeometry(20, 30, 1001, 702)
    program.end()

    kept = (tmp_path / "config" / "windows.ini").read_text(encoding="utf-8")

    assert "geometry" in kept
    assert "Exempel" not in kept


@pytest.mark.parametrize(
    ("words", "opens"),
    [
        ([], True),
        (["--store", "lead.kollegie"], True),
        (["--store=lead.kollegie", "--passphrase-file", "p", "--language=en"], True),
        (["--language", "fr"], False),
        (["sync"], False),
        (["--store", "lead.kollegie", "check"], False),
        (["--help"], False),
        (["--store"], False),
    ],
)
def test_only_the_windows_own_options_open_it(words: list[str], opens: bool) -> None:
    assert only_opens(words) is opens


def test_options_are_read_in_both_ways_of_writing_them() -> None:
    assert read_options(["--store", "a.kollegie", "--passphrase-file=p"]) == Options(Path("a.kollegie"), Path("p"))
    assert read_options([]) == Options()


def test_the_window_keeps_the_language_it_is_opened_with(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")

    keep_language(settings, read_options(["--language", "en"]).language)
    keep_language(settings, read_options([]).language)

    assert Settings(settings.path).get(LANGUAGE) == "en"
