"""The parts of the summary at the left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from kollegie.language import counted, say
from ui import icons
from ui.summary.columns import WhiteColumn
from ui.summary.parts import Part, PartKind
from ui.theme import theme
from ui.tokens import RADIUS_BUTTON, TARGET_ROW, Tone
from ui.widgets.labels import Heading, Label
from ui.widgets.painting import left_bar, rounded, text_height
from ui.widgets.row_list import RowModel
from ui.widgets.two_line_delegate import Row

WIDTH = 264
EDGE = 10
NUMBER = 22


class Outline(WhiteColumn):
    """Shows the parts. `chosen` tells a part to go to."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(width=WIDTH, at_right=False, parent=parent)
        self._count = Label("", "meta")
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(4, 0, 4, 0)
        row.addWidget(Heading(say("Innehåll", "Contents"), "heading"), 1)
        row.addWidget(self._count)
        self.parts_list = PartList()
        self.parts_list.chosen.connect(self.chosen)
        for part in (head, self.parts_list):
            self.add(part)
        self.show_parts(())

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show other parts."""
        self._count.setText(counted(len(parts), ("del", "delar"), ("part", "parts")) if parts else "")
        self.parts_list.show_parts(parts)
        self.parts_list.setVisible(bool(parts))

    def sizeHint(self) -> QSize:
        return QSize(theme().px(WIDTH), super().sizeHint().height())

    def show_current(self, kind: PartKind) -> None:
        """Mark the part one reads; tells nobody."""
        self.parts_list.show_current(kind)


class PartList(QListView):
    """The parts, as high as all of them together. `chosen` tells the part the person goes to."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(say("Delar", "Parts"))
        self._model = RowModel(_row, self)
        self.setModel(self._model)
        self.setItemDelegate(PartDelegate(self))
        self.setMouseTracking(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self._showing = False
        self.selectionModel().currentChanged.connect(self._tell)
        self.clicked.connect(self._tell)

    @property
    def shown(self) -> Sequence[Part]:
        """All parts."""
        return self._model.things

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show other parts; one stays on the same."""
        kept = self.current()
        self._showing = True
        self._model.show_things(tuple(parts))
        self._showing = False
        if kept is not None:
            self.show_current(kept.kind)
        self._grow()

    def current(self) -> Part | None:
        """The part one stands on."""
        index = self.currentIndex()
        return self.shown[index.row()] if index.isValid() else None

    def show_current(self, kind: PartKind) -> None:
        """Stand on a part; tells nobody."""
        place = next((place for place, part in enumerate(self.shown) if part.kind is kind), None)
        if place is not None and place != self.currentIndex().row():
            self._showing = True
            self.setCurrentIndex(self._model.index(place))
            self._showing = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def _grow(self) -> None:
        high = sum(self.sizeHintForRow(place) for place in range(len(self.shown)))
        if high != self.height():
            self.setFixedHeight(max(1, high))

    @Slot(QModelIndex)
    def _tell(self, index: QModelIndex) -> None:
        if index.isValid() and not self._showing:
            self.chosen.emit(self.shown[index.row()])


class PartDelegate(QStyledItemDelegate):
    """Paints number, title and at the right a check, or how many points are open; long titles wrap."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        look = theme()
        view = self.parent()
        wide = view.viewport().width() if isinstance(view, QListView) else 200
        part: Part = index.model().things[index.row()]  # type: ignore[attr-defined]
        high = text_height(look.metrics("body"), part.title, self._title_place(QRect(0, 0, wide, 100), part).width())
        return QSize(wide, max(look.target(TARGET_ROW - 4), high + look.space(16)))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look, tokens = theme(), theme().tokens
        part: Part = index.model().things[index.row()]  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state
        rect: QRect = option.rect
        painter.save()
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        box = rect.adjusted(0, 1, 0, -1)
        if chosen:
            rounded(painter, box, RADIUS_BUTTON, fill=tokens.soft)
            left_bar(painter, box, RADIUS_BUTTON, tokens.accent, 3)
        elif state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, box, RADIUS_BUTTON, fill=tokens.bg)
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_KeyboardFocusChange:
            rounded(painter, box.adjusted(1, 1, -1, -1), RADIUS_BUTTON, border=tokens.focus, width=2)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.setFont(look.font("meta-strong"))
        painter.setPen(QColor(tokens.muted))
        number = QRect(rect.left() + EDGE, rect.top(), look.px(NUMBER), rect.height())
        painter.drawText(number, Qt.AlignmentFlag.AlignVCenter, str(index.row() + 1))
        painter.setFont(look.font("strong" if chosen else "body"))
        painter.setPen(QColor(tokens.text))
        painter.drawText(self._title_place(rect, part), flags, part.title)
        self._paint_state(painter, rect, part)
        painter.restore()

    def _paint_state(self, painter: QPainter, rect: QRect, part: Part) -> None:
        look = theme()
        right = rect.right() - EDGE
        if part.open:
            painter.setFont(look.font("tag"))
            painter.setPen(look.colour(Tone.ATTENTION))
            place = QRect(rect.left(), rect.top(), right - rect.left(), rect.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, _open_words(part))
        else:
            side = look.px(16)
            place = QRect(right - side, rect.top() + (rect.height() - side) // 2, side, side)
            icons.paint(painter, place, "check", look.tokens.ok)

    def _title_place(self, rect: QRect, part: Part) -> QRect:
        look = theme()
        left = rect.left() + EDGE + look.px(NUMBER)
        state = look.metrics("tag").horizontalAdvance(_open_words(part)) if part.open else look.px(16)
        return QRect(left, rect.top(), rect.right() - EDGE - state - look.space(8) - left, rect.height())


def _open_words(part: Part) -> str:
    return counted(part.open, ("öppen", "öppna"), ("open", "open"))


def _row(part: Any) -> Row:
    return Row(part.title, state=_open_words(part) if part.open else say("klar", "settled"))
