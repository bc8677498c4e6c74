"""What a page shows when it has nothing to show: that it is so, what comes next, and a way there."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.tokens import Tone
from ui.widgets.buttons import PlainButton
from ui.widgets.card import Card
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import WrappedLabel


class EmptyState(Card):
    """Shows an icon, a heading and a sentence; `acted` tells that the way onward was chosen."""

    acted = Signal()

    def __init__(
        self,
        icon: str,
        title: str,
        text: str = "",
        button: str = "",
        button_icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self.body.setSpacing(6)
        self.body.addStretch()
        self.body.addWidget(IconMark(icon, "muted", side=32), 0, Qt.AlignmentFlag.AlignHCenter)
        for words, role, tone in ((title, "question-current", Tone.TEXT), (text, "body", Tone.MUTED)):
            label = WrappedLabel(words, role, tone, characters=1000)  # centred text is short; it needs no edge
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            if not words:
                label.hide()  # shown before it has a parent, it would be a window of its own
            self.body.addWidget(label)
        if button:
            row = QHBoxLayout()
            row.addStretch()
            way = PlainButton(button, button_icon)
            way.clicked.connect(self.acted)
            row.addWidget(way)
            row.addStretch()
            self.body.addLayout(row)
        self.body.addStretch()
