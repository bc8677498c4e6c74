"""A backup is made in the settings, its age stands there, and it is put back beside what is there."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from listening import jumps, unheard
from looking import clipped_texts, small_targets, unnamed
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from kollegie.errors import Cancelled
from kollegie.progress import Progress
from kollegie.settings import Settings
from kollegie.store import Store, create_store
from kollegie.store.backup import PAUSED, back_up
from ui.desk import Desk
from ui.opening import open_desk
from ui.settings.settings_page import SettingsPage
from ui.unlocking.recent import RecentStores
from ui.unlocking.restore_form import RestoreForm
from ui.unlocking.store_chooser import StoreChooser
from ui.unlocking.unlock_window import UnlockWindow

PASSPHRASE = "fyra ord i följd"


@pytest.fixture
def store(tmp_path: Path):
    made = create_store(tmp_path / "anna.kollegie", PASSPHRASE, municipality="Hult", person="Anna Ek")
    yield made
    made.close()


def test_a_backup_is_made_in_the_settings_and_its_age_stands_there(store: Store, tmp_path: Path, qtbot):
    desk = Desk(store, Settings(tmp_path / "settings.json"))
    page = SettingsPage(desk)
    qtbot.addWidget(page)
    page.resize(1200, 900)
    page.show()
    card = page.backup
    qtbot.waitUntil(lambda: card.age.text().startswith("Ingen säkerhetskopia"))

    with qtbot.waitSignal(page.telling) as told:
        card.save(tmp_path / "kopia.kollegie")

    assert told.args[1].startswith("Kopian kopia.kollegie är gjord och kontrollerad. Spara den tillsammans med")
    qtbot.waitUntil(lambda: card.age.text().endswith(", i dag."))
    with qtbot.waitSignal(page.telling) as refused:
        card.save(tmp_path / "kopia.kollegie")
    assert "finns redan" in refused.args[1]
    assert clipped_texts(card) + small_targets(card) + unnamed(card) + unheard(page) == []
    desk.close()


def test_a_backup_under_way_is_waited_for_told_by_a_page_made_anew_and_stopped_at_the_end(
    store: Store, tmp_path: Path, qtbot, monkeypatch
):
    going = threading.Event()

    def slowly(store: Store, path: Path, progress: Progress) -> Path:
        until = time.monotonic() + 60
        with suppress(Cancelled):
            while not going.wait(0.01) and time.monotonic() < until:
                progress.check()
        return back_up(store, path, progress)

    monkeypatch.setattr("ui.settings.backup_work.back_up", slowly)
    window = open_desk(store, Settings(tmp_path / "settings.json"), RecentStores(tmp_path / "recent.json"))
    qtbot.addWidget(window)
    window.enter("settings")
    window.page().backup.save(tmp_path / "kopia.kollegie")
    monkeypatch.setattr("ui.main_window.FILES_WAIT", 0.01)
    assert not window.close()
    assert window.strip.told.startswith("Säkerhetskopian är inte klar.")
    with monkeypatch.context() as slow:
        slow.setattr(window, "flush", lambda: False)
        assert not window.close()
    assert window.strip.told.startswith("Allt är inte sparat")

    window.rebuild()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    card = window.page().backup
    assert (card.make.isEnabled(), card.stop.isHidden()) == (False, False)
    going.set()
    qtbot.waitUntil(lambda: window.strip.told.startswith("Kopian kopia.kollegie är gjord"), timeout=5_000)
    assert (card.make.isEnabled(), card.stop.isHidden()) == (True, True)

    going.clear()
    card.save(tmp_path / "annan.kollegie")
    window.desk.close()
    assert not [path for path in tmp_path.iterdir() if "annan" in path.name]


def test_tab_goes_through_what_the_keys_ask_before_it_comes_to_the_backup(store: Store, tmp_path: Path, qtbot):
    desk = Desk(store, Settings(tmp_path / "settings.json"))
    page = SettingsPage(desk)
    qtbot.addWidget(page)
    page.resize(1200, 900)
    page.show()
    qtbot.waitUntil(lambda: page.keys.remove.isHidden())

    page.keys.ask_for_new()

    qtbot.waitUntil(page.keys.form.isVisible)
    assert jumps(page) == []
    desk.close()


def test_a_backup_is_put_back_beside_the_database_and_opened_with_its_sync_held(
    store: Store, tmp_path: Path, qtbot, monkeypatch
):
    copy = back_up(store, tmp_path / "kopia.kollegie")
    window = UnlockWindow(RecentStores(tmp_path / "recent.json"), store.path)
    qtbot.addWidget(window)
    window.resize(1100, 900)
    window.show()
    window.form.change.click()
    assert isinstance(window.form, StoreChooser)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(copy), ""))
    window.form.restore.click()
    form = window.form
    assert isinstance(form, RestoreForm)
    assert clipped_texts(form) + small_targets(form) + unnamed(form) + unheard(window) == []
    form.passphrase.setText("fel fras helt")
    form.restore.click()
    qtbot.waitUntil(lambda: "öppnar inte" in form.fault)

    form.passphrase.setText(PASSPHRASE)
    form.restore.click()
    given_up = window._task
    form.back.click()
    with qtbot.waitSignal(given_up.ended):
        pass
    assert [path.name for path in tmp_path.iterdir() if "anna-" in path.name] == []
    window.show_backup(copy)
    window.form.passphrase.setText(PASSPHRASE)
    window.form.restore.click()
    closed = window._task
    window.close()
    assert not closed.is_alive
    assert [path.name for path in tmp_path.iterdir() if "anna-" in path.name] == []
    window.show()
    window.show_backup(copy)
    form = window.form

    form.passphrase.setText(PASSPHRASE)
    with qtbot.waitSignal(window.opened) as opened:
        qtbot.keyClick(form.passphrase, Qt.Key.Key_Return)
    restored = opened.args[0]

    assert restored.path == tmp_path / "anna-2.kollegie"
    with restored.reading() as reading:
        assert reading.setting(PAUSED) == "restored"
    restored.close()
