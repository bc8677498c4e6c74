"""The head of a page: where one is, a line about it, and what can be done; it never scrolls."""

from __future__ import annotations

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.tokens import PAGE_EDGE
from ui.widgets.labels import Heading, WrappedLabel
from ui.widgets.layouts import AsideLayout, FlowLayout, GrowsDown
from ui.widgets.painting import bar_ground


class PageHeader(GrowsDown):
    """Shows title and meta line at left, the page's buttons at right; below each other where there is no room."""

    def __init__(self, title: str, meta: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Heading(title, "title")
        self._meta = WrappedLabel(meta, "meta", characters=110)
        self._meta.setVisible(bool(meta))
        self._actions = QWidget()
        self._action_row = FlowLayout(self._actions)
        self._actions.hide()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._meta)
        left = QWidget()
        self._left_row = QHBoxLayout(left)
        self._left_row.setContentsMargins(0, 0, 0, 0)
        self._left_row.setSpacing(14)
        self._left_row.addLayout(words, 1)
        whole = AsideLayout(self, least=320)
        whole.setContentsMargins(PAGE_EDGE, 11, PAGE_EDGE, 12)
        whole.addWidget(left)
        whole.addWidget(self._actions)

    def show_title(self, title: str, meta: str = "") -> None:
        """Show another title and meta line."""
        self._title.setText(title)
        self._meta.show_text(meta)
        self._meta.setVisible(bool(meta))

    def add_action(self, button: QWidget) -> None:
        """Put a button at the right, after those already there."""
        self._action_row.addWidget(button)
        self._actions.show()

    def put_first(self, widget: QWidget) -> None:
        """Put something before the title: the way back, or the menu where the rail is folded."""
        self._left_row.insertWidget(0, widget)

    def paintEvent(self, event: QPaintEvent) -> None:
        bar_ground(self, line_above=False)
