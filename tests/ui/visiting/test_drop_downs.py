"""Answers in a list that drops down, at a visit: given, searched, cleared, undone, and read at any size."""

from __future__ import annotations

import pytest
from looking import clipped_texts, small_targets, unnamed
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from shown_so import plan_shown_so

from kollegie.language import Language, speak
from kollegie.model.answer_values import Withheld
from ui.theme import Scheme
from ui.visiting import VisitPage
from ui.widgets.answer_drop import AnswerDrop


@pytest.fixture
def prepare():
    return [plan_shown_so]


@pytest.fixture
def visitor(take_up):
    return take_up("4-060", "m1")


def drop_of(visitor, name: str) -> AnswerDrop:
    found = visitor.card_of(name).part.field()
    assert isinstance(found, AnswerDrop)
    return found


def choose_in_list(visitor, drop: AnswerDrop, typed: str) -> None:
    """As a person with a keyboard does: open the list, type a bit of the word, Enter."""
    drop.setFocus()
    visitor.press(Qt.Key.Key_Space)
    QTest.keyClicks(drop.view(), typed)
    QTest.keyClick(drop.view(), Qt.Key.Key_Return)
    visitor.settle()


def test_a_whole_section_of_drop_downs_is_answered_by_keyboard(visitor):
    visitor.press("2")
    visitor.press(Qt.Key.Key_Return)
    offered = [option.word for option in drop_of(visitor, "m2").options]
    choose_in_list(visitor, drop_of(visitor, "m2"), "anna")
    follow_up = visitor.card_of("m2b")
    visitor.press("3")
    visitor.press(Qt.Key.Key_Return)
    drop = drop_of(visitor, "m3")
    visitor.press("1")
    visitor.press("3")
    said = drop.words_shown()
    visitor.press(Qt.Key.Key_Return)
    visitor.press("j")

    assert offered == ["Hult", "Ås", "Västra Hult med Sunds gamla kommundel och öarna", "Annan ort", "Ej observerat"]
    assert not follow_up.isVisible()
    assert visitor.answer("m2").value == "vastra"
    assert (visitor.answer("m3").value, said) == (("dusch", "mat"), "Dusch, Mat")
    assert (visitor.at, visitor.answer("m4").value) == ("M4", "ja")


def test_what_is_chosen_is_taken_back_undone_passed_over_and_marked(visitor):
    visitor.press("2")
    visitor.page.go_to(visitor.card_of("m2").cell)
    drop = drop_of(visitor, "m2")
    visitor.press("2")
    faulty = drop.accessibleDescription()
    visitor.press(Qt.Key.Key_Delete)
    emptied = visitor.answer("m2").value
    visitor.ctrl(Qt.Key.Key_Z)
    back = drop.values()
    visitor.press("o")
    unseen = visitor.answer("m2").value
    card = visitor.card_of("m2")
    reasons = [button.reason for button in card.other.buttons]
    card.other.buttons[0].click()
    card.marks.flag.click()
    visitor.settle()
    answer = visitor.answer("m2")

    assert "Ås hör till en annan kommun." in faulty
    assert (emptied, back, unseen) == (None, ("as",), Withheld.EJ_OBSERVERAT)
    assert Withheld.EJ_OBSERVERAT not in reasons  # it stands in the list
    assert (answer.value, answer.flagged) == (reasons[0], True)
    assert drop.words_shown() == ""


def test_drop_downs_are_whole_and_can_be_hit_at_200_percent(visitor, look):
    look.show_as(scheme=Scheme.DARK, text_scale=2.0)
    visitor.press("2")
    visitor.page.go_to(visitor.card_of("m2").cell)
    visitor.press("3")
    section = visitor.page.section

    assert clipped_texts(section) == []
    assert small_targets(section, 44) == []
    assert unnamed(section) == []


def test_a_change_of_language_keeps_the_place_and_the_answer(visitor, desk, qtbot):
    visitor.press("2")
    visitor.page.go_to(visitor.card_of("m4").cell)
    visitor.press("n")
    place = visitor.page.place()
    visitor.page.flush()

    speak(Language.EN)
    again = VisitPage(desk)
    qtbot.addWidget(again)
    again.show()
    again.show_place(place)
    qtbot.waitUntil(lambda: again.section.current is not None)
    card = again.section.cards[again.section.current]

    assert (card.question.id, card.part.field().words_shown()) == ("M4", "No")


def test_a_signed_answer_is_read_and_not_changed(visitor):
    visitor.press("2")
    card = visitor.card_of("m2")
    card.set_locked(True, signed=True)
    drop = drop_of(visitor, "m2")
    drop.setFocus()
    visitor.press(Qt.Key.Key_Space)
    visitor.press("1")

    assert not drop.view().isVisible()
    assert visitor.answer("m2") is None
