"""A list that drops down: chosen by a person, never by the wheel."""

from __future__ import annotations

import pytest
from looking import clipped_texts, settle, small_targets, unnamed
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.widgets.drop_down import DropDown

AREAS = [("UTF", "UTF  Utförande"), ("PLN", "PLN  Planering och bemanning"), ("DOK", "DOK  Dokumentation")]


@pytest.fixture
def drop_down(qtbot: QtBot) -> DropDown:
    made = DropDown("Kategori", AREAS, empty="Välj kategori")
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    return made


def wheel(widget: DropDown) -> bool:
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(widget.mapToGlobal(QPoint(5, 5))),
        QPoint(0, -240),
        QPoint(0, -240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


@pytest.mark.parametrize("focused", [False, True])
def test_the_wheel_goes_to_the_page_and_changes_nothing(drop_down: DropDown, qtbot: QtBot, *, focused: bool) -> None:
    drop_down.show_value("PLN")
    if focused:
        drop_down.setFocus()

    with qtbot.assertNotEmitted(drop_down.chosen):
        taken = wheel(drop_down)

    assert not taken
    assert drop_down.value() == "PLN"


def test_nothing_is_chosen_until_someone_chooses(drop_down: DropDown) -> None:
    assert drop_down.value() is None
    assert drop_down.currentText() == ""


def test_showing_a_saved_value_tells_nobody(drop_down: DropDown, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(drop_down.chosen):
        drop_down.show_value("DOK")

    assert drop_down.value() == "DOK"


def test_choosing_by_the_keyboard_tells_the_value(drop_down: DropDown, qtbot: QtBot) -> None:
    drop_down.show_value("UTF")
    drop_down.setFocus()

    with qtbot.waitSignal(drop_down.chosen) as told:
        QTest.keyClick(drop_down, Qt.Key.Key_Down)

    assert told.args == ["PLN"]


def test_other_values_keep_the_chosen_one_if_it_is_still_there(drop_down: DropDown) -> None:
    drop_down.show_value("PLN")

    drop_down.show_options([("PLN", "PLN"), ("ARB", "ARB")])
    kept = drop_down.value()
    drop_down.show_options([("ARB", "ARB")])

    assert kept == "PLN"
    assert drop_down.value() is None


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_its_words_fit_and_it_is_high_enough(drop_down: DropDown, look: Theme, scale: float) -> None:
    look.show_as(text_scale=scale)
    drop_down.show_value("PLN")
    drop_down.adjustSize()

    assert clipped_texts(drop_down) == []
    assert small_targets(drop_down, 44) == []
    assert unnamed(drop_down) == []
    assert look.metrics("body").horizontalAdvance("PLN  Planering och bemanning") < drop_down.width() - look.px(16)


def test_a_screen_reader_hears_name_and_value(drop_down: DropDown) -> None:
    drop_down.show_value("UTF")
    face = QAccessible.queryAccessibleInterface(drop_down)

    assert face.role() == QAccessible.Role.ComboBox
    assert drop_down.accessibleName() == "Kategori"
    assert "Utförande" in face.text(QAccessible.Text.Value)


def test_the_rows_of_the_list_are_high_enough_to_hit(drop_down: DropDown) -> None:
    drop_down.showPopup()
    settle()
    high = drop_down.view().sizeHintForRow(0)
    drop_down.hidePopup()

    assert high >= 36
