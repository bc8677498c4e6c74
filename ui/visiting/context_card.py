"""A card beside the questions: an icon, a title, a few words at right, and its content."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from ui.theme import theme
from ui.widgets.card import Card
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import Label, WrappedLabel
from ui.widgets.layouts import AsideLayout, GrowsDown


class ContextCard(Card):
    """One thing to have beside the questions: an icon, a title, a few words at right, and its content."""

    def __init__(self, icon: str, title: str, aside: str = "") -> None:
        super().__init__()
        self.body.setContentsMargins(15, 11, 15, 12)
        self.body.setSpacing(6)
        words = QWidget()
        row = QHBoxLayout(words)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(IconMark(icon, "accent", side=18), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(WrappedLabel(title, "strong"), 1, Qt.AlignmentFlag.AlignVCenter)
        head = GrowsDown()
        beside = AsideLayout(head, least=theme().px(120), gap=8)
        beside.addWidget(words)
        if aside:
            beside.addWidget(Label(aside, "meta"))
        self.body.addWidget(head)

    def add_pairs(self, pairs: Sequence[tuple[str, str]], *, labels: int = 84) -> None:
        """Add lines of label and text; the texts stand below each other where they begin.

        Units: `labels` is the width of the labels in pixels at 100 % text; longer ones wrap, between their words.
        """
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme().space(12))
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        longest = max((word for label, _ in pairs for word in label.split()), key=len, default="")
        wide = max(theme().px(labels), theme().metrics("meta").horizontalAdvance(longest) + 2)
        for row, (label, text) in enumerate(pairs):
            words = WrappedLabel(label, "meta")
            words.setFixedWidth(wide)
            grid.addWidget(words, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(WrappedLabel(text, "meta-strong"), row, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(grid)
