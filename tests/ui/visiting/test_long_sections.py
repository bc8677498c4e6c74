"""A section of fifty questions: what is in sight at once, the rest while nobody waits, and nothing jumps or is lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kollegie.intake.checklists import read_checklist
from kollegie.model.ids import derived_id
from kollegie.model.reviews import Assignment, Case, Track, Visit
from kollegie.model.visits import Draft
from kollegie.planning.making_visits import keep_version
from kollegie.store.drafts import keep_draft
from kollegie.visiting.commenting import Thread
from kollegie.visiting.evaluation import Cell, Sheet
from kollegie.visiting.opening import open_visit
from ui.visiting.below_answer import BelowAnswer
from ui.visiting.in_hand import VisitInHand
from ui.visiting.in_turn import AT_ONCE, made_first
from ui.visiting.rows_in_hand import RepeatPlace

HOW_MANY = 50
VISIT = derived_id("visit", "4-050")


def plan_long(store) -> None:
    """Fifty numbers; the tenth opens the eleventh, which must be below five. At the second somebody is writing."""
    lines = ["schema = 1", 'id = "lang"', 'version = "1"', 'titel = "Lång"']
    lines += ["[[avsnitt]]", 'id = "allt"', 'titel = "Allt"']
    for number in range(1, HOW_MANY + 1):
        lines += ["[[avsnitt.fraga]]", f'id = "L{number:02}"', 'typ = "tal"', f'text = "Fråga {number}"']
        if number == 11:
            lines += ['visas_nar = "${l10} = 1"', 'regel = [{ uttryck = ". < 5" }]']
    lines += [
        "[[avsnitt]]",
        'id = "rader"',
        'titel = "Rader"',
        "[[avsnitt.fraga]]",
        'typ = "upprepning"',
        'namn = "rad"',
    ]
    lines += ["[[avsnitt.fraga.fraga]]", 'id = "R1"', 'typ = "tal"', 'text = "Hur många?"']
    lines += ['regel = [{ uttryck = ". < 5" }]']
    checklist = read_checklist("\n".join(lines))
    case = derived_id("case", "4-050")
    with store.work("plan") as work:
        keep_version(work, checklist)
        work.add(
            Case(case, case, derived_id("review", "höst"), Track.USER, "4-050", "U-50"),
            Visit(VISIT, case, derived_id("review", "höst"), case, Track.USER, checklist.id, checklist.content_hash),
            Assignment(derived_id("task", "4-050"), case, VISIT, store.me),
        )
        keep_draft(work, Draft(VISIT, "l02", "", "note", "Ringde på", 9, store.clock()))


@pytest.fixture
def prepare():
    return [plan_long]


@pytest.fixture
def just_opened(page, qtbot):
    """The page at the moment the visit is opened at the fortieth question, before anything else is seen to."""
    seen: list[tuple[int, bool]] = []
    section = page.section
    page.opened.connect(lambda _visit: seen.append((len(section.cards), Cell("l40") in section.cards)))
    page.open_visit(VISIT, "l40")
    qtbot.waitUntil(lambda: bool(seen))
    yield seen[0]
    page.flush()
    page.writer.close()


def whole(page, qtbot) -> None:
    qtbot.waitUntil(lambda: page.section.whole and len(page.section.cards) == HOW_MANY - 1)
    for _ in range(3):
        QApplication.processEvents()


def in_sight(page, name: str) -> bool:
    card, bar = page.section.cards[Cell(name)], page.section.area.verticalScrollBar()
    return bar.value() <= card.y() and card.y() + card.height() <= bar.value() + page.section.area.viewport().height()


def test_the_first_cards_are_those_around_the_question_and_the_rest_follow_in_order(page, just_opened, qtbot):
    made, there = just_opened
    whole(page, qtbot)

    names = [cell.name for cell in page.section.cards]
    tops = [card.y() for card in page.section.cards.values()]
    assert there
    assert made <= AT_ONCE + 1
    assert names == [f"l{number:02}" for number in range(1, HOW_MANY + 1) if number != 11]
    assert tops == sorted(tops)
    qtbot.waitUntil(lambda: in_sight(page, "l40"))
    assert page.section.cards[Cell("l40")].isAncestorOf(QApplication.focusWidget())


@pytest.mark.usefixtures("just_opened")
def test_what_was_being_written_far_away_stands_there_at_once_and_later(page, qtbot):
    page.section.scroll_by_hand(3_000)  # where one was when the visit was left

    page.go_to(Cell("l02"))
    whole(page, qtbot)

    assert page.section.cards[Cell("l02")].note.text() == "Ringde på"
    assert in_sight(page, "l02")  # what is gone to stays in sight when the last card is made


@pytest.mark.usefixtures("just_opened")
def test_a_question_that_opens_while_cards_are_made_finds_its_place(page, qtbot):
    page.go_to(Cell("l10"))
    QTest.keyClicks(QApplication.focusWidget(), "1")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.section.whole and len(page.section.cards) == HOW_MANY)

    names = [cell.name for cell in page.section.cards]
    assert names == sorted(names)
    assert page.section.current == Cell("l11")
    qtbot.waitUntil(lambda: in_sight(page, "l11"))


@pytest.mark.usefixtures("just_opened")
def test_a_digit_that_opens_a_question_is_stored_when_the_window_closes_over_it(page, qtbot, desk):
    whole(page, qtbot)
    page.go_to(Cell("l10"))
    QTest.keyClicks(QApplication.focusWidget(), "1")

    stored = page.flush()

    assert stored
    assert VisitInHand(open_visit(desk.store, VISIT), desk.store.clock).answer(Cell("l10")).value == "1"
    assert Cell("l11") in page.section.cards


def test_what_is_to_be_put_right_goes_and_comes_back_with_its_question(desk):
    visit = VisitInHand(open_visit(desk.store, VISIT), desk.store.clock)
    known = [visit.faulty()]

    for name, value in (("l10", "1"), ("l11", "9"), ("l10", "2"), ("l10", "1"), ("l11", "3")):
        visit.take_value(Cell(name), value)
        known.append(visit.faulty())

    wrong = (Cell("l11"),)
    assert known == [(), (), wrong, (), wrong, ()]


def test_what_is_to_be_put_right_goes_and_comes_back_with_its_row(desk):
    visit = VisitInHand(open_visit(desk.store, VISIT), desk.store.clock)
    rows, first, second = RepeatPlace("rad"), Cell("r1", ("a",)), Cell("r1", ("b",))
    known = [visit.faulty()]
    for cell in (first, second):
        visit.take_row(rows, cell.row[0])
        visit.take_value(cell, "9")

    for act in (lambda: visit.take_row_away(rows, ("a",)), lambda: visit.take_row(rows, "a")):
        known.append(visit.faulty())
        act()

    assert known == [(), (first, second), (second,)]
    assert set(visit.faulty()) == {first, second}


def test_only_the_section_a_change_has_reached_is_gone_through_again(desk, monkeypatch):
    visit = VisitInHand(open_visit(desk.store, VISIT), desk.store.clock)
    before, gone_through = list(visit.asked()), []
    relevant = Sheet.relevant
    monkeypatch.setattr(Sheet, "relevant", lambda sheet, name=None: gone_through.append(name) or relevant(sheet, name))

    visit.take_value(Cell("l10"), "1")
    opened = [cell for cell in visit.asked() if cell not in before]
    visit.take_row(RepeatPlace("rad"), "a")
    back = [cell.name for cell in visit.going_on(Cell("r1", ("a",)), -1)]

    assert opened == [Cell("l11")]
    assert back == [f"l{number:02}" for number in range(HOW_MANY, 0, -1)]
    assert gone_through == ["allt", "rader"]


def test_a_question_opened_by_an_answer_on_its_way_is_asked_when_the_visit_is_read_anew(desk):
    seen = open_visit(desk.store, VISIT)
    visit = VisitInHand(seen, desk.store.clock)
    visit.take_value(Cell("l10"), "1")
    visit.waiting[Cell("l10")] += 1  # handed over, and not stored yet

    visit.show(seen)

    assert visit.stands(Cell("l11"))


def test_few_cards_are_made_at_once_and_of_many_those_that_are_needed():
    asked = [Cell(f"q{number:02}") for number in range(40)]

    few = made_first(asked[:AT_ONCE], asked[:AT_ONCE], ())
    many = made_first(asked, asked, (asked[20], asked[2]))

    assert few == frozenset(asked[:AT_ONCE])
    assert {asked[20], asked[2], asked[28]} <= many
    assert len(many) <= AT_ONCE + 1


@pytest.mark.usefixtures("just_opened")
def test_the_question_come_to_takes_over_what_stood_below_the_last_one_and_nothing_written_there(page, qtbot):
    whole(page, qtbot)
    page.go_to(Cell("l20"))
    card = page.section.cards[Cell("l20")]
    lower = card.below
    card.enter_field("note")
    QTest.keyClicks(card.note, "Ringde på")
    card.marks.flag.click()

    page.go_to(Cell("l21"))

    following = page.section.cards[Cell("l21")]
    assert following.below is lower
    assert (following.note.text(), following.marks.flag.isChecked()) == ("", False)
    assert not following.note.document().isUndoAvailable()
    assert page.visit.answer(Cell("l20")).note == "Ringde på"
    QTest.keyClicks(following.note, "Två hundar")
    page.go_to(Cell("l20"))
    assert (card.note.text(), card.marks.flag.isChecked()) == ("Ringde på", True)
    assert page.visit.answer(Cell("l21")).note == "Två hundar"
    card.below.show_saved("Sparat 13.05")
    card.fold()
    left = card.hand_on()  # as it is before the next question has shown what is its own
    assert (left.note.text(), left.marks.flag.isChecked(), left.saved.text()) == ("", False, "")


@pytest.mark.usefixtures("just_opened")
def test_a_question_that_is_talked_about_keeps_what_stands_below_it(page, qtbot):
    whole(page, qtbot)
    page.go_to(Cell("l20"))
    card = page.section.cards[Cell("l20")]
    QTest.keyClicks(card.talking.open().words, "Fråga igen")

    page.go_to(Cell("l21"))

    assert card.talk is not None
    assert card.talk.words.text() == "Fråga igen"
    assert page.section.cards[Cell("l21")].below is not card.below


@pytest.mark.usefixtures("just_opened")
def test_nothing_is_taken_from_a_question_for_the_next_one_where_that_is_talked_about(page, qtbot):
    whole(page, qtbot)
    section = page.section
    section.cards[Cell("l21")].show_thread(Thread(()), {}, lead=False)
    for name in ("l19", "l20"):
        page.go_to(Cell(name))
        section._prepare_next()  # as when somebody reads for a moment

    parts = section.findChildren(BelowAnswer)
    assert {id(part) for part in parts} == {id(card.below) for card in section.cards.values() if card.below}
