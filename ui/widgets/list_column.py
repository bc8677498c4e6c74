"""A list at the left of a room, as wide as the size of the text asks for, and beside it what is chosen in it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.theme import theme

LEAST = 280
NARROWEST = 190
LOW = 420
"""Pixels at 100 % text a column needs for its list to have room above the note."""
LOWEST = 310
"""Pixels at 100 % text a list and what is chosen in it need to stand beside each other with nothing cut."""


class ListColumn(QWidget):
    """Holds a list with what narrows it above, in `column`. Units: `widest` and `least` in pixels at the usual size of
    text."""

    def __init__(self, widest: int, *, least: int = LEAST, top: int = 14, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._widest = widest
        self._least = least
        self._note: QWidget | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, top, 0, 0)
        self.column.setSpacing(10)
        self._fit()

    def put_note(self, note: QWidget) -> None:
        """Put a note below the list; it gives way where there is no room for both."""
        self._note = note
        edges = self.column.contentsMargins()
        edges.setBottom(16)
        self.column.setContentsMargins(edges)
        self.column.addWidget(note)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._note is not None:
            self._note.setVisible(self.height() >= theme().px(LOW))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    @property
    def narrowest(self) -> int:
        """Units: pixels; what it can do with where what stands beside it needs the rest."""
        return theme().space(min(self._least, NARROWEST))

    def give_way(self, room: int) -> None:
        """Take no more than this, in pixels, where the window is too narrow for what it would like."""
        self.setMinimumWidth(max(self.narrowest, min(theme().space(self._least), room)))

    def _fit(self) -> None:
        self.setMinimumWidth(theme().space(self._least))
        self.setMaximumWidth(theme().px(self._widest))


class ListAndDetail(QScrollArea):
    """A column with a list, and `right` with what is chosen in it: two parts of the width to three, until the list has
    all it needs. In a window too low for large text both scroll as one, so that nothing is cut, and what gets the
    focus is brought into sight."""

    def __init__(self, widest: int, *, least: int = LEAST, top: int = 14, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.left = ListColumn(widest, least=least, top=top)
        self.right = QVBoxLayout()
        self.right.setSpacing(0)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._both = QWidget()
        row = QHBoxLayout(self._both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.left, 2)
        row.addLayout(self.right, 3)
        self.setWidget(self._both)
        self._both.setAutoFillBackground(False)
        self._both.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._keep_in_sight)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
            self.updateGeometry()
        return False

    def _fit(self) -> None:
        room = self.viewport().size()
        self.left.give_way(room.width() - self.right.minimumSize().width())
        self._both.resize(room.width(), max(room.height(), theme().px(LOWEST)))

    def minimumSizeHint(self) -> QSize:
        both = self.left.narrowest + self.right.minimumSize().width()
        return QSize(both + self.verticalScrollBar().sizeHint().width(), super().minimumSizeHint().height())

    @Slot(QWidget, QWidget)
    def _keep_in_sight(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.verticalScrollBar().maximum() and self._both.isAncestorOf(new):
            self.ensureWidgetVisible(new)
