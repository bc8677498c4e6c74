"""What every page of the open window works with: the store, the settings, and the two threads beside the window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from kollegie.errors import KollegieError
from kollegie.settings import Settings
from ui.tasks import Writer, Written

if TYPE_CHECKING:
    from kollegie.store import Reading, Store


class Desk(QObject):
    """One open store with what belongs to working in it.

    Shape: acts are carried out in order on the writer's thread, looks in order on the reader's; both hand their
    receipt back on the GUI thread. `unread` tells every look that failed, for the strip of the window, so that no page
    stays stale without a word. `now` is the store's clock in local time.
    """

    unread = Signal(Exception)

    def __init__(self, store: Store, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self.settings = settings
        self.writer = Writer(self)
        self._reader = Writer(self, self.store.staying_open)  # looks follow upon each other: a list and its pages
        self._reader.failed.connect(self.unread)
        self.hears: tuple[str, ...] = ()
        """What the desktop of this computer tells of its lock and its sleep, as `SessionLock.heard`."""

    @property
    def me(self) -> UUID:
        """The person this laptop belongs to."""
        return self.store.me

    def now(self) -> datetime:
        """The present moment, aware, in local time."""
        return self.store.clock().astimezone()

    def act(self, act: Callable[..., Any], *args: Any, **named: Any) -> Written:
        """Have an act carried out, such as `act(sign_visit, store, visit_id)`; its receipt tells what came of it.

        It is carried out whoever is left to hear of it; a receipt connected to a `partial` says `meant_for(self)`.
        """
        return self.writer.submit(partial(act, *args, **named))

    def look(self, asker: QObject, gather: Callable[[Reading], Any]) -> Written:
        """Gather something in one consistent look at the store; the receipt's `done` tells it.

        What comes when `asker` is gone, a room that was left or a card that was replaced, is told to nobody.
        """
        return self._reader.submit(partial(_look, self.store, gather)).meant_for(asker)

    def ask(self, asker: QObject, question: Callable[[], Any]) -> Written:
        """Have something found out off the GUI thread that writes nothing; told as `look` tells."""
        return self._reader.submit(question).meant_for(asker)

    def flush(self) -> bool:
        """Wait until every act handed over is stored, and what is typed. False if something could not be in time.

        A room with a writer of its own makes it a child of the desk with a `flush` that says the same: what a page
        that is gone has handed over counts too.
        """
        writers = [child for child in self.children() if child is not self._reader and hasattr(child, "flush")]
        stored = [child.flush() for child in writers]
        return all(stored)

    @property
    def trouble(self) -> KollegieError | None:
        """Why what is typed cannot be stored just now, None when all is well."""
        return next((found for child in self.children() if (found := getattr(child, "problem", None))), None)

    @property
    def lost(self) -> int:
        """How many acts have ended in a fault of ours instead of being stored."""
        return sum(getattr(child, "lost", 0) for child in self.children())

    def close(self) -> bool:
        """Store what is left, end the threads and close the store. False if something was not stored in time.

        A room with a writer of its own makes it a child of the desk with a `close` that says the same.
        """
        stored = [child.close() for child in self.children() if hasattr(child, "close")]
        stored.append(self.writer.stop())
        self._reader.stop()
        self.store.close()
        return all(stored)


def _look(store: Store, gather: Callable[[Reading], Any]) -> Any:
    with store.reading() as reading:
        return gather(reading)
