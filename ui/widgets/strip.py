"""A strip across the page: a problem, something to undo, something to know. Never a dialog, and it never vanishes by
itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import theme
from ui.tokens import BAR, RADIUS_BUTTON, Tokens
from ui.widgets.announcing import announce
from ui.widgets.buttons import Button, LinkButton, PlainButton
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import WrappedLabel
from ui.widgets.layouts import AsideLayout, FlowLayout, GrowsDown, empty, standing
from ui.widgets.painting import left_bar, rounded


class StripKind(Enum):
    """What the strip is about."""

    PROBLEM = "problem"
    UNDO = "undo"
    INFO = "info"
    REFUSAL = "refusal"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Act:
    """Something the strip offers: the name `acted` tells, the words, an icon and a key; links are the quieter ones."""

    name: str
    words: str
    icon: str = ""
    key: str = ""
    link: bool = False


@dataclass(frozen=True, slots=True)
class _Dress:
    fill: str
    border: str | None
    bar: str | None
    icon: str
    icon_token: str


def _dress(kind: StripKind, tokens: Tokens) -> _Dress:
    match kind:
        case StripKind.PROBLEM:
            return _Dress(tokens.s2_soft, tokens.s2, tokens.s2, "circle-alert", "s2")
        case StripKind.REFUSAL:
            return _Dress(tokens.s3_soft, tokens.s3, tokens.s3, "circle-alert", "s3")
        case StripKind.UNDO:
            return _Dress(tokens.surface, tokens.edge, None, "undo-2", "accent")
        case StripKind.DONE:
            return _Dress(tokens.ok_soft, tokens.ok, None, "circle-check", "ok")
        case StripKind.INFO:
            border = tokens.accent if tokens.surface == tokens.bg else None
            return _Dress(tokens.soft, border, None, "info", "accent")


class Strip(GrowsDown):
    """Shows one thing to know with what can be done about it; `acted` tells which of the acts was chosen."""

    acted = Signal(str)

    def __init__(
        self,
        kind: StripKind,
        text: str,
        title: str = "",
        acts: Sequence[Act] = (),
        *,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._mark = IconMark("info", "accent", side=20)
        self._title = WrappedLabel(role="strong")
        self._text = WrappedLabel(role="body")
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._acts = QWidget()
        self._act_row = FlowLayout(self._acts)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._title)
        words.addWidget(self._text)
        said = QWidget()
        said_row = QHBoxLayout(said)
        said_row.setContentsMargins(0, 0, 0, 0)
        said_row.setSpacing(10)
        said_row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        said_row.addLayout(words, 1)
        whole = AsideLayout(self, least=280)
        whole.setContentsMargins(18, 8, 12, 8)
        whole.addWidget(said)
        whole.addWidget(self._acts)
        self.show_message(kind, text, title, acts, icon=icon)

    def show_message(
        self, kind: StripKind, text: str, title: str = "", acts: Sequence[Act] = (), *, icon: str = ""
    ) -> None:
        """Say something else in the same place, and say it aloud to a screen reader."""
        self._kind = kind
        dress = _dress(kind, theme().tokens)
        self._mark.show_icon(icon or dress.icon, dress.icon_token)
        self._title.show_text(title)
        self._title.setVisible(bool(title))
        self._text.show_text(text)
        spoken = f"{title if title.endswith(tuple('.:?')) else title + '.'} {text}" if title else text
        self.setAccessibleName(spoken)
        empty(self._act_row)
        for act in acts:
            self._act_row.addWidget(self._make_button(act))
        self._acts.setVisible(bool(acts))
        self.updateGeometry()
        self.update()
        announce(self, spoken)

    def button(self, name: str) -> Button:
        """The button of an act."""
        return {button.objectName(): button for button in standing(self._act_row, Button)}[name]

    def paintEvent(self, event: QPaintEvent) -> None:
        dress = _dress(self._kind, theme().tokens)
        with QPainter(self) as painter:
            rounded(painter, self.rect(), RADIUS_BUTTON, fill=dress.fill, border=dress.border)
            if dress.bar:
                left_bar(painter, self.rect(), RADIUS_BUTTON, dress.bar, BAR)

    def _make_button(self, act: Act) -> Button:
        made: Button = (
            LinkButton(act.words, act.icon, act.key) if act.link else PlainButton(act.words, act.icon, act.key)
        )
        made.setObjectName(act.name)
        made.clicked.connect(self._tell)
        return made

    def _tell(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.acted.emit(sender.objectName())
