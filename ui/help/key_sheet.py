"""What F1 opens: the keys that work here and the handbook's chapter on this room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.language import say
from ui.help.chapter_view import ChapterView, key_row
from ui.rooms import RoomOf
from ui.theme import theme
from ui.widgets.buttons import PlainButton
from ui.widgets.hairline import Hairline
from ui.widgets.labels import Label
from ui.widgets.sheet import Sheet


class KeySheet(Sheet):
    """Lists the room's keys, then its chapter, and last the keys that work everywhere.

    `handbook` asks for the whole handbook.
    """

    handbook = Signal(str)

    def __init__(self, over: QWidget) -> None:
        super().__init__(say("Hjälp", "Help"), over, width=460)
        self._chapter = ""

    def show_room(self, room: RoomOf, page: QWidget, window_actions: Sequence[QAction]) -> None:
        """Show the keys and the chapter of a room."""
        self._chapter = room.chapter
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(18, 4, 18, 18)
        column.setSpacing(theme().space(10))
        own = keys_of(page)
        if own:
            self._add_keys(column, say("Tangenter i {}", "Keys in {}").format(room.room.word), own)
            column.addWidget(Hairline())
        column.addWidget(ChapterView(room.chapter))
        more = PlainButton(say("Hela handboken", "The whole handbook"), "book-open")
        more.clicked.connect(self._ask_for_handbook)
        column.addWidget(more)
        column.addWidget(Hairline())
        self._add_keys(column, say("Tangenter överallt", "Keys everywhere"), keys_in(window_actions))
        column.addStretch()
        self.put_content(content)

    def _add_keys(self, column: QVBoxLayout, heading: str, keys: Sequence[tuple[str, str]]) -> None:
        column.addWidget(Label(heading, "heading"))
        for key, words in keys:
            column.addWidget(key_row(key, words))

    @Slot()
    def _ask_for_handbook(self) -> None:
        self.handbook.emit(self._chapter)


def keys_of(page: QWidget) -> list[tuple[str, str]]:
    """The keys of a page: those of its actions, and those it hints at that stand on its parts."""
    found = keys_in(page.actions())
    known = {key for key, _ in found}
    hints = page.hints() if hasattr(page, "hints") else ()
    return [*found, *((key, _sentence(words)) for key, words in hints if key not in known)]


def keys_in(actions: Sequence[QAction]) -> list[tuple[str, str]]:
    """Key and words of each action that has a key."""
    keyed = [action for action in actions if not action.shortcut().isEmpty()]
    return [(action.shortcut().toString().replace("++", "+Plus"), action.text()) for action in keyed]


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
