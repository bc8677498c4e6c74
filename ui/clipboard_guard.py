"""What is copied here is taken off the clipboard after half a minute: it may be what somebody told at a visit."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QClipboard, QGuiApplication

KEPT_MS = 30_000


class ClipboardGuard(QObject):
    """Clears the clipboard when what lies there after a while is still what was copied here, and at the lock.

    Shape: `ours` says whether a change just now was made by this program. Of what was copied only a digest is kept.
    """

    def __init__(
        self,
        clipboard: QClipboard,
        kept_ms: int = KEPT_MS,
        ours: Callable[[], bool] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._clipboard = clipboard
        self._ours = ours or self._copied_here
        self._digest = b""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(kept_ms)
        self._timer.timeout.connect(self.clear)
        clipboard.dataChanged.connect(self._notice)

    @Slot()
    def clear(self) -> None:
        """Take away what was copied here; what another program has put there stays."""
        self._timer.stop()
        if self._digest and self._digest == _digest(self._clipboard.text()):
            self._clipboard.clear()
        self._digest = b""

    @Slot()
    def _notice(self) -> None:
        text = self._clipboard.text()
        self._digest = _digest(text) if text and self._ours() else b""
        if self._digest:
            self._timer.start()
        else:
            self._timer.stop()

    def _copied_here(self) -> bool:
        """By the system's word, or because the window in front is ours."""
        active = QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive
        return self._clipboard.ownsClipboard() or active


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()
