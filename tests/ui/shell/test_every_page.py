"""Every room as a person meets it: nothing cut off, nothing too small to hit, nothing without a name."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import listening
import looking
import pytest
import review_day
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kollegie.settings import Settings
from kollegie.store import create_store
from ui.desk import Desk
from ui.main_window import MainWindow
from ui.rooms import ALL, ROOMS, rooms_for
from ui.theme import Scheme, theme
from ui.unlocking.recent import RecentStores
from ui.unlocking.unlock_window import UnlockWindow
from ui.widgets.buttons import PlainButton
from ui.widgets.empty_state import EmptyPage, EmptyState
from ui.widgets.labels import WrappedLabel

SIZES = {"usual": (1440, 900, 1.0), "small": (1280, 720, 1.0), "least": (960, 600, 1.0), "double": (1440, 900, 2.0)}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = review_day.make_desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def window(desk: Desk, qtbot: QtBot) -> MainWindow:
    made = MainWindow(desk, frozenset({"lead", "visitor"}))
    qtbot.addWidget(made)
    return made


def settle(desk: Desk) -> None:
    """Wait until what the page asked for has arrived and been laid out."""
    quiet, until = 0, time.monotonic() + 60
    while quiet < 5 and time.monotonic() < until:
        QApplication.processEvents()
        busy = desk.writer.waiting or desk._reader.waiting
        quiet = 0 if busy else quiet + 1
        time.sleep(0.01)


@pytest.mark.parametrize("room", [room.name for room in rooms_for(ALL)])
def test_a_room_is_whole_at_every_size(window: MainWindow, desk: Desk, room: str) -> None:
    window.greeting.start_at("help", None, None)
    window.show()
    window.greet()
    faults: dict[str, list[str]] = {}

    with looking.Flashes(window) as flashes:
        window.enter(room)
        for name, (wide, high, scale) in SIZES.items():
            theme().show_as(text_scale=scale)
            window.resize(wide, high)
            settle(desk)
            found = looking.clipped_texts(window) + looking.small_targets(window) + looking.unnamed(window)
            if found:
                faults[name] = found

    assert faults == {}
    assert flashes.seen == []


@pytest.mark.parametrize("room", ["register", "records", "signals"])
def test_a_room_with_nothing_in_it_says_all_its_words_in_a_low_window(qtbot: QtBot, tmp_path: Path, room: str) -> None:
    store = create_store(tmp_path / "tom.kollegie", "fyra ord i rad", municipality="Exempelkommun", person="Lo Ledare")
    desk = Desk(store, Settings(tmp_path / "settings.json"))
    window = MainWindow(desk, frozenset({"lead", "visitor"}))
    qtbot.addWidget(window)
    window.greeting.start_at("help", None, None)
    window.show()
    window.greet()
    window.enter(room)
    theme().show_as(text_scale=2.0)
    window.resize(960, 600)
    settle(desk)
    words = [label for label in window.page().findChildren(WrappedLabel) if isinstance(label.parent(), EmptyState)]
    nothing = window.page().findChild(EmptyPage)
    way = nothing.findChild(PlainButton)

    assert any(label.isVisible() for label in words)
    assert looking.clipped_texts(window) == []
    nothing.ensureWidgetVisible(way)
    assert not way.visibleRegion().isEmpty()
    desk.close()


@pytest.mark.parametrize("form", ["unlock", "choose", "new", "restore"])
@pytest.mark.parametrize("size", [(1440, 900, 1.0), (640, 600, 1.0), (1280, 720, 2.0)])
def test_the_unlock_window_is_whole(
    qtbot: QtBot, tmp_path: Path, desk: Desk, form: str, size: tuple[int, int, float]
) -> None:
    wide, high, scale = size
    theme().show_as(text_scale=scale)
    recent = RecentStores(tmp_path / "recent.json")
    recent.opened(desk.store.path, "Hemtjänst hösten 2026", "Granskningsledare", desk.now())
    window = UnlockWindow(recent, desk.store.path)
    qtbot.addWidget(window)
    window.resize(wide, high)
    window.show()
    if form == "choose":
        window._show_chooser()
    elif form == "new":
        window._show_new(first=True)
    elif form == "restore":
        window.show_backup(tmp_path / "en-kopia-med-ett-namn-2026-11-30.kollegie")

    assert looking.clipped_texts(window) == []
    assert looking.small_targets(window) == []
    assert looking.unnamed(window) == []


def test_the_key_sheet_is_whole_and_lists_every_key_of_the_room(window: MainWindow, desk: Desk) -> None:
    window.resize(1440, 900)
    window.greeting.start_at("reviews", None, None)
    window.show()
    settle(desk)
    window.toggle_help()
    settle(desk)

    assert looking.clipped_texts(window) == []
    keys = [part.accessibleName() for part in window.findChildren(QWidget) if type(part).__name__ == "KeyCap"]
    assert {"G", "F1", "F5", "F6"} <= set(keys)


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK, Scheme.CONTRAST])
def test_switching_colours_and_size_on_an_open_page_cuts_nothing_off(
    window: MainWindow, desk: Desk, scheme: Scheme
) -> None:
    window.resize(1440, 900)
    window.greeting.start_at("reviews", None, None)
    window.show()
    settle(desk)

    for scale in (2.0, 1.0, 1.5):
        theme().show_as(scheme=scheme, text_scale=scale)
        settle(desk)

    assert looking.clipped_texts(window) == []


def test_every_room_is_heard_as_well_as_seen(window: MainWindow, desk: Desk) -> None:
    """Walks every room through the accessibility tree: each part one can act on has a name and a role."""
    window.resize(1440, 900)
    window.greeting.start_at(ROOMS[0].name, None, None)
    window.show()
    faults: dict[str, list[str]] = {}
    for room in rooms_for(ALL):
        window.enter(room.name)
        settle(desk)
        found = listening.unheard(window)
        if found:
            faults[room.name] = found

    assert faults == {}


def test_every_room_can_be_reached_and_left_by_keyboard(window: MainWindow, desk: Desk) -> None:
    window.resize(1440, 900)
    window.greeting.start_at(ROOMS[0].name, None, None)
    window.show()
    for room in ROOMS:
        window.enter(room.name)
        settle(desk)
        reached = set()
        for _ in range(150):
            window.focusNextPrevChild(True)
            reached.add(window.focusWidget())
        assert any(part is not None and window.page().isAncestorOf(part) for part in reached), room.name
        assert any(part is not None and not window.page().isAncestorOf(part) for part in reached), room.name
