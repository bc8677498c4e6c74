"""The pages of a window: each is made when it is first entered, and one is shown at a time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from ui.page import Page
from ui.rooms import RoomOf, room_named
from ui.widgets.rail import RailMenu
from ui.widgets.tab_order import stands_within


class PageStack(QStackedWidget):
    """Keeps the pages `make` makes until all are made anew; minds where the focus is on the one shown."""

    def __init__(self, make: Callable[[RoomOf], Page], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self._pages: dict[str, Page] = {}
        self._beside: tuple[QWidget, ...] = ()

    @property
    def page(self) -> Page | None:
        """The page shown; None before any room is entered."""
        shown = self.currentWidget()
        return shown if isinstance(shown, Page) else None

    def page_of(self, name: str) -> Page:
        """The page of a room, made now if it has not been entered before."""
        if name not in self._pages:
            page = self._pages[name] = self._make(room_named(name))
            self.addWidget(page)
        return self._pages[name]

    def places(self) -> dict[str, object]:
        """Where the person is on each page made so far."""
        return {name: page.place() for name, page in self._pages.items()}

    def flush(self) -> bool:
        """Hand over everything that has been typed on any page. False if something could not be stored in time."""
        stored = [page.flush() for page in self._pages.values()]
        return all(stored)

    def clear(self) -> None:
        """Let every page go, with what is typed on it stored."""
        for page in self._pages.values():
            page.flush()
            page.hide()
            page.deleteLater()
        self._pages.clear()

    @Slot()
    def refresh(self) -> None:
        """Let the page shown look anew."""
        if self.page is not None:
            self.page.refresh()

    def refresh_room(self, name: str) -> None:
        """Let the page of a room look anew, if it has been entered."""
        if name in self._pages:
            self._pages[name].refresh()

    def show_menu(self, *, wanted: bool) -> None:
        """Show the menu of rooms in the header of the page, where the rail has no room."""
        menu = self.page.header.findChild(RailMenu) if self.page is not None else None
        if menu is not None:
            menu.setVisible(wanted)

    def keep_focus_from(self, *beside: QWidget) -> None:
        """From now on, give the focus back to the page when the part that had it goes away, or when a page that is not
        shown takes it.

        Qt hands it to the next part in the window, which may be one of those `beside` the page; the page's keys are
        dead there, and nobody has left the page. And it lets a page take it unseen where work ends behind another
        page: a space within the words somebody types would then press a button of that page.
        """
        self._beside = beside
        app = QGuiApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._keep_focus)

    @Slot(QWidget, QWidget)
    def _keep_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self._holds_unseen(new):
            if old is not None and old.isVisible() and self.window().isAncestorOf(old):
                old.setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                self.focus_page()
            return
        if old is None or new is None or old.isVisible() or not self.window().isAncestorOf(old):
            return
        if stands_within(*self._beside):
            self.focus_page()

    def _holds_unseen(self, part: QWidget) -> bool:
        """Whether a part belongs to a page that is not the one shown."""
        page = self.page
        return page is not None and self.isAncestorOf(part) and part is not page and not page.isAncestorOf(part)

    def focus_page(self) -> None:
        """Give the focus to what the page is for, its list as a rule; to its first part where that is not shown."""
        page = self.page
        if page is None:
            return
        part = page.main_part
        target = page if part is None else part if part.isVisibleTo(page) else _first_in(page)
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_next_panel(self, last: QWidget) -> None:
        """Move the focus to the next column of the page, then to `last`, then round again."""
        panels: list[QWidget] = [*(self.page.panels() if self.page is not None else ()), last]
        at = next((i for i, panel in enumerate(panels) if stands_within(panel)), -1)
        panel = panels[(at + 1) % len(panels)]
        target = panel.focusProxy() or _first_in(panel)
        target.setFocus(Qt.FocusReason.TabFocusReason)


def _first_in(panel: QWidget) -> QWidget:
    """The first part of a panel that Tab can reach, or the panel itself."""
    parts = panel.findChildren(QWidget)
    return next((part for part in parts if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isVisible()), panel)
