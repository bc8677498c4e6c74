"""The sync as the whole window sees it: one at a time, off the GUI thread, with counts and a receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from kollegie.errors import KollegieError
from kollegie.language import say
from kollegie.progress import Progress
from ui.desk import Desk
from ui.tasks import Task

if TYPE_CHECKING:
    from kollegie.store import Store


@dataclass(frozen=True, slots=True)
class SyncView:
    """What the window shows of the sync: the hub's name ("" when this laptop has none), what waits, since when.

    Shape: `waiting` counts records that have not been sent, `conflicts` disagreements somebody has to settle.
    """

    hub: str = ""
    address: str = ""
    waiting: int = 0
    conflicts: int = 0
    synced_at: datetime | None = None


class Syncing(QObject):
    """Starts a sync and tells how it goes.

    `state_changed` tells words for the bottom line while it runs and an empty string afterwards; `finished` its
    receipt; `failed` why it did not go through; `viewed` the state of things.
    """

    state_changed = Signal(str)
    progressed = Signal(int, int, str)
    finished = Signal(object)
    failed = Signal(Exception)
    viewed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._task: Task | None = None
        self.view = SyncView()
        self.receipt: Any = None
        self.problem: KollegieError | None = None
        desk.writer.saved.connect(self.look)

    @property
    def running(self) -> bool:
        """Whether a sync goes on just now."""
        return self._task is not None

    @Slot()
    def look(self) -> None:
        """Look how much waits."""
        self._desk.ask(partial(view_of, self._desk.store)).done.connect(self._show_view)

    @Slot()
    def start(self) -> None:
        """Sync now; while one runs, nothing more happens."""
        if self._task is not None:
            return
        self.problem = None
        self._task = Task(partial(_sync, self._desk))
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
    def _show_view(self, view: SyncView) -> None:
        self.view = view
        self.viewed.emit(view)

    @Slot(int, int, str)
    def _count(self, done: int, total: int, what: str) -> None:
        self.progressed.emit(done, total, what)
        self.state_changed.emit(say("Synkar {} av {}", "Syncing {} of {}").format(done, total))

    @Slot(object)
    def _succeed(self, receipt: object) -> None:
        self.receipt = receipt
        self.finished.emit(receipt)

    @Slot(Exception)
    def _fail(self, problem: Exception) -> None:
        self.problem = problem if isinstance(problem, KollegieError) else None
        self.failed.emit(problem)

    @Slot()
    def _end(self) -> None:
        self._task = None
        self.state_changed.emit("")
        self.look()


def view_of(store: Store) -> SyncView:
    """What waits on this laptop, and the hub it belongs to."""
    from kollegie.sync.errors import NotEnrolled
    from kollegie.sync.hubs import open_hub
    from kollegie.sync.laptop import laptop_of
    from kollegie.sync.lines import nobody

    with laptop_of(store, nobody) as near:
        waiting = near.waiting()
        conflicts = near.line.rows("SELECT count(*) FROM conflict WHERE resolved_by IS NULL AND deleted = 0")[0][0]
        try:
            known = near.enrolment()
        except NotEnrolled:
            return SyncView(waiting=waiting, conflicts=conflicts)
    address = open_hub(known.url, known.hub_key).address
    return SyncView(known.hub_name, address, waiting, conflicts, known.synced_at)


def _sync(desk: Desk, progress: Progress) -> Any:
    from kollegie.sync.exchange import sync

    desk.flush()
    return sync(desk.store, progress=progress)
