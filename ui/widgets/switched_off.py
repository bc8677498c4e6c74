"""A part that is off while what was pressed in it goes on."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from ui.widgets.tab_order import stands_within


class SwitchedOff:
    """Switches a part off, and on again at `end`: whoever stood in it stands there again, and not on the way out
    beside it, unless they have gone on to something else meanwhile."""

    def __init__(self, part: QWidget) -> None:
        self._part = part
        self._stood = part.window().focusWidget() if stands_within(part) else None
        part.setEnabled(False)
        self._moved_to = part.window().focusWidget()

    def end(self) -> None:
        """Switch it on again, if it is still there."""
        if not isValid(self._part):
            return
        self._part.setEnabled(True)
        stood = self._stood
        if stood is None or not isValid(stood) or not stood.isVisible():
            return
        if stood.window().focusWidget() is self._moved_to:
            stood.setFocus()
