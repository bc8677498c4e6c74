"""The list of a choice that drops down: long words wrap, and a name is found by typing any part of it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui import icons
from ui.theme import theme
from ui.tokens import RADIUS_FIELD, TARGET_ROW
from ui.widgets.painting import focus_ring, key_cap, key_cap_size, rounded, text_height

KEY, MARK = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2
"""What an item holds beside its words and its value: the key that chooses it, and the icon that stands before it."""
SOUGHT_FOR = 2_000
"""Milliseconds without a key after which typing begins a new search."""
_PADDING = 12


class DropList(QListView):
    """Shows the answers; letters move to the first one that has them in its words, those that begin a word first.

    A first letter that is the key of an answer moves to that one. What is in no answer leaves none in hand. `sought`
    tells what is searched for while it is typed, once it is found, "" when the search is over. Moving never chooses.
    """

    sought = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setItemDelegate(_Rows(self))
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._words = ""
        self._over = QTimer(self, singleShot=True, interval=SOUGHT_FOR)
        self._over.timeout.connect(self.end_search)

    @property
    def searching(self) -> bool:
        """Whether a search goes on, in which a space is one of its letters."""
        return bool(self._words)

    def lay_out_for(self, width: int) -> None:
        """Let the words wrap as they will when the list is shown: Qt measures its height before it has its width."""
        frame = self.parentWidget()
        if frame is not None:
            frame.resize(width, frame.height())
        self.resize(width, self.height())
        self.doItemsLayout()

    @Slot()
    def end_search(self) -> None:
        """Forget what was searched for."""
        self._over.stop()
        if self._words:
            self._words = ""
            self.sought.emit("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        text = event.text()
        if event.key() == Qt.Key.Key_Backspace:
            self._search(self._words[:-1])
        elif not plain & Qt.KeyboardModifier.ControlModifier and text.isprintable() and text.strip() + self._words:
            self._search(self._words + text) if text else super().keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()  # other words wrap

    def _search(self, words: str) -> None:
        self._words = words
        self._over.start()
        model = self.model()
        rows = [row for row in range(model.rowCount()) if not self.isRowHidden(row)]
        said = {row: str(model.index(row, 0).data()).casefold() for row in rows}
        wanted = words.casefold()
        ranks = (
            [row for row in rows if str(model.index(row, 0).data(KEY) or "").casefold() == wanted],
            [row for row in rows if said[row].startswith(wanted)],
            [row for row in rows if f" {wanted}" in said[row]],
            [row for row in rows if wanted in said[row]],
        )
        found = next((rank[0] for rank in ranks if rank and wanted), None)
        if words:
            self.setCurrentIndex(model.index(found, 0) if found is not None else QModelIndex())
        self.sought.emit(words)


class _Rows(QStyledItemDelegate):
    """Paints one answer: its mark, its words on as many lines as they need, and its key."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        view = self.parent()
        wide = view.viewport().width() if isinstance(view, QListView) else 200
        look = theme()
        left, right = self._sides(index)
        words = text_height(look.metrics("answer"), str(index.data()), wide - left - right)
        return QSize(wide, max(look.target(TARGET_ROW), words + 2 * look.space(_PADDING)))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look, tokens = theme(), theme().tokens
        rect: QRect = option.rect
        here = bool(option.state & QStyle.StateFlag.State_Selected)
        box = rect.adjusted(2, 1, -2, -1)
        if here:
            rounded(painter, box, RADIUS_FIELD, fill=tokens.soft)
            focus_ring(painter, box, RADIUS_FIELD)
        left, right = self._sides(index)
        side = look.px(18)
        mark = index.data(MARK)
        if mark:
            place = QRect(rect.left() + look.space(_PADDING), rect.top() + (rect.height() - side) // 2, side, side)
            icons.paint(painter, place, str(mark), tokens.accent if "check" in str(mark) else tokens.muted)
        key = index.data(KEY)
        if key:
            cap = QRect(rect.topLeft(), key_cap_size(str(key)))
            cap.moveTop(rect.top() + (rect.height() - cap.height()) // 2)
            cap.moveRight(rect.right() - look.space(_PADDING))
            key_cap(painter, cap, str(key), text=tokens.muted, border=tokens.edge)
        painter.setFont(look.font("answer"))
        painter.setPen(QColor(tokens.text))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        painter.drawText(rect.adjusted(left, 0, -right, 0), flags, str(index.data()))

    def _sides(self, index: QModelIndex | QPersistentModelIndex) -> tuple[int, int]:
        """The room left of the words, for the mark, and right of them, for the key."""
        look = theme()
        key = index.data(KEY)
        right = key_cap_size(str(key)).width() + 2 * look.space(_PADDING) if key else look.space(_PADDING)
        return 2 * look.space(_PADDING) + look.px(18) - 4, right
