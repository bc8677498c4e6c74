"""The picture before it is kept, and the covers over names and faces: drawn by mouse, pen or keys, and undone."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from kollegie.language import counted, say
from ui.theme import theme
from ui.visiting.photos import COVER

LEAST = 6
"""Pixels of the screen a drag must have to be a cover, so that a click is none."""
BESIDE, WORDS_BESIDE = 350, 100
"""Pixels that its sheet needs beside the picture, and those more that grow with the text: fields, words, buttons."""
STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class CoverView(QLabel):
    """Shows the picture with its covers. `changed` tells that there are others.

    By keys: Insert puts a cover in the middle, arrows move the last one, with Shift they make it larger or smaller,
    Delete takes it away. Shape: covers are in pixels of the picture.
    """

    changed = Signal()

    def __init__(self, image: QImage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.image = image
        self._steps: list[tuple[QRect, ...]] = [()]
        self._undone: list[tuple[QRect, ...]] = []
        self._from: QPoint | None = None
        self._drawing = QRect()
        self.setPixmap(QPixmap(1, 1))  # what makes it a picture for a screen reader; it paints itself
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumSize(QSize(240, 180))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._name()

    @property
    def covers(self) -> tuple[QRect, ...]:
        """The covers as they stand."""
        return self._steps[-1]

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return len(self._steps) > 1

    def sizeHint(self) -> QSize:
        """As high as leaves room below for what is asked about the picture, so that the way on is seen."""
        room = self.window().height() - BESIDE - theme().px(WORDS_BESIDE)
        return QSize(760, max(self.minimumHeight(), min(480, room)))

    def add(self, cover: QRect) -> None:
        """Lay a cover over a part of the picture."""
        inside = cover.normalized().intersected(self.image.rect())
        if not inside.isEmpty():
            self._take((*self.covers, inside))

    def add_in_middle(self) -> None:
        """Lay a cover in the middle, to be moved with the arrows."""
        wide, high = max(8, self.image.width() // 4), max(8, self.image.height() // 6)
        middle = self.image.rect().center()
        self.add(QRect(middle.x() - wide // 2, middle.y() - high // 2, wide, high))

    def undo(self) -> None:
        """Take the latest step back."""
        if self.can_undo:
            self._undone.append(self._steps.pop())
            self._tell()

    def redo(self) -> None:
        """Take the step last undone once more."""
        if self._undone:
            self._steps.append(self._undone.pop())
            self._tell()

    def shown_at(self) -> QRect:
        """Where the picture stands in the view, in pixels of the screen."""
        size = self.image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRect(QPoint((self.width() - size.width()) // 2, (self.height() - size.height()) // 2), size)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Insert, Qt.Key.Key_Plus):
            self.add_in_middle()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.covers:
            self._take(self.covers[:-1])
        elif key in STEPS and self.covers:
            self._nudge(*STEPS[key], larger=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._from = event.position().toPoint()
            self._drawing = QRect(self._from, QSize(0, 0))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            self._drawing = QRect(self._from, event.position().toPoint()).normalized()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._from is None:
            return
        drawn = QRect(self._from, event.position().toPoint()).normalized()
        self._from, self._drawing = None, QRect()
        if min(drawn.width(), drawn.height()) >= LEAST:
            self.add(self._in_picture(drawn))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme().tokens
        place = self.shown_at()
        ratio = place.width() / max(1, self.image.width())
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(tokens.sunken))
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, self.image)
            for cover in self.covers:
                shown = QRect(
                    place.left() + round(cover.left() * ratio),
                    place.top() + round(cover.top() * ratio),
                    round(cover.width() * ratio),
                    round(cover.height() * ratio),
                )
                painter.fillRect(shown, QColor(COVER))
            if not self._drawing.isEmpty():
                painter.setPen(QPen(QColor(tokens.focus), 2, Qt.PenStyle.DashLine))
                painter.drawRect(self._drawing)
            if self.hasFocus():
                painter.setPen(QPen(QColor(tokens.focus), 2))
                painter.drawRect(self.rect().adjusted(1, 1, -2, -2))

    def _in_picture(self, shown: QRect) -> QRect:
        place = self.shown_at()
        ratio = self.image.width() / max(1, place.width())
        moved = shown.translated(-place.topLeft())
        return QRect(
            round(moved.left() * ratio),
            round(moved.top() * ratio),
            round(moved.width() * ratio),
            round(moved.height() * ratio),
        )

    def _nudge(self, across: int, down: int, *, larger: bool) -> None:
        step = max(1, max(self.image.width(), self.image.height()) // 100)
        last = QRect(self.covers[-1])
        if larger:
            last.setWidth(max(step, last.width() + across * step))
            last.setHeight(max(step, last.height() + down * step))
        else:
            last.translate(across * step, down * step)
        inside = last.intersected(self.image.rect())
        if not inside.isEmpty():
            self._take((*self.covers[:-1], inside))

    def _take(self, covers: tuple[QRect, ...]) -> None:
        self._steps.append(covers)
        self._undone.clear()
        self._tell()

    def _tell(self) -> None:
        self._name()
        self.update()
        self.changed.emit()

    def _name(self) -> None:
        covers = counted(len(self.covers), ("övertäckning", "övertäckningar"), ("cover", "covers"))
        self.setAccessibleName(say(f"Bilden med {covers}", f"The picture with {covers}"))
        self.setAccessibleDescription(
            say(
                "Insert lägger en ruta i mitten, pilarna flyttar den, Skift och pilar ändrar storleken.",
                "Insert lays a cover in the middle, arrows move it, Shift and arrows change its size.",
            )
        )
