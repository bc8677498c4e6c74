"""One answer out of several, as real buttons in a group that only paint themselves anew.

Focus never chooses: arrows move it, and the space bar, Enter or the key on the answer's cap chooses. So keyboard,
screen reader and tests meet ordinary radio buttons.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QRadioButton, QSizePolicy, QWidget

from ui.theme import theme
from ui.widgets.painting import keys_as_shown

MOST_MEASURED = 8
"""Widths remembered: layouts ask in turn for a few, with and without a scroll bar."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose: its value, its word, the key that chooses it and its icon (both may be empty)."""

    value: Hashable
    word: str
    key: str = ""
    icon: str = ""


class ChoiceButton(QRadioButton):
    """One answer; it leaves all keys to the choice it belongs to."""

    def __init__(self, option: Option, parent: Choice) -> None:
        super().__init__(option.word.replace("&", "&&"), parent)
        self.option = option
        self.setAccessibleName(option.word)
        if option.key:
            self.setAccessibleDescription(keys_as_shown(option.key))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def belongs_to_faulty(self) -> bool:
        """Whether the choice it belongs to is marked as something to put right."""
        parent = self.parentWidget()
        return isinstance(parent, Choice) and parent.is_faulty()

    def hitButton(self, pos: object) -> bool:
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


def press_by_key(answers: Iterable[tuple[QAbstractButton, Option]], key: str) -> bool:
    """Press the answer whose cap shows the key; False if there is none, or it cannot be chosen."""
    for button, option in answers:
        if option.key and option.key.casefold() == key.casefold() and button.isEnabled():
            button.setFocus(Qt.FocusReason.ShortcutFocusReason)
            button.click()
            return True
    return False


class Choice(QWidget):
    """A group of answers of which at most one is chosen.

    `chosen` tells the value of an answer the person has just chosen, `cleared` that the person took the answer back
    (Delete or Backspace). Showing a value with `show_value` tells nothing.
    """

    chosen = Signal(object)
    cleared = Signal()

    follows_height = False
    """Whether the buttons stand otherwise when the whole is higher; only the rail's do."""

    def __init__(self, name: str, options: Sequence[Option], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._value: Hashable | None = None
        self._faulty = False
        self._measured: dict[object, list[list[QRect]]] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.buttonClicked.connect(self._take)
        self._buttons: list[ChoiceButton] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_options(options)

    @property
    def options(self) -> tuple[Option, ...]:
        """The answers there are, in order."""
        return tuple(button.option for button in self._buttons)

    def button(self, value: Hashable) -> ChoiceButton:
        """The button of a value."""
        return next(button for button in self._buttons if button.option.value == value)

    def value(self) -> Hashable | None:
        """The value chosen, or None."""
        return self._value

    def show_options(self, options: Sequence[Option]) -> None:
        """Show other answers; what was chosen stays chosen if it is still among them."""
        for button in self._buttons:
            self._group.removeButton(button)
            button.hide()
            button.deleteLater()
        self._buttons = [self._make_button(option) for option in options]
        self._measured = {}
        for button in self._buttons:
            self._group.addButton(button)
            button.show()
        kept = self._value if any(option.value == self._value for option in options) else None
        self.show_value(kept)
        self.updateGeometry()
        self._arrange()

    def show_value(self, value: Hashable | None) -> None:
        """Show what has been answered before, or nothing for None; tells nobody."""
        with QSignalBlocker(self._group):
            self._group.setExclusive(False)
            for button in self._buttons:
                button.setChecked(value is not None and button.option.value == value)
            self._group.setExclusive(True)
        self._value = value if any(button.isChecked() for button in self._buttons) else None
        self._let_tab_reach_one()
        self.update()

    def choose(self, value: Hashable) -> None:
        """Choose as a person would, and tell it."""
        self.button(value).click()

    def choose_by_key(self, key: str) -> bool:
        """Choose the answer whose cap shows the key; False if there is none."""
        return press_by_key(((button, button.option) for button in self._buttons), key)

    def clear(self) -> None:
        """Take the answer back as a person would, and tell it."""
        if self._value is None:
            return
        self.show_value(None)
        self.cleared.emit()

    def set_faulty(self, faulty: bool) -> None:
        """Mark the choice as something to put right."""
        self._faulty = faulty
        self.update()
        for button in self._buttons:
            button.update()

    def is_faulty(self) -> bool:
        """Whether it is marked as something to put right."""
        return self._faulty

    def focusInEvent(self, event: QFocusEvent) -> None:
        entry = self._entry()
        if entry is not None:
            entry.setFocus(event.reason())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.focusWidget()
        at = self._buttons.index(focused) if focused in self._buttons else -1
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        match event.key():
            case _ if not plain or not self.isEnabled():
                event.ignore()
            case Qt.Key.Key_Right | Qt.Key.Key_Down:
                self._focus(at + 1)
            case Qt.Key.Key_Left | Qt.Key.Key_Up:
                self._focus(at - 1)
            case Qt.Key.Key_Home:
                self._focus(0)
            case Qt.Key.Key_End:
                self._focus(len(self._buttons) - 1)
            case Qt.Key.Key_Space if at >= 0:
                self._buttons[at].click()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if at >= 0 and not self._buttons[at].isChecked():
                self._buttons[at].click()
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace if self._value is not None:
                self.clear()
            case _ if event.text() and self.choose_by_key(event.text()):
                pass
            case _:
                event.ignore()

    def sizeHint(self) -> QSize:
        width = self._natural_width()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least_width(), self.heightForWidth(max(self.width(), self._least_width())))

    def heightForWidth(self, width: int) -> int:
        rows = self._places(width)
        return rows[-1][-1].bottom() + 1 if rows else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @abstractmethod
    def _make_button(self, option: Option) -> ChoiceButton:
        """The button of one choice."""

    @abstractmethod
    def _rows(self, width: int) -> list[list[QRect]]:
        """Where each button stands at a width, row by row."""

    @abstractmethod
    def _natural_width(self) -> int:
        """The width at which all stand in one row."""

    @abstractmethod
    def _least_width(self) -> int:
        """The width below which a word would be cut."""

    def _arrange(self) -> None:
        places = [place for row in self._places(self.width()) for place in row]
        for button, place in zip(self._buttons, places, strict=True):
            button.setGeometry(place)
        if places and self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            self.setMinimumHeight(places[-1].bottom() + 1)

    def _places(self, width: int) -> list[list[QRect]]:
        look = theme()
        measured = (width, self.height() if self.follows_height else 0, look.text_scale, look.density)
        known = self._measured.get(measured)
        if known is None:
            if len(self._measured) >= MOST_MEASURED:
                self._measured = {}
            known = self._measured[measured] = self._rows(width)
        return known

    def _focus(self, index: int) -> None:
        if self._buttons:
            self._buttons[index % len(self._buttons)].setFocus(Qt.FocusReason.TabFocusReason)

    def _entry(self) -> ChoiceButton | None:
        chosen = next((button for button in self._buttons if button.isChecked()), None)
        return chosen or (self._buttons[0] if self._buttons else None)

    def _let_tab_reach_one(self) -> None:
        entry = self._entry()
        for button in self._buttons:
            reached = button is entry
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if reached else Qt.FocusPolicy.ClickFocus)

    @Slot(QAbstractButton)
    def _take(self, button: QAbstractButton) -> None:
        if not isinstance(button, ChoiceButton) or button.option.value == self._value:
            return
        self._value = button.option.value
        self._let_tab_reach_one()
        self.update()
        self.chosen.emit(self._value)


def places_in_rows(
    naturals: Sequence[int], width: int, height_at: Callable[[int, int], int], gap: int = 0
) -> list[list[QRect]]:
    """Where parts stand: in one row where none is cut, else in half as many columns, a third … or one.

    Shape: one list per row, one rectangle per part, in order; the columns fill the width.
    Units: logical pixels; `height_at(index, width)` says how high a part must be at a width.
    """
    if not naturals:
        return []
    widths = _column_widths(naturals, width, gap)
    lefts = [sum(widths[:column]) + gap * column for column in range(len(widths))]
    rows: list[list[QRect]] = []
    top = 0
    for start in range(0, len(naturals), len(widths)):
        row = list(zip(range(start, len(naturals)), lefts, widths, strict=False))
        height = max(height_at(index, wide) for index, _, wide in row)
        rows.append([QRect(left, top, wide, height) for _, left, wide in row])
        top += height + gap
    return rows


def _column_widths(naturals: Sequence[int], width: int, gap: int) -> list[int]:
    """The most columns whose widest parts fit, each widened by an equal share of what is left over."""
    count = len(naturals)
    for rows in range(1, count + 1):
        columns = -(-count // rows)
        widest = [max(naturals[column::columns]) for column in range(columns)]
        spare = width - sum(widest) - gap * (columns - 1)
        if spare >= 0:
            share, rest = divmod(spare, columns)
            return [wide + share + (rest if column == columns - 1 else 0) for column, wide in enumerate(widest)]
    return [width]
