"""What a reader would ask about if the summary were locked now, and the lead's button to lock it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from kollegie.language import say
from ui import icons
from ui.summary.lock_card import LockCard
from ui.summary.parts import OpenPoint
from ui.theme import theme
from ui.tokens import RADIUS_BUTTON, TARGET_ROW
from ui.widgets.labels import Heading, WrappedLabel
from ui.widgets.painting import focus_ring, rounded, text_height


class BeforeLocking(QWidget):
    """Shows the open points and how the summary stands. `settling` tells an open point to deal with.

    Shape: it stands below the parts, and beside the paper with edition and sources where the parts are a drop-down.
    """

    settling = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: tuple[OpenPoint, ...] = ()
        self._settled = WrappedLabel(say("Inget är öppet.", "Nothing is open."), "meta")
        self._settled.set_margins(4, 0, 0, 0)
        heading = Heading(say("Före låsning", "Before locking"), "heading")
        heading.set_margins(4, 8, 0, 0)
        self._buttons = QWidget()
        self._button_column = QVBoxLayout(self._buttons)
        self._button_column.setContentsMargins(0, 0, 0, 0)
        self._button_column.setSpacing(2)
        self.locking = LockCard()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (heading, self._settled, self._buttons, self.locking):
            column.addWidget(part)
        self.hide()

    def show_points(self, points: Sequence[OpenPoint]) -> None:
        """Show other open points."""
        self._settled.setVisible(not points)
        if tuple(points) == self._points:
            return
        self._points = tuple(points)
        for old in self._buttons.findChildren(PointButton):
            self._button_column.removeWidget(old)
            old.setParent(None)
            old.deleteLater()
        for point in points:
            button = PointButton(point)
            button.clicked.connect(self._settle)
            self._button_column.addWidget(button)

    @Slot()
    def _settle(self) -> None:
        button = self.sender()
        if isinstance(button, PointButton):
            self.settling.emit(button.point)


class PointButton(QAbstractButton):
    """One open point: a ringed mark and its sentence; it leads to where it can be settled."""

    def __init__(self, point: OpenPoint, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.point = point
        self.setText(point.sentence)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        wide = theme().space(200)
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        wide = theme().px(140)
        return QSize(wide, self.heightForWidth(max(self.width(), wide)))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        look = theme()
        words = text_height(look.metrics("meta-text"), self.text(), width - self._left() - 4)
        return max(look.target(TARGET_ROW), words + look.space(12))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, tokens = theme(), theme().tokens
        with QPainter(self) as painter:
            if self.isDown() or self.underMouse():
                rounded(painter, self.rect(), RADIUS_BUTTON, fill=tokens.sunken if self.isDown() else tokens.soft)
            if self.hasFocus():
                focus_ring(painter, self.rect(), RADIUS_BUTTON)
            wide = self.width() - self._left() - 4
            high = text_height(look.metrics("meta-text"), self.text(), wide)
            top = (self.height() - high) // 2
            side = look.px(16)
            line = look.metrics("meta-text").height()
            icons.paint(painter, QRect(6, top + (line - side) // 2, side, side), "circle-alert", tokens.s2)
            painter.setFont(look.font("meta-text"))
            painter.setPen(QColor(tokens.text))
            painter.drawText(QRect(self._left(), top, wide, high + 2), Qt.TextFlag.TextWordWrap, self.text())

    def _left(self) -> int:
        return 6 + theme().px(16) + theme().space(8)
