"""The one thread that writes while somebody types: drafts within a quarter of a second, and acts in the order done.

Typing never waits for the disk. What could not be stored stays here in memory and is tried again until it is; the
reason is told. Nothing here knows what an act does: it is any function that writes in one unit of work of its own.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from kollegie.errors import KollegieError
from kollegie.model.visits import Draft
from kollegie.store.drafts import Place, keep_draft, remember_place
from kollegie.store.errors import DiskFull, FolderReadOnly, StoreBusy, StoreError, WriteFailed
from kollegie.store.opening import Store

DEBOUNCE = 0.1
"""Seconds without a key before a draft is written."""

CEILING = 0.15
"""Seconds a draft may wait while typing goes on: a quarter of a second, less what the write takes on a slow disk."""

SEEN_FIRST = 0.04
"""Seconds an act may wait that a key has led to: so long the window shows what the key did without sharing the
processor with the disk. Well within the quarter of a second."""

MOST_ACTS = 1000
PASSING = (DiskFull, FolderReadOnly, StoreBusy, WriteFailed)
"""What the disk refuses for the time being. Only for these is an act kept and tried again: any other refusal stands,
and an act that is tried for ever keeps everything after it from being stored."""

RETRY = 1.0
"""Seconds between tries while the disk refuses."""

IDLE = 5.0
"""Seconds without anything to do after which the thread ends and lets go of its connection."""


class TooMuchWaiting(KollegieError):
    """So many acts wait for the disk that no more are taken."""

    sv = "{waiting} ändringar väntar på att disken ska svara. Vänta tills de är sparade innan du fortsätter."
    en = "{waiting} changes are waiting for the disk to answer. Wait until they are saved before going on."


@dataclass(frozen=True, slots=True)
class Act:
    """Something to store: what is done, and who is told what came of it."""

    perform: Callable[[], Any]
    done: Callable[[Any], None]
    refused: Callable[[KollegieError], None]
    due: float = 0.0
    """From when it may be done, on the clock that only goes forward."""


_Key = tuple[UUID, str, str, str]


class DraftWriter:
    """Stores drafts, places and acts of one open store on a thread of its own.

    Shape: `stored` is called after each write of drafts with those drafts; `troubled` with the reason when the store
    refuses, and with None when it takes writes again. All calls back come on the writer's thread.
    """

    def __init__(
        self,
        store: Store,
        *,
        stored: Callable[[tuple[Draft, ...]], None] = lambda _drafts: None,
        troubled: Callable[[StoreError | None], None] = lambda _problem: None,
    ) -> None:
        self._store = store
        self._stored = stored
        self._troubled = troubled
        self._wake = threading.Condition()
        self._drafts: dict[_Key, Draft] = {}
        self._writing: dict[_Key, Draft] = {}
        self._place: Place | None = None
        self._first = self._last = 0.0
        self._acts: deque[Act] = deque()
        self._hurry = self._closing = self._gave_up = self._busy = False
        self._problem: StoreError | None = None
        self._lost = 0
        self._thread: threading.Thread | None = None

    def type(self, draft: Draft) -> None:
        """Take what stands in a field after a key; only the latest text of a field waits."""
        with self._wake:
            self._waiting_since()
            self._drafts[_key(draft)] = draft
            self._start()

    def stand_at(self, place: Place) -> None:
        """Take where the writer stands; it is stored along with the next draft, or by itself."""
        with self._wake:
            self._waiting_since()
            self._place = place
            self._start()

    def perform(
        self,
        act: Callable[[], Any],
        done: Callable[[Any], None] = lambda _result: None,
        refused: Callable[[KollegieError], None] = lambda _problem: None,
        *,
        seen_first: bool = False,
    ) -> None:
        """Have an act done after everything that was asked before it.

        An act the disk refuses is kept and tried again; any other refusal goes to `refused`. With `seen_first` it
        waits so long that what led to it is shown first, unless an act behind it or a `flush` may not wait.
        Raises: TooMuchWaiting.
        """
        due = time.monotonic() + SEEN_FIRST if seen_first else 0.0
        with self._wake:
            if len(self._acts) >= MOST_ACTS:
                raise TooMuchWaiting(waiting=len(self._acts))
            self._acts.append(Act(act, done, refused, due))
            self._start()

    def flush(self, timeout: float = 5.0) -> bool:
        """Wait until everything is stored. Returns whether it is; a disk that refuses is given one more try."""
        began = time.monotonic()
        until = began + timeout
        with self._wake:
            self._hurry = True
            self._start()
            while self._unstored:
                if self._problem is not None:
                    until = min(until, began + RETRY + 0.5)
                left = until - time.monotonic()
                if left <= 0 or not self._wake.wait(left):
                    break
            self._hurry = False
            return not self._unstored

    @property
    def waiting(self) -> tuple[Draft, ...]:
        """Drafts that are typed and not yet stored."""
        with self._wake:
            return tuple((self._writing | self._drafts).values())

    @property
    def problem(self) -> StoreError | None:
        """Why nothing is stored just now, None when all is well."""
        return self._problem

    @property
    def lost(self) -> int:
        """How many acts a fault of ours has ended: they are not stored, and nobody was told why."""
        return self._lost

    def close(self, timeout: float = 5.0) -> bool:
        """Store what waits and end the thread.

        Returns whether everything was stored; what was not is still `waiting`.
        """
        stored = self.flush(timeout)
        with self._wake:
            self._closing = True
            self._wake.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join(timeout)
        return stored

    @property
    def _unstored(self) -> bool:
        return bool(self._drafts or self._place or self._acts or self._busy)

    def _waiting_since(self) -> None:
        self._last = time.monotonic()
        if not self._drafts and self._place is None:
            self._first = self._last

    def _start(self) -> None:
        """Wake the thread; begin it anew if a fault in an act has ended it."""
        if self._thread is None or not self._thread.is_alive():
            self._closing = self._gave_up = self._busy = False
            self._thread = threading.Thread(target=self._run, name="drafts", daemon=True)
            self._thread.start()
        self._wake.notify_all()

    def _run(self) -> None:
        try:
            while self._live():
                pass
        finally:
            with self._wake:
                if self._thread in (None, threading.current_thread()):
                    self._busy = False
                self._wake.notify_all()

    def _live(self) -> bool:
        """Work on one connection until the disk refuses or there is nothing to do. Returns whether to begin again."""
        try:
            with self._store.staying_open():
                while self._step():
                    pass
                return False
        except StoreError as problem:
            self._trouble(problem)
            return not self._gave_up

    def _step(self) -> bool:
        """Wait for something to be due and do it. Returns False when nothing has been for a while, or ever will be.

        Raises: StoreError when the disk refuses; what should have been stored then waits again.
        """
        with self._wake:
            until = time.monotonic() + IDLE
            while not self._due():
                left = self._time_left()
                if self._closing or (left is None and time.monotonic() >= until):
                    self._thread = None  # whoever asks for something next begins a new one
                    return False
                self._wake.wait(until - time.monotonic() if left is None else left)
            self._writing, self._drafts = self._drafts, {}
            place, self._place = self._place, None
            act = self._acts[0] if self._acts and self._acts_due() else None
            self._busy = True
        try:
            self._do(place, act)
        except StoreError:
            self._keep(place)
            raise
        with self._wake:
            self._busy = False
            self._wake.notify_all()
        return True

    def _due(self) -> bool:
        if self._acts and self._acts_due():
            return True
        return (bool(self._drafts) or self._place is not None) and (
            self._hurry or self._closing or self._first_due() <= time.monotonic()
        )

    def _acts_due(self) -> bool:
        """Whether any act may wait no longer: those before it are done first, so the first of them is due."""
        return self._hurry or self._closing or min(act.due for act in self._acts) <= time.monotonic()

    def _first_due(self) -> float:
        return min(self._last + DEBOUNCE, self._first + CEILING)

    def _time_left(self) -> float | None:
        """Seconds until something is due, None when nothing waits."""
        dues = [min(act.due for act in self._acts)] if self._acts else []
        if self._drafts or self._place is not None:
            dues.append(self._first_due())
        return max(0.0, min(dues) - time.monotonic()) if dues else None

    def _do(self, place: Place | None, act: Act | None) -> None:
        if self._writing or place is not None:
            self._write(tuple(self._writing.values()), place)
            self._well()
            written, self._writing = tuple(self._writing.values()), {}
            if written:
                self._stored(written)
        if act is not None:
            self._perform(act)

    def _perform(self, act: Act) -> None:
        try:
            result = act.perform()
        except PASSING as problem:
            if not isinstance(problem.__cause__, IntegrityError):
                raise
            self._acts.popleft()
            act.refused(problem)
        except KollegieError as problem:  # trying again would bring neither a record back nor a better file
            self._acts.popleft()
            act.refused(problem)
        except BaseException:
            self._acts.popleft()
            self._lost += 1
            raise
        else:
            self._acts.popleft()
            self._well()
            act.done(result)

    def _write(self, drafts: tuple[Draft, ...], place: Place | None) -> None:
        with self._store.work() as work:
            for draft in drafts:
                keep_draft(work, draft)
            if place is not None:
                remember_place(work, place, work.at)

    def _keep(self, place: Place | None) -> None:
        """Put back what could not be written, under anything typed since."""
        with self._wake:
            self._drafts = self._writing | self._drafts
            self._writing = {}
            self._place = self._place or place
            self._busy = False

    def _trouble(self, problem: StoreError) -> None:
        if self._problem is None or self._problem.sentence() != problem.sentence():
            self._problem = problem
            self._troubled(problem)
        with self._wake:
            self._busy = False
            self._wake.notify_all()
            self._wake.wait_for(lambda: self._closing, RETRY)
            self._gave_up = self._closing

    def _well(self) -> None:
        if self._problem is not None:
            self._problem = None
            self._troubled(None)


def _key(draft: Draft) -> _Key:
    return draft.visit_id, draft.question, draft.row, draft.field
