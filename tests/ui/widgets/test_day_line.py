"""The line of the day."""

from __future__ import annotations

import pytest
from looking import clipped_texts, settle
from PySide6.QtWidgets import QHBoxLayout
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.tokens import LIGHT
from ui.widgets.card import Card
from ui.widgets.day_line import DayLine, StopState
from ui.widgets.labels import Label, WrappedLabel


def visit(words: str) -> Card:
    card = Card()
    row = QHBoxLayout()
    row.addWidget(WrappedLabel(words, "heading"), 1)
    card.body.addLayout(row)
    return card


@pytest.fixture
def day(qtbot: QtBot) -> DayLine:
    line = DayLine()
    line.add_stop("08.30", StopState.DONE, visit("Ärende 4-009"), "till 09.30")
    line.add_stop("", StopState.BREAK, Label("Lunch och gemensam avstämning 11.30–13.30"))
    line.add_stop("14.00", StopState.CURRENT, visit("Ärende 4-017"), "till 15.00", "28 min kvar")
    line.add_stop("15.30", StopState.LEFT, visit("Ärende 4-021"), "till 16.15")
    qtbot.addWidget(line)
    line.resize(700, 400)
    line.show()
    settle()
    return line


def test_every_visit_has_a_dot_and_a_break_has_none(day: DayLine) -> None:
    assert [state for state, _ in day.dots()] == [StopState.DONE, StopState.CURRENT, StopState.LEFT]


def test_the_dots_stand_in_time_order_on_one_line(day: DayLine) -> None:
    centres = [centre for _, centre in day.dots()]

    assert len({centre.x() for centre in centres}) == 1
    assert [centre.y() for centre in centres] == sorted(centre.y() for centre in centres)


def test_the_line_is_green_as_far_as_the_day_has_come(day: DayLine) -> None:
    image = day.grab().toImage()
    (_, done), (_, current), (_, left) = day.dots()

    def between(a: int, b: int) -> str:
        return image.pixelColor(done.x(), (a + b) // 2).name().upper()

    assert between(done.y(), current.y()) == LIGHT.accent
    assert between(current.y(), left.y()) == LIGHT.edge


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_no_hour_is_cut(day: DayLine, look: Theme, scale: float) -> None:
    look.show_as(text_scale=scale)
    day.resize(700, day.heightForWidth(700))

    assert clipped_texts(day) == []


def test_a_new_day_takes_the_old_one_away(day: DayLine) -> None:
    day.clear()
    day.add_stop("09.00", StopState.LEFT, visit("Ärende 4-025"))
    settle()

    assert len(day.dots()) == 1
