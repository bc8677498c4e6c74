"""Where faults are written down: one small scrubbed file in the user's log folder, and the hooks that lead to it.

A fault in a slot does not end the program: Qt goes on, so without these hooks it would vanish unseen. What a user
typed never reaches the file: neither messages of exceptions nor values of variables are written.
"""

from __future__ import annotations

import faulthandler
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from ui.problems import report_of

LARGEST = 512 * 1024
HARMLESS = ("This plugin does not support propagateSizeHints()",)


class CrashLog(QObject):
    """Writes faults down and tells the window of each, on the GUI thread.

    `fault` tells the report of an unexpected error in a slot, a thread or a finaliser.
    """

    fault = Signal(str)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self._lock = threading.Lock()
        self._native: TextIO | None = None

    def install(self) -> None:
        """Catch what nobody else does, from now on."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if self.path.exists() and self.path.stat().st_size > LARGEST:
                self.path.replace(self.path.with_suffix(".old.log"))
            self._native = self.path.with_suffix(".native.log").open("a", encoding="utf-8")
            faulthandler.enable(self._native)
        except OSError:
            faulthandler.enable()
        sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_in_thread
        sys.unraisablehook = self._unraisable
        qInstallMessageHandler(self._said_by_qt)

    def remove(self) -> None:
        """Hand the hooks back before the interpreter is taken down."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        sys.unraisablehook = sys.__unraisablehook__
        qInstallMessageHandler(None)
        faulthandler.disable()
        if self._native is not None:
            self._native.close()
            self._native = None

    def write(self, text: str) -> None:
        """Add an entry with the moment it was made; a full disk or a read-only folder loses the entry, not the work."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self._lock, self.path.open("a", encoding="utf-8") as file:
                file.write(f"{datetime.now(UTC).isoformat(timespec='seconds')}\n{text}\n\n")
        except OSError:
            pass

    def hear(self, error: Exception) -> None:
        """Write down what a task or an act failed with, and tell the window of it."""
        self._uncaught(type(error), error, error.__traceback__)

    def _uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        report = report_of(kind, trace)
        self.write(report)
        self.fault.emit(report)

    def _uncaught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_type is not SystemExit:
            self._uncaught(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)

    def _unraisable(self, args: sys.UnraisableHookArgs) -> None:
        self._uncaught(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)

    def _said_by_qt(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if kind is QtMsgType.QtDebugMsg or message.startswith(HARMLESS):
            return
        self.write(f"Qt {kind.name}: {message.splitlines()[0][:200]}")
