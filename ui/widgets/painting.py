"""The few shapes our own painters share: rounded boxes, focus rings, severity shapes and key caps.

Everything is painted inside the rectangle given, so that nothing is cut off at a widget's edge.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QWidget

from kollegie.model.severity import Severity
from ui.theme import theme
from ui.tokens import RADIUS_CARD, RADIUS_KEY

RING = 2
RING_GAP = 2

_KEY_SIGNS = {
    "return": "↵",
    "enter": "↵",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "del": "Del",
    "space": "Blank",
}


def bar_ground(bar: QWidget, *, line_above: bool) -> None:
    """The ground of a bar that stands above a page or below it, with a line where the two meet."""
    tokens = theme().tokens
    with QPainter(bar) as painter:
        painter.fillRect(bar.rect(), QColor(tokens.surface))
        painter.fillRect(0, 0 if line_above else bar.height() - 1, bar.width(), 1, QColor(tokens.line))


def rounded(
    painter: QPainter,
    rect: QRect | QRectF,
    radius: float,
    *,
    fill: str | None = None,
    border: str | None = None,
    width: float = 1,
    dashed: bool = False,
) -> None:
    """A box with round corners; colours are `#RRGGBB`, and the border lies inside the rectangle."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(rect)
    if border is None:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        pen = QPen(QColor(border), width)
        if dashed:
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        box.adjust(width / 2, width / 2, -width / 2, -width / 2)
        radius = max(0.0, radius - width / 2)
    painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, radius, radius)


def focus_ring(painter: QPainter, rect: QRect | QRectF, radius: float, colour: str = "") -> QRectF:
    """The ring round what has the focus; returns the rectangle left for the part itself, past the gap."""
    rounded(painter, rect, radius, border=colour or theme().tokens.focus, width=RING)
    inset = RING + RING_GAP
    return QRectF(rect).adjusted(inset, inset, -inset, -inset)


def card_ground(painter: QPainter, card: QAbstractButton, *, border: str, pointed_at: str = "") -> QRectF:
    """The ground of a card that can be chosen, as it stands: pressed, pointed at or in focus; returns its box."""
    tokens = theme().tokens
    fill = tokens.surface
    if card.isDown():
        fill, border = tokens.sunken, tokens.text
    elif card.underMouse():
        fill, border = pointed_at or fill, tokens.accent
    box = QRectF(card.rect())
    if card.hasFocus():
        box = focus_ring(painter, box, RADIUS_CARD + 2)
    rounded(painter, box, RADIUS_CARD, fill=fill, border=border)
    return box


def left_bar(painter: QPainter, rect: QRect | QRectF, radius: float, colour: str, width: int) -> None:
    """A bar along the left edge of a rounded box, following its corners."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(rect), radius, radius)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipPath(path)
    painter.fillRect(QRectF(rect.left(), rect.top(), width, rect.height()), QColor(colour))
    painter.restore()


def severity_path(severity: Severity, rect: QRect | QRectF) -> QPainterPath:
    """The shape of a severity: circle, triangle, diamond, octagon."""
    box = QRectF(rect)
    path = QPainterPath()
    match severity:
        case Severity.NOTE:
            inset = box.width() * 0.07
            path.addEllipse(box.adjusted(inset, inset, -inset, -inset))
        case Severity.DEFICIENCY:
            top, bottom = box.top() + box.height() * 0.08, box.bottom() - box.height() * 0.08
            path.addPolygon(
                QPolygonF([QPointF(box.center().x(), top), QPointF(box.right(), bottom), QPointF(box.left(), bottom)])
            )
            path.closeSubpath()
        case Severity.SERIOUS:
            middle = box.center()
            path.addPolygon(
                QPolygonF(
                    [
                        QPointF(middle.x(), box.top()),
                        QPointF(box.right(), middle.y()),
                        QPointF(middle.x(), box.bottom()),
                        QPointF(box.left(), middle.y()),
                    ]
                )
            )
            path.closeSubpath()
        case Severity.ACUTE:
            cut = box.width() * 0.293
            left, right, top, bottom = box.left(), box.right(), box.top(), box.bottom()
            path.addPolygon(
                QPolygonF(
                    [
                        QPointF(left + cut, top),
                        QPointF(right - cut, top),
                        QPointF(right, top + cut),
                        QPointF(right, bottom - cut),
                        QPointF(right - cut, bottom),
                        QPointF(left + cut, bottom),
                        QPointF(left, bottom - cut),
                        QPointF(left, top + cut),
                    ]
                )
            )
            path.closeSubpath()
    return path


def severity_mark(painter: QPainter, rect: QRect | QRectF, severity: Severity, *, filled: bool) -> None:
    """A severity's mark: filled for a finding, which answers; outlined for a warning signal, which asks."""
    tokens = theme().tokens
    colour = tokens.severity(severity)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(rect)
    stroke = max(1.5, box.width() / 9)
    if filled:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
    else:
        pen = QPen(QColor(colour), stroke)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        box.adjust(stroke / 2, stroke / 2, -stroke / 2, -stroke / 2)
    painter.drawPath(severity_path(severity, box))
    if severity is Severity.ACUTE:
        _exclamation(painter, box, tokens.on_s4 if filled else colour)
    painter.restore()


def _exclamation(painter: QPainter, box: QRectF, colour: str) -> None:
    unit = box.width() / 16
    middle = box.center().x()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(QRectF(middle - unit, box.top() + 3.6 * unit, 2 * unit, 5.4 * unit), unit, unit)
    painter.drawEllipse(QPointF(middle, box.top() + 11.6 * unit), 1.2 * unit, 1.2 * unit)


def keys_as_shown(keys: str) -> str:
    """A key sequence as it stands on a key cap: "Ctrl+Return" becomes "Ctrl ↵"."""
    if keys == "+":
        return keys
    return " ".join(_KEY_SIGNS.get(part.lower(), part) for part in keys.replace("+", " ").split())


def key_cap_size(keys: str) -> QSize:
    """The room a key cap takes."""
    wide, side = _key_cap_size(keys, theme().text_scale)
    return QSize(wide, side)


@lru_cache(maxsize=256)
def _key_cap_size(keys: str, _text_scale: float) -> tuple[int, int]:
    """Width and height: every button with a key asks for them whenever anything is laid out."""
    metrics = theme().metrics("key")
    side = metrics.height() + theme().px(5)
    wide = metrics.horizontalAdvance(keys_as_shown(keys)) + theme().px(11)
    return max(side, wide), side


def key_cap(painter: QPainter, rect: QRect, keys: str, *, text: str, border: str) -> None:
    """A key cap in the colours given."""
    rounded(painter, rect, RADIUS_KEY, border=border)
    painter.setFont(theme().font("key"))
    painter.setPen(QColor(text))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, keys_as_shown(keys))


def text_height(metrics: QFontMetrics, text: str, width: int) -> int:
    """How high text stands when it is wrapped to a width."""
    flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
    return metrics.boundingRect(QRect(0, 0, max(1, width), 100_000), flags, text).height()
