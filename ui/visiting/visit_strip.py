"""What the visit says below its questions: something to undo, a full disk, that it is signed. Never a dialog."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.errors import KollegieError
from kollegie.language import say
from kollegie.model.visits import Finding
from kollegie.visiting.errors import drop_reason_words
from ui.visiting.filtering import Wanted
from ui.visiting.in_hand import VisitInHand
from ui.widgets.strip import Act, Strip, StripKind


class VisitStrip(QWidget):
    """One thing at a time; it stays until it is closed or something else is said. `undoing`, `signing`,
    `reopening` and `picture_wanted` tell that what it offers was chosen."""

    undoing = Signal()
    signing = Signal()
    reopening = Signal()
    picture_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strip = Strip(StripKind.UNDO, "")
        self._of_disk = False
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 8, 22, 10)
        column.addWidget(self.strip)
        self.strip.acted.connect(self._act)
        self.hide()

    @property
    def said(self) -> str:
        """What it says, or an empty string."""
        return self.strip.accessibleName() if not self.isHidden() else ""

    def say_removed(self, visit: VisitInHand, finding: Finding) -> None:
        """Say that a finding was removed, with the way back."""
        question = visit.checklist.question(finding.question)
        words = say("Iakttagelsen i {} är borttagen.", "The finding at {} is removed.")
        back = Act("undo", say("Ångra", "Undo"), "", "Ctrl+Z", link=True)
        self._tell(StripKind.UNDO, words.format(question.id if question is not None else ""), acts=(back,))

    def say_row_removed(self, title: str) -> None:
        """Say that a row was removed with its answers, with the way back."""
        back = Act("undo", say("Ångra", "Undo"), "", "Ctrl+Z", link=True)
        words = say("En rad i {} är borttagen med sina svar.", "A row of {} is removed with its answers.")
        self._tell(StripKind.UNDO, words.format(title), acts=(back,))

    def say_dropped(self, visit: VisitInHand) -> None:
        """Say why the visit did not take place, with the way to open it again."""
        why = drop_reason_words(visit.visit.dropped_because)
        words = say("Besöket är avslutat: {}. Svaren ligger kvar.", "The visit is ended: {}. The answers are kept.")
        again = Act("reopen", say("Öppna besöket igen", "Open the visit again"), "undo-2")
        self._tell(StripKind.DONE, words.format(why[0].lower() + why[1:]), acts=() if visit.reading else (again,))

    def say_signed(self, visit: VisitInHand) -> None:
        """Say since when the answers stand."""
        if visit.visit.signed_at is not None:
            at = visit.visit.signed_at.astimezone()
            words = say(
                "Signerat {}. Senare ändringar blir tillägg med skäl.", "Signed {}. Later changes are amendments."
            )
            self._tell(StripKind.DONE, words.format(f"{at:%H.%M}"))

    def say_none_left(self, wanted: Wanted, *, ready: bool) -> None:
        """Say that there is no further question of a kind, and offer the signature where nothing is left."""
        words = {
            Wanted.UNANSWERED: say("Inga obesvarade frågor kvar.", "No unanswered questions left."),
            Wanted.FAULTY: say("Inget att rätta.", "Nothing to put right."),
            Wanted.FLAGGED: say("Inga flaggade svar.", "No flagged answers."),
        }[wanted]
        sign = Act("sign", say("Signera…", "Sign…"), "signature")
        self._tell(StripKind.INFO, words, acts=(sign,) if ready else ())

    def say_picture_waits(self) -> None:
        """Say that a picture is neither kept nor left out yet."""
        words = say("Bilden är inte sparad än.", "The picture is not kept yet.")
        go_on = Act("picture", say("Fortsätt med bilden", "Go on with the picture"), "camera")
        self._tell(StripKind.INFO, words, acts=(go_on,))

    def say_none_fits(self, words: str) -> None:
        """Say that a filter has chosen nothing, and that all is shown instead."""
        said = say("Inga frågor i urvalet {}. Alla visas.", "No questions in the choice {}. All are shown.")
        self._tell(StripKind.INFO, said.format(words))

    def say_partly(self) -> None:
        """Say that an undo left somebody else's edit alone."""
        self._tell(
            StripKind.INFO,
            say("En annan persons ändring fick stå kvar.", "Another person's edit was left as it is."),
        )

    def say_trouble(self, problem: KollegieError | None) -> None:
        """Say why nothing is stored just now; None takes the word back."""
        if problem is None:
            if self._of_disk:
                self.hide()
            return
        kept = say(
            "Det du skriver ligger kvar här och sparas så fort det går.",
            "What you type stays here and is saved as soon as it can be.",
        )
        self._tell(StripKind.PROBLEM, kept, problem.sentence())
        self._of_disk = True

    def say(self, kind: StripKind, text: str, title: str = "", acts: Sequence[Act] = ()) -> None:
        """Say something of another part of the page; who says it listens to the acts."""
        self._tell(kind, text, title, acts)

    def _tell(self, kind: StripKind, text: str, title: str = "", acts: Sequence[Act] = ()) -> None:
        self._of_disk = False
        close = Act("close", say("Stäng", "Close"), "x", link=True)
        self.strip.show_message(kind, text, title, (*acts, close))
        self.show()

    @Slot(str)
    def _act(self, name: str) -> None:
        self.hide()
        if name == "undo":
            self.undoing.emit()
        elif name == "sign":
            self.signing.emit()
        elif name == "reopen":
            self.reopening.emit()
        elif name == "picture":
            self.picture_wanted.emit()
