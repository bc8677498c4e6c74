"""Knows when nobody touches the computer any more, and when it has been asleep."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot

TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.InputMethod,
    }
)
CHECK_EVERY = 1.0
QUIET_AFTER = 60.0
ASLEEP_FROM = 60.0


class IdleLock(QObject):
    """`due` tells that it is time to lock: after `minutes` without a touch, or when the computer wakes from sleep; then
    `woken` says so first. `quiet` tells at each look that nobody has touched it for a minute.

    Shape: `clock` counts seconds also through sleep where the system can; the wall clock is used, and a jump of more
    than a minute between two checks counts as sleep, whichever way it goes.
    """

    due = Signal()
    quiet = Signal()
    woken = Signal()

    def __init__(self, minutes: float, clock: Callable[[], float] = time.time, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._minutes = minutes
        self._clock = clock
        self._touched = self._checked = clock()
        self._timer = QTimer(self)
        self._timer.setInterval(round(CHECK_EVERY * 1000))
        self._timer.timeout.connect(self.check)

    def start(self) -> None:
        """Begin to count."""
        self._touched = self._checked = self._clock()
        self._timer.start()

    def stop(self) -> None:
        """Stop counting."""
        self._timer.stop()

    def wait_for(self, minutes: float) -> None:
        """Count to another number of minutes."""
        self._minutes = minutes

    @Slot()
    def check(self) -> None:
        """Look whether it is time."""
        now = self._clock()
        slept = abs(now - self._checked) > ASLEEP_FROM
        self._checked = now
        if slept or now - self._touched >= self._minutes * 60:
            self._touched = now
            if slept:
                self.woken.emit()
            self.due.emit()
        elif now - self._touched >= QUIET_AFTER:
            self.quiet.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in TOUCHES:
            self._touched = self._clock()
        return False
