"""Rows of a repeat in the window: one in hand, added, removed, brought back, and quick however many there are."""

from __future__ import annotations

import time

import pytest
from looking import clipped_texts, small_targets, unnamed
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from visiting.repeating import plan_repeating

from kollegie.model.ids import derived_id
from kollegie.model.visits import VisitRow
from kollegie.visiting.evaluation import Cell
from kollegie.visiting.opening import open_visit
from kollegie.visiting.rows import add_row
from kollegie.visiting.signing import drop_visit
from ui.visiting.rows_in_hand import RepeatPlace
from ui.visiting.visit_words import rows_in_words

INSATS = RepeatPlace("insats")


@pytest.fixture
def prepare():
    return [plan_repeating]


@pytest.fixture
def at_rows(take_up):
    return take_up("4-030", "in01")


def bar(reviewer):
    return reviewer.page.section.bars[INSATS]


def cards(reviewer):
    return [card.question.id for card in reviewer.page.section.cards.values()]


def alt(reviewer, key):
    reviewer.press(key, Qt.KeyboardModifier.AltModifier)


def test_a_section_of_rows_stands_in_the_outline_before_there_is_any(at_rows):
    titles = [line.title for line in at_rows.page.columns.panel.outline.lines if hasattr(line, "title")]

    assert titles == ["Om hjälpen", "Per insats", "Sist"]


def test_a_section_without_rows_can_be_opened_and_gets_its_first(at_rows):
    at_rows.ctrl(Qt.Key.Key_Return)
    before = (at_rows.page.section.section, cards(at_rows))

    bar(at_rows).add.click()
    at_rows.settle()

    assert before == ("per_insats", [])
    assert cards(at_rows) == ["IN02", "IN03", "IN04"]
    assert at_rows.at == "IN02"


def test_rows_are_added_named_by_their_answer_and_gone_about_by_keys(at_rows):
    at_rows.ctrl(Qt.Key.Key_Return)
    for said in ("Dusch", "Stad"):
        alt(at_rows, Qt.Key.Key_Insert)
        at_rows.press(said)
    at_rows.page.finish()
    at_rows.settle()

    alt(at_rows, Qt.Key.Key_Left)
    words = [bar(at_rows).choice.itemText(at) for at in range(2)]

    assert words == ["1 · Dusch", "2 · Stad"]
    assert at_rows.page.visit.rows.in_hand(INSATS) == at_rows.page.visit.rows.of(INSATS)[0]
    assert "Insats 1" in at_rows.card.asked.words


def test_a_removed_row_goes_and_comes_back_by_the_strip(at_rows):
    at_rows.ctrl(Qt.Key.Key_Return)
    for said in ("Dusch", "Stad"):
        alt(at_rows, Qt.Key.Key_Insert)
        at_rows.press(said)
    at_rows.page.finish()
    at_rows.settle()

    alt(at_rows, Qt.Key.Key_Delete)
    left = [words for _, words in rows_in_words(at_rows.page.visit, INSATS)]
    said = at_rows.page.strip.said
    at_rows.page.strip.strip.button("undo").click()
    at_rows.settle()
    back = [words for _, words in rows_in_words(at_rows.page.visit, INSATS)]

    assert (left, "borttagen" in said) == (["1 · Dusch"], True)
    assert back == ["1 · Dusch", "2 · Stad"]
    assert [row.removed for row in at_rows.stored(VisitRow)] == [False, False]


def test_rows_on_their_way_to_the_store_stand_when_the_visit_is_read_as_it_was_before(at_rows):
    at_rows.ctrl(Qt.Key.Key_Return)
    alt(at_rows, Qt.Key.Key_Insert)
    page, first = at_rows.page, at_rows.page.visit.rows.of(INSATS)[0]
    before = open_visit(at_rows.desk.store, page.visit.visit.id)

    page.flow.add_row(INSATS)
    second = page.visit.rows.of(INSATS)[1]
    page.flow.answer(Cell("in02", second), "Dusch")
    page.flow.remove_row(INSATS, first)
    page.flow.reloaded.emit(before, None)  # as an undo that was asked for just before comes back
    shown = (page.visit.rows.of(INSATS), page.visit.answer(Cell("in02", second)).value)
    at_rows.settle()

    assert shown == ((second,), "Dusch")
    assert page.visit.rows.waiting == []
    assert open_visit(at_rows.desk.store, page.visit.visit.id).sheet().rows("insats") == (second,)


def test_a_row_that_is_refused_is_not_shown_as_if_it_were_there(at_rows):
    at_rows.ctrl(Qt.Key.Key_Return)
    store, page = at_rows.desk.store, at_rows.page
    drop_visit(store, page.visit.visit.id, "not_home")  # by somebody else, and the window has not heard yet

    page.flow.add_row(INSATS)

    assert len(page.visit.rows.of(INSATS)) == 1
    at_rows.wait(lambda: page.visit.rows.of(INSATS) == ())
    assert page.visit.visit.dropped_because == "not_home"


def test_the_last_row_removed_leaves_the_section_empty_and_the_person_somewhere(at_rows):
    at_rows.ctrl(Qt.Key.Key_Return)
    alt(at_rows, Qt.Key.Key_Insert)

    alt(at_rows, Qt.Key.Key_Delete)

    assert at_rows.page.visit.rows.of(INSATS) == ()
    assert at_rows.at == "IN01"


def test_the_next_unanswered_question_is_found_in_another_row(at_rows):
    at_rows.ctrl(Qt.Key.Key_Return)
    alt(at_rows, Qt.Key.Key_Insert)
    alt(at_rows, Qt.Key.Key_Insert)
    second = at_rows.page.visit.rows.of(INSATS)[1]
    at_rows.page.go_to(at_rows.page.visit.cell_named("in01"))
    for name in ("in02", "in03", "in04"):
        first = at_rows.page.visit.rows.of(INSATS)[0]
        cell = at_rows.page.visit.cell_named(name, "/".join(first))
        at_rows.page.flow.answer(cell, {"in02": "Dusch", "in03": "ja", "in04": "2"}[name])
    at_rows.settle()

    at_rows.press(Qt.Key.Key_F8)

    assert (at_rows.at, at_rows.card.cell.row) == ("IN02", second)


def test_a_page_made_anew_comes_back_to_the_same_row(at_rows, qtbot):
    at_rows.ctrl(Qt.Key.Key_Return)
    for _ in range(2):
        alt(at_rows, Qt.Key.Key_Insert)
    stood = at_rows.page.visit.rows.of(INSATS)[1]
    place = at_rows.page.place()

    again = type(at_rows.page)(at_rows.desk)  # what a change of language does
    qtbot.addWidget(again)
    again.show()
    again.show_place(place)
    qtbot.waitUntil(lambda: again.visit is not None and bool(again.section.cards), timeout=5_000)
    at_rows.settle()

    assert again.section.current == Cell("in02", stood)


def test_a_row_more_among_two_hundred_comes_about_as_soon_as_among_a_few(desk, page, take_up):
    visit_id = derived_id("visit", "4-030")

    def seconds_for_one_among(more: int) -> float:
        """The window's own thread, the quickest of five: what else the machine does is not counted."""
        with desk.store.one_act():
            for _ in range(more):
                add_row(desk.store, visit_id, "insats")
        reviewer = take_up("4-030", "in01")
        reviewer.ctrl(Qt.Key.Key_Return)
        took = []
        for _ in range(5):
            start = time.thread_time()
            bar(reviewer).add.click()
            QApplication.processEvents()
            took.append(time.thread_time() - start)
            reviewer.settle()
        return min(took)

    among_few, among_many = seconds_for_one_among(3), seconds_for_one_among(192)

    assert len(page.visit.rows.of(INSATS)) == 205
    assert among_many < 3 * among_few


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_is_cut_and_everything_can_be_hit_and_named(at_rows, look, scale):
    look.show_as(text_scale=scale)
    at_rows.ctrl(Qt.Key.Key_Return)
    for _ in range(2):
        alt(at_rows, Qt.Key.Key_Insert)
    at_rows.settle()

    assert clipped_texts(at_rows.page) == []
    assert unnamed(at_rows.page) == []
    assert small_targets(at_rows.page) == []
