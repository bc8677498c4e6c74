"""Two rules at a time: one words its signals while numpy counts for the other, which needs no interpreter for it."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from threading import Event, Lock, RLock
from typing import Any, Generic, TypeVar, overload

Given = TypeVar("Given")
Value = TypeVar("Value")
Work = Callable[[Event], Given]
"""Work that looks at the event now and then, and ends early once it is set."""
TURN = 0.0005
"""Seconds a thread may keep the interpreter while another waits: numpy asks for it between any two of its steps."""


class Once:
    """What has been worked out, each thing once, also where two threads ask for it: the second waits for just that."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: dict[object, Any] = {}
        self._making: dict[object, RLock] = {}

    def made(self, what: object, make: Callable[[], Value]) -> Value:
        """The thing that goes by this name, made now if it has not been."""
        if what not in self._held:
            with self._lock:
                own = self._making.setdefault(what, RLock())
            with own:
                if what not in self._held:
                    self._held[what] = make()
        value: Value = self._held[what]
        return value


class made_once(Generic[Value]):  # noqa: N801 - used as `property` and `cached_property` are
    """A property that is worked out when it is first asked for, and kept in the holder's `once`."""

    def __init__(self, make: Callable[[Any], Value]) -> None:
        self._make, self._name, self.__doc__ = make, make.__name__, make.__doc__

    @overload
    def __get__(self, holder: None, owner: type) -> made_once[Value]: ...

    @overload
    def __get__(self, holder: Any, owner: type) -> Value: ...

    def __get__(self, holder: Any, owner: type) -> Value | made_once[Value]:
        if holder is None:
            return self
        value: Value = holder.once.made(self._name, lambda: self._make(holder))
        return value


def two_at_once(works: Sequence[Work[Given]]) -> Generator[tuple[int, Given]]:
    """Do the works in two threads, begun in their order; the number of each and what it gave, as each is done.

    Whoever stops asking stops the works: those not begun are left, those under way end at their next look.
    """
    stop = Event()
    with ThreadPoolExecutor(2) as pool, _short_turns():
        waiting = {pool.submit(work, stop): number for number, work in enumerate(works)}
        try:
            for done in as_completed(waiting):
                yield waiting[done], done.result()
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)


def one_by_one(works: Sequence[Work[Given]]) -> Generator[tuple[int, Given]]:
    """The same in the thread that asks."""
    for number, work in enumerate(works):
        yield number, work(Event())


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Let Python look for no garbage meanwhile: signals point at nothing that points back, and all of them stay.

    A third of the time in which ten thousand signals are worded went to looking them through again and again, and a
    tenth to looking them through once afterwards: so they are counted among what is old at once.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.freeze()
            gc.unfreeze()
            gc.enable()


@contextmanager
def _short_turns() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
