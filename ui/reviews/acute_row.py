"""An acute finding at the top of the board: loud until somebody has acknowledged it, a plain row afterwards."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import say
from kollegie.model.severity import Severity
from ui.reviews.board_content import Acute
from ui.theme import theme
from ui.tokens import Tone
from ui.widgets.buttons import LinkButton, PlainButton, PrimaryButton
from ui.widgets.card import Card, CardKind
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import Label, WrappedLabel
from ui.widgets.layouts import AsideLayout, FlowLayout
from ui.widgets.severity_mark import SeverityMark


class AcuteRow(Card):
    """Shows one acute finding; `acknowledged` tells that the lead has taken it, `opened` that its visit is wanted."""

    acknowledged = Signal(object)
    opened = Signal(object)

    def __init__(self, acute: Acute, parent: QWidget | None = None) -> None:
        super().__init__(CardKind.PLAIN if acute.acknowledged else CardKind.ACUTE, parent=parent)
        self.acute = acute
        self.take: PrimaryButton | None = None
        self.body.setContentsMargins(20, 8, 14, 8)
        row = QWidget()
        layout = AsideLayout(row, least=theme().px(320))
        layout.addWidget(self._said())
        layout.addWidget(self._ways())
        self.body.addWidget(row)
        self.setAccessibleName(f"{Severity.ACUTE.word}, {acute.label}, {acute.told}, {acute.acknowledged}")

    def _said(self) -> QWidget:
        acute = self.acute
        head = QWidget()
        line = FlowLayout(head, gap=12, line_gap=0)
        if not acute.acknowledged:
            line.addWidget(Label(Severity.ACUTE.word, "heading", Tone.ACUTE))
        line.addWidget(Label(say("Ärende {}", "Case {}").format(acute.label), "strong"))
        about = [say("Par {}", "Pair {}").format(acute.pair)] if acute.pair else []
        about += [acute.telephones] if acute.telephones else []
        about += [] if acute.acknowledged else [say("inte kvitterad", "not acknowledged")]
        if about:
            line.addWidget(Label(" · ".join(about), "meta-text"))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(head)
        words.addWidget(WrappedLabel(acute.told, characters=100))
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(SeverityMark(Severity.ACUTE, worded=False, side=18 if acute.acknowledged else 26))
        row.addLayout(words, 1)
        return holder

    def _ways(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        if self.acute.acknowledged:
            row.addWidget(IconMark("check", "ok"))
            row.addWidget(Label(self.acute.acknowledged, "meta"))
            way = LinkButton(say("Öppna", "Open"))
            way.clicked.connect(self._open)
            row.addWidget(way)
            return holder
        opening = PlainButton(say("Öppna besöket", "Open the visit"), "arrow-right")
        opening.clicked.connect(self._open)
        self.take = PrimaryButton(say("Kvittera", "Acknowledge"), "check")
        self.take.clicked.connect(self._acknowledge)
        row.addWidget(opening)
        row.addWidget(self.take)
        row.addStretch()
        return holder

    def _open(self) -> None:
        self.opened.emit(self.acute.visit_id)

    def _acknowledge(self) -> None:
        finding: UUID = self.acute.finding.id
        self.acknowledged.emit(finding)
