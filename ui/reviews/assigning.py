"""Visits nobody has, and the menu that gives a visit to a pair; who cannot take it is shown with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from kollegie.language import say
from ui import icons
from ui.reviews.board_content import BoardPair, Free
from ui.reviews.visit_card import Draggable
from ui.theme import theme
from ui.tokens import TARGET_BUTTON
from ui.widgets.painting import card_ground, text_height

PADDING = 12


def barred_words(free: Free) -> str:
    """Why not every pair can take it: "Jäv: par B, har arbetat hos utföraren"; empty when all can."""
    by_reason: dict[str, list[str]] = {}
    for pair, reason in free.barred:
        by_reason.setdefault(reason, []).append(pair)
    said = [say("par {}: {}", "pair {}: {}").format(", ".join(pairs), reason) for reason, pairs in by_reason.items()]
    return say("Jäv, {}", "Conflict of interest, {}").format("; ".join(said)) if said else ""


class FreeCard(Draggable):
    """A visit nobody has, as a card that is one button; pressing it asks for a pair."""

    def __init__(self, free: Free, parent: QWidget | None = None) -> None:
        super().__init__(str(free.visit_id), parent)
        self.free = free
        self._why = barred_words(free)
        self._words = self._why or say("Alla par kan ta besöket", "Every pair can take it")
        self.setText(say("Ärende {}", "Case {}").format(free.label))
        self.setAccessibleName(f"{self.text()}, {free.minutes} min, {self._words}")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        look = theme()
        words = text_height(look.metrics("meta-strong"), self._words, self._room(width))
        whole = look.metrics("strong").height() + words + look.space(4) + 2 * look.space(PADDING - 2)
        return max(look.target(TARGET_BUTTON), whole)

    def sizeHint(self) -> QSize:
        wide = theme().px(240)
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(160), theme().target(TARGET_BUTTON))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, tokens = theme(), theme().tokens
        edge = look.space(PADDING)
        with QPainter(self) as painter:
            card_ground(painter, self, border=tokens.edge, pointed_at=tokens.soft)
            high = look.metrics("strong").height()
            top = look.space(PADDING - 2)
            painter.setFont(look.font("strong"))
            painter.setPen(QColor(tokens.text))
            line = QRect(edge, top, self.width() - 2 * edge, high)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, self.text())
            painter.setFont(look.font("meta"))
            painter.setPen(QColor(tokens.muted))
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(line, right, f"{self.free.minutes} min")
            top += high + look.space(4)
            x = edge
            if self._why:
                side = look.px(14)
                icons.paint(painter, QRect(x, top + 1, side, side), "user-round-x", tokens.s3)
                x += side + look.space(6)
                painter.setFont(look.font("meta-strong"))
                painter.setPen(QColor(tokens.s3))
            below = QRect(x, top, self.width() - edge - x, self.height() - top)
            painter.drawText(below, Qt.TextFlag.TextWordWrap, self._words)

    def _room(self, width: int) -> int:
        look = theme()
        mark = look.px(14) + look.space(6) if self._why else 0
        return width - 2 * look.space(PADDING) - mark


class PairMenu(QMenu):
    """Asks which pair a visit goes to; `chosen` tells the visit and the pair's letter."""

    chosen = Signal(object, str)

    def __init__(
        self, visit_id: UUID, pairs: Sequence[BoardPair], barred: dict[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._visit_id = visit_id
        for number, pair in enumerate(pairs, start=1):
            words = say("Par {} · {}", "Pair {} · {}").format(pair.pair, pair.homes.replace("&", "&&"))
            reason = barred.get(pair.pair, "")
            mark = f"&{number} " if number < 10 else ""
            entry = self.addAction(f"{mark}{words}" + (f" · {say('jäv', 'conflict')}: {reason}" if reason else ""))
            entry.setData(pair.pair)
            entry.setEnabled(not reason)
        self.triggered.connect(self._tell)

    def _tell(self, entry: QAction) -> None:
        self.chosen.emit(self._visit_id, str(entry.data()))


def barred_pairs(free: Sequence[Free], visit_id: str) -> dict[str, str]:
    """Which pairs cannot take a visit that nobody has, and why."""
    return next((dict(one.barred) for one in free if str(one.visit_id) == visit_id), {})
