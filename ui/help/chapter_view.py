"""A chapter of the handbook as text on the screen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.help.chapters import Block, BlockKind, chapter
from ui.help.picture import Picture
from ui.theme import theme
from ui.tokens import Tone
from ui.widgets.hairline import Hairline
from ui.widgets.key_cap import KeyCap
from ui.widgets.labels import Heading, Label, WrappedLabel
from ui.widgets.layouts import empty


class ChapterView(QWidget):
    """Shows one chapter; plain text throughout, so nothing in it can be opened or fetched."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().space(8))
        if name:
            self.show_chapter(name)

    def show_chapter(self, name: str) -> None:
        """Show another chapter."""
        empty(self._column)
        for block in chapter(name):
            self._column.addWidget(_part(block))
        self._column.addStretch()


def _part(block: Block) -> QWidget:
    match block.kind:
        case BlockKind.TITLE:
            return Heading(block.text, "title")
        case BlockKind.HEADING:
            return _spaced(WrappedLabel(block.text, "heading"), above=14)
        case BlockKind.ITEM:
            return _beside("–", _words(block))
        case BlockKind.STEP:
            return _beside(f"{block.number}.", _words(block))
        case BlockKind.CODE:
            return WrappedLabel(block.text, "meta-strong", characters=100)
        case BlockKind.ROW:
            return _row(block)
        case BlockKind.PICTURE:
            return Picture(block.cells[0], block.text)
        case BlockKind.TEXT:
            return _words(block)


def _words(block: Block) -> WrappedLabel:
    label = WrappedLabel("", "body")
    label.show_text(block.text, block.strong)
    return label


def _spaced(widget: QWidget, *, above: int) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, theme().space(above), 0, 0)
    column.addWidget(widget)
    return holder


def _beside(mark: str, words: WrappedLabel) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme().space(8))
    label = Label(mark, "body", Tone.MUTED)
    label.setMinimumWidth(theme().px(18))
    row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(words, 1)
    return holder


def _row(block: Block) -> QWidget:
    """A row of a table: what at left in bold, what it means at right."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    row = QHBoxLayout()
    row.setSpacing(theme().space(16))
    first = WrappedLabel(block.cells[0], "strong")
    first.setMinimumWidth(theme().px(120))
    row.addWidget(first, 2, Qt.AlignmentFlag.AlignTop)
    row.addWidget(WrappedLabel(" · ".join(block.cells[1:]), "body"), 5)
    column.addLayout(row)
    column.addWidget(Hairline())
    return holder


def key_row(keys: str, words: str) -> QWidget:
    """A key and what it does, as the sheet of keys lists it."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme().space(12))
    row.addWidget(WrappedLabel(words, "body"), 1)
    row.addWidget(KeyCap(keys), 0, Qt.AlignmentFlag.AlignTop)
    return holder
