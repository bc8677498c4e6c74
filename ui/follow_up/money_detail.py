"""One disputed invoice or reclaim among the actions: how it stands, and the way to the desk where it is moved on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kollegie.follow_up.actions import kind_word
from kollegie.follow_up.money_actions import DISPUTE
from kollegie.language import say
from kollegie.model.amounts import to_the_ore
from ui.follow_up.gathering import MoneyRow
from ui.widgets.act_row import ActRow
from ui.widgets.buttons import PrimaryButton
from ui.widgets.card import Card
from ui.widgets.labels import Heading, WrappedLabel
from ui.widgets.side_column import ScrollColumn
from ui.widgets.tag import Tag, TagKind


class MoneyDetail(ScrollColumn):
    """Shows one. Changes nothing itself; `wanted` tells the place at the desk to open."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(edge=24, parent=parent)
        self.row: MoneyRow | None = None
        self._title = WrappedLabel("", "section")
        self._meta = WrappedLabel("", "meta")
        self._state, self._clock = Tag(""), Tag("")
        self._reason = WrappedLabel("", "body")
        self.open_it = PrimaryButton(say("Öppna i Fakturor", "Open in Invoices"), "banknote")
        card = Card()
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(Heading(say("Läge", "State"), "heading"), 1)
        line.addWidget(self._clock)
        line.addWidget(self._state)
        card.body.addLayout(line)
        card.body.addWidget(self._reason)
        card.body.addWidget(ActRow(self.open_it))
        for part in (self._title, self._meta, card):
            self.add(part)
        self.open_it.clicked.connect(self._tell_wanted)

    def show_row(self, row: MoneyRow) -> None:
        """Show a disputed invoice or a reclaim."""
        self.row = row
        money = row.money
        self._title.show_text(money.title)
        amount = to_the_ore(money.amount_ore) if money.calculated else say("ej beräknat", "not calculated")
        self._meta.show_text(" · ".join((kind_word(money.kind), amount)))
        self._state.show_state(money.state.word, TagKind.NEUTRAL, "circle-check" if money.ended else "circle-dot")
        self._clock.show_state(row.clock, TagKind.ATTENTION if row.pressing else TagKind.NEUTRAL, "clock")
        self._clock.setVisible(bool(row.clock) and not money.ended)
        self._reason.show_text(money.reason or say("Inget skäl är skrivet.", "No reason is written."))

    def _tell_wanted(self) -> None:
        if self.row is not None:
            money = self.row.money
            at_invoice = ("invoice", money.provider, money.invoice, money.month)
            self.wanted.emit(at_invoice if money.kind == DISPUTE else ("reclaim", money.id))
