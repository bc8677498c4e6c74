"""One window per database: a second start rings the first one's bell and leaves."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget

WAIT = 1000  # milliseconds for the other window to answer


def call_forward(name: str) -> bool:
    """Ask the window that has the database open to come forward. False if it does not answer."""
    socket = QLocalSocket()
    socket.connectToServer(_bell(name))
    reached = socket.waitForConnected(WAIT)
    if reached:
        socket.disconnectFromServer()
    return reached


class Doorbell(QObject):
    """`rung` tells that the program was started once more for the same database. Only the same user can ring."""

    rung = Signal()

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        QLocalServer.removeServer(_bell(name))  # left behind by a process that was killed; the lock file says so
        self._server.listen(_bell(name))

    @Slot()
    def _answer(self) -> None:
        caller = self._server.nextPendingConnection()
        if caller is not None:
            caller.disconnected.connect(caller.deleteLater)
        self.rung.emit()


def _bell(name: str) -> str:
    return f"kollegie-{name}"


def come_forward(window: QWidget) -> None:
    """Show the window over the others."""
    window.setWindowState(window.windowState() & ~window.windowState().WindowMinimized)
    window.raise_()
    window.activateWindow()
