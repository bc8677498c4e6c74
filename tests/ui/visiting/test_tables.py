"""Questions that share their answers, as a table at a visit: a row is a card, and the keyboard goes from row to row."""

from __future__ import annotations

import pytest
from looking import clipped_texts, small_targets, unnamed
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from shown_so import plan_earlier, plan_shown_so

from kollegie.language import Language, speak
from kollegie.model.answer_values import Withheld
from kollegie.visiting.evaluation import Cell
from ui.theme import Scheme
from ui.visiting import VisitPage
from ui.visiting.rows_in_hand import RepeatPlace
from ui.visiting.table_frame import TableFrame
from ui.visiting.table_row import TableRow


@pytest.fixture
def prepare():
    return [plan_shown_so]


@pytest.fixture
def visitor(take_up):
    return take_up("4-060", "t1")


def frames(visitor) -> list[TableFrame]:
    return [part for part in visitor.page.section.area.parts if isinstance(part, TableFrame)]


def in_focus(visitor) -> tuple[str, str]:
    """The row one is in, and the answer of it that has the focus."""
    button = QApplication.focusWidget()
    return visitor.at, button.accessibleName() if button is not None else ""


def left_of(visitor, name: str, answer: str) -> int:
    grid = visitor.card_of(name).answers.grid
    return grid.button(answer).mapTo(visitor.page, QPoint(0, 0)).x()


def test_rows_stand_under_one_head_and_are_answered_row_by_row(visitor):
    for key in ("2", Qt.Key.Key_Return, "1", Qt.Key.Key_Return, "o"):
        visitor.press(key)

    table, many = frames(visitor)
    columns = [{left_of(visitor, name, answer) for name in ("t1", "t2", "t4")} for answer in ("aldrig", "ofta")]
    assert [card.question.id for card in table.cards()] == ["T0", "T1", "T2", "T4"]  # T3 closed with T2
    assert [card.question.id for card in many.cards()] == ["V1", "V2"]
    assert [len(lefts) for lefts in columns] == [1, 1]
    assert not isinstance(visitor.card_of("s1"), TableRow)
    assert [visitor.answer(name).value for name in ("t1", "t2", "t4")] == ["ibland", "aldrig", Withheld.EJ_OBSERVERAT]


def test_arrows_go_from_row_to_row_in_the_column_and_choose_nothing(visitor):
    places = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Up):
        visitor.press(key)
        places.append(in_focus(visitor))
    visitor.press(Qt.Key.Key_Space)

    assert places == [
        ("T1", "Någon gång"),
        ("T2", "Någon gång"),
        ("T3", "Någon gång"),
        ("T3", "Ofta"),
        ("T2", "Ofta"),
    ]
    assert visitor.answer("t1") is None
    assert visitor.answer("t2").value == "ofta"
    assert [card.question.id for card in frames(visitor)[0].cards()][2:4] == ["T2", "T2B"]  # what it opened, below it


def test_of_many_each_row_takes_several_and_keeps_them(visitor):
    visitor.page.go_to(Cell("v1"))
    for key in ("1", "2", Qt.Key.Key_Down, Qt.Key.Key_Space):
        visitor.press(key)

    assert (visitor.answer("v1").value, visitor.at) == (("sjalv", "hemtjanst"), "V2")
    assert visitor.answer("v2").value == ("hemtjanst",)


@pytest.mark.parametrize("prepare", [[plan_shown_so, plan_earlier]], ids=["with an earlier round"])
def test_fault_note_flag_undo_and_last_round_belong_to_the_row(visitor):
    visitor.press(Qt.Key.Key_F4)
    as_last_time = visitor.answer("t1").value
    visitor.press("1")
    visitor.page.go_to(Cell("t3"))
    visitor.press("3")
    row = visitor.card_of("t1")
    said = row.answers.grid.accessibleDescription()
    visitor.ctrl(Qt.Key.Key_Z)
    without = row.answers.grid.accessibleDescription()
    visitor.page.go_to(Cell("t1"))
    visitor.press("a")
    visitor.press("Ringde")
    row.marks.flag.click()
    visitor.ctrl(Qt.Key.Key_M)
    visitor.page.finish()
    visitor.settle()

    assert as_last_time == "ofta"
    assert ("Det säger emot T3." in said, "Det säger emot T3." in without) == (True, False)
    assert (visitor.answer("t1").note, visitor.answer("t1").flagged) == ("Ringde", True)
    assert row.isAncestorOf(row.talk)


def test_one_question_at_a_time_shows_one_row_with_the_head_of_its_table(visitor):
    visitor.press(Qt.Key.Key_F7)
    table, many = frames(visitor)

    shown = [card.question.id for card in table.cards() if card.isVisible()]
    assert (shown, table.head.isVisible(), many.isVisible()) == (["T1"], True, False)
    visitor.press(Qt.Key.Key_F7)
    assert many.isVisible()


def test_a_table_without_room_is_stacked_and_nothing_of_it_is_cut(visitor, look):
    beside = left_of(visitor, "t1", "ibland") > left_of(visitor, "t1", "aldrig")
    look.show_as(scheme=Scheme.CONTRAST, text_scale=2.0)
    visitor.settle()
    wide = clipped_texts(visitor.page.section)
    visitor.page.resize(860, 900)
    visitor.settle()
    row = visitor.card_of("t1")

    assert beside
    assert row.answers.grid.widths == ()
    assert row.answers.y() > 0
    assert wide == clipped_texts(visitor.page.section) == []
    assert small_targets(visitor.page.section, 44) == []
    assert unnamed(visitor.page.section) == []
    visitor.page.resize(1316, 840)
    look.show_as(text_scale=1.0)
    visitor.settle()
    assert row.answers.grid.widths


def test_a_change_of_language_keeps_the_row_and_a_whole_section_may_be_a_table(visitor, desk, qtbot):
    visitor.page.go_to(Cell("j2"))
    visitor.press("n")
    place = visitor.page.place()
    visitor.page.flush()

    speak(Language.EN)
    again = VisitPage(desk)
    qtbot.addWidget(again)
    again.show()
    again.show_place(place)
    qtbot.waitUntil(lambda: again.section.current is not None)
    row = again.section.cards[again.section.current]

    assert isinstance(row, TableRow)
    assert (row.question.id, row.answers.value()) == ("J2", "nej")
    assert row.answers.grid.button("nej").accessibleName() == "No"


def test_each_row_of_a_repeat_has_a_table_of_its_own_with_its_own_answers(visitor):
    visitor.page.go_to(Cell("j1"))
    visitor.ctrl(Qt.Key.Key_Return)
    for permanent, first in (("n", "1"), ("j", "3")):
        visitor.press(Qt.Key.Key_Insert, Qt.KeyboardModifier.AltModifier)
        for key in (permanent, Qt.Key.Key_Return, first, Qt.Key.Key_Return):
            visitor.press(key)
    visitor.press("2")
    visitor.press(Qt.Key.Key_Up)
    anna, bo = visitor.page.visit.rows.of(RepeatPlace("personal"))
    (table,) = frames(visitor)
    in_table = [card.cell for card in table.cards()]
    place = in_focus(visitor)
    visitor.press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    visitor.settle()
    (table,) = frames(visitor)

    assert in_table == [Cell("p2", bo), Cell("p3", bo)]
    assert place == ("P2", "Någon gång")
    assert [card.cell for card in table.cards()] == [Cell("p2", anna)]  # P3 closed by "never"
    assert visitor.page.section.cards[Cell("p2", anna)].answers.value() == "aldrig"
    assert [visitor.page.visit.answer(Cell(name, bo)).value for name in ("p2", "p3")] == ["ofta", "ibland"]
    visitor.press(Qt.Key.Key_Delete, Qt.KeyboardModifier.AltModifier)
    visitor.settle()
    assert [card.cell.row for card in frames(visitor)[0].cards()] == [bo, bo]
    assert clipped_texts(visitor.page.section) == unnamed(visitor.page.section) == []


def test_what_is_signed_is_read_in_the_table_and_not_changed(visitor):
    visitor.press("2")
    row = visitor.card_of("t1")
    row.set_locked(True, signed=True)
    visitor.press("3")

    assert (visitor.answer("t1").value, row.answers.value()) == ("ibland", "ibland")
