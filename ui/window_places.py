"""Where windows stand on the screen, from one start to the next."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

FIRST_SIZE = QSize(1440, 900)
FRAME = QSize(8, 40)
"""What the system's title bar and borders take around a window; not known before it is shown."""


class WindowPlaces:
    """Puts a window where the one of that name stood last, and remembers where it stands now. Kept in a file."""

    def __init__(self, file: Path) -> None:
        self._kept = QSettings(str(file), QSettings.Format.IniFormat)

    def place(self, window: QWidget, name: str) -> None:
        """Put a window in its place; the first time in the middle of the screen."""
        kept = self._kept.value(f"{name}/geometry")
        screen = QGuiApplication.primaryScreen()
        if kept is None or not window.restoreGeometry(kept):
            room = screen.availableGeometry() if screen else None
            size = FIRST_SIZE.boundedTo(room.size() - FRAME) if room else FIRST_SIZE
            window.resize(size)
            if room:
                window.move(room.center() - window.rect().center())

    def remember(self, window: QWidget, name: str) -> None:
        """Let the next window of this name stand where this one does."""
        self._kept.setValue(f"{name}/geometry", window.saveGeometry())
        self._kept.sync()
