"""The window of one open store: the rail of rooms, the page of the one entered, and the line at the bottom."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import say
from kollegie.settings import QUIET_SYNC_MINUTES, TEXT_SIZE
from kollegie.store.roles import roles_in
from ui.applying import choose, next_text_size
from ui.begun_forms import begun_forms_of
from ui.bottom_line import BottomLine
from ui.closing_warnings import ClosingWarnings
from ui.desk import Desk
from ui.greeting import Greeting
from ui.heard_syncs import HeardSyncs
from ui.help.key_sheet import KeySheet
from ui.opening import remember_room
from ui.page import Page
from ui.page_stack import PageStack
from ui.rooms import RoomOf, page_class, room_named, rooms_for
from ui.sync.quiet import QuietSync
from ui.sync.syncing import Syncing
from ui.tasks import wait_for_files
from ui.theme import theme
from ui.widgets.rail import Rail, RailMenu
from ui.widgets.status_line import StatusLine
from ui.widgets.strip import StripKind
from ui.widgets.tab_order import first_stop, stands_within, tab_before
from ui.window_strip import WindowStrip

FILES_WAIT = 5.0
"""Seconds a letter or report that is being written is waited for at the end."""


class MainWindow(QWidget):
    """Shows one room at a time; pages are made when first entered and live until the language changes.

    `locking` tells that the window wants to be locked, `closing` that everything handed over should be stored now.
    """

    locking = Signal()
    closing = Signal()
    settings_changed = Signal()

    def __init__(self, desk: Desk, roles: frozenset[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.roles = roles
        self.syncing = Syncing(desk, self)
        self.quiet_sync = QuietSync(self.syncing, desk.settings.get(QUIET_SYNC_MINUTES), self)
        self.settings_changed.connect(self._follow_settings)
        self._room: RoomOf | None = None
        self._storing = False
        self._giving_up = False
        self._sheet: KeySheet | None = None
        self._rail = Rail()
        self._stack = PageStack(self._make_page)
        self.strip = WindowStrip(self._all_stored)
        self.greeting = Greeting(self)
        self._status = StatusLine()
        self._bottom = BottomLine(self._status, self._rail, desk, self.syncing, self)
        self._warnings = ClosingWarnings(self)
        self._heard_syncs = HeardSyncs(self, self._stack)
        self.setWindowTitle("Kollegie")
        self.setMinimumSize(960, 600)
        self._lay_out()
        self._make_keys()
        self._fill_rail()
        desk.writer.saved.connect(self._bottom.show_saved)
        desk.writer.failed.connect(self.strip.tell_problem)
        begun_forms_of(desk).troubled.connect(self._bottom.show_trouble)
        begun_forms_of(desk).saved.connect(self._bottom.show_saved)
        desk.unread.connect(self.strip.tell_problem)
        self._rail.chosen.connect(self._enter_chosen)
        self.strip.acted.connect(self._act_on_strip)
        self.syncing.viewed.connect(self._bottom.show_waiting)
        self.syncing.viewed.connect(self._remind)
        self.syncing.state_changed.connect(self._bottom.show_sync)
        self.syncing.finished.connect(self._follow_roles)
        theme().changed.connect(self._relayout)
        self._stack.keep_focus_from(self._rail, self.strip)

    # What it can be asked

    @property
    def room(self) -> str:
        """The room entered."""
        return self._room.name if self._room else ""

    def page(self) -> QWidget:
        """The page shown; an empty one before any room is entered."""
        return self._stack.page or self._stack

    def page_of(self, name: str) -> QWidget:
        """The page of a room, made now if it has not been entered before."""
        return self._stack.page_of(name)

    @Slot(str, object)
    def enter(self, name: str, place: object = None) -> None:
        """Go to a room, and to a place in it if one is given."""
        room = room_named(name)
        page = self._stack.page_of(name)
        here = stands_within(page)
        if self._room is not room:
            self.strip.leave_room()
        self._room = room
        shown_in_rail = next((r.name for r in rooms_for(self.roles) if r.name in (name, room.within)), None)
        if shown_in_rail:
            self._rail.show_value(shown_in_rail)
        self._stack.setCurrentWidget(page)
        page.refresh()
        if place is not None:
            page.show_place(place)
        self._fit_rail()
        self._show_hints()
        if not here:
            self._stack.focus_page()

    def _all_stored(self) -> bool:
        """Whether all that was typed and done is stored, as far as can be promised after a fault.

        Where storing is itself what went wrong, nothing is promised any more.
        """
        if self._storing:
            return False
        self._storing = True
        stored = self.flush() and wait_for_files(FILES_WAIT) and not self.desk.lost
        self._storing = False
        return stored

    def greet(self) -> None:
        """Tell what was recovered, once the window is seen."""
        self.syncing.look_and_lay_in()
        self._status.show_saved(say("Allt är sparat på denna dator", "All is saved on this computer"))
        self.greeting.tell()

    def places(self) -> dict[str, object]:
        """Where the person is on each page made so far."""
        return self._stack.places()

    def rebuild(self) -> None:
        """Make every word anew in the language chosen now; the person stays where they were."""
        room, places = self.room, self.places()
        self._stack.clear()
        if self._sheet is not None:
            self._sheet.deleteLater()
            self._sheet = None
        self.strip.hide()
        self._make_keys()
        self._fill_rail()
        if room:
            self.enter(room, places.get(room))
        self._bottom.show_saved()
        self.syncing.look()

    def flush(self) -> bool:
        """Store everything that has been typed or handed over. False if something could not be stored in time."""
        self.closing.emit()
        if self._room is not None:
            self.desk.act(remember_room, self.desk.store, self._room.name, self.places().get(self._room.name))
        stored = self._stack.flush()
        return self.desk.flush() and stored

    # How it is put together

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._stack, 1)
        right.addWidget(self.strip)
        above = QHBoxLayout()
        above.setSpacing(0)
        above.addWidget(self._rail)
        above.addLayout(right, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(above, 1)
        whole.addWidget(self._status)

    def _fill_rail(self) -> None:
        rooms = rooms_for(self.roles)
        self._rail.show_rooms([room.room for room in rooms])
        for number, room in enumerate(rooms[:9], start=1):
            words = say("Gå till {}", "Go to {}").format(room.room.word)
            self._key(f"Ctrl+{number}", words, lambda _checked=False, name=room.name: self.enter(name))

    def _make_keys(self) -> None:
        for action in self.actions():
            self.removeAction(action)
            action.deleteLater()
        self._key("F1", say("Hjälp och alla tangenter", "Help and all keys"), self.toggle_help)
        self._key("F5", say("Synka nu", "Sync now"), self.syncing.start)
        self._key("Ctrl+Shift+F", say("Sök överallt", "Search everywhere"), lambda: self.enter("search"))
        self._key("Ctrl+S", say("Visa när det sparades", "Show when it was saved"), self._say_saved)
        self._key("Ctrl+L", say("Lås nu", "Lock now"), self.locking.emit)
        self._key("Ctrl++", say("Större text", "Larger text"), lambda: self._change_text(+1))
        self._key("Ctrl+-", say("Mindre text", "Smaller text"), lambda: self._change_text(-1))
        self._key("F6", say("Nästa panel", "Next panel"), self._next_panel)
        self._key("Ctrl+Q", say("Avsluta", "Quit"), self.close)

    def _key(self, keys: str, words: str, act: Callable[..., object]) -> None:
        action = QAction(words, self)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(act)
        self.addAction(action)

    def _make_page(self, room: RoomOf) -> Page:
        page = page_class(room)(self.desk)
        connect = {
            "going": self.enter,
            "telling": self.strip.tell,
            "failed": self.strip.tell_problem,
            "gone": self._heard_syncs.tell_gone,
            "turned": self._show_hints,
            "saved": self._bottom.show_saved_at,
            "syncing_wanted": self.syncing.start,
            "rebuilding": self._rebuild_soon,
            "joined": self._follow_roles,
            "locking": self.locking,
            "settings_changed": self.settings_changed,
        }
        for name, heard in connect.items():
            signal = getattr(page, name, None)
            if signal is not None:
                signal.connect(heard)
        troubled = getattr(getattr(page, "writer", None), "troubled", None)
        if troubled is not None:
            troubled.connect(self._bottom.show_trouble)
        if hasattr(page, "follow_sync"):
            page.follow_sync(self.syncing)
        menu = RailMenu(self._rail)
        menu.chosen.connect(self._enter_chosen)
        if (first := first_stop(page)) is not None:
            tab_before(first, menu)
        page.header.put_first(menu)
        menu.hide()
        return page

    # What it does

    @Slot()
    def toggle_help(self) -> None:
        """Open the sheet with this room's chapter and keys, or close it."""
        if self._sheet is None:
            self._sheet = KeySheet(self)
            self._sheet.handbook.connect(self._open_handbook)
        if self._sheet.isHidden() and self._room is not None:
            self._sheet.show_room(self._room, self.page(), self.actions())
        self._sheet.toggle()

    @Slot(str)
    def _open_handbook(self, chapter: str) -> None:
        if self._sheet is not None:
            self._sheet.close_sheet()
        self.enter("help", chapter)

    @Slot(object)
    def _enter_chosen(self, name: object) -> None:
        self.enter(str(name))

    @Slot()
    def _rebuild_soon(self) -> None:
        QTimer.singleShot(0, self.rebuild)  # the page that asked is still in its own slot

    def _change_text(self, step: int) -> None:
        settings = self.desk.settings
        if problem := choose(settings, TEXT_SIZE, next_text_size(settings.get(TEXT_SIZE), step)):
            self.strip.tell(StripKind.PROBLEM, problem)
        self._stack.refresh_room("settings")

    @Slot()
    def _next_panel(self) -> None:
        """Move the focus to the next column of the page, then the rail, then round again."""
        self._stack.focus_next_panel(self._rail)

    @Slot()
    def _say_saved(self) -> None:
        if not self.flush():
            trouble = self.desk.trouble
            again = say("Vänta lite och tryck Ctrl+S igen.", "Wait a little and press Ctrl+S again.")
            not_all = say("Allt är inte sparat", "Not everything is saved")
            self.strip.tell(StripKind.PROBLEM, trouble.sentence() if trouble is not None else again, not_all)
            return
        self.strip.tell(
            StripKind.DONE, self._bottom.saved or say("Allt är sparat på denna dator.", "All is saved here.")
        )

    @Slot()
    def _remind(self) -> None:
        if self.syncing.state is not None and self.syncing.state.hub is not None:
            self._warnings.remind_of_unsynced(closing=False)

    @Slot()
    def _follow_roles(self) -> None:
        """See whether a sync has given the person other rooms."""
        self.desk.look(self, partial(roles_in, me=self.desk.me)).done.connect(self._take_roles)

    @Slot(object)
    def _take_roles(self, roles: frozenset[str]) -> None:
        if roles != self.roles:
            self.roles = roles
            self._make_keys()
            self._fill_rail()
            self._rail.show_value(self.room)

    @Slot()
    def _follow_settings(self) -> None:
        self.quiet_sync.wait_for(self.desk.settings.get(QUIET_SYNC_MINUTES))

    @Slot(str)
    def _act_on_strip(self, name: str) -> None:
        match name:
            case "sync":
                self.syncing.start()
            case "sync-close":
                self._warnings.sync_and_close()
            case "close-anyway":
                self.close()
            case "give-up":
                self._giving_up = True
                self.close()
            case "show-sync":
                self.enter("sync")

    def _show_hints(self) -> None:
        page = self._stack.page
        own = page.hints() if page is not None else ()
        self._status.show_hints([*own, ("F5", say("synka nu", "sync now")), ("F1", say("alla tangenter", "all keys"))])

    def _fit_rail(self) -> None:
        fits = self._rail.fits(self.width(), self.height() - self._status.height())
        self._rail.setVisible(fits)
        self._stack.show_menu(wanted=not fits)

    @Slot()
    def _relayout(self) -> None:
        """Measure everything anew: layouts keep heights they have worked out from another text size."""
        for widget in (self, *self.findChildren(QWidget)):
            layout = widget.layout()
            if layout is not None:
                layout.invalidate()
            widget.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_rail()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_rail()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit_rail()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Never a question about saving, for all is stored as it is typed; only what the disk refuses is told first."""
        giving_up, self._giving_up = self._giving_up, False
        acts = giving_up or self.flush()
        stored = giving_up or (acts and wait_for_files(FILES_WAIT))
        if (not stored and self._warnings.warn_of_unstored(all_acts_stored=acts)) or self._warnings.remind_of_unsynced(
            closing=True
        ):
            event.ignore()
        else:
            event.accept()
