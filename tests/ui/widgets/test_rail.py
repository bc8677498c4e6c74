"""The rooms: chosen by mouse and keys, with a number where something waits, folded into a menu at large text."""

from __future__ import annotations

import pytest
from looking import clipped_texts, settle, small_targets, unnamed
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.theme import Scheme, Theme
from ui.tokens import CONTRAST, LIGHT
from ui.widgets.rail import Rail, RailMenu, Room

ROOMS = (
    Room("idag", "calendar-days", "Idag"),
    Room("besok", "clipboard-list", "Besök"),
    Room("signaler", "message-circle-question-mark", "Varningssignaler"),
    Room("synk", "refresh-cw", "Synk", foot=True),
    Room("hjalp", "circle-question-mark", "Hjälp", foot=True),
)


@pytest.fixture
def rail(qtbot: QtBot) -> Rail:
    made = Rail(ROOMS)
    qtbot.addWidget(made)
    made.resize(made.sizeHint().width(), 684)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    settle()
    return made


def test_going_to_a_room_tells_its_name(rail: Rail, qtbot: QtBot) -> None:
    with qtbot.waitSignal(rail.chosen) as told:
        QTest.mouseClick(rail.button("signaler"), Qt.MouseButton.LeftButton)

    assert told.args == ["signaler"]


def test_arrows_move_between_rooms_and_enter_goes_in(rail: Rail, qtbot: QtBot) -> None:
    rail.show_value("idag")
    rail.button("idag").setFocus()

    with qtbot.assertNotEmitted(rail.chosen):
        QTest.keyClick(rail.button("idag"), Qt.Key.Key_Down)
    with qtbot.waitSignal(rail.chosen) as told:
        QTest.keyClick(rail.button("besok"), Qt.Key.Key_Return)

    assert told.args == ["besok"]


def test_a_room_is_never_taken_back(rail: Rail) -> None:
    rail.show_value("idag")

    QTest.keyClick(rail.button("idag"), Qt.Key.Key_Delete)

    assert rail.value() == "idag"


def test_the_foot_rooms_stand_at_the_bottom(rail: Rail) -> None:
    assert rail.button("hjalp").geometry().bottom() >= rail.height() - 12
    assert rail.button("synk").y() - rail.button("signaler").geometry().bottom() > 100


def test_a_number_is_shown_and_said_and_taken_away(rail: Rail) -> None:
    def yellow() -> int:
        settle()
        image = rail.button("synk").grab().toImage()
        return sum(
            image.pixelColor(x, y).name().upper() == LIGHT.badge
            for x in range(image.width())
            for y in range(image.height())
        )

    nothing = yellow()
    rail.show_badge("synk", 3, "ändringar väntar på synk: 3")
    some, said = yellow(), rail.button("synk").accessibleName()
    rail.show_badge("synk", 0)

    assert nothing == 0
    assert some > 50
    assert said == "Synk, ändringar väntar på synk: 3"
    assert yellow() == 0
    assert rail.button("synk").accessibleName() == "Synk"


def test_the_rail_is_124_wide_and_grows_with_the_longest_word(rail: Rail, look: Theme) -> None:
    normal = rail.sizeHint().width()

    look.show_as(text_scale=1.5)

    assert normal == 124
    assert rail.sizeHint().width() >= look.metrics("tag").horizontalAdvance("Varningssignaler")


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5])
@pytest.mark.parametrize("height", [600, 684, 864])
def test_no_room_is_cut_or_too_low(rail: Rail, look: Theme, scale: float, height: int) -> None:
    look.show_as(text_scale=scale)
    rail.resize(rail.sizeHint().width(), height)

    assert clipped_texts(rail) == []
    assert small_targets(rail, 44) == []
    assert unnamed(rail) == []


@pytest.mark.parametrize(
    ("scale", "width", "height", "fits"),
    [
        (1.0, 1440, 900, True),
        (1.0, 1280, 720, True),
        (1.0, 960, 600, True),
        (1.5, 1440, 900, True),
        (2.0, 1440, 900, False),
        (2.0, 1280, 720, False),
        (1.0, 960, 200, False),
    ],
)
def test_it_folds_where_the_page_would_get_too_narrow(
    rail: Rail, look: Theme, scale: float, width: int, height: int, *, fits: bool
) -> None:
    look.show_as(text_scale=scale)

    assert rail.fits(width, height) is fits


def test_many_rooms_in_a_low_window_stand_on_one_line_each(rail: Rail) -> None:
    stacked = rail.button("signaler").height()
    rail.show_rooms([*ROOMS, *(Room(f"rum{number}", "flag", f"Rummet {number}") for number in range(8))])
    rail.resize(rail.sizeHint().width(), 684)
    rail.resize(rail.sizeHint().width(), 684)
    settle()

    assert rail.fits(1280, 684)
    assert rail.button("signaler").height() < stacked
    assert rail.width() > 124
    assert clipped_texts(rail) == []
    assert small_targets(rail, 44) == []


def test_the_mark_of_the_room_entered_never_touches_its_word(rail: Rail) -> None:
    rail.show_value("signaler")
    settle()

    place = rail.button("signaler").geometry()
    beside = rail.grab().toImage().pixelColor(place.left() + 4, place.center().y())

    assert beside.name().upper() == LIGHT.rail


def test_the_menu_has_the_same_rooms_and_tells_the_same(rail: Rail, qtbot: QtBot) -> None:
    rail.show_value("besok")
    menu_button = RailMenu(rail)
    qtbot.addWidget(menu_button)
    menu = menu_button.rooms_menu()
    checked = [entry.isChecked() for entry in menu.actions()]

    with qtbot.waitSignal(menu_button.chosen) as told:
        menu.actions()[2].trigger()

    assert [entry.text() for entry in menu.actions()] == [room.word for room in ROOMS]
    assert checked == [False, True, False, False, False]
    assert told.args == ["signaler"]


def test_other_rooms_keep_the_one_a_person_is_in(rail: Rail) -> None:
    rail.show_value("besok")

    rail.show_rooms(ROOMS[:2])
    settle()

    assert rail.value() == "besok"
    assert len(rail.rooms) == 2


def test_in_high_contrast_the_rail_ends_in_a_line(rail: Rail, look: Theme) -> None:
    look.show_as(scheme=Scheme.CONTRAST)
    settle()

    assert rail.grab().toImage().pixelColor(rail.width() - 1, 300).name().upper() == CONTRAST.line
