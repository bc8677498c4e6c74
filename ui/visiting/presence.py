"""Notices which question the person comes to, and what they press there.

Only the part that has the focus is watched: to watch every part of every card cost a tenth of a second when a long
section was opened, and hundreds of calls at each key.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from ui.widgets.card import Card


class WatchedCard(Card):
    """A card that tells `came` when the focus or the mouse comes to it, and `touched` when a key or a button of the
    mouse is pressed in it. A press that a part of the card leaves alone reaches the card; the rest have the focus."""

    came = Signal()
    touched = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.installEventFilter(self)
        follow_focus()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.KeyPress:
            self.touched.emit()
        elif kind is QEvent.Type.MouseButtonPress:
            self.touched.emit()
            self.came.emit()
        return False


class FocusFollower(QObject):
    """Follows the focus of the whole program from card to card."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.focusChanged.connect(self._follow)

    @Slot(QWidget, QWidget)
    def _follow(self, left: QWidget | None, reached: QWidget | None) -> None:
        before, now = _card_around(left), _card_around(reached)
        if left is not None and before is not None and left is not before:
            left.removeEventFilter(before)
        if reached is not None and now is not None:
            if reached is not now:
                reached.installEventFilter(now)
            now.came.emit()


def follow_focus() -> None:
    """See to it that the focus is followed; asked again, it does nothing."""
    app = QCoreApplication.instance()
    if isinstance(app, QApplication) and app.findChild(FocusFollower) is None:
        FocusFollower(app)


def _card_around(part: QWidget | None) -> WatchedCard | None:
    """The card a part stands in, or is."""
    while part is not None and not isinstance(part, WatchedCard):
        part = part.parentWidget()
    return part
