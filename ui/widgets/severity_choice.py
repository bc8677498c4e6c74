"""How grave a finding is: four boxes with shape, colour and word, lightest first."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from kollegie.language import say
from kollegie.model.severity import Severity
from ui.theme import theme
from ui.tokens import GAP, RADIUS_BUTTON, TARGET_SEVERITY
from ui.widgets.choice import Choice, ChoiceButton, Option, places_in_rows
from ui.widgets.painting import focus_ring, rounded, severity_mark

PADDING = 12


class SeverityButton(ChoiceButton):
    """One severity; soft and edged in its own colour when chosen."""

    def natural_width(self) -> int:
        """The width of mark and word."""
        look = theme()
        word = look.metrics("strong").horizontalAdvance(self.option.word)
        return 2 * look.space(PADDING) + look.px(14) + look.space(GAP) + word + 3

    def paintEvent(self, event: QPaintEvent) -> None:
        look, tokens = theme(), theme().tokens
        severity = Severity(int(str(self.option.value)))
        fill, border, width = tokens.surface, tokens.edge, 1
        text, dashed = tokens.text, False
        if self.isChecked():
            fill, text, width = tokens.severity_soft(severity), tokens.severity(severity), 2
            border = text
        elif not self.isEnabled():
            fill, text, dashed = tokens.sunken, tokens.muted, True
        elif self.isDown():
            fill, border = tokens.sunken, tokens.text
        elif self.underMouse():
            fill, border = tokens.soft, tokens.accent
        elif self.belongs_to_faulty():
            border, width = tokens.s3, 2
        with QPainter(self) as painter:
            box = QRectF(self.rect())
            if self.hasFocus():
                box = focus_ring(painter, box, RADIUS_BUTTON + 2)
            rounded(painter, box, RADIUS_BUTTON, fill=fill, border=border, width=width, dashed=dashed)
            side, gap = look.px(14), look.space(GAP)
            word = look.metrics("strong").horizontalAdvance(self.option.word)
            x = (self.width() - side - gap - word) // 2
            severity_mark(painter, QRect(x, (self.height() - side) // 2, side, side), severity, filled=True)
            painter.setFont(look.font("strong"))
            painter.setPen(QColor(text))
            place = QRect(x + side + gap, 0, word + 3, self.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self.option.word)


class SeverityChoice(Choice):
    """Asks for a severity; `chosen` tells a `Severity`. Keys 1–4; two by two where a word would be cut."""

    def __init__(self, parent: QWidget | None = None) -> None:
        options = [Option(severity, severity.word, str(severity.value)) for severity in Severity]
        super().__init__(say("Allvarlighetsgrad", "Severity"), options, parent)

    def _make_button(self, option: Option) -> ChoiceButton:
        return SeverityButton(option, self)

    def _naturals(self) -> list[int]:
        return [button.natural_width() for button in self._buttons if isinstance(button, SeverityButton)]

    def _natural_width(self) -> int:
        return sum(self._naturals()) + GAP * (len(self._buttons) - 1)

    def _least_width(self) -> int:
        return max(self._naturals(), default=0)

    def _rows(self, width: int) -> list[list[QRect]]:
        high = theme().target(TARGET_SEVERITY)
        return places_in_rows(self._naturals(), width, lambda index, wide: high, GAP)  # noqa: ARG005  (all alike)
