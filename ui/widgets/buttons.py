"""Buttons: one primary per view, plain ones beside it, and links. Each may carry an icon and a key.

The key cap only shows the key; the window that owns the action gives it its shortcut.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui import icons
from ui.theme import theme
from ui.tokens import ICON_GAP, RADIUS_BUTTON, TARGET_AIRY, TARGET_BUTTON
from ui.widgets.painting import focus_ring, key_cap, key_cap_size, rounded


@dataclass(frozen=True, slots=True)
class Paint:
    """How a button looks in one state: colours as `#RRGGBB`, None for what is not painted."""

    text: str
    fill: str | None = None
    border: str | None = None
    dashed: bool = False


class Button(QPushButton):
    """What all buttons share; the kinds say how each state is painted."""

    PADDING = 16
    TARGET = TARGET_BUTTON
    ROLE = "strong"

    def __init__(self, text: str, icon: str = "", key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._icon = icon
        self._key = key
        self._reached_by_mouse = self._tells_open = False
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def show_icon(self, icon: str) -> None:
        """Show another icon, or none for an empty name."""
        self._icon = icon
        self.updateGeometry()
        self.update()

    def show_key(self, key: str) -> None:
        """Show another key, or none for an empty name."""
        self._key = key
        self.updateGeometry()
        self.update()

    def tell_open(self, is_open: bool) -> None:
        """Let whoever listens know whether what this button opens is open: it is on as long as that is."""
        self._tells_open = True
        self.setCheckable(True)
        self.setChecked(is_open)

    def nextCheckState(self) -> None:
        """A click turns a switch; of what opens something it only asks, and what is opened says when it is."""
        if not self._tells_open:
            super().nextCheckState()

    def sizeHint(self) -> QSize:
        look = theme()
        wide = 2 * look.space(self.PADDING) + look.metrics(self.ROLE).horizontalAdvance(self.text()) + 2
        if self._icon:
            wide += look.px(18) + look.space(ICON_GAP)
        if self._key:
            wide += look.space(10) + key_cap_size(self._key).width()
        return QSize(wide, look.target(self.TARGET))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._enters(event):
            event.accept()  # the button that has the focus comes before what Enter does on the page
            return True
        return False

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._reached_by_mouse = event.reason() == Qt.FocusReason.MouseFocusReason
        self.installEventFilter(self)  # only now: a page of buttons is sent hundreds of events at each key
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.removeEventFilter(self)
        super().focusOutEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._reached_by_mouse = True
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._enters(event) and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def _enters(self, event: QKeyEvent) -> bool:
        """Whether this is Enter for the button: after a click of the mouse Enter stays the page's own."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        return plain and not self._reached_by_mouse and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)

    def paint_of_state(self) -> Paint:
        """How the button is painted in the state it is in."""
        raise NotImplementedError

    def paintEvent(self, event: QPaintEvent) -> None:
        paint = self.paint_of_state()
        with QPainter(self) as painter:
            box = QRectF(self.rect())
            if self.hasFocus():
                box = focus_ring(painter, box, RADIUS_BUTTON + 2)
            rounded(painter, box, RADIUS_BUTTON, fill=paint.fill, border=paint.border, dashed=paint.dashed)
            self._paint_words(painter, paint)

    def _paint_words(self, painter: QPainter, paint: Paint) -> None:
        look = theme()
        font = look.font(self.ROLE)
        wide = look.metrics(self.ROLE).horizontalAdvance(self.text())
        side, gap = look.px(18), look.space(ICON_GAP)
        whole = wide + (side + gap if self._icon else 0)
        if self._key:
            whole += look.space(10) + key_cap_size(self._key).width()
        x = (self.width() - whole) // 2
        if self._icon:
            icons.paint(painter, QRect(x, (self.height() - side) // 2, side, side), self._icon, paint.text)
            x += side + gap
        painter.setFont(font)
        painter.setPen(QColor(paint.text))
        painter.drawText(QRect(x, 0, wide + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._key:
            cap = QRect(x + wide + look.space(10), 0, 0, 0)
            cap.setSize(key_cap_size(self._key))
            cap.moveTop((self.height() - cap.height()) // 2)
            key_cap(painter, cap, self._key, text=paint.text, border=paint.border or paint.text)


class PrimaryButton(Button):
    """What the view is for; there is one of them."""

    PADDING = 20

    def paint_of_state(self) -> Paint:
        tokens = theme().tokens
        if not self.isEnabled():
            return Paint(tokens.muted, tokens.sunken, tokens.edge, dashed=True)
        if self.isDown():
            return Paint(tokens.on_accent, tokens.accent_press)
        return Paint(tokens.on_accent, tokens.accent_hover if self.underMouse() else tokens.accent)


class PlainButton(Button):
    """Anything else one can do. Made checkable it is a switch: soft and green-edged while it is on."""

    def paint_of_state(self) -> Paint:
        tokens = theme().tokens
        if not self.isEnabled():
            return Paint(tokens.muted, tokens.sunken, tokens.edge, dashed=True)
        if self.isDown():
            return Paint(tokens.text, tokens.sunken, tokens.text)
        if self.isChecked():
            return Paint(tokens.text, tokens.soft, tokens.accent)
        if self.underMouse():
            return Paint(tokens.text, tokens.soft, tokens.accent)
        return Paint(tokens.text, tokens.surface, tokens.edge)


class LinkButton(Button):
    """A way onward within the text: green words with a high area to hit."""

    PADDING = 8
    TARGET = 42

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        airy = theme().target(TARGET_AIRY) if theme().target(self.TARGET) >= TARGET_AIRY else hint.height()
        return QSize(hint.width(), max(hint.height(), airy))

    def paint_of_state(self) -> Paint:
        tokens = theme().tokens
        if not self.isEnabled():
            return Paint(tokens.muted)
        if self.isDown():
            return Paint(tokens.text, tokens.sunken)
        if self.underMouse():
            return Paint(tokens.accent, tokens.soft)
        return Paint(tokens.accent)
