"""A strip says what happened and offers what can be done; it never takes the screen and never vanishes by itself."""

from __future__ import annotations

import pytest
from looking import clipped_texts, settle, small_targets, unnamed
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Scheme, Theme
from ui.widgets.buttons import LinkButton, PlainButton
from ui.widgets.icon_mark import IconMark
from ui.widgets.strip import Act, Strip, StripKind

ACTS = (Act("sync", "Synka nu", "refresh-cw"), Act("why", "Visa varför", link=True))


@pytest.fixture
def strip(qtbot: QtBot) -> Strip:
    made = Strip(StripKind.PROBLEM, "Dina 3 ändringar ligger kvar här. Nästa försök 14.40.", "Navet svarar inte", ACTS)
    qtbot.addWidget(made)
    made.resize(724, 62)
    made.show()
    settle()
    return made


def test_it_tells_which_act_was_chosen(strip: Strip, qtbot: QtBot) -> None:
    with qtbot.waitSignal(strip.acted) as told:
        strip.button("why").click()

    assert told.args == ["why"]


def test_the_quiet_act_is_a_link(strip: Strip) -> None:
    assert isinstance(strip.button("sync"), PlainButton)
    assert isinstance(strip.button("why"), LinkButton)


def test_it_says_something_else_in_the_same_place(strip: Strip, qtbot: QtBot) -> None:
    strip.show_message(
        StripKind.UNDO, "Iakttagelsen i HB06 är borttagen.", acts=(Act("undo", "Ångra", key="Ctrl+Z", link=True),)
    )
    settle()

    assert strip.accessibleName() == "Iakttagelsen i HB06 är borttagen."
    with pytest.raises(KeyError):
        strip.button("sync")
    with qtbot.waitSignal(strip.acted) as told:
        strip.button("undo").click()
    assert told.args == ["undo"]


def test_a_screen_reader_hears_title_and_text(strip: Strip) -> None:
    assert strip.accessibleName() == ("Navet svarar inte. Dina 3 ändringar ligger kvar här. Nästa försök 14.40.")


@pytest.mark.parametrize("kind", StripKind)
@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.CONTRAST])
def test_each_kind_is_told_by_an_edge_or_a_ground_of_its_own(
    strip: Strip, look: Theme, kind: StripKind, scheme: Scheme
) -> None:
    look.show_as(scheme=scheme)
    strip.show_message(kind, "Sparat.")
    settle()
    image = strip.grab().toImage()
    edge = image.pixelColor(strip.width() // 2, 0).name().upper()
    ground = image.pixelColor(strip.width() // 2, 3).name().upper()

    assert look.tokens.bg not in (edge, ground) or edge != ground


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("width", [420, 724])
def test_no_word_is_cut_and_the_acts_move_below_where_there_is_no_room(
    qtbot: QtBot, look: Theme, scale: float, width: int
) -> None:
    look.show_as(text_scale=scale)
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    column.addWidget(Strip(StripKind.PROBLEM, "Dina 3 ändringar ligger kvar här.", "Navet svarar inte", ACTS))
    column.addStretch()
    page.resize(width, 500)
    page.show()

    assert clipped_texts(page) == []
    assert small_targets(page) == []
    assert unnamed(page) == []


def test_its_icon_follows_another_text_size_at_once(strip: Strip, look: Theme) -> None:
    mark = strip.findChild(IconMark)
    assert isinstance(mark, IconMark)
    before = mark.width()

    look.show_as(text_scale=2.0)
    settle()

    assert mark.size().width() == mark.size().height() == 2 * before
