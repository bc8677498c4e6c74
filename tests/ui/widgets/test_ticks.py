"""One cell per question, and the words that stand beside them."""

from __future__ import annotations

import pytest
from looking import settle
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from kollegie.language import Language, speak
from kollegie.model.severity import Severity
from ui.tokens import LIGHT
from ui.widgets.ticks import Tick, Ticks, TickState

SECTION = [
    Tick(TickState.ANSWERED),
    Tick(TickState.ANSWERED, Severity.DEFICIENCY),
    Tick(TickState.PASSED),
    Tick(TickState.BEGUN),
    Tick(),
]


@pytest.fixture
def ticks(qtbot: QtBot) -> Ticks:
    made = Ticks(SECTION)
    qtbot.addWidget(made)
    made.resize(300, 12)
    made.show()
    settle()
    return made


def colour_in(ticks: Ticks, cell: int, share: float = 0.25) -> str:
    place = ticks.cells()[cell]
    x, y = round(place.left() + place.width() * share), round(place.center().y())
    return ticks.grab().toImage().pixelColor(x, y).name().upper()


def test_answered_and_passed_over_count_as_answered(ticks: Ticks) -> None:
    assert ticks.words() == "3 av 5"


def test_a_cell_is_filled_when_answered_and_takes_the_colour_of_its_finding(ticks: Ticks) -> None:
    assert colour_in(ticks, 0) == LIGHT.accent
    assert colour_in(ticks, 1, 0.08) == LIGHT.s2


def test_a_begun_question_is_half_filled_and_an_unanswered_one_empty(ticks: Ticks) -> None:
    assert (colour_in(ticks, 3, 0.25), colour_in(ticks, 3, 0.75)) == (LIGHT.accent, LIGHT.surface)
    assert colour_in(ticks, 4, 0.5) == LIGHT.surface


def test_one_passed_over_with_a_reason_shows_a_bar_in_its_frame(ticks: Ticks) -> None:
    assert colour_in(ticks, 2, 0.5) == LIGHT.accent
    assert colour_in(ticks, 2, 0.1) == LIGHT.surface


def test_above_forty_questions_there_is_one_bar(qtbot: QtBot) -> None:
    made = Ticks([Tick(TickState.ANSWERED)] * 30 + [Tick()] * 30)
    qtbot.addWidget(made)
    made.resize(300, 12)
    made.show()
    settle()
    image = made.grab().toImage()

    along = {image.pixelColor(x, 6).name().upper() for x in range(6, 140)}

    assert along == {LIGHT.accent}
    assert image.pixelColor(200, 6).name().upper() == LIGHT.surface


def test_a_screen_reader_hears_how_far_it_has_come(ticks: Ticks) -> None:
    face = QAccessible.queryAccessibleInterface(ticks)

    assert face.role() == QAccessible.Role.ProgressBar
    assert face.text(QAccessible.Text.Name) == "3 av 5 besvarade, 1 iakttagelse"
    assert ticks.value() == 3


def test_the_words_follow_the_language(qtbot: QtBot) -> None:
    speak(Language.EN)
    made = Ticks(SECTION)
    qtbot.addWidget(made)

    assert made.words() == "3 of 5"


def test_a_section_without_questions_is_shown_as_none(ticks: Ticks) -> None:
    ticks.show_ticks([])
    settle()

    assert ticks.words() == "0 av 0"
    assert ticks.cells() == []


def test_twenty_two_cells_fit_on_a_board_card(qtbot: QtBot) -> None:
    made = Ticks([Tick()] * 22, high=6)
    qtbot.addWidget(made)
    made.resize(178, 6)
    made.show()
    settle()

    assert made.minimumSizeHint().width() <= 178
    assert made.cells()[-1].right() <= 178
