from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kollegie.model.answer_values import Withheld
from kollegie.model.severity import Severity
from kollegie.model.visits import Finding, FindingState
from kollegie.store.drafts import drafts_of
from kollegie.visiting.answering import record_answer
from kollegie.visiting.evaluation import Cell


def drafts(reviewer) -> list[tuple[str, str, str]]:
    with reviewer.desk.store.reading() as reading:
        return [(draft.question, draft.field, draft.text) for draft in drafts_of(reading)]


@pytest.mark.parametrize(
    ("key", "value"), [("j", "ja"), ("n", "nej"), ("d", "delvis"), ("o", Withheld.EJ_OBSERVERAT), ("J", "ja")]
)
def test_a_key_answers_the_question_at_hand(reviewer, key, value):
    reviewer.press(key)

    assert reviewer.answer("hb06").value == value
    assert reviewer.card.part.value() == value


def test_an_answer_is_shown_stored_and_counted(reviewer):
    reviewer.press("d")

    panel = reviewer.page.columns.panel
    assert reviewer.card.below.saved.text().startswith("Sparat ")
    assert panel._count.text() == "6 av 19 besvarade"
    line = next(line for line in panel.outline.lines if getattr(line, "id", "") == "HB06")
    assert (line.severity, line.current) == (Severity.DEFICIENCY, True)


def test_an_answer_raises_its_finding_inside_the_card(reviewer):
    reviewer.press("d")

    (block,) = reviewer.card.blocks.values()
    assert block.isVisible()
    assert block.severity.value() is Severity.DEFICIENCY
    assert block.words.text() == "Hjälpen stämmer bara delvis med beslutet"
    assert "Föreslagen av svaret Delvis" in block._from.text()


def test_another_answer_takes_the_finding_away_again(reviewer):
    reviewer.press("d")

    reviewer.press("j")

    assert reviewer.card.blocks == {}


@pytest.mark.parametrize("reason", [Withheld.EJ_TILLAMPLIGT, Withheld.EJ_FRAGAD, Withheld.AVSTOD])
def test_the_other_answers_are_one_press_away_and_taken_back_by_another(reviewer, reason):
    button = next(button for button in reviewer.card.other.buttons if button.reason is reason)

    button.click()
    reviewer.settle()
    assert reviewer.answer("hb06").value is reason
    assert reviewer.card.part.value() is None

    button.click()
    reviewer.settle()
    assert reviewer.answer("hb06").value is None


def test_delete_takes_an_answer_back(reviewer):
    reviewer.press("j")

    reviewer.press(Qt.Key.Key_Delete)

    assert reviewer.answer("hb06").value is None


def test_a_note_is_a_draft_while_it_is_typed_and_an_answer_when_it_is_left(reviewer):
    reviewer.press("a")
    reviewer.press("Dusch saknas")
    assert drafts(reviewer) == [("hb06", "note", "Dusch saknas")]
    assert reviewer.answer("hb06") is None

    reviewer.press(Qt.Key.Key_Tab)

    assert reviewer.answer("hb06").note == "Dusch saknas"
    assert drafts(reviewer) == []


def test_letters_typed_in_a_note_do_not_answer(reviewer):
    reviewer.press("a")

    reviewer.press("jnd och 1 till")
    reviewer.press(Qt.Key.Key_F8)

    assert (reviewer.answer("hb06").value, reviewer.answer("hb06").note) == (None, "jnd och 1 till")


def test_a_number_is_stored_by_enter_which_goes_on(reviewer, visits):
    reviewer.open(visits["4-017"], "hb08")

    reviewer.press("3,5125")
    reviewer.press(Qt.Key.Key_Return)

    assert reviewer.answer("hb08").value == "3.5125"
    assert reviewer.at == "HB09"


def test_what_the_answer_is_compared_with_stands_beside_it(reviewer, visits):
    reviewer.open(visits["4-017"], "hb08")

    assert reviewer.card.asked.beside == "Planerade besök per dag: 4"


def test_a_fault_is_said_at_its_field_and_the_answer_is_saved(reviewer, visits):
    reviewer.open(visits["4-017"], "hb08")
    reviewer.press("-3")
    reviewer.press(Qt.Key.Key_Tab)

    assert reviewer.answer("hb08").value == "-3"
    assert "Svaret är sparat." in reviewer.card._fault.sentence
    assert "mindre än noll" in reviewer.card.part.field().accessibleDescription()
    assert reviewer.page.columns.panel.fault.text() == "1 att rätta"


def test_an_unusual_answer_is_passed_by_saying_why(reviewer, visits):
    reviewer.open(visits["4-017"], "hb08")
    reviewer.press("14")
    reviewer.press(Qt.Key.Key_Tab)
    assert "Rätta eller skriv varför" in reviewer.card._fault.sentence

    reviewer.card.enter_field("note")
    reviewer.press("Fyra av dem om natten.")
    reviewer.press(Qt.Key.Key_Tab)

    assert reviewer.card._fault.sentence == ""
    assert reviewer.page.columns.panel.fault.isHidden()


def test_several_answers_are_switched_by_their_keys(reviewer, visits):
    reviewer.open(visits["4-017"], "hb02")

    reviewer.press("3")

    assert reviewer.answer("hb02").value == ("anhorig", "personal")


def test_a_question_that_opens_folds_in_and_one_that_closes_goes(reviewer, visits):
    reviewer.open(visits["4-017"], "hb02")
    assert Cell("hb03") in reviewer.page.section.cards

    reviewer.press("2")  # nobody beside the user any more
    reviewer.press("1")
    assert Cell("hb03") not in reviewer.page.section.cards

    reviewer.press("1")
    reviewer.press("2")
    assert reviewer.card_of("hb03").part.value() == "ja"  # the answer was never lost


def test_answers_do_not_move_when_others_appear(reviewer, visits):
    reviewer.open(visits["4-017"], "hb02")
    before = reviewer.card.part.mapTo(reviewer.page, QPoint(0, 0))

    reviewer.press("2")
    reviewer.press("1")

    assert reviewer.card.part.mapTo(reviewer.page, QPoint(0, 0)) == before


def test_a_time_is_typed_or_taken_from_the_clock(reviewer, visits):
    reviewer.open(visits["P-03"], "ub02")
    reviewer.press("9.05")
    reviewer.press(Qt.Key.Key_Return)
    assert reviewer.answer("ub02").value == "09:05"

    reviewer.open(visits["P-03"], "ub02_klart")
    reviewer.card.part.now.click()
    reviewer.settle()

    now = reviewer.desk.now()
    assert reviewer.answer("ub02_klart").value == f"{now:%H:%M}"


def test_words_that_are_no_time_stay_and_are_explained(reviewer, visits):
    reviewer.open(visits["P-03"], "ub02")

    reviewer.press("strax")
    reviewer.press(Qt.Key.Key_Tab)

    assert reviewer.answer("ub02") is None
    assert reviewer.card.part.line.text() == "strax"
    assert "07:30" in reviewer.card._fault.sentence
    assert drafts(reviewer) == [("ub02", "value", "strax")]

    cell = reviewer.page.visit.cell_named("ub02")
    reviewer.page.section.forget()
    reviewer.page.go_to(cell)  # its card is made anew
    reviewer.page.refresh()
    reviewer.settle()
    assert reviewer.card.part.line.text() == "strax"
    assert "07:30" in reviewer.card._fault.sentence

    reviewer.page.go_to(reviewer.page.visit.cell_named("ub03"))
    reviewer.settle()
    reviewer.open(visits["4-017"])
    reviewer.open(visits["P-03"], "ub03")  # as after a start: what is typed at another question is done
    reviewer.page.go_to(cell)
    card = reviewer.card
    assert (card.part.line.text(), "07:30" in card._fault.sentence) == ("strax", True)

    card.part.line.show_text("07:30")
    card.part.finish()
    reviewer.settle()
    assert (card._fault.sentence, drafts(reviewer)) == ("", [])


def test_what_is_typed_while_an_act_is_stored_stays_in_its_field(reviewer):
    reviewer.press("j")
    reviewer.page.undo()  # its reply comes after the next words
    reviewer.page.flow.whole.note_time("arrived", reviewer.page.visit.clock())
    other = reviewer.page.section.cards[reviewer.page.visit.cell_named("hb07")]
    other.unfold()
    other.note.setFocus()
    QTest.keyClicks(other.note, "Dusch saknas")
    reviewer.settle()

    assert other.note.text() == "Dusch saknas"
    assert reviewer.answer("hb06") is None


def test_an_answer_in_own_words_is_kept_while_it_is_typed(reviewer, visits):
    reviewer.open(visits["P-03"], "ub08")
    reviewer.press("Samma tre i varje grupp.")
    assert ("ub08", "value", "Samma tre i varje grupp.") in drafts(reviewer)

    reviewer.press(Qt.Key.Key_F8)

    assert reviewer.answer("ub08").value == "Samma tre i varje grupp."


def test_a_question_for_a_picture_can_be_passed_with_a_reason(reviewer, visits):
    reviewer.open(visits["P-03"], "ub19")

    next(one for one in reviewer.card.other.buttons if one.reason is Withheld.EJ_TILLAMPLIGT).click()
    reviewer.settle()

    assert reviewer.answer("ub19").value is Withheld.EJ_TILLAMPLIGT


def test_marks_are_stored(reviewer):
    reviewer.card.marks.positive.click()
    reviewer.card.marks.flag.click()
    reviewer.settle()

    answer = reviewer.answer("hb06")
    assert (answer.positive, answer.flagged) == (True, True)


def test_a_mark_that_meets_an_answer_come_back_by_a_redo_shows_that_answer(reviewer):
    record_answer(reviewer.desk.store, reviewer.page.visit.visit.id, "hb06", "nej")  # the window has not heard yet

    reviewer.card.marks.flag.click()
    reviewer.settle()

    assert (reviewer.answer("hb06").value, reviewer.answer("hb06").flagged) == ("nej", True)
    assert reviewer.card.part.value() == "nej"
    assert reviewer.page.visit.sheet.answer("hb06") == "nej"


def test_a_finding_is_changed_where_it_stands(reviewer):
    reviewer.press("d")
    (block,) = reviewer.card.blocks.values()

    block.severity.choose(Severity.SERIOUS)
    reviewer.settle()
    block.category.chosen.emit(next(iter(type(block._finding.category))))
    reviewer.settle()
    block.words.setFocus()
    block.words.setPlainText("")
    reviewer.press("Dusch tisdag men inte fredag")
    reviewer.press(Qt.Key.Key_Tab)

    (finding,) = reviewer.stored(Finding)
    assert (finding.severity, finding.category.value) == (Severity.SERIOUS, "BEH")
    assert (finding.text, finding.state) == ("Dusch tisdag men inte fredag", FindingState.CONFIRMED)
    assert "avgjord av er" in block._from.text()


def test_a_wording_is_kept_while_it_is_typed(reviewer):
    reviewer.press("d")
    (block,) = reviewer.card.blocks.values()
    block.words.setFocus()

    reviewer.press("Dusch: ")

    ((_, field, text),) = drafts(reviewer)
    assert field.startswith("finding ")
    assert "Dusch: " in text


def test_a_removed_finding_comes_back_by_the_strip(reviewer):
    reviewer.press("d")
    next(iter(reviewer.card.blocks.values())).remove.click()
    reviewer.settle()
    assert reviewer.card.blocks == {}
    assert reviewer.page.strip.said == "Iakttagelsen i HB06 är borttagen."

    reviewer.page.strip.strip.button("undo").click()
    reviewer.settle()

    assert len(reviewer.card.blocks) == 1
    assert reviewer.stored(Finding)[0].state is FindingState.PROPOSED


def test_a_finding_of_ones_own_begins_with_the_note(reviewer):
    reviewer.press("a")
    reviewer.press("Trasig lyft")
    reviewer.press(Qt.Key.Key_Tab)

    reviewer.card.marks.own.click()
    reviewer.settle()

    (finding,) = reviewer.stored(Finding)
    assert (finding.text, finding.rule, finding.question) == ("Trasig lyft", -1, "hb06")
    assert finding.id in reviewer.card.blocks


def test_an_acute_finding_says_whom_to_call_until_it_is_done(reviewer, visits):
    reviewer.open(visits["4-017"], "hb19")
    reviewer.press("j")
    (block,) = reviewer.card.blocks.values()
    assert block._acute._words.text() == "Ring Lo Ledare 070-123 45 67 i dag, innan ni går vidare."

    block._acute.button.click()
    reviewer.settle()

    assert block._acute._words.text().startswith("Ledaren underrättad ")
    assert reviewer.stored(Finding)[0].acknowledged_by == reviewer.desk.me


def test_the_chain_leads_to_where_something_is_done(reviewer, qtbot):
    reviewer.press("d")
    (block,) = reviewer.card.blocks.values()

    with qtbot.waitSignal(reviewer.page.going) as going:
        block.act.click()

    assert going.args == ["findings", block.finding_id]


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_F7, Qt.Key.Key_F9, Qt.Key.Key_Right, Qt.Key.Key_Tab])
def test_keys_that_lead_elsewhere_never_answer(reviewer, key):
    reviewer.press("d")

    reviewer.press(key)

    assert reviewer.answer("hb06").value == "delvis"


def test_the_wheel_and_a_click_beside_change_nothing(reviewer, visits):
    reviewer.open(visits["4-017"], "hb08")
    reviewer.press("4")
    line = reviewer.card.part.number.line

    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(line.mapToGlobal(QPoint(5, 5))),
        QPoint(0, 120),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(line, turn)
    QTest.mouseClick(reviewer.page.section, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    reviewer.press(Qt.Key.Key_Escape)
    reviewer.press(Qt.Key.Key_F8)

    assert reviewer.answer("hb08").value == "4"


def test_clicking_an_answer_of_another_card_leads_there_without_moving_it(reviewer):
    other = reviewer.card_of("hb07")
    before = other.part.mapTo(reviewer.page, QPoint(0, 0))
    first = other.part.choice.options[0]

    QTest.mouseClick(other.part.choice.button(first.value), Qt.MouseButton.LeftButton)
    reviewer.settle()

    assert reviewer.at == "HB07"
    assert reviewer.answer("hb07").value == first.value
    assert other.unfolded
    assert other.part.mapTo(reviewer.page, QPoint(0, 0)) == before
