"""Head of the page, line at the bottom, empty page: what stands still round every page."""

from __future__ import annotations

import pytest
from looking import clipped_texts, settle, small_targets, unnamed
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.widgets.buttons import PlainButton, PrimaryButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.page_header import PageHeader
from ui.widgets.status_line import KeyHints, StatusLine

HINTS = (
    ("J N D O", "svara"),
    ("A", "anteckning"),
    ("F8", "nästa obesvarade"),
    ("Ctrl+Return", "nästa avsnitt"),
    ("F1", "alla tangenter"),
)


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    header = PageHeader("Ärende 4-017", "Pågår sedan 14.02 · hemtjänst, brukarbesök · version 3 · utförare P-03")
    header.add_action(PlainButton("Nästa obesvarade", "corner-down-right", "F8"))
    header.add_action(PrimaryButton("Fortsätt vid HB06", "arrow-right"))
    empty = EmptyState("clipboard-check", "Inga besök i dag", "Nästa är ärende 4-025.", "Visa hela veckan")
    status = StatusLine()
    status.show_saved("Sparat 14:32:07 på denna dator")
    status.show_waiting("3 ändringar väntar på synk")
    status.show_hints(HINTS)
    column.addWidget(header)
    column.addWidget(empty, 1)
    column.addWidget(status)
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("width", [960, 1440])
def test_nothing_is_cut_at_any_text_size(page: QWidget, look: Theme, scale: float, width: int) -> None:
    look.show_as(text_scale=scale)
    page.resize(width, 900)
    page.show()

    assert clipped_texts(page) == []
    assert small_targets(page) == []
    assert unnamed(page) == []


def test_the_header_is_68_to_72_high_and_the_status_line_36(page: QWidget) -> None:
    page.resize(1440, 900)
    page.show()
    settle()

    assert 66 <= page.findChildren(PageHeader)[0].height() <= 74
    assert 32 <= page.findChildren(StatusLine)[0].height() <= 40


def test_the_header_grows_when_its_buttons_move_below_and_shrinks_again(page: QWidget, look: Theme) -> None:
    page.resize(1440, 900)
    page.show()
    settle()
    header = page.findChildren(PageHeader)[0]
    low = header.height()

    look.show_as(text_scale=2.0)
    page.resize(960, 900)
    settle()
    high = header.height()
    look.show_as(text_scale=1.0)
    page.resize(1440, 900)
    settle()

    assert high > 2 * low
    assert header.height() == low


def test_the_header_shows_another_visit(page: QWidget) -> None:
    page.show()
    header = page.findChildren(PageHeader)[0]

    header.show_title("Ärende 4-021")
    settle()

    assert clipped_texts(page) == []


def test_the_saved_line_never_moves_when_something_waits(page: QWidget) -> None:
    page.resize(1440, 900)
    page.show()
    settle()
    status = page.findChildren(StatusLine)[0]
    status.show_waiting("")
    settle()
    before = status.grab().toImage().copy(0, 0, 200, 30)

    status.show_waiting("3 ändringar väntar på synk")
    settle()

    assert status.grab().toImage().copy(0, 0, 200, 30) == before
    assert status.waiting == "3 ändringar väntar på synk"
    assert status.saved == "Sparat 14:32:07 på denna dator"


def test_trouble_with_saving_is_said_in_the_same_place(page: QWidget) -> None:
    status = page.findChildren(StatusLine)[0]

    status.show_trouble("Inte sparat: disken är full. Texten finns kvar här.")

    assert status.saved == "Inte sparat: disken är full. Texten finns kvar här."


def test_key_hints_give_way_but_the_last_stays(qtbot: QtBot) -> None:
    hints = KeyHints(HINTS)
    qtbot.addWidget(hints)
    hints.resize(hints.sizeHint())
    all_shown = hints.shown()

    hints.resize(200, 24)

    assert all_shown == HINTS
    assert hints.shown()[-1] == ("F1", "alla tangenter")
    assert len(hints.shown()) < len(HINTS)
    assert "Ctrl ↵ nästa avsnitt" in hints.accessibleName()


def test_an_empty_page_offers_a_way_onward(qtbot: QtBot) -> None:
    empty = EmptyState("clipboard-check", "Inga besök i dag", "", "Visa hela veckan", "calendar-days")
    qtbot.addWidget(empty)
    empty.show()

    with qtbot.waitSignal(empty.acted):
        empty.findChildren(PlainButton)[0].click()


def test_an_empty_page_may_have_nothing_to_offer(qtbot: QtBot) -> None:
    empty = EmptyState("clipboard-check", "Inga signaler kvar att kontrollera.", "31 är förklarade.")
    qtbot.addWidget(empty)
    empty.show()

    assert empty.findChildren(PlainButton) == []
    assert clipped_texts(empty) == []
