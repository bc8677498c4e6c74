"""A panel that opens over the window and pushes nothing: the context at narrow windows, the sheet of keys."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from kollegie.language import say
from ui.theme import theme
from ui.tokens import RADIUS_CARD
from ui.widgets.buttons import Button, PlainButton
from ui.widgets.fields import asks_to_redo, asks_to_undo
from ui.widgets.labels import Heading
from ui.widgets.painting import rounded

_SCROLLS: dict[int, QAbstractSlider.SliderAction] = {
    Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_Home: QAbstractSlider.SliderAction.SliderToMinimum,
    Qt.Key.Key_End: QAbstractSlider.SliderAction.SliderToMaximum,
}
"""The keys that move what a sheet shows, since its text itself takes no focus."""


class SheetPlace(Enum):
    """Where a sheet opens."""

    RIGHT = "right"
    MIDDLE = "middle"


class Sheet(QFrame):
    """A panel over `over`, at its right edge or in its middle. Esc and its own button close it; nothing else does,
    and what lies beneath can still be worked. `closed` tells that it has gone."""

    closed = Signal()

    def __init__(self, title: str, over: QWidget, place: SheetPlace = SheetPlace.RIGHT, *, width: int = 372) -> None:
        super().__init__(over)
        self._over = over
        self._place = place
        self._design_width = width
        self._came_from: QWidget | None = None
        self._opener: Button | None = None
        self.setAccessibleName(title)
        self._close = PlainButton(say("Stäng", "Close"), "x", "Esc")
        self._close.clicked.connect(self.close_sheet)
        head = QHBoxLayout()
        head.setContentsMargins(18, 12, 12, 8)
        head.addWidget(Heading(title, "question"), 1)
        head.addWidget(self._close)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._scroll, 1)
        over.installEventFilter(self)
        theme().changed.connect(self._fit_open)
        self.hide()

    def opened_by(self, button: Button) -> None:
        """Let this button say whether the sheet is open."""
        self._opener = button
        button.tell_open(not self.isHidden())

    def put_content(self, content: QWidget) -> None:
        """Show this in the sheet; what was there before is given back to its maker's care."""
        old = self.take_content()
        if old is not None:
            old.setParent(None)
        content.setAutoFillBackground(False)
        self._scroll.setWidget(content)
        content.setAutoFillBackground(False)
        content.show()

    def take_content(self) -> QWidget | None:
        """Let what it shows go, to whoever asks for it."""
        return self._scroll.takeWidget()

    def open_sheet(self) -> None:
        """Open over the window and take the focus."""
        window = self.window()
        self._came_from = window.focusWidget() if window is not None else None
        self._fit()
        self.show()
        self.raise_()
        if self._opener is not None:
            self._opener.tell_open(True)
        self._close.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_sheet(self) -> None:
        """Close and give the focus back."""
        if self.isHidden():
            return
        self.hide()
        if self._opener is not None:
            self._opener.tell_open(False)
        came_from, self._came_from = self._came_from, None
        if came_from is not None and isValid(came_from) and came_from.isVisible():
            came_from.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def toggle(self) -> None:
        """Open it, or close it if it is open."""
        if self.isHidden():
            self.open_sheet()
        else:
            self.close_sheet()

    def event(self, event: QEvent) -> bool:
        """Esc closes the sheet and nothing else, also over a page that has a meaning of its own for it; the undo of a
        field in it, also with nothing left to take back, is not the page's."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return super().event(event)
        writing = isinstance(self.window().focusWidget(), QLineEdit | QPlainTextEdit)
        if event.key() == Qt.Key.Key_Escape or (writing and (asks_to_undo(event) or asks_to_redo(event))):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_sheet()
        elif event.key() in _SCROLLS:
            self._scroll.verticalScrollBar().triggerAction(_SCROLLS[event.key()])
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize and not self.isHidden():
            self._fit()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme().tokens
        with QPainter(self) as painter:
            rounded(painter, self.rect(), RADIUS_CARD, fill=tokens.bg, border=tokens.edge, width=2)
            if self._place is SheetPlace.RIGHT:
                painter.fillRect(self.width() - RADIUS_CARD, 0, RADIUS_CARD, self.height(), QColor(tokens.bg))

    @Slot()
    def _fit_open(self) -> None:
        """Another text size: take the room it needs."""
        if not self.isHidden():
            self._fit()

    def _fit(self) -> None:
        whole = self._over.rect()
        wide = min(whole.width(), theme().px(self._design_width))
        if self._place is SheetPlace.RIGHT:
            self.setGeometry(QRect(whole.right() + 1 - wide, 0, wide, whole.height()))
            return
        content = self._scroll.widget()
        head = self._close.sizeHint().height() + 28
        inner = content.heightForWidth(wide - 24) if content is not None and content.hasHeightForWidth() else 0
        wanted = head + max(inner, content.sizeHint().height() if content is not None else 0)
        high = min(whole.height() - 32, wanted)
        self.setGeometry(QRect((whole.width() - wide) // 2, (whole.height() - high) // 2, wide, high))
