"""How long after a key press the window shows what it led to, in the checklist of `checklist_keystroke.py`.

The real page of a visit with a store on disk: 2,000 questions, 1,000 calculations, 200 rows. A digit is typed and
Enter pressed; the time ends when relevance, faults and progress are painted and no event is left. Printed as ratios
to a floor measured in the same run: a key press in a single field of an empty window. The window's own time is what
its thread worked; the rest it waited for a processor, on a machine that does other things.

    QT_QPA_PLATFORM=offscreen .venv/bin/python tests/benchmarks/checklist_window.py
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, sleep, thread_time
from uuid import UUID

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parent))

from checklist_keystroke import QUESTIONS, ROWS, big_checklist, measured, told
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from kollegie.model.ids import derived_id
from kollegie.model.reviews import Assignment, Case, Review, Track, Visit
from kollegie.model.visits import Answer, VisitRow, answer_id, visit_row_id
from kollegie.planning.making_visits import keep_version
from kollegie.settings import Settings
from kollegie.store import create_store
from kollegie.visiting.evaluation import Cell
from kollegie.visiting.rows import new_row_name
from ui.desk import Desk
from ui.theme import theme
from ui.visiting import VisitPage
from ui.visiting.row_bar import ADD_KEY
from ui.visiting.rows_in_hand import RepeatPlace

SECTIONS, IN_EACH = 6, 20
"""Answers are typed through whole sections, as people do; to change the section is not a key press that answers."""
ADDED = 20
VISIT, CASE, REVIEW = (derived_id(name) for name in ("visit", "case", "review"))


def plan(desk: Desk) -> None:
    """One visit on the big checklist, half of it answered and 200 rows begun."""
    checklist = big_checklist()
    with desk.store.work("plan") as work:
        keep_version(work, checklist)
        work.add(
            Review(REVIEW, REVIEW, "Stor", "hemtjänst", REVIEW, REVIEW),
            Case(CASE, CASE, REVIEW, Track.USER, "4-017", "U-1"),
            Visit(VISIT, CASE, REVIEW, CASE, Track.USER, checklist.id, checklist.content_hash),
            Assignment(derived_id("task"), CASE, VISIT, desk.me),
        )
        names = [(f"q{number}", "") for number in range(0, QUESTIONS, 2)]
        rows = [new_row_name(desk.store.clock(), row) for row in range(1, ROWS + 1)]
        names += [("timmar", row) for row in rows]
        work.add(*(VisitRow(visit_row_id(VISIT, "rad", row), CASE, VISIT, "rad", row) for row in rows))
        work.add(*(Answer(_id(name, row), CASE, VISIT, name, row, "1") for name, row in names))


def _id(name: str, row: str) -> UUID:
    return answer_id(VISIT, name, row)


def settle() -> None:
    """Let everything that waits be carried out and painted, and what that asks for; what is gone is let go of too.

    Outside a running loop of events Qt keeps every widget that is to be deleted later, and the window would get slower
    with each section gone through, as no window does that somebody sits at.
    """
    for _ in range(3):
        QApplication.sendPostedEvents()
        QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def opened(page: VisitPage) -> float:
    """Milliseconds from asking for the visit until its first section is painted."""
    seen: list[object] = []
    page.opened.connect(seen.append)
    began = perf_counter()
    page.open_visit(VISIT)
    while not seen:
        if perf_counter() - began > 60:
            raise TimeoutError("the visit did not open")
        QApplication.processEvents()
        sleep(0.001)
    settle()
    page.opened.disconnect(seen.append)
    return (perf_counter() - began) * 1000


def floor() -> float:
    """Milliseconds for a key press in one field."""
    window = QLineEdit()
    window.show()
    settle()

    def press() -> None:
        QTest.keyClick(window, "1")
        settle()

    return median(measured(press, 100))


class Typist:
    """Types numbers into questions of the page."""

    def __init__(self, page: VisitPage) -> None:
        self.page = page
        self.chance = random.Random(7)

    def stand_at(self, name: str, row: str = "") -> QWidget:
        """Go to a question and put the focus in its field; not measured."""
        self.page.go_to(Cell(name, (row,) if row else ()))
        settle()
        card = self.page.section.cards[Cell(name, (row,) if row else ())]
        field = card.part.field()
        assert field is not None
        field.setFocus()
        settle()
        return field

    def answer(self, name: str, row: str = "") -> tuple[float, float, float]:
        """Milliseconds for a digit, for leaving the field with the answer, and the window's own part of the latter."""
        field = self.stand_at(name, row)
        assert isinstance(field, QLineEdit)
        field.selectAll()
        digit = str(self.chance.randrange(10))
        began = perf_counter()
        QTest.keyClick(field, digit)
        settle()
        typed, own = perf_counter(), thread_time()
        QTest.keyClick(field, Qt.Key.Key_Return)
        settle()
        return (typed - began) * 1000, (perf_counter() - typed) * 1000, (thread_time() - own) * 1000


def main() -> None:
    """Open, type, add a row; print each."""
    app = QApplication([sys.argv[0]])
    theme()  # before any widget, as the program does
    with tempfile.TemporaryDirectory() as folder:
        store = create_store(Path(folder, "stor.kollegie"), "fyra ord i rad", municipality="Ås", person="Anna Ek")
        desk = Desk(store, Settings(Path(folder, "settings.json")))
        plan(desk)
        unit = floor()
        print(f"floor {unit:.3f} ms")
        page = VisitPage(desk)
        page.resize(1240, 860)
        page.show()
        settle()
        told("open, first time on this start", [opened(page)], "<= 1000 ms", unit)
        told("open again", sorted(opened(page) for _ in range(3)), "<= 1000 ms", unit)
        typist = Typist(page)
        visit = page.visit
        assert visit is not None
        digits, answers, owns = [], [], []
        for section in range(SECTIONS):
            first = 300 * section
            for number in range(first, first + IN_EACH):
                if visit.sheet.is_relevant(f"q{number}"):
                    digit, answer, own = typist.answer(f"q{number}")
                    digits.append(digit)
                    answers.append(answer)
                    owns.append(own)
        told("key press while typing", sorted(digits), "<= 50 ms p99", unit)
        told("key press that answers, any question", sorted(answers), "<= 50 ms p99", unit)
        told("  of it the window's own time", sorted(owns), "<= 50 ms p99", unit)
        chain = sorted(typist.answer("q1")[1] for _ in range(20))
        told("key press that answers, 1,000 calculations", chain, "<= 50 ms p99", unit)
        place = RepeatPlace("rad")
        rows = [row for (row,) in visit.rows.of(place)]
        in_row = sorted(typist.answer("timmar", row)[1] for row in rows[:20])
        told("key press that answers, in a row of 200", in_row, "<= 50 ms p99", unit)
        typist.stand_at("timmar", rows[0])
        (add,) = (action for action in page.actions() if action.shortcut() == QKeySequence(ADD_KEY))

        def add_row() -> None:
            add.trigger()
            settle()

        told("add a row", measured(add_row, ADDED), "<= 100 ms", unit)
        if len(visit.rows.of(place)) != ROWS + ADDED:
            sys.exit("the key that was measured adds no rows")
        page.flush()
        page.close()
        desk.close()
    app.quit()


if __name__ == "__main__":
    main()
