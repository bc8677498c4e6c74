"""After a crash: one dialog that says what was found and opens at the same question."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import counted, say
from kollegie.visiting.recovery import Recovery
from ui.theme import theme
from ui.widgets.buttons import PlainButton, PrimaryButton
from ui.widgets.icon_mark import IconMark
from ui.widgets.labels import Heading, WrappedLabel
from ui.widgets.layouts import FlowLayout, GrowsDown


class RecoveryDialog(QDialog):
    """Says what was recovered. Closing it without choosing loses nothing.

    `going_on` when the person goes on there; `keeping_both` when what was being typed shall lie beside what is stored,
    which is offered where both are there.
    """

    going_on = Signal()
    keeping_both = Signal()

    def __init__(self, left: Recovery, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Kollegie")
        self.setModal(True)
        answers = counted(left.answers, ("svar", "svar"), ("answer", "answers"))
        at = left.since.astimezone().strftime("%H.%M")
        self._title = Heading(
            say("Vi hittade {} från {} i ärende {}.", "We found {} from {} in case {}.").format(
                answers, at, left.case_label
            ),
            "section",
        )
        self._title.setWordWrap(True)
        self._checklist = WrappedLabel(
            say("{}, version {}", "{}, version {}").format(left.checklist, left.version), "meta-strong"
        )
        self._text = WrappedLabel(_found_words(left))
        place = left.question_id or left.question.upper() or say("besöket", "the visit")
        self.go_on = PrimaryButton(say("Fortsätt vid {}", "Go on at {}").format(place), "arrow-right", "Return")
        self.go_on.setDefault(True)
        self.go_on.clicked.connect(self.accept)
        self.both = PlainButton(say("Behåll båda", "Keep both"), "git-compare")
        self.both.setVisible(left.beside > 0)
        self.both.clicked.connect(self._keep_both)
        self.later = PlainButton(say("Till Idag", "To Today"), key="Esc")
        self.later.clicked.connect(self.reject)
        self.accepted.connect(self.going_on)
        self.setAccessibleDescription(f"{self._title.text()} {self._checklist.text()}. {self._text.text()}")
        self._lay_out()

    @Slot()
    def _keep_both(self) -> None:
        self.reject()
        self.keeping_both.emit()

    def _lay_out(self) -> None:
        said = QVBoxLayout()
        said.setSpacing(8)
        said.addWidget(self._title)
        said.addWidget(self._checklist)
        said.addWidget(self._text)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(IconMark("history", "accent", side=28))
        row.addLayout(said, 1)
        buttons = GrowsDown()
        flow = FlowLayout(buttons, gap=10)
        for button in (self.go_on, self.both, self.later):
            flow.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(20)
        column.addLayout(row)
        column.addWidget(buttons)
        wide = min(theme().px(560), 900)
        self.setMinimumSize(wide, column.totalHeightForWidth(wide))  # a window asks no wrapped words how high they are


def _found_words(left: Recovery) -> str:
    """What was being typed, and what can be done where something else is stored."""
    words = [
        say(
            "Programmet stängdes inte ordnat. Inget saknas.", "The program was not closed in order. Nothing is missing."
        )
    ]
    if left.drafts:
        fields = counted(left.drafts, ("påbörjat svar", "påbörjade svar"), ("begun answer", "begun answers"))
        words.append(say("{} ligger kvar i sina fält.", "{} still in the fields.").format(fields))
    if left.beside:
        words.append(
            say(
                "Där något annat redan var sparat kan du behålla båda: det sparade står och det du skrev blir en "
                "kommentar.",
                "Where something else was saved already you can keep both: what was saved stands and what you typed "
                "becomes a comment.",
            )
        )
    return " ".join(words)
