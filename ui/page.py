"""What every room's page has in common: a header, a place one can come back to, and its keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.desk import Desk
from ui.widgets.page_header import PageHeader


class Page(QWidget):
    """One room's page.

    `going` asks for another room and what to show in it, `telling` for a strip below the page: a kind (`StripKind`), a
    sentence and a title. `failed` tells the strip why something was refused or went wrong; what a thread of the desk
    refuses it hears by itself. `turned` tells that the page shows something else, with keys of its own.
    `main_part` is what gets the focus when the room is entered, as a rule its list; no focus proxy, since Tab then
    finds no other part once the list is hidden.
    """

    going = Signal(str, object)
    telling = Signal(object, str, str)
    failed = Signal(Exception)
    turned = Signal()

    def __init__(self, desk: Desk, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.main_part: QWidget | None = None
        self.header = PageHeader(title)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(self.header)

    def refresh(self) -> None:
        """Look at the store anew; called when the page is shown and after every sync."""

    def place(self) -> object:
        """Where on the page the person is, for `show_place` of a page made anew."""
        return None

    def show_place(self, place: object) -> None:
        """Go to a place on this page, or to a thing another page asked for."""

    def hints(self) -> Sequence[tuple[str, str]]:
        """The page's most used keys for the status line."""
        return ()

    def panels(self) -> Sequence[QWidget]:
        """The columns F6 goes through, from left to right."""
        return (self,)

    def flush(self) -> bool:
        """Hand over what is typed and not handed over yet. False if it could not be stored in time."""
        return True

    def add_key(self, keys: str, words: str, act: Callable[[], object], *, on: QWidget | None = None) -> QAction:
        """Give an act of this page its key; the sheet of keys lists it by its words.

        Shape: with `on` the key acts only while that part of the page is shown, never on what nobody sees, and once
        each time it is pressed, however long it is held.
        """
        action = QAction(words, self)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setAutoRepeat(on is None)
        action.triggered.connect(act if on is None else partial(self._act_on, on, act))
        self.addAction(action)
        return action

    def _act_on(self, part: QWidget, act: Callable[[], object]) -> None:
        if part.isVisibleTo(self):
            act()
