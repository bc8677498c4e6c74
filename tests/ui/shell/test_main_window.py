from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from kollegie.language import Language, speak
from kollegie.model.visits import Draft
from kollegie.planning.rounds import create_review
from kollegie.settings import LANGUAGE, TEXT_SIZE, Settings
from kollegie.store import Store
from kollegie.store.drafts import Place, last_place, remember_place
from kollegie.store.errors import DiskFull, StoreExists
from kollegie.visiting.recovery import Recovery
from ui.desk import Desk
from ui.file_work import AfterActs, FileWork, StillWriting
from ui.help.key_sheet import KeySheet
from ui.laying_in import laying_in_of
from ui.main_window import MainWindow
from ui.opening import leave_word, open_desk
from ui.rooms import ROOMS, rooms_for
from ui.search import SearchPage
from ui.signals import SignalsPage
from ui.theme import theme
from ui.unlocking.recent import RecentStores
from ui.visiting.writing import visit_writer_of
from ui.widgets.buttons import LinkButton
from ui.widgets.rail import Rail, RailMenu
from ui.widgets.status_line import KeyHints, StatusLine
from ui.widgets.strip import StripKind


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> MainWindow:
    made = MainWindow(desk, frozenset({"lead"}))
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.greeting.start_at("settings", None, None)
    made.show()
    made.greet()
    return made


def test_what_the_last_sync_left_to_be_made_searchable_is_seen_to_at_opening(window: MainWindow, qtbot: QtBot) -> None:
    with window.desk.store.work() as work:
        work.connection.exec_driver_sql("INSERT INTO unsearched VALUES (1, 'answer', ?)", (work.new_id().bytes,))

    with qtbot.waitSignal(laying_in_of(window.desk).succeeded):
        window.greet()


def words_in(window: MainWindow) -> list[str]:
    return [label.text() for label in window.findChildren(QLabel) if label.isVisible()]


LEADS = ("reviews", "register", "signals", "checklists", "findings", "follow-up", "summary")


def test_the_rail_shows_the_rooms_a_role_has_use_for() -> None:
    visitor = [room.name for room in rooms_for({"visitor"})]
    lead = [room.name for room in rooms_for({"lead"})]

    assert visitor[:4] == ["today", "visit", "paper", "findings"]
    assert [name for name in lead if name in LEADS] == list(LEADS)
    assert lead[0] == "reviews"  # where the window opens the first time
    assert len({room.name for room in ROOMS}) == len(ROOMS)
    assert visitor[-4:] == lead[-4:] == ["search", "sync", "settings", "help"]


def test_every_room_has_its_chapter_in_the_handbook() -> None:
    from ui.help.chapters import CHAPTERS, chapter

    assert {room.chapter for room in ROOMS} <= set(CHAPTERS)
    for name in CHAPTERS:
        assert len(chapter(name)) > 2


def test_a_room_is_entered_with_its_number_and_with_the_rail(qtbot: QtBot, window: MainWindow) -> None:
    names = [room.name for room in rooms_for({"lead"})]

    qtbot.keyClick(window, str(names.index("findings") + 1), Qt.KeyboardModifier.ControlModifier)
    assert window.room == "findings"
    window.findChild(Rail).choose("settings")

    assert window.room == "settings"


def test_the_page_of_a_room_is_made_when_it_is_first_entered_and_kept(window: MainWindow) -> None:
    window.enter("help", "synk")
    page = window.page()
    window.enter("settings")
    window.enter("help")

    assert window.page() is page
    assert page.place() == "synk"


def test_the_language_changes_every_word_and_the_person_stays_where_they_were(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    window.enter("help", "register")
    window.enter("settings")
    window.page().choices["language"].choose("en")
    qtbot.waitUntil(lambda: "Settings" in words_in(window))

    assert window.room == "settings"
    assert desk.settings.get(LANGUAGE) == "en"
    assert "Inställningar" not in words_in(window)
    speak(Language.SV)


def test_text_size_changes_with_ctrl_plus_and_takes_hold_at_once(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)

    assert desk.settings.get(TEXT_SIZE) == 125
    assert theme().text_scale == 1.25
    assert window.page().choices["text_size"].value() == 125


def test_at_double_text_the_rail_becomes_a_menu(qtbot: QtBot, window: MainWindow) -> None:
    theme().show_as(text_scale=2.0)
    qtbot.wait(1)

    menu = window.page().findChild(RailMenu)
    assert not window.findChild(Rail).isVisible()
    assert menu.isVisible()
    assert [entry.text() for entry in menu.rooms_menu().actions()][-1] == "Hjälp"


def test_a_stored_act_is_told_in_the_bottom_line(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    status = window.findChild(StatusLine)

    with qtbot.waitSignal(desk.writer.saved):
        desk.act(lambda: None)

    assert status.saved.startswith("Sparat ")
    assert status.saved.endswith(" på denna dator")


def test_ctrl_s_says_that_it_is_saved(qtbot: QtBot, window: MainWindow) -> None:
    """People want to press it: it says what the bottom line says, and asks nothing."""
    qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)

    assert any("sparat på denna dator" in words or words.startswith("Sparat") for words in words_in(window))
    assert window.findChildren(QDialog) == []


def test_a_refused_act_is_told_in_a_strip_with_what_to_do(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    def refuse() -> None:
        raise DiskFull(name="lead.kollegie", free=0)

    with qtbot.waitSignal(desk.writer.failed):
        desk.act(refuse)

    assert "Disken är full" in window.strip.told
    assert "Frigör plats" in window.strip.told


def test_what_could_not_be_read_is_told_and_leaves_no_page_stale_without_a_word(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    def refuse() -> None:
        raise DiskFull(name="lead.kollegie", free=0)

    with qtbot.waitSignal(desk.unread):
        desk.ask(window, refuse)

    assert "Disken är full" in window.strip.told


def test_the_keys_told_at_the_bottom_are_those_of_what_is_shown(window: MainWindow) -> None:
    hints = window.findChild(KeyHints)

    window.enter("checklists")
    assert hints.accessibleName().startswith("Ctrl E ändra, Ctrl I läs in, F5")
    window.page().make_new()
    assert hints.accessibleName().startswith("Ctrl N ny fråga, F8 nästa fel")
    window.enter("invoices")  # where there is nothing yet to act on
    assert hints.accessibleName().startswith("F5")


def test_a_fault_of_ours_offers_a_report_to_copy(window: MainWindow) -> None:
    for kind, stays in ((StripKind.UNDO, False), (StripKind.DONE, True)):
        window.enter("help")
        window.strip.tell(kind, "Sparat. Ångra med Ctrl+Z.")
        window.enter("settings")  # where the key takes back something else
        assert bool(window.strip.told) is stays
    window.strip.tell_fault("Kollegie 0.1.0\nbuiltins.ValueError")

    window.strip.button("copy").click()

    from PySide6.QtGui import QGuiApplication

    assert QGuiApplication.clipboard().text() == "Kollegie 0.1.0\nbuiltins.ValueError"
    assert window.strip.told == ""


def test_f1_lists_the_keys_and_opens_the_rooms_chapter(qtbot: QtBot, window: MainWindow) -> None:
    window.enter("help")
    window.enter("settings")

    qtbot.keyClick(window, Qt.Key.Key_F1)
    said = words_in(window)

    assert "Tangenter överallt" in said
    assert "Synka nu" in said
    chapter = said.index("Allt börjar gälla direkt, och du stannar där du är.")
    assert chapter < said.index("Tangenter överallt")
    sheet = window.findChild(KeySheet)
    assert isinstance(sheet, KeySheet)
    bar = sheet.findChildren(QScrollArea)[0].verticalScrollBar()
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_End)
    assert bar.value() == bar.maximum() > 0
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_PageUp)
    assert bar.value() < bar.maximum()
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert "Tangenter överallt" not in words_in(window)


def test_the_next_start_is_at_the_same_place(qtbot: QtBot, store: Store, settings: Settings, tmp_path: Path) -> None:
    recent = RecentStores(tmp_path / "recent.json")
    create_review(store, "Hösten", "hemtjänst")
    first = open_desk(store, settings, recent)
    qtbot.addWidget(first)
    first.enter("register")
    first.page().show_place("decisions")
    first.flush()

    second = open_desk(store, settings, recent)
    qtbot.addWidget(second)

    assert (second.room, second.places()["register"]) == ("register", "decisions")
    with store.work() as work:  # where one stood in a visit is another place, and is not written over
        remember_place(work, Place(UUID(int=1), "hb06"), work.at)
    second.flush()
    with store.reading() as reading:
        assert last_place(reading) == Place(UUID(int=1), "hb06")
    first.desk.close()
    second.desk.close()


def test_a_word_left_is_kept_until_it_has_been_told_and_told_once(
    qtbot: QtBot, store: Store, settings: Settings, tmp_path: Path
) -> None:
    told = []
    leave_word(store, StoreExists(name="kopia.kollegie"))

    for seen in (False, True, True):  # the first start is ended before anything is shown
        window = open_desk(store, settings, RecentStores(tmp_path / "recent.json"))
        qtbot.addWidget(window)
        if seen:
            window.greet()
        told.append(window.strip.told.startswith("Säkerhetskopian blev inte gjord."))
        window.flush()
        window.desk.close()

    assert told == [False, True, False]


def test_what_a_room_is_for_has_the_focus_when_it_is_entered(window: MainWindow) -> None:
    window.enter("search")

    page = window.page()
    assert isinstance(page, SearchPage)
    assert window.focusWidget() is page.field


def test_the_focus_stays_on_the_page_when_the_part_that_had_it_goes_away(qtbot: QtBot, window: MainWindow) -> None:
    page = window.page()
    window.activateWindow()
    qtbot.waitActive(window)
    last = LinkButton("Borta strax", parent=page)
    last.show()
    last.setFocus(Qt.FocusReason.TabFocusReason)
    page.setTabOrder(page.findChildren(QWidget)[-1], last)
    rail = window.findChild(Rail)
    assert isinstance(rail, Rail)

    last.hide()

    focused = window.focusWidget()
    assert focused is not None
    assert not rail.isAncestorOf(focused)
    assert focused is page or page.isAncestorOf(focused)


def test_words_typed_in_one_room_stay_there_when_work_ends_in_another(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitActive(window)
    window.enter("signals")
    window.enter("search")
    page, signals = window.page(), window.page_of("signals")
    assert isinstance(page, SearchPage)
    assert isinstance(signals, SignalsPage)

    signals.show_signals()
    assert window.focusWidget() is page.field
    signals.run_again.setFocus()

    qtbot.keyClicks(window.focusWidget(), "dusch och bad")
    assert (page.field.text(), window.room) == ("dusch och bad", "search")


def test_closing_never_asks_and_stores_what_was_handed_over(qtbot: QtBot, desk: Desk) -> None:
    window = MainWindow(desk, frozenset({"lead"}))
    qtbot.addWidget(window)
    window.greeting.start_at("help", None, None)
    window.show()
    done: list[int] = []
    for number in range(20):
        desk.act(lambda number=number: done.append(number))

    closed = window.close()

    assert closed
    assert done == list(range(20))
    with desk.store.reading() as reading:
        assert reading.setting("room") == "help"


def test_closing_waits_for_a_letter_that_is_being_written_and_a_second_one_is_told_to_wait(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    window = MainWindow(desk, frozenset({"lead"}))
    qtbot.addWidget(window)
    window.greeting.start_at("help", None, None)
    window.show()
    letter, work = tmp_path / "brev.pdf", FileWork(window)
    refused: list[Exception] = []
    done: list[object] = []
    work.failed.connect(refused.append)

    def write(**_progress: object) -> None:
        time.sleep(0.4)
        letter.write_text("helt", encoding="utf-8")

    work.start(AfterActs(desk, write), done.append)
    work.start(AfterActs(desk, write), done.append)

    assert window.close()
    assert letter.read_text(encoding="utf-8") == "helt"
    assert [type(problem) for problem in refused] == [StillWriting]


def test_closing_on_a_full_disk_says_what_would_be_lost_before_it_is(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = MainWindow(desk, frozenset({"lead"}))
    qtbot.addWidget(window)
    window.greeting.start_at("help", None, None)
    window.show()
    writer = visit_writer_of(desk)

    def refuse(*_given: object, **_named: object) -> None:
        raise DiskFull(name="lead.kollegie", free=0)

    with monkeypatch.context() as full:
        full.setattr("kollegie.store.writing.RETRY", 0.1)
        full.setattr(desk.store.engine, "connect", refuse)
        writer.type(Draft(UUID(int=1), "hb06", "", "note", "Dusch saknas.", 0, desk.now()))

        assert not window.close()
        assert "Allt är inte sparat" in window.strip.told
        assert "Disken är full" in window.strip.told
        window._say_saved()
        assert window.strip.told.startswith("Allt är inte sparat")
        window.strip.tell_fault("Kollegie 0.1.0")
        assert "är sparat" not in window.strip.told
        assert not window.close()
        window.strip.button("give-up").click()
        assert not window.isVisible()

    assert window.flush()
    window.strip.tell_fault("Kollegie 0.1.0")
    assert "Det du har skrivit är sparat." in window.strip.told


def test_a_fault_while_storing_promises_nothing(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    with qtbot.waitSignal(desk.writer.failed):
        desk.act(lambda: 1 / 0)

    assert "kanske inte sparat" in window.strip.told


def test_a_crash_without_drafts_is_told_in_a_strip(qtbot: QtBot, desk: Desk) -> None:
    window = MainWindow(desk, frozenset({"lead"}))
    qtbot.addWidget(window)
    window.greeting.start_at("help", None, datetime(2026, 11, 24, 13, 32, tzinfo=UTC))

    window.show()
    window.greet()

    assert "Inget saknas" in window.strip.told


def test_a_crash_with_something_typed_opens_one_dialog_that_names_the_place(qtbot: QtBot, desk: Desk) -> None:
    window = MainWindow(desk, frozenset({"lead"}))
    qtbot.addWidget(window)
    at = datetime(2026, 11, 24, 14, 32).astimezone()
    window.greeting.start_at("help", Recovery(UUID(int=1), "4-017", "Hemtjänst", "3", "hb06", "HB06", 10, 2, at), at)
    window.show()

    window.greet()

    dialog = window.greeting.dialog
    assert dialog is not None
    assert dialog.isVisible()
    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert "Vi hittade 10 svar från 14.32 i ärende 4-017." in said
    assert "Hemtjänst, version 3" in said
    assert any("2 påbörjade svar ligger kvar i sina fält." in words for words in said)
    assert dialog.go_on.text() == "Fortsätt vid HB06"
    assert dialog.both.isHidden()  # nothing else is stored where something was being typed
    dialog.reject()


def test_larger_text_that_cannot_be_kept_for_next_time_holds_and_says_so(window: MainWindow, desk: Desk) -> None:
    desk.settings.path.parent.write_text("a file where the folder should be", encoding="utf-8")

    window._change_text(1)

    assert desk.settings.get(TEXT_SIZE) == 125
    assert "gick inte att spara" in window.strip.told
