"""Where a window begins, and what it tells first: the room of last time, or what a crash left behind."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from kollegie.language import counted, say
from kollegie.visiting.recovery import Recovery, keep_both
from ui.opening import forget_word
from ui.recovery import RecoveryDialog
from ui.rooms import rooms_for
from ui.widgets.strip import StripKind

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class Greeting(QObject):
    """Begins its window where it was left, and tells what was recovered once it is seen, and a `word` left."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._left: Recovery | None = None
        self._unordered: datetime | None = None
        self.dialog: RecoveryDialog | None = None
        self.word = ""

    def start_at(self, room: str, left: Recovery | None, unordered: datetime | None, place: object = None) -> None:
        """Say where to begin: the room of last time and the place in it, or the visit where a crash left something."""
        self._left, self._unordered = left, unordered
        rooms = rooms_for(self._window.roles)
        wanted = room if any(room == one.name for one in rooms) else rooms[0].name
        if left is not None and wanted == "visit":  # opening it would store what was left before one has chosen
            wanted = next(one.name for one in rooms if one.name != "visit")
        self._window.enter(wanted, place if wanted == room else None)

    def tell(self) -> None:
        """Tell what was recovered, or that nothing is missing, and what was left to be told."""
        if self._left is not None:
            left, self._left = self._left, None
            self.dialog = RecoveryDialog(left, self._window)
            self.dialog.going_on.connect(partial(self._go_on, left))
            self.dialog.keeping_both.connect(partial(self._keep_both, left))
            self.dialog.open()
        elif self._unordered is not None:
            since = self._unordered.astimezone().strftime("%Y-%m-%d %H.%M")
            words = say(
                "Programmet stängdes inte ordnat efter {}. Inget saknas.",
                "The program was not closed in order after {}. Nothing is missing.",
            )
            self._window.strip.tell(StripKind.INFO, words.format(since))
        if self.word:
            self._window.strip.tell(StripKind.PROBLEM, self.word)
            self.word = ""
            self._window.desk.act(forget_word, self._window.desk.store)

    def _go_on(self, left: Recovery) -> None:
        self._window.enter("visit", (left.visit_id, left.question))

    def _keep_both(self, left: Recovery) -> None:
        desk = self._window.desk
        kept = desk.act(keep_both, desk.store, left.visit_id).meant_for(self)
        kept.done.connect(partial(self._show_kept_both, left))

    def _show_kept_both(self, left: Recovery, kept: tuple[object, ...]) -> None:
        self._go_on(left)
        texts = counted(len(kept), ("text ligger", "texter ligger"), ("text lies", "texts lie"))
        words = say(
            "{} som kommentar vid sin fråga. Svaren står som de var sparade.",
            "{} as a comment at its question. The answers stand as they were saved.",
        )
        self._window.strip.tell(StripKind.DONE, words.format(texts))
