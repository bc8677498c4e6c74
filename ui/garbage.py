"""Python's garbage is collected on the GUI thread only.

A collection that happens to run in a background thread frees widgets there while Qt works with them here, and the
program ends in a crash without a trace. So the automatic collection is off, and this looks after it between events.
"""

from __future__ import annotations

import gc
from time import monotonic

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Slot

EVERY = 400
"""Milliseconds between looks; a look without work takes microseconds."""
YOUNG = 5_000
"""Objects made until those that outlived a look are looked at once more: so few that it takes some milliseconds, while
the cards of several sections of a long checklist would hold up an answer for 50 ms (measured).
"""
OLD = 400
"""So many of these until all that is not set aside is looked through, should nobody ever leave the computer alone."""
SLOW = 0.03
"""Seconds: what outlives a slower look through everything is set aside, so that the next one does not go through it."""
AGAIN = 600.0
"""Seconds until what was set aside is looked through once more, at the first moment nobody is at the computer."""


class Garbage(QObject):
    """Collects the young as often as Python itself would, and the older ones in small portions.

    Everything is looked through while nobody is at the computer (`look_again`), and hardly ever else: that takes tenths
    of a second.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._set_aside: float | None = None
        self._made = 0
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @Slot()
    def look(self) -> None:
        """Collect the young, and the older ones when their turn has come.

        However much a background thread has made at once, it is young: to look at the old for its sake held up the
        window for half a second while a sync ran (measured).
        """
        made = gc.get_count()
        if made[0] <= gc.get_threshold()[0]:
            return
        self._made += made[0]
        if made[2] > OLD:
            self._look_through()
        elif self._made <= YOUNG:
            gc.collect(0)
            return
        else:
            gc.collect(1)
        self._made = 0

    def set_aside(self) -> None:
        """Look no longer at what is there now, until it is looked through once more in a quiet moment."""
        gc.freeze()
        self._set_aside = self._set_aside or monotonic()

    def look_again(self) -> None:
        """Nobody is at the computer: go through what was set aside too, once it has lain for a while."""
        if self._set_aside is not None and monotonic() - self._set_aside > AGAIN:
            gc.unfreeze()
            self._set_aside = None
            self._made = 0
            self._look_through()

    def _look_through(self) -> None:
        """Collect everything; a checklist of thousands of questions is gone through once and not at every answer."""
        began = monotonic()
        gc.collect()
        if monotonic() - began > SLOW:
            self.set_aside()


def leave_program_alone() -> None:
    """Look no more at what is there now: the program itself, hundreds of thousands of objects that stay anyway.

    Called once, when everything heavy has been loaded and before the window with the person's work is made.
    """
    gc.freeze()


def set_aside_what_stays() -> None:
    """Something large has been made and stays for a while, as an opened visit does: no key waits for a look at it."""
    garbage = _kept()
    if garbage is not None:
        garbage.set_aside()


def look_again_in_quiet() -> None:
    """Nobody is at the computer just now: no key waits for whatever is looked through."""
    garbage = _kept()
    if garbage is not None:
        garbage.look_again()


def _kept() -> Garbage | None:
    app = QCoreApplication.instance()
    garbage = app.findChild(Garbage) if app is not None else None
    return garbage if isinstance(garbage, Garbage) else None


def keep_garbage_on_gui_thread() -> None:
    """See to it that no background thread ever collects; asked again, it does nothing."""
    app = QCoreApplication.instance()
    if app is not None and app.findChild(Garbage) is None:
        Garbage(app)
