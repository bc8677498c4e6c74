"""The writer beside the visit: what is typed and done goes to it, what came of it comes back on the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from kollegie.errors import KollegieError
from kollegie.model.visits import Draft
from kollegie.store.drafts import Place
from kollegie.store.writing import DraftWriter, TooMuchWaiting
from ui.taking_turns import let_window_in

if TYPE_CHECKING:
    from kollegie.store import Store
    from ui.desk import Desk


class Receipt(QObject):
    """The receipt of an act: `done` tells its result, `refused` why it was refused, both with what it was about.

    Both are told on the window's thread; connect bound methods, which fall silent when their page is gone.
    """

    done = Signal(object, object)
    refused = Signal(Exception, object)

    def __init__(self, about: object, parent: QObject) -> None:
        super().__init__(parent)
        self.about = about


class VisitWriter(QObject):
    """Stores drafts, places and acts in the order they were made, off the window's thread.

    `saved` tells when something was stored, `troubled` why nothing is (None when it is again).
    """

    saved = Signal(datetime)
    troubled = Signal(object)
    _done = Signal(object, object)
    _refused = Signal(object, object)

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        let_window_in()
        self._store = store
        self._receipts: set[Receipt] = set()
        self._writer = DraftWriter(store, stored=self._tell_stored, troubled=self.troubled.emit)
        self._done.connect(self._hand_back)
        # In its turn: whoever asked for an act that is refused at once has not begun to listen to its receipt yet.
        self._refused.connect(self._hand_back_refusal, Qt.ConnectionType.QueuedConnection)

    def type(self, draft: Draft) -> None:
        """Keep what stands in a field after a key."""
        self._writer.type(draft)

    def stand_at(self, place: Place) -> None:
        """Keep where the person is."""
        self._writer.stand_at(place)

    def perform(
        self, act: Callable[..., Any], *args: Any, about: object = None, seen_first: bool = False, **named: Any
    ) -> Receipt:
        """Carry out an act such as `perform(record_answer, store, …)`; its receipt tells what came of it.

        With `seen_first` the window first shows what led to it.
        """
        receipt = Receipt(about, self)
        self._receipts.add(receipt)
        try:
            self._writer.perform(
                partial(act, *args, **named),
                partial(self._done.emit, receipt),
                partial(self._refused.emit, receipt),
                seen_first=seen_first,
            )
        except TooMuchWaiting as problem:
            self._refused.emit(receipt, problem)
        return receipt

    def flush(self, seconds: float = 5.0) -> bool:
        """Wait until all is stored. False if it took longer, or the disk refuses."""
        return self._writer.flush(seconds)

    @property
    def problem(self) -> KollegieError | None:
        """Why nothing is stored just now, None when all is well."""
        return self._writer.problem

    @property
    def lost(self) -> int:
        """How many acts a fault of ours has ended."""
        return self._writer.lost

    def close(self) -> bool:
        """Store what waits and end the thread."""
        return self._writer.close()

    @property
    def waiting(self) -> tuple[Draft, ...]:
        """What is typed and not yet stored."""
        return self._writer.waiting

    def _tell_stored(self, _drafts: tuple[Draft, ...]) -> None:
        self.saved.emit(self._store.clock())

    @Slot(object, object)
    def _hand_back(self, receipt: Receipt, result: object) -> None:
        self._receipts.discard(receipt)
        self.saved.emit(self._store.clock())
        receipt.done.emit(result, receipt.about)
        receipt.deleteLater()

    @Slot(object, object)
    def _hand_back_refusal(self, receipt: Receipt, problem: KollegieError) -> None:
        self._receipts.discard(receipt)
        receipt.refused.emit(problem, receipt.about)
        receipt.deleteLater()


def visit_writer_of(desk: Desk) -> VisitWriter:
    """The desk's one writer for visits: it outlives the page, which is made anew when the language changes."""
    found = desk.findChild(VisitWriter)
    return found if isinstance(found, VisitWriter) else VisitWriter(desk.store, desk)
