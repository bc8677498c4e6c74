"""After a crash: one dialog that says what was found and opens at the same question."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import counted, say
from ui.opening import LeftBehind
from ui.theme import theme
from ui.widgets.buttons import PlainButton, PrimaryButton
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import Heading, WrappedLabel


class RecoveryDialog(QDialog):
    """Says what was recovered; `going_on` when the person goes on there. Closing it in any other way loses nothing."""

    going_on = Signal()

    def __init__(self, left: LeftBehind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Kollegie")
        self.setModal(True)
        found = counted(left.fields, ("påbörjat fält", "påbörjade fält"), ("begun field", "begun fields"))
        at = left.at.astimezone().strftime("%H.%M")
        self._title = Heading(
            say("Vi hittade {} från {} i ärende {}.", "We found {} from {} in case {}.").format(found, at, left.label),
            "section",
        )
        self._title.setWordWrap(True)
        self._text = WrappedLabel(
            say(
                "Programmet stängdes inte ordnat. Inget saknas: det du skrev finns kvar, och alla lagrade svar är "
                "hela.",
                "The program was not closed in order. Nothing is missing: what you typed is still there, and all "
                "stored answers are whole.",
            )
        )
        place = left.question.upper()
        self.go_on = PrimaryButton(say("Fortsätt vid {}", "Go on at {}").format(place), "arrow-right", "Return")
        self.go_on.setDefault(True)
        self.go_on.clicked.connect(self.accept)
        self.later = PlainButton(say("Till Idag", "To Today"), key="Esc")
        self.later.clicked.connect(self.reject)
        self.accepted.connect(self.going_on)
        self._lay_out()

    def _lay_out(self) -> None:
        said = QVBoxLayout()
        said.setSpacing(8)
        said.addWidget(self._title)
        said.addWidget(self._text)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(IconMark("history", "accent", side=28))
        row.addLayout(said, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addStretch()
        buttons.addWidget(self.later)
        buttons.addWidget(self.go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(20)
        column.addLayout(row)
        column.addLayout(buttons)
        self.setMinimumWidth(min(theme().px(520), 900))
