from __future__ import annotations

import threading

import pytest
from faults.event_loop import let_run
from looking import clipped_texts, small_targets, unnamed
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kollegie.model.answer_values import Withheld
from kollegie.model.ids import derived_id
from kollegie.store.errors import DiskFull
from kollegie.visiting.answering import record_answer
from ui.theme import Density, Scheme, theme
from ui.visiting.outline import QuestionLine, SectionLine


def test_the_head_names_the_case_and_never_the_person(reviewer):
    head = reviewer.page.header

    assert head._title.text() == "Ärende 4-017"
    assert "hemtjänst, brukarbesök · version 1 · utförare P-03" in head._meta.text()
    assert "Tolvan" not in head._meta.text()


def test_sections_stand_at_left_with_their_counts(reviewer):
    lines = reviewer.page.columns.panel.outline.lines
    heads = [line.spoken for line in lines if isinstance(line, SectionLine)]

    assert heads[0] == "1 Mötet, 3 av 3"
    assert heads[1] == "2 Hjälpen i vardagen, 2 av 10"
    assert [line.id for line in lines if isinstance(line, QuestionLine)][:3] == ["HB04", "HB05", "HB06"]


def test_f8_goes_to_the_next_unanswered_and_says_when_none_is_left(reviewer):
    reviewer.press("j")
    reviewer.press(Qt.Key.Key_F8)
    assert reviewer.at == "HB07"

    while reviewer.page.visit.left():
        reviewer.card.part.set_locked(False)
        next(one for one in reviewer.card.other.buttons if one.reason is Withheld.EJ_FRAGAD).click()
        reviewer.settle()
        reviewer.press(Qt.Key.Key_F8)

    assert reviewer.page.strip.said == "Inga obesvarade frågor kvar."
    reviewer.page.strip.strip.button("sign").click()
    assert reviewer.page.dialog.isVisible()
    reviewer.page.dialog.reject()


def test_the_next_unanswered_is_marked(reviewer):
    assert reviewer.card_of("hb07")._next.isVisible()
    assert not reviewer.card._next.isVisible()


def test_keys_lead_to_the_next_fault_and_the_next_flag(reviewer, visits):
    record_answer(reviewer.desk.store, visits["4-017"], "hb08", "-1")
    record_answer(reviewer.desk.store, visits["4-017"], "hb18", "ja", flagged=True)
    reviewer.open(visits["4-017"], "hb06")

    reviewer.press(Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert reviewer.at == "HB08"
    reviewer.ctrl(Qt.Key.Key_F8)
    assert reviewer.at == "HB18"


def test_enter_goes_on_and_ctrl_enter_to_the_next_section(reviewer):
    reviewer.press("j")
    reviewer.press(Qt.Key.Key_Return)
    assert reviewer.at == "HB07"

    reviewer.ctrl(Qt.Key.Key_Return)
    assert (reviewer.page.section.section, reviewer.at) == ("plan", "HB13")

    reviewer.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert reviewer.at == "HB07"  # the first one left in the section before


def test_the_last_question_of_a_section_leads_into_the_next(reviewer, visits):
    reviewer.open(visits["4-017"], "hb17")
    reviewer.page.about.step(1)
    reviewer.settle()

    assert reviewer.at == "HB13"


def test_a_row_of_the_outline_leads_to_its_question(reviewer):
    outline = reviewer.page.columns.panel.outline
    row = next(n for n, line in enumerate(outline.lines) if getattr(line, "id", "") == "HB12")

    outline.clicked.emit(outline.model().index(row))
    reviewer.settle()

    assert reviewer.at == "HB12"
    assert reviewer.card.isAncestorOf(QApplication.focusWidget())


def test_the_card_gone_to_is_in_sight(reviewer, visits):
    for question in ("hb17", "hb04", "hb12"):
        reviewer.open(visits["4-017"], question)
        reviewer.wait(lambda: _in_sight(reviewer))


def _in_sight(reviewer) -> bool:
    area = reviewer.page.section.area
    top = reviewer.card.y() - area.verticalScrollBar().value()
    return -2 <= top <= area.viewport().height() - 100


def test_one_question_at_a_time_keeps_place_and_answers(reviewer):
    reviewer.press("d")
    reviewer.press(Qt.Key.Key_F7)
    assert [card.question.id for card in reviewer.page.section.cards.values() if card.isVisible()] == ["HB06"]

    reviewer.page.section.steps.on.click()
    reviewer.settle()
    assert [card.question.id for card in reviewer.page.section.cards.values() if card.isVisible()] == ["HB07"]

    reviewer.press(Qt.Key.Key_F7)
    assert reviewer.at == "HB07"
    assert reviewer.card_of("hb06").part.value() == "delvis"


def test_undo_and_redo_go_over_fifty_steps_and_show_what_they_touch(reviewer):
    for number in range(51):
        reviewer.press("jnd"[number % 3])
    assert reviewer.answer("hb06").value == "delvis"

    for number in range(50):
        reviewer.ctrl(Qt.Key.Key_Z)
        assert reviewer.card.part.value() == ("ja", "nej", "delvis")[(49 - number) % 3]
    assert reviewer.answer("hb06").value == "ja"

    for _ in range(50):
        reviewer.ctrl(Qt.Key.Key_Y)
    assert reviewer.answer("hb06").value == "delvis"
    assert len(reviewer.card.blocks) == 1


def test_undo_leads_to_the_question_it_touched(reviewer, visits):
    reviewer.press("j")
    reviewer.open(visits["4-017"], "hb19")

    reviewer.ctrl(Qt.Key.Key_Z)

    assert reviewer.at == "HB06"
    assert reviewer.card.part.value() is None


def test_undo_in_a_note_takes_back_its_words_first(reviewer):
    reviewer.press("j")
    reviewer.press("a")
    reviewer.press("Dusch")

    reviewer.ctrl(Qt.Key.Key_Z)

    assert reviewer.card.note.text() == ""
    assert reviewer.answer("hb06").value == "ja"


def test_the_name_is_shown_when_asked_for_and_the_reading_is_logged(reviewer):
    context = reviewer.page.columns.context
    words = [label.text() for label in context.findChildren(type(reviewer.card._words))]
    assert not any("Tolvan" in one for one in words)

    context.identity_wanted.emit()
    reviewer.settle()

    shown = [label.text() for label in context.findChildren(type(reviewer.card._words)) if label.isVisible()]
    assert any("Tolvan Tolvansson" in one for one in shown)
    with reviewer.desk.store.engine.connect() as connection:
        (row,) = connection.exec_driver_sql("SELECT act, record FROM reading").all()
    assert tuple(row) == ("show", "case_identity")


SIZES = [(1316, 840), (1156, 640), (836, 540)]
LOOKS = [
    *((Scheme.LIGHT, size, scale) for size in SIZES for scale in (1.0, 1.25, 1.5, 2.0)),
    *((scheme, SIZES[0], scale) for scheme in (Scheme.DARK, Scheme.CONTRAST) for scale in (1.0, 2.0)),
]


@pytest.mark.parametrize(("scheme", "size", "scale"), LOOKS)
def test_nothing_is_cut_and_everything_can_be_hit_and_named(reviewer, scheme, size, scale):
    reviewer.press("d")

    theme().show_as(scheme=scheme, text_scale=scale)
    reviewer.page.resize(*size)
    reviewer.settle()
    reviewer.page.go_to(reviewer.page.visit.cell_named("hb06"))
    let_run(40)

    assert clipped_texts(reviewer.page) == []
    assert small_targets(reviewer.page) == []
    assert unnamed(reviewer.page) == []


def test_for_fingers_every_target_is_large(reviewer):
    theme().show_as(density=Density.AIRY)
    reviewer.settle()

    assert small_targets(reviewer.page, 44) == []


def test_the_support_opens_over_the_questions_where_there_is_no_room_beside(reviewer):
    assert reviewer.page.columns.side.isVisible()
    assert not reviewer.page.columns.support.isVisible()

    reviewer.page.resize(1156, 640)
    reviewer.settle()
    assert not reviewer.page.columns.side.isVisible()
    reviewer.page.columns.context.talk.show_draft("Ring dottern", 12)
    reviewer.press(Qt.Key.Key_F9)
    assert reviewer.page.columns.sheet.isVisible()
    assert reviewer.page.columns.context.talk.words.isVisible()

    reviewer.press(Qt.Key.Key_Escape)
    assert not reviewer.page.columns.sheet.isVisible()
    assert reviewer.card.isAncestorOf(QApplication.focusWidget())

    reviewer.page.resize(1440, 900)
    reviewer.settle()
    assert reviewer.page.columns.side.isAncestorOf(reviewer.page.columns.context.talk.words)
    assert reviewer.page.columns.context.talk.words.isVisible()
    assert reviewer.page.columns.context.talk.words.text() == "Ring dottern"


def test_the_sections_drop_down_at_large_text(reviewer):
    theme().show_as(text_scale=2.0)
    reviewer.settle()

    bar = reviewer.page.columns.bar
    assert bar.isVisible()
    assert not reviewer.page.columns.panel.isVisible()
    bar.sections.chosen.emit("trygghet")
    reviewer.settle()
    assert reviewer.at == "HB18"


@pytest.fixture
def open_before(look):
    """The windows an earlier test has left open."""
    return [one for one in QApplication.topLevelWidgets() if one.isVisible()]


def test_no_part_opens_as_a_window_of_its_own(open_before, reviewer):
    shown = [one for one in QApplication.topLevelWidgets() if one.isVisible() and one not in open_before]

    assert shown == [reviewer.page]


def test_a_full_disk_is_told_and_nothing_typed_is_lost(reviewer, monkeypatch):
    engine = reviewer.desk.store.engine
    real = engine.connect
    full = [True]
    reviewer.page.writer.close()

    def connect():
        if full[0]:
            raise DiskFull(name="anna.kollegie", free=0)
        return real()

    monkeypatch.setattr("kollegie.store.writing.RETRY", 0.1)
    monkeypatch.setattr(engine, "connect", connect)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_A)
    QTest.keyClicks(QApplication.focusWidget(), "Dusch saknas")
    reviewer.wait(lambda: "Disken är full" in reviewer.page.strip.said)
    assert [draft.text for draft in reviewer.page.writer.waiting] == ["Dusch saknas"]

    full[0] = False
    reviewer.wait(lambda: reviewer.page.strip.said == "")
    reviewer.press(Qt.Key.Key_F8)

    assert reviewer.answer("hb06").note == "Dusch saknas"


def test_an_answer_refused_at_once_is_told_and_waits_for_nothing(reviewer, monkeypatch):
    page, cell, told = reviewer.page, reviewer.card.cell, []
    page.flow.refused.connect(lambda at, problem: told.append((at, type(problem).__name__)))
    monkeypatch.setattr("kollegie.store.writing.MOST_ACTS", 0)
    page.flow.answer(cell, "nej")
    reviewer.wait(lambda: not page.visit.waiting[cell])

    assert told == [(cell, "TooMuchWaiting")]
    assert reviewer.answer(cell.name) is None or reviewer.answer(cell.name).value != "nej"


def test_the_window_goes_on_while_the_disk_is_slow(reviewer, monkeypatch):
    from ui.visiting import answer_flow

    real, begun, ready = answer_flow.record_answer, threading.Event(), threading.Event()

    def slow(*args, **named):
        begun.set()
        assert ready.wait(20)
        return real(*args, **named)

    monkeypatch.setattr(answer_flow, "record_answer", slow)
    beats: list[int] = []
    heart = QTimer()
    heart.timeout.connect(lambda: beats.append(1))
    QTest.keyClicks(QApplication.focusWidget(), "j")
    reviewer.wait(begun.is_set)
    heart.start(10)
    for key in "ndj":
        QTest.keyClicks(QApplication.focusWidget(), key)
        beats.clear()
        reviewer.wait(lambda: len(beats) > 2)
    heart.stop()

    assert not ready.is_set()  # the disk has not answered yet
    assert reviewer.answer("hb06") is None
    ready.set()
    reviewer.settle()
    assert reviewer.answer("hb06").value == "ja"


def test_a_visit_that_is_not_here_is_refused_to_the_window(page, qtbot):

    with qtbot.waitSignal(page.failed) as failed:
        page.open_visit(derived_id("elsewhere"))

    assert "finns ingen post" in failed.args[0].sentence()
    page.writer.close()


def test_an_empty_page_leads_to_the_day(page, qtbot):
    with qtbot.waitSignal(page.going) as going:
        page._empty.acted.emit()

    assert going.args == ["today", None]


def test_tab_goes_in_reading_order(reviewer):
    reviewer.press("d")
    (block,) = reviewer.card.blocks.values()
    wanted = [*reviewer.card.other.buttons, reviewer.card.note, block.remove]

    met = []
    for _ in range(len(wanted)):
        reviewer.press(Qt.Key.Key_Tab)
        met.append(QApplication.focusWidget())

    assert met == wanted
    while reviewer.at == "HB06" and len(met) < 30:
        reviewer.press(Qt.Key.Key_Tab)
        met.append(QApplication.focusWidget())
    later = [block.category, block.words, block.act, reviewer.card_of("hb06").marks.positive]
    assert sorted(later, key=met.index) == later
    assert reviewer.at == "HB07"


def test_words_go_to_the_question_gone_to_even_when_a_note_was_left_above(reviewer):
    reviewer.press("a")
    reviewer.press("Dusch saknas")

    reviewer.page.go_to(reviewer.page.visit.cell_named("hb11"))
    assert (reviewer.at, reviewer.page.section.current.name) == ("HB11", "hb11")
    reviewer.press("n")
    reviewer.press("a")
    reviewer.press("Ringer aldrig")
    reviewer.press(Qt.Key.Key_F8)

    assert (reviewer.answer("hb06").note, reviewer.answer("hb11").note) == ("Dusch saknas", "Ringer aldrig")
    assert reviewer.answer("hb07") is None
