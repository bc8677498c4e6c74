from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from kollegie.store import Store, create_store
from ui.theme import theme
from ui.unlocking.new_store import NewStoreForm
from ui.unlocking.passphrase_field import PassphraseField
from ui.unlocking.recent import RecentStores
from ui.unlocking.recovery_form import RecoveryForm
from ui.unlocking.store_chooser import StoreChooser
from ui.unlocking.unlock_form import UnlockForm
from ui.unlocking.unlock_window import UnlockWindow, delay_after
from ui.widgets.card_button import CardButton

AT = datetime(2026, 11, 23, 16, 48, tzinfo=UTC)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "lead.kollegie"
    create_store(path, "fyra ord i följd", municipality="Exempelkommun", person="Vera Lind").close()
    return path


@pytest.fixture
def recent(tmp_path: Path, file: Path) -> RecentStores:
    stores = RecentStores(tmp_path / "recent.json")
    stores.opened(file, "Hemtjänst hösten 2026", "Granskningsledare", AT)
    stores.closed(file)
    return stores


@pytest.fixture
def window(qtbot: QtBot, recent: RecentStores, file: Path) -> UnlockWindow:
    made = UnlockWindow(recent, file)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    return made


def form_of(window: UnlockWindow) -> UnlockForm:
    assert isinstance(window.form, UnlockForm)
    return window.form


def type_in(field: QLineEdit, text: str) -> None:
    field.setText(text)
    field.textEdited.emit(text)


def test_the_right_passphrase_hands_over_the_open_store(qtbot: QtBot, window: UnlockWindow) -> None:
    form = form_of(window)
    type_in(form.passphrase, "fyra ord i följd")

    with qtbot.waitSignal(window.opened, timeout=20_000) as told:
        qtbot.keyClick(form.passphrase, Qt.Key.Key_Return)
        assert form.unlock.text() == "Låser upp…"

    store = told.args[0]
    assert isinstance(store, Store)
    assert form.unlock.text() == "Öppnar…"
    store.close()


def test_a_database_that_is_chosen_away_while_it_opens_is_not_handed_over(
    qtbot: QtBot, window: UnlockWindow, file: Path
) -> None:
    opened: list[object] = []
    window.opened.connect(opened.append)
    type_in(form_of(window).passphrase, "fyra ord i följd")
    form_of(window).unlock.click()
    task = window._task
    assert task is not None

    window.show_store(file.with_name("annan.kollegie"))
    qtbot.waitSignal(task.ended, timeout=20_000).wait()

    assert opened == []
    assert form_of(window).unlock.text() == "Lås upp"


def test_a_wrong_passphrase_is_told_beside_the_field_and_leaves_it_empty(qtbot: QtBot, window: UnlockWindow) -> None:
    form = form_of(window)
    type_in(form.passphrase, "fyra fel ord")

    form.unlock.click()

    qtbot.waitUntil(lambda: bool(form.fault), timeout=20_000)
    assert "öppnar inte lead.kollegie" in form.fault
    assert form.passphrase.text() == ""
    assert form.unlock.text() == "Lås upp"
    assert form.fault == form.passphrase.accessibleDescription()


def test_nothing_typed_is_asked_for(window: UnlockWindow) -> None:
    form = form_of(window)

    form.unlock.click()

    assert form.fault == "Skriv lösenfrasen först."


def test_the_window_opens_with_the_focus_in_the_field(qtbot: QtBot, window: UnlockWindow) -> None:
    qtbot.waitActive(window).__enter__()

    assert form_of(window).passphrase.hasFocus()


def test_the_passphrase_can_be_shown_but_not_undone_or_copied(qtbot: QtBot, window: UnlockWindow) -> None:
    field = form_of(window).passphrase
    qtbot.keyClicks(field, "abc")
    form_of(window).shown.click()

    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)

    assert field.echoMode() is QLineEdit.EchoMode.Normal
    assert field.text() == "abc"
    assert field.inputMethodHints() & Qt.InputMethodHint.ImhSensitiveData


def test_taking_the_passphrase_leaves_nothing_to_undo(qtbot: QtBot) -> None:
    field = PassphraseField("Lösenfras")
    qtbot.addWidget(field)
    qtbot.keyClicks(field, "abc")

    taken = field.take()
    field.setEchoMode(QLineEdit.EchoMode.Normal)
    field.undo()

    assert (taken, field.text()) == ("abc", "")


def test_caps_lock_is_told_as_soon_as_a_letter_shows_it(qtbot: QtBot, window: UnlockWindow) -> None:
    form = form_of(window)

    qtbot.keyClick(form.passphrase, Qt.Key.Key_A)
    assert not form.tells_caps_lock
    qtbot.keyClick(form.passphrase, "A", Qt.KeyboardModifier.NoModifier)
    assert form.tells_caps_lock
    qtbot.keyClick(form.passphrase, "a")

    assert not form.tells_caps_lock


def test_a_close_out_of_order_is_said_before_unlocking(qtbot: QtBot, recent: RecentStores, file: Path) -> None:
    recent.opened(file, "Hemtjänst hösten 2026", "Granskningsledare", AT)  # and never closed

    window = UnlockWindow(recent, file)
    qtbot.addWidget(window)

    assert "stängdes inte ordnat" in form_of(window).recovery


def test_an_orderly_close_is_said_too(window: UnlockWindow) -> None:
    assert form_of(window).recovery == "Inga svar saknas. Senaste stängning var ordnad."


def test_another_database_can_be_chosen(window: UnlockWindow, recent: RecentStores, tmp_path: Path) -> None:
    other = tmp_path / "visitor-1.kollegie"
    other.write_bytes(b"")
    recent.opened(other, "Personlig assistans", "Gästhandläggare", AT)
    form_of(window).change.click()
    assert isinstance(window.form, StoreChooser)

    button = next(b for b in window.form.findChildren(CardButton) if b.text() == "Personlig assistans")
    button.click()

    assert window.path == other
    assert isinstance(window.form, UnlockForm)


def test_a_file_that_is_gone_is_not_offered(recent: RecentStores, tmp_path: Path) -> None:
    recent.opened(tmp_path / "gone.kollegie", "Borta", "", AT)

    assert [store.title for store in recent.all()] == ["Hemtjänst hösten 2026"]


def test_the_first_start_makes_a_database(qtbot: QtBot, tmp_path: Path) -> None:
    window = UnlockWindow(RecentStores(tmp_path / "recent.json"), tmp_path / "data" / "kollegie.kollegie")
    qtbot.addWidget(window)
    form = window.form
    assert isinstance(form, NewStoreForm)
    type_in(form.municipality, "Exempelkommun")
    type_in(form.person, "Vera Lind")
    type_in(form.passphrase, "fyra ord i rad")
    type_in(form.again, "fyra ord i rad")

    form.make.click()
    assert form.passphrase.text() + form.again.text() == ""
    qtbot.waitUntil(lambda: isinstance(window.form, RecoveryForm), timeout=20_000)
    with qtbot.waitSignal(window.opened, timeout=20_000) as told:
        window.form.skip.click()

    store = told.args[0]
    assert store.path == tmp_path / "data" / "kollegie.kollegie"
    store.close()


def test_two_passphrases_that_differ_make_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    form = NewStoreForm(tmp_path / "new.kollegie", first=True)
    qtbot.addWidget(form)
    type_in(form.municipality, "Exempelkommun")
    type_in(form.person, "Vera Lind")
    type_in(form.passphrase, "fyra ord i rad")
    type_in(form.again, "fyra ord i rat")

    with qtbot.assertNotEmitted(form.making):
        form.make.click()

    assert form.fault == "De två lösenfraserna är inte lika. Skriv om dem."


def test_the_window_works_at_640_pixels_where_the_picture_gives_way(window: UnlockWindow, qtbot: QtBot) -> None:
    window.resize(640, 600)
    qtbot.wait(1)

    form = form_of(window)
    assert form.unlock.mapTo(window, form.unlock.rect().bottomRight()).x() < 640
    assert form.width() > 500


def test_double_text_leaves_nothing_outside_the_window(window: UnlockWindow, qtbot: QtBot) -> None:
    theme().show_as(text_scale=2.0)
    qtbot.wait(1)

    form = form_of(window)
    assert form.shown.mapTo(window, form.shown.rect().topRight()).x() < window.width()


def test_tries_wait_longer_after_three_slips() -> None:
    assert [delay_after(tries) for tries in range(8)] == [0, 0, 0, 1, 2, 4, 8, 8]


def test_a_file_that_is_not_there_is_named_beside_those_that_are(
    qtbot: QtBot, recent: RecentStores, file: Path
) -> None:
    for asked, said in (("borta.kollegie", "Filen borta.kollegie finns inte i "), ("", " är en mapp.")):
        made = UnlockWindow(recent, file.parent / asked)
        qtbot.addWidget(made)

        assert isinstance(made.form, StoreChooser)
        assert any(said in label.text() for label in made.form.findChildren(QLabel))
        assert made.form.back.isHidden()


def test_nothing_is_claimed_of_a_file_that_was_never_opened_here(qtbot: QtBot, tmp_path: Path, file: Path) -> None:
    made = UnlockWindow(RecentStores(tmp_path / "none.json"), file)
    qtbot.addWidget(made)
    made.show()

    assert not any("stängning" in label.text() for label in made.form.findChildren(QLabel) if label.isVisible())
