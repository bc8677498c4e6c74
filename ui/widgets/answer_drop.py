"""Answers in a list that drops down and takes little room: one of them, or any number.

Nothing is chosen but by choosing: arrows and the wheel leave a closed box alone, and a list that is closed by Esc or by
a click beside it has changed nothing.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Hashable, Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from kollegie.language import counted, say
from ui.theme import theme
from ui.tokens import TARGET_BUTTON
from ui.widgets.announcing import announce
from ui.widgets.choice import Option
from ui.widgets.drop_down import DropDown
from ui.widgets.drop_list import KEY, MARK, DropList
from ui.widgets.painting import text_height

WIDEST = 420
"""Pixels at 100 % text: a box with longer answers than that wraps them."""

_PRESSES = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)


class AnswerDrop(DropDown):
    """What both share: the closed box, its keys and its list. `picked` tells what a person has chosen, as a tuple.

    Space, an arrow down or up, a click, or F4 where the page has no other use for it opens the list; there letters
    search, Enter chooses, and Esc, F4 or Alt with an arrow down closes it and chooses nothing. On the closed box the
    key of an answer chooses it as on every other choice, and Delete takes the answer back, as the last row of the list
    does. The box shows in words what is chosen; they are held by a row nobody sees, since a screen reader is told what
    the row in hand says.
    """

    picked = Signal(object)
    role = "answer"
    wraps = True

    def __init__(self, name: str, options: Sequence[Option]) -> None:
        self.options: tuple[Option, ...] = ()
        self._values: tuple[Hashable, ...] = ()
        self._list: DropList | None = None
        self._sought = ""
        self._held = self._pressed = False
        super().__init__(name, empty=say("Välj i listan", "Choose from the list"))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.activated.connect(self._show_again)
        self.offer(options)

    # What it can be asked

    def offer(self, options: Sequence[Option]) -> None:
        """Offer these answers; what is chosen stays chosen if it is still among them."""
        self.options = tuple(options)
        self.clear()
        for row, option in enumerate(self.options):
            self.addItem(option.word, option.value)
            self.setItemData(row, option.key, KEY)
        self.addItem(say("Inget svar", "No answer"))
        self.setItemData(self.count() - 1, "x", MARK)
        self.addItem("")
        self.show_values(self._values)

    def values(self) -> tuple[Hashable, ...]:
        """What is chosen, in the order the answers stand."""
        return self._values

    def show_values(self, values: Sequence[Hashable]) -> None:
        """Show what was chosen before; tells nobody."""
        self._values = tuple(option.value for option in self.options if option.value in values)
        for row, option in enumerate(self.options):
            self._mark(row, option, chosen=option.value in self._values)
        said = ", ".join(option.word for option in self.options if option.value in self._values)
        self.setItemText(self.count() - 1, said)
        at = self._list.currentIndex().row() if self._list is not None else -1
        self.setCurrentIndex(self.count() - 1 if said else -1)
        if self._list is not None:
            self._hide_rows(self._list)
            self._list.setCurrentIndex(self.model().index(at, 0))  # whoever is in the list stays where they are
        self._claim_height()
        self.updateGeometry()
        self.update()

    def choose_by_key(self, key: str) -> bool:
        """Choose the answer with this key; False if there is none."""
        row = next(
            (row for row, one in enumerate(self.options) if one.key and one.key.casefold() == key.casefold()), -1
        )
        if row < 0 or self._held:
            return False
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.take_row(row)
        return True

    def take_row(self, row: int) -> None:
        """Choose what stands in a row of the list as a person would, and tell it."""
        before = self._values
        taken = self._after(self.options[row].value) if row < len(self.options) else ()
        if taken != before and not self._held:
            self.show_values(taken)
            self.picked.emit(self._values)

    def set_held(self, held: bool) -> None:
        """Let the answer be changed no more, or again; it stays as easy to read as it was."""
        self._held = held

    # How it looks

    def words_shown(self) -> str:
        if not self._sought:
            return self.currentText()
        if self._list is not None and not self._list.currentIndex().isValid():
            return say("Söker: {}, finns inte", "Searching: {}, not found").format(self._sought)
        return say("Söker: {}", "Searching: {}").format(self._sought)

    def sizeHint(self) -> QSize:
        look = theme()
        metrics = look.metrics(self.role)
        words = (*(option.word for option in self.options), self.currentText(), self._empty)
        wide = min(look.px(WIDEST), max(metrics.horizontalAdvance(one) for one in words) + self._beside_words() + 3)
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        metrics = theme().metrics(self.role)
        parts = [word for one in (*(option.word for option in self.options), self._empty) for word in one.split()]
        longest = max(metrics.horizontalAdvance(word) for word in parts)
        return QSize(longest + self._beside_words() + 3, theme().target(TARGET_BUTTON))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        look = theme()
        words = text_height(look.metrics(self.role), self.currentText() or self._empty, width - self._beside_words())
        return max(look.target(TARGET_BUTTON), words + 2 * look.space(10))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._claim_height()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._claim_height()

    # What it does

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Up if plain or event.modifiers() == Qt.KeyboardModifier.AltModifier:
                self.showPopup()
            case Qt.Key.Key_Space | Qt.Key.Key_F4 if plain:
                self.showPopup()
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace if plain and self._values and not self._held:
                self.take_row(len(self.options))
            case _ if plain and event.text() and self.choose_by_key(event.text()):
                pass
            case _:
                event.ignore()

    def showPopup(self) -> None:
        if self._held:
            return
        if self._list is None:
            self._list = DropList(self.accessibleName(), self)
            self._list.sought.connect(self._show_sought)
            self.setView(self._list)
        self._hide_rows(self._list)
        self._list.lay_out_for(self.width())
        super().showPopup()
        for watched in (self._list, self._list.viewport()):
            watched.installEventFilter(self)  # anew each time: the one installed last is asked first
        at = next((row for row, option in enumerate(self.options) if option.value in self._values), 0)
        self._list.setCurrentIndex(self.model().index(at, 0))

    def hidePopup(self) -> None:
        if self._list is not None:
            self._list.end_search()
        super().hidePopup()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See to the keys and the mouse in the list before Qt does: it would put what is chosen in the box itself."""
        listed = self._list
        if listed is None:
            return super().eventFilter(watched, event)
        row = -1
        if isinstance(event, QKeyEvent) and watched is listed and event.type() in _PRESSES:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if not enter and (event.key() != Qt.Key.Key_Space or listed.searching):
                return False
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()  # Qt closes the list already when it asks whose the key is
                return True
            row = listed.currentIndex().row()
        elif isinstance(event, QMouseEvent) and watched is listed.viewport():
            if event.type() is QEvent.Type.MouseButtonPress:
                self._pressed = True
            if event.type() is not QEvent.Type.MouseButtonRelease:
                return False
            row = listed.indexAt(event.position().toPoint()).row() if self._pressed else -1
            self._pressed = False
        else:
            return super().eventFilter(watched, event)
        if row >= 0:
            self._take_in_list(listed, row)
        return True

    def _take_in_list(self, listed: DropList, row: int) -> None:
        """A person has chosen a row of the open list."""
        listed.end_search()
        self.hidePopup()
        self.take_row(row)

    @abstractmethod
    def _after(self, value: Hashable) -> tuple[Hashable, ...]:
        """What is chosen once a person has taken this answer."""

    def _mark(self, row: int, option: Option, *, chosen: bool) -> None:
        self.setItemData(row, "check" if chosen else option.icon, MARK)

    def _hide_rows(self, listed: DropList) -> None:
        """The row that takes the answer back stands there only while there is one."""
        listed.setRowHidden(len(self.options), not self._values)
        listed.setRowHidden(len(self.options) + 1, True)

    def _beside_words(self) -> int:
        look = theme()
        return look.space(12) + look.px(16) + look.space(16)

    def _claim_height(self) -> None:
        if self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            self.setMinimumHeight(self.heightForWidth(self.width()))

    @Slot(str)
    def _show_sought(self, words: str) -> None:
        self._sought = words
        if words and self._list is not None and not self._list.currentIndex().isValid():
            announce(self, self.words_shown())
        self.update()

    @Slot()
    def _show_again(self) -> None:
        """Qt has closed the list by a key of its own and put the row in hand in the box: nobody chose it."""
        self.show_values(self._values)


class OneDrop(AnswerDrop):
    """One of the answers; choosing it closes the list."""

    def _after(self, value: Hashable) -> tuple[Hashable, ...]:
        return (value,)


class ManyDrop(AnswerDrop):
    """Any number of answers, each switched on and off in the list, which stays open; the box shows all of them."""

    def _after(self, value: Hashable) -> tuple[Hashable, ...]:
        switched = {*self.values()} ^ {value}
        return tuple(option.value for option in self.options if option.value in switched)

    def _mark(self, row: int, option: Option, *, chosen: bool) -> None:
        self.setItemData(row, "square-check" if chosen else "square", MARK)
        state = Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked
        self.setItemData(row, state, Qt.ItemDataRole.CheckStateRole)

    def _take_in_list(self, listed: DropList, row: int) -> None:
        listed.end_search()
        if row >= len(self.options):
            self.hidePopup()
        self.take_row(row)
        chosen = counted(len(self.values()), ("svar valt", "svar valda"), ("answer chosen", "answers chosen"))
        announce(self, chosen)
