"""The day in numbers at the top of the board: how many visits in each state, and one cell per visit."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.language import counted, say
from ui.reviews.board_content import Board, CardState
from ui.theme import theme
from ui.tokens import Tone
from ui.widgets.labels import Label, WrappedLabel
from ui.widgets.layouts import AsideLayout, FlowLayout
from ui.widgets.ticks import Tick, Ticks, TickState

_CELLS = {
    CardState.SIGNED: TickState.ANSWERED,
    CardState.TO_SIGN: TickState.PASSED,
    CardState.ONGOING: TickState.BEGUN,
}


class NumbersRow(QWidget):
    """Shows the counts; each figure stands with its word."""

    def __init__(self, board: Board, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = AsideLayout(self, least=theme().px(420))
        row.addWidget(self._figures(board))
        row.addWidget(self._cells(board))

    def _figures(self, board: Board) -> QWidget:
        counts = board.counts
        holder = QWidget()
        flow = FlowLayout(holder, gap=theme().space(24), line_gap=8)
        shown: list[tuple[int, str, Tone | None]] = [
            (counts[CardState.SIGNED], say("signerade", "signed"), None),
            (counts[CardState.TO_SIGN], say("att signera", "to sign"), Tone.ATTENTION),
            (counts[CardState.ONGOING], say("pågår", "under way"), Tone.ACCENT),
            (counts[CardState.PLANNED], say("ej påbörjade", "not begun"), Tone.MUTED),
        ]
        if counts[CardState.SILENT]:
            shown.append((counts[CardState.SILENT], say("inget hört", "not heard of"), Tone.ATTENTION))
        if counts[CardState.DROPPED]:
            shown.append((counts[CardState.DROPPED], say("blev inte av", "did not take place"), Tone.MUTED))
        for number, words, tone in shown:
            flow.addWidget(_figure(number, words, tone if number else Tone.MUTED))
        return holder

    def _cells(self, board: Board) -> QWidget:
        cards = [*board.alone, *(card for pair in board.pairs for card in pair.cards)]
        order = (CardState.SIGNED, CardState.TO_SIGN, CardState.ONGOING, CardState.SILENT, CardState.PLANNED)
        states = sorted((card.state for card in cards if card.state in order), key=order.index)
        holder = _Cells()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        ticks = Ticks([Tick(_CELLS.get(state, TickState.UNANSWERED)) for state in states], high=12)
        column.addWidget(ticks)
        words = counted(len(states), ("besök", "besök"), ("visit", "visits"))
        done = board.counts[CardState.SIGNED]
        column.addWidget(WrappedLabel(say("{} av {} signerade", "{} of {} signed").format(done, words), "meta"))
        return holder


class _Cells(QWidget):
    """As wide as the figures leave room for, whatever the number of visits."""

    def sizeHint(self) -> QSize:
        return QSize(theme().px(340), super().sizeHint().height())


def _figure(number: int, words: str, tone: Tone | None) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(Label(str(number), "figure", tone))
    column.addWidget(Label(words, "meta-strong", Tone.MUTED))
    holder.setAccessibleName(f"{number} {words}")
    column.setAlignment(Qt.AlignmentFlag.AlignTop)
    return holder
