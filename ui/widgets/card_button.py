"""A card that is one button: a title, a line below it, perhaps an icon. Checkable it shows which one is chosen."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui import icons
from ui.theme import theme
from ui.tokens import BAR, RADIUS_CARD, TARGET_BUTTON
from ui.widgets.painting import focus_ring, left_bar, rounded, text_height

PADDING = 14


class CardButton(QAbstractButton):
    """Shows `title` and `meta`, wrapped and never cut."""

    def __init__(self, title: str, meta: str = "", icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._meta = meta
        self._icon = icon
        self.setText(title)
        self.setAccessibleName(f"{title}, {meta}" if meta else title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_words(self, title: str, meta: str) -> None:
        """Show other words."""
        self._meta = meta
        self.setText(title)
        self.setAccessibleName(f"{title}, {meta}" if meta else title)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = theme()
        wide = max(
            look.metrics("strong").horizontalAdvance(self.text()), look.metrics("meta").horizontalAdvance(self._meta)
        )
        whole = wide + self._beside() + 4
        return QSize(whole, self.heightForWidth(whole))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(120), theme().target(TARGET_BUTTON))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        title, meta = self._heights(width)
        return max(theme().target(TARGET_BUTTON), title + meta + 2 * theme().space(11))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, tokens = theme(), theme().tokens
        fill, border, text, width = tokens.surface, tokens.edge, tokens.text, 1
        if not self.isEnabled():
            fill, text = tokens.sunken, tokens.muted
        elif self.isChecked():
            fill, border = tokens.soft, tokens.accent
        elif self.isDown():
            fill, border = tokens.sunken, tokens.text
        elif self.underMouse():
            fill, border = tokens.soft, tokens.accent
        with QPainter(self) as painter:
            box = QRectF(self.rect())
            if self.hasFocus():
                box = focus_ring(painter, box, RADIUS_CARD + 2)
            rounded(painter, box, RADIUS_CARD, fill=fill, border=border, width=width, dashed=not self.isEnabled())
            if self.isChecked():
                left_bar(painter, box, RADIUS_CARD, tokens.accent, BAR)
            x = look.space(PADDING)
            if self._icon:
                side = look.px(22)
                icons.paint(painter, QRect(x, (self.height() - side) // 2, side, side), self._icon, tokens.accent)
                x += side + look.space(12)
            title, meta = self._heights(self.width())
            top = (self.height() - title - meta) // 2
            wide = self.width() - x - look.space(PADDING)
            painter.setFont(look.font("strong"))
            painter.setPen(QColor(text))
            painter.drawText(QRect(x, top, wide, title), Qt.TextFlag.TextWordWrap, self.text())
            painter.setFont(look.font("meta"))
            painter.setPen(QColor(tokens.muted))
            painter.drawText(QRect(x, top + title, wide, meta), Qt.TextFlag.TextWordWrap, self._meta)

    def _heights(self, width: int) -> tuple[int, int]:
        look = theme()
        wide = width - self._beside()
        title = text_height(look.metrics("strong"), self.text(), wide)
        return title, text_height(look.metrics("meta"), self._meta, wide) + 2 if self._meta else 0

    def _beside(self) -> int:
        look = theme()
        return 2 * look.space(PADDING) + (look.px(22) + look.space(12) if self._icon else 0)
