"""Locking the summary: what the version is, and the lead's button to lock it or open it again."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from kollegie.language import counted, say
from kollegie.model.reviews import Review, ReviewState
from kollegie.planning.locking import next_version
from kollegie.summary.facts import Facts
from kollegie.summary.numbers import long_day
from ui.widgets.buttons import PlainButton
from ui.widgets.labels import WrappedLabel


class LockCard(QWidget):
    """Shows how the summary stands. `locking` and `opening` tell that the lead wants it locked, or open again.

    With open points the first press says what will be locked as it is, and the second locks it.
    """

    locking = Signal()
    opening = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = WrappedLabel("", "meta")
        self.lock = PlainButton("", "lock")
        self.open = PlainButton(say("Öppna igen", "Open again"), "pencil")
        self._version = ""
        self._points = 0
        self._asked = False
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 8, 0, 0)
        for part in (self._words, self.lock, self.open):
            column.addWidget(part)
        for button in (self.lock, self.open):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.hide()  # until a round is shown there is nothing to lock, and no name for it
        self.lock.clicked.connect(self._lock)
        self.open.clicked.connect(self.opening)

    def show_review(self, review: Review, facts: Facts, points: int, *, mine: bool) -> None:
        """Show a round's summary; `points` are still open, `mine` says that this person may lock it."""
        self._version, self._points, self._asked = next_version(review.version), points, False
        self._words.show_text(_standing(review, facts))
        self.lock.setVisible(mine and not facts.version)
        self.open.setVisible(mine and review.state is ReviewState.LOCKED)
        self.lock.setText(say(f"Lås version {self._version}", f"Lock version {self._version}"))

    @Slot()
    def _lock(self) -> None:
        if not self._points or self._asked:
            self._asked = False
            self.locking.emit()
            return
        self._asked = True
        number = counted(self._points, ("öppen punkt", "öppna punkter"), ("open point", "open points"))
        self.lock.setText(say("Ja, lås ändå", "Yes, lock anyway"))
        self._words.show_text(
            say(
                f"{number} står kvar och trycks som de är. Tryck en gång till för att låsa.",
                f"{number} left, printed as they are. Press once more to lock.",
            )
        )


def _standing(review: Review, facts: Facts) -> str:
    if facts.version:
        return say(
            f"Version {facts.version}, låst {long_day(facts.settled_on)}.",
            f"Version {facts.version}, locked {long_day(facts.settled_on)}.",
        )
    if facts.changed_since and review.state is ReviewState.LOCKED:
        return say(
            f"Utkast. Underlaget har ändrats sedan version {facts.changed_since} låstes.",
            f"Draft. What it rests on has changed since version {facts.changed_since} was locked.",
        )
    if facts.changed_since:
        return say(f"Utkast. Version {facts.changed_since} är låst tidigare.", f"Draft, after {facts.changed_since}.")
    return say("Utkast, tills granskningsledaren låser det.", "Draft, until the review lead locks it.")
