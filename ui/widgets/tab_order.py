"""Where Tab goes when parts come later than those that stand below them: Qt puts what is made last at the end.

And whether somebody stands in a part that is about to go.
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid


def tab_before(last: QWidget, *parts: QWidget) -> None:
    """Let Tab go through these parts, each from its first to its last, and then to `last`, from where it came to it.

    It is done when the parts have come to their window: alone in a form that is still being made, Qt takes the last
    part for the one before the first. No part may hold a widget that hands its focus to one within itself: such a
    widget keeps its old place, and Tab would go from there back to the parts and never on.
    """
    QTimer.singleShot(0, last, partial(_order, last, parts))


def first_stop(part: QWidget) -> QWidget | None:
    """The first part within that Tab goes to."""
    return next(iter(_stops(part)), None)


def stands_within(*parts: QWidget) -> bool:
    """Whether whoever uses the window stands on or in one of these parts, also while another window is in front."""
    standing = ((part, part.window().focusWidget()) for part in parts)
    return any(stop is not None and (stop is part or part.isAncestorOf(stop)) for part, stop in standing)


def _order(last: QWidget, parts: tuple[QWidget, ...]) -> None:
    window = last.window()
    stops = [stop for part in parts if isValid(part) for stop in _stops(part) if stop.window() is window]
    if not stops:
        return
    for one, following in pairwise((last, *stops)):
        QWidget.setTabOrder(one, following)
    QWidget.setTabOrder(stops[-1], last)


def _stops(part: QWidget) -> list[QWidget]:
    return [one for one in (part, *part.findChildren(QWidget)) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
