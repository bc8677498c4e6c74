"""Idag shows a visitor's day in time order, with one visit to go on with and all that is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from looking import Flashes, clipped_texts, settle, small_targets, unnamed
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from kollegie.model.ids import COMMON_SCOPE
from kollegie.model.register import Person
from kollegie.model.reviews import Assignment, Case, Participant, Review, Role, Track
from ui.today import TodayPage
from ui.today.cards import CurrentCard
from ui.widgets.buttons import Button


@pytest.fixture
def page(desk, visits, qtbot):
    made = TodayPage(desk)
    qtbot.addWidget(made)
    made.resize(1316, 864)
    made.show()
    made.activateWindow()
    with Flashes(made) as flashes:
        made.refresh()
        qtbot.waitUntil(lambda: len(made.cards) == 5, timeout=10_000)
    assert flashes.seen == []
    return made


def texts(widget):
    return [label.text() for label in widget.findChildren(QLabel)]


def press(page, key):
    """Press a key as the window gets it: through focus and shortcuts."""
    page.activateWindow()
    settle()
    QTest.keyClick(page.windowHandle(), key)


def test_the_day_is_told_in_the_header(page):
    assert page.header._title.text() == "Tisdag 24 november"
    assert "5 besök: 1 signerat, 1 att signera, 1 pågår, 2 kvar" in page.header._meta.text()


def test_the_visit_going_on_is_the_only_large_card_and_goes_on_where_one_was(page):
    large = [card for card in page.cards if isinstance(card, CurrentCard)]

    assert len(large) == 1
    assert large[0].go_on.text() == "Fortsätt vid HB06"


def test_the_visits_stand_in_time_order_with_their_state(page):
    names = [card.accessibleName() for card in page.cards if not isinstance(card, CurrentCard)]

    assert [name.split(",")[0] for name in names] == ["Ärende 4-009", "Ärende 4-012", "Ärende 4-021", "Ärende 4-023"]
    assert "Signerat" in names[0]
    assert "Klart, ej signerat" in names[1]
    assert "Ej påbörjat" in names[2]


def test_what_is_left_names_the_visit_to_sign_and_the_open_questions(page):
    shown = texts(page.side)

    assert "Signera ärende 4-012" in shown
    assert any(text.endswith("obesvarade frågor") for text in shown)


def test_the_safety_contact_is_the_lead_with_the_days_number(page):
    assert "019-12 34 56" in texts(page.side)


def test_of_two_rounds_the_days_own_names_whom_to_call_and_its_safety_contact_first(page, desk, visits, qtbot):
    with desk.store.work() as work:
        other, away = work.new_id(), Person(work.new_id(), COMMON_SCOPE, "Åsa Annan", work.new_id())
        safe = Person(work.new_id(), COMMON_SCOPE, "Siv Trygg", work.new_id())
        review = visits["4-017"].review_id
        work.add(
            away,
            safe,
            Review(other, other, "LSS våren 2027", "LSS", work.new_id(), away.id),
            Participant(UUID(int=1), other, other, away.id, Role.LEAD, telephone="000"),
            Participant(UUID(int=2), review, review, safe.id, Role.VISITOR, telephone="070-1", safety_contact=True),
        )
        case, task, later = work.new_id(), work.new_id(), visits["4-023"].planned_start + timedelta(days=9)
        work.add(Case(case, case, other, Track.USER, "5-001", "5-001"))
        visit = replace(visits["4-023"], id=task, scope=case, review_id=other, case_id=case, planned_start=later)
        work.add(replace(visit, planned_end=None), Assignment(work.new_id(), case, task, work.person_id))

    def said():
        return [label.text() for label in page.side.findChildren(QLabel) if label.isVisible()]

    page.refresh()
    told = {"070-1", "Ring Siv Trygg genast vid akut fara."}
    others = {"000", "019-12 34 56"}

    qtbot.waitUntil(lambda: told <= set(said()) and not others & set(said()), timeout=5_000)


def test_enter_opens_the_visit_to_go_on_with(page, visits, qtbot):
    with qtbot.waitSignal(page.going) as going:
        press(page, Qt.Key.Key_Return)

    assert going.args == ["visit", (visits["4-017"].id, None)]


def test_the_arrows_walk_through_the_day_and_enter_opens_what_they_stand_on(page, visits, qtbot):
    page.activateWindow()
    page.cards[0].setFocus()
    press(page, Qt.Key.Key_Down)

    with qtbot.waitSignal(page.going) as going:
        press(page, Qt.Key.Key_Return)

    assert going.args == ["visit", (visits["4-012"].id, None)]


def test_whoever_looks_away_stands_on_the_same_visit_when_the_day_is_shown_anew(page, qtbot):
    page.cards[1].setFocus()
    elsewhere = QWidget()
    qtbot.addWidget(elsewhere)
    elsewhere.setWindowModality(Qt.WindowModality.ApplicationModal)  # so that the page does not come back by itself
    elsewhere.show()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is None, timeout=5_000)
    before = page.cards[1]

    page.refresh()
    qtbot.waitUntil(lambda: page.cards[1] is not before, timeout=5_000)
    elsewhere.close()

    assert page.window().focusWidget() is page.cards[1]


def test_a_day_without_visits_says_which_is_next(page, qtbot):
    page.show_place(date(2026, 11, 20))

    qtbot.waitUntil(lambda: "Inga besök i dag" in texts(page), timeout=5_000)

    assert any(text.startswith("Nästa är ärende 4-009, tisdag 24 november") for text in texts(page))
    assert "Ärende 4-017, tisdag 24 november" in texts(page.side), "what was begun another day is still left"

    press(page, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: len(page.cards) == 5, timeout=5_000)


def test_a_visit_without_a_time_stands_last_on_any_day(page, desk, visits, qtbot):
    with desk.store.work() as work:
        work.save(replace(visits["4-009"], planned_start=None, planned_end=None))
    page.show_place(date(2026, 11, 20))

    qtbot.waitUntil(lambda: [card.visit_id for card in page.cards] == [visits["4-009"].id], timeout=5_000)

    page.show_place(date(2026, 11, 24))
    qtbot.waitUntil(lambda: len(page.cards) == 5, timeout=5_000)
    assert page.cards[-1].visit_id == visits["4-009"].id


def test_a_visit_whose_checklist_is_not_here_is_named_and_hides_no_other(page, desk, visits, qtbot):
    with desk.store.work() as work:
        work.save(replace(visits["4-009"], checklist_hash="0" * 64))
    page.refresh()

    qtbot.waitUntil(lambda: len(page.cards) == 4, timeout=5_000)

    assert any(text.startswith("4-009: 1 besök med en version av checklistan") for text in texts(page.side))


def test_enter_on_a_button_of_the_page_presses_that_button(page, qtbot):
    page.activateWindow()
    button = next(one for one in page.side.findChildren(Button) if one.text() in ("Synka nu", "Till Synk"))
    button.setFocus()

    with qtbot.waitSignal(page.going) as going:
        press(page, Qt.Key.Key_Return)

    assert going.args == ["sync", None]


def test_the_day_of_the_next_visit_can_be_shown(page, qtbot):
    page.show_place(date(2026, 11, 24) - timedelta(days=4))
    qtbot.waitUntil(lambda: "Inga besök i dag" in texts(page), timeout=5_000)

    next(button for button in page.findChildren(object) if getattr(button, "text", str)() == "Visa den dagen").click()

    qtbot.waitUntil(lambda: len(page.cards) == 5, timeout=5_000)


def shown_anew(page, qtbot):
    """Read the day once more, and wait until it is shown."""
    shown = page.cards[0]
    page.refresh()
    qtbot.waitUntil(lambda: page.cards[0] is not shown)
    settle()


def test_the_side_column_survives_being_shown_anew_below_the_day(page, qtbot):
    page.resize(900, 700)
    settle()

    shown_anew(page, qtbot)
    shown_anew(page, qtbot)
    page.resize(1400, 800)
    shown_anew(page, qtbot)

    assert page.side.isVisible()
    assert "Trygghetskontakt" in texts(page.side)


@pytest.mark.parametrize(("scale", "width", "height"), [(1.0, 1316, 864), (1.0, 1156, 684), (2.0, 1316, 864)])
def test_nothing_is_cut_off_too_small_or_nameless(page, look, qtbot, scale, width, height):
    look.show_as(text_scale=scale)
    page.resize(width, height)
    shown_anew(page, qtbot)

    assert clipped_texts(page) == []
    assert small_targets(page) == []
    assert unnamed(page) == []
