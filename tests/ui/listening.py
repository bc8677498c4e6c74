"""Meeting a window as somebody who listens to it, goes about it by Tab, or sees little contrast.

Each function returns what is wrong, in words that name the part; nothing wrong, nothing returned.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TypeVar

import numpy
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QWidget,
)

from kollegie.model.severity import Severity
from ui.tokens import contrast_ratio
from ui.widgets.error_line import ErrorLine
from ui.widgets.severity_mark import SeverityMark
from ui.widgets.sheet import Sheet
from ui.widgets.strip import Strip
from ui.widgets.two_line_delegate import ROW_ROLE, Row

ACTED_ON = (
    QAccessible.Role.Button,
    QAccessible.Role.CheckBox,
    QAccessible.Role.RadioButton,
    QAccessible.Role.ComboBox,
    QAccessible.Role.EditableText,
    QAccessible.Role.ListItem,
    QAccessible.Role.Link,
)
W = TypeVar("W", bound=QWidget)
LEAST_CONTRAST = 4.5
MOST_STOPS = 150
MOST_CHILDREN = 40
"""Rows of one list that are listened to; the rest are made by the same delegate."""


def unheard(widget: QWidget) -> list[str]:
    """What somebody who listens to the window cannot tell: parts with the focus, rows of lists and buttons without a
    name, with no role or with another state than they show, found by walking the accessibility tree as a screen reader
    does."""
    face = QAccessible.queryAccessibleInterface(widget)
    if face is None:
        return [f"{type(widget).__name__} is not in the tree"]
    found: list[str] = []
    waiting, met = [(face, type(widget).__name__)], 0
    while waiting:
        one, path = waiting.pop()
        if not one.isValid() or one.state().invisible:
            continue
        met += 1
        found += [f"{fault}: {path}" for fault in _faults_of(one)]
        for number in range(min(one.childCount(), MOST_CHILDREN)):
            child = one.child(number)
            if child is not None:
                inside = child.object()
                kind = type(inside).__name__ if inside is not None else child.role().name
                waiting.append((child, f"{path}/{kind}"))
    if met < 2:
        found.append(f"{type(widget).__name__}: the tree has nothing in it")
    return found


def _faults_of(one: QAccessible) -> Iterator[str]:
    """What is wrong with one part of the tree."""
    role, state = one.role(), one.state()
    name = one.text(QAccessible.Text.Name) or one.text(QAccessible.Text.Description)
    part = one.object()
    if isinstance(part, QWidget):
        name = name or part.accessibleName()
    if (role in ACTED_ON or state.focusable) and not name and not _stands_for_another(part):
        yield f"no name ({role.name})"
    scrolls = isinstance(part, QAbstractScrollArea)  # Qt knows no role for what only scrolls
    if state.focusable and not scrolls and role in (QAccessible.Role.NoRole, QAccessible.Role.Client):
        yield f"no role {name!r}"
    if not isinstance(part, QWidget):
        return
    if bool(state.disabled) is part.isEnabled():
        yield f"not told whether it can be used {name!r}"
    if isinstance(part, QComboBox):
        if not state.expandable or bool(state.expanded) is not part.view().isVisible():
            yield f"not told whether its list is open {name!r}"
        if not (one.text(QAccessible.Text.Value) or not part.currentText()):
            yield f"not told what is chosen {name!r}"
    if isinstance(part, QPushButton) and part.menu() is not None and not state.hasPopup:
        yield f"not told that it opens a menu {name!r}"
    if isinstance(part, QAbstractItemView) and (rows := part.selectionModel()) is not None:
        chosen = {index.row() for index in rows.selectedIndexes()}
        for number in range(min(one.childCount(), MOST_CHILDREN)):
            row = one.child(number)
            if row is None or row.role() != QAccessible.Role.ListItem or not row.isValid() or row.state().invisible:
                continue
            if bool(row.state().selected) is not (number in chosen):
                yield f"not told which row is chosen {row.text(QAccessible.Text.Name)!r}"
    if isinstance(part, QAbstractButton) and part.isCheckable():
        if bool(state.checked) is not part.isChecked():
            yield f"not told whether it is chosen {name!r}"
        if isinstance(part, QRadioButton | QCheckBox) and not state.checkable:
            yield f"not told that it can be chosen {name!r}"
    if isinstance(part, QPlainTextEdit) and part.isReadOnly() and not state.readOnly:
        yield f"not told that it can only be read {name!r}"


def loose_faults(widget: QWidget) -> list[str]:
    """The sentences about a field that are not said of the field itself, where the focus meets them."""
    found = []
    for line in _visible(widget, ErrorLine):
        field = line._field
        if field is None:
            continue
        heard = [part for part in (field, field.focusProxy()) if part is not None and part.isVisible()]
        if not any(line.sentence in part.accessibleDescription() for part in heard):
            found.append(f"{line.sentence!r} is not heard at {type(field).__name__} {field.accessibleName()!r}")
    return found


def grades_by_colour(widget: QWidget) -> list[str]:
    """Severities that are told by their colour and shape only: marks without the word, rows that do not speak it."""
    found = []
    words = {one.word for one in Severity} | {one.urgency for one in Severity}
    for mark in _visible(widget, SeverityMark):
        if mark.accessibleName() not in words:
            found.append(f"mark {mark.accessibleName()!r}")
    for view in _visible(widget, QAbstractItemView):
        model = view.model()
        for place in range(min(model.rowCount() if model is not None else 0, MOST_CHILDREN)):
            index = model.index(place, 0)
            row = index.data(ROW_ROLE)
            if isinstance(row, Row) and row.severity is not None and not row.head:
                spoken = str(index.data(Qt.ItemDataRole.AccessibleTextRole))
                if not any(word in spoken for word in words):
                    found.append(f"row {spoken!r}")
    return found


def jumps(widget: QWidget) -> list[str]:
    """Where Tab goes against the reading order: upwards or to the left within one scrolled column or panel.

    Asked last: the focus has been everywhere then.
    """
    stops = [part for part in _stops(widget) if part.isVisible()]
    found = []
    for here, following in pairwise(stops):
        if _holder(here) is not _holder(following):
            continue
        one, other = _place(here, widget), _place(following, widget)
        same_row = (
            min(one.bottom(), other.bottom()) - max(one.top(), other.top()) > min(one.height(), other.height()) / 2
        )
        above = other.bottom() < one.top() and other.left() < one.right() and one.left() < other.right()
        if above or (same_row and other.right() < one.left()):
            found.append(f"{_said(here)} → {_said(following)}")
    return found


def faint_texts(widget: QWidget) -> list[str]:
    """The words that stand out less than 4.5 to 1 from what is behind them, as they are painted."""
    picture = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    high, wide = picture.height(), picture.width()
    pixels = numpy.frombuffer(picture.constBits(), numpy.uint32).reshape(high, picture.bytesPerLine() // 4)[:, :wide]
    found = []
    for part in (*_visible(widget, QLabel), *_visible(widget, QAbstractButton)):
        words = part.text().strip()
        if not words or not part.isEnabled() or (isinstance(part, QLabel) and not part.pixmap().isNull()):
            continue
        place = _seen(part, widget)
        if place.width() < 12 or place.height() < 0.8 * part.height():
            continue  # the rest is scrolled away
        shown = pixels[place.top() : place.bottom() + 1, place.left() : place.right() + 1]
        ratio = _most_contrast(shown)
        if ratio < LEAST_CONTRAST:
            found.append(f"{type(part).__name__} {words[:40]!r} {ratio:.1f}")
    return found


def _most_contrast(shown: numpy.ndarray) -> float:
    """How far the strongest ink stands out from what there is most of."""
    colours, counts = numpy.unique(shown & 0xFFFFFF, return_counts=True)
    ground = f"#{int(colours[counts.argmax()]):06X}"
    inks = colours[numpy.argsort(counts)[::-1][:24]]
    return max(contrast_ratio(f"#{int(ink):06X}", ground) for ink in inks)


def seen_classes(widget: QWidget) -> set[str]:
    """The program's own kinds of parts that are shown in a window."""
    return {
        kind.__name__
        for part in _visible(widget, QWidget)
        for kind in type(part).__mro__
        if kind.__module__.startswith("ui.")
    }


def _visible(widget: QWidget, kind: type[W]) -> list[W]:
    own = [widget] if isinstance(widget, kind) else []
    return [part for part in (*own, *widget.findChildren(kind)) if part.isVisible()]


def _stands_for_another(part: object) -> bool:
    """Whether it only lends its focus to a part within, which is met by itself."""
    return isinstance(part, QWidget) and part.focusProxy() is not None


def _stops(window: QWidget) -> list[QWidget]:
    """The parts Tab goes to, from the first of the window; the focus is put back where it was.

    Not by `nextInFocusChain`: a part that has been looked at in that way leaves freed memory behind when it goes.
    """
    before = window.focusWidget()
    window.setFocus(Qt.FocusReason.OtherFocusReason)
    met: list[QWidget] = []
    while len(met) < MOST_STOPS and window.focusNextPrevChild(True):
        QApplication.processEvents()  # a card that is come to unfolds
        part = window.focusWidget()
        if part is None or part in met:
            break
        met.append(part)
    (before or window).setFocus(Qt.FocusReason.OtherFocusReason)
    return met


def _holder(part: QWidget) -> QWidget | None:
    """The scrolled column, sheet, strip or window a part is in."""
    above = part.parentWidget()
    while above is not None and not isinstance(above, QScrollArea | Sheet | Strip) and not above.isWindow():
        above = above.parentWidget()
    return above


def _place(part: QWidget, within: QWidget) -> QRect:
    return QRect(part.mapTo(within, QPoint(0, 0)), part.size())


def _seen(part: QWidget, within: QWidget) -> QRect:
    """What of a part is not scrolled or cut away; nothing where something else lies over it."""
    shown = _place(part, within).intersected(within.rect())
    above = part.parentWidget()
    while above is not None and above is not within:
        shown = shown.intersected(_place(above, within))
        above = above.parentWidget()
    if shown.isEmpty():
        return shown
    for point in (shown.center(), shown.topLeft(), shown.bottomRight(), shown.bottomLeft(), shown.topRight()):
        top = within.childAt(point)
        if top is not None and top is not part and not part.isAncestorOf(top) and not top.isAncestorOf(part):
            return QRect()
    return shown


def _said(part: QWidget) -> str:
    name = part.accessibleName() or (part.text() if isinstance(part, QAbstractButton) else "")
    return f"{type(part).__name__} {name[:30]!r}"
