"""What the syncs of the last ninety days did, newest first: a line each, with why something waited or was refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import counted, say
from ui.desk import Desk
from ui.widgets.buttons import LinkButton
from ui.widgets.card import Card
from ui.widgets.hairline import Hairline
from ui.widgets.labels import Label, WrappedLabel
from ui.widgets.layouts import empty

if TYPE_CHECKING:
    from kollegie.store import Reading
    from kollegie.sync.receipts import KeptReceipt

FIRST = 6
"""How many are shown before anyone asks for more."""

MORE = 30
"""How many more each press shows."""


class ReceiptsCard(Card):
    """The kept receipts of this laptop; hidden while there is none."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._desk = desk
        self._shown = FIRST
        self._kept: tuple[KeptReceipt, ...] = ()
        self.more = LinkButton("", "chevron-down")
        self.more.clicked.connect(self._show_more)
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(self.body.spacing())
        self.body.addWidget(Label(say("Tidigare kvitton", "Earlier receipts"), "heading"))
        self.body.addLayout(self._rows)
        self.body.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def look(self) -> None:
        """Read them anew."""
        self._desk.look(self, _kept).done.connect(self._show)

    @Slot(object)
    def _show(self, kept: Sequence[KeptReceipt]) -> None:
        if tuple(kept) != self._kept or self.isHidden():
            self._kept = tuple(kept)
            self._draw()

    @Slot()
    def _show_more(self) -> None:
        self._shown += MORE
        self._draw()

    def _draw(self) -> None:
        empty(self._rows)
        now = self._desk.now().astimezone()
        for number, one in enumerate(self._kept[: self._shown]):
            if number:
                self._rows.addWidget(Hairline())
            self._rows.addWidget(_row(one, now))
        left = len(self._kept) - self._shown
        self.more.setVisible(left > 0)
        self.more.setText(
            say("Visa fler ({})", "Show more ({})").format(
                counted(left, ("kvitto", "kvitton"), ("receipt", "receipts"))
            )
        )
        self.setVisible(bool(self._kept))


def when_words(one: KeptReceipt, now: datetime) -> str:
    """When it was, in local time: the hour today, else the day too; from and to where one line stands for several."""
    ended = one.ended.astimezone()
    words = ended.strftime("%H.%M" if ended.date() == now.date() else "%Y-%m-%d %H.%M")
    if one.times == 1:
        return words
    began = one.began.astimezone()
    return f"{began.strftime('%H.%M' if began.date() == ended.date() else '%Y-%m-%d %H.%M')} – {words}"


def _row(one: KeptReceipt, now: datetime) -> QWidget:
    from kollegie.sync.receipts import receipt_line

    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 2, 0, 2)
    row.setSpacing(16)
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addWidget(WrappedLabel(receipt_line(one)))
    for sentence in one.why:
        words.addWidget(WrappedLabel(sentence, "meta"))
    row.addLayout(words, 1)
    row.addWidget(Label(when_words(one, now), "meta"), 0, Qt.AlignmentFlag.AlignTop)
    return holder


def _kept(reading: Reading) -> tuple[KeptReceipt, ...]:
    from kollegie.sync.receipts import kept_receipts

    return kept_receipts(reading)
