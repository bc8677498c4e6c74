"""The sync nobody asks for: now and then while the window is open, and silent when the hub does not answer."""

from __future__ import annotations

import random

from PySide6.QtCore import QObject, QTimer, Slot

from ui.sync.syncing import Syncing

LONGEST = 60
"""Minutes between two tries at most, however often the hub has not answered."""


class QuietSync(QObject):
    """Starts a sync every so many minutes, a little earlier or later by chance, so that laptops do not come at once.

    Units: minutes; 0 never. After a try that met no hub the pause is doubled, up to an hour.
    """

    def __init__(self, syncing: Syncing, minutes: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._syncing = syncing
        self._minutes = minutes
        self._pause = float(minutes)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.try_now)
        syncing.finished.connect(self._met)
        syncing.failed_quietly.connect(self._missed)
        self.wait_for(minutes)

    @property
    def pause(self) -> float:
        """Minutes until the next try, without the part of chance."""
        return self._pause

    def wait_for(self, minutes: int) -> None:
        """Sync as often as this from now on."""
        self._minutes = minutes
        self._pause = float(minutes)
        self._wait()

    @Slot()
    def try_now(self) -> None:
        """Sync, if this laptop has a hub and no sync runs."""
        state = self._syncing.state
        if state is not None and state.hub is not None:
            self._syncing.start_quietly()
        self._wait()

    def _wait(self) -> None:
        if self._minutes == 0:
            self._timer.stop()
        else:
            self._timer.start(round(self._pause * random.uniform(0.8, 1.2) * 60_000))

    @Slot(object)
    def _met(self, _receipt: object) -> None:
        self._pause = float(self._minutes)
        self._wait()

    @Slot(Exception)
    def _missed(self, _problem: Exception) -> None:
        self._pause = min(2 * self._pause, max(LONGEST, self._minutes))
        self._wait()
