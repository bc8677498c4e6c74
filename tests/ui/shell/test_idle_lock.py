from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from pytestqt.qtbot import QtBot

from ui.idle_lock import IdleLock


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def seconds_until_due(lock: IdleLock, clock: Clock, at_most: int) -> int | None:
    due: list[bool] = []
    lock.due.connect(lambda: due.append(True))
    for passed in range(1, at_most + 1):
        clock.now += 1
        lock.check()
        if due:
            return passed
    return None


def test_it_is_time_after_the_minutes_chosen_and_not_before() -> None:
    clock = Clock()

    assert seconds_until_due(IdleLock(5, clock), clock, 400) == 300


def test_a_touch_starts_the_count_again() -> None:
    clock = Clock()
    lock = IdleLock(1, clock)
    clock.now += 50
    lock.check()

    lock.eventFilter(QObject(), QEvent(QEvent.Type.KeyPress))

    assert seconds_until_due(lock, clock, 100) == 60


def test_what_is_not_a_touch_does_not_count() -> None:
    clock = Clock()
    lock = IdleLock(1, clock)
    clock.now += 50
    lock.check()

    lock.eventFilter(QObject(), QEvent(QEvent.Type.Paint))

    assert seconds_until_due(lock, clock, 100) == 10


def test_waking_from_sleep_locks_at_once() -> None:
    clock = Clock()
    lock = IdleLock(15, clock)
    clock.now += 61

    assert seconds_until_due(lock, clock, 1) == 1


def test_a_clock_set_back_locks_rather_than_never(qtbot: QtBot) -> None:
    clock = Clock()
    lock = IdleLock(15, clock)
    clock.now -= 86_400

    with qtbot.waitSignal(lock.due):
        lock.check()


def test_other_minutes_count_from_the_last_touch() -> None:
    clock = Clock()
    lock = IdleLock(15, clock)

    lock.wait_for(1)

    assert seconds_until_due(lock, clock, 100) == 60


def test_a_minute_without_a_touch_is_a_quiet_moment() -> None:
    clock = Clock()
    lock = IdleLock(15, clock)
    quiet: list[float] = []
    lock.quiet.connect(lambda: quiet.append(clock.now))

    for passed in range(1, 71):
        clock.now += 1
        if passed == 5:
            lock.eventFilter(QObject(), QEvent(QEvent.Type.KeyPress))
        lock.check()

    assert quiet[0] == 1065
