from __future__ import annotations

import ast
import re
import sys
import threading
import time
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QThread, Slot
from pytestqt.qtbot import QtBot

import ui
from kollegie.progress import Progress
from ui.tasks import Task, Writer


class Page(QObject):
    """Remembers what it was told, and on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[object] = []
        self.on_gui_thread = True

    @Slot(object)
    def hear(self, value: object) -> None:
        self.told.append(value)
        self.on_gui_thread &= QThread.currentThread() is self.thread()

    @Slot(int, int, str)
    def count(self, done: int, total: int, what: str) -> None:
        self.hear((done, total, what))


def test_the_window_is_let_in_soon_beside_a_task(qtbot: QtBot) -> None:
    """Python's own turns of five milliseconds are waited for at each call back from Qt, hundreds of times a key."""
    before = sys.getswitchinterval()
    try:
        sys.setswitchinterval(0.005)
        task = Task(lambda _progress: sys.getswitchinterval())
        with qtbot.waitSignal(task.succeeded) as told:
            task.start()
    finally:
        sys.setswitchinterval(before)

    assert told.args[0] <= 0.001


def count_to(number: int, progress: Progress) -> int:
    for done in range(1, number + 1):
        progress.step(done, number, "svar")
    return number


def refuse(_progress: Progress) -> None:
    raise ValueError("no")


def go_on_until_stopped(progress: Progress) -> None:
    while True:
        progress.step(0, 1)
        time.sleep(0.001)


def test_a_task_tells_its_counts_and_its_result_on_the_gui_thread(qtbot: QtBot) -> None:
    page = Page()
    task = Task(partial(count_to, 12))
    task.progressed.connect(page.count)
    task.succeeded.connect(page.hear)

    with qtbot.waitSignal(task.ended):
        task.start()

    assert page.told[-2:] == [(12, 12, "svar"), 12]
    assert page.on_gui_thread


def test_a_task_that_fails_tells_why(qtbot: QtBot) -> None:
    task = Task(refuse)

    with qtbot.waitSignal(task.failed) as told:
        task.start()

    assert isinstance(told.args[0], ValueError)


def test_a_cancelled_task_tells_only_that_it_is_over(qtbot: QtBot) -> None:
    page = Page()
    task = Task(go_on_until_stopped)
    task.succeeded.connect(page.hear)
    task.failed.connect(page.hear)

    with qtbot.waitSignal(task.ended):
        task.start()
        task.cancel()

    assert page.told == []


def test_a_page_that_is_gone_is_told_nothing(qtbot: QtBot) -> None:
    page = Page()
    told = page.told
    go_on = threading.Event()
    task = Task(lambda _progress: go_on.wait(5))
    task.succeeded.connect(page.hear)
    task.start()

    page.deleteLater()
    del page
    qtbot.wait(10)
    with qtbot.waitSignal(task.ended):
        go_on.set()

    assert told == []


@pytest.fixture
def writer() -> Writer:
    made = Writer()
    yield made
    assert made.stop()


def test_acts_are_carried_out_in_order_and_off_the_gui_thread(qtbot: QtBot, writer: Writer) -> None:
    done: list[object] = []

    for number in range(50):
        writer.submit(partial(done.append, number))
    writer.submit(lambda: done.append(threading.current_thread().name))

    assert writer.flush()
    assert done == [*range(50), "writer"]
    qtbot.waitUntil(lambda: writer.waiting == 0)


def test_a_receipt_tells_the_result_and_the_writer_that_it_is_saved(qtbot: QtBot, writer: Writer) -> None:
    page = Page()

    with qtbot.waitSignal(writer.saved):
        writer.submit(lambda: 42).done.connect(page.hear)

    assert page.told == [42]
    assert page.on_gui_thread


def test_a_refused_act_is_told_and_the_next_one_still_carried_out(qtbot: QtBot, writer: Writer) -> None:
    done: list[int] = []

    with qtbot.waitSignal(writer.failed) as told:
        writer.submit(partial(refuse, Progress()))
        writer.submit(partial(done.append, 1))

    assert isinstance(told.args[0], ValueError)
    assert writer.flush()
    assert done == [1]


def test_what_was_asked_for_a_page_that_is_gone_is_carried_out_and_told_to_nobody(qtbot: QtBot, writer: Writer) -> None:
    page, other = Page(), Page()
    told, done, go_on = page.told, [], threading.Event()
    writer.submit(lambda: go_on.wait(5))
    writer.submit(lambda: done.append("first")).meant_for(page).done.connect(partial(Page.hear, page))
    writer.submit(lambda: 42).meant_for(other).done.connect(partial(Page.hear, other))

    page.deleteLater()
    qtbot.wait(10)
    go_on.set()
    qtbot.waitUntil(lambda: writer.waiting == 0)

    assert done == ["first"]
    assert told == []
    assert other.told == [42]


def outliving(source: str) -> list[int]:
    """The lines where a `partial` or a lambda is to hear a receipt that would go on telling a page that is gone."""
    found = []
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef):
            continue
        nodes = list(ast.walk(function))
        asked = {
            node.targets[0].id
            for node in nodes
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and falls_silent(node.value)
        }
        for call in nodes:
            match call:
                case ast.Call(
                    ast.Attribute(ast.Attribute(receipt, "done" | "failed"), "connect"),
                    [ast.Lambda() | ast.Call(ast.Name("partial"))],
                ) if not falls_silent(receipt) and not (isinstance(receipt, ast.Name) and receipt.id in asked):
                    found.append(call.lineno)
    return found


def falls_silent(made: ast.expr) -> bool:
    return (
        isinstance(made, ast.Call)
        and isinstance(made.func, ast.Attribute)
        and (made.func.attr in ("look", "ask", "meant_for"))
    )


def test_no_room_lets_a_partial_outlive_its_page() -> None:
    rooms = Path(ui.__file__).parent
    sources = {path.relative_to(rooms): path.read_text("utf-8") for path in rooms.rglob("*.py")}
    meant = re.compile(r"\.(done|failed)\.connect\(\s*(partial|lambda)")
    candidates = {path: source for path, source in sources.items() if meant.search(source)}  # to read few of them

    assert [f"{path}:{line}" for path, source in candidates.items() for line in outliving(source)] == []
    assert len(candidates) > 3
    faulty = "def act(self):\n    r = self.desk.act(f)\n    r.done.connect(partial(self.tell, 1))\n"
    assert outliving(faulty) == [3]


def test_a_writer_that_has_ended_answers_at_once_what_it_has_not_stored(writer: Writer) -> None:
    writer.submit(partial(int, "1"))
    assert writer.stop()

    assert writer.flush(3600)
    writer.submit(partial(int, "2"))
    assert not writer.flush(3600)
