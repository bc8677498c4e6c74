"""Let the window run as it does while somebody works in it."""

from __future__ import annotations

from PySide6.QtCore import QEventLoop, QTimer


def let_run(milliseconds: int) -> None:
    """Let the window and the threads beside it work for so long.

    Never `QTest.qWait` where a thread is waited for: it keeps Python's lock all the while, which the program's own
    event loop does not, and the thread that writes comes no further than between two waits.
    """
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
