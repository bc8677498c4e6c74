"""The versions of one field side by side, the way to keep them all, and a text of one's own instead."""

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
A, B, BOTH, OWN = "a", "b", "both", "own"


class VersionCard(ChoiceButton):
    """One version: its words at the top, whether it is chosen at the bottom. Nothing of it is ever cut."""

    def __init__(self, option: Option, parent: VersionChoice) -> None:
        super().__init__(option, parent)
        self._version = parent.version(str(option.value))
        self._many, self._both = len(parent.disagreement.versions) > 2, parent.disagreement.both
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
        if self.option.value == OWN:
            return say("Skriv en egen text. Alla versioner finns kvar.", "Write a text of your own. All are kept.")
        kept = say("Behåll alla.", "Keep all.") if self._many else say("Behåll båda.", "Keep both.")
        return f"{kept} {self._both}"

    def _role(self) -> str:
        return "meta" if self._version is None else "body"

    def _mark_width(self) -> int:
        has_mark = self._version is not None and self._version.severity is not None
        return theme().px(16) + theme().space(8) if has_mark else 0


class VersionChoice(Choice):
    """Asks which version of one field is to stand, by keys from 1.

    `chosen` tells "a", "b" … for the versions from the oldest, "both" for all of them, or "own" for a text of one's
    own, which is written below.
    """

    def __init__(self, disagreement: Disagreement, parent: QWidget | None = None) -> None:
        self.disagreement = disagreement
        options = [
            Option(_letter(place), version.words, str(place + 1)) for place, version in enumerate(disagreement.versions)
        ]
        key = len(options) + 1
        all_of_them = say("Behåll båda", "Keep both") if key == 3 else say("Behåll alla", "Keep all")
        options.append(Option(BOTH, all_of_them, str(key)))
        if disagreement.prose:
            options.append(Option(OWN, say("Egen text", "A text of your own"), str(key + 1)))
        super().__init__(disagreement.field, options, parent)

    def version(self, value: str) -> Version | None:
        """The version behind a value; None for both and for a text of one's own."""
        versions = enumerate(self.disagreement.versions)
        return {_letter(place): version for place, version in versions}.get(value)

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
        versions, others = cards[: len(self.disagreement.versions)], cards[len(self.disagreement.versions) :]
        if len(cards) == 3:
            narrow = int((width - 2 * gap) * 0.24)
            wide = (width - 2 * gap - narrow) // 2
            return [_row(cards, (wide, wide, width - 2 * gap - 2 * wide), 0, gap)]
        rows, top = [], 0
        for row in (*(versions[place : place + 2] for place in range(0, len(versions), 2)), others):
            side = (width - gap * (len(row) - 1)) // len(row)
            rows.append(_row(row, (side,) * len(row), top, gap))
            top = rows[-1][0].bottom() + 1 + gap
        return rows


def _row(cards: list[VersionCard], widths: tuple[int, ...], top: int, gap: int) -> list[QRect]:
    """Cards beside each other, as high as the highest."""
    high = max(card.height_for(each) for card, each in zip(cards, widths, strict=True))
    row, left = [], 0
    for each in widths:
        row.append(QRect(left, top, each, high))
        left += each + gap
    return row


def _letter(place: int) -> str:
    return chr(ord(A) + place)
