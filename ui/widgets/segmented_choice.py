"""The answer to a question: one bar of segments, each with its word, its icon and its key."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent

from ui import icons
from ui.theme import theme
from ui.tokens import RADIUS_BUTTON, TARGET_ANSWER
from ui.widgets.choice import Choice, ChoiceButton, Option, places_in_rows
from ui.widgets.painting import RING, RING_GAP, focus_ring, key_cap, key_cap_size, rounded, text_height

PADDING = 14
TEXT_TO_KEY = 14


class Segment(ChoiceButton):
    """One segment; paints itself within the rounded outline of the whole bar."""

    def __init__(self, option: Option, bar: Choice) -> None:
        super().__init__(option, bar)
        self._bar = bar

    def natural_width(self) -> int:
        """The width at which the word stands on one line."""
        look = theme()
        return self._beside_word() + look.metrics("answer-chosen").horizontalAdvance(self.option.word) + 3

    def least_width(self) -> int:
        """The width of its longest word with what stands beside it."""
        metrics = theme().metrics("answer-chosen")
        return (
            self._beside_word() + max(metrics.horizontalAdvance(word) for word in self.option.word.split() or [""]) + 3
        )

    def height_for(self, width: int) -> int:
        """How high it must be when it is this wide."""
        look = theme()
        words = text_height(look.metrics("answer-chosen"), self.option.word, width - self._beside_word())
        return max(look.target(TARGET_ANSWER, padding=16), words + 2 * look.space(12))

    def _beside_word(self) -> int:
        look = theme()
        beside = 2 * look.space(PADDING)
        if self.option.icon:
            beside += look.px(18) + look.space(8)
        if self.option.key:
            beside += look.space(TEXT_TO_KEY) + key_cap_size(self.option.key).width()
        return beside

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme().tokens
        with QPainter(self) as painter:
            outline = QPainterPath()
            outline.addRoundedRect(
                QRectF(-self.x(), -self.y(), self._bar.width(), self._bar.height()), RADIUS_BUTTON, RADIUS_BUTTON
            )
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipPath(outline)
            box = QRectF(self.rect())
            text, quiet = tokens.text, tokens.muted
            if self.isChecked():
                text = quiet = tokens.on_accent if self.isEnabled() else tokens.text
                fill = tokens.accent if self.isEnabled() else tokens.sunken
                if self.isEnabled() and self.isDown():
                    fill = tokens.accent_press
                if self.hasFocus():
                    inset = RING + RING_GAP
                    rounded(painter, box, 0, fill=tokens.surface)
                    rounded(painter, box.adjusted(inset, inset, -inset, -inset), RADIUS_BUTTON - inset, fill=fill)
                else:
                    painter.fillRect(box, QColor(fill))
            elif not self.isEnabled():
                text = tokens.muted
            elif self.isDown():
                painter.fillRect(box.adjusted(1, 1, -1, -1), QColor(tokens.sunken))
            elif self.underMouse():
                painter.fillRect(box.adjusted(1, 1, -1, -1), QColor(tokens.soft))
            if self.hasFocus():
                focus_ring(painter, box, RADIUS_BUTTON)
            self._paint_words(painter, text, quiet)

    def _paint_words(self, painter: QPainter, text: str, quiet: str) -> None:
        look = theme()
        x, right = look.space(PADDING), self.width() - look.space(PADDING)
        if self.option.icon:
            side = look.px(18)
            icons.paint(painter, QRect(x, (self.height() - side) // 2, side, side), self.option.icon, quiet)
            x += side + look.space(8)
        if self.option.key:
            cap = QRect(0, 0, 0, 0)
            cap.setSize(key_cap_size(self.option.key))
            cap.moveTopLeft(QRect(right - cap.width(), (self.height() - cap.height()) // 2, 0, 0).topLeft())
            border = quiet if self.isChecked() else look.tokens.edge
            key_cap(painter, cap, self.option.key, text=quiet, border=border)
            right = cap.left() - look.space(TEXT_TO_KEY)
        painter.setFont(look.font("answer-chosen" if self.isChecked() else "answer"))
        painter.setPen(QColor(text))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        painter.drawText(QRect(x, 0, right - x + 3, self.height()), flags, self.option.word)


class SegmentedChoice(Choice):
    """One of a few answers. In one row where they fit, else in equal rows; long words wrap, none is cut."""

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme().tokens
        with QPainter(self) as painter:
            if not self.isEnabled():
                fill, border, width = tokens.sunken, tokens.edge, 1
            else:
                fill, border, width = (
                    tokens.surface,
                    tokens.s3 if self._faulty else tokens.edge,
                    2 if self._faulty else 1,
                )
            dashed = not self.isEnabled()
            rounded(painter, self.rect(), RADIUS_BUTTON, fill=fill, border=border, width=width, dashed=dashed)
            painter.setPen(QColor(tokens.line))
            for button in self._buttons:
                place = button.geometry()
                if place.left() > 0 and not self._touches_chosen(button):
                    painter.drawLine(place.left(), place.top() + 8, place.left(), place.bottom() - 8)
                if place.top() > 0:
                    painter.drawLine(place.left() + 8, place.top(), place.right() - 8, place.top())

    def _touches_chosen(self, button: ChoiceButton) -> bool:
        at = self._buttons.index(button)
        return button.isChecked() or self._buttons[at - 1].isChecked()

    def _make_button(self, option: Option) -> ChoiceButton:
        return Segment(option, self)

    def _segments(self) -> list[Segment]:
        return [button for button in self._buttons if isinstance(button, Segment)]

    def _natural_width(self) -> int:
        return sum(segment.natural_width() for segment in self._segments())

    def _least_width(self) -> int:
        return max((segment.least_width() for segment in self._segments()), default=0)

    def _rows(self, width: int) -> list[list[QRect]]:
        segments = self._segments()
        naturals = [segment.natural_width() for segment in segments]
        return places_in_rows(naturals, width, lambda index, wide: segments[index].height_for(wide))
