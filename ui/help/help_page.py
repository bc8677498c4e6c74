"""The room Hjälp: the handbook's chapters at left, the one being read at right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from kollegie.language import say
from ui.desk import Desk
from ui.help.chapter_view import ChapterView
from ui.help.chapters import CHAPTERS, title_of
from ui.page import Page
from ui.theme import theme
from ui.widgets.bounded import Bounded
from ui.widgets.card import Card
from ui.widgets.side_column import ScrollColumn
from ui.widgets.two_line_delegate import ROW_ROLE, Row, TwoLineDelegate


class Handbook(QWidget):
    """Chapters and reader; stands in the room and in the window that the lock opens."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QListWidget()
        self.list.setAccessibleName(say("Kapitel", "Chapters"))
        self.list.setItemDelegate(TwoLineDelegate(self.list))
        self.list.setFixedWidth(theme().space(264))
        for chapter in CHAPTERS:
            item = QListWidgetItem(title_of(chapter), self.list)
            item.setData(ROW_ROLE, Row(title_of(chapter)))
            item.setData(Qt.ItemDataRole.UserRole, chapter)
        self._view = ChapterView()
        self._card = Card()
        self._card.body.setContentsMargins(32, 26, 32, 26)
        self._card.body.addWidget(self._view)
        self._column = ScrollColumn(edge=24)
        self._column.add(Bounded(self._card, 760))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(self._column, 1)
        self.list.currentItemChanged.connect(self._show)
        self.show_chapter(name)

    @property
    def chapter(self) -> str:
        """The chapter being read."""
        return str(self.list.currentItem().data(Qt.ItemDataRole.UserRole))

    def show_chapter(self, name: str) -> None:
        """Open a chapter."""
        self.list.setCurrentRow(CHAPTERS.index(name) if name in CHAPTERS else 0)

    @Slot()
    def _show(self) -> None:
        self._view.show_chapter(self.chapter)
        self._column.verticalScrollBar().setValue(0)


class HelpPage(Page):
    """The room: the handbook under its header."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, say("Handbok", "Handbook"), parent)
        self.header.show_title(
            say("Handbok", "Handbook"),
            say(
                "Ett kapitel för varje rum. F1 öppnar rätt kapitel där du är.",
                "A chapter per room, in Swedish. F1 opens the right one where you are.",
            ),
        )
        self.handbook = Handbook("borja")
        self.column.addWidget(self.handbook, 1)
        self.main_part = self.handbook.list

    def place(self) -> object:
        return self.handbook.chapter

    def show_place(self, place: object) -> None:
        self.handbook.show_chapter(str(place))

    def hints(self) -> Sequence[tuple[str, str]]:
        return (("Up Down", say("välj kapitel", "choose chapter")),)


class HandbookWindow(QWidget):
    """The handbook in a window of its own, for those who have not unlocked anything yet."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("Kollegie: handbok", "Kollegie: handbook"))
        self.resize(1000, 720)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Handbook(name))
