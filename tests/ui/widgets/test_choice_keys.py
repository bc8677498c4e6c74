"""What all choices share, met through the answer to a question: keys, focus, mouse, showing without telling."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.choice import Option
from ui.widgets.segmented_choice import SegmentedChoice

ANSWERS = (
    Option("ja", "Ja", "J", "check"),
    Option("nej", "Nej", "N", "x"),
    Option("delvis", "Delvis", "D"),
    Option("ej_observerat", "Ej observerat", "O"),
)


@pytest.fixture
def choice(qtbot: QtBot) -> Iterator[SegmentedChoice]:
    page = QWidget()
    made = SegmentedChoice("Stämmer hjälpen med beslutet?", ANSWERS)
    column = QVBoxLayout(page)
    column.addWidget(QLineEdit())
    column.addWidget(made)
    column.addWidget(QLineEdit())
    qtbot.addWidget(page)
    page.resize(700, 300)
    page.show()
    page.activateWindow()
    qtbot.waitActive(page)
    made.button("ja").setFocus()
    yield made
    page.close()


def press(choice: SegmentedChoice, key: Qt.Key) -> None:
    window = choice.window().windowHandle()
    assert window is not None
    QTest.keyClick(window, key)


def test_an_arrow_moves_the_focus_and_chooses_nothing(choice: SegmentedChoice, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(choice.chosen):
        press(choice, Qt.Key.Key_Right)
        press(choice, Qt.Key.Key_Right)

    assert choice.button("delvis").hasFocus()
    assert choice.value() is None


def test_arrows_go_round_and_home_and_end_go_to_the_ends(choice: SegmentedChoice) -> None:
    press(choice, Qt.Key.Key_Left)
    last = choice.button("ej_observerat").hasFocus()
    press(choice, Qt.Key.Key_Home)

    assert last
    assert choice.button("ja").hasFocus()

    press(choice, Qt.Key.Key_End)

    assert choice.button("ej_observerat").hasFocus()


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_space_and_enter_choose_what_has_the_focus(choice: SegmentedChoice, qtbot: QtBot, key: Qt.Key) -> None:
    press(choice, Qt.Key.Key_Right)

    with qtbot.waitSignal(choice.chosen) as told:
        press(choice, key)

    assert told.args == ["nej"]
    assert choice.button("nej").isChecked()


def test_enter_on_the_chosen_answer_is_left_to_the_page(choice: SegmentedChoice) -> None:
    choice.show_value("ja")

    event_was_taken = _send(choice, Qt.Key.Key_Return)

    assert not event_was_taken


def _send(choice: SegmentedChoice, key: Qt.Key) -> bool:
    event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
    choice.keyPressEvent(event)
    return event.isAccepted()


def test_the_key_on_the_cap_chooses_whatever_has_the_focus(choice: SegmentedChoice, qtbot: QtBot) -> None:
    with qtbot.waitSignal(choice.chosen) as told:
        press(choice, Qt.Key.Key_D)

    assert told.args == ["delvis"]


def test_a_page_can_choose_by_key_and_learns_if_no_answer_has_it(choice: SegmentedChoice) -> None:
    assert choice.choose_by_key("o")
    assert choice.value() == "ej_observerat"
    assert not choice.choose_by_key("x")


def test_delete_takes_the_answer_back(choice: SegmentedChoice, qtbot: QtBot) -> None:
    choice.choose("ja")

    with qtbot.waitSignal(choice.cleared):
        press(choice, Qt.Key.Key_Delete)

    assert choice.value() is None
    assert not any(choice.button(option.value).isChecked() for option in ANSWERS)


def test_after_taking_an_answer_back_another_can_be_chosen_and_only_one(choice: SegmentedChoice) -> None:
    choice.choose("ja")
    choice.clear()

    choice.choose("nej")
    choice.choose("delvis")

    assert choice.value() == "delvis"
    assert [option.value for option in ANSWERS if choice.button(option.value).isChecked()] == ["delvis"]


def test_showing_a_saved_answer_tells_nobody(choice: SegmentedChoice, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(choice.chosen), qtbot.assertNotEmitted(choice.cleared):
        choice.show_value("nej")
        choice.show_value(None)
        choice.show_value("ja")

    assert choice.value() == "ja"


def test_choosing_the_same_answer_again_tells_nothing_new(choice: SegmentedChoice, qtbot: QtBot) -> None:
    choice.choose("ja")

    with qtbot.assertNotEmitted(choice.chosen):
        QTest.mouseClick(choice.button("ja"), Qt.MouseButton.LeftButton)

    assert choice.value() == "ja"


def test_a_click_anywhere_in_the_segment_chooses(choice: SegmentedChoice, qtbot: QtBot) -> None:
    segment = choice.button("ej_observerat")

    with qtbot.waitSignal(choice.chosen):
        QTest.mouseClick(segment, Qt.MouseButton.LeftButton, pos=segment.rect().bottomRight())

    assert choice.value() == "ej_observerat"


def test_tab_stops_once_at_the_choice_at_the_chosen_answer(choice: SegmentedChoice) -> None:
    choice.show_value("delvis")
    fields = choice.window().findChildren(QLineEdit)
    fields[0].setFocus()

    press(choice, Qt.Key.Key_Tab)
    entered = choice.button("delvis").hasFocus()
    press(choice, Qt.Key.Key_Tab)

    assert entered
    assert fields[1].hasFocus()


def test_giving_the_choice_the_focus_gives_it_to_the_answer(choice: SegmentedChoice) -> None:
    choice.show_value("nej")
    choice.window().findChildren(QLineEdit)[0].setFocus()

    choice.setFocus()

    assert choice.button("nej").hasFocus()


def test_other_answers_keep_the_one_chosen_if_it_is_still_there(choice: SegmentedChoice) -> None:
    choice.choose("nej")

    choice.show_options([Option("nej", "Nej"), Option("vet_ej", "Vet inte")])
    kept = choice.value()
    choice.show_options([Option("mer", "Mer"), Option("mindre", "Mindre")])

    assert kept == "nej"
    assert choice.value() is None
    assert [option.word for option in choice.options] == ["Mer", "Mindre"]


def test_a_closed_choice_shows_its_answer_and_takes_none(choice: SegmentedChoice, qtbot: QtBot) -> None:
    choice.show_value("ja")
    choice.setEnabled(False)

    with qtbot.assertNotEmitted(choice.chosen):
        QTest.mouseClick(choice.button("nej"), Qt.MouseButton.LeftButton)
        press(choice, Qt.Key.Key_N)

    assert not choice.choose_by_key("n")
    assert choice.value() == "ja"


def test_each_answer_is_a_radio_button_with_name_and_state_to_a_screen_reader(choice: SegmentedChoice) -> None:
    choice.show_value("delvis")

    face = QAccessible.queryAccessibleInterface(choice.button("delvis"))
    other = QAccessible.queryAccessibleInterface(choice.button("ja"))

    assert face.role() == QAccessible.Role.RadioButton
    assert face.text(QAccessible.Text.Name) == "Delvis"
    assert face.state().checked
    assert not other.state().checked
    assert QAccessible.queryAccessibleInterface(choice).text(QAccessible.Text.Name) == "Stämmer hjälpen med beslutet?"
