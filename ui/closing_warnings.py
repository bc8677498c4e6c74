"""What the window warns of before it closes: what could not be stored, and changes that have waited too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

from kollegie.language import say
from kollegie.settings import UNSYNCED_DAYS
from ui.sync.waiting import unsynced_words
from ui.tasks import files_under_way
from ui.widgets.strip import Act, StripKind

if TYPE_CHECKING:
    from ui.desk import Desk
    from ui.main_window import MainWindow


class ClosingWarnings(QObject):
    """Says them in the strip of its window, each once."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._reminded: set[bool] = set()
        self._then_close = False
        window.syncing.finished.connect(self._close_if_asked)
        window.syncing.state_changed.connect(self._stay_open)

    def sync_and_close(self) -> None:
        """Sync, and close once it has gone through; after one that did not, the window stays, also at the next."""
        self._then_close = True
        self._window.syncing.start()

    @Slot()
    def _close_if_asked(self) -> None:
        if self._then_close:
            self._window.close()

    @Slot(str)
    def _stay_open(self, going_on: str) -> None:
        if not going_on:
            self._then_close = False

    def warn_of_unstored(self, *, all_acts_stored: bool) -> bool:
        """Say that closing now would lose something: what was typed, or only a file. Returns whether it was said.

        A desktop that shuts down is never held up.
        """
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication) and app.isSavingSession():
            return False
        trouble = self._window.desk.trouble
        why = trouble.sentence() if trouble is not None else ""
        words = say(
            "{} Fönstret stängs inte än, för då går det senaste du skrev förlorat.",
            "{} The window does not close yet, since what you typed last would be lost.",
        )
        anyway = Act("give-up", say("Stäng ändå", "Close anyway"), link=True)
        title = say("Allt är inte sparat", "Not everything is saved")
        if all_acts_stored and files_under_way() == 1 and _makes_backup(self._window.desk):
            title = say("Säkerhetskopian är inte klar", "The backup is not done")
            words = say(
                "Fönstret stängs inte än, för då blir det ingen kopia.",
                "The window does not close yet, since there would be no copy.",
            )
        self._window.strip.tell(StripKind.PROBLEM, words.format(why).strip(), title, (anyway,))
        return True

    def remind_of_unsynced(self, *, closing: bool) -> bool:
        """Say, once at the start and once at the end, that changes have waited too long. Returns whether it was said.

        A desktop that shuts down is never held up.
        """
        app = QGuiApplication.instance()
        state = self._window.syncing.state
        days = self._window.desk.settings.get(UNSYNCED_DAYS)
        if closing in self._reminded or (isinstance(app, QGuiApplication) and app.isSavingSession()):
            return False
        words = unsynced_words(state, self._window.desk.now(), days) if state is not None else ""
        if not words or (self._window.strip.told and not closing):
            return False
        self._reminded.add(closing)
        go = say("Synka och stäng", "Sync and close") if closing else say("Synka nu", "Sync now")
        acts = [Act("sync-close" if closing else "sync", go, "refresh-cw")]
        if closing:
            acts.append(Act("close-anyway", say("Stäng ändå", "Close anyway"), link=True))
        self._window.strip.tell(StripKind.PROBLEM if closing else StripKind.INFO, words, acts=tuple(acts))
        return True


def _makes_backup(desk: Desk) -> bool:
    from ui.settings.backup_work import backup_work_of  # not at the start: it would bring the room Settings along

    return backup_work_of(desk).going_on
