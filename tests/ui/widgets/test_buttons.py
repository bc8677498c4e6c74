"""Buttons in their states, with icon and key cap."""

from __future__ import annotations

import pytest
from looking import clipped_texts, settle, small_targets, unnamed
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Density, Theme
from ui.tokens import LIGHT
from ui.widgets.buttons import Button, LinkButton, PlainButton, PrimaryButton
from ui.widgets.sheet import Sheet


def shown(qtbot: QtBot, button: Button) -> Button:
    qtbot.addWidget(button)
    button.show()
    button.activateWindow()
    qtbot.waitActive(button)
    button.clearFocus()
    settle()
    return button


def ground(button: Button) -> str:
    return button.grab().toImage().pixelColor(12, button.height() // 2).name().upper()


@pytest.mark.parametrize("kind", [PrimaryButton, PlainButton, LinkButton])
def test_a_button_is_pressed_by_mouse_space_bar_and_enter(qtbot: QtBot, kind: type[Button]) -> None:
    button = shown(qtbot, kind("Synka nu"))

    with qtbot.waitSignal(button.clicked):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    button.setFocus()
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Space)
    button.clearFocus()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Return)


def test_after_a_click_of_the_mouse_enter_is_the_pages_own(qtbot: QtBot) -> None:
    button = shown(qtbot, PrimaryButton("Synka nu"))

    def taken() -> bool:
        event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
        event.ignore()
        QApplication.sendEvent(button, event)
        return event.isAccepted()

    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not taken()
    with qtbot.assertNotEmitted(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Return)
    button.clearFocus()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert taken()


def test_the_primary_button_is_green_and_darker_while_it_is_pressed(qtbot: QtBot) -> None:
    button = shown(qtbot, PrimaryButton("Synka nu"))

    assert ground(button) == LIGHT.accent
    button.setDown(True)
    assert ground(button) == LIGHT.accent_press


def test_a_button_that_cannot_be_pressed_is_sunken(qtbot: QtBot) -> None:
    for kind in (PrimaryButton, PlainButton):
        button = shown(qtbot, kind("Synka nu"))
        button.setEnabled(False)

        assert ground(button) == LIGHT.sunken


def test_a_switch_is_soft_while_it_is_on(qtbot: QtBot) -> None:
    button = shown(qtbot, PlainButton("En fråga i taget", "square"))
    button.setCheckable(True)

    button.setChecked(True)

    assert ground(button) == LIGHT.soft
    assert QAccessible.queryAccessibleInterface(button).state().checked


def test_the_focus_is_a_ring_with_a_gap_and_moves_nothing(qtbot: QtBot) -> None:
    button = shown(qtbot, PrimaryButton("Synka nu"))
    size = button.size()

    button.setFocus()
    settle()
    image = button.grab().toImage()
    middle = button.width() // 2

    assert image.pixelColor(middle, 0).name().upper() == LIGHT.focus
    assert image.pixelColor(middle, 2).name().upper() == LIGHT.bg
    assert image.pixelColor(middle, 5).name().upper() == LIGHT.accent
    assert button.size() == size


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("kind", [PrimaryButton, PlainButton, LinkButton])
def test_words_icon_and_key_are_never_cut(qtbot: QtBot, look: Theme, kind: type[Button], scale: float) -> None:
    look.show_as(text_scale=scale)
    button = shown(qtbot, kind("Nästa obesvarade", "corner-down-right", "Ctrl+Return"))

    assert clipped_texts(button) == []
    assert small_targets(button) == []
    assert unnamed(button) == []
    assert button.sizeHint().width() > shown(qtbot, kind("Nästa obesvarade")).sizeHint().width()


def test_the_airy_density_lifts_links_too(qtbot: QtBot, look: Theme) -> None:
    link = shown(qtbot, LinkButton("Visa varför"))
    before = link.sizeHint().height()

    look.show_as(density=Density.AIRY)

    assert 40 <= before <= 44
    assert link.sizeHint().height() == 48


def test_a_busy_button_changes_its_words_and_keeps_its_name(qtbot: QtBot) -> None:
    button = shown(qtbot, PlainButton("Synka nu", "refresh-cw"))

    button.setText("Synkar 12 av 40")
    button.adjustSize()

    assert QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Name) == "Synkar 12 av 40"
    assert clipped_texts(button) == []


def test_a_button_that_opens_a_sheet_tells_whether_it_is_open(qtbot: QtBot) -> None:
    over, button = QWidget(), PlainButton("Stöd")
    button.setParent(over)
    qtbot.addWidget(over)
    over.resize(800, 600)
    sheet = Sheet("Stöd", over)
    button.clicked.connect(sheet.toggle)
    sheet.opened_by(button)
    over.show()
    face = QAccessible.queryAccessibleInterface(button)
    told = []
    for act in (button.click, sheet.close_sheet, button.click, button.click):
        act()
        told.append((bool(face.state().checkable), bool(face.state().checked), sheet.isVisible()))

    assert told == [(True, True, True), (True, False, False), (True, True, True), (True, False, False)]
