"""The cameras of this computer as a window meets them: looked for and looked through in threads of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from kollegie.progress import Progress
from kollegie.visiting.cameras import Camera, Frame, find_cameras, watch
from ui.tasks import Task


class CameraFinder(QObject):
    """Knows which cameras there are. `found` tells whether there are any, each time they have been looked for."""

    found = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cameras: tuple[Camera, ...] = ()
        self.find = find_cameras
        self._task: Task | None = None

    @Slot()
    def look(self) -> None:
        """Look for them, unless that is going on."""
        if self._task is None:
            self._task = Task(partial(_found, self.find))
            self._task.succeeded.connect(self._take)
            self._task.ended.connect(self._end)
            self._task.start()

    @Slot(object)
    def _take(self, cameras: tuple[Camera, ...]) -> None:
        self.cameras = cameras
        self.found.emit(bool(cameras))

    @Slot()
    def _end(self) -> None:
        self._task = None


def _found(find: Callable[[], tuple[Camera, ...]], _progress: Progress) -> tuple[Camera, ...]:
    return find()


class Watching(QObject):
    """One camera that is looked through until `stop`. `seen` tells each picture, `failed` why there are no more.

    A picture that comes while the window is still busy with the one before is passed over.
    """

    seen = Signal(QImage)
    failed = Signal(Exception)
    _came = Signal(object)

    def __init__(self, camera: Camera) -> None:
        super().__init__()
        self._free = threading.Semaphore()
        self._came.connect(self._show)
        self._task = Task(partial(watch, camera, self._hand_over))
        self._task.failed.connect(self.failed)
        self._task.start()

    @Slot()
    def stop(self) -> None:
        """Let the camera go, and tell nothing more."""
        self.blockSignals(True)
        self._task.cancel()

    @property
    def has_let_go(self) -> bool:
        """Whether the camera is free for others."""
        return not self._task.is_alive

    def _hand_over(self, frame: Frame) -> None:
        if self._free.acquire(blocking=False):
            self._came.emit(frame)

    @Slot(object)
    def _show(self, frame: Frame) -> None:
        self._free.release()
        image = QImage(frame.pixels, frame.wide, frame.high, frame.wide * 3, QImage.Format.Format_RGB888)
        self.seen.emit(image.copy())
