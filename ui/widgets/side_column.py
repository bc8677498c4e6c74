"""A column beside the page that scrolls on its own: context, lists of what is left."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from ui.theme import theme
from ui.tokens import BETWEEN_CARDS
from ui.widgets.layouts import LongColumn


class ScrollColumn(QScrollArea):
    """A column of parts that scrolls up and down, never sideways."""

    def __init__(self, *, edge: int = 16, gap: int = BETWEEN_CARDS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        inner = QWidget()
        inner.setAutoFillBackground(False)
        self._column = LongColumn(inner)
        self._column.setContentsMargins(edge, edge, edge, edge)
        self._column.setSpacing(gap)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)
        inner.installEventFilter(self)

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """What stands in the column, from the top."""
        return self._column.parts

    def add(self, part: QWidget) -> None:
        """Put a part below those already there."""
        self._column.insert_part(len(self._column.parts), part)

    def insert(self, index: int, part: QWidget) -> None:
        """Put a part among those already there."""
        self._column.insert_part(index, part)

    def remove(self, part: QWidget) -> None:
        """Take a part away. It leaves the layout first: a widget that dies in a layout whose items Python has looked
        at leaves a reference to freed memory behind."""
        self._column.remove_part(part)
        part.hide()
        part.deleteLater()

    def take(self, part: QWidget) -> None:
        """Let a part go that is to stand somewhere else."""
        self._column.remove_part(part)

    def clear(self) -> None:
        """Take everything away."""
        for part in self.parts:
            self.remove(part)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._keep_words_whole()
        return False

    def _keep_words_whole(self) -> None:
        inner = self.widget()
        if inner is not None:
            bar = self.verticalScrollBar().sizeHint().width()
            self.setMinimumWidth(inner.minimumSizeHint().width() + bar)


class SideColumn(ScrollColumn):
    """A scrolling column of a width that follows the text size, with a line towards the page.

    Units: `width` in pixels at 100 % text; it grows half as fast as the text.
    """

    def __init__(self, *, width: int = 348, at_right: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._design_width = width
        self._at_right = at_right
        margin = 1
        self.setViewportMargins(margin if at_right else 0, 0, 0 if at_right else margin, 0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(theme().space(self._design_width), super().sizeHint().height())

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.Paint:
            with QPainter(self) as painter:
                x = 0 if self._at_right else self.width() - 1
                painter.fillRect(x, 0, 1, self.height(), QColor(theme().tokens.line))
        return handled
