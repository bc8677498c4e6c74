"""How the segments stand at different widths and text sizes, and how they are painted."""

from __future__ import annotations

import itertools

import pytest
from looking import clipped_texts, settle, small_targets, unnamed
from pytestqt.qtbot import QtBot

from ui.theme import Scheme, Theme
from ui.tokens import LIGHT
from ui.widgets.choice import Option
from ui.widgets.segmented_choice import SegmentedChoice

ANSWERS = (
    Option("ja", "Ja", "J", "check"),
    Option("nej", "Nej", "N", "x"),
    Option("delvis", "Delvis", "D", "contrast"),
    Option("ej_observerat", "Ej observerat", "O", "eye-off"),
)
LONG = (
    Option("a", "Alla insatser i beslutet utförs som det står och vid de tider som är avtalade", "1"),
    Option("b", "De flesta insatserna utförs", "2"),
    Option("c", "Inget av det som står i beslutet utförs", "3"),
)


@pytest.fixture
def choice(qtbot: QtBot) -> SegmentedChoice:
    made = SegmentedChoice("Svar", ANSWERS)
    qtbot.addWidget(made)
    made.resize(628, 52)
    made.show()
    return made


def rows_of(choice: SegmentedChoice) -> list[int]:
    settle()
    tops = [choice.button(option.value).y() for option in choice.options]
    return [tops.count(top) for top in sorted(set(tops))]


def test_four_answers_stand_in_one_row_at_the_width_of_a_card(choice: SegmentedChoice) -> None:
    assert rows_of(choice) == [4]
    assert choice.height() >= 52


def test_the_segments_fill_the_row_without_gap_or_overlap(choice: SegmentedChoice) -> None:
    settle()
    places = [choice.button(option.value).geometry() for option in ANSWERS]

    assert places[0].left() == 0
    assert places[-1].right() == choice.width() - 1
    assert all(a.right() + 1 == b.left() for a, b in itertools.pairwise(places))


def test_they_wrap_two_by_two_where_a_word_would_be_cut(choice: SegmentedChoice, look: Theme) -> None:
    look.show_as(text_scale=2.0)
    choice.resize(628, 200)

    assert rows_of(choice) == [2, 2]
    assert clipped_texts(choice) == []


def test_they_stand_below_each_other_where_two_do_not_fit(choice: SegmentedChoice, look: Theme) -> None:
    look.show_as(text_scale=2.0)
    choice.resize(330, 400)

    assert rows_of(choice) == [1, 1, 1, 1]
    assert clipped_texts(choice) == []


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("width", [300, 628, 900])
def test_no_word_is_cut_at_any_text_size(qtbot: QtBot, look: Theme, scale: float, width: int) -> None:
    look.show_as(text_scale=scale)
    for options in (ANSWERS, LONG):
        made = SegmentedChoice("Svar", options)
        qtbot.addWidget(made)
        made.resize(max(width, made.minimumSizeHint().width()), 100)
        made.show()

        assert clipped_texts(made) == []
        assert small_targets(made, 52) == []
        assert unnamed(made) == []


def test_a_long_answer_wraps_within_its_segment(qtbot: QtBot) -> None:
    made = SegmentedChoice("Svar", LONG)
    qtbot.addWidget(made)
    made.resize(330, 100)
    made.show()
    settle()

    assert made.button("a").height() > made.button("b").height() >= 52


def test_the_chosen_answer_is_filled_with_green_whatever_it_says(choice: SegmentedChoice, look: Theme) -> None:
    def fill(value: str) -> str:
        choice.show_value(value)
        settle()
        place = choice.button(value).geometry()
        return choice.grab().toImage().pixelColor(place.center().x(), place.top() + 5).name().upper()

    assert fill("ja") == fill("nej") == LIGHT.accent
    look.show_as(scheme=Scheme.DARK)
    assert fill("ja") == look.tokens.accent


def test_what_is_not_chosen_stays_on_the_surface(choice: SegmentedChoice) -> None:
    choice.show_value("ja")
    settle()
    place = choice.button("nej").geometry()

    assert choice.grab().toImage().pixelColor(place.center().x(), place.top() + 5).name().upper() == LIGHT.surface


def test_focus_on_the_chosen_answer_draws_a_ring_with_a_gap_inside_the_segment(
    choice: SegmentedChoice, qtbot: QtBot
) -> None:
    choice.show_value("delvis")
    choice.activateWindow()
    qtbot.waitActive(choice)
    choice.button("delvis").setFocus()
    settle()

    place = choice.button("delvis").geometry()
    image = choice.grab().toImage()
    column = [image.pixelColor(place.center().x(), y).name().upper() for y in (0, 2, 6)]

    assert column == [LIGHT.focus, LIGHT.surface, LIGHT.accent]


def test_a_fault_is_told_by_a_border_and_leaves_the_answer(choice: SegmentedChoice) -> None:
    choice.show_value("ja")

    choice.set_faulty(True)
    settle()

    assert choice.grab().toImage().pixelColor(choice.width() // 2, 0).name().upper() == LIGHT.s3
    assert choice.value() == "ja"
