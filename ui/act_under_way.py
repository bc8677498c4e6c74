"""An act that is on its way to be stored, so that what is pressed twice is done once."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from ui.tasks import Written
from ui.widgets.switched_off import SwitchedOff


class ActUnderWay(QObject):
    """Tells whether an act of one part of the screen is under way. Its buttons stay on meanwhile, and keep the focus;
    what is written and would be stored twice is `off` until the act is over.

    It is over when the act is refused, or when what it changed has been looked at anew, also where that look failed.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.going_on = False
        self._off: SwitchedOff | None = None

    def begin(self, act: Written, off: QWidget | None = None) -> None:
        """The act was handed over."""
        self.going_on = True
        self._off = None if off is None else SwitchedOff(off)
        act.failed.connect(self.end)

    def end_after(self, look: Written) -> None:
        """It is stored, and over when this look has been shown or has failed."""
        look.done.connect(self.end)
        look.failed.connect(self.end)

    @Slot()
    def end(self) -> None:
        """It is over."""
        self.going_on = False
        if self._off is not None:
            self._off.end()
        self._off = None
