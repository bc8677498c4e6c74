from __future__ import annotations

import importlib
import pkgutil
import string
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer, qWarning
from pytestqt.qtbot import QtBot

import kollegie
from kollegie.errors import Cancelled, KollegieError
from kollegie.progress import Progress
from kollegie.settings import Settings
from kollegie.store import create_store
from kollegie.store.errors import DiskFull
from ui.crash_log import CrashLog
from ui.desk import Desk
from ui.page import Page
from ui.problems import problem_of
from ui.tasks import Task, hear_faults
from ui.window_strip import WindowStrip


def every_refusal() -> list[type[KollegieError]]:
    for module in pkgutil.walk_packages(kollegie.__path__, "kollegie."):
        if ".migrations" not in module.name:
            importlib.import_module(module.name)
    found: list[type[KollegieError]] = []
    kinds = [KollegieError]
    while kinds:
        below = kinds.pop().__subclasses__()
        kinds.extend(below)
        found.extend(kind for kind in below if kind.__module__.startswith("kollegie."))
    return found


def facts_of(template: str) -> set[str]:
    return {
        name.split(".")[0].removesuffix("_sv").removesuffix("_en")
        for _, name, _, _ in string.Formatter().parse(template)
        if name
    }


def test_every_refusal_is_told_with_a_sentence_in_both_languages() -> None:
    for kind in every_refusal():
        assert kind.sv.strip(), kind
        assert kind.en.strip(), kind
        assert kind.sv != kind.en, kind
        assert bool(facts_of(kind.sv)) == bool(facts_of(kind.en)), f"{kind} names its facts in one language only"


class Refused(KollegieError):
    sv = "Navet svarar inte. Dina {waiting} ändringar ligger kvar här. Nästa försök 14.40."
    en = "The hub does not answer. Your {waiting} changes are still here. Next try at 14.40."


def test_a_refusal_says_what_happened_and_then_what_to_do() -> None:
    problem = problem_of(Refused(waiting=3))

    assert problem is not None
    assert problem.title == "Navet svarar inte."
    assert problem.text == "Dina 3 ändringar ligger kvar här. Nästa försök 14.40."
    assert problem.report == ""


def test_a_refusal_that_is_split_at_its_colon_is_read_with_it() -> None:
    class Split(KollegieError):
        sv = "Navet är skadat: Sidan 26 går inte att läsa. Synka igen."
        en = "The hub is damaged: Page 26 is unreadable. Sync again."

    problem = problem_of(Split())

    assert problem is not None
    assert problem.title == "Navet är skadat"
    assert problem.sentence == Split().sentence()


class Short(KollegieError):
    sv = "Steget finns inte längre."
    en = "The step is gone."


def test_a_refusal_of_one_sentence_is_told_as_any_other(qtbot: QtBot, tmp_path: Path) -> None:
    store = create_store(tmp_path / "a.kollegie", "fyra ord i rad", municipality="Hult", person="Anna Ek")
    desk = Desk(store, Settings(tmp_path / "settings.json"))
    page, strip = Page(desk, "Signaler"), WindowStrip(lambda: True)
    for widget in (page, strip):
        qtbot.addWidget(widget)
    page.failed.connect(strip.tell_problem)

    page.failed.emit(Short())
    told = strip.told
    page.failed.emit(Refused(waiting=3))
    desk.close()

    assert told == "Steget finns inte längre."
    assert strip.told.startswith("Navet svarar inte. Dina 3 ändringar")


def test_what_the_user_stopped_is_never_told_as_a_problem() -> None:
    assert problem_of(Cancelled()) is None


def test_a_fault_of_ours_is_reported_without_anything_that_was_typed() -> None:
    secret = "Greta Hemlig 19121212-1212"

    try:
        raise ValueError(f"cannot read {secret}")
    except ValueError as error:
        problem = problem_of(error)

    assert problem is not None
    assert "test_problems.py" in problem.report
    assert "builtins.ValueError" in problem.report
    assert "Hemlig" not in problem.report + problem.sentence
    assert str(Path.home()) not in problem.report


@pytest.fixture
def crash_log(tmp_path: Path) -> Iterator[CrashLog]:
    log = CrashLog(tmp_path / "log" / "kollegie.log")
    log.install()
    yield log
    log.remove()


@pytest.mark.qt_no_exception_capture
def test_a_fault_in_a_slot_is_written_down_without_its_words_and_told(qtbot: QtBot, crash_log: CrashLog) -> None:
    def fail() -> None:
        raise RuntimeError("Greta Hemlig")

    with qtbot.waitSignal(crash_log.fault) as told:
        QTimer.singleShot(0, fail)

    written = crash_log.path.read_text(encoding="utf-8")
    assert "RuntimeError" in written
    assert "test_problems.py" in told.args[0]
    assert "Greta" not in written


@pytest.mark.qt_no_exception_capture
def test_a_fault_in_a_thread_is_written_down(qtbot: QtBot, crash_log: CrashLog) -> None:
    def fail() -> None:
        raise RuntimeError

    with qtbot.waitSignal(crash_log.fault):
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()

    assert "RuntimeError" in crash_log.path.read_text(encoding="utf-8")


@pytest.mark.qt_no_exception_capture
def test_a_fault_in_a_task_is_written_down_and_told_and_a_refusal_is_not(qtbot: QtBot, crash_log: CrashLog) -> None:
    def missing(_progress: Progress) -> None:
        raise ModuleNotFoundError("Greta Hemlig")

    def refused(_progress: Progress) -> None:
        raise DiskFull

    hear_faults(crash_log.hear)
    try:
        failing = Task(missing)
        with qtbot.waitSignals([failing.failed, crash_log.fault], timeout=5_000, order="strict"):
            failing.start()
        with qtbot.assertNotEmitted(crash_log.fault), qtbot.waitSignal((other := Task(refused)).ended, timeout=5_000):
            other.start()
    finally:
        hear_faults(None)

    written = crash_log.path.read_text(encoding="utf-8")
    assert "ModuleNotFoundError" in written
    assert "Greta" not in written


def test_what_qt_complains_of_is_written_down(crash_log: CrashLog) -> None:
    qWarning("a part is missing")

    assert "QtWarningMsg: a part is missing" in crash_log.path.read_text(encoding="utf-8")


def test_the_hooks_are_handed_back(tmp_path: Path) -> None:
    log = CrashLog(tmp_path / "kollegie.log")

    log.install()
    log.remove()

    assert sys.excepthook is sys.__excepthook__
    assert threading.excepthook is threading.__excepthook__


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("", encoding="utf-8")

    CrashLog(in_the_way / "kollegie.log").write("an entry")

    assert in_the_way.read_text(encoding="utf-8") == ""
