"""The line at the bottom, over the full width: what is saved, what waits, and the keys of the page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui.theme import theme
from ui.tokens import Tone
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import Label
from ui.widgets.layouts import FlowLayout, GrowsDown
from ui.widgets.painting import bar_ground, key_cap, key_cap_size, keys_as_shown


class KeyHints(QLabel):
    """Shows keys and what they do; where there is no room for all, the last one stays and the others give way."""

    GAP = 14

    def __init__(self, hints: Sequence[tuple[str, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hints: tuple[tuple[str, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_hints(hints)

    def show_hints(self, hints: Sequence[tuple[str, str]]) -> None:
        """Show pairs of keys ("Ctrl+Return") and words, the most important last."""
        self._hints = tuple(hints)
        self.setAccessibleName(", ".join(f"{keys_as_shown(keys)} {words}" for keys, words in hints))
        self.updateGeometry()
        self.update()

    def shown(self) -> tuple[tuple[str, str], ...]:
        """The hints there is room for just now."""
        kept = list(self._hints)
        while len(kept) > 1 and sum(map(self._width, kept)) > self.width():
            kept.pop(-2)
        return tuple(kept)

    def sizeHint(self) -> QSize:
        return QSize(sum(map(self._width, self._hints)), key_cap_size("F1").height())

    def minimumSizeHint(self) -> QSize:
        last = self._width(self._hints[-1]) if self._hints else 0
        return QSize(last, key_cap_size("F1").height())

    def paintEvent(self, event: QPaintEvent) -> None:
        look, tokens = theme(), theme().tokens
        shown = self.shown()
        x = self.width() - sum(map(self._width, shown))
        with QPainter(self) as painter:
            for keys, words in shown:
                x += look.space(self.GAP)
                cap = QRect(QPoint(x, 0), key_cap_size(keys))
                cap.moveTop((self.height() - cap.height()) // 2)
                key_cap(painter, cap, keys, text=tokens.muted, border=tokens.edge)
                x = cap.right() + 1 + look.space(6)
                painter.setFont(look.font("caption"))
                painter.setPen(QColor(tokens.muted))
                wide = look.metrics("caption").horizontalAdvance(words) + 2
                painter.drawText(QRect(x, 0, wide, self.height()), Qt.AlignmentFlag.AlignVCenter, words)
                x += wide

    def _width(self, hint: tuple[str, str]) -> int:
        look = theme()
        keys, words = hint
        wide = look.metrics("caption").horizontalAdvance(words) + 2
        return look.space(self.GAP) + key_cap_size(keys).width() + look.space(6) + wide


class StatusLine(GrowsDown):
    """Always in the same place: "Sparat 14:32:07 på denna dator", what waits for a sync, and three to five keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._saved = _Said("check", "ok", Tone.OK, strong=True)
        self._waiting = _Said("cloud-upload", "text", None)
        self._hints = KeyHints()
        facts = QWidget()
        flow = FlowLayout(facts, gap=theme().space(16), line_gap=2)
        flow.addWidget(self._saved)
        flow.addWidget(self._waiting)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 7, 16, 7)
        row.setSpacing(12)
        row.addWidget(facts, 3)
        row.addWidget(self._hints, 2)
        self._waiting.hide()

    def show_saved(self, sentence: str) -> None:
        """Say when the last words were saved."""
        self._saved.show_words(sentence, "check", "ok", Tone.OK)

    def show_trouble(self, sentence: str) -> None:
        """Say, in the same place, that something could not be saved."""
        self._saved.show_words(sentence, "circle-alert", "s3", Tone.FAULT)

    def show_waiting(self, sentence: str) -> None:
        """Say how much waits for a sync; an empty sentence takes it away."""
        self._waiting.show_words(sentence, "cloud-upload", "text", None)
        self._waiting.setVisible(bool(sentence))

    def show_hints(self, hints: Sequence[tuple[str, str]]) -> None:
        """Show the keys of the page: pairs of keys and words, the most important last."""
        self._hints.show_hints(hints)

    @property
    def saved(self) -> str:
        """What it says about saving."""
        return self._saved.words

    @property
    def waiting(self) -> str:
        """What it says about waiting changes."""
        return self._waiting.words if not self._waiting.isHidden() else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        bar_ground(self, line_above=True)


class _Said(QWidget):
    def __init__(self, icon: str, token: str, tone: Tone | None, *, strong: bool = False) -> None:
        super().__init__()
        self._mark = IconMark(icon, token)
        self._label = Label(role="meta-strong" if strong else "meta-text", tone=tone)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(7)
        row.addWidget(self._mark)
        row.addWidget(self._label)

    @property
    def words(self) -> str:
        return self._label.text()

    def show_words(self, words: str, icon: str, token: str, tone: Tone | None) -> None:
        self._label.setText(words)
        self._label.set_tone(tone)
        self._mark.show_icon(icon, token)
