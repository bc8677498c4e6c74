"""Choosing how grave a finding is."""

from __future__ import annotations

import pytest
from looking import clipped_texts, settle, small_targets, unnamed
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kollegie.model.severity import Severity
from ui.theme import Theme
from ui.tokens import LIGHT
from ui.widgets.severity_choice import SeverityChoice


@pytest.fixture
def choice(qtbot: QtBot) -> SeverityChoice:
    made = SeverityChoice()
    qtbot.addWidget(made)
    made.resize(570, 44)
    made.show()
    return made


def test_choosing_tells_a_severity(choice: SeverityChoice, qtbot: QtBot) -> None:
    with qtbot.waitSignal(choice.chosen) as told:
        QTest.mouseClick(choice.button(Severity.SERIOUS), Qt.MouseButton.LeftButton)

    assert told.args[0] is Severity.SERIOUS


@pytest.mark.parametrize("severity", Severity)
def test_the_keys_one_to_four_choose(choice: SeverityChoice, severity: Severity) -> None:
    assert choice.choose_by_key(str(severity.value))
    assert choice.value() is severity


def test_the_order_is_the_same_everywhere_lightest_first(choice: SeverityChoice) -> None:
    settle()
    lefts = [choice.button(severity).x() for severity in Severity]

    assert lefts == sorted(lefts)
    assert [option.word for option in choice.options] == ["Notering", "Brist", "Allvarlig brist", "Akut"]


def test_the_chosen_one_takes_its_own_soft_colour(choice: SeverityChoice) -> None:
    choice.show_value(Severity.DEFICIENCY)
    settle()
    place = choice.button(Severity.DEFICIENCY).geometry()

    assert choice.grab().toImage().pixelColor(place.left() + 12, place.top() + 6).name().upper() == LIGHT.s2_soft


def test_at_large_text_they_stand_two_by_two_and_no_word_is_cut(choice: SeverityChoice, look: Theme) -> None:
    look.show_as(text_scale=2.0)
    choice.resize(620, 200)
    settle()

    assert choice.button(Severity.NOTE).y() == choice.button(Severity.DEFICIENCY).y()
    assert choice.button(Severity.SERIOUS).y() > choice.button(Severity.NOTE).y()
    assert clipped_texts(choice) == []


def test_every_severity_is_large_enough_and_has_a_name(choice: SeverityChoice) -> None:
    assert small_targets(choice, 44) == []
    assert unnamed(choice) == []


def test_a_missing_severity_can_be_marked_as_a_fault(choice: SeverityChoice) -> None:
    choice.set_faulty(True)
    settle()

    assert choice.grab().toImage().pixelColor(choice.button(Severity.ACUTE).geometry().center().x(), 0).name() != (
        LIGHT.edge.lower()
    )
    assert choice.is_faulty()
