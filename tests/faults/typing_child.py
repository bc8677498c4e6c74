"""The program that is killed: a real visit page without a screen, with somebody typing in it.

Run as a script it is a nursery: it loads everything once and forks a child for each line it is given, so that a
hundred kills do not cost a hundred starts. Each child writes what it does to a log before and after, in single writes
that survive the kill.

A life is lived in the notes of a visit, going from question to question, or in one text (`where`): the note of one
question, the form at the visit's door, the checklist editor, or the sample of a round that is planned. In one text
keys and commits alone are logged, keys under its name, and there is a pause after the first key: it is stored when the
second is pressed, and from the second on the typing goes on and on.

Lines of the log: `K time question length` a key was pressed in the note; `A time question value` an answer was chosen;
`G time question` the person went to a question; `D time question length` the note's draft was stored;
`R time question` an answer was stored; `C time length` a commit took that long. Times are monotonic, in nanoseconds.
"""

from __future__ import annotations

import os
import random
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from event_loop import let_run

if TYPE_CHECKING:
    from kollegie.store import Store

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

PASSPHRASE = "fyra ord i rad"
PAUSE_MS = 800
"""Between the first and the second key of one text."""
LETTERS = "abcdefghijklmnopqrstuvwxyz     ,."
QUESTIONS = ("hb06", "hb11", "hb12", "hb16", "hb18", "hb20")


@dataclass(frozen=True)
class Life:
    """One child: where its store lies, its key, the visit, the seed of what it types, and in which part."""

    path: Path
    key: bytes
    visit: str
    seed: int
    log: Path
    where: str = "notes"

    def line(self) -> str:
        return "\t".join((str(self.path), self.key.hex(), self.visit, str(self.seed), str(self.log), self.where)) + "\n"

    @staticmethod
    def of(line: str) -> Life:
        path, key, visit, seed, log, where = line.rstrip("\n").split("\t")
        return Life(Path(path), bytes.fromhex(key), visit, int(seed), Path(log), where)


def words_for(seed: int, question: str) -> str:
    """What is typed in a question's note: the same for everyone who knows the seed. No blanks at the ends.

    In a sample it is a number, as long as its field takes.
    """
    chance = random.Random(f"{seed} {question}")
    if question == "sample":
        return "".join(chance.choice("123456789") for _ in range(12))
    return "x" + "".join(chance.choice(LETTERS) for _ in range(chance.randrange(20, 90))) + "x"


class Log:
    """What is done, line by line, in single writes."""

    def __init__(self, life: Life) -> None:
        self._file = os.open(life.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def note(self, kind: str, *facts: object) -> None:
        os.write(self._file, (" ".join(map(str, (kind, time.monotonic_ns(), *facts))) + "\n").encode())


def store_of(life: Life, log: Log) -> Store:
    """The store, which logs how long each of its commits took."""
    from kollegie.model.clock import system_clock
    from kollegie.store import Store
    from kollegie.store.connecting import engine_of

    engine = engine_of(life.path, life.key)
    commit = engine.dialect.do_commit

    def timed_commit(connection) -> None:
        began = time.monotonic_ns()
        commit(connection)
        log.note("C", time.monotonic_ns() - began)

    engine.dialect.do_commit = timed_commit
    return Store(life.path, engine, life.key, system_clock, random.Random(life.seed))


def live(life: Life) -> None:
    """Open the visit and type until the end comes."""
    from uuid import UUID

    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from kollegie.settings import Settings
    from kollegie.visiting.recovery import start_running
    from ui.desk import Desk
    from ui.visiting import VisitPage

    log = Log(life)
    note = log.note
    app = QApplication([])
    store = store_of(life, log)
    start_running(store)
    page = VisitPage(Desk(store, Settings(life.path.with_name("settings.json"))))
    writer = page.writer._writer
    tell = writer._stored

    def stored(drafts) -> None:
        for draft in drafts:
            note("D", draft.question, len(draft.text))
        tell(drafts)

    writer._stored = stored
    page.flow.stored.connect(lambda cell, _at: note("R", cell.name))
    page.resize(1316, 840)
    page.show()
    page.activateWindow()
    QTest.qWaitForWindowActive(page)
    chance = random.Random(life.seed)
    page.open_visit(UUID(life.visit), QUESTIONS[0])
    while page.visit is None or page.section.current is None:
        let_run(1)
    for question in QUESTIONS * 3:
        note("G", question)
        page.go_to(page.visit.cell_named(question))
        value = chance.choice("jnd")
        QTest.keyClicks(QApplication.focusWidget(), value)
        note("A", question, {"j": "ja", "n": "nej", "d": "delvis"}[value])
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_A)
        edit = QApplication.focusWidget()
        edit.selectAll()
        for place, letter in enumerate(words_for(life.seed, question), start=1):
            QTest.keyClicks(edit, letter)
            note("K", question, place)
            let_run(chance.randrange(1, 35))
        let_run(chance.randrange(1, 60))
    app.quit()


def live_in_one_text(life: Life) -> None:
    """Type one text in a note, at the visit's door, in a new question or in a sample, until the end comes."""
    from uuid import UUID

    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QWidget

    from kollegie.settings import Settings
    from ui.checklists import ChecklistsPage
    from ui.desk import Desk
    from ui.reviews.planning_panel import PlanningPanel
    from ui.visiting import VisitPage

    log = Log(life)
    app = QApplication([])
    desk = Desk(store_of(life, log), Settings(life.path.with_name("settings.json")))
    page: QWidget = {
        "note": lambda: VisitPage(desk),
        "door": lambda: VisitPage(desk),
        "editor": lambda: ChecklistsPage(desk),
        "sample": lambda: PlanningPanel(desk, UUID(life.visit)),
    }[life.where]()
    page.resize(1316, 840)
    page.show()
    if isinstance(page, PlanningPanel):
        while page.step == 0:
            let_run(1)
        page.heads[1].click()
        page.sample.how_many.choose("some")
        field = page.sample.number.line
    elif isinstance(page, VisitPage):
        page.open_visit(UUID(life.visit), QUESTIONS[0])
        while page.visit is None or page.section.current is None:
            let_run(1)
        if life.where == "note":
            field = page.section.cards[page.section.current].note
        else:
            page.door.ask_for_consent()
            field = page.door.form.note
    else:
        assert isinstance(page, ChecklistsPage)
        page.refresh()
        while not page.list.things:
            let_run(1)
        page.list.go_to(0)
        page.edit_chosen()
        page.editor.new_question()
        field = page.editor.form.first_field()
    field.setFocus()
    chance = random.Random(life.seed)
    for place, letter in enumerate(words_for(life.seed, life.where) * 20, start=1):
        QTest.keyClicks(field, letter)
        log.note("K", life.where, place)
        let_run(PAUSE_MS if place == 1 else chance.randrange(1, 35))
    app.quit()


def nursery() -> None:
    """Load everything once, then fork a child for each line on standard input and tell its process id."""
    import alembic.command  # noqa: F401  (loaded once for all)
    from PySide6 import QtSvg, QtTest, QtWidgets  # noqa: F401

    import ui.checklists
    import ui.reviews.planning_panel
    import ui.visiting  # noqa: F401

    os.write(1, b"ready\n")
    while line := sys.stdin.readline():
        child = os.fork()
        if child == 0:
            try:
                life = Life.of(line)
                (live if life.where == "notes" else live_in_one_text)(life)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(0)
        os.write(1, f"{child}\n".encode())


if __name__ == "__main__":
    nursery()
