"""Two ways to stand: one after the other until the line is full, and beside each other while there is room."""

from __future__ import annotations

from abc import abstractmethod
from typing import TypeVar

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui.theme import theme
from ui.tokens import GAP

Kind = TypeVar("Kind", bound=QWidget)


class ListLayout(QLayout):
    """The part of a layout Qt wants to keep its items in; each kind says how they stand.

    What it has measured it remembers until something in it changes (`invalidate`): Qt asks for the same heights some
    hundred times when one card of a visit changes.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent) if parent is not None else super().__init__()
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        self._hint: QSize | None = None
        self._least_size: QSize | None = None

    def invalidate(self) -> None:
        self._heights, self._hint, self._least_size = {}, None, None
        super().invalidate()

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        if not 0 <= index < len(self._items):
            return None
        self.invalidate()
        return self._items.pop(index)

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        known = self._heights.get(width)
        if known is None:
            margins = self.contentsMargins()
            inner = width - margins.left() - margins.right()
            known = self._place(QRect(0, 0, inner, 0), apply=False) + margins.top() + margins.bottom()
            self._heights[width] = known
        return known

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect.marginsRemoved(self.contentsMargins()), apply=True)

    def sizeHint(self) -> QSize:
        if self._hint is None:
            self._hint = self._measure_hint()
        return self._hint

    def minimumSize(self) -> QSize:
        if self._least_size is None:
            self._least_size = self._measure_least()
        return self._least_size

    @abstractmethod
    def _measure_hint(self) -> QSize:
        """The size it would like."""

    @abstractmethod
    def _measure_least(self) -> QSize:
        """The size it cannot do with less than."""

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    @abstractmethod
    def _place(self, rect: QRect, *, apply: bool) -> int:
        """Place the items within a rectangle and return the height they take; only measure unless `apply`."""


class Column(QVBoxLayout):
    """Parts below each other whose heights are remembered until something in them changes.

    Qt's own column knows the height for one width only. A scrolling page asks for two, with and without its bar, each
    time anything in it changes: a long section was measured from end to end, every card and field of it, at every key.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent) if parent is not None else super().__init__()
        self._known: dict[int, int] = {}

    def invalidate(self) -> None:
        self._known = {}
        super().invalidate()

    def heightForWidth(self, width: int) -> int:
        known = self._known.get(width)
        if known is None:
            known = self._known[width] = super().heightForWidth(width)
        return known


class LongColumn(Column):
    """A column of many parts, of which a key changes one or two; below them all is free.

    What a card knows of its own height is asked of the card itself: Qt goes through its layout once more for the least
    height, some hundred calls for each width at every key.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._within: dict[QWidget, QLayout | None] = {}
        self._parts: list[QWidget] = []
        self.addStretch()

    def insert_part(self, index: int, part: QWidget) -> None:
        """Put a part among those already there."""
        there = [one for one in self.parts if one is not part]
        self.insertWidget(index, part)
        self._parts = [*there[:index], part, *there[index:]]
        self._within[part] = part.layout()

    def remove_part(self, part: QWidget) -> None:
        """Let a part go; one that does not stand here is left alone."""
        self._parts = [one for one in self.parts if one is not part]
        self._within.pop(part, None)
        self.removeWidget(part)

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """What stands in the column, from the top."""
        if len(self._parts) != self.count() - 1:  # one has gone to another place, or is no more
            self._parts = [part for part in self._parts if isValid(part) and self.indexOf(part) >= 0]
            self._within = {part: self._within[part] for part in self._parts}
        return tuple(self._parts)

    def heightForWidth(self, width: int) -> int:
        known = self._known.get(width)
        if known is None:
            margins = self.contentsMargins()
            inner = width - margins.left() - margins.right()
            heights = [self._height_at(part, inner) for part in self.parts if not part.isHidden()]
            gaps = self.spacing() * max(0, len(heights) - 1)
            known = self._known[width] = sum(heights) + gaps + margins.top() + margins.bottom()
        return known

    def _height_at(self, part: QWidget, width: int) -> int:
        within = self._within[part]
        if isinstance(within, Column) and within.hasHeightForWidth():  # one in which nothing is wrapped knows no height
            wanted = within.heightForWidth(width)
        else:
            wanted = part.heightForWidth(width) if part.hasHeightForWidth() else part.sizeHint().height()
        return max(wanted, part.minimumHeight())


class GrowsDown(QWidget):
    """A part whose height follows from its width, and which claims it also where a parent forgets to ask."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._claim_height()

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._claim_height()
        return handled

    def _claim_height(self) -> None:
        if self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            self.setMinimumHeight(max(0, self.heightForWidth(self.width())))


class FlowLayout(ListLayout):
    """Puts parts on a line and goes on with the next line where one is full; tags, links, buttons."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = GAP, line_gap: int = GAP) -> None:
        super().__init__(parent)
        self._gap = gap
        self._line_gap = line_gap
        self.setContentsMargins(0, 0, 0, 0)

    def _measure_hint(self) -> QSize:
        shown = self._shown()
        wide = sum(item.sizeHint().width() for item in shown) + self._gap * max(0, len(shown) - 1)
        high = max((item.sizeHint().height() for item in shown), default=0)
        return self._with_margins(QSize(wide, high))

    def _measure_least(self) -> QSize:
        widest = max((item.minimumSize().width() for item in self._shown()), default=0)
        highest = max((item.minimumSize().height() for item in self._shown()), default=0)
        return self._with_margins(QSize(widest, highest))

    def _with_margins(self, size: QSize) -> QSize:
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _place(self, rect: QRect, *, apply: bool) -> int:
        lines: list[list[tuple[QLayoutItem, QSize]]] = [[]]
        x = 0
        for item in self._shown():
            size = item.sizeHint()
            if size.width() > rect.width():
                wide = max(rect.width(), item.minimumSize().width())
                size = QSize(wide, height_of(item, wide))
            if lines[-1] and x + size.width() > rect.width():
                lines.append([])
                x = 0
            lines[-1].append((item, size))
            x += size.width() + self._gap
        y = rect.y()
        for line in lines:
            high = max((size.height() for _, size in line), default=0)
            x = rect.x()
            for item, size in line:
                if apply:
                    item.setGeometry(QRect(QPoint(x, y + (high - size.height()) // 2), size))
                x += size.width() + self._gap
            y += high + self._line_gap
        return y - rect.y() - self._line_gap


class AsideLayout(ListLayout):
    """Two parts: the first takes the width, the second stands to its right, or below it where the first would get
    narrower than `least` pixels (at 100 % text). With `top` both begin at the same height, as two fields do of which
    one may get a sentence below it."""

    def __init__(
        self, parent: QWidget | None = None, *, least: int = 260, gap: int = 2 * GAP, top: bool = False
    ) -> None:
        super().__init__(parent)
        self._least = least
        self._top = top
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def _measure_least(self) -> QSize:
        widest = max((item.minimumSize().width() for item in self._shown()), default=0)
        margins = self.contentsMargins()
        wide = widest + margins.left() + margins.right()
        return QSize(wide, 0)

    def _measure_hint(self) -> QSize:
        shown = self._shown()
        margins = self.contentsMargins()
        wide = sum(item.sizeHint().width() for item in shown) + self._gap * max(0, len(shown) - 1)
        high = max((item.sizeHint().height() for item in shown), default=0)
        return QSize(wide + margins.left() + margins.right(), high + margins.top() + margins.bottom())

    def _place(self, rect: QRect, *, apply: bool) -> int:
        shown = self._shown()
        if not shown:
            return 0
        first, *rest = shown
        if not rest:
            return put_at(first, rect.topLeft(), rect.width(), apply=apply)
        second = rest[0]
        aside = second.sizeHint().width()
        left = rect.width() - aside - self._gap
        needed = max(min(theme().px(self._least), first.sizeHint().width()), first.minimumSize().width())
        if left < needed:
            top = put_at(first, rect.topLeft(), rect.width(), apply=apply)
            below = rect.topLeft() + QPoint(0, top + GAP)
            return top + GAP + put_at(second, below, rect.width(), apply=apply)
        high = max(height_of(first, left), height_of(second, aside))
        if apply:
            for item, x, wide in ((first, 0, left), (second, left + self._gap, aside)):
                own = min(height_of(item, wide), max(high, rect.height()))
                y = 0 if self._top else (max(high, rect.height()) - own) // 2
                item.setGeometry(QRect(rect.x() + x, rect.y() + y, wide, own))
        return high


def height_of(item: QLayoutItem, width: int) -> int:
    """How high an item stands at a width."""
    if item.hasHeightForWidth():
        return item.heightForWidth(width)
    return item.sizeHint().height()


def put_at(item: QLayoutItem, at: QPoint, width: int, *, apply: bool) -> int:
    """Put an item at a place, as high as its width asks for, and return that height; only measure unless `apply`."""
    high = height_of(item, width)
    if apply:
        item.setGeometry(QRect(at, QSize(width, high)))
    return high


def empty(layout: QLayout, *, after: int = 0) -> None:
    """Take away what stands in a layout, or what stands there after the first few.

    It is out of sight at once, and gone when the act at hand is over.
    """
    while (item := layout.takeAt(after)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def standing(layout: QLayout, kind: type[Kind]) -> list[Kind]:
    """The widgets of one kind that stand in a layout, in their order; none of those `empty` has taken away."""
    widgets = (item.widget() for place in range(layout.count()) if (item := layout.itemAt(place)) is not None)
    return [widget for widget in widgets if isinstance(widget, kind)]
