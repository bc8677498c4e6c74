"""The sync as the whole window sees it: one at a time, off the GUI thread, with counts and a receipt."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from kollegie.language import say
from kollegie.model.amounts import whole
from kollegie.progress import Progress
from ui.desk import Desk
from ui.laying_in import laying_in_of
from ui.sync.sync_words import awaited_words
from ui.tasks import Task, Written

if TYPE_CHECKING:
    from kollegie.store import Store
    from kollegie.sync.exchange import Receipt
    from kollegie.sync.state import SyncState


class Syncing(QObject):
    """Starts a sync and tells how it goes.

    `state_changed` tells words for the bottom line while it runs and an empty string afterwards; `progressed` its
    counts; `finished` its receipt; `failed` why it did not go through, and `failed_quietly` that one
    nobody asked for met no hub; `stopped` that a person cancelled it; `viewed` how this laptop stands to its hub.
    """

    state_changed = Signal(str)
    progressed = Signal(int, int, str)
    finished = Signal(object)
    failed = Signal(Exception)
    failed_quietly = Signal(Exception)
    stopped = Signal()
    viewed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._task: Task | None = None
        self._answered = False
        self.state: SyncState | None = None
        self.receipt: Receipt | None = None
        self.problem: Exception | None = None
        self.quiet = False

    @property
    def running(self) -> bool:
        """Whether a sync goes on just now."""
        return self._task is not None

    @Slot()
    def look(self) -> None:
        """Look how much waits."""
        self._ask_state()

    @Slot()
    def look_and_lay_in(self) -> None:
        """Look how much waits, and make searchable what a sync has brought, also one that failed on its way."""
        self._ask_state().done.connect(self._lay_in)

    def _ask_state(self) -> Written:
        asked = self._desk.ask(self, partial(_look, self._desk.store))
        asked.done.connect(self._show_state)
        return asked

    @Slot()
    def start(self) -> None:
        """Sync now; while one runs, nothing more happens."""
        self.start_with("")

    @Slot()
    def start_quietly(self) -> None:
        """Sync without having been asked: a hub that cannot be met is no news, anything else is told as always."""
        if self._task is None:
            self.start_with("")
            self.quiet = True

    def start_with(self, consent: str) -> None:
        """Sync with a person's yes to what stopped the last one: `consent` as its error names it."""
        if self._task is not None:
            return
        self.problem = None
        self.quiet = self._answered = False
        self._task = Task(partial(_sync, self._desk, consent))
        self._task.progressed.connect(self._count)
        self._task.succeeded.connect(self._succeed)
        self._task.failed.connect(self._fail)
        self._task.ended.connect(self._end)
        self.state_changed.emit(say("Synkar…", "Syncing…"))
        self._task.start()

    @Slot()
    def cancel(self) -> None:
        """Stop at the next step; what was done up to there is kept, the rest waits."""
        if self._task is not None:
            self._task.cancel()

    @Slot(object)
    def _show_state(self, state: SyncState) -> None:
        self.state = state
        self.viewed.emit(state)

    @Slot(object)
    def _lay_in(self, state: SyncState) -> None:
        if state.unsearched and not self.running:
            laying_in_of(self._desk).start()

    @Slot(int, int, str)
    def _count(self, done: int, total: int, what: str) -> None:
        self.progressed.emit(done, total, what)
        if total:
            told = say("Synkar {} av {}", "Syncing {} of {}").format(whole(done), whole(total))
        else:  # how many there will be is not known, or it waits: for whom, or for what
            told = say("Synkar: {}", "Syncing: {}").format(f"{whole(done)} {what}" if done else what)
        self.state_changed.emit(told)

    @Slot(object)
    def _succeed(self, receipt: Receipt) -> None:
        self.receipt, self._answered = receipt, True
        self.finished.emit(receipt)

    @Slot(Exception)
    def _fail(self, problem: Exception) -> None:
        self.problem, self._answered = problem, True
        if self.quiet and is_no_news(problem):
            self.failed_quietly.emit(problem)
        else:
            self.failed.emit(problem)

    @Slot()
    def _end(self) -> None:
        self._task = None
        if not self._answered:
            self.stopped.emit()
        self.state_changed.emit("")
        self.look_and_lay_in()


def is_no_news(problem: Exception) -> bool:
    """Whether a hub merely could not be met, so that what waits goes with the next sync."""
    from kollegie.sync.errors import HubBusy, HubMissing, HubSilent, HubUnreachable

    return isinstance(problem, (HubBusy, HubMissing, HubSilent, HubUnreachable))


def _look(store: Store) -> SyncState:
    from kollegie.sync.state import sync_state

    return sync_state(store)


def _sync(desk: Desk, consent: str, progress: Progress) -> Receipt:
    from kollegie.sync.exchange import sync

    desk.flush()
    if consent == "rebuild":
        from kollegie.sync.rebuilding import rebuild_hub

        made = rebuild_hub(desk.store, progress=progress)
        kept = say("Den skadade filen finns kvar som {}.", "The damaged file is kept as {}.").format(made.aside.name)
        notes = filter(None, (*made.receipt.notes, kept, awaited_words(made.awaited)))
        return replace(made.receipt, notes=tuple(notes))
    return sync(
        desk.store,
        progress=progress,
        accept_hub=consent == "accept_hub",
        resume=consent == "resume",
        allow_deletions=consent == "allow_deletions",
    )
