"""The recovery key is shown once, typed back or skipped, and opens the store when the passphrase is forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest
from looking import clipped_texts, small_targets, unnamed
from PySide6.QtWidgets import QLabel

from kollegie.settings import Settings
from kollegie.store import create_store
from kollegie.store.errors import WrongPassphrase
from kollegie.store.keys import key_slots, read_key
from ui.desk import Desk
from ui.settings.keys_card import ChangeForm, PassphraseForm
from ui.settings.settings_page import SettingsPage
from ui.unlocking.recent import RecentStores
from ui.unlocking.recovery_form import RecoveryForm
from ui.unlocking.unlock_window import UnlockWindow

PASSPHRASE, NEW = "fyra ord i följd", "fyra andra ord här"


@pytest.fixture
def making(tmp_path: Path, qtbot) -> UnlockWindow:
    """The window of a first start, with all of a new database filled in and made."""
    window = UnlockWindow(RecentStores(tmp_path / "recent.json"), tmp_path / "ny.kollegie")
    qtbot.addWidget(window)
    window.resize(1100, 900)
    window.show()
    form = window.form
    assert form.proposal.text().startswith("Förslag: ")
    first = form.proposal.text()
    form.renew.click()
    assert form.proposal.text() != first
    form.municipality.setText("Hult")
    form.person.setText("Anna Ek")
    for field in (form.passphrase, form.again):
        field.setText(PASSPHRASE)
    form.make.click()
    qtbot.waitUntil(lambda: isinstance(window.form, RecoveryForm), timeout=20_000)
    return window


def test_a_new_database_gets_a_recovery_key_that_is_typed_back(making, tmp_path, qtbot):
    form = making.form
    shown = form.shown
    assert set(shown.split()) <= {label.text() for label in form.findChildren(QLabel)}
    assert clipped_texts(form) + small_targets(form) + unnamed(form) == []
    form.typed.setText(shown[:-1])
    form.keep.click()
    assert key_slots(tmp_path / "ny.kollegie")[-1].kind == "passphrase"  # not before it is typed right

    form.typed.setText(shown.lower().replace(" ", ""))
    with qtbot.waitSignal(making.opened, timeout=20_000) as opened:
        form.keep.click()
    store = opened.args[0]

    assert read_key(store.path, shown) == store.key
    store.close()
    making.show_store(store.path)
    with qtbot.waitSignal(making.opened, timeout=20_000) as again:
        making.form.passphrase.setText(shown)
        making.form.unlock.click()
    again.args[0].close()


def test_the_recovery_key_can_be_skipped(making, qtbot):
    with qtbot.waitSignal(making.opened, timeout=20_000) as opened:
        making.form.skip.click()
    store = opened.args[0]

    assert [one.kind for one in key_slots(store.path)] == ["passphrase"]
    store.close()


@pytest.fixture
def page(tmp_path: Path, qtbot):
    store = create_store(tmp_path / "anna.kollegie", PASSPHRASE, municipality="Hult", person="Anna Ek")
    desk = Desk(store, Settings(tmp_path / "settings.json"))
    made = SettingsPage(desk)
    qtbot.addWidget(made)
    made.resize(1200, 900)
    made.show()
    made.refresh()
    yield made
    desk.close()


def test_keys_are_made_changed_and_removed_in_the_settings(page, qtbot):
    card, path = page.keys, page.desk.store.path
    assert "Skrivbordslåset märks inte" in "\n".join(label.text() for label in card.findChildren(QLabel))

    card.recovery.click()
    card.form.passphrase.setText("fel fras helt")
    card.form.go_on.click()
    qtbot.waitUntil(lambda: "öppnar inte" in card.form._fault.sentence, timeout=20_000)
    card.form.passphrase.setText(PASSPHRASE)
    card.form.go_on.click()
    qtbot.waitUntil(lambda: isinstance(card.form, RecoveryForm), timeout=20_000)
    recovery = card.form.shown
    card.form.typed.setText(recovery)
    with qtbot.waitSignal(page.telling, timeout=20_000):
        card.form.keep.click()
    assert read_key(path, recovery) == page.desk.store.key

    card.change.click()
    assert isinstance(card.form, ChangeForm)
    for field, text in ((card.form.old, recovery), (card.form.new, NEW), (card.form.again, NEW)):
        field.setText(text)
    with qtbot.waitSignal(page.telling, timeout=20_000):
        card.form.keep.click()
    assert read_key(path, NEW) == page.desk.store.key
    with pytest.raises(WrongPassphrase):
        read_key(path, PASSPHRASE)

    qtbot.waitUntil(lambda: not card.remove.isHidden(), timeout=20_000)
    card.remove.click()
    assert isinstance(card.form, PassphraseForm)
    card.form.passphrase.setText(NEW)
    with qtbot.waitSignal(page.telling, timeout=20_000):
        card.form.go_on.click()
    assert [one.kind for one in key_slots(path)] == ["passphrase"]
