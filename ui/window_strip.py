"""What the window says above its bottom line: a refusal, a fault of ours, or something that was done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.errors import KollegieError
from kollegie.language import say
from ui.problems import problem_of
from ui.tokens import PAGE_EDGE
from ui.widgets.buttons import Button
from ui.widgets.strip import Act, Strip, StripKind


class WindowStrip(QWidget):
    """Says one thing at a time; it stays until it is closed, acted on, or something else is said.

    `acted` tells which of its acts was chosen. `all_stored` is asked at a fault: whether all that was typed and done is
    stored, as far as can be promised by then.
    """

    acted = Signal(str)

    def __init__(self, all_stored: Callable[[], bool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all_stored = all_stored
        self._report = ""
        self._of_the_room = False
        self._offers: tuple[Act, ...] = ()
        self._strip = Strip(StripKind.INFO, "")
        column = QVBoxLayout(self)
        column.setContentsMargins(PAGE_EDGE, 8, PAGE_EDGE, 8)
        column.addWidget(self._strip)
        self.hide()
        self._strip.acted.connect(self._act)

    @property
    def told(self) -> str:
        """What it says, or an empty string."""
        return self._strip.accessibleName() if not self.isHidden() else ""

    def button(self, name: str) -> Button:
        """The button of one of its acts."""
        return self._strip.button(name)

    @Slot(object, str, str)
    def tell(self, kind: StripKind, text: str, title: str = "", acts: tuple[Act, ...] = ()) -> None:
        """Say something; with an empty text what was said is no longer so, and the strip closes."""
        if not text:
            self.hide()
            return
        self._offers = acts
        self._of_the_room = kind is StripKind.UNDO and not acts
        close = Act("close", say("Stäng", "Close"), "x", link=True)
        self._strip.show_message(kind, text, title, (*acts, close))
        self.show()

    def leave_room(self) -> None:
        """Another room is entered: what can be undone with a key is not what that key undoes there."""
        if self._of_the_room:
            self.hide()

    @Slot()
    def hear_synced(self) -> None:
        """A sync has gone through: what it was offered for is no longer so."""
        if any(act.name in ("sync", "show-sync") for act in self._offers):
            self.hide()

    @Slot(Exception)
    def tell_problem(self, error: Exception, acts: tuple[Act, ...] = ()) -> None:
        """Tell a refusal with what can be done about it, or a fault of ours with a report to copy."""
        problem = problem_of(error)
        if problem is None:
            return
        if isinstance(error, KollegieError):
            self.tell(StripKind.PROBLEM, *problem.in_strip, acts)
        else:
            self.tell_fault(problem.report)

    @Slot(str)
    def tell_fault(self, report: str) -> None:
        """Tell a fault of ours."""
        problem = problem_of(RuntimeError(), stored=self._all_stored())
        if problem is None:
            return
        self._report = report
        copy = Act("copy", say("Kopiera rapporten", "Copy the report"), "copy")
        self.tell(StripKind.REFUSAL, problem.text, problem.title, (copy,))

    @Slot(str)
    def _act(self, name: str) -> None:
        self.hide()
        if name == "copy":
            QGuiApplication.clipboard().setText(self._report)
        self.acted.emit(name)
