"""Beside the board: the visits nobody has, a proposal for them, and what there is to settle."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import counted, say
from kollegie.planning.proposing import Proposal
from ui.reviews.assigning import FreeCard, barred_words
from ui.reviews.board_content import Board, Free
from ui.sorting import in_order
from ui.theme import theme
from ui.tokens import Tone
from ui.widgets.buttons import LinkButton, PlainButton
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import Heading, Label, WrappedLabel
from ui.widgets.layouts import FlowLayout, empty


class Side(QWidget):
    """Shows what is left to give.

    `opened` tells a visit that was pressed, `focused` the one stood on, `proposing` that a proposal is wanted,
    `accepting` that it should be carried out, `settling` that conflicts are to be settled.
    """

    opened = Signal(object)
    focused = Signal(object)
    proposing = Signal()
    accepting = Signal(object)
    settling = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: tuple[FreeCard, ...] = ()
        self._proposal: Proposal | None = None
        self._board: Board | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().space(8))

    def show_board(self, board: Board) -> None:
        """Show what this board leaves to give."""
        self._board = board
        self._proposal = None
        self._clear()
        self._add_head(say("Ej tilldelade", "Not assigned"), str(len(board.free)))
        self.cards = tuple(self._card(free) for free in board.free)
        for card in self.cards:
            self._column.addWidget(card)
        if board.free:
            button = PlainButton(say("Föreslå fördelning", "Propose an assignment"), "sparkles")
            button.clicked.connect(self.proposing)
            self._add_button(button)
        else:
            self._add_said("circle-check", "ok", say("Alla besök är fördelade.", "Every visit is assigned."))
        self._add_conflicts(board)
        self._column.addStretch()

    def show_proposal(self, proposal: Proposal) -> None:
        """Show a proposal before anything is done: who would get what, and what is left with its reasons."""
        if self._board is None:
            return
        self._proposal = proposal
        self._clear()
        self._add_head(say("Förslag", "Proposal"), str(len(proposal.pairs)))
        labels = {free.visit_id: free.label for free in self._board.free}
        by_pair: dict[str, list[str]] = {}
        for visit_id, pair in proposal.pairs.items():
            by_pair.setdefault(pair, []).append(labels.get(visit_id, "–"))
        for pair in sorted(by_pair):
            self._column.addWidget(Label(say("Par {}", "Pair {}").format(pair), "strong"))
            self._column.addWidget(WrappedLabel(", ".join(in_order(by_pair[pair], str)), "meta"))
        for left in proposal.left:
            free = Free(
                left.visit.id, left.case.label, 0, tuple((p, r.words) for p, r in left.reasons), left.visit.kind
            )
            why = barred_words(free) or say("Alla par har fullt.", "Every pair is full.")
            self._add_said("user-round-x", "s3", f"{left.case.label}: {why}")
        ways = QWidget()
        row = FlowLayout(ways, gap=8)
        take = PlainButton(say("Fördela så", "Assign so"), "check")
        take.clicked.connect(self._accept)
        take.setEnabled(bool(proposal.pairs))
        back = LinkButton(say("Avbryt", "Cancel"))
        back.clicked.connect(self._go_back)
        row.addWidget(take)
        row.addWidget(back)
        self._column.addWidget(ways)
        self._column.addStretch()
        take.setFocus()

    def _card(self, free: Free) -> FreeCard:
        card = FreeCard(free)
        card.clicked.connect(self._open)
        card.focused.connect(self._focus)
        return card

    def _open(self) -> None:
        sender = self.sender()
        if isinstance(sender, FreeCard):
            self.opened.emit(UUID(sender.visit_id))

    def _focus(self) -> None:
        sender = self.sender()
        if isinstance(sender, FreeCard):
            self.focused.emit(UUID(sender.visit_id))

    def _accept(self) -> None:
        self.accepting.emit(self._proposal)

    def _go_back(self) -> None:
        if self._board is not None:
            self.show_board(self._board)

    def _add_head(self, words: str, number: str) -> None:
        head = QHBoxLayout()
        head.addWidget(Heading(words, "heading"), 1)
        head.addWidget(Label(number, "meta"))
        holder = QWidget()
        holder.setLayout(head)
        head.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(holder)

    def _add_conflicts(self, board: Board) -> None:
        if board.conflicts:
            self._column.addSpacing(theme().space(12))
            words = counted(board.conflicts, ("konflikt", "konflikter"), ("conflict", "conflicts"))
            button = PlainButton(say("{} att avgöra", "{} to settle").format(words), "git-compare")
            button.clicked.connect(self.settling)
            self._add_button(button)

    def _add_button(self, button: PlainButton) -> None:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 4, 0, 0)
        row.addWidget(button)
        row.addStretch()
        self._column.addWidget(holder)

    def _add_said(self, icon: str, token: str, words: str) -> None:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(8)
        row.addWidget(IconMark(icon, token))
        row.addWidget(WrappedLabel(words, "meta", Tone.FAULT if token == "s3" else None), 1)
        self._column.addWidget(holder)

    def _clear(self) -> None:
        self.cards = ()
        empty(self._column)
