"""Work that takes time, off the GUI thread: one `Task` at a time for a page, and one `Writer` for short acts.

Nothing but values cross the threads. Signals meet bound methods of widgets, which Qt calls on the GUI thread and
forgets when the widget is gone.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext, suppress
from itertools import count
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from kollegie.errors import Cancelled, KollegieError
from kollegie.progress import Progress
from ui.garbage import keep_garbage_on_gui_thread
from ui.taking_turns import let_window_in

_running: set[Task] = set()
"""Tasks under way; held here so that none is forgotten while its thread runs."""


def wait_for_files(seconds: float) -> bool:
    """Let the files that are being written be whole before the program ends. False if one is not done by then."""
    until = time.monotonic() + seconds
    for task in [task for task in _running if task.writes]:
        task.wait(until - time.monotonic())
    return files_under_way() == 0


def files_under_way() -> int:
    """How many files are being written just now."""
    return sum(task.writes and task.is_alive for task in _running)


_hearer: Callable[[Exception], None] | None = None


def hear_faults(hearer: Callable[[Exception], None] | None) -> None:
    """Let somebody hear, on the GUI thread, of every failure that is a fault of ours and no refusal with a sentence.

    It is heard after the page, whose strip has no report to copy.
    """
    global _hearer
    _hearer = hearer


def _tell_fault(problem: Exception) -> None:
    if _hearer is not None and not isinstance(problem, KollegieError):
        _hearer(problem)


class Task(QObject):
    """One piece of work in a thread of its own.

    `progressed` tells counts and what is counted, `succeeded` the result, `failed` what went wrong, and `ended` that
    it is over whichever way; a task that was cancelled tells only `ended`.
    """

    progressed = Signal(int, int, str)
    succeeded = Signal(object)
    failed = Signal(Exception)
    ended = Signal()
    _over = Signal(object, object)

    def __init__(self, work: Callable[[Progress], Any], *, writes: bool = False) -> None:
        """`writes` is said of work that leaves a file behind which something stored speaks of already."""
        super().__init__()
        self._work = work
        self.writes = writes
        self._progress = Progress(self._tell)
        self._told = 0.0
        self._thread = threading.Thread(target=self._run, name="task", daemon=True)
        self._over.connect(self._finish)

    def start(self) -> None:
        """Begin; returns at once."""
        keep_garbage_on_gui_thread()
        let_window_in()
        _running.add(self)
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        """Whether its thread still runs."""
        return self._thread.is_alive()

    def wait(self, seconds: float) -> None:
        """Wait for its thread, at most so long."""
        self._thread.join(max(0.0, seconds))

    @Slot()
    def cancel(self) -> None:
        """Ask the work to stop at its next step; nothing of it is kept."""
        self._progress.cancel()

    def _tell(self, done: int, total: int, what: str) -> None:
        now = time.monotonic()
        if done == total or now - self._told >= 0.05:  # a bar that moves 20 times a second is smooth enough
            self._told = now
            self.progressed.emit(done, total, what)

    def _run(self) -> None:
        try:
            result = self._work(self._progress)
        except Exception as problem:
            self._over.emit(None, problem)
        else:
            self._over.emit(result, None)

    @Slot(object, object)
    def _finish(self, result: object, problem: Exception | None) -> None:
        self._thread.join()  # it has nothing left to do; its hold on this task must not be the last one
        _running.discard(self)
        if problem is None:
            self.succeeded.emit(result)
        elif not isinstance(problem, Cancelled):
            self.failed.emit(problem)
            _tell_fault(problem)
        self.ended.emit()


class Written(QObject):
    """The receipt of an act handed to the `Writer`: `done` tells its result, `failed` why it was refused."""

    done = Signal(object)
    failed = Signal(Exception)

    def meant_for(self, asker: QObject) -> Written:
        """Tell nobody once `asker` is gone: Qt cuts its bound methods by itself, but neither a `partial` of one nor
        a signal of what stood inside it."""
        asker.destroyed.connect(self._fall_silent)
        return self

    @Slot()
    def _fall_silent(self) -> None:
        self.blockSignals(True)


IDLE = 2.0
"""Seconds without an act after which a writer leaves what it has around them."""


class Writer(QObject):
    """Carries out short acts one after the other in one background thread, in the order they were handed over.

    `saved` tells that an act has been stored; `failed` tells every refusal, for the strip of the window, while the
    act's own receipt tells its page. `around` is entered before an act and left when none has followed for a while:
    a connection to the store that stays open between looks. Units: waiting times in seconds.
    """

    saved = Signal()
    failed = Signal(Exception)
    _over = Signal(int, object, object)

    def __init__(
        self, parent: QObject | None = None, around: Callable[[], AbstractContextManager[Any]] = nullcontext
    ) -> None:
        super().__init__(parent)
        keep_garbage_on_gui_thread()
        let_window_in()
        self._around = around
        self._well = True
        self._acts: queue.Queue[tuple[Callable[[], Any], int] | threading.Event | None] = queue.Queue()
        self.lost = 0
        """How many acts have ended in a fault of ours instead of being stored."""
        self._waiting: dict[int, Written] = {}  # the thread knows receipts by number, so it never holds one last
        self._numbers = count()
        self._over.connect(self._finish)
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many acts have been handed over and not yet told."""
        return len(self._waiting)

    def submit(self, act: Callable[[], Any]) -> Written:
        """Hand over an act, such as `partial(sign_visit, store, visit_id)`; returns its receipt at once."""
        receipt, number = Written(), next(self._numbers)
        self._waiting[number] = receipt
        self._acts.put((act, number))
        return receipt

    def flush(self, seconds: float = 5.0) -> bool:
        """Wait until all that was handed over is carried out. False if it took longer, or came after the end."""
        if not self._thread.is_alive():
            return self._acts.empty()
        reached = threading.Event()
        self._acts.put(reached)
        return reached.wait(seconds)

    def stop(self, seconds: float = 5.0) -> bool:
        """Carry out what is left and end the thread. False if it took longer."""
        self._acts.put(None)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        going_on = True
        while going_on:
            item = self._acts.get()
            with suppress(KollegieError), ExitStack() as stack:  # what is wrong then, the next act meets and tells
                with suppress(KollegieError):  # the act itself meets what is wrong, and its receipt tells it
                    stack.enter_context(self._around())
                self._well = True
                going_on = self._carry_out(item)
                del item
                with suppress(queue.Empty):
                    while going_on and self._well:
                        going_on = self._carry_out(self._acts.get(timeout=IDLE))

    def _carry_out(self, item: tuple[Callable[[], Any], int] | threading.Event | None) -> bool:
        """Do one thing that was handed over. Returns whether there may be more; `_well` says whether it was done."""
        if item is None:
            return False
        if isinstance(item, threading.Event):
            item.set()
            return True
        act, number = item
        try:
            result = act()
        except Exception as problem:
            self._well = False
            self._over.emit(number, None, problem)
        else:
            self._over.emit(number, result, None)
        return True

    @Slot(int, object, object)
    def _finish(self, number: int, result: object, problem: Exception | None) -> None:
        receipt = self._waiting.pop(number)
        if problem is None:
            receipt.done.emit(result)
            self.saved.emit()
        else:
            self.lost += not isinstance(problem, KollegieError)
            receipt.failed.emit(problem)
            self.failed.emit(problem)
            _tell_fault(problem)
