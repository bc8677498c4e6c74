"""A tag: a short state in words on a soft ground, with its icon or severity shape."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from kollegie.model.severity import Severity
from ui import icons
from ui.theme import theme
from ui.tokens import RADIUS_FIELD, Tokens
from ui.widgets.painting import rounded, severity_mark


class TagKind(Enum):
    """What a tag says."""

    NEUTRAL = "neutral"
    SOFT = "soft"  # ours: what we do and have seen
    RECORD = "record"  # the records' voice
    OK = "ok"  # saved, signed, positive
    WAITING = "waiting"  # waiting for a sync
    ATTENTION = "attention"  # waits for you
    FAULT = "fault"


def _colours(kind: TagKind, tokens: Tokens) -> tuple[str, str, str | None]:
    match kind:
        case TagKind.SOFT:
            return tokens.accent, tokens.soft, None
        case TagKind.RECORD:
            return tokens.record, tokens.record_soft, None
        case TagKind.OK:
            return tokens.ok, tokens.ok_soft, None
        case TagKind.WAITING:
            return tokens.text, tokens.surface, tokens.text
        case TagKind.ATTENTION:
            return tokens.s2, tokens.s2_soft, None
        case TagKind.FAULT:
            return tokens.s3, tokens.s3_soft, None
        case TagKind.NEUTRAL:
            return tokens.muted, tokens.sunken, None


class Tag(QLabel):
    """Shows a short state. With a severity it takes that severity's colours and shape."""

    PADDING = 8

    def __init__(
        self,
        text: str,
        kind: TagKind = TagKind.NEUTRAL,
        icon: str = "",
        *,
        severity: Severity | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_state(text, kind, icon, severity=severity)

    def show_state(
        self, text: str, kind: TagKind = TagKind.NEUTRAL, icon: str = "", *, severity: Severity | None = None
    ) -> None:
        """Show another state."""
        self._kind = kind
        self._icon = icon
        self._severity = severity
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = theme()
        metrics = look.metrics("tag")
        wide = 2 * look.space(self.PADDING) + metrics.horizontalAdvance(self.text()) + 2
        if self._icon or self._severity:
            wide += look.px(14) + look.space(6)
        return QSize(wide, metrics.height() + look.space(7))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, tokens = theme(), theme().tokens
        if self._severity is None:
            text, fill, border = _colours(self._kind, tokens)
        else:
            text, fill, border = tokens.severity(self._severity), tokens.severity_soft(self._severity), None
        if border is None and fill == tokens.surface == tokens.bg:
            border = text  # high contrast: the soft ground is gone, so the border carries the meaning
        with QPainter(self) as painter:
            rounded(painter, self.rect(), RADIUS_FIELD, fill=fill, border=border)
            x, side = look.space(self.PADDING), look.px(14)
            place = QRect(x, (self.height() - side) // 2, side, side)
            if self._severity is not None:
                inset = look.px(1)
                severity_mark(painter, place.adjusted(inset, inset, -inset, -inset), self._severity, filled=True)
            elif self._icon:
                icons.paint(painter, place, self._icon, text)
            if self._icon or self._severity:
                x += side + look.space(6)
            painter.setFont(look.font("tag"))
            painter.setPen(QColor(text))
            painter.drawText(self.rect().adjusted(x, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
