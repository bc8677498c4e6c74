"""Signing a visit in its window, amending it afterwards, and writing one off."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kollegie.model.answer_values import Withheld
from kollegie.model.reviews import Visit, VisitState
from kollegie.store.drafts import drafts_of
from kollegie.visiting.signing import readiness


def visit_of(reviewer) -> Visit:
    with reviewer.desk.store.reading() as reading:
        return reading.get(Visit, reviewer.page.visit.visit.id)


def test_signing_names_what_is_left_and_leads_there(reviewer):
    reviewer.page.ask_to_sign()
    dialog = reviewer.page.dialog
    assert not dialog.sign.isEnabled()
    assert dialog.sign.text() == f"Signera ({reviewer.page.visit.left()} kvar)"

    dialog.going.emit(reviewer.page.visit.cell_named("hb20"))
    dialog.reject()
    reviewer.settle()

    assert reviewer.at == "HB20"


def test_signing_locks_the_answers_and_says_so(reviewer, visits, look):
    reviewer.press("d")
    reviewer.page.ask_to_sign()
    reviewer.page.dialog.passing_over.emit(Withheld.EJ_FRAGAD)
    reviewer.settle()
    assert reviewer.page.dialog.sign.text() == "Signera"
    assert readiness(reviewer.desk.store, visits["4-017"]).ready

    reviewer.page.dialog.sign.click()
    reviewer.settle()

    assert visit_of(reviewer).state is VisitState.SIGNED
    assert "Senare ändringar blir tillägg med skäl." in reviewer.page.strip.said
    assert "av Anna Ek" in reviewer.page.header._meta.text()
    columns = reviewer.page.columns
    assert columns.panel.sign.text() == "Signerat"
    assert columns.panel._left.text() == ""
    look.show_as(text_scale=2.0)
    reviewer.settle()
    assert (columns.bar.isVisible(), columns.bar.sign.text()) == (True, "Signerat")
    reviewer.page.go_to(reviewer.page.visit.cell_named("hb06"))
    reviewer.press("j")
    reviewer.press(Qt.Key.Key_Space)
    assert reviewer.answer("hb06").value == "delvis"
    assert reviewer.card.part.value() == "delvis"
    assert reviewer.card.note.isReadOnly()


@pytest.fixture
def signed(reviewer, visits):
    """The visit, signed with "Delvis" at HB06."""
    reviewer.press("d")
    reviewer.page.ask_to_sign()
    reviewer.page.dialog.passing_over.emit(Withheld.EJ_FRAGAD)
    reviewer.settle()
    reviewer.page.dialog.sign.click()
    reviewer.settle()
    return reviewer.open(visits["4-017"], "hb06")


def test_an_amendment_asks_for_its_reason(signed):
    signed.card.marks.amend.click()
    signed.card.part.choice.choose("nej")
    signed.card.amending.form.keep.click()
    assert "Skriv varför" in signed.card.amending.form._field._error.sentence
    assert signed.answer("hb06").value == "delvis"

    QTest.keyClicks(signed.card.amending.form.reason, "Fel ruta")
    signed.settle()
    cell = signed.card.cell
    signed.open(cell_visit := signed.page.visit.visit.id)  # as after a lock in the middle of it
    signed.page.section.forget()
    signed.page.go_to(cell)
    signed.card.marks.amend.click()
    assert signed.card.amending.form.reason.text() == "Fel ruta"
    signed.card.part.choice.choose("nej")
    signed.card.amending.form.keep.click()
    signed.settle()

    with signed.desk.store.reading() as reading:
        assert drafts_of(reading, cell_visit) == ()
    assert signed.answer("hb06").value == "nej"
    assert signed.card.part.value() == "nej"
    assert signed.card.amending.form is None


def test_an_amendment_given_up_lets_the_signed_answer_stand(signed):
    signed.card.marks.amend.click()
    signed.card.part.choice.choose("nej")

    signed.card.amending.form.give_up.click()
    signed.settle()

    assert signed.answer("hb06").value == "delvis"
    assert signed.card.part.value() == "delvis"


def test_a_visit_that_did_not_take_place_is_written_off_with_its_reason(reviewer):
    reviewer.page.ask_to_sign()
    form = reviewer.page.dialog._dropping
    reviewer.page.dialog.drop.click()
    QTest.keyClicks(form.note, "Ringde i onsdags")
    reviewer.settle()
    reviewer.page.dialog.reject()
    reviewer.open(reviewer.page.visit.visit.id)
    reviewer.page.ask_to_sign()
    form = reviewer.page.dialog._dropping
    assert form.note.text() == "Ringde i onsdags"
    form.reasons.choose("hospital")

    form.decide.click()
    reviewer.settle()

    assert visit_of(reviewer).dropped_because == "hospital"
    assert not reviewer.page.visit.begun
    assert "På sjukhus" in reviewer.page.header._meta.text()
