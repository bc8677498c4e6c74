"""What a page shows when it has nothing to show: that it is so, what comes next, and a way there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

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


class EmptyPage(QScrollArea):
    """A page with nothing but an empty state: it fills the page, and scrolls where a low window has no room for its
    words."""

    def __init__(self, state: EmptyState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(state)
        state.setAutoFillBackground(False)
        state.installEventFilter(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return False

    def _fit(self) -> None:
        state = self.widget()
        if state is not None:
            self.setMinimumWidth(state.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width())
            state.setMinimumHeight(max(0, state.heightForWidth(self.viewport().width())))
