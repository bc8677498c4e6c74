"""Switching several answers on and off."""

from __future__ import annotations

import pytest
from looking import clipped_texts, settle, small_targets, unnamed
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.tokens import LIGHT
from ui.widgets.choice import Option
from ui.widgets.many_choice import ManyChoice

OPTIONS = (
    Option("dusch", "Dusch", "1"),
    Option("stad", "Städning & tvätt", "2"),
    Option("mat", "Matlagning, inköp och hjälp att äta vid alla dagens måltider", "3"),
    Option("promenad", "Promenad"),
)


@pytest.fixture
def choice(qtbot: QtBot) -> ManyChoice:
    made = ManyChoice("Vilka insatser utförs?", OPTIONS)
    qtbot.addWidget(made)
    made.resize(640, 200)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    settle()
    return made


def test_every_answer_switched_is_told_with_all_that_are_on(choice: ManyChoice, qtbot: QtBot) -> None:
    QTest.mouseClick(choice.button("promenad"), Qt.MouseButton.LeftButton)

    with qtbot.waitSignal(choice.chosen) as told:
        QTest.mouseClick(choice.button("dusch"), Qt.MouseButton.LeftButton)

    assert told.args == [("dusch", "promenad")]


def test_an_answer_is_switched_off_again(choice: ManyChoice) -> None:
    choice.show_values(["dusch", "mat"])

    QTest.mouseClick(choice.button("mat"), Qt.MouseButton.LeftButton)

    assert choice.values() == ("dusch",)


def test_a_ranking_keeps_the_order_of_choice_and_keys_move_in_it(choice: ManyChoice, qtbot: QtBot) -> None:
    ranking = ManyChoice("Vad är viktigast?", OPTIONS, ranked=True)
    qtbot.addWidget(ranking)
    ranking.show()
    ranking.activateWindow()
    qtbot.waitActive(ranking)
    for value in ("mat", "dusch", "stad"):
        QTest.mouseClick(ranking.button(value), Qt.MouseButton.LeftButton)
    assert ranking.values() == ("mat", "dusch", "stad")
    assert ranking.button("stad").accessibleDescription().startswith("plats 3")

    ranking.button("stad").setFocus()
    QTest.keyClick(ranking.button("stad"), Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert ranking.values() == ("mat", "stad", "dusch")
    QTest.mouseClick(ranking.button("mat"), Qt.MouseButton.LeftButton)
    assert ranking.values() == ("stad", "dusch")

    ranking.show_values(["dusch", "mat"])
    QTest.mouseClick(ranking.button("stad"), Qt.MouseButton.LeftButton)
    assert ranking.values() == ("dusch", "mat", "stad")
    assert choice.values() == ()


def test_showing_saved_answers_tells_nobody(choice: ManyChoice, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(choice.chosen):
        choice.show_values(["stad"])

    assert choice.values() == ("stad",)


def test_arrows_move_and_never_choose_and_space_and_keys_do(choice: ManyChoice) -> None:
    choice.setFocus()
    QTest.keyClick(choice.button("dusch"), Qt.Key.Key_Right)
    moved, nothing = choice.button("stad").hasFocus(), choice.values()

    QTest.keyClick(choice.button("stad"), Qt.Key.Key_Space)
    QTest.keyClick(choice.button("stad"), Qt.Key.Key_1)

    assert moved
    assert nothing == ()
    assert choice.values() == ("dusch", "stad")


def test_an_answer_without_a_key_is_not_reached_by_one(choice: ManyChoice) -> None:
    assert not choice.choose_by_key("4")


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("width", [360, 640])
def test_no_word_is_cut_and_long_answers_wrap(choice: ManyChoice, look: Theme, scale: float, width: int) -> None:
    look.show_as(text_scale=scale)
    choice.resize(max(width, choice.minimumSizeHint().width()), 200)
    settle()
    choice.resize(choice.width(), choice.heightForWidth(choice.width()))

    assert clipped_texts(choice) == []
    assert small_targets(choice, 44) == []
    assert unnamed(choice) == []
    assert all(choice.button(option.value).geometry().right() < choice.width() for option in OPTIONS)


def test_a_screen_reader_meets_check_boxes(choice: ManyChoice) -> None:
    choice.show_values(["stad"])
    face = QAccessible.queryAccessibleInterface(choice.button("stad"))

    assert face.role() == QAccessible.Role.CheckBox
    assert face.text(QAccessible.Text.Name) == "Städning & tvätt"
    assert face.state().checked


def test_what_is_on_is_soft_and_a_fault_edges_the_rest(choice: ManyChoice) -> None:
    choice.show_values(["dusch"])
    choice.set_faulty(True)
    settle()
    image = choice.grab().toImage()

    def at(value: str, down: int) -> str:
        place = choice.button(value).geometry()
        return image.pixelColor(place.center().x(), place.top() + down).name().upper()

    assert at("dusch", 8) == LIGHT.soft
    assert at("promenad", 0) == LIGHT.s3
