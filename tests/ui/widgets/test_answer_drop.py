"""Answers in a list that drops down: chosen by a person alone, found by typing, read whole at any size."""

from __future__ import annotations

from typing import Any

import pytest
from looking import clipped_texts, settle, small_targets, unnamed
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui.theme import Theme
from ui.widgets.answer_drop import AnswerDrop, ManyDrop, OneDrop
from ui.widgets.choice import Option

TOWNS = ["Göteborg", "Västra Hult med en mycket lång beskrivning som måste brytas på flera rader", "Ås", "Hult"]
OPTIONS = [Option(word.split()[0], word, str(number)) for number, word in enumerate(TOWNS, start=1)]


@pytest.fixture(params=[OneDrop, ManyDrop])
def drop(request: pytest.FixtureRequest, qtbot: Any) -> AnswerDrop:
    made: AnswerDrop = request.param("Ort", OPTIONS)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    made.setFocus()
    return made


def opened(drop: AnswerDrop) -> Any:
    drop.showPopup()
    settle()
    return drop.view()


def test_arrows_letters_and_the_wheel_leave_a_closed_box_alone(drop: AnswerDrop, qtbot: Any) -> None:
    drop.show_values(["Ås"])
    at = QPointF(5, 5)
    turn = QPoint(0, -240)
    where = QPointF(drop.mapToGlobal(QPoint(5, 5)))
    no = (Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase)
    wheel = QWheelEvent(at, where, turn, turn, *no, False)

    with qtbot.assertNotEmitted(drop.picked):
        QApplication.sendEvent(drop, wheel)
        QTest.keyClicks(drop, "gh")
        for key in (Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageDown, Qt.Key.Key_Down):
            QTest.keyClick(drop, key)
        QTest.keyClick(drop.view(), Qt.Key.Key_Down)
        QTest.keyClick(drop.view(), Qt.Key.Key_Escape)

    assert not wheel.isAccepted()
    assert drop.values() == ("Ås",)
    assert not drop.view().isVisible()


def test_typing_in_the_list_finds_a_word_anywhere_and_enter_chooses(drop: AnswerDrop, qtbot: Any) -> None:
    listed = opened(drop)

    QTest.keyClicks(listed, "hult")
    at_word_that_begins = listed.currentIndex().row()
    said = drop.words_shown()
    for _ in range(4):
        QTest.keyClick(listed, Qt.Key.Key_Backspace)
    QTest.keyClicks(listed, "besk")
    with qtbot.waitSignal(drop.picked) as told:
        QTest.keyClick(listed, Qt.Key.Key_Return)

    assert (at_word_that_begins, said) == (3, "Söker: hult")
    assert told.args == [("Västra",)]


def test_a_key_of_qts_own_closes_the_list_and_chooses_nothing(drop: AnswerDrop, qtbot: Any) -> None:
    drop.show_values(["Ås"])
    said = []

    with qtbot.assertNotEmitted(drop.picked):
        for key, held in (
            (Qt.Key.Key_F4, Qt.KeyboardModifier.NoModifier),
            (Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier),
        ):
            listed = opened(drop)
            QTest.keyClick(listed, Qt.Key.Key_Home)
            QTest.keyClick(listed, key, held)
            said.append((listed.isVisible(), drop.words_shown(), drop.values()))

    assert said == [(False, "Ås", ("Ås",))] * 2


def test_a_key_in_the_list_finds_its_answer_and_what_is_nowhere_chooses_none(drop: AnswerDrop, qtbot: Any) -> None:
    listed = opened(drop)
    QTest.keyClicks(listed, "3")
    at_its_key = listed.currentIndex().row()
    QTest.keyClick(listed, Qt.Key.Key_Backspace)

    QTest.keyClicks(listed, "gav")
    said = drop.words_shown()
    with qtbot.assertNotEmitted(drop.picked):
        QTest.keyClick(listed, Qt.Key.Key_Return)
    drop.hidePopup()

    assert at_its_key == 2
    assert said == "Söker: gav, finns inte"
    assert drop.values() == ()


def test_a_box_that_grew_with_the_text_shrinks_with_it(drop: AnswerDrop, look: Theme) -> None:
    drop.show_values(["Västra"])
    drop.resize(300, 60)
    settle()
    before = drop.minimumHeight()

    look.show_as(text_scale=2.0)
    settle()
    grown = drop.minimumHeight()
    look.show_as(text_scale=1.0)
    settle()

    assert (drop.minimumHeight() == before, grown > before) == (True, True)


def test_a_key_chooses_and_delete_takes_the_answer_back(drop: AnswerDrop) -> None:
    told: list[object] = []
    drop.picked.connect(told.append)

    QTest.keyClicks(drop, "3")
    QTest.keyClick(drop, Qt.Key.Key_Delete)
    drop.set_held(True)
    QTest.keyClicks(drop, "3")
    drop.showPopup()

    assert told == [("Ås",), ()]
    assert not drop.view().isVisible()


def test_the_last_row_takes_the_answer_back_and_stands_there_only_when_there_is_one(drop: AnswerDrop) -> None:
    listed = opened(drop)
    before = listed.isRowHidden(len(OPTIONS))
    drop.show_values(["Ås"])
    row = listed.visualRect(drop.model().index(len(OPTIONS), 0)).center()

    QTest.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, row)

    assert before
    assert drop.values() == ()
    assert not listed.isVisible()


def test_of_many_the_list_stays_open_where_one_stands(qtbot: Any) -> None:
    drop = ManyDrop("Orter", OPTIONS)
    qtbot.addWidget(drop)
    drop.show()
    told: list[object] = []
    drop.picked.connect(told.append)
    listed = opened(drop)

    for key in (Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Return):
        QTest.keyClick(listed, key)
    still_open = listed.isVisible()
    drop.hidePopup()

    assert told == [("Göteborg",), ("Göteborg", "Ås"), ("Göteborg",)]
    assert still_open
    assert drop.words_shown() == "Göteborg"


def test_other_answers_keep_what_is_chosen_if_it_is_still_there(drop: AnswerDrop) -> None:
    drop.show_values(["Ås"])

    drop.offer(OPTIONS[2:])
    kept = drop.values()
    drop.offer(OPTIONS[:1])

    assert kept == ("Ås",)
    assert drop.values() == ()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_long_answers_wrap_in_the_box_and_in_the_list(drop: AnswerDrop, look: Theme, scale: float) -> None:
    look.show_as(text_scale=scale)
    drop.show_values(["Västra"])
    drop.resize(drop.minimumSizeHint().width() + 60, drop.height())
    listed = opened(drop)
    lines = drop.height() / look.metrics("answer").height()
    high = listed.sizeHintForRow(1)
    drop.hidePopup()

    assert clipped_texts(drop) == []
    assert small_targets(drop, 44) == []
    assert unnamed(drop) == []
    assert lines > 3
    assert high > 2 * look.metrics("answer").height()
    assert listed.sizeHintForRow(0) >= 44


def test_a_screen_reader_hears_name_value_and_whether_the_list_is_open(drop: AnswerDrop) -> None:
    drop.show_values(["Ås"])
    face = QAccessible.queryAccessibleInterface(drop)
    closed = face.state().expanded
    listed = opened(drop)

    assert face.role() == QAccessible.Role.ComboBox
    assert face.text(QAccessible.Text.Value) == "Ås"
    assert (face.state().expandable, closed, face.state().expanded) == (1, 0, 1)
    assert listed.accessibleName() == drop.accessibleName() == "Ort"
