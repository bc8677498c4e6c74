"""Two versions of one field side by side, and the way to keep both."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from kollegie.language import say
from ui.findings.disagreements import Disagreement, Version
from ui.theme import theme
from ui.tokens import GAP, RADIUS_CARD
from ui.widgets.choice import Choice, ChoiceButton, Option
from ui.widgets.painting import focus_ring, key_cap, key_cap_size, rounded, severity_mark, text_height

PADDING = 16
A, B, BOTH = "a", "b", "both"


class VersionCard(ChoiceButton):
    """One version: its words at the top, whether it is chosen at the bottom. Nothing of it is ever cut."""

    def __init__(self, option: Option, parent: VersionChoice) -> None:
        super().__init__(option, parent)
        self._version = parent.version(str(option.value))
        if self._version is not None:
            self.setAccessibleName(f"{option.word}, {self._version.by}")

    def height_for(self, width: int) -> int:
        """How high it must be when it is this wide."""
        look = theme()
        inner = width - 2 * look.space(PADDING) - self._mark_width()
        words = text_height(look.metrics(self._role()), self._words(), inner)
        return words + look.metrics("strong").height() + look.space(14) + 2 * look.space(PADDING - 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, tokens = theme(), theme().tokens
        fill, border, width = tokens.surface, tokens.edge, 1
        if self.isChecked():
            border, width = tokens.accent, 2
        elif self.isDown():
            fill = tokens.sunken
        elif self.underMouse():
            fill, border = tokens.soft, tokens.accent
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box = QRectF(self.rect())
            if self.hasFocus():
                box = focus_ring(painter, box, RADIUS_CARD + 2)
            rounded(painter, box, RADIUS_CARD, fill=fill, border=border, width=width)
            x, top = look.space(PADDING), look.space(PADDING - 2)
            if self._version is not None and self._version.severity is not None:
                side = look.px(16)
                line = look.metrics(self._role()).height()
                mark = QRect(x, top + (line - side) // 2, side, side)
                severity_mark(painter, mark, self._version.severity, filled=True)
            x += self._mark_width()
            painter.setFont(look.font(self._role()))
            painter.setPen(QColor(tokens.text))
            words = QRect(x, top, self.width() - x - look.space(PADDING), self.height())
            painter.drawText(words, Qt.TextFlag.TextWordWrap, self._words())
            self._paint_state(painter)

    def _paint_state(self, painter: QPainter) -> None:
        look, tokens = theme(), theme().tokens
        strong = look.metrics("strong").height()
        bottom = self.height() - look.space(PADDING - 2)
        line = QRect(look.space(PADDING), bottom - strong, self.width() - 2 * look.space(PADDING), strong)
        side = look.px(16)
        ring = QRectF(line.x() + 1, line.center().y() - side / 2 + 0.5, side, side)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(tokens.accent if self.isChecked() else tokens.edge), 1.6))
        painter.drawEllipse(ring)
        if self.isChecked():
            painter.setBrush(QColor(tokens.accent))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(ring.adjusted(4, 4, -4, -4))
        painter.setFont(look.font("strong" if self.isChecked() else "body"))
        painter.setPen(QColor(tokens.accent if self.isChecked() else tokens.text))
        chosen = say("Vald", "Chosen") if self.isChecked() else say("Välj", "Choose")
        place = line.adjusted(side + look.space(8), 0, 0, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, chosen)
        size = key_cap_size(self.option.key)
        cap = QRect(line.right() - size.width(), line.center().y() - size.height() // 2, size.width(), size.height())
        key_cap(painter, cap, self.option.key, text=tokens.muted, border=tokens.edge)

    def _words(self) -> str:
        if self._version is not None:
            return self._version.words
        return say("Behåll båda. Den andra blir en kommentar.", "Keep both. The other becomes a comment.")

    def _role(self) -> str:
        return "meta" if self._version is None else "body"

    def _mark_width(self) -> int:
        has_mark = self._version is not None and self._version.severity is not None
        return theme().px(16) + theme().space(8) if has_mark else 0


class VersionChoice(Choice):
    """Asks which version of one field is to stand. Keys 1, 2 and 3; `chosen` tells "a", "b" or "both"."""

    def __init__(self, disagreement: Disagreement, parent: QWidget | None = None) -> None:
        self.disagreement = disagreement
        a, b = disagreement.versions
        options = [
            Option(A, a.words, "1"),
            Option(B, b.words, "2"),
            Option(BOTH, say("Behåll båda", "Keep both"), "3"),
        ]
        super().__init__(disagreement.field, options, parent)

    def version(self, value: str) -> Version | None:
        """The version behind a value; None for both."""
        return {A: self.disagreement.versions[0], B: self.disagreement.versions[1]}.get(value)

    def _make_button(self, option: Option) -> ChoiceButton:
        return VersionCard(option, self)

    def _natural_width(self) -> int:
        return theme().px(720)

    def _least_width(self) -> int:
        return theme().px(240)

    def _rows(self, width: int) -> list[list[QRect]]:
        cards = [button for button in self._buttons if isinstance(button, VersionCard)]
        gap = GAP + 4
        if width < theme().px(620):
            rows, top = [], 0
            for card in cards:
                high = card.height_for(width)
                rows.append([QRect(0, top, width, high)])
                top += high + gap
            return rows
        narrow = int((width - 2 * gap) * 0.24)
        wide = (width - 2 * gap - narrow) // 2
        widths = (wide, wide, width - 2 * gap - 2 * wide)
        high = max(card.height_for(each) for card, each in zip(cards, widths, strict=True))
        row, left = [], 0
        for each in widths:
            row.append(QRect(left, 0, each, high))
            left += each + gap
        return [row]
