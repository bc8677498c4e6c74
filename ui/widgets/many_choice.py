"""Several answers out of many: each a box of its own that is switched on and off, or numbered in order of choice."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kollegie.language import say
from ui import icons
from ui.theme import theme
from ui.tokens import GAP, RADIUS_BUTTON, TARGET_BUTTON
from ui.widgets.buttons import PlainButton
from ui.widgets.choice import Option, press_by_key
from ui.widgets.layouts import FlowLayout, GrowsDown
from ui.widgets.painting import focus_ring, key_cap, key_cap_size, keys_as_shown, rounded, text_height

PADDING = 14


class ManyButton(PlainButton):
    """One answer with its box; its words wrap where the line is shorter than they are."""

    def __init__(self, option: Option, parent: QWidget) -> None:
        super().__init__(option.word.replace("&", "&&"), parent=parent)
        self.option = option
        self.faulty = False
        self.rank = 0
        self.setCheckable(True)
        self.setAccessibleName(option.word)
        if option.key:
            self.setAccessibleDescription(keys_as_shown(option.key))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_rank(self, rank: int) -> None:
        """Show which place in the order the answer has; 0 for none."""
        if rank != self.rank:
            self.rank = rank
            place = say(f"plats {rank}", f"place {rank}") if rank else ""
            key = keys_as_shown(self.option.key) if self.option.key else ""
            self.setAccessibleDescription(", ".join(word for word in (place, key) if word))
            self.update()

    def sizeHint(self) -> QSize:
        wide = self._beside_words() + theme().metrics("answer-chosen").horizontalAdvance(self.option.word) + 3
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        metrics = theme().metrics("answer-chosen")
        longest = max((metrics.horizontalAdvance(word) for word in self.option.word.split()), default=0)
        wide = self._beside_words() + longest + 3
        return QSize(wide, theme().target(TARGET_BUTTON))

    def heightForWidth(self, width: int) -> int:
        look = theme()
        words = text_height(look.metrics("answer-chosen"), self.option.word, width - self._beside_words())
        return max(look.target(TARGET_BUTTON), words + 2 * look.space(12))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, paint = theme(), self.paint_of_state()
        border, width = paint.border, 2 if self.isChecked() else 1
        if self.faulty and not self.isChecked():
            border, width = look.tokens.s3, 2
        with QPainter(self) as painter:
            box = QRectF(self.rect())
            if self.hasFocus():
                box = focus_ring(painter, box, RADIUS_BUTTON + 2)
            rounded(painter, box, RADIUS_BUTTON, fill=paint.fill, border=border, width=width, dashed=paint.dashed)
            side = look.px(18)
            x, right = look.space(PADDING), self.width() - look.space(PADDING)
            mark = "square-check" if self.isChecked() and not self.rank else "square"
            colour = look.tokens.accent if self.isChecked() and self.isEnabled() else look.tokens.muted
            place = QRect(x, (self.height() - side) // 2, side, side)
            icons.paint(painter, place, mark, colour)
            if self.rank:
                painter.setFont(look.font("key"))
                painter.setPen(QColor(colour))
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(self.rank))
            x += side + look.space(8)
            if self.option.key:
                size = key_cap_size(self.option.key)
                cap = QRect(right - size.width(), (self.height() - size.height()) // 2, size.width(), size.height())
                key_cap(painter, cap, self.option.key, text=look.tokens.muted, border=look.tokens.edge)
                right = cap.left() - look.space(12)
            painter.setFont(look.font("answer-chosen" if self.isChecked() else "answer"))
            painter.setPen(QColor(paint.text))
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
            painter.drawText(QRect(x, 0, right - x + 3, self.height()), flags, self.option.word)

    def _beside_words(self) -> int:
        look = theme()
        key = look.space(12) + key_cap_size(self.option.key).width() if self.option.key else 0
        return 2 * look.space(PADDING) + look.px(18) + look.space(8) + key


class ManyChoice(GrowsDown):
    """Asks for any number of answers. `chosen` tells all that are switched on, in the order they stand.

    Arrows move the focus and never choose; the space bar, Enter or the key on a cap switches an answer on or off.
    Where they are `ranked`, the order is that in which they were chosen, a number stands in each box, and Ctrl with an
    arrow moves the answer in focus a place up or down in it.
    """

    chosen = Signal(object)

    def __init__(
        self, name: str, options: Sequence[Option], parent: QWidget | None = None, *, ranked: bool = False
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._ranked = ranked
        self._order: list[Hashable] = []
        self._flow = self._make_layout()
        self._buttons: list[ManyButton] = []
        for option in options:
            button = self._make_button(option)
            button.clicked.connect(self._tell)
            self._flow.addWidget(button)
            self._buttons.append(button)

    def values(self) -> tuple[Hashable, ...]:
        """The values switched on, in the order they stand, or that of their ranking."""
        if self._ranked:
            return tuple(self._order)
        return tuple(button.option.value for button in self._buttons if button.isChecked())

    def button(self, value: Hashable) -> ManyButton:
        """The button of a value."""
        return next(button for button in self._buttons if button.option.value == value)

    def show_values(self, values: Sequence[Hashable]) -> None:
        """Show what has been answered before; tells nobody."""
        for button in self._buttons:
            button.setChecked(button.option.value in values)
        known = {button.option.value for button in self._buttons}
        self._order = [value for value in dict.fromkeys(values) if value in known]
        self._show_ranks()

    def choose_by_key(self, key: str) -> bool:
        """Switch the answer whose cap shows the key; False if there is none."""
        return press_by_key(((button, button.option) for button in self._buttons), key)

    def set_faulty(self, faulty: bool) -> None:
        """Mark the choice as something to put right."""
        for button in self._buttons:
            button.faulty = faulty
            button.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if self._buttons:
            self._buttons[0].setFocus(event.reason())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.focusWidget()
        at = self._buttons.index(focused) if isinstance(focused, ManyButton) and focused in self._buttons else -1
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Down if self._ranked and at >= 0 and self.isEnabled() and not plain:
                self._move(self._buttons[at].option.value, 1 if event.key() == Qt.Key.Key_Down else -1)
            case _ if not plain or not self.isEnabled() or at < 0:
                event.ignore()
            case Qt.Key.Key_Right | Qt.Key.Key_Down:
                self._buttons[(at + 1) % len(self._buttons)].setFocus(Qt.FocusReason.TabFocusReason)
            case Qt.Key.Key_Left | Qt.Key.Key_Up:
                self._buttons[at - 1].setFocus(Qt.FocusReason.TabFocusReason)
            case Qt.Key.Key_Space | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._buttons[at].click()
            case _ if event.text() and self.choose_by_key(event.text()):
                pass
            case _:
                event.ignore()

    def _make_layout(self) -> FlowLayout:
        return FlowLayout(self, gap=GAP, line_gap=GAP)

    def _make_button(self, option: Option) -> ManyButton:
        return ManyButton(option, self)

    @Slot()
    def _tell(self) -> None:
        on = [button.option.value for button in self._buttons if button.isChecked()]
        self._order = [value for value in self._order if value in on] + [
            value for value in on if value not in self._order
        ]
        self._show_ranks()
        self.chosen.emit(self.values())

    def _move(self, value: Hashable, by: int) -> None:
        """Give an answer the place before or after its own; nothing at either end, or where it has none."""
        if value not in self._order:
            return
        place = self._order.index(value)
        if 0 <= place + by < len(self._order):
            self._order.insert(place + by, self._order.pop(place))
            self._show_ranks()
            self.chosen.emit(self.values())

    def _show_ranks(self) -> None:
        if self._ranked:
            for button in self._buttons:
                value = button.option.value
                button.show_rank(self._order.index(value) + 1 if value in self._order else 0)
