"""What one comes back to: after a start, a crash, a change of language or looks."""

from __future__ import annotations

import pytest
from faults.event_loop import let_run
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from visiting_pictures import two_halves

from kollegie.language import Language, speak
from kollegie.model.ids import derived_id
from kollegie.model.reviews import Participant, Role
from kollegie.model.severity import Category, Severity
from kollegie.model.visits import Answer, Draft, Finding, answer_id
from kollegie.store.drafts import Place, begin_running, drafts_of, keep_draft, place_in, remember_place
from kollegie.sync.giving_up import give_up_scope
from kollegie.sync.laptop import laptop_of
from kollegie.sync.lines import nobody
from kollegie.visiting.answering import record_answer
from kollegie.visiting.evaluation import Cell
from kollegie.visiting.findings import add_finding, wording_field
from ui.main_window import MainWindow
from ui.opening import open_desk as open_desk_window
from ui.theme import Scheme, theme
from ui.unlocking.recent import RecentStores
from ui.visiting import VisitPage
from ui.visiting.thread_block import CommentLine


def test_where_one_was_comes_back_after_a_start(reviewer, open_desk, visits, qtbot):
    reviewer.press("a")
    reviewer.press("Dusch sak")
    reviewer.page.writer.flush()  # and then the power goes: the note is never left

    page = VisitPage(open_desk())
    qtbot.addWidget(page)
    page.resize(1316, 840)
    with qtbot.waitSignal(page.opened):
        page.show()
        page.activateWindow()
        page.refresh()
    let_run(50)

    card = page.section.cards[page.section.current]
    assert page.visit.visit.id == visits["4-017"]
    assert (card.question.id, card.note.text()) == ("HB06", "Dusch sak")
    assert (card.note.hasFocus(), card.note.textCursor().position()) == (True, 9)
    page.flush()
    assert next(iter(page.visit._answers[page.section.current].note), "") == "D"
    page.writer.close()


def test_after_a_crash_what_was_typed_is_kept_beside_the_answer_by_one_press(open_desk, visits, qtbot):
    store = open_desk().store
    record_answer(store, visits["4-017"], "hb06", "delvis", note="Dusch saknas.")
    record_answer(store, visits["4-017"], "hb08", "4")
    with store.work() as work:
        begin_running(work)
        review = derived_id("review", "höst")
        work.add(Participant(derived_id("anna"), review, review, store.me, Role.VISITOR))
        work.set_setting("room", "visit")  # the room of last time waits until one has chosen
        keep_draft(work, Draft(visits["4-017"], "hb06", "", "note", "Dusch och promenad sak", 22, work.at))
        keep_draft(work, Draft(visits["4-017"], "hb08", "", "value", "3", 1, work.at))
        remember_place(work, Place(visits["4-017"], "hb06", "", "note", 22), work.at)
    desk = open_desk()
    recent = RecentStores(desk.store.path.with_name("recent.json"))

    window = open_desk_window(desk.store, desk.settings, recent)  # as at the next start
    qtbot.addWidget(window)
    window.show()
    window.greet()
    assert "version 1" in window.greeting.dialog._checklist.text()
    assert window.room != "visit"  # opening it would store what was left over what is saved
    QTest.keyClick(window.greeting.dialog.both, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.room == "visit" and window.page().section.current == Cell("hb06"))
    qtbot.waitUntil(lambda: "2 texter ligger som kommentar" in window.strip.told)

    card = window.page().section.cards[Cell("hb06")]
    window.page().flush()
    with store.reading() as reading:
        assert reading.first(Answer, id=answer_id(visits["4-017"], "hb06", "")).note == "Dusch saknas."
        assert reading.first(Answer, id=answer_id(visits["4-017"], "hb08", "")).value == "4"
    assert card.note.text() == "Dusch saknas."
    assert "Dusch och promenad sak" in card.talk.findChildren(CommentLine)[0].text()
    window.close()
    window.page().writer.close()
    window.desk.close()


def test_words_left_in_other_questions_become_their_answers(reviewer, visits):
    made = add_finding(reviewer.desk.store, visits["4-017"], "hb12", Category.UTF, Severity.NOTE, "Dusch")
    with reviewer.desk.store.work() as work:
        keep_draft(work, Draft(visits["4-017"], "hb12", "", wording_field(made.id), "Dusch uteblir", 13, work.at))
        keep_draft(work, Draft(visits["4-017"], "hb12", "", "note", "I september", 11, work.at))
        keep_draft(work, Draft(visits["4-017"], "hb08", "", "value", "3", 1, work.at))
        remember_place(work, Place(visits["4-017"], "hb06"), work.at)

    reviewer.open(visits["4-017"])
    reviewer.settle()

    assert reviewer.answer("hb12").note == "I september"
    assert [one.text for one in reviewer.stored(Finding, id=made.id)] == ["Dusch uteblir"]
    assert reviewer.answer("hb08").value == "3"
    with reviewer.desk.store.reading() as reading:
        assert drafts_of(reading) == ()


def take_back(reviewer, label):
    """The visit leaves this laptop behind the page's back, as in a sync."""
    with laptop_of(reviewer.desk.store, nobody) as near, near.writing():
        near.line.run("UPDATE visit SET dirty = NULL")
        give_up_scope(near, "", derived_id("case", label).bytes)


def test_a_visit_that_has_left_the_laptop_is_closed_and_told(reviewer, qtbot):
    take_back(reviewer, "4-017")

    with qtbot.waitSignal(reviewer.page.gone) as told:
        reviewer.page.refresh()

    assert told.args[0].startswith("Ärende 4-017 finns inte längre på den här datorn")
    assert reviewer.page.visit is None
    assert reviewer.page.body.currentIndex() == 0


def note_answer(page):
    page.section.cards[page.section.current].enter_field("note")
    page.section.cards[page.section.current].note.insertPlainText("Dusch sak")
    return lambda: page.section.cards[page.section.current].note.text()


def say_at_door(page):
    page.door.ask_for_consent()
    page.door.form.own.insert("Dusch sak")
    return lambda: page.door.form.own.text()


def cover_picture(page):
    page.attaching.take_pixels(page.section.current, two_halves())
    page.attaching.form.caption.insert("Dusch sak")
    return lambda: page.attaching.form.caption.text()


def note_dropping(page):
    page.ask_to_sign()
    page.dialog.drop.click()
    page.dialog._dropping.note.insert("Dusch sak")
    return lambda: page.dialog.begun and page.dialog._dropping.note.text()


@pytest.mark.parametrize("write", [note_answer, say_at_door, cover_picture, note_dropping])
def test_words_too_late_for_a_visit_that_has_left_can_still_be_copied(reviewer, write):
    written = write(reviewer.page)
    take_back(reviewer, "4-017")

    reviewer.page.refresh()
    reviewer.wait(lambda: "kopiera det du vill ha kvar" in reviewer.page.strip.said)

    assert written() == "Dusch sak"


def test_the_place_is_kept_while_one_goes_about(reviewer, visits):
    reviewer.page.go_to(reviewer.page.visit.cell_named("hb19"))
    reviewer.settle()

    with reviewer.desk.store.reading() as reading:
        assert place_in(reading, visits["4-017"]).question == "hb19"


def test_a_change_of_language_keeps_place_and_words(desk, visits, qtbot):
    window = MainWindow(desk, frozenset({"visitor"}))
    qtbot.addWidget(window)
    window.resize(1440, 900)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.enter("visit", (visits["4-017"], "hb06"))
    page = window.page_of("visit")
    qtbot.waitUntil(lambda: page.visit is not None and page.section.current is not None)
    card = page.section.cards[page.section.current]
    card.enter_field("note")
    QTest.keyClicks(card.note, "Dusch saknas")

    speak(Language.EN)
    window.rebuild()
    page = window.page_of("visit")
    qtbot.waitUntil(lambda: page.visit is not None and page.section.current is not None)

    card = page.section.cards[page.section.current]
    assert (card.question.id, card.asked.words) == ("HB06", "Does the help match the decision?")
    assert card.note.text() == "Dusch saknas"
    assert page.header._title.text() == "Case 4-017"
    page.flush()
    page.writer.close()


def test_a_change_of_scheme_keeps_what_is_being_typed(reviewer):
    reviewer.press("a")
    reviewer.press("Dusch")

    theme().show_as(scheme=Scheme.DARK, text_scale=1.5)
    reviewer.press(" saknas")

    assert reviewer.card.note.text() == "Dusch saknas"
    assert reviewer.card.note.hasFocus()
