"""Hears from the desktop when the person locks it, when the lid closes and when the computer goes to sleep.

On Linux logind tells it over D-Bus, and so do the desktops' screen savers. Where nobody tells (no D-Bus, Windows,
macOS) sleep is noticed on waking by `IdleLock`, the lock of the desktop is not; `heard` says which it is.
"""

from __future__ import annotations

import os
from typing import Any

from PySide6.QtCore import SLOT, QObject, Signal, Slot

LOGIN = "org.freedesktop.login1"
MANAGER = "org.freedesktop.login1.Manager"
SESSION = "org.freedesktop.login1.Session"
SAVERS = (
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.freedesktop.ScreenSaver", "/ScreenSaver"),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
)
ANSWER_MS = 500
"""How long the desktop may take to say which session this is; the window does not wait for it longer."""


class SessionLock(QObject):
    """`due` tells that the desktop is being locked or the computer goes to sleep; then `sleeping` says so first."""

    due = Signal()
    sleeping = Signal()

    def __init__(self, system: Any = None, session: Any = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heard: list[str] = []
        try:
            from PySide6.QtDBus import QDBusConnection
        except ImportError:  # a build of Qt without it
            return
        self._listen(system or QDBusConnection.systemBus(), session or QDBusConnection.sessionBus())

    @property
    def heard(self) -> tuple[str, ...]:
        """What will be heard: "sleep", "lock", "screen saver"; empty where the desktop tells nothing."""
        return tuple(dict.fromkeys(self._heard))

    def _listen(self, system: Any, session: Any) -> None:
        if system.isConnected():
            asleep = SLOT("fall_asleep(bool)")
            if system.connect(LOGIN, "/org/freedesktop/login1", MANAGER, "PrepareForSleep", self, asleep):
                self._heard.append("sleep")
            path = _own_session(
                system
            )  # where it is not told, any session's lock is heard: too often rather than never
            if system.connect(LOGIN, path, SESSION, "Lock", self, SLOT("lock()")):
                self._heard.append("lock")
        if session.isConnected():
            for service, path in SAVERS:
                if session.connect(service, path, service, "ActiveChanged", self, SLOT("cover(bool)")):
                    self._heard.append("screen saver")

    @Slot(bool)
    def fall_asleep(self, going: bool) -> None:
        """logind: about to sleep (True), or awake again."""
        if going:
            self.sleeping.emit()
            self.due.emit()

    @Slot()
    def lock(self) -> None:
        """logind: this session is to be locked."""
        self.due.emit()

    @Slot(bool)
    def cover(self, active: bool) -> None:
        """The screen saver has come up (True), or gone."""
        if active:
            self.due.emit()


def _own_session(system: Any) -> str:
    """The path of the login session this process belongs to; empty where there is none."""
    from PySide6.QtDBus import QDBus, QDBusMessage

    asked = QDBusMessage.createMethodCall(LOGIN, "/org/freedesktop/login1", MANAGER, "GetSessionByPID")
    asked.setArguments([os.getpid()])
    answer = system.call(asked, QDBus.CallMode.Block, ANSWER_MS)
    given = answer.arguments()
    if answer.type() != QDBusMessage.MessageType.ReplyMessage or not given:
        return ""
    path = given[0]
    return str(path.path() if hasattr(path, "path") else path)
