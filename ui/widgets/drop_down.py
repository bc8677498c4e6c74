"""A choice among many, in a list that drops down. The wheel never changes it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyledItemDelegate, QWidget

from ui import icons
from ui.theme import theme
from ui.tokens import RADIUS_FIELD, TARGET_BUTTON
from ui.widgets.painting import rounded


class DropDown(QComboBox):
    """Shows the chosen value; `chosen` tells another one the person has picked.

    The page may scroll under the pointer: a wheel turned over the closed box scrolls the page, never the value.
    """

    chosen = Signal(object)
    role = "body"
    wraps = False
    """The text role of the words in the box, and whether they may go on a second line."""

    def __init__(
        self, name: str, options: Sequence[tuple[Hashable, str]] = (), empty: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._empty = empty
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setMaxVisibleItems(12)
        self.setItemDelegate(QStyledItemDelegate(self))  # the combo box's own ignores the style sheet's row height
        self.show_options(options)
        self.activated.connect(self._tell)

    def show_options(self, options: Sequence[tuple[Hashable, str]]) -> None:
        """Show other values, each with its words; nothing is chosen until `show_value`."""
        kept = self.value()
        self.clear()
        for value, words in options:
            self.addItem(words, value)
        self.show_value(kept)

    def value(self) -> Hashable | None:
        """The value chosen, or None."""
        value: Hashable | None = self.currentData()
        return value

    def show_value(self, value: Hashable | None) -> None:
        """Show a value chosen before, or nothing; tells nobody."""
        values = [self.itemData(index) for index in range(self.count())]
        self.setCurrentIndex(values.index(value) if value in values else -1)
        self.update()

    def set_faulty(self, faulty: bool) -> None:
        """Mark the field as something to put right."""
        self.setProperty("faulty", faulty)
        self.update()

    def words_shown(self) -> str:
        """What stands in the box; where it is empty, what is to be chosen."""
        return self.currentText()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def sizeHint(self) -> QSize:
        look = theme()
        words = [self.itemText(index) for index in range(self.count())] + [self._empty]
        widest = max(look.metrics("body").horizontalAdvance(word) for word in words)
        return QSize(widest + 2 * look.space(12) + look.px(16) + look.space(10), look.target(TARGET_BUTTON - 2))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, tokens = theme(), theme().tokens
        fill, text, border, width, dashed = tokens.surface, tokens.text, tokens.edge, 1, False
        if not self.isEnabled():
            fill, text, dashed = tokens.sunken, tokens.muted, True
        elif self.property("faulty"):
            border, width = tokens.s3, 2
        elif self.hasFocus():
            border, width = tokens.focus, 2
        elif self.underMouse():
            fill = tokens.soft
        shown = self.words_shown()
        with QPainter(self) as painter:
            rounded(painter, QRectF(self.rect()), RADIUS_FIELD, fill=fill, border=border, width=width, dashed=dashed)
            side = look.px(16)
            arrow = QRect(self.width() - look.space(12) - side, (self.height() - side) // 2, side, side)
            icons.paint(painter, arrow, "chevron-down", tokens.muted)
            painter.setFont(look.font(self.role))
            painter.setPen(QColor(text if shown else tokens.muted))
            place = QRect(look.space(12), 0, arrow.left() - look.space(16), self.height())
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(place, flags | Qt.TextFlag.TextWordWrap if self.wraps else flags, shown or self._empty)

    @Slot(int)
    def _tell(self, index: int) -> None:
        self.chosen.emit(self.itemData(index))
